//! The case: one ccTLD, one question, one end. Start here.
//!
//! A [`Case`] is opened by the operator or by an SSC's request, asks the IANA
//! admin contact once, reminds once, and ends. [`step::step`] is the only
//! function that changes one: it takes the case, what happened and the time,
//! and gives back the case after it, the effects to carry out and the journal
//! entries that say why. It does nothing itself. [`matching`] finds which case
//! a message belongs to; [`state`] draws the machine.

mod answer;
mod decision;
pub mod effect;
pub mod end;
mod ending;
pub mod event;
pub mod journal;
pub mod matching;
pub mod modification;
mod readdress;
pub mod refusal;
pub mod rules;
pub mod state;
pub mod step;

use crate::domain::address::{EmailAddress, RegistryAddress};
use crate::domain::contact::Contact;
use crate::domain::ids::{CaseId, Digest, MessageId, OrderKey};
use crate::domain::tld::Tld;
use crate::sender::Receipt;
pub use effect::{Effect, Escalation, EscalationId, Mail, MailKind, Proposal};
pub use end::{Action, Code, End};
pub use event::{Cause, Choice, Event};
use jiff::Timestamp;
pub use journal::Entry;
pub use modification::{Asker, Difference, Hindrance, Modification, OnList};
pub use refusal::{Conflict, Refusal};
pub use rules::Rules;
pub use state::{Outcome, State};
pub use step::{Step, step};

//------------ Scheme ----------------------------------------------------------

/// Who began (procedure, sections 4 and 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// The Validator invited the ccTLD: the answer is an SSC Response.
    ValidatorInitiated,
    /// A person asked to join: the answer is confirm or deny.
    SscInitiated {
        /// Who claims to be responsible.
        ssc: Contact,
    },
    /// A ccTLD's contacts are to change: the answer is confirm or deny, or the
    /// contacts themselves (procedure, section 6).
    Modification(Modification),
}

impl Scheme {
    /// `validator-initiated` or `ssc-initiated`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::ValidatorInitiated => "validator-initiated",
            Self::SscInitiated { .. } => "ssc-initiated",
            Self::Modification(_) => "modification",
        }
    }

    /// The mail that asks the admin contact.
    pub fn request(&self) -> MailKind {
        match self {
            Self::ValidatorInitiated => MailKind::SscRequest,
            Self::SscInitiated { .. } => MailKind::AuthenticationRequest,
            Self::Modification(_) => MailKind::ModificationRequest,
        }
    }

    /// Whether the answer may be a confirm or a deny.
    pub fn takes_a_word(&self) -> bool {
        match self {
            Self::ValidatorInitiated => false,
            Self::SscInitiated { .. } | Self::Modification(_) => true,
        }
    }

    /// Whether the answer may be a list of contacts.
    pub fn takes_contacts(&self) -> bool {
        match self {
            Self::ValidatorInitiated | Self::Modification(_) => true,
            Self::SscInitiated { .. } => false,
        }
    }

    /// The person who asked to join, if one did.
    pub fn ssc(&self) -> Option<&Contact> {
        match self {
            Self::ValidatorInitiated | Self::Modification(_) => None,
            Self::SscInitiated { ssc } => Some(ssc),
        }
    }

    /// The person who is told how it ended, besides the admin contact.
    pub fn person(&self) -> Option<&Contact> {
        match self {
            Self::ValidatorInitiated => None,
            Self::SscInitiated { ssc } => Some(ssc),
            Self::Modification(modification) => match &modification.asker {
                Asker::Ssc(contact) => Some(contact),
                Asker::Admin | Asker::Secretariat => None,
            },
        }
    }

    /// The change, if it is one.
    pub fn modification(&self) -> Option<&Modification> {
        match self {
            Self::Modification(modification) => Some(modification),
            Self::ValidatorInitiated | Self::SscInitiated { .. } => None,
        }
    }
}

//------------ Case ------------------------------------------------------------

