//! Whose words a line says it holds, where no mark of a quote does.
//!
//! "Bram: confirm" is what Bram says, and a mail that he signs is his, whoever
//! sent it. What we asked ends in “confirm” or “deny”, and may come back cut
//! short so that the word stands alone.

use super::spelling::{Word, words_of};
use super::stock::Stock;
use super::words;
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::mail::body::Line;
use std::sync::LazyLock;

/// Whether a word in quotation marks stands where it stands in ours: what came
/// before it there, comes before it here.
pub(super) fn is_cut(lines: &[Line], ours: &[bool], stock: &Stock) -> bool {
    let mut last = String::new();
    for (line, ours) in lines.iter().zip(ours) {
        if *ours || line.quoted > 0 {
            last.clear();
            continue;
        }
        for word in line.text.split_whitespace() {
            let marked = word.starts_with(['“', '"', '„', '«']);
            if marked
                && QUOTED.is_match(word)
                && !last.is_empty()
                && stock.holds(&format!("{last} {word}"))
            {
                return true;
            }
            word.clone_into(&mut last);
        }
    }
    false
}

static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[“\x22„«](?:confirm|deny)[”“\x22»]"));

/// Whether a signature begins with the name of the person we asked about.
pub(super) fn is_signed(lines: &[Line], stock: &Stock) -> bool {
    let typed: Vec<&str> = lines
        .iter()
        .filter(|line| line.quoted == 0)
        .map(|line| line.text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    typed.windows(2).any(|two| match two {
        ["--", name] => {
            let words = words_of(name);
            let of_name = |word: &Word| {
                let typed = name.get(word.start..word.end).unwrap_or_default();
                stock.names(typed)
            };
            words.len() >= 2 && words.iter().all(of_name)
        }
        _ => false,
    })
}

/// Marks the lines that put what follows into the mouth of the person we asked
/// about: "Bram: confirm", "Bram (my colleague) sent me this on Sunday:".
pub(super) fn mark(lines: &[Line], ours: &[bool], stock: &Stock, markers: &mut [bool]) {
    for ((line, ours), marker) in lines.iter().zip(ours).zip(markers.iter_mut()) {
        if !ours && !line.text.trim().is_empty() && line.text.len() <= 200 {
            *marker |= is_speaker(&line.text, stock);
        }
    }
}

fn is_speaker(text: &str, stock: &Stock) -> bool {
    let text = text.trim_matches([' ', '\t', '|', '+', '-', '*', '_', '(', '"']);
    let head = text
        .strip_prefix('[')
        .and_then(|inner| inner.split_once(']'))
        .or_else(|| text.split_once([':', '：']));
    let named = |text: &str| {
        let words = words_of(text);
        (1..=6).contains(&words.len())
            && words.iter().all(|word| {
                let typed = text.get(word.start..word.end).unwrap_or_default();
                stock.names(typed)
            })
    };
    let Some((head, tail)) = head else {
        // "Bram, Sunday" and "(Bram)".
        let (name, rest) = text
            .split_once(',')
            .unwrap_or((text.trim_end_matches(')'), ""));
        let dated = DAY.is_match(rest.trim());
        return named(name) && (dated || text.ends_with(')'));
    };
    // "Bram van den Berg: confirmed" is what an answer about him looks like.
    let about = words_of(head).len() > 1 && PARTICIPLE.is_match(tail);
    if named(head) {
        return !about;
    }
    let mut alone = head.chars();
    let capital = alone.next().is_some_and(char::is_uppercase);
    if capital && alone.all(char::is_alphanumeric) && VERB.is_match(tail) {
        return !TOPIC.is_match(head);
    }
    let first = head.split_whitespace().next().unwrap_or_default();
    let subject = !first.chars().next().is_some_and(char::is_uppercase) || ABOUT.is_match(head);
    let mentions = head.split_whitespace().take(14).any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        stock.names(word)
    });
    tail.trim().is_empty() && mentions && !subject && stock.names(first) && !words::decides(head)
}

static PARTICIPLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s*_]*(?:is |was )?(?:confirmed|denied)\b"));
static VERB: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\s*_]*(?:i |we )?(?:confirm|deny)\b"));

/// What may stand before a colon and the answer, and is nobody's name.
static TOPIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:answer|antwort|antwoord|respuesta|resposta|risposta|réponse|svar|reply|response|result|decision|verdict|assertion|request|statement|status|confirmation|authentication|validation|verification|yes|yep|ok|okay|re|hi|hello|dear|all|team|colleagues|secretariat|sirs?|note|so|thus|hence|therefore|bonjour|hallo|hola|hei|hej|ciao|conclusion|summary|hiermit|hierbij|hiermee|herewith|hereby|also|kurz|briefly|simply|voici|ecco|regarding|tld|ccnso)$",
    )
});

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|\d[\d./-]*)\b.{0,12}$")
});

static ABOUT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\W*(?:re|regarding|concerning|about|for|as to|subject|name)\b"));
