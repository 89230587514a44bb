//! Why a roster change was not made.
//!
//! Each reason leads to another question: what the Validator may overrule he is
//! shown first, and what time has overtaken is not tried again.

use crate::domain::contact::Contact;
use crate::domain::tld::Tld;
use std::fmt;

//------------ Refusal ---------------------------------------------------------

/// Why a roster change was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The list server said no, in its words.
    ListServer(String),
    /// Entries would change that another ccTLD's admin contact speaks for too.
    Foreign(Vec<Conflict>),
    /// The ccTLD has its contacts.
    Full {
        /// The ccTLD.
        tld: Tld,
        /// Those who stay on the list.
        stay: usize,
        /// Those who are admitted.
        most: usize,
    },
    /// The list is not what the change was made from.
    Overtaken(String),
    /// The Administrator was asked to do it, and did not.
    NotByHand,
}

/// An entry that somebody else speaks for as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// As it stands on the list.
    pub shown: Contact,
    /// As it is wanted.
    pub wanted: Contact,
    /// The other ccTLD it stands for.
    pub other: Tld,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ListServer(words) => write!(f, "The list server said: {words}"),
            Self::Foreign(conflicts) => {
                for (at, conflict) in conflicts.iter().enumerate() {
                    if at > 0 {
                        f.write_str(" ")?;
                    }
                    conflict.fmt(f)?;
                }
                Ok(())
            }
            Self::Full { tld, stay, most } => write!(
                f,
                "{tld} has {stay} contact(s) already, and {most} are admitted."
            ),
            Self::Overtaken(what) => write!(
                f,
                "The list has changed since this was asked: {what} A new change can be asked for (secird change)."
            ),
            Self::NotByHand => f.write_str("The Administrator did not make the change."),
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is a contact of {} as well, and stands on the list as “{}, {}”, not as “{}, {}”.",
            self.shown.email,
            self.other,
            self.shown.name,
            self.shown.phone.typed(),
            self.wanted.name,
            self.wanted.phone.typed()
        )
    }
}
