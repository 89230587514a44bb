//! The whole procedure on a real list server, mail server and mailbox.
//!
//! A Mailman 3 holds the list, a Dovecot the mailbox, a sink takes what goes out;
//! the service is the real one and only its clock is the test's. What is on
//! the list is asked of the list server, what was said is read from the mails. The
//! same once more with the stand-in for Mailman 2.1.

mod sides;

use crate::compose::procedure;
use crate::support::names::{self, LIST, Person, SECRETARIAT};
use crate::support::post::{Mail, template_of};
use crate::support::servers::{DOMAIN, Dovecot, SmtpSink};
use crate::support::until;
use crate::support::world::{rules, voice};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use secird::domain::address::EmailAddress;
use secird::domain::ids::SiteKey;
use secird::mail::Limits;
use secird::mailbox::{ImapSettings, Mailbox, Security};
use secird::outbound::Transport;
use secird::outbound::roster::ListServer;
use secird::outbound::smtp::{self, Smtp, SmtpSettings};
use secird::sender::Border;
use secird::service::desk::practice::{Practice, Slot};
use secird::service::desk::{Command, Desk, Quotas, RosterKind};
use secird::service::{Attendance, Clock, Service, Settings};
use secird::store::books::Books;
use secird::store::sled::SledStore;
use secird::store::spool::Spool;
use secird::store::writer::Writer;
use sides::Side;
use std::time::Duration;
use tempfile::TempDir;

/// Monday, nine in the morning.
const START: &str = "2026-11-23T09:00:00Z";

/// Everything that runs.
struct Ground {
    dovecot: Dovecot,
    sink: SmtpSink,
    list: Side,
    server: ListServer,
    clock: Clock,
    service: Service,
    runtime: tokio::runtime::Runtime,
    folder: TempDir,
    delivered: usize,
}

impl Ground {
    fn start(open: fn(&tokio::runtime::Runtime) -> (Side, ListServer)) -> Self {
        let dovecot = Dovecot::start();
        let sink = SmtpSink::start(&[(DOMAIN, dovecot.lmtp_port)]);
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::at(START.parse().unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (list, server) = open(&runtime);
        let around = runtime.enter();
        let desk = desk(&folder);
        let settings = Settings {
            poll: Duration::from_secs(1),
            cap: Limits::default().message,
            directory: Some(folder.path().join("public")),
            state: folder.path().to_owned(),
        };
        let mut service = Service::new(
            Writer::start(desk).unwrap(),
            mailbox(&dovecot),
            transport(&sink),
            clock.clone(),
            settings,
        );
        let every = SignedDuration::from_mins(1);
        service.attend_to(Attendance::new(server.clone(), every, 3, TimeZone::UTC));
        drop(around);
        runtime.block_on(service.prepare()).unwrap();
        let mut ground = Self {
            dovecot,
            sink,
            list,
            server,
            clock,
            service,
            runtime,
            folder,
            delivered: 0,
        };
        ground.read_registry();
        ground.rounds();
        ground
    }

    /// Rounds until the blind copies have come home and nothing is left to do.
    fn rounds(&mut self) {
        let service = &mut self.service;
        let (runtime, dovecot) = (&self.runtime, &self.dovecot);
        until("the outbox", Duration::from_secs(60), || {
            runtime.block_on(service.round()).unwrap();
            let open = runtime.block_on(service.desk.with(|desk| desk.books.open_orders().count()));
            let ours = |raw: &[u8]| {
                let text = String::from_utf8_lossy(raw);
                text.contains("Message-ID: <secird.") && !text.contains("X-Secird-Escalation")
            };
            let inbox = dovecot.messages("INBOX");
            let waiting = inbox.iter().any(|one| ours(&one.bytes));
            (open.unwrap() == 0 && !waiting).then_some(())
        });
    }

    fn obey(&mut self, command: Command) {
        let now = self.clock.now();
        let desk = &self.service.desk;
        let reply = self
            .runtime
            .block_on(desk.with(move |desk| desk.obey(&command, now)));
        let reply = reply.unwrap().unwrap();
        assert!(reply.ok, "{:?}", reply.lines);
        self.rounds();
    }

    fn read_registry(&mut self) {
        let lines: Vec<String> = names::CAST
            .iter()
            .map(|one| format!("{}\t{}", one.tld, one.address))
            .collect();
        let (text, now) = (lines.join("\n"), self.clock.now());
        let desk = &self.service.desk;
        let command = Command::Import { text };
        let reply = self
            .runtime
            .block_on(desk.with(move |desk| desk.obey(&command, now)));
        assert!(reply.unwrap().unwrap().ok);
    }

    /// The clock is moved to that instant.
    fn comes_to(&mut self, instant: &str) {
        let instant: Timestamp = instant.parse().unwrap();
        assert!(instant > self.clock.now());
        self.clock.set(instant);
        self.read_registry();
        self.rounds();
    }

    fn after(&mut self, pause: SignedDuration) {
        self.clock.set(self.clock.now() + pause);
        self.rounds();
    }

    /// The admin contact answers the newest mail to him.
    fn admin_says(&mut self, tld: &str, words: &str) {
        let address = names::of(tld).address;
        let asked = self.mails_to(address);
        let id = mailparse::parse_mail(asked.last().unwrap())
            .unwrap()
            .headers
            .iter()
            .find(|one| one.get_key() == "Message-ID")
            .unwrap()
            .get_value();
        self.delivered += 1;
        let mail = Mail::from_admin(tld)
            .serial(&self.delivered.to_string())
            .field("In-Reply-To", &id)
            .saying(words);
        self.dovecot.deliver(&mail.raw());
        self.rounds();
    }

    /// What went out to that address, oldest first.
    fn mails_to(&self, address: &str) -> Vec<Vec<u8>> {
        let address = EmailAddress::parse(address).unwrap().to_string();
        let all = self.sink.messages().into_iter();
        all.filter(|mail| mail.to.first() == Some(&address))
            .map(|mail| mail.bytes)
            .collect()
    }

    /// The text of the newest mail to that address.
    fn said_to(&self, address: &str) -> String {
        let mails = self.mails_to(address);
        let mail = mailparse::parse_mail(mails.last().unwrap()).unwrap();
        let text = mail.subparts.first().unwrap_or(&mail);
        text.get_body().unwrap().replace("\r\n", "\n")
    }

    /// The name under which somebody is on the list.
    fn listed(&self, person: Person) -> Option<String> {
        self.list.name_of(person.email)
    }

    fn directory(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("public/directory.txt")).unwrap()
    }

