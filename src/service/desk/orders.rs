//! The outbox from the desk's side: what is due, and what came of it.
//!
//! A mail is marked as begun before its first byte leaves, so that after a
//! crash everybody knows that nobody knows. Everything else is idempotent and
//! simply done again.

use super::roster::PATIENCE;
use super::{Desk, DeskError, with_attachment};
use crate::case::{Cause, Code, Event, Proposal, Refusal, step};
use crate::domain::address::EmailAddress;
use crate::domain::ids::{CaseId, Digest, MessageId, OrderKey};
use crate::domain::place::{Folder, Place};
use crate::domain::tld::Tld;
use crate::outbound::Answer;
use crate::outbound::form::render;
use crate::outbound::roster::Change;
use crate::store::books::Batch;
use crate::store::outbox::{Act, Order, Progress};
use jiff::{SignedDuration, Timestamp};

/// Tries before a mail is given up: about three days.
const TRIES: u32 = 80;
/// Tries whose end nobody knows, before a person must look: whoever gets the
/// mail each time gets it that often.
const UNKNOWNS: u32 = 5;
/// A roster change that was begun so long ago is done again.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(1);
/// The longest pause between two tries.
const LONGEST_PAUSE: i64 = 3_600;
/// The meta value that counts mails begun, by the hour they were begun in.
const MAIL_HOURS: &str = "mails-begun";

//------------ Due -------------------------------------------------------------

/// An act to carry out now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Send these bytes.
    Send {
        /// The order.
        key: OrderKey,
        /// The mail.
        bytes: Vec<u8>,
        /// Envelope sender.
        from: EmailAddress,
        /// Envelope recipient.
        to: EmailAddress,
        /// The Secretariat's copy.
        blind_copy: Option<EmailAddress>,
    },
    /// Append these bytes, unless a message with that id is there already.
    Append {
        /// The order.
        key: OrderKey,
        /// Where to.
        folder: Folder,
        /// The message's id.
        message_id: MessageId,
        /// The message.
        bytes: Vec<u8>,
    },
    /// Move a message.
    File {
        /// The order.
        key: OrderKey,
        /// Where it lies.
        place: Place,
        /// Where it goes.
        to: Folder,
    },
    /// Bring addresses at the list server to where they shall stand, in order.
    Roster {
        /// The order.
        key: OrderKey,
        /// How each shall stand.
        changes: Vec<Change>,
    },
    /// Write the public directory, naming these ccTLDs.
    Publish {
        /// The order.
        key: OrderKey,
        /// The ccTLDs with a subscribed contact.
        tlds: Vec<Tld>,
    },
}

/// Whether the mail server takes mail, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailServer {
    /// Nothing is known against it.
    Takes,
    /// It took nothing a moment ago; mails wait, everything else goes on.
    Rests,
}

