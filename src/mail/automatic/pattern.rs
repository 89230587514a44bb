//! Patterns in what people and machines write: literals of ours, built once.
//!
//! The engine works in linear time; no pattern comes from a message.

use regex::{Regex, RegexBuilder};

/// Builds a pattern that reads letters without case.
pub(crate) fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text)
        .case_insensitive(true)
        .size_limit(50 * 1024 * 1024)
        .build()
        .unwrap_or_else(|error| unreachable!("a pattern of ours is malformed: {error}"))
}
