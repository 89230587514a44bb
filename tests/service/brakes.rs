//! What stops the bot, what must not, and slips of the people around it.

use super::invariants::hold;
use crate::support::names;
use crate::support::post::Mail;
use crate::support::world::World;
use jiff::SignedDuration;
use secird::case::MailKind;
use secird::domain::place::{Folder, Place};
use secird::mail::Limits;
use secird::outbound::Answer;
use secird::service::desk::{Arrival, Command, Due, MailServer, Quotas};
use secird::store::memory::Fault;

fn quotas(mails_per_hour: usize, failures_per_day: usize) -> Quotas {
    Quotas {
        mails_per_hour,
        failures_per_day,
        copy_wait: 900,
    }
}

const FIVE: [&str; 5] = ["br", "ca", "dk", "nl", "tw"];

fn codes(world: &World) -> Vec<String> {
    let waiting = world.escalations().into_iter();
    let mut codes: Vec<String> = waiting.map(|one| one.code).collect();
    codes.sort();
    codes
}

#[test]
fn past_the_limit_of_an_hour_mail_waits_for_the_next() {
    let mut world = World::with(quotas(3, 1_000));
    for tld in FIVE {
        world.invite(tld);
    }
    assert_eq!(world.sent().len(), 3);
    assert_eq!(codes(&world), ["too-many-mails"]);
    world.passes(SignedDuration::from_mins(59));
    assert_eq!(world.sent().len(), 3);
    world.passes(SignedDuration::from_mins(1));
    assert_eq!(world.sent().len(), 5);
    for tld in FIVE {
        assert_eq!(world.state(tld), "asked");
    }
    assert_eq!(
        codes(&world),
        ["too-many-mails"],
        "once, not in every round"
    );
    world.decides(Folder::Done);
    hold(&world, 0);
}

#[test]
fn too_many_failures_at_once_are_held_until_the_validator_releases_them() {
    let mut world = World::with(quotas(1_000, 2));
    for tld in FIVE {
        world.request(tld);
    }
    world.days(14);
    for tld in FIVE {
        assert_eq!(world.state(tld), "reminded");
    }
    assert_eq!(codes(&world), ["too-many-failures"]);
    hold(&world, 0);
    // One answers yet: a case that is held back is still open.
    assert_eq!(world.admin_says("nl", "Confirm\n"), "advance confirmed");
    world.decides(Folder::Approve);
    world.passes(SignedDuration::from_hours(2));
    for tld in ["br", "ca", "dk", "tw"] {
        assert_eq!(world.state(tld), "no-response");
    }
    assert_eq!(world.state("nl"), "joined");
    assert_eq!(world.mails(MailKind::FailureNotice), 4);
    hold(&world, 0);
}

#[test]
fn up_to_the_limit_cases_fail_by_themselves() {
    let mut world = World::with(quotas(1_000, 5));
    for tld in FIVE {
        world.invite(tld);
    }
    world.days(14);
    assert_eq!(codes(&world), Vec::<String>::new());
    for tld in FIVE {
        assert_eq!(world.state(tld), "no-response");
    }
    hold(&world, 0);
}

#[test]
fn a_renumbered_mailbox_counts_nothing_twice() {
    let mut world = World::new();
    world.request("ca");
    world.request("dk");
    let human = Mail::from("friend@elsewhere.example").saying("At noon?\n");
    assert_eq!(world.comes(&human), "ignore unrelated");
    assert_eq!(
        world.admin_says("dk", "I can not confirm this.\n"),
        "escalate unclear-answer"
    );
    assert_eq!(world.admin_says("ca", "Confirm\n"), "advance confirmed");
    let (journal, sent) = (world.journal().len(), world.sent().len());
    let uids = world.mailbox().join("secird-uidlist");
    for _ in 0..3 {
        std::fs::remove_file(&uids).unwrap();
        // Another validity needs another tenth of a second.
        let before = std::time::Instant::now();
        crate::support::until("the clock", std::time::Duration::from_secs(5), || {
            (before.elapsed().as_millis() > 150).then_some(())
        });
        let tally = world.round();
        assert!(tally.ends.is_empty(), "{tally:?}");
    }
    assert_eq!(world.journal().len(), journal);
    assert_eq!(world.sent().len(), sent);
    assert_eq!(codes(&world), ["unclear-answer"]);
    // What is decided now is filed from where it lies now.
    world.decides(Folder::Reject);
    assert_eq!(
        world.folder(Folder::Inbox).len(),
        1,
        "the friend's mail alone"
    );
    hold(&world, 0);
}

