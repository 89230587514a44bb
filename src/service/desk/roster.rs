//! Roster changes: what an order means for members and list server.
//!
//! The books say who is on the list and for which ccTLDs; the list server is
//! brought to say the same. A [`Plan`] is made from the books at the moment an
//! order is carried out, so that two changes of one person never undo each
//! other, and the members are written only when the list server has done it.
//! Where the list is kept by hand, the same plan becomes a question.

use super::{Desk, DeskError};
use crate::case::modification::same_contacts;
use crate::case::{Cause, Code, Difference, EscalationId, Event, Modification, Proposal};
use crate::domain::address::EmailAddress;
use crate::domain::contact::Contact;
use crate::domain::ids::OrderKey;
use crate::domain::member::Member;
use crate::domain::tld::Tld;
use crate::outbound::roster::Change;
use crate::store::books::Batch;
use crate::store::outbox::{Act, Order, Progress};
use jiff::Timestamp;

/// Tries after which a list server that takes nothing is told about.
pub(super) const PATIENCE: u32 = 24;

//------------ RosterKind ------------------------------------------------------

/// Where the list is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RosterKind {
    /// In the bot's own books and nowhere else.
    #[default]
    Embedded,
    /// At a list server that the bot speaks to.
    Server,
    /// By a person, whom the bot asks.
    ByHand,
}

impl RosterKind {
    /// Whether there is a list server that can be asked what it holds.
    pub fn can_be_asked(self) -> bool {
        match self {
            Self::Server => true,
            Self::Embedded | Self::ByHand => false,
        }
    }
}

//------------ Plan ------------------------------------------------------------

/// What an order does to the members.
#[derive(Debug, Default)]
struct Plan {
    /// At the list server, in order.
    changes: Vec<Change>,
    /// Members as they will be.
    members: Vec<Member>,
    /// Those who will be members no more.
    gone: Vec<EmailAddress>,
}

impl Desk {
    /// Begins a roster change: changes to carry out at the list server, if there is
    /// one and something to change there.
    pub(super) fn begin_roster(
        &mut self,
        mut order: Order,
        now: Timestamp,
    ) -> Result<Option<(OrderKey, Vec<Change>)>, DeskError> {
        let plan = match self.plan(&order.act, now) {
            Ok(plan) => plan,
            Err(why) => {
                self.refuse(order, &why, now)?;
                return Ok(None);
            }
        };
        match self.practice.roster {
            RosterKind::Server if !plan.changes.is_empty() => Ok(Some((order.key, plan.changes))),
            RosterKind::Embedded | RosterKind::Server => {
                self.roster_done(order, "in the books", Batch::default(), now)?;
                Ok(None)
            }
            RosterKind::ByHand => {
                // It waits for the person; nobody is asked twice.
                order.progress = Progress::Waiting {
                    not_before: Timestamp::MAX,
                    attempts: 0,
                };
                self.ask_by_hand(order, &plan, now)?;
                Ok(None)
            }
        }
    }

    /// A roster change was made: members, order and case in one commit.
    pub(super) fn roster_done(
        &mut self,
        mut order: Order,
        note: &str,
        mut batch: Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let plan = match self.plan(&order.act, now) {
            Ok(plan) => plan,
            Err(why) => return self.refuse_with(order, &why, batch, now),
        };
        batch.members.extend(plan.members);
        batch.gone.extend(plan.gone);
        let event = match &order.act {
            Act::Subscribe { .. } | Act::Settle { .. } => Some(Event::OnRoster {
                order: order.key.clone(),
            }),
            Act::Restore { .. }
            | Act::TurnAway { .. }
            | Act::Observe { .. }
            | Act::Send { .. }
            | Act::Append { .. }
            | Act::Publish
            | Act::File { .. } => None,
        };
        order.progress = Progress::Done {
            at: now,
            note: note.to_owned(),
        };
        self.conclude(order, event, batch, now)
    }

