//! What judging a sender costs, beside the parse of the same messages.
//!
//! `cargo bench --bench sender`: the mails of the spoofing suite, attacks and
//! twins, each judged without network against a case that knows its secret. The
//! median over many rounds is compared with the parse of the message as the bot
//! does it (two parsers and a scan), and told beside mail-parser alone, in the
//! same run. It ends with an error where judging costs more than the parse.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark that meets the unexpected ends, loudly"
)]

use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::domain::ids::MessageId;
use secird::domain::record::{RegistryRecord, Source};
use secird::domain::tld::Tld;
use secird::mail::parse::parse;
use secird::mail::{Limits, Message};
use secird::sender::{Border, Question, Receipt, judge};
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Judging may take so many times what the parse takes.
const RATIO: f64 = 1.0;
/// Rounds over all messages.
const ROUNDS: usize = 101;
/// A slow run on a busy machine is tried again.
const TRIES: usize = 3;

fn main() -> ExitCode {
    let mails = mails();
    println!(
        "{} messages, {ROUNDS} rounds, medians of a round",
        mails.len()
    );
    for _ in 0..TRIES {
        let ratio = measured(&mails);
        println!("RATIO {ratio:.2} (judging beside the parse; limit {RATIO})");
        if ratio <= RATIO {
            return ExitCode::SUCCESS;
        }
    }
    println!("\nThe limit is broken.");
    ExitCode::FAILURE
}

fn mails() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/spoofing");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("a mail"))
        .filter(|raw| raw.len() < 64 * 1024)
        .collect()
}

/// Medians of mail-parser, the parse and judging; the ratio of the last two.
fn measured(mails: &[Vec<u8>]) -> f64 {
    let limits = Limits::default();
    let messages: Vec<Message> = mails.iter().map(|raw| parse(raw, &limits)).collect();
    let address = RegistryAddress(EmailAddress::parse("registry@registry-se.example").unwrap());
    let now: jiff::Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
    let record = RegistryRecord {
        tld: Tld::parse("se").unwrap(),
        admin: address.clone(),
        changed: None,
        read: now,
        source: Source::Rdap,
    };
    let id = "secird.ac3679ac9d4207bb000000000bc47920@secretariat.example";
    let receipts = [Receipt {
        message_id: MessageId::parse(id).unwrap(),
        reply_address: EmailAddress::parse(
            "secretariat+02974cb000000000bb7024d9ca9763ca@secretariat.example",
        )
        .ok(),
        reference: Some("02974cb000000000bb7024d9ca9763ca".to_owned()),
        sent: now,
    }];
    let border = Border::AuthservId {
        id: "mx.secretariat.example".to_owned(),
        hosts: Vec::new(),
        below: true,
    };
    let question = Question {
        record: Some(&record),
        asked: Some(&address),
        receipts: &receipts,
        border: &border,
        checked: None,
        demand_pass: false,
        now,
    };
    let theirs = median(|| {
        for raw in mails {
            black_box(mail_parser::MessageParser::default().parse(black_box(raw)));
        }
    });
    let ours = median(|| {
        for raw in mails {
            black_box(parse(black_box(raw), &limits));
        }
    });
    let judging = median(|| {
        for message in &messages {
            black_box(judge(black_box(message), &question));
        }
    });
    let each = |time: Duration| time.as_secs_f64() * 1e6 / mails.len() as f64;
    println!(
        "mail-parser {:.1} µs, the parse {:.1} µs, judging {:.1} µs a message ({:.2} of mail-parser)",
        each(theirs),
        each(ours),
        each(judging),
        judging.as_secs_f64() / theirs.as_secs_f64()
    );
    judging.as_secs_f64() / ours.as_secs_f64()
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times.into_iter().nth(ROUNDS / 2).unwrap()
}
