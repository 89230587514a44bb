//! What subject and attachments add to the words of a message.
//!
//! Neither is read for an answer, but both can say that there is one elsewhere,
//! or that the words are about something else.

use crate::mail::Message;
use crate::mail::automatic;
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::{Reading, Report, Why, words};
use std::sync::LazyLock;

static ATTACHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\battach(?:ed|ment|ments)?\b|\benclosed\b|\banbei\b|\bbijlage\b|\bpièce jointe\b|\badjunt\w+\b|\banexo\b|\ballegat\w+\b|\bpříloh\w+\b|\bво вложении\b",
    )
});

/// What subject and attachments add: an answer that is only there, or one that
/// contradicts.
pub(super) fn by_envelope(message: &Message, report: &Report) -> Option<Why> {
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
        Reading::Confirm | Reading::Deny
            if is_foreign(&message.subject) || automatic::is_doubtful(&report.reply) =>
        {
            return Some(Why::MoreSaid);
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

/// Whether a subject is neither ours nor a brief answer: then the mail is about
/// something else, or a machine wrote it. Marks in brackets say nothing.
fn is_foreign(subject: &str) -> bool {
    static BRACKETS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[\[(【][^\])】]{0,60}[\])】]|(?:^|\s)[-–]?\s*\.\p{L}{2,}\b"));
    static BRIEF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:i|we|hereby|yes|no|confirm|confirmed|confirmation|deny|denied|denial|re|aw|sv|fw|fwd|the|of|your|my|our|for|to|answer|reply|response|external|extern|ext|tld|ops|request|authentication|modification|security|contact|contacts|was|urgent|important|signed|secure|ssc|cctld|\d{1,4})$",
        )
    });
    let own = own_subject(&BRACKETS.replace_all(&own_subject(subject), " "));
    let own = own_subject(own.trim());
    let ours = words::BUSINESS.is_match(subject);
    // "Confirm your unsubscription" is made of more than an answer.
    let more = own
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| !word.is_empty() && !BRIEF.is_match(word));
    let addressed = own
        .split_whitespace()
        .any(|word| word.eq_ignore_ascii_case("your"));
    more || (addressed && !ours)
}

/// The subject without reply marks and without our own subjects.
fn own_subject(subject: &str) -> String {
    static OURS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"please answer again:?|(?:tld-ops )?(?:authentication|modification) request|invitation to join the tld-ops mailing list|reminder|^(?:\s*(?:re|aw|sv|antw|vs|odp|fw|fwd|wg|tr|rv|res|rif|ynt|ha|на|r|i|vá|απ|odpowiedź|ответ|отв|enc|pd|fs|ref|atb|bls|yt|vl|vb|rép|trs|ilt|i̇lt|doorst|svar|rsp|továbbítás|hal|edasi|per|пер|перес|відп|σχετ|πρθ|رد|إعادة توجيه|پاسخ|השב|תשובה|הועבר|ตอบ|ส่งต่อ|trả lời|balas|回复|答复|转发|回覆|返信|転送|轉寄|회신|답장|전달)\s*(?:\[\d+\])?\s*[:：])+",
        )
    });
    OURS.replace_all(subject, " ").into_owned()
}
