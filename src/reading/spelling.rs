//! Words as they are compared, whoever wrote them.
//!
//! Mail loses accents, charsets and capitals on its way, and people write an
//! umlaut as two letters. Two words are the same when one of these forms is.

use smol_str::{SmolStr, StrExt};
use unicode_normalization::UnicodeNormalization;

//------------ Word ------------------------------------------------------------

/// Whose a word is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mark {
    /// The person typed it.
    #[default]
    Person,
    /// It came back from what we sent.
    Ours,
    /// A deciding word alone on its line at the edge of a run: it may be the
    /// wrapped end of ours or the beginning of an answer.
    Edge,
}

/// One word of a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    /// Letters and digits, lower case, charset damage taken off.
    pub(super) key: SmolStr,
    /// First octet in the line.
    pub(super) start: usize,
    /// The octet after the last.
    pub(super) end: usize,
    /// Whose it is.
    pub(super) mark: Mark,
}

/// The words of one line: runs of letters and digits.
pub(super) fn words_of(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open {
            out.push(Word {
                start,
                ..Word::default()
            });
            open = true;
        }
        if let Some(word) = out.last_mut() {
            word.end = start.saturating_add(c.len_utf8());
        }
    }
    out.retain(|word| !is_entity(text, word));
    for word in &mut out {
        word.key = key(text.get(word.start..word.end).unwrap_or_default());
    }
    out
}

/// A character reference that some program left undecoded (`&rsquo;`).
fn is_entity(text: &str, word: &Word) -> bool {
    let after = text.get(word.end..).unwrap_or_default();
    let before = || text.get(..word.start).unwrap_or_default();
    after.starts_with(';') && before().trim_end_matches('#').ends_with('&')
}

/// What stays of a word when a charset was damaged: its ASCII letters, or, in
/// another script, the word itself.
pub(super) fn key(word: &str) -> SmolStr {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase_smolstr();
    }
    let ascii: SmolStr = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if ascii.is_empty() {
        word.to_lowercase_smolstr()
    } else {
        ascii
    }
}

/// A word without accents, lower case.
pub(super) fn bare(word: &str) -> SmolStr {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase_smolstr();
    }
    word.nfd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Umlauts as two letters.
pub(super) fn spelled_out(word: &str) -> String {
    let pairs = [
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("ø", "oe"),
        ("å", "aa"),
        ("æ", "ae"),
    ];
    let mut out = word.to_lowercase();
    for (letter, two) in pairs {
        out = out.replace(letter, two);
    }
    out
}
