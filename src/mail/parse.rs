//! From raw bytes to a [`Message`], by two parsers and our own scan.
//!
//! Nothing here fails: what cannot be read becomes a [`Defect`] and the message
//! goes on to be judged with it. Every step looks at a bounded part of the bytes
//! once, so that no message costs more than its size.

use super::header::{self, HeaderBlock, Scan};
use super::readings::{LONGEST, Readings, fold, same_subject};
use super::{Defect, From, Limits, Message, author, automatic, body, thread};
use crate::domain::address::{EmailAddress, FromAddress};
use crate::domain::ids::{Digest, MessageId};
use mail_parser::HeaderName;

/// Fields that may stand once (RFC 5322 §3.6, RFC 2045); From has its own defect.
const SINGLE: [&str; 12] = [
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
];

/// Fields that name recipients; the last three are written on delivery.
const RECIPIENTS: [&str; 5] = ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"];

/// Octets read of a message whose header block is over a limit.
const ENDLESS: usize = 1024 * 1024;

/// The most recipients kept.
const MOST_RECIPIENTS: usize = 100;

/// The most addresses shown of a disputed From.
const MOST_SEEN: usize = 10;

/// Fields a second delivery of the same mail shares.
const CORE: [&str; 7] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
];

/// Reads one message; total, whatever the bytes are.
pub fn parse(raw: &[u8], limits: &Limits) -> Message {
    let mut defects = Vec::new();
    let bytes = raw.get(..limits.message).unwrap_or(raw);
    if bytes.len() < raw.len() {
        defects.push(Defect::OverLimit);
    }
    let scan = header::scan(bytes, limits);
    defects.extend(scan.defects.iter().copied());
    let message = bytes.get(scan.start..).unwrap_or_default();
    // Where the header block has no end in sight there is no body to read, and
    // parsers spend many octets on each field.
    let message = match message.get(..ENDLESS) {
        Some(beginning) if !scan.complete => beginning,
        Some(_) | None => message,
    };
    let head = bytes.get(scan.start..scan.body).unwrap_or_default();
    let readings = Readings::of(message, head);
    if !readings.both() {
        defects.push(Defect::Unparsable);
    }

    let from = read_from(&scan, &readings, &mut defects);
    let subject = read_subject(&scan.block, &readings, &mut defects);
    compare(&scan, &readings, &mut defects);
    let body = body::read_body(message, readings.first.as_ref(), limits, &mut defects);
    let author = from.agreed().map(ToString::to_string);
    let automatic = automatic::classify(
        &scan.block,
        &subject,
        author.as_deref(),
        &body,
        message,
        readings.first.as_ref(),
    );
    let mut once = Vec::new();
    for defect in defects {
        if !once.contains(&defect) {
            once.push(defect);
        }
    }
    Message {
        digest: Digest::of(raw),
        core: core(&scan.block, raw.get(scan.body..).unwrap_or_default()),
        size: raw.len(),
        from,
        subject,
        message_id: own_id(&scan.block),
        thread: thread::read(&scan.block),
        recipients: recipients(&scan.block),
        body,
        automatic,
        defects: once,
        headers: scan.block,
    }
}

/// One From, one address, three readings that agree; or a dispute.
fn read_from(scan: &Scan, readings: &Readings<'_>, defects: &mut Vec<Defect>) -> From {
    let before = defects.len();
    let values: Vec<&str> = scan.block.all("From").collect();
    let strict = match values.as_slice() {
        [] => {
            defects.push(Defect::FromMissing);
            None
        }
        [value] if value.len() <= LONGEST => author::read(value),
        [_] => None,
        _ => {
            defects.push(Defect::FromRepeated);
            None
        }
    };
    if strict.is_none() && values.len() == 1 {
        defects.push(Defect::FromNotOne);
    }
    let (first, second) = (readings.first_author(), readings.second_author());
    let agrees = |other: &Option<String>| {
        let other = other.as_deref().map(EmailAddress::parse);
        matches!((&strict, other), (Some(ours), Some(Ok(theirs))) if *ours == theirs)
    };
    if strict.is_some() && !(agrees(&first) && agrees(&second)) {
        defects.push(Defect::FromDisputed);
    }
    // Behind a limit a second From may stand, and in a block with two kinds of
    // line end, or with lines that are no fields, another reader may see one.
    let unsure = !scan.complete
        || scan
            .defects
            .iter()
            .any(|d| matches!(d, Defect::HeaderControl | Defect::HeaderSyntax));
    match strict {
        Some(address) if defects.len() == before && !unsure => From::One(FromAddress(address)),
        _ => {
            let mut seen = Vec::new();
            let told = values.iter().copied().map(|value| cut(value, LONGEST));
            for value in told.chain([first, second].into_iter().flatten()) {
                header::sightings(&value, MOST_SEEN, &mut seen);
            }
            From::Disputed { seen }
        }
    }
}