    /// What an act does to the members as they are; `Err` says why it must not.
    fn plan(&self, act: &Act, now: Timestamp) -> Result<Plan, String> {
        let members = self.books.members();
        let mut plan = Plan::default();
        match act {
            Act::Subscribe {
                tld,
                contacts,
                vouched,
            } => {
                for contact in contacts {
                    self.join(&mut plan, *tld, contact, *vouched, now)?;
                }
                self.limit(&plan, *tld)?;
            }
            Act::Settle {
                tld,
                change,
                vouched,
            } => {
                self.settle_plan(&mut plan, *tld, change, *vouched, now)?;
                self.limit(&plan, *tld)?;
            }
            Act::Restore { tld } => {
                let of_tld = members.iter().filter(|member| member.tlds.contains(tld));
                plan.changes.extend(of_tld.map(seat));
            }
            Act::TurnAway { address, reason } if !self.is_member(address) => {
                plan.changes.push(match reason {
                    Some(reason) => Change::Refuse {
                        address: address.clone(),
                        reason: reason.clone(),
                    },
                    None => Change::Discard {
                        address: address.clone(),
                    },
                });
            }
            Act::Observe { address, name, on } if !self.is_member(address) => {
                let address = address.clone();
                plan.changes.push(if *on {
                    let name = name.clone();
                    Change::Seat { address, name }
                } else {
                    Change::Leave { address }
                });
            }
            Act::TurnAway { .. }
            | Act::Observe { .. }
            | Act::Send { .. }
            | Act::Append { .. }
            | Act::Publish
            | Act::File { .. } => {}
        }
        Ok(plan)
    }

    fn settle_plan(
        &self,
        plan: &mut Plan,
        tld: Tld,
        change: &Modification,
        vouched: bool,
        now: Timestamp,
    ) -> Result<(), String> {
        for difference in change.differences() {
            match difference {
                Difference::Leaves(contact) => self.leave(plan, tld, &contact),
                Difference::Changes { to, .. } => self.join(plan, tld, &to, vouched, now)?,
                Difference::Joins(contact) => self.join(plan, tld, &contact, vouched, now)?,
            }
        }
        Ok(())
    }

    /// `contact` is a contact of `tld`, with this name and number.
    fn join(
        &self,
        plan: &mut Plan,
        tld: Tld,
        contact: &Contact,
        vouched: bool,
        now: Timestamp,
    ) -> Result<(), String> {
        let known = self.member(&contact.email);
        if let Some(known) = known
            && !vouched
            && !same_contacts(
                std::slice::from_ref(&known.contact),
                std::slice::from_ref(contact),
            )
            && let Some(other) = self.foreign(known, tld)
        {
            // One ccTLD's admin contact does not speak for another's contact.
            return Err(format!(
                "{} is a contact of {other} as well, and stands on the list as “{}, {}”, not as “{}, {}”.",
                contact.email,
                known.contact.name,
                known.contact.phone.typed(),
                contact.name,
                contact.phone.typed()
            ));
        }
        let mut tlds = known.map(|known| known.tlds.clone()).unwrap_or_default();
        tlds.push(tld);
        tlds.sort();
        tlds.dedup();
        let member = Member {
            contact: contact.clone(),
            tlds,
            since: known.map_or(now, |known| known.since),
        };
        plan.changes.push(seat(&member));
        plan.members.push(member);
        Ok(())
    }

    /// `contact` is no contact of `tld` any more.
    fn leave(&self, plan: &mut Plan, tld: Tld, contact: &Contact) {
        let Some(known) = self.member(&contact.email) else {
            return;
        };
        let tlds: Vec<Tld> = known
            .tlds
            .iter()
            .copied()
            .filter(|one| *one != tld)
            .collect();
        let address = known.contact.email.clone();
        if tlds.is_empty() {
            plan.gone.push(address.clone());
            plan.changes.push(Change::Leave { address });
        } else {
            let member = Member {
                tlds,
                ..known.clone()
            };
            plan.changes.push(seat(&member));
            plan.members.push(member);
        }
    }

