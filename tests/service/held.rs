//! Requests that the list server holds (procedure, section 5).

use super::invariants::hold;
use crate::support::golden::golden;
use crate::support::names;
use crate::support::world::World;
use jiff::SignedDuration;
use secird::case::{Code, MailKind};
use secird::domain::place::Folder;
use secird::outbound::roster::{Held, HeldWish};
use secird::service::desk::{Practice, RosterKind};
use secird::store::outbox::{Act, Progress};

fn request(name: &str, address: &str, id: &str) -> Held {
    Held {
        id: id.to_owned(),
        wish: HeldWish::Join,
        address: address.to_owned(),
        name: name.to_owned(),
        when: "2026-11-23T08:00:00".to_owned(),
    }
}

/// What the first contact of a ccTLD types into "Your name".
pub(super) fn typed(tld: &str) -> Held {
    let person = names::of(tld).contacts[0];
    let name = format!("{}, {}, .{tld}", person.name, person.phone);
    request(&name, person.email, "1")
}

/// The list server holds these; how many were new.
pub(super) fn holds(world: &mut World, held: &[Held]) -> usize {
    let held = held.to_vec();
    let fresh = world.does(move |desk, now| desk.take_held(&held, now));
    world.round();
    fresh
}

/// What was ordered at the list server: the words of the acts that are done.
fn turned_away(world: &World) -> Vec<(String, Option<String>)> {
    let orders = world.desk(|desk| desk.books.all_orders()).unwrap();
    orders
        .into_iter()
        .filter(|order| matches!(order.progress, Progress::Done { .. }))
        .filter_map(|order| {
            if let Act::TurnAway { address, reason } = order.act {
                Some((address.to_string(), reason))
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn a_held_request_asks_the_admin_contact_at_once_and_once() {
    let mut world = World::new();
    assert_eq!(holds(&mut world, &[typed("nl")]), 1);
    assert_eq!(
        world.sent_to(names::of("nl").address),
        ["TLD-OPS Authentication Request"]
    );
    // Each look at the list server shows it again.
    assert_eq!(holds(&mut world, &[typed("nl")]), 0);
    world.restart();
    assert_eq!(holds(&mut world, &[typed("nl")]), 0);
    assert_eq!(world.cases().len(), 1);
    world.admin_says("nl", "Confirm\n");
    assert_eq!(world.roster(), [names::of("nl").contacts[0].email]);
    assert!(turned_away(&world).is_empty());
    hold(&world, 0);
}

#[test]
fn a_denied_request_is_rejected_at_the_list_server_with_the_reason_and_one_mail_is_enough() {
    let mut world = World::new();
    holds(&mut world, &[typed("nl")]);
    world.admin_says("nl", "Deny\n");
    let person = names::of("nl").contacts[0];
    let [(address, Some(reason))] = &turned_away(&world)[..] else {
        panic!("{:?}", turned_away(&world));
    };
    assert_eq!(address, person.email);
    assert!(!reason.trim().is_empty());
    assert!(world.sent_to(person.email).is_empty());
    hold(&world, 0);
}

#[test]
fn a_request_nobody_answered_ends_and_the_person_is_told_by_us() {
    let mut world = World::new();
    holds(&mut world, &[typed("nl")]);
    world.days(20);
    assert_eq!(world.state("nl"), "no-response");
    let person = names::of("nl").contacts[0];
    assert_eq!(turned_away(&world), [(person.email.to_owned(), None)]);
    assert_eq!(world.sent_to(person.email).len(), 1);
    assert_eq!(world.mails(MailKind::FailureNotice), 1);
    hold(&world, 0);
}

#[test]
fn who_came_to_nothing_does_not_come_back_by_asking_again() {
    for (days, answer) in [(0, "Deny\n"), (20, "")] {
        let mut world = World::new();
        holds(&mut world, &[typed("nl")]);
        if answer.is_empty() {
            world.days(days);
        } else {
            world.admin_says("nl", answer);
        }
        let again = Held {
            id: "2".to_owned(),
            ..typed("nl")
        };
        assert_eq!(holds(&mut world, &[again]), 1);
        assert_eq!(world.cases().len(), 1, "nobody is asked by the bot itself");
        let waiting = world.escalations();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].code, Code::HeldSubscription.as_str());
        if days == 0 {
            golden(
                "fixtures/letters/escalation-asks-again.txt",
                &world.question(),
            );
        }
        // The Validator may say that the admin contact is asked all the same.
        world.moves(&waiting[0].id.clone(), Folder::Approve);
        assert_eq!(world.cases().len(), 2);
        assert_eq!(world.state("nl"), "asked");
        hold(&world, 0);
    }
}

#[test]
fn with_a_pause_set_somebody_may_ask_again_after_it() {
    let mut world = World::new();
    world.practises(Practice {
        retry_after_days: Some(30),
        ..Practice::default()
    });
    holds(&mut world, &[typed("nl")]);
    world.admin_says("nl", "Deny\n");
    world.sleep(SignedDuration::from_hours(24 * 31));
    let again = Held {
        id: "2".to_owned(),
        ..typed("nl")
    };
    holds(&mut world, &[again]);
    assert_eq!(world.cases().len(), 2);
    assert!(world.escalations().is_empty());
    hold(&world, 0);
}

#[test]
fn what_is_missing_goes_to_the_validator_and_nobody_is_asked() {
    let person = names::of("nl").contacts[0];
    for name in [
        "",
        person.name,
        &format!("{}, .nl", person.name),
        &format!("{}, {}", person.name, person.phone),
        &format!("{}, {}, .zz", person.name, person.phone),
        &format!("{}, 06 25078733, .nl", person.name),
        &format!("{}, {}, .nl", "No\u{202e}ra Nieuw", person.phone),
    ] {
        let mut world = World::new();
        holds(&mut world, &[request(name, person.email, "1")]);
        assert!(world.cases().is_empty(), "{name}");
        assert_eq!(world.escalations().len(), 1, "{name}");
        if name == person.name {
            golden("fixtures/letters/escalation-held.txt", &world.question());
        }
        hold(&world, 0);
    }
    for address in ["hostmaster@nic-nl.example", "no address", ""] {
        let mut world = World::new();
        let held = Held {
            address: address.to_owned(),
            ..typed("nl")
        };
        holds(&mut world, &[held]);
        assert!(world.cases().is_empty(), "{address}");
        assert_eq!(world.escalations().len(), 1, "{address}");
    }
}

#[test]
fn a_person_for_several_cctlds_is_one_member_when_each_admin_contact_has_confirmed() {
    let mut world = World::new();
    let person = names::of("nl").contacts[0];
    let name = format!("{}, {}, .nl, .ca", person.name, person.phone);
    holds(&mut world, &[request(&name, person.email, "1")]);
    assert_eq!(world.cases().len(), 2);
    world.admin_says("nl", "Confirm\n");
    world.admin_says("ca", "Confirm\n");
    let members = world.members();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].tlds.len(), 2);
    hold(&world, 0);
}

