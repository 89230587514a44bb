//! The process dies at every commit in turn, before and after it took effect.
//!
//! Whatever it died of, after a restart the same procedure comes to the same
//! end: as many mails with the same ids, the same roster, the same directory.

use super::invariants::hold;
use crate::support::names;
use crate::support::world::World;
use jiff::SignedDuration;
use secird::case::MailKind;
use secird::domain::place::Folder;
use secird::service::desk::Quotas;
use secird::store::memory::{Fault, MemDisk};

const QUOTAS: Quotas = Quotas {
    mails_per_hour: 1_000,
    failures_per_day: 1_000,
    copy_wait: 900,
};

/// What a procedure came to, without the times at which it did.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    states: Vec<String>,
    sent: Vec<(String, String)>,
    roster: Vec<String>,
    directory: String,
    open: usize,
    inbox: usize,
    processed: usize,
}

fn outcome(world: &World) -> Outcome {
    let cases = world.cases();
    let mut sent: Vec<(String, String)> = world
        .sent()
        .into_iter()
        .map(|mail| (mail.to, mail.subject))
        .collect();
    sent.sort();
    Outcome {
        states: cases
            .iter()
            .map(|case| format!("{} {}", case.tld, world.state(case.tld.a_label())))
            .collect(),
        sent,
        roster: world.roster(),
        directory: world.public("directory.txt"),
        open: world.desk(|desk| desk.books.open_orders().count()),
        inbox: world.folder(Folder::Inbox).len(),
        processed: world.folder(Folder::Processed).len(),
    }
}

/// Lets whatever is open come to its end: no case has a deadline so soon.
pub(super) fn settle(world: &mut World) {
    world.round();
    for _ in 0..6 {
        world.passes(SignedDuration::from_mins(20));
    }
}

/// Plays `script` undisturbed, then once for every commit and every way to
/// die in it; `copies` says whether blind copies come home.
pub(super) fn check(copies: bool, script: fn(&mut World)) {
    let play = |disk: &MemDisk| {
        let mut world = World::on(disk.clone(), QUOTAS);
        world.copies = copies;
        script(&mut world);
        settle(&mut world);
        world
    };
    let calm = MemDisk::default();
    let (expect, commits) = {
        let world = play(&calm);
        hold(&world, 0);
        assert_eq!(world.restarts, 0);
        (outcome(&world), calm.tried())
    };
    assert!(commits > 20, "{commits} commits");
    let mut deaths = 0;
    for number in 1..=commits {
        for fault in [Fault::RefuseBefore, Fault::RefuseAfter] {
            let disk = MemDisk::default();
            disk.fail(number, fault);
            let world = play(&disk);
            hold(&world, 0);
            assert_eq!(outcome(&world), expect, "commit {number}, {fault:?}");
            deaths += world.restarts;
        }
    }
    assert!(deaths > 20, "{deaths} deaths in {commits} commits");
}

fn invitation(world: &mut World) {
    world.invite("nl");
    settle(world);
    let mail = world.reply("nl").naming_contacts("nl").raw();
    world.bring(&mail);
    world.round();
}

fn request(world: &mut World) {
    world.request("ca");
    settle(world);
    let mail = world.reply("ca").saying("I confirm.\n").raw();
    world.bring(&mail);
    world.round();
}

fn denial(world: &mut World) {
    world.request("ca");
    settle(world);
    let mail = world.reply("ca").saying("Deny\n").raw();
    world.bring(&mail);
    world.round();
}

fn forgery(world: &mut World) {
    world.request("ca");
    settle(world);
    let stamp = "mx.secretariat.example; dmarc=fail header.from=nic-ca.example";
    let mail = world
        .reply("ca")
        .saying("I confirm.\n")
        .stamped(stamp)
        .raw();
    world.bring(&mail);
    settle(world);
    world.decides(Folder::Approve);
}

fn silence(world: &mut World) {
    world.request("ca");
    world.days(16);
}

fn fresh_mail(world: &mut World) {
    world.request("nl");
    settle(world);
    let fresh = crate::support::post::Mail::from_admin("nl")
        .saying("I confirm .nl\n")
        .raw();
    world.bring(&fresh);
    settle(world);
    let mail = world.reply("nl").saying("I confirm.\n").raw();
    world.bring(&mail);
    world.round();
}

/// IANA names another address while the answer is awaited; the Validator has it asked.
fn another_address(world: &mut World) {
    world.keep_records();
    world.request("de");
    settle(world);
    world.iana_says("de", "new-admin@nic-de.example");
    settle(world);
    assert_eq!(world.decides(Folder::Approve), "address-changed");
    settle(world);
    let mail = world.reply("de").sender("new-admin@nic-de.example");
    world.comes(&mail.saying("Confirm\n"));
}

#[test]
fn an_address_that_changes_survives_every_crash() {
    check(true, another_address);
}

#[test]
fn an_invitation_survives_every_crash() {
    check(true, invitation);
}

#[test]
fn an_invitation_survives_every_crash_though_no_copy_comes_home() {
    check(false, invitation);
}

#[test]
fn a_request_survives_every_crash() {
    check(true, request);
    check(true, denial);
}

#[test]
fn a_request_survives_every_crash_though_no_copy_comes_home() {
    check(false, request);
}

#[test]
fn a_forgery_and_its_approval_survive_every_crash() {
    check(true, forgery);
}

#[test]
fn a_second_question_survives_every_crash() {
    check(true, fresh_mail);
}

#[test]
fn silence_survives_every_crash() {
    check(true, silence);
}

#[test]
fn a_mail_of_unknown_fate_waits_for_its_copy_and_is_repeated_without_it() {
    // It dies between the transmission and the commit that says so.
    let lost = |copies| {
        (1..20).find_map(|number| {
            let mut world = World::new();
            world.copies = false;
            world.disk.fail(number, Fault::RefuseBefore);
            world.invite("nl");
            let left = world.sent().len() == 1 && world.state("nl") == "asking";
            world.copies = copies;
            left.then_some(world)
        })
    };
    for copies in [true, false] {
        let mut world = lost(copies).expect("a commit after the transmission");
        world.round();
        assert_eq!(world.state("nl"), if copies { "asked" } else { "asking" });
        world.passes(SignedDuration::from_mins(14));
        assert_eq!(world.state("nl"), if copies { "asked" } else { "asking" });
        world.passes(SignedDuration::from_mins(2));
        assert_eq!(world.state("nl"), "asked");
        let sent = world.sent_to(names::of("nl").address);
        assert_eq!(sent.len(), 1, "the repeat is the same mail");
        assert_eq!(world.mails(MailKind::SscRequest), 1);
        hold(&world, 0);
    }
}

#[test]
fn a_disk_that_refuses_again_and_again_is_no_fault_of_the_message() {
    let mut world = World::new();
    world.invite("nl");
    let answer = world.reply("nl").naming_contacts("nl").raw();
    world.bring(&answer);
    // The first commit of a round is the message's own.
    for _ in 0..5 {
        world.disk.fail(1, Fault::RefuseBefore);
        assert!(world.try_round().is_err());
        world.restart();
    }
    world.round();
    assert_eq!(world.ended(&answer), "advance contacts-received");
}
