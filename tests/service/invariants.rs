//! What holds in the world at any time (design, section 7).

use crate::support::names::{CAST, LIST, SECRETARIAT};
use crate::support::world::{World, once};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secird::case::{Case, MailKind, Said, State};
use secird::domain::ids::SiteKey;
use secird::domain::place::Folder;
use secird::store::books::{Books, broken_link};
use secird::store::memory::MemStore;
use secird::store::record::v1::EntryV1;
use std::collections::BTreeMap;

/// Every invariant; `resends` are the mails the Validator had sent again.
pub(crate) fn hold(world: &World, resends: usize) {
    roster_is_authenticated(world);
    every_message_ended_once(world);
    nobody_is_pestered(world, resends);
    open_cases_wait_for_something(world);
    mail_goes_where_it_may(world);
    the_directory_names_no_people(world);
    disk_and_memory_agree(world);
    nothing_lies_in_a_decision_folder(world);
}

/// 1. Nobody is on the roster without an answer or the Validator's word.
pub(crate) fn roster_is_authenticated(world: &World) {
    let (journal, cases) = (world.journal(), world.cases());
    for member in world.members() {
        for tld in &member.tlds {
            let vouched = cases.iter().any(|case| {
                case.tld == *tld
                    && named(case, &member.contact.email.to_string())
                    && authenticated(&journal, case)
            }) || taken_over(&journal, &member.contact.email.to_string());
            assert!(
                vouched,
                "{} of {tld} was never authenticated",
                member.contact.name
            );
        }
        assert!(!member.tlds.is_empty());
    }
}

/// Whether the Validator said that the list is right about somebody.
fn taken_over(journal: &[EntryV1], email: &str) -> bool {
    journal.iter().any(|entry| {
        let after = entry
            .text
            .split_once("taken over (")
            .map(|(_, after)| after);
        let named = after.and_then(|after| after.split(')').next());
        entry.what == "approve" && named.is_some_and(|named| named.contains(email))
    })
}

fn named(case: &Case, email: &str) -> bool {
    match case.answer.as_ref().map(|answer| &answer.said) {
        Some(Said::Contacts(contacts)) => contacts.iter().any(|one| one.email.to_string() == email),
        Some(Said::Confirm) => {
            let ssc = case.scheme.ssc().into_iter();
            let wanted = case.scheme.modification().into_iter();
            ssc.chain(wanted.flat_map(|change| &change.wanted))
                .any(|one| one.email.to_string() == email)
        }
        Some(Said::Deny) | None => false,
    }
}

fn authenticated(journal: &[EntryV1], case: &Case) -> bool {
    journal
        .iter()
        .filter(|entry| entry.case == Some(case.id.0))
        .any(|entry| {
            let advanced = entry.end.as_ref().is_some_and(|(action, code)| {
                action == "advance" && (code == "contacts-received" || code == "confirmed")
            });
            advanced || entry.what == "approve"
        })
}

/// 2. Every message has exactly one end.
pub(crate) fn every_message_ended_once(world: &World) {
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for entry in world.journal() {
        if let (Some(message), Some((action, _))) = (entry.message, entry.end) {
            assert!(["advance", "ask-again", "escalate", "ignore"].contains(&action.as_str()));
            *ends.entry(message).or_default() += 1;
        }
    }
    for digest in once(&world.brought) {
        let taken = world.desk(move |desk| desk.books.taken(&digest)).unwrap();
        let taken = taken.unwrap_or_else(|| panic!("{digest} was lost"));
        let counted = ends.get(&digest.hex()).copied().unwrap_or(0);
        let silent = taken.code == "unrelated" || taken.code == "own-copy";
        assert_eq!(
            counted,
            usize::from(!silent),
            "{digest} ended as {}",
            taken.code
        );
        if taken.action != "ignore" {
            let kept = world
                .desk(move |desk| desk.spool.get(&digest, usize::MAX))
                .unwrap();
            assert!(kept.is_some(), "{digest} is not in the spool");
        }
    }
    for (digest, count) in ends {
        assert_eq!(count, 1, "{digest} was counted twice");
    }
}

/// 3. One request, one reminder, one second question a case.
pub(crate) fn nobody_is_pestered(world: &World, resends: usize) {
    let mut over = 0;
    for case in world.cases() {
        let count = |wanted: &[MailKind]| {
            case.mails
                .iter()
                // What is void went to another address, which IANA named before.
                .filter(|mail| !mail.void && wanted.contains(&mail.kind))
                .count()
        };
        let requests = count(&[
            MailKind::SscRequest,
            MailKind::AuthenticationRequest,
            MailKind::ModificationRequest,
        ]);
        over += requests.saturating_sub(1);
        over += count(&[MailKind::Reminder]).saturating_sub(1);
        over += count(&[MailKind::AnswerAgain]).saturating_sub(1);
        let notices = count(&[MailKind::FailureNotice, MailKind::DenialNotice]);
        assert!(notices <= 2, "{}: {notices} notices", case.tld);
    }
    assert!(over <= resends, "{over} mails too many");
    let mut ids: Vec<String> = world
        .sent()
        .into_iter()
        .map(|mail| mail.message_id)
        .collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "a mail went out twice under one id");
}

