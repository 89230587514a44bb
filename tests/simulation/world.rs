//! The desk, everybody around it, and the time that passes.

use super::checks::Watch;
use super::people::{Dice, Registry, Temper};
use crate::support::names::{self, Person};
use crate::support::post::{Mail, template_of};
use crate::support::world::{rules, voice};
use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};
use secird::case::{Action, Case, Cause, Choice, Code, EscalationId, MailKind};
use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::domain::ids::{OrderKey, SiteKey};
use secird::domain::place::{Folder, Place};
use secird::domain::record::{RegistryRecord, Source};
use secird::domain::tld::Tld;
use secird::mail::Limits;
use secird::outbound::Answer;
use secird::outbound::roster::{Held, HeldWish};
use secird::service::Desk;
use secird::service::desk::practice::{Batches, Practice, Slot};
use secird::service::desk::{Arrival, Due, MailServer, Quotas, Taken};
use secird::store::books::{Batch, Books};
use secird::store::memory::{MemDisk, MemStore};
use secird::store::spool::Spool;
use std::collections::BTreeMap;
use tempfile::TempDir;

/// Monday, nine in the morning.
const START: &str = "2026-11-23T09:00:00Z";

/// What will happen.
pub(super) enum Happening {
    /// A mail arrives.
    Mail(Vec<u8>),
    /// The Validator says something to an escalation.
    Decision(String),
    /// Somebody fills in the list's page.
    Request(Held),
}

pub(super) struct Simulation {
    pub(super) desk: Desk,
    pub(super) disk: MemDisk,
    pub(super) now: Timestamp,
    pub(super) start: Timestamp,
    dice: Dice,
    pub(super) registries: Vec<Registry>,
    due: BTreeMap<(Timestamp, u64), Happening>,
    serial: u64,
    uid: u32,
    pub(super) watch: Watch,
    /// How messages ended.
    pub(super) ends: BTreeMap<(Action, &'static str), usize>,
    /// Mails by recipient.
    pub(super) sent: BTreeMap<String, usize>,
    pub(super) kinds: BTreeMap<&'static str, usize>,
    /// Escalations put before the Validator, by code.
    pub(super) raised: BTreeMap<String, usize>,
    /// Decisions by week.
    pub(super) decisions: BTreeMap<i64, usize>,
    _dir: TempDir,
}

fn hours(count: usize) -> SignedDuration {
    SignedDuration::from_hours(i64::try_from(count).unwrap())
}

impl Simulation {
    pub(super) fn new(seed: u64) -> Self {
        let dir = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .unwrap();
        let disk = MemDisk::default();
        let books = Books::open(Box::new(MemStore::open(&disk)), &SiteKey::new([9; 32])).unwrap();
        let quotas = Quotas {
            mails_per_hour: 1_000,
            failures_per_day: 10,
            copy_wait: 900,
        };
        let spool = Spool::open(&dir.path().join("spool")).unwrap();
        let mut desk = Desk::new(books, spool, rules(), voice(), Limits::default(), quotas);
        desk.practice = practice();
        let mut dice = Dice(seed);
        let registries = Tld::all()
            .enumerate()
            .map(|(number, tld)| Registry::new(tld, number, &mut dice))
            .collect();
        let start: Timestamp = START.parse().unwrap();
        let mut simulation = Self {
            desk,
            disk,
            now: start,
            start,
            dice,
            registries,
            due: BTreeMap::new(),
            serial: 0,
            uid: 0,
            watch: Watch::default(),
            ends: BTreeMap::new(),
            sent: BTreeMap::new(),
            kinds: BTreeMap::new(),
            raised: BTreeMap::new(),
            decisions: BTreeMap::new(),
            _dir: dir,
        };
        simulation.read_registry();
        simulation
    }

    /// Lets days pass, hour by hour where something may be due.
    pub(super) fn run(&mut self, days: usize) {
        let end = self.start + hours(24 * days);
        while self.now < end {
            let next = self.due.keys().next().map(|(at, _)| *at);
            self.now = (self.now + hours(1)).min(next.unwrap_or(end)).min(end);
            let hour = (self.now.as_second() - self.start.as_second()) / 3_600;
            let whole = (self.now.as_second() - self.start.as_second()) % 3_600 == 0;
            if whole && hour % 96 == 0 {
                self.read_registry();
            }
            if whole && hour % 24 == 0 {
                self.a_day_begins();
            }
            while let Some(entry) = self.due.first_entry() {
                if entry.key().0 > self.now {
                    break;
                }
                let happening = entry.remove();
                self.happens(happening);
                self.settles();
            }
            let now = self.now;
            self.desk.tick(now, now).unwrap();
            self.settles();
        }
    }

