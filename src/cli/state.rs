//! The state commands: through the running service, or on the store itself.

use super::{run, table};
use crate::service::config::Config;
use crate::service::desk::{Command, Reply};
use crate::service::{Clock, control};
use anyhow::Context as _;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

/// A unique id for a command given now.
pub(super) fn unique() -> String {
    let mut bytes = [0u8; 12];
    match getrandom::fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        // Without random numbers the instant is unique enough for one operator.
        Err(_) => Clock::System.now().as_nanosecond().to_string(),
    }
}

pub(super) fn state(config: &Path, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    let config = run::config(config)?;
    let reply = run::runtime()?.block_on(obey(&config, command))?;
    show(command, &reply, json);
    Ok(if reply.ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Has the running service obey, or the desk over the store itself.
pub(super) async fn obey(config: &Config, command: &Command) -> anyhow::Result<Reply> {
    let socket = config.state.join(control::SOCKET);
    if let Some(reply) = control::ask(&socket, command)
        .await
        .context("the running service")?
    {
        return Ok(reply);
    }
    let mut desk = run::desk(config)?;
    Ok(desk.obey(command, Clock::System.now())?)
}

pub(super) fn import(config: &Path, file: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("the file {}", file.display()))?;
    let text = String::from_utf8(bytes)
        .with_context(|| format!("the file {} is not UTF-8", file.display()))?;
    state(config, &Command::Import { text }, json)
}

fn show(command: &Command, reply: &Reply, json: bool) {
    if json {
        say!("{}", serde_json::json!(reply));
        return;
    }
    for line in &reply.lines {
        if reply.ok {
            say!("{line}");
        } else {
            complain!("{line}");
        }
    }
    let rows: &[Value] = reply.data.as_array().map_or(&[], Vec::as_slice);
    match command {
        Command::Cases if reply.ok => cases(rows),
        Command::CaseShow { .. } => rows.iter().for_each(case),
        Command::Escalations { .. } => escalations(rows),
        Command::Roster => columns(
            rows,
            &[
                ("address", "email"),
                ("name", "name"),
                ("phone", "phone"),
                ("ccTLDs", "tlds"),
            ],
            "The roster is empty.",
        ),
        Command::Records => columns(
            rows,
            &[
                ("ccTLD", "tld"),
                ("admin contact", "admin"),
                ("changed", "changed"),
                ("read", "read"),
                ("from", "source"),
            ],
            "No record of IANA's is known yet (secird registry refresh).",
        ),
        Command::Status => status(&reply.data),
        Command::Cases
        | Command::Invite { .. }
        | Command::Request { .. }
        | Command::Decide { .. }
        | Command::Import { .. }
        | Command::TakeRecords { .. }
        | Command::Change { .. }
        | Command::Hold { .. }
        | Command::Directory { .. }
        | Command::Batch
        | Command::Audit => {}
    }
}

fn columns(rows: &[Value], wanted: &[(&str, &str)], empty: &str) {
    if rows.is_empty() {
        say!("{empty}");
        return;
    }
    let headings: Vec<&str> = wanted.iter().map(|(heading, _)| *heading).collect();
    let cells = rows
        .iter()
        .map(|row| {
            wanted
                .iter()
                .map(|(_, name)| table::field(row, name))
                .collect()
        })
        .collect();
    table::print(&headings, cells);
}

fn cases(rows: &[Value]) {
    columns(
        rows,
        &[
            ("case", "case"),
            ("ccTLD", "name"),
            ("scheme", "scheme"),
            ("state", "state"),
            ("outcome", "outcome"),
            ("until", "deadline"),
            ("held", "held"),
            ("escalations", "open_escalations"),
        ],
        "There are no cases yet (secird invite nl).",
    );
}

fn case(row: &Value) {
    say!(
        "Case {} of {}, {}",
        table::field(row, "case"),
        table::field(row, "name"),
        table::field(row, "scheme")
    );
    for (label, name) in [
        ("State", "state"),
        ("Outcome", "outcome"),
        ("Waits for", "waits_for"),
        ("Until", "deadline"),
        ("Held", "held"),
        ("Asked", "asked"),
        ("Opened", "opened"),
    ] {
        let value = table::field(row, name);
        if !value.is_empty() {
            say!("  {label:<12}{value}");
        }
    }
    let list = |name: &str| {
        row.get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    for hold in list("escalations") {
        say!(
            "  Escalation  {} {} (approve: {})",
            table::field(&hold, "id"),
            table::field(&hold, "why"),
            table::field(&hold, "proposal")
        );
    }
    say!("  History");
    for entry in list("history") {
        say!(
            "    {}  {}",
            table::field(&entry, "at"),
            table::field(&entry, "text")
        );
    }
}

fn escalations(rows: &[Value]) {
    columns(
        rows,
        &[
            ("escalation", "id"),
            ("ccTLD", "tld"),
            ("reason", "code"),
            ("why", "why"),
            ("approve does", "proposal"),
            ("since", "at"),
        ],
        "Nothing waits for the Validator.",
    );
}

fn status(data: &Value) {
    for (label, name) in [
        ("Open cases", "open_cases"),
        ("All cases", "all_cases"),
        ("Escalations", "open_escalations"),
        ("Subscribers", "subscribers"),
        ("On the list", "cctlds_on_list"),
        ("On hold", "on_hold"),
        ("Compared", "roster_compared"),
        ("IANA records", "registry_records"),
        ("Mailbox read", "mailbox_read"),
    ] {
        let value = table::field(data, name);
        let value = if value.is_empty() { "not yet" } else { &value };
        say!("{label:<14}{value}");
    }
    for order in data
        .get("outbox")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        say!(
            "Outbox        {} is {}",
            table::field(order, "act"),
            table::field(order, "progress")
        );
    }
}
