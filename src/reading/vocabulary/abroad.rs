//! Closing words and sentences in the languages of the world's registries.
//!
//! A list of what signatures are made of can never be complete: every country
//! has its streets, offices and houses. Below closing words that are known, it
//! is asked the other way round: whether a line has any word of a sentence. The
//! words by which people say something are few in each language, and a line
//! that has none of them and the form of a signature is one.

use super::{list, phrases};
use crate::reading::spelling;
use std::collections::HashSet;
use std::sync::LazyLock;

static CLOSING: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| phrases(include_str!("closing.txt")));

static SPEECH: LazyLock<HashSet<&'static str>> = LazyLock::new(|| list(include_str!("speech.txt")));

/// The same words as they look without their accents, which many leave out.
static UNACCENTED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let long = |word: &&&str| word.chars().count() > 3 && word.chars().all(is_latin);
    let bare = SPEECH.iter().filter(long);
    bare.map(|word| spelling::bare(word).to_string()).collect()
});

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && u32::from(c) < 0x250
}

/// Whether a line is one of the phrases that close a letter.
pub(in crate::reading) fn is_closing(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    CLOSING.contains(plain(&words.join(" ")).as_str())
}

static GREETING: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| phrases(include_str!("greeting.txt")));

/// The longest phrase that greets, in words, and what may follow it.
const GREETS: usize = 6;
const GREETED: usize = 5;

/// What stands behind the phrase with which a line greets, if it does.
pub(in crate::reading) fn behind_greeting(line: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if line.len() > 160 || words.len() > GREETS.saturating_add(GREETED) {
        return None;
    }
    (1..=GREETS.min(words.len())).rev().find_map(|count| {
        let (head, tail) = words.split_at(count);
        GREETING
            .contains(plain(&head.join(" ")).as_str())
            .then(|| tail.to_vec())
    })
}

/// Whether a word may name somebody who is greeted: it has a capital or is of a
/// script without, or is one of the words by which people are spoken to abroad.
pub(in crate::reading) fn may_be_greeted(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !(c.is_alphanumeric() || is_joined(c)));
    !bare.starts_with(char::is_lowercase)
        || is_of_house(bare)
        || spelling::bare(bare).len() <= 3
        || GREETED_ABROAD.contains(spelling::bare(bare).as_str())
}

/// By what people are spoken to, without accents.
static GREETED_ABROAD: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("greeted.txt")));

/// A phrase in lower case, without the marks around it.
fn plain(phrase: &str) -> String {
    let line = phrase.to_lowercase().replace(['’', '`', '´'], "'");
    let bare = line.trim_matches(|c: char| {
        c.is_ascii_punctuation() || c.is_whitespace() || MARKS.contains(&c)
    });
    bare.to_owned()
}

static INTRODUCING: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("introducing.txt")));

/// Whether a lower-case word leads to a list of contacts abroad.
pub(in crate::reading) fn introduces(word: &str) -> bool {
    INTRODUCING.contains(word)
}

/// Words of offices, houses and places, without accents.
static HOUSE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| list(include_str!("house.txt")));

/// Whether a word is one of offices, houses and places abroad.
pub(in crate::reading) fn is_of_house(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !(c.is_alphanumeric() || is_joined(c)));
    let plain = spelling::bare(bare);
    // "Rechenzentrumsleitung" ends in the word that tells.
    let compound = || {
        let ends = plain.char_indices().skip(1).map(|(from, _)| from);
        ends.filter_map(|from| plain.get(from..))
            .take_while(|end| end.len() >= COMPOUND)
            .any(|end| HOUSE.contains(end))
    };
    HOUSE.contains(plain.as_str())
        || HOUSE.contains(bare.to_lowercase().as_str())
        || bare
            .split('-')
            .any(|part| HOUSE.contains(spelling::bare(part).as_str()))
        || (plain.is_ascii() && compound())
}

/// The shortest word that tells at the end of a longer one, in letters.
const COMPOUND: usize = 5;

/// Marks that stand around closing words.
const MARKS: &[char] = &[
    '،', '。', '，', '、', '！', '…', '—', '–', '：', '·', '।', '۔', '՝', '։', '་', '။', '។',
];

/// Whether a line has a word of a sentence in some language but English.
pub(in crate::reading) fn has_speech(line: &str) -> bool {
    let speaks = |word: &str| {
        let lower = word.to_lowercase();
        // "IT" and "SA" stand for houses and offices.
        let initials = word.chars().count() <= 3 && word.chars().all(char::is_uppercase);
        !initials && (SPEECH.contains(lower.as_str()) || UNACCENTED.contains(lower.as_str()))
    };
    line.split(|c: char| !(c.is_alphanumeric() || is_joined(c)))
        .any(|word| !word.is_empty() && speaks(word))
        || UNSPACED.iter().any(|word| line.contains(word))
}

/// Whether a line begins like a phrase that limits what was said: a house or an
/// office does not begin with "under", "without" or "after".
pub(in crate::reading) fn limits(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    LIMITING.contains(first.to_lowercase().as_str())
}

/// Words of place and manner that no signature begins with.
static LIMITING: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("limiting.txt")));

/// Signs that belong to a word: vowels written as marks, apostrophes, hyphens.
fn is_joined(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʻ' | '-')
        || super::is_joining(c)
        || matches!(c, '\u{591}'..='\u{5c7}')
}

/// What sentences have in scripts that set no blanks between words.
static UNSPACED: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("unspaced.txt")));