/// The decoded subject; a dispute keeps the first parser's reading.
fn read_subject(
    headers: &HeaderBlock,
    readings: &Readings<'_>,
    defects: &mut Vec<Defect>,
) -> String {
    let ours = headers.first("Subject").unwrap_or_default();
    if ours.len() > LONGEST {
        defects.push(Defect::SubjectDisputed);
        return fold(&cut(ours, LONGEST));
    }
    let (first, second) = readings.subjects();
    if !same_subject(&first, &second) || (ours.is_empty() && !first.is_empty()) {
        defects.push(Defect::SubjectDisputed);
    }
    if first.is_empty() { second } else { first }
}

/// What the readings disagree on besides From and Subject.
fn compare(scan: &Scan, readings: &Readings<'_>, defects: &mut Vec<Defect>) {
    for name in SINGLE {
        if scan.block.all(name).nth(1).is_some() {
            defects.push(Defect::FieldRepeated);
        }
    }
    if !readings.both() {
        return;
    }
    if !readings.same_addresses("Sender", &HeaderName::Sender) {
        defects.push(Defect::SenderDisputed);
    }
    if !readings.same_addresses("Reply-To", &HeaderName::ReplyTo) {
        defects.push(Defect::ReplyToDisputed);
    }
    // Where the header block ends decides what is text.
    let ours = scan.body.saturating_sub(scan.start);
    let theirs = readings
        .first
        .as_ref()
        .and_then(|message| usize::try_from(message.root_part().raw_body_offset()).ok());
    if scan.complete && theirs != Some(ours) {
        defects.push(Defect::BodyDisputed);
    }
}

/// Its own id, where exactly one field has exactly one.
fn own_id(headers: &HeaderBlock) -> Option<MessageId> {
    let mut values = headers.all("Message-ID");
    match (values.next(), values.next()) {
        (Some(value), None) => MessageId::parse(value),
        _ => None,
    }
}

/// Every address some recipient field names, each once.
fn recipients(headers: &HeaderBlock) -> Vec<EmailAddress> {
    let mut seen = Vec::new();
    for value in RECIPIENTS.into_iter().flat_map(|name| headers.all(name)) {
        header::sightings(value, MOST_RECIPIENTS, &mut seen);
    }
    seen
}

/// The digest of what a second delivery shares. Each value is preceded by its
/// name and length, so that no two mails run together to the same bytes; line
/// ends are counted alike, because a Maildir and IMAP give the same mail both ways.
fn core(headers: &HeaderBlock, body: &[u8]) -> Digest {
    let mut shared = String::new();
    for name in CORE {
        for value in headers.all(name) {
            shared.push_str(&format!("{name} {}:{value}\n", value.len()));
        }
    }
    shared.push('\n');
    let lines = body
        .split_inclusive(|byte| *byte == b'\n')
        .flat_map(|line| match line.strip_suffix(b"\r\n") {
            Some(content) => [content, b"\n".as_slice()],
            None => [line, b"".as_slice()],
        });
    Digest::of_all(std::iter::once(shared.as_bytes()).chain(lines))
}

/// At most `most` octets of a text, on a character's edge.
fn cut(text: &str, most: usize) -> String {
    let mut room = most;
    text.chars()
        .take_while(|c| {
            let fits = room >= c.len_utf8();
            room = room.saturating_sub(c.len_utf8());
            fits
        })
        .collect()
}
