//! Taking a message in: the spine of the service, from bytes to commit.
//!
//! A message is known by the digest of its bytes. What is known is never
//! counted twice, whatever UID it turns up under; what is not is read, judged,
//! matched and stepped, and committed together with its ledger row. The raw
//! bytes of what concerns us are in the spool before the commit; other people's
//! mail is not kept.

use super::diary::list_mark;
use super::{Desk, DeskError, filing};
use crate::case::event::Snag;
use crate::case::matching::{Belongs, Considered, Docket, consider};
use crate::case::{Action, Cause, Code, End, Entry, Event, Proposal, step};
use crate::compose::escalation::{ID_FIELD, SEAL_FIELD};
use crate::domain::ids::{CaseId, Digest, OrderKey, same_secret};
use crate::domain::place::{Folder, Place};
use crate::mail::Message;
use crate::mail::parse::parse;
use crate::store::books::Batch;
use crate::store::outbox::{Act, Progress};
use crate::store::record::v1::TakenV1;
use jiff::Timestamp;

//------------ Arrival ---------------------------------------------------------

/// A message as it was fetched.
#[derive(Debug)]
pub struct Arrival {
    /// Where it lies.
    pub place: Place,
    /// Its bytes, or the first of them.
    pub raw: Vec<u8>,
    /// Whether there is more than was fetched.
    pub cut: bool,
    /// What our own check of its sender said, where no border does it.
    pub checked: Option<String>,
}

/// What became of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It was new, and ended like this.
    New(End, Option<CaseId>),
    /// It was taken in before; nothing is counted twice.
    Known,
    /// It is an escalation of the bot's own.
    OwnEscalation,
}

impl Desk {
    /// Takes a message in.
    ///
    /// # Errors
    /// Nothing was written; the same arrival may be tried again.
    pub fn take_in(&mut self, arrival: &Arrival, now: Timestamp) -> Result<Taken, DeskError> {
        let digest = Digest::of(&arrival.raw);
        if let Some(known) = self.books.taken(&digest)? {
            return self.seen_again(arrival.place, digest, &known, now);
        }
        let message = parse(&arrival.raw, &self.limits);
        if self.sealed_id(&message).is_some() {
            let mut batch = Batch::default();
            batch.places.push(row(arrival.place, Some(digest)));
            self.books.commit(batch, now)?;
            return Ok(Taken::OwnEscalation);
        }
        let considered = consider(
            &message,
            &Docket {
                cases: self.books.cases(),
                members: Some(self.books.members()),
                asks_list_server: self.practice.roster.can_be_asked(),
                records: self.books.records(),
                texts: &self.plain_requests,
                checked: arrival.checked.as_deref(),
                rules: &self.rules,
                now,
            },
        );
        let (end, case) = self.settle(arrival, &message, considered, now)?;
        Ok(Taken::New(end, case))
    }

