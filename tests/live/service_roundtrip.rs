//! `check --roundtrip` on real servers, and senders checked by real DNS.

use super::service::{Stage, Way};
use crate::support::names;
use crate::support::servers::Nsd;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// The lines of a check: part, whether it is well, and what it says.
fn checked(stage: &Stage, arguments: &[&str]) -> Vec<(String, bool, String)> {
    let mut all = vec!["--json", "check"];
    all.extend(arguments);
    let ran = stage.run(&all);
    let rows = ran.json();
    let row = |row: &Value| {
        let word = |name: &str| row[name].as_str().unwrap().to_owned();
        (word("part"), row["ok"].as_bool().unwrap(), word("what"))
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

fn line(lines: &[(String, bool, String)], part: &str) -> (bool, String) {
    let found: Vec<_> = lines.iter().filter(|(name, _, _)| name == part).collect();
    let [(_, well, what)] = found.as_slice() else {
        panic!("{part}: {lines:?}");
    };
    (*well, what.clone())
}

#[test]
fn a_mail_to_ourselves_shows_what_the_way_does_to_mail() {
    let stage = Stage::open(Way::Imaps);
    let lines = checked(&stage, &["--roundtrip", "--wait", "30"]);
    assert!(line(&lines, "roundtrip").0, "{lines:?}");
    assert_eq!(
        line(&lines, "message-id"),
        (true, "survives the way out".to_owned())
    );
    // Nobody stamps here, and the host that delivered is named.
    let (well, what) = line(&lines, "stamp");
    assert!(!well);
    for word in [
        "kind = \"own\"",
        "imap.secretariat.example",
        "spare mail from inside",
    ] {
        assert!(what.contains(word), "{word}: {what}");
    }
    let (well, what) = line(&lines, "plus-address");
    assert!(well && what.contains("plus_addressing = true"), "{what}");
    assert!(stage.dovecot.messages("INBOX").is_empty(), "both are filed");
    assert_eq!(stage.dovecot.messages("TLD-OPS/Processed").len(), 2);
    // The service had nothing of it and takes no harm.
    assert!(stage.once().is_empty());
}

#[test]
fn a_mail_that_does_not_come_home_is_said_with_what_to_look_at() {
    let stage = Stage::open(Way::Imaps);
    stage.sink.rules("rcpt 550 5.1.1 no such mailbox\n");
    let lines = checked(&stage, &["--roundtrip", "--wait", "2"]);
    let told: Vec<_> = lines.iter().filter(|(_, well, _)| !well).collect();
    assert!(
        told.iter()
            .any(|(part, _, what)| part == "roundtrip" && what.contains("could not be sent")),
        "{told:?}"
    );
}

#[test]
fn a_sender_is_proven_by_dns_where_no_border_stamps() {
    let zones = TempDir::new().unwrap();
    let registry = names::of("nl");
    let domain = registry.address.rsplit('@').next().unwrap();
    let zone = |name: &str, texts: &str| {
        let text = format!(
            "$ORIGIN {name}.\n$TTL 300\n@ IN SOA ns.{name}. x.{name}. 1 3600 900 86400 300\n\
             @ IN NS ns.{name}.\nns IN A 192.0.2.53\n{texts}"
        );
        fs::write(zones.path().join(format!("{name}.zone")), text).unwrap();
    };
    zone("example", "");
    zone(
        domain,
        "@ IN TXT \"v=spf1 ip4:192.0.2.25 -all\"\n_dmarc IN TXT \"v=DMARC1; p=reject\"\n",
    );
    let nsd = Nsd::start(zones.path());
    let mut stage = Stage::open(Way::Imaps);
    stage.set("border", "kind", "\"own\"");
    stage.unset("border", "id");
    stage.set("border", "resolver", &format!("\"{}\"", nsd.address));
    stage.data(&["invite", "nl"]);
    stage.once();
    let sent = stage.sent_to(&registry);
    let reply = |from: &str, words: &str| {
        let id = super::service::field(&sent.bytes, "Message-ID").unwrap();
        let body = super::service::template(&registry);
        format!(
            "Received: from mail.{domain} (mail.{domain} [{from}])\r\n\tby mx.secretariat.example with ESMTPS id 1;\r\n\
             \tMon, 23 Nov 2026 09:00:00 +0000\r\nFrom: {}\r\nTo: secretariat@secretariat.example\r\n\
             Subject: Re: Invitation to join the TLD-OPS mailing list\r\nMessage-ID: <{words}@{domain}>\r\n\
             In-Reply-To: {id}\r\n\r\n{body}",
            registry.address
        )
    };
    stage
        .dovecot
        .deliver_from(registry.address, reply("203.0.113.7", "forged").as_bytes());
    let ends = stage.once();
    assert_eq!(ends.get("escalate sender-doubtful"), Some(&1), "{ends:?}");
    assert!(stage.roster().is_empty());
    let asked = stage.escalations("INBOX");
    let text = String::from_utf8_lossy(&asked[0].bytes).into_owned();
    assert!(
        text.contains("spf=fail") || text.contains("spf=3Dfail"),
        "{text}"
    );

    stage
        .dovecot
        .deliver_from(registry.address, reply("192.0.2.25", "true").as_bytes());
    let ends = stage.once();
    let last = stage
        .escalations("INBOX")
        .pop()
        .map(|one| String::from_utf8_lossy(&one.bytes).into_owned());
    assert_eq!(
        ends.get("advance contacts-received"),
        Some(&1),
        "{ends:?} {last:?}"
    );
    assert_eq!(stage.roster().len(), 2);
    stage.audit();
}
