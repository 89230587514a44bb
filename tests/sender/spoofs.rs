//! Spoofs: none of them is ever trusted.

use super::stage::{Answer, BORDER, ID, PASS, Stage};
use proptest::prelude::*;
use secird::mail::Limits;
use secird::mail::parse::parse;
use secird::sender::{Border, Verdict};

/// From fields that try to be read as the admin's.
const AUTHORS: &[&str] = &[
    "From: evil@bad.example\n",
    "From: admin@nic.example <evil@bad.example>\n",
    "From: \"admin@nic.example\" <evil@bad.example>\n",
    "From: \"Jane Doe <admin@nic.example>\" <evil@bad.example>\n",
    "From: =?utf-8?Q?admin=40nic.example?= <evil@bad.example>\n",
    "From: =?utf-8?Q?Jane_=3Cadmin=40nic.example=3E?= <evil@bad.example>\n",
    "From: =?utf-8?Q?admin=40nic.example=0D=0AX=3A?= <evil@bad.example>\n",
    "From: evil@bad.example (admin@nic.example)\n",
    "From: (admin@nic.example) evil@bad.example\n",
    "From: admin@nic.example, evil@bad.example\n",
    "From: evil@bad.example, admin@nic.example\n",
    "From: <evil@bad.example> <admin@nic.example>\n",
    "From: <admin@nic.example>, <evil@bad.example>\n",
    "From: admins: admin@nic.example;\n",
    "From: <@bad.example:admin@nic.example>\n",
    "From: admin@nic.example@bad.example\n",
    "From: admin%nic.example@bad.example\n",
    "From: \"admin@nic.example\"@bad.example\n",
    "From: \"admin\"@nic.example\n",
    "From: admin(x)@nic.example\n",
    "From: <admin@nic.example(x)>\n",
    "From: adm\u{456}n@nic.example\n",
    "From: admin@n\u{456}c.example\n",
    "From: admin@nic\u{200b}.example\n",
    "From: admin@nic.example\u{202e}\n",
    "From: \u{430}dmin@nic.example\n",
    "From: admin@nic.ex\u{430}mple\n",
    "From: admin@nlc.example\n",
    "From: admin@nic.example.bad.example\n",
    "From: admin@nic-example.bad.example\n",
    "From: admin@sub.nic.example\n",
    "From: admin+tld@nic.example\n",
    "From: a.d.m.i.n@nic.example\n",
    "From: administrator@nic.example\n",
    "From: tech@nic.example\n",
    "From: ssc@nic.example\n",
    "From: evil@bad.example\nFrom: admin@nic.example\n",
    "From: admin@nic.example\nFrom: evil@bad.example\n",
    "From : admin@nic.example\nFrom: evil@bad.example\n",
    "Fr om: admin@nic.example\nFrom: evil@bad.example\n",
    "From: evil@bad.example\rFrom: admin@nic.example\n",
    "From: evil@bad.example\n \n admin@nic.example\n",
    "From: admin@nic.example\0.bad.example\n",
    "From:\n",
    "",
    "Sender: admin@nic.example\n",
    "Sender: admin@nic.example\nFrom: evil@bad.example\n",
    "Reply-To: admin@nic.example\nFrom: evil@bad.example\n",
    "Resent-From: admin@nic.example\nFrom: evil@bad.example\n",
    "Return-Path: <admin@nic.example>\nFrom: evil@bad.example\n",
    "X-Original-From: admin@nic.example\nFrom: evil@bad.example\n",
    "From: 'Jane Doe' via List <list@lists.example>\nReply-To: admin@nic.example\n",
    "garbage\nFrom: admin@nic.example\n",
    "From: admin@nic.example\r\n",
    "From: =?utf-8?B?YWRtaW5AbmljLmV4YW1wbGU=?=\n",
    "From: <=?utf-8?B?YWRtaW5AbmljLmV4YW1wbGU=?=>\n",
    "From: mailto:admin@nic.example\n",
    "From: admin@[192.0.2.1]\n",
];

