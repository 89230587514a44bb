//! What the operator says about the IMAP mailbox, and what is refused in it.
//!
//! Everything here is checked before the first connection, because a password
//! sent in clear, or a folder name no server takes, is a matter for a person
//! and not for a retry. It knows nothing of the protocol.

use super::MailboxError;
pub use crate::domain::place::DEFAULT_ROOT;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Longest name of that folder.
const MAX_ROOT: usize = 64;

//------------ Security --------------------------------------------------------

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first octet (RFC 8314; port 993).
    Tls,
    /// STARTTLS, and nothing of value before it (port 143).
    StartTls,
    /// None at all: to a loopback address only.
    Plain,
}

//------------ ImapSettings ----------------------------------------------------

/// One IMAP mailbox and how to reach it.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// Host name or address; the certificate must carry it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The login name.
    pub user: String,
    /// The password; it is never printed.
    pub password: SecretString,
    /// Certificates in PEM to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// The folder the bot's own folders lie in.
    pub root: String,
    /// How long the server may be silent in answer to a command; a whole
    /// command gets ten times as much.
    pub command_timeout: Duration,
    /// How long connecting and the TLS handshake may take, each.
    pub connect_timeout: Duration,
}

impl ImapSettings {
    /// Settings with the usual root folder and times.
    pub fn new(
        host: &str,
        port: u16,
        security: Security,
        user: &str,
        password: SecretString,
    ) -> Self {
        Self {
            host: host.to_owned(),
            port,
            security,
            user: user.to_owned(),
            password,
            ca_file: None,
            root: DEFAULT_ROOT.to_owned(),
            command_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(20),
        }
    }

    /// Refuses what cannot work or would not be safe.
    ///
    /// # Errors
    /// [`MailboxError::Settings`], in words for the operator.
    pub fn check(&self) -> Result<(), MailboxError> {
        let refuse = |words: String| Err(MailboxError::Settings(words));
        if self.host.is_empty() || self.user.is_empty() {
            return refuse("the host and the user must be given".to_owned());
        }
        if self.security == Security::Plain && !is_loopback(&self.host) {
            return refuse(format!(
                "a connection to {} without TLS would show the password to everybody on the way; \
                 use TLS (port 993) or STARTTLS",
                self.host
            ));
        }
        if self.user.contains('\0') || self.password.expose_secret().contains('\0') {
            return refuse("the user and the password must not contain NUL".to_owned());
        }
        check_root(&self.root)
    }
}

/// Folder names go into commands and file names as they are, so they are plain.
pub(super) fn check_root(root: &str) -> Result<(), MailboxError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let fine = !root.is_empty()
        && root.len() <= MAX_ROOT
        && root.chars().all(plain)
        && !root.eq_ignore_ascii_case("INBOX");
    if fine {
        return Ok(());
    }
    Err(MailboxError::Settings(format!(
        "the folder name {root:?} must be letters, digits, - and _ only, and not INBOX"
    )))
}

/// Whether a host is this machine by its very name.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
