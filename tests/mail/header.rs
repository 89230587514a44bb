//! The header block: its lines, its doubles, its ids and recipients.

use super::from::with_head;
use secird::mail::parse::parse;
use secird::mail::{Defect, Limits, Message};

fn read(raw: &str) -> Message {
    parse(raw.as_bytes(), &Limits::default())
}

#[test]
fn a_maildir_file_with_lf_ends_is_no_defect() {
    let lf = "From: admin@nic.example\nTo: s@ops.example\nSubject: Re: a\n b\n\nconfirm\n";
    let message = read(lf);
    assert_eq!(message.defects, []);
    assert_eq!(message.subject, "Re: a b");
}

#[test]
fn the_same_mail_delivered_twice_has_one_core() {
    let mail = "From: admin@nic.example\r\nTo: s@ops.example\r\nSubject: Re\r\nMessage-ID: <a@b.example>\r\n\r\nconfirm\r\nJane\r\n";
    let first = read(mail);
    let traced = read(&format!(
        "Return-Path: <x@y.example>\r\nReceived: by mx.ops.example; Mon\r\n{mail}"
    ));
    assert_ne!(first.digest, traced.digest);
    assert_eq!(first.core, traced.core, "the trace is not the mail");
    assert_eq!(
        first.core,
        read(&mail.replace("\r\n", "\n")).core,
        "line ends"
    );
    for changed in [
        mail.replace("confirm", "deny"),
        mail.replace("Subject: Re", "Subject: Fw"),
        mail.replace("<a@b.example>", "<c@b.example>"),
        mail.replace("admin@", "edmin@"),
        mail.replace("To: s@", "In-Reply-To: <s@x.example>\r\nTo: s@"),
    ] {
        assert_ne!(first.core, read(&changed).core, "{changed}");
    }
}

#[test]
fn an_mbox_separator_is_skipped_and_a_spaced_from_is_not_one() {
    let message = read(
        "From admin@nic.example Mon Nov 23 10:00:00 2026\nFrom: admin@nic.example\nSubject: x\n\nconfirm\n",
    );
    assert_eq!(message.defects, []);
    assert!(message.from.agreed().is_some());
    let message = read("From : Mon admin@nic.example\nFrom: evil@bad.example\n\nconfirm\n");
    assert!(message.from.agreed().is_none());
}

#[test]
fn a_field_that_may_stand_once_is_counted() {
    for name in [
        "Sender",
        "Reply-To",
        "To",
        "Cc",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "References",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    ] {
        let value = match name {
            "Subject" => "x",
            "Date" => "Mon, 23 Nov 2026 10:00:00 +0000",
            "Content-Type" => "text/plain",
            "Content-Transfer-Encoding" => "7bit",
            "MIME-Version" => "1.0",
            "Message-ID" | "In-Reply-To" | "References" => "<9@nic.example>",
            _ => "a@nic.example",
        };
        let one = format!("From: admin@nic.example\r\n{name}: {value}\r\n");
        let single = read(&format!("{one}\r\nconfirm\r\n"));
        assert_eq!(single.defects, [], "{name} once");
        let double = read(&format!(
            "{one}{}: {value}\r\n\r\nconfirm\r\n",
            name.to_uppercase()
        ));
        assert_eq!(double.defects, [Defect::FieldRepeated], "{name} twice");
    }
}

#[test]
fn each_oddity_of_the_block_has_its_defect() {
    use Defect::{HeaderControl, HeaderSyntax};
    let check = |head: &[u8], expect: &[Defect]| {
        let mut raw = b"From: admin@nic.example\r\n".to_vec();
        raw.extend_from_slice(head);
        raw.extend_from_slice(b"Subject: x\r\n\r\nconfirm\r\n");
        let message = parse(&raw, &Limits::default());
        let found: Vec<Defect> = message
            .defects
            .into_iter()
            .filter(|d| matches!(d, HeaderControl | HeaderSyntax))
            .collect();
        assert_eq!(found, expect, "{}", String::from_utf8_lossy(head));
    };
    check(b"X-Note: y\r\n", &[]);
    check(b"X-Note:\r\n", &[]);
    check(b"X-Note: a\r\n\tb\r\n  c\r\n", &[]);
    check("X-Note: Jörg\r\n".as_bytes(), &[]);
    check(b"X Note: y\r\n", &[HeaderSyntax]);
    check(b"X-Note : y\r\n", &[HeaderSyntax]);
    check(b": y\r\n", &[HeaderSyntax]);
    check(b"X-Note\r\n", &[HeaderSyntax]);
    check(b"X-Note: y\r\n \t\r\n", &[HeaderSyntax]);
    check("X-Nöte: y\r\n".as_bytes(), &[HeaderSyntax]);
    check(b"X-Note: y\rz\r\n", &[HeaderControl]);
    check(b"X-Note: y\0z\r\n", &[HeaderControl]);
    check(b"X-Note: y\x0bz\r\n", &[HeaderControl]);
    check(b"X-Note: y\n", &[HeaderControl]);
}

