//! From a message to its reading: automatic first, then what the person wrote.
//!
//! The plain and the HTML form are read each by itself and must agree; whatever
//! could not be decoded, is sealed, hidden or said twice differently is unclear.

use super::courtesy;
use super::fault::{Fault, Why};
use super::introduction;
use super::letter::Letter;
use super::names;
use super::owner::Sorted;
use super::statement::{self, Said};
use super::subtract::{Stock, words_of};
use super::template::{self, Answer};
use super::words;
use super::{Ours, Reading, Report};
use crate::domain::contact::Contact;
use crate::mail::automatic::Automatic;
use crate::mail::automatic::pattern::pattern;
use crate::mail::body::Text;
use crate::mail::{Defect, Message};
use regex::Regex;
use std::sync::LazyLock;

/// Reads one message.
pub(super) fn read(message: &Message, ours: &Ours, max_contacts: usize) -> Report {
    let mut stock = Stock::of(&ours.texts);
    stock.author = introduction::author(message);
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

static ATTACHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\battach(?:ed|ment|ments)?\b|\benclosed\b|\banbei\b|\bbijlage\b|\bpièce jointe\b|\badjunt\w+\b|\banexo\b|\ballegat\w+\b|\bpříloh\w+\b|\bво вложении\b",
    )
});

/// What subject and attachments add: an answer that is only there, or one that
/// contradicts.
fn by_envelope(message: &Message, report: &Report) -> Option<Why> {
    let subject = own_subject(&message.subject);
    let confirms = words::CONFIRMS.is_match(&subject);
    let denies = words::DENIES.is_match(&subject);
    match &report.reading {
        Reading::Confirm if denies => return Some(Why::BothWords),
        Reading::Deny if confirms => return Some(Why::BothWords),
        Reading::Confirm | Reading::Deny if words::NEGATION.is_match(&subject) => {
            return Some(Why::Negated);
        }
        Reading::Confirm if words::CONDITION.is_match(&subject) || subject.contains('?') => {
            return Some(Why::Conditional);
        }
        Reading::Unclear {
            why: Why::NothingWritten | Why::NoStatement,
        } => {}
        Reading::Confirm
        | Reading::Deny
        | Reading::SscResponse { .. }
        | Reading::HeldSubscription
        | Reading::ChangeRequest
        | Reading::AutoReply
        | Reading::Bounce { .. }
        | Reading::Unclear { .. }
        | Reading::Unrelated => return None,
    }
    let empty = report.reading
        == Reading::Unclear {
            why: Why::NothingWritten,
        };
    let attached = message.body.attachments.iter().any(|file| {
        let kind = file.media_type.as_str();
        !kind.starts_with("image/") && !kind.ends_with("-signature") && !kind.contains("vcard")
    });
    if attached && (empty || ATTACHED.is_match(&report.reply)) {
        return Some(Why::OnlyInAttachment);
    }
    (empty && (confirms || denies)).then_some(Why::OnlyInSubject)
}

/// The subject without reply marks and without our own subjects.
fn own_subject(subject: &str) -> String {
    static OURS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:tld-ops )?authentication request|invitation to join the tld-ops mailing list|reminder|^(?:\s*(?:re|aw|sv|antw|vs|odp|fw|fwd|wg|tr|rv|res|rif|ynt|ha|на|r|i|vá|απ|odpowiedź|ответ|отв|enc|pd|fs|ref|atb|bls|yt|回复|答复|转发|回覆)\s*(?:\[\d+\])?\s*[:：])+",
        )
    });
    OURS.replace_all(subject, " ").into_owned()
}

//------------ View ------------------------------------------------------------

/// One form of the body, read.
struct View {
    report: Report,
    /// The letters and digits of what the person wrote.
    essence: String,
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
        let reading = reading(&sorted, answer.as_ref(), stock);
        let complete = matches!(reading, Reading::SscResponse { .. });
        let answer = answer.unwrap_or_default();
        Self {
            essence: reply.chars().filter(|c| c.is_alphanumeric()).collect(),
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
                reply,
            },
        }
    }
}

