//! Each of the five points, alone, keeps a message from being trusted.

use super::stage::{Answer, ID, Stage, admin, ago};
use secird::mail::Defect;
use secird::sender::{Reason, Verdict};

fn doubtful(stage: &Stage, answer: &Answer, expect: &[Reason]) {
    let verdict = stage.judge(&answer.message()).verdict;
    let reasons = expect.to_vec();
    assert_eq!(verdict, Verdict::Doubtful { reasons });
}

fn foreign(stage: &Stage, answer: &Answer, expect: &[Reason]) {
    let verdict = stage.judge(&answer.message()).verdict;
    let reasons = expect.to_vec();
    assert_eq!(verdict, Verdict::Foreign { reasons });
}

#[test]
fn a_disputed_from_is_doubtful_never_foreign() {
    let answer = Answer {
        from: "From: evil@bad.example\nFrom: admin@nic.example\n".to_owned(),
        ..Answer::default()
    };
    let verdict = Stage::default().judge(&answer.message()).verdict;
    assert!(
        matches!(&verdict, Verdict::Doubtful { reasons } if reasons[0] == Reason::FromDisputed)
    );
}

#[test]
fn every_defect_is_weighed() {
    let check = |defect: Defect, expect: Option<Reason>| {
        let mut message = Answer::default().message();
        message.defects = vec![defect];
        let judgement = Stage::default().judge(&message);
        assert_eq!(
            judgement.verdict.reasons().first().copied(),
            expect,
            "{defect:?}"
        );
        assert_eq!(judgement.evidence.parsers_agree, expect.is_none());
    };
    for defect in [
        Defect::FromMissing,
        Defect::FromRepeated,
        Defect::FromNotOne,
        Defect::FromDisputed,
    ] {
        check(defect, Some(Reason::FromDisputed));
    }
    for defect in [
        Defect::SenderDisputed,
        Defect::ReplyToDisputed,
        Defect::SubjectDisputed,
        Defect::BodyDisputed,
        Defect::FieldRepeated,
        Defect::HeaderSyntax,
        Defect::HeaderControl,
        Defect::Unparsable,
    ] {
        check(defect, Some(Reason::ParsersDisagree));
    }
    for defect in [Defect::OverLimit, Defect::Undecodable, Defect::Opaque] {
        check(defect, None);
    }
}

#[test]
fn another_address_is_foreign() {
    let from = |from: &str| Answer {
        from: format!("From: {from}\n"),
        ..Answer::default()
    };
    let stage = Stage::default();
    foreign(&stage, &from("tech@nic.example"), &[Reason::NotTheAdmin]);
    for other in [
        "admin+x@nic.example",
        "a.dmin@nic.example",
        "admin@www.nic.example",
        "admin@nic.example.bad.example",
    ] {
        let verdict = stage.judge(&from(other).message()).verdict;
        assert!(
            matches!(&verdict, Verdict::Foreign { reasons } if reasons[0] == Reason::NotTheAdmin),
            "{other}: {verdict:?}"
        );
    }
}

#[test]
fn without_a_record_nobody_is_identical() {
    let stage = Stage {
        record: None,
        ..Stage::default()
    };
    doubtful(&stage, &Answer::default(), &[Reason::NoRecord]);
}

#[test]
fn a_record_older_than_a_week_is_stale() {
    let mut stage = Stage::default();
    stage.record.as_mut().unwrap().read = ago(7 * 24 + 1);
    doubtful(&stage, &Answer::default(), &[Reason::RecordStale]);
}

#[test]
fn an_address_that_changed_since_the_request_is_named() {
    let stage = Stage {
        asked: Some(admin("old@nic.example")),
        ..Stage::default()
    };
    doubtful(&stage, &Answer::default(), &[Reason::AddressChanged]);
    // The one we asked answers, but IANA has another by now.
    let answer = Answer {
        from: "From: old@nic.example\n".to_owned(),
        ..Answer::default()
    };
    doubtful(
        &stage,
        &answer,
        &[Reason::NotTheAdmin, Reason::AddressChanged],
    );
}

