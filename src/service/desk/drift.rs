//! The list server's roster held against the books, night by night.
//!
//! The books say whom the procedure put on the list. The list server may say
//! something else: somebody left, was added by hand, changed his entry. Who
//! changed his own entry asks for a modification in his way (procedure, section
//! 6), so his admin contact is asked; the rest is one question to the Validator,
//! asked again only when it has changed.

use super::roster::entry;
use super::{Desk, DeskError, errands, waiting};
use crate::case::{Asker, Cause, Code, Modification, Proposal};
use crate::compose::escalation::clean;
use crate::domain::address::EmailAddress;
use crate::domain::contact::Contact;
use crate::domain::ids::{Digest, OrderKey};
use crate::domain::member::{Member, contacts_of};
use crate::domain::seat::parse_display;
use crate::outbound::roster::Listed;
use crate::store::books::Batch;
use crate::store::outbox::Act;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The differences that were told last, by their digest.
const TOLD: &str = "drift-told";
/// When the roster was last compared.
pub(super) const COMPARED: &str = "roster-compared";
/// What the list server said then, by its digest in the spool, for a decision on
/// it: address, tab, name, one a line.
const LISTED: &str = "roster-listed";
/// Octets of a roster that are read back.
const LONGEST: usize = 16_000_000;
/// Characters of a name that are shown.
const SHOWN_NAME: usize = 200;
/// Differences that are written out; the rest is counted.
const SHOWN: usize = 20;

/// One point at which the list is not what the books say.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Drift {
    /// A member is not on the list.
    Left(Member),
    /// Somebody is on the list whom the procedure did not put there.
    Stranger(Listed),
    /// A member's entry says something else.
    Entry(Member, String),
}

impl Desk {
    /// Whether the roster was not compared since `since`.
    pub fn comparison_is_due(&self, since: Timestamp) -> bool {
        let last = self.books.meta(COMPARED).ok().flatten();
        let last = last.and_then(|text| text.parse::<Timestamp>().ok());
        last.is_none_or(|last| last < since)
    }

