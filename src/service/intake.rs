//! From the mailbox to the desk: every message, in order, a few tries each.
//!
//! The work list is our own ledger, never `\Seen`. A folder is read above the
//! highest UID below which everything was taken in; what fails stays above the
//! mark and is tried again, a bounded number of times, while the others go on.
//! Tries are written to a small file before each one, so that a message that
//! kills the process is recognised by the next.

use super::desk::{Arrival, Desk, DeskError, Moved, Taken};
use super::inquiry::Inquiry;
use crate::case::{Action, Choice};
use crate::domain::place::{Folder, Place};
use crate::domain::remedy::Remedy;
use crate::mailbox::{Mailbox, MailboxError, Waiting};
use crate::store::books::Batch;
use crate::store::writer::{Writer, WriterGone};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Tries of one message before the Validator is asked to look.
const TRIES: u32 = 3;
/// Octets that are read of a message over the limit: enough to know whose it is.
const GLANCE: usize = 256 * 1024;
/// How long a message waits for DNS before it is judged without it.
const DNS_WAIT: SignedDuration = SignedDuration::from_hours(1);

//------------ ServiceError ----------------------------------------------------

/// Why a turn of the wheel was not completed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The mailbox did not do it.
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    /// The desk did not do it.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The writer's thread did not do it.
    #[error(transparent)]
    Writer(#[from] WriterGone),
}

impl ServiceError {
    /// What the caller may still do.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Mailbox(error) => error.remedy(),
            Self::Desk(error) => error.remedy(),
            Self::Writer(error) => error.remedy(),
        }
    }
}

//------------ Tally -----------------------------------------------------------

/// How the messages of one turn ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// New messages by action and code.
    pub ends: BTreeMap<(Action, &'static str), usize>,
    /// Messages known before.
    pub known: usize,
    /// Decisions of the Validator.
    pub decisions: usize,
    /// Messages that failed and will be tried again.
    pub failed: usize,
}

//------------ Intake ----------------------------------------------------------

/// The reader of the mailbox.
#[derive(Debug)]
pub struct Intake {
    desk: Writer<Desk>,
    /// The most that is fetched of one message.
    cap: usize,
    /// Where tries are written down before they are made.
    trying: PathBuf,
    tries: BTreeMap<Place, u32>,
    /// Whom to ask before a message is judged.
    pub(super) inquiry: Inquiry,
    /// Since when messages wait for DNS.
    waiting: BTreeMap<Place, Timestamp>,
}

impl Intake {
    /// A reader that fetches at most `cap` octets a message and notes its tries
    /// in the file `trying`.
    pub fn new(desk: Writer<Desk>, cap: usize, trying: PathBuf) -> Self {
        let tries = std::fs::read_to_string(&trying)
            .map(|text| text.lines().filter_map(parse_try).collect())
            .unwrap_or_default();
        Self {
            desk,
            cap,
            trying,
            tries,
            inquiry: Inquiry::default(),
            waiting: BTreeMap::new(),
        }
    }

    /// Takes in everything new in INBOX, then obeys the decision folders.
    ///
    /// # Errors
    /// What was taken in before the error holds; the rest is tried again.
    pub async fn turn(
        &mut self,
        mailbox: &mut Mailbox,
        now: Timestamp,
    ) -> Result<Tally, ServiceError> {
        let mut tally = Tally::default();
        self.inbox(mailbox, now, &mut tally).await?;
        for (folder, choice) in [
            (Folder::Approve, Choice::Approve),
            (Folder::Reject, Choice::Reject),
            (Folder::Done, Choice::Done),
        ] {
            self.decisions(mailbox, folder, choice, now, &mut tally)
                .await?;
        }
        Ok(tally)
    }

