//! Plain text as lines: quote marks counted, flowed lines joined, armour off.

use super::{Line, Piece};

/// The most quote marks that are counted on one line.
const DEEPEST: u8 = 50;

/// The lines of one plain part.
pub(super) fn of_plain(piece: &Piece) -> Vec<Line> {
    let raw: Vec<&str> = piece.text.lines().collect();
    let joined = match piece.flowed {
        Some(delsp) => join_flowed(&raw, delsp),
        None => raw.into_iter().map(str::to_owned).collect(),
    };
    without_armour(joined)
        .iter()
        .map(|line| Line::shown(line, 0))
        .collect()
}

/// Takes leading quote marks off one line: `>`, `> >`, `|`, `JD>`.
pub(super) fn without_quote_marks(raw: &str) -> (u8, &str) {
    let mut depth = 0_u8;
    let mut rest = raw;
    while depth < DEEPEST {
        let inner = rest.trim_start_matches([' ', '\t', '\u{a0}', '\u{feff}']);
        let Some(after) = after_mark(inner) else {
            break;
        };
        depth = depth.saturating_add(1);
        rest = after;
    }
    (
        depth,
        if depth == 0 {
            raw
        } else {
            rest.strip_prefix(' ').unwrap_or(rest)
        },
    )
}

/// What follows one quote mark at the beginning of `text`.
fn after_mark(text: &str) -> Option<&str> {
    if let Some(after) = text.strip_prefix(['>', '\u{ff1e}']) {
        return Some(after);
    }
    // Lotus and some webmails use a bar; a table's bar is followed by another.
    if let Some(after) = text.strip_prefix('|') {
        let alone = after.is_empty() || after.starts_with([' ', '>', '|']);
        return (alone && !after.contains(" | ") && !after.trim_end().ends_with('|'))
            .then_some(after);
    }
    let initials = text.chars().take_while(char::is_ascii_uppercase).count();
    (1..=4)
        .contains(&initials)
        .then(|| text.get(initials..)?.strip_prefix('>'))
        .flatten()
}

/// Joins flowed lines (RFC 3676 §4); "-- " stays alone.
fn join_flowed(raw: &[&str], delsp: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<usize> = None;
    for line in raw {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let rest = line.get(depth..).unwrap_or_default();
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        let soft = text.ends_with(' ') && text != "-- ";
        let kept = if soft && delsp {
            text.strip_suffix(' ').unwrap_or(text)
        } else {
            text
        };
        match (open, out.last_mut()) {
            (Some(before), Some(last)) if before == depth && text != "-- " => last.push_str(kept),
            _ if depth == 0 => out.push(kept.to_owned()),
            _ => out.push(format!("{} {kept}", ">".repeat(depth))),
        }
        open = soft.then_some(depth);
    }
    out
}

/// Takes off the armour of a clear-signed text (RFC 9580 §7); the signature
/// itself is not checked, the text under it reads like any other.
fn without_armour(lines: Vec<String>) -> Vec<String> {
    if !lines
        .iter()
        .any(|l| l.trim_end() == "-----BEGIN PGP SIGNED MESSAGE-----")
    {
        return lines;
    }
    let mut out = Vec::with_capacity(lines.len());
    let (mut heading, mut signed, mut signature) = (false, false, false);
    for line in lines {
        match line.trim_end() {
            "-----BEGIN PGP SIGNED MESSAGE-----" => (heading, signed) = (true, true),
            "-----BEGIN PGP SIGNATURE-----" => (signature, signed) = (true, false),
            "-----END PGP SIGNATURE-----" => signature = false,
            "" if heading => heading = false,
            _ if heading || signature => {}
            text if signed => out.push(text.strip_prefix("- ").unwrap_or(text).to_owned()),
            _ => out.push(line),
        }
    }
    out
}