#[test]
fn no_spoofed_author_is_trusted() {
    assert!(AUTHORS.len() >= 50);
    for from in AUTHORS {
        let answer = Answer {
            from: (*from).to_owned(),
            ..Answer::default()
        };
        let judgement = Stage::default().judge(&answer.message());
        assert_ne!(judgement.verdict, Verdict::Trusted, "{from:?}");
        assert!(!judgement.verdict.reasons().is_empty(), "{from:?}");
        assert!(
            !judgement.evidence.from_identical,
            "{from:?}: {judgement:?}"
        );
    }
}

/// Fields above and below the border's own Received line.
fn check(name: &str, stamp: &str, border: &str) {
    let answer = Answer {
        stamp: stamp.to_owned(),
        border: border.to_owned(),
        ..Answer::default()
    };
    let verdict = Stage::default().judge(&answer.message()).verdict;
    assert_ne!(verdict, Verdict::Trusted, "{name}");
}

#[test]
fn no_stamp_in_the_wrong_place_or_name_is_trusted() {
    let theirs = "Received: from a.bad.example by b.bad.example with ESMTP id 9; Mon\n";
    let helo = "Received: from mx.ops.example (evil.bad.example [192.0.2.66]) by mx.ops.example with ESMTP id 1; Mon\n";
    let fail = "Authentication-Results: mx.ops.example; dmarc=fail header.from=nic.example\n";
    let broken = "Authentication-Results: mx.ops.example; dmarc=fail (\n";
    check("no stamp", "", BORDER);
    check("below a stranger", "", &format!("{BORDER}{theirs}{PASS}"));
    check(
        "below a second line of ours",
        "",
        &format!("{BORDER}{BORDER}{PASS}"),
    );
    check("a HELO of ours", "", &format!("{helo}{helo}{PASS}"));
    check("a stranger on top", "", &format!("{theirs}{PASS}"));
    check("pass below fail", &format!("{fail}{PASS}"), BORDER);
    check(
        "pass below a broken one",
        &format!("{broken}{PASS}"),
        BORDER,
    );
    check(
        "pass below fail, Gmail's order",
        "",
        &format!("{BORDER}{fail}{PASS}"),
    );
    check("another id", &PASS.replace("mx.ops", "mx.0ps"), BORDER);
    check(
        "a longer id",
        &PASS.replace("ops.example;", "ops.example.bad.example;"),
        BORDER,
    );
    check(
        "an ARC field",
        &format!("ARC-{}", PASS.replace("s: ", "s: i=1; ")),
        BORDER,
    );
    check("an X field", &format!("X-{PASS}"), BORDER);
    check(
        "a spaced name",
        &PASS.replace("Authentication-", "Authentication -"),
        BORDER,
    );
    check("no id", &PASS.replace("mx.ops.example; ", ""), BORDER);
}

#[test]
fn no_stamp_that_says_it_elsewhere_is_trusted() {
    for results in [
        "dmarc=fail (dmarc=pass header.from=nic.example)",
        "dmarc=fail reason=\"; dmarc=pass header.from=nic.example\"",
        "spf=fail smtp.mailfrom=\";dmarc=pass header.from=nic.example;\"@bad.example",
        "dmarc=pass header.from=bad.example",
        "dmarc=pass header.from=bad.example; dmarc=pass header.from=nic.example",
        "dmarc=pass header.from=nic.example header.from=bad.example",
        "dkim=pass header.d=bad.example; spf=fail smtp.mailfrom=nic.example",
        "spf=pass smtp.mailfrom=bad.example; dkim=fail header.d=nic.example",
        "spf=softfail smtp.mailfrom=nic.example; dkim=none",
        "dkim=pass header.d=example; spf=softfail",
        "dmarc=temperror header.from=nic.example; dkim=pass header.d=nic.example",
    ] {
        let stamp = format!("Authentication-Results: mx.ops.example; {results}\n");
        check(results, &stamp, BORDER);
    }
}

