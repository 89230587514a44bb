//! What the command line may ask of the desk, in the same words whether the
//! service runs or not.

use super::drift::COMPARED;
use super::{Desk, DeskError};
use crate::case::{Case, Cause, Choice, EscalationId, HeldThere, Scheme};
use crate::compose::listing;
use crate::domain::address::{EmailAddress, RegistryAddress};
use crate::domain::contact::{Contact, clean_name, is_role_account};
use crate::domain::phone::PhoneNumber;
use crate::domain::record::{RegistryRecord, Source};
use crate::domain::tld::Tld;
use crate::registry::import;
use crate::sender::RECORD_LIFE;
use crate::store::books::{Batch, broken_link};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

//------------ Command ---------------------------------------------------------

/// A command. `id` makes it unique: the same command twice does the same once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    /// All cases.
    Cases,
    /// The cases of one ccTLD, with their history.
    CaseShow {
        /// The ccTLD.
        tld: String,
    },
    /// Invite ccTLDs (procedure, section 4).
    Invite {
        /// Which.
        tlds: Vec<String>,
        /// The command's id.
        id: String,
    },
    /// A person asks to join (procedure, section 5).
    Request {
        /// Who and for which ccTLD.
        line: RequestLine,
        /// The command's id.
        id: String,
    },
    /// Escalations; the open ones, or all.
    Escalations {
        /// Also the decided ones.
        all: bool,
    },
    /// Decide an escalation.
    Decide {
        /// Which.
        escalation: String,
        /// `approve`, `reject` or `done`.
        choice: String,
        /// The command's id.
        id: String,
    },
    /// Fill the registry cache.
    Import {
        /// The file's text.
        text: String,
    },
    /// Take in records that were read from IANA.
    TakeRecords {
        /// What was read.
        records: Vec<RecordLine>,
    },
    /// The registry cache.
    Records,
    /// The roster.
    Roster,
    /// Ask the admin contact whether a ccTLD's contacts shall be these (procedure,
    /// section 6).
    Change {
        /// The ccTLD.
        tld: String,
        /// The whole list, each contact as `name, phone, address`.
        contacts: Vec<String>,
        /// The command's id.
        id: String,
    },
    /// Hold everything back that would leave the house, or let it go again.
    Hold {
        /// On or off.
        on: bool,
        /// The command's id.
        id: String,
    },
    /// Write the public directory anew.
    Directory {
        /// The command's id.
        id: String,
    },
    /// Whom the next batch would invite.
    Batch,
    /// How things stand.
    Status,
    /// Verify the journal's chain.
    Audit,
}

/// A person who asks to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    /// The ccTLD.
    pub tld: String,
    /// First and last name.
    pub name: String,
    /// Personal address.
    pub email: String,
    /// Mobile phone number.
    pub phone: String,
}

/// One record of IANA's, as the command line read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLine {
    /// The ccTLD's A-label.
    pub tld: String,
    /// The administrative contact's address.
    pub admin: String,
    /// When IANA last changed the record.
    pub changed: Option<Date>,
    /// When it was read.
    pub read: Timestamp,
    /// `rdap`, `whois` or `file`.
    pub source: String,
}

impl RecordLine {
    /// The line of a record.
    pub fn of(record: &RegistryRecord) -> Self {
        Self {
            tld: record.tld.a_label().to_owned(),
            admin: record.admin.to_string(),
            changed: record.changed,
            read: record.read,
            source: record.source.as_str().to_owned(),
        }
    }

    fn live(&self) -> Option<RegistryRecord> {
        Some(RegistryRecord {
            tld: Tld::parse(&self.tld)?,
            admin: RegistryAddress(EmailAddress::parse(&self.admin).ok()?),
            changed: self.changed,
            read: self.read,
            source: Source::parse(&self.source)?,
        })
    }
}

/// What the desk says to a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Whether it was done.
    pub ok: bool,
    /// What happened, for a person; one line each.
    pub lines: Vec<String>,
    /// The same for a program.
    pub data: Value,
}

impl Reply {
    /// It was done, in one line.
    pub(super) fn yes(line: impl Into<String>) -> Self {
        Self {
            ok: true,
            lines: vec![line.into()],
            data: Value::Null,
        }
    }

