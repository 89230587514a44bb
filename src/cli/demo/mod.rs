//! `demo`: the whole procedure on shipped mail, in virtual time.
//!
//! The service is the real one: the same desk, intake, dispatch and store as
//! `run`, over a Maildir and a mail folder instead of servers, and with a clock
//! that this program moves. What the demo plays itself is the world outside:
//! the mail system that brings blind copies home, the people who answer (from
//! `script`), and the Validator who moves messages.

mod post;
mod script;

use crate::case::Rules;
use crate::compose::{Site, Voice, Words};
use crate::domain::address::EmailAddress;
use crate::domain::calendar::Calendar;
use crate::domain::ids::SiteKey;
use crate::domain::tld::Tld;
use crate::mail::Limits;
use crate::mailbox::Mailbox;
use crate::outbound::Transport;
use crate::outbound::files::Files;
use crate::outbound::roster::{Held, HeldWish};
use crate::sender::Border;
use crate::service::desk::practice::{Batches, Practice, Slot};
use crate::service::desk::{Command, Quotas, RequestLine};
use crate::service::{Clock, Desk, Service, Settings, control};
use crate::store::books::{Books, broken_link};
use crate::store::sled::SledStore;
use crate::store::spool::Spool;
use crate::store::writer::Writer;
use anyhow::{Context as _, anyhow, bail};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use post::Post;
use script::{Act, SCENES, Scene, Start};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// A Monday morning; no holiday lies in the weeks after it, and a first of a month.
const FIRST_DAY: &str = "2026-03-02T09:00:00Z";
/// Days until every case has ended.
const LAST_DAY: i64 = 30;
/// The demo's own key, so that it plays the same way every time. A real one is random.
const KEY: [u8; 32] = [0x5e; 32];

pub(super) fn demo(folder: &Path, json: bool) -> anyhow::Result<ExitCode> {
    if folder.exists() {
        bail!(
            "{} is there already; name another folder, or remove it",
            folder.display()
        );
    }
    std::fs::create_dir_all(folder).with_context(|| format!("the folder {}", folder.display()))?;
    post::configuration(&std::fs::canonicalize(folder)?)?;
    super::run::runtime()?.block_on(async {
        let mut play = Play::new(folder, json)?;
        play.all().await?;
        play.close().await
    })
}

/// What happens by the calendar: one batch, the digest, the reminder.
fn practice() -> Practice {
    let slot = |day, hour| Slot { day, hour };
    Practice {
        batches: Some(Batches {
            slot: slot(Weekday::Tuesday, 9),
            size: 2,
            first: Vec::new(),
            order: ["at", "it"].into_iter().filter_map(Tld::parse).collect(),
            pause_at: 20,
            observers: Vec::new(),
        }),
        digest: Some(slot(Weekday::Friday, 16)),
        reminder: Some(9),
        ..Practice::default()
    }
}

//------------ Play ------------------------------------------------------------

struct Play {
    service: Service,
    clock: Clock,
    post: Post,
    folder: PathBuf,
    json: bool,
    /// Journal entries already told.
    told: u64,
}

impl Play {
    fn new(folder: &Path, json: bool) -> anyhow::Result<Self> {
        let first: Timestamp = FIRST_DAY.parse()?;
        let address = EmailAddress::parse("secretariat@secretariat.example")
            .map_err(|fault| anyhow!("{fault}"))?;
        let voice = Voice {
            name: "ccNSO Secretariat".to_owned(),
            address: address.clone(),
            zone: TimeZone::UTC,
            site: Site::of(
                EmailAddress::parse("tld-ops@lists.example").map_err(|fault| anyhow!("{fault}"))?,
            ),
            words: Words::new()?,
        };
        let rules = Rules {
            calendar: Calendar::utc(),
            remind_after: 5,
            fail_after: 5,
            max_contacts: 2,
            border: Border::AuthservId {
                id: "mx.secretariat.example".to_owned(),
                hosts: Vec::new(),
                below: false,
            },
            demand_pass: false,
            site_key: SiteKey::new(KEY),
            id_domain: "secretariat.example".to_owned(),
            secretariat: address,
            plus_addressing: false,
        };
        let quotas = Quotas {
            mails_per_hour: 60,
            failures_per_day: 10,
            copy_wait: 900,
        };
        let state = folder.join("state");
        std::fs::create_dir_all(&state)?;
        let books = Books::open(
            Box::new(SledStore::open(&state.join("store"))?),
            &SiteKey::new(KEY),
        )?;
        let spool = Spool::open(&state.join("spool"))?;
        let limits = Limits::default();
        let mut desk = Desk::new(books, spool, rules, voice, limits, quotas);
        desk.practice = practice();
        let desk = Writer::start(desk)?;
        let clock = Clock::at(first);
        let post = Post::new(folder);
        let settings = Settings {
            poll: Duration::from_secs(1),
            cap: limits.message,
            directory: Some(folder.join("directory")),
            state,
        };
        let mailbox = Mailbox::maildir(post.mailbox());
        let transport = Transport::Files(Files::new(&post.sent()));
        Ok(Self {
            service: Service::new(desk, mailbox, transport, clock.clone(), settings),
            clock,
            post,
            folder: folder.to_owned(),
            json,
            told: 0,
        })
    }

