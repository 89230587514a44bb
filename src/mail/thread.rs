//! The ids a message answers and refers to (RFC 5322 §3.6.4).
//!
//! Old programs write dates and names into In-Reply-To, and some fold a long id
//! in its middle. Whatever stands in angle brackets is an id once its blanks are
//! gone; the rest is skipped. Nothing here says what an id is worth.

use super::header::HeaderBlock;
use crate::domain::ids::MessageId;

/// In-Reply-To and References, as written, at most a hundred each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// Ids of In-Reply-To.
    pub in_reply_to: Vec<MessageId>,
    /// Ids of References, oldest first.
    pub references: Vec<MessageId>,
}

/// The most ids kept of each kind: the last ones, which are the nearest.
const IDS: usize = 100;

/// Reads both fields.
pub(crate) fn read(headers: &HeaderBlock) -> Thread {
    Thread {
        in_reply_to: ids(headers, "In-Reply-To"),
        references: ids(headers, "References"),
    }
}

fn ids(headers: &HeaderBlock, name: &str) -> Vec<MessageId> {
    let mut found: Vec<MessageId> = headers.all(name).flat_map(bracketed).collect();
    if found.is_empty() {
        found = headers
            .all(name)
            .flat_map(str::split_whitespace)
            .filter(|word| word.contains('@'))
            .filter_map(MessageId::parse)
            .collect();
    }
    found.split_off(found.len().saturating_sub(IDS))
}

/// The ids in angle brackets of one value.
fn bracketed(value: &str) -> Vec<MessageId> {
    value
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .filter_map(|(inside, _)| {
            let id: String = inside.split_whitespace().collect();
            MessageId::parse(&id)
        })
        .collect()
}
