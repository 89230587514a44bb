//! Patterns in what people and machines write: literals of ours, built once.
//!
//! The engine works in linear time; no pattern comes from a message. Its fast
//! half gives up at the first letter outside ASCII where a pattern asks for the
//! border of a word, and most mail has one (a curly quote is enough); classes of
//! all the world's letters and long counts make it large. So a smaller pattern
//! is tried first: wherever the true one fits, that one fits too, and hardly
//! anywhere else.

use regex::{Captures, Match, RegexBuilder, Replacer};
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::OnceLock;

/// A pattern of ours.
#[derive(Debug)]
pub(crate) struct Regex {
    text: String,
    /// Fits wherever `exact` fits; `None` where it would be the same.
    likely: Option<regex::Regex>,
    /// The pattern itself, built when it is first needed.
    exact: OnceLock<regex::Regex>,
}

/// The border of a word, with the ends of ASCII words only: before it or behind
/// it stands none of their letters. The true one lies beside a character that
/// belongs to no word, and so to none of these.
const LIKELY_BORDER: &str = r"(?:(?-u:\b{start-half})|(?-u:\b{end-half}))";

/// Counted repetitions above this are taken for endless ones.
const COUNTED: u32 = 4;

/// Builds a pattern that reads letters without case.
pub(crate) fn pattern(text: &str) -> Regex {
    let likely = likely(text);
    Regex {
        likely: (likely != text).then(|| built(&likely)),
        text: text.to_owned(),
        exact: OnceLock::new(),
    }
}

/// A pattern that fits wherever one of `patterns` does: one look for all.
pub(crate) fn any(patterns: &[&Regex]) -> Regex {
    let texts: Vec<&str> = patterns.iter().map(|one| one.text.as_str()).collect();
    pattern(&texts.join("|"))
}

/// A smaller pattern that fits wherever `text` fits: borders as above, every
/// character outside ASCII a letter and a digit, long counts endless.
fn likely(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut class = None;
    while let Some(c) = rest.chars().next() {
        let (unit, after) = rest.split_at(unit_length(rest));
        rest = after;
        match (c, class) {
            ('[', None) => class = Some(after.starts_with('^')),
            (']', Some(_)) => class = None,
            _ => {}
        }
        let set = match unit {
            r"\w" => Some(r"0-9A-Za-z_\u{80}-\u{10ffff}"),
            r"\d" | r"\p{N}" => Some(r"0-9\u{80}-\u{10ffff}"),
            r"\p{L}" => Some(r"A-Za-z\u{80}-\u{10ffff}"),
            r"\p{Lu}" => Some(r"A-Z\u{80}-\u{10ffff}"),
            r"\p{M}" | r"\p{Arabic}" | r"\p{Hebrew}" => Some(r"\u{80}-\u{10ffff}"),
            _ => None,
        };
        match (set, class) {
            // All its letters stand in it in both cases: nothing is to be folded,
            // which would take long for so many.
            (Some(set), None) if unit != r"\p{Lu}" => out.push_str(&format!("(?-i:[{set}])")),
            (Some(set), None) => out.push_str(&format!("[{set}]")),
            (Some(set), Some(false)) => out.push_str(set),
            _ if unit == r"\b" => out.push_str(LIKELY_BORDER),
            _ if c == '{' && class.is_none() => out.push_str(endless(unit)),
            _ => out.push_str(unit),
        }
    }
    out
}

/// The octets of the first thing in a pattern: an escape with its braces, a
/// counted repetition, or a character.
fn unit_length(text: &str) -> usize {
    let braces = |from: usize| {
        let inner = text.get(from..).unwrap_or_default();
        let closed = inner.starts_with('{').then(|| inner.find('}')).flatten();
        closed.map_or(from, |end| from.saturating_add(end).saturating_add(1))
    };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), Some(c)) => braces(c.len_utf8().saturating_add(1)),
        (Some('{'), _) => braces(0),
        (Some(c), _) => c.len_utf8(),
        (None, _) => 0,
    }
}

