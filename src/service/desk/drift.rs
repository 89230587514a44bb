//! The list server's roster held against the books, night by night.
//!
//! The books say whom the procedure put on the list. The list server may say
//! something else: somebody left, was added by hand, changed his entry. Who
//! changed his own entry asks for a modification in his way (procedure, section
//! 6), so his admin contact is asked; the rest is put before the Validator, each
//! point once while it stands, in questions short enough to be read whole.

use super::adoption::lines;
use super::requests::{Wish, lookup};
use super::roster::{entry, touched};
use super::{Desk, DeskError, errands};
use crate::case::{Asker, Cause, Code, EscalationId, Modification, Proposal};
use crate::compose::escalation::clean;
use crate::domain::address::EmailAddress;
use crate::domain::contact::Contact;
use crate::domain::ids::Digest;
use crate::domain::member::{Member, contacts_of};
use crate::domain::seat::parse_display;
use crate::outbound::roster::Listed;
use crate::store::books::Batch;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The points that were asked about and stand, by their digests, one a line.
pub(super) const ASKED: &str = "drift-asked";
/// When the roster was last compared; empty where it is to be compared at once.
pub(super) const COMPARED: &str = "roster-compared";
/// Characters of a name that are shown.
const SHOWN_NAME: usize = 100;
/// Characters of a stranger's words that are kept.
const KEPT: usize = 1_100;
/// Points of one question: what is approved was read.
const POINTS: usize = 40;
/// Questions about the list that wait at a time.
const QUESTIONS: usize = 3;
/// Points that are remembered as asked about.
const REMEMBERED: usize = 4_000;
/// Entries that changed at once, past which no admin contact is asked by itself:
/// somebody worked on the list, or another program spoils it.
const MANY: usize = 5;

/// One point at which the list is not what the books say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Drift {
    /// A member is not on the list: his address, and his entry in the books.
    Left {
        /// Whose.
        address: EmailAddress,
        /// In the books.
        was: String,
    },
    /// Somebody is on the list whom the procedure did not put there.
    Stranger(Listed),
    /// A member's entry says something else.
    Entry {
        /// Whose.
        address: EmailAddress,
        /// In the books.
        was: String,
        /// On the list.
        is: String,
    },
}

impl Desk {
    /// Whether the roster was not compared since `since`; a clock that was wrong
    /// counts for nothing.
    pub fn comparison_is_due(&self, since: Timestamp, now: Timestamp) -> bool {
        let last = self.books.meta(COMPARED).ok().flatten();
        let last = last.and_then(|text| text.parse::<Timestamp>().ok());
        last.is_none_or(|last| last < since || last > now)
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
        let own = |drift: &&Drift| self.own_change(drift).is_some();
        let many = drifts.iter().filter(own).count() > MANY;
        let mut told: Vec<&Drift> = Vec::new();
        for drift in &drifts {
            if many || !self.asks_admin(drift, &cause, &mut batch, now)? {
                told.push(drift);
            }
        }
        batch.meta.push((COMPARED.to_owned(), now.to_string()));
        self.ask_about_points(&told, &mut batch, now)?;
        self.books.commit(batch, now)?;
        Ok(drifts.len())
    }

    /// Puts the points that are new before the Validator, as far as there is room.
    fn ask_about_points(
        &self,
        told: &[&Drift],
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let present: BTreeSet<String> = told.iter().map(|drift| mark(drift)).collect();
        let before = self.books.meta(ASKED)?.unwrap_or_default();
        let mut asked: BTreeSet<String> = before.lines().map(str::to_owned).collect();
        asked.retain(|mark| present.contains(mark));
        let mut open = self.settle_vanished(&present, batch, now)?;
        let mut news: Vec<&Drift> = told.to_vec();
        news.retain(|drift| !asked.contains(&mark(drift)));
        while open < QUESTIONS && !news.is_empty() && asked.len() < REMEMBERED {
            let later = news.split_off(news.len().min(POINTS));
            asked.extend(news.iter().map(|drift| mark(drift)));
            self.ask_points(&news, later.len(), batch, now)?;
            news = later;
            open = open.saturating_add(1);
        }
        let asked: Vec<String> = asked.into_iter().collect();
        let asked = asked.join("\n");
        if asked != before {
            batch.meta.push((ASKED.to_owned(), asked));
        }
        Ok(())
    }

