//! `explain`: what the bot would do with these messages, and why.
//!
//! It changes nothing. The same pure functions as the service: parse, consider, step. The cases
//! come from a file instead of the store. On a terminal it speaks to a person,
//! everywhere else it prints the stable JSON lines.

use crate::case::effect::Recipient;
use crate::case::matching::{Belongs, Considered, Docket, consider};
use crate::case::{
    Action, Case, Cause, Code, End, Event, Mail, MailKind, Outcome, Rules, Scheme, SentMail, State,
    step,
};
use crate::compose::{Voice, Words, letters};
use crate::domain::address::{EmailAddress, RegistryAddress};
use crate::domain::calendar::Calendar;
use crate::domain::contact::Contact;
use crate::domain::ids::{CaseId, MessageId, OrderKey, SiteKey};
use crate::domain::phone::PhoneNumber;
use crate::domain::record::{RegistryRecord, Source};
use crate::domain::tld::Tld;
use crate::mail::{Limits, Message, parse::parse};
use crate::reading::{Reading, Report};
use crate::sender::{Authentication, Border, Verdict};
use crate::service::Clock;
use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

//------------ the cases file --------------------------------------------------

#[derive(Debug, Deserialize)]
struct CasesFile {
    now: Timestamp,
    authserv_id: Option<String>,
    #[serde(default)]
    cases: Vec<CaseLine>,
}

#[derive(Debug, Deserialize)]
struct CaseLine {
    tld: String,
    scheme: String,
    state: String,
    admin_address: String,
    admin_checked: Timestamp,
    request_message_id: String,
    reply_address: Option<String>,
    reference: Option<String>,
    requested: Timestamp,
    ssc: Option<SscLine>,
}

#[derive(Debug, Deserialize)]
struct SscLine {
    #[serde(default)]
    name: String,
    email: String,
    #[serde(default)]
    phone: String,
}

/// Everything `explain` holds a message against.
struct Bench {
    rules: Rules,
    cases: Vec<Case>,
    records: Vec<RegistryRecord>,
    texts: Vec<String>,
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
            cases: &self.cases,
            records: &self.records,
            texts: &self.texts,
            rules: &self.rules,
            now: self.now,
        };
        let considered = consider(&message, &docket);
        let (case, end) = match &considered.place {
            Belongs::Nowhere(end) => (None, end.clone()),
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
        words,
    };
    let border = match form.authserv_id {
        Some(id) => Border::AuthservId {
            id,
            hosts: Vec::new(),
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
        texts: Words::plain_requests(),
        now: form.now,
    })
}

/// A case as the file describes it, and the record it rests on.
fn described(
    line: &CaseLine,
    number: u64,
    rules: &Rules,
    voice: &Voice,
) -> anyhow::Result<(Case, RegistryRecord)> {
    let tld = Tld::parse(&line.tld).ok_or_else(|| anyhow!("tld: no delegated ccTLD"))?;
    let address = |key: &str, text: &str| {
        EmailAddress::parse(text).map_err(|fault| anyhow!("{key}: {fault}"))
    };
    let admin = RegistryAddress(address("admin_address", &line.admin_address)?);
    let scheme = match (line.scheme.as_str(), &line.ssc) {
        ("validator-initiated", _) => Scheme::ValidatorInitiated,
        ("ssc-initiated", Some(ssc)) => Scheme::SscInitiated {
            ssc: Contact {
                name: ssc.name.clone(),
                email: address("ssc.email", &ssc.email)?,
                phone: PhoneNumber::as_given(&ssc.phone),
            },
        },
        ("ssc-initiated", None) => return Err(anyhow!("ssc: an ssc-initiated case has a person")),
        (_, _) => return Err(anyhow!("scheme: one of validator-initiated, ssc-initiated")),
    };
    let message_id = MessageId::parse(&line.request_message_id)
        .ok_or_else(|| anyhow!("request_message_id: no Message-ID"))?;
    let reply_address = line
        .reply_address
        .as_deref()
        .map(|text| address("reply_address", text))
        .transpose()?;
    let mut case = Case::open(CaseId(number), tld, scheme, admin.clone(), line.requested);
    let order = OrderKey::new("described", usize::try_from(number).unwrap_or(0));
    let kind = match &case.scheme {
        Scheme::ValidatorInitiated => MailKind::SscRequest,
        Scheme::SscInitiated { .. } => MailKind::AuthenticationRequest,
    };
    let mail = Mail {
        order: order.clone(),
        case: case.id,
        kind,
        to: Recipient::Admin(admin.clone()),
        message_id: message_id.clone(),
        reply_address: reply_address.clone(),
        reference: Some(line.reference.clone().unwrap_or_default()),
        faults: Vec::new(),
    };
    let text = letters::letter(&mail, &case, voice, rules, line.requested)?.body;
    case.mails.push(SentMail {
        order: order.clone(),
        kind,
        message_id,
        reply_address,
        reference: line.reference.clone(),
        ordered: line.requested,
        sent: Some(line.requested),
        text,
    });
    case.state = state(&line.state, &case, order, line.requested, rules)?;
    let record = RegistryRecord {
        tld,
        admin,
        changed: None,
        read: line.admin_checked,
        source: Source::File,
    };
    Ok((case, record))
}

