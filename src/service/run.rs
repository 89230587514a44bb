//! The wheel: read, obey, look at the clock, carry out; then wait.
//!
//! The order matters. Mail is read before deadlines are looked at, so nothing
//! fails while its answer lies in the inbox; and a deadline counts only up to
//! the instant at which the mailbox was last read completely. `run`, `run
//! --once` and the demo turn the same wheel.

use super::desk::Desk;
use super::dispatch::{Dispatch, recover};
use super::health;
use super::inquiry::Inquiry;
use super::intake::{Intake, ServiceError, Tally};
use super::{Attendance, Clock, desk};
use crate::case::Code;
use crate::domain::remedy::Remedy;
use crate::mailbox::Mailbox;
use crate::outbound::Transport;
use crate::store::books::Batch;
use crate::store::writer::Writer;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Turns in a row at most, before the mailbox is waited for again.
const TURNS: usize = 20;
/// The longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
/// How long a turn may go on after the word to stop: a mail whose transmission
/// began should learn its end.
const LAST_TURN: Duration = Duration::from_secs(30);

//------------ Settings --------------------------------------------------------

/// What the wheel needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Seconds between two looks into the mailbox, at most.
    pub poll: Duration,
    /// The most that is fetched of one message, octets.
    pub cap: usize,
    /// The public directory's folder.
    pub directory: Option<PathBuf>,
    /// The state folder.
    pub state: PathBuf,
}

//------------ Service ---------------------------------------------------------

/// The service.
#[derive(Debug)]
pub struct Service {
    /// The desk; commands go to it too.
    pub desk: Writer<Desk>,
    /// The mailbox.
    pub mailbox: Mailbox,
    clock: Clock,
    intake: Intake,
    attendance: Attendance,
    dispatch: Dispatch,
    settings: Settings,
    /// Wakes the wheel before its time, after a command.
    pub wake: Arc<Notify>,
}

impl Service {
    /// Wires the parts together; nothing is touched yet.
    pub fn new(
        desk: Writer<Desk>,
        mailbox: Mailbox,
        transport: Transport,
        clock: Clock,
        settings: Settings,
    ) -> Self {
        let intake = Intake::new(desk.clone(), settings.cap, settings.state.join("trying"));
        let dispatch = Dispatch::new(desk.clone(), transport, settings.directory.clone());
        Self {
            desk,
            mailbox,
            clock,
            intake,
            attendance: Attendance::default(),
            dispatch,
            settings,
            wake: Arc::new(Notify::new()),
        }
    }

    /// Asks these before messages are judged and mail goes out.
    pub fn inquire_of(&mut self, inquiry: Inquiry) {
        self.intake.inquiry = inquiry;
    }

    /// Looks after this list server.
    pub fn attend_to(&mut self, attendance: Attendance) {
        self.dispatch.speak_to(attendance.server().cloned());
        self.attendance = attendance;
    }

    /// Connects, makes the folders, and looks after what a crash left.
    ///
    /// # Errors
    /// [`ServiceError`] says what to check.
    pub async fn prepare(&mut self) -> Result<(), ServiceError> {
        for folder in self.mailbox.prepare().await? {
            tracing::info!(folder, "made a folder in the mailbox");
        }
        let unknown = recover(&self.desk, self.clock.now()).await?;
        if unknown > 0 {
            tracing::warn!(
                unknown,
                "mails were being sent when the bot stopped; their copies are waited for"
            );
        }
        Ok(())
    }

    /// Turns the wheel until nothing more moves.
    ///
    /// # Errors
    /// [`ServiceError`]; everything committed before holds.
    pub async fn round(&mut self) -> Result<Tally, ServiceError> {
        let mut whole = Tally::default();
        for _ in 0..TURNS {
            let now = self.clock.now();
            let tally = self.intake.turn(&mut self.mailbox, now).await?;
            let failed = tally.failed;
            let hinted = tally
                .ends
                .keys()
                .any(|(_, code)| *code == Code::ListNotice.as_str());
            add(&mut whole, tally);
            // With a message left unread, the mailbox was not read completely.
            let read_until = if failed == 0 {
                self.read_completely(now).await?
            } else {
                self.last_read(now).await?
            };
            let held = self.look_at_list(hinted, now).await?;
            let ticked = self
                .desk
                .with(move |desk| desk.tick(read_until, now))
                .await??;
            self.freshen_before_sending(now).await?;
            let done = self
                .dispatch
                .turn(&mut self.mailbox, read_until, now)
                .await?;
            if ticked == 0 && done == 0 && held == 0 {
                break;
            }
        }
        Ok(whole)
    }

