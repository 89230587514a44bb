//! People who want harm, and people who change their minds.

use super::invariants::hold;
use crate::support::names;
use crate::support::post::Mail;
use crate::support::world::World;
use jiff::SignedDuration;
use secird::domain::place::Folder;

const FAIL: &str = "mx.secretariat.example; dmarc=fail header.from=nic-ca.example";

/// Confirm and deny, both in the inbox before the bot looks.
fn contradicted() -> World {
    let mut world = World::new();
    world.request("ca");
    for words in ["Confirm\n", "Deny\n"] {
        let raw = world.reply("ca").saying(words).raw();
        world.bring(&raw);
    }
    world.round();
    world
}

#[test]
fn a_contradiction_before_the_roster_changed_holds_the_subscription() {
    for (to, state, members) in [
        (Folder::Approve, "denied", 0),
        (Folder::Reject, "joined", 1),
        (Folder::Done, "by-hand", 0),
    ] {
        let mut world = contradicted();
        assert_eq!(world.state("ca"), "confirmed");
        assert!(world.roster().is_empty(), "nobody is on the list yet");
        world.days(20);
        assert!(world.roster().is_empty());
        hold(&world, 0);
        assert_eq!(world.decides(to), "contradiction");
        assert_eq!(world.state("ca"), state);
        assert_eq!(world.roster().len(), members);
        hold(&world, 0);
    }
}

#[test]
fn a_contradiction_after_the_roster_changed_is_shown_and_changes_nothing() {
    let mut world = World::new();
    world.request("ca");
    let deny = world.reply("ca").saying("Deny\n");
    assert_eq!(world.admin_says("ca", "Confirm\n"), "advance confirmed");
    assert_eq!(world.comes(&deny), "escalate contradiction");
    assert_eq!(world.state("ca"), "joined");
    assert_eq!(world.roster().len(), 1);
    world.decides(Folder::Approve);
    assert_eq!(world.state("ca"), "joined");
    hold(&world, 0);
}

#[test]
fn a_flood_of_forged_mail_neither_stalls_the_case_nor_stops_the_bot() {
    let mut world = World::new();
    world.request("ca");
    for number in 0..60 {
        let words = format!("Confirm\n\nNumber {number}.\n");
        let forged = world.reply("ca").saying(&words).stamped(FAIL);
        world.bring(&forged.raw());
    }
    world.round();
    assert_eq!(world.escalations().len(), 60, "each is shown");
    world.days(7);
    assert_eq!(world.state("ca"), "reminded");
    assert_eq!(world.admin_says("ca", "Confirm\n"), "advance confirmed");
    assert_eq!(world.state("ca"), "joined");
    hold(&world, 0);
}

#[test]
fn a_message_of_any_size_and_shape_is_worked_in_one_round() {
    let wide = "w".repeat(200_000);
    let fields = format!(
        "Contact Person #1 (primary):\nName: {wide}\nEmail address: {wide}@x.example\nMobile phone number: +{wide}\n"
    );
    let many: String = (1..2_000)
        .map(|n| format!("Contact Person #{n}:\nName: A B\nEmail address: a{n}@x.example\n\n"))
        .collect();
    for words in [fields, many, wide.clone(), "confirm ".repeat(20_000)] {
        for stamp in [None, Some(FAIL)] {
            let mut world = World::new();
            world.invite("ca");
            let mut mail = world.reply("ca").saying(&words).subject(&"s".repeat(5_000));
            if let Some(stamp) = stamp {
                mail = mail.stamped(stamp);
            }
            world.bring(&mail.raw());
            world.try_round().unwrap();
            let ended = world.ended(&mail.raw());
            let begin: String = words.chars().take(60).collect();
            assert!(
                ended.starts_with("escalate") || ended.starts_with("ask-again"),
                "{begin}: {ended}"
            );
            world.round();
            hold(&world, 0);
        }
    }
}

#[test]
fn an_answer_is_not_trusted_on_a_record_that_is_over_a_week_old() {
    let mut world = World::new();
    world.request("us");
    let now = world.now();
    world.desk(move |desk| {
        let mut records = desk.books.records().to_vec();
        for record in &mut records {
            record.read = now - SignedDuration::from_hours(24 * 8);
        }
        let batch = secird::store::books::Batch {
            records,
            ..Default::default()
        };
        desk.books.commit(batch, now).unwrap();
    });
    assert_eq!(
        world.admin_says("us", "Confirm\n"),
        "escalate sender-doubtful"
    );
    assert_eq!(world.state("us"), "asked");
    hold(&world, 0);
}

#[test]
fn another_message_under_a_message_id_that_was_used_is_for_a_person() {
    let mut world = World::new();
    world.request("ca");
    let id = "<same@nic-ca.example>";
    let unclear = world
        .reply("ca")
        .field("Message-ID", id)
        .saying("Who is that?\n")
        .stamped(FAIL);
    assert_eq!(world.comes(&unclear), "escalate sender-doubtful");
    let confirm = world
        .reply("ca")
        .field("Message-ID", id)
        .saying("Confirm\n");
    assert_eq!(world.comes(&confirm), "escalate message-id-reused");
    assert_eq!(world.state("ca"), "asked");
    assert!(!world.case("ca").is_held());
    hold(&world, 0);
}

#[test]
fn a_secret_is_no_use_to_whom_it_was_not_sent() {
    let mut world = World::new();
    world.request("ca");
    let stolen = world
        .reply("ca")
        .saying("Confirm\n")
        .sender("thief@elsewhere.example");
    assert_eq!(world.comes(&stolen), "escalate sender-foreign");
    let posing = world
        .reply("ca")
        .saying("Confirm\n")
        .sender("admin@nic-ca.elsewhere.example");
    assert_eq!(world.comes(&posing), "escalate sender-foreign");
    assert_eq!(world.state("ca"), "asked");
    assert!(world.roster().is_empty());
    hold(&world, 0);
}

#[test]
fn an_automatic_reply_is_never_answered_and_the_clock_runs_on() {
    let mut world = World::new();
    world.request("ca");
    for words in ["I am away until Monday.\n", "Confirm\n"] {
        let away = world
            .reply("ca")
            .field("Auto-Submitted", "auto-replied")
            .saying(words);
        assert_eq!(world.comes(&away), "ignore auto-reply");
    }
    assert_eq!(world.sent_to(names::of("ca").address).len(), 1);
    world.days(7);
    assert_eq!(world.state("ca"), "reminded");
    let plain = Mail::from_admin("ca")
        .field("Auto-Submitted", "auto-generated")
        .saying("Confirm\n");
    let ended = world.comes(&plain);
    assert!(ended.starts_with("ignore"), "{ended}");
    assert_eq!(world.sent_to(names::of("ca").address).len(), 2);
    hold(&world, 0);
}
