//! Version 1 of an order in the outbox.

use super::{
    ContactV1, ModificationV1, address_live, contacts_live, contacts_of, digest_live, kind_live,
};
use crate::case::EscalationId;
use crate::compose::Letter;
use crate::compose::escalation::{ID_FIELD, SEAL_FIELD};
use crate::domain::address::EmailAddress;
use crate::domain::ids::{CaseId, Digest, MessageId, OrderKey};
use crate::domain::place::{Folder, Place};
use crate::domain::tld::Tld;
use crate::store::outbox::{Act, Order, Progress};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

//------------ LetterV1 --------------------------------------------------------

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LetterV1 {
    name: String,
    from: String,
    to: String,
    blind_copy: Option<String>,
    reply_to: Option<String>,
    subject: String,
    message_id: String,
    in_reply_to: Option<String>,
    references: Vec<String>,
    date: Timestamp,
    body: String,
    extra: Vec<(String, String)>,
}

impl LetterV1 {
    fn of(letter: &Letter) -> Self {
        Self {
            name: letter.from.0.clone(),
            from: letter.from.1.to_string(),
            to: letter.to.to_string(),
            blind_copy: letter.blind_copy.as_ref().map(ToString::to_string),
            reply_to: letter.reply_to.as_ref().map(ToString::to_string),
            subject: letter.subject.clone(),
            message_id: letter.message_id.to_string(),
            in_reply_to: letter.in_reply_to.as_ref().map(ToString::to_string),
            references: letter.references.iter().map(ToString::to_string).collect(),
            date: letter.date,
            body: letter.body.clone(),
            extra: letter
                .extra
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }

    fn live(self) -> Option<Letter> {
        let extra: Option<Vec<(&'static str, String)>> = self
            .extra
            .into_iter()
            .map(|(name, value)| {
                let ours = [ID_FIELD, SEAL_FIELD]
                    .into_iter()
                    .find(|field| *field == name)?;
                Some((ours, value))
            })
            .collect();
        let references: Option<Vec<MessageId>> = self
            .references
            .iter()
            .map(|id| MessageId::parse(id))
            .collect();
        Some(Letter {
            from: (self.name, EmailAddress::parse(&self.from).ok()?),
            to: EmailAddress::parse(&self.to).ok()?,
            blind_copy: address_live(self.blind_copy)?,
            reply_to: address_live(self.reply_to)?,
            subject: self.subject,
            message_id: MessageId::parse(&self.message_id)?,
            in_reply_to: self.in_reply_to.and_then(|id| MessageId::parse(&id)),
            references: references?,
            date: self.date,
            body: self.body,
            extra: extra?,
            attached: None,
            cards: None,
        })
    }
}

//------------ ActV1 -----------------------------------------------------------

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
enum ActV1 {
    Send {
        kind: String,
        letter: Box<LetterV1>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whole: Option<String>,
    },
    Append {
        folder: String,
        escalation: String,
        letter: Box<LetterV1>,
        attach: Option<String>,
    },
    Subscribe {
        tld: String,
        contacts: Vec<ContactV1>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        vouched: Vec<ContactV1>,
    },
    Settle {
        tld: String,
        change: Box<ModificationV1>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        vouched: Vec<ContactV1>,
    },
    Restore {
        addresses: Vec<String>,
    },
    TurnAway {
        address: String,
        reason: Option<String>,
    },
    Observe {
        address: String,
        name: String,
        on: bool,
    },
    Publish,
    File {
        folder: String,
        validity: u32,
        uid: u32,
        message: String,
        to: String,
    },
}

impl ActV1 {
    fn of(act: &Act) -> Self {
        match act {
            Act::Send {
                kind,
                letter,
                whole,
            } => Self::Send {
                kind: kind.as_str().to_owned(),
                letter: Box::new(LetterV1::of(letter)),
                whole: whole.map(|digest| digest.hex()),
            },
            Act::Append {
                folder,
                escalation,
                letter,
                attach,
            } => Self::Append {
                folder: folder.as_str().to_owned(),
                escalation: escalation.to_string(),
                letter: Box::new(LetterV1::of(letter)),
                attach: attach.map(|digest| digest.hex()),
            },
            Act::Subscribe {
                tld,
                contacts,
                vouched,
            } => Self::Subscribe {
                tld: tld.a_label().to_owned(),
                contacts: contacts_of(contacts),
                vouched: contacts_of(vouched),
            },
            Act::Settle {
                tld,
                change,
                vouched,
            } => Self::Settle {
                tld: tld.a_label().to_owned(),
                change: Box::new(ModificationV1::of(change)),
                vouched: contacts_of(vouched),
            },
            Act::Restore { addresses } => Self::Restore {
                addresses: addresses.iter().map(ToString::to_string).collect(),
            },
            Act::TurnAway { address, reason } => Self::TurnAway {
                address: address.to_string(),
                reason: reason.clone(),
            },
            Act::Observe { address, name, on } => Self::Observe {
                address: address.to_string(),
                name: name.clone(),
                on: *on,
            },
            Act::Publish => Self::Publish,
            Act::File { place, message, to } => Self::File {
                folder: place.folder.as_str().to_owned(),
                validity: place.validity,
                uid: place.uid,
                message: message.hex(),
                to: to.as_str().to_owned(),
            },
        }
    }

    fn live(self) -> Option<Act> {
        Some(match self {
            Self::Send {
                kind,
                letter,
                whole,
            } => Act::Send {
                kind: kind_live(&kind)?,
                letter: Box::new(letter.live()?),
                whole: digest_live(whole)?,
            },
            Self::Append {
                folder,
                escalation,
                letter,
                attach,
            } => Act::Append {
                folder: Folder::parse(&folder)?,
                escalation: EscalationId::parse(&escalation)?,
                letter: Box::new(letter.live()?),
                attach: digest_live(attach)?,
            },
            Self::Subscribe {
                tld,
                contacts,
                vouched,
            } => Act::Subscribe {
                tld: Tld::parse(&tld)?,
                contacts: contacts_live(contacts)?,
                vouched: contacts_live(vouched)?,
            },
            Self::Settle {
                tld,
                change,
                vouched,
            } => Act::Settle {
                tld: Tld::parse(&tld)?,
                change: Box::new(change.live()?),
                vouched: contacts_live(vouched)?,
            },
            Self::Restore { addresses } => Act::Restore {
                addresses: addresses_live(&addresses)?,
            },
            Self::TurnAway { address, reason } => Act::TurnAway {
                address: EmailAddress::parse(&address).ok()?,
                reason,
            },
            Self::Observe { address, name, on } => Act::Observe {
                address: EmailAddress::parse(&address).ok()?,
                name,
                on,
            },
            Self::Publish => Act::Publish,
            Self::File {
                folder,
                validity,
                uid,
                message,
                to,
            } => Act::File {
                place: Place {
                    folder: Folder::parse(&folder)?,
                    validity,
                    uid,
                },
                message: Digest::from_hex(&message)?,
                to: Folder::parse(&to)?,
            },
        })
    }
}

fn addresses_live(addresses: &[String]) -> Option<Vec<EmailAddress>> {
    let read = addresses.iter().map(|one| EmailAddress::parse(one).ok());
    read.collect()
}

//------------ ProgressV1 ------------------------------------------------------

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "kebab-case")]
enum ProgressV1 {
    Waiting {
        not_before: Timestamp,
        attempts: u32,
    },
    Begun {
        since: Timestamp,
        attempts: u32,
    },
    Unknown {
        since: Timestamp,
        attempts: u32,
    },
    ByHand {
        since: Timestamp,
        question: String,
    },
    Done {
        at: Timestamp,
        note: String,
    },
    Refused {
        at: Timestamp,
        why: String,
    },
    Withdrawn {
        at: Timestamp,
    },
}

