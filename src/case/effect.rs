//! What a step orders done in the world, after the commit.
//!
//! Effects are values. They go to the outbox in the same commit as the case
//! and are carried out later, again and again until the world answered; what it
//! answered comes back as an event.

use crate::case::end::Code;
use crate::case::modification::Modification;
use crate::domain::address::{EmailAddress, RegistryAddress};
use crate::domain::contact::Contact;
use crate::domain::ids::{CaseId, Digest, MessageId, OrderKey};
use crate::domain::tld::Tld;
use crate::reading::{Fault, Report};
use crate::sender::Judgement;
use std::fmt;

//------------ Effect ----------------------------------------------------------

/// One thing to do. Closed on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send a mail.
    Send(Mail),
    /// Put a matter before the Validator, in his inbox.
    Escalate(Box<Escalation>),
    /// Put contacts on the roster.
    Subscribe {
        /// The order's key.
        order: OrderKey,
        /// The case.
        case: CaseId,
        /// The ccTLD they are responsible for.
        tld: Tld,
        /// Who.
        contacts: Vec<Contact>,
        /// Entries of theirs that the Validator saw, and that give way.
        vouched: Vec<Contact>,
    },
    /// Change the contacts of a ccTLD that is on the list.
    Settle {
        /// The order's key.
        order: OrderKey,
        /// The case.
        case: CaseId,
        /// The ccTLD.
        tld: Tld,
        /// The change; who came meanwhile stays.
        change: Box<Modification>,
        /// Entries of theirs that the Validator saw, and that give way.
        vouched: Vec<Contact>,
    },
    /// Put entries of the list back as the books have them.
    Restore {
        /// The order's key.
        order: OrderKey,
        /// The case.
        case: CaseId,
        /// Whose.
        addresses: Vec<EmailAddress>,
    },
    /// End a request to join that the list server holds.
    TurnAway {
        /// The order's key.
        order: OrderKey,
        /// The case.
        case: CaseId,
        /// Whose request.
        address: EmailAddress,
        /// Whether the list server tells the person why; otherwise our own mail does.
        told: bool,
    },
    /// Open a case that asks the admin contact to confirm a change.
    Open {
        /// The ccTLD.
        tld: Tld,
        /// The change.
        change: Box<Modification>,
    },
    /// Write the public directory anew.
    Publish {
        /// The order's key.
        order: OrderKey,
        /// The case that changed it.
        case: CaseId,
    },
    /// Take back an order that was not begun.
    Withdraw {
        /// Which.
        order: OrderKey,
    },
}

//------------ Mail ------------------------------------------------------------

/// A mail to be composed and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The order's key.
    pub order: OrderKey,
    /// The case it belongs to.
    pub case: CaseId,
    /// What it says.
    pub kind: MailKind,
    /// Whom it goes to.
    pub to: Recipient,
    /// Its id.
    pub message_id: MessageId,
    /// The plus-address to answer to.
    pub reply_address: Option<EmailAddress>,
    /// The reference line's secret; none in mails that ask nothing.
    pub reference: Option<String>,
    /// What was wrong with the answer (only for [`MailKind::AnswerAgain`]).
    pub faults: Vec<Fault>,
}

/// The only people a mail may go to (design, invariant 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// The admin contact of the case.
    Admin(RegistryAddress),
    /// The SSC of the case, or who asked for the change.
    Ssc(EmailAddress),
}

impl Recipient {
    /// The bare address.
    pub fn address(&self) -> &EmailAddress {
        match self {
            Self::Admin(address) => &address.0,
            Self::Ssc(address) => address,
        }
    }
}