impl Desk {
    /// What a crash left begun: a mail's outcome is unknown now. Returns how many
    /// mails that are.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn recover(&mut self, now: Timestamp) -> Result<usize, DeskError> {
        let mut batch = Batch::default();
        for order in self.books.open_orders() {
            if let Progress::Begun { since, attempts } = order.progress {
                let mut order = order.clone();
                // What can be read before it is written is simply done again.
                order.progress = if order.act.changes_roster() {
                    Progress::Waiting {
                        not_before: now,
                        attempts,
                    }
                } else {
                    Progress::Unknown { since, attempts }
                };
                batch.orders.push(order);
            }
        }
        let mails = batch
            .orders
            .iter()
            .filter(|order| matches!(order.progress, Progress::Unknown { .. }));
        let mails = mails.count();
        if !batch.orders.is_empty() {
            self.books.commit(batch, now)?;
        }
        Ok(mails)
    }

    /// The next act that is due, oldest first; roster changes of the embedded
    /// roster are made on the way. `read_until` is the instant up to which the
    /// mailbox was read completely.
    ///
    /// # Errors
    /// Nothing more was begun.
    pub fn next_due(
        &mut self,
        read_until: Timestamp,
        now: Timestamp,
        server: MailServer,
    ) -> Result<Option<Due>, DeskError> {
        loop {
            let Some(order) = self.first_ready(read_until, now, server).cloned() else {
                return Ok(None);
            };
            match order.act.clone() {
                Act::Subscribe { .. }
                | Act::Settle { .. }
                | Act::Restore { .. }
                | Act::TurnAway { .. }
                | Act::Observe { .. } => {
                    if let Some((key, changes)) = self.begin_roster(order, now)? {
                        return Ok(Some(Due::Roster { key, changes }));
                    }
                }
                Act::Send { letter, whole, .. } => {
                    if let Some(due) = self.begin(order, *letter, whole, now)? {
                        return Ok(Some(due));
                    }
                }
                Act::Append {
                    folder,
                    letter,
                    attach,
                    ..
                } => {
                    let letter =
                        with_attachment(&self.spool, *letter, attach, self.limits.message)?;
                    // Better a question without its attachment than no question.
                    let bare = || crate::compose::Letter {
                        attached: None,
                        ..letter.clone()
                    };
                    match render(&letter).or_else(|_| render(&bare())) {
                        Ok(bytes) => {
                            return Ok(Some(Due::Append {
                                key: order.key,
                                folder,
                                message_id: letter.message_id,
                                bytes,
                            }));
                        }
                        Err(error) => self.refuse(order, &error.to_string(), now)?,
                    }
                }
                Act::File { place, to, .. } => {
                    return Ok(Some(Due::File {
                        key: order.key,
                        place,
                        to,
                    }));
                }
                Act::Publish => {
                    let tlds = self.subscribed_tlds();
                    return Ok(Some(Due::Publish {
                        key: order.key,
                        tlds,
                    }));
                }
            }
        }
    }

    /// The oldest order that may begin now.
    fn first_ready(
        &self,
        read_until: Timestamp,
        now: Timestamp,
        server: MailServer,
    ) -> Option<&Order> {
        let takes =
            |order: &&Order| server == MailServer::Takes || !matches!(order.act, Act::Send { .. });
        self.books
            .open_orders()
            .filter(takes)
            .filter(|order| self.is_ready(order, read_until, now))
            .min_by(|a, b| (a.made, &a.key).cmp(&(b.made, &b.key)))
    }

    /// The ccTLDs that have a subscribed contact.
    pub fn subscribed_tlds(&self) -> Vec<Tld> {
        let members = self.books.members().iter();
        let mut tlds: Vec<Tld> = members.flat_map(|member| member.tlds.clone()).collect();
        tlds.sort();
        tlds.dedup();
        tlds
    }

    /// Writes down what became of an act.
    ///
    /// # Errors
    /// Nothing was written; the act counts as begun.
    pub fn finish(
        &mut self,
        key: &OrderKey,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let Some(mut order) = self
            .books
            .order(key)?
            .filter(|order| !order.progress.is_final())
        else {
            return Ok(());
        };
        let attempts = order.progress.attempts().max(1);
        match answer {
            Answer::Done(note) if order.act.changes_roster() => {
                self.roster_done(order, note, Batch::default(), now)
            }
            Answer::Done(note) => self.done(order, note, now),
            Answer::Never(why) => self.refuse(order, why, now),
            Answer::Later(why) | Answer::Unknown(why) if order.act.changes_roster() => {
                self.roster_later(order, attempts, why, now)
            }
            Answer::Later(why) if attempts >= TRIES && matches!(order.act, Act::Send { .. }) => {
                self.refuse(order, why, now)
            }
            Answer::Later(_) => self.wait(order, attempts, now),
            Answer::Unknown(why) if attempts >= UNKNOWNS => self.refuse(order, why, now),
            Answer::Unknown(_) => {
                order.progress = Progress::Unknown {
                    since: now,
                    attempts,
                };
                self.save(order, now)
            }
        }
    }

    /// The list server did not take it now, or nobody knows: it is done again, as
    /// long as the case wants it.
    fn roster_later(
        &mut self,
        order: Order,
        attempts: u32,
        why: &str,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        if !self.is_wanted(&order) {
            return self.undo(order, Batch::default(), now);
        }
        if attempts == PATIENCE {
            let mut batch = Batch::default();
            let why =
                format!("It has not taken it {attempts} times. It said: {why} It is tried again.");
            self.tell_roster_trouble(&order, "late", &why, &mut batch, now)?;
            self.books.commit(batch, now)?;
        }
        self.wait(order, attempts, now)
    }

    /// It is tried again after a pause.
    fn wait(&mut self, mut order: Order, attempts: u32, now: Timestamp) -> Result<(), DeskError> {
        let pause = SignedDuration::from_secs(pause(attempts));
        order.progress = Progress::Waiting {
            not_before: now.checked_add(pause).unwrap_or(now),
            attempts,
        };
        self.save(order, now)
    }

    /// Whether an order may begin now.
    fn is_ready(&self, order: &Order, read_until: Timestamp, now: Timestamp) -> bool {
        let held = order
            .case
            .and_then(|id| self.books.case(id))
            .is_some_and(|case| case.is_held() && !case.state.is_over());
        // Before the roster changed, a doubt holds the change (design, section 1).
        if held && order.act.changes_roster() {
            return false;
        }
        // The operator's hold leaves nothing but the mailbox in order.
        let inside = matches!(order.act, Act::Append { .. } | Act::File { .. });
        if !inside && self.is_on_hold().unwrap_or(true) {
            return false;
        }
        // Nobody is asked at an address that IANA has just replaced.
        if self.awaits_readdress(order) {
            return false;
        }
        match order.progress {
            Progress::Waiting { not_before, .. } => {
                let mail = matches!(order.act, Act::Send { .. });
                not_before <= now
                    && (!mail || self.mails_this_hour(now) < self.quotas.mails_per_hour)
            }
            Progress::Unknown { since, .. } => {
                let patience = SignedDuration::from_secs(self.quotas.copy_wait);
                since
                    .checked_add(patience)
                    .is_ok_and(|until| until <= now && until <= read_until)
            }
            // What was given up half-way in this very process.
            Progress::Begun { since, .. } if order.act.changes_roster() => {
                now.duration_since(since) > GIVEN_UP
            }
            Progress::Begun { .. }
            | Progress::ByHand { .. }
            | Progress::Done { .. }
            | Progress::Refused { .. }
            | Progress::Withdrawn { .. } => false,
        }
    }

    /// Whether an order is a question that waits for the Validator's word on
    /// the address it goes to.
    fn awaits_readdress(&self, order: &Order) -> bool {
        let asks = matches!(&order.act, Act::Send { kind, .. } if kind.is_for_admin());
        let in_doubt = |case: &crate::case::Case| {
            let mut proposals = case.holds.iter().map(|hold| &hold.proposal);
            proposals.any(|proposal| matches!(proposal, Proposal::Readdress(_)))
        };
        let case = order.case.and_then(|id| self.books.case(id));
        asks && case.is_some_and(in_doubt)
    }

    /// Marks a mail as begun; the next thing that happens is its transmission.
    fn begin(
        &mut self,
        mut order: Order,
        letter: crate::compose::Letter,
        whole: Option<Digest>,
        now: Timestamp,
    ) -> Result<Option<Due>, DeskError> {
        let bytes = match whole {
            None => render(&letter).map_err(|error| error.to_string()),
            Some(digest) => self
                .spool
                .get(&digest, self.limits.message)?
                .ok_or_else(|| "its text is not in the spool any more".to_owned()),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(why) => {
                self.refuse(order, &why, now)?;
                return Ok(None);
            }
        };
        let attempts = order.progress.attempts().saturating_add(1);
        order.progress = Progress::Begun {
            since: now,
            attempts,
        };
        let key = order.key.clone();
        let begun = self.mails_this_hour(now).saturating_add(1);
        let mut batch = Batch::default();
        batch.orders.push(order);
        batch
            .meta
            .push((MAIL_HOURS.to_owned(), format!("{} {begun}", hour(now))));
        self.books.commit(batch, now)?;
        if begun >= self.quotas.mails_per_hour {
            let cause = Cause::Command(format!("mails.{}", hour(now)));
            let why = format!(
                "{} {begun} mails were sent within this hour, which is the limit; what waits goes out in the next.",
                Code::TooManyMails
            );
            self.raise_once(&cause, Code::TooManyMails, why, Proposal::Nothing, now)?;
        }
        Ok(Some(Due::Send {
            key,
            bytes,
            from: letter.from.1,
            to: letter.to,
            blind_copy: letter.blind_copy,
        }))
    }

    /// Mails begun in the clock hour of `now`.
    fn mails_this_hour(&self, now: Timestamp) -> usize {
        let stored = self
            .books
            .meta(MAIL_HOURS)
            .ok()
            .flatten()
            .unwrap_or_default();
        match stored.split_once(' ') {
            Some((then, count)) if then == hour(now).to_string() => count.parse().unwrap_or(0),
            Some(_) | None => 0,
        }
    }

    fn done(&mut self, mut order: Order, note: &str, now: Timestamp) -> Result<(), DeskError> {
        let key = order.key.clone();
        // Deadlines count from when the server took the mail; a mail whose
        // outcome was unknown left when it began.
        let event = match &order.act {
            Act::Send { .. } => Some(Event::Sent {
                order: key,
                at: now,
            }),
            Act::Publish => Some(Event::Published { order: key }),
            Act::Append { .. }
            | Act::Subscribe { .. }
            | Act::Settle { .. }
            | Act::Restore { .. }
            | Act::TurnAway { .. }
            | Act::Observe { .. }
            | Act::File { .. } => None,
        };
        order.progress = Progress::Done {
            at: now,
            note: note.to_owned(),
        };
        self.conclude(order, event, Batch::default(), now)
    }

    pub(super) fn refuse(
        &mut self,
        order: Order,
        why: &str,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let why = Refusal::ListServer(why.to_owned());
        self.refuse_with(order, &why, Batch::default(), now)
    }

    /// The same, with whatever else belongs into the commit.
    pub(super) fn refuse_with(
        &mut self,
        mut order: Order,
        refusal: &Refusal,
        mut batch: Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        if !self.is_wanted(&order) {
            return self.undo(order, batch, now);
        }
        let key = order.key.clone();
        let why = match refusal {
            Refusal::ListServer(words) => words.clone(),
            Refusal::Foreign(_)
            | Refusal::Full { .. }
            | Refusal::Overtaken(_)
            | Refusal::NotByHand => refusal.to_string(),
        };
        let event = match &order.act {
            Act::Send { .. } => Some(Event::Undeliverable {
                order: key,
                why: why.clone(),
            }),
            Act::Subscribe { .. } | Act::Settle { .. } => Some(Event::RosterRefused {
                order: key,
                refusal: refusal.clone(),
            }),
            Act::Restore { .. } | Act::TurnAway { .. } | Act::Observe { .. } => {
                self.tell_roster_trouble(&order, "never", &refusal.to_string(), &mut batch, now)?;
                None
            }
            Act::Append { .. } | Act::File { .. } | Act::Publish => None,
        };
        if event.is_none() {
            tracing::error!(order = %order.key, "an order came to nothing; it stays in the outbox as refused");
        }
        order.progress = Progress::Refused { at: now, why };
        self.conclude(order, event, batch, now)
    }

    /// An order's end and what it means for its case, in one commit.
    pub(super) fn conclude(
        &mut self,
        order: Order,
        event: Option<Event>,
        mut batch: Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let cause = Cause::Order(order.key.clone());
        let case: Option<CaseId> = order.case;
        batch.orders.push(order);
        match (event, case.and_then(|id| self.books.case(id))) {
            (Some(event), Some(case)) => {
                let step = step(case, &event, &cause, &self.rules, now);
                self.write(step, &cause, batch, None, now)
            }
            (Some(event), None) => self.conclude_without_case(event, batch, now),
            (None, _) => Ok(self.books.commit(batch, now)?),
        }
    }

    /// A mail to the list that came to nothing is told; the rest needs no word.
    fn conclude_without_case(
        &mut self,
        event: Event,
        mut batch: Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        if let Event::Undeliverable { order, why } = event {
            let why = format!("{} It said: {why}", Code::Undeliverable);
            let (cause, code) = (Cause::Order(order), Code::Undeliverable);
            self.raise_once_in(&cause, code, why, Proposal::Nothing, &mut batch, now)?;
        }
        Ok(self.books.commit(batch, now)?)
    }

    pub(super) fn save(&mut self, order: Order, now: Timestamp) -> Result<(), DeskError> {
        let mut batch = Batch::default();
        batch.orders.push(order);
        Ok(self.books.commit(batch, now)?)
    }
}

/// One minute, doubled with every try, an hour at most.
fn pause(attempts: u32) -> i64 {
    let doubled = 60i64.saturating_mul(
        1i64.checked_shl(attempts.saturating_sub(1).min(10))
            .unwrap_or(i64::MAX),
    );
    doubled.min(LONGEST_PAUSE)
}

fn hour(now: Timestamp) -> i64 {
    now.as_second().div_euclid(3_600)
}
