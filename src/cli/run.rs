//! `run`: the service, or one turn of it.

use crate::case::Action;
use crate::domain::ids::SiteKey;
use crate::service::config::Config;
use crate::service::intake::Tally;
use crate::service::{Clock, Desk, Inquiry, Service, Settings, control};
use crate::store::books::Books;
use crate::store::sled::SledStore;
use crate::store::spool::Spool;
use crate::store::writer::Writer;
use anyhow::Context as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

pub(super) fn run(config: &Path, once: bool, json: bool) -> anyhow::Result<ExitCode> {
    let config = self::config(config)?;
    runtime()?.block_on(async {
        let inquiry = Inquiry::new(config.registry()?, config.verifier()?);
        let mut service = open(&config, inquiry.clone())?;
        if once {
            service.prepare().await?;
            let tally = service.round().await?;
            let waiting = service
                .desk
                .with(|desk| desk.books.open_orders().count())
                .await?;
            service.mailbox.close().await;
            service.desk.stop().await?;
            report(&tally, waiting, json);
            return Ok(ExitCode::SUCCESS);
        }
        let stop = CancellationToken::new();
        watch_signals(&stop)?;
        let socket = config.state.join(control::SOCKET);
        let (desk, wake, end) = (
            service.desk.clone(),
            Arc::clone(&service.wake),
            stop.clone(),
        );
        let path = socket.clone();
        let listening =
            tokio::spawn(
                async move { control::serve(&path, desk, Clock::System, wake, end).await },
            );
        if let Some((_, refreshing)) = config.registry {
            tokio::spawn(inquiry.watch(
                service.desk.clone(),
                refreshing,
                Clock::System,
                stop.clone(),
            ));
        }
        tracing::info!("secird runs");
        let ended = service.run(stop.clone()).await;
        stop.cancel();
        listening
            .await?
            .with_context(|| format!("the socket {}", socket.display()))?;
        service.desk.stop().await?;
        ended?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The list of ccTLDs that `registry table` wrote, in the state folder.
pub(super) const CCTLDS: &str = "cctlds.txt";

/// The configuration, with the list of ccTLDs that was last read.
pub(super) fn config(path: &Path) -> anyhow::Result<Config> {
    let config = Config::read(path)?;
    if let Ok(list) = std::fs::read_to_string(config.state.join(CCTLDS)) {
        crate::domain::tld::Tld::learn(&list);
    }
    Ok(config)
}

/// A runtime for one command.
pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the runtime could not be started")
}

/// The desk over the store in the configured state folder.
pub(super) fn desk(config: &Config) -> anyhow::Result<Desk> {
    std::fs::create_dir_all(&config.state)
        .with_context(|| format!("the state folder {}", config.state.display()))?;
    let store = SledStore::open(&config.state.join("store"))?;
    let mut key = [0u8; 32];
    getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    let books = Books::open(Box::new(store), &SiteKey::new(key))?;
    let spool = Spool::open(&config.state.join("spool"))?;
    let mut desk = Desk::new(
        books,
        spool,
        config.rules.clone(),
        config.voice.clone(),
        config.limits,
        config.quotas,
    );
    desk.practice = config.practice.clone();
    Ok(desk)
}

fn open(config: &Config, inquiry: Inquiry) -> anyhow::Result<Service> {
    let mailbox = config.mailbox()?;
    let transport = config.transport()?;
    let attendance = config.attendance()?;
    let desk = Writer::start(desk(config)?).context("the writer's thread could not be started")?;
    let settings = Settings {
        poll: config.poll,
        cap: config.limits.message,
        directory: config.directory.clone(),
        state: config.state.clone(),
    };
    let mut service = Service::new(desk, mailbox, transport, Clock::System, settings);
    service.inquire_of(inquiry);
    service.attend_to(attendance);
    Ok(service)
}

/// SIGTERM and SIGINT end the service between two turns.
fn watch_signals(stop: &CancellationToken) -> anyhow::Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}

/// What one turn did, in a few lines.
fn report(tally: &Tally, waiting: usize, json: bool) {
    if json {
        let ends: Vec<_> = tally
            .ends
            .iter()
            .map(|((action, code), count)| serde_json::json!({ "action": action.as_str(), "reason": code, "messages": count }))
            .collect();
        say!(
            "{}",
            serde_json::json!({ "ends": ends, "known": tally.known, "decisions": tally.decisions, "failed": tally.failed, "outbox": waiting })
        );
        return;
    }
    let sum = |wanted: Action| -> usize {
        tally
            .ends
            .iter()
            .filter(|((action, _), _)| *action == wanted)
            .map(|(_, count)| count)
            .sum()
    };
    say!(
        "{} advanced, {} asked again, {} escalated, {} ignored, {} known before, {} decisions, {} to be tried again",
        sum(Action::Advance),
        sum(Action::AskAgain),
        sum(Action::Escalate),
        sum(Action::Ignore),
        tally.known,
        tally.decisions,
        tally.failed,
    );
    for ((action, code), count) in &tally.ends {
        say!("  {count:>6}  {} ({code})", action.as_str());
    }
    if waiting > 0 {
        say!("{waiting} order(s) still wait in the outbox (secird status tells which)");
    }
}
