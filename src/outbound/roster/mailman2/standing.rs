//! How an address stands on the list, and the one act that brings it nearer.
//!
//! Nothing here asks or tells the list server anything: a reading comes in, the
//! next act goes out.

use super::page::Member;
use super::writing::are_alike;
use crate::domain::address::EmailAddress;
use crate::outbound::roster::{Change, HeldWish};

/// What is told of an accepted request.
const ACCEPTED: &str = "request accepted";

//------------ Standing --------------------------------------------------------

/// What one reading said about one address.
#[derive(Debug)]
pub(super) struct Standing {
    /// Its membership.
    pub(super) member: Option<Member>,
    /// The number of its request of the kind that the change is about; of
    /// several, Mailman keeps the last.
    pub(super) request: Option<String>,
}

//------------ Decision --------------------------------------------------------

/// What may become of a held request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is refused, and the person told why.
    Reject,
    /// It is dropped, and nobody told.
    Discard,
    /// He who asks to join becomes a member.
    Join,
    /// He who asks to leave is none any more.
    Leave,
}

impl Decision {
    /// Mailman's own number of it.
    pub(super) fn value(self) -> &'static str {
        match self {
            Self::Reject => "2",
            Self::Discard => "3",
            Self::Join => "4",
            Self::Leave => "5",
        }
    }

    fn told(self) -> &'static str {
        match self {
            Self::Reject => "request refused with the reason",
            Self::Discard => "request dropped",
            Self::Join | Self::Leave => ACCEPTED,
        }
    }
}

//------------ Act -------------------------------------------------------------

/// One thing that is told to the list server.
#[derive(Debug)]
pub(super) enum Act {
    /// Make it a member at once.
    Subscribe {
        /// The address.
        address: EmailAddress,
        /// The name to show.
        name: String,
    },
    /// Decide about a request.
    Decide {
        /// Its number.
        id: String,
        /// What becomes of it.
        decision: Decision,
        /// What the person is told.
        reason: Option<String>,
    },
    /// Show this member under that name.
    Rename {
        /// The membership.
        member: Member,
        /// The name to show.
        name: String,
    },
    /// End this membership.
    Remove(EmailAddress),
}

impl Act {
    /// What was done, for the journal.
    pub(super) fn told(&self) -> &'static str {
        match self {
            Self::Subscribe { .. } => "subscribed",
            Self::Decide { decision, .. } => decision.told(),
            Self::Rename { .. } => "name corrected",
            Self::Remove(_) => "unsubscribed",
        }
    }
}

//------------ Step ------------------------------------------------------------

/// What a reading leads to.
#[derive(Debug)]
pub(super) enum Step {
    /// Nothing: it stands as it shall.
    Stands,
    /// One act, and then another reading.
    Act(Act),
    /// A person must look.
    Person(&'static str),
}

/// Whose standing a change is about, and which kind of request matters to it.
pub(super) fn subject(change: &Change) -> (&EmailAddress, HeldWish) {
    match change {
        Change::Seat { address, .. }
        | Change::Refuse { address, .. }
        | Change::Discard { address } => (address, HeldWish::Join),
        Change::Leave { address } | Change::Stays { address } => (address, HeldWish::Leave),
    }
}

/// What is said where there was nothing to do.
pub(super) fn idle(change: &Change) -> &'static str {
    match change {
        Change::Seat { .. } => "it is a member under that name already",
        Change::Leave { .. } => "it is no member",
        Change::Refuse { .. } | Change::Discard { .. } | Change::Stays { .. } => {
            "no request of it waits"
        }
    }
}

/// Why Mailman would never take this address, or should not be asked to: it
/// subscribes a list to itself without a word.
pub(super) fn unfit(address: &EmailAddress, list: &EmailAddress) -> Option<&'static str> {
    if address.same_mailbox(list) {
        return Some("a list's own address cannot subscribe");
    }
    // Those of its forbidden characters that an address may have at all.
    let hostile = address.local().contains(['|', '^']);
    hostile.then_some("the list server takes no such address")
}

/// The next step of a change, after these acts of the same walk.
pub(super) fn step(change: &Change, standing: Standing, tried: &[&str]) -> Step {
    match change {
        Change::Seat { address, name } => seat(address, name, standing, tried),
        Change::Leave { address } => leave(address, standing, tried),
        Change::Refuse { reason, .. } => no_entry(standing, Decision::Reject, Some(reason)),
        Change::Discard { .. } => no_entry(standing, Decision::Discard, None),
        Change::Stays { .. } => match standing.request {
            Some(id) => decide(id, Decision::Discard, None),
            None => Step::Stands,
        },
    }
}

fn decide(id: String, decision: Decision, reason: Option<&String>) -> Step {
    Step::Act(Act::Decide {
        id,
        decision,
        reason: reason.cloned(),
    })
}

fn seat(address: &EmailAddress, name: &str, standing: Standing, tried: &[&str]) -> Step {
    match (standing.member, standing.request) {
        (Some(member), _) if !are_alike(&member.name, name) => Step::Act(Act::Rename {
            member,
            name: name.to_owned(),
        }),
        // A member has nothing left to ask for.
        (Some(_), Some(id)) => decide(id, Decision::Discard, None),
        (Some(_), None) => Step::Stands,
        (None, Some(id)) if !tried.contains(&ACCEPTED) => decide(id, Decision::Join, None),
        // Where a request was accepted and there is no member, Mailman says
        // why only to one who subscribes the address himself.
        (None, _) => Step::Act(Act::Subscribe {
            address: address.clone(),
            name: name.to_owned(),
        }),
    }
}

fn leave(address: &EmailAddress, standing: Standing, tried: &[&str]) -> Step {
    match (standing.member, standing.request) {
        (None, None) => Step::Stands,
        (None, Some(id)) => decide(id, Decision::Discard, None),
        (Some(_), Some(id)) if !tried.contains(&ACCEPTED) => decide(id, Decision::Leave, None),
        (Some(_), _) => Step::Act(Act::Remove(address.clone())),
    }
}

/// A request to join that ends without a member.
fn no_entry(standing: Standing, decision: Decision, reason: Option<&String>) -> Step {
    match (standing.member, standing.request) {
        (Some(_), _) => Step::Person("it is a member already"),
        (None, Some(id)) => decide(id, decision, reason),
        (None, None) => Step::Stands,
    }
}
