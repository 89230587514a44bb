//! Requests that the list server holds (procedure, section 5.1).
//!
//! What is held is read from the list server itself, never from a mail about it.
//! Each request is taken up once: it opens a case for every ccTLD it names, or
//! is put before the Validator with what is missing. Who was denied, or got no
//! answer, does not come back by asking again: that is the Validator's to say.

use super::drift::short;
use super::{Desk, DeskError, errands};
use crate::case::{Asker, Case, Cause, Code, Modification, Outcome, Proposal, Scheme};
use crate::domain::address::EmailAddress;
use crate::domain::contact::{Contact, is_role_account};
use crate::domain::ids::Digest;
use crate::domain::member::contacts_of;
use crate::domain::seat::parse_display;
use crate::domain::tld::Tld;
use crate::outbound::roster::{Held, HeldWish};
use crate::sender::RECORD_LIFE;
use crate::store::books::Batch;
use crate::store::record::v1::ContactV1;
use jiff::{SignedDuration, Timestamp};

/// Requests that open cases by themselves within a day, at most: whoever fills in
/// the list's page again and again must not make the bot write to the world.
const A_DAY: usize = 20;
/// How long an SSC whose change came to nothing is not asked for again.
const CHANGE_PAUSE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Held requests that may wait for the Validator at a time.
const QUESTIONS: usize = 20;
/// Addresses with a held request that are remembered.
const REMEMBERED: usize = 10_000;
/// Held requests taken up in one go, at most; the rest waits for the next look.
const AT_ONCE: usize = 50;

impl Desk {
    /// Takes up what the list server holds; returns how many requests were new.
    ///
    /// # Errors
    /// What was taken up before the error is not taken up again.
    pub fn take_held(&mut self, held: &[Held], now: Timestamp) -> Result<usize, DeskError> {
        let mut fresh = 0usize;
        let mut room = self.room_for_questions()?;
        self.remember_held(held);
        for request in held {
            let mark = mark(request);
            if fresh >= AT_ONCE {
                break;
            }
            if self.books.meta(&mark)?.is_some() {
                continue;
            }
            let mut batch = Batch::default();
            batch.meta.push((mark.clone(), now.to_string()));
            let cause = Cause::Held(mark);
            match request.wish {
                HeldWish::Join => self.wants_to_join(request, &cause, &mut batch, now)?,
                HeldWish::Leave => self.wants_to_leave(request, &cause, &mut batch, now)?,
            }
            // What would be one question too many waits at the list server.
            let asks = batch.escalations.len();
            if asks > room {
                continue;
            }
            room = room.saturating_sub(asks);
            fresh = fresh.saturating_add(1);
            self.books.commit(batch, now)?;
        }
        Ok(fresh)
    }

    /// How many more held requests may be put before the Validator.
    fn room_for_questions(&self) -> Result<usize, DeskError> {
        let all = self.books.escalations()?;
        let open = all
            .iter()
            .filter(|one| one.decided.is_none() && one.code == Code::HeldSubscription.as_str());
        Ok(QUESTIONS.saturating_sub(open.count()))
    }

    /// Whose requests the list server holds just now.
    fn remember_held(&mut self, held: &[Held]) {
        let joins = held.iter().filter(|one| one.wish == HeldWish::Join);
        let addresses = joins.map(|one| one.address.to_ascii_lowercase());
        self.held_now = addresses.take(REMEMBERED).collect();
    }

    /// Whether the list server holds a request of that address to join.
    pub(super) fn is_held_there(&self, address: &EmailAddress) -> bool {
        let address = address.to_string().to_ascii_lowercase();
        self.held_now.contains(&address)
    }

    fn wants_to_join(
        &self,
        request: &Held,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let read = parse_display(&request.name);
        let address = EmailAddress::parse(&request.address);
        let mut missing: Vec<String> = Vec::new();
        if let Err(faults) = &read {
            missing.extend(faults.iter().map(ToString::to_string));
        }
        if let Err(fault) = &address {
            missing.push(fault.to_string());
        }
        let (Ok(read), Ok(email)) = (read, address) else {
            self.ask_about_request(request, &missing.join("; "), None, cause, batch, now);
            return Ok(());
        };
        if is_role_account(&email) {
            let why = "the address belongs to a function; the list takes people's own";
            self.ask_about_request(request, why, None, cause, batch, now);
            return Ok(());
        }
        let ssc = Contact {
            name: read.name,
            email,
            phone: read.phone,
        };
        for tld in read.tlds {
            match self.obstacle(tld, &ssc, batch, now) {
                Obstacle::None => {
                    let scheme = Scheme::SscInitiated { ssc: ssc.clone() };
                    self.open_in(tld, scheme, true, cause, batch, now)?;
                }
                Obstacle::Known => {
                    let entry = errands::entry(
                        Some(tld),
                        "request-known",
                        format!("A request to join for {tld} is in hand already."),
                    );
                    batch.entries.push((cause.to_string(), entry));
                }
                Obstacle::Ask(why) => {
                    self.ask_about_request(
                        request,
                        &why,
                        Some((tld, &ssc)),
                        &Cause::Held(format!("{cause}.{}", tld.a_label())),
                        batch,
                        now,
                    );
                }
                Obstacle::Refuse(why) => {
                    let cause = Cause::Held(format!("{cause}.{}", tld.a_label()));
                    self.ask_about_request(request, &why, None, &cause, batch, now);
                }
            }
        }
        Ok(())
    }

