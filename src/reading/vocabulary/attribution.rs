//! The line that introduces a quote: who wrote when, and nothing else.
//!
//! Programs write it in the language of their user, so that a person hardly
//! reads it; a remark is easily put there. Whatever is no word of such lines,
//! no month, no weekday, no number and no name is a remark.

use super::{eastern::is_eastern, is_particle, list};
use crate::mail::automatic::pattern::{Regex, pattern};
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

static ATTRIBUTION: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("attribution.txt")));
static CALENDAR: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("calendar.txt")));

/// Whether a line that introduces a quote says only who wrote when: it is made
/// of the words of such lines, of months, weekdays, numbers, addresses and what
/// may be a name. "schrieb Ana, und ich glaube es nicht:" says more.
pub(in crate::reading) fn is_attribution(line: &str) -> bool {
    let edge = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation() && c != '@'
            || c.is_numeric()
            || matches!(c, '\u{2010}'..='\u{2027}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(
                c,
                '«' | '»' | '，' | '。' | '：' | '、' | '（' | '）' | '；' | '\u{a0}'
            )
    };
    let plain = ADDRESSES.replace_all(line, " ");
    plain
        .split(edge)
        .filter(|word| word.chars().any(char::is_alphabetic))
        .all(|word| {
            let lower: String = word.to_lowercase().nfc().collect();
            let known = |word: &str| ATTRIBUTION.contains(word) || CALENDAR.contains(word);
            let capital = word.chars().any(char::is_uppercase);
            known(&lower)
                || word.chars().count() == 1
                || is_particle(&lower)
                || (capital
                    && !crate::reading::words::unmakes(word)
                    && !crate::reading::words::decides(word))
                || is_composed(&lower, &known)
        })
}

static ADDRESSES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"<[^<>\s]{1,200}>|\S{1,100}@\S{1,100}"));

/// Whether a word of a script without spaces is made of known ones and a name.
fn is_composed(word: &str, known: &dyn Fn(&str) -> bool) -> bool {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() > 24 || letters.iter().any(|c| c.is_uppercase() || c.is_lowercase()) {
        return false;
    }
    let (mut from, mut rest) = (0_usize, String::new());
    while let Some(letter) = letters.get(from) {
        let longest = (from.saturating_add(1)..=letters.len()).rev().find(|to| {
            let piece: String = letters.get(from..*to).unwrap_or_default().iter().collect();
            known(&piece)
        });
        match longest {
            Some(to) => from = to,
            None => {
                rest.push(*letter);
                from = from.saturating_add(1);
            }
        }
    }
    rest.is_empty() || is_eastern(&rest)
}