    async fn inbox(
        &mut self,
        mailbox: &mut Mailbox,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<(), ServiceError> {
        let mark = self.mark().await?;
        let (validity, waiting) = mailbox.list(Folder::Inbox, mark).await?;
        let mut below = mark
            .filter(|(known, _)| *known == validity)
            .map_or(0, |(_, uid)| uid);
        let mut unbroken = true;
        for one in waiting {
            let done = self.one(mailbox, one, now, tally).await?;
            unbroken = unbroken && done;
            if unbroken {
                below = one.place.uid;
            }
        }
        self.set_mark(validity, below, now).await
    }

    /// One message; `false` when it has to be tried again.
    async fn one(
        &mut self,
        mailbox: &mut Mailbox,
        waiting: Waiting,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<bool, ServiceError> {
        let place = waiting.place;
        super::health::alive("taking mail in");
        let known = self
            .desk
            .with(move |desk| {
                desk.books
                    .looked_at(place.folder, place.validity, place.uid)
            })
            .await?
            .map_err(DeskError::from)?;
        if known {
            return Ok(true);
        }
        let over = waiting.size > u64::try_from(self.cap).unwrap_or(u64::MAX);
        let cap = if over { GLANCE.min(self.cap) } else { self.cap };
        let Some(fetched) = mailbox.fetch(place, cap).await? else {
            return Ok(true);
        };
        let arrival = Arrival {
            place,
            cut: fetched.cut || over,
            raw: fetched.bytes,
            checked: None,
        };
        let tried = self.count_try(place);
        if tried > TRIES {
            let why = "It was tried three times.";
            let taken = self
                .desk
                .with(move |desk| desk.give_up_on(&arrival, why, now))
                .await??;
            self.note(&taken, tally);
            self.tries.remove(&place);
            return Ok(true);
        }
        self.work(arrival, tried, now, tally).await
    }

    /// Has the desk take a message in, once everything is known that it needs;
    /// `false` when it has to be tried again.
    async fn work(
        &mut self,
        mut arrival: Arrival,
        tried: u32,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<bool, ServiceError> {
        let place = arrival.place;
        let taken = match self.inquire(&mut arrival, now).await {
            Ok(true) => self.take_in(arrival, now).await,
            Ok(false) => {
                self.uncount_try(place);
                tally.failed = tally.failed.saturating_add(1);
                return Ok(false);
            }
            Err(error) => Err(error),
        };
        match taken {
            Ok(taken) => {
                self.note(&taken, tally);
                self.tries.remove(&place);
                Ok(true)
            }
            // What is wrong with this one message must not hold up the others.
            Err(ServiceError::Writer(WriterGone::Panicked(why))) => {
                Ok(Self::failed(place, tried, &why, tally))
            }
            Err(ServiceError::Desk(error)) if error.remedy() == Remedy::Human => {
                Ok(Self::failed(place, tried, &error.to_string(), tally))
            }
            // A disk that refuses says nothing of the message.
            Err(error) => {
                self.uncount_try(place);
                Err(error)
            }
        }
    }

    async fn take_in(&self, arrival: Arrival, now: Timestamp) -> Result<Taken, ServiceError> {
        Ok(self
            .desk
            .with(move |desk| desk.take_in(&arrival, now))
            .await??)
    }

    /// Asks what has to be known before the message is judged; `false` when
    /// DNS failed and the message waits a while for it.
    async fn inquire(
        &mut self,
        arrival: &mut Arrival,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        if !self.inquiry.has_questions() {
            return Ok(true);
        }
        let raw = arrival.raw.clone();
        let asked = self
            .desk
            .with(move |desk| desk.before_judging(&raw, now))
            .await?;
        self.inquiry.freshen(&self.desk, asked.records, now).await?;
        if !asked.sender {
            return Ok(true);
        }
        let Some(checked) = self.inquiry.check(&arrival.raw).await else {
            return Ok(true);
        };
        let since = *self.waiting.entry(arrival.place).or_insert(now);
        // Whoever has none of our secrets may not make anybody wait.
        if checked.again && asked.proven && now.duration_since(since) < DNS_WAIT {
            tracing::warn!(
                uid = arrival.place.uid,
                "DNS does not answer; an answer waits to be checked"
            );
            return Ok(false);
        }
        self.waiting.remove(&arrival.place);
        arrival.checked = Some(checked.field);
        Ok(true)
    }

    /// A message that was not taken in; it is tried again.
    fn failed(place: Place, tried: u32, why: &str, tally: &mut Tally) -> bool {
        tracing::error!(uid = place.uid, tried, why, "a message could not be read");
        tally.failed = tally.failed.saturating_add(1);
        false
    }

    fn note(&self, taken: &Taken, tally: &mut Tally) {
        match taken {
            Taken::New(end, case) => {
                let count = tally
                    .ends
                    .entry((end.action, end.code.as_str()))
                    .or_default();
                *count = count.saturating_add(1);
                tracing::info!(
                    action = end.action.as_str(),
                    reason = end.code.as_str(),
                    case = case.map(|id| id.0),
                    "message taken in"
                );
            }
            Taken::Known | Taken::OwnEscalation => tally.known = tally.known.saturating_add(1),
        }
    }

    async fn decisions(
        &mut self,
        mailbox: &mut Mailbox,
        folder: Folder,
        choice: Choice,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<(), ServiceError> {
        let (_, waiting) = mailbox.list(folder, None).await?;
        for one in waiting {
            let place = one.place;
            let Some(fetched) = mailbox.fetch(place, self.cap).await? else {
                continue;
            };
            let moved = self
                .desk
                .with(move |desk| desk.moved(place, &fetched.bytes, choice, now))
                .await??;
            match moved {
                Moved::Decided(id) => {
                    tracing::info!(%id, choice = choice.as_str(), "the Validator decided");
                    tally.decisions = tally.decisions.saturating_add(1);
                }
                Moved::Before(id) => tracing::info!(%id, "decided before"),
                Moved::Foreign => tracing::warn!(
                    "a message that is no escalation was moved into a decision folder"
                ),
            }
        }
        Ok(())
    }

    /// The mark: below it everything in INBOX was taken in.
    async fn mark(&self) -> Result<Option<(u32, u32)>, ServiceError> {
        let stored = self
            .desk
            .with(|desk| desk.books.meta("inbox-mark"))
            .await?
            .map_err(DeskError::from)?;
        Ok(stored.and_then(|text| {
            let (validity, uid) = text.split_once(' ')?;
            Some((validity.parse().ok()?, uid.parse().ok()?))
        }))
    }

    async fn set_mark(&self, validity: u32, uid: u32, now: Timestamp) -> Result<(), ServiceError> {
        let written = self
            .desk
            .with(move |desk| {
                let mark = format!("{validity} {uid}");
                if desk.books.meta("inbox-mark")?.as_deref() == Some(mark.as_str()) {
                    return Ok(());
                }
                let mut batch = Batch::default();
                batch.meta.push(("inbox-mark".to_owned(), mark));
                desk.books.commit(batch, now)
            })
            .await?;
        Ok(written.map_err(DeskError::from)?)
    }

    /// Counts a try before it is made, also for a process that dies in it.
    fn count_try(&mut self, place: Place) -> u32 {
        let tries = self.tries.entry(place).or_default();
        *tries = tries.saturating_add(1);
        let count = *tries;
        self.note_tries();
        count
    }

    /// Takes back a try that ended for a reason outside the message.
    fn uncount_try(&mut self, place: Place) {
        if let Some(tries) = self.tries.get_mut(&place) {
            *tries = tries.saturating_sub(1);
        }
        self.note_tries();
    }

    fn note_tries(&self) {
        let text: String = self
            .tries
            .iter()
            .map(|(place, tries)| {
                format!(
                    "{} {} {} {tries}\n",
                    place.folder.as_str(),
                    place.validity,
                    place.uid
                )
            })
            .collect();
        if let Err(error) = std::fs::write(&self.trying, text) {
            tracing::warn!(%error, "the tries could not be written down");
        }
    }
}

fn parse_try(line: &str) -> Option<(Place, u32)> {
    let mut words = line.split(' ');
    let place = Place {
        folder: Folder::parse(words.next()?)?,
        validity: words.next()?.parse().ok()?,
        uid: words.next()?.parse().ok()?,
    };
    Some((place, words.next()?.parse().ok()?))
}
