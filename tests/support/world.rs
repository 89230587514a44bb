//! The simulated world: a mailbox, a way out, a clock, and a disk that fails.
//!
//! The whole service runs in it, on a Maildir, into a folder of sent mail, over
//! a store in memory that outlasts it. The world plays everybody else: it
//! brings the mail of admin contacts, moves messages as the Validator does,
//! hands the blind copies home, and starts the service anew when it died.

use super::names;
use super::post::Mail;
use jiff::{SignedDuration, Timestamp};
use mailparse::MailHeaderMap;
use secird::case::Rules;
use secird::domain::address::EmailAddress;
use secird::domain::ids::{Digest, SiteKey};
use secird::domain::place::Folder;
use secird::mail::Limits;
use secird::mailbox::Mailbox;
use secird::outbound::Transport;
use secird::outbound::files::Files;
use secird::registry::live::Registry;
use secird::sender::Border;
use secird::service::desk::{Command, Desk, Quotas, Reply, RequestLine};
use secird::service::desk::{DeskError, Practice};
use secird::service::intake::{ServiceError, Tally};
use secird::service::{Clock, Inquiry, Service, Settings};
use secird::store::books::Books;
use secird::store::memory::{MemDisk, MemStore};
use secird::store::record::v1::EscalationV1;
use secird::store::spool::Spool;
use secird::store::writer::Writer;
use secird::verifier::Verifier;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

mod looking;
mod moments;
mod settings;

use moments::next_moment;
pub(crate) use settings::{rules, voice};

/// Monday, nine in the morning.
pub(crate) const START: &str = "2026-11-23T09:00:00Z";

/// Restarts after which something is wrong with more than the disk.
const RESTARTS: usize = 20;

/// A mail that left the house.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// The envelope's recipient.
    pub(crate) to: String,
    /// The subject as it reads.
    pub(crate) subject: String,
    /// Without its brackets.
    pub(crate) message_id: String,
    /// The text.
    pub(crate) text: String,
    /// Every byte.
    pub(crate) raw: Vec<u8>,
}

