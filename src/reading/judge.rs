//! From a message to its reading: automatic first, then what the person wrote.
//!
//! The plain and the HTML form are read each by itself and must agree; whatever
//! could not be decoded, is sealed, hidden or said twice differently is unclear.

mod agreement;
mod envelope;

use self::agreement::{agree, is_telling_sign, sorted_words};
use self::envelope::by_envelope;
use super::change;
use super::courtesy;
use super::fault::Why;
use super::introduction;
use super::letter::Letter;
use super::names;
use super::owner::Sorted;
use super::returned;
use super::spelling::words_of;
use super::statement::{self, Said};
use super::stock::Stock;
use super::template::{self, Answer};
use super::vocabulary;
use super::words;
use super::{Ours, Reading, Report};
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::mail::automatic::{Automatic, REPORT};
use crate::mail::body::Text;
use crate::mail::{Defect, Message};
use smol_str::SmolStr;
use std::sync::LazyLock;

/// Reads one message.
pub(super) fn read(message: &Message, ours: &Ours, max_contacts: usize) -> Report {
    let stock = Stock::of(&ours.texts, introduction::author(message));
    let view = |text: &Text| View::of(text, &stock, max_contacts);
    let plain = message.body.plain.as_ref().map(view);
    let html = message.body.html.as_ref().map(view);
    let mut report = match (plain, html) {
        (Some(plain), Some(html)) => agree(plain, html),
        (Some(one), None) | (None, Some(one)) => one.report,
        (None, None) => View::of(&Text::default(), &stock, max_contacts).report,
    };
    if let Some(reading) = automatic(message, ours) {
        report.reading = reading;
        report.faults.clear();
        return report;
    }
    if !ours.expected && !is_business(message, &report) {
        report.reading = Reading::Unrelated;
        report.faults.clear();
        return report;
    }
    if let Some(why) = defect(message).or_else(|| by_envelope(message, &report)) {
        report.reading = Reading::Unclear { why };
    }
    report
}

/// Mail that no person wrote never answers.
fn automatic(message: &Message, ours: &Ours) -> Option<Reading> {
    match message.automatic.as_ref()? {
        Automatic::Bounce { originals, failed } => Some(Reading::Bounce {
            original: originals.clone(),
            failed: *failed,
        }),
        // Reports that nobody asked for are not about our mail.
        Automatic::Reply { sign } if sign.starts_with(REPORT) && !ours.expected => {
            Some(Reading::Unrelated)
        }
        Automatic::Reply { .. } => Some(Reading::AutoReply),
        Automatic::HeldSubscription => Some(Reading::HeldSubscription),
        Automatic::List => (!ours.expected).then_some(Reading::Unrelated),
    }
}

/// Whether anything in the message is TLD-OPS business.
fn is_business(message: &Message, report: &Report) -> bool {
    words::BUSINESS.is_match(&message.subject)
        || words::BUSINESS.is_match(&report.reply)
        || words_of(&report.subtracted).len() >= 12 && words::BUSINESS.is_match(&report.subtracted)
        || matches!(
            report.reading,
            Reading::SscResponse {
                statement: true,
                ..
            }
        )
}

/// What the bytes themselves leave open.
fn defect(message: &Message) -> Option<Why> {
    let has = |defect| message.defects.contains(&defect);
    if has(Defect::Opaque) {
        return Some(Why::Opaque);
    }
    let unreadable = [Defect::BodyDisputed, Defect::OverLimit, Defect::Unparsable];
    unreadable.into_iter().any(has).then_some(Why::Unreadable)
}

//------------ View ------------------------------------------------------------

/// One form of the body, read.
struct View {
    report: Report,
    /// The letters, digits and speaking signs of what the person wrote.
    essence: String,
    /// Its words, sorted.
    words: Vec<SmolStr>,
    blank: bool,
}

