//! The wire form of a letter: the same letter, the same bytes, always.
//!
//! A repeat after a crash must be recognisably the same mail, so nothing here
//! reads a clock or rolls a die: date, id and boundary come from the letter.
//! Names and subjects carry what strangers typed, so everything is cleaned
//! before lettre sees it (lettre panics on a line end in a name), and lettre
//! runs isolated all the same. It knows the form of mail, not what it is for.

use crate::compose::Letter;
use crate::domain::address::EmailAddress;
use crate::domain::ids::{Digest, MessageId};
use crate::outbound::OutboundError;
use jiff::tz::TimeZone;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, MessageBuilder, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Longest display name or subject, in characters.
const MAX_LINE: usize = 500;

/// Longest line of a message (RFC 5322, section 2.1.1), without its end.
const MAX_OCTETS: usize = 998;

/// Most ids in one `References`; the first and the newest are kept.
const MAX_REFERENCES: usize = 30;

/// Longest id that fits on one line with its field's name.
const MAX_ID: usize = 900;

/// Fields that a letter has places for, so no extra field may be one of them.
const TAKEN: &[&str] = &[
    "bcc",
    "cc",
    "content-disposition",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "references",
    "reply-to",
    "sender",
    "subject",
    "to",
];

/// Writes a letter as bytes ready for SMTP or APPEND, with CRLF line ends.
///
/// The blind copy stands nowhere in them. An attached message goes as
/// `message/rfc822` where its bytes allow that (RFC 2046, section 5.2.1, admits
/// no encoding of it): no NUL, no bare CR, lines of at most 998 octets, line
/// ends all CRLF or all LF. Any other goes as `original.eml` in Base64, so that
/// nobody's bytes are changed to fit.
///
/// # Errors
/// [`OutboundError::Form`] when lettre refuses the letter.
pub fn render(letter: &Letter) -> Result<Vec<u8>, OutboundError> {
    let built = catch_unwind(AssertUnwindSafe(|| build(letter)));
    built.unwrap_or_else(|_| Err(no("its form is one that lettre does not survive")))
}

fn build(letter: &Letter) -> Result<Vec<u8>, OutboundError> {
    let builder = head(letter)?;
    // lettre ends every part with a line end of its own.
    let body = clean_text(&letter.body);
    let text = SinglePart::plain(body.strip_suffix('\n').unwrap_or(&body).to_owned());
    let mixed = |content: &[u8], part: SinglePart| {
        MultiPart::builder()
            .kind(MultiPartKind::Mixed)
            .boundary(boundary(letter, content))
            .singlepart(text.clone())
            .singlepart(part)
    };
    let message = match (&letter.attached, &letter.cards) {
        (None, None) => builder.singlepart(text),
        (Some(original), _) => builder.multipart(mixed(original, attachment(original)?)),
        (None, Some(cards)) => builder.multipart(mixed(cards.as_bytes(), vcards(cards)?)),
    };
    let message: Message = message.map_err(|e| no(&e.to_string()))?;
    Ok(message.formatted())
}

//------------ the header ------------------------------------------------------

fn head(letter: &Letter) -> Result<MessageBuilder, OutboundError> {
    if !fits(&letter.message_id) {
        return Err(no("its id is too long"));
    }
    let (name, from) = &letter.from;
    let name = clean_line(name);
    let from = Mailbox::new((!name.is_empty()).then_some(name), address(from)?);
    let mut builder = Message::builder()
        .raw_header(literal("Date", &date(letter)?)?)
        .from(from)
        .to(Mailbox::new(None, address(&letter.to)?));
    if let Some(reply_to) = &letter.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
    }
    builder = builder
        .subject(clean_line(&letter.subject))
        .raw_header(literal("Message-ID", &letter.message_id.bracketed())?);
    if let Some(id) = letter.in_reply_to.as_ref().filter(|id| fits(id)) {
        builder = builder.raw_header(literal("In-Reply-To", &id.bracketed())?);
    }
    let thread = thread(&letter.references);
    if !thread.is_empty() {
        builder = builder.raw_header(literal("References", &thread)?);
    }
    builder = builder.raw_header(literal("Auto-Submitted", "auto-generated")?);
    for (name, value) in &letter.extra {
        if TAKEN.contains(&name.to_ascii_lowercase().as_str()) {
            return Err(no(&format!("the field {name} is not an extra one")));
        }
        let field = field(name)?;
        builder = builder.raw_header(HeaderValue::new(field, clean_line(value)));
    }
    Ok(builder)
}

/// A field whose value goes out as it stands. Only for values that hold no
/// line end but our own folding: dates, literals and [`MessageId`]s, which are
/// printable ASCII by their making. lettre would encode a long id as an
/// encoded word, which no reader takes for an id (RFC 2047, section 5).
fn literal(name: &str, value: &str) -> Result<HeaderValue, OutboundError> {
    let field = field(name)?;
    Ok(HeaderValue::dangerous_new_pre_encoded(
        field,
        value.to_owned(),
        value.to_owned(),
    ))
}

