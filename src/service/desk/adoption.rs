//! The Validator says that the list is right: the books follow it.
//!
//! What is taken over is what the question showed and nothing else: its points
//! are kept in the spool as they were asked, and each is done only where the
//! books still are as they were shown.

use super::drift::{ASKED, COMPARED, Drift, in_words, mark};
use super::roster::entry;
use super::{Desk, DeskError, waiting};
use crate::case::Cause;
use crate::domain::address::EmailAddress;
use crate::domain::contact::{Contact, is_role_account};
use crate::domain::ids::{Digest, OrderKey};
use crate::domain::member::Member;
use crate::domain::seat::{DisplayRead, parse_display};
use crate::domain::tld::Tld;
use crate::outbound::roster::Listed;
use crate::store::books::Batch;
use crate::store::outbox::Act;
use crate::store::record::v1::EscalationV1;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Octets of a question's points.
const LONGEST: usize = 1_000_000;

impl Desk {
    /// Takes over what a question showed; says what was done.
    pub(super) fn adopt(
        &self,
        known: &EscalationV1,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<String, DeskError> {
        let Some(points) = self.stored_points(known)? else {
            return Ok("What the list said is not kept any more; nothing was done.".to_owned());
        };
        let (mut gone, mut taken) = (Vec::new(), Vec::new());
        let mut left: Vec<(Drift, String)> = Vec::new();
        for point in points {
            match self.adopted(&point, batch, now) {
                Ok(Some(member)) => {
                    taken.push(member.contact.email.to_string());
                    batch.members.push(member);
                }
                Ok(None) => {
                    if let Drift::Left { address, .. } = point {
                        gone.push(address.to_string());
                        batch.gone.push(address);
                    }
                }
                Err(why) => left.push((point, why)),
            }
        }
        let key = OrderKey::new(&format!("{cause}.adopt"), 0);
        batch.orders.push(waiting(key, None, Act::Publish, now));
        // What could not be taken over is put before the Validator again.
        let asked = self.books.meta(ASKED)?.unwrap_or_default();
        let again: BTreeSet<String> = left.iter().map(|(point, _)| mark(point)).collect();
        let asked: Vec<&str> = asked.lines().filter(|one| !again.contains(*one)).collect();
        batch.meta.push((ASKED.to_owned(), asked.join("\n")));
        let mut said = format!(
            "The books follow the list: {} left{}, {} taken over{}.",
            gone.len(),
            in_brackets(&gone),
            taken.len(),
            in_brackets(&taken)
        );
        for (point, why) in &left {
            said.push_str(&format!(" {} Not taken over: {why}.", in_words(point)));
        }
        Ok(said)
    }

    /// What more there is to ask is asked at once, not in the next night.
    pub(super) fn compare_soon(batch: &mut Batch) {
        batch.meta.push((COMPARED.to_owned(), String::new()));
    }

    /// The points of a question, as they were asked.
    pub(super) fn stored_points(
        &self,
        known: &EscalationV1,
    ) -> Result<Option<Vec<Drift>>, DeskError> {
        let digest = known.points.as_deref().and_then(Digest::from_hex);
        let Some(digest) = digest else {
            return Ok(None);
        };
        let kept = self.spool.get(&digest, LONGEST)?;
        Ok(kept.map(|kept| points(&String::from_utf8_lossy(&kept))))
    }

    /// The member that a point makes, nobody where one is gone; `Err` says why
    /// nothing is done.
    fn adopted(
        &self,
        point: &Drift,
        batch: &Batch,
        now: Timestamp,
    ) -> Result<Option<Member>, String> {
        let changed = || "the books have changed since".to_owned();
        match point {
            Drift::Left { address, was } => match self.member(address) {
                Some(member) if entry(member) == *was => Ok(None),
                Some(_) => Err(changed()),
                None => Err("it is no subscriber in the books any more".to_owned()),
            },
            Drift::Entry { address, was, is } => {
                let member = self.member(address).filter(|member| entry(member) == *was);
                let member = member.ok_or_else(changed)?;
                let read = read_entry(is)?;
                self.has_room(&read, &member.tlds, batch)?;
                Ok(Some(Member {
                    contact: Contact {
                        name: read.name,
                        phone: read.phone,
                        email: member.contact.email.clone(),
                    },
                    tlds: read.tlds,
                    since: member.since,
                }))
            }
            Drift::Stranger(one) => {
                let email = EmailAddress::parse(&one.address).map_err(|fault| fault.to_string())?;
                if self.is_member(&email) {
                    return Err(changed());
                }
                if is_role_account(&email) {
                    return Err("the address belongs to a function".to_owned());
                }
                let read = read_entry(&one.name)?;
                self.has_room(&read, &[], batch)?;
                Ok(Some(Member {
                    contact: Contact {
                        name: read.name,
                        phone: read.phone,
                        email,
                    },
                    tlds: read.tlds,
                    since: now,
                }))
            }
        }
    }

    /// Whether each ccTLD that an entry names and `has` does not admits one more.
    fn has_room(&self, read: &DisplayRead, has: &[Tld], batch: &Batch) -> Result<(), String> {
        let leaves = |member: &&Member| {
            let address = &member.contact.email;
            !batch.gone.iter().any(|gone| gone.same_mailbox(address))
                && !batch
                    .members
                    .iter()
                    .any(|after| after.contact.email.same_mailbox(address))
        };
        let stay = self.books.members().iter().filter(leaves);
        let all: Vec<&Member> = stay.chain(&batch.members).collect();
        let full = |tld: &&Tld| {
            let of_tld = all.iter().filter(|member| member.tlds.contains(*tld));
            !has.contains(*tld) && of_tld.count() >= self.rules.max_contacts
        };
        match read.tlds.iter().find(full) {
            Some(tld) => Err(format!("{tld} has its contacts already")),
            None => Ok(()),
        }
    }
}

fn in_brackets(addresses: &[String]) -> String {
    if addresses.is_empty() {
        String::new()
    } else {
        format!(" ({})", addresses.join(", "))
    }
}

/// An entry of the list as the procedure writes it.
fn read_entry(name: &str) -> Result<DisplayRead, String> {
    parse_display(name).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        faults.join("; ")
    })
}

/// Points as they are kept: what, address, in the books, on the list; with tabs
/// between, one a line.
pub(super) fn lines(points: &[&Drift]) -> String {
    let clean = |text: &str| text.replace(['\n', '\t', '\r'], " ");
    let lines: Vec<String> = points
        .iter()
        .map(|point| match point {
            Drift::Left { address, was } => format!("left\t{address}\t{}", clean(was)),
            Drift::Stranger(one) => {
                format!("stranger\t{}\t{}", clean(&one.address), clean(&one.name))
            }
            Drift::Entry { address, was, is } => {
                format!("entry\t{address}\t{}\t{}", clean(was), clean(is))
            }
        })
        .collect();
    lines.join("\n")
}

fn points(text: &str) -> Vec<Drift> {
    text.lines().filter_map(point).collect()
}

fn point(line: &str) -> Option<Drift> {
    let fields: Vec<&str> = line.split('\t').collect();
    match fields.as_slice() {
        ["left", address, was] => Some(Drift::Left {
            address: EmailAddress::parse(address).ok()?,
            was: (*was).to_owned(),
        }),
        ["stranger", address, name] => Some(Drift::Stranger(Listed {
            address: (*address).to_owned(),
            name: (*name).to_owned(),
        })),
        ["entry", address, was, is] => Some(Drift::Entry {
            address: EmailAddress::parse(address).ok()?,
            was: (*was).to_owned(),
            is: (*is).to_owned(),
        }),
        _ => None,
    }
}
