//! The honest twin of every spoof is trusted.

use super::stage::{Answer, BORDER, ID, PASS, REFERENCE, REPLY, Stage, admin, ago};
use secird::sender::{Authentication, Border, Verdict};

fn trusted(name: &str, stage: &Stage, answer: &Answer) {
    let judgement = stage.judge(&answer.message());
    assert_eq!(judgement.verdict, Verdict::Trusted, "{name}: {judgement:?}");
    assert!(judgement.evidence.from_identical, "{name}");
    assert!(judgement.evidence.proof_of_receipt, "{name}");
    assert!(judgement.evidence.parsers_agree, "{name}");
}

#[test]
fn the_honest_answer_is_trusted_with_its_evidence() {
    let judgement = Stage::default().judge(&Answer::default().message());
    assert_eq!(judgement.verdict, Verdict::Trusted);
    let evidence = judgement.evidence;
    assert_eq!(evidence.address.unwrap().to_string(), "admin@nic.example");
    assert_eq!(evidence.authentication, Authentication::Pass);
    assert_eq!(evidence.record_read, Some(ago(1)));
    assert_eq!(
        evidence.stamp.as_deref(),
        Some("mx.ops.example; dmarc=pass header.from=nic.example")
    );
}

#[test]
fn honest_authors_are_trusted() {
    for from in [
        "From: admin@nic.example\n",
        "From: <admin@nic.example>\n",
        "From: Admin@NIC.Example\n",
        "From: \"Doe, Jane\" <admin@nic.example>\n",
        "From: admin@nic.example (Jane Doe)\n",
        "From: =?utf-8?Q?J=C3=B6rg?= <admin@nic.example>\n",
        "From: \"evil@bad.example\" <admin@nic.example>\n",
        "From: Jörg Döe\n <admin@nic.example>\n",
    ] {
        let answer = Answer {
            from: from.to_owned(),
            ..Answer::default()
        };
        trusted(from, &Stage::default(), &answer);
    }
}

#[test]
fn honest_threads_are_trusted() {
    for thread in [
        format!("References: <first@nic.example> <{ID}>\n"),
        format!("In-Reply-To: <other@nic.example>\nReferences: <{ID}>\n"),
        format!("In-Reply-To: Your message of \"Mon\" <{ID}>\n"),
        format!("In-Reply-To: <{}>\n", ID.to_uppercase()),
        format!("Cc: {REPLY}\n"),
        format!("Delivered-To: {REPLY}\n"),
        format!("X-Original-To: {}\n", REPLY.to_uppercase()),
    ] {
        let answer = Answer {
            thread: thread.clone(),
            ..Answer::default()
        };
        trusted(&thread, &Stage::default(), &answer);
    }
}

#[test]
fn honest_stamps_are_trusted() {
    for results in [
        "dmarc=pass header.from=nic.example",
        "dmarc=pass (p=none dis=none) header.from=NIC.example",
        "dkim=pass header.i=@nic.example; spf=pass smtp.mailfrom=admin@nic.example; dmarc=pass header.from=nic.example",
        "dkim=fail header.d=list.example; dkim=pass header.d=nic.example; dmarc=pass header.from=nic.example",
        "spf=softfail smtp.mailfrom=relay.example; dmarc=pass header.from=nic.example",
        "dmarc=none header.from=nic.example; dkim=pass header.d=nic.example",
        "dkim=pass header.d=nic.example",
        "dkim=pass header.i=@nic.example",
        "dkim=pass header.i=desk@nic.example",
        "spf=pass smtp.mailfrom=admin@nic.example",
        "spf=pass smtp.mailfrom=nic.example",
        "none",
        "dkim=none; spf=none smtp.mailfrom=nic.example; dmarc=none header.from=nic.example",
        "spf=neutral smtp.mailfrom=nic.example",
    ] {
        let stamp = format!("Authentication-Results: mx.ops.example; {results}\n");
        trusted(
            results,
            &Stage::default(),
            &Answer {
                stamp,
                ..Answer::default()
            },
        );
    }
}

