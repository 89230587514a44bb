//! The lines that part a multipart, where readers of them could differ.
//!
//! A line is a boundary when it is `--`, the boundary, perhaps `--`, and blanks
//! (RFC 2046 §5.1.1). Some parsers take whatever begins like one, and two ways to
//! name the boundary make two messages of one.

use mail_parser::{MimeHeaders, PartType};
use std::collections::{BTreeSet, HashSet};

/// Octets of a line that are looked at.
const LONGEST: usize = 300;

/// Boundaries and their different lengths that are looked at.
const MOST: usize = 500;

/// Whether some line is a boundary to one reader and text to another.
pub(super) fn are_disputed(raw: &[u8], parsed: &mail_parser::Message<'_>) -> bool {
    let multiparts = parsed
        .parts
        .iter()
        .filter(|part| matches!(part.body, PartType::Multipart(_)));
    let boundaries: HashSet<&[u8]> = multiparts
        .filter_map(|part| part.content_type()?.attribute("boundary"))
        .map(|boundary| boundary.trim_end().as_bytes())
        .filter(|boundary| !boundary.is_empty())
        .take(MOST)
        .collect();
    let lengths: BTreeSet<usize> = boundaries.iter().map(|boundary| boundary.len()).collect();
    raw.split(|byte| *byte == b'\n').any(|line| {
        let line = line.get(..LONGEST).unwrap_or(line).trim_ascii_end();
        match line.strip_prefix(b"--") {
            Some(rest) => is_nearly_one(rest, &boundaries, &lengths),
            None => is_named_twice(line),
        }
    })
}

/// Whether a line begins like a boundary and goes on otherwise.
fn is_nearly_one(rest: &[u8], boundaries: &HashSet<&[u8]>, lengths: &BTreeSet<usize>) -> bool {
    let exact = |text: &[u8]| boundaries.contains(text);
    if exact(rest) || rest.strip_suffix(b"--").is_some_and(exact) {
        return false;
    }
    lengths
        .iter()
        .any(|length| rest.get(..*length).is_some_and(exact))
}

/// Whether a line of a header names the boundary in the form of RFC 2231, which
/// only some readers know.
fn is_named_twice(line: &[u8]) -> bool {
    let name = b"boundary*";
    line.first()
        .is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'C' | b'c'))
        && line
            .windows(name.len())
            .any(|window| window.eq_ignore_ascii_case(name))
}
