//! Mail signed by other programs is judged by the records a real server has.
//!
//! `fixtures/verifier` holds zones, messages signed by dkimpy, by Perl's signer and
//! by hand, and what each must come to; `tests/verifier/make-mail` made all of it. NSD
//! serves the zones.

use crate::support::servers::Nsd;
use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::mail::Limits;
use secird::mail::parse::parse;
use secird::sender::{Authentication, Border, Judgement, Question, judge};
use secird::verifier::{Checked, Nameservers, Verifier};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/verifier")
}

fn message(name: &str) -> Vec<u8> {
    fs::read(here().join("mail").join(name)).unwrap()
}

/// NSD with the zones, and a check that asks it.
struct Ground {
    _nsd: Nsd,
    verifier: Verifier,
    runtime: tokio::runtime::Runtime,
}

impl Ground {
    fn new() -> Self {
        Self::of(&here().join("zones"))
    }

    fn of(zones: &Path) -> Self {
        let nsd = Nsd::start(zones);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let verifier = runtime.block_on(async {
            let hosts = vec!["mx.secretariat.example".to_owned()];
            Verifier::new(Nameservers::At(nsd.address), hosts, Limits::default()).unwrap()
        });
        Self {
            _nsd: nsd,
            verifier,
            runtime,
        }
    }

    fn check(&self, raw: &[u8]) -> Checked {
        self.runtime.block_on(self.verifier.check(raw))
    }
}

/// What the sender room makes of a check's words.
fn judged(raw: &[u8], field: &str) -> Judgement {
    let message = parse(raw, &Limits::default());
    let asked = message
        .from
        .agreed()
        .map(|from| RegistryAddress(from.0.clone()));
    let nobody = RegistryAddress(EmailAddress::parse("nobody@registry.example").unwrap());
    judge(
        &message,
        &Question {
            record: None,
            asked: Some(asked.as_ref().unwrap_or(&nobody)),
            receipts: &[],
            border: &Border::Own { hosts: Vec::new() },
            checked: Some(field),
            demand_pass: false,
            now: "2026-11-23T10:00:00Z".parse().unwrap(),
        },
    )
}

#[test]
fn every_message_comes_to_what_its_signer_and_dns_make_of_it() {
    let ground = Ground::new();
    let index = fs::read_to_string(here().join("index.tsv")).unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in index.lines().filter(|line| !line.starts_with('#')) {
        let [file, signer, expected, shows] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let raw = message(file);
        let checked = ground.check(&raw);
        let judgement = judged(&raw, &checked.field);
        let came = judgement.evidence.authentication;
        // A disputed From is nobody's, whatever is found of its signature.
        let disputed = judgement.evidence.address.is_none();
        let right = came.code() == expected
            || (expected == "fail" && disputed && came != Authentication::Pass);
        if !right {
            wrong.push(format!(
                "{file}: {} instead of {expected} ({shows})\n  {}",
                came.code(),
                checked.field
            ));
        }
        *counts.entry(format!("{expected} by {signer}")).or_default() += 1;
    }
    println!("{counts:#?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let files = fs::read_dir(here().join("mail")).unwrap().count();
    assert_eq!(
        files,
        counts.values().sum::<usize>(),
        "a message has no line in the index"
    );
}

#[test]
fn what_dns_says_plainly_is_not_asked_again() {
    let ground = Ground::new();
    for name in [
        "dkimpy-simple-simple.eml",
        "no-key.eml",
        "body-changed.eml",
        "nothing-published.eml",
    ] {
        assert!(!ground.check(&message(name)).again, "{name}");
    }
}

#[test]
fn a_server_that_refuses_to_answer_does_not_say_that_nothing_is_published() {
    let zones = tempfile::TempDir::new().unwrap();
    let one = "zones/list.example.zone";
    fs::copy(here().join(one), zones.path().join("list.example.zone")).unwrap();
    let ground = Ground::of(zones.path());
    for name in ["dkimpy-relaxed-relaxed.eml", "nothing-published.eml"] {
        let raw = message(name);
        let checked = ground.check(&raw);
        let judgement = judged(&raw, &checked.field);
        assert!(checked.again, "{}", checked.field);
        assert_eq!(
            judgement.evidence.authentication,
            Authentication::Unavailable
        );
    }
}

#[test]
fn without_any_dns_nothing_passes_and_the_check_ends() {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let deaf = socket.local_addr().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let raw = message("dkimpy-relaxed-relaxed.eml");
    let checked = runtime.block_on(async {
        let verifier = Verifier::new(Nameservers::At(deaf), Vec::new(), Limits::default());
        verifier.unwrap().check(&raw).await
    });
    assert!(checked.again, "{}", checked.field);
    assert_eq!(
        judged(&raw, &checked.field).evidence.authentication,
        Authentication::Unavailable
    );
}

#[test]
fn a_message_kept_with_unix_line_ends_is_the_same_message() {
    let ground = Ground::new();
    for name in [
        "dkimpy-simple-simple.eml",
        "dkimpy-relaxed-relaxed.eml",
        "mail-dkim-relaxed-relaxed.eml",
    ] {
        let text = String::from_utf8(message(name))
            .unwrap()
            .replace("\r\n", "\n");
        let checked = ground.check(text.as_bytes());
        assert!(
            checked.field.contains("dmarc=pass"),
            "{name}: {}",
            checked.field
        );
    }
}