/// Everything known of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// The ccTLD it is about.
    pub tld: Tld,
    /// Who began, and for whom.
    pub scheme: Scheme,
    /// When it was opened.
    pub opened: Timestamp,
    /// Where it stands and what it waits for.
    pub state: State,
    /// The registry's address the request goes to; mail of this case to an
    /// admin contact never goes anywhere else.
    pub asked: RegistryAddress,
    /// Every mail of ours in this case, in order.
    pub mails: Vec<SentMail>,
    /// Escalations the Validator has not decided yet.
    pub holds: Vec<Hold>,
    /// The answer that decided the case, once there is one.
    pub answer: Option<Answered>,
    /// An address that IANA names and the Validator said not to ask.
    pub declined: Option<RegistryAddress>,
    /// What the list server holds of the person who asked to join.
    pub held_there: HeldThere,
}

impl Case {
    /// A new case that has asked nobody yet.
    pub fn open(
        id: CaseId,
        tld: Tld,
        scheme: Scheme,
        asked: RegistryAddress,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            tld,
            scheme,
            opened: now,
            state: State::Planned,
            asked,
            mails: Vec::new(),
            holds: Vec::new(),
            answer: None,
            declined: None,
            held_there: HeldThere::Nothing,
        }
    }

    /// Whether a trusted sender's escalation stops this case's clock.
    pub fn is_held(&self) -> bool {
        self.holds.iter().any(|hold| hold.stops_clock)
    }

    /// Whether the admin contact was already asked to answer again.
    pub fn asked_again(&self) -> bool {
        self.mails
            .iter()
            .any(|mail| mail.kind == MailKind::AnswerAgain)
    }

    /// The mails an answer may prove to have read; none once the case ended.
    pub fn receipts(&self) -> Vec<Receipt> {
        if self.state.is_over() {
            return Vec::new();
        }
        self.receipts_of(|mail| !mail.void)
    }

    /// The same, also of a case that ended: for matching, never for trust.
    pub fn all_receipts(&self) -> Vec<Receipt> {
        self.receipts_of(|_| true)
    }

    fn receipts_of(&self, counts: impl Fn(&SentMail) -> bool) -> Vec<Receipt> {
        self.mails
            .iter()
            .filter(|mail| mail.kind.is_for_admin() && counts(mail))
            .map(|mail| Receipt {
                message_id: mail.message_id.clone(),
                reply_address: mail.reply_address.clone(),
                reference: mail.reference.clone(),
                sent: mail.sent.unwrap_or(mail.ordered),
            })
            .collect()
    }
}

//------------ SentMail --------------------------------------------------------

/// A mail of ours, ordered and perhaps sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// The order in the outbox.
    pub order: OrderKey,
    /// What it says.
    pub kind: MailKind,
    /// Its Message-ID, which holds the secret.
    pub message_id: MessageId,
    /// The plus-address it asks to answer to.
    pub reply_address: Option<EmailAddress>,
    /// The reference line's secret.
    pub reference: Option<String>,
    /// When it was ordered.
    pub ordered: Timestamp,
    /// When the server took it.
    pub sent: Option<Timestamp>,
    /// Its body as sent: what is subtracted from replies.
    pub text: String,
    /// It went to an address that IANA has replaced: its secret proves nothing.
    pub void: bool,
}

//------------ HeldThere -------------------------------------------------------

/// What the list server holds of the person who asked to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeldThere {
    /// Nothing that is known: our own mails tell the person.
    #[default]
    Nothing,
    /// A request that this case alone answers.
    ForThis,
    /// A request that other cases answer too: each ccTLD's answer is told by a mail
    /// of ours, and the request ends with the last of them.
    ForSeveral,
}

//------------ Hold ------------------------------------------------------------

/// An escalation that waits for the Validator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Which.
    pub id: EscalationId,
    /// Why.
    pub code: Code,
    /// Since when it waits, and where it stops the clock, since when that stands.
    pub since: Timestamp,
    /// Whether a trusted sender caused it: only then the clock stops.
    pub stops_clock: bool,
    /// Whether the Validator's Done closes the case.
    pub done_closes: bool,
    /// What approval will do.
    pub proposal: Proposal,
    /// The message it is about.
    pub message: Option<Digest>,
}

//------------ Answered --------------------------------------------------------

/// The answer that decided a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What it said.
    pub said: Said,
    /// The message that said it; none where the Validator decided by command.
    pub message: Option<Digest>,
    /// Whether the Validator, not the bot, accepted it.
    pub by_validator: bool,
}

/// The substance of an accepted answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The SSC is confirmed.
    Confirm,
    /// The SSC is denied.
    Deny,
    /// These are the contacts.
    Contacts(Vec<Contact>),
}
