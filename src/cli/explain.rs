//! `explain`: what the bot would do with these messages, and why.
//!
//! It changes nothing. The same pure functions as the service: parse, consider,
//! step. The cases come from a file instead of the store. On a terminal it speaks
//! to a person, everywhere else it prints the stable JSON lines.

mod cases;
mod speech;

use self::cases::{CasesFile, described};
use self::speech::{for_a_person, for_a_program};
use crate::case::matching::{Belongs, Considered, Docket, consider};
use crate::case::{Action, Case, Cause, Code, End, Event, Rules, step};
use crate::compose::{Site, Voice, Words};
use crate::domain::address::EmailAddress;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{CaseId, SiteKey};
use crate::domain::record::RegistryRecord;
use crate::domain::tld::Tld;
use crate::mail::{Limits, Message, parse::parse};
use crate::reading::Script;
use crate::sender::Border;
use crate::service::Clock;
use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Everything `explain` holds a message against.
struct Bench {
    rules: Rules,
    cases: Vec<Case>,
    records: Vec<RegistryRecord>,
    texts: Vec<Script>,
    now: Timestamp,
}

pub(super) fn explain(cases: Option<&Path>, files: &[PathBuf], json: bool) -> ExitCode {
    let bench = match bench(cases) {
        Ok(bench) => bench,
        Err(error) => {
            complain!("secird: {error:#}");
            return ExitCode::from(2);
        }
    };
    let speak = !json && std::io::stdout().is_terminal();
    let mut code = ExitCode::SUCCESS;
    for file in files {
        match std::fs::read(file) {
            Err(error) => {
                complain!("secird: {}: {error}", file.display());
                code = ExitCode::from(2);
            }
            Ok(raw) if speak => for_a_person(file, &bench.judge(&raw)),
            Ok(raw) => say!("{}", for_a_program(file, &bench.judge(&raw))),
        }
    }
    code
}

//------------ Bench -----------------------------------------------------------

/// A message and what would become of it.
struct Judged {
    considered: Option<Considered>,
    case: Option<(Tld, &'static str)>,
    end: End,
    message: Option<Message>,
}

impl Bench {
    fn judge(&self, raw: &[u8]) -> Judged {
        // A parser's panic is a finding about the message, not an end of the run.
        catch_unwind(AssertUnwindSafe(|| self.judge_openly(raw))).unwrap_or_else(|_| Judged {
            considered: None,
            case: None,
            end: End::plain(Action::Escalate, Code::Poison),
            message: None,
        })
    }

    fn judge_openly(&self, raw: &[u8]) -> Judged {
        let message = parse(raw, &Limits::default());
        let docket = Docket {
            members: None,
            asks_list_server: false,
            checked: None,
            cases: &self.cases,
            records: &self.records,
            texts: &self.texts,
            rules: &self.rules,
            now: self.now,
        };
        let considered = consider(&message, &docket);
        let (case, end) = match &considered.place {
            Belongs::Nowhere(end) | Belongs::Wish { end, .. } => (None, end.clone()),
            Belongs::OwnCopy(id, _) => (self.case(*id), End::plain(Action::Ignore, Code::OwnCopy)),
            Belongs::Case(id, event) => {
                let cause = Cause::Message(message.digest);
                let event = Event::Answer(event.clone());
                let case = self.case(*id);
                let end =
                    case.and_then(|case| step(case, &event, &cause, &self.rules, self.now).end);
                (
                    case,
                    end.unwrap_or_else(|| End::plain(Action::Ignore, Code::Unrelated)),
                )
            }
        };
        let too_large = raw.len() > Limits::default().message && end.action != Action::Ignore;
        Judged {
            case: case.map(|case| (case.tld, case.scheme.as_str())),
            end: if too_large {
                End::plain(Action::Escalate, Code::TooLarge)
            } else {
                end
            },
            considered: Some(considered),
            message: Some(message),
        }
    }

    fn case(&self, id: CaseId) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }
}

fn bench(file: Option<&Path>) -> anyhow::Result<Bench> {
    let form = match file {
        None => CasesFile {
            now: Clock::System.now(),
            authserv_id: None,
            cases: Vec::new(),
        },
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the cases file {}", path.display()))?;
            serde_json::from_str(&text)
                .with_context(|| format!("the cases file {}", path.display()))?
        }
    };
    let words = Words::new()?;
    let voice = Voice {
        name: "ccNSO Secretariat".to_owned(),
        address: EmailAddress::parse("secretariat@secretariat.invalid")
            .map_err(|fault| anyhow!("{fault}"))?,
        zone: TimeZone::UTC,
        site: Site::of(
            EmailAddress::parse("tld-ops@secretariat.invalid")
                .map_err(|fault| anyhow!("{fault}"))?,
        ),
        words,
    };
    let border = match form.authserv_id {
        Some(id) => Border::AuthservId {
            id,
            hosts: Vec::new(),
            // The cases file does not say how this border stamps; both ways count.
            below: true,
        },
        None => Border::Absent,
    };
    let rules = Rules {
        calendar: Calendar::utc(),
        remind_after: 5,
        fail_after: 5,
        max_contacts: 2,
        border,
        demand_pass: false,
        site_key: SiteKey::new([0; 32]),
        id_domain: "secretariat.invalid".to_owned(),
        secretariat: voice.address.clone(),
        plus_addressing: false,
    };
    let mut cases = Vec::new();
    let mut records = Vec::new();
    for (line, number) in form.cases.iter().zip(1u64..) {
        let (case, record) = described(line, number, &rules, &voice)
            .with_context(|| format!("case {number} (.{})", line.tld))?;
        cases.push(case);
        records.retain(|known: &RegistryRecord| known.tld != record.tld);
        records.push(record);
    }
    Ok(Bench {
        rules,
        cases,
        records,
        texts: voice.words.plain_requests(&voice.site),
        now: form.now,
    })
}
