//! Orders: what is to be done in the world, and how far that has come.
//!
//! All states of an order on one screen:
//!
//! ```text
//!   Waiting{not_before, attempts} ──► Begun{since, attempts} ──► Done{at, note}
//!        ▲                                 │      │
//!        └──────── Later ──────────────────┘      ├── Never ──► Refused{at, why}
//!        └── no copy came home ── Unknown{since} ◄┘
//!   Waiting ── nobody but a person can do it ──► ByHand{since, question} ──► Done | Refused
//!   Waiting | ByHand ── taken back by a decision ──► Withdrawn{at}
//! ```
//!
//! `Begun` is written before the act, so an order found in it after a crash is
//! known to be one whose outcome nobody knows; what is idempotent is simply
//! done again, a mail waits for its own blind copy first.

use crate::case::{EscalationId, MailKind, Modification};
use crate::compose::Letter;
use crate::domain::address::EmailAddress;
use crate::domain::contact::Contact;
use crate::domain::ids::{CaseId, Digest, OrderKey};
use crate::domain::place::{Folder, Place};
use crate::domain::tld::Tld;
use jiff::Timestamp;

//------------ Order -----------------------------------------------------------

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its cause and ordinal.
    pub key: OrderKey,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// When it was committed.
    pub made: Timestamp,
    /// What is to be done.
    pub act: Act,
    /// How far it has come.
    pub progress: Progress,
}

/// What an order does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Send a mail.
    Send {
        /// What it says.
        kind: MailKind,
        /// The mail; without its text where that is kept whole.
        letter: Box<Letter>,
        /// Its bytes in the spool, where it is too long for the store: a mail
        /// with everybody on the list in it.
        whole: Option<Digest>,
    },
    /// Append a message of the bot to the mailbox: an escalation to INBOX, or
    /// the note of what came of it to Decided.
    Append {
        /// Where to.
        folder: Folder,
        /// Which.
        escalation: EscalationId,
        /// The message, its attachment left in the spool.
        letter: Box<Letter>,
        /// The original to attach.
        attach: Option<Digest>,
    },
    /// Put contacts on the roster.
    Subscribe {
        /// For which ccTLD.
        tld: Tld,
        /// Who.
        contacts: Vec<Contact>,
        /// Entries of theirs that the Validator saw, and that give way.
        vouched: Vec<Contact>,
    },
    /// Change the contacts of a ccTLD that is on the list.
    Settle {
        /// For which ccTLD.
        tld: Tld,
        /// The change.
        change: Box<Modification>,
        /// Entries of theirs that the Validator saw, and that give way.
        vouched: Vec<Contact>,
    },
    /// Put entries of the list back as the books have them.
    Restore {
        /// Whose.
        addresses: Vec<EmailAddress>,
    },
    /// End a request to join that the list server holds.
    TurnAway {
        /// Whose.
        address: EmailAddress,
        /// What the list server says to the person; nothing where our mail does.
        reason: Option<String>,
    },
    /// Put an observer on the list, or take one off (procedure, section 7.1).
    Observe {
        /// Who.
        address: EmailAddress,
        /// Under which name.
        name: String,
        /// On or off.
        on: bool,
    },
    /// Write the public directory.
    Publish,
    /// Move a message in the mailbox.
    File {
        /// Where it lies.
        place: Place,
        /// Which it is.
        message: Digest,
        /// Where it goes.
        to: Folder,
    },
}

impl Act {
    /// Whether it changes who is on the list.
    pub fn changes_roster(&self) -> bool {
        match self {
            Self::Subscribe { .. }
            | Self::Settle { .. }
            | Self::Restore { .. }
            | Self::TurnAway { .. }
            | Self::Observe { .. } => true,
            Self::Send { .. } | Self::Append { .. } | Self::Publish | Self::File { .. } => false,
        }
    }

    /// A word for logs and tables.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Send { kind, .. } => kind.as_str(),
            Self::Append { .. } => "escalate",
            Self::Subscribe { .. } => "subscribe",
            Self::Settle { .. } => "change-roster",
            Self::Restore { .. } => "restore-roster",
            Self::TurnAway { .. } => "turn-away",
            Self::Observe { .. } => "observer",
            Self::Publish => "publish",
            Self::File { .. } => "file",
        }
    }
}

/// How far an order has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Not begun, or to be tried again.
    Waiting {
        /// Not before.
        not_before: Timestamp,
        /// How often it was tried.
        attempts: u32,
    },
    /// The act was begun; its outcome is not written yet.
    Begun {
        /// Since when.
        since: Timestamp,
        /// Which try this is.
        attempts: u32,
    },
    /// The transmission of a mail began and nobody knows how it ended.
    Unknown {
        /// Since when.
        since: Timestamp,
        /// How often it was tried.
        attempts: u32,
    },
    /// A person was asked to do it.
    ByHand {
        /// Since when.
        since: Timestamp,
        /// The question that is moved to Done.
        question: EscalationId,
    },
    /// It is done.
    Done {
        /// When.
        at: Timestamp,
        /// In the other side's words.
        note: String,
    },
    /// It was refused for good.
    Refused {
        /// When.
        at: Timestamp,
        /// In the other side's words.
        why: String,
    },
    /// It was taken back before it began.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

impl Progress {
    /// Whether nothing more will happen to it.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Done { .. } | Self::Refused { .. } | Self::Withdrawn { .. } => true,
            Self::Waiting { .. }
            | Self::Begun { .. }
            | Self::Unknown { .. }
            | Self::ByHand { .. } => false,
        }
    }

    /// A word for tables.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Begun { .. } => "begun",
            Self::Unknown { .. } => "unknown",
            Self::ByHand { .. } => "by-hand",
            Self::Done { .. } => "done",
            Self::Refused { .. } => "refused",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// How often the act was tried.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Waiting { attempts, .. }
            | Self::Begun { attempts, .. }
            | Self::Unknown { attempts, .. } => *attempts,
            Self::ByHand { .. }
            | Self::Done { .. }
            | Self::Refused { .. }
            | Self::Withdrawn { .. } => 0,
        }
    }
}