#[test]
fn ids_are_read_out_of_what_programs_write() {
    let check = |fields: &str, answers: &[&str], refers: &[&str]| {
        let message = with_head(format!("From: a@nic.example\r\n{fields}").as_bytes());
        let ids = |list: &[secird::domain::ids::MessageId]| -> Vec<String> {
            list.iter().map(ToString::to_string).collect()
        };
        assert_eq!(ids(&message.thread.in_reply_to), answers, "{fields}");
        assert_eq!(ids(&message.thread.references), refers, "{fields}");
    };
    check("", &[], &[]);
    check("In-Reply-To: <a@b>\r\n", &["a@b"], &[]);
    check("In-Reply-To: a@b\r\n", &["a@b"], &[]);
    check(
        "In-Reply-To: Your message of \"Mon, 23 Nov\" <a@b> by Jane\r\n",
        &["a@b"],
        &[],
    );
    check(
        "References: <a@b>\r\n\t<c@d>,<e@f> junk <g@h>\r\n",
        &[],
        &["a@b", "c@d", "e@f", "g@h"],
    );
    check("References: <a@b><c@d>\r\n", &[], &["a@b", "c@d"]);
    check("References: <aaaa\r\n bbbb@c>\r\n", &[], &["aaaabbbb@c"]);
    check("References: <a@b <c@d>\r\n", &[], &["c@d"]);
    check("References: <> <ü@x> <a@b\r\n", &[], &[]);
}

#[test]
fn at_most_a_hundred_ids_are_kept_the_nearest() {
    let many: String = (0..500).map(|n| format!(" <{n}@b>")).collect();
    let message = with_head(format!("From: a@nic.example\r\nReferences:{many}\r\n").as_bytes());
    assert_eq!(message.thread.references.len(), 100);
    assert_eq!(message.thread.references[99].as_str(), "499@b");
}

#[test]
fn recipients_are_all_who_are_named() {
    let message = read(
        "Delivered-To: secretariat@ops.example\nX-Original-To: secretariat+abc@ops.example\nEnvelope-To: c@ops.example\nFrom: a@nic.example\nTo: \"Doe, Jane\" <secretariat@ops.example>, group: x@y.example;\nCc: tech@nic.example (Tech),\n Jörg <j@nic.example>\nBcc: hidden@nic.example\n\nhi\n",
    );
    let all: Vec<String> = message.recipients.iter().map(ToString::to_string).collect();
    assert_eq!(
        all,
        [
            "secretariat@ops.example",
            "x@y.example",
            "tech@nic.example",
            "j@nic.example",
            "secretariat+abc@ops.example",
            "c@ops.example",
        ]
    );
    let many: String = (0..5_000).map(|n| format!("a{n}@nic.example, ")).collect();
    let message = read(&format!(
        "From: a@nic.example\nTo: {many}z@nic.example\n\nhi\n"
    ));
    assert_eq!(message.recipients.len(), 100);
}

#[test]
fn its_own_id_is_known_only_when_it_has_one() {
    let check = |fields: &str, expect: Option<&str>| {
        let message = read(&format!("From: a@nic.example\n{fields}\nhi\n"));
        assert_eq!(
            message.message_id.as_ref().map(|id| id.as_str()),
            expect,
            "{fields}"
        );
    };
    check("Message-ID: <a@b>\n", Some("a@b"));
    check("Message-Id:\n <a@b>\n", Some("a@b"));
    check("", None);
    check("Message-ID: <a@b>\nMessage-ID: <a@b>\n", None);
    check("Message-ID: <a@b> <c@d>\n", None);
}
