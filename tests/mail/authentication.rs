//! Which Authentication-Results is our border's, and what it says (RFC 8601).

use secird::mail::Limits;
use secird::mail::anchor::{Anchor, believed};
use secird::mail::authentication::{Outcome, Stamp, StampFault, read};
use secird::mail::header::HeaderBlock;
use secird::mail::parse::parse;

/// `method=outcome ptype.name=value …` of each result, for comparison.
fn told(stamp: &Stamp) -> String {
    let id = stamp.authserv_id.clone().unwrap_or_else(|| "-".to_owned());
    let results = match &stamp.results {
        Err(fault) => format!("{fault:?}"),
        Ok(results) => results
            .iter()
            .map(|r| {
                let mut text = format!("{}={:?}", r.method, r.outcome);
                for p in &r.properties {
                    text.push_str(&format!(" {}.{}={}", p.ptype, p.name, p.value));
                }
                if let Some(reason) = &r.reason {
                    text.push_str(&format!(" [{reason}]"));
                }
                text
            })
            .collect::<Vec<_>>()
            .join("; "),
    };
    format!("{id}: {results}")
}

#[test]
fn the_syntax_is_read_as_the_standard_writes_it() {
    let check = |value: &str, expect: &str| assert_eq!(told(&read(value)), expect, "{value}");
    // RFC 8601, appendix B.
    check("example.org 1; none", "example.org: ");
    check("example.com; none", "example.com: ");
    check(
        "example.com; spf=pass smtp.mailfrom=example.net",
        "example.com: spf=Pass smtp.mailfrom=example.net",
    );
    check(
        "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
        "example.com: auth=Pass smtp.auth=sender@example.net; spf=Pass smtp.mailfrom=example.net",
    );
    check(
        "example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net; dkim=fail reason=\"bad signature\" header.i=@newyork.example.com",
        "example.com: dkim=Pass header.i=@mail-router.example.net [good signature]; dkim=Fail header.i=@newyork.example.com [bad signature]",
    );
    check(
        "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
        "foo.example.net: dkim=Fail policy.expired=1362471462",
    );
    check(
        "x; dkim/1=pass header.d=a.example",
        "x: dkim=Pass header.d=a.example",
    );
    check(
        "x; DKIM=PASS Header.D=a.example",
        "x: dkim=Pass header.d=a.example",
    );
    check(
        "x; dkim = pass header.d = a.example",
        "x: dkim=Pass header.d=a.example",
    );
    check(
        "x; dmarc=pass(p=none) header.from=a.example",
        "x: dmarc=Pass header.from=a.example",
    );
    check(
        "x;spf=softfail;;dkim=temperror;",
        "x: spf=SoftFail; dkim=TempError",
    );
    check(
        "x; spf=permerror; dkim=policy; dmarc=neutral; iprev=hardfail; bimi=skipped",
        "x: spf=PermError; dkim=Policy; dmarc=Neutral; iprev=Fail; bimi=Other",
    );
    check(
        "mx.google.example; dkim=pass header.i=@nic.example header.s=20230601 header.b=\"ab/c=\"; spf=pass (google.example: domain of admin@nic.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=admin@nic.example; dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=nic.example",
        "mx.google.example: dkim=Pass header.i=@nic.example header.s=20230601 header.b=ab/c=; spf=Pass smtp.mailfrom=admin@nic.example; dmarc=Pass header.from=nic.example",
    );
    check(
        "x; dkim=pass (2048-bit key; unprotected) header.d=nic.example header.b=Ab/c+d==",
        "x: dkim=Pass header.d=nic.example header.b=Ab/c+d==",
    );
    check(
        "x; spf=pass smtp.mailfrom=\"a b\"@nic.example",
        "x: spf=Pass smtp.mailfrom=a b@nic.example",
    );
}

#[test]
fn exchange_online_writes_no_id() {
    let check = |value: &str, expect: &str| assert_eq!(told(&read(value)), expect, "{value}");
    check(
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=nic.example; dkim=pass (signature was verified) header.d=nic.example;dmarc=pass action=none header.from=nic.example;compauth=pass reason=100",
        "-: spf=Pass smtp.mailfrom=nic.example; dkim=Pass header.d=nic.example; dmarc=Pass .action=none header.from=nic.example; compauth=Pass [100]",
    );
    check(
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=nic.example; ops.example; dkim=none (message not signed) header.d=none;ops.example; dmarc=bestguesspass action=none header.from=nic.example;",
        "-: spf=Pass smtp.mailfrom=nic.example; dkim=None header.d=none; dmarc=Other .action=none header.from=nic.example",
    );
    check("spf = pass", "-: spf=Pass");
}