/// 4. An open case has a deadline to come, an order on its way, or the Validator.
pub(crate) fn open_cases_wait_for_something(world: &World) {
    let now = world.now();
    for case in world
        .cases()
        .into_iter()
        .filter(|case| !case.state.is_over())
    {
        let id = case.id;
        let ordered =
            world.desk(move |desk| desk.books.open_orders().any(|order| order.case == Some(id)));
        let timed = case.state.deadline().is_some_and(|deadline| deadline > now);
        let braked = braked_today(world);
        assert!(
            case.is_held() || ordered || timed || braked,
            "{} waits for nothing: {:?}",
            case.tld,
            case.state
        );
        if case.is_held() {
            assert!(
                world.escalations().iter().any(|one| one.case == Some(id.0)),
                "{}",
                case.tld
            );
        }
    }
}

/// Whether the Validator has failures in hand, or said today that they stay.
fn braked_today(world: &World) -> bool {
    let all = world.desk(|desk| desk.books.escalations()).unwrap();
    let day = |at: Timestamp| at.to_zoned_datetime(TimeZone::UTC).date();
    let today = day(world.now());
    all.iter()
        .filter(|one| one.code == "too-many-failures")
        .any(|one| one.decided.is_none() || day(one.at) == today)
}

/// 5. Mail goes to the admin contact asked and to the SSC of its case.
pub(crate) fn mail_goes_where_it_may(world: &World) {
    let cases = world.cases();
    for mail in world.sent() {
        if mail.to == LIST {
            assert!(mail.subject.starts_with("[tld-ops] "), "{}", mail.subject);
            continue;
        }
        let case = cases.iter().find(|case| {
            case.mails
                .iter()
                .any(|one| one.message_id.as_str() == mail.message_id)
        });
        let case = case.unwrap_or_else(|| panic!("{} belongs to no case", mail.message_id));
        let kind = case
            .mails
            .iter()
            .find(|one| one.message_id.as_str() == mail.message_id);
        // What went out before IANA named another address, and is void now.
        if kind.unwrap().void {
            assert_ne!(mail.to, case.asked.to_string(), "{}", mail.subject);
            continue;
        }
        let expect = if kind.unwrap().kind.is_for_admin() {
            case.asked.to_string()
        } else {
            case.scheme.person().unwrap().email.to_string()
        };
        assert_eq!(mail.to, expect, "{}", mail.subject);
        let head = String::from_utf8_lossy(&mail.raw);
        let head = head.split("\r\n\r\n").next().unwrap().to_owned();
        assert!(
            head.contains(&format!("<{SECRETARIAT}>")) && !head.contains("Bcc"),
            "{head}"
        );
    }
}

/// 6. The directory names the ccTLDs of the roster and nothing of people.
pub(crate) fn the_directory_names_no_people(world: &World) {
    let waiting = world
        .cases()
        .iter()
        .any(|case| matches!(case.state, State::Subscribed { .. }));
    if !waiting && !world.public("directory.txt").is_empty() {
        let tlds = world.desk(|desk| desk.subscribed_tlds());
        let lines: Vec<String> = tlds.iter().map(ToString::to_string).collect();
        let listed: Vec<String> = world
            .public("directory.txt")
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(listed, lines);
    }
    for file in ["directory.txt", "directory.json", "index.html"] {
        let text = world.public(file);
        assert!(!text.contains('@') && !text.contains('+'), "{file}");
        for person in CAST.iter().flat_map(|registry| registry.contacts) {
            assert!(!text.contains(person.name), "{file} names {}", person.name);
        }
    }
}

/// 7. What a restart would read is what the service works with.
pub(crate) fn disk_and_memory_agree(world: &World) {
    let read = Books::open(
        Box::new(MemStore::open(&world.disk)),
        &SiteKey::new([0; 32]),
    )
    .unwrap();
    assert_eq!(read.cases(), world.cases().as_slice());
    let orders = |books: &Books| books.open_orders().cloned().collect::<Vec<_>>();
    assert_eq!(orders(&read), world.desk(move |desk| orders(&desk.books)));
    assert_eq!(read.next_case(), world.desk(|desk| desk.books.next_case()));
    let journal = world.journal();
    assert_eq!(broken_link(&journal), None);
    for case in read.cases() {
        let entries = journal.iter().filter(|entry| entry.case == Some(case.id.0));
        assert!(entries.count() > 0, "{} stands in no journal", case.tld);
        for mail in &case.mails {
            let key = mail.order.clone();
            let order = world.desk(move |desk| desk.books.order(&key)).unwrap();
            assert!(order.is_some(), "{}: a mail without an order", case.tld);
        }
    }
}

/// Whatever the Validator moved was acted upon or sent back.
fn nothing_lies_in_a_decision_folder(world: &World) {
    for folder in [Folder::Approve, Folder::Reject, Folder::Done] {
        assert!(world.folder(folder).is_empty(), "{}", folder.as_str());
    }
}