    /// Compares what the list server has with the books; returns how many points
    /// differ.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn compare(&mut self, listed: &[Listed], now: Timestamp) -> Result<usize, DeskError> {
        let drifts = self.drifts(listed)?;
        let mut batch = Batch::default();
        let cause = Cause::Calendar(format!("roster.{}", now.as_second()));
        let mut told: Vec<String> = Vec::new();
        for drift in &drifts {
            if !self.asks_admin(drift, &cause, &mut batch, now)? {
                told.push(in_words(drift));
            }
        }
        batch.meta.push((COMPARED.to_owned(), now.to_string()));
        let digest = Digest::of(told.join("\n").as_bytes()).short();
        if self.books.meta(TOLD)?.as_deref() != Some(digest.as_str()) {
            batch.meta.push((TOLD.to_owned(), digest.clone()));
            let listed = lines_of(listed).into_bytes();
            let kept = Digest::of(&listed);
            self.spool.put(&kept, &listed)?;
            batch.meta.push((LISTED.to_owned(), kept.hex()));
            if !told.is_empty() {
                let cause = Cause::Calendar(format!("roster.{}.{digest}", now.as_second()));
                self.tell(&told, &cause, &mut batch, now);
            }
        }
        self.books.commit(batch, now)?;
        Ok(drifts.len())
    }

    fn tell(&self, told: &[String], cause: &Cause, batch: &mut Batch, now: Timestamp) {
        let mut shown: Vec<&str> = told.iter().take(SHOWN).map(String::as_str).collect();
        let more = told.len().saturating_sub(shown.len());
        let more = format!("and {more} more.");
        if told.len() > shown.len() {
            shown.push(&more);
        }
        let why = format!(
            "{} {} point(s) differ, of {} subscriber(s) in the books.\n{}",
            Code::RosterDrift,
            told.len(),
            self.books.members().len(),
            shown.join("\n")
        );
        let matter = Self::matter(cause, Code::RosterDrift, why, Proposal::Adopt, None);
        self.raise(&matter, None, batch, None, now);
        let entry = errands::entry(
            None,
            Code::RosterDrift.as_str(),
            format!(
                "The list differs from the books in {} point(s).",
                told.len()
            ),
        );
        batch.entries.push((cause.to_string(), entry));
    }

    /// Where the list and the books differ; addresses whose change is on its way
    /// are left out.
    fn drifts(&self, listed: &[Listed]) -> Result<Vec<Drift>, DeskError> {
        let moving = self.addresses_under_way();
        let mut drifts = Vec::new();
        for member in self.books.members() {
            let address = member.contact.email.to_string().to_ascii_lowercase();
            if moving.contains(&address) {
                continue;
            }
            let found = listed
                .iter()
                .find(|one| one.address.eq_ignore_ascii_case(&address));
            match found {
                None => drifts.push(Drift::Left(member.clone())),
                Some(one) if !says_the_same(&one.name, member) => {
                    drifts.push(Drift::Entry(member.clone(), one.name.clone()));
                }
                Some(_) => {}
            }
        }
        for one in listed {
            let address = EmailAddress::parse(&one.address).ok();
            let known = address.is_some_and(|address| self.is_member(&address));
            let moves = moving.contains(&one.address.to_ascii_lowercase());
            if !known && !moves && !self.is_observer(&one.address)? {
                drifts.push(Drift::Stranger(one.clone()));
            }
        }
        Ok(drifts)
    }

    /// Addresses that an order is about to change at the list server.
    fn addresses_under_way(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let mut add = |address: &EmailAddress| {
            all.insert(address.to_string().to_ascii_lowercase());
        };
        for order in self.books.open_orders() {
            match &order.act {
                Act::Subscribe { contacts, .. } => {
                    contacts.iter().for_each(|one| add(&one.email));
                }
                Act::Settle { change, .. } => {
                    let both = change.before.iter().chain(&change.wanted);
                    both.for_each(|one| add(&one.email));
                }
                Act::Restore { tld } => {
                    let members = contacts_of(self.books.members(), *tld);
                    members.iter().for_each(|one| add(&one.email));
                }
                Act::TurnAway { address, .. } | Act::Observe { address, .. } => {
                    add(address);
                }
                Act::Send { .. } | Act::Append { .. } | Act::Publish | Act::File { .. } => {}
            }
        }
        // A change of the entry that the admin contact is asked about already.
        for case in self
            .books
            .cases()
            .iter()
            .filter(|case| !case.state.is_over())
        {
            if let (Some(_), Some(person)) = (case.scheme.modification(), case.scheme.person()) {
                add(&person.email);
            }
        }
        all
    }

    /// Whether a drift is a subscriber's own change of his entry, which his admin
    /// contact is asked about.
    fn asks_admin(
        &self,
        drift: &Drift,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<bool, DeskError> {
        let Drift::Entry(member, name) = drift else {
            return Ok(false);
        };
        let ([tld], Ok(read)) = (member.tlds.as_slice(), parse_display(name)) else {
            return Ok(false);
        };
        if read.tlds != member.tlds {
            return Ok(false);
        }
        let new = Contact {
            name: read.name,
            phone: read.phone,
            email: member.contact.email.clone(),
        };
        let mut wanted = contacts_of(self.books.members(), *tld);
        for contact in &mut wanted {
            if contact.email.same_mailbox(&new.email) {
                contact.clone_from(&new);
            }
        }
        let change = Modification {
            before: Vec::new(),
            wanted,
            asker: Asker::Ssc(member.contact.clone()),
        };
        Ok(self.open_change(*tld, change, cause, batch, now)?.is_ok())
    }

    /// The Validator says that the list is right: the books follow it.
    pub(super) fn adopt(
        &self,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<String, DeskError> {
        let kept = self.books.meta(LISTED)?;
        let kept = kept.as_deref().and_then(Digest::from_hex);
        let listed = match kept {
            Some(digest) => self.spool.get(&digest, LONGEST)?,
            None => None,
        };
        let Some(listed) = listed else {
            return Ok("What the list said is not kept any more; nothing was done.".to_owned());
        };
        let listed = String::from_utf8_lossy(&listed);
        let listed: Vec<Listed> = listed.lines().filter_map(listed_line).collect();
        let (mut gone, mut taken, mut left) = (0usize, 0usize, 0usize);
        for drift in self.drifts(&listed)? {
            match drift {
                Drift::Left(member) => {
                    batch.gone.push(member.contact.email);
                    gone = gone.saturating_add(1);
                }
                Drift::Stranger(one) => match self.member_of(&one, batch, now) {
                    Some(member) => {
                        batch.members.push(member);
                        taken = taken.saturating_add(1);
                    }
                    None => left = left.saturating_add(1),
                },
                Drift::Entry(member, name) => match parse_display(&name) {
                    Ok(read) => {
                        let contact = Contact {
                            name: read.name,
                            phone: read.phone,
                            ..member.contact
                        };
                        batch.members.push(Member { contact, ..member });
                        taken = taken.saturating_add(1);
                    }
                    Err(_) => left = left.saturating_add(1),
                },
            }
        }
        let key = OrderKey::new(&format!("{cause}.adopt"), 0);
        batch.orders.push(waiting(key, None, Act::Publish, now));
        // What could not be taken over is told of again.
        batch.meta.push((TOLD.to_owned(), String::new()));
        Ok(format!(
            "The books follow the list: {gone} left, {taken} taken over, {left} could not be, as name, phone number or ccTLD is missing or the ccTLD has its contacts."
        ))
    }

    /// The member that an entry of the list describes, where it describes one.
    fn member_of(&self, one: &Listed, batch: &Batch, now: Timestamp) -> Option<Member> {
        let read = parse_display(&one.name).ok()?;
        let full = |tld: &crate::domain::tld::Tld| {
            let before = contacts_of(self.books.members(), *tld).len();
            let with = contacts_of(&batch.members, *tld).len();
            before.saturating_add(with) >= self.rules.max_contacts
        };
        if read.tlds.iter().any(full) {
            return None;
        }
        Some(Member {
            contact: Contact {
                name: read.name,
                phone: read.phone,
                email: EmailAddress::parse(&one.address).ok()?,
            },
            tlds: read.tlds,
            since: now,
        })
    }
}

/// Whether an entry says what the books say, however it is spaced.
fn says_the_same(name: &str, member: &Member) -> bool {
    let wanted = entry(member);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    words(name) == words(&wanted)
        || parse_display(name).is_ok_and(|read| {
            read.name == member.contact.name
                && read.phone.e164() == member.contact.phone.e164()
                && read.tlds == member.tlds
        })
}

fn in_words(drift: &Drift) -> String {
    match drift {
        Drift::Left(member) => format!("{} is not on the list any more.", member.contact.email),
        Drift::Stranger(one) => format!(
            "{} is on the list as “{}”, and was not put there by the procedure.",
            short(&one.address),
            short(&one.name)
        ),
        Drift::Entry(member, name) => format!(
            "{} stands there as “{}” instead of “{}”.",
            member.contact.email,
            short(name),
            entry(member)
        ),
    }
}

/// A stranger's words as they may be shown: no control characters, and cut.
pub(super) fn short(text: &str) -> String {
    clean(text).chars().take(SHOWN_NAME).collect()
}

fn lines_of(listed: &[Listed]) -> String {
    let clean = |text: &str| text.replace(['\n', '\t', '\r'], " ");
    let lines: Vec<String> = listed
        .iter()
        .map(|one| format!("{}\t{}", clean(&one.address), clean(&one.name)))
        .collect();
    lines.join("\n")
}

fn listed_line(line: &str) -> Option<Listed> {
    let (address, name) = line.split_once('\t')?;
    Some(Listed {
        address: address.to_owned(),
        name: name.to_owned(),
    })
}
