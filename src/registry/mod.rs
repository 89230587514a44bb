//! IANA's database: who the administrative contact of a ccTLD is.
//!
//! The address in this database is the bot's trust anchor (procedure, section
//! 4.1), so every source ends in the same checked value, a
//! [`RegistryRecord`](crate::domain::record::RegistryRecord) with the time it
//! was read, and a source that cannot be read changes nothing. [`live`] asks
//! RDAP and then WHOIS; [`round`] asks about many ccTLDs at a polite pace; [`import`]
//! reads a file the operator gives, and is the eyes of all three; [`table`] reads which
//! ccTLDs there are. This room
//! never decides about a message.

pub mod import;
pub mod live;
pub mod round;
pub mod table;

use crate::domain::remedy::Remedy;
use jiff::Timestamp;
use std::io::Read;
use std::path::{Path, PathBuf};

//------------ RegistryError ---------------------------------------------------

/// Why a source gave nothing at all.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The file could not be opened or read.
    #[error("the registry file {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is larger than the whole database can be.
    #[error("the registry file {} is larger than {} MiB", path.display(), import::MOST / 1_048_576)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

impl RegistryError {
    /// What the caller may still do: a file is put right by a person.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Unreadable { .. } | Self::TooLarge { .. } => Remedy::Human,
        }
    }
}

/// Reads the file at `path` as of `now`.
///
/// # Errors
/// Only when the file itself cannot be read; bad lines are in the result.
pub fn read_file(path: &Path, now: Timestamp) -> Result<import::Import, RegistryError> {
    let unreadable = |source| RegistryError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let most = u64::try_from(import::MOST).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > import::MOST {
        return Err(RegistryError::TooLarge {
            path: path.to_owned(),
        });
    }
    Ok(import::read(&bytes, now))
}