impl View {
    fn of(text: &Text, stock: &Stock, max_contacts: usize) -> Self {
        let sorted = Sorted::of(text, stock);
        let answer = template::read(&sorted, max_contacts);
        let reply = sorted.reply();
        // The sentence may name another ccTLD where the invitation has "my".
        let template: Vec<&str> = answer
            .iter()
            .flat_map(|answer| sorted.pieces.iter().zip(&answer.lines))
            .filter(|(_, taken)| **taken)
            .map(|(piece, _)| piece.text.as_str())
            .collect();
        let template = template.join(" ");
        let (reading, at) = reading(&sorted, answer.as_ref(), stock);
        let complete = matches!(reading, Reading::SscResponse { .. });
        let answer = answer.unwrap_or_default();
        Self {
            essence: reply.chars().filter(is_telling_sign).collect(),
            words: sorted_words(&reply),
            blank: !text
                .lines
                .iter()
                .any(|line| line.text.chars().any(char::is_alphanumeric)),
            report: Report {
                names: names::named(&format!("{reply} {template}")),
                subtracted: sorted.subtracted(),
                found: answer.found,
                faults: if complete { answer.faults } else { Vec::new() },
                reading,
                at,
                reply,
            },
        }
    }
}

/// The reading of one form.
fn reading(sorted: &Sorted, answer: Option<&Answer>, stock: &Stock) -> (Reading, String) {
    let unclear = |why| Reading::Unclear { why };
    let taken = answer.map_or(&[][..], |answer| answer.lines.as_slice());
    let letter = Letter::of(&sorted.blocks(taken), stock);
    if sorted.has_hidden() || sorted.has_struck() {
        return (unclear(Why::HiddenText), String::new());
    }
    if let Some(answer) = answer {
        let hindered = beside(sorted, answer, stock)
            .or(answer.disputed.then_some((Why::MoreSaid, String::new())));
        return match hindered {
            Some((why, at)) => (unclear(why), at),
            None if answer.quoted && !sorted.quotes_us_plainly() => {
                (unclear(Why::MoreSaid), String::new())
            }
            None => {
                let contacts = answer.contacts.clone();
                let statement = answer.statement;
                (
                    Reading::SscResponse {
                        contacts,
                        statement,
                    },
                    String::new(),
                )
            }
        };
    }
    let found = statement::read(&letter, stock);
    let reading = match found.said {
        Said::Confirm | Said::Deny if sorted.has_edge() || sorted.is_ambiguous() => {
            unclear(Why::NoStatement)
        }
        Said::Confirm | Said::Deny
            if returned::is_altered(sorted, stock) || change::is_altered(sorted, stock) =>
        {
            unclear(Why::RequestAltered)
        }
        Said::Confirm | Said::Deny if let Some(line) = sorted.rewritten() => {
            return (unclear(Why::RequestAltered), line.to_owned());
        }
        Said::Confirm | Said::Deny if let Some(line) = sorted.others_word() => {
            return (unclear(Why::MoreSaid), line.to_owned());
        }
        Said::Confirm | Said::Deny if letter.by_person || stock.is_by_person() => {
            unclear(Why::SignedByPerson)
        }
        Said::Confirm => Reading::Confirm,
        Said::Deny => Reading::Deny,
        Said::Nothing => unclear(Why::NothingWritten),
        Said::Unclear(why) if is_change(&letter, why) => Reading::ChangeRequest,
        Said::Unclear(why) => unclear(why),
    };
    (reading, found.at)
}

/// A wish to change contacts, where nothing decides.
fn is_change(letter: &Letter, why: Why) -> bool {
    let text = letter.body.join(" ");
    let open = matches!(why, Why::NoStatement | Why::Question);
    open && words::CHANGE.is_match(&text) && words::CONTACTS.is_match(&text)
}

