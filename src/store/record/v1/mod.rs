//! Version 1 of every stored value; the case here, the rest beside it.

mod books;
mod order;

pub use books::{EntryV1, EscalationV1, MemberV1, RecordV1, TakenV1};
pub use order::OrderV1;

use crate::case::{
    Answered, Asker, Case, Code, EscalationId, HeldThere, Hold, MailKind, Modification, Outcome,
    Proposal, Said, Scheme, SentMail, State,
};
use crate::domain::address::{EmailAddress, RegistryAddress};
use crate::domain::contact::Contact;
use crate::domain::ids::{CaseId, Digest, MessageId, OrderKey};
use crate::domain::phone::PhoneNumber;
use crate::domain::tld::Tld;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

//------------ ContactV1 -------------------------------------------------------

/// A contact: three texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactV1 {
    name: String,
    email: String,
    phone: String,
}

impl ContactV1 {
    /// The stored form.
    pub fn of(contact: &Contact) -> Self {
        Self {
            name: contact.name.clone(),
            email: contact.email.to_string(),
            phone: contact.phone.typed().to_owned(),
        }
    }

    /// The live form.
    pub fn live(self) -> Option<Contact> {
        Some(Contact {
            name: self.name,
            email: EmailAddress::parse(&self.email).ok()?,
            phone: PhoneNumber::parse(&self.phone).ok()?,
        })
    }
}

fn contacts_of(contacts: &[Contact]) -> Vec<ContactV1> {
    contacts.iter().map(ContactV1::of).collect()
}

fn contacts_live(contacts: Vec<ContactV1>) -> Option<Vec<Contact>> {
    contacts.into_iter().map(ContactV1::live).collect()
}

//------------ StateV1 ---------------------------------------------------------

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum StateV1 {
    Planned,
    Asking {
        order: String,
    },
    Asked {
        sent: Timestamp,
        remind_at: Timestamp,
    },
    Reminding {
        sent: Timestamp,
        order: String,
    },
    Reminded {
        sent: Timestamp,
        fail_at: Timestamp,
        last_call: Option<Timestamp>,
    },
    Confirmed {
        contacts: Vec<ContactV1>,
        order: String,
    },
    Subscribed {
        contacts: Vec<ContactV1>,
        order: String,
    },
    Joined {
        contacts: Vec<ContactV1>,
        at: Timestamp,
    },
    Denied {
        at: Timestamp,
    },
    NoResponse {
        at: Timestamp,
    },
    ByHand {
        at: Timestamp,
    },
}

impl StateV1 {
    fn of(state: &State) -> Self {
        match state {
            State::Planned => Self::Planned,
            State::Asking { order } => Self::Asking {
                order: order.to_string(),
            },
            State::Asked { sent, remind_at } => Self::Asked {
                sent: *sent,
                remind_at: *remind_at,
            },
            State::Reminding { sent, order } => Self::Reminding {
                sent: *sent,
                order: order.to_string(),
            },
            State::Reminded {
                sent,
                fail_at,
                last_call,
            } => Self::Reminded {
                sent: *sent,
                fail_at: *fail_at,
                last_call: *last_call,
            },
            State::Confirmed { contacts, order } => Self::Confirmed {
                contacts: contacts_of(contacts),
                order: order.to_string(),
            },
            State::Subscribed { contacts, order } => Self::Subscribed {
                contacts: contacts_of(contacts),
                order: order.to_string(),
            },
            State::Closed { outcome, at } => match outcome {
                Outcome::Joined { contacts } => Self::Joined {
                    contacts: contacts_of(contacts),
                    at: *at,
                },
                Outcome::Denied => Self::Denied { at: *at },
                Outcome::NoResponse => Self::NoResponse { at: *at },
                Outcome::ByHand => Self::ByHand { at: *at },
            },
        }
    }

    fn live(self) -> Option<State> {
        let closed = |outcome, at| State::Closed { outcome, at };
        Some(match self {
            Self::Planned => State::Planned,
            Self::Asking { order } => State::Asking {
                order: OrderKey::from_stored(&order),
            },
            Self::Asked { sent, remind_at } => State::Asked { sent, remind_at },
            Self::Reminding { sent, order } => State::Reminding {
                sent,
                order: OrderKey::from_stored(&order),
            },
            Self::Reminded {
                sent,
                fail_at,
                last_call,
            } => State::Reminded {
                sent,
                fail_at,
                last_call,
            },
            Self::Confirmed { contacts, order } => State::Confirmed {
                contacts: contacts_live(contacts)?,
                order: OrderKey::from_stored(&order),
            },
            Self::Subscribed { contacts, order } => State::Subscribed {
                contacts: contacts_live(contacts)?,
                order: OrderKey::from_stored(&order),
            },
            Self::Joined { contacts, at } => closed(
                Outcome::Joined {
                    contacts: contacts_live(contacts)?,
                },
                at,
            ),
            Self::Denied { at } => closed(Outcome::Denied, at),
            Self::NoResponse { at } => closed(Outcome::NoResponse, at),
            Self::ByHand { at } => closed(Outcome::ByHand, at),
        })
    }
}

