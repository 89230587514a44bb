//! Requests that the list server holds (procedure, section 5.1).
//!
//! What is held is read from the list server itself, never from a mail about it.
//! Each request is taken up once: it opens a case for every ccTLD it names, or
//! is put before the Validator with what is missing. Who was denied, or got no
//! answer, does not come back by asking again: that is the Validator's to say.

use super::drift::short;
use super::{Desk, DeskError, errands};
use crate::case::modification::hindrance;
use crate::case::{
    Asker, Case, Cause, Code, End, EscalationId, HeldThere, Hindrance, Modification, Proposal,
    Scheme,
};
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
/// the list's page again and again must not make the bot write to the world, nor
/// use up the failures that a day may bring.
const A_DAY: usize = 20;
/// ccTLDs of one request that are asked about without a person's word.
const NAMED: usize = 2;
/// Held requests that may wait for the Validator at a time.
const QUESTIONS: usize = 20;
/// The note that says that more requests wait.
const WAITING_NOTE: &str = "held-waiting-note";
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
        let mut waiting = 0usize;
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
                waiting = waiting.saturating_add(1);
                continue;
            }
            room = room.saturating_sub(asks);
            fresh = fresh.saturating_add(1);
            self.books.commit(batch, now)?;
        }
        self.tell_waiting(waiting, now)?;
        Ok(fresh)
    }

    /// More requests wait than are put before the Validator: he learns of it, once a
    /// day and not while he is told already.
    fn tell_waiting(&mut self, waiting: usize, now: Timestamp) -> Result<(), DeskError> {
        if waiting == 0 || self.open_waiting_note()?.is_some() {
            return Ok(());
        }
        let day = now
            .to_zoned_datetime(self.rules.calendar.zone.clone())
            .date();
        let cause = Cause::Calendar(format!("held.{day}"));
        let why = format!(
            "{} {waiting} more wait there than are put before you: {QUESTIONS} questions at a time. They come up when those are decided; what nobody meant can be rejected at the list server.",
            Code::HeldSubscription
        );
        let mut batch = Batch::default();
        let code = Code::HeldSubscription;
        self.raise_once_in(&cause, code, why, Proposal::Nothing, &mut batch, now)?;
        if let Some(raised) = batch.escalations.last() {
            batch
                .meta
                .push((WAITING_NOTE.to_owned(), raised.id.clone()));
            self.books.commit(batch, now)?;
        }
        Ok(())
    }

    /// The note that more requests wait, while it is not decided.
    fn open_waiting_note(&self) -> Result<Option<EscalationId>, DeskError> {
        let id = self.books.meta(WAITING_NOTE)?;
        let Some(id) = id.as_deref().and_then(EscalationId::parse) else {
            return Ok(None);
        };
        let open = self.books.escalation(&id)?;
        Ok(open.is_some_and(|one| one.decided.is_none()).then_some(id))
    }

    /// How many more held requests may be put before the Validator.
    fn room_for_questions(&self) -> Result<usize, DeskError> {
        let all = self.books.escalations()?;
        let note = self.open_waiting_note()?.map(|id| id.to_string());
        let open = all.iter().filter(|one| {
            one.decided.is_none()
                && one.code == Code::HeldSubscription.as_str()
                && Some(&one.id) != note.as_ref()
        });
        Ok(QUESTIONS.saturating_sub(open.count()))
    }

    /// Whose requests the list server holds just now.
    fn remember_held(&mut self, held: &[Held]) {
        let joins = held.iter().filter(|one| one.wish == HeldWish::Join);
        let addresses = joins.map(|one| lookup(&one.address));
        self.held_now = addresses.take(REMEMBERED).collect();
    }

    /// Whether the list server holds a request of that address to join.
    pub(super) fn is_held_there(&self, address: &EmailAddress) -> bool {
        self.held_now.contains(&address.key())
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
        let whole = " When you know what is missing, `secird request` asks the admin contact; otherwise reject it at the list server.";
        let mut missing: Vec<String> = Vec::new();
        if let Err(faults) = &read {
            missing.extend(faults.iter().map(ToString::to_string));
        }
        if let Err(fault) = &address {
            missing.push(fault.to_string());
        }
        let (Ok(read), Ok(email)) = (read, address) else {
            self.ask_about_request(request, &missing.join("; "), whole, cause, batch, now);
            return Ok(());
        };
        if is_role_account(&email) {
            let why = "the address belongs to a function; the list takes people's own";
            self.ask_about_request(request, why, whole, cause, batch, now);
            return Ok(());
        }
        if read.tlds.len() > NAMED {
            let why = format!("it names {} ccTLDs", read.tlds.len());
            let hint = " If that is right, `secird request` asks the admin contact of each; otherwise reject it at the list server.";
            self.ask_about_request(request, &why, hint, cause, batch, now);
            return Ok(());
        }
        let several = read.tlds.len() > 1;
        let ssc = Contact {
            name: read.name,
            email,
            phone: read.phone,
        };
        for tld in read.tlds {
            let cause = Cause::Held(format!("{cause}.{}", tld.a_label()));
            match self.obstacle(tld, &ssc, batch, now)? {
                Obstacle::None => {
                    let held = self.how_held(&ssc.email, several, batch);
                    let scheme = Scheme::SscInitiated { ssc: ssc.clone() };
                    self.open_in(tld, scheme, held, &cause, batch, now)?;
                }
                Obstacle::Known => self.in_hand(tld, &ssc, several, &cause, batch),
                Obstacle::Ask(why) => {
                    self.ask_whether(request, &why, (tld, &ssc), &cause, batch, now);
                }
                Obstacle::Refuse(why) => {
                    let hint = " To change the contacts, `secird change` asks the admin contact; otherwise reject it at the list server.";
                    self.ask_about_request(request, &why, hint, &cause, batch, now);
                }
            }
        }
        Ok(())
    }

    /// The admin contact is asked about that person already: the list server's
    /// request ends with his answer.
    fn in_hand(&self, tld: Tld, ssc: &Contact, several: bool, cause: &Cause, batch: &mut Batch) {
        let entry = errands::entry(
            Some(tld),
            "request-known",
            format!("A request to join for {tld} is in hand already."),
        );
        batch.entries.push((cause.to_string(), entry));
        let open = |case: &&Case| !case.state.is_over() && is_of(case, tld, ssc);
        let Some(case) = self.books.cases().iter().find(open) else {
            return;
        };
        if case.held_there == HeldThere::Nothing {
            let mut case = case.clone();
            case.held_there = self.how_held(&ssc.email, several, batch);
            batch.cases.push(case);
        }
    }

    /// Whether a request at the list server is one case's or several cases' to end.
    pub(super) fn how_held(
        &self,
        address: &EmailAddress,
        several: bool,
        batch: &Batch,
    ) -> HeldThere {
        let other = |case: &Case| {
            let ssc = case.scheme.ssc();
            !case.state.is_over() && ssc.is_some_and(|ssc| ssc.email.same_mailbox(address))
        };
        let open = self.books.cases().iter().chain(&batch.cases);
        if several || open.filter(|case| other(case)).count() > 1 {
            HeldThere::ForSeveral
        } else {
            HeldThere::ForThis
        }
    }

    /// What stands against asking the admin contact about a person.
    fn obstacle(
        &self,
        tld: Tld,
        ssc: &Contact,
        batch: &Batch,
        now: Timestamp,
    ) -> Result<Obstacle, DeskError> {
        let standing = self.standing_obstacle(tld, ssc, now);
        if let Obstacle::Known | Obstacle::Refuse(_) = standing {
            return Ok(standing);
        }
        if self.is_asked_already(tld, ssc)? {
            return Ok(Obstacle::Known);
        }
        if let Some(why) = self.too_many_requests(tld, batch, now) {
            return Ok(Obstacle::Ask(why));
        }
        if let Obstacle::Ask(_) = standing {
            return Ok(standing);
        }
        let cases = self.books.cases().iter().rev();
        let mut of_person = cases.filter(|case| is_of(case, tld, ssc));
        Ok(
            match of_person.find_map(|case| case.state.ended_without()) {
                Some((how, at)) if !self.may_retry(at, now) => Obstacle::Ask(format!(
                    "the request for {tld} ended before, on {}: {how}",
                    self.voice.day(at)
                )),
                Some(_) | None => Obstacle::None,
            },
        )
    }

    /// What no word of the Validator's removes.
    pub(super) fn standing_obstacle(&self, tld: Tld, ssc: &Contact, now: Timestamp) -> Obstacle {
        let mut cases = self.books.cases().iter();
        if cases.any(|case| !case.state.is_over() && is_of(case, tld, ssc)) {
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
        let record = self.record(tld);
        if record.is_none_or(|record| now.duration_since(record.read) > RECORD_LIFE) {
            return Obstacle::Ask(format!(
                "IANA's record of {tld} is not known, or was read more than a week ago"
            ));
        }
        Obstacle::None
    }

    /// Whether the Validator has the question about that person before him.
    fn is_asked_already(&self, tld: Tld, ssc: &Contact) -> Result<bool, DeskError> {
        let all = self.books.escalations()?;
        Ok(all.iter().any(|one| {
            let about = one.about.clone().and_then(ContactV1::live);
            one.decided.is_none()
                && one.tld.as_deref() == Some(tld.a_label())
                && about.is_some_and(|about| about.email.same_mailbox(&ssc.email))
        }))
    }

    /// Why so many requests are not taken up by themselves.
    fn too_many_requests(&self, tld: Tld, batch: &Batch, now: Timestamp) -> Option<String> {
        let day_ago = now.checked_sub(SignedDuration::from_hours(24)).ok()?;
        let asked = || {
            let all = self.books.cases().iter().chain(&batch.cases);
            all.filter(|case| case.scheme.ssc().is_some())
        };
        let open = asked().filter(|case| case.tld == tld && !case.state.is_over());
        // What a person asked for by command is no flood.
        let of_list = |case: &&Case| case.held_there != HeldThere::Nothing;
        let today = asked().filter(of_list).filter(|case| case.opened > day_ago);
        let (open, today) = (open.count(), today.count());
        if open >= self.rules.max_contacts {
            return Some(format!(
                "the admin contact of {tld} is asked about {open} others just now"
            ));
        }
        let most = A_DAY.min(self.quotas.failures_per_day / 2).max(1);
        (today >= most).then(|| format!("{today} requests were taken up within a day already"))
    }

    /// Whether something that came to nothing at `ended` may be tried anew.
    pub(super) fn may_retry(&self, ended: Timestamp, now: Timestamp) -> bool {
        self.practice.retry_after_days.is_some_and(|days| {
            let pause = SignedDuration::from_hours(i64::from(days).saturating_mul(24));
            now.duration_since(ended) >= pause
        })
    }

    /// Puts a request before the Validator: his word is enough to ask the admin
    /// contact.
    fn ask_whether(
        &self,
        request: &Held,
        why: &str,
        (tld, ssc): (Tld, &Contact),
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) {
        let why = asks_to_join(request, why, "");
        let matter = Self::matter(cause, Code::HeldSubscription, why, Proposal::Ask, None);
        self.raise(&matter, None, Some((ssc, tld)), batch, None, now);
    }

    /// Puts a request before the Validator that only he can go on with.
    fn ask_about_request(
        &self,
        request: &Held,
        missing: &str,
        hint: &str,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) {
        let why = asks_to_join(request, missing, hint);
        let matter = Self::matter(cause, Code::HeldSubscription, why, Proposal::Nothing, None);
        self.raise(&matter, None, None, batch, None, now);
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
            self.raise(&matter, None, None, batch, None, now);
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

    /// Why the admin contact cannot be asked about a change now.
    pub(super) fn hindrance(
        &self,
        tld: Tld,
        change: &Modification,
        batch: &Batch,
        now: Timestamp,
    ) -> Option<Hindrance> {
        let cases = self.books.cases().iter().chain(&batch.cases);
        let most = self.rules.max_contacts;
        hindrance(tld, change, cases, self.record(tld), most, now)
    }

    /// Opens a case that asks the admin contact to confirm a change; where he cannot
    /// be asked the journal says why.
    pub(super) fn open_change(
        &self,
        tld: Tld,
        change: Modification,
        cause: &Cause,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<Result<(), Hindrance>, DeskError> {
        let change = Modification {
            before: contacts_of(self.books.members(), tld),
            ..change
        };
        if let Some(why) = self.hindrance(tld, &change, batch, now) {
            let entry = errands::entry(
                Some(tld),
                "change-not-opened",
                format!("The admin contact of {tld} was not asked about a change: {why}."),
            );
            batch.entries.push((cause.to_string(), entry));
            return Ok(Err(why));
        }
        let scheme = Scheme::Modification(change);
        self.open_in(tld, scheme, HeldThere::Nothing, cause, batch, now)?;
        Ok(Ok(()))
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
            let why = End::not_asked(tld, why).why;
            let cause = Cause::Held(format!("{cause}.{}", tld.a_label()));
            let matter = Self::matter(&cause, Code::ChangeRequested, why, Proposal::Nothing, None);
            self.raise(&matter, None, None, batch, None, now);
        }
        Ok(())
    }
}

/// A change, and of which ccTLD.
#[derive(Debug)]
pub(super) struct Wish {
    /// The ccTLD.
    pub(super) tld: Tld,
    /// What is wanted.
    pub(super) change: Modification,
}

/// What stands against asking the admin contact.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// Nothing.
    None,
    /// The person is on the list, or the admin contact is asked just now.
    Known,
    /// The Validator has to say whether he is asked.
    Ask(String),
    /// The person cannot be admitted as things are.
    Refuse(String),
}

/// Whether a case is about that person's joining for that ccTLD.
fn is_of(case: &Case, tld: Tld, ssc: &Contact) -> bool {
    let person = case.scheme.ssc();
    case.tld == tld && person.is_some_and(|one| one.email.same_mailbox(&ssc.email))
}

fn asks_to_join(request: &Held, missing: &str, hint: &str) -> String {
    format!(
        "{} {} asks to join as “{}”, but {missing}.{hint}",
        Code::HeldSubscription,
        short(&request.address),
        short(&request.name)
    )
}

/// An address of the list server's to look it up by.
pub(super) fn lookup(address: &str) -> String {
    EmailAddress::parse(address).map_or_else(|_| address.to_ascii_lowercase(), |one| one.key())
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
