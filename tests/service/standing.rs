//! What time overtakes: questions, changes and the list part ways.
//!
//! Between a question and its decision the list goes on; what is done then is
//! what was shown, or nothing.

use super::held::{holds, typed};
use super::invariants::hold;
use super::roster::compares;
use crate::support::golden::golden;
use crate::support::names::{self, Person};
use crate::support::post::{Mail, template_of};
use crate::support::world::World;
use secird::case::MailKind;
use secird::domain::place::Folder;
use secird::outbound::Answer;
use secird::outbound::roster::{Change, Held, HeldWish, Listed};
use secird::service::desk::{Command, Due, MailServer, Practice, RosterKind};
use secird::store::outbox::{Act, Order, Progress};

fn listed(person: Person, tlds: &str) -> Listed {
    Listed {
        address: person.email.to_owned(),
        name: format!("{}, {}, {tlds}", person.name, person.phone),
    }
}

/// Contacts of these ccTLDs on the list, both of each, and the list as it should be.
fn joined(tlds: &[&str]) -> (World, Vec<Listed>) {
    let mut world = World::new();
    let mut list = Vec::new();
    for tld in tlds {
        world.invite(tld);
        world.admin_names_contacts(tld);
        let dotted = format!(".{tld}");
        list.extend(
            names::of(tld)
                .contacts
                .map(|person| listed(person, &dotted)),
        );
    }
    (world, list)
}

fn practising(roster: RosterKind) -> World {
    let mut world = World::new();
    world.practises(Practice {
        roster,
        ..Practice::default()
    });
    world
}

fn stranger(number: usize) -> Listed {
    Listed {
        address: format!("stranger{number}@elsewhere.example"),
        name: "A Stranger".to_owned(),
    }
}

fn change(world: &mut World, tld: &str, people: &[Person], id: &str) -> Vec<String> {
    let line = |one: &Person| format!("{}, {}, {}", one.name, one.phone, one.email);
    let reply = world.obey(&Command::Change {
        tld: tld.to_owned(),
        contacts: people.iter().map(line).collect(),
        id: id.to_owned(),
    });
    world.round();
    reply.lines
}

/// What is due at the list server, which then says this.
fn list_server_says(world: &mut World, answer: &Answer) -> Vec<Change> {
    let due = world.does(|desk, now| desk.next_due(now, now, MailServer::Rests));
    let Some(Due::Roster { key, changes }) = due else {
        panic!("no roster change is due: {due:?}");
    };
    let answer = answer.clone();
    world.does(move |desk, now| desk.finish(&key, &answer, now));
    changes
}

fn orders(world: &World) -> Vec<Order> {
    world.desk(|desk| desk.books.all_orders()).unwrap()
}

fn notes(world: &World) -> String {
    let notes = world.folder(Folder::Decided);
    let notes = notes
        .iter()
        .map(|(_, raw)| String::from_utf8_lossy(raw).into_owned());
    notes.collect::<Vec<_>>().join("\n").replace("=\r\n", "")
}

//------------ the list and the books --------------------------------------------

#[test]
fn a_question_about_the_list_is_short_enough_to_be_read_and_the_rest_follows() {
    let (mut world, mut list) = joined(&["nl"]);
    list.extend((0..150).map(stranger));
    assert_eq!(compares(&mut world, &list), 150);
    let asked = world.escalations();
    assert_eq!(asked.len(), 3);
    for one in &asked {
        let lines = one
            .why
            .lines()
            .filter(|line| line.contains("stranger"))
            .count();
        assert_eq!(lines, 40);
    }
    let more = asked
        .iter()
        .filter(|one| one.why.contains("30 more point(s) follow"));
    assert_eq!(more.count(), 1);
    compares(&mut world, &list);
    assert_eq!(world.escalations().len(), 3, "each point once");
    let one = asked[0].id.clone();
    world.moves(&one, Folder::Reject);
    world.round();
    compares(&mut world, &list);
    let asked = world.escalations();
    assert_eq!(asked.len(), 3);
    let lines = |why: &str| why.lines().filter(|line| line.contains("stranger")).count();
    assert!(asked.iter().any(|one| lines(&one.why) == 30));
    hold(&world, 0);
}