/// What stands beside a filled-in template and makes a person hesitate.
fn beside(sorted: &Sorted, answer: &Answer, stock: &Stock) -> Option<(Why, String)> {
    let (first, last) = answer.span;
    let part = |within: &dyn Fn(usize) -> bool| {
        let taken = answer.lines.iter().enumerate();
        let except: Vec<bool> = taken.map(|(n, taken)| *taken || !within(n)).collect();
        sorted.blocks(&except)
    };
    let above = Letter::around(&part(&|n| n < first), stock);
    let below = Letter::around(&part(&|n| n > last), stock);
    let between = part(&|n| n > first && n < last);
    // "and Eva Smit, …" below the contacts is one more of them.
    let joined = below.signature.lines().any(|line| MORE.is_match(line));
    let afterword = above.afterword.as_ref().or(below.afterword.as_ref());
    if afterword.is_some() || joined {
        return Some((Why::MoreSaid, afterword.cloned().unwrap_or_default()));
    }
    // Between two contacts nothing is said but that another follows.
    let leads = |line: &String| {
        let drawn = line
            .chars()
            .all(|c| !c.is_alphanumeric() && !matches!(c, '?' | '!' | '~'));
        drawn || !line.contains(['?', '~']) && introduction::introduces(line, &answer.contacts)
    };
    if let Some(line) = between.iter().flatten().find(|line| !leads(line)) {
        return Some((Why::MoreSaid, line.clone()));
    }
    let above = spoken(&above.body, stock);
    let below = spoken(below.body.iter().chain(&answer.beside), stock);
    let plain = Letter {
        body: above.iter().chain(&below).cloned().collect(),
        ..Letter::default()
    };
    let text = plain.body.join(" \n ");
    if text.is_empty() {
        return None;
    }
    let read = statement::read(&plain, stock);
    match read.said {
        Said::Confirm | Said::Deny => return Some((Why::TwoAnswers, read.at)),
        Said::Unclear(why @ (Why::Deceptive | Why::Unreadable)) => return Some((why, read.at)),
        Said::Nothing | Said::Unclear(_) => {}
    }
    if words::decides(&text) {
        return Some((Why::MoreSaid, text));
    }
    // What leads to the template stands above it; below it stand its own words.
    let fits = |sentence: &&String| {
        introduction::introduces(sentence, &answer.contacts) || vocabulary::is_name(sentence, stock)
    };
    // "Data from 2019": of what year a list is, an introduction does not say.
    let leads = |sentence: &&String| {
        let undated = DATED.replace_all(sentence, " ");
        fits(sentence) || (courtesy::introduces(sentence, stock) && !YEAR.is_match(&undated))
    };
    let mut open = above
        .iter()
        .filter(|sentence| !leads(sentence))
        .chain(below.iter().filter(|sentence| !fits(sentence)));
    let open = open.next();
    open.map(|sentence| {
        let why = statement::trouble(sentence).unwrap_or(Why::MoreSaid);
        (why, sentence.clone())
    })
}

/// A whole date is that of our mail ("your invitation of 20 November 2026").
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b\d{1,2}(?:st|nd|rd|th)?\.? \p{L}{3,12}\.?,? \d{4}\b|\b\p{L}{3,12} \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b",
    )
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:19|20)\d\d\b"));

static MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\W*(?:and|or|plus|also|as well as|und|sowie|et|y|e|oraz|и|та|en)\s|^\s*[&+]\s")
});

/// The sentences that are no mere courtesy.
fn spoken<'a>(body: impl IntoIterator<Item = &'a String>, stock: &Stock) -> Vec<String> {
    body.into_iter()
        .flat_map(|paragraph| courtesy::sentences(paragraph))
        .map(|sentence| statement::tidy(&sentence))
        .filter(|sentence| !sentence.is_empty() && !courtesy::is_courtesy(sentence, stock))
        .filter(|sentence| !RECEIPT.is_match(sentence))
        .collect()
}

/// Who sends a list likes to hear that it arrived.
static RECEIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:please |kindly |could you (?:please )?)?(?:confirm|acknowledge)(?: the)? (?:receipt|reception)(?: of (?:this|my|our|the) (?:e-?mail|mail|message|reply|answer|form|template|information|data))?$|^(?:please |kindly )(?:confirm|let (?:me|us) know)(?: that| if| whether)? you (?:have )?(?:received|got) (?:it|this|(?:this|my|our|the) (?:e-?mail|mail|message|reply|answer|form|template|information))$",
    )
});