    /// What stands against asking the admin contact about a person.
    fn obstacle(&self, tld: Tld, ssc: &Contact, batch: &Batch, now: Timestamp) -> Obstacle {
        let of_person = |case: &&Case| {
            case.tld == tld
                && case
                    .scheme
                    .ssc()
                    .is_some_and(|one| one.email.same_mailbox(&ssc.email))
        };
        let cases: Vec<&Case> = self.books.cases().iter().filter(of_person).collect();
        if cases.iter().any(|case| !case.state.is_over()) {
            return Obstacle::Known;
        }
        let on_list = contacts_of(self.books.members(), tld);
        if on_list.iter().any(|one| one.email.same_mailbox(&ssc.email)) {
            return Obstacle::Known;
        }
        if on_list.len() >= self.rules.max_contacts {
            return Obstacle::Refuse(format!(
                "{tld} has {} contact(s) on the list already, and more are not admitted",
                on_list.len()
            ));
        }
        if let Some(why) = self.too_many_requests(tld, batch, now) {
            return Obstacle::Ask(why);
        }
        let fresh = self
            .books
            .records()
            .iter()
            .any(|record| record.tld == tld && now.duration_since(record.read) <= RECORD_LIFE);
        if !fresh {
            return Obstacle::Ask(format!(
                "IANA's record of {tld} is not known, or was read more than a week ago"
            ));
        }
        match cases.iter().rev().find_map(|case| ended_without(case)) {
            Some((how, at)) if !self.may_retry(at, now) => Obstacle::Ask(format!(
                "the request for {tld} ended before, on {}: {how}",
                self.voice.day(at)
            )),
            Some(_) | None => Obstacle::None,
        }
    }

    /// Why so many requests are not taken up by themselves.
    fn too_many_requests(&self, tld: Tld, batch: &Batch, now: Timestamp) -> Option<String> {
        let day_ago = now.checked_sub(SignedDuration::from_hours(24)).ok()?;
        let asked = || {
            let all = self.books.cases().iter().chain(&batch.cases);
            all.filter(|case| case.scheme.ssc().is_some())
        };
        let of_tld = asked().filter(|case| case.tld == tld && !case.state.is_over());
        let (open, today) = (
            of_tld.count(),
            asked().filter(|case| case.opened > day_ago).count(),
        );
        if open >= self.rules.max_contacts {
            return Some(format!(
                "the admin contact of {tld} is asked about {open} others just now"
            ));
        }
        (today >= A_DAY).then(|| format!("{today} requests were taken up within a day already"))
    }

    /// Whether something that came to nothing at `ended` may be tried anew.
    pub(super) fn may_retry(&self, ended: Timestamp, now: Timestamp) -> bool {
        self.practice.retry_after_days.is_some_and(|days| {
            let pause = SignedDuration::from_hours(i64::from(days).saturating_mul(24));
            now.duration_since(ended) >= pause
        })
    }

    /// Puts a request before the Validator; with a person and a ccTLD his word is
    /// enough to ask the admin contact.
    fn ask_about_request(
        &self,
        request: &Held,
        missing: &str,
        about: Option<(Tld, &Contact)>,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) {
        let proposal = match about {
            Some(_) => Proposal::Ask,
            None => Proposal::Nothing,
        };
        let hint = match about {
            Some(_) => String::new(),
            None => " When you know what is missing, `secird request` asks the admin contact; otherwise reject it at the list server.".to_owned(),
        };
        let why = format!(
            "{} {} asks to join as “{}”, but {missing}.{hint}",
            Code::HeldSubscription,
            short(&request.address),
            short(&request.name)
        );
        let matter = Self::matter(cause, Code::HeldSubscription, why, proposal, None);
        self.raise(&matter, None, batch, None, now);
        if let (Some((tld, contact)), Some(raised)) = (about, batch.escalations.last_mut()) {
            raised.tld = Some(tld.a_label().to_owned());
            raised.about = Some(ContactV1::of(contact));
        }
    }