#[test]
fn what_the_validator_did_not_see_is_not_taken_over() {
    let (mut world, mut list) = joined(&["nl"]);
    list.push(listed(names::of("ca").contacts[0], ".ca"));
    compares(&mut world, &list);
    // Somebody else comes on the list before the Validator decides.
    list.push(listed(names::of("dk").contacts[0], ".dk"));
    let first = world.escalations()[0].id.clone();
    compares(&mut world, &list);
    world.moves(&first, Folder::Approve);
    world.round();
    let roster = world.roster();
    assert!(roster.contains(&names::of("ca").contacts[0].email.to_owned()));
    assert!(!roster.contains(&names::of("dk").contacts[0].email.to_owned()));
    assert_eq!(world.escalations().len(), 1, "the other is asked by itself");
    hold(&world, 0);
}

#[test]
fn a_member_whose_entry_changed_since_the_question_is_not_removed_by_it() {
    let (mut world, list) = joined(&["nl"]);
    compares(&mut world, &list[1..]);
    let question = world.escalations()[0].id.clone();
    let [first, second] = names::of("nl").contacts;
    let renamed = Person {
        name: "Bram Berg",
        ..first
    };
    change(&mut world, "nl", &[renamed, second], "renamed");
    world.admin_says("nl", "Confirm\n");
    world.moves(&question, Folder::Approve);
    world.round();
    assert_eq!(world.roster(), [first.email, second.email]);
    assert!(
        notes(&world).contains("the books have changed since"),
        "{}",
        notes(&world)
    );
    hold(&world, 0);
}

#[test]
fn a_question_whose_points_are_gone_needs_no_decision() {
    let (mut world, list) = joined(&["nl"]);
    compares(&mut world, &list[1..]);
    assert_eq!(world.escalations().len(), 1);
    compares(&mut world, &list);
    world.round();
    assert!(world.escalations().is_empty());
    assert!(notes(&world).contains("need not be decided"));
    assert_eq!(world.roster().len(), 2);
    hold(&world, 0);
}

#[test]
fn an_entry_that_names_another_cctld_is_taken_over_with_it_when_the_validator_agrees() {
    let (mut world, mut list) = joined(&["nl"]);
    list[0] = listed(names::of("nl").contacts[0], ".ca, .nl");
    compares(&mut world, &list);
    world.decides(Folder::Approve);
    let member = world.members().remove(0);
    let tlds: Vec<&str> = member.tlds.iter().map(|tld| tld.a_label()).collect();
    assert_eq!(tlds, ["ca", "nl"]);
    assert_eq!(world.public("directory.txt"), ".ca\n.nl\n");
    assert_eq!(compares(&mut world, &list), 0);
}

#[test]
fn when_many_entries_change_at_once_no_admin_contact_is_bothered() {
    let (mut world, mut list) = joined(&["br", "ca", "dk"]);
    for one in &mut list {
        one.name = one.name.replace(", +", "-X, +");
    }
    assert_eq!(compares(&mut world, &list), 6);
    assert_eq!(world.mails(MailKind::ModificationRequest), 0);
    assert_eq!(world.escalations().len(), 1);
    hold(&world, 0);
}

#[test]
fn a_change_nobody_can_be_asked_about_does_not_fill_the_journal_night_by_night() {
    let (mut world, mut list) = joined(&["nl"]);
    change(&mut world, "nl", &[names::of("nl").contacts[1]], "first");
    // A change waits already when the other contact corrects his own entry.
    list[1].name = list[1].name.replace("Carlijn", "Carla");
    compares(&mut world, &list);
    let before = world.journal().len();
    for _ in 0..5 {
        compares(&mut world, &list);
    }
    assert_eq!(world.journal().len(), before);
    assert_eq!(world.mails(MailKind::ModificationRequest), 1);
}

//------------ changes that something came before --------------------------------

#[test]
fn a_change_made_from_an_entry_that_is_another_now_is_not_made() {
    let mut world = practising(RosterKind::ByHand);
    let [first, second] = names::of("nl").contacts;
    world.invite("nl");
    world.admin_names_contacts("nl");
    world.decides(Folder::Done);
    let renumbered = Person {
        phone: "+31 6 25078733",
        ..first
    };
    change(&mut world, "nl", &[renumbered, second], "number");
    world.admin_says("nl", "Confirm\n");
    let by_hand = world.escalations()[0].id.clone();
    // Before the Administrator is done another entry is taken over.
    world.does(move |desk, now| {
        let mut batch = secird::store::books::Batch::default();
        let mut member = desk.books.members()[0].clone();
        member.contact.name = "Bram Berg".to_owned();
        batch.members.push(member);
        Ok(desk.books.commit(batch, now)?)
    });
    world.moves(&by_hand, Folder::Done);
    world.round();
    let asked = world.escalations();
    assert_eq!(asked[0].code, "roster-refused");
    assert!(
        asked[0].why.contains("The list has changed since"),
        "{}",
        asked[0].why
    );
    assert_eq!(asked[0].proposal, "nothing");
    golden(
        "fixtures/letters/escalation-overtaken.txt",
        &world.question(),
    );
    assert_eq!(world.members()[0].contact.name, "Bram Berg");
    world.decides(Folder::Approve);
    assert_eq!(world.case("nl").state.as_str(), "closed");
}