fn state(
    word: &str,
    case: &Case,
    order: OrderKey,
    sent: Timestamp,
    rules: &Rules,
) -> anyhow::Result<State> {
    let remind_at = rules.calendar.after(sent, rules.remind_after);
    let contacts = case.scheme.ssc().cloned().into_iter().collect();
    Ok(match word {
        "asked" => State::Asked { sent, remind_at },
        "reminded" => State::Reminded {
            sent: remind_at,
            fail_at: rules.calendar.after(remind_at, rules.fail_after),
            last_call: None,
        },
        "subscribed" => State::Subscribed { contacts, order },
        "failed" => State::Closed {
            outcome: Outcome::NoResponse,
            at: sent,
        },
        "closed" => State::Closed {
            outcome: Outcome::ByHand,
            at: sent,
        },
        _ => {
            return Err(anyhow!(
                "state: one of asked, reminded, subscribed, failed, closed"
            ));
        }
    })
}

//------------ speaking --------------------------------------------------------

fn for_a_program(file: &Path, judged: &Judged) -> Value {
    json!({
        "file": file.to_string_lossy(),
        "reading": judged.considered.as_ref().map_or_else(unread, |considered| reading(&considered.report)),
        "sender": sender(judged),
        "case": judged.case.map(|(tld, scheme)| json!({ "tld": tld.a_label(), "scheme": scheme })),
        "decision": {
            "action": judged.end.action.as_str(),
            "reason": judged.end.code.as_str(),
            "why": judged.end.why,
        },
    })
}

fn reading(report: &Report) -> Value {
    let contacts: Vec<Value> = report
        .found
        .iter()
        .map(|found| {
            json!({
                "position": found.position, "name": found.name, "email": found.email,
                "phone": found.phone, "phone_e164": found.phone_e164,
            })
        })
        .collect();
    let faults: Vec<String> = report
        .faults
        .iter()
        .map(crate::reading::Fault::code)
        .collect();
    let statement = matches!(
        &report.reading,
        Reading::SscResponse {
            statement: true,
            ..
        }
    );
    json!({
        "kind": report.reading.kind(), "reply": report.reply, "contacts": contacts,
        "statement": statement, "faults": faults,
    })
}

fn unread() -> Value {
    json!({ "kind": "unclear", "reply": "", "contacts": [], "statement": false, "faults": [] })
}

fn sender(judged: &Judged) -> Value {
    let Some(considered) = &judged.considered else {
        return json!({
            "verdict": "doubtful", "address": "", "reasons": [Code::Poison.as_str()],
            "evidence": { "from_identical": false, "proof_of_receipt": false, "parsers_agree": false, "authentication": "none" },
        });
    };
    let evidence = &considered.judgement.evidence;
    let reasons: Vec<&str> = considered
        .judgement
        .verdict
        .reasons()
        .iter()
        .map(crate::sender::Reason::code)
        .collect();
    json!({
        "verdict": considered.judgement.verdict.code(),
        "address": evidence.address.as_ref().map(ToString::to_string).unwrap_or_default(),
        "evidence": {
            "from_identical": evidence.from_identical,
            "proof_of_receipt": evidence.proof_of_receipt,
            "parsers_agree": evidence.parsers_agree,
            "authentication": word(evidence.authentication),
        },
        "reasons": reasons,
    })
}

/// The contract knows three words; that nobody stamped it is among the reasons.
fn word(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::Pass => "pass",
        Authentication::Fail => "fail",
        Authentication::None | Authentication::Unavailable | Authentication::Unstamped => "none",
    }
}

fn for_a_person(file: &Path, judged: &Judged) {
    use crate::compose::escalation::clean;
    say!("{}", file.display());
    let case = judged.case.map_or_else(
        || "none".to_owned(),
        |(tld, scheme)| format!("{tld}, {scheme}"),
    );
    say!(
        "  Decision   {}: {} ({})",
        judged.end.action.as_str(),
        judged.end.why,
        judged.end.code.as_str()
    );
    say!("  Case       {case}");
    let Some(considered) = &judged.considered else {
        say!("  A parser gave up on it.\n");
        return;
    };
    let evidence = &considered.judgement.evidence;
    let from = evidence
        .address
        .as_ref()
        .map_or_else(|| "not one clear address".to_owned(), ToString::to_string);
    say!(
        "  Sender     {from}: {}",
        considered.judgement.verdict.code()
    );
    if considered.judgement.verdict != Verdict::Trusted {
        for reason in considered.judgement.verdict.reasons() {
            say!("             - {reason}");
        }
    }
    if let Some(message) = &judged.message {
        for defect in &message.defects {
            say!("             - defect: {}", defect.code());
        }
    }
    say!("  Meaning    {}", considered.report.reading.kind());
    if let Reading::Unclear { why } = &considered.report.reading {
        say!("             {why}");
    }
    for fault in &considered.report.faults {
        say!("             - {fault}");
    }
    for (title, text) in [
        ("Taken as written by the sender", &considered.report.reply),
        (
            "Taken away as ours or quoted",
            &considered.report.subtracted,
        ),
    ] {
        say!("  {title}:");
        for line in text.trim().lines() {
            say!("    | {}", clean(line));
        }
    }
    say!("");
}
