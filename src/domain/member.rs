//! A subscriber of the list, as the bot's own books have it.
//!
//! The list server may say something else: then it is compared with this.

use crate::domain::contact::Contact;
use crate::domain::seat::Seat;
use crate::domain::tld::Tld;
use jiff::Timestamp;

//------------ Member ----------------------------------------------------------

/// A subscriber: one person, for one ccTLD or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub contact: Contact,
    /// For which ccTLDs, in order.
    pub tlds: Vec<Tld>,
    /// Since when.
    pub since: Timestamp,
}

impl Member {
    /// The member as lists and exports show it.
    pub fn seat(&self) -> Seat {
        Seat {
            name: self.contact.name.clone(),
            email: self.contact.email.clone(),
            phone: Some(self.contact.phone.clone()),
            tlds: self.tlds.clone(),
            since: Some(self.since),
        }
    }
}

/// The contacts that `members` has for a ccTLD, in order of address.
pub fn contacts_of(members: &[Member], tld: Tld) -> Vec<Contact> {
    members
        .iter()
        .filter(|member| member.tlds.contains(&tld))
        .map(|member| member.contact.clone())
        .collect()
}