#[test]
fn a_request_for_several_is_not_rejected_while_another_admin_contact_is_asked() {
    let mut world = World::new();
    let person = names::of("nl").contacts[0];
    let name = format!("{}, {}, .nl, .ca", person.name, person.phone);
    holds(&mut world, &[request(&name, person.email, "1")]);
    world.admin_says("nl", "Deny\n");
    assert!(turned_away(&world).is_empty());
    world.admin_says("ca", "Confirm\n");
    assert_eq!(world.roster(), [person.email]);
    assert!(turned_away(&world).is_empty());
    hold(&world, 0);
}

#[test]
fn a_full_cctld_or_a_member_already_there_asks_nobody() {
    let mut world = World::new();
    world.invite("nl");
    world.admin_names_contacts("nl");
    holds(&mut world, &[typed("nl")]);
    assert_eq!((world.cases().len(), world.escalations().len()), (1, 0));
    let third = request(
        "Third Person, +31 6 25078735, .nl",
        "third.person@nic-nl.example",
        "2",
    );
    holds(&mut world, &[third]);
    assert_eq!((world.cases().len(), world.escalations().len()), (1, 1));
    hold(&world, 0);
}

#[test]
fn a_member_who_asks_to_leave_is_taken_off_when_the_admin_contact_confirms() {
    let mut world = World::new();
    world.invite("nl");
    world.admin_names_contacts("nl");
    let [first, second] = names::of("nl").contacts;
    let leave = Held {
        wish: HeldWish::Leave,
        ..request("", first.email, "9")
    };
    holds(&mut world, &[leave]);
    assert_eq!(world.mails(MailKind::ModificationRequest), 1);
    assert_eq!(world.roster().len(), 2);
    world.admin_says("nl", "Confirmed.\n");
    assert_eq!(world.roster(), [second.email]);
    hold(&world, 0);
}

#[test]
fn the_notice_of_a_list_server_that_is_asked_itself_is_filed_and_no_question() {
    let mut world = World::new();
    let notice = include_bytes!(
        "../../fixtures/mail/held-subscription/mailman-m3-held-subscription-as-the-owner-gets-it.eml"
    );
    world.practises(Practice {
        roster: RosterKind::Server,
        ..Practice::default()
    });
    world.bring(notice);
    world.round();
    assert_eq!(world.ended(notice), "ignore list-notice");
    assert_eq!(world.folder(Folder::Processed).len(), 1);
    assert!(world.escalations().is_empty());
}

#[test]
fn a_flood_of_requests_makes_the_bot_write_to_few_and_asks_the_validator_about_the_rest() {
    let mut world = World::new();
    let held: Vec<Held> = (0..60)
        .map(|number| {
            let registry = names::CAST[number % names::CAST.len()];
            let tld = secird::domain::tld::Tld::parse(registry.tld).unwrap();
            let name = format!("Flora Flood, +31 6 2507{number:04}, {tld}");
            request(
                &name,
                &format!("flora{number}@elsewhere.example"),
                &number.to_string(),
            )
        })
        .collect();
    for _ in 0..3 {
        holds(&mut world, &held);
    }
    let asked = world.mails(MailKind::AuthenticationRequest);
    assert!(asked <= 20, "{asked}");
    for registry in names::CAST {
        assert!(
            world.sent_to(registry.address).len() <= 4,
            "{}",
            registry.tld
        );
    }
    assert_eq!(
        world.escalations().len(),
        21,
        "the rest waits at the list server, and a note says so"
    );
    let one = world.escalations()[0].id.clone();
    world.moves(&one, Folder::Done);
    assert_eq!(holds(&mut world, &held), 1);
    hold(&world, 0);
}

#[test]
fn what_a_stranger_typed_cannot_look_like_the_bots_own_words() {
    let mut world = World::new();
    let name = "Eve\n\nTo decide, move this message to TLD-OPS/Approve\u{202e}";
    holds(
        &mut world,
        &[request(name, "eve@elsewhere.example\nx", "1")],
    );
    let question = world.question();
    let fake = question
        .lines()
        .filter(|line| line.contains("To decide, move"));
    assert_eq!(fake.count(), 2, "{question}");
    assert!(
        question.contains("Eve\u{fffd}\u{fffd}To decide"),
        "{question}"
    );
    assert!(!question.contains('\u{202e}'), "{question}");
}
