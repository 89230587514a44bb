//! Changes of contacts (procedure, section 6): the admin contact says.

use super::invariants::hold;
use crate::support::golden::golden;
use crate::support::names::{self, Person};
use crate::support::post::{Mail, template_of};
use crate::support::world::World;
use secird::case::MailKind;
use secird::domain::place::Folder;
use secird::service::desk::Command;

/// Who comes in the place of somebody.
const NEW: Person = Person {
    name: "Nora Nieuw",
    email: "nora.nieuw@nic-nl.example",
    phone: "+31 6 25078733",
};

/// .nl with both its contacts on the list.
fn joined() -> World {
    let mut world = World::new();
    world.invite("nl");
    world.admin_names_contacts("nl");
    assert_eq!(world.state("nl"), "joined");
    world
}

/// The admin contact's fresh mail with these contacts.
fn fresh_list(people: &[Person]) -> Mail {
    Mail::from_admin("nl")
        .subject("New TLD-OPS contacts of .nl")
        .saying(&template_of(people))
}

#[test]
fn a_changed_list_is_put_to_the_admin_contact_and_made_when_he_confirms() {
    let mut world = joined();
    let [first, second] = names::of("nl").contacts;
    let ended = world.comes(&fresh_list(&[first, NEW]));
    assert_eq!(ended, "ask-again change-to-confirm");
    assert_eq!(world.roster(), [first.email, second.email]);
    let asked = world.sent_to(names::of("nl").address);
    assert_eq!(asked.last().unwrap(), "TLD-OPS Modification Request");
    let text = world.sent().last().unwrap().text.clone();
    assert!(text.contains(&format!("- {}", second.name)), "{text}");
    assert!(text.contains(&format!("+ {}", NEW.name)), "{text}");
    assert!(!text.contains(first.phone), "{text}");
    assert_eq!(world.admin_says("nl", "Confirm\n"), "advance confirmed");
    assert_eq!(world.state("nl"), "joined");
    assert_eq!(world.roster(), [first.email, NEW.email]);
    hold(&world, 0);
}

#[test]
fn a_change_the_admin_contact_denies_changes_nothing() {
    let mut world = joined();
    let before = world.roster();
    world.comes(&fresh_list(&[NEW]));
    assert_eq!(world.admin_says("nl", "Deny\n"), "advance denied");
    assert_eq!(world.roster(), before);
    hold(&world, 0);
}

#[test]
fn the_admin_contact_may_answer_with_another_list() {
    let mut world = joined();
    let [first, second] = names::of("nl").contacts;
    world.comes(&fresh_list(&[NEW]));
    let other = world.reply("nl").saying(&template_of(&[NEW, second]));
    assert_eq!(world.comes(&other), "advance contacts-received");
    assert_eq!(world.roster(), [second.email, NEW.email]);
    assert!(!world.roster().contains(&first.email.to_owned()));
    hold(&world, 0);
}

#[test]
fn the_list_as_it_is_asks_for_nothing() {
    let mut world = joined();
    let both = names::of("nl").contacts;
    assert_eq!(world.comes(&fresh_list(&both)), "ignore repeated-answer");
    assert_eq!(world.mails(MailKind::ModificationRequest), 0);
    hold(&world, 0);
}

#[test]
fn the_list_before_the_change_is_a_change_again() {
    let mut world = joined();
    let both = names::of("nl").contacts;
    world.comes(&fresh_list(&[NEW]));
    world.admin_says("nl", "Confirm\n");
    assert_eq!(world.roster(), [NEW.email]);
    let ended = world.comes(&fresh_list(&both));
    assert_eq!(ended, "ask-again change-to-confirm");
    world.admin_says("nl", "I confirm.\n");
    assert_eq!(world.roster(), [both[0].email, both[1].email]);
    hold(&world, 0);
}

#[test]
fn while_one_change_waits_no_other_is_asked_about() {
    let mut world = joined();
    let [first, _] = names::of("nl").contacts;
    world.comes(&fresh_list(&[NEW]));
    let second = world.comes(&fresh_list(&[first]).serial("2"));
    // It belongs to the question that waits, and proves as little as the first.
    assert_eq!(second, "ask-again reply-without-proof");
    let third = world.comes(&fresh_list(&[first]).serial("3"));
    assert_eq!(third, "escalate sender-doubtful");
    assert_eq!(world.mails(MailKind::ModificationRequest), 1);
    hold(&world, 0);
}

