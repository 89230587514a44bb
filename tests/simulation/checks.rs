//! What must hold after every step, looked at cheaply enough to do it.

use super::world::Simulation;
use crate::support::names::{LIST, SECRETARIAT};
use secird::case::{Case, MailKind, Said, State};
use secird::domain::ids::{Digest, SiteKey};
use secird::domain::member::Member;
use secird::domain::tld::Tld;
use secird::store::books::{Books, broken_link};
use secird::store::memory::MemStore;
use std::collections::{BTreeSet, HashMap};

/// What was seen so far.
#[derive(Default)]
pub(super) struct Watch {
    /// Every message that was brought.
    brought: Vec<Digest>,
    /// Message-IDs that went out.
    ids: BTreeSet<String>,
    /// Second questions that the Validator ordered, by case.
    allowed: HashMap<u64, usize>,
    /// What the directory names, once it was written.
    directory: Option<Vec<Tld>>,
    /// The directory and the roster's size when they were compared last.
    compared: (usize, usize),
    /// Members who are known to be authenticated: address and ccTLD.
    vouched: BTreeSet<(String, Tld)>,
    /// The roster that was looked at last.
    roster: Vec<Member>,
    /// How many mails each case had when it was looked at last.
    counted: HashMap<u64, (usize, usize)>,
}

impl Watch {
    pub(super) fn brought(&mut self, raw: &[u8]) {
        self.brought.push(Digest::of(raw));
    }

    pub(super) fn allowed(&mut self, case: Option<u64>) {
        *self.allowed.entry(case.unwrap_or(0)).or_default() += 1;
    }

    pub(super) fn published(&mut self, tlds: Vec<Tld>) {
        self.directory = Some(tlds);
    }

    /// 5, and nothing goes out twice under one id.
    pub(super) fn sent(&mut self, to: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let id = text
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: "))
            .unwrap();
        assert!(self.ids.insert(id.to_owned()), "{id} went out twice");
        assert!(text.contains(SECRETARIAT));
        assert!(
            to == LIST || !text.contains("text/vcard"),
            "the roster went to {to}"
        );
    }
}

/// Everything that must hold.
pub(super) fn hold(simulation: &mut Simulation) {
    members_are_authenticated(simulation);
    open_cases_wait_for_something(simulation);
    nobody_is_pestered(simulation);
    the_directory_is_the_roster(simulation);
}

/// 1. Nobody is on the roster without an answer or the Validator's word.
fn members_are_authenticated(simulation: &mut Simulation) {
    if simulation.watch.roster == simulation.desk.books.members() {
        return;
    }
    simulation.watch.roster = simulation.desk.books.members().to_vec();
    let mut fresh = Vec::new();
    for member in simulation.desk.books.members() {
        for tld in &member.tlds {
            let pair = (member.contact.email.to_string(), *tld);
            if simulation.watch.vouched.contains(&pair) {
                continue;
            }
            let mut cases = simulation.desk.books.cases().iter().rev();
            let vouched = cases.any(|case| case.tld == *tld && vouches(case, &pair.0));
            assert!(vouched, "{} of {tld} was never authenticated", pair.0);
            fresh.push(pair);
        }
    }
    simulation.watch.vouched.extend(fresh);
}

fn vouches(case: &Case, email: &str) -> bool {
    let Some(answer) = &case.answer else {
        return false;
    };
    let named = match &answer.said {
        Said::Contacts(contacts) => contacts.iter().any(|one| one.email.to_string() == email),
        Said::Confirm => {
            let wanted = case.scheme.modification().into_iter();
            let mut all = case
                .scheme
                .ssc()
                .into_iter()
                .chain(wanted.flat_map(|change| &change.wanted));
            all.any(|one| one.email.to_string() == email)
        }
        Said::Deny => false,
    };
    named && (answer.by_validator || answer.message.is_some())
}

/// 4. An open case has a deadline to come, an order on its way, or the Validator.
fn open_cases_wait_for_something(simulation: &Simulation) {
    let books = &simulation.desk.books;
    for case in books.cases().iter().filter(|case| !case.state.is_over()) {
        let timed = case
            .state
            .deadline()
            .is_some_and(|deadline| deadline > simulation.now);
        if timed || case.is_held() {
            continue;
        }
        let ordered = books.open_orders().any(|order| order.case == Some(case.id));
        // What is due just now, or was held back by the brake until tomorrow.
        let due = case
            .state
            .deadline()
            .is_some_and(|deadline| simulation.now.duration_since(deadline).as_hours() <= 24 * 14);
        assert!(
            ordered || due,
            "{} waits for nothing: {:?}",
            case.tld,
            case.state
        );
    }
}

/// 3. One request, one reminder, one second question a case.
fn nobody_is_pestered(simulation: &mut Simulation) {
    for case in simulation.desk.books.cases() {
        let seen = (
            case.mails.len(),
            simulation
                .watch
                .allowed
                .get(&case.id.0)
                .copied()
                .unwrap_or(0),
        );
        if simulation.watch.counted.insert(case.id.0, seen) == Some(seen) {
            continue;
        }
        let count = |wanted: &[MailKind]| {
            let mails = case.mails.iter();
            mails
                .filter(|mail| !mail.void && wanted.contains(&mail.kind))
                .count()
        };
        let requests = count(&[
            MailKind::SscRequest,
            MailKind::AuthenticationRequest,
            MailKind::ModificationRequest,
        ]);
        let over = requests.saturating_sub(1)
            + count(&[MailKind::Reminder]).saturating_sub(1)
            + count(&[MailKind::AnswerAgain]).saturating_sub(1);
        assert!(over <= seen.1, "{}: {over} mails too many", case.tld);
    }
}

/// 6. The directory names the ccTLDs with a subscribed SSC.
fn the_directory_is_the_roster(simulation: &mut Simulation) {
    let named = simulation.watch.directory.as_ref().map_or(0, Vec::len);
    let members = simulation.desk.books.members().iter();
    let sizes = (named, members.map(|member| member.tlds.len()).sum());
    if simulation.watch.compared == sizes {
        return;
    }
    let books = &simulation.desk.books;
    let under_way = books
        .cases()
        .iter()
        .any(|case| matches!(case.state, State::Subscribed { .. }));
    if let (false, Some(named)) = (under_way, &simulation.watch.directory) {
        assert_eq!(*named, simulation.desk.subscribed_tlds());
        simulation.watch.compared = sizes;
    }
}

/// 2 and 7, at the end: every message ended, and the disk says the same.
pub(super) fn disk_agrees(simulation: &Simulation) {
    let books = &simulation.desk.books;
    for digest in &simulation.watch.brought {
        let taken = books.taken(digest).unwrap();
        assert!(taken.is_some(), "{digest} was lost");
    }
    let journal = books.journal().unwrap();
    assert_eq!(broken_link(&journal), None);
    let mut ended = BTreeSet::new();
    for entry in &journal {
        if let (Some(message), Some(_)) = (&entry.message, &entry.end) {
            assert!(ended.insert(message.clone()), "{message} ended twice");
        }
    }
    let read = Books::open(
        Box::new(MemStore::open(&simulation.disk)),
        &SiteKey::new([0; 32]),
    )
    .unwrap();
    assert_eq!(read.cases(), books.cases());
    assert_eq!(read.members(), books.members());
    assert!(read.open_orders().eq(books.open_orders()));
}