    fn questions(&self) -> Vec<String> {
        let all = self
            .runtime
            .block_on(self.service.desk.with(|desk| desk.books.escalations()));
        let open = all.unwrap().unwrap().into_iter();
        open.filter(|one| one.decided.is_none())
            .map(|one| format!("{}: {}", one.code, one.why))
            .collect()
    }
}

fn desk(folder: &TempDir) -> Desk {
    let store = SledStore::open(&folder.path().join("store")).unwrap();
    let books = Books::open(Box::new(store), &SiteKey::new([3; 32])).unwrap();
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    let mut rules = rules();
    rules.border = Border::AuthservId {
        id: "mx.secretariat.example".to_owned(),
        hosts: vec![
            "mx.secretariat.example".to_owned(),
            "imap.secretariat.example".to_owned(),
        ],
        below: false,
    };
    let quotas = Quotas {
        mails_per_hour: 1_000,
        failures_per_day: 10,
        copy_wait: 900,
    };
    let mut desk = Desk::new(books, spool, rules, voice(), Limits::default(), quotas);
    desk.practice = Practice {
        roster: RosterKind::Server,
        digest: Some(Slot {
            day: Weekday::Friday,
            hour: 16,
        }),
        reminder: Some(9),
        ..Practice::default()
    };
    desk
}

fn mailbox(dovecot: &Dovecot) -> Mailbox {
    let mut settings = ImapSettings::new(
        dovecot.host,
        dovecot.imaps_port,
        Security::Tls,
        dovecot.user,
        dovecot.password.into(),
    );
    settings.ca_file = Some(dovecot.certificates.ca.clone());
    Mailbox::imap(settings).unwrap()
}

fn transport(sink: &SmtpSink) -> Transport {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: sink.port,
        security: smtp::Security::Plain,
        user: None,
        password: None,
        ca_file: None,
        timeout: Duration::from_secs(20),
        helo: None,
    };
    Transport::from(Smtp::new(settings).unwrap())
}

fn entry(person: Person, tlds: &str) -> String {
    format!("{}, {}, {tlds}", person.name, person.phone)
}

#[test]
fn both_schemes_a_change_a_removal_a_digest_and_a_reminder_on_mailman_3() {
    the_whole_procedure(|_| sides::mailman3("procedure"));
}

#[test]
fn the_same_on_a_stand_in_for_mailman_2() {
    the_whole_procedure(sides::mailman2);
}

fn the_whole_procedure(open: fn(&tokio::runtime::Runtime) -> (Side, ListServer)) {
    let mut ground = Ground::start(open);
    both_schemes(&mut ground);
    a_digest_and_a_reminder(&mut ground);
    a_modification(&mut ground);
    a_removal(&mut ground);
    a_night(&mut ground);
    let sent = ground.sink.messages();
    let copied = |to: &[String]| to.last().is_some_and(|last| last == SECRETARIAT);
    assert!(sent.iter().all(|mail| copied(&mail.to)));
}

