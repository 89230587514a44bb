//! IANA's records as they come in, and which of them have to be read again.
//!
//! A record is a fact of its own: it is written whether or not a case needs it,
//! a changed address is an entry of the journal, and every open case of that
//! ccTLD learns of it in a commit of its own. What was known is never thrown
//! away because a source could not be read.

use super::{Desk, DeskError};
use crate::case::{Case, Cause, Entry, Event, step};
use crate::domain::ids::CaseId;
use crate::domain::record::{RegistryRecord, Source};
use crate::domain::tld::Tld;
use crate::mail::Message;
use crate::mail::parse::parse;
use crate::sender::proofs;
use crate::store::books::Batch;
use crate::store::outbox::{Act, Progress};
use jiff::{SignedDuration, Timestamp};

/// A record older than this is read again before it is relied on (design, 3.3).
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// What came of records that were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenRecords {
    /// Records written.
    pub count: usize,
    /// Those whose address was another before.
    pub changed: usize,
}

/// What has to be asked of the network before a message is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The ccTLDs whose record is too old to rely on.
    pub records: Vec<Tld>,
    /// Whether it matters who sent it.
    pub sender: bool,
    /// Whether it bears a secret of ours, so that it is worth waiting for.
    pub proven: bool,
}

impl Desk {
    /// Writes records, and tells the open cases whose address changed. What was
    /// read before what is known already is left out, and what a clock that was
    /// wrong has put into the future.
    ///
    /// # Errors
    /// What was written before the error holds; the rest is read again.
    pub fn take_records(
        &mut self,
        records: Vec<RegistryRecord>,
        now: Timestamp,
    ) -> Result<TakenRecords, DeskError> {
        let newer = |record: &RegistryRecord| {
            record.read <= now
                && self
                    .record(record.tld)
                    .is_none_or(|known| known.read <= record.read || known.read > now)
        };
        let records: Vec<RegistryRecord> = records.into_iter().filter(newer).collect();
        let mut taken = TakenRecords::default();
        let mut batch = Batch::default();
        for record in &records {
            taken.count = taken.count.saturating_add(1);
            let before = self.record(record.tld);
            if let Some(before) = before.filter(|before| before.admin != record.admin) {
                taken.changed = taken.changed.saturating_add(1);
                let cause = Cause::Record(record.tld, record.read);
                batch
                    .entries
                    .push((cause.to_string(), changed(before, record)));
            }
        }
        batch.records.clone_from(&records);
        self.books.commit(batch, now)?;
        for record in records {
            self.tell_cases(&record, now)?;
        }
        Ok(taken)
    }

    /// Lets the open cases of a ccTLD know its record.
    fn tell_cases(&mut self, record: &RegistryRecord, now: Timestamp) -> Result<(), DeskError> {
        let concerned: Vec<CaseId> = self
            .books
            .cases()
            .iter()
            .filter(|case| case.tld == record.tld && !case.state.is_over())
            .map(|case| case.id)
            .collect();
        for id in concerned {
            let Some(case) = self.books.case(id) else {
                continue;
            };
            let cause = Cause::Record(record.tld, record.read);
            let event = Event::RecordRead {
                admin: record.admin.clone(),
                freely: record.source == Source::Rdap && self.has_asked_nobody(id),
            };
            let step = step(case, &event, &cause, &self.rules, now);
            if step.case != *case {
                let mut batch = Batch::default();
                for hold in &case.holds {
                    if !step.case.holds.contains(hold) {
                        self.settle_question(
                            &hold.id,
                            "IANA names that address no more.",
                            &mut batch,
                            now,
                        )?;
                    }
                }
                self.write(step, &cause, batch, None, now)?;
            }
        }
        Ok(())
    }

    /// Whether no mail of a case to its admin contact has begun to leave.
    fn has_asked_nobody(&self, id: CaseId) -> bool {
        let waits = |mail: &crate::case::SentMail| {
            let order = self.books.order(&mail.order).ok().flatten();
            order.is_some_and(|order| {
                matches!(order.progress, Progress::Waiting { attempts: 0, .. })
            })
        };
        self.books.case(id).is_some_and(|case| {
            let mut asking = case.mails.iter().filter(|mail| mail.kind.is_for_admin());
            asking.all(|mail| mail.void || waits(mail))
        })
    }

