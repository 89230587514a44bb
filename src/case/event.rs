//! What can happen to a case.

use crate::case::effect::EscalationId;
use crate::case::modification::{Hindrance, OnList};
use crate::case::refusal::Refusal;
use crate::domain::address::RegistryAddress;
use crate::domain::ids::{CaseId, Digest, OrderKey};
use crate::domain::tld::Tld;
use crate::reading::Report;
use crate::sender::Judgement;
use jiff::Timestamp;
use std::fmt;

//------------ Cause -----------------------------------------------------------

/// What made an event happen; orders take their keys from it, so the same
/// cause taken in twice writes the same keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A message, by its digest.
    Message(Digest),
    /// The clock found a deadline of a case past.
    Clock {
        /// Whose.
        case: CaseId,
        /// Which: the state's word and the deadline's second.
        deadline: String,
    },
    /// A command with its unique id.
    Command(String),
    /// An order of the outbox came to its end.
    Order(OrderKey),
    /// IANA's record of a ccTLD was read at an instant.
    Record(Tld, Timestamp),
    /// A day of the calendar came: what is due on it, and its date.
    Calendar(String),
    /// The list server holds a request, by its own name there.
    Held(String),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(digest) => write!(f, "m.{digest}"),
            Self::Clock { case, deadline } => write!(f, "t.{case}.{deadline}"),
            Self::Command(id) => write!(f, "c.{id}"),
            Self::Record(tld, read) => write!(f, "r.{}.{}", tld.a_label(), read.as_second()),
            Self::Calendar(due) => write!(f, "d.{due}"),
            Self::Held(request) => write!(f, "l.{request}"),
            Self::Order(key) => write!(f, "o.{}", Digest::of(key.as_str().as_bytes()).short()),
        }
    }
}

//------------ Event -----------------------------------------------------------

/// Everything that can happen to a case. Closed on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The word to start.
    Start,
    /// The server took a mail.
    Sent {
        /// Which.
        order: OrderKey,
        /// When.
        at: Timestamp,
    },
    /// The server refused a mail for good.
    Undeliverable {
        /// Which.
        order: OrderKey,
        /// In the server's words.
        why: String,
    },
    /// A message that belongs to the case.
    Answer(Box<AnswerEvent>),
    /// Time passed.
    Tick {
        /// Up to when the mailbox is known to have been read completely.
        read_until: Timestamp,
    },
    /// The Validator decided an escalation.
    Decided {
        /// Which.
        escalation: EscalationId,
        /// How.
        choice: Choice,
        /// Why the admin contact could not be asked about a change now.
        hindrance: Option<Hindrance>,
    },
    /// The roster accepted the contacts.
    OnRoster {
        /// The order.
        order: OrderKey,
    },
    /// The roster refused the contacts.
    RosterRefused {
        /// The order.
        order: OrderKey,
        /// Why.
        refusal: Refusal,
    },
    /// The public directory names the ccTLD.
    Published {
        /// The order.
        order: OrderKey,
    },
    /// IANA's record was read, and this is its administrative contact.
    RecordRead {
        /// The address.
        admin: RegistryAddress,
        /// Whether an unsent request may go there without a person's word: nobody
        /// on the way can have written it, and no request has begun to leave.
        freely: bool,
    },
}

/// A message with what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerEvent {
    /// The message.
    pub message: Digest,
    /// What it means.
    pub report: Report,
    /// Who wrote it.
    pub judgement: Judgement,
    /// A matter the matching found that only a person may decide.
    pub snag: Option<Snag>,
    /// How the ccTLD stands on the list; none where the roster is not known.
    pub on_list: Option<OnList>,
}

/// What matching may find odd about a message that belongs to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snag {
    /// It carries secrets of two cases.
    SecretsOfTwoCases,
    /// The admin contact of one case sends the secret of another's.
    SecretOfAnotherCase,
    /// Its Message-ID was seen before, on other content.
    MessageIdReused,
    /// It pretends to be a mail of ours.
    PretendsToBeOurs,
}

//------------ Choice ----------------------------------------------------------

/// What the Validator may say to an escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Do what is proposed.
    Approve,
    /// Disregard the message; the case goes on as if it had not come.
    Reject,
    /// Dealt with by hand.
    Done,
}

impl Choice {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Done => "done",
        }
    }
}