    /// Something will happen after that time.
    fn later(&mut self, after: SignedDuration, what: Happening) {
        self.serial += 1;
        self.due.insert((self.now + after, self.serial), what);
    }

    /// IANA's database is read again.
    fn read_registry(&mut self) {
        let now = self.now;
        let records = self
            .registries
            .iter()
            .map(|registry| RegistryRecord {
                tld: registry.tld,
                admin: RegistryAddress(EmailAddress::parse(&registry.address).unwrap()),
                changed: None,
                read: now,
                source: Source::Rdap,
            })
            .collect();
        self.desk.take_records(records, now).unwrap();
        self.settles();
    }

    /// What people do of their own accord.
    fn a_day_begins(&mut self) {
        // More than half of the records change within a year.
        if self.dice.one_in(2) {
            let at = self.dice.below(self.registries.len());
            self.registries[at].moves();
        }
        if self.dice.one_in(2) {
            self.somebody_asks_to_join();
        }
        if self.dice.one_in(3) {
            self.an_admin_changes_his_list();
        }
        if self.dice.one_in(7) {
            self.a_member_leaves();
        }
        if self.dice.one_in(4) {
            self.a_stranger_writes();
        }
    }

    fn somebody_asks_to_join(&mut self) {
        let at = self.dice.below(self.registries.len());
        let person = if self.dice.one_in(2) {
            self.registries[at].contacts[0]
        } else {
            self.registries[at].somebody()
        };
        let tld = self.registries[at].tld;
        let name = match self.dice.below(6) {
            0 => person.name.to_owned(),
            1 => format!("{}, {tld}", person.name),
            _ => format!("{}, {}, {tld}", person.name, person.phone),
        };
        self.serial += 1;
        let held = Held {
            id: self.serial.to_string(),
            wish: HeldWish::Join,
            address: person.email.to_owned(),
            name,
            when: self.now.to_string(),
        };
        let after = hours(self.dice.below(20));
        self.later(after, Happening::Request(held));
    }

    fn an_admin_changes_his_list(&mut self) {
        let on_list = self.desk.subscribed_tlds();
        if on_list.is_empty() {
            return;
        }
        let tld = on_list[self.dice.below(on_list.len())];
        let (new, own) = (self.dice.one_in(2), self.dice.one_in(3));
        let fresh = {
            let registry = self.of(tld);
            if new {
                registry.contacts[1] = registry.somebody();
            } else {
                registry.contacts.swap(0, 1);
                registry.contacts[0] = registry.somebody();
            }
            let from = if own {
                registry.contacts[1].email.to_owned()
            } else {
                registry.address.clone()
            };
            Mail::from(&from)
                .subject("TLD-OPS: our new contacts")
                .saying(&template_of(&registry.contacts))
        };
        self.brings(fresh, 2);
    }

    fn a_member_leaves(&mut self) {
        let members = self.desk.books.members();
        if members.is_empty() {
            return;
        }
        let at = self.dice.below(members.len());
        let address = members[at].contact.email.to_string();
        self.serial += 1;
        let held = Held {
            id: self.serial.to_string(),
            wish: HeldWish::Leave,
            address,
            name: String::new(),
            when: self.now.to_string(),
        };
        self.later(hours(3), Happening::Request(held));
    }

    fn a_stranger_writes(&mut self) {
        let at = self.dice.below(self.registries.len());
        let registry = &self.registries[at];
        let mail = match self.dice.below(4) {
            0 => Mail::from("impostor@elsewhere.example")
                .subject("Re: Invitation to join the TLD-OPS mailing list")
                .saying(&template_of(&registry.contacts)),
            1 => Mail::from(&registry.address)
                .subject("Re: TLD-OPS Authentication Request")
                .stamped("mx.secretariat.example; dmarc=fail header.from=nic.example")
                .saying("Confirm\n"),
            2 => Mail::from("news@elsewhere.example")
                .subject("Offers")
                .saying("Buy now.\n"),
            _ => Mail::from(&registry.address)
                .subject("Lunch")
                .saying("Shall we have lunch at the next meeting?\n"),
        };
        self.brings(mail, 5);
    }

