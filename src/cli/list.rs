//! `list setup`, and what `check` says of the list server.

use super::run;
use crate::compose::letters;
use crate::outbound::roster::{House, ListServer, RosterError, Setting};
use crate::service::config::Config;
use anyhow::anyhow;
use std::path::Path;
use std::process::ExitCode;

/// What the procedure assumes of the list, in this site's words.
fn house(config: &Config) -> anyhow::Result<House> {
    Ok(House {
        secretariat: config.voice.address.clone(),
        welcome: letters::welcome(&config.voice)?,
    })
}

/// Sets the list up as the procedure assumes, and says what each setting is then.
pub(super) fn setup(config: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let config = run::config(config)?;
    let server = config.list_server()?.ok_or_else(|| {
        anyhow!(
            "no list server is configured: [roster] kind is neither \"mailman3\" nor \"mailman2\""
        )
    })?;
    let house = house(&config)?;
    let settings = run::runtime()?.block_on(server.set_up(&house))?;
    let fine = settings.iter().all(|setting| setting.fine);
    if json {
        let rows: Vec<_> = settings
            .iter()
            .map(|one| serde_json::json!({ "what": one.what, "ok": one.fine, "now": one.now }))
            .collect();
        say!("{}", serde_json::json!(rows));
    } else {
        for one in &settings {
            let word = if one.fine { "OK   " } else { "FAIL " };
            say!("{word} {} ({})", one.what, one.now);
        }
    }
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Prints the welcome message.
pub(super) fn welcome(config: &Path) -> anyhow::Result<ExitCode> {
    let config = run::config(config)?;
    super::write_whole(&letters::welcome(&config.voice)?);
    Ok(ExitCode::SUCCESS)
}

/// What `check` finds at the list server: a note, or what to do, each by itself.
pub(super) async fn look(config: &Config) -> Result<String, Vec<String>> {
    match config.list_server() {
        Ok(Some(server)) => look_at(&server, config).await,
        Ok(None) => Ok("kept without a list server".to_owned()),
        Err(fault) => Err(vec![fault.to_string()]),
    }
}

async fn look_at(server: &ListServer, config: &Config) -> Result<String, Vec<String>> {
    let told = |error: RosterError| vec![error.to_string()];
    let house = house(config).map_err(|error| vec![error.to_string()])?;
    let members = server.members().await.map_err(told)?;
    let held = server.held().await.map_err(told)?;
    let settings = server.check(&house).await.map_err(told)?;
    let wrong: Vec<&Setting> = settings.iter().filter(|one| !one.fine).collect();
    if wrong.is_empty() {
        return Ok(format!(
            "{} subscriber(s), {} request(s) held, set up as the procedure assumes",
            members.len(),
            held.len()
        ));
    }
    Err(wrong
        .iter()
        .map(|one| {
            format!(
                "not so: {} ({}); `secird list setup` sets what it can",
                one.what, one.now
            )
        })
        .collect())
}
