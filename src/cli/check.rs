//! `check`: every part tried once, each OK or what to do.

mod roundtrip;

use super::{list, run};
use crate::outbound::Answer;
use crate::sender::{Border, RECORD_LIFE};
use crate::service::Clock;
use crate::service::config::Config;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// One line of the report.
struct Line {
    part: &'static str,
    fault: Option<String>,
    note: String,
}

pub(super) fn check(
    config: &Path,
    roundtrip: Option<Duration>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut lines = Vec::new();
    match Config::read(config) {
        Err(fault) => lines.push(bad("configuration", fault.to_string())),
        Ok(config) => {
            lines.push(good("configuration", "every key is known"));
            run::runtime()?.block_on(async {
                parts(&config, &mut lines).await;
                if let Some(patience) = roundtrip {
                    roundtrip::roundtrip(&config, patience, &mut lines).await;
                }
            });
        }
    }
    let fine = lines.iter().all(|line| line.fault.is_none());
    if json {
        let rows: Vec<_> = lines
            .iter()
            .map(|line| serde_json::json!({ "part": line.part, "ok": line.fault.is_none(), "what": line.fault.as_ref().unwrap_or(&line.note) }))
            .collect();
        say!("{}", serde_json::json!(rows));
    } else {
        for line in &lines {
            match &line.fault {
                None => say!("OK    {:<14} {}", line.part, line.note),
                Some(fault) => say!("FAIL  {:<14} {fault}", line.part),
            }
        }
    }
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn parts(config: &Config, lines: &mut Vec<Line>) {
    lines.push(match config.mailbox() {
        Err(fault) => bad("mailbox", fault.to_string()),
        Ok(mut mailbox) => {
            let prepared = mailbox.prepare().await;
            mailbox.close().await;
            match prepared {
                Ok(made) if made.is_empty() => good("mailbox", "login and folders"),
                Ok(made) => good(
                    "mailbox",
                    &format!("login; made the folders {}", made.join(", ")),
                ),
                Err(error) => bad("mailbox", error.to_string()),
            }
        }
    });
    lines.push(match config.transport() {
        Err(fault) => bad("smtp", fault.to_string()),
        Ok(transport) => match transport.check().await {
            Answer::Done(note) => good("smtp", &note),
            Answer::Later(why) | Answer::Never(why) | Answer::Unknown(why) => bad("smtp", why),
        },
    });
    lines.push(match &config.rules.border {
        Border::AuthservId { id, .. } => good("border", &format!("believes {id}")),
        Border::Own { hosts } if hosts.is_empty() => good(
            "border",
            "the bot checks senders itself, by DKIM alone: SPF needs [border] hosts",
        ),
        Border::Own { .. } => good("border", "the bot checks senders itself, by DKIM and SPF"),
        Border::ExchangeOnline => good("border", "believes Exchange Online"),
        Border::Absent => good(
            "border",
            "nobody is believed: every answer goes to the Validator",
        ),
    });
    match list::look(config).await {
        Ok(note) => lines.push(good("list", &note)),
        Err(faults) => lines.extend(faults.into_iter().map(|fault| bad("list", fault))),
    }
    lines.push(registry(config).await);
    lines.push(dns(config).await);
    lines.push(state(config));
}

/// Whether IANA can be asked: one record, of a ccTLD that will not go away.
async fn registry(config: &Config) -> Line {
    let registry = match config.registry() {
        Ok(Some(registry)) => registry,
        Ok(None) => return good("registry", "nobody is asked; records come from files"),
        Err(fault) => return bad("registry", fault.to_string()),
    };
    let Some(tld) = crate::domain::tld::Tld::parse("nl") else {
        return bad("registry", "the table of ccTLDs is empty".to_owned());
    };
    match registry.ask(tld, Clock::System.now()).await {
        Ok(record) => good(
            "registry",
            &format!("{} gave the record of {tld}", record.source.as_str()),
        ),
        Err(error) => bad("registry", error.to_string()),
    }
}

/// Whether DNS answers, where the bot checks senders itself.
async fn dns(config: &Config) -> Line {
    match config.verifier() {
        Ok(None) => good("dns", "not asked: a border checks senders"),
        Err(fault) => bad("dns", fault.to_string()),
        Ok(Some(verifier)) => match verifier.probe().await {
            Ok(()) => good("dns", "answers"),
            Err(why) => bad(
                "dns",
                format!("does not answer: {why}; see [border] resolver"),
            ),
        },
    }
}

/// The store, unless the service has it open.
fn state(config: &Config) -> Line {
    let socket = config.state.join(crate::service::control::SOCKET);
    if std::os::unix::net::UnixStream::connect(&socket).is_ok() {
        return good("state", "the service runs and has it open");
    }
    match run::desk(config) {
        Err(error) => bad("state", format!("{error:#}")),
        Ok(desk) => {
            let records = desk.books.records();
            let now = Clock::System.now();
            let stale = records
                .iter()
                .filter(|record| now.duration_since(record.read) > RECORD_LIFE)
                .count();
            let known = records.len();
            if known == 0 {
                let what = "no record of IANA's is known; read them: secird registry refresh";
                bad("records", what.to_owned())
            } else if stale > 0 {
                bad(
                    "records",
                    format!(
                        "{stale} of {known} records are older than a week and not relied on: secird registry refresh"
                    ),
                )
            } else {
                good(
                    "state",
                    &format!("{} cases, {known} IANA records", desk.books.cases().len()),
                )
            }
        }
    }
}

fn good(part: &'static str, note: &str) -> Line {
    Line {
        part,
        fault: None,
        note: note.to_owned(),
    }
}

fn bad(part: &'static str, fault: String) -> Line {
    Line {
        part,
        fault: Some(fault),
        note: String::new(),
    }
}