#[test]
fn a_pass_in_somebody_elses_words_is_none() {
    for value in [
        "x; dmarc=fail (dmarc=pass header.from=nic.example)",
        "x; dmarc=fail reason=\"; dmarc=pass header.from=nic.example\"",
        "x; dmarc=fail (a (b) ; dmarc=pass header.from=nic.example )",
        "x; dmarc=fail (\\) ; dmarc=pass header.from=nic.example)",
        "x; dmarc=fail reason=\"\\\"; dmarc=pass header.from=nic.example\"",
        "x; spf=none smtp.mailfrom=\"; dmarc=pass header.from=nic.example ;\"@bad.example",
        "x; dmarc=\"pass\" header.from=nic.example",
        "x; \"dmarc=pass\"",
        "x; dmarc=passed",
        "x; dmarc=pass, header.from=nic.example",
        "x; xdmarc=pass",
        "x; dmarc.=pass",
        "x; =pass",
        "x dmarc=pass header.from=nic.example",
        "x; dmarc=fail (unclosed ; dmarc=pass header.from=nic.example",
        "x; dmarc=pass header.from=nic.example (unclosed",
        "x; dmarc=pass header.from=nic.example \"unclosed",
        "x; dmarc=pass ) header.from=nic.example",
        "x; dmarc=pass stray header.from=nic.example",
        "x; dmarc pass",
        "x; dmarc=fail = pass header.from=nic.example",
        "x; dmarc=fail . dmarc=pass header.from=nic.example",
    ] {
        let stamp = read(value);
        assert_eq!(stamp.authserv_id.as_deref(), Some("x"), "{value}");
        let passed = stamp
            .results
            .iter()
            .flatten()
            .any(|r| r.method == "dmarc" && r.outcome == Outcome::Pass);
        assert!(!passed, "{value}: {}", told(&stamp));
    }
}

#[test]
fn a_property_given_twice_is_none() {
    let stamp = read("x; dmarc=pass header.from=a.example header.from=b.example");
    let results = stamp.results.unwrap();
    assert_eq!(results[0].property("header", "from"), None);
}

#[test]
fn more_results_than_anybody_writes_are_refused() {
    let stamp = read(&format!("x; {}", "spf=pass;".repeat(20_000)));
    assert_eq!(stamp.results, Err(StampFault::TooMany));
}

//------------ the anchor ------------------------------------------------------

fn block(head: &str) -> HeaderBlock {
    parse(format!("{head}\nx\n").as_bytes(), &Limits::default()).headers
}

const OURS: &str = "Authentication-Results: mx.ops.example; dmarc=pass header.from=nic.example\n";
const BORDER: &str = "Received: from mail.nic.example (mail.nic.example [192.0.2.1])\n\tby mx.ops.example (Postfix) with ESMTPS id 1; Mon, 23 Nov 2026 10:00:00 +0000\n";
const INNER: &str = "Received: from mx.ops.example (mx.ops.example [192.0.2.9])\n\tby imap.ops.example (Dovecot) with LMTP id 2; Mon, 23 Nov 2026 10:00:01 +0000\n";
const THEIRS: &str = "Received: from desk.nic.example by mail.nic.example with ESMTP id 3; Mon, 23 Nov 2026 09:59:59 +0000\n";

/// Whether our stamp is found in that block.
fn check(name: &str, head: &str, expect: bool) {
    let id = Anchor::AuthservId {
        id: "mx.ops.example",
        hosts: &[],
        below: true,
    };
    let block = block(head);
    assert_eq!(believed(&block, &id).is_some(), expect, "{name}\n{head}");
}

#[test]
fn our_stamp_is_found_where_our_border_writes() {
    check("on top", &format!("{OURS}{BORDER}{THEIRS}"), true);
    check("no Received at all", OURS, true);
    check(
        "below an inner hop",
        &format!("{INNER}{OURS}{BORDER}{THEIRS}"),
        true,
    );
    check(
        "below the crossing (Gmail)",
        &format!("{BORDER}{OURS}{THEIRS}"),
        true,
    );
    check(
        "below both",
        &format!("{INNER}{BORDER}{OURS}{THEIRS}"),
        true,
    );
    let filter = "Received: from localhost (localhost [127.0.0.1]) by mx.ops.example (Postfix) with ESMTP id 4; Mon\nReceived: from mx.ops.example ([127.0.0.1]) by localhost (mx.ops.example [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id 5; Mon\n";
    check(
        "a local filter",
        &format!("{INNER}{filter}{OURS}{BORDER}"),
        true,
    );
    let socket = "Received: from mx.ops.example by mx.ops.example with LMTP id 6; Mon\n";
    check("a socket", &format!("{socket}{BORDER}{OURS}{THEIRS}"), true);
    let google = "Delivered-To: a@ops.example\nReceived: by 2002:a05:6a10:1:b0:1:2:3 with SMTP id 7; Mon\nX-Received: by 2002:a05:1:: with SMTP id 8; Mon\n";
    check(
        "Gmail's own first line",
        &format!("{google}{BORDER}{OURS}{THEIRS}"),
        true,
    );
    let other = "Authentication-Results: imap.ops.example; none\n";
    check(
        "another stamp above",
        &format!("{other}{OURS}{BORDER}"),
        true,
    );
    check("id in capitals", &OURS.replace("mx.ops", "MX.Ops"), true);
}

