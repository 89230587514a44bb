//! Whether the plain and the HTML form of a body say the same.
//!
//! Programs show one of them, and nobody knows which one the writer saw. Where
//! they differ in more than markup, nothing is clear.

use super::View;
use crate::reading::spelling::words_of;
use crate::reading::{Reading, Report, Why};
use smol_str::SmolStr;

/// The plain and the HTML form must say the same.
pub(super) fn agree(plain: View, html: View) -> Report {
    // Many programs leave the plain form empty, and nobody reads that one. Where
    // the HTML is empty, everybody reads nothing.
    if plain.blank {
        return html.report;
    }
    if html.blank {
        return differing(plain.report);
    }
    if same(&plain.report, &html.report) {
        let answers = matches!(plain.report.reading, Reading::Confirm | Reading::Deny);
        let alike = is_within(&plain.words, &html.words) || is_within(&html.words, &plain.words);
        return if answers && !alike {
            differing(plain.report)
        } else {
            plain.report
        };
    }
    let sly = |view: &View| {
        matches!(
            view.report.reading,
            Reading::Unclear {
                why: Why::HiddenText | Why::Deceptive | Why::BothWords
            }
        )
    };
    let clear = |view: &View| !matches!(view.report.reading, Reading::Unclear { .. });
    if sly(&html) {
        return html.report;
    }
    if sly(&plain) {
        return plain.report;
    }
    if plain.essence == html.essence {
        // The same letters, but one form asks, negates or limits: they differ.
        let turned = |view: &View| {
            matches!(
                view.report.reading,
                Reading::Unclear {
                    why: Why::Question | Why::Negated | Why::Conditional | Why::Future
                }
            )
        };
        if turned(&plain) {
            return plain.report;
        }
        if turned(&html) {
            return html.report;
        }
        let plainer = match (clear(&plain), clear(&html)) {
            // What one form leaves out, it may have left out on purpose.
            (true, true) => plain.report.faults.len() >= html.report.faults.len(),
            (first, second) => first || !second,
        };
        return if plainer { plain.report } else { html.report };
    }
    if clear(&html) {
        return Report {
            reading: Reading::Unclear {
                why: Why::AlternativesDiffer,
            },
            faults: Vec::new(),
            ..plain.report
        };
    }
    differing(plain.report)
}

/// What is clear in one form alone.
fn differing(mut report: Report) -> Report {
    if !matches!(report.reading, Reading::Unclear { .. }) {
        report.reading = Reading::Unclear {
            why: Why::AlternativesDiffer,
        };
        report.faults.clear();
    }
    report
}

/// Letters, digits, and signs that say something: not the punctuation and the
/// markup that programs put in and take out.
pub(super) fn is_telling_sign(c: &char) -> bool {
    let markup = matches!(*c, '\u{2000}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(
            *c,
            '·' | '«' | '»' | '•' | '▪' | '●' | '○' | '◦' | '\u{f0b7}' | '\u{fffd}'
        )
        || matches!(
            *c,
            '\u{3000}'..='\u{303f}' | '，' | '：' | '；' | '（' | '）'
        );
    c.is_alphanumeric() || *c == '~' || !(c.is_ascii() || c.is_whitespace() || markup)
}

/// The words of a text, sorted.
pub(super) fn sorted_words(text: &str) -> Vec<SmolStr> {
    let mut words: Vec<SmolStr> = words_of(text).into_iter().map(|word| word.key).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether all words of one sorted list are in the other.
fn is_within(one: &[SmolStr], two: &[SmolStr]) -> bool {
    one.iter().all(|word| two.binary_search(word).is_ok())
}

fn same(one: &Report, two: &Report) -> bool {
    one.reading == two.reading && one.faults == two.faults
}
