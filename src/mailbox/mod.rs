//! The Secretariat's mailbox: IMAP or a local Maildir, behind one enum.
//!
//! People work in this mailbox too. So `\Seen` is never set, bodies are
//! fetched with `BODY.PEEK[]`, sizes are asked for before bodies, and nothing is
//! moved before a commit ordered it. The room knows the protocol and the six
//! folders; it does not know what a message means.

mod header;
pub mod imap;
pub mod maildir;
mod settings;

pub use settings::{DEFAULT_ROOT, ImapSettings, Security};

use crate::domain::ids::MessageId;
pub use crate::domain::place::{Folder, Place};
use crate::domain::remedy::Remedy;
use imap::ImapMailbox;
use maildir::MaildirMailbox;
use std::path::PathBuf;
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
    #[error(
        "the mailbox server refused the login of {user}: {answer}; \
         check the user, the password, and that the account may use IMAP"
    )]
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
    /// The settings cannot work, or would not be safe.
    #[error("the mailbox settings: {0}")]
    Settings(String),
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
            Self::Login { .. } | Self::Tls(_) | Self::Settings(_) => Remedy::Human,
        }
    }
}

//------------ Mailbox ---------------------------------------------------------

/// One mailbox.
#[derive(Debug)]
pub enum Mailbox {
    /// On a server.
    Imap(Box<ImapMailbox>),
    /// In a local folder.
    Maildir(MaildirMailbox),
}

impl Mailbox {
    /// A mailbox on an IMAP server; nothing is connected yet.
    ///
    /// # Errors
    /// [`MailboxError::Settings`] for what cannot work or would not be safe.
    pub fn imap(settings: ImapSettings) -> Result<Self, MailboxError> {
        ImapMailbox::new(settings).map(|mailbox| Self::Imap(Box::new(mailbox)))
    }

    /// A Maildir at `path`, with the usual root folder; nothing is read yet.
    pub fn maildir(path: PathBuf) -> Self {
        Self::Maildir(MaildirMailbox::new(path))
    }

    /// Connects, logs in and makes the folders that are missing; returns the
    /// names of those it made.
    ///
    /// # Errors
    /// [`MailboxError`]; nothing was changed besides folders.
    pub async fn prepare(&mut self) -> Result<Vec<String>, MailboxError> {
        match self {
            Self::Imap(mailbox) => mailbox.prepare().await,
            Self::Maildir(mailbox) => mailbox.prepare().await,
        }
    }

    /// The messages of `folder` with a UID above `seen`'s (under its UIDVALIDITY;
    /// with another UIDVALIDITY all of them), in order of UID, and the
    /// UIDVALIDITY. A message flagged `\Deleted` counts as gone, here and in
    /// every other act. A folder of ours that is missing is made.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn list(
        &mut self,
        folder: Folder,
        seen: Option<(u32, u32)>,
    ) -> Result<(u32, Vec<Waiting>), MailboxError> {
        match self {
            Self::Imap(mailbox) => mailbox.list(folder, seen).await,
            Self::Maildir(mailbox) => mailbox.list(folder, seen).await,
        }
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
        match self {
            Self::Imap(mailbox) => mailbox.fetch(place, cap).await,
            Self::Maildir(mailbox) => mailbox.fetch(place, cap).await,
        }
    }

    /// Moves one message with its flags, verified: afterwards its old place is
    /// empty. A target that is missing is made.
    ///
    /// # Errors
    /// [`MailboxError`]; the message lies in its old place, or the next call says
    /// [`Moved::Gone`]. On a server without MOVE a break in mid-move may leave a
    /// copy in the target and the message in its old place.
    pub async fn shift(&mut self, place: Place, to: Folder) -> Result<Moved, MailboxError> {
        match self {
            Self::Imap(mailbox) => mailbox.shift(place, to).await,
            Self::Maildir(mailbox) => mailbox.shift(place, to).await,
        }
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
        match self {
            Self::Imap(mailbox) => mailbox.find(folder, id).await,
            Self::Maildir(mailbox) => mailbox.find(folder, id).await,
        }
    }

    /// Appends a message of ours to `folder`, flagged `\Flagged $Escalated`
    /// (without the keyword where the folder takes none).
    ///
    /// # Errors
    /// [`MailboxError`]; after [`MailboxError::Lost`] and
    /// [`MailboxError::Silent`] it may have been appended: ask `find`.
    pub async fn append(&mut self, folder: Folder, message: &[u8]) -> Result<(), MailboxError> {
        match self {
            Self::Imap(mailbox) => mailbox.append(folder, message).await,
            Self::Maildir(mailbox) => mailbox.append(folder, message).await,
        }
    }

    /// Waits until something may have happened in INBOX, at most `longest`
    /// (IDLE where offered; a hint only, never a guarantee). Cancel-safe: when
    /// dropped, the next call starts from a fresh session.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn wait(&mut self, longest: Duration) -> Result<(), MailboxError> {
        match self {
            Self::Imap(mailbox) => mailbox.wait(longest).await,
            Self::Maildir(mailbox) => {
                mailbox.wait(longest).await;
                Ok(())
            }
        }
    }

    /// Ends the session politely.
    pub async fn close(&mut self) {
        match self {
            Self::Imap(mailbox) => mailbox.close().await,
            // A folder has no session.
            Self::Maildir(_) => {}
        }
    }
}
