//! The store: everything the bot knows, written whole or not at all.
//!
//! The face is small on purpose: three reads and one all-or-nothing commit
//! over named tables of bytes. sled stands behind it today; another engine is
//! an afternoon and an import away. What is acknowledged here survives a power
//! cut: after every commit the file is synced by ourselves, because sled's own
//! flush does not do it.

pub mod books;
pub mod limits;
pub mod lines;
pub mod memory;
pub mod outbox;
pub mod record;
pub mod sled;
pub mod spool;
mod witness;
pub mod writer;

use crate::domain::remedy::Remedy;
use std::io::Write;

//------------ Table -----------------------------------------------------------

/// The tables. Keys and values are bytes; their meaning is in `record`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Cases by number (big-endian u64).
    Cases,
    /// Orders by key.
    Outbox,
    /// Journal entries by sequence (big-endian u64).
    Journal,
    /// What was taken in: places and digests.
    Ledger,
    /// Escalations by id.
    Escalations,
    /// IANA's records by A-label.
    Registry,
    /// The embedded roster by address.
    Roster,
    /// Single values: site key, counters, last poll.
    Meta,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Cases,
        Self::Outbox,
        Self::Journal,
        Self::Ledger,
        Self::Escalations,
        Self::Registry,
        Self::Roster,
        Self::Meta,
    ];

    /// The table of a stored name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The stored name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Outbox => "outbox",
            Self::Journal => "journal",
            Self::Ledger => "ledger",
            Self::Escalations => "escalations",
            Self::Registry => "registry",
            Self::Roster => "roster",
            Self::Meta => "meta",
        }
    }
}

//------------ Op --------------------------------------------------------------

/// One part of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Sets a value.
    Put(Table, Vec<u8>, Vec<u8>),
    /// Removes a value.
    Del(Table, Vec<u8>),
    /// Demands that the value is this one (`None`: absent), else the whole
    /// commit is a [`StoreError::Conflict`]. It is compared with what stood
    /// before the commit, wherever in the list it is.
    Expect(Table, Vec<u8>, Option<Vec<u8>>),
}

/// A key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

//------------ StoreError ------------------------------------------------------

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something expected was not so; nothing was written.
    #[error("the store changed meanwhile; nothing was written")]
    Conflict,
    /// Another process has the store open.
    #[error("the store {0} is open in another process (is the service running?)")]
    Busy(String),
    /// The disk is full or refuses; nothing was acknowledged.
    #[error("the disk refuses to write the store: {0}")]
    Disk(String),
    /// What is on the disk is no store of ours.
    #[error("the store {0} is damaged: {1}")]
    Damaged(String, String),
    /// The store takes no such key, value or commit; nothing was written.
    #[error("the store does not take this: {0}")]
    Refused(String),
}

impl StoreError {
    /// What the caller may still do.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Conflict => Remedy::Later,
            Self::Busy(_) | Self::Refused(_) => Remedy::Human,
            Self::Disk(_) | Self::Damaged(..) => Remedy::Stop,
        }
    }
}

//------------ Store -----------------------------------------------------------

/// The face every engine shows.
pub trait Store: Send + 'static {
    /// Writes all of `ops` or none; on the disk when it returns.
    ///
    /// # Errors
    /// After [`StoreError::Conflict`] nothing was written; after
    /// [`StoreError::Disk`] it is unknown and the service must stop.
    fn commit(&mut self, ops: &[Op]) -> Result<(), StoreError>;

    /// One value.
    ///
    /// # Errors
    /// [`StoreError::Disk`] or [`StoreError::Damaged`].
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// At most `limit` rows with a key that begins with `prefix` and is greater than
    /// `after`, in order of key.
    ///
    /// # Errors
    /// [`StoreError::Disk`] or [`StoreError::Damaged`].
    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError>;

    /// Everything as JSON lines; returns how many.
    ///
    /// # Errors
    /// [`StoreError::Disk`] also when `to` refuses.
    fn export(&self, to: &mut dyn Write) -> Result<u64, StoreError>;
}
