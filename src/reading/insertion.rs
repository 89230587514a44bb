//! What programs write into the lines they quote, taken out again.
//!
//! Link targets behind link texts, the author's name before every line: the
//! person did not type them, and our words do not align across them.

use crate::mail::automatic::pattern::{Regex, pattern};
use crate::mail::body::Line;
use std::sync::LazyLock;

/// The lines as somebody typed them.
pub(super) fn taken_out<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Line> {
    without_supercite(lines.map(without_expansions).map(unmarked_head).collect())
}

//------------ Authors ---------------------------------------------------------

static SUPERCITED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s{0,8}(?P<who>[\p{L}\p{N}][\p{L}\p{N}._'-]{0,15})>(?: |$)"));

/// Lines of a mail that is quoted this many times with one name are a quote.
const CITED: usize = 4;

/// Supercite writes the author before every line of the quote ("ccNSO> …").
fn without_supercite(mut lines: Vec<Line>) -> Vec<Line> {
    let who = |line: &Line| {
        if !line.text.contains('>') {
            return None;
        }
        let found = SUPERCITED.captures(&line.text)?;
        Some((found.name("who")?.as_str().to_owned(), found.get(0)?.end()))
    };
    let cited: Vec<Option<(String, usize)>> = lines.iter().map(who).collect();
    let Some((name, _)) = cited.iter().flatten().next().cloned() else {
        return lines;
    };
    let same = |cited: &Option<(String, usize)>| cited.as_ref().is_some_and(|(n, _)| *n == name);
    if cited.iter().filter(|cited| same(cited)).count() < CITED {
        return lines;
    }
    for (line, cited) in lines.iter_mut().zip(&cited) {
        if let Some((_, end)) = cited.as_ref().filter(|(n, _)| *n == name) {
            line.text = line.text.get(*end..).unwrap_or_default().to_owned();
            line.quoted = line.quoted.saturating_add(1);
        }
    }
    lines
}

/// One program frames the author of a quote in ">>>": no depth of quotation.
fn unmarked_head(line: Line) -> Line {
    if line.quoted == 3 && line.text.trim_end().ends_with(">>>") {
        return Line { quoted: 0, ..line };
    }
    line
}

//------------ Link expansions -------------------------------------------------

static EXPANSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\s?[<\[](?:mailto:|https?://|tel:|cid:|file:)[^<>\[\]\s]{0,900}[>\]]")
});
static MAILTO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"([^\s<>\[\]@:,;()]+@[^\s<>\[\]@:,;()]+)\s?[<\[]mailto:([^\s<>\[\]]+)[>\]]")
});
static MARKDOWN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\[([^\s\[\]()]+@[^\s\[\]()]+)\]\(mailto:([^\s()]+)\)"));
static ALONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[<\[]mailto:([^\s<>\[\]?]+)[>\]]"));

/// A line without the link targets some programs write behind link texts. A
/// target other than the address before it stays, for a reader to stumble over.
fn without_expansions(line: &Line) -> Line {
    if !line.text.contains(['<', '[']) {
        return line.clone();
    }
    let text = MAILTO.replace_all(&line.text, |found: &regex::Captures<'_>| {
        let (shown, target) = (found.get(1), found.get(2));
        let (shown, target) = (
            shown.map_or("", |m| m.as_str()),
            target.map_or("", |m| m.as_str()),
        );
        let bare = target.split('?').next().unwrap_or_default();
        if shown.eq_ignore_ascii_case(bare) {
            shown.to_owned()
        } else {
            format!("{shown} <{target}>")
        }
    });
    let text = MARKDOWN.replace_all(&text, |found: &regex::Captures<'_>| {
        let part = |n| found.get(n).map_or("", |m| m.as_str());
        if part(1).eq_ignore_ascii_case(part(2)) {
            part(1).to_owned()
        } else {
            format!("{} <{}>", part(1), part(2))
        }
    });
    let text = ALONE.replace_all(&text, "$1");
    let text = EXPANSION.replace_all(&text, "");
    Line {
        text: text.into_owned(),
        ..line.clone()
    }
}
