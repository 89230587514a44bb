//! Takes our own request out of a reply, by aligning words.
//!
//! Quotes are prefixed, re-wrapped, stripped of their marks, damaged in their
//! charset and cut short in more ways than patterns know; but we know what we
//! sent. The words of the reply are laid beside the words of ours, long common
//! runs are found by their word triples, and what lies in a run is ours. A lone
//! word is never a run: somebody who types "confirm" typed it himself.

use super::spelling::{Mark, Word, words_of};
use super::stock::{self, MOST, Stock};
use super::words;
use crate::mail::body::Line;

/// Words of a run that is ours wherever it stands.
const LONG: usize = 6;

/// Words below which a run inside a person's sentence is his own wording.
const CITED: usize = 15;

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
    /// It stands in a marked quote.
    quoted: bool,
}

/// Marks the words of every line.
pub(super) fn align(lines: &[Line], stock: &Stock) -> Vec<Vec<Word>> {
    let mut at = flatten(lines);
    let ids: Vec<u64> = at.iter().map(|a| stock::id(&a.word.key)).collect();
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
                quoted: line.quoted > 0,
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

fn runs(at: &[At], ids: &[u64], stock: &Stock) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let (mut here, mut after) = (0, 0);
    while here < ids.len() {
        let rest = ids.get(here..).unwrap_or_default();
        let found = stock
            .longest(rest, after)
            .and_then(|(place, length)| accept(at, here, place, length, after));
        match found {
            // "Confirmed, thank you." above "> to confirm or deny": the last words
            // of a person may go on in ours where the quote was cut.
            Some(run) if let Some(quote) = leads_into_quote(at, run, stock) => here = quote,
            Some(run) => {
                after = run.place.saturating_add(run.end.saturating_sub(run.start));
                here = run.end;
                out.push(run);
            }
            None => here = here.saturating_add(1),
        }
    }
    let lonely: Vec<bool> = (0..out.len()).map(|n| is_lonely(at, &out, n)).collect();
    let mut lonely = lonely.into_iter();
    out.retain(|_| !lonely.next().unwrap_or_default());
    out
}

/// Where a quote begins in a run, behind a few words of the person: it is marked
/// and they are not, or they end a sentence that ours does not end there. A
/// deciding word before such an end stays open: it may be anybody's.
fn leads_into_quote(at: &[At], run: Run, stock: &Stock) -> Option<usize> {
    let words = at.get(run.start..run.end)?;
    let before = words.iter().take_while(|word| !word.quoted).count();
    let marked = (1..LONG).contains(&before) && before < words.len();
    let mut ours = stock.known_from(run.place);
    let ends = words.iter().zip(&mut ours).skip(1).take(2);
    let ended = ends
        .enumerate()
        .find(|(_, (word, (begins, _)))| word.parted && !begins)
        .map(|(number, _)| number.saturating_add(1))
        .filter(|count| {
            let mut head = words.iter().take(*count);
            !head.any(|word| words::is_decision(&word.word.key))
        });
    let count = if marked { Some(before) } else { ended };
    count.map(|count| run.start.saturating_add(count))
}

/// A few words of ours on a line of their own, unquoted and with nothing of ours
/// around them, were typed: the person signs with the name we asked about.
fn is_lonely(at: &[At], runs: &[Run], number: usize) -> bool {
    let Some(run) = runs.get(number) else {
        return false;
    };
    let length = run.end.saturating_sub(run.start);
    let quoted = at.get(run.start).is_some_and(|a| a.quoted);
    if length >= LONG || quoted {
        return false;
    }
    let near = |one: &Run, two: &Run| {
        let gap = two.start.saturating_sub(one.end);
        let skipped = two
            .place
            .checked_sub(one.place.saturating_add(one.end.saturating_sub(one.start)));
        gap <= 8 && skipped.is_some_and(|far| far <= 8)
    };
    let before = number.checked_sub(1).and_then(|n| runs.get(n));
    let after = runs.get(number.saturating_add(1));
    !(before.is_some_and(|one| near(one, run)) || after.is_some_and(|two| near(run, two)))
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
            .known_from(from)
            .take(ours)
            .map(|(_, key)| key)
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
    let begins = stock
        .known_from(run.place)
        .next()
        .is_some_and(|(begins, _)| begins);
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