    /// A mail arrives within so many hours.
    fn brings(&mut self, mail: Mail, within: usize) {
        self.serial += 1;
        let raw = mail.serial(&self.serial.to_string()).raw();
        let after = hours(1 + self.dice.below(within));
        self.later(after, Happening::Mail(raw));
    }

    pub(super) fn of(&mut self, tld: Tld) -> &mut Registry {
        self.registries
            .iter_mut()
            .find(|registry| registry.tld == tld)
            .unwrap()
    }

    fn happens(&mut self, happening: Happening) {
        match happening {
            Happening::Mail(raw) => self.takes_in(raw),
            Happening::Request(held) => {
                let now = self.now;
                self.desk.take_held(&[held], now).unwrap();
            }
            Happening::Decision(id) => self.validator_decides(&id),
        }
    }

    fn takes_in(&mut self, raw: Vec<u8>) {
        self.uid += 1;
        let place = Place {
            folder: Folder::Inbox,
            validity: 1,
            uid: self.uid,
        };
        self.watch.brought(&raw);
        let arrival = Arrival {
            place,
            raw,
            cut: false,
            checked: None,
        };
        let taken = self.desk.take_in(&arrival, self.now).unwrap();
        if let Taken::New(end, _) = taken {
            *self
                .ends
                .entry((end.action, end.code.as_str()))
                .or_default() += 1;
        }
    }

    fn validator_decides(&mut self, id: &str) {
        let escalation = EscalationId::parse(id).unwrap();
        let known = self.desk.books.escalation(&escalation).unwrap().unwrap();
        if known.decided.is_some() {
            return;
        }
        let choice = match (known.proposal.as_str(), self.dice.below(10)) {
            // What nobody can approve is dealt with by hand.
            ("nothing", _) => Choice::Done,
            ("resend", throw) if throw < 3 => Choice::Done,
            (_, 0) => Choice::Done,
            (_, 1 | 2) => Choice::Reject,
            (_, _) => Choice::Approve,
        };
        let week = (self.now.as_second() - self.start.as_second()) / (7 * 24 * 3_600);
        *self.decisions.entry(week).or_default() += 1;
        if choice == Choice::Approve && matches!(known.proposal.as_str(), "resend" | "ask-again") {
            self.watch.allowed(known.case);
        }
        let cause = Cause::Command(format!("decide {id}"));
        self.desk
            .decide(&escalation, choice, &cause, Batch::default(), self.now)
            .unwrap();
    }

    /// Everything that is ordered is carried out, and what it brings about.
    fn settles(&mut self) {
        loop {
            let now = self.now;
            let Some(due) = self.desk.next_due(now, now, MailServer::Takes).unwrap() else {
                break;
            };
            let key = self.carries_out(due);
            self.desk
                .finish(&key, &Answer::Done("done".to_owned()), now)
                .unwrap();
        }
        super::checks::hold(self);
    }

    fn carries_out(&mut self, due: Due) -> OrderKey {
        match due {
            Due::Send { key, bytes, to, .. } => {
                self.delivered(&key, &to.to_string(), &bytes);
                key
            }
            Due::Append {
                key, bytes, folder, ..
            } => {
                if folder == Folder::Inbox {
                    self.escalated(&bytes);
                }
                key
            }
            Due::File { key, .. } | Due::Roster { key, .. } => key,
            Due::Publish { key, tlds } => {
                self.watch.published(tlds);
                key
            }
        }
    }

    fn escalated(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let id = text
            .lines()
            .find_map(|line| line.strip_prefix("X-Secird-Escalation: "))
            .unwrap()
            .trim()
            .to_owned();
        let escalation = EscalationId::parse(&id).unwrap();
        let known = self.desk.books.escalation(&escalation).unwrap().unwrap();
        *self.raised.entry(known.code).or_default() += 1;
        let after = hours(4 + self.dice.below(92));
        self.later(after, Happening::Decision(id));
    }

