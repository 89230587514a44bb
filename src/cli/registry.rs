//! `registry refresh`: IANA asked now, with a bar for whoever waits.
//!
//! What was read is taken in as it comes, so an interruption loses nothing; the
//! pace is the service's own.

use super::{run, state};
use crate::domain::tld::Tld;
use crate::registry::live::Registry;
use crate::registry::round::{Heard, Round};
use crate::registry::table;
use crate::service::Clock;
use crate::service::config::{Config, Refreshing};
use crate::service::desk::{Command, RecordLine};
use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Records that are taken in together.
const TOGETHER: usize = 20;

/// What came of it.
#[derive(Debug, Default)]
struct Tally {
    read: usize,
    missed: Vec<String>,
    /// What the service or the store said of records that it did not take.
    refused: Vec<String>,
    given_up: bool,
}

pub(super) fn refresh(config: &Path, names: &[String], json: bool) -> anyhow::Result<ExitCode> {
    let config = run::config(config)?;
    let tlds = wanted(names)?;
    let (Some(registry), Some((_, refreshing))) = (config.registry()?, config.registry.clone())
    else {
        bail!(
            "the configuration says [registry] kind = \"file\": nobody is asked; import a file instead"
        );
    };
    let tally = run::runtime()?.block_on(ask(&config, &registry, refreshing, &tlds))?;
    let left = tlds
        .len()
        .saturating_sub(tally.read)
        .saturating_sub(tally.missed.len());
    if json {
        say!(
            "{}",
            serde_json::json!({ "asked": tlds.len(), "read": tally.read, "missed": tally.missed, "refused": tally.refused, "not_asked": left })
        );
    } else {
        for line in tally.missed.iter().chain(&tally.refused) {
            complain!("{line}");
        }
        say!("{} of {} record(s) read.", tally.read, tlds.len());
        if tally.given_up {
            complain!(
                "{left} were not asked about: nobody answers, or IANA asks for more time. Is there a way to [registry] rdap and whois? What was known before still holds."
            );
        }
    }
    Ok(
        if tally.missed.is_empty() && tally.refused.is_empty() && !tally.given_up {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        },
    )
}

/// Reads which ccTLDs there are, and keeps the list for the next start.
pub(super) fn table(config: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let config = run::config(config)?;
    let Some(registry) = config.registry()? else {
        bail!("the configuration says [registry] kind = \"file\": nobody is asked");
    };
    let page = run::runtime()?
        .block_on(registry.page(&config.root_db))
        .map_err(|refusal| anyhow::anyhow!("{}: {refusal}", config.root_db))?;
    let names = table::read(&page).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let known: Vec<&str> = Tld::all().map(|tld| tld.a_label()).collect();
    let new: Vec<&String> = names
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    let gone: Vec<&&str> = known
        .iter()
        .filter(|name| !names.iter().any(|now| now == **name))
        .collect();
    std::fs::create_dir_all(&config.state)?;
    let file = config.state.join(run::CCTLDS);
    let draft = config.state.join("cctlds.new");
    std::fs::write(&draft, names.join("\n") + "\n")
        .and_then(|()| std::fs::rename(&draft, &file))
        .with_context(|| format!("the list {}", file.display()))?;
    if json {
        say!(
            "{}",
            serde_json::json!({ "cctlds": names.len(), "new": new, "gone": gone })
        );
        return Ok(ExitCode::SUCCESS);
    }
    say!("{} ccTLDs are delegated.", names.len());
    for name in &new {
        say!("New: {name}. The service knows it from its next start on.");
    }
    for name in &gone {
        say!("Gone: {name}. It stays known, because cases may speak of it.");
    }
    Ok(ExitCode::SUCCESS)
}

/// The ccTLDs that are named, or all.
fn wanted(names: &[String]) -> anyhow::Result<Vec<Tld>> {
    if names.is_empty() {
        return Ok(Tld::all().collect());
    }
    names
        .iter()
        .map(|name| {
            let clean = crate::compose::escalation::clean(name);
            Tld::parse(name).with_context(|| format!("{clean} is no delegated ccTLD"))
        })
        .collect()
}

async fn ask(
    config: &Config,
    registry: &Registry,
    refreshing: Refreshing,
    tlds: &[Tld],
) -> anyhow::Result<Tally> {
    let bar = ProgressBar::new(u64::try_from(tlds.len()).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{pos:>4}/{len} {bar:30} {eta:>4} left  {msg}")
        .context("the bar's own words")?;
    bar.set_style(style);
    bar.enable_steady_tick(Duration::from_millis(250));
    let mut tally = Tally::default();
    let mut records = Vec::new();
    let mut round = Round::new(registry, tlds, refreshing.pace);
    while let Some(heard) = round.next(|| Clock::System.now()).await {
        match heard {
            Heard::Record(record) => {
                bar.set_message(record.tld.to_string());
                bar.inc(1);
                tally.read = tally.read.saturating_add(1);
                records.push(RecordLine::of(&record));
            }
            Heard::Nothing(error) => {
                bar.inc(1);
                bar.set_message(format!("{}: not read", error.tld));
                tally.missed.push(error.to_string());
            }
            Heard::Wait(wait) => {
                bar.set_message(format!("IANA asks for {} s", wait.as_secs()));
            }
            Heard::GivenUp => tally.given_up = true,
        }
        if records.len() >= TOGETHER {
            take(config, std::mem::take(&mut records), &mut tally).await?;
        }
    }
    take(config, records, &mut tally).await?;
    bar.finish_and_clear();
    Ok(tally)
}

/// Hands records to the running service, or to the store.
async fn take(config: &Config, records: Vec<RecordLine>, tally: &mut Tally) -> anyhow::Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let reply = state::obey(config, &Command::TakeRecords { records }).await?;
    if !reply.ok {
        tally.refused.extend(reply.lines);
    }
    Ok(())
}
