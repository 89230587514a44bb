//! The books: memory and disk say the same, and the journal is a chain.

use crate::case::stage::{case_in, monday, requested, schemes, state, states};
use secird::case::{Case, Entry};
use secird::domain::ids::{CaseId, Digest, MessageId, OrderKey, SiteKey};
use secird::domain::member::Member;
use secird::domain::place::Folder;
use secird::store::books::{Batch, Books, broken_link};
use secird::store::memory::{Fault, MemDisk, MemStore};
use secird::store::outbox::{Act, Order, Progress};
use secird::store::record::v1::{EscalationV1, TakenV1};
use secird::store::{Op, Store, StoreError, Table};

fn open(disk: &MemDisk) -> Books {
    Books::open(Box::new(MemStore::open(disk)), &SiteKey::new([1; 32])).unwrap()
}

fn entry(case: Option<u64>, text: &str) -> (String, Entry) {
    let entry = Entry {
        case: case.map(CaseId),
        tld: None,
        what: "closed",
        text: text.to_owned(),
        message: None,
        end: None,
    };
    ("c.test".to_owned(), entry)
}

fn order(key: &str, progress: Progress) -> Order {
    Order {
        key: OrderKey::from_stored(key),
        case: Some(CaseId(1)),
        made: monday(),
        act: Act::Publish,
        progress,
    }
}

/// A batch with something in every part of it.
fn whole() -> Batch {
    let digest = Digest::of(b"a message");
    let waiting = Progress::Waiting {
        not_before: monday(),
        attempts: 0,
    };
    Batch {
        cases: vec![case_in(&state("asked"), &requested())],
        orders: vec![
            order("open", waiting),
            order("over", Progress::Withdrawn { at: monday() }),
        ],
        entries: vec![
            entry(Some(1), "one"),
            entry(None, "two"),
            entry(Some(1), "three"),
        ],
        taken: vec![(digest, taken())],
        places: vec![
            (Folder::Inbox, 7, 9, Some(digest)),
            (Folder::Inbox, 7, 10, None),
        ],
        escalations: vec![escalation()],
        records: Vec::new(),
        members: vec![Member {
            contact: crate::case::stage::contacts("nl").remove(0),
            tlds: vec![case_in(&state("asked"), &requested()).tld],
            since: monday(),
        }],
        gone: Vec::new(),
        ids: vec![(MessageId::parse("x@y.example").unwrap(), digest)],
        meta: vec![("inbox-mark".to_owned(), "7 10".to_owned())],
    }
}

fn taken() -> TakenV1 {
    TakenV1 {
        v: 1,
        at: monday(),
        action: "advance".to_owned(),
        code: "confirmed".to_owned(),
        case: Some(1),
        file_to: None,
    }
}

fn escalation() -> EscalationV1 {
    EscalationV1 {
        v: 1,
        id: "E-0123456789ab".to_owned(),
        case: Some(1),
        tld: None,
        code: "poison".to_owned(),
        why: "Why not.".to_owned(),
        proposal: "nothing".to_owned(),
        at: monday(),
        message: None,
        place: None,
        decided: None,
        about: None,
        points: None,
    }
}

/// Everything the books answer, as text.
fn told(books: &Books) -> String {
    let digest = Digest::of(b"a message");
    let id = MessageId::parse("x@y.example").unwrap();
    format!(
        "{:?}",
        (
            (
                books.cases(),
                books.next_case(),
                books.open_orders().collect::<Vec<_>>()
            ),
            (
                books.all_orders().unwrap(),
                books.history(CaseId(1)),
                books.journal().unwrap()
            ),
            (books.taken(&digest).unwrap(), books.known_id(&id).unwrap()),
            (
                books.looked_at(Folder::Inbox, 7, 9).unwrap(),
                books.looked_at(Folder::Inbox, 7, 10).unwrap()
            ),
            (
                books.looked_at(Folder::Inbox, 8, 9).unwrap(),
                books.looked_at(Folder::Done, 7, 9).unwrap()
            ),
            (
                books.escalations().unwrap(),
                books.members(),
                books.meta("inbox-mark").unwrap()
            ),
            (books.site_key().reveal_hex(), books.records()),
        )
    )
}

#[test]
fn what_was_committed_is_read_back_whole() {
    let disk = MemDisk::default();
    let mut books = open(&disk);
    let empty = told(&books);
    books.commit(whole(), monday()).unwrap();
    let full = told(&books);
    assert_ne!(full, empty);
    assert_eq!(told(&open(&disk)), full);
    assert_eq!(books.open_orders().count(), 1, "what is over is not open");
    assert_eq!(books.all_orders().unwrap().len(), 2);
    assert_eq!(books.next_case(), CaseId(2));
    assert_eq!(books.history(CaseId(1)).len(), 2);
}

#[test]
fn a_commit_that_failed_changed_nothing_in_memory_and_all_or_nothing_on_the_disk() {
    for (fault, kept) in [(Fault::RefuseBefore, false), (Fault::RefuseAfter, true)] {
        let disk = MemDisk::default();
        let mut books = open(&disk);
        let (empty, cases) = (told(&books), books.cases().len());
        disk.fail(1, fault);
        assert!(matches!(
            books.commit(whole(), monday()),
            Err(StoreError::Disk(_))
        ));
        assert_eq!(books.cases().len(), cases);
        assert_eq!(books.open_orders().count(), 0);
        assert_eq!(books.next_case(), CaseId(1));
        let again = told(&open(&disk));
        assert_eq!(again == empty, !kept, "{fault:?}");
        assert_eq!(broken_link(&open(&disk).journal().unwrap()), None);
    }
}