    async fn all(&mut self) -> anyhow::Result<()> {
        self.service.prepare().await?;
        self.obey(Command::Import {
            text: script::REGISTRY.to_owned(),
        })
        .await?;
        for scene in SCENES {
            self.begin(scene).await?;
        }
        self.settle().await?;
        let first = self.clock.now();
        for day in 0..=LAST_DAY {
            self.clock
                .set(first.checked_add(day.saturating_mul(24).hours())?);
            // As the daily refresh of the registry would.
            self.obey(Command::Import {
                text: script::REGISTRY.to_owned(),
            })
            .await?;
            for scene in SCENES {
                for (_, act) in scene.acts.iter().filter(|(when, _)| *when == day) {
                    self.act(scene, act).await?;
                }
            }
            self.settle().await?;
            // The end of the working day: on Fridays the digest is due.
            self.clock.set(self.clock.now().checked_add(8.hours())?);
            self.settle().await?;
        }
        Ok(())
    }

    async fn begin(&self, scene: &Scene) -> anyhow::Result<()> {
        let id = format!("demo-{}", scene.tld);
        let command = match scene.start {
            Start::Nothing | Start::Batch | Start::Change => return Ok(()),
            Start::Held { address, typed } => {
                return self.list_server_holds(HeldWish::Join, address, typed).await;
            }
            Start::Invited => Command::Invite {
                tlds: vec![scene.tld.to_owned()],
                id,
            },
            Start::Requested { name, email, phone } => Command::Request {
                line: RequestLine {
                    tld: scene.tld.to_owned(),
                    name: name.to_owned(),
                    email: email.to_owned(),
                    phone: phone.to_owned(),
                },
                id,
            },
        };
        self.obey(command).await
    }

    /// The list server shows a request that waits for its moderator.
    async fn list_server_holds(
        &self,
        wish: HeldWish,
        address: &str,
        typed: &str,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let held = Held {
            id: address.to_owned(),
            wish,
            address: address.to_owned(),
            name: typed.to_owned(),
            when: now.to_string(),
        };
        let taken = self
            .service
            .desk
            .with(move |desk| desk.take_held(&[held], now));
        taken.await??;
        Ok(())
    }

    async fn obey(&self, command: Command) -> anyhow::Result<()> {
        let reply = control::obey(&self.service.desk, command, &self.clock).await?;
        if !reply.ok {
            bail!("{}", reply.lines.join(" "));
        }
        Ok(())
    }

    /// Something happens in the world.
    async fn act(&mut self, scene: &Scene, act: &Act) -> anyhow::Result<()> {
        let now = self.clock.now();
        match act {
            Act::Mail(text, story) => {
                self.tell(now, scene.tld, "<--", story);
                let request = self.last_request(scene.tld).await?;
                self.post.deliver(text, request.as_ref(), now)
            }
            Act::Leave(address, story) => {
                self.tell(now, scene.tld, "<--", story);
                self.list_server_holds(HeldWish::Leave, address, "").await
            }
            Act::Move(folder, story) => {
                self.tell(now, scene.tld, "***", story);
                let open = self.open_escalation(scene.tld).await?;
                self.post.move_escalation(&open, folder)
            }
        }
    }

    /// The last mail of ours to the admin contact: its id and its text.
    async fn last_request(&self, tld: &'static str) -> anyhow::Result<Option<(String, String)>> {
        let Some(tld) = Tld::parse(tld) else {
            return Ok(None);
        };
        Ok(self
            .service
            .desk
            .with(move |desk| {
                let mut cases = desk.books.cases().iter().rev();
                let case = cases.find(|case| case.tld == tld)?;
                let mail = case
                    .mails
                    .iter()
                    .rev()
                    .find(|mail| mail.kind.is_for_admin())?;
                Some((mail.message_id.bracketed(), mail.text.clone()))
            })
            .await?)
    }