    /// A subscriber wants to leave: each of his ccTLDs' admin contacts is asked.
    fn wants_to_leave(
        &self,
        request: &Held,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let address = EmailAddress::parse(&request.address).ok();
        let Some(member) = address.and_then(|address| self.member(&address)).cloned() else {
            let why = format!(
                "{} {} asks to leave the list, and is none of the subscribers the procedure made.",
                Code::HeldSubscription,
                short(&request.address)
            );
            let matter = Self::matter(cause, Code::HeldSubscription, why, Proposal::Nothing, None);
            self.raise(&matter, None, batch, None, now);
            return Ok(());
        };
        for tld in &member.tlds {
            let mut wanted = contacts_of(self.books.members(), *tld);
            wanted.retain(|one| !one.email.same_mailbox(&member.contact.email));
            let change = Modification {
                before: Vec::new(),
                wanted,
                asker: Asker::Ssc(member.contact.clone()),
            };
            self.open_change_or_tell(*tld, change, cause, batch, now)?;
        }
        Ok(())
    }

    /// Opens a case that asks the admin contact to confirm a change, unless one is
    /// open or there is nothing to change; the journal says which.
    pub(super) fn open_change(
        &self,
        tld: Tld,
        change: Modification,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<Result<(), String>, DeskError> {
        let change = Modification {
            before: contacts_of(self.books.members(), tld),
            ..change
        };
        let open = |case: &Case| {
            case.tld == tld && !case.state.is_over() && case.scheme.modification().is_some()
        };
        let known = self.books.records().iter().any(|record| record.tld == tld);
        let why = if change.wanted.len() > self.rules.max_contacts {
            Some("more contacts are wanted than are admitted")
        } else if change.is_empty() {
            Some("there is nothing to change")
        } else if self.books.cases().iter().chain(&batch.cases).any(open) {
            Some("another change waits for an answer")
        } else if !known {
            Some("IANA's record is not known")
        } else if self.was_refused_lately(tld, &change.asker, now) {
            Some("a change that the same person asked for came to nothing lately")
        } else {
            None
        };
        if let Some(why) = why {
            let entry = errands::entry(
                Some(tld),
                "change-not-opened",
                format!("The admin contact of {tld} was not asked about a change: {why}."),
            );
            batch.entries.push((cause.to_string(), entry));
            return Ok(Err(why.to_owned()));
        }
        self.open_in(tld, Scheme::Modification(change), false, cause, batch, now)?;
        Ok(Ok(()))
    }
}

impl Desk {
    /// Whether a change that an SSC asked for was denied or not answered lately.
    fn was_refused_lately(&self, tld: Tld, asker: &Asker, now: Timestamp) -> bool {
        let Asker::Ssc(ssc) = asker else {
            return false;
        };
        self.books.cases().iter().any(|case| {
            let change = case.scheme.modification().is_some();
            let same = case
                .scheme
                .person()
                .is_some_and(|one| one.email.same_mailbox(&ssc.email));
            change
                && same
                && case.tld == tld
                && ended_without(case).is_some_and(|(_, at)| now.duration_since(at) < CHANGE_PAUSE)
        })
    }

    /// The same, and where nobody can be asked the Validator learns of it.
    pub(super) fn open_change_or_tell(
        &self,
        tld: Tld,
        change: Modification,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        if let Err(why) = self.open_change(tld, change, cause, batch, now)? {
            let why = format!(
                "{} It is about {tld}; the admin contact was not asked, as {why}.",
                Code::ChangeRequested
            );
            let cause = Cause::Held(format!("{cause}.{}", tld.a_label()));
            let matter = Self::matter(&cause, Code::ChangeRequested, why, Proposal::Nothing, None);
            self.raise(&matter, None, batch, None, now);
        }
        Ok(())
    }
}

/// What stands against asking the admin contact.
enum Obstacle {
    /// Nothing.
    None,
    /// The person is on the list, or the admin contact is asked just now.
    Known,
    /// The Validator has to say whether he is asked.
    Ask(String),
    /// The person cannot be admitted as things are.
    Refuse(String),
}

/// How a request came to nothing, and when.
fn ended_without(case: &Case) -> Option<(&'static str, Timestamp)> {
    let (outcome, at) = case.state.ended()?;
    match outcome {
        Outcome::Denied => Some(("the admin contact denied it", at)),
        Outcome::NoResponse => Some(("the admin contact did not answer", at)),
        Outcome::ByHand => Some(("it was closed by hand", at)),
        Outcome::Joined { .. } => None,
    }
}

/// The meta value that says that a request was taken up.
fn mark(request: &Held) -> String {
    let wish = match request.wish {
        HeldWish::Join => "join",
        HeldWish::Leave => "leave",
    };
    let what = format!(
        "{}\n{wish}\n{}\n{}",
        request.id,
        request.address.to_ascii_lowercase(),
        request.when
    );
    format!("held.{}", Digest::of(what.as_bytes()).short())
}
