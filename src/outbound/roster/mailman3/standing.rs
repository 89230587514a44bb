//! How an address stands on the list, and the one act that brings it nearer.
//!
//! Nothing here asks or tells the list server anything: a reading comes in, the
//! next act goes out. That a held request is accepted before anybody is
//! subscribed is Mailman's own rule, which answers 409 otherwise.

use super::rest::{Member, Request};
use crate::domain::address::EmailAddress;
use crate::outbound::roster::{Change, HeldWish};

//------------ Standing --------------------------------------------------------

/// What one reading said about one address.
#[derive(Debug)]
pub(super) struct Standing {
    /// Its memberships; two where a person and his address are subscribed.
    pub(super) members: Vec<Member>,
    /// Its requests of the kind that the change is about.
    pub(super) requests: Vec<Request>,
}

impl Standing {
    /// The first request that waits for us.
    fn held(&self) -> Option<&Request> {
        self.requests.iter().find(|request| request.is_held())
    }

    fn tokens(&self) -> Vec<String> {
        let tokens = self.requests.iter().map(|request| request.token.clone());
        tokens.collect()
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
    /// Accept this request.
    Accept(String),
    /// Refuse this request, and say why.
    Reject {
        /// The request.
        token: String,
        /// The reason.
        reason: String,
    },
    /// Drop these requests; nobody is told.
    Drop(Vec<String>),
    /// Show this member under that name.
    Rename {
        /// The membership.
        member: Member,
        /// The name to show.
        name: String,
    },
    /// End this membership.
    Remove(String),
}

impl Act {
    /// What was done, for the journal.
    pub(super) fn told(&self) -> &'static str {
        match self {
            Self::Subscribe { .. } => "subscribed",
            Self::Accept(_) => "request accepted",
            Self::Reject { .. } => "request refused with the reason",
            Self::Drop(_) => "request dropped",
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

/// The next step of a change.
pub(super) fn step(change: &Change, standing: &Standing) -> Step {
    match change {
        Change::Seat { address, name } => seat(address, name, standing),
        Change::Leave { .. } => leave(standing),
        Change::Refuse { reason, .. } => no_entry(standing, |token| Act::Reject {
            token,
            reason: reason.clone(),
        }),
        Change::Discard { .. } => no_entry(standing, |token| Act::Drop(vec![token])),
        Change::Stays { .. } if standing.requests.is_empty() => Step::Stands,
        Change::Stays { .. } => Step::Act(Act::Drop(standing.tokens())),
    }
}

fn seat(address: &EmailAddress, name: &str, standing: &Standing) -> Step {
    let misnamed = standing
        .members
        .iter()
        .find(|member| member.display_name != name);
    if let Some(member) = misnamed {
        return Step::Act(Act::Rename {
            member: member.clone(),
            name: name.to_owned(),
        });
    }
    match (standing.members.is_empty(), standing.held()) {
        (true, Some(request)) => Step::Act(Act::Accept(request.token.clone())),
        // What waits for the subscriber's confirmation would have to be
        // accepted twice, and the owners told in between; it also stands in
        // the way of subscribing. A member has nothing left to ask for.
        _ if !standing.requests.is_empty() => Step::Act(Act::Drop(standing.tokens())),
        (true, None) => Step::Act(Act::Subscribe {
            address: address.clone(),
            name: name.to_owned(),
        }),
        (false, _) => Step::Stands,
    }
}

fn leave(standing: &Standing) -> Step {
    match (standing.members.first(), standing.held()) {
        (Some(_), Some(request)) => Step::Act(Act::Accept(request.token.clone())),
        (Some(member), None) => Step::Act(Act::Remove(member.member_id.clone())),
        (None, _) if !standing.requests.is_empty() => Step::Act(Act::Drop(standing.tokens())),
        (None, _) => Step::Stands,
    }
}

/// A request to join that ends without a member.
fn no_entry(standing: &Standing, end: impl FnOnce(String) -> Act) -> Step {
    if !standing.members.is_empty() {
        return Step::Person("it is a member already");
    }
    match standing.held() {
        Some(request) => Step::Act(end(request.token.clone())),
        None => Step::Stands,
    }
}