#[test]
fn without_the_secret_there_is_no_proof() {
    for thread in [
        String::new(),
        "In-Reply-To: <other@ops.example>\n".to_owned(),
        format!("In-Reply-To: <x{ID}>\n"),
        format!("In-Reply-To: <{}>\n", ID.replace("7d1f", "7d1e")),
        format!("X-In-Reply-To: <{ID}>\n"),
        format!("Bcc: {}\n", super::stage::REPLY),
    ] {
        let answer = Answer {
            thread,
            ..Answer::default()
        };
        doubtful(&Stage::default(), &answer, &[Reason::NoProofOfReceipt]);
    }
    let closed = Stage {
        receipts: Vec::new(),
        ..Stage::default()
    };
    doubtful(&closed, &Answer::default(), &[Reason::NoProofOfReceipt]);
}

#[test]
fn a_secret_older_than_thirty_days_is_void() {
    let mut stage = Stage::default();
    stage.receipts[0].sent = ago(30 * 24 + 1);
    doubtful(&stage, &Answer::default(), &[Reason::SecretVoid]);
}

#[test]
fn any_outstanding_mail_of_the_case_counts() {
    let mut stage = Stage::default();
    stage.receipts[0].sent = ago(31 * 24);
    let mut reminder = super::stage::receipt();
    reminder.reference = Some("TLD-OPS reference: ffffffffffffffffffffffffffffffff".to_owned());
    stage.receipts.push(reminder);
    let verdict = stage.judge(&Answer::default().message()).verdict;
    assert_eq!(verdict, Verdict::Trusted);
}

#[test]
fn the_borders_word_is_needed() {
    let stamp = |results: &str| Answer {
        stamp: format!("Authentication-Results: mx.ops.example; {results}\n"),
        ..Answer::default()
    };
    let stage = Stage::default();
    doubtful(
        &stage,
        &stamp("dmarc=fail header.from=nic.example"),
        &[Reason::AuthenticationFailed],
    );
    doubtful(
        &stage,
        &stamp("dmarc=temperror"),
        &[Reason::AuthenticationUnavailable],
    );
    let none = Answer {
        stamp: String::new(),
        ..Answer::default()
    };
    doubtful(&stage, &none, &[Reason::Unstamped]);
    let strict = Stage {
        demand_pass: true,
        ..Stage::default()
    };
    doubtful(&strict, &stamp("none"), &[Reason::PassDemanded]);
}

#[test]
fn the_most_telling_reason_stands_first() {
    let mut stage = Stage {
        demand_pass: true,
        receipts: Vec::new(),
        ..Stage::default()
    };
    stage.record.as_mut().unwrap().read = ago(1_000);
    let answer = Answer {
        from: "From: evil@bad.example\nSubject: x\n".to_owned(),
        stamp: "Authentication-Results: mx.ops.example; none\n".to_owned(),
        ..Answer::default()
    };
    foreign(
        &stage,
        &answer,
        &[
            Reason::NotTheAdmin,
            Reason::ParsersDisagree,
            Reason::RecordStale,
            Reason::NoProofOfReceipt,
            Reason::PassDemanded,
        ],
    );
}

#[test]
fn every_reason_has_a_word_and_a_short_sentence() {
    let all = [
        Reason::FromDisputed,
        Reason::ParsersDisagree,
        Reason::NotTheAdmin,
        Reason::NoRecord,
        Reason::RecordStale,
        Reason::AddressChanged,
        Reason::NoProofOfReceipt,
        Reason::SecretVoid,
        Reason::Unstamped,
        Reason::AuthenticationFailed,
        Reason::AuthenticationUnavailable,
        Reason::PassDemanded,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(Reason::code).collect();
    assert_eq!(codes.len(), all.len());
    for reason in all {
        let sentence = reason.to_string();
        assert!(
            sentence.ends_with('.') && sentence.len() <= 60,
            "{sentence}"
        );
        assert!(
            reason
                .code()
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'-')
        );
    }
}