//------------ MailV1 ----------------------------------------------------------

fn kind_live(word: &str) -> Option<MailKind> {
    MailKind::ALL.into_iter().find(|kind| kind.as_str() == word)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct MailV1 {
    order: String,
    kind: String,
    message_id: String,
    reply_address: Option<String>,
    reference: Option<String>,
    ordered: Timestamp,
    sent: Option<Timestamp>,
    text: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    void: bool,
}

impl MailV1 {
    fn of(mail: &SentMail) -> Self {
        Self {
            order: mail.order.to_string(),
            kind: mail.kind.as_str().to_owned(),
            message_id: mail.message_id.to_string(),
            reply_address: mail.reply_address.as_ref().map(ToString::to_string),
            reference: mail.reference.clone(),
            ordered: mail.ordered,
            sent: mail.sent,
            text: mail.text.clone(),
            void: mail.void,
        }
    }

    fn live(self) -> Option<SentMail> {
        Some(SentMail {
            order: OrderKey::from_stored(&self.order),
            kind: kind_live(&self.kind)?,
            message_id: MessageId::parse(&self.message_id)?,
            reply_address: address_live(self.reply_address)?,
            reference: self.reference,
            ordered: self.ordered,
            sent: self.sent,
            text: self.text,
            void: self.void,
        })
    }
}

/// An address that may be absent, but not wrong.
fn address_live(text: Option<String>) -> Option<Option<EmailAddress>> {
    match text {
        None => Some(None),
        Some(text) => EmailAddress::parse(&text).ok().map(Some),
    }
}

//------------ HoldV1 ----------------------------------------------------------

#[derive(Debug, Clone, Serialize, Deserialize)]
struct HoldV1 {
    id: String,
    code: String,
    since: Timestamp,
    stops_clock: bool,
    done_closes: bool,
    proposal: String,
    #[serde(default)]
    contacts: Vec<ContactV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    message: Option<String>,
}

impl HoldV1 {
    fn of(hold: &Hold) -> Self {
        let contacts = match &hold.proposal {
            Proposal::Contacts(contacts)
            | Proposal::Change(contacts)
            | Proposal::RetryRoster(contacts) => contacts_of(contacts),
            Proposal::Confirm
            | Proposal::Deny
            | Proposal::AskAgain
            | Proposal::Resend
            | Proposal::Decline
            | Proposal::Release
            | Proposal::Readdress(_)
            | Proposal::Ask
            | Proposal::Adopt
            | Proposal::Nothing => Vec::new(),
        };
        let address = match &hold.proposal {
            Proposal::Readdress(admin) => Some(admin.to_string()),
            Proposal::Confirm
            | Proposal::Deny
            | Proposal::Contacts(_)
            | Proposal::AskAgain
            | Proposal::Resend
            | Proposal::Decline
            | Proposal::RetryRoster(_)
            | Proposal::Release
            | Proposal::Change(_)
            | Proposal::Ask
            | Proposal::Adopt
            | Proposal::Nothing => None,
        };
        Self {
            id: hold.id.to_string(),
            code: hold.code.as_str().to_owned(),
            since: hold.since,
            stops_clock: hold.stops_clock,
            done_closes: hold.done_closes,
            proposal: hold.proposal.as_str().to_owned(),
            contacts,
            address,
            message: hold.message.map(|digest| digest.hex()),
        }
    }

    fn live(self) -> Option<Hold> {
        let proposal = match self.proposal.as_str() {
            "confirm" => Proposal::Confirm,
            "deny" => Proposal::Deny,
            "contacts" => Proposal::Contacts(contacts_live(self.contacts)?),
            "ask-again" => Proposal::AskAgain,
            "resend" => Proposal::Resend,
            "decline" => Proposal::Decline,
            "retry-roster" => Proposal::RetryRoster(contacts_live(self.contacts)?),
            "release" => Proposal::Release,
            "readdress" => Proposal::Readdress(RegistryAddress(address_live(self.address)??)),
            "change" => Proposal::Change(contacts_live(self.contacts)?),
            "ask" => Proposal::Ask,
            "adopt" => Proposal::Adopt,
            "nothing" => Proposal::Nothing,
            _ => return None,
        };
        Some(Hold {
            id: EscalationId::parse(&self.id)?,
            code: Code::parse(&self.code)?,
            since: self.since,
            stops_clock: self.stops_clock,
            done_closes: self.done_closes,
            proposal,
            message: digest_live(self.message)?,
        })
    }
}

fn digest_live(text: Option<String>) -> Option<Option<Digest>> {
    match text {
        None => Some(None),
        Some(text) => Digest::from_hex(&text).map(Some),
    }
}

//------------ CaseV1 ----------------------------------------------------------

/// A case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CaseV1 {
    v: u32,
    id: u64,
    tld: String,
    ssc: Option<ContactV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    modification: Option<ModificationV1>,
    opened: Timestamp,
    #[serde(flatten)]
    state: StateV1,
    asked: String,
    mails: Vec<MailV1>,
    holds: Vec<HoldV1>,
    answer: Option<AnsweredV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    declined: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    held_there: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    held_for_several: bool,
}

