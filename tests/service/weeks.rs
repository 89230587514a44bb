//! What the calendar brings: batches, the weekly digest, the monthly reminder.

use super::invariants::hold;
use crate::support::names::{self, CAST, LIST};
use crate::support::world::World;
use jiff::SignedDuration;
use jiff::civil::Weekday;
use secird::domain::address::EmailAddress;
use secird::domain::tld::Tld;
use secird::service::desk::Command;
use secird::service::desk::Practice;
use secird::service::desk::practice::{Batches, Observer, Slot};
use secird::store::outbox::{Act, Progress};

fn tld(name: &str) -> Tld {
    Tld::parse(name).unwrap()
}

/// Batches on Tuesdays: two of a test, then two ccTLDs a week.
fn batches() -> Batches {
    Batches {
        slot: Slot {
            day: Weekday::Tuesday,
            hour: 9,
        },
        size: 2,
        first: vec![vec![tld("nl"), tld("ca")], vec![tld("jp")]],
        order: CAST.iter().map(|one| tld(one.tld)).collect(),
        pause_at: 3,
        observers: vec![Observer {
            address: EmailAddress::parse("watcher@group.example").unwrap(),
            name: "Wanda Watcher".to_owned(),
        }],
    }
}

fn with_batches() -> World {
    let mut world = World::new();
    world.practises(Practice {
        batches: Some(batches()),
        ..Practice::default()
    });
    world.round();
    world
}

fn with_mails() -> World {
    let mut world = World::new();
    world.practises(Practice {
        digest: Some(Slot {
            day: Weekday::Friday,
            hour: 16,
        }),
        reminder: Some(9),
        ..Practice::default()
    });
    world.round();
    world
}

/// The ccTLDs with a case, in the order they were opened.
fn asked(world: &World) -> Vec<&'static str> {
    let cases = world.cases();
    cases.iter().map(|case| case.tld.a_label()).collect()
}

fn at(world: &World) -> String {
    world.now().strftime("%a %d %H:%M").to_string()
}

