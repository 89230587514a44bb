//! The deciding word said a second time, in the writer's own language.
//!
//! "Je confirme / I confirm" and "确认 Confirm" say one thing twice. The English
//! word decides; the other must say the same, and is taken out so that the
//! sentence is read like any other. Only whole phrases of a closed list count:
//! a remark in another language stays, and keeps the answer from being clear.

use super::vocabulary::{self, Decision, decision_of};
use super::words;

/// The longest phrase of the list, in words.
const LONGEST: usize = 5;

/// A sentence without what it says twice, and what that said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Untranslated {
    /// What is left: the English words.
    pub(super) text: String,
    /// What was said in other languages.
    pub(super) said: Vec<Decision>,
}

/// Takes the translations out of a sentence.
pub(super) fn taken_out(sentence: &str) -> Untranslated {
    let mut out = Untranslated::default();
    let mut rest = sentence;
    while !rest.is_empty() {
        let (piece, stop, after) = next_piece(rest);
        rest = after;
        match decision_of(piece) {
            Some(said) => out.said.push(said),
            None => {
                let (piece, said) = without_edges(piece);
                out.said.extend(said);
                out.text.push_str(piece);
                out.text.push_str(stop);
            }
        }
    }
    let trimmed = out.text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '/' | '|' | '-' | '、' | '，' | ':')
    });
    // Brackets that held a translation are empty.
    out.text = trimmed.replace("()", "").trim().to_owned();
    out
}

/// A sentence up to its next stop, the stop, and what follows.
fn next_piece(text: &str) -> (&str, &str, &str) {
    let stops = [
        " - ", " = ", "/", ",", "(", ")", "|", "、", "，", "،", "፣", ":", "：",
    ];
    let found = stops
        .iter()
        .filter_map(|stop| text.find(stop).map(|at| (at, *stop)))
        .min();
    match found {
        Some((at, stop)) => {
            let (piece, rest) = text.split_at(at);
            let (stop, after) = rest.split_at(stop.len());
            (piece, stop, after)
        }
        None => (text, "", ""),
    }
}

/// A piece without a phrase right before the English word or behind it: "确认
/// Confirm", "confirm です".
fn without_edges(piece: &str) -> (&str, Option<Decision>) {
    let ends: Vec<usize> = piece
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .collect();
    for cut in ends.iter().take(LONGEST).rev() {
        let (head, tail) = piece.split_at(*cut);
        if let Some(said) = decision_of(head).filter(|_| begins_answer(tail)) {
            return (tail.trim_start(), Some(said));
        }
    }
    for cut in ends.iter().rev().take(LONGEST) {
        let (head, tail) = piece.split_at(*cut);
        if !ends_answer(head) {
            continue;
        }
        if let Some(said) = decision_of(tail) {
            return (head.trim_end(), Some(said));
        }
        if vocabulary::is_polite_particle(tail) {
            return (head.trim_end(), None);
        }
    }
    (piece, None)
}

fn begins_answer(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    words::decides(&first)
        || matches!(first.as_str(), "i" | "we") && words.next().is_some_and(words::decides)
}

fn ends_answer(text: &str) -> bool {
    text.split_whitespace()
        .next_back()
        .is_some_and(words::decides)
}