#[test]
fn a_stamp_behind_the_border_is_not_ours() {
    check("no stamp", &format!("{INNER}{BORDER}{THEIRS}"), false);
    check("below a stranger", &format!("{THEIRS}{OURS}"), false);
    check(
        "below a stranger behind us",
        &format!("{BORDER}{THEIRS}{OURS}"),
        false,
    );
    check(
        "below a second crossing",
        &format!("{BORDER}{BORDER}{OURS}"),
        false,
    );
    check(
        "below a forged inner hop",
        &format!("{BORDER}{INNER}{OURS}"),
        false,
    );
    check("no by", &format!("Received: nonsense\n{OURS}"), false);
}

#[test]
fn the_name_a_peer_gives_itself_does_not_let_it_in() {
    for (name, helo) in [
        ("our name", "mx.ops.example (evil.example [192.0.2.66])"),
        ("our name, no rdns", "mx.ops.example (unknown [192.0.2.66])"),
        ("our name, address only", "mx.ops.example ([192.0.2.66])"),
        ("our name, Exim", "[192.0.2.66] (helo=mx.ops.example)"),
        (
            "our name, qmail",
            "mx.ops.example (HELO mx.ops.example) (192.0.2.66)",
        ),
        (
            "our name, forged",
            "mx.ops.example (mx.ops.example [192.0.2.66] (may be forged))",
        ),
        ("localhost", "localhost (evil [192.0.2.66])"),
        (
            "a private address",
            "[10.0.0.1] (evil.example [192.0.2.66])",
        ),
        (
            "a by",
            "mx.ops.example by mx.ops.example with LMTP (evil.example [192.0.2.66])",
        ),
    ] {
        let border =
            format!("Received: from {helo}\n\tby mx.ops.example (Postfix) with ESMTP id 1; Mon\n");
        let forged = "Received: from a (a [10.0.0.1]) by mx.ops.example with ESMTP id 2; Mon\n";
        check(name, &format!("{border}{forged}{OURS}"), false);
    }
}

#[test]
fn look_alikes_are_not_our_stamp() {
    let id = Anchor::AuthservId {
        id: "mx.ops.example",
        hosts: &[],
        below: true,
    };
    for field in [
        "Authentication-Results: mx.ops.example.bad.example; dmarc=pass header.from=nic.example",
        "Authentication-Results: mx.ops.example.; dmarc=pass header.from=nic.example",
        "Authentication-Results: xmx.ops.example; dmarc=pass header.from=nic.example",
        "Authentication-Results: mx-ops.example; dmarc=pass header.from=nic.example",
        "Authentication-Results: mx.ops.example/1; dmarc=pass header.from=nic.example",
        "Authentication-Results: mx.0ps.example; dmarc=pass header.from=nic.example",
        "Authentication-Results: mx.\u{43e}ps.example; dmarc=pass header.from=nic.example",
        "Authentication-Results: (mx.ops.example) bad.example; dmarc=pass header.from=nic.example",
        "Authentication-Results: dmarc=pass header.from=nic.example; mx.ops.example",
        "ARC-Authentication-Results: i=1; mx.ops.example; dmarc=pass header.from=nic.example",
        "X-Authentication-Results: mx.ops.example; dmarc=pass header.from=nic.example",
        "Authentication-Results-Original: mx.ops.example; dmarc=pass header.from=nic.example",
        "Received-SPF: pass (mx.ops.example: domain of nic.example)",
    ] {
        assert!(
            believed(&block(&format!("{field}\n")), &id).is_none(),
            "{field}"
        );
    }
}

