//! The desk: where a message, a command or a deadline becomes one commit.
//!
//! Everything here runs on the writer's thread, one thing after the other, and
//! waits for nothing but the disk. What the pure rooms decided is written whole
//! together with the orders it causes; the world hears of it only afterwards.

mod adoption;
mod command;
mod decide;
mod diary;
mod drift;
mod errands;
mod orders;
pub mod practice;
mod records;
mod requests;
mod roster;
mod taking;
mod ticking;

pub use command::{Command, RecordLine, Reply, RequestLine};
pub use decide::Moved;
pub use orders::{Due, MailServer};
pub use practice::Practice;
pub use records::{Asked, TakenRecords};
pub use roster::RosterKind;
pub use taking::{Arrival, Taken};

use crate::case::{
    Case, Cause, Effect, Escalation, Event, HeldThere, Proposal, Rules, Scheme, Step, step,
};
use crate::compose::{Letter, Voice, WordsFault, escalation, letters};
use crate::domain::address::EmailAddress;
use crate::domain::contact::Contact;
use crate::domain::ids::{CaseId, Digest, OrderKey};
use crate::domain::member::contacts_of;
use crate::domain::place::{Folder, Place};
use crate::domain::remedy::Remedy;
use crate::domain::tld::Tld;
use crate::mail::Limits;
use crate::reading::Script;
use crate::store::StoreError;
use crate::store::books::{Batch, Books};
use crate::store::outbox::{Act, Order, Progress};
use crate::store::record::v1::{ContactV1, EscalationV1};
use crate::store::spool::Spool;
use jiff::Timestamp;
use std::collections::BTreeSet;

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
    /// What this Secretariat made of what the procedure leaves to it.
    pub practice: Practice,
    /// Addresses whose request to join the list server held when it was last
    /// looked at.
    held_now: BTreeSet<String>,
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
            plain_requests: voice.words.plain_requests(&voice.site),
            voice,
            limits,
            quotas,
            practice: Practice::default(),
            held_now: BTreeSet::new(),
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
        self.draft(step, cause, &mut batch, place, now)?;
        self.books.commit(batch, now)?;
        Ok(())
    }

    /// Puts a step into a batch.
    fn draft(
        &self,
        step: Step,
        cause: &Cause,
        batch: &mut Batch,
        place: Option<Place>,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let mut case = step.case;
        // A case that an effect opens gets a number after this one's.
        let mut opens = Vec::new();
        for effect in step.effects {
            if let Effect::Open { tld, change } = effect {
                opens.push((tld, change));
            } else {
                self.enlist(effect, &mut case, batch, place, now)?;
            }
        }
        let entries = step
            .entries
            .into_iter()
            .map(|entry| (cause.to_string(), entry));
        batch.entries.extend(entries);
        batch.cases.push(case);
        for (tld, change) in opens {
            self.open_change_or_tell(tld, *change, cause, batch, now)?;
        }
        Ok(())
    }

    /// Opens a case and starts it, within a batch; the registry's record of the
    /// ccTLD is known.
    fn open_in(
        &self,
        tld: Tld,
        scheme: Scheme,
        held_there: HeldThere,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<Option<CaseId>, DeskError> {
        let Some(record) = self.record(tld) else {
            return Ok(None);
        };
        let newest = batch.cases.iter().map(|case| case.id.0.saturating_add(1));
        let number = newest.max().unwrap_or(0).max(self.books.next_case().0);
        let mut case = Case::open(CaseId(number), tld, scheme, record.admin.clone(), now);
        case.held_there = held_there;
        let step = step(&case, &Event::Start, cause, &self.rules, now);
        self.draft(step, cause, batch, None, now)?;
        Ok(Some(CaseId(number)))
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
                    whole: None,
                };
                batch
                    .orders
                    .push(waiting(mail.order, Some(case.id), act, now));
            }
            Effect::Escalate(matter) => {
                self.raise(&matter, Some(case), None, batch, place, now);
            }
            Effect::Subscribe { .. }
            | Effect::Settle { .. }
            | Effect::Restore { .. }
            | Effect::TurnAway { .. }
            | Effect::Open { .. } => {
                if let Some((order, act)) = self.roster_act(effect, case)? {
                    batch.orders.push(waiting(order, Some(case.id), act, now));
                }
            }
            Effect::Publish { order, .. } => {
                batch
                    .orders
                    .push(waiting(order, Some(case.id), Act::Publish, now));
            }
            Effect::Withdraw { order } => {
                if let Some(known) = self.books.order(&order)? {
                    self.withdraw(known, batch, now)?;
                }
            }
        }
        Ok(())
    }

    /// What an effect on the roster orders; nothing where there is nothing to do.
    fn roster_act(
        &self,
        effect: Effect,
        case: &Case,
    ) -> Result<Option<(OrderKey, Act)>, DeskError> {
        Ok(match effect {
            Effect::Subscribe {
                order,
                tld,
                contacts,
                vouched,
                ..
            } => Some((
                order,
                Act::Subscribe {
                    tld,
                    contacts,
                    vouched,
                },
            )),
            Effect::Settle {
                order,
                tld,
                change,
                vouched,
                ..
            } => Some((
                order,
                Act::Settle {
                    tld,
                    change,
                    vouched,
                },
            )),
            // Where a person keeps the list, nobody else has changed it.
            Effect::Restore {
                order, addresses, ..
            } if self.practice.roster != RosterKind::ByHand => {
                Some((order, Act::Restore { addresses }))
            }
            Effect::TurnAway {
                order,
                address,
                told,
                ..
            } if case.held_there == HeldThere::ForThis
                || !self.is_asked_for_elsewhere(case, &address) =>
            {
                let reason = told.then(|| letters::rejection(case, &self.voice));
                let reason = reason.transpose()?;
                Some((order, Act::TurnAway { address, reason }))
            }
            // A case of its own is opened in draft; the rest is no roster's.
            Effect::Restore { .. }
            | Effect::TurnAway { .. }
            | Effect::Open { .. }
            | Effect::Send(_)
            | Effect::Escalate(_)
            | Effect::Publish { .. }
            | Effect::Withdraw { .. } => None,
        })
    }

    /// Whether a person's request at the list server is another open case's too.
    fn is_asked_for_elsewhere(&self, case: &Case, address: &EmailAddress) -> bool {
        self.books.cases().iter().any(|other| {
            let ssc = other.scheme.ssc();
            other.id != case.id
                && !other.state.is_over()
                && ssc.is_some_and(|ssc| ssc.email.same_mailbox(address))
        })
    }

    /// Orders an escalation and remembers it; `about` is whom and for which ccTLD
    /// the admin contact would be asked about.
    fn raise(
        &self,
        matter: &Escalation,
        case: Option<&Case>,
        about: Option<(&Contact, Tld)>,
        batch: &mut Batch,
        place: Option<Place>,
        now: Timestamp,
    ) {
        let tld = case.map(|case| case.tld).or(about.map(|(_, tld)| tld));
        let exhibits = escalation::Exhibits {
            case,
            record: tld.and_then(|tld| self.record(tld)),
            history: case.map_or(&[], |case| self.books.history(case.id)),
            original: matter.message.is_some(),
            on_list: tld.map_or_else(Vec::new, |tld| contacts_of(self.books.members(), tld)),
            about,
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
            tld: tld.map(|tld| tld.a_label().to_owned()),
            code: matter.code.as_str().to_owned(),
            why: matter.why.clone(),
            proposal: matter.proposal.as_str().to_owned(),
            at: now,
            message: matter.message.map(|digest| digest.hex()),
            place: place.map(|place| (place.folder.as_str().to_owned(), place.validity, place.uid)),
            decided: None,
            about: about.map(|(contact, _)| ContactV1::of(contact)),
            points: None,
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
