//! A change of a ccTLD's contacts (procedure, section 6).
//!
//! Whoever asks for it, the admin contact is asked to confirm it before
//! anything changes; only his reply to one of our own requests says by itself
//! what he wants. What is confirmed is the difference that was shown: people who
//! came on the list meanwhile stay on it.

use crate::domain::address::EmailAddress;
use crate::domain::contact::{Contact, clean_name, is_role_account};
use crate::domain::member::{Member, contacts_of};
use crate::domain::phone::PhoneNumber;
use crate::domain::tld::Tld;
use crate::reading::{Reading, Report};

//------------ Modification ----------------------------------------------------

/// What is to change, and on whose wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modification {
    /// The contacts when it was asked for.
    pub before: Vec<Contact>,
    /// The contacts there shall be.
    pub wanted: Vec<Contact>,
    /// Whose wish it is.
    pub asker: Asker,
}

/// Whose wish a change is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// The admin contact's, in a mail that does not prove itself.
    Admin,
    /// A subscribed SSC's.
    Ssc(Contact),
    /// The Secretariat's own, by command or decision.
    Secretariat,
}

/// One line of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Somebody comes on the list.
    Joins(Contact),
    /// Somebody leaves it.
    Leaves(Contact),
    /// Somebody's name or number is another.
    Changes {
        /// As it was.
        from: Contact,
        /// As it shall be.
        to: Contact,
    },
}

impl Modification {
    /// What it changes: who leaves, who changes, who joins.
    pub fn differences(&self) -> Vec<Difference> {
        let gone = self
            .before
            .iter()
            .filter(|old| find(&self.wanted, old).is_none())
            .map(|old| Difference::Leaves(old.clone()));
        let changed = self.wanted.iter().filter_map(|new| {
            let old = find(&self.before, new)?;
            (!is_same(old, new)).then(|| Difference::Changes {
                from: old.clone(),
                to: new.clone(),
            })
        });
        let new = self
            .wanted
            .iter()
            .filter(|new| find(&self.before, new).is_none())
            .map(|new| Difference::Joins(new.clone()));
        gone.chain(changed).chain(new).collect()
    }

    /// Whether it changes anything.
    pub fn is_empty(&self) -> bool {
        self.differences().is_empty()
    }
}

/// The contacts that a message wants, where it names them wholly; what else it
/// says is no hindrance, as it changes nothing but whom the admin contact is asked
/// about.
pub(super) fn wished(report: &Report) -> Option<Vec<Contact>> {
    let named = match &report.reading {
        Reading::SscResponse { contacts, .. } if report.faults.is_empty() => contacts.clone(),
        Reading::SscResponse { .. } | Reading::Unclear { .. } | Reading::ChangeRequest => report
            .found
            .iter()
            .map(|found| {
                let contact = Contact {
                    name: clean_name(&found.name)?,
                    email: EmailAddress::parse(&found.email).ok()?,
                    phone: PhoneNumber::parse(&found.phone).ok()?,
                };
                (!is_role_account(&contact.email)).then_some(contact)
            })
            .collect::<Option<Vec<Contact>>>()?,
        Reading::Confirm
        | Reading::Deny
        | Reading::HeldSubscription
        | Reading::AutoReply
        | Reading::Bounce { .. }
        | Reading::Unrelated => Vec::new(),
    };
    (!named.is_empty()).then_some(named)
}

/// Whether both lists name the same people with the same names and numbers.
pub fn same_contacts(a: &[Contact], b: &[Contact]) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|one| find(b, one).is_some_and(|other| is_same(one, other)))
}

fn find<'a>(contacts: &'a [Contact], like: &Contact) -> Option<&'a Contact> {
    contacts
        .iter()
        .find(|contact| contact.email.same_mailbox(&like.email))
}

/// Whether two entries of one person say the same: a number typed with other
/// blanks is the same number.
fn is_same(a: &Contact, b: &Contact) -> bool {
    let number = a.phone.e164() == b.phone.e164() && !a.phone.e164().is_empty();
    a.name == b.name && (number || a.phone == b.phone)
}

//------------ OnList ----------------------------------------------------------

/// How a ccTLD stands on the list while a message about it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnList {
    /// Its contacts.
    pub contacts: Vec<Contact>,
    /// Whether a change of them waits for an answer already.
    pub changing: bool,
}

impl OnList {
    /// How `tld` stands among `members`.
    pub fn of(members: &[Member], tld: Tld, changing: bool) -> Self {
        Self {
            contacts: contacts_of(members, tld),
            changing,
        }
    }
}