#[test]
fn the_stamps_of_one_place_count_together_and_none_below() {
    let id = Anchor::AuthservId {
        id: "mx.ops.example",
        hosts: &[],
        below: true,
    };
    let fail = "Authentication-Results: mx.ops.example; dmarc=fail header.from=nic.example\n";
    let block = block(&format!("{fail}{OURS}{BORDER}{OURS}{THEIRS}"));
    let believed = believed(&block, &id).unwrap();
    assert_eq!(
        believed.fields.len(),
        2,
        "both of the border's, none from below"
    );
    assert!(believed.fields[0].contains("dmarc=fail"));
    assert_eq!(believed.results.unwrap()[0].outcome, Outcome::Fail);
}

#[test]
fn hosts_say_which_received_lines_are_ours() {
    let check = |id: &str, hosts: &[&str], by: &str, expect: bool| {
        let hosts: Vec<String> = hosts.iter().map(|h| (*h).to_owned()).collect();
        let block = block(&format!(
            "Received: from a ([127.0.0.1]) by {by} with LMTP id 1; Mon\nAuthentication-Results: {id}; none\n"
        ));
        let anchor = Anchor::AuthservId {
            id,
            hosts: &hosts,
            below: true,
        };
        assert_eq!(
            believed(&block, &anchor).is_some(),
            expect,
            "{id} {hosts:?} {by}"
        );
    };
    check("mx.ops.example", &[], "mx.ops.example", true);
    check("mx.ops.example", &[], "MX.OPS.example.", true);
    check("mx.ops.example", &[], "imap.ops.example", true);
    check("mx.ops.example", &[], "a.b.ops.example", true);
    check("mx.ops.example", &[], "ops.example", false);
    check("mx.ops.example", &[], "imap.xops.example", false);
    check("mx.ops.example", &[], "bad.example", false);
    check("ops.example", &[], "ops.example", true);
    check("ops.example", &[], "mx.ops.example", true);
    check("ops.example", &[], "other.example", false);
    check(
        "mx.ops.example",
        &["imap.hoster.example"],
        "imap.hoster.example",
        true,
    );
    check(
        "mx.ops.example",
        &["imap.hoster.example"],
        "mx.ops.example",
        true,
    );
    check(
        "mx.ops.example",
        &["imap.hoster.example"],
        "imap.ops.example",
        false,
    );
    check(
        "mx.ops.example",
        &[".hoster.example"],
        "imap.hoster.example",
        true,
    );
    check(
        "mx.ops.example",
        &[".hoster.example"],
        "hoster.example",
        false,
    );
    check(
        "mx.ops.example",
        &[".hoster.example"],
        "badhoster.example",
        false,
    );
}

#[test]
fn an_inner_hop_known_by_its_address_is_inside() {
    let hop =
        "Received: from mx.ops.example (192.0.2.9) by imap.ops.example with ESMTP id 1; Mon\n";
    let block = block(&format!("{hop}{BORDER}{OURS}{THEIRS}"));
    let found = |hosts: &[&str]| {
        let hosts: Vec<String> = hosts.iter().map(|h| (*h).to_owned()).collect();
        let anchor = Anchor::AuthservId {
            id: "mx.ops.example",
            hosts: &hosts,
            below: true,
        };
        believed(&block, &anchor).is_some()
    };
    assert!(found(&[".ops.example", "192.0.2.9"]));
    assert!(!found(&[".ops.example", "192.0.2.8"]));
    assert!(!found(&[]));
}

#[test]
fn exchange_online_is_known_by_its_received_lines() {
    let stamp = "Authentication-Results: spf=pass smtp.mailfrom=nic.example; dmarc=pass action=none header.from=nic.example\n";
    let inner = "Received: from A.eurprd01.prod.outlook.com (2603:10a6::15) by\n B.eurprd01.prod.outlook.com with HTTPS; Mon\nReceived: from C.prod.outlook.com (2603:10a6::16) by D.prod.outlook.com (2603::1) with Microsoft SMTP Server id 1; Mon\n";
    let border = "Received: from mail.nic.example (192.0.2.1) by E.mail.protection.outlook.com (10.0.0.1) with Microsoft SMTP Server id 2; Mon\n";
    let check = |name: &str, head: String, expect: bool| {
        let found = believed(&block(&head), &Anchor::ExchangeOnline).is_some();
        assert_eq!(found, expect, "{name}");
    };
    check(
        "as it writes",
        format!("{inner}{stamp}{border}{THEIRS}"),
        true,
    );
    check("on top", stamp.to_owned(), true);
    check("below a stranger", format!("{THEIRS}{stamp}"), false);
    check(
        "below localhost",
        format!("Received: from a by localhost; Mon\n{stamp}"),
        false,
    );
    check(
        "a look-alike host",
        format!("Received: from a by x.outlook.com.bad.example; Mon\n{stamp}"),
        false,
    );
    check("somebody's id first", format!("{OURS}{stamp}"), false);
}
