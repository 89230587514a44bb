//! A signature in any language, known by its place and form.
//!
//! Right below the words that close a letter, or the name of a writer who is
//! known, stands a block of short lines: name, office, house, street, numbers.
//! No list holds all the world's offices and streets. A line of such a block is
//! passed over when it has the form of one and no word by which anything is
//! said, in any language ([`vocabulary::has_speech`]); English lines are still
//! read word by word, for English is what answers are made of.

use super::{AUTOMATON, DAY, POSTSCRIPT, is_contact_line, speaks_of};
use crate::reading::stock::Stock;
use crate::reading::{vocabulary, words};

/// Longest line of a signature, in words and in characters.
const WORDS: usize = 14;
const LENGTH: usize = 110;
/// Longest line in a script without capitals, in characters.
const UNCASED: usize = 48;

/// Whether a block below closing words is a signature: some line of it has a
/// name that is known, an office, a house, a place or a number.
pub(super) fn is_signature(lines: &[&str], stock: &Stock) -> bool {
    let known = |line: &str| {
        is_contact_line(line) || vocabulary::is_name(line, stock) || may_stand(line, stock)
    };
    lines.iter().any(|line| !line.is_empty() && known(line))
}

/// Whether the script of a text has capitals; Georgian has them for titles of
/// books only.
fn is_cased(text: &str) -> bool {
    let georgian = |c: char| matches!(c, '\u{10d0}'..='\u{10ff}');
    text.chars()
        .any(|c| (c.is_uppercase() || c.is_lowercase()) && !georgian(c))
}

/// Whether a line may stand in a signature.
pub(super) fn may_stand(line: &str, stock: &Stock) -> bool {
    let count = line.chars().count();
    let words: Vec<&str> = line.split_whitespace().collect();
    let said = line.contains(['?', '？', '؟', '!', '！', '。', '=', ';'])
        || POSTSCRIPT.is_match(line)
        || DAY.is_match(line)
        || AUTOMATON.is_match(line)
        // The letter i is a word in many languages.
        || speaks_of(&line.replace(" i ", " "), stock)
        || words::unmakes(line)
        || vocabulary::has_speech(line)
        || vocabulary::limits(line)
        || words.iter().any(|word| is_english(word, stock));
    !said && count <= LENGTH && words.len() <= WORDS && has_form(line, &words, stock)
}

/// Whether a word is one that English remarks are made of.
fn is_english(word: &str, stock: &Stock) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    vocabulary::is_common(bare)
        && !vocabulary::is_small(&lower)
        && !vocabulary::is_particle(&lower)
        && !vocabulary::is_office_word(bare)
        && !vocabulary::is_of_house(bare)
        && !vocabulary::is_organisation(bare)
        && !stock.is_author(bare)
}

/// Whether a line has the form of one of a signature: it has a word of offices,
/// houses or places, and more of what is not capitalised are such than not.
fn has_form(line: &str, words: &[&str], stock: &Stock) -> bool {
    if !is_cased(line) {
        return line.chars().count() <= UNCASED
            && !line.ends_with(['.', ':'])
            && (vocabulary::has_office(line) || words.iter().any(|word| is_known(word)));
    }
    let lower = |word: &str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_some_and(char::is_lowercase)
    };
    let long = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 3;
    // A sentence ends with a long word and a full stop, an abbreviation does not.
    let ends = line.ends_with('.') && words.last().is_some_and(|word| word.chars().count() > 6);
    let opens = words.first().is_some_and(|word| !lower(word))
        || words.iter().take(2).any(|word| is_office(word));
    let open = |word: &&&str| lower(word) && long(word) && !is_office(word);
    let unknown = words.iter().filter(open).count();
    let offices = words.iter().filter(|word| is_office(word)).count();
    let told = if unknown == 0 {
        offices > 0
            || words.iter().any(|word| is_known(word))
            || vocabulary::is_of_signatures(line, stock)
    } else {
        // "Director destituido": an office, and what befell who holds it.
        offices > unknown
    };
    !ends && opens && told
}

/// Whether a word is one of offices, houses and places.
fn is_office(word: &str) -> bool {
    vocabulary::is_of_house(word) || vocabulary::is_office_word(word)
}

/// Whether a word is one by which a line of a signature is known.
fn is_known(word: &str) -> bool {
    is_office(word) || word.chars().any(|c| c.is_ascii_digit())
}
