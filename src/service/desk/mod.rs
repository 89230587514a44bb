//! The desk: where a message, a command or a deadline becomes one commit.
//!
//! Everything here runs on the writer's thread, one thing after the other, and
//! waits for nothing but the disk. What the pure rooms decided is written whole
//! together with the orders it causes; the world hears of it only afterwards.

mod command;
mod decide;
mod orders;
mod records;
mod taking;
mod ticking;

pub use command::{Command, RecordLine, Reply, RequestLine};
pub use decide::Moved;
pub use orders::{Due, MailServer};
pub use records::{Asked, TakenRecords};
pub use taking::{Arrival, Taken};

use crate::case::{Case, Cause, Effect, Escalation, Proposal, Rules, Step};
use crate::compose::{Letter, Voice, Words, WordsFault, escalation, letters};
use crate::domain::ids::{CaseId, Digest, OrderKey};
use crate::domain::place::{Folder, Place};
use crate::domain::remedy::Remedy;
use crate::mail::Limits;
use crate::reading::Script;
use crate::store::StoreError;
use crate::store::books::{Batch, Books};
use crate::store::outbox::{Act, Order, Progress};
use crate::store::record::v1::EscalationV1;
use crate::store::spool::Spool;
use jiff::Timestamp;

//------------ DeskError -------------------------------------------------------

/// Why the desk did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A text of ours cannot be made.
    #[error("{0}")]
    Words(#[from] WordsFault),
}

impl DeskError {
    /// What the caller may still do.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Store(error) => error.remedy(),
            Self::Words(_) => Remedy::Human,
        }
    }
}

//------------ Quotas ----------------------------------------------------------

/// What stops a runaway (design, invariant 8), and what patience costs.
#[derive(Debug, Clone, Copy)]
pub struct Quotas {
    /// Mails in any hour.
    pub mails_per_hour: usize,
    /// Cases that may fail within a day.
    pub failures_per_day: usize,
    /// Seconds to wait for a mail's own blind copy before it is repeated.
    pub copy_wait: i64,
}

//------------ Desk ------------------------------------------------------------

/// Everything the writer's thread owns.
#[derive(Debug)]
pub struct Desk {
    /// The books.
    pub books: Books,
    /// Raw messages by digest.
    pub spool: Spool,
    /// The settings a step obeys.
    pub rules: Rules,
    /// Who speaks.
    pub voice: Voice,
    /// The most that is read of a message.
    pub limits: Limits,
    /// What stops a runaway.
    pub quotas: Quotas,
    /// The words of our requests, for messages that belong to no case.
    plain_requests: Vec<Script>,
}

impl Desk {
    /// A desk over opened books; the rules take the books' own site key.
    pub fn new(
        books: Books,
        spool: Spool,
        mut rules: Rules,
        voice: Voice,
        limits: Limits,
        quotas: Quotas,
    ) -> Self {
        rules.site_key = books.site_key().clone();
        Self {
            books,
            spool,
            rules,
            voice,
            limits,
            quotas,
            plain_requests: Words::plain_requests(),
        }
    }

    /// Writes a step, with whatever else belongs into the same commit.
    fn write(
        &mut self,
        step: Step,
        cause: &Cause,
        mut batch: Batch,
        place: Option<Place>,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let mut case = step.case;
        for effect in step.effects {
            self.enlist(effect, &mut case, &mut batch, place, now)?;
        }
        let entries = step
            .entries
            .into_iter()
            .map(|entry| (cause.to_string(), entry));
        batch.entries.extend(entries);
        batch.cases.push(case);
        self.books.commit(batch, now)?;
        Ok(())
    }