/// The observers' orders that were carried out: on or off.
fn observed(world: &World) -> Vec<bool> {
    let mut orders = world.desk(|desk| desk.books.all_orders()).unwrap();
    orders.sort_by_key(|order| order.made);
    orders
        .into_iter()
        .filter(|order| matches!(order.progress, Progress::Done { .. }))
        .filter_map(|order| {
            if let Act::Observe { on, .. } = order.act {
                Some(on)
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn the_test_batches_go_first_one_a_week_and_then_the_others_by_the_number_set() {
    let mut world = with_batches();
    assert!(asked(&world).is_empty(), "Monday is no Tuesday");
    assert_eq!(observed(&world), [true]);
    world.days(1);
    assert_eq!(asked(&world), ["nl", "ca"], "{}", at(&world));
    world.admin_names_contacts("nl");
    world.admin_names_contacts("ca");
    world.days(7);
    assert_eq!(asked(&world), ["nl", "ca", "jp"]);
    assert_eq!(observed(&world), [true]);
    world.admin_names_contacts("jp");
    world.days(7);
    let third = asked(&world);
    assert_eq!(third.len(), 5, "{third:?}");
    assert!(!third[3..].contains(&"nl") && !third[3..].contains(&"jp"));
    assert_eq!(observed(&world), [true, false], "the working group leaves");
    hold(&world, 0);
}

#[test]
fn a_restart_and_a_long_sleep_send_one_batch_and_no_second() {
    let mut world = with_batches();
    world.days(1);
    for _ in 0..3 {
        world.restart();
        world.round();
    }
    assert_eq!(asked(&world).len(), 2);
    world.sleep(SignedDuration::from_hours(24 * 30));
    world.round();
    world.round();
    assert_eq!(asked(&world).len(), 3, "one batch is made up for, not four");
}

#[test]
fn no_batch_goes_out_while_the_validators_pile_is_high() {
    let mut world = with_batches();
    for number in 0..3 {
        let text = format!("Third Person, +31 6 2507873{number}, .zz");
        let held = secird::outbound::roster::Held {
            id: number.to_string(),
            wish: secird::outbound::roster::HeldWish::Join,
            address: format!("person{number}@elsewhere.example"),
            name: text,
            when: String::new(),
        };
        let now = world.now();
        world
            .desk(move |desk| desk.take_held(&[held], now))
            .unwrap();
    }
    world.days(2);
    assert!(asked(&world).is_empty());
    let one = world.escalations()[0].id.clone();
    world.moves(&one, secird::domain::place::Folder::Done);
    assert_eq!(asked(&world).len(), 2, "the same week's batch");
    hold(&world, 0);
}

#[test]
fn a_declined_cctld_and_one_in_a_case_are_left_out() {
    let mut world = World::new();
    world.invite("nl");
    world.admin_says("nl", "Deny\n");
    world.decides(secird::domain::place::Folder::Approve);
    world.invite("ca");
    world.practises(Practice {
        batches: Some(batches()),
        ..Practice::default()
    });
    world.round();
    world.days(1);
    assert_eq!(asked(&world), ["nl", "ca"]);
}

#[test]
fn the_operators_hold_stops_what_leaves_the_house_and_nothing_else() {
    let mut world = with_batches();
    let id = |word: &str| word.to_owned();
    assert!(
        world
            .obey(&Command::Hold {
                on: true,
                id: id("1")
            })
            .ok
    );
    assert!(
        !world
            .obey(&Command::Hold {
                on: true,
                id: id("2")
            })
            .ok
    );
    world.days(3);
    assert!(asked(&world).is_empty());
    world.request("dk");
    assert!(world.sent().is_empty());
    assert!(
        world
            .obey(&Command::Hold {
                on: false,
                id: id("3")
            })
            .ok
    );
    world.round();
    assert_eq!(world.sent().len(), 3, "the request and this week's batch");
    hold(&world, 0);
}

/// Subjects of the mails to the list.
fn to_list(world: &World) -> Vec<String> {
    world.sent_to(LIST)
}

const DIGEST: &str = "[tld-ops] New subscribers notification";
const REMINDER: &str = "[tld-ops] TLD-OPS memberships reminder";

#[test]
fn the_digest_goes_out_at_the_end_of_a_week_with_news_and_only_then() {
    let mut world = with_mails();
    world.days(5);
    assert!(to_list(&world).is_empty(), "nobody joined");
    world.invite("nl");
    world.admin_names_contacts("nl");
    world.days(5);
    let digests = |world: &World| to_list(world).iter().filter(|one| *one == DIGEST).count();
    assert_eq!(digests(&world), 0, "{}", at(&world));
    world.days(2);
    assert_eq!(digests(&world), 1, "{}: {:?}", at(&world), to_list(&world));
    let mail = world
        .sent()
        .into_iter()
        .find(|mail| mail.subject == DIGEST)
        .unwrap();
    for person in names::of("nl").contacts {
        let line = format!("{} ({}, {}, .nl)", person.email, person.name, person.phone);
        assert!(mail.text.contains(&line), "{}", mail.text);
    }
    world.days(14);
    assert_eq!(
        to_list(&world).iter().filter(|one| *one == DIGEST).count(),
        1
    );
    hold(&world, 0);
}

#[test]
fn the_reminder_goes_out_on_the_first_of_each_month_once() {
    let mut world = with_mails();
    world.invite("nl");
    world.admin_names_contacts("nl");
    // From 23 November to 5 March.
    world.days(102);
    let reminders = to_list(&world)
        .iter()
        .filter(|one| *one == REMINDER)
        .count();
    assert_eq!(reminders, 4, "{:?}", to_list(&world));
    world.restart();
    world.round();
    let after = to_list(&world)
        .iter()
        .filter(|one| *one == REMINDER)
        .count();
    assert_eq!(after, 4);
    hold(&world, 0);
}

#[test]
fn a_mail_to_the_list_carries_everybody_as_vcards() {
    let mut world = with_mails();
    world.invite("nl");
    world.admin_names_contacts("nl");
    world.days(10);
    let raw = world
        .sent()
        .into_iter()
        .find(|mail| mail.to == LIST)
        .unwrap()
        .raw;
    let mail = mailparse::parse_mail(&raw).unwrap();
    let kinds: Vec<String> = mail
        .subparts
        .iter()
        .map(|part| part.ctype.mimetype.clone())
        .collect();
    assert_eq!(kinds, ["text/plain", "text/vcard"]);
    let cards = mail.subparts[1].get_body().unwrap();
    assert_eq!(cards.matches("BEGIN:VCARD").count(), 2);
    assert!(cards.contains("VERSION:4.0"));
}

#[test]
fn a_clock_that_jumps_back_sends_nothing_twice_and_one_that_was_far_ahead_blocks_nothing() {
    let mut world = with_mails();
    world.invite("nl");
    world.admin_names_contacts("nl");
    world.days(12);
    let sent = to_list(&world).len();
    assert_eq!(sent, 2);
    let now = world.now();
    world.sets_clock(now - SignedDuration::from_hours(24 * 9));
    world.round();
    world.days(9);
    assert_eq!(to_list(&world).len(), sent);
    // Ten years ahead for a moment, and back.
    world.sets_clock(now + SignedDuration::from_hours(24 * 3_650));
    world.round();
    world.sets_clock(now);
    world.round();
    let before = to_list(&world).len();
    world.days(40);
    let reminders = to_list(&world)[before..]
        .iter()
        .filter(|one| *one == REMINDER)
        .count();
    assert_eq!(reminders, 1, "{:?}", to_list(&world));
}

#[test]
fn a_test_batch_whose_records_are_too_old_keeps_its_turn() {
    let mut world = with_batches();
    world.keep_records();
    world.days(9);
    // The first went out; nobody reads IANA's records any more.
    assert_eq!(asked(&world), ["nl", "ca"]);
    world.admin_names_contacts("nl");
    world.admin_names_contacts("ca");
    world.days(7);
    assert_eq!(asked(&world), ["nl", "ca"]);
    let told = world
        .journal()
        .into_iter()
        .filter(|entry| entry.what == "batch-left-out");
    let told: Vec<String> = told.map(|entry| entry.text).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().all(|text| text.contains(".jp")), "{told:?}");
    world.does(|desk, now| {
        let row = format!("jp\t{}", names::of("jp").address);
        let command = Command::Import { text: row };
        desk.obey(&command, now).map(drop)
    });
    world.days(7);
    assert_eq!(asked(&world), ["nl", "ca", "jp"]);
}

#[test]
fn a_cctld_named_twice_in_a_batch_is_invited_once() {
    let mut world = World::new();
    world.practises(Practice {
        batches: Some(Batches {
            first: vec![vec![tld("nl"), tld("ca"), tld("nl")]],
            ..batches()
        }),
        ..Practice::default()
    });
    world.round();
    world.days(1);
    assert_eq!(asked(&world), ["nl", "ca"]);
}

#[test]
fn a_weekly_mark_a_month_ahead_does_not_stop_the_weeks() {
    let mut world = with_batches();
    let real = world.now();
    world.sets_clock(real + SignedDuration::from_hours(24 * 30));
    world.round();
    let before = asked(&world).len();
    world.sets_clock(real);
    world.round();
    world.days(15);
    assert!(asked(&world).len() > before, "{:?}", asked(&world));
}