/// The reading of one form.
fn reading(sorted: &Sorted, answer: Option<&Answer>, stock: &Stock) -> Reading {
    let unclear = |why| Reading::Unclear { why };
    let taken = answer.map_or(&[][..], |answer| answer.lines.as_slice());
    let letter = Letter::of(&sorted.blocks(taken));
    if sorted.has_hidden() || sorted.has_struck() {
        return unclear(Why::HiddenText);
    }
    if let Some(answer) = answer {
        return match beside(&letter, stock, &answer.contacts)
            .or(answer.disputed.then_some(Why::MoreSaid))
        {
            Some(why) => unclear(why),
            None if answer.quoted && !sorted.quotes_us_alone() => unclear(Why::MoreSaid),
            None => Reading::SscResponse {
                contacts: answer.contacts.clone(),
                statement: answer.statement,
            },
        };
    }
    let said = statement::read(&letter, stock);
    match said {
        Said::Confirm | Said::Deny if sorted.has_edge() || sorted.is_ambiguous() => {
            unclear(Why::NoStatement)
        }
        Said::Confirm => Reading::Confirm,
        Said::Deny => Reading::Deny,
        Said::Nothing => unclear(Why::NothingWritten),
        Said::Unclear(why) if is_change(&letter, why) => Reading::ChangeRequest,
        Said::Unclear(why) => unclear(why),
    }
}

/// A wish to change contacts, where nothing decides.
fn is_change(letter: &Letter, why: Why) -> bool {
    let text = letter.body.join(" ");
    let open = matches!(why, Why::NoStatement | Why::Question);
    open && words::CHANGE.is_match(&text) && words::CONTACTS.is_match(&text)
}

/// What stands beside a filled-in template and makes a person hesitate.
fn beside(letter: &Letter, stock: &Stock, contacts: &[Contact]) -> Option<Why> {
    let sentences: Vec<String> = letter
        .body
        .iter()
        .flat_map(|paragraph| courtesy::sentences(paragraph))
        .map(|sentence| statement::tidy(&sentence))
        .filter(|sentence| !sentence.is_empty() && !courtesy::is_courtesy(sentence))
        .collect();
    let text = sentences.join(" \n ");
    if text.is_empty() {
        return letter.afterword.then_some(Why::MoreSaid);
    }
    let plain = Letter {
        body: sentences,
        ..Letter::default()
    };
    match statement::read(&plain, stock) {
        Said::Confirm | Said::Deny => return Some(Why::TwoAnswers),
        Said::Unclear(why @ (Why::Deceptive | Why::Unreadable)) => return Some(why),
        Said::Nothing | Said::Unclear(_) => {}
    }
    if words::DENIES.is_match(&text) || letter.afterword {
        return Some(Why::MoreSaid);
    }
    let introduced = plain
        .body
        .iter()
        .take_while(|sentence| !introduction::signs(sentence, &stock.author))
        .all(|sentence| introduction::introduces(sentence, contacts));
    let open = !introduced || sentences_add(&plain) || words::CONFIRMS.is_match(&text);
    statement::trouble(&text).or_else(|| open.then_some(Why::MoreSaid))
}

/// Whether a sentence beside the template adds to it.
fn sentences_add(letter: &Letter) -> bool {
    letter.body.iter().any(|sentence| statement::adds(sentence))
}

//------------ Agreement -------------------------------------------------------

/// The plain and the HTML form must say the same.
fn agree(plain: View, html: View) -> Report {
    if plain.blank {
        return html.report;
    }
    if html.blank || same(&plain.report, &html.report) {
        return plain.report;
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
            (true, true) => faults(&plain.report) >= faults(&html.report),
            (first, second) => first || !second,
        };
        return if plainer { plain.report } else { html.report };
    }
    let mut report = plain.report;
    if clear(&html) || !matches!(report.reading, Reading::Unclear { .. }) {
        report.reading = Reading::Unclear {
            why: Why::AlternativesDiffer,
        };
        report.faults.clear();
    }
    report
}

fn faults(report: &Report) -> usize {
    report.faults.iter().map(Fault::code).count()
}

fn same(one: &Report, two: &Report) -> bool {
    one.reading == two.reading && one.faults == two.faults
}
