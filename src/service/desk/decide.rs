//! The Validator's decisions, by a moved message or by command.

use super::requests::Obstacle;
use super::{Desk, DeskError, filing};
use crate::case::{
    Asker, Case, Cause, Choice, Code, Entry, EscalationId, Event, Hindrance, Modification,
    Proposal, Refusal, Scheme, step,
};
use crate::compose::escalation;
use crate::domain::ids::{CaseId, Digest, OrderKey};
use crate::domain::member::contacts_of;
use crate::domain::place::{Folder, Place};
use crate::domain::tld::Tld;
use crate::mail::parse::parse;
use crate::store::books::Batch;
use crate::store::outbox::{Act, Order};
use crate::store::record::v1::{ContactV1, EscalationV1, TakenV1};
use jiff::{SignedDuration, Timestamp};

/// The meta value that lifts the daily limit of failures until an instant.
pub(super) const FAILURES_ALLOWED: &str = "failures-allowed-until";

/// The decision of a question that need not be decided any more.
const SETTLED: &str = "settled";

/// What a message moved into a decision folder turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// An escalation, decided now.
    Decided(EscalationId),
    /// An escalation that was decided before.
    Before(EscalationId),
    /// Something else; it goes back.
    Foreign,
}

impl Desk {
    /// Obeys a message that a person moved to Approve, Reject or Done.
    ///
    /// # Errors
    /// Nothing was written; the same message may be tried again.
    pub fn moved(
        &mut self,
        place: Place,
        raw: &[u8],
        choice: Choice,
        now: Timestamp,
    ) -> Result<Moved, DeskError> {
        let message = parse(raw, &self.limits);
        let digest = message.digest;
        match self.sealed_id(&message) {
            Some(id) => {
                let mut batch = Batch::default();
                batch
                    .orders
                    .push(filing(place, digest, Folder::Decided, None, now));
                let fresh = self.decide(&id, choice, &Cause::Message(digest), batch, now)?;
                Ok(if fresh {
                    Moved::Decided(id)
                } else {
                    Moved::Before(id)
                })
            }
            None => {
                self.sent_back(place, digest, now)?;
                Ok(Moved::Foreign)
            }
        }
    }

