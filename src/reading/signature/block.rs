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
    let known = |line: &&&str| {
        is_contact_line(line)
            || vocabulary::is_name(line, stock)
            || (has_evidence(line, stock) && may_stand(line, stock))
    };
    let mut typed = lines.iter().filter(|line| !line.is_empty());
    // Without capitals and blanks, two short lines are a name and a house.
    let uncased = || {
        let stands = |line: &&str| !is_cased(line) && may_stand(line, stock);
        let mut block = lines.iter().filter(|line| !line.is_empty());
        block.clone().count() > 1 && block.all(stands)
    };
    typed.any(|line| known(&line)) || uncased()
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

/// Whether a line has the form of one of a signature.
fn has_form(line: &str, words: &[&str], stock: &Stock) -> bool {
    if !is_cased(line) {
        return line.chars().count() <= UNCASED && !line.ends_with(['.', ':']);
    }
    let lower = |word: &&str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_some_and(char::is_lowercase)
    };
    let short = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() <= 3;
    // A sentence ends with a long word and a full stop, an abbreviation does not.
    let ends = line.ends_with('.') && words.last().is_some_and(|word| word.chars().count() > 6);
    let evidence = has_evidence(line, stock);
    let office = |word: &&str| vocabulary::is_office_word(word) || vocabulary::is_of_house(word);
    let opens = words.first().is_some_and(|word| !lower(word)) || words.iter().take(2).any(office);
    let spelled = words.iter().all(|word| !lower(word) || short(word));
    // Capitals alone make no signature of English words ("Total Bluff"), nor do a
    // few short words ("Min hu dan").
    let foreign = !line.is_ascii() || words.iter().any(|word| lower(word) && short(word));
    let long = words.iter().filter(|word| !short(word)).count();
    !ends && opens && (evidence || (spelled && foreign && long > 1 && words.len() <= 8))
}

/// Whether a line has a word or a number that signatures are known by.
fn has_evidence(line: &str, stock: &Stock) -> bool {
    let known = |word: &str| {
        vocabulary::is_of_house(word)
            || vocabulary::is_office_word(word)
            || word.chars().any(|c| c.is_ascii_digit())
    };
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '|' | '(' | ')'))
        .any(known)
        || vocabulary::is_of_signatures(line, stock)
}
