//! What people write, and what is written to deceive: texts with their reading.
//!
//! `fixtures/wordings/advance.tsv` has answers that people were made to write by
//! hand and that once went to a person without need; `hold.tsv` has texts that
//! once moved a case and must not. A line has the ccTLD whose request it answers
//! (`fixtures/requests`), the reading, the display name of the writer, and the
//! text with `\n` for a line's end. Each is read alone, and above our request.

use super::{message, texts_of};
use secird::reading::{Ours, read};
use std::fmt::Write as _;
use std::path::Path;

/// One line of such a file.
struct Wording {
    tld: String,
    reading: String,
    writer: String,
    text: String,
}

/// The lines of a file.
fn wordings(name: &str) -> Vec<Wording> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/wordings")
        .join(name);
    let text = std::fs::read_to_string(file).expect("is there");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split('\t').map(str::to_owned);
            let mut next = || fields.next().expect("has four fields");
            Wording {
                tld: next(),
                reading: next(),
                writer: next(),
                text: next().replace("\\n", "\n"),
            }
        })
        .collect()
}

/// A reply with that text and, perhaps, the request below.
fn reply(wording: &Wording, request: Option<&str>) -> Vec<u8> {
    let Wording {
        tld, writer, text, ..
    } = wording;
    let mut body = text.clone();
    if let Some(request) = request {
        body.push_str("\n\nOn Fri, 20 Nov 2026 at 10:00, ccNSO Secretariat <secretariat@secretariat.example> wrote:\n\n");
        for line in request.lines() {
            writeln!(body, "> {line}").expect("is writable");
        }
    }
    let body = body.replace('\n', "\r\n");
    format!("From: \"{writer}\" <admin@registry-{tld}.example>\r\nTo: secretariat@secretariat.example\r\nSubject: Re: TLD-OPS Authentication Request\r\nDate: Mon, 23 Nov 2026 15:09:27 +0000\r\nMessage-ID: <w1@registry-{tld}.example>\r\nIn-Reply-To: <r1@secretariat.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n")
        .into_bytes()
}

/// Whether all of a file is read as it says.
fn check(name: &str, least: usize) {
    let all = wordings(name);
    let mut wrong = 0;
    for wording in &all {
        let texts = texts_of(&wording.tld);
        let request = texts[0].text().to_owned();
        let known = Ours {
            texts,
            expected: true,
        };
        for request in [None, Some(request.as_str())] {
            let raw = reply(wording, request);
            let report = read(&message(&raw), &known, 2);
            let got = report.reading.kind();
            if got != wording.reading {
                wrong += 1;
                println!(
                    "MISMATCH {got}, not {}, because of {:?}: {:?}",
                    wording.reading, report.at, wording.text
                );
            }
        }
    }
    assert!(all.len() >= least, "only {} wordings", all.len());
    assert_eq!(wrong, 0, "of {}", all.len());
}

#[test]
fn what_people_write_is_understood() {
    check("advance.tsv", 300);
}

#[test]
fn what_must_not_move_a_case_does_not() {
    check("hold.tsv", 250);
}
