//! What is due by the calendar: batches, the digest, the monthly reminder.
//!
//! Each period is done once: what goes out and the mark that it went out are one
//! commit, and the mails' ids derive from the date. After downtime the last
//! period alone is made up for. A mark far in the future was made by a clock that
//! was wrong, and is set right again.

use super::practice::{Batches, Observer};
use super::roster::touched;
use super::{Desk, DeskError, errands, waiting};
use crate::case::{Cause, Code, HeldThere, MailKind, Outcome, Proposal, Scheme};
use crate::compose::{Letter, WordsFault, letters};
use crate::domain::ids::{Digest, MessageId, OrderKey};
use crate::domain::seat::Seat;
use crate::domain::tld::Tld;
use crate::outbound::form::render;
use crate::sender::RECORD_LIFE;
use crate::store::books::Batch;
use crate::store::outbox::{Act, Order};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// A weekly mark later than this is no mark: the clock was wrong when it was made.
const WEEK_OFF: SignedDuration = SignedDuration::from_hours(24 * 9);
/// The same of a monthly mark.
const MONTH_OFF: SignedDuration = SignedDuration::from_hours(24 * 45);
/// The last slot whose batch went out.
const BATCH: &str = "batch-slot";
/// How many batches went out.
const BATCHES: &str = "batches-sent";
/// The last slot whose batch was put off.
const PUT_OFF: &str = "batch-put-off";
/// The last slot whose digest was looked after.
const DIGEST: &str = "digest-slot";
/// Who stood in the last digest: address and ccTLD as a hash, one a line.
const DIGESTED: &str = "digest-known";
/// The last first of a month whose reminder was looked after.
const REMINDER: &str = "reminder-slot";
/// The observers on the list, one a line.
const OBSERVERS: &str = "observers";
/// Set while the operator holds everything back.
pub(super) const HELD: &str = "held-by-operator";

impl Desk {
    /// Does what the calendar says is due; returns how much that was.
    ///
    /// # Errors
    /// What was done before the error is not done again.
    pub fn look_at_calendar(&mut self, now: Timestamp) -> Result<usize, DeskError> {
        if self.is_on_hold()? {
            return Ok(0);
        }
        let mut done = 0usize;
        if let Some(batches) = self.practice.batches.clone() {
            done = done.saturating_add(self.batch(&batches, now)?);
        }
        if let Some(slot) = self.practice.digest {
            let due = self.rules.calendar.slot_before(slot.day, slot.hour, now);
            done = done.saturating_add(self.digest(due, now)?);
        }
        if let Some(hour) = self.practice.reminder {
            let due = self.rules.calendar.month_before(hour, now);
            done = done.saturating_add(self.reminder(due, now)?);
        }
        Ok(done)
    }

    /// Whether the operator holds everything back.
    pub(super) fn is_on_hold(&self) -> Result<bool, DeskError> {
        Ok(self
            .books
            .meta(HELD)?
            .is_some_and(|since| !since.is_empty()))
    }

    /// Whether the period that began at `due` is still to be done. A period that
    /// was under way when the bot first looked belongs to those before it.
    fn is_due(&mut self, mark: &str, due: Timestamp, now: Timestamp) -> Result<bool, DeskError> {
        let far = if mark == REMINDER {
            MONTH_OFF
        } else {
            WEEK_OFF
        };
        let last = self.books.meta(mark)?.and_then(|text| text.parse().ok());
        match last {
            Some(last) if due <= last && last.duration_since(now) < far => Ok(false),
            Some(last) if last.duration_since(now) >= far => {
                self.set_mark(mark, due, now)?;
                Ok(false)
            }
            Some(_) => Ok(true),
            None => {
                self.set_mark(mark, due, now)?;
                Ok(false)
            }
        }
    }

    fn set_mark(&mut self, mark: &str, due: Timestamp, now: Timestamp) -> Result<(), DeskError> {
        let mut batch = Batch::default();
        batch.meta.push((mark.to_owned(), due.to_string()));
        Ok(self.books.commit(batch, now)?)
    }