    /// A refusal.
    pub fn no(why: impl Into<String>) -> Self {
        Self {
            ok: false,
            lines: vec![why.into()],
            data: Value::Null,
        }
    }

    pub(super) fn data(data: Value) -> Self {
        Self {
            ok: true,
            lines: Vec::new(),
            data,
        }
    }
}

impl Desk {
    /// Does what a command asks.
    ///
    /// # Errors
    /// Only the store's; what is wrong with the command is in the reply.
    pub fn obey(&mut self, command: &Command, now: Timestamp) -> Result<Reply, DeskError> {
        Ok(match command {
            Command::Cases => Reply::data(self.books.cases().iter().map(case_row).collect()),
            Command::CaseShow { tld } => self.show(tld),
            Command::Invite { tlds, id } => self.invite(tlds, id, now)?,
            Command::Request { line, id } => self.request(line, id, now)?,
            Command::Escalations { all } => {
                let found = self.books.escalations()?;
                let shown = found
                    .into_iter()
                    .filter(|one| *all || one.decided.is_none());
                Reply::data(shown.map(|one| json!(one)).collect())
            }
            Command::Decide {
                escalation,
                choice,
                id,
            } => self.decide_by_command(escalation, choice, id, now)?,
            Command::Import { text } => self.import(text, now)?,
            Command::TakeRecords { records } => self.take_read(records, now)?,
            Command::Records => self.known_records(),
            Command::Roster => Reply::data(listing::json(&self.seats())),
            Command::Change { tld, contacts, id } => self.change(tld, contacts, id, now)?,
            Command::Hold { on, id } => self.hold(*on, id, now)?,
            Command::Directory { id } => self.directory(id, now)?,
            Command::Batch => self.coming_batch(now)?,
            Command::Status => self.status()?,
            Command::Audit => self.audit()?,
        })
    }

    fn show(&self, tld: &str) -> Reply {
        let Some(tld) = Tld::parse(tld) else {
            return no_cctld(tld);
        };
        let rows: Vec<Value> = self
            .books
            .cases()
            .iter()
            .filter(|case| case.tld == tld)
            .map(|case| self.case_whole(case))
            .collect();
        if rows.is_empty() {
            return Reply::no(format!("There is no case of {tld}."));
        }
        Reply::data(Value::Array(rows))
    }

    fn case_whole(&self, case: &Case) -> Value {
        let mut row = case_row(case);
        let history: Vec<Value> = self
            .books
            .history(case.id)
            .iter()
            .map(|(at, text)| json!({ "at": at, "text": text }))
            .collect();
        let holds: Vec<Value> = case
            .holds
            .iter()
            .map(|hold| json!({ "id": hold.id.to_string(), "reason": hold.code.as_str(), "why": hold.code.to_string(), "proposal": hold.proposal.as_str(), "since": hold.since, "stops_clock": hold.stops_clock }))
            .collect();
        if let Value::Object(fields) = &mut row {
            fields.insert("history".to_owned(), Value::Array(history));
            fields.insert("escalations".to_owned(), Value::Array(holds));
        }
        row
    }

    fn invite(&mut self, tlds: &[String], id: &str, now: Timestamp) -> Result<Reply, DeskError> {
        let mut lines = Vec::new();
        let mut ok = !tlds.is_empty();
        for name in tlds {
            let outcome = match Tld::parse(name) {
                None => Err(no_cctld(name).lines.join(" ")),
                Some(tld) => self.open(tld, Scheme::ValidatorInitiated, id, now)?,
            };
            match outcome {
                Ok(line) => lines.push(line),
                Err(line) => {
                    ok = false;
                    lines.push(line);
                }
            }
        }
        Ok(Reply {
            ok,
            lines,
            data: Value::Null,
        })
    }

