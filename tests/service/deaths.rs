//! The process dies in everything that the list, the calendar and changes do.

use super::crashes::{check, settle};
use super::held::{holds, typed};
use super::roster::compares;
use crate::support::names::{self, Person};
use crate::support::post::{Mail, template_of};
use crate::support::world::World;
use jiff::civil::Weekday;
use secird::domain::place::Folder;
use secird::domain::tld::Tld;
use secird::service::desk::practice::{Batches, Slot};
use secird::service::desk::{Practice, RosterKind};

fn joins(world: &mut World) {
    world.invite("nl");
    settle(world);
    let mail = world.reply("nl").naming_contacts("nl").raw();
    world.bring(&mail);
    settle(world);
}

fn modification(world: &mut World) {
    joins(world);
    let [first, _] = names::of("nl").contacts;
    let new = Person {
        name: "Nora Nieuw",
        email: "nora.nieuw@nic-nl.example",
        phone: "+31 6 25078733",
    };
    let fresh = Mail::from_admin("nl")
        .saying(&template_of(&[first, new]))
        .raw();
    world.bring(&fresh);
    settle(world);
    let mail = world.reply("nl").saying("Confirm\n").raw();
    world.bring(&mail);
    world.round();
}

fn held_and_denied(world: &mut World) {
    holds(world, &[typed("ca")]);
    settle(world);
    let mail = world.reply("ca").saying("Deny\n").raw();
    world.bring(&mail);
    world.round();
}

fn by_hand(world: &mut World) {
    world.practises(Practice {
        roster: RosterKind::ByHand,
        ..Practice::default()
    });
    joins(world);
    world.decides(Folder::Done);
    settle(world);
}

fn drift(world: &mut World) {
    joins(world);
    compares(world, &[]);
    settle(world);
    world.decides(Folder::Approve);
}

fn a_week(world: &mut World) {
    let slot = |hour| Slot {
        day: Weekday::Tuesday,
        hour,
    };
    world.practises(Practice {
        batches: Some(Batches {
            slot: slot(15),
            size: 2,
            first: Vec::new(),
            order: Tld::all().collect(),
            pause_at: 5,
            observers: Vec::new(),
        }),
        digest: Some(slot(17)),
        reminder: Some(8),
        ..Practice::default()
    });
    joins(world);
    for instant in [
        "2026-11-24T15:01:00Z",
        "2026-11-24T18:01:00Z",
        "2026-12-01T08:01:00Z",
    ] {
        world.sets_clock(instant.parse().unwrap());
        world.round();
    }
}

#[test]
fn a_change_of_contacts_survives_every_crash() {
    check(true, modification);
    check(false, modification);
}

#[test]
fn a_held_request_that_is_denied_survives_every_crash() {
    check(true, held_and_denied);
}

#[test]
fn a_list_kept_by_hand_survives_every_crash() {
    check(true, by_hand);
}

#[test]
fn a_list_that_drifted_survives_every_crash() {
    check(true, drift);
}

#[test]
fn batch_digest_and_reminder_survive_every_crash() {
    check(true, a_week);
    check(false, a_week);
}