#[test]
fn no_spoof_past_exchange_online_is_trusted() {
    let stage = Stage {
        border: Border::ExchangeOnline,
        ..Stage::default()
    };
    let pass = "Authentication-Results: spf=pass smtp.mailfrom=nic.example; dmarc=pass action=none header.from=nic.example\n";
    let fail = pass.replace("pass", "fail");
    let border = "Received: from x (192.0.2.66) by A.mail.protection.outlook.com (10.0.0.1); Mon\n";
    for (name, stamp) in [
        ("no stamp", border.to_owned()),
        (
            "below a stranger",
            format!("{border}Received: from x by y.bad.example; Mon\n{pass}"),
        ),
        ("pass below fail", format!("{fail}{border}{pass}")),
        ("with an id", PASS.to_owned()),
        (
            "another header.from",
            pass.replace("header.from=nic", "header.from=bad"),
        ),
    ] {
        let answer = Answer {
            stamp,
            border: String::new(),
            ..Answer::default()
        };
        assert_ne!(
            stage.judge(&answer.message()).verdict,
            Verdict::Trusted,
            "{name}"
        );
    }
}

#[test]
fn the_secret_alone_is_never_enough_nor_the_address_alone() {
    let stranger = Answer {
        from: "From: evil@bad.example\n".to_owned(),
        ..Answer::default()
    };
    let verdict = Stage::default().judge(&stranger.message()).verdict;
    assert!(matches!(verdict, Verdict::Foreign { .. }), "{verdict:?}");
    let guess = Answer {
        thread: String::new(),
        ..Answer::default()
    };
    let verdict = Stage::default().judge(&guess.message()).verdict;
    assert!(matches!(verdict, Verdict::Doubtful { .. }), "{verdict:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever happens to the bytes of the header block: who is trusted is the
    /// admin, by the secret, through the border.
    #[test]
    fn no_damage_to_the_header_makes_a_stranger_trusted(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        stranger in any::<bool>(),
    ) {
        let from = if stranger { "evil@bad.example" } else { "admin@nic.example" };
        let answer = Answer { from: format!("From: Jane <{from}>\n"), ..Answer::default() };
        let mut raw = answer.raw();
        let head = raw.windows(2).position(|w| w == b"\n\n").unwrap();
        for (place, byte) in flips {
            let at = place.index(head);
            raw[at] = byte;
        }
        let message = parse(&raw, &Limits::default());
        if Stage::default().judge(&message).verdict == Verdict::Trusted {
            prop_assert_eq!(
                message.from.agreed().unwrap().to_string().to_ascii_lowercase(),
                "admin@nic.example"
            );
            let text = String::from_utf8_lossy(&raw).to_ascii_lowercase();
            prop_assert!(text.contains(ID));
            prop_assert!(text.contains("mx.ops.example;"));
        }
    }

    /// Pieces of headers in any order and number never make a stranger's mail trusted.
    #[test]
    fn no_order_of_true_pieces_makes_a_stranger_trusted(
        pieces in proptest::collection::vec(0usize..9, 0..12),
    ) {
        let parts = [
            PASS,
            BORDER,
            "From: evil@bad.example\n",
            "From: admin@nic.example\n",
            "Sender: admin@nic.example\n",
            " admin@nic.example\n",
            "X: y\r",
            "From : admin@nic.example\n",
            "Received: from mx.ops.example ([10.0.0.1]) by mx.ops.example; Mon\n",
        ];
        let mut head: String = pieces.iter().map(|n| parts[*n]).collect();
        head.push_str(&format!("From: evil@bad.example\nIn-Reply-To: <{ID}>\n\nI confirm.\n"));
        let judgement = Stage::default().judge_raw(head.as_bytes());
        prop_assert_ne!(judgement.verdict, Verdict::Trusted);
    }
}
