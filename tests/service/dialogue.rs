//! The procedure as a dialogue: who writes what, and what comes of it.

use super::invariants::hold;
use crate::support::names;
use crate::support::post::Mail;
use crate::support::world::World;
use secird::case::MailKind;
use secird::domain::place::Folder;

#[test]
fn an_invited_cctld_answers_and_is_on_the_list() {
    let mut world = World::new();
    world.invite("nl");
    assert_eq!(world.state("nl"), "asked");
    assert_eq!(
        world.sent_to(names::of("nl").address),
        ["Invitation to join the TLD-OPS mailing list"]
    );
    assert_eq!(
        world.admin_names_contacts("nl"),
        "advance contacts-received"
    );
    assert_eq!(world.state("nl"), "joined");
    let contacts = names::of("nl").contacts;
    assert_eq!(world.roster(), [contacts[0].email, contacts[1].email]);
    assert_eq!(world.public("directory.txt"), ".nl\n");
    assert!(world.escalations().is_empty());
    hold(&world, 0);
}

#[test]
fn a_person_asks_to_join_and_the_admin_contact_confirms() {
    let mut world = World::new();
    world.request("ca");
    assert_eq!(
        world.sent_to(names::of("ca").address),
        ["TLD-OPS Authentication Request"]
    );
    assert_eq!(
        world.admin_says("ca", "Confirmed, thanks.\n"),
        "advance confirmed"
    );
    assert_eq!(world.state("ca"), "joined");
    assert_eq!(world.roster(), [names::of("ca").contacts[0].email]);
    hold(&world, 0);
}

#[test]
fn a_person_the_admin_contact_denies_is_told_so() {
    let mut world = World::new();
    world.request("ca");
    assert_eq!(world.admin_says("ca", "Deny.\n"), "advance denied");
    assert_eq!(world.state("ca"), "denied");
    assert!(world.roster().is_empty());
    let told = world.sent_to(names::of("ca").contacts[0].email);
    assert_eq!(
        told,
        ["Your request to join TLD-OPS for .ca: not confirmed"]
    );
    hold(&world, 0);
}

#[test]
fn silence_is_reminded_once_and_then_the_case_fails() {
    for invited in [true, false] {
        let mut world = World::new();
        if invited {
            world.invite("dk");
        } else {
            world.request("dk");
        }
        world.days(6);
        assert_eq!(
            world.state("dk"),
            "asked",
            "Monday to Sunday: four working days"
        );
        world.days(1);
        assert_eq!(world.state("dk"), "reminded");
        world.days(6);
        assert_eq!(world.state("dk"), "reminded");
        world.days(1);
        assert_eq!(world.state("dk"), "no-response");
        assert_eq!(world.sent_to(names::of("dk").address).len(), 2);
        let told = world.sent_to(names::of("dk").contacts[0].email).len();
        assert_eq!(told, usize::from(!invited));
        assert!(world.escalations().is_empty());
        hold(&world, 0);
    }
}

#[test]
fn an_answer_to_the_reminder_counts() {
    let mut world = World::new();
    world.invite("br");
    world.days(8);
    assert_eq!(world.state("br"), "reminded");
    assert_eq!(
        world.admin_names_contacts("br"),
        "advance contacts-received"
    );
    assert_eq!(world.state("br"), "joined");
    hold(&world, 0);
}

#[test]
fn an_answer_that_lies_in_the_inbox_when_the_bot_wakes_counts() {
    let mut world = World::new();
    world.invite("br");
    world.days(8);
    let mail = world.reply("br").naming_contacts("br");
    world.bring(&mail.raw());
    world.sleep(jiff::SignedDuration::from_hours(24 * 20));
    world.round();
    assert_eq!(world.state("br"), "joined");
    hold(&world, 0);
}

#[test]
fn nothing_fails_in_the_hour_it_wakes() {
    let mut world = World::new();
    world.invite("br");
    world.days(8);
    world.sleep(jiff::SignedDuration::from_hours(24 * 20));
    world.round();
    assert_eq!(world.state("br"), "reminded");
    world.passes(jiff::SignedDuration::from_mins(30));
    assert_eq!(
        world.admin_names_contacts("br"),
        "advance contacts-received"
    );
    assert_eq!(world.state("br"), "joined");
    hold(&world, 0);
}

#[test]
fn an_incomplete_answer_is_told_what_is_missing() {
    let mut world = World::new();
    world.invite("nl");
    let half = "Contact Person #1 (primary):\nName: Bram van den Berg\nEmail address: \nMobile phone number: +31 6 12 34 56 78\n";
    assert_eq!(world.admin_says("nl", half), "ask-again incomplete-answer");
    let asked = world.sent().pop().unwrap();
    assert_eq!(asked.to, names::of("nl").address);
    assert!(
        asked
            .text
            .contains("For contact person 1, the email address"),
        "{}",
        asked.text
    );
    assert_eq!(
        world.admin_names_contacts("nl"),
        "advance contacts-received"
    );
    assert_eq!(world.state("nl"), "joined");
    hold(&world, 0);
}