    async fn open_escalation(&self, tld: &'static str) -> anyhow::Result<String> {
        let found = self
            .service
            .desk
            .with(|desk| desk.books.escalations())
            .await??;
        let a_label = Tld::parse(tld).map(|tld| tld.a_label());
        found
            .into_iter()
            .find(|one| one.decided.is_none() && one.tld.as_deref() == a_label)
            .map(|one| one.id)
            .ok_or_else(|| anyhow!("nothing of .{tld} waits for the Validator"))
    }

    /// The service works until nothing moves, the blind copies come home, and
    /// what the journal says of it is told.
    async fn settle(&mut self) -> anyhow::Result<()> {
        self.service.round().await?;
        self.post.bring_copies_home()?;
        self.service.round().await?;
        let entries = self
            .service
            .desk
            .with(|desk| desk.books.journal())
            .await??;
        for entry in entries.iter().filter(|entry| entry.seq > self.told) {
            let name = entry
                .tld
                .as_deref()
                .and_then(Tld::parse)
                .map(|tld| tld.u_label())
                .unwrap_or_default();
            let arrow = match entry.end.as_ref().map(|(action, _)| action.as_str()) {
                Some("advance") => "==>",
                Some("escalate") => "!!!",
                Some("ask-again") => "-->",
                Some(_) | None => "   ",
            };
            self.tell(entry.at, name, arrow, &entry.text);
        }
        self.told = entries.last().map_or(self.told, |entry| entry.seq);
        Ok(())
    }

    fn tell(&self, at: Timestamp, tld: &str, arrow: &str, text: &str) {
        if self.json {
            say!(
                "{}",
                json!({ "at": at, "tld": tld, "mark": arrow.trim(), "text": text })
            );
        } else {
            let name = Tld::parse(tld).map_or_else(|| tld.to_owned(), |tld| tld.to_string());
            say!(
                "{}  {name:<6} {arrow} {text}",
                at.strftime("%a %d %b %H:%M")
            );
        }
    }

    /// The closing table, and whether every scene ended as it should.
    async fn close(mut self) -> anyhow::Result<ExitCode> {
        let cases = control::obey(&self.service.desk, Command::Cases, &self.clock).await?;
        let entries = self
            .service
            .desk
            .with(|desk| desk.books.journal())
            .await??;
        let people = self.post.untouched()?;
        self.service.mailbox.close().await;
        self.service.desk.stop().await?;
        let rows: Vec<Value> = cases.data.as_array().cloned().unwrap_or_default();
        let mut fine = broken_link(&entries).is_none() && people == script::OTHER_PEOPLES;
        let mut table = Vec::new();
        for scene in SCENES {
            let Some(expected) = scene.ends else {
                continue;
            };
            let a_label = Tld::parse(scene.tld)
                .map(|tld| tld.a_label().to_owned())
                .unwrap_or_default();
            let row = rows.iter().find(|row| {
                let changes = super::table::field(row, "scheme") == "modification";
                super::table::field(row, "tld") == a_label
                    && changes == matches!(scene.start, Start::Change)
            });
            let outcome = row
                .map(|row| super::table::field(row, "outcome"))
                .unwrap_or_default();
            fine = fine && outcome == expected;
            let mark = if outcome == expected {
                ""
            } else {
                "UNEXPECTED"
            };
            let name = Tld::parse(scene.tld)
                .map(|tld| tld.to_string())
                .unwrap_or_default();
            let scheme = row
                .map(|row| super::table::field(row, "scheme"))
                .unwrap_or_default();
            table.push(vec![
                name,
                scheme,
                scene.shows.to_owned(),
                outcome,
                mark.to_owned(),
            ]);
        }
        self.print_close(table, entries.len(), people);
        Ok(if fine {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    fn print_close(&self, table: Vec<Vec<String>>, entries: usize, people: usize) {
        if self.json {
            say!("{}", json!({ "table": table }));
            return;
        }
        say!("");
        super::table::print(&["ccTLD", "scheme", "what it shows", "ended", ""], table);
        say!("");
        say!("{people} messages of other people lie in the inbox as they came: unread, unmoved.");
        say!("The journal's {entries} entries verify. Look around:");
        for (name, what) in [
            (
                "mailbox",
                "the Secretariat's Maildir; TLD-OPS/Decided holds the escalations and what came of them",
            ),
            ("sent", "every mail that went out, with its envelope"),
            (
                "directory",
                "the public directory: names of ccTLDs, nothing about people",
            ),
            (
                "state",
                "the store (cases, outbox, journal, roster) and the raw mail",
            ),
            (
                "secird.toml",
                "a configuration over all this: secird cases --config …, case show, roster, audit",
            ),
        ] {
            say!("  {:<32} {what}", self.folder.join(name).display());
        }
    }
}
