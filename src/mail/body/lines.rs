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
    let lines = without_armour(joined)
        .iter()
        .map(|line| Line::shown(line, 0))
        .collect();
    unfolded(lines)
}

/// Undoes what programs do to lines they quote: mailx folds with a backslash,
/// nmh and mailutils quote the octets that travelled, quoted-printable and all.
/// Only `=` and what lies outside ASCII is decoded: no letter of a deciding word
/// comes to be that was not there.
fn unfolded(lines: Vec<Line>) -> Vec<Line> {
    let coded = lines.iter().map(|line| codes(&line.text)).sum::<usize>() >= 3;
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut open = false;
    for line in lines {
        let folded = line.text.len() > 40 && line.text.ends_with('\\');
        let soft = coded && line.text.ends_with('=') && !line.text.ends_with("==");
        match out
            .last_mut()
            .filter(|last| open && last.quoted == line.quoted)
        {
            Some(last) => {
                // nmh folds in the middle of an escape: its "=" belongs to it.
                if !(coded && octet(&line.text).is_some() && line.text.get(2..3) == Some("=")) {
                    last.text.pop();
                }
                last.text.push_str(&line.text);
            }
            None => out.push(line),
        }
        open = folded || soft;
    }
    if coded {
        for line in &mut out {
            line.text = decoded(&line.text);
        }
    }
    out
}

/// How many octets of a text are written as `=XX`.
fn codes(text: &str) -> usize {
    text.match_indices('=')
        .filter(|(at, _)| octet(text.get(at.saturating_add(1)..).unwrap_or_default()).is_some())
        .count()
}

/// The octet that two hexadecimal digits name, in capitals as RFC 2045 §6.7 has it.
fn octet(text: &str) -> Option<u8> {
    let digits = text.get(..2)?;
    let hex = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
    digits
        .chars()
        .all(hex)
        .then(|| u8::from_str_radix(digits, 16).ok())
        .flatten()
}

/// A text with its coded `=` and characters outside ASCII decoded.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        out.push_str(before);
        let mut octets = Vec::new();
        let mut tail = after;
        while let Some(found) = octet(tail).filter(|octet| *octet >= 0x80) {
            octets.push(found);
            let next = tail.get(2..).unwrap_or_default();
            tail = match next.strip_prefix('=') {
                Some(more) if octet(more).is_some_and(|octet| octet >= 0x80) => more,
                Some(_) | None => {
                    tail = next;
                    break;
                }
            };
        }
        match (octets.is_empty(), octet(after)) {
            (true, Some(b'=')) => {
                out.push('=');
                rest = after.get(2..).unwrap_or_default();
            }
            (true, _) => {
                out.push('=');
                rest = after;
            }
            (false, _) => {
                out.push_str(&String::from_utf8_lossy(&octets));
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
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
    let initials = text.chars().take_while(char::is_ascii_alphabetic).count();
    let capital = text.chars().take(initials).any(|c| c.is_ascii_uppercase());
    ((1..=8).contains(&initials) && capital)
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