/// Invited and answered (section 4); held at the list server and confirmed, and
/// another denied (section 5).
fn both_schemes(ground: &mut Ground) {
    let [anna, bram] = names::of("nl").contacts;
    let [carol, _] = names::of("ca").contacts;
    ground.obey(Command::Invite {
        tlds: vec!["nl".to_owned()],
        id: "1".to_owned(),
    });
    let asked = ground.said_to(names::of("nl").address);
    assert!(asked.starts_with(procedure::A1), "{asked}");
    ground.admin_says("nl", &template_of(&[anna, bram]));
    assert_eq!(ground.listed(anna), Some(entry(anna, ".nl")));
    assert_eq!(ground.listed(bram), Some(entry(bram, ".nl")));
    assert_eq!(ground.directory(), ".nl\n");

    ground.list.ask_to_join(carol.email, &entry(carol, ".ca"));
    ground.after(SignedDuration::from_mins(2));
    let asked = ground.said_to(names::of("ca").address);
    let text = procedure::A5
        .replace("<Name>", carol.name)
        .replace("<EmailAddress>", carol.email)
        .replace("<PhoneNumber>", carol.phone)
        .replace("<ccTLD>", ".ca");
    assert!(asked.starts_with(&text), "{asked}");
    assert_eq!(ground.listed(carol), None);
    ground.admin_says("ca", "Confirm\n");
    assert_eq!(ground.listed(carol), Some(entry(carol, ".ca")));
    assert!(ground.list.holds_nothing());
    assert_eq!(ground.directory(), ".ca\n.nl\n");

    let denied = names::of("dk").contacts[0];
    ground.list.ask_to_join(denied.email, &entry(denied, ".dk"));
    ground.after(SignedDuration::from_mins(2));
    ground.admin_says("dk", "Deny\n");
    assert_eq!(ground.listed(denied), None);
    assert!(ground.list.holds_nothing());
    let ours = ground.mails_to(denied.email);
    assert!(ours.is_empty(), "one mail is enough");
    let told = ground.list.mail_to(denied.email);
    assert!(told.contains("rejected"), "{told}");
}

/// At the end of the week (section 4.3) and on the first of the month (3.2).
fn a_digest_and_a_reminder(ground: &mut Ground) {
    let [anna, bram] = names::of("nl").contacts;
    let [carol, _] = names::of("ca").contacts;
    let roster = [(carol, ".ca"), (anna, ".nl"), (bram, ".nl")]
        .map(|(person, tld)| format!("{} ({})", person.email, entry(person, tld)))
        .join("\n");
    for (instant, count, text) in [
        ("2026-11-27T16:00:00Z", 1, procedure::A4),
        ("2026-12-01T09:00:00Z", 2, procedure::A7),
    ] {
        ground.comes_to(instant);
        assert_eq!(ground.mails_to(LIST).len(), count);
        let text = procedure::at_home(text).replace("<Roster>", &roster);
        assert_eq!(ground.said_to(LIST).trim_end(), text.trim_end());
    }
}

/// Another number and another person (section 6).
fn a_modification(ground: &mut Ground) {
    let [anna, bram] = names::of("nl").contacts;
    let moved = Person {
        phone: "+31 6 25078700",
        ..anna
    };
    let new = Person {
        name: "Nora Nieuw",
        email: "nora.nieuw@nic-nl.example",
        phone: "+31 6 25078733",
    };
    let fresh = Mail::from_admin("nl")
        .subject("Our new TLD-OPS contacts")
        .saying(&template_of(&[moved, new]));
    ground.dovecot.deliver(&fresh.raw());
    ground.rounds();
    assert_eq!(ground.listed(anna), Some(entry(anna, ".nl")), "nothing yet");
    ground.admin_says("nl", "I confirm.\n");
    assert_eq!(ground.listed(moved), Some(entry(moved, ".nl")));
    assert_eq!(ground.listed(new), Some(entry(new, ".nl")));
    assert_eq!(ground.listed(bram), None);
}

/// The only contact asks the list server, and the admin contact agrees.
fn a_removal(ground: &mut Ground) {
    let [carol, _] = names::of("ca").contacts;
    ground.list.ask_to_leave(carol.email);
    ground.after(SignedDuration::from_mins(2));
    assert_eq!(ground.listed(carol), Some(entry(carol, ".ca")));
    ground.admin_says("ca", "Confirmed.\n");
    assert_eq!(ground.listed(carol), None);
    assert_eq!(ground.directory(), ".nl\n");
}

/// The list is compared with the books; somebody was added by hand.
fn a_night(ground: &mut Ground) {
    let members = ground.runtime.block_on(ground.server.members()).unwrap();
    assert_eq!(members.len(), 2);
    ground.comes_to("2026-12-02T03:01:00Z");
    assert!(ground.questions().is_empty(), "{:?}", ground.questions());
    let stranger = "by-hand@elsewhere.example";
    ground.list.subscribe(stranger, "Somebody");
    ground.comes_to("2026-12-03T03:01:00Z");
    let questions = ground.questions();
    assert_eq!(questions.len(), 1, "{questions:?}");
    assert!(questions[0].contains(stranger));
}