    fn request(
        &mut self,
        line: &RequestLine,
        id: &str,
        now: Timestamp,
    ) -> Result<Reply, DeskError> {
        let Some(tld) = Tld::parse(&line.tld) else {
            return Ok(no_cctld(&line.tld));
        };
        let name = clean_name(&line.name);
        let (name, email, phone) = match (
            name,
            EmailAddress::parse(&line.email),
            PhoneNumber::parse(&line.phone),
        ) {
            (None, _, _) => {
                return Ok(Reply::no(
                    "--name: a first and last name are needed, on one line.",
                ));
            }
            (_, Err(fault), _) => return Ok(Reply::no(format!("--email: {fault}."))),
            (_, _, Err(fault)) => return Ok(Reply::no(format!("--phone: {fault}."))),
            (Some(name), Ok(email), Ok(phone)) => (name, email, phone),
        };
        if is_role_account(&email) {
            return Ok(Reply::no(
                "--email: the address belongs to a function; the list takes people's own.",
            ));
        }
        let on_list = self
            .books
            .members()
            .iter()
            .filter(|member| member.tlds.contains(&tld))
            .count();
        if on_list >= self.rules.max_contacts {
            return Ok(Reply::no(format!(
                "{tld} has {on_list} contact(s) on the list already; more are not admitted."
            )));
        }
        let ssc = Contact { name, email, phone };
        Ok(
            match self.open(tld, Scheme::SscInitiated { ssc }, id, now)? {
                Ok(line) => Reply {
                    ok: true,
                    lines: vec![line],
                    data: Value::Null,
                },
                Err(line) => Reply::no(line),
            },
        )
    }

    /// Opens a case and starts it, in one commit; `Err` says why not.
    fn open(
        &mut self,
        tld: Tld,
        scheme: Scheme,
        id: &str,
        now: Timestamp,
    ) -> Result<Result<String, String>, DeskError> {
        let Some(record) = self.record(tld) else {
            return Ok(Err(format!(
                "{tld}: IANA's record is not known yet; read it first (secird registry refresh {}).",
                tld.a_label()
            )));
        };
        if now.duration_since(record.read) > RECORD_LIFE {
            return Ok(Err(format!(
                "{tld}: IANA's record was read more than a week ago; read it again first (secird registry refresh {}).",
                tld.a_label()
            )));
        }
        let same_person = |case: &Case| match (case.scheme.ssc(), scheme.ssc()) {
            (Some(one), Some(other)) => one.email.same_mailbox(&other.email),
            (one, other) => one.is_none() && other.is_none(),
        };
        let same = |case: &&Case| {
            case.tld == tld
                && !case.state.is_over()
                && case.scheme.modification().is_none() == scheme.modification().is_none()
                && same_person(case)
        };
        if let Some(open) = self.books.cases().iter().find(same) {
            return Ok(Err(format!(
                "{tld}: case {} is open already; it waits for {}.",
                open.id,
                open.state.waits_for()
            )));
        }
        let to = record.admin.to_string();
        let cause = Cause::Command(id.to_owned());
        let mut batch = Batch::default();
        let held = match scheme.ssc() {
            Some(ssc) if self.is_held_there(&ssc.email) => self.how_held(&ssc.email, false, &batch),
            Some(_) | None => HeldThere::Nothing,
        };
        let opened = self.open_in(tld, scheme, held, &cause, &mut batch, now)?;
        self.books.commit(batch, now)?;
        let number = opened.map_or_else(|| "?".to_owned(), |id| id.to_string());
        Ok(Ok(format!(
            "{tld}: case {number} is open; the request goes to {to}."
        )))
    }

