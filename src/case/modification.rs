//! A change of a ccTLD's contacts (procedure, section 6).
//!
//! Whoever asks for it, the admin contact is asked to confirm it before
//! anything changes; only his reply to one of our own requests says by itself
//! what he wants. What is confirmed is the difference that was shown: people who
//! came on the list meanwhile stay on it.

use crate::case::Case;
use crate::domain::address::EmailAddress;
use crate::domain::contact::{Contact, clean_name, is_role_account};
use crate::domain::member::{Member, contacts_of};
use crate::domain::phone::PhoneNumber;
use crate::domain::record::RegistryRecord;
use crate::domain::tld::Tld;
use crate::reading::{Reading, Report};
use crate::sender::RECORD_LIFE;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::fmt;

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

    /// Everybody whose entry it touches.
    pub fn touched(&self) -> Vec<EmailAddress> {
        let differences = self.differences().into_iter();
        differences
            .map(|difference| match difference {
                Difference::Joins(contact) | Difference::Leaves(contact) => contact.email,
                Difference::Changes { to, .. } => to.email,
            })
            .collect()
    }

    /// Whether it changes anything.
    pub fn is_empty(&self) -> bool {
        self.differences().is_empty()
    }
}

/// The contacts that a message wants, where it names them wholly and no more than
/// `most`; what else it says is no hindrance, as it changes nothing but whom the
/// admin contact is asked about.
pub(super) fn wished(report: &Report, most: usize) -> Option<Vec<Contact>> {
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
    (!named.is_empty() && named.len() <= most && !names_twice(&named)).then_some(named)
}

/// Whether two of the contacts have one address.
pub fn names_twice(contacts: &[Contact]) -> bool {
    let keys: BTreeSet<String> = contacts.iter().map(|one| one.email.key()).collect();
    keys.len() < contacts.len()
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
pub fn is_same(a: &Contact, b: &Contact) -> bool {
    let number = a.phone.e164() == b.phone.e164() && !a.phone.e164().is_empty();
    a.name == b.name && (number || a.phone == b.phone)
}

//------------ OnList ----------------------------------------------------------

/// How a ccTLD stands on the list while a message about it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnList {
    /// Its contacts.
    pub contacts: Vec<Contact>,
    /// Why the admin contact cannot be asked about a change of them now.
    pub hindrance: Option<Hindrance>,
}

impl OnList {
    /// How `tld` stands among `members`.
    pub fn of(members: &[Member], tld: Tld, hindrance: Option<Hindrance>) -> Self {
        Self {
            contacts: contacts_of(members, tld),
            hindrance,
        }
    }
}

//------------ Hindrance -------------------------------------------------------

/// Why an admin contact is not asked to confirm a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// More contacts are wanted than are admitted.
    TooMany,
    /// One address is wanted twice.
    Twice,
    /// The list is so already.
    NoChange,
    /// Another change waits for an answer.
    Changing,
    /// IANA's record is not known.
    NoRecord,
    /// IANA's record was read too long ago to write to its address.
    OldRecord,
    /// What the same person asked for came to nothing a short while ago.
    RefusedLately,
}

impl fmt::Display for Hindrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooMany => "more contacts are wanted than are admitted",
            Self::Twice => "one address is named twice",
            Self::NoChange => "there is nothing to change",
            Self::Changing => "another change waits for an answer",
            Self::NoRecord => "IANA's record is not known",
            Self::OldRecord => "IANA's record was read more than a week ago",
            Self::RefusedLately => {
                "a change that the same person asked for came to nothing within the last 30 days"
            }
        })
    }
}

/// Why the admin contact of `tld` cannot be asked about any change now.
pub fn standing_hindrance<'a>(
    tld: Tld,
    mut cases: impl Iterator<Item = &'a Case>,
    record: Option<&RegistryRecord>,
    now: Timestamp,
) -> Option<Hindrance> {
    let open = |case: &Case| {
        case.tld == tld && !case.state.is_over() && case.scheme.modification().is_some()
    };
    if cases.any(open) {
        return Some(Hindrance::Changing);
    }
    match record {
        None => Some(Hindrance::NoRecord),
        Some(record) if now.duration_since(record.read) > RECORD_LIFE => Some(Hindrance::OldRecord),
        Some(_) => None,
    }
}

/// Why this change cannot be put to the admin contact now.
pub fn hindrance<'a>(
    tld: Tld,
    change: &Modification,
    cases: impl Iterator<Item = &'a Case> + Clone,
    record: Option<&RegistryRecord>,
    most: usize,
    now: Timestamp,
) -> Option<Hindrance> {
    if change.wanted.len() > most {
        return Some(Hindrance::TooMany);
    }
    if names_twice(&change.wanted) {
        return Some(Hindrance::Twice);
    }
    if change.is_empty() {
        return Some(Hindrance::NoChange);
    }
    let mut before = cases.clone();
    standing_hindrance(tld, cases, record, now).or_else(|| {
        before
            .any(|case| case.tld == tld && refused_lately(case, &change.asker, now))
            .then_some(Hindrance::RefusedLately)
    })
}

/// How long an SSC whose change came to nothing is not asked for again.
const CHANGE_PAUSE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Whether a case is a change that this person asked for and that was denied or
/// not answered lately.
fn refused_lately(case: &Case, asker: &Asker, now: Timestamp) -> bool {
    let (Asker::Ssc(ssc), Some(_), Some(person)) =
        (asker, case.scheme.modification(), case.scheme.person())
    else {
        return false;
    };
    let ended = case.state.ended_without();
    person.email.same_mailbox(&ssc.email)
        && ended.is_some_and(|(_, at)| now.duration_since(at) < CHANGE_PAUSE)
}