    /// Looks at the list server; what cannot be taken in from there must not hold up
    /// the mailbox and the deadlines.
    async fn look_at_list(
        &mut self,
        hinted: bool,
        now: jiff::Timestamp,
    ) -> Result<usize, ServiceError> {
        match self.attendance.look(&self.desk, hinted, now).await {
            Err(error) if error.remedy() == Remedy::Human => {
                tracing::error!(%error, "what the list server has could not be taken in");
                Ok(0)
            }
            other => other,
        }
    }

    /// Whom a request goes to is read again before it goes out.
    async fn freshen_before_sending(&self, now: jiff::Timestamp) -> Result<(), ServiceError> {
        if !self.intake.inquiry.has_questions() {
            return Ok(());
        }
        let stale = self
            .desk
            .with(move |desk| desk.stale_before_sending(now))
            .await?;
        self.intake.inquiry.freshen(&self.desk, stale, now).await
    }

    /// Runs until `stop` is called.
    ///
    /// # Errors
    /// Only errors after which the service must not go on.
    pub async fn run(&mut self, stop: CancellationToken) -> Result<(), ServiceError> {
        let mut pause = Duration::from_secs(1);
        let mut prepared = false;
        // Up is who answers commands and keeps the state; a mail server that is
        // away is reported, not a reason to be started again.
        health::ready();
        while !stop.is_cancelled() {
            let Some(outcome) = self.turn_unless(prepared, &stop).await else {
                break;
            };
            let wait = match outcome {
                Ok(()) => {
                    prepared = true;
                    health::alive("reading the mailbox");
                    pause = Duration::from_secs(1);
                    None
                }
                Err(error) if error.remedy() == Remedy::Stop => return Err(error),
                Err(error) => {
                    tracing::error!(%error, again_in = ?pause, "the mailbox could not be worked");
                    health::alive(&error.to_string());
                    let wait = pause;
                    pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
                    Some(wait)
                }
            };
            self.rest(wait, &stop).await;
        }
        health::stopping();
        self.mailbox.close().await;
        Ok(())
    }

    /// One turn; `None` when it was told to stop and could not end in time.
    async fn turn_unless(
        &mut self,
        prepared: bool,
        stop: &CancellationToken,
    ) -> Option<Result<(), ServiceError>> {
        let mut turn = std::pin::pin!(self.once_more(prepared));
        tokio::select! {
            outcome = &mut turn => Some(outcome),
            () = stop.cancelled() => tokio::time::timeout(LAST_TURN, turn).await.ok(),
        }
    }

    async fn once_more(&mut self, prepared: bool) -> Result<(), ServiceError> {
        health::alive("reading the mailbox");
        if !prepared {
            self.prepare().await?;
        }
        self.round().await.map(drop)
    }

    /// Waits for mail, a command, the poll interval or the end.
    async fn rest(&mut self, failed: Option<Duration>, stop: &CancellationToken) {
        let poll = self.settings.poll;
        let wake = Arc::clone(&self.wake);
        let idle = async {
            match failed {
                Some(pause) => tokio::time::sleep(pause).await,
                None => {
                    if let Err(error) = self.mailbox.wait(poll).await {
                        tracing::warn!(%error, "waiting for mail ended early");
                    }
                }
            }
        };
        tokio::select! {
            () = idle => {}
            () = wake.notified() => {}
            () = stop.cancelled() => {}
        }
    }

    async fn read_completely(&self, now: jiff::Timestamp) -> Result<jiff::Timestamp, ServiceError> {
        let written = self
            .desk
            .with(move |desk| {
                let mut batch = Batch::default();
                batch.meta.push(("last-read".to_owned(), now.to_string()));
                desk.books.commit(batch, now)
            })
            .await?;
        written.map_err(desk::DeskError::from)?;
        Ok(now)
    }

    async fn last_read(&self, now: jiff::Timestamp) -> Result<jiff::Timestamp, ServiceError> {
        let stored = self.desk.with(|desk| desk.books.meta("last-read")).await?;
        let stored = stored.map_err(desk::DeskError::from)?;
        Ok(stored
            .and_then(|text| text.parse::<jiff::Timestamp>().ok())
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .min(now))
    }
}

fn add(whole: &mut Tally, more: Tally) {
    for (end, count) in more.ends {
        let sum = whole.ends.entry(end).or_default();
        *sum = sum.saturating_add(count);
    }
    whole.known = whole.known.saturating_add(more.known);
    whole.decisions = whole.decisions.saturating_add(more.decisions);
    whole.failed = more.failed;
}