    fn decide_by_command(
        &mut self,
        escalation: &str,
        choice: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<Reply, DeskError> {
        let known = [Choice::Approve, Choice::Reject, Choice::Done];
        let choice = known.into_iter().find(|known| known.as_str() == choice);
        let (Some(escalation), Some(choice)) = (EscalationId::parse(escalation), choice) else {
            return Ok(Reply::no(format!(
                "{escalation} is no escalation's name; they look like E-0123456789ab (secird escalations)."
            )));
        };
        let cause = Cause::Command(id.to_owned());
        let open = self.books.escalation(&escalation)?;
        if open.is_none() {
            return Ok(Reply::no(format!(
                "There is no escalation {escalation} (secird escalations)."
            )));
        }
        let fresh = self.decide(&escalation, choice, &cause, Batch::default(), now)?;
        Ok(if fresh {
            Reply {
                ok: true,
                lines: vec![format!("{escalation}: {}.", choice.as_str())],
                data: Value::Null,
            }
        } else {
            Reply::no(format!(
                "{escalation} was decided before; nothing was done."
            ))
        })
    }

    fn import(&mut self, text: &str, now: Timestamp) -> Result<Reply, DeskError> {
        let imported = import::read(text.as_bytes(), now);
        let mut lines: Vec<String> = imported.faults.iter().map(ToString::to_string).collect();
        let count = self.take_records(imported.records, now)?.count;
        lines.push(format!(
            "{count} record(s) taken in, {} line(s) not understood.",
            imported.faults.len()
        ));
        Ok(Reply {
            ok: imported.faults.is_empty() && count > 0,
            lines,
            data: Value::Null,
        })
    }

    fn take_read(&mut self, lines: &[RecordLine], now: Timestamp) -> Result<Reply, DeskError> {
        let mut told = Vec::new();
        let mut records = Vec::new();
        for line in lines {
            match line.live() {
                Some(record) => records.push(record),
                None => told.push(format!(
                    "{} is not known here: if `registry table` learned it, start the service again.",
                    crate::compose::escalation::clean(&line.tld)
                )),
            }
        }
        let ok = told.is_empty();
        let taken = self.take_records(records, now)?;
        told.push(format!(
            "{} record(s) taken in, {} with a new address.",
            taken.count, taken.changed
        ));
        Ok(Reply {
            ok,
            lines: told,
            data: Value::Null,
        })
    }

    fn known_records(&self) -> Reply {
        let mut rows: Vec<Value> = self
            .books
            .records()
            .iter()
            .map(|record| json!(RecordLine::of(record)))
            .collect();
        rows.sort_by_key(|row| row.get("tld").map(ToString::to_string));
        Reply::data(Value::Array(rows))
    }

    fn status(&self) -> Result<Reply, DeskError> {
        let open = self
            .books
            .cases()
            .iter()
            .filter(|case| !case.state.is_over())
            .count();
        let waiting = self
            .books
            .escalations()?
            .iter()
            .filter(|one| one.decided.is_none())
            .count();
        let orders: Vec<Value> = self
            .books
            .open_orders()
            .map(|order| json!({ "order": order.key.to_string(), "act": order.act.as_str(), "progress": order.progress.as_str() }))
            .collect();
        Ok(Reply::data(json!({
            "open_cases": open,
            "all_cases": self.books.cases().len(),
            "open_escalations": waiting,
            "outbox": orders,
            "registry_records": self.books.records().len(),
            "mailbox_read": self.books.meta("last-read")?,
            "subscribers": self.books.members().len(),
            "cctlds_on_list": self.subscribed_tlds().len(),
            "roster_compared": self.books.meta(COMPARED)?.filter(|at| !at.is_empty()),
            "on_hold": self.is_on_hold()?,
        })))
    }

    fn audit(&self) -> Result<Reply, DeskError> {
        let entries = self.books.journal()?;
        Ok(match broken_link(&entries) {
            None => Reply {
                ok: true,
                lines: vec![format!("The journal's {} entries verify.", entries.len())],
                data: Value::Null,
            },
            Some(seq) => Reply::no(format!(
                "The journal does not verify: entry {seq} does not follow from the one before."
            )),
        })
    }
}

pub(super) fn no_cctld(name: &str) -> Reply {
    Reply::no(format!(
        "{} is no delegated ccTLD.",
        crate::compose::escalation::clean(name)
    ))
}

/// A case as a row for tables and programs.
fn case_row(case: &Case) -> Value {
    let outcome = case.state.ended().map(|(outcome, _)| outcome.as_str());
    json!({
        "case": case.id.0,
        "tld": case.tld.a_label(),
        "name": case.tld.to_string(),
        "scheme": case.scheme.as_str(),
        "state": case.state.as_str(),
        "outcome": outcome,
        "waits_for": case.state.waits_for(),
        "deadline": case.state.deadline(),
        "held": case.is_held(),
        "open_escalations": case.holds.len(),
        "asked": case.asked.to_string(),
        "opened": case.opened,
    })
}
