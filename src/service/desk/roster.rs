//! Roster changes: what an order means for members and list server.
//!
//! The books say who is on the list and for which ccTLDs; the list server is
//! brought to say the same. A [`Plan`] is made from the books at the moment an
//! order is carried out, so that two changes of one person never undo each
//! other, and the members are written only when the list server has done it.
//! Where the list is kept by hand, the same plan becomes a question.

use super::{Desk, DeskError, waiting};
use crate::case::modification::is_same;
use crate::case::{
    Case, Cause, Code, Conflict, Difference, Entry, EscalationId, Event, Modification, Proposal,
    Refusal, State,
};
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
    /// Entries that somebody else speaks for as well.
    conflicts: Vec<Conflict>,
}

impl Desk {
    /// Begins a roster change: changes to carry out at the list server, if there is
    /// one and something to change there. The order is marked as begun first: after
    /// a crash everybody knows that the list server may have it.
    pub(super) fn begin_roster(
        &mut self,
        mut order: Order,
        now: Timestamp,
    ) -> Result<Option<(OrderKey, Vec<Change>)>, DeskError> {
        if !self.is_wanted(&order) {
            self.undo(order, Batch::default(), now)?;
            return Ok(None);
        }
        let plan = match self.plan(&order.act, now) {
            Ok(plan) => plan,
            Err(why) => {
                self.refuse_with(order, &why, Batch::default(), now)?;
                return Ok(None);
            }
        };
        match self.practice.roster {
            RosterKind::Server if !plan.changes.is_empty() => {
                let key = order.key.clone();
                order.progress = Progress::Begun {
                    since: now,
                    attempts: order.progress.attempts().saturating_add(1),
                };
                self.save(order, now)?;
                Ok(Some((key, plan.changes)))
            }
            RosterKind::ByHand if !plan.changes.is_empty() => {
                self.ask_by_hand(order, &plan, now)?;
                Ok(None)
            }
            RosterKind::Embedded | RosterKind::Server | RosterKind::ByHand => {
                self.roster_done(order, "in the books", Batch::default(), now)?;
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
        if !self.is_wanted(&order) {
            return self.undo(order, batch, now);
        }
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

    /// Whether the case still waits for this order; what has no case to wait for it
    /// is always wanted.
    pub(super) fn is_wanted(&self, order: &Order) -> bool {
        let case = order.case.and_then(|id| self.books.case(id));
        let waits = |case: &Case| matches!(&case.state, State::Confirmed { order: waits, .. } if *waits == order.key);
        match &order.act {
            Act::Subscribe { .. } | Act::Settle { .. } => case.is_none_or(waits),
            Act::Restore { .. }
            | Act::TurnAway { .. }
            | Act::Observe { .. }
            | Act::Send { .. }
            | Act::Append { .. }
            | Act::Publish
            | Act::File { .. } => true,
        }
    }

    /// A change that the case wants no more: it comes not into the books, and what
    /// the list server may have of it is put back.
    pub(super) fn undo(
        &mut self,
        order: Order,
        mut batch: Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let entry = Entry {
            case: order.case,
            tld: None,
            what: "roster-undone",
            text: "A change of the list that the case wanted no more was not made, or is put back."
                .to_owned(),
            message: None,
            end: None,
        };
        let cause = Cause::Order(order.key.clone());
        batch.entries.push((cause.to_string(), entry));
        self.take_back(order, &mut batch, now);
        Ok(self.books.commit(batch, now)?)
    }

    /// Takes an order back, unless it is being carried out just now: that comes to
    /// its own end.
    pub(super) fn withdraw(
        &self,
        order: Order,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        match &order.progress {
            Progress::Waiting { .. } | Progress::Unknown { .. } => {
                self.take_back(order, batch, now);
            }
            Progress::ByHand { question, .. } => {
                let why = "the change is not wanted any more. If it was made already, it is to be undone.";
                self.settle_question(&question.clone(), why, batch, now)?;
                self.take_back(order, batch, now);
            }
            Progress::Begun { .. }
            | Progress::Done { .. }
            | Progress::Refused { .. }
            | Progress::Withdrawn { .. } => {}
        }
        Ok(())
    }

    /// The order ends; what the list server may have made of it is put back.
    fn take_back(&self, mut order: Order, batch: &mut Batch, now: Timestamp) {
        let tried = order.progress.attempts() > 0;
        let addresses = touched(&order.act);
        if tried && self.practice.roster == RosterKind::Server && !addresses.is_empty() {
            let key = OrderKey::new(&format!("{}.undo", order.key), 0);
            let act = Act::Restore { addresses };
            batch.orders.push(waiting(key, order.case, act, now));
        }
        order.progress = Progress::Withdrawn { at: now };
        batch.orders.push(order);
    }

    /// What an act does to the members as they are; `Err` says why it must not.
    fn plan(&self, act: &Act, now: Timestamp) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        match act {
            Act::Subscribe {
                tld,
                contacts,
                vouched,
            } => {
                for contact in contacts {
                    self.join(&mut plan, *tld, contact, vouched, now);
                }
                self.limit(&plan, *tld)?;
            }
            Act::Settle {
                tld,
                change,
                vouched,
            } => {
                self.settle_plan(&mut plan, *tld, change, vouched, now)?;
                self.limit(&plan, *tld)?;
            }
            Act::Restore { addresses } => {
                for address in addresses {
                    self.put_back(&mut plan, address);
                }
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
        if plan.conflicts.is_empty() {
            Ok(plan)
        } else {
            Err(Refusal::Foreign(plan.conflicts))
        }
    }

    /// The list says of an address what the books say.
    fn put_back(&self, plan: &mut Plan, address: &EmailAddress) {
        match self.member(address) {
            Some(member) => {
                plan.changes.push(seat(member));
                plan.changes.push(Change::Stays {
                    address: member.contact.email.clone(),
                });
            }
            None if self.is_observer(&address.to_string()).unwrap_or(true) => {}
            None => plan.changes.push(Change::Leave {
                address: address.clone(),
            }),
        }
    }

    /// Who comes and who changes is done before anybody leaves: whatever fails on
    /// the way, the ccTLD can be reached.
    fn settle_plan(
        &self,
        plan: &mut Plan,
        tld: Tld,
        change: &Modification,
        vouched: &[Contact],
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let differences = change.differences();
        for difference in &differences {
            match difference {
                Difference::Leaves(_) => {}
                Difference::Changes { from, to } => {
                    self.is_current(tld, from, to)?;
                    self.join(plan, tld, to, vouched, now);
                }
                Difference::Joins(contact) => {
                    if self.is_contact(&contact.email, tld) {
                        self.is_current(tld, contact, contact)?;
                    }
                    self.join(plan, tld, contact, vouched, now);
                }
            }
        }
        for difference in &differences {
            if let Difference::Leaves(contact) = difference {
                self.leave(plan, tld, contact);
            }
        }
        Ok(())
    }

    /// What was shown when the change was asked for is what the books have, or they
    /// have what is wanted already.
    fn is_current(&self, tld: Tld, shown: &Contact, wanted: &Contact) -> Result<(), Refusal> {
        let known = self.member(&shown.email);
        match known.filter(|known| known.tlds.contains(&tld)) {
            None => Err(Refusal::Overtaken(format!(
                "{} is no contact of {tld} any more.",
                shown.email
            ))),
            Some(known) if is_same(&known.contact, shown) || is_same(&known.contact, wanted) => {
                Ok(())
            }
            Some(known) => Err(Refusal::Overtaken(format!(
                "{} stands there as “{}, {}”.",
                known.contact.email,
                known.contact.name,
                known.contact.phone.typed()
            ))),
        }
    }

    fn is_contact(&self, address: &EmailAddress, tld: Tld) -> bool {
        let member = self.member(address);
        member.is_some_and(|member| member.tlds.contains(&tld))
    }

    /// `contact` is a contact of `tld`, with this name and number. What another
    /// ccTLD's admin contact speaks for gives way only where the Validator saw it.
    fn join(
        &self,
        plan: &mut Plan,
        tld: Tld,
        contact: &Contact,
        vouched: &[Contact],
        now: Timestamp,
    ) {
        let known = self.member(&contact.email);
        if let Some(known) = known
            && !is_same(&known.contact, contact)
            && !vouched.iter().any(|seen| {
                seen.email.same_mailbox(&contact.email) && is_same(seen, &known.contact)
            })
            && let Some(other) = self.foreign(known, tld)
        {
            plan.conflicts.push(Conflict {
                shown: known.contact.clone(),
                wanted: contact.clone(),
                other,
            });
            return;
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
        let admin = |tld: Tld| self.record(tld).map(|record| &record.admin);
        let others = member.tlds.iter().copied().filter(|other| *other != tld);
        others.into_iter().find(|other| admin(*other) != admin(tld))
    }

    /// No ccTLD has more contacts than are admitted.
    fn limit(&self, plan: &Plan, tld: Tld) -> Result<(), Refusal> {
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
            return Err(Refusal::Full { tld, stay, most });
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

    /// Asks a person to make the change; nobody is asked twice.
    fn ask_by_hand(
        &mut self,
        mut order: Order,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let lines: Vec<String> = plan.changes.iter().map(in_words).collect();
        let why = format!(
            "{} When it is done, move this message to Done.\n{}",
            Code::RosterByHand,
            lines.join("\n")
        );
        let cause = Cause::Command(format!("hand.{}", order.key));
        let case = order.case.and_then(|id| self.books.case(id)).cloned();
        let mut matter = Self::matter(&cause, Code::RosterByHand, why, Proposal::Nothing, None);
        matter.case = order.case;
        order.progress = Progress::ByHand {
            since: now,
            question: matter.id.clone(),
        };
        let mut batch = Batch::default();
        batch.orders.push(order);
        self.raise(&matter, case.as_ref(), None, &mut batch, None, now);
        self.books.commit(batch, now)?;
        Ok(())
    }

    /// The roster order that an escalation asked a person to carry out.
    pub(super) fn asked_by_hand(&self, id: &EscalationId) -> Option<Order> {
        let asked = |order: &&Order| matches!(&order.progress, Progress::ByHand { question, .. } if question == id);
        self.books.open_orders().find(asked).cloned()
    }
}

/// Whose entries an act on the roster changes.
pub(super) fn touched(act: &Act) -> Vec<EmailAddress> {
    match act {
        Act::Subscribe { contacts, .. } => contacts.iter().map(|one| one.email.clone()).collect(),
        Act::Settle { change, .. } => change.touched(),
        Act::Restore { addresses } => addresses.clone(),
        Act::TurnAway { address, .. } | Act::Observe { address, .. } => vec![address.clone()],
        Act::Send { .. } | Act::Append { .. } | Act::Publish | Act::File { .. } => Vec::new(),
    }
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
        Change::Stays { address } => {
            format!("If a request of {address} to leave waits there, it is to be discarded.")
        }
    }
}

/// How a member is named at the list server (procedure, section 3.1).
pub(super) fn entry(member: &Member) -> String {
    member.seat().display()
}