/// A field's name: letters, digits and hyphens. lettre would take a line end.
fn field(name: &str) -> Result<HeaderName, OutboundError> {
    let fine = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fine.then(|| HeaderName::new_from_ascii(name.to_owned()).ok())
        .flatten()
        .ok_or_else(|| no(&format!("{name:?} is no field name")))
}

fn fits(id: &MessageId) -> bool {
    id.as_str().len() <= MAX_ID
}

/// The ids folded one a line: the first of the thread and its newest, without
/// those too long for a line (strangers make them).
fn thread(ids: &[MessageId]) -> String {
    let ids: Vec<&MessageId> = ids.iter().filter(|id| fits(id)).collect();
    let newest = ids.len().saturating_sub(MAX_REFERENCES.saturating_sub(1));
    let kept: Vec<String> = ids
        .iter()
        .enumerate()
        .filter(|(at, _)| *at == 0 || *at >= newest)
        .map(|(_, id)| id.bracketed())
        .collect();
    kept.join("\r\n ")
}

fn date(letter: &Letter) -> Result<String, OutboundError> {
    let zoned = letter.date.to_zoned_datetime(TimeZone::UTC);
    // lettre reads the field back and replaces one it cannot read by the time of
    // day: it wants two digits for the day of the month.
    jiff::fmt::strtime::format("%a, %d %b %Y %H:%M:%S +0000", &zoned)
        .map_err(|e| no(&format!("its date: {e}")))
}

fn address(address: &EmailAddress) -> Result<Address, OutboundError> {
    Address::new(address.local(), address.domain())
        .map_err(|e| no(&format!("the address {}: {e}", address.masked())))
}

//------------ cleaning --------------------------------------------------------

/// One line without control characters, blanks single, cut. What looks like an
/// encoded word (RFC 2047) is broken up: some readers decode it even in quotes.
fn clean_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .take(MAX_LINE)
        .map(|c| if is_control(c) { ' ' } else { c })
        .collect();
    let visible = visible.replace("=?", "= ?");
    let words: Vec<&str> = visible.split_whitespace().collect();
    words.join(" ")
}

/// Text without control characters but line ends and tabs; all line ends `\n`.
fn clean_text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            _ if is_control(c) => '\u{fffd}',
            _ => c,
        })
        .collect()
}

/// Control characters, and the two of Unicode that end lines.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

//------------ the attachment --------------------------------------------------

/// The boundary: from the id, and nowhere in what it bounds.
fn boundary(letter: &Letter, original: &[u8]) -> String {
    let mut seed = letter.message_id.as_str().to_owned();
    loop {
        let hex: String = Digest::of(seed.as_bytes()).hex().chars().take(32).collect();
        let boundary = format!("secird-{hex}");
        let inside = original
            .windows(boundary.len())
            .any(|window| window == boundary.as_bytes());
        if !inside {
            return boundary;
        }
        seed = boundary;
    }
}

fn attachment(original: &[u8]) -> Result<SinglePart, OutboundError> {
    let Some(clean) = as_message(original) else {
        let kind = ContentType::parse("application/octet-stream")
            .map_err(|_| no("its attachment has no type"))?;
        return Ok(SinglePart::builder()
            .header(kind)
            .header(ContentDisposition::attachment("original.eml"))
            .body(encoded(original, ContentTransferEncoding::Base64)?));
    };
    let kind =
        ContentType::parse("message/rfc822").map_err(|_| no("its attachment has no type"))?;
    let encoding = if clean.is_ascii() {
        ContentTransferEncoding::SevenBit
    } else {
        ContentTransferEncoding::EightBit
    };
    Ok(SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::attachment("original.eml"))
        .body(Body::dangerous_pre_encoded(clean, encoding)))
}

/// Contacts as a file that telephones open; Base64, so that no server on the
/// way touches its line ends.
fn vcards(cards: &str) -> Result<SinglePart, OutboundError> {
    let kind = ContentType::parse("text/vcard; charset=utf-8")
        .map_err(|_| no("its contacts have no type"))?;
    Ok(SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::attachment("tld-ops.vcf"))
        .body(encoded(cards.as_bytes(), ContentTransferEncoding::Base64)?))
}

fn encoded(bytes: &[u8], encoding: ContentTransferEncoding) -> Result<Body, OutboundError> {
    Body::new_with_encoding(bytes.to_vec(), encoding)
        .map_err(|_| no("its attachment cannot be encoded"))
}

/// The message with CRLF line ends, where it may stand unencoded.
fn as_message(original: &[u8]) -> Option<Vec<u8>> {
    let crlf = original.contains(&b'\r');
    let mut clean = Vec::with_capacity(original.len());
    let mut rest = original.split(|b| *b == b'\n').peekable();
    while let Some(line) = rest.next() {
        let last = rest.peek().is_none();
        let text = match (crlf, last) {
            (false, _) | (true, true) => line,
            (true, false) => line.strip_suffix(b"\r")?,
        };
        if text.len() > MAX_OCTETS || text.iter().any(|b| matches!(b, 0 | b'\r')) {
            return None;
        }
        clean.extend_from_slice(text);
        if !last {
            clean.extend_from_slice(b"\r\n");
        }
    }
    Some(clean)
}

fn no(why: &str) -> OutboundError {
    OutboundError::Form(crate::outbound::words(why))
}