/// Everything a mail can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailKind {
    /// Procedure, appendix A.1.
    SscRequest,
    /// Procedure, appendix A.5.
    AuthenticationRequest,
    /// Procedure, section 4.5: the reminder of either request.
    Reminder,
    /// Please answer again, by replying to this mail; once a case.
    AnswerAgain,
    /// Procedure, section 5.3: told to the SSC.
    FailureNotice,
    /// The admin contact denied: told to the SSC.
    DenialNotice,
    /// Procedure, section 6: a change is put to the admin contact.
    ModificationRequest,
    /// The change was made: told to the SSC who asked for it.
    ModificationDone,
    /// The change was not confirmed: told to the SSC who asked for it.
    ModificationDenied,
    /// Nobody answered about the change: told to the SSC who asked for it.
    ModificationUnanswered,
    /// Procedure, appendix A.4: the weekly digest, to the list.
    NewSubscribers,
    /// Procedure, appendix A.7: the monthly reminder, to the list.
    MembershipReminder,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::SscRequest,
        Self::AuthenticationRequest,
        Self::Reminder,
        Self::AnswerAgain,
        Self::FailureNotice,
        Self::DenialNotice,
        Self::ModificationRequest,
        Self::ModificationDone,
        Self::ModificationDenied,
        Self::ModificationUnanswered,
        Self::NewSubscribers,
        Self::MembershipReminder,
    ];

    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::SscRequest => "ssc-request",
            Self::AuthenticationRequest => "authentication-request",
            Self::Reminder => "reminder",
            Self::AnswerAgain => "answer-again",
            Self::FailureNotice => "failure-notice",
            Self::DenialNotice => "denial-notice",
            Self::ModificationRequest => "modification-request",
            Self::ModificationDone => "modification-done",
            Self::ModificationDenied => "modification-denied",
            Self::ModificationUnanswered => "modification-unanswered",
            Self::NewSubscribers => "new-subscribers",
            Self::MembershipReminder => "membership-reminder",
        }
    }

    /// Whether it asks the admin contact for an answer.
    pub fn is_for_admin(&self) -> bool {
        match self {
            Self::SscRequest
            | Self::AuthenticationRequest
            | Self::ModificationRequest
            | Self::Reminder
            | Self::AnswerAgain => true,
            Self::FailureNotice
            | Self::DenialNotice
            | Self::ModificationDone
            | Self::ModificationDenied
            | Self::ModificationUnanswered
            | Self::NewSubscribers
            | Self::MembershipReminder => false,
        }
    }
}

//------------ Escalation ------------------------------------------------------

/// The name of an escalation: `E-` and twelve hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EscalationId(String);

impl EscalationId {
    /// The id of the escalation ordered under `key`.
    pub fn of(key: &OrderKey) -> Self {
        Self(format!("E-{}", Digest::of(key.as_str().as_bytes()).short()))
    }

    /// Reads an id as a person types it.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().get(2..)?;
        let fine = digits.len() == 12
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
            && text.trim().to_ascii_uppercase().starts_with("E-");
        fine.then(|| Self(format!("E-{}", digits.to_ascii_lowercase())))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EscalationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A matter for the Validator, with everything needed to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// The order's key.
    pub order: OrderKey,
    /// Its name.
    pub id: EscalationId,
    /// The case, where there is one.
    pub case: Option<CaseId>,
    /// The stable reason.
    pub code: Code,
    /// The reason in one sentence.
    pub why: String,
    /// What approval will do.
    pub proposal: Proposal,
    /// Whether moving it to Done closes the case.
    pub done_closes: bool,
    /// The message it is about.
    pub message: Option<Digest>,
    /// Who wrote it, if it is about a message.
    pub judgement: Option<Judgement>,
    /// What it means, if it is about a message.
    pub report: Option<Report>,
}

//------------ Proposal --------------------------------------------------------

/// What the Validator's approval will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// Take the message as a confirm: the SSC goes on the list.
    Confirm,
    /// Take the message as a deny: the SSC is told.
    Deny,
    /// Take these contacts: they go on the list.
    Contacts(Vec<Contact>),
    /// Ask the admin contact to answer again.
    AskAgain,
    /// Send the request again, to the same address.
    Resend,
    /// Close the case as declined.
    Decline,
    /// Order the same roster change again; these entries, which the Validator sees,
    /// give way to it.
    RetryRoster(Vec<Contact>),
    /// Let the cases fail that the daily limit held back.
    Release,
    /// Ask the address that IANA names now, from the beginning.
    Readdress(RegistryAddress),
    /// Ask the admin contact whether the contacts on the list shall be these.
    Change(Vec<Contact>),
    /// Ask the admin contact about a person whose request the list server holds.
    Ask,
    /// Take into the books what the list server has.
    Adopt,
    /// Nothing: only a person can act.
    Nothing,
}

impl Proposal {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Deny => "deny",
            Self::Contacts(_) => "contacts",
            Self::AskAgain => "ask-again",
            Self::Resend => "resend",
            Self::Decline => "decline",
            Self::RetryRoster(_) => "retry-roster",
            Self::Release => "release",
            Self::Readdress(_) => "readdress",
            Self::Change(_) => "change",
            Self::Ask => "ask",
            Self::Adopt => "adopt",
            Self::Nothing => "nothing",
        }
    }
}
