//! The sentence of responsibility: there, changed, or missing.

use crate::domain::tld::Tld;
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::owner::{Owner, Sorted};
use crate::reading::{courtesy, signature};
use std::sync::LazyLock;

/// Whether the sentence stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Sentence {
    /// As the procedure has it, or with "we", "our" or the ccTLD's name.
    Stands,
    /// Changed, negated or struck.
    Altered,
    /// Not there.
    #[default]
    Missing,
}

/// What was found where the sentence may stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looked {
    /// Whether it stands.
    pub(super) sentence: Sentence,
    /// Other sentences of its paragraph, which its lines would hide.
    pub(super) beside: Vec<String>,
}

static EXACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:i|we)(?:, [^,.]{1,80},)? (?:(?:hereby|herewith) )?confirm(?: hereby)?,? that (?:the )?(?:above(?:[ -]?(?:named|mentioned|listed))? |aforementioned |below |following |mentioned |named )?(?:persons?|people|contact persons?|contacts?|individuals?)(?: (?:above|below|mentioned above|listed above|named above))? (?:is|are) responsible for the (?:overall )?security and stability of (?:(?:my|our|the) )?(?:cctlds?|tlds?|(?:(?:cctlds?|tlds?) )?\(?(?:\.[\p{L}\p{M}0-9-]{2,63}|[a-z]{2})\)?(?: (?:cctld|tld|domain|registry))?)$",
    )
});

/// The beginning or the heart of something that is meant as the sentence.
static MEANT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bhereby\b.{0,60}\bconfirm|\bconfirm\w*\b.{0,120}\bresponsible\b|\bresponsible for the (?:overall )?security and stability\b",
    )
});

/// A word without which nothing is meant as the sentence.
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern("confirm|responsible"));

/// Where the sentence may stand, and what it speaks of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The first line.
    pub(super) from: usize,
    /// The line after the last.
    pub(super) to: usize,
    /// The first and the last line of the contacts.
    pub(super) contacts: (usize, usize),
}

impl Place {
    /// Whether a sentence in that line points at the contacts: "the above
    /// persons" below them, "the following persons" above.
    fn points_at(&self, line: usize, sentence: &str) -> bool {
        let (first, last) = self.contacts;
        !(line > last && DOWN.is_match(sentence) || line < first && UP.is_match(sentence))
    }
}

static DOWN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:below|following)\b"));
static UP: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:above|aforementioned)\b"));

/// Looks for the sentence in its place, and marks its lines in `used`.
pub(super) fn find(sorted: &Sorted, place: Place, used: &mut [bool]) -> Looked {
    let Place { from, to, .. } = place;
    let mut state = Looked::default();
    let mut open: Vec<(usize, String, bool)> = Vec::new();
    let lines = || {
        let pieces = sorted.pieces.iter().enumerate().skip(from);
        pieces.take(to.saturating_sub(from))
    };
    if !lines().any(|(_, piece)| WORD.is_match(&piece.text)) {
        return state;
    }
    for (number, piece) in lines() {
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
            settle(&open, place, &mut state, used);
            open.clear();
            continue;
        }
        let struck = piece.struck;
        let ends_it = |text: &str| {
            STARTS.is_match(text) || NEXT.is_match(text) || signature::is_valediction(text)
        };
        if !open.is_empty() && ends_it(&text) {
            settle(&open, place, &mut state, used);
            open.clear();
        }
        let ends = ENDS.is_match(&text);
        open.push((number, text, struck));
        // What stands below the whole sentence is none of it.
        if ends && EXACT.is_match(ended(&joined(&open))) {
            settle(&open, place, &mut state, used);
            open.clear();
        }
    }
    settle(&open, place, &mut state, used);
    state
}

static STARTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:not: )?(?:i|we)\b.{0,40}\b(?:hereby|confirm)\b"));
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:reference:|contact person|(?:best|kind|kindest|warm) regards|regards|sincerely|thanks|thank you|name:|on .{1,200} wrote:$|from:)",
    )
});

/// Where the sentence cannot go on: "of my" is no end, although a ccTLD.
static ENDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:tlds?|\.[\p{L}\p{M}0-9-]{2,}|[.!:])$"));

/// A sentence without the marks it ends with.
fn ended(sentence: &str) -> &str {
    sentence.trim().trim_end_matches(['.', '!', ' ', ',', ':'])
}

/// The lines as one.
fn joined(lines: &[(usize, String, bool)]) -> String {
    let texts: Vec<&str> = lines.iter().map(|(_, text, _)| text.as_str()).collect();
    texts.join(" ")
}

/// One paragraph: whether the sentence is in it, and what else.
fn settle(lines: &[(usize, String, bool)], place: Place, looked: &mut Looked, used: &mut [bool]) {
    let text = joined(lines);
    if text.len() > 4_000 || !MEANT.is_match(&text) {
        return;
    }
    let struck = lines.iter().any(|(_, _, struck)| *struck);
    let mut meant = false;
    let mut beside = Vec::new();
    for sentence in courtesy::sentences(&text) {
        if INVITATION.is_match(&sentence) {
            continue;
        }
        if !MEANT.is_match(&sentence) {
            beside.push(sentence);
            continue;
        }
        meant = true;
        let bare = ended(&sentence);
        let other = LABEL
            .captures(bare)
            .and_then(|found| found.get(1))
            .is_some_and(|label| Tld::parse(label.as_str()).is_none());
        let line = lines.first().map_or(place.from, |(number, _, _)| *number);
        let stands = EXACT.is_match(bare) && !struck && !other && place.points_at(line, bare);
        looked.sentence = match (looked.sentence, stands) {
            (Sentence::Altered, _) | (_, false) => Sentence::Altered,
            (Sentence::Stands | Sentence::Missing, true) => Sentence::Stands,
        };
    }
    if !meant {
        return;
    }
    looked.beside.append(&mut beside);
    for (number, _, _) in lines {
        if let Some(line) = used.get_mut(*number) {
            *line = true;
        }
    }
}

/// The domain it speaks of, where that is written with a dot.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"stability of (?:(?:my|our|the) )?(?:cctlds? )?\(?\.([\p{L}\p{M}0-9-]+)")
});

/// The invitation's and the authentication request's own talk of it.
static INVITATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"only accessible to|has indicated to be responsible|contact information of the people who are|claims to be responsible|kindly ask you to",
    )
});

fn plain(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let parts = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '"' | '“' | '”');
    for word in text.split(parts).filter(|word| !word.is_empty()) {
        if !bare.is_empty() {
            bare.push(' ');
        }
        bare.push_str(word);
    }
    let start = bare.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lead = bare.strip_suffix(start).unwrap_or_default();
    // A box that is not ticked says the contrary of what stands beside it, and a
    // mark of comment or deletion takes it out.
    let crossed = lead.contains(['☐', '✗', '✘', '❌', '#', '/', '~', '<', ';', '%'])
        || lead.contains("[ ]")
        || lead.contains("( )")
        || lead.ends_with('-')
        || lead.contains("--");
    if crossed {
        return format!("not: {start}");
    }
    let tick = start
        .strip_prefix("x] ")
        .or_else(|| start.strip_prefix("X] "))
        .unwrap_or(start);
    tick.to_owned()
}
