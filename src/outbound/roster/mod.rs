//! The list server: who is on the mailing list, and who asks to be.
//!
//! Two programs, one face. A [`Change`] says how one address shall stand
//! afterwards, never what to do: each reads before it writes, and reads back
//! what it wrote, so that carrying a change out again does no harm and a change
//! that did not take is not called done. Nothing here knows a case, a ccTLD or
//! whose wish it is.

pub mod mailman2;
pub mod mailman3;

use crate::domain::address::EmailAddress;
use crate::domain::remedy::Remedy;
use crate::outbound::Answer;
use mailman2::Mailman2;
use mailman3::Mailman3;

//------------ Listed ----------------------------------------------------------

/// A subscriber as the list server has it: other people's words, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The address as the list server writes it.
    pub address: String,
    /// The name beside it: `First Last, +phone, .tld[, .tld]`, or anything.
    pub name: String,
}

//------------ Held ------------------------------------------------------------

/// A request that waits for the list's moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The list server's own name of the request: a token (3) or number (2.1).
    pub id: String,
    /// What it asks for.
    pub wish: HeldWish,
    /// Whose it is, as the list server writes it.
    pub address: String,
    /// "Your name" as it was typed; may be empty.
    pub name: String,
    /// When it was made, in the list server's own writing.
    pub when: String,
}

/// What a held request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldWish {
    /// To be subscribed.
    Join,
    /// To be unsubscribed.
    Leave,
}

//------------ Change ----------------------------------------------------------

/// How one address shall stand at the list server afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is a member under just that name; a held request of its to join is
    /// accepted on the way.
    Seat {
        /// The address.
        address: EmailAddress,
        /// `First Last, +phone, .tld[, .tld]`.
        name: String,
    },
    /// It is no member; a held request of its to leave is accepted on the way.
    Leave {
        /// The address.
        address: EmailAddress,
    },
    /// Its held request to join is refused, and the list server tells it why.
    Refuse {
        /// The address.
        address: EmailAddress,
        /// Why, in plain text of several lines.
        reason: String,
    },
    /// Its held request to join is dropped, and nobody is told.
    Discard {
        /// The address.
        address: EmailAddress,
    },
    /// Its held request to leave is dropped, and nobody is told.
    Stays {
        /// The address.
        address: EmailAddress,
    },
}

//------------ House -----------------------------------------------------------

/// What the procedure assumes of the list (sections 2, 3.2, 5.1 and A.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// The Secretariat, which posts the digest and the reminder.
    pub secretariat: EmailAddress,
    /// The welcome message (appendix A.3), plain text.
    pub welcome: String,
}

/// One setting that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What it is about, for a person: `new subscribers wait for the moderator`.
    pub what: String,
    /// Whether it is as the procedure assumes.
    pub fine: bool,
    /// The list server's own name of the setting and what it is now.
    pub now: String,
}

//------------ RosterError -----------------------------------------------------

/// Why the list server could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// It is away, or busy.
    #[error("the list server does not answer: {0}")]
    Away(String),
    /// It does not let us in, or knows no such list; a person must look.
    #[error("the list server refuses: {0}")]
    Refused(String),
    /// It answered something that is not its language.
    #[error("the list server's answer is not understood: {0}")]
    Strange(String),
}

impl RosterError {
    /// What the caller may still do.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Away(_) | Self::Strange(_) => Remedy::Later,
            Self::Refused(_) => Remedy::Human,
        }
    }
}

//------------ ListServer ------------------------------------------------------

/// The programs that are spoken to.
#[derive(Debug, Clone)]
pub enum ListServer {
    /// Mailman 3, by its REST interface.
    Mailman3(Box<Mailman3>),
    /// Mailman 2.1, by its forms.
    Mailman2(Box<Mailman2>),
}

impl ListServer {
    /// Brings one address to where it shall stand.
    pub async fn carry_out(&self, change: &Change) -> Answer {
        match self {
            Self::Mailman3(server) => server.carry_out(change).await,
            Self::Mailman2(server) => server.carry_out(change).await,
        }
    }

    /// Everybody on the list.
    ///
    /// # Errors
    /// [`RosterError`]; a list read in part is an error, never a short list.
    pub async fn members(&self) -> Result<Vec<Listed>, RosterError> {
        match self {
            Self::Mailman3(server) => server.members().await,
            Self::Mailman2(server) => server.members().await,
        }
    }

    /// Every request that waits for the moderator.
    ///
    /// # Errors
    /// [`RosterError`].
    pub async fn held(&self) -> Result<Vec<Held>, RosterError> {
        match self {
            Self::Mailman3(server) => server.held().await,
            Self::Mailman2(server) => server.held().await,
        }
    }

    /// Whether the list is set up as the procedure assumes; changes nothing.
    ///
    /// # Errors
    /// [`RosterError`].
    pub async fn check(&self, house: &House) -> Result<Vec<Setting>, RosterError> {
        match self {
            Self::Mailman3(server) => server.check(house).await,
            Self::Mailman2(server) => server.check(house).await,
        }
    }

    /// Sets the list up as the procedure assumes; says what each setting is then.
    ///
    /// # Errors
    /// [`RosterError`].
    pub async fn set_up(&self, house: &House) -> Result<Vec<Setting>, RosterError> {
        match self {
            Self::Mailman3(server) => server.set_up(house).await,
            Self::Mailman2(server) => server.set_up(house).await,
        }
    }
}
