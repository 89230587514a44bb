//! What people meant.

mod answers;
mod changes;
mod corpus;
mod hostile;
mod invariance;
mod layouts;
mod open;
mod properties;
mod quotes;
mod responses;
mod wordings;

use secird::mail::parse::parse;
use secird::mail::{Limits, Message};
use secird::reading::{Ours, Reading, Report, Script, read};
use std::path::Path;

/// The requests as they were sent in these tests.
fn ours() -> Ours {
    let fill = |text: &str| {
        text.replace("{{ ssc.name }}", "Jürgen Beispiel")
            .replace("{{ ssc.email }}", "juergen.beispiel@nic.example")
            .replace("{{ ssc.phone }}", "+31 6 25 07 87 33")
            .replace("{{ tld }}", ".nl")
            .replace("{{ page }}", secird::compose::Site::PAGE)
            .replace("{{ reference }}", "K7QX-2M9D-PW4T")
    };
    Ours {
        texts: [AUTHENTICATION, INVITATION]
            .map(|text| Script::of(&fill(text)))
            .to_vec(),
        expected: true,
    }
}

const AUTHENTICATION: &str = include_str!("../../src/compose/templates/authentication_request.txt");
const INVITATION: &str = include_str!("../../src/compose/templates/ssc_request.txt");

/// The authentication request as sent.
fn authentication() -> String {
    ours().texts[0].text().to_owned()
}

/// The invitation as sent.
fn invitation() -> String {
    ours().texts[1].text().to_owned()
}

/// The folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What was sent to that ccTLD, and our letters without a case.
fn texts_of(tld: &str) -> Vec<Script> {
    let file = root()
        .join("fixtures/requests")
        .join(tld)
        .with_extension("eml");
    let sent = message(&std::fs::read(file).expect("the request is kept"));
    let lines = sent.body.plain.expect("a request is plain text").lines;
    let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mut texts = vec![Script::of(&text.join("\n"))];
    texts.extend(crate::support::post::plain_requests());
    texts
}

fn message(raw: &[u8]) -> Message {
    parse(raw, &Limits::default())
}

/// Headers of an ordinary reply.
const HEADERS: &str = "From: Ana Admin <admin@nic.example>\r\nTo: secretariat@ccnso.example\r\nSubject: Re: TLD-OPS Authentication Request\r\nDate: Mon, 23 Nov 2026 15:09:27 +0000\r\nMessage-ID: <a1@nic.example>\r\nMIME-Version: 1.0\r\n";

/// A plain reply with that text.
fn plain(text: &str) -> Vec<u8> {
    let text = text.replace('\n', "\r\n");
    format!("{HEADERS}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n").into_bytes()
}

/// An HTML-only reply.
fn html(text: &str) -> Vec<u8> {
    let text = text.replace('\n', "\r\n");
    format!("{HEADERS}Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n").into_bytes()
}

/// Both forms.
fn both(plain: &str, html: &str) -> Vec<u8> {
    let (plain, html) = (plain.replace('\n', "\r\n"), html.replace('\n', "\r\n"));
    format!("{HEADERS}Content-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b1--\r\n").into_bytes()
}

/// The report on raw bytes.
fn report(raw: &[u8]) -> Report {
    read(&message(raw), &ours(), 2)
}

/// A reading in one word, with its reason, contacts and faults.
fn word(report: &Report) -> String {
    match &report.reading {
        Reading::Unclear { why } => format!("unclear {}", why.code()),
        Reading::SscResponse { contacts, .. } => {
            let faults: Vec<String> = report
                .faults
                .iter()
                .map(secird::reading::Fault::code)
                .collect();
            format!("ssc-response {} {}", contacts.len(), faults.join(" "))
                .trim_end()
                .to_owned()
        }
        Reading::Bounce { failed, .. } => {
            format!("bounce {}", if *failed { "failed" } else { "delayed" })
        }
        other @ (Reading::Confirm
        | Reading::Deny
        | Reading::HeldSubscription
        | Reading::ChangeRequest
        | Reading::AutoReply
        | Reading::Unrelated) => other.kind().to_owned(),
    }
}

/// Whether a reading would let a case go on.
fn advances(word: &str) -> bool {
    word == "confirm"
        || word == "deny"
        || word.starts_with("ssc-response")
            && word.split(' ').count() == 2
            && word != "ssc-response 0"
}

/// Checks all of them and prints every mismatch.
fn check_all<'a>(cases: impl IntoIterator<Item = (&'a str, String, &'a str)>) {
    let mut wrong = 0;
    let mut count = 0;
    for (name, got, expected) in cases {
        count += 1;
        let fits = got == expected || (expected == "unclear" && got.starts_with("unclear"));
        if !fits {
            wrong += 1;
            println!("MISMATCH {name:?}: expected {expected}, read {got}");
        }
    }
    assert_eq!(wrong, 0, "{wrong} of {count} were misread");
}