    /// Decides an escalation; `false` when it was decided before or is unknown.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn decide(
        &mut self,
        id: &EscalationId,
        choice: Choice,
        cause: &Cause,
        mut batch: Batch,
        now: Timestamp,
    ) -> Result<bool, DeskError> {
        let known = self.books.escalation(id)?;
        let open = known.clone().filter(|known| known.decided.is_none());
        let Some(mut known) = open else {
            if let Some(known) = known.filter(|known| was_settled(known, choice)) {
                self.made_for_nothing(&known, &mut batch, now)?;
            }
            self.books.commit(batch, now)?;
            return Ok(false);
        };
        if let Some(order) = self.asked_by_hand(id) {
            return self.decide_by_hand(known, &order, choice, batch, now);
        }
        known.decided = Some((choice.as_str().to_owned(), now));
        self.file_original(&known, &mut batch, now)?;
        let case = known.case.map(CaseId);
        let held = case
            .and_then(|case| self.books.case(case))
            .filter(|case| case.holds.iter().any(|hold| hold.id == *id));
        let stepped = held.map(|case| {
            let event = Event::Decided {
                escalation: id.clone(),
                choice,
                hindrance: self.stands_against(case, id, now),
            };
            step(case, &event, cause, &self.rules, now)
        });
        let outcome = match &stepped {
            Some(step) => {
                let texts = step.entries.iter().map(|entry| entry.text.as_str());
                texts.collect::<Vec<_>>().join(" ")
            }
            None => self.decided_without_case(&known, choice, cause, &mut batch, now)?,
        };
        batch.orders.extend(self.note(id, &known, &outcome, now));
        batch.escalations.push(known.clone());
        match stepped {
            Some(step) => self.write(step, cause, batch, None, now)?,
            None => {
                let entry = Entry {
                    case,
                    tld: None,
                    what: choice.as_str(),
                    text: outcome,
                    message: known.message.as_deref().and_then(Digest::from_hex),
                    end: None,
                };
                batch.entries.push((cause.to_string(), entry));
                self.books.commit(batch, now)?;
            }
        }
        Ok(true)
    }

    /// Why the change that an escalation proposes cannot be asked about now.
    fn stands_against(&self, case: &Case, id: &EscalationId, now: Timestamp) -> Option<Hindrance> {
        let hold = case.holds.iter().find(|hold| hold.id == *id)?;
        let Proposal::Change(wanted) = &hold.proposal else {
            return None;
        };
        let change = Modification {
            before: contacts_of(self.books.members(), case.tld),
            wanted: wanted.clone(),
            asker: Asker::Secretariat,
        };
        self.hindrance(case.tld, &change, &Batch::default(), now)
    }

    /// What a decision does that concerns no case; in words.
    fn decided_without_case(
        &self,
        known: &EscalationV1,
        choice: Choice,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<String, DeskError> {
        let said = format!("The Validator decided {}: {}.", known.id, choice.as_str());
        if known.code == Code::RosterDrift.as_str() {
            Self::compare_soon(batch);
        }
        if choice != Choice::Approve {
            return Ok(said);
        }
        if known.proposal == Proposal::Release.as_str() {
            let until = now
                .checked_add(SignedDuration::from_hours(24))
                .unwrap_or(now);
            batch
                .meta
                .push((FAILURES_ALLOWED.to_owned(), until.to_string()));
        }
        if known.proposal == Proposal::Adopt.as_str() {
            return Ok(format!("{said} {}", self.adopt(known, cause, batch, now)?));
        }
        if known.proposal == Proposal::Ask.as_str() {
            return Ok(format!(
                "{said} {}",
                self.ask_all_the_same(known, cause, batch, now)?
            ));
        }
        Ok(said)
    }

    /// The Validator's word lets the admin contact be asked about a person, where
    /// that is still to be asked; in words.
    fn ask_all_the_same(
        &self,
        known: &EscalationV1,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<String, DeskError> {
        let about = known.about.clone().and_then(ContactV1::live);
        let tld = known.tld.as_deref().and_then(Tld::parse);
        let (Some(tld), Some(ssc)) = (tld, about) else {
            return Ok("It names nobody, so nobody was asked.".to_owned());
        };
        match self.standing_obstacle(tld, &ssc, now) {
            Obstacle::Known => {
                return Ok(format!(
                    "Nobody was asked: the person is on the list for {tld}, or the admin contact is asked already."
                ));
            }
            Obstacle::Refuse(why) => return Ok(format!("Nobody was asked: {why}.")),
            Obstacle::Ask(why) => {
                // Not forgotten: it is put again.
                let again = format!(
                    "{} {} asks to join for {tld}. You approved that the admin contact is asked, but {why}. When the record was read again, approve this; or reject it.",
                    Code::HeldSubscription,
                    ssc.email
                );
                let cause = Cause::Command(format!("again.{}", known.id));
                let matter =
                    Self::matter(&cause, Code::HeldSubscription, again, Proposal::Ask, None);
                self.raise(&matter, None, Some((&ssc, tld)), batch, None, now);
                return Ok(format!(
                    "Nobody was asked yet: {why}. The question is put again."
                ));
            }
            Obstacle::None => {}
        }
        let held = self.how_held(&ssc.email, false, batch);
        let scheme = Scheme::SscInitiated { ssc };
        Ok(match self.open_in(tld, scheme, held, cause, batch, now)? {
            Some(id) => format!("The admin contact is asked, in case {id}."),
            None => "IANA's record is not known, so nobody was asked.".to_owned(),
        })
    }

    /// A change that was taken back was made by hand all the same.
    fn made_for_nothing(
        &self,
        known: &EscalationV1,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let cause = Cause::Command(format!("undo.{}", known.id));
        let asked: Vec<&str> = known.why.lines().skip(1).collect();
        let why = format!(
            "{} You moved {} to Done after it was taken back: the case had been decided otherwise. Please undo on the list what it asked for:\n{}",
            Code::RosterDrift,
            known.id,
            asked.join("\n")
        );
        self.raise_once_in(
            &cause,
            Code::RosterDrift,
            why,
            Proposal::Nothing,
            batch,
            now,
        )
    }

    /// The Administrator did by hand what the bot had asked for, or did not.
    fn decide_by_hand(
        &mut self,
        mut known: EscalationV1,
        order: &Order,
        choice: Choice,
        mut batch: Batch,
        now: Timestamp,
    ) -> Result<bool, DeskError> {
        known.decided = Some((choice.as_str().to_owned(), now));
        let done = choice != Choice::Reject;
        let outcome = if done {
            "It was done by hand; the bot goes on from there."
        } else {
            "It was not done; the case waits for another decision."
        };
        if let Some(id) = EscalationId::parse(&known.id) {
            batch.orders.extend(self.note(&id, &known, outcome, now));
        }
        batch.escalations.push(known);
        let order = order.clone();
        if done {
            self.roster_done(order, "by hand", batch, now)?;
        } else {
            self.refuse_with(order, &Refusal::NotByHand, batch, now)?;
        }
        Ok(true)
    }

    /// A question that need not be decided any more; the note says so.
    pub(super) fn settle_question(
        &self,
        id: &EscalationId,
        why: &str,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let Some(mut known) = self.books.escalation(id)? else {
            return Ok(());
        };
        if known.decided.is_none() {
            known.decided = Some((SETTLED.to_owned(), now));
            let outcome = format!("{id} need not be decided: {why}");
            batch.orders.extend(self.note(id, &known, &outcome, now));
            batch.escalations.push(known);
        }
        Ok(())
    }

    /// The decided message leaves INBOX, unless it is other people's business.
    fn file_original(
        &self,
        known: &EscalationV1,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let (Some(digest), Some((folder, validity, uid))) = (
            known.message.as_deref().and_then(Digest::from_hex),
            &known.place,
        ) else {
            return Ok(());
        };
        let (Some(folder), Some(taken)) = (Folder::parse(folder), self.books.taken(&digest)?)
        else {
            return Ok(());
        };
        let place = Place {
            folder,
            validity: *validity,
            uid: *uid,
        };
        let case = known.case.map(CaseId);
        batch
            .orders
            .push(filing(place, digest, Folder::Processed, case, now));
        let file_to = Some(Folder::Processed.as_str().to_owned());
        batch.taken.push((digest, TakenV1 { file_to, ..taken }));
        Ok(())
    }

    /// The note beside a decided escalation: what came of it.
    fn note(
        &self,
        id: &EscalationId,
        known: &EscalationV1,
        outcome: &str,
        now: Timestamp,
    ) -> Option<Order> {
        let letter = escalation::note(
            id,
            known.tld.as_deref(),
            outcome,
            &self.voice,
            &self.rules,
            now,
        )?;
        let act = Act::Append {
            folder: Folder::Decided,
            escalation: id.clone(),
            letter: Box::new(letter),
            attach: None,
        };
        Some(super::waiting(
            OrderKey::new(&format!("n.{id}"), 0),
            known.case.map(CaseId),
            act,
            now,
        ))
    }

    /// Something that is no escalation of ours goes back to INBOX, and the
    /// Validator is told; it is the commonest slip, and it must not be obeyed.
    fn sent_back(&mut self, place: Place, digest: Digest, now: Timestamp) -> Result<(), DeskError> {
        let cause = Cause::Command(format!(
            "moved.{}.{}.{}.{digest}",
            place.folder.as_str(),
            place.validity,
            place.uid
        ));
        let mut batch = Batch::default();
        batch
            .orders
            .push(filing(place, digest, Folder::Inbox, None, now));
        let why = format!("{} It was put back into the inbox.", Code::NotAnEscalation);
        let matter = Self::matter(&cause, Code::NotAnEscalation, why, Proposal::Nothing, None);
        self.raise(&matter, None, None, &mut batch, None, now);
        self.books.commit(batch, now)?;
        Ok(())
    }
}

/// Whether somebody says that he did what was not to be done any more.
fn was_settled(known: &EscalationV1, choice: Choice) -> bool {
    let settled = matches!(&known.decided, Some((how, _)) if how == SETTLED);
    settled && known.code == Code::RosterByHand.as_str() && choice != Choice::Reject
}
