//! The Unix socket by which the command line reaches a running service.
//!
//! One JSON line in, one JSON line out, then the connection ends. Who may open
//! the socket is decided by the file system: it lies in the state folder, mode
//! 0600. The service keeps the store open, so a state command that finds the
//! socket goes through it, and opens the store itself only where none answers.

use super::desk::{Command, Desk, Reply};
use super::{Clock, intake::ServiceError};
use crate::store::writer::Writer;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The socket's name in the state folder.
pub const SOCKET: &str = "control";
/// The longest command: a registry file of every ccTLD fits many times.
const LONGEST: u64 = 16 * 1024 * 1024;
/// How long a caller may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves commands until `stop`.
///
/// # Errors
/// The socket could not be made.
pub async fn serve(
    path: &Path,
    desk: Writer<Desk>,
    clock: Clock,
    wake: Arc<Notify>,
    stop: CancellationToken,
) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted?,
            () = stop.cancelled() => return Ok(()),
        };
        let (desk, clock, wake) = (desk.clone(), clock.clone(), Arc::clone(&wake));
        tokio::spawn(async move {
            let served = tokio::time::timeout(PATIENCE, answer(stream, &desk, &clock)).await;
            match served {
                Ok(Ok(true)) => wake.notify_one(),
                Ok(Ok(false)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a command was not answered"),
                Err(_) => tracing::warn!("a command took too long"),
            }
        });
    }
}

/// Answers one command; whether it may have given the service something to do.
async fn answer(stream: UnixStream, desk: &Writer<Desk>, clock: &Clock) -> std::io::Result<bool> {
    let (from, mut to) = stream.into_split();
    let mut line = String::new();
    BufReader::new(from.take(LONGEST))
        .read_line(&mut line)
        .await?;
    let (reply, work) = match serde_json::from_str::<Command>(&line) {
        Ok(command) => {
            let work = makes_work(&command);
            let reply = obey(desk, command, clock).await;
            (
                reply.unwrap_or_else(|error| Reply::no(error.to_string())),
                work,
            )
        }
        Err(error) => (Reply::no(format!("This is no command: {error}")), false),
    };
    let mut text = serde_json::to_string(&reply)?;
    text.push('\n');
    to.write_all(text.as_bytes()).await?;
    to.shutdown().await?;
    Ok(work)
}

/// A question leaves the wheel at rest: waking it costs the mailbox session.
fn makes_work(command: &Command) -> bool {
    match command {
        Command::Invite { .. }
        | Command::Request { .. }
        | Command::Decide { .. }
        | Command::Change { .. }
        | Command::Hold { .. }
        | Command::Directory { .. }
        | Command::Import { .. }
        | Command::TakeRecords { .. } => true,
        Command::Cases
        | Command::Records
        | Command::CaseShow { .. }
        | Command::Escalations { .. }
        | Command::Roster
        | Command::Batch
        | Command::Status
        | Command::Audit => false,
    }
}

/// Has the desk obey a command.
///
/// # Errors
/// The desk's or the writer's.
pub async fn obey(
    desk: &Writer<Desk>,
    command: Command,
    clock: &Clock,
) -> Result<Reply, ServiceError> {
    let now = clock.now();
    Ok(desk.with(move |desk| desk.obey(&command, now)).await??)
}

/// Asks a running service; `None` when none answers at that path.
///
/// # Errors
/// The service answered, but not in our words.
pub async fn ask(path: &Path, command: &Command) -> std::io::Result<Option<Reply>> {
    let Ok(mut stream) = UnixStream::connect(path).await else {
        return Ok(None);
    };
    let mut text = serde_json::to_string(command)?;
    text.push('\n');
    stream.write_all(text.as_bytes()).await?;
    let mut line = String::new();
    let mut from = BufReader::new(stream.take(LONGEST));
    match tokio::time::timeout(PATIENCE, from.read_line(&mut line)).await {
        Ok(read) => read?,
        Err(_) => {
            return Err(std::io::Error::new(
                std::io::ErrorKind::TimedOut,
                "the service does not answer",
            ));
        }
    };
    Ok(Some(serde_json::from_str(&line)?))
}