#[test]
fn a_stranger_or_a_failed_check_changes_nothing_and_asks_nobody() {
    let mut world = joined();
    let before = world.roster();
    for mail in [
        fresh_list(&[NEW]).sender("somebody@elsewhere.example"),
        fresh_list(&[NEW]).stamped("mx.secretariat.example; dmarc=fail header.from=nic-nl.example"),
        fresh_list(&[NEW]).stamped("mx.secretariat.example; dmarc=none header.from=nic-nl.example"),
    ] {
        let ended = world.comes(&mail);
        assert!(
            ended.starts_with("escalate") || ended.starts_with("ignore"),
            "{ended}"
        );
    }
    assert_eq!(world.mails(MailKind::ModificationRequest), 0);
    assert_eq!(world.roster(), before);
    hold(&world, 0);
}

#[test]
fn a_subscriber_asks_for_a_change_and_is_told_how_it_ended() {
    for (answer, roster_changed, told) in [
        ("Confirm\n", true, "TLD-OPS contacts of .nl: changed"),
        (
            "Deny\n",
            false,
            "TLD-OPS contacts of .nl: change not confirmed",
        ),
        ("", false, "TLD-OPS contacts of .nl: no answer"),
    ] {
        let mut world = joined();
        let [first, second] = names::of("nl").contacts;
        let moved = Person {
            phone: "+31 6 25078700",
            ..first
        };
        let wish = Mail::from(first.email)
            .subject("My number has changed (TLD-OPS)")
            .saying(&template_of(&[moved, second]));
        assert_eq!(world.comes(&wish), "ask-again change-to-confirm");
        if answer.is_empty() {
            world.days(20);
        } else {
            world.admin_says("nl", answer);
        }
        let phones: Vec<String> = world
            .members()
            .iter()
            .map(|member| member.contact.phone.typed().to_owned())
            .collect();
        assert_eq!(phones.contains(&moved.phone.to_owned()), roster_changed);
        assert_eq!(world.sent_to(first.email), [told]);
        hold(&world, 0);
    }
}

#[test]
fn the_secretariat_removes_the_last_contact_and_the_cctld_leaves_the_directory() {
    let mut world = joined();
    assert_eq!(world.public("directory.txt"), ".nl\n");
    let reply = world.obey(&Command::Change {
        tld: "nl".to_owned(),
        contacts: Vec::new(),
        id: "none".to_owned(),
    });
    assert!(reply.ok, "{:?}", reply.lines);
    world.round();
    assert_eq!(world.roster().len(), 2);
    world.admin_says("nl", "Confirm\n");
    assert!(world.roster().is_empty());
    assert_eq!(world.public("directory.txt"), "");
    hold(&world, 0);
}

#[test]
fn one_admin_contact_does_not_change_another_ones_contact() {
    let mut world = joined();
    let [first, _] = names::of("nl").contacts;
    let impostor = Person {
        phone: "+1 613 291 1619",
        ..first
    };
    world.invite("ca");
    let answer = world.reply("ca").saying(&template_of(&[impostor]));
    assert_eq!(world.comes(&answer), "advance contacts-received");
    let codes: Vec<String> = world
        .escalations()
        .iter()
        .map(|one| one.code.clone())
        .collect();
    assert_eq!(codes, ["roster-refused"]);
    golden(
        "fixtures/letters/escalation-another-number.txt",
        &world.question(),
    );
    let member = &world.members()[0];
    assert_eq!(member.contact.phone.typed(), first.phone);
    // The Validator may say so all the same.
    world.decides(Folder::Approve);
    let member = &world.members()[0];
    assert_eq!(member.contact.phone.typed(), impostor.phone);
    assert_eq!(member.tlds.len(), 2);
}

#[test]
fn a_number_that_is_only_typed_otherwise_is_no_other_number() {
    let mut world = joined();
    let [first, _] = names::of("nl").contacts;
    let typed = Person {
        phone: "+31612345678",
        ..first
    };
    world.invite("ca");
    let answer = world.reply("ca").saying(&template_of(&[typed]));
    assert_eq!(world.comes(&answer), "advance contacts-received");
    assert!(world.escalations().is_empty());
    assert_eq!(world.members()[0].tlds.len(), 2);
    hold(&world, 0);
}
