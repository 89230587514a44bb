//! The sentence of responsibility: there, changed, or missing.

use crate::mail::automatic::pattern::pattern;
use crate::reading::owner::{Owner, Sorted};
use crate::reading::{courtesy, letter, statement};
use regex::Regex;
use std::sync::LazyLock;

/// Whether the sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sentence {
    /// As the procedure has it, or with "we", "our" or the ccTLD's name.
    Stands,
    /// Changed, negated or struck.
    Altered,
    /// Not there.
    Missing,
}

static EXACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:i|we)(?:, [^,.]{1,80},)? (?:(?:hereby|herewith) )?confirm(?: hereby)? that (?:the )?(?:above(?:[ -]?(?:named|mentioned|listed))? |aforementioned |below |following |mentioned |named )?(?:persons?|people|contact persons?|contacts?|individuals?)(?: (?:above|below|mentioned above|listed above|named above))? (?:is|are) responsible for the (?:overall )?security and stability of (?:(?:my|our|the) )?(?:cctlds?|tlds?|(?:cctlds? )?\(?\.?[\p{L}\p{M}0-9-]{2,63}\)?(?: (?:cctld|tld|domain|registry))?)$",
    )
});

/// The beginning or the heart of something that is meant as the sentence.
static MEANT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bhereby\b.{0,60}\bconfirm|\bconfirm\w*\b.{0,120}\bresponsible\b|\bresponsible for the (?:overall )?security and stability\b",
    )
});

/// Looks for the sentence in the lines from `from` to `to`, and marks its lines
/// in `used`.
pub(super) fn find(sorted: &Sorted, from: usize, to: usize, used: &mut [bool]) -> Sentence {
    let mut state = Sentence::Missing;
    let mut open: Vec<(usize, String, bool)> = Vec::new();
    let lines = sorted
        .pieces
        .iter()
        .enumerate()
        .skip(from)
        .take(to.saturating_sub(from));
    for (number, piece) in lines {
        let text = plain(&piece.text);
        // Programs that double every line end part the sentence.
        if text.is_empty()
            && open
                .last()
                .is_some_and(|(_, last, _)| !last.ends_with(['.', '!', ':', '?']))
        {
            let meant = open
                .first()
                .is_some_and(|(_, first, _)| STARTS.is_match(first))
                && !EXACT.is_match(&joined(&open));
            if meant && open.len() < 12 {
                continue;
            }
        }
        let known = used.get(number).copied().unwrap_or_default();
        if text.is_empty() || known || piece.marker || piece.hidden || piece.owner == Owner::Other {
            state = settle(&open, state, used);
            open.clear();
            continue;
        }
        let struck = piece.struck;
        let starts = STARTS.is_match(&text);
        if starts || NEXT.is_match(&text) || letter::is_valediction(&text) {
            state = settle(&open, state, used);
            open.clear();
        }
        open.push((number, text, struck));
    }
    settle(&open, state, used)
}

static STARTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:not: )?(?:i|we)\b.{0,40}\b(?:hereby|confirm)\b"));
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:reference:|contact person|(?:best|kind|kindest|warm) regards|regards|sincerely|thanks|thank you|name:|on .{1,200} wrote:$|from:)",
    )
});

/// The lines as one.
fn joined(lines: &[(usize, String, bool)]) -> String {
    let texts: Vec<&str> = lines.iter().map(|(_, text, _)| text.as_str()).collect();
    texts.join(" ")
}

/// One paragraph: whether the sentence is in it.
fn settle(lines: &[(usize, String, bool)], before: Sentence, used: &mut [bool]) -> Sentence {
    let text = joined(lines);
    if text.len() > 4_000 || !MEANT.is_match(&text) {
        return before;
    }
    let mut state = before;
    for sentence in courtesy::sentences(&text) {
        if INVITATION.is_match(&sentence) {
            continue;
        }
        if !MEANT.is_match(&sentence) {
            // Beside the sentence, in its own paragraph, nothing may turn it.
            if (statement::trouble(&sentence).is_some() || statement::adds(&sentence))
                && !courtesy::is_courtesy(&statement::tidy(&sentence))
            {
                state = Sentence::Altered;
            }
            continue;
        }
        let bare = sentence.trim().trim_end_matches(['.', '!', ' ', ',']);
        let struck = lines.iter().any(|(_, _, struck)| *struck);
        let stands = EXACT.is_match(bare) && !struck;
        state = match (state, stands) {
            (Sentence::Altered, _) | (_, false) => Sentence::Altered,
            (Sentence::Stands | Sentence::Missing, true) => Sentence::Stands,
        };
        for (number, _, _) in lines {
            if let Some(line) = used.get_mut(*number) {
                *line = true;
            }
        }
    }
    state
}

/// The invitation's and the authentication request's own talk of it.
static INVITATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"only accessible to|has indicated to be responsible|contact information of the people who are|claims to be responsible|kindly ask you to",
    )
});

fn plain(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| {
            if matches!(c, '*' | '_' | '"' | '“' | '”' | '\t' | '\u{a0}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let bare = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = bare.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lead = bare.strip_suffix(start).unwrap_or_default();
    // A box that is not ticked says the contrary of what stands beside it.
    if lead.contains(['☐', '✗', '✘', '❌']) || lead.contains("[ ]") || lead.contains("( )") {
        return format!("not: {start}");
    }
    let tick = start
        .strip_prefix("x] ")
        .or_else(|| start.strip_prefix("X] "))
        .unwrap_or(start);
    tick.to_owned()
}
