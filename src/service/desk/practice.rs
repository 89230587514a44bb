//! How this Secretariat works: what the procedure leaves to it.

use super::roster::RosterKind;
use crate::domain::address::EmailAddress;
use crate::domain::tld::Tld;
use jiff::civil::Weekday;

//------------ Practice --------------------------------------------------------

/// The settings of everything that happens by the calendar or at the list server.
/// By default nothing does.
#[derive(Debug, Clone, Default)]
pub struct Practice {
    /// Where the list is kept.
    pub roster: RosterKind,
    /// The invitations by the week (procedure, section 7).
    pub batches: Option<Batches>,
    /// When the weekly digest goes out (procedure, section 4.3).
    pub digest: Option<Slot>,
    /// At which hour of the first of the month the reminder goes out (procedure,
    /// section 3.2).
    pub reminder: Option<i8>,
    /// Days after which a ccTLD or a person that failed may be asked about anew;
    /// never by default.
    pub retry_after_days: Option<u32>,
}

/// An hour of the week, in the Secretariat's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The day.
    pub day: Weekday,
    /// The full hour, 0 to 23.
    pub hour: i8,
}

/// Who is invited, and how many at a time.
#[derive(Debug, Clone)]
pub struct Batches {
    /// When.
    pub slot: Slot,
    /// ccTLDs a week (procedure, section 7.2: ten).
    pub size: usize,
    /// The test batches, one a week (procedure, section 7.1).
    pub first: Vec<Vec<Tld>>,
    /// The others, in the order in which they are invited.
    pub order: Vec<Tld>,
    /// Escalations that wait for the Validator, at which no batch goes out.
    pub pause_at: usize,
    /// Members of the working group, on the list until the regular batches begin
    /// (procedure, section 7.1).
    pub observers: Vec<Observer>,
}

/// Somebody on the list who is no SSC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observer {
    /// The address.
    pub address: EmailAddress,
    /// The name.
    pub name: String,
}
