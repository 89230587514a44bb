//! The list held against the books, and a list that is kept by hand.

use super::invariants::hold;
use crate::support::golden::golden;
use crate::support::names::{self, Person};
use crate::support::world::World;
use secird::case::MailKind;
use secird::domain::place::Folder;
use secird::outbound::roster::Listed;
use secird::service::desk::{Practice, RosterKind};

fn listed(person: Person, tlds: &str) -> Listed {
    Listed {
        address: person.email.to_owned(),
        name: format!("{}, {}, {tlds}", person.name, person.phone),
    }
}

/// .nl with both its contacts, and the list server's roster as it should be.
fn joined() -> (World, Vec<Listed>) {
    let mut world = World::new();
    world.invite("nl");
    world.admin_names_contacts("nl");
    let list = names::of("nl").contacts.map(|person| listed(person, ".nl"));
    (world, list.to_vec())
}

/// A night's comparison; how many points differ.
pub(super) fn compares(world: &mut World, list: &[Listed]) -> usize {
    let list = list.to_vec();
    let points = world.does(move |desk, now| desk.compare(&list, now));
    world.round();
    points
}

#[test]
fn a_list_that_is_as_the_books_say_raises_nothing() {
    let (mut world, mut list) = joined();
    assert_eq!(compares(&mut world, &list), 0);
    // However the list server spaces or spells it.
    list[0].address = list[0].address.to_uppercase();
    list[0].name = list[0].name.replace(", ", ",  ");
    assert_eq!(compares(&mut world, &list), 0);
    assert!(world.escalations().is_empty());
}

#[test]
fn who_left_is_told_once_and_leaves_the_directory_when_the_validator_agrees() {
    let (mut world, _) = joined();
    assert_eq!(compares(&mut world, &[]), 2);
    assert_eq!(compares(&mut world, &[]), 2);
    let waiting = world.escalations();
    assert_eq!(waiting.len(), 1, "the same difference is told once");
    assert_eq!(waiting[0].code, "roster-drift");
    assert!(waiting[0].why.contains(names::of("nl").contacts[0].email));
    assert_eq!(world.public("directory.txt"), ".nl\n");
    world.decides(Folder::Approve);
    assert!(world.roster().is_empty());
    assert_eq!(world.public("directory.txt"), "");
    assert_eq!(compares(&mut world, &[]), 0);
}

#[test]
fn a_difference_that_changed_is_told_again_and_one_that_is_gone_is_not() {
    let (mut world, list) = joined();
    compares(&mut world, &list[..1]);
    world.decides(Folder::Reject);
    assert_eq!(world.roster().len(), 2);
    compares(&mut world, &list[..1]);
    assert!(world.escalations().is_empty());
    compares(&mut world, &[]);
    assert_eq!(world.escalations().len(), 1);
    world.decides(Folder::Done);
    compares(&mut world, &list);
    assert!(world.escalations().is_empty());
    compares(&mut world, &list[1..]);
    assert_eq!(world.escalations().len(), 1);
}

#[test]
fn a_stranger_is_taken_over_only_when_everything_is_there_and_the_validator_agrees() {
    let (mut world, mut list) = joined();
    let stranger = names::of("ca").contacts[0];
    list.push(listed(stranger, ".ca"));
    list.push(Listed {
        address: "nobody@elsewhere.example".to_owned(),
        name: "Nobody".to_owned(),
    });
    // A third for a ccTLD that has its two.
    list.push(listed(names::of("dk").contacts[0], ".nl"));
    assert_eq!(compares(&mut world, &list), 3);
    assert_eq!(world.roster().len(), 2);
    golden("fixtures/letters/escalation-drift.txt", &world.question());
    world.decides(Folder::Approve);
    assert!(world.roster().contains(&stranger.email.to_owned()));
    assert_eq!(world.roster().len(), 3);
    assert_eq!(world.public("directory.txt"), ".ca\n.nl\n");
    assert_eq!(
        compares(&mut world, &list),
        2,
        "what could not be taken over"
    );
    assert_eq!(world.escalations().len(), 1);
}

#[test]
fn who_changes_his_own_entry_has_it_put_to_the_admin_contact() {
    for (answer, kept) in [("Confirm\n", true), ("Deny\n", false)] {
        let (mut world, mut list) = joined();
        let [first, _] = names::of("nl").contacts;
        let moved = Person {
            phone: "+31 6 25078700",
            ..first
        };
        list[0] = listed(moved, ".nl");
        assert_eq!(compares(&mut world, &list), 1);
        assert_eq!(world.mails(MailKind::ModificationRequest), 1);
        assert!(world.escalations().is_empty());
        // The next night asks no second time.
        compares(&mut world, &list);
        assert_eq!(world.mails(MailKind::ModificationRequest), 1);
        world.admin_says("nl", answer);
        let member = world
            .members()
            .into_iter()
            .find(|member| member.contact.email.to_string() == first.email)
            .unwrap();
        assert_eq!(member.contact.phone.typed() == moved.phone, kept);
        assert_eq!(world.sent_to(first.email).len(), 1);
        hold(&world, 0);
    }
}

#[test]
fn an_entry_that_claims_another_cctld_is_a_question_and_no_change() {
    let (mut world, mut list) = joined();
    list[0] = listed(names::of("nl").contacts[0], ".nl, .ca");
    assert_eq!(compares(&mut world, &list), 1);
    assert_eq!(world.mails(MailKind::ModificationRequest), 0);
    assert_eq!(world.escalations().len(), 1);
}

fn by_hand() -> World {
    let mut world = World::new();
    world.practises(Practice {
        roster: RosterKind::ByHand,
        ..Practice::default()
    });
    world.invite("nl");
    world.admin_names_contacts("nl");
    world
}

#[test]
fn a_list_kept_by_hand_is_changed_by_the_administrator_and_done_says_so() {
    let mut world = by_hand();
    assert_eq!(world.state("nl"), "confirmed");
    let waiting = world.escalations();
    assert_eq!(waiting.len(), 1);
    let both = names::of("nl").contacts;
    for person in both {
        let entry = format!("{}, {}, .nl", person.name, person.phone);
        assert!(waiting[0].why.contains(person.email), "{}", waiting[0].why);
        assert!(waiting[0].why.contains(&entry), "{}", waiting[0].why);
    }
    golden("fixtures/letters/escalation-by-hand.txt", &world.question());
    world.restart();
    world.days(3);
    assert_eq!(world.escalations().len(), 1, "nobody is asked twice");
    assert_eq!(world.decides(Folder::Done), "roster-by-hand");
    assert_eq!(world.state("nl"), "joined");
    assert_eq!(world.roster(), [both[0].email, both[1].email]);
    assert_eq!(world.public("directory.txt"), ".nl\n");
    hold(&world, 0);
}

#[test]
fn a_change_by_hand_that_is_not_made_comes_before_the_validator() {
    let mut world = by_hand();
    world.decides(Folder::Reject);
    assert_eq!(world.state("nl"), "confirmed");
    assert!(world.roster().is_empty());
    assert_eq!(world.escalations()[0].code, "roster-refused");
    world.decides(Folder::Approve);
    assert_eq!(world.escalations()[0].code, "roster-by-hand");
    world.decides(Folder::Done);
    assert_eq!(world.state("nl"), "joined");
    hold(&world, 0);
}
