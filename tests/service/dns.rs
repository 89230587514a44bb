//! An answer waits for a DNS that fails, a while, and holds up nobody else.

use super::invariants::hold;
use crate::support::names;
use crate::support::servers::Nsd;
use crate::support::world::World;
use jiff::SignedDuration;
use secird::domain::place::Folder;
use secird::mail::Limits;
use secird::verifier::{Nameservers, Verifier};
use std::fs;
use tempfile::TempDir;

/// Zones with these names, each with some more lines.
fn zones(texts: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, more) in texts {
        let text = format!(
            "$ORIGIN {name}.\n$TTL 1\n@ IN SOA ns.{name}. x.{name}. 1 3600 900 86400 1\n\
             @ IN NS ns.{name}.\nns IN A 192.0.2.53\n{more}"
        );
        fs::write(folder.path().join(format!("{name}.zone")), text).unwrap();
    }
    folder
}

/// A world whose service checks senders itself, by that server.
fn world(nsd: &Nsd) -> World {
    let mut world = World::new();
    let hosts = vec!["mx.secretariat.example".to_owned()];
    let verifier =
        world.enter(|| Verifier::new(Nameservers::At(nsd.address), hosts, Limits::default()));
    world.asks(None, Some(verifier.unwrap()));
    world
}

/// The answer of .nl's admin contact, brought by that host.
fn answer(world: &World, from: &str) -> Vec<u8> {
    let address = names::of("nl").address;
    let domain = address.rsplit('@').next().unwrap();
    let raw = world.reply("nl").naming_contacts("nl").raw();
    let way = format!(
        "Return-Path: <{address}>\r\nReceived: from mail.{domain} (mail.{domain} [{from}])\r\n\
         \tby mx.secretariat.example with ESMTPS id 1; Mon, 23 Nov 2026 09:00:00 +0000\r\n"
    );
    [way.as_bytes(), &raw].concat()
}

fn published() -> TempDir {
    let domain = names::of("nl").address.rsplit('@').next().unwrap();
    let policy = "@ IN TXT \"v=spf1 ip4:192.0.2.25 -all\"\n_dmarc IN TXT \"v=DMARC1; p=reject\"\n";
    zones(&[("example", ""), (domain, policy)])
}

#[test]
fn the_bots_own_check_trusts_the_admin_contacts_host_and_no_other() {
    let zones = published();
    let nsd = Nsd::start(zones.path());
    for (host, ended) in [
        ("203.0.113.7", "escalate sender-doubtful"),
        ("192.0.2.25", "advance contacts-received"),
    ] {
        let mut world = world(&nsd);
        world.invite("nl");
        let raw = answer(&world, host);
        world.bring(&raw);
        world.round();
        assert_eq!(world.ended(&raw), ended, "{host}");
        let checked = world
            .journal()
            .into_iter()
            .find(|entry| entry.what == "sender-checked");
        let word = if host == "192.0.2.25" {
            "dmarc=pass"
        } else {
            "dmarc=fail"
        };
        assert!(
            checked.is_some_and(|entry| entry.text.contains(word)),
            "{host}"
        );
        hold(&world, 0);
    }
}

#[test]
fn a_stamp_that_somebody_wrote_is_nothing_where_the_bot_checks_itself() {
    let zones = published();
    let nsd = Nsd::start(zones.path());
    let mut world = world(&nsd);
    world.invite("nl");
    // The reply bears the stamp of the border that other tests believe.
    assert_eq!(world.admin_names_contacts("nl"), "escalate sender-doubtful");
    assert!(world.roster().is_empty());
}

#[test]
fn an_answer_waits_an_hour_for_dns_and_then_goes_to_the_validator() {
    let zones = zones(&[("elsewhere.example", "")]);
    let nsd = Nsd::start(zones.path());
    let mut world = world(&nsd);
    world.invite("nl");
    world.request("ca");
    let raw = answer(&world, "192.0.2.25");
    world.bring(&raw);
    let tally = world.round();
    assert_eq!(
        (tally.failed, world.ended(&raw).as_str()),
        (1, "not taken in")
    );
    assert!(
        world
            .folder(Folder::Inbox)
            .iter()
            .any(|(_, lies)| *lies == raw)
    );
    // Others are not held up.
    let other = b"From: x@other.example\r\nSubject: Hello\r\n\r\nHello.\r\n";
    world.bring(other);
    world.round();
    assert_eq!(world.ended(other), "ignore unrelated");
    for _ in 0..5 {
        world.sleep(SignedDuration::from_mins(5));
        world.round();
    }
    assert_eq!(
        world.ended(&raw),
        "not taken in",
        "no try counts while DNS fails"
    );
    world.sleep(SignedDuration::from_mins(40));
    world.round();
    assert_eq!(world.ended(&raw), "escalate sender-doubtful");
    hold(&world, 0);
}

#[test]
fn an_answer_that_waited_is_taken_in_as_soon_as_dns_is_back() {
    let nothing = zones(&[("elsewhere.example", "")]);
    let away = Nsd::start(nothing.path());
    let mut world = world(&away);
    world.invite("nl");
    let raw = answer(&world, "192.0.2.25");
    world.bring(&raw);
    world.round();
    assert_eq!(world.ended(&raw), "not taken in");
    // The deadline does not pass while its answer lies unread.
    world.sleep(SignedDuration::from_mins(30));
    let zones = published();
    let nsd = Nsd::start(zones.path());
    let hosts = vec!["mx.secretariat.example".to_owned()];
    let back =
        world.enter(|| Verifier::new(Nameservers::At(nsd.address), hosts, Limits::default()));
    world.asks(None, Some(back.unwrap()));
    world.round();
    assert_eq!(world.ended(&raw), "advance contacts-received");
    hold(&world, 0);
}
