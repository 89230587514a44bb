//! Proof of receipt: which mail of ours an answer shows to have read.
//!
//! Each mail carries 128 random bits, so a message that repeats them was
//! written by somebody who can read what we sent to the registry's address
//! (the idea of RFC 8823). Mail programs lose some places and keep others; five
//! are searched. Whose case a mail belongs to, and whether it still counts, is
//! decided by those who ask.

use super::Receipt;
use crate::domain::ids::{MessageId, same_secret};
use crate::mail::Message;
use crate::mail::body::Text;
use std::collections::HashMap;

/// Where the secret was found, the surest place first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Our Message-ID in In-Reply-To.
    InReplyTo,
    /// Our Message-ID in References.
    References,
    /// The reply address among the recipients.
    ReplyAddress,
    /// The reference line in the text.
    Reference,
    /// Our Message-ID in the text.
    MessageIdInBody,
}

/// A mail of ours that the message shows to have read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// Where it was found.
    pub place: Place,
    /// Its position among the receipts asked about.
    pub index: usize,
}

/// The receipts a message answers, surest place first, then in their order;
/// each at most once. Fit for the receipts of all cases together.
pub fn proofs(message: &Message, receipts: &[Receipt]) -> Vec<Proof> {
    let in_reply_to = lower(&message.thread.in_reply_to);
    let references = lower(&message.thread.references);
    let recipients: Vec<String> = message
        .recipients
        .iter()
        .map(|address| address.to_string().to_ascii_lowercase())
        .collect();
    let mut places: Vec<Option<Place>> = receipts
        .iter()
        .map(|receipt| in_header(receipt, &in_reply_to, &references, &recipients))
        .collect();
    // The text is searched for those only that the header does not show.
    if places.contains(&None) {
        let text = normalised(message);
        let missing = |index: usize| places.get(index).is_some_and(Option::is_none);
        let needles = |needle: fn(&Receipt) -> Option<String>| {
            let found = receipts
                .iter()
                .enumerate()
                .map(|(index, receipt)| missing(index).then(|| needle(receipt)).flatten());
            found_in(&text, found.collect())
        };
        let lines = needles(|receipt| receipt.reference.as_deref().map(bare));
        let ids = needles(|receipt| Some(bare(receipt.message_id.as_str())));
        for (index, place) in places.iter_mut().enumerate() {
            if place.is_none() && lines.contains(&index) {
                *place = Some(Place::Reference);
            } else if place.is_none() && ids.contains(&index) {
                *place = Some(Place::MessageIdInBody);
            }
        }
    }
    let mut proofs: Vec<Proof> = places
        .into_iter()
        .enumerate()
        .filter_map(|(index, place)| place.map(|place| Proof { place, index }))
        .collect();
    proofs.sort();
    proofs
}

/// Where the header shows that the mail was read.
fn in_header(
    receipt: &Receipt,
    in_reply_to: &[String],
    references: &[String],
    recipients: &[String],
) -> Option<Place> {
    let id = receipt.message_id.as_str().to_ascii_lowercase();
    let reply = receipt
        .reply_address
        .as_ref()
        .map(|address| address.to_string().to_ascii_lowercase());
    let among = |list: &[String], what: &str| {
        list.iter()
            .fold(false, |hit, one| hit | same_secret(one, what))
    };
    if among(in_reply_to, &id) {
        Some(Place::InReplyTo)
    } else if among(references, &id) {
        Some(Place::References)
    } else if reply.is_some_and(|reply| among(recipients, &reply)) {
        Some(Place::ReplyAddress)
    } else {
        None
    }
}

fn lower(ids: &[MessageId]) -> Vec<String> {
    ids.iter()
        .map(|id| id.as_str().to_ascii_lowercase())
        .collect()
}

/// Both texts without blanks and quote marks, so that re-wrapping and quoting
/// do not split a secret; the two are kept apart by a blank, which no needle has.
fn normalised(message: &Message) -> String {
    let mut text = String::new();
    for part in [&message.body.plain, &message.body.html] {
        text.push_str(&part.as_ref().map(joined).unwrap_or_default());
        text.push(' ');
    }
    text
}

fn joined(text: &Text) -> String {
    text.lines.iter().map(|line| bare(&line.text)).collect()
}

/// A text without blanks and angle brackets, ASCII lower case.
fn bare(text: &str) -> String {
    // Ours are so already, and there are thousands of them.
    let is_bare = |b: u8| b.is_ascii_graphic() && !b.is_ascii_uppercase() && !b"<>".contains(&b);
    if text.bytes().all(is_bare) {
        return text.to_owned();
    }
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '>' | '<'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The shortest needle searched for: anything shorter is no secret.
const SHORTEST: usize = 16;

/// So many needles are looked for one by one: a case has two or three.
const FEW: usize = 12;

/// Which needles stand in `text`, by position. Few are looked for one by one;
/// many in one pass over the text for each length of needle (Rabin and Karp).
fn found_in(text: &str, needles: Vec<Option<String>>) -> std::collections::BTreeSet<usize> {
    let needles = needles
        .into_iter()
        .enumerate()
        .filter_map(|(index, needle)| Some((index, needle.filter(|one| one.len() >= SHORTEST)?)));
    let needles: Vec<(usize, String)> = needles.collect();
    if needles.len() <= FEW {
        return needles
            .into_iter()
            .filter(|(_, needle)| text.contains(needle.as_str()))
            .map(|(index, _)| index)
            .collect();
    }
    let mut by_length: HashMap<usize, HashMap<u64, Vec<(usize, String)>>> = HashMap::new();
    for (index, needle) in needles {
        let sum = needle.bytes().fold(0, roll);
        let same = by_length.entry(needle.len()).or_default();
        same.entry(sum).or_default().push((index, needle));
    }
    let bytes = text.as_bytes();
    let mut found = std::collections::BTreeSet::new();
    for (length, sums) in by_length {
        // The weight of the byte that leaves the window.
        let weight = (0..length).fold(1u64, |weight, _| weight.wrapping_mul(BASE));
        let mut sum = bytes.iter().take(length).copied().fold(0, roll);
        for (window, next) in bytes
            .windows(length)
            .zip(bytes.iter().skip(length).map(Some).chain([None]))
        {
            for (index, needle) in sums.get(&sum).into_iter().flatten() {
                if std::str::from_utf8(window).is_ok_and(|window| same_secret(window, needle)) {
                    found.insert(*index);
                }
            }
            if let (Some(next), Some(leaves)) = (next, window.first()) {
                sum = roll(sum, *next)
                    .wrapping_sub(weight.wrapping_mul(u64::from(*leaves).wrapping_add(1)));
            }
        }
    }
    found
}

/// The base of the rolling sum.
const BASE: u64 = 1_099_511_628_211;

fn roll(sum: u64, byte: u8) -> u64 {
    sum.wrapping_mul(BASE)
        .wrapping_add(u64::from(byte).wrapping_add(1))
}
