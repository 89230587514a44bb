//! The deciding words of the registries' languages, beside the English ones.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reading) enum Decision {
    /// It confirms, or says yes.
    Confirms,
    /// It denies, or says no.
    Denies,
    /// It only thanks.
    Thanks,
}

static DECISION: LazyLock<HashMap<&'static str, Decision>> = LazyLock::new(|| {
    let lines = include_str!("decision.txt").lines();
    lines
        .filter_map(|line| {
            let (sign, phrase) = line.split_once(' ')?;
            match sign {
                "+" => Some((phrase, Decision::Confirms)),
                "-" => Some((phrase, Decision::Denies)),
                "=" => Some((phrase, Decision::Thanks)),
                _ => None,
            }
        })
        .collect()
});

/// What a whole phrase says, if it is one of the list.
pub(in crate::reading) fn decision_of(phrase: &str) -> Option<Decision> {
    if phrase.len() > 120 || phrase.contains(['?', '？', '؟']) {
        return None;
    }
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let lower = words.join(" ").to_lowercase();
    let marks = |c: char| c.is_ascii_punctuation() || matches!(c, '。' | '！' | '।' | '።');
    DECISION.get(lower.trim_matches(marks).trim()).copied()
}

/// Whether a word only makes another one polite.
pub(in crate::reading) fn is_polite_particle(word: &str) -> bool {
    // "Confirm PO" is about an order.
    matches!(
        word.trim(),
        "ka" | "kha"
            | "krub"
            | "krab"
            | "khrap"
            | "khrub"
            | "kap"
            | "na ka"
            | "na krub"
            | "po"
            | "lah"
            | "desu"
            | "です"
            | "でございます"
            | "입니다"
            | "ครับ"
            | "ค่ะ"
            | "คะ"
            | "นะคะ"
            | "นะครับ"
    )
}