    /// Ends a message that could not be read: the Validator looks at it.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn give_up_on(
        &mut self,
        arrival: &Arrival,
        why: &str,
        now: Timestamp,
    ) -> Result<Taken, DeskError> {
        let digest = Digest::of(&arrival.raw);
        let end = End::with(Action::Escalate, Code::Poison, why);
        self.spool.put(&digest, &arrival.raw)?;
        self.end_without_case(arrival.place, digest, end.clone(), None, now)?;
        Ok(Taken::New(end, None))
    }

    /// The escalation id of a message that bears our seal.
    pub(super) fn sealed_id(&self, message: &Message) -> Option<crate::case::EscalationId> {
        let id = crate::case::EscalationId::parse(message.headers.first(ID_FIELD)?)?;
        let seal = message.headers.first(SEAL_FIELD)?;
        same_secret(seal.trim(), &self.rules.seal(id.as_str())).then_some(id)
    }

    /// Writes what was found out about a new message.
    fn settle(
        &mut self,
        arrival: &Arrival,
        message: &Message,
        considered: Considered,
        now: Timestamp,
    ) -> Result<(End, Option<CaseId>), DeskError> {
        let digest = message.digest;
        let concerns_us = match &considered.place {
            Belongs::Case(..) | Belongs::OwnCopy(..) => true,
            Belongs::Wish { .. } => true,
            Belongs::Nowhere(end) => end.action != Action::Ignore,
        };
        if concerns_us {
            self.spool.put(&digest, &arrival.raw)?;
        }
        if arrival.cut && concerns_us {
            let end = End::plain(Action::Escalate, Code::TooLarge);
            let case = match &considered.place {
                Belongs::Case(case, _) | Belongs::OwnCopy(case, _) => Some(*case),
                Belongs::Nowhere(_) | Belongs::Wish { .. } => None,
            };
            self.end_without_case(arrival.place, digest, end.clone(), case, now)?;
            return Ok((end, case));
        }
        match considered.place {
            Belongs::Wish { tld, change, end } => {
                let cause = Cause::Message(digest);
                let mut batch = Batch::default();
                record(&mut batch, arrival.place, digest, &end, None, now);
                let entry = Entry {
                    case: None,
                    tld: Some(tld),
                    what: end.code.as_str(),
                    text: end.why.clone(),
                    message: Some(digest),
                    end: Some(end.clone()),
                };
                batch.entries.push((cause.to_string(), entry));
                self.open_change_or_tell(tld, *change, &cause, &mut batch, now)?;
                self.books.commit(batch, now)?;
                Ok((end, None))
            }
            Belongs::Nowhere(end) => {
                if self.is_list_copy(message)? {
                    return self.list_copy_came_home(arrival.place, message, now);
                }
                self.end_without_case(arrival.place, digest, end.clone(), None, now)?;
                Ok((end, None))
            }
            Belongs::OwnCopy(case, order) => {
                let end = self.copy_came_home(arrival.place, digest, case, &order, now)?;
                Ok((end, Some(case)))
            }
            Belongs::Case(id, mut event) => {
                let known = match &message.message_id {
                    Some(id) => self.books.known_id(id)?,
                    None => None,
                };
                if known.is_some_and(|core| core != message.core) {
                    event.snag = Some(Snag::MessageIdReused);
                }
                let end = self.step_message(arrival, message, id, Event::Answer(event), now)?;
                Ok((end, Some(id)))
            }
        }
    }

    /// A message that belongs to a case: one step, one commit.
    fn step_message(
        &mut self,
        arrival: &Arrival,
        message: &Message,
        id: CaseId,
        event: Event,
        now: Timestamp,
    ) -> Result<End, DeskError> {
        let cause = Cause::Message(message.digest);
        let Some(case) = self.books.case(id) else {
            return Ok(End::plain(Action::Ignore, Code::Unrelated));
        };
        let step = step(case, &event, &cause, &self.rules, now);
        let end = step
            .end
            .clone()
            .unwrap_or_else(|| End::plain(Action::Ignore, Code::Unrelated));
        let mut batch = Batch::default();
        if let Some(message_id) = &message.message_id {
            batch.ids.push((message_id.clone(), message.core));
        }
        // Keys rotate: what DNS said can be found again only here.
        if let Some(field) = &arrival.checked {
            let entry = Entry {
                case: None,
                tld: Some(case.tld),
                what: "sender-checked",
                text: field.clone(),
                message: Some(message.digest),
                end: None,
            };
            batch.entries.push((cause.to_string(), entry));
        }
        let place = arrival.place;
        record(&mut batch, place, message.digest, &end, Some(id), now);
        self.write(step, &cause, batch, Some(place), now)?;
        Ok(end)
    }

    /// A message that changes no case.
    fn end_without_case(
        &mut self,
        place: Place,
        digest: Digest,
        end: End,
        case: Option<CaseId>,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let cause = Cause::Message(digest);
        let mut batch = Batch::default();
        record(&mut batch, place, digest, &end, case, now);
        let tld = case.and_then(|id| self.books.case(id)).map(|case| case.tld);
        if end.action == Action::Escalate {
            let mut matter = Self::matter(
                &cause,
                end.code,
                end.why.clone(),
                Proposal::Nothing,
                Some(digest),
            );
            matter.case = case;
            let about = case.and_then(|id| self.books.case(id)).cloned();
            self.raise(&matter, about.as_ref(), None, &mut batch, Some(place), now);
        }
        // Other people's mail leaves no trace in the journal, only in the ledger.
        if end.code != Code::Unrelated {
            let entry = Entry {
                case,
                tld,
                what: end.code.as_str(),
                text: end.why.clone(),
                message: Some(digest),
                end: Some(end),
            };
            batch.entries.push((cause.to_string(), entry));
        }
        self.books.commit(batch, now)?;
        Ok(())
    }

    /// Our own mail's blind copy proves that the server took it.
    fn copy_came_home(
        &mut self,
        place: Place,
        digest: Digest,
        id: CaseId,
        key: &OrderKey,
        now: Timestamp,
    ) -> Result<End, DeskError> {
        let end = End::plain(Action::Ignore, Code::OwnCopy);
        let mut batch = Batch::default();
        record(&mut batch, place, digest, &end, Some(id), now);
        let cause = Cause::Message(digest);
        let open = self
            .books
            .order(key)?
            .filter(|order| !order.progress.is_final());
        let (Some(mut order), Some(case)) = (open, self.books.case(id)) else {
            self.books.commit(batch, now)?;
            return Ok(end);
        };
        let at = match &order.progress {
            Progress::Begun { since, .. } | Progress::Unknown { since, .. } => *since,
            Progress::Waiting { .. }
            | Progress::ByHand { .. }
            | Progress::Done { .. }
            | Progress::Refused { .. }
            | Progress::Withdrawn { .. } => now,
        };
        order.progress = Progress::Done {
            at,
            note: "its blind copy came home".to_owned(),
        };
        batch.orders.push(order);
        let event = Event::Sent {
            order: key.clone(),
            at,
        };
        let step = step(case, &event, &cause, &self.rules, now);
        self.write(step, &cause, batch, None, now)?;
        Ok(end)
    }

    /// Whether this is the blind copy of a mail of ours to the list.
    fn is_list_copy(&self, message: &Message) -> Result<bool, DeskError> {
        let ours = message
            .from
            .agreed()
            .is_some_and(|from| from.0.same_mailbox(&self.rules.secretariat));
        let (true, Some(id)) = (ours, &message.message_id) else {
            return Ok(false);
        };
        Ok(self.books.known_id(id)? == Some(list_mark(id)))
    }

    /// The order of a mail to the list whose end is not known.
    fn open_list_mail(&self, message: &Message) -> Option<OrderKey> {
        let id = message.message_id.as_ref()?;
        let is_this = |order: &&crate::store::outbox::Order| match &order.act {
            Act::Send { letter, .. } => order.case.is_none() && letter.message_id == *id,
            Act::Append { .. }
            | Act::Subscribe { .. }
            | Act::Settle { .. }
            | Act::Restore { .. }
            | Act::TurnAway { .. }
            | Act::Observe { .. }
            | Act::Publish
            | Act::File { .. } => false,
        };
        let open = self.books.open_orders().find(is_this);
        open.map(|order| order.key.clone())
    }

    /// A mail to the list is proven to have been taken.
    fn list_copy_came_home(
        &mut self,
        place: Place,
        message: &Message,
        now: Timestamp,
    ) -> Result<(End, Option<CaseId>), DeskError> {
        let end = End::plain(Action::Ignore, Code::OwnCopy);
        let mut batch = Batch::default();
        record(&mut batch, place, message.digest, &end, None, now);
        if let Some(key) = self.open_list_mail(message)
            && let Some(mut order) = self.books.order(&key)?
        {
            order.progress = Progress::Done {
                at: now,
                note: "its blind copy came home".to_owned(),
            };
            batch.orders.push(order);
        }
        self.books.commit(batch, now)?;
        Ok((end, None))
    }

    /// Bytes that were taken in before, at this place or another.
    fn seen_again(
        &mut self,
        place: Place,
        digest: Digest,
        known: &TakenV1,
        now: Timestamp,
    ) -> Result<Taken, DeskError> {
        let mut batch = Batch::default();
        batch.places.push(row(place, Some(digest)));
        // What waits for a decision is filed from where it lies now.
        let hex = digest.hex();
        for mut open in self.books.escalations()? {
            if open.decided.is_none() && open.message.as_deref() == Some(hex.as_str()) {
                open.place = Some((place.folder.as_str().to_owned(), place.validity, place.uid));
                batch.escalations.push(open);
            }
        }
        let to = known.file_to.as_deref().and_then(Folder::parse);
        if let (Some(to), Folder::Inbox) = (to, place.folder) {
            batch
                .orders
                .push(filing(place, digest, to, known.case.map(CaseId), now));
        }
        self.books.commit(batch, now)?;
        Ok(Taken::Known)
    }
}

