//! The stored form, apart from the live one.
//!
//! A live type may change with every commit; what is on disks out there may
//! not. Released versions are never edited, only succeeded, each with a sample
//! that must still load. Values are JSON with a `v` of their version, so that
//! added fields decode and a person can read an export.

pub mod v1;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as stored.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // Maps with non-text keys are the only thing serde_json refuses; none is stored.
    serde_json::to_vec(value).unwrap_or_default()
}

/// A value as read back; `None` if it is not of that form.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}