#[test]
fn what_was_never_changed_by_hand_is_not_to_be_put_back_by_hand() {
    let mut world = practising(RosterKind::ByHand);
    world.invite("nl");
    world.admin_names_contacts("nl");
    world.decides(Folder::Done);
    let [first, second] = names::of("nl").contacts;
    let wish = Mail::from_admin("nl")
        .sender(second.email)
        .subject("TLD-OPS contacts of .nl")
        .saying(&template_of(&[first]));
    let ended = world.comes(&wish);
    assert_eq!(ended, "ask-again change-to-confirm");
    world.admin_says("nl", "Deny\n");
    assert!(world.escalations().is_empty(), "{:?}", world.escalations());
    assert_eq!(world.roster().len(), 2);
    hold(&world, 0);
}

#[test]
fn a_change_by_hand_that_is_not_wanted_any_more_is_settled_and_undone() {
    let mut world = practising(RosterKind::ByHand);
    world.request("nl");
    world.admin_says("nl", "Confirm\n");
    let by_hand = world.escalations()[0].id.clone();
    let denial = world.reply("nl").serial("2").saying("Deny\n");
    world.comes(&denial);
    let doubt = world.escalations();
    let doubt = doubt
        .iter()
        .find(|one| one.code != "roster-by-hand")
        .unwrap();
    assert_eq!(doubt.code, "contradiction");
    let path = world.folder(Folder::Inbox).into_iter().find(|(_, raw)| {
        String::from_utf8_lossy(raw).contains(&format!("X-Secird-Escalation: {by_hand}"))
    });
    let (path, _) = path.unwrap();
    world.moves(&doubt.id, Folder::Approve);
    world.round();
    assert_eq!(world.state("nl"), "denied");
    assert!(world.escalations().is_empty(), "{:?}", world.escalations());
    assert!(
        notes(&world).contains("it is to be undone"),
        "{}",
        notes(&world)
    );
    // The Administrator had made it already.
    world.moves_file(&path, Folder::Done);
    world.round();
    assert!(world.roster().is_empty());
    let asked = world.escalations();
    assert_eq!(asked.len(), 1);
    golden("fixtures/letters/escalation-undo.txt", &world.question());
    hold(&world, 0);
}

#[test]
fn a_change_the_list_server_may_have_made_is_put_back_when_it_is_not_wanted() {
    let mut world = practising(RosterKind::Server);
    world.request("nl");
    world.admin_says("nl", "Confirm\n");
    let person = names::of("nl").contacts[0];
    world.sleep(jiff::SignedDuration::from_hours(2));
    let changes = list_server_says(&mut world, &Answer::Later("timeout".to_owned()));
    assert!(matches!(&changes[..], [Change::Seat { .. }]), "{changes:?}");
    world.comes(&world.reply("nl").serial("2").saying("Deny\n"));
    let doubt = world.escalations()[0].id.clone();
    world.moves(&doubt, Folder::Approve);
    world.round();
    assert_eq!(world.state("nl"), "denied");
    let undone = orders(&world).into_iter().find_map(|order| {
        if let Act::Restore { addresses } = order.act {
            Some(addresses)
        } else {
            None
        }
    });
    let undone = undone.expect("what was tried is put back");
    assert_eq!(undone[0].to_string(), person.email);
    world.sleep(jiff::SignedDuration::from_hours(2));
    let changes = list_server_says(&mut world, &Answer::Done("gone".to_owned()));
    assert!(
        matches!(&changes[..], [Change::Leave { .. }]),
        "{changes:?}"
    );
    assert!(world.roster().is_empty());
}

