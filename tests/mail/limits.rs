//! Nothing costs more than its size, and nothing panics.

use proptest::prelude::*;
use secird::mail::parse::parse;
use secird::mail::{Defect, From, Limits};
use std::time::{Duration, Instant};

/// Generous for a debug build on a busy machine; the quadratic is minutes.
const PATIENCE: Duration = Duration::from_secs(20);

fn check(name: &str, raw: &[u8]) -> secird::mail::Message {
    let begun = Instant::now();
    let message = parse(raw, &Limits::default());
    let took = begun.elapsed();
    assert!(took < PATIENCE, "{name} took {took:?}");
    assert!(
        message.from.agreed().is_none(),
        "{name}: {:?}",
        message.from
    );
    message
}

#[test]
fn hostile_sizes_are_bounded() {
    let wide: String = (0..600_000).map(|_| "a@nic.example,").collect();
    let message = check(
        "600k addresses",
        format!("From: {wide}\r\n\r\nx").as_bytes(),
    );
    assert!(message.defects.contains(&Defect::OverLimit));

    let tall = "X-A: b\r\n".repeat(100_000);
    let message = check(
        "100k fields",
        format!("From: admin@nic.example\r\n{tall}\r\nx").as_bytes(),
    );
    assert!(message.defects.contains(&Defect::OverLimit));
    assert!(message.headers.fields.len() <= Limits::default().header_fields);

    let long = "x".repeat(1024 * 1024);
    check(
        "1 MB line",
        format!("From: admin@nic.example\r\nX: {long}\r\n\r\nx").as_bytes(),
    );
    check(
        "1 MB name",
        format!("From: {long} <admin@nic.example>\r\n\r\nx").as_bytes(),
    );
    check("no line at all", long.as_bytes());

    let words = "=?utf-8?Q?a?= ".repeat(15_000);
    let message = check(
        "15k encoded words",
        format!("Subject: {words}\r\n\r\nx").as_bytes(),
    );
    assert!(message.defects.contains(&Defect::SubjectDisputed));
    check(
        "many =?",
        format!("From: {}\r\n\r\nx", "=?".repeat(120_000)).as_bytes(),
    );
    check(
        "many (",
        format!("From: {}\r\n\r\nx", "(".repeat(5_000_000)).as_bytes(),
    );
    check(
        "many <",
        format!("References: {}\r\n\r\nx", "<".repeat(200_000)).as_bytes(),
    );
}

#[test]
fn three_thousand_nested_parts_are_bounded() {
    let mut raw = String::from("From: x\r\nMIME-Version: 1.0\r\n");
    for n in 0..3_000 {
        raw.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"
        ));
    }
    check("nested", raw.as_bytes());
}

#[test]
fn behind_the_limit_a_second_from_may_stand() {
    let limits = Limits {
        header_fields: 3,
        ..Limits::default()
    };
    let raw = b"From: admin@nic.example\r\nA: 1\r\nB: 2\r\nC: 3\r\nFrom: evil@bad.example\r\n\r\nx";
    let message = parse(raw, &limits);
    assert!(matches!(message.from, From::Disputed { .. }));
    assert!(message.defects.contains(&Defect::OverLimit));
}

#[test]
fn a_body_over_the_limit_does_not_dispute_the_author() {
    let limits = Limits {
        message: 200,
        ..Limits::default()
    };
    let raw = format!("From: admin@nic.example\r\n\r\n{}", "x\r\n".repeat(200));
    let message = parse(raw.as_bytes(), &limits);
    assert!(message.from.agreed().is_some());
    assert!(message.defects.contains(&Defect::OverLimit));
    assert_eq!(message.size, raw.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_bytes_never_panic(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let message = parse(&raw, &Limits::default());
        prop_assert_eq!(message.size, raw.len());
    }

    #[test]
    fn random_mail_like_text_never_panics(
        raw in "((From|Sender|Subject|Content-Type|Received|X)? ?:? ?[ -~\r\n\t<>\"()=?ü\u{0}]{0,40}\r?\n){0,12}"
    ) {
        let message = parse(raw.as_bytes(), &Limits::default());
        prop_assert_eq!(message.size, raw.len());
    }
}

#[test]
fn lines_that_may_bound_parts_are_counted_before_they_are_parts() {
    let head = "From: admin@nic.example\r\nMIME-Version: 1.0\r\nContent-Type: ";
    let bounds = |most: usize| "--b\r\n".repeat(most);
    let mixed = format!(
        "{head}multipart/mixed; boundary=b\r\n\r\n{}",
        bounds(20_000)
    );
    let over = |text: &str| {
        let message = parse(text.as_bytes(), &Limits::default());
        message.defects.contains(&Defect::OverLimit)
    };
    assert!(over(&mixed));
    // A long text of dashes bounds nothing.
    let dashes = "-- x\r\n".repeat(9_000);
    assert!(!over(&format!("{head}text/plain\r\n\r\n{dashes}")));
}