/// A change of contacts; `asker` is a contact, or nobody with a word for who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModificationV1 {
    before: Vec<ContactV1>,
    wanted: Vec<ContactV1>,
    asked_by: String,
    ssc: Option<ContactV1>,
}

impl ModificationV1 {
    /// The stored form.
    pub fn of(change: &Modification) -> Self {
        let (asked_by, ssc) = match &change.asker {
            Asker::Admin => ("admin", None),
            Asker::Ssc(contact) => ("ssc", Some(ContactV1::of(contact))),
            Asker::Secretariat => ("secretariat", None),
        };
        Self {
            before: contacts_of(&change.before),
            wanted: contacts_of(&change.wanted),
            asked_by: asked_by.to_owned(),
            ssc,
        }
    }

    /// The live form; `None` if it is not one that was stored by us.
    pub fn live(self) -> Option<Modification> {
        Some(Modification {
            before: contacts_live(self.before)?,
            wanted: contacts_live(self.wanted)?,
            asker: match (self.asked_by.as_str(), self.ssc) {
                ("admin", None) => Asker::Admin,
                ("ssc", Some(ssc)) => Asker::Ssc(ssc.live()?),
                ("secretariat", None) => Asker::Secretariat,
                (_, _) => return None,
            },
        })
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct AnsweredV1 {
    said: String,
    #[serde(default)]
    contacts: Vec<ContactV1>,
    message: Option<String>,
    by_validator: bool,
}

impl AnsweredV1 {
    fn of(answer: &Answered) -> Self {
        let (said, contacts) = match &answer.said {
            Said::Confirm => ("confirm", Vec::new()),
            Said::Deny => ("deny", Vec::new()),
            Said::Contacts(contacts) => ("contacts", contacts_of(contacts)),
        };
        Self {
            said: said.to_owned(),
            contacts,
            message: answer.message.map(|digest| digest.hex()),
            by_validator: answer.by_validator,
        }
    }

    fn live(self) -> Option<Answered> {
        let said = match self.said.as_str() {
            "confirm" => Said::Confirm,
            "deny" => Said::Deny,
            "contacts" => Said::Contacts(contacts_live(self.contacts)?),
            _ => return None,
        };
        Some(Answered {
            said,
            message: digest_live(self.message)?,
            by_validator: self.by_validator,
        })
    }
}

impl CaseV1 {
    /// The stored form.
    pub fn of(case: &Case) -> Self {
        Self {
            v: 1,
            id: case.id.0,
            tld: case.tld.a_label().to_owned(),
            ssc: case.scheme.ssc().map(ContactV1::of),
            modification: case.scheme.modification().map(ModificationV1::of),
            opened: case.opened,
            state: StateV1::of(&case.state),
            asked: case.asked.to_string(),
            mails: case.mails.iter().map(MailV1::of).collect(),
            holds: case.holds.iter().map(HoldV1::of).collect(),
            answer: case.answer.as_ref().map(AnsweredV1::of),
            declined: case.declined.as_ref().map(ToString::to_string),
            held_there: case.held_there != HeldThere::Nothing,
            held_for_several: case.held_there == HeldThere::ForSeveral,
        }
    }

    /// The live form; `None` if it is not one that was stored by us.
    pub fn live(self) -> Option<Case> {
        let scheme = match (self.ssc, self.modification) {
            (None, None) => Scheme::ValidatorInitiated,
            (Some(ssc), None) => Scheme::SscInitiated { ssc: ssc.live()? },
            (None, Some(change)) => Scheme::Modification(change.live()?),
            (Some(_), Some(_)) => return None,
        };
        Some(Case {
            id: CaseId(self.id),
            tld: Tld::parse(&self.tld)?,
            scheme,
            opened: self.opened,
            state: self.state.live()?,
            asked: RegistryAddress(EmailAddress::parse(&self.asked).ok()?),
            mails: self
                .mails
                .into_iter()
                .map(MailV1::live)
                .collect::<Option<_>>()?,
            holds: self
                .holds
                .into_iter()
                .map(HoldV1::live)
                .collect::<Option<_>>()?,
            answer: match self.answer {
                None => None,
                Some(answer) => Some(answer.live()?),
            },
            declined: address_live(self.declined)?.map(RegistryAddress),
            held_there: match (self.held_there, self.held_for_several) {
                (false, _) => HeldThere::Nothing,
                (true, false) => HeldThere::ForThis,
                (true, true) => HeldThere::ForSeveral,
            },
        })
    }
}