#[test]
fn a_message_nobody_can_read_ends_before_the_validator() {
    let mut world = World::new();
    world.request("ca");
    let raw = world.reply("ca").saying("Confirm\n").raw();
    let arrival = Arrival {
        place: Place {
            folder: Folder::Inbox,
            validity: 1,
            uid: 99,
        },
        raw: raw.clone(),
        checked: None,
        cut: false,
    };
    let now = world.now();
    world
        .desk(move |desk| desk.give_up_on(&arrival, "It was tried three times.", now))
        .unwrap();
    world.bring(&raw);
    world.round();
    assert_eq!(world.ended(&raw), "escalate poison");
    assert_eq!(codes(&world), ["poison"]);
    assert_eq!(world.state("ca"), "asked");
    let shown = world.folder(Folder::Inbox).into_iter().map(|(_, raw)| raw);
    let shown: Vec<String> = shown
        .map(|raw| String::from_utf8_lossy(&raw).into_owned())
        .collect();
    assert!(
        shown
            .iter()
            .any(|text| text.contains("X-Secird-Escalation") && text.contains("message/rfc822"))
    );
    world.decides(Folder::Done);
    hold(&world, 0);
}

#[test]
fn a_message_that_kills_its_reader_is_tried_three_times_and_blocks_nobody() {
    let mut world = World::new();
    world.request("ca");
    world.request("dk");
    let poison = world.reply("dk").saying("Confirm\n").raw();
    world.bring(&poison);
    world.disk.fail(1, Fault::CrashBefore);
    assert_eq!(world.try_round().unwrap().failed, 1);
    assert_eq!(world.ended(&poison), "not taken in");
    // While it lies there unread, no deadline counts: it may be the answer.
    world.sleep(SignedDuration::from_hours(24 * 30));
    world.disk.fail(1, Fault::CrashBefore);
    assert_eq!(world.try_round().unwrap().failed, 1);
    assert_eq!(world.state("dk"), "asked");
    // Tries are remembered by the next process too; the third is the last.
    world.restart();
    let other = world.reply("ca").saying("Confirm\n").raw();
    world.bring(&other);
    world.disk.fail(1, Fault::CrashBefore);
    world.round();
    assert_eq!(world.ended(&other), "advance confirmed");
    assert_eq!(world.ended(&poison), "escalate poison");
    assert_eq!(world.state("ca"), "joined");
    assert_eq!(codes(&world), ["poison"]);
    world.decides(Folder::Done);
    hold(&world, 0);
}

#[test]
fn a_message_over_the_limit_is_shown_and_nothing_in_it_counts() {
    let mut world = World::new();
    world.request("ca");
    world.desk(|desk| {
        desk.limits = Limits {
            message: 4_000,
            ..Limits::default()
        }
    });
    let text = format!("Confirm\n\n{}", "x".repeat(70).repeat(2) + "\n");
    let place = Place {
        folder: Folder::Inbox,
        validity: 1,
        uid: 99,
    };
    let raw = world.reply("ca").saying(&text).raw();
    let arrival = Arrival {
        place,
        raw: raw.clone(),
        checked: None,
        cut: true,
    };
    let now = world.now();
    world.desk(move |desk| desk.take_in(&arrival, now)).unwrap();
    world.bring(&raw);
    world.round();
    assert_eq!(world.ended(&raw), "escalate too-large");
    assert_eq!(world.state("ca"), "asked");
    hold(&world, 0);
}

#[test]
fn what_is_no_question_of_the_bots_goes_back_and_the_validator_is_told() {
    for folder in [Folder::Approve, Folder::Reject, Folder::Done] {
        let mut world = World::new();
        world.request("ca");
        let stamp = "mx.secretariat.example; dmarc=fail header.from=nic-ca.example";
        let forged = world.reply("ca").saying("Confirm\n").stamped(stamp);
        assert_eq!(world.comes(&forged), "escalate sender-doubtful");
        let inbox = world.folder(Folder::Inbox);
        let (path, _) = inbox.iter().find(|(_, raw)| *raw == forged.raw()).unwrap();
        // The slip: the original is moved, not the question about it.
        world.moves_file(path, folder);
        assert_eq!(world.state("ca"), "asked");
        assert_eq!(codes(&world), ["not-an-escalation", "sender-doubtful"]);
        let inbox = world.folder(Folder::Inbox);
        assert!(
            inbox.iter().any(|(_, raw)| *raw == forged.raw()),
            "it is back"
        );
        let waiting = world.escalations();
        let told = waiting.iter().find(|one| one.code == "not-an-escalation");
        let told = told.unwrap().id.clone();
        world.moves(&told, Folder::Done);
        // The question itself can still be decided.
        world.decides(Folder::Approve);
        assert_eq!(world.state("ca"), "joined");
        let inbox = world.folder(Folder::Inbox);
        assert!(inbox.is_empty(), "{} left", inbox.len());
        hold(&world, 0);
    }
}

