//! Anything as the value of a stamp, under our own border's name.
//!
//! A pass is believed only where the word stands, and a later failure always
//! takes it back; nothing that follows below changes what our border said.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::mail::{Limits, authentication};
use secird::sender::{Authentication, Border, Question, judge};

const BELOW: &str = "Received: from a (a [192.0.2.1]) by mx.ops.example; Mon, 23 Nov 2026 09:00:00 +0000\r\n";

fn word(fields: &str) -> Authentication {
    let raw = format!("{fields}From: admin@nic.example\r\nSubject: x\r\n\r\nConfirm.\r\n");
    let message = secird::mail::parse::parse(raw.as_bytes(), &Limits::default());
    let asked = RegistryAddress(EmailAddress::parse("admin@nic.example").unwrap());
    let border = Border::AuthservId {
        id: "mx.ops.example".to_owned(),
        hosts: Vec::new(),
        below: true,
    };
    let judgement = judge(
        &message,
        &Question {
            record: None,
            asked: Some(&asked),
            receipts: &[],
            border: &border,
            checked: None,
            demand_pass: false,
            now: "2026-11-23T10:00:00Z".parse().unwrap(),
        },
    );
    judgement.evidence.authentication
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let value = text.replace(['\r', '\n'], " ");
    drop(authentication::read(&value));
    let stamp = |more: &str| {
        format!("Authentication-Results: mx.ops.example; {value}{more}\r\n{BELOW}")
    };
    let said = word(&stamp(""));
    if said == Authentication::Pass {
        assert!(value.to_ascii_lowercase().contains("pass"), "{value}");
        let after = word(&stamp("; dmarc=fail header.from=nic.example"));
        assert_ne!(after, Authentication::Pass, "{value}");
    }
    let forged = "Authentication-Results: mx.ops.example; dmarc=pass header.from=nic.example\r\n";
    assert_eq!(word(&format!("{}{forged}", stamp(""))), said, "{value}");
    let stranger = format!("{BELOW}Authentication-Results: mx.ops.example; {value}\r\n");
    let stranger = stranger.replacen("by mx.ops.example", "by mx.elsewhere.example", 1);
    assert_eq!(word(&stranger), Authentication::Unstamped, "{value}");
});