    /// Questions all of whose points are gone need no decision; returns how many
    /// are left.
    fn settle_vanished(
        &self,
        present: &BTreeSet<String>,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<usize, DeskError> {
        let mut left = 0usize;
        for question in self.books.escalations()? {
            if question.decided.is_some() || question.code != Code::RosterDrift.as_str() {
                continue;
            }
            let stands = match self.stored_points(&question)? {
                Some(stored) => stored.iter().any(|point| present.contains(&mark(point))),
                None => true,
            };
            match EscalationId::parse(&question.id) {
                Some(id) if !stands => {
                    let why = "the list and the books agree on all of it again.";
                    self.settle_question(&id, why, batch, now)?;
                }
                Some(_) | None => left = left.saturating_add(1),
            }
        }
        Ok(left)
    }

    /// One question about these points; `later` more follow.
    fn ask_points(
        &self,
        asked: &[&Drift],
        later: usize,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let shown: Vec<String> = asked.iter().map(|drift| in_words(drift)).collect();
        let more = match later {
            0 => String::new(),
            more => format!("\n{more} more point(s) follow when this is decided."),
        };
        let why = format!(
            "{} {} point(s) differ, of {} subscriber(s) in the books.\n{}{more}",
            Code::RosterDrift,
            asked.len(),
            self.books.members().len(),
            shown.join("\n")
        );
        let kept = lines(asked).into_bytes();
        let digest = Digest::of(&kept);
        let second = now.as_second();
        let cause = Cause::Calendar(format!("roster.{second}.{}", digest.short()));
        self.spool.put(&digest, &kept)?;
        let matter = Self::matter(&cause, Code::RosterDrift, why, Proposal::Adopt, None);
        self.raise(&matter, None, None, batch, None, now);
        if let Some(raised) = batch.escalations.last_mut() {
            raised.points = Some(digest.hex());
        }
        let text = format!(
            "The list differs from the books in {} point(s).",
            asked.len()
        );
        let entry = errands::entry(None, Code::RosterDrift.as_str(), text);
        batch.entries.push((cause.to_string(), entry));
        Ok(())
    }

    /// Where the list and the books differ; addresses whose change is on its way
    /// are left out.
    fn drifts(&self, listed: &[Listed]) -> Result<Vec<Drift>, DeskError> {
        let moving = self.addresses_under_way();
        let by_key: BTreeMap<String, &Listed> = listed
            .iter()
            .map(|one| (lookup(&one.address), one))
            .collect();
        let mut drifts = Vec::new();
        for member in self.books.members() {
            let address = member.contact.email.clone();
            if moving.contains(&address.key()) {
                continue;
            }
            let was = entry(member);
            match by_key.get(&address.key()) {
                None => drifts.push(Drift::Left { address, was }),
                Some(one) if !says_the_same(&one.name, member) => drifts.push(Drift::Entry {
                    address,
                    was,
                    is: kept(&one.name),
                }),
                Some(_) => {}
            }
        }
        for one in listed {
            let address = EmailAddress::parse(&one.address).ok();
            let key = lookup(&one.address);
            let known = address.is_some_and(|address| self.is_member(&address));
            let moves = moving.contains(&key);
            if !known && !moves && !self.is_observer(&one.address)? {
                drifts.push(Drift::Stranger(Listed {
                    address: kept(&one.address),
                    name: kept(&one.name),
                }));
            }
        }
        Ok(drifts)
    }

    /// Addresses that an order is about to change at the list server.
    fn addresses_under_way(&self) -> BTreeSet<String> {
        let mut all: BTreeSet<String> = self
            .books
            .open_orders()
            .flat_map(|order| touched(&order.act))
            .map(|address| address.key())
            .collect();
        // A change of the entry that the admin contact is asked about already.
        let open = self.books.cases().iter();
        for case in open.filter(|case| !case.state.is_over()) {
            if let (Some(_), Some(person)) = (case.scheme.modification(), case.scheme.person()) {
                all.insert(person.email.key());
            }
        }
        all
    }

    /// What a subscriber made of his own entry, where that is a change of name or
    /// number and nothing else.
    fn own_change(&self, drift: &Drift) -> Option<Wish> {
        let Drift::Entry { address, is, .. } = drift else {
            return None;
        };
        let member = self.member(address)?;
        let ([tld], Ok(read)) = (member.tlds.as_slice(), parse_display(is)) else {
            return None;
        };
        if read.tlds != member.tlds {
            return None;
        }
        let mut wanted = contacts_of(self.books.members(), *tld);
        for contact in &mut wanted {
            if contact.email.same_mailbox(address) {
                *contact = Contact {
                    name: read.name.clone(),
                    phone: read.phone.clone(),
                    email: contact.email.clone(),
                };
            }
        }
        Some(Wish {
            tld: *tld,
            change: Modification {
                before: contacts_of(self.books.members(), *tld),
                wanted,
                asker: Asker::Ssc(member.contact.clone()),
            },
        })
    }

    /// Whether a drift is a subscriber's own change of his entry, which his admin
    /// contact is asked about; where he cannot be asked, the Validator is.
    fn asks_admin(
        &self,
        drift: &Drift,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<bool, DeskError> {
        let Some(wish) = self.own_change(drift) else {
            return Ok(false);
        };
        if self.hindrance(wish.tld, &wish.change, batch, now).is_some() {
            return Ok(false);
        }
        let opened = self.open_change(wish.tld, wish.change, cause, batch, now)?;
        Ok(opened.is_ok())
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

/// A stranger's words as they are kept: longer ones are no entry anyway.
fn kept(text: &str) -> String {
    text.chars().take(KEPT).collect()
}

/// What tells a point from every other.
pub(super) fn mark(drift: &Drift) -> String {
    Digest::of(lines(&[drift]).as_bytes()).short()
}

pub(super) fn in_words(drift: &Drift) -> String {
    match drift {
        Drift::Left { address, .. } => format!("{address} is not on the list any more."),
        Drift::Stranger(one) => format!(
            "{} is on the list as “{}”, and was not put there by the procedure.",
            short(&one.address),
            short(&one.name)
        ),
        Drift::Entry { address, was, is } => format!(
            "{address} stands there as “{}” instead of “{}”.",
            short(is),
            short(was)
        ),
    }
}

/// A stranger's words as they may be shown: no control characters, and cut.
pub(super) fn short(text: &str) -> String {
    clean(text).chars().take(SHOWN_NAME).collect()
}