    /// A mail of ours is with its reader.
    fn delivered(&mut self, key: &OrderKey, to: &str, bytes: &[u8]) {
        *self.sent.entry(to.to_owned()).or_default() += 1;
        self.watch.sent(to, bytes);
        let order = self.desk.books.order(key).unwrap().unwrap();
        let Some(id) = order.case else {
            *self.kinds.entry("to the list").or_default() += 1;
            assert_eq!(to, names::LIST);
            return;
        };
        let case = self.desk.books.case(id).unwrap().clone();
        let mail = case.mails.iter().find(|mail| mail.order == *key).unwrap();
        *self.kinds.entry(mail.kind.as_str()).or_default() += 1;
        if mail.kind.is_for_admin() {
            assert_eq!(to, case.asked.to_string(), "{}", mail.kind.as_str());
            self.admin_reads(&case, mail.kind, mail.message_id.bracketed().as_str());
        } else {
            assert_eq!(to, case.scheme.person().unwrap().email.to_string());
        }
    }

    /// What an admin contact does with a mail of ours.
    fn admin_reads(&mut self, case: &Case, kind: MailKind, id: &str) {
        let (temper, address, contacts) = {
            let registry = self.of(case.tld);
            (registry.temper, case.asked.to_string(), registry.contacts)
        };
        let reply = |words: &str| {
            Mail::from(&address)
                .subject("Re: TLD-OPS")
                .field("In-Reply-To", id)
                .saying(words)
        };
        let answer = good_answer(case, &contacts, temper == Temper::Declining);
        let half =
            "Contact Person #1 (primary):\nName: Half Done\nEmail address: half@nic.example\n";
        let first = kind != MailKind::Reminder && kind != MailKind::AnswerAgain;
        match temper {
            Temper::Good | Temper::Declining => self.brings(reply(&answer), 80),
            Temper::Sloppy if first && case.scheme.takes_contacts() => {
                self.brings(reply(half), 60);
            }
            Temper::Sloppy => self.brings(reply(&answer), 60),
            Temper::Unclear => {
                self.brings(reply("Who is this about, please? We may confirm.\n"), 90)
            }
            Temper::Late if first => {
                let mail = reply(&answer);
                self.brings(mail, 24 * 45);
            }
            Temper::Late | Temper::Silent => {}
            Temper::Twice => {
                self.brings(reply(&answer), 40);
                if self.dice.one_in(2) {
                    self.brings(reply("Deny\n"), 90);
                } else {
                    self.brings(reply(&answer), 90);
                }
            }
            Temper::Away => {
                let away = reply("I am away until further notice.\n")
                    .field("Auto-Submitted", "auto-replied");
                self.brings(away, 1);
                self.brings(reply(&answer), 24 * 16);
            }
            Temper::Bouncing => {
                let id = case.mails.last().unwrap().message_id.clone();
                self.brings(Mail::bounce_of(&id), 2);
            }
            Temper::Fresh => {
                let fresh = Mail::from(&address)
                    .subject("TLD-OPS contacts")
                    .saying(&answer);
                if kind == MailKind::AnswerAgain {
                    self.brings(reply(&answer), 50);
                } else {
                    self.brings(fresh, 50);
                }
            }
        }
    }

    /// The end of the play: everything agrees with the disk, and the chain holds.
    pub(super) fn nothing_is_forgotten(&self) {
        super::checks::disk_agrees(self);
        for code in [
            Code::ContactsReceived,
            Code::Confirmed,
            Code::ChangeToConfirm,
        ] {
            let seen = self.ends.keys().any(|(_, word)| *word == code.as_str());
            assert!(seen, "in two years there was no {}", code.as_str());
        }
    }
}

/// What the question asks for.
fn good_answer(case: &Case, contacts: &[Person; 2], declines: bool) -> String {
    match (case.scheme.takes_a_word(), declines) {
        (_, true) => "Deny\n".to_owned(),
        (true, false) => "Confirm\n".to_owned(),
        (false, false) => template_of(contacts),
    }
}

/// The procedure's own values.
fn practice() -> Practice {
    let tld = |name: &&str| Tld::parse(name).unwrap();
    Practice {
        digest: Some(Slot {
            day: Weekday::Friday,
            hour: 16,
        }),
        reminder: Some(9),
        batches: Some(Batches {
            slot: Slot {
                day: Weekday::Tuesday,
                hour: 9,
            },
            size: 10,
            first: vec![
                ["br", "ca", "dk", "nl", "tw", "tz"]
                    .iter()
                    .map(tld)
                    .collect(),
                ["co", "jp", "uk", "us", "za"].iter().map(tld).collect(),
            ],
            order: Tld::all().collect(),
            pause_at: 20,
            observers: Vec::new(),
        }),
        retry_after_days: Some(180),
        ..Practice::default()
    }
}