/// A repetition that allows all that `counted` allows.
fn endless(counted: &str) -> &str {
    let inside = counted.trim_matches(['{', '}']);
    let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
    match (least.parse::<u32>(), most.parse::<u32>()) {
        (_, Ok(most)) if most <= COUNTED => counted,
        (Ok(0), _) => "*",
        (_, _) => "+",
    }
}

fn built(text: &str) -> regex::Regex {
    RegexBuilder::new(&unfolded(text))
        .case_insensitive(true)
        .size_limit(50 * 1024 * 1024)
        .build()
        .unwrap_or_else(|error| unreachable!("a pattern of ours is malformed: {error}"))
}

/// The same pattern with the classes of all the world's letters marked as what
/// they are, the same in both cases: to fold one takes longer than to read a
/// mail.
fn unfolded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c == '[' {
            class_length(rest)
        } else {
            unit_length(rest)
        };
        let (unit, after) = rest.split_at(length);
        rest = after;
        let caseless = match c {
            '[' => is_caseless(unit),
            _ => CASELESS.contains(&unit),
        };
        if caseless {
            out.push_str("(?-i:");
            out.push_str(unit);
            out.push(')');
        } else {
            out.push_str(unit);
        }
    }
    out
}

/// Classes that hold every letter in both cases, or none.
const CASELESS: &[&str] = &[
    r"\w",
    r"\W",
    r"\d",
    r"\s",
    r"\S",
    r"\p{L}",
    r"\p{M}",
    r"\p{N}",
    r"\p{Han}",
    r"\p{Hangul}",
    r"\p{Thai}",
    r"\p{Arabic}",
    r"\p{Hebrew}",
    r"\p{Devanagari}",
    r"\p{Katakana}",
];

/// The octets of the class a pattern begins with.
fn class_length(text: &str) -> usize {
    let mut at = 1;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        at = at.saturating_add(unit_length(rest));
        if rest.starts_with(']') {
            break;
        }
    }
    at
}

/// Whether folding changes nothing of a class: beside the classes above it has
/// only signs.
fn is_caseless(class: &str) -> bool {
    let mut rest = class;
    while let Some(c) = rest.chars().next() {
        let (unit, after) = rest.split_at(unit_length(rest));
        rest = after;
        let fine = CASELESS.contains(&unit) || !c.is_alphabetic() && c != '\\';
        let escaped = c == '\\'
            && unit
                .chars()
                .nth(1)
                .is_some_and(|c| c.is_ascii_punctuation());
        if !fine && !escaped {
            return false;
        }
    }
    true
}

impl Regex {
    /// Whether it may fit: where not, it does not.
    pub(crate) fn may_match(&self, text: &str) -> bool {
        self.likely
            .as_ref()
            .is_none_or(|likely| likely.is_match(text))
    }

    /// Whether it fits somewhere in `text`.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.may_match(text) && (**self).is_match(text)
    }

    /// The first place where it fits, in its groups.
    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.may_match(text)
            .then(|| (**self).captures(text))
            .flatten()
    }

    /// Every place where it fits, in its groups.
    pub(crate) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        let may = self.may_match(text);
        may.then(|| (**self).captures_iter(text))
            .into_iter()
            .flatten()
    }

    /// Every place where it fits.
    pub(crate) fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        let may = self.may_match(text);
        may.then(|| (**self).find_iter(text)).into_iter().flatten()
    }

    /// The text with every place where it fits replaced.
    pub(crate) fn replace_all<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        if self.may_match(text) {
            (**self).replace_all(text, by)
        } else {
            Cow::Borrowed(text)
        }
    }
}

impl Deref for Regex {
    type Target = regex::Regex;

    fn deref(&self) -> &regex::Regex {
        self.exact.get_or_init(|| built(&self.text))
    }
}