#[test]
fn every_commit_of_a_row_of_them_may_fail_and_the_books_agree_after_reopening() {
    let batches = || {
        states()
            .into_iter()
            .enumerate()
            .map(|(number, (_, state))| {
                let mut case: Case = case_in(&state, &schemes()[number % 2]);
                case.id = CaseId(u64::try_from(number % 3).unwrap() + 1);
                let mut batch = whole();
                batch.cases = vec![case];
                batch.entries = vec![entry(Some(1), &format!("entry {number}"))];
                batch
            })
    };
    for nth in 1..=12 {
        for fault in [Fault::RefuseBefore, Fault::RefuseAfter] {
            let disk = MemDisk::default();
            let mut books = open(&disk);
            disk.fail(nth, fault);
            for (batch, again) in batches().zip(batches()) {
                if books.commit(batch, monday()).is_err() {
                    books = open(&disk);
                    books.commit(again, monday()).unwrap();
                }
                assert_eq!(told(&books), told(&open(&disk)), "commit {nth}, {fault:?}");
            }
            let journal = books.journal().unwrap();
            let twice = usize::from(fault == Fault::RefuseAfter);
            assert_eq!(journal.len(), 12 + twice);
            assert_eq!(broken_link(&journal), None);
        }
    }
}

#[test]
fn a_second_writer_meets_a_conflict_and_breaks_no_chain() {
    let disk = MemDisk::default();
    let (mut first, mut second) = (open(&disk), open(&disk));
    let batch = |text| Batch {
        entries: vec![entry(None, text)],
        ..Batch::default()
    };
    first.commit(batch("first"), monday()).unwrap();
    assert!(matches!(
        second.commit(batch("second"), monday()),
        Err(StoreError::Conflict)
    ));
    first.commit(batch("third"), monday()).unwrap();
    let journal = open(&disk).journal().unwrap();
    assert_eq!(journal.len(), 2);
    assert_eq!(broken_link(&journal), None);
}

#[test]
fn an_entry_that_was_changed_taken_out_or_put_elsewhere_is_found() {
    let disk = MemDisk::default();
    let mut books = open(&disk);
    for number in 0..5 {
        let entries = vec![entry(Some(1), &format!("entry {number}"))];
        books
            .commit(
                Batch {
                    entries,
                    ..Batch::default()
                },
                monday(),
            )
            .unwrap();
    }
    let whole = books.journal().unwrap();
    assert_eq!(broken_link(&whole), None);
    assert_eq!(broken_link(&[]), None);
    for at in 0..5 {
        let seq = whole[at].seq;
        let mut changed = whole.clone();
        changed[at].text = "something else".to_owned();
        assert_eq!(broken_link(&changed), Some(seq));
        let mut dated = whole.clone();
        dated[at].at = monday() + crate::case::stage::days(1);
        assert_eq!(broken_link(&dated), Some(seq));
        let mut missing = whole.clone();
        missing.remove(at);
        let expect = whole.get(at + 1).map(|next| next.seq);
        assert_eq!(
            broken_link(&missing),
            expect,
            "only the end can be cut off unseen"
        );
        if at > 0 {
            let mut swapped = whole.clone();
            swapped.swap(at - 1, at);
            assert_eq!(broken_link(&swapped), Some(seq));
        }
    }
}

#[test]
fn a_row_that_cannot_be_understood_stops_the_start_and_is_named() {
    for (table, value) in [
        (Table::Cases, &b"{}"[..]),
        (Table::Outbox, b"\xff"),
        (Table::Journal, b"[]"),
        (Table::Registry, b"null"),
    ] {
        let disk = MemDisk::default();
        drop(open(&disk));
        let mut store = MemStore::open(&disk);
        store
            .commit(&[Op::Put(table, b"k".to_vec(), value.to_vec())])
            .unwrap();
        let opened = Books::open(Box::new(store), &SiteKey::new([1; 32]));
        match opened {
            Err(StoreError::Damaged(name, _)) => assert_eq!(name, table.name()),
            other => panic!("{}: {other:?}", table.name()),
        }
    }
}

#[test]
fn the_site_key_is_made_once() {
    let disk = MemDisk::default();
    drop(open(&disk));
    let other = Books::open(Box::new(MemStore::open(&disk)), &SiteKey::new([2; 32])).unwrap();
    assert_eq!(*other.site_key(), SiteKey::new([1; 32]));
}

#[test]
fn the_history_keeps_the_newest_lines_of_a_case() {
    let disk = MemDisk::default();
    let mut books = open(&disk);
    for number in 0..100 {
        let entries = vec![entry(Some(1), &format!("entry {number}"))];
        books
            .commit(
                Batch {
                    entries,
                    ..Batch::default()
                },
                monday(),
            )
            .unwrap();
    }
    let lines: Vec<&str> = books
        .history(CaseId(1))
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(lines.last(), Some(&"entry 99"));
    assert_eq!(lines.len(), 40);
    assert_eq!(open(&disk).history(CaseId(1)), books.history(CaseId(1)));
}
