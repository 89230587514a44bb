//! Which mail of ours an answer shows to have read, and where.

use super::stage::{Answer, ID, REFERENCE, REPLY, receipt};
use secird::domain::address::EmailAddress;
use secird::domain::ids::MessageId;
use secird::mail::body::{Line, Text};
use secird::sender::{Place, Proof, Receipt, proofs};
use std::time::{Duration, Instant};

fn found(answer: &Answer, plain: &str, html: &str) -> Option<Place> {
    let mut message = answer.message();
    message.body.plain = text(plain);
    message.body.html = text(html);
    let all = proofs(&message, &[receipt()]);
    assert!(all.len() <= 1);
    all.first().map(|proof| proof.place)
}

fn text(lines: &str) -> Option<Text> {
    (!lines.is_empty()).then(|| Text {
        lines: lines
            .lines()
            .map(|line| Line {
                text: line.to_owned(),
                ..Line::default()
            })
            .collect(),
    })
}

#[test]
fn the_surest_place_is_told() {
    let bare = Answer {
        thread: String::new(),
        ..Answer::default()
    };
    let check = |thread: String, plain: &str, expect: Option<Place>| {
        let answer = Answer {
            thread: thread.clone(),
            ..Answer::default()
        };
        assert_eq!(found(&answer, plain, ""), expect, "{thread} {plain}");
    };
    let id = ID;
    check(
        format!("In-Reply-To: <{id}>\nReferences: <{id}>\n"),
        REFERENCE,
        Some(Place::InReplyTo),
    );
    check(
        format!("References: <{id}>\nCc: {REPLY}\n"),
        REFERENCE,
        Some(Place::References),
    );
    check(
        format!("Cc: {REPLY}\n"),
        REFERENCE,
        Some(Place::ReplyAddress),
    );
    check(
        String::new(),
        &format!("{REFERENCE} {id}"),
        Some(Place::Reference),
    );
    check(
        String::new(),
        &format!("Message-ID: <{id}>"),
        Some(Place::MessageIdInBody),
    );
    check(String::new(), "I confirm.", None);
    assert_eq!(found(&bare, "", REFERENCE), Some(Place::Reference), "HTML");
    assert_eq!(found(&bare, "", ""), None);
}

#[test]
fn quoting_and_wrapping_do_not_hide_the_reference() {
    let bare = Answer {
        thread: String::new(),
        ..Answer::default()
    };
    let check = |plain: &str, expect: Option<Place>| {
        assert_eq!(found(&bare, plain, ""), expect, "{plain}");
    };
    let (head, tail) = REFERENCE.split_at(30);
    check(&format!("> {REFERENCE}"), Some(Place::Reference));
    check(&format!(">> {head}\n>> {tail}"), Some(Place::Reference));
    check(
        &format!("confirm{}", REFERENCE.replace(' ', "  ")),
        Some(Place::Reference),
    );
    check(&REFERENCE.to_uppercase(), Some(Place::Reference));
    check(&format!("{head}x{tail}"), None);
    check(head, None);
    check(tail, None);
    check(
        &format!("a line\n{REFERENCE}\nanother"),
        Some(Place::Reference),
    );
    check(&format!("Grüße 確認 {REFERENCE}"), Some(Place::Reference));
}

#[test]
fn a_secret_is_not_put_together_from_two_texts() {
    let bare = Answer {
        thread: String::new(),
        ..Answer::default()
    };
    let (head, tail) = REFERENCE.split_at(30);
    assert_eq!(found(&bare, head, tail), None);
}

#[test]
fn the_receipts_of_all_cases_are_told_apart() {
    let numbered = |n: usize| Receipt {
        message_id: MessageId::parse(&format!("tldops.{n:032x}@ops.example")).unwrap(),
        reply_address: EmailAddress::parse(&format!("secretariat+{n:032x}@ops.example")).ok(),
        reference: Some(format!("TLD-OPS reference: {n:032x}")),
        sent: super::stage::ago(1),
    };
    let receipts: Vec<Receipt> = (0..3_000).map(numbered).collect();
    let mut message = Answer {
        thread: format!(
            "References: <{}> <{}>\n",
            receipts[7].message_id, receipts[3].message_id
        ),
        ..Answer::default()
    }
    .message();
    let filler = "lorem ipsum dolor sit amet ".repeat(10_000);
    message.body.plain = text(&format!(
        "{filler}\n> {}\n{filler}",
        receipts[2_999].reference.as_ref().unwrap()
    ));
    let begun = Instant::now();
    let all = proofs(&message, &receipts);
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(
        all,
        [
            Proof {
                place: Place::References,
                index: 3
            },
            Proof {
                place: Place::References,
                index: 7
            },
            Proof {
                place: Place::Reference,
                index: 2_999
            },
        ]
    );
}

#[test]
fn a_short_reference_is_no_secret() {
    let mut message = Answer {
        thread: String::new(),
        ..Answer::default()
    }
    .message();
    message.body.plain = text("nl nl nl");
    let receipt = Receipt {
        reference: Some("nl".to_owned()),
        ..receipt()
    };
    assert_eq!(proofs(&message, &[receipt]), []);
}
