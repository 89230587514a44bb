//! What a message means: one closed enum, from what the person wrote only.
//!
//! Our own request contains the words confirm and deny, its invitation contains
//! the template and the responsibility sentence, and it comes back quoted in
//! every style there is. This room knows nothing of who sent the message or
//! whether he may be believed. A text is read in five steps:
//!
//! 1. *Subtraction.* We know what we sent: each text of ours is indexed once
//!    (`stock`), the words of the reply are laid beside it (`subtract`), after
//!    what programs insert is out (`insertion`), in a spelling that survives
//!    damage (`spelling`).
//! 2. *Whose lines* the rest are (`owner`): where quotes begin (`marker`), whom a
//!    line says it holds (`speaker`), whether our request came back as it was
//!    sent (`returned`), and which mail is answered at all (`owner::answered`).
//! 3. The *letter* that is left: greeting and body (`letter`), signature and
//!    valediction (`signature`), what programs put around it (`furniture`).
//! 4. Its *statement* (`statement`), said once, not twice in two languages
//!    (`translation`): every word is one of closed lists
//!    (`vocabulary`), and every sentence one of a few forms over shapes: `§p` the
//!    person, `§w` the writer, `§t` a ccTLD, `§o` an organisation (`grammar`). What
//!    says nothing of the matter is known for that (`courtesy`), and what takes an
//!    answer back is known in many languages (`words`).
//! 5. Or the *template*, filled in (`template`), with nothing beside it but what
//!    introduces it (`introduction`).
//!
//! `judge` does these for the plain and the HTML form, which must agree, and looks
//! at subject and attachments.
//!
//! What is not recognised is [`Reading::Unclear`] and goes to a person, with a
//! reason. That is the limit: a clear answer in words nobody listed costs the
//! Validator a look; an answer in another language than English is never clear;
//! pictures and attachments are not read.

mod change;
mod courtesy;
pub mod fault;
mod furniture;
mod grammar;
mod insertion;
mod introduction;
mod judge;
mod letter;
mod marker;
mod names;
mod owner;
mod returned;
mod signature;
mod speaker;
mod spelling;
mod statement;
mod stock;
mod subtract;
mod template;
mod translation;
mod vocabulary;
mod words;

use crate::domain::contact::Contact;
use crate::domain::ids::MessageId;
use crate::domain::tld::Tld;
use crate::mail::Message;
pub use fault::{Fault, Why};
pub use stock::Script;

//------------ Reading ---------------------------------------------------------

/// What a message means (design, section 2). Closed on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// One clear statement that says confirm.
    Confirm,
    /// One clear statement that says deny.
    Deny,
    /// The response template, filled in; complete only when `faults` of the
    /// [`Report`] is empty.
    SscResponse {
        /// The contacts that are valid, in the order of the template.
        contacts: Vec<Contact>,
        /// Whether the responsibility sentence stands with them.
        statement: bool,
    },
    /// The list server's notice of a held subscription: a hint.
    HeldSubscription,
    /// A wish to change subscribed contacts (procedure, section 6).
    ChangeRequest,
    /// An automatic reply: never an answer.
    AutoReply,
    /// A bounce: never an answer.
    Bounce {
        /// Message-IDs of the mail that came back.
        original: Vec<MessageId>,
        /// Whether delivery failed for good.
        failed: bool,
    },
    /// TLD-OPS business that a careful person would hesitate over.
    Unclear {
        /// Why, in words for the Validator.
        why: Why,
    },
    /// Not TLD-OPS business.
    Unrelated,
}

impl Reading {
    /// The stable word of this reading (the `explain` contract).
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Deny => "deny",
            Self::SscResponse { .. } => "ssc-response",
            Self::HeldSubscription => "held-subscription",
            Self::ChangeRequest => "change-request",
            Self::AutoReply => "auto-reply",
            Self::Bounce { .. } => "bounce",
            Self::Unclear { .. } => "unclear",
            Self::Unrelated => "unrelated",
        }
    }
}

//------------ Ours ------------------------------------------------------------

/// The texts of ours that a reply may quote, the one really sent first.
#[derive(Debug, Clone, Default)]
pub struct Ours {
    /// Whole bodies as sent: request, reminder, the plain procedure texts.
    pub texts: Vec<Script>,
    /// Whether the message is tied to our business by its thread, a secret or
    /// its sender: then nothing in it is `Unrelated`, at most `Unclear`.
    pub expected: bool,
}

//------------ Report ----------------------------------------------------------

/// A reading and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it means.
    pub reading: Reading,
    /// The words that made it so: the statement, or what keeps it from being
    /// one; empty where it is not in the words.
    pub at: String,
    /// What the person wrote, our own words subtracted, greeting, signature and
    /// disclaimer kept.
    pub reply: String,
    /// What was taken away as ours or as a quote of others.
    pub subtracted: String,
    /// Contacts as far as they were found, valid or not, for `explain`.
    pub found: Vec<Found>,
    /// What is wrong with the contacts, each sayable to the writer.
    pub faults: Vec<Fault>,
    /// ccTLDs the person names in his own words (".nl", "nl:", U-labels).
    pub names: Vec<Tld>,
}

/// A contact as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// 1 for the primary, 2 for the secondary contact.
    pub position: usize,
    /// The name as typed.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The number as typed.
    pub phone: String,
    /// The number in E.164, where valid.
    pub phone_e164: Option<String>,
}

/// Reads `message`, subtracting `ours`; `max_contacts` is the setting of that
/// name (procedure, section 1: two).
pub fn read(message: &Message, ours: &Ours, max_contacts: usize) -> Report {
    judge::read(message, ours, max_contacts)
}