/// The ledger rows of a message, and the order that files it where it is done.
fn record(
    batch: &mut Batch,
    place: Place,
    digest: Digest,
    end: &End,
    case: Option<CaseId>,
    now: Timestamp,
) {
    let to = file_to(end, case);
    batch.places.push(row(place, Some(digest)));
    batch.taken.push((
        digest,
        TakenV1 {
            v: 1,
            at: now,
            action: end.action.as_str().to_owned(),
            code: end.code.as_str().to_owned(),
            case: case.map(|case| case.0),
            file_to: to.map(|folder| folder.as_str().to_owned()),
        },
    ));
    if let Some(to) = to {
        batch.orders.push(filing(place, digest, to, case, now));
    }
}

/// Worked mail is filed; what waits for the Validator, and what is not ours,
/// stays where it is.
fn file_to(end: &End, case: Option<CaseId>) -> Option<Folder> {
    let worked = match end.action {
        Action::Advance | Action::AskAgain => true,
        Action::Escalate => false,
        Action::Ignore => case.is_some() || matches!(end.code, Code::ListNotice | Code::OwnCopy),
    };
    worked.then_some(Folder::Processed)
}

fn row(place: Place, digest: Option<Digest>) -> (Folder, u32, u32, Option<Digest>) {
    (place.folder, place.validity, place.uid, digest)
}
