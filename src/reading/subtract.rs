//! Takes our own request out of a reply, by aligning words.
//!
//! Quotes are prefixed, re-wrapped, stripped of their marks, damaged in their
//! charset and cut short in more ways than patterns know; but we know what we
//! sent. The words of the reply are laid beside the words of ours, long common
//! runs are found by their word triples, and what lies in a run is ours. A lone
//! word is never a run: somebody who types "confirm" typed it himself.

use super::words;
use crate::mail::body::Line;
use std::collections::{BTreeSet, HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// Words of a run that is ours wherever it stands.
const LONG: usize = 6;

/// Words below which a run inside a person's sentence is his own wording.
const CITED: usize = 15;

/// Places of ours remembered for one triple of words.
const PLACES: usize = 12;

/// Words of ours and of a reply that are looked at.
const MOST: usize = 60_000;

//------------ Mark ------------------------------------------------------------

/// Whose a word is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
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
pub struct Word {
    /// Letters and digits, lower case, charset damage taken off.
    pub key: String,
    /// First octet in the line.
    pub start: usize,
    /// The octet after the last.
    pub end: usize,
    /// Whose it is.
    pub mark: Mark,
}

/// The words of one line: runs of letters and digits.
pub fn words_of(text: &str) -> Vec<Word> {
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
    let before = text.get(..word.start).unwrap_or_default();
    let after = text.get(word.end..).unwrap_or_default();
    after.starts_with(';') && before.trim_end_matches('#').ends_with('&')
}

/// What stays of a word when a charset was damaged: its ASCII letters, or, in
/// another script, the word itself.
fn key(word: &str) -> String {
    let ascii: String = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if ascii.is_empty() {
        word.to_lowercase()
    } else {
        ascii
    }
}

/// A word without accents, lower case.
fn bare(word: &str) -> String {
    word.nfd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Umlauts as two letters.
fn spelled_out(word: &str) -> String {
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

//------------ Stock -----------------------------------------------------------

/// One word of ours.
#[derive(Debug)]
struct Known {
    id: u32,
    key: String,
    /// A line, sentence or text begins here.
    begins: bool,
}

/// The words of all our texts, indexed by triples.
#[derive(Debug, Default)]
pub struct Stock {
    known: Vec<Known>,
    ids: HashMap<String, u32>,
    triples: HashMap<[u32; 3], Vec<usize>>,
    /// The words without accents, for names.
    bare: HashSet<String>,
    /// The words by which the author signs: they tell a signature from a remark,
    /// and nothing else is decided by them.
    pub(super) author: BTreeSet<String>,
}

impl Stock {
    /// Indexes our texts.
    pub fn of(texts: &[String]) -> Self {
        let mut stock = Self::default();
        for text in texts {
            stock.add(text);
        }
        let ids: Vec<u32> = stock.known.iter().map(|known| known.id).collect();
        for (place, triple) in ids.windows(3).enumerate() {
            if let Ok(triple) = <[u32; 3]>::try_from(triple)
                && !triple.contains(&0)
            {
                let places = stock.triples.entry(triple).or_default();
                if places.len() < PLACES {
                    places.push(place);
                }
            }
        }
        stock
    }

    fn add(&mut self, text: &str) {
        let mut begins = true;
        for line in text.lines() {
            let mut before = 0;
            for word in words_of(line) {
                let typed = line.get(word.start..word.end).unwrap_or_default();
                self.bare.insert(bare(typed));
                self.bare.insert(bare(&spelled_out(typed)));
                if self.known.len() >= MOST {
                    return;
                }
                let gap = line.get(before..word.start).unwrap_or_default();
                begins |= gap.contains(['.', '!', '?', ':']);
                let next = u32::try_from(self.ids.len().saturating_add(1)).unwrap_or(0);
                let id = *self.ids.entry(word.key.clone()).or_insert(next);
                self.known.push(Known {
                    id,
                    key: word.key,
                    begins,
                });
                before = word.end;
                begins = false;
            }
            begins |= line.trim_end().ends_with(['.', '!', '?', ':']) || line.trim().is_empty();
        }
        // Number 0 is no word: runs end with each text.
        self.known.push(Known {
            id: 0,
            key: String::new(),
            begins: true,
        });
    }

    /// Whether our texts have that word, accents and umlauts aside.
    pub fn knows(&self, word: &str) -> bool {
        let wanted = [key(word), bare(word), bare(&spelled_out(word))];
        wanted
            .iter()
            .any(|form| self.ids.contains_key(form) || self.bare.contains(form))
    }

    /// Whether our texts hold these words one after the other.
    pub fn holds(&self, text: &str) -> bool {
        let ids: Option<Vec<u32>> = words_of(text)
            .iter()
            .map(|word| self.ids.get(&word.key).copied())
            .collect();
        let Some(ids) = ids else { return false };
        let mut places = 0..self.known.len();
        ids.is_empty() || places.any(|place| self.common(place, &ids) == ids.len())
    }

    /// How many words from `place` on are the same as `ids`.
    fn common(&self, place: usize, ids: &[u32]) -> usize {
        self.known
            .iter()
            .skip(place)
            .zip(ids)
            .take_while(|(known, id)| known.id == **id && known.id != 0)
            .count()
    }

    /// The longest run of ours that begins with `ids`; of equals the one that
    /// goes on where the last run ended.
    fn longest(&self, ids: &[u32], after: usize) -> Option<(usize, usize)> {
        let triple = <[u32; 3]>::try_from(ids.get(..3)?).ok()?;
        self.triples
            .get(&triple)?
            .iter()
            .map(|place| (*place, self.common(*place, ids)))
            .max_by_key(|(place, length)| {
                let onward = place.checked_sub(after).map_or(usize::MAX, |far| far);
                (*length, std::cmp::Reverse(onward))
            })
    }
}

//------------ Run -------------------------------------------------------------

/// Words of the reply that are words of ours.
#[derive(Debug, Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    place: usize,
}

/// A word of the reply, with where it stands.
struct At {
    line: usize,
    word: Word,
    first: bool,
    last: bool,
    /// A sentence ends before it, or a blank line, or the quote depth changes.
    parted: bool,
}

/// Marks the words of every line.
pub fn align(lines: &[Line], stock: &Stock) -> Vec<Vec<Word>> {
    let mut at = flatten(lines);
    let ids: Vec<u32> = at
        .iter()
        .map(|a| stock.ids.get(&a.word.key).copied().unwrap_or(0))
        .collect();
    let runs = runs(&at, &ids, stock);
    for run in &runs {
        mark(&mut at, run.start, run.end, Mark::Ours);
    }
    fill_gaps(&mut at, &runs, stock);
    for run in &runs {
        give_back(&mut at, run, stock, lines);
    }
    mark_edges(&mut at, &runs);
    let mut out = vec![Vec::new(); lines.len()];
    for a in at {
        if let Some(line) = out.get_mut(a.line) {
            line.push(a.word);
        }
    }
    out
}

fn flatten(lines: &[Line]) -> Vec<At> {
    let mut out: Vec<At> = Vec::new();
    let mut parted = true;
    let mut depth = 0;
    for (number, line) in lines.iter().enumerate() {
        if line.text.trim().is_empty() || line.quoted != depth {
            parted = true;
            depth = line.quoted;
        }
        let words = words_of(&line.text);
        let count = words.len();
        let mut before = 0;
        for (place, word) in words.into_iter().enumerate() {
            if out.len() >= MOST {
                return out;
            }
            let gap = line.text.get(before..word.start).unwrap_or_default();
            before = word.end;
            out.push(At {
                line: number,
                first: place == 0,
                last: place.saturating_add(1) == count,
                parted: parted || gap.contains(['.', '!', '?']),
                word,
            });
            parted = false;
        }
        parted |= line.text.trim_end().ends_with(['.', '!', '?', ':']);
    }
    out
}

fn mark(at: &mut [At], start: usize, end: usize, mark: Mark) {
    for a in at.get_mut(start..end).unwrap_or_default() {
        a.word.mark = mark;
    }
}

fn runs(at: &[At], ids: &[u32], stock: &Stock) -> Vec<Run> {
    let mut out = Vec::new();
    let (mut here, mut after) = (0, 0);
    while here < ids.len() {
        let rest = ids.get(here..).unwrap_or_default();
        let found = stock
            .longest(rest, after)
            .and_then(|(place, length)| accept(at, here, place, length, after));
        match found {
            Some(run) => {
                after = run.place.saturating_add(run.end.saturating_sub(run.start));
                here = run.end;
                out.push(run);
            }
            None => here = here.saturating_add(1),
        }
    }
    out
}

/// A long run is ours; a short one only in whole lines, and with a deciding
/// word in it only where it goes on from the run before.
fn accept(at: &[At], start: usize, place: usize, length: usize, after: usize) -> Option<Run> {
    let run = |length: usize| Run {
        start,
        end: start.saturating_add(length),
        place,
    };
    if length >= LONG {
        return Some(run(length));
    }
    let words = at.get(start..start.saturating_add(length))?;
    let whole = words
        .iter()
        .rposition(|a| a.last)
        .map_or(0, |last| last.saturating_add(1));
    let decides = words
        .iter()
        .take(whole)
        .any(|a| words::is_decision(&a.word.key));
    let onward = place.checked_sub(after).is_some_and(|far| far < 8) && after > 0;
    let fine = words.first()?.first && whole >= 3 && (!decides || onward);
    fine.then(|| run(whole))
}

/// Between two runs that go on in ours, a few words that hold the same letters
/// are ours too: a word cut in two, a letter lost.
fn fill_gaps(at: &mut [At], runs: &[Run], stock: &Stock) {
    for pair in runs.windows(2) {
        let [one, two] = pair else { continue };
        let from = one.place.saturating_add(one.end.saturating_sub(one.start));
        let (Some(ours), Some(theirs)) =
            (two.place.checked_sub(from), two.start.checked_sub(one.end))
        else {
            continue;
        };
        if theirs == 0 || ours > 4 || theirs > 6 {
            continue;
        }
        let missing: String = stock
            .known
            .iter()
            .skip(from)
            .take(ours)
            .map(|k| k.key.as_str())
            .collect();
        let typed: String = at
            .get(one.end..two.start)
            .unwrap_or_default()
            .iter()
            .map(|a| a.word.key.as_str())
            .collect();
        if !typed.is_empty() && is_damaged(&typed, &missing) {
            mark(at, one.end, two.start, Mark::Ours);
        }
    }
}

/// Whether `damaged` is `whole` with at most two fifths of its letters lost.
fn is_damaged(damaged: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    let inside = damaged.chars().all(|c| letters.any(|other| other == c));
    inside && damaged.chars().count().saturating_mul(5) >= whole.chars().count().saturating_mul(3)
}

/// A short run in the middle of a person's own unquoted sentence is his own
/// wording: "I confirm that she is / responsible for the overall security".
fn give_back(at: &mut [At], run: &Run, stock: &Stock, lines: &[Line]) {
    if run.end.saturating_sub(run.start) >= CITED {
        return;
    }
    let unquoted = at
        .get(run.start)
        .and_then(|a| lines.get(a.line))
        .is_some_and(|line| line.quoted == 0);
    let begins = stock.known.get(run.place).is_some_and(|known| known.begins);
    let head = at.get(run.start).is_some_and(|a| a.parted);
    let before = run.start.checked_sub(1).and_then(|i| at.get(i));
    let joined_before = !head && before.is_some_and(|a| a.word.mark == Mark::Person);
    let joined_after = at
        .get(run.end)
        .is_some_and(|a| !a.parted && a.word.mark == Mark::Person && !a.first);
    let wrapped_after = at.get(run.end).is_some_and(|a| {
        !a.parted && a.word.mark == Mark::Person && a.first && !words::is_decision(&a.word.key)
    });
    if unquoted && ((joined_before && !begins) || joined_after || (joined_before && wrapped_after))
    {
        mark(at, run.start, run.end, Mark::Person);
    }
}

/// A deciding word on a line of its own at the edge of a run stays open.
fn mark_edges(at: &mut [At], runs: &[Run]) {
    for run in runs {
        let words = at.get(run.start..run.end).unwrap_or_default();
        let tail = words
            .iter()
            .rev()
            .take_while(|a| !a.first)
            .count()
            .saturating_add(1);
        let head = words
            .iter()
            .take_while(|a| !a.last)
            .count()
            .saturating_add(1);
        let decides = |part: &[At]| part.iter().any(|a| words::is_decision(&a.word.key));
        let last_line = words.len().checked_sub(tail);
        let ends_line = words.last().is_some_and(|a| a.last);
        let tail_open = tail <= 3
            && ends_line
            && last_line
                .is_some_and(|from| from > 0 && decides(words.get(from..).unwrap_or_default()));
        let begins_line = words.first().is_some_and(|a| a.first);
        let head_open = head <= 3
            && begins_line
            && head < words.len()
            && decides(words.get(..head).unwrap_or_default());
        let (start, end) = (run.start, run.end);
        if tail_open {
            mark(at, end.saturating_sub(tail), end, Mark::Edge);
        }
        if head_open {
            mark(at, start, start.saturating_add(head), Mark::Edge);
        }
    }
}