    /// The date of a slot, for keys and for people.
    fn date(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.rules.calendar.zone.clone())
            .date()
            .to_string()
    }

    //-------- mails to the list -----------------------------------------------

    /// The list as the mails show it.
    pub(super) fn seats(&self) -> Vec<Seat> {
        let members = self.books.members().iter();
        members.map(crate::domain::member::Member::seat).collect()
    }

    fn digest(&mut self, due: Timestamp, now: Timestamp) -> Result<usize, DeskError> {
        if !self.is_due(DIGEST, due, now)? {
            return Ok(0);
        }
        let on_list: BTreeSet<String> = self
            .books
            .members()
            .iter()
            .flat_map(|member| {
                let address = &member.contact.email;
                let tlds = member.tlds.iter();
                tlds.map(move |tld| {
                    let pair = format!("{address} {}", tld.a_label());
                    Digest::of(pair.as_bytes()).short()
                })
            })
            .collect();
        let known = self.books.meta(DIGESTED)?.unwrap_or_default();
        let known: BTreeSet<&str> = known.lines().collect();
        let news = on_list
            .iter()
            .filter(|one| !known.contains(one.as_str()))
            .count();
        let mut batch = Batch::default();
        batch.meta.push((DIGEST.to_owned(), due.to_string()));
        let lines: Vec<String> = on_list.into_iter().collect();
        batch.meta.push((DIGESTED.to_owned(), lines.join("\n")));
        if news > 0 {
            self.to_list(MailKind::NewSubscribers, due, &mut batch, now)?;
        }
        self.books.commit(batch, now)?;
        Ok(usize::from(news > 0))
    }

    fn reminder(&mut self, due: Timestamp, now: Timestamp) -> Result<usize, DeskError> {
        if !self.is_due(REMINDER, due, now)? {
            return Ok(0);
        }
        let mut batch = Batch::default();
        batch.meta.push((REMINDER.to_owned(), due.to_string()));
        let somebody = !self.books.members().is_empty();
        if somebody {
            self.to_list(MailKind::MembershipReminder, due, &mut batch, now)?;
        }
        self.books.commit(batch, now)?;
        Ok(usize::from(somebody))
    }

    /// Orders a mail with the whole list to the list.
    fn to_list(
        &self,
        kind: MailKind,
        due: Timestamp,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let date = self.date(due);
        let cause = Cause::Calendar(format!("{}.{date}", kind.as_str()));
        let key = OrderKey::new(&cause.to_string(), 0);
        let seats = self.seats();
        let letter = letters::to_list(kind, &key, &seats, &self.voice, &self.rules, now)?;
        let id = letter.message_id.clone();
        batch.ids.push((id.clone(), list_mark(&id)));
        // Everybody's entry is too long for the store: the spool has the mail.
        let bytes = render(&letter).map_err(|error| WordsFault {
            template: kind.as_str().to_owned(),
            what: error.to_string(),
        })?;
        let digest = Digest::of(&bytes);
        self.spool.put(&digest, &bytes)?;
        let bare = Letter {
            body: String::new(),
            cards: None,
            ..letter
        };
        let act = Act::Send {
            kind,
            letter: Box::new(bare),
            whole: Some(digest),
        };
        batch.orders.push(waiting(key, None, act, now));
        let entry = errands::entry(
            None,
            kind.as_str(),
            format!(
                "The list of {} subscriber(s) goes to the list ({date}).",
                seats.len()
            ),
        );
        batch.entries.push((cause.to_string(), entry));
        Ok(())
    }

    //-------- batches ---------------------------------------------------------

    fn batch(&mut self, batches: &Batches, now: Timestamp) -> Result<usize, DeskError> {
        let sent: usize = self
            .books
            .meta(BATCHES)?
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        // The working group watches from the start until the first regular batch.
        let watching = sent <= batches.first.len();
        self.observe(if watching { &batches.observers } else { &[] }, now)?;
        let due = self
            .rules
            .calendar
            .slot_before(batches.slot.day, batches.slot.hour, now);
        if !self.is_due(BATCH, due, now)? {
            return Ok(0);
        }
        let date = self.date(due);
        let cause = Cause::Calendar(format!("batch.{date}"));
        let waiting = self.open_escalations()?;
        if waiting >= batches.pause_at {
            return self.put_off(&cause, due, waiting, now);
        }
        let chosen = self.next_batch(batches, now)?;
        let mut batch = Batch::default();
        batch.meta.push((BATCH.to_owned(), due.to_string()));
        let stale = self.left_out(batches.first.get(sent), now);
        // A test batch that nobody could be asked of is tried again in its turn.
        let counts = !chosen.is_empty() || stale.is_empty();
        if counts {
            batch
                .meta
                .push((BATCHES.to_owned(), sent.saturating_add(1).to_string()));
        }
        if !stale.is_empty() {
            let names: Vec<String> = stale.iter().map(ToString::to_string).collect();
            let what = if counts {
                "are left out"
            } else {
                "it waits a week"
            };
            let entry = errands::entry(
                None,
                "batch-left-out",
                format!(
                    "Batch {} of {date}: IANA's record of {} is not known or too old; {what}.",
                    sent.saturating_add(1),
                    names.join(" ")
                ),
            );
            batch.entries.push((cause.to_string(), entry));
        }
        for tld in &chosen {
            let scheme = Scheme::ValidatorInitiated;
            self.open_in(*tld, scheme, HeldThere::Nothing, &cause, &mut batch, now)?;
        }
        if !chosen.is_empty() {
            let entry = errands::entry(
                None,
                "batch",
                format!(
                    "Batch {} of {date}: {} ccTLD(s) are invited.",
                    sent.saturating_add(1),
                    chosen.len()
                ),
            );
            batch.entries.push((cause.to_string(), entry));
        }
        self.books.commit(batch, now)?;
        Ok(chosen.len())
    }

    /// No batch goes out while the Validator's pile is high; it goes out as soon
    /// as the pile is lower, or is left out when the next one is due.
    fn put_off(
        &mut self,
        cause: &Cause,
        due: Timestamp,
        waiting: usize,
        now: Timestamp,
    ) -> Result<usize, DeskError> {
        if self.books.meta(PUT_OFF)?.as_deref() == Some(due.to_string().as_str()) {
            return Ok(0);
        }
        let mut batch = Batch::default();
        batch.meta.push((PUT_OFF.to_owned(), due.to_string()));
        let entry = errands::entry(
            None,
            "batch-put-off",
            format!("No batch goes out while {waiting} questions wait for the Validator."),
        );
        batch.entries.push((cause.to_string(), entry));
        self.books.commit(batch, now)?;
        Ok(0)
    }

    pub(super) fn open_escalations(&self) -> Result<usize, DeskError> {
        let all = self.books.escalations()?;
        Ok(all.iter().filter(|one| one.decided.is_none()).count())
    }

    /// The ccTLDs of the next batch: a test batch as it is, or the next of the
    /// others, without those on the list, in a case, or that said no.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn next_batch(&self, batches: &Batches, now: Timestamp) -> Result<Vec<Tld>, DeskError> {
        let sent: usize = self
            .books
            .meta(BATCHES)?
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let (from, most) = match batches.first.get(sent) {
            Some(test) => (test, test.len()),
            None => (&batches.order, batches.size),
        };
        let on_list = self.subscribed_tlds();
        let may = |tld: &&Tld| !on_list.contains(tld) && self.may_invite(**tld, now);
        let mut seen = BTreeSet::new();
        let mut chosen: Vec<Tld> = from.iter().filter(may).copied().collect();
        chosen.retain(|tld| seen.insert(*tld));
        chosen.truncate(most);
        Ok(chosen)
    }

    /// The ccTLDs of a test batch that would be invited if IANA's record of them
    /// were not too old.
    fn left_out(&self, test: Option<&Vec<Tld>>, now: Timestamp) -> Vec<Tld> {
        let on_list = self.subscribed_tlds();
        let tlds = test.into_iter().flatten().copied();
        let tlds = tlds.filter(|tld| !on_list.contains(tld) && !self.is_readable(*tld, now));
        tlds.filter(|tld| self.has_its_turn(*tld, now)).collect()
    }

    /// Whether IANA's record of a ccTLD is known and fresh enough to write to it.
    fn is_readable(&self, tld: Tld, now: Timestamp) -> bool {
        let record = self.record(tld);
        record.is_some_and(|record| now.duration_since(record.read) <= RECORD_LIFE)
    }

    /// Whether a ccTLD that is not on the list may be invited by the calendar.
    fn may_invite(&self, tld: Tld, now: Timestamp) -> bool {
        self.is_readable(tld, now) && self.has_its_turn(tld, now)
    }

    /// Whether no case of the ccTLD's stands against inviting it.
    fn has_its_turn(&self, tld: Tld, now: Timestamp) -> bool {
        let cases = self.books.cases().iter();
        let mut cases =
            cases.filter(|case| case.tld == tld && case.scheme.modification().is_none());
        cases.all(|case| match case.state.ended() {
            None => false,
            // A person was denied, not the invitation.
            Some((Outcome::Denied, _)) => case.scheme.ssc().is_some(),
            Some((Outcome::NoResponse | Outcome::ByHand | Outcome::Joined { .. }, at)) => {
                self.may_retry(at, now)
            }
        })
    }

    /// Brings the observers on the list to these.
    fn observe(&mut self, wanted: &[Observer], now: Timestamp) -> Result<(), DeskError> {
        let known = self.books.meta(OBSERVERS)?.unwrap_or_default();
        let lines: Vec<String> = wanted
            .iter()
            .map(|one| format!("{} {}", one.address, one.name))
            .collect();
        let lines = lines.join("\n");
        if lines == known {
            return Ok(());
        }
        let mut batch = Batch::default();
        let mut turn = |line: &str, on: bool| {
            let Some((address, name)) = line.split_once(' ') else {
                return;
            };
            if let Ok(address) = crate::domain::address::EmailAddress::parse(address) {
                let key =
                    OrderKey::new(&format!("d.observer.{}.{address}.{on}", now.as_second()), 0);
                let name = name.to_owned();
                let act = Act::Observe { address, name, on };
                batch.orders.push(waiting(key, None, act, now));
            }
        };
        for line in known
            .lines()
            .filter(|line| !lines.lines().any(|one| one == *line))
        {
            turn(line, false);
        }
        for line in lines
            .lines()
            .filter(|line| !known.lines().any(|one| one == *line))
        {
            turn(line, true);
        }
        let entry = errands::entry(
            None,
            "observers",
            format!("{} observer(s) are to be on the list.", wanted.len()),
        );
        let cause = Cause::Calendar(format!("observers.{}", now.as_second()));
        batch.entries.push((cause.to_string(), entry));
        batch.meta.push((OBSERVERS.to_owned(), lines));
        Ok(self.books.commit(batch, now)?)
    }

    /// Whether an address is an observer's.
    pub(super) fn is_observer(&self, address: &str) -> Result<bool, DeskError> {
        let known = self.books.meta(OBSERVERS)?.unwrap_or_default();
        let mut addresses = known.lines().filter_map(|line| line.split_once(' '));
        Ok(addresses.any(|(one, _)| one.eq_ignore_ascii_case(address)))
    }

    //-------- the operator's hold ---------------------------------------------

    /// Holds everything back, or lets it go again.
    pub(super) fn set_hold(
        &mut self,
        hold: bool,
        id: &str,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let cause = Cause::Command(id.to_owned());
        let mut batch = Batch::default();
        let value = if hold { now.to_string() } else { String::new() };
        batch.meta.push((HELD.to_owned(), value));
        let (what, text) = if hold {
            ("hold", "The operator holds everything back.")
        } else {
            ("release", "The operator lets everything go again.")
        };
        let entry = errands::entry(None, what, text.to_owned());
        batch.entries.push((cause.to_string(), entry));
        Ok(self.books.commit(batch, now)?)
    }

    /// A roster change that makes no case wait came to nothing, or takes its time;
    /// each is told once.
    pub(super) fn tell_roster_trouble(
        &self,
        order: &Order,
        how: &str,
        why: &str,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let cause = Cause::Command(format!("{how}.{}", Cause::Order(order.key.clone())));
        let case = order.case.and_then(|id| self.books.case(id));
        let about = case.map_or_else(String::new, |case| {
            format!(" (case {} of {})", case.id, case.tld)
        });
        let whom: Vec<String> = touched(&order.act)
            .iter()
            .map(ToString::to_string)
            .collect();
        let why = format!(
            "{} It is about {}{about}. {why}",
            Code::RosterRefused,
            whom.join(", ")
        );
        self.raise_once_in(
            &cause,
            Code::RosterRefused,
            why,
            Proposal::Nothing,
            batch,
            now,
        )
    }
}

/// What the ledger keeps of the id of a mail of ours to the list.
pub(super) fn list_mark(id: &MessageId) -> Digest {
    Digest::of(format!("to the list {id}").as_bytes())
}