#[test]
fn a_change_that_a_crash_left_begun_is_done_again() {
    let mut world = practising(RosterKind::Server);
    world.request("nl");
    world.admin_says("nl", "Confirm\n");
    world.sleep(jiff::SignedDuration::from_hours(2));
    let due = world.does(|desk, now| desk.next_due(now, now, MailServer::Rests));
    assert!(matches!(due, Some(Due::Roster { .. })), "{due:?}");
    let begun = |order: &Order| {
        order.act.changes_roster() && matches!(order.progress, Progress::Begun { .. })
    };
    assert_eq!(orders(&world).iter().filter(|one| begun(one)).count(), 1);
    assert!(
        world
            .does(|desk, now| desk.next_due(now, now, MailServer::Rests))
            .is_none()
    );
    let unknown = world.does(|desk, now| desk.recover(now));
    assert_eq!(unknown, 0, "no mail was under way");
    list_server_says(&mut world, &Answer::Done("seated".to_owned()));
    world.round();
    assert_eq!(world.state("nl"), "joined");
    hold(&world, 0);
}

#[test]
fn a_wish_to_leave_that_is_denied_ends_at_the_list_server_too() {
    let (mut world, _) = joined(&["nl"]);
    world.practises(Practice {
        roster: RosterKind::Server,
        ..Practice::default()
    });
    let person = names::of("nl").contacts[0];
    let leave = Held {
        id: "9".to_owned(),
        wish: HeldWish::Leave,
        address: person.email.to_owned(),
        name: String::new(),
        when: "2026-11-23T08:00:00".to_owned(),
    };
    holds(&mut world, &[leave]);
    world.admin_says("nl", "Deny\n");
    world.sleep(jiff::SignedDuration::from_hours(2));
    let changes = list_server_says(&mut world, &Answer::Done("as before".to_owned()));
    assert!(
        matches!(&changes[..], [Change::Seat { .. }, Change::Stays { .. }]),
        "{changes:?}"
    );
    assert_eq!(world.roster().len(), 2);
}

#[test]
fn one_address_twice_is_no_list() {
    let (mut world, _) = joined(&["nl"]);
    let first = names::of("nl").contacts[0];
    let loud = Person {
        email: "BRAM.vandenberg@nic-nl.example",
        ..first
    };
    let said = change(&mut world, "nl", &[first, loud], "twice");
    assert_eq!(said, [".nl: one address is named twice."]);
    let ended = world.comes(
        &Mail::from_admin("nl")
            .subject("New TLD-OPS contacts of .nl")
            .saying(&template_of(&[first, loud])),
    );
    assert!(ended.starts_with("escalate"), "{ended}");
    assert_eq!(world.mails(MailKind::ModificationRequest), 0);
}

//------------ requests at the list server ---------------------------------------

#[test]
fn a_request_for_many_cctlds_is_one_question() {
    let mut world = World::new();
    let mut many = typed("nl");
    many.name = many.name.replace(".nl", ".nl, .br, .ca, .dk");
    holds(&mut world, &[many]);
    assert!(world.cases().is_empty());
    let asked = world.escalations();
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0].why.contains("it names 4 ccTLDs"),
        "{}",
        asked[0].why
    );
}

#[test]
fn a_request_for_two_cctlds_ends_with_the_later_answer_and_each_denial_is_told() {
    let mut world = World::new();
    let mut both = typed("nl");
    both.name = both.name.replace(".nl", ".nl, .ca");
    holds(&mut world, &[both]);
    assert_eq!(world.cases().len(), 2);
    let person = names::of("nl").contacts[0];
    let dropped = |world: &World| {
        let acts = orders(world).into_iter().map(|order| order.act);
        acts.filter(|act| matches!(act, Act::TurnAway { .. }))
            .count()
    };
    world.admin_says("ca", "Deny\n");
    assert_eq!(world.sent_to(person.email).len(), 1);
    assert_eq!(dropped(&world), 0, "the other answer is awaited");
    world.admin_says("nl", "Confirm\n");
    assert_eq!(world.roster(), [person.email]);
    hold(&world, 0);
}

#[test]
fn the_word_to_ask_comes_too_late_when_the_person_is_on_the_list() {
    let mut world = World::new();
    holds(&mut world, &[typed("nl")]);
    world.admin_says("nl", "Deny\n");
    let again = Held {
        id: "2".to_owned(),
        ..typed("nl")
    };
    holds(&mut world, std::slice::from_ref(&again));
    let third = Held {
        id: "3".to_owned(),
        ..again
    };
    holds(&mut world, &[third]);
    assert_eq!(
        world.escalations().len(),
        1,
        "one question about one person"
    );
    world.invite("nl");
    world.admin_names_contacts("nl");
    world.decides(Folder::Approve);
    assert_eq!(world.mails(MailKind::AuthenticationRequest), 1);
    assert!(
        notes(&world).contains("Nobody was asked"),
        "{}",
        notes(&world)
    );
    hold(&world, 0);
}
