//! Whether a quoted change of contacts came back as it was sent.
//!
//! A bare "confirm" below a request for a change (procedure, section 6) says yes to
//! the lines that show it: who joins, who leaves, whose number is another. Where
//! the quote shows other lines, or one less, the word is no answer to ours. What was
//! cut off tells nothing, and neither does a quote that was wrapped anew.

use super::owner::Sorted;
use super::returned::{self, Label};
use super::stock::Stock;
use unicode_normalization::UnicodeNormalization;

/// The line above a change, in our texts.
const TITLE: &str = "requested change";

/// The change that a text of ours shows, as it is compared; `None` if it shows none.
pub(super) fn shown(text: &str) -> Option<String> {
    // A text without a case has the title, and no change below it.
    let mut below = text
        .lines()
        .skip_while(|line| !line.to_lowercase().contains(TITLE))
        .skip(1)
        .filter(|line| !line.trim().is_empty());
    below.next().filter(|line| has_sign(line))?;
    let shown = sections(text.lines()).into_iter().next()?.signs;
    (!shown.is_empty()).then_some(shown)
}

/// Whether the quoted change says something else than the one that was sent.
pub(super) fn is_altered(sorted: &Sorted, stock: &Stock) -> bool {
    let ours: Vec<&str> = stock.changes().collect();
    if ours.is_empty() {
        return false;
    }
    let lines = || {
        let pieces = sorted.pieces.iter().filter(|piece| !piece.hidden);
        pieces.map(|piece| piece.text.as_str())
    };
    let differs = |section: &Section| {
        !ours.iter().any(|ours| {
            *ours == section.signs || (!section.ends && ours.starts_with(section.signs.as_str()))
        })
    };
    // A line of a change that was taken out of its place.
    let strange = |line: &str| {
        let signs = signs(line);
        looks_like_one(line) && !ours.iter().any(|ours| ours.contains(&signs))
    };
    sections(lines()).iter().any(differs) || lines().any(strange)
}

/// What stands below a title.
#[derive(Debug, Default)]
struct Section {
    /// Its letters, digits and signs.
    signs: String,
    /// Whether the reference line below was reached.
    ends: bool,
}

fn sections<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut inside = false;
    for line in lines {
        let reference =
            returned::label_of(line).is_some_and(|(label, _)| label == Label::Reference);
        if line.to_lowercase().contains(TITLE) {
            found.push(Section::default());
            inside = true;
        } else if inside && let Some(section) = found.last_mut() {
            if reference {
                section.ends = true;
                inside = false;
            } else {
                section.signs.push_str(&signs(line));
            }
        }
    }
    found
}

/// Whether a line shows somebody who joins, leaves or changes.
fn looks_like_one(line: &str) -> bool {
    has_sign(line) && line.contains('@')
}

/// Whether a line begins as one of a change does; "----- Forwarded message from
/// a@b -----" does not.
fn has_sign(line: &str) -> bool {
    let rest = unquoted(line).strip_prefix(['+', '-', '~', '\u{2013}', '\u{2212}']);
    rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

fn unquoted(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '|' | '*' | '_'))
}

/// Letters, digits and the signs of a change, however they are drawn.
fn signs(line: &str) -> String {
    unquoted(line)
        .nfkc()
        .filter_map(|c| match c {
            '+' | '~' | '@' => Some(c),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2022}' | '\u{b7}' => Some('-'),
            c if c.is_alphanumeric() => c.to_lowercase().next(),
            _ => None,
        })
        .collect()
}