/// The world.
pub(crate) struct World {
    dir: TempDir,
    pub(crate) disk: MemDisk,
    clock: Clock,
    runtime: tokio::runtime::Runtime,
    service: Option<Service>,
    quotas: Quotas,
    /// What this Secretariat made of what the procedure leaves to it.
    practice: Practice,
    /// Whether the blind copies come home.
    pub(crate) copies: bool,
    brought_home: usize,
    serial: usize,
    /// Whether the operator's timer fills the registry cache anew.
    timer: bool,
    /// Whom the service asks; kept for its restarts.
    inquiry: Inquiry,
    /// Whether the service checks senders itself.
    own: bool,
    /// Every message that was brought, by digest.
    pub(crate) brought: Vec<Digest>,
    pub(crate) restarts: usize,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Quotas {
            mails_per_hour: 1_000,
            failures_per_day: 1_000,
            copy_wait: 900,
        })
    }

    pub(crate) fn with(quotas: Quotas) -> Self {
        Self::on(MemDisk::default(), quotas)
    }

    /// A world on that disk, which may have been told to fail.
    pub(crate) fn on(disk: MemDisk, quotas: Quotas) -> Self {
        let shm = Path::new("/dev/shm");
        let dir = if shm.is_dir() {
            tempfile::tempdir_in(shm)
        } else {
            tempfile::tempdir()
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let mut world = Self {
            dir: dir.unwrap(),
            disk,
            clock: Clock::at(START.parse().unwrap()),
            runtime: runtime.unwrap(),
            service: None,
            quotas,
            practice: Practice::default(),
            copies: true,
            brought_home: 0,
            serial: 0,
            timer: true,
            inquiry: Inquiry::default(),
            own: false,
            brought: Vec::new(),
            restarts: 0,
        };
        world.start();
        world.read_registry();
        world
    }

    //-------- the service -----------------------------------------------------

    /// Starts the service, as often as it dies in it.
    fn start(&mut self) {
        while let Err(error) = self.try_start() {
            self.died(&error);
        }
    }

    fn try_start(&mut self) -> Result<(), String> {
        let books = Books::open(Box::new(MemStore::open(&self.disk)), &SiteKey::new([9; 32]));
        let books = books.map_err(|error| error.to_string())?;
        let spool = Spool::open(&self.dir.path().join("spool")).unwrap();
        let mut desk = Desk::new(
            books,
            spool,
            self.rules(),
            voice(),
            Limits::default(),
            self.quotas,
        );
        desk.practice = self.practice.clone();
        let settings = Settings {
            poll: Duration::from_secs(1),
            cap: Limits::default().message,
            directory: Some(self.dir.path().join("public")),
            state: self.dir.path().to_owned(),
        };
        let mut service = Service::new(
            Writer::start(desk).unwrap(),
            Mailbox::maildir(self.mailbox()),
            Transport::Files(Files::new(&self.dir.path().join("sent"))),
            self.clock.clone(),
            settings,
        );
        service.inquire_of(self.inquiry.clone());
        let prepared = self.runtime.block_on(service.prepare());
        prepared.map_err(|error| error.to_string())?;
        self.service = Some(service);
        Ok(())
    }

    fn rules(&self) -> Rules {
        let mut rules = rules();
        if self.own {
            rules.border = Border::Own {
                hosts: vec!["mx.secretariat.example".to_owned()],
            };
        }
        rules
    }

    /// The process is gone; what it had only in memory is lost.
    pub(crate) fn restart(&mut self) {
        if let Some(service) = self.service.take() {
            self.runtime.block_on(service.desk.stop()).unwrap();
        }
        self.start();
    }

    fn died(&mut self, why: &str) {
        self.restarts += 1;
        assert!(self.restarts <= RESTARTS, "it dies again and again: {why}");
    }

    /// One round of the wheel, without looking after what it died of.
    pub(crate) fn try_round(&mut self) -> Result<Tally, ServiceError> {
        let service = self.service.as_mut().unwrap();
        self.runtime.block_on(service.round())
    }

    /// Rounds until the blind copies are home too; returns the first's tally.
    pub(crate) fn round(&mut self) -> Tally {
        let mut first = None;
        loop {
            match self.try_round() {
                Ok(tally) => {
                    first.get_or_insert(tally);
                    if !self.copies_come_home() {
                        return first.unwrap();
                    }
                }
                Err(error) => {
                    self.died(&error.to_string());
                    self.restart();
                }
            }
        }
    }

    /// Asks the desk something.
    pub(crate) fn desk<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Desk) -> T + Send + 'static,
    ) -> T {
        let desk = self.service.as_ref().unwrap().desk.clone();
        self.runtime.block_on(desk.with(ask)).unwrap()
    }

    /// Has a command obeyed, again after a death in it.
    pub(crate) fn obey(&mut self, command: &Command) -> Reply {
        loop {
            let (command, now) = (command.clone(), self.now());
            match self.desk(move |desk| desk.obey(&command, now)) {
                Ok(reply) => return reply,
                Err(error) => {
                    self.died(&error.to_string());
                    self.restart();
                }
            }
        }
    }

    /// From now on this is how the Secretariat works.
    pub(crate) fn practises(&mut self, practice: Practice) {
        self.practice = practice;
        self.restart();
    }

    //-------- the clock -------------------------------------------------------

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The machine's clock is set, forwards or backwards.
    pub(crate) fn sets_clock(&mut self, to: Timestamp) {
        self.clock.set(to);
        if self.timer {
            self.read_registry();
        }
    }

    /// Time passes while nobody looks.
    pub(crate) fn sleep(&mut self, pause: SignedDuration) {
        self.clock.set(self.now() + pause);
        if self.timer {
            self.read_registry();
        }
    }

    /// Time passes; the wheel turns at every deadline in it, and at the end.
    pub(crate) fn passes(&mut self, pause: SignedDuration) {
        let end = self.now() + pause;
        for _ in 0..20_000 {
            let now = self.now();
            let next = self
                .desk(move |desk| next_moment(desk, now))
                .unwrap_or(end)
                .min(end);
            self.clock.set(next);
            if self.timer {
                self.read_registry();
            }
            self.round();
            if next == end {
                return;
            }
        }
        panic!("time does not pass");
    }

    pub(crate) fn days(&mut self, days: i64) {
        self.passes(SignedDuration::from_hours(24 * days));
    }

    //-------- the operator ----------------------------------------------------

    /// The registry cache is filled anew, as the operator's timer does daily.
    fn read_registry(&mut self) {
        let rows: Vec<String> = names::CAST
            .iter()
            .map(|registry| format!("{}\t{}", registry.tld, registry.address))
            .collect();
        let reply = self.obey(&Command::Import {
            text: rows.join("\n"),
        });
        assert!(reply.ok, "{:?}", reply.lines);
    }

    /// Makes something that needs the world's runtime around it.
    pub(crate) fn enter<T>(&self, make: impl FnOnce() -> T) -> T {
        let _around = self.runtime.enter();
        make()
    }

    /// From now on nobody fills the cache anew but who says so.
    pub(crate) fn keep_records(&mut self) {
        self.timer = false;
    }

    /// From now on nobody fills the cache by hand: the service asks these itself.
    pub(crate) fn asks(&mut self, registry: Option<Registry>, verifier: Option<Verifier>) {
        self.timer = registry.is_none();
        self.own = verifier.is_some();
        self.inquiry = Inquiry::new(registry, verifier);
        self.restart();
    }

    /// IANA says from now on that this is the admin contact's address.
    pub(crate) fn iana_says(&mut self, tld: &str, address: &str) {
        let text = format!("{tld}\t{address}");
        assert!(self.obey(&Command::Import { text }).ok);
    }

    /// Does something at the desk, again after a death in it.
    pub(crate) fn does<T: Send + 'static>(
        &mut self,
        act: impl Fn(&mut Desk, Timestamp) -> Result<T, DeskError> + Clone + Send + 'static,
    ) -> T {
        loop {
            let (act, now) = (act.clone(), self.now());
            match self.desk(move |desk| act(desk, now)) {
                Ok(done) => return done,
                Err(error) => {
                    self.died(&error.to_string());
                    self.restart();
                }
            }
        }
    }

    pub(crate) fn invite(&mut self, tld: &str) -> Reply {
        let (tlds, id) = (vec![tld.to_owned()], format!("invite {tld}"));
        let reply = self.obey(&Command::Invite { tlds, id });
        self.round();
        reply
    }

    /// The first contact of the ccTLD asks to join.
    pub(crate) fn request(&mut self, tld: &str) -> Reply {
        self.request_by(tld, names::of(tld).contacts[0])
    }

    pub(crate) fn request_by(&mut self, tld: &str, person: names::Person) -> Reply {
        let line = RequestLine {
            tld: tld.to_owned(),
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            phone: person.phone.to_owned(),
        };
        let id = format!("request {tld} {}", person.email);
        let reply = self.obey(&Command::Request { line, id });
        self.round();
        reply
    }

    //-------- mail ------------------------------------------------------------

    pub(crate) fn mailbox(&self) -> PathBuf {
        self.dir.path().join("mail")
    }

    pub(crate) fn public(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join("public").join(name)).unwrap_or_default()
    }

    /// Puts a message into the inbox, as the mail server does.
    pub(crate) fn bring(&mut self, raw: &[u8]) {
        self.serial += 1;
        let name = format!("{:06}.world", self.serial);
        fs::write(self.mailbox().join("tmp").join(&name), raw).unwrap();
        fs::rename(
            self.mailbox().join("tmp").join(&name),
            self.mailbox().join("new").join(&name),
        )
        .unwrap();
        self.brought.push(Digest::of(raw));
    }

    /// Brings it and turns the wheel; returns how that message ended.
    pub(crate) fn comes(&mut self, mail: &Mail) -> String {
        let raw = mail.raw();
        self.bring(&raw);
        self.round();
        self.ended(&raw)
    }

    /// How a message ended: action and code.
    pub(crate) fn ended(&self, raw: &[u8]) -> String {
        let digest = Digest::of(raw);
        let taken = self.desk(move |desk| desk.books.taken(&digest)).unwrap();
        taken.map_or_else(
            || "not taken in".to_owned(),
            |taken| format!("{} {}", taken.action, taken.code),
        )
    }

    /// A reply of the admin contact to the newest mail of the case.
    pub(crate) fn reply(&self, tld: &str) -> Mail {
        let mails = self.case(tld).mails;
        let asked = mails
            .iter()
            .rev()
            .find(|mail| mail.kind.is_for_admin())
            .unwrap();
        Mail::from_admin(tld)
            .serial(&self.serial.to_string())
            .field("In-Reply-To", &asked.message_id.bracketed())
    }

    pub(crate) fn admin_says(&mut self, tld: &str, words: &str) -> String {
        let mail = self.reply(tld).saying(words);
        self.comes(&mail)
    }

    pub(crate) fn admin_names_contacts(&mut self, tld: &str) -> String {
        let mail = self.reply(tld).naming_contacts(tld);
        self.comes(&mail)
    }

    /// Every mail that left, in order.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        let folder = self.dir.path().join("sent");
        let mut names: Vec<PathBuf> = fs::read_dir(folder)
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default();
        names.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
        names.sort();
        names.iter().map(|path| read_sent(path)).collect()
    }

    /// Subjects of the mails that went to that address.
    pub(crate) fn sent_to(&self, address: &str) -> Vec<String> {
        let address = EmailAddress::parse(address).unwrap().to_string();
        let sent = self.sent().into_iter();
        sent.filter(|mail| mail.to == address)
            .map(|mail| mail.subject)
            .collect()
    }

    /// The Secretariat's server hands every blind copy over; whether there was one.
    fn copies_come_home(&mut self) -> bool {
        if !self.copies {
            return false;
        }
        let sent = self.sent();
        let new: Vec<Vec<u8>> = sent
            .iter()
            .skip(self.brought_home)
            .map(|mail| mail.raw.clone())
            .collect();
        self.brought_home = sent.len();
        for raw in &new {
            let trace = format!(
                "Received: from bot by {} with ESMTP\r\n",
                "mx.secretariat.example"
            );
            let copy = [trace.as_bytes(), raw].concat();
            self.bring(&copy);
        }
        !new.is_empty()
    }

    //-------- the Validator ---------------------------------------------------

    /// The messages in a folder, with their files.
    pub(crate) fn folder(&self, folder: Folder) -> Vec<(PathBuf, Vec<u8>)> {
        let home = match folder {
            Folder::Inbox => self.mailbox(),
            Folder::Approve
            | Folder::Reject
            | Folder::Done
            | Folder::Decided
            | Folder::Processed => self.mailbox().join(format!(".{}", folder.path().join("."))),
        };
        let mut found = Vec::new();
        for part in ["new", "cur"] {
            for entry in fs::read_dir(home.join(part)).unwrap() {
                let path = entry.unwrap().path();
                found.push((path.clone(), fs::read(path).unwrap()));
            }
        }
        found.sort();
        found
    }

    /// Escalations that wait, oldest first.
    pub(crate) fn escalations(&self) -> Vec<EscalationV1> {
        let mut all = self.desk(|desk| desk.books.escalations()).unwrap();
        all.retain(|one| one.decided.is_none());
        all.sort_by_key(|one| one.at);
        all
    }

    /// The Validator moves the message of that escalation into a folder.
    pub(crate) fn moves(&mut self, id: &str, to: Folder) {
        let field = format!("X-Secird-Escalation: {id}");
        let (path, _) = self
            .folder(Folder::Inbox)
            .into_iter()
            .find(|(_, raw)| String::from_utf8_lossy(raw).contains(&field))
            .unwrap_or_else(|| panic!("{id} is not in the inbox"));
        self.moves_file(&path, to);
    }

    pub(crate) fn moves_file(&mut self, path: &Path, to: Folder) {
        let home = self.mailbox().join(format!(".{}", to.path().join(".")));
        fs::rename(path, home.join("cur").join(path.file_name().unwrap())).unwrap();
        self.round();
    }

    /// The one escalation that waits: its code, moved there.
    pub(crate) fn decides(&mut self, to: Folder) -> String {
        let waiting = self.escalations();
        let [one] = waiting.as_slice() else {
            panic!("{} escalations wait", waiting.len());
        };
        self.moves(&one.id.clone(), to);
        one.code.clone()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(service) = self.service.take() {
            drop(self.runtime.block_on(service.desk.stop()));
        }
    }
}

fn read_sent(path: &Path) -> Sent {
    let raw = fs::read(path).unwrap();
    let envelope: serde_json::Value =
        serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
    assert_eq!(
        envelope["blind_copy"],
        names::SECRETARIAT,
        "every mail has its blind copy"
    );
    let mail = mailparse::parse_mail(&raw).unwrap();
    Sent {
        to: envelope["to"].as_str().unwrap().to_owned(),
        subject: mail.headers.get_first_value("Subject").unwrap(),
        message_id: envelope["message_id"].as_str().unwrap().to_owned(),
        text: mail.subparts.first().unwrap_or(&mail).get_body().unwrap(),
        raw: raw.clone(),
    }
}

/// Every digest once.
pub(crate) fn once(digests: &[Digest]) -> BTreeSet<Digest> {
    digests.iter().copied().collect()
}