#[test]
fn honest_ways_through_the_border_are_trusted() {
    let stage = Stage::default();
    let inner = "Received: from mx.ops.example (mx.ops.example [192.0.2.9])\n\tby imap.ops.example with LMTP id 2; Mon\n";
    for (name, stamp, border) in [
        ("Postfix", format!("{inner}{PASS}"), BORDER.to_owned()),
        ("Gmail", String::new(), format!("{BORDER}{PASS}")),
        (
            "with a forged one below",
            PASS.to_owned(),
            format!("{BORDER}Received: from a by b.example; Mon\n{PASS}"),
        ),
        (
            "with the sender's own stamp below",
            PASS.to_owned(),
            format!("{BORDER}Authentication-Results: nic.example; dmarc=fail\n"),
        ),
    ] {
        trusted(
            name,
            &stage,
            &Answer {
                stamp,
                border,
                ..Answer::default()
            },
        );
    }
    let exchange = Stage {
        border: Border::ExchangeOnline,
        ..Stage::default()
    };
    let stamp = "Received: from A.prod.outlook.com (2603::1) by B.prod.outlook.com with HTTPS; Mon\nAuthentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=nic.example; dkim=pass (signature was verified) header.d=nic.example;dmarc=pass action=none header.from=nic.example;compauth=pass reason=100\n";
    let border = "Received: from mail.nic.example (192.0.2.1) by C.mail.protection.outlook.com (10.0.0.1); Mon\n";
    trusted(
        "Exchange Online",
        &exchange,
        &Answer {
            stamp: stamp.to_owned(),
            border: border.to_owned(),
            ..Answer::default()
        },
    );
}

#[test]
fn the_edges_of_time_are_still_trusted() {
    let answer = Answer::default();
    for hours in [0, 24, 25, 6 * 24, 7 * 24, -1] {
        let mut stage = Stage::default();
        stage.record.as_mut().unwrap().read = ago(hours);
        trusted(&format!("record {hours} h old"), &stage, &answer);
    }
    for hours in [0, 24, 30 * 24, -1] {
        let mut stage = Stage::default();
        stage.receipts[0].sent = ago(hours);
        trusted(&format!("request {hours} h old"), &stage, &answer);
    }
}

#[test]
fn a_demanded_pass_that_is_there_is_enough() {
    let stage = Stage {
        demand_pass: true,
        ..Stage::default()
    };
    trusted("pass", &stage, &Answer::default());
}

#[test]
fn an_address_written_in_another_case_is_the_same() {
    let stage = Stage {
        asked: Some(admin("ADMIN@Nic.Example")),
        ..Stage::default()
    };
    trusted("asked", &stage, &Answer::default());
}

#[test]
fn an_idn_domain_is_the_same_in_both_spellings() {
    let mut stage = Stage::default();
    stage.record.as_mut().unwrap().admin = admin("admin@xn--bcher-kva.example");
    stage.asked = Some(admin("admin@bücher.example"));
    let answer = Answer {
        from: "From: Admin <admin@bücher.example>\n".to_owned(),
        stamp:
            "Authentication-Results: mx.ops.example; dmarc=pass header.from=xn--bcher-kva.example\n"
                .to_owned(),
        ..Answer::default()
    };
    trusted("U-label", &stage, &answer);
}

#[test]
fn a_reply_that_lost_its_thread_is_trusted_by_the_quoted_request() {
    let (head, tail) = REFERENCE.split_at(28);
    for (name, more, body) in [
        (
            "quoted",
            "",
            format!("Confirm.\n\n> Dear admin,\n> {REFERENCE}\n"),
        ),
        (
            "re-wrapped",
            "",
            format!("Confirm.\n\n> Dear admin, {head}\n> {tail}\n"),
        ),
        (
            "without marks",
            "",
            format!("Confirm.\n\nFrom: Secretariat\nSent: Monday\n\n{REFERENCE}\n"),
        ),
        (
            "the id in a header block",
            "",
            format!("Confirm.\n\nMessage-ID: <{ID}>\n"),
        ),
        (
            "HTML only",
            "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n",
            format!("<p>Confirm.</p><blockquote><p>Dear admin,<br>{REFERENCE}</p></blockquote>\n"),
        ),
        (
            "quoted-printable",
            "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n",
            format!("Confirm.\n\n> {head}=\n{tail}\n"),
        ),
    ] {
        let answer = Answer {
            thread: String::new(),
            more: more.to_owned(),
            body,
            ..Answer::default()
        };
        trusted(name, &Stage::default(), &answer);
    }
}
