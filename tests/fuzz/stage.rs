//! What the targets share: requests of ours, readings, and choices from bytes.

use secird::compose::{Site, Words};
use secird::domain::address::EmailAddress;
use secird::domain::ids::Digest;
use secird::mail::automatic::Automatic;
use secird::mail::parse::parse;
use secird::mail::{Defect, Limits, Message};
use secird::reading::{Ours, Reading, Report, Script, read};
use std::sync::LazyLock;

/// Requests as they were sent: of the first kind, and of the second.
const SENT: [&[u8]; 2] = [
    include_bytes!("../../fixtures/requests/nl.eml"),
    include_bytes!("../../fixtures/requests/ca.eml"),
];

/// The texts of ours for a case of either kind.
static OURS: LazyLock<[Ours; 2]> = LazyLock::new(|| {
    // The fuzzer would end at a panic that is caught.
    secird::cli::hush_the_parser();
    SENT.map(|raw| {
        let body = parse(raw, &Limits::default()).body.plain;
        let lines: Vec<String> = body
            .into_iter()
            .flat_map(|text| text.lines)
            .map(|line| line.text)
            .collect();
        let mut texts = vec![Script::of(&lines.join("\n"))];
        texts.extend(plain_requests());
        Ours {
            texts,
            expected: true,
        }
    })
});

/// The texts for a case of one kind.
pub fn ours(second: bool) -> &'static Ours {
    let [one, two] = &*OURS;
    if second { two } else { one }
}

/// Whether a reading would let a case go on.
pub fn advances(report: &Report) -> bool {
    match &report.reading {
        Reading::Confirm | Reading::Deny => true,
        Reading::SscResponse { statement, .. } => *statement && report.faults.is_empty(),
        _ => false,
    }
}

/// Parses and reads, and checks what holds for every message.
pub fn judged(raw: &[u8], ours: &Ours) -> (Message, Report) {
    let message = parse(raw, &Limits::default());
    let report = read(&message, ours, 2);
    let again = parse(raw, &Limits::default());
    assert_eq!(
        message.digest,
        Digest::of(raw),
        "the digest is of the bytes"
    );
    assert_eq!(again.core, message.core, "the same bytes, the same core");
    assert_eq!(again.body, message.body, "the same bytes, the same body");
    assert_eq!(
        read(&again, ours, 2),
        report,
        "the same bytes, the same report"
    );
    bounded(&message, &report);
    let sealed = [
        Defect::Opaque,
        Defect::OverLimit,
        Defect::BodyDisputed,
        Defect::Unparsable,
    ];
    let silent = match &message.automatic {
        Some(Automatic::Bounce { .. } | Automatic::Reply { .. } | Automatic::HeldSubscription) => {
            true
        }
        // List traffic that is tied to a case may hold a person's answer.
        Some(Automatic::List) | None => sealed.iter().any(|d| message.defects.contains(d)),
    };
    assert!(
        !(silent && advances(&report)),
        "nobody's answer was read as {:?}",
        report.reading
    );
    (message, report)
}

/// Whatever came in, what goes on to a database has an end.
fn bounded(message: &Message, report: &Report) {
    let limits = Limits::default();
    for text in [&message.body.plain, &message.body.html]
        .into_iter()
        .flatten()
    {
        let octets: usize = text.lines.iter().map(|line| line.text.len()).sum();
        assert!(octets <= limits.text, "{octets} octets of text");
        assert!(text.lines.len() <= 20_000, "{} lines", text.lines.len());
        assert!(text.lines.iter().all(|line| !line.text.contains('\n')));
    }
    assert!(message.headers.fields.len() <= limits.header_fields);
    assert!(message.recipients.len() <= 100);
    assert!(message.body.attachments.len() <= limits.parts + 1);
    assert!(report.reply.len() <= 2 * limits.text, "a long reply");
    assert!(report.subtracted.len() <= 2 * limits.text, "a long rest");
    assert!(report.found.len() <= 100, "{} contacts", report.found.len());
    assert!(
        report.faults.len() <= 1_000,
        "{} faults",
        report.faults.len()
    );
    if let Reading::SscResponse { contacts, .. } = &report.reading
        && report.faults.is_empty()
    {
        assert!((1..=2).contains(&contacts.len()), "contacts: {contacts:?}");
    }
}

//------------ Choices ---------------------------------------------------------

/// Choices that the fuzzer's bytes make, one after the other; at their end the
/// first of everything.
pub struct Choices<'a>(pub &'a [u8]);

impl<'a> Choices<'a> {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first) % end
    }

    /// One of a few things.
    pub fn one<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }

    /// Text up to the next NUL, or to the end; no control characters but line
    /// ends.
    pub fn text(&mut self) -> String {
        let end = self.0.iter().position(|b| *b == 0).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at(end);
        self.0 = rest.get(1..).unwrap_or_default();
        String::from_utf8_lossy(text)
            .chars()
            .filter(|c| !c.is_control() || *c == '\n')
            .collect()
    }
}

/// Our requests without a case, as a site fills them in.
fn plain_requests() -> Vec<Script> {
    let list = EmailAddress::parse("tld-ops@lists.example").expect("an address");
    let words = Words::new().expect("our texts");
    words.plain_requests(&Site::of(list))
}
