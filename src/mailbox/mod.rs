//! The Secretariat's mailbox: IMAP or a local Maildir, behind one enum.
//!
//! People work in this mailbox too. So `\Seen` is never set, bodies are
//! fetched with `BODY.PEEK[]`, sizes are asked for before bodies, and nothing is
//! moved before a commit ordered it. The room knows the protocol and the six
//! folders; it does not know what a message means.

use crate::domain::ids::MessageId;
pub use crate::domain::place::{Folder, Place};
use crate::domain::remedy::Remedy;
use std::time::Duration;

//------------ Waiting ---------------------------------------------------------

/// One message waiting in a folder; its body was not fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Where it lies.
    pub place: Place,
    /// RFC822.SIZE in octets.
    pub size: u64,
}

/// A message as fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The bytes, at most the cap asked for.
    pub bytes: Vec<u8>,
    /// Whether there is more than was fetched.
    pub cut: bool,
}

/// What became of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It lies in the new folder now.
    Done,
    /// Its old place is empty (or the folder was renumbered): nothing was done.
    Gone,
}

//------------ MailboxError ----------------------------------------------------

/// Why the mailbox did not do it. After any error the session is dropped and
/// the next call connects anew.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// The connection broke, was closed, or was never made.
    #[error("the mailbox server is away: {0}")]
    Lost(String),
    /// The server was silent for longer than the time allowed.
    #[error("the mailbox server said nothing for {0:?} in answer to {1}")]
    Silent(Duration, &'static str),
    /// The server refused a command.
    #[error("the mailbox server refused {command}: {answer}")]
    Refused {
        /// The command's name, without arguments.
        command: &'static str,
        /// The server's words, cut.
        answer: String,
    },
    /// The login was refused.
    #[error("the mailbox server refused the login of {user}: {answer}")]
    Login {
        /// The user name.
        user: String,
        /// The server's words, cut.
        answer: String,
    },
    /// TLS could not be made, or the certificate is not good.
    #[error("no safe connection to the mailbox server: {0}")]
    Tls(String),
    /// The server said something that is not IMAP, or not possible.
    #[error("the mailbox server makes no sense: {0}")]
    Nonsense(String),
    /// The file system refused (Maildir).
    #[error("the mailbox folder {path}: {error}")]
    Disk {
        /// The path.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
}

impl MailboxError {
    /// What the caller may still do.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Lost(_)
            | Self::Silent(..)
            | Self::Refused { .. }
            | Self::Nonsense(_)
            | Self::Disk { .. } => Remedy::Later,
            Self::Login { .. } | Self::Tls(_) => Remedy::Human,
        }
    }
}

//------------ Mailbox ---------------------------------------------------------

/// One mailbox. Replaced by the mailbox room's own enum of IMAP and Maildir.
#[derive(Debug)]
pub enum Mailbox {}

impl Mailbox {
    /// Connects, logs in and makes the folders that are missing; returns the
    /// names of those it made.
    ///
    /// # Errors
    /// [`MailboxError`]; nothing was changed besides folders.
    pub async fn prepare(&mut self) -> Result<Vec<String>, MailboxError> {
        std::future::ready(()).await;
        Ok(Vec::new())
    }

    /// The messages of `folder` with a UID above `above` (under `validity`; with
    /// another UIDVALIDITY all of them), in order of UID, and the UIDVALIDITY.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn list(
        &mut self,
        folder: Folder,
        seen: Option<(u32, u32)>,
    ) -> Result<(u32, Vec<Waiting>), MailboxError> {
        std::future::ready(seen).await;
        Ok((folder as u32, Vec::new()))
    }

    /// Fetches at most `cap` octets without setting `\Seen`; `None` when it is gone.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn fetch(
        &mut self,
        place: Place,
        cap: usize,
    ) -> Result<Option<Fetched>, MailboxError> {
        std::future::ready((place, cap)).await;
        Ok(None)
    }

    /// Moves one message, verified.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn shift(&mut self, place: Place, to: Folder) -> Result<Moved, MailboxError> {
        std::future::ready((place, to)).await;
        Ok(Moved::Gone)
    }

    /// The places of messages in `folder` with exactly that Message-ID of ours.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn find(
        &mut self,
        folder: Folder,
        id: &MessageId,
    ) -> Result<Vec<Place>, MailboxError> {
        std::future::ready((folder, id)).await;
        Ok(Vec::new())
    }

    /// Appends a message of ours to `folder`, flagged `\Flagged $Escalated`.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn append(&mut self, folder: Folder, message: &[u8]) -> Result<(), MailboxError> {
        std::future::ready((folder, message)).await;
        Ok(())
    }

    /// Waits until something may have happened in INBOX, at most `longest`
    /// (IDLE where offered; a hint only, never a guarantee). Cancel-safe: when
    /// dropped, the next call starts from a fresh session.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn wait(&mut self, longest: Duration) -> Result<(), MailboxError> {
        tokio::time::sleep(longest).await;
        Ok(())
    }

    /// Ends the session politely.
    pub async fn close(&mut self) {
        std::future::ready(()).await;
    }
}
