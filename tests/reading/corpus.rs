//! A corpus of mail, named by origin and quirk; each says what it means.

use super::{message, ours};
use secird::mail::automatic::Automatic;
use secird::reading::{Fault, Ours, Reading, Report, read};
use std::collections::BTreeMap;
use std::path::Path;

/// The readings that have a folder of their own.
const FOLDERS: &[&str] = &[
    "confirm",
    "deny",
    "ssc-response",
    "held-subscription",
    "change-request",
    "auto-reply",
    "bounce",
    "unclear",
    "unrelated",
];

/// What a reading says, in the words of the `.expect` files.
fn told(report: &Report) -> BTreeMap<String, String> {
    let mut told = BTreeMap::from([("reading".to_owned(), report.reading.kind().to_owned())]);
    let mut tell = |key: &str, value: String| {
        told.insert(key.to_owned(), value);
    };
    match &report.reading {
        Reading::Unclear { why } => tell("why", why.code().to_owned()),
        Reading::SscResponse { contacts, .. } => {
            tell("contacts", contacts.len().to_string());
            let faults: Vec<String> = report.faults.iter().map(Fault::code).collect();
            tell("faults", faults.join(" "));
        }
        Reading::Bounce { original, failed } => {
            tell("failed", if *failed { "yes" } else { "no" }.to_owned());
            let ids: Vec<String> = original.iter().map(ToString::to_string).collect();
            tell("original", ids.join(" "));
        }
        Reading::Confirm
        | Reading::Deny
        | Reading::HeldSubscription
        | Reading::ChangeRequest
        | Reading::AutoReply
        | Reading::Unrelated => {}
    }
    let names: Vec<&str> = report
        .names
        .iter()
        .map(secird::domain::tld::Tld::a_label)
        .collect();
    tell("names", names.join(" "));
    told
}

/// The lines of an `.expect` file.
fn expected(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[test]
fn every_fixture_means_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/mail");
    let (mut count, mut wrong) = (0, 0);
    for folder in FOLDERS {
        for entry in std::fs::read_dir(root.join(folder)).expect("the folder is there") {
            let path = entry.expect("is readable").path();
            if path.extension().is_none_or(|kind| kind != "eml") {
                continue;
            }
            count += 1;
            let raw = std::fs::read(&path).expect("is readable");
            let mut wanted = expected(
                &std::fs::read_to_string(path.with_extension("expect"))
                    .expect("says what it means"),
            );
            assert_eq!(
                wanted.get("reading").map(String::as_str),
                Some(*folder),
                "{path:?}"
            );
            let tied = wanted.remove("expected").is_none_or(|word| word != "no");
            let known = Ours {
                texts: ours().texts,
                expected: tied,
            };
            let told = told(&read(&message(&raw), &known, 2));
            for (key, value) in wanted {
                let got = told.get(&key).map_or("", String::as_str);
                if got != value {
                    wrong += 1;
                    println!("MISMATCH {path:?}: {key} should be {value:?}, is {got:?}");
                }
            }
        }
    }
    assert!(count >= 60, "only {count} fixtures");
    assert_eq!(wrong, 0, "of {count}");
}

#[test]
fn automatic_mail_says_what_gave_it_away() {
    let raw = std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/mail/auto-reply/vacation-with-confirm-subject.eml"),
    )
    .expect("is there");
    let Some(Automatic::Reply { sign }) = message(&raw).automatic else {
        panic!("no reply");
    };
    assert_eq!(sign, "Auto-Submitted: auto-replied");
}