    /// The ccTLDs whose record has to be read again before mail goes out.
    pub fn stale_before_sending(&self, now: Timestamp) -> Vec<Tld> {
        let mut tlds: Vec<Tld> = self
            .books
            .open_orders()
            .filter(|order| matches!(&order.act, Act::Send { kind, .. } if kind.is_for_admin()))
            .filter_map(|order| self.books.case(order.case?))
            .map(|case| case.tld)
            .filter(|tld| self.is_stale(*tld, now))
            .collect();
        tlds.sort();
        tlds.dedup();
        tlds
    }

    /// What has to be asked before a message is judged. It concerns the open
    /// case it answers, those of whoever it claims to be from, and the ccTLDs on the
    /// list that he may want to change (procedure, section 6).
    pub fn before_judging(&self, raw: &[u8], now: Timestamp) -> Asked {
        let open = |case: &&Case| !case.state.is_over();
        if self.books.members().is_empty() && !self.books.cases().iter().any(|case| open(&case)) {
            return Asked::default();
        }
        let message = parse(raw, &self.limits);
        let proves = |case: &Case| !proofs(&message, &case.receipts()).is_empty();
        let proven = self.books.cases().iter().filter(open).any(proves);
        let from = message.from.agreed();
        let is_admin = |tld: Tld| {
            let admin = self.record(tld).map(|record| &record.admin);
            from.zip(admin)
                .is_some_and(|(from, admin)| from.matches(admin))
        };
        let mut concerned: Vec<Tld> = self
            .books
            .cases()
            .iter()
            .filter(open)
            .filter(|case| {
                let asked = from.is_some_and(|from| from.matches(&case.asked));
                asked || is_admin(case.tld) || proves(case)
            })
            .map(|case| case.tld)
            .collect();
        for member in self.books.members() {
            let his = from.is_some_and(|from| from.0.same_mailbox(&member.contact.email));
            let tlds = member.tlds.iter().copied();
            concerned.extend(tlds.filter(|tld| his || is_admin(*tld)));
        }
        concerned.sort();
        concerned.dedup();
        // Whoever sends our own mail home, or a machine's, it proves nothing.
        let answers = message.automatic.is_none() && !self.is_ours(&message);
        Asked {
            proven,
            sender: answers && !concerned.is_empty(),
            records: concerned
                .into_iter()
                .filter(|tld| self.is_stale(*tld, now))
                .collect(),
        }
    }

    /// Whether a message bears the id of a mail of ours.
    fn is_ours(&self, message: &Message) -> bool {
        message.message_id.as_ref().is_some_and(|id| {
            let mut mails = self.books.cases().iter().flat_map(|case| &case.mails);
            mails.any(|mail| mail.message_id == *id)
        })
    }

    /// Every ccTLD whose record is due to be read again, the oldest first.
    pub fn due_records(&self, older_than: SignedDuration, now: Timestamp) -> Vec<Tld> {
        let age = |tld: Tld| {
            self.record(tld).map_or(SignedDuration::MAX, |record| {
                now.duration_since(record.read)
            })
        };
        let mut due: Vec<Tld> = Tld::all().filter(|tld| age(*tld) >= older_than).collect();
        due.sort_by_key(|tld| std::cmp::Reverse(age(*tld)));
        due
    }

    fn is_stale(&self, tld: Tld, now: Timestamp) -> bool {
        self.record(tld)
            .is_none_or(|record| now.duration_since(record.read) > FRESH)
    }

    /// IANA's record of a ccTLD, where it is known.
    pub(super) fn record(&self, tld: Tld) -> Option<&RegistryRecord> {
        self.books.records().iter().find(|record| record.tld == tld)
    }
}

/// What the journal says of a changed address.
fn changed(before: &RegistryRecord, now: &RegistryRecord) -> Entry {
    Entry {
        case: None,
        tld: Some(now.tld),
        what: "registry-changed",
        text: format!(
            "IANA's address of the admin contact changed from {} to {} (read from {}).",
            before.admin,
            now.admin,
            now.source.as_str()
        ),
        message: None,
        end: None,
    }
}
