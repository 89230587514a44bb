//! What a commit may hold: the bounds every engine keeps.
//!
//! sled puts values from about 400 KB on into files of their own that no sync
//! of ours covers, so a value that long would be acknowledged and then lost in
//! a power cut. Whatever is that long belongs in the spool. The other bounds
//! keep one runaway from filling memory. Nothing here knows what a value means.

use crate::store::{Op, StoreError};

/// Longest key, in bytes: a Message-ID of one header line and a prefix.
pub const MAX_KEY: usize = 2_048;

/// Longest value, in bytes.
pub const MAX_VALUE: usize = 100_000;

/// Most parts of one commit.
pub const MAX_OPS: usize = 4_096;

/// Most bytes of one commit, keys and values together.
pub const MAX_COMMIT: usize = 8_000_000;

/// Checks a commit before any engine sees it.
///
/// # Errors
/// [`StoreError::Refused`] says which bound was passed.
pub fn check(ops: &[Op]) -> Result<(), StoreError> {
    if ops.len() > MAX_OPS {
        return Err(refused("a commit has too many parts", ops.len(), MAX_OPS));
    }
    let mut sum = 0usize;
    for op in ops {
        let (key, value) = match op {
            Op::Put(_, key, value) => (key, value.len()),
            Op::Del(_, key) => (key, 0),
            Op::Expect(_, key, value) => (key, value.as_ref().map_or(0, Vec::len)),
        };
        if key.is_empty() {
            return Err(StoreError::Refused("a key is empty".to_owned()));
        }
        if key.len() > MAX_KEY {
            return Err(refused("a key is too long", key.len(), MAX_KEY));
        }
        if value > MAX_VALUE {
            return Err(refused("a value is too long", value, MAX_VALUE));
        }
        sum = sum.saturating_add(key.len()).saturating_add(value);
    }
    if sum > MAX_COMMIT {
        return Err(refused("a commit is too long", sum, MAX_COMMIT));
    }
    Ok(())
}

fn refused(what: &str, found: usize, most: usize) -> StoreError {
    StoreError::Refused(format!("{what} ({found}, at most {most})"))
}