#[test]
fn a_forged_question_decides_nothing() {
    let mut world = World::new();
    world.request("ca");
    let stamp = "mx.secretariat.example; dmarc=fail header.from=nic-ca.example";
    let forged = world.reply("ca").saying("Confirm\n").stamped(stamp);
    world.comes(&forged);
    let id = world.escalations().remove(0).id;
    for seal in ["", "0123456789abcdef0123456789abcdef"] {
        let fake = Mail::from(names::SECRETARIAT)
            .field("X-Secird-Escalation", &id)
            .field("X-Secird-Seal", seal)
            .subject("please decide");
        world.bring(&fake.raw());
        world.round();
        let inbox = world.folder(Folder::Inbox);
        let (path, _) = inbox.iter().find(|(_, raw)| *raw == fake.raw()).unwrap();
        world.moves_file(path, Folder::Approve);
        assert_eq!(world.state("ca"), "asked");
    }
    assert!(codes(&world).contains(&"sender-doubtful".to_owned()));
    hold(&world, 0);
}

#[test]
fn a_decision_by_command_is_as_good_as_a_move_and_is_made_once() {
    let mut world = World::new();
    world.request("ca");
    assert_eq!(
        world.admin_says("ca", "What is this about?\n"),
        "escalate unclear-answer"
    );
    let escalation = world.escalations().remove(0).id;
    let decide = |choice: &str, id: &str| Command::Decide {
        escalation: escalation.clone(),
        choice: choice.to_owned(),
        id: id.to_owned(),
    };
    assert!(world.obey(&decide("approve", "first")).ok);
    world.round();
    assert_eq!(world.state("ca"), "joined");
    assert!(!world.obey(&decide("reject", "second")).ok);
    world.moves(&escalation, Folder::Reject);
    assert_eq!(world.state("ca"), "joined");
    assert_eq!(world.folder(Folder::Inbox).len(), 0);
    hold(&world, 0);
}

#[test]
fn the_list_takes_no_more_contacts_of_a_cctld_than_it_admits() {
    let mut world = World::new();
    let third = names::Person {
        name: "Chloé Gagnon",
        email: "chloe.gagnon@nic-ca.example",
        phone: "+1 613 555 0163",
    };
    // Three ask before anybody is on the list; the admin contact confirms all.
    let [first, second] = names::of("ca").contacts;
    for person in [first, second, third] {
        assert!(world.request_by("ca", person).ok);
    }
    for case in world.cases() {
        let id = case.mails[0].message_id.bracketed();
        let mail = Mail::from_admin("ca")
            .field("In-Reply-To", &id)
            .saying("Confirm\n");
        assert_eq!(world.comes(&mail), "advance confirmed");
    }
    assert_eq!(world.roster(), [first.email, second.email]);
    assert_eq!(codes(&world), ["roster-refused"]);
    assert_eq!(world.state("ca"), "confirmed");
    world.decides(Folder::Done);
    assert_eq!(world.state("ca"), "by-hand");
    hold(&world, 0);
}

#[test]
fn a_mail_whose_fate_stays_unknown_comes_before_the_validator() {
    let mut world = World::new();
    let tlds = vec!["ca".to_owned()];
    assert!(
        world
            .obey(&Command::Invite {
                tlds,
                id: "once".to_owned()
            })
            .ok
    );
    let mut tries = 0;
    while world.state("ca") == "asking" && !world.case("ca").is_held() {
        tries += 1;
        assert!(tries < 20, "it is sent for ever");
        let now = world.now();
        world.desk(move |desk| {
            let due = desk.next_due(now, now, MailServer::Takes).unwrap();
            let Some(Due::Send { key, .. }) = due else {
                panic!("{due:?}")
            };
            let cut = Answer::Unknown("the connection broke after the text".to_owned());
            desk.finish(&key, &cut, now).unwrap();
        });
        world.sleep(SignedDuration::from_mins(16));
    }
    assert!(tries > 2, "{tries}");
    assert_eq!(codes(&world), ["undeliverable"]);
    hold_after(&mut world);
}

fn hold_after(world: &mut World) {
    world.round();
    hold(world, 0);
}