    /// Turns an effect into an order of the batch.
    fn enlist(
        &self,
        effect: Effect,
        case: &mut Case,
        batch: &mut Batch,
        place: Option<Place>,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        match effect {
            Effect::Send(mail) => {
                let letter = letters::letter(&mail, case, &self.voice, &self.rules, now)?;
                for sent in &mut case.mails {
                    if sent.order == mail.order {
                        sent.text.clone_from(&letter.body);
                    }
                }
                let act = Act::Send {
                    kind: mail.kind,
                    letter: Box::new(letter),
                };
                batch
                    .orders
                    .push(waiting(mail.order, Some(case.id), act, now));
            }
            Effect::Escalate(matter) => self.raise(&matter, Some(case), batch, place, now),
            Effect::Subscribe {
                order,
                tld,
                contacts,
                ..
            } => {
                batch.orders.push(waiting(
                    order,
                    Some(case.id),
                    Act::Subscribe { tld, contacts },
                    now,
                ));
            }
            Effect::Publish { order, .. } => {
                batch
                    .orders
                    .push(waiting(order, Some(case.id), Act::Publish, now));
            }
            Effect::Withdraw { order } => {
                // What is being carried out just now comes to its own end.
                if let Some(mut known) = self.books.order(&order)?
                    && matches!(
                        known.progress,
                        Progress::Waiting { .. } | Progress::Unknown { .. }
                    )
                {
                    known.progress = Progress::Withdrawn { at: now };
                    batch.orders.push(known);
                }
            }
        }
        Ok(())
    }

    /// Orders an escalation and remembers it.
    fn raise(
        &self,
        matter: &Escalation,
        case: Option<&Case>,
        batch: &mut Batch,
        place: Option<Place>,
        now: Timestamp,
    ) {
        let record = case.and_then(|case| {
            self.books
                .records()
                .iter()
                .find(|record| record.tld == case.tld)
        });
        let exhibits = escalation::Exhibits {
            case,
            record,
            history: case.map_or(&[], |case| self.books.history(case.id)),
            original: matter.message.is_some(),
        };
        // An id is made of our own digits and the configured domain, so it can be made.
        let Some(letter) = escalation::escalation(matter, exhibits, &self.voice, &self.rules, now)
        else {
            return;
        };
        let act = Act::Append {
            folder: Folder::Inbox,
            escalation: matter.id.clone(),
            letter: Box::new(letter),
            attach: matter.message,
        };
        batch
            .orders
            .push(waiting(matter.order.clone(), matter.case, act, now));
        batch.escalations.push(EscalationV1 {
            v: 1,
            id: matter.id.to_string(),
            case: matter.case.map(|case| case.0),
            tld: case.map(|case| case.tld.a_label().to_owned()),
            code: matter.code.as_str().to_owned(),
            why: matter.why.clone(),
            proposal: matter.proposal.as_str().to_owned(),
            at: now,
            message: matter.message.map(|digest| digest.hex()),
            place: place.map(|place| (place.folder.as_str().to_owned(), place.validity, place.uid)),
            decided: None,
        });
    }

    /// A matter that belongs to no case.
    fn matter(
        cause: &Cause,
        code: crate::case::Code,
        why: String,
        proposal: Proposal,
        message: Option<Digest>,
    ) -> Escalation {
        let order = OrderKey::new(&format!("{cause}.none"), 0);
        Escalation {
            id: crate::case::EscalationId::of(&order),
            order,
            case: None,
            code,
            why,
            proposal,
            done_closes: false,
            message,
            judgement: None,
            report: None,
        }
    }
}

/// A new order that may begin at once.
fn waiting(key: OrderKey, case: Option<CaseId>, act: Act, now: Timestamp) -> Order {
    Order {
        key,
        case,
        made: now,
        act,
        progress: Progress::Waiting {
            not_before: now,
            attempts: 0,
        },
    }
}

/// The order that moves a message.
fn filing(
    place: Place,
    message: Digest,
    to: Folder,
    case: Option<CaseId>,
    now: Timestamp,
) -> Order {
    let key = OrderKey::new(
        &format!(
            "f.{message}.{}.{}.{}",
            place.folder.as_str(),
            place.validity,
            place.uid
        ),
        0,
    );
    waiting(key, case, Act::File { place, message, to }, now)
}

/// A letter with its attachment from the spool.
fn with_attachment(
    spool: &Spool,
    mut letter: Letter,
    attach: Option<Digest>,
    cap: usize,
) -> Result<Letter, StoreError> {
    if let Some(digest) = attach {
        letter.attached = spool.get(&digest, cap)?;
    }
    Ok(letter)
}