#[test]
fn a_fresh_mail_of_the_admin_contact_is_asked_to_be_a_reply() {
    let mut world = World::new();
    world.request("nl");
    let fresh = Mail::from_admin("nl")
        .subject("TLD-OPS")
        .saying("I confirm.\n");
    assert_eq!(world.comes(&fresh), "ask-again reply-without-proof");
    assert_eq!(world.mails(MailKind::AnswerAgain), 1);
    assert_eq!(world.state("nl"), "asked");
    // The secret of the second question is as good as the first's.
    assert_eq!(world.admin_says("nl", "I confirm.\n"), "advance confirmed");
    assert_eq!(world.state("nl"), "joined");
    hold(&world, 0);
}

#[test]
fn a_forged_answer_is_decided_by_the_validator() {
    for (to, state) in [
        (Folder::Approve, "joined"),
        (Folder::Reject, "asked"),
        (Folder::Done, "asked"),
    ] {
        let mut world = World::new();
        world.request("ca");
        let forged = world
            .reply("ca")
            .saying("I confirm.\n")
            .stamped("mx.secretariat.example; dmarc=fail header.from=nic-ca.example");
        assert_eq!(world.comes(&forged), "escalate sender-doubtful");
        assert_eq!(world.state("ca"), "asked");
        assert!(!world.case("ca").is_held(), "the clock runs on");
        assert_eq!(world.decides(to), "sender-doubtful");
        assert_eq!(world.state("ca"), state);
        assert!(world.escalations().is_empty());
        let decided = world.folder(Folder::Decided);
        assert_eq!(
            decided.len(),
            2,
            "the escalation and the note of what came of it"
        );
        let processed = world.folder(Folder::Processed);
        assert!(processed.iter().any(|(_, raw)| *raw == forged.raw()));
        hold(&world, 0);
    }
}

#[test]
fn an_unclear_answer_stops_the_clock_until_it_is_decided() {
    let mut world = World::new();
    world.request("ca");
    assert_eq!(
        world.admin_says("ca", "I can not confirm this yet.\n"),
        "escalate unclear-answer"
    );
    world.days(60);
    assert_eq!(world.state("ca"), "asked");
    assert_eq!(world.decides(Folder::Reject), "unclear-answer");
    world.days(8);
    assert_eq!(world.state("ca"), "reminded");
    hold(&world, 0);
}

#[test]
fn the_request_answered_says_which_cctld_is_meant() {
    let mut world = World::new();
    world.request("rs");
    world.request("xn--90a3ac");
    assert_eq!(
        world.admin_says("xn--90a3ac", "Confirm\n"),
        "advance confirmed"
    );
    assert_eq!(world.state("xn--90a3ac"), "joined");
    assert_eq!(world.state("rs"), "asked");
    assert_eq!(world.public("directory.txt"), ".срб\n");
    assert_eq!(world.admin_says("rs", "Confirm\n"), "advance confirmed");
    assert_eq!(
        world.roster().len(),
        1,
        "one person may serve several ccTLDs"
    );
    assert_eq!(world.public("directory.txt"), ".rs\n.срб\n");
    hold(&world, 0);
}

#[test]
fn a_bounce_is_shown_at_once_and_the_request_can_be_sent_again() {
    let mut world = World::new();
    world.invite("tz");
    let id = world.case("tz").mails[0].message_id.clone();
    assert_eq!(world.comes(&Mail::bounce_of(&id)), "escalate bounced");
    assert_eq!(world.decides(Folder::Approve), "bounced");
    assert_eq!(world.sent_to(names::of("tz").address).len(), 2);
    assert_eq!(world.state("tz"), "asked");
    hold(&world, 1);
}

#[test]
fn a_registry_that_changed_meanwhile_is_a_named_reason() {
    let mut world = World::new();
    world.request("us");
    world.iana_says("us", "new-admin@nic-us.example");
    assert_eq!(
        world.admin_says("us", "Confirm\n"),
        "escalate address-changed"
    );
    assert_eq!(world.state("us"), "asked");
    hold(&world, 0);
}

#[test]
fn the_same_message_brought_twice_is_counted_once() {
    let mut world = World::new();
    world.request("ca");
    let mail = world.reply("ca").saying("Confirm\n");
    assert_eq!(world.comes(&mail), "advance confirmed");
    let before = world.journal().len();
    world.bring(&mail.raw());
    let tally = world.round();
    assert_eq!((tally.known, tally.ends.len()), (1, 0));
    assert_eq!(world.journal().len(), before);
    assert_eq!(
        world
            .folder(Folder::Processed)
            .iter()
            .filter(|(_, raw)| *raw == mail.raw())
            .count(),
        2
    );
    hold(&world, 0);
}

#[test]
fn other_peoples_mail_stays_untouched_where_it_is() {
    let mut world = World::new();
    world.request("ca");
    let mail = Mail::from("friend@elsewhere.example")
        .subject("Lunch?")
        .saying("At noon?\n");
    assert_eq!(world.comes(&mail), "ignore unrelated");
    world.days(3);
    let inbox = world.folder(Folder::Inbox);
    assert_eq!(inbox.len(), 1);
    let (path, raw) = &inbox[0];
    assert_eq!(*raw, mail.raw());
    assert_eq!(path.parent().unwrap().file_name().unwrap(), "new", "unread");
    assert!(
        !world
            .journal()
            .iter()
            .any(|entry| entry.what == "unrelated")
    );
    hold(&world, 0);
}