impl ProgressV1 {
    fn of(progress: &Progress) -> Self {
        match progress.clone() {
            Progress::Waiting {
                not_before,
                attempts,
            } => Self::Waiting {
                not_before,
                attempts,
            },
            Progress::Begun { since, attempts } => Self::Begun { since, attempts },
            Progress::Unknown { since, attempts } => Self::Unknown { since, attempts },
            Progress::ByHand { since, question } => Self::ByHand {
                since,
                question: question.to_string(),
            },
            Progress::Done { at, note } => Self::Done { at, note },
            Progress::Refused { at, why } => Self::Refused { at, why },
            Progress::Withdrawn { at } => Self::Withdrawn { at },
        }
    }

    fn live(self) -> Option<Progress> {
        Some(match self {
            Self::Waiting {
                not_before,
                attempts,
            } => Progress::Waiting {
                not_before,
                attempts,
            },
            Self::Begun { since, attempts } => Progress::Begun { since, attempts },
            Self::Unknown { since, attempts } => Progress::Unknown { since, attempts },
            Self::ByHand { since, question } => Progress::ByHand {
                since,
                question: EscalationId::parse(&question)?,
            },
            Self::Done { at, note } => Progress::Done { at, note },
            Self::Refused { at, why } => Progress::Refused { at, why },
            Self::Withdrawn { at } => Progress::Withdrawn { at },
        })
    }
}

//------------ OrderV1 ---------------------------------------------------------

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrderV1 {
    v: u32,
    key: String,
    case: Option<u64>,
    made: Timestamp,
    what: ActV1,
    how_far: ProgressV1,
}

impl OrderV1 {
    /// The stored form.
    pub fn of(order: &Order) -> Self {
        Self {
            v: 1,
            key: order.key.to_string(),
            case: order.case.map(|case| case.0),
            made: order.made,
            what: ActV1::of(&order.act),
            how_far: ProgressV1::of(&order.progress),
        }
    }

    /// The live form; `None` if it is not one that was stored by us.
    pub fn live(self) -> Option<Order> {
        Some(Order {
            key: OrderKey::from_stored(&self.key),
            case: self.case.map(CaseId),
            made: self.made,
            act: self.what.live()?,
            progress: self.how_far.live()?,
        })
    }
}