    /// A ccTLD of the member's that another admin contact speaks for.
    fn foreign(&self, member: &Member, tld: Tld) -> Option<Tld> {
        let admin = |tld: Tld| {
            let mut records = self.books.records().iter();
            records
                .find(|record| record.tld == tld)
                .map(|record| &record.admin)
        };
        let others = member.tlds.iter().copied().filter(|other| *other != tld);
        others.into_iter().find(|other| admin(*other) != admin(tld))
    }

    /// No ccTLD has more contacts than are admitted.
    fn limit(&self, plan: &Plan, tld: Tld) -> Result<(), String> {
        let touched = |member: &&Member| {
            let address = &member.contact.email;
            let mut after = plan.members.iter().map(|member| &member.contact.email);
            after.any(|one| one.same_mailbox(address))
                || plan.gone.iter().any(|one| one.same_mailbox(address))
        };
        let of_tld = |member: &&Member| member.tlds.contains(&tld);
        let stay = self.books.members().iter().filter(of_tld);
        let stay = stay.filter(|member| !touched(member)).count();
        let after = plan.members.iter().filter(of_tld).count();
        let most = self.rules.max_contacts;
        if after > 0 && stay.saturating_add(after) > most {
            return Err(format!(
                "{tld} has {stay} contact(s) already, and {most} are admitted."
            ));
        }
        Ok(())
    }

    /// The member with that address.
    pub(super) fn member(&self, address: &EmailAddress) -> Option<&Member> {
        let mut members = self.books.members().iter();
        members.find(|member| member.contact.email.same_mailbox(address))
    }

    pub(super) fn is_member(&self, address: &EmailAddress) -> bool {
        self.member(address).is_some()
    }

    //-------- by hand ---------------------------------------------------------

    /// Asks a person to make the change.
    fn ask_by_hand(&mut self, order: Order, plan: &Plan, now: Timestamp) -> Result<(), DeskError> {
        let lines: Vec<String> = plan.changes.iter().map(in_words).collect();
        let why = format!(
            "{} When it is done, move this message to Done.\n{}",
            Code::RosterByHand,
            lines.join("\n")
        );
        let cause = by_hand(&order.key);
        let case = order.case.and_then(|id| self.books.case(id)).cloned();
        let mut matter = Self::matter(&cause, Code::RosterByHand, why, Proposal::Nothing, None);
        matter.case = order.case;
        let mut batch = Batch::default();
        batch.orders.push(order);
        self.raise(&matter, case.as_ref(), &mut batch, None, now);
        self.books.commit(batch, now)?;
        Ok(())
    }

    /// The roster order that an escalation asked a person to carry out.
    pub(super) fn asked_by_hand(&self, id: &EscalationId) -> Option<Order> {
        let asked = |order: &&Order| {
            order.act.changes_roster()
                && Self::matter(
                    &by_hand(&order.key),
                    Code::RosterByHand,
                    String::new(),
                    Proposal::Nothing,
                    None,
                )
                .id == *id
        };
        self.books.open_orders().find(asked).cloned()
    }
}

fn by_hand(key: &OrderKey) -> Cause {
    Cause::Command(format!("hand.{key}"))
}

/// The member's entry at the list server.
fn seat(member: &Member) -> Change {
    Change::Seat {
        address: member.contact.email.clone(),
        name: entry(member),
    }
}

/// A change as a person is asked to make it.
fn in_words(change: &Change) -> String {
    match change {
        Change::Seat { address, name } => {
            format!("{address} is to be on the list, under the name “{name}”.")
        }
        Change::Leave { address } => format!("{address} is to be taken off the list."),
        Change::Refuse { address, .. } => {
            format!("The request of {address} to join is to be rejected.")
        }
        Change::Discard { address } => {
            format!("The request of {address} to join is to be discarded.")
        }
    }
}

/// How a member is named at the list server (procedure, section 3.1).
pub(super) fn entry(member: &Member) -> String {
    member.seat().display()
}
