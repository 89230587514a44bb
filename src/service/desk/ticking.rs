//! Time: deadlines, and the brake on too many of them at once.

use super::decide::FAILURES_ALLOWED;
use super::{Desk, DeskError};
use crate::case::step::would_fail;
use crate::case::{Case, Cause, Code, Event, Outcome, Proposal, State, step};
use crate::domain::ids::CaseId;
use crate::domain::remedy::Remedy;
use crate::store::books::Batch;
use jiff::{SignedDuration, Timestamp};

impl Desk {
    /// Lets every case whose deadline passed take its step; returns how many did.
    /// `read_until` is the instant up to which the mailbox was read completely.
    ///
    /// # Errors
    /// Steps written before the error hold.
    pub fn tick(&mut self, read_until: Timestamp, now: Timestamp) -> Result<usize, DeskError> {
        if self.is_on_hold()? {
            return Ok(0);
        }
        let calendar = match self.look_at_calendar(now) {
            Ok(done) => done,
            // What the calendar brings must not hold up the deadlines.
            Err(error) if error.remedy() == Remedy::Human => {
                tracing::error!(%error, "what is due by the calendar could not be done");
                0
            }
            Err(error) => return Err(error),
        };
        let due: Vec<CaseId> = self
            .books
            .cases()
            .iter()
            .filter(|case| {
                case.state
                    .deadline()
                    .is_some_and(|deadline| deadline <= now)
            })
            .map(|case| case.id)
            .collect();
        let braked = self.brake(&due, read_until, now)?;
        let mut moved = calendar;
        for id in due {
            let Some(case) = self.books.case(id) else {
                continue;
            };
            if braked && would_fail(case, &self.rules, read_until, now) {
                continue;
            }
            let cause = Cause::Clock {
                case: id,
                deadline: deadline_word(case),
            };
            let step = step(case, &Event::Tick { read_until }, &cause, &self.rules, now);
            if step.case != *case {
                match self.write(step, &cause, Batch::default(), None, now) {
                    Ok(()) => moved = moved.saturating_add(1),
                    // One case that cannot be written must not hold up the others.
                    Err(error) if error.remedy() == Remedy::Human => {
                        tracing::error!(case = id.0, %error, "a deadline could not be taken in");
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(moved)
    }

    /// Whether failures are held back today, because too many fell due at once.
    fn brake(
        &mut self,
        due: &[CaseId],
        read_until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, DeskError> {
        let would = due
            .iter()
            .filter_map(|id| self.books.case(*id))
            .filter(|case| would_fail(case, &self.rules, read_until, now))
            .count();
        if would == 0 {
            return Ok(false);
        }
        let day_ago = now
            .checked_sub(SignedDuration::from_hours(24))
            .unwrap_or(now);
        let lately = self
            .books
            .cases()
            .iter()
            .filter(|case| failed_since(case, day_ago))
            .count();
        let allowed = self
            .books
            .meta(FAILURES_ALLOWED)?
            .and_then(|until| until.parse::<Timestamp>().ok())
            .is_some_and(|until| now < until);
        if allowed || would.saturating_add(lately) <= self.quotas.failures_per_day {
            return Ok(false);
        }
        let day = now
            .to_zoned_datetime(self.rules.calendar.zone.clone())
            .date();
        let why = format!(
            "{} {would} case(s) are due to fail, {lately} failed in the last 24 hours, and the limit is {}.",
            Code::TooManyFailures,
            self.quotas.failures_per_day
        );
        self.raise_once(
            &Cause::Command(format!("failures.{day}")),
            Code::TooManyFailures,
            why,
            Proposal::Release,
            now,
        )?;
        Ok(true)
    }

    /// Puts a matter without case or message before the Validator, once a cause.
    pub(super) fn raise_once(
        &mut self,
        cause: &Cause,
        code: Code,
        why: String,
        proposal: Proposal,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let mut batch = Batch::default();
        self.raise_once_in(cause, code, why, proposal, &mut batch, now)?;
        if !batch.escalations.is_empty() {
            self.books.commit(batch, now)?;
        }
        Ok(())
    }

    /// The same, within a batch.
    pub(super) fn raise_once_in(
        &self,
        cause: &Cause,
        code: Code,
        why: String,
        proposal: Proposal,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let matter = Self::matter(cause, code, why, proposal, None);
        if self.books.escalation(&matter.id)?.is_none() {
            self.raise(&matter, None, None, batch, None, now);
        }
        Ok(())
    }
}

/// The state and its deadline: a tick's cause is unique for both.
fn deadline_word(case: &Case) -> String {
    let second = case
        .state
        .deadline()
        .map_or(0, |deadline| deadline.as_second());
    format!("{}.{second}", case.state.as_str())
}

fn failed_since(case: &Case, since: Timestamp) -> bool {
    matches!(&case.state, State::Closed { outcome: Outcome::NoResponse, at } if *at > since)
}
