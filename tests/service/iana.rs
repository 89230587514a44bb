//! IANA is asked before a request goes out and before an answer is relied on.

use super::invariants::hold;
use crate::support::iana::{Iana, Says, http, rdap_record};
use crate::support::names;
use crate::support::world::World;
use jiff::SignedDuration;
use secird::domain::place::Folder;
use secird::registry::live::{Registry, Sources};
use std::time::Duration;

const NEW: &str = "new-admin@registry-nl.example";

/// A world that asks an IANA of its own, and that IANA.
fn world() -> (World, Iana) {
    let iana = Iana::rdap();
    says(&iana, "nl", names::of("nl").address);
    drop(rustls::crypto::ring::default_provider().install_default());
    let base = format!("http://127.0.0.1:{}/", iana.port);
    let registry = Registry::new(Sources {
        rdap: Some(base.parse().unwrap()),
        whois: None,
        patience: Duration::from_millis(500),
    });
    let mut world = World::new();
    world.asks(Some(registry.unwrap()), None);
    (world, iana)
}

fn says(iana: &Iana, tld: &str, address: &str) {
    let record = http(200, "", &rdap_record(tld, Some(address)));
    iana.says(tld, &[Says::Bytes(record)]);
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// The request is out, IANA names another address, and a stranger's mail made
/// the bot look: the case is held.
fn changed_while_asked() -> (World, Iana) {
    let (mut world, iana) = world();
    world.request("nl");
    says(&iana, "nl", NEW);
    world.sleep(hours(30));
    stranger_writes(&mut world, "x@elsewhere.example");
    assert!(world.case("nl").is_held());
    (world, iana)
}

fn stranger_writes(world: &mut World, address: &str) {
    let mail = world.reply("nl").sender(address).saying("Confirm\n");
    assert_eq!(world.comes(&mail), "escalate sender-foreign");
}

/// The escalations that propose to ask the new address.
fn readdresses(world: &World) -> Vec<String> {
    let all = world.escalations().into_iter();
    all.filter(|one| one.proposal == "readdress")
        .map(|one| one.id)
        .collect()
}

/// The instant at which the record of .nl was last read.
fn read(world: &World) -> jiff::Timestamp {
    world.desk(|desk| {
        let mut records = desk.books.records().iter();
        let record = records.rfind(|record| record.tld.a_label() == "nl");
        record.unwrap().read
    })
}

#[test]
fn a_fresh_record_is_not_asked_for_again() {
    let (mut world, iana) = world();
    world.invite("nl");
    assert_eq!(
        world.admin_names_contacts("nl"),
        "advance contacts-received"
    );
    assert!(iana.questions().is_empty());
    hold(&world, 0);
}

#[test]
fn an_old_record_is_read_again_before_the_request_and_before_the_answer() {
    let (mut world, iana) = world();
    world.sleep(hours(30));
    world.invite("nl");
    assert_eq!((iana.questions().len(), read(&world)), (1, world.now()));
    world.sleep(hours(30));
    assert_eq!(
        world.admin_names_contacts("nl"),
        "advance contacts-received"
    );
    assert_eq!((iana.questions().len(), read(&world)), (2, world.now()));
    hold(&world, 0);
}

#[test]
fn a_request_goes_to_the_address_that_iana_names_when_it_leaves() {
    let (mut world, iana) = world();
    says(&iana, "nl", NEW);
    world.sleep(hours(30));
    world.invite("nl");
    assert_eq!(world.sent_to(NEW).len(), 1);
    assert!(world.sent_to(names::of("nl").address).is_empty());
    assert!(world.escalations().is_empty());
    let changed = world
        .journal()
        .into_iter()
        .find(|entry| entry.what == "registry-changed");
    let text = changed.unwrap().text;
    assert!(
        text.contains(NEW) && text.contains(names::of("nl").address),
        "{text}"
    );
}

#[test]
fn an_address_that_changed_meanwhile_stops_the_case_and_names_both() {
    let (mut world, iana) = world();
    world.invite("nl");
    says(&iana, "nl", NEW);
    world.sleep(hours(30));
    assert_eq!(world.admin_names_contacts("nl"), "escalate address-changed");
    assert!(world.case("nl").is_held());
    assert!(world.roster().is_empty());
    let asked = world
        .escalations()
        .into_iter()
        .find(|one| one.proposal == "readdress");
    let asked = asked.unwrap();
    assert!(asked.why.contains(NEW) && asked.why.contains(names::of("nl").address));
    hold(&world, 0);
}

#[test]
fn the_new_address_is_asked_from_the_beginning_and_old_secrets_are_void() {
    let (mut world, _iana) = changed_while_asked();
    let old = world.case("nl").mails[0].message_id.bracketed();
    let [asked] = readdresses(&world).try_into().unwrap();
    world.moves(&asked, Folder::Approve);
    assert_eq!(world.sent_to(NEW), ["TLD-OPS Authentication Request"]);
    assert_eq!(world.state("nl"), "asked");
    // Whoever still reads the old mailbox knows the old secret.
    let mail = world.reply("nl").sender(NEW);
    let mail = mail.without("In-Reply-To").field("In-Reply-To", &old);
    assert_ne!(world.comes(&mail.saying("Confirm\n")), "advance confirmed");
    assert!(world.roster().is_empty());
}

#[test]
fn the_new_admin_contact_answers_the_new_request() {
    let (mut world, iana) = world();
    world.request("nl");
    says(&iana, "nl", NEW);
    world.sleep(hours(30));
    assert_eq!(
        world.admin_says("nl", "Confirm\n"),
        "escalate address-changed"
    );
    let [asked] = readdresses(&world).try_into().unwrap();
    world.moves(&asked, Folder::Approve);
    let mail = world.reply("nl").sender(NEW).saying("Confirm\n");
    assert_eq!(world.comes(&mail), "advance confirmed");
    assert_eq!(world.roster(), [names::of("nl").contacts[0].email]);
    hold(&world, 0);
}

#[test]
fn an_iana_that_is_away_for_a_week_leaves_the_answer_to_the_validator() {
    let (mut world, iana) = world();
    world.invite("nl");
    iana.says("nl", &[Says::Close]);
    world.sleep(hours(24 * 3));
    assert_eq!(world.state("nl"), "asked");
    let mail = world.reply("nl").naming_contacts("nl");
    assert_eq!(
        world.comes(&mail),
        "advance contacts-received",
        "three days are not too old"
    );

    let (mut world, iana) = self::world();
    world.invite("nl");
    iana.says("nl", &[Says::Close]);
    world.sleep(hours(24 * 8));
    let mail = world.reply("nl").naming_contacts("nl");
    assert_eq!(world.comes(&mail), "escalate sender-doubtful");
    let why = world.escalations()[0].why.clone();
    assert!(world.roster().is_empty(), "{why}");
}

#[test]
fn a_source_that_fails_is_not_asked_at_every_turn() {
    let (mut world, iana) = world();
    iana.says("nl", &[Says::Close]);
    world.sleep(hours(30));
    world.invite("nl");
    for _ in 0..5 {
        world.round();
    }
    assert_eq!(
        iana.questions().len(),
        1,
        "one failed question in ten minutes"
    );
    assert_eq!(
        world.state("nl"),
        "asked",
        "an old record is better than no request"
    );
}

#[test]
fn an_address_that_comes_back_settles_the_question_and_the_clock_goes_on() {
    let (mut world, iana) = changed_while_asked();
    let [asked] = readdresses(&world).try_into().unwrap();
    says(&iana, "nl", names::of("nl").address);
    world.sleep(hours(30));
    assert_eq!(world.admin_says("nl", "Confirm\n"), "advance confirmed");
    assert!(!world.case("nl").is_held());
    assert!(readdresses(&world).is_empty(), "nobody need decide it");
    let notes = world.folder(Folder::Decided);
    let told = notes
        .iter()
        .any(|(_, raw)| String::from_utf8_lossy(raw).contains("need not be decided"));
    assert!(told, "a note says so");
    world.moves(&asked, Folder::Approve);
    assert!(world.sent_to(NEW).is_empty(), "IANA names it no more");
}

#[test]
fn an_address_the_validator_declined_is_not_asked_about_every_day() {
    let (mut world, _iana) = changed_while_asked();
    let [asked] = readdresses(&world).try_into().unwrap();
    world.moves(&asked, Folder::Reject);
    for _ in 0..3 {
        world.sleep(hours(30));
        stranger_writes(&mut world, "y@elsewhere.example");
        assert!(readdresses(&world).is_empty() && !world.case("nl").is_held());
    }
    assert!(world.sent_to(NEW).is_empty());
}

#[test]
fn a_clock_that_was_wrong_does_not_keep_records_old() {
    let (mut world, _iana) = world();
    world.sleep(hours(24 * 5));
    world.invite("nl");
    let later = read(&world);
    world.sleep(hours(-24 * 4));
    world.iana_says("nl", names::of("nl").address);
    assert!(
        read(&world) < later,
        "the record of the future was replaced"
    );
}

#[test]
fn nobody_is_asked_by_a_record_that_is_older_than_a_week() {
    let (mut world, iana) = world();
    iana.says("nl", &[Says::Close]);
    world.sleep(hours(24 * 8));
    let reply = world.invite("nl");
    assert!(
        !reply.ok && reply.lines[0].contains("registry refresh nl"),
        "{reply:?}"
    );
    assert!(world.sent().is_empty());
}

#[test]
fn an_address_that_only_whois_names_goes_to_the_validator_first() {
    let (rdap, whois) = (Iana::rdap(), Iana::whois());
    drop(rustls::crypto::ring::default_provider().install_default());
    rdap.says("nl", &[Says::Close]);
    let record = crate::support::iana::whois_record("nl", Some(NEW));
    whois.says("nl", &[Says::Bytes(record.into_bytes())]);
    let base = format!("http://127.0.0.1:{}/", rdap.port);
    let registry = Registry::new(Sources {
        rdap: Some(base.parse().unwrap()),
        whois: Some(("127.0.0.1".to_owned(), whois.port)),
        patience: Duration::from_millis(500),
    });
    let mut world = World::new();
    world.asks(Some(registry.unwrap()), None);
    world.sleep(hours(30));
    world.invite("nl");
    // Anybody on the way can write a WHOIS answer.
    assert!(world.sent_to(NEW).is_empty() && world.sent_to(names::of("nl").address).is_empty());
    assert_eq!(world.decides(Folder::Approve), "address-changed");
    assert_eq!(world.sent_to(NEW).len(), 1);
}

#[test]
fn whoever_may_change_a_list_has_his_record_read_before_he_is_judged() {
    let mut world = World::new();
    world.invite("nl");
    world.admin_names_contacts("nl");
    assert_eq!(world.state("nl"), "joined");
    let [first, _] = names::of("nl").contacts;
    world.keep_records();
    world.sleep(hours(48));
    for (from, expected) in [
        (names::of("nl").address, vec![".nl"]),
        (first.email, vec![".nl"]),
        ("somebody@elsewhere.example", Vec::new()),
    ] {
        let raw = format!(
            "From: {from}\r\nTo: secretariat@secretariat.example\r\nSubject: Contacts\r\n\r\nA change\r\n"
        );
        let asked = world.does(move |desk, now| Ok(desk.before_judging(raw.as_bytes(), now)));
        let tlds: Vec<String> = asked.records.iter().map(ToString::to_string).collect();
        assert_eq!(tlds, expected, "{from}");
        assert_eq!(asked.sender, !expected.is_empty(), "{from}");
    }
}
