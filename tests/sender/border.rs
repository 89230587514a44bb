//! The border's word, seen from the From domain.

use super::stage::{Answer, Stage};
use secird::sender::Authentication::{self, Fail, None, Pass, Unavailable, Unstamped};
use secird::sender::{Border, Reason, Verdict};

fn said(results: &str) -> Authentication {
    let answer = Answer {
        stamp: format!("Authentication-Results: mx.ops.example; {results}\n"),
        ..Answer::default()
    };
    Stage::default()
        .judge(&answer.message())
        .evidence
        .authentication
}

#[test]
fn alignment_decides() {
    let check = |results: &str, expect: Authentication| {
        assert_eq!(said(results), expect, "{results}");
    };
    check("dmarc=pass header.from=nic.example", Pass);
    check("dmarc=pass header.from=bad.example", Fail);
    check("dmarc=pass header.from=x.nic.example", Fail);
    check("dmarc=pass header.from=nic.example.bad.example", Fail);
    check(
        "dmarc=pass header.from=nic.example header.from=bad.example",
        Unavailable,
    );
    check("dmarc=pass", Unavailable);
    check("dmarc=pass header.from=", Fail);
    check("dmarc=fail header.from=nic.example", Fail);
    check(
        "dmarc=fail header.from=nic.example; dkim=pass header.d=nic.example",
        Fail,
    );
    check(
        "dmarc=pass header.from=nic.example; dmarc=fail header.from=nic.example",
        Fail,
    );
    check(
        "dmarc=fail header.from=nic.example; dmarc=pass header.from=nic.example",
        Fail,
    );
    check("dmarc=temperror header.from=nic.example", Unavailable);
    check(
        "dmarc=temperror; dkim=pass header.d=nic.example",
        Unavailable,
    );
    check("dmarc=permerror; dkim=fail header.d=nic.example", Fail);
    check("dmarc=bestguesspass header.from=nic.example", Unavailable);
}

#[test]
fn without_a_policy_only_the_domains_own_pass_counts() {
    let check = |results: &str, expect: Authentication| {
        assert_eq!(said(results), expect, "{results}");
    };
    check("dmarc=none; dkim=pass header.d=nic.example", Pass);
    check("dmarc=none; dkim=pass header.d=bad.example", Unavailable);
    check(
        "dmarc=none; dkim=pass header.d=bad.example header.i=@nic.example",
        Unavailable,
    );
    check("dkim=pass header.d=nic.example", Pass);
    check(
        "dkim=pass header.d=nic.example; dkim=fail header.d=list.example",
        Pass,
    );
    check("dkim=fail header.d=nic.example", Fail);
    check("dkim=policy header.d=nic.example", Fail);
    check("dkim=pass header.d=example", Unavailable);
    check("dkim=pass header.d=x.nic.example", Unavailable);
    check(
        "dkim=pass header.d=nic.example header.d=bad.example",
        Unavailable,
    );
    check("dkim=temperror", Unavailable);
    check("dkim=neutral; spf=none", Unavailable);
    check("dkim=none; spf=neutral", None);
    check("dkim=pass header.b=nic.example", Unavailable);
    check("spf=pass smtp.mailfrom=nic.example", Pass);
    check("spf=pass smtp.mailfrom=admin@nic.example", Pass);
    check("spf=pass smtp.mailfrom=<admin@nic.example>", Pass);
    check("spf=pass smtp.mailfrom=x.nic.example", Unavailable);
    check(
        "spf=pass smtp.mailfrom=\"a@nic.example\"@bad.example",
        Unavailable,
    );
    check("spf=pass smtp.helo=nic.example", Unavailable);
    check("spf=fail smtp.mailfrom=nic.example", Fail);
    check("spf=softfail smtp.mailfrom=nic.example", Fail);
    check(
        "spf=softfail smtp.mailfrom=bad.example; dkim=pass header.d=nic.example",
        Pass,
    );
    check("spf=permerror", Unavailable);
    check("dmarc=pass (unclosed header.from=nic.example", Unavailable);
}

#[test]
fn only_who_has_looked_can_have_found_nothing() {
    let check = |results: &str, expect: Authentication| {
        assert_eq!(said(results), expect, "{results}");
    };
    check("iprev=pass policy.iprev=192.0.2.1; auth=fail", Unavailable);
    check("", Unavailable);
    check("(dmarc=pass header.from=nic.example)", Unavailable);
    check("none", None);
}

#[test]
fn a_stamp_of_another_version_says_nothing() {
    let check = |version: &str, expect: Authentication| {
        let answer = Answer {
            stamp: format!(
                "Authentication-Results: mx.ops.example{version}; dmarc=pass header.from=nic.example\n"
            ),
            ..Answer::default()
        };
        let judged = Stage::default().judge(&answer.message());
        assert_eq!(judged.evidence.authentication, expect, "{version}");
    };
    check("", Pass);
    check(" 1", Pass);
    check(" 2", Unavailable);
    check(" 11", Unavailable);
}

#[test]
fn a_parent_domain_signs_for_its_children() {
    let mut stage = Stage::default();
    let admin = super::stage::admin("admin@desk.nic.example");
    stage.record.as_mut().unwrap().admin = admin.clone();
    stage.asked = Some(admin);
    let check = |results: &str, expect: Authentication| {
        let answer = Answer {
            from: "From: admin@desk.nic.example\n".to_owned(),
            stamp: format!("Authentication-Results: mx.ops.example; {results}\n"),
            ..Answer::default()
        };
        let said = stage.judge(&answer.message()).evidence.authentication;
        assert_eq!(said, expect, "{results}");
    };
    check("dkim=pass header.d=desk.nic.example", Pass);
    check("dkim=pass header.d=nic.example", Pass);
    check("dkim=pass header.d=example", Unavailable);
    check("dkim=pass header.d=k.nic.example", Unavailable);
    check("dmarc=pass header.from=nic.example", Fail);
}

#[test]
fn without_a_border_nothing_is_trusted() {
    let stage = Stage {
        border: Border::Absent,
        ..Stage::default()
    };
    let judgement = stage.judge(&Answer::default().message());
    assert_eq!(judgement.evidence.authentication, Unstamped);
    assert_eq!(
        judgement.verdict,
        Verdict::Doubtful {
            reasons: vec![Reason::Unstamped]
        }
    );
}

#[test]
fn the_stamp_kept_as_evidence_is_cut() {
    let answer = Answer {
        stamp: format!(
            "Authentication-Results: mx.ops.example; none ({})\n",
            "é".repeat(1_000)
        ),
        ..Answer::default()
    };
    let judgement = Stage::default().judge(&answer.message());
    assert_eq!(judgement.evidence.stamp.unwrap().chars().count(), 300);
}
