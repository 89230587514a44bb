//! Where a case stands: one enum, each variant with its own deadline.
//!
//! ```text
//!              Start
//!   Planned ──────────► Asking ── mail really sent ──► Asked{remind_at}
//!                                                         │ 5 working days
//!                                                         ▼
//!   Reminded{fail_at} ◄── mail really sent ── Reminding ◄─┘
//!      │ 5 working days, and the mailbox was read since
//!      ▼
//!   Closed(NoResponse)                 (SSC-initiated: the SSC is told)
//!
//!   Asking|Asked|Reminding|Reminded ── trusted, complete answer ──► Confirmed
//!   Confirmed ── roster accepts ──► Subscribed ── directory written ──► Closed(Joined)
//!   Asking|Asked|Reminding|Reminded ── trusted deny ──► Closed(Denied)   (the SSC is told)
//!   any open state ── escalation ──► the same state, with a Hold
//! ```
//!
//! Deadlines count from when a mail was really sent, as the outbox reports it.

use crate::domain::contact::Contact;
use crate::domain::ids::OrderKey;
use jiff::Timestamp;

//------------ State -----------------------------------------------------------

/// The states of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Known: whom to ask. Waits for the word to start.
    Planned,
    /// The request is ordered. Waits until the server took it.
    Asking {
        /// The request in the outbox.
        order: OrderKey,
    },
    /// The request is out. Waits for the answer.
    Asked {
        /// When the request was really sent.
        sent: Timestamp,
        /// When the reminder is due.
        remind_at: Timestamp,
    },
    /// The reminder is ordered. Waits until the server took it.
    Reminding {
        /// When the request was really sent.
        sent: Timestamp,
        /// The reminder in the outbox.
        order: OrderKey,
    },
    /// The reminder is out. Waits for the answer.
    Reminded {
        /// When the reminder was really sent.
        sent: Timestamp,
        /// When the case fails.
        fail_at: Timestamp,
        /// Set when the deadline was found long past, as after downtime: the
        /// case fails only then, so nothing fails in the hour the bot wakes.
        last_call: Option<Timestamp>,
    },
    /// The contacts are authenticated. Waits for the roster.
    Confirmed {
        /// Who goes on the list.
        contacts: Vec<Contact>,
        /// The roster's order in the outbox.
        order: OrderKey,
    },
    /// They are on the list. Waits for the public directory.
    Subscribed {
        /// Who is on the list.
        contacts: Vec<Contact>,
        /// The directory's order in the outbox.
        order: OrderKey,
    },
    /// It ended.
    Closed {
        /// How.
        outcome: Outcome,
        /// When.
        at: Timestamp,
    },
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The contacts are on the list and the ccTLD in the directory.
    Joined {
        /// Who is on the list.
        contacts: Vec<Contact>,
    },
    /// The admin contact denied (SSC-initiated) or declined (Validator-initiated).
    Denied,
    /// Nobody answered in time (procedure, sections 4.5 and 5.3).
    NoResponse,
    /// The Validator dealt with it by hand.
    ByHand,
}

impl Outcome {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Joined { .. } => "joined",
            Self::Denied => "denied",
            Self::NoResponse => "no-response",
            Self::ByHand => "by-hand",
        }
    }
}

impl State {
    /// The stable word of the state.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Asking { .. } => "asking",
            Self::Asked { .. } => "asked",
            Self::Reminding { .. } => "reminding",
            Self::Reminded { .. } => "reminded",
            Self::Confirmed { .. } => "confirmed",
            Self::Subscribed { .. } => "subscribed",
            Self::Closed { .. } => "closed",
        }
    }

    /// Whether an answer is awaited.
    pub fn awaits_answer(&self) -> bool {
        match self {
            Self::Asking { .. }
            | Self::Asked { .. }
            | Self::Reminding { .. }
            | Self::Reminded { .. } => true,
            Self::Planned
            | Self::Confirmed { .. }
            | Self::Subscribed { .. }
            | Self::Closed { .. } => false,
        }
    }

    /// How and when the case ended, if it did.
    pub fn ended(&self) -> Option<(&Outcome, Timestamp)> {
        match self {
            Self::Closed { outcome, at } => Some((outcome, *at)),
            Self::Planned
            | Self::Asking { .. }
            | Self::Asked { .. }
            | Self::Reminding { .. }
            | Self::Reminded { .. }
            | Self::Confirmed { .. }
            | Self::Subscribed { .. } => None,
        }
    }

    /// How and when the case came to nothing, if it did.
    pub fn ended_without(&self) -> Option<(&'static str, Timestamp)> {
        let (outcome, at) = self.ended()?;
        match outcome {
            Outcome::Denied => Some(("the admin contact denied it", at)),
            Outcome::NoResponse => Some(("the admin contact did not answer", at)),
            Outcome::ByHand => Some(("it was closed by hand", at)),
            Outcome::Joined { .. } => None,
        }
    }

    /// Whether the case ended.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }

    /// What it waits for, until when if time decides.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Asked { remind_at, .. } => Some(*remind_at),
            Self::Reminded {
                fail_at, last_call, ..
            } => Some(last_call.unwrap_or(*fail_at)),
            Self::Planned
            | Self::Asking { .. }
            | Self::Reminding { .. }
            | Self::Confirmed { .. }
            | Self::Subscribed { .. }
            | Self::Closed { .. } => None,
        }
    }

    /// What the case waits for, in words for a person.
    pub fn waits_for(&self) -> &'static str {
        match self {
            Self::Planned => "to be started",
            Self::Asking { .. } => "the request to be sent",
            Self::Asked { .. } => "an answer; then the reminder",
            Self::Reminding { .. } => "the reminder to be sent",
            Self::Reminded { .. } => "an answer; then the case fails",
            Self::Confirmed { .. } => "the list server",
            Self::Subscribed { .. } => "the public directory",
            Self::Closed { .. } => "nothing",
        }
    }
}

/// Whether a case ended with its contacts on the list.
pub(super) fn is_joined(state: &State) -> bool {
    matches!(state.ended(), Some((Outcome::Joined { .. }, _)))
}
