//! Both engines keep the same promises, checked by one suite.

use crate::store::loops::{last, ops};
use proptest::prelude::*;
use secird::domain::remedy::Remedy;
use secird::store::limits::{MAX_KEY, MAX_OPS, MAX_VALUE};
use secird::store::lines::import;
use secird::store::memory::{Fault, MemDisk, MemStore};
use secird::store::sled::SledStore;
use secird::store::{Op, Row, Store, StoreError, Table};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn put(table: Table, key: &[u8], value: &[u8]) -> Op {
    Op::Put(table, key.to_vec(), value.to_vec())
}

fn del(table: Table, key: &[u8]) -> Op {
    Op::Del(table, key.to_vec())
}

fn expect(table: Table, key: &[u8], value: Option<&[u8]>) -> Op {
    Op::Expect(table, key.to_vec(), value.map(<[u8]>::to_vec))
}

/// Runs one check on each engine; the closure it gets reopens the store.
fn check(test: impl Fn(&mut dyn FnMut() -> Box<dyn Store>)) {
    let disk = MemDisk::default();
    test(&mut || Box::new(MemStore::open(&disk)));
    let dir = tempfile::tempdir().unwrap();
    test(&mut || Box::new(SledStore::open(dir.path()).unwrap()));
}

fn all(store: &dyn Store) -> Vec<(Table, Vec<Row>)> {
    Table::ALL
        .into_iter()
        .map(|table| (table, store.scan(table, b"", None, usize::MAX).unwrap()))
        .collect()
}

fn exported(store: &dyn Store) -> (u64, Vec<u8>) {
    let mut text = Vec::new();
    let count = store.export(&mut text).unwrap();
    (count, text)
}

#[test]
fn a_commit_is_seen_whole_and_after_reopening() {
    check(|open| {
        let mut store = open();
        store
            .commit(&[
                put(Table::Cases, b"1", b"a"),
                put(Table::Outbox, b"1", b"b"),
            ])
            .unwrap();
        store
            .commit(&[del(Table::Cases, b"1"), put(Table::Journal, b"1", b"c")])
            .unwrap();
        let before = all(&*store);
        drop(store);
        let store = open();
        assert_eq!(all(&*store), before);
        assert_eq!(store.get(Table::Cases, b"1").unwrap(), None);
        assert_eq!(store.get(Table::Outbox, b"1").unwrap().unwrap(), b"b");
        assert_eq!(store.get(Table::Journal, b"1").unwrap().unwrap(), b"c");
        assert_eq!(store.get(Table::Journal, b"").unwrap(), None);
    });
}

#[test]
fn an_unmet_demand_leaves_every_table_as_it_was() {
    check(|open| {
        let mut store = open();
        store.commit(&[put(Table::Cases, b"k", b"old")]).unwrap();
        let before = all(&*store);
        for wrong in [
            expect(Table::Cases, b"k", None),
            expect(Table::Cases, b"k", Some(b"other")),
            expect(Table::Cases, b"k", Some(b"")),
            expect(Table::Outbox, b"k", Some(b"old")),
            expect(Table::Cases, b"absent", Some(b"")),
        ] {
            // Wherever it stands, it is compared with what was before.
            let around = [
                put(Table::Cases, b"k", b"new"),
                put(Table::Outbox, b"k", b"old"),
                wrong.clone(),
                put(Table::Meta, b"x", b"y"),
            ];
            let done = store.commit(&around);
            assert!(matches!(done, Err(StoreError::Conflict)), "{wrong:?}");
            assert_eq!(all(&*store), before);
        }
        store
            .commit(&[
                put(Table::Cases, b"k", b"new"),
                expect(Table::Cases, b"k", Some(b"old")),
                expect(Table::Cases, b"absent", None),
            ])
            .unwrap();
        assert_eq!(store.get(Table::Cases, b"k").unwrap().unwrap(), b"new");
    });
}

#[test]
fn the_last_write_to_a_key_wins() {
    check(|open| {
        let mut store = open();
        store
            .commit(&[
                put(Table::Meta, b"a", b"1"),
                put(Table::Meta, b"a", b"2"),
                put(Table::Meta, b"b", b"1"),
                del(Table::Meta, b"b"),
                del(Table::Meta, b"c"),
                put(Table::Meta, b"c", b""),
            ])
            .unwrap();
        assert_eq!(store.get(Table::Meta, b"a").unwrap().unwrap(), b"2");
        assert_eq!(store.get(Table::Meta, b"b").unwrap(), None);
        assert_eq!(store.get(Table::Meta, b"c").unwrap().unwrap(), b"");
    });
}

#[test]
fn a_scan_keeps_order_prefix_start_and_limit() {
    check(|open| {
        let mut store = open();
        let keys: &[&[u8]] = &[
            b"a",
            b"a/1",
            b"a/10",
            b"a/2",
            b"b",
            b"\xff",
            b"\xff\xff",
            b"\0",
        ];
        let ops: Vec<Op> = keys
            .iter()
            .map(|key| put(Table::Ledger, key, key))
            .chain([put(Table::Outbox, b"a/3", b"elsewhere")])
            .collect();
        store.commit(&ops).unwrap();
        let scan = |prefix: &[u8], after: Option<&[u8]>, limit: usize| -> Vec<Vec<u8>> {
            let rows = store.scan(Table::Ledger, prefix, after, limit).unwrap();
            assert!(rows.iter().all(|(key, value)| key == value));
            rows.into_iter().map(|(key, _)| key).collect()
        };
        let wanted: Vec<&[u8]> = vec![
            b"\0",
            b"a",
            b"a/1",
            b"a/10",
            b"a/2",
            b"b",
            b"\xff",
            b"\xff\xff",
        ];
        assert_eq!(scan(b"", None, 99), wanted);
        assert_eq!(scan(b"a/", None, 99), [&b"a/1"[..], b"a/10", b"a/2"]);
        assert_eq!(scan(b"a/", Some(b"a/1"), 99), [&b"a/10"[..], b"a/2"]);
        assert_eq!(scan(b"a/", Some(b"a/1"), 1), [b"a/10"]);
        assert_eq!(scan(b"a/", Some(b"a/15"), 9), [b"a/2"]);
        assert_eq!(scan(b"a/", Some(b"0"), 1), [b"a/1"]);
        assert_eq!(scan(b"\xff", None, 99), [&b"\xff"[..], b"\xff\xff"]);
        assert!(scan(b"a/", Some(b"b"), 99).is_empty());
        assert!(scan(b"a/", Some(b"a/2"), 99).is_empty());
        assert!(scan(b"c", None, 99).is_empty());
        assert!(scan(b"", None, 0).is_empty());
    });
}

#[test]
fn what_passes_a_bound_is_refused_whole() {
    check(|open| {
        let mut store = open();
        let fine = put(Table::Cases, &vec![7; MAX_KEY], &vec![7; MAX_VALUE]);
        store.commit(&[fine]).unwrap();
        let before = all(&*store);
        let many = vec![put(Table::Cases, b"k", b"v"); MAX_OPS + 1];
        let heavy = vec![put(Table::Cases, b"k", &vec![0; MAX_VALUE]); 81];
        for bad in [
            vec![put(Table::Cases, b"", b"v")],
            vec![put(Table::Cases, &vec![7; MAX_KEY + 1], b"v")],
            vec![put(Table::Cases, b"k", &vec![7; MAX_VALUE + 1])],
            vec![del(Table::Cases, b"")],
            vec![expect(Table::Cases, b"", None)],
            many,
            heavy,
        ] {
            let ops = [vec![put(Table::Meta, b"x", b"y")], bad].concat();
            let done = store.commit(&ops).unwrap_err();
            assert!(matches!(done, StoreError::Refused(_)), "{done}");
            assert_eq!(done.remedy(), Remedy::Human);
        }
        assert_eq!(all(&*store), before);
        store.commit(&[]).unwrap();
    });
}

#[test]
fn an_export_put_into_the_other_engine_is_equal() {
    let mut memory = MemStore::new();
    let ops: Vec<Op> = (0u64..300)
        .map(|n| {
            let text = format!("{{\"v\":1,\"n\":{n},\"t\":\"Zoë\\n\"}}");
            put(
                Table::ALL[(n % 8) as usize],
                &n.to_be_bytes(),
                text.as_bytes(),
            )
        })
        .chain([
            put(Table::Meta, b"raw", b"\xff\0\xfe"),
            put(Table::Meta, b"none", b""),
        ])
        .collect();
    memory.commit(&ops).unwrap();
    let (count, text) = exported(&memory);
    assert_eq!(count, 302);
    let dir = tempfile::tempdir().unwrap();
    let mut disk = SledStore::open(dir.path()).unwrap();
    assert_eq!(import(&mut disk, &mut text.as_slice()).unwrap(), count);
    assert_eq!(all(&disk), all(&memory));
    assert_eq!(exported(&disk), (count, text.clone()));
    drop(disk);
    let mut disk = SledStore::open(dir.path()).unwrap();
    assert_eq!(exported(&disk), (count, text.clone()));
    let again = import(&mut disk, &mut text.as_slice());
    assert!(matches!(again, Err(StoreError::Conflict)));
}

#[test]
fn an_export_cut_anywhere_is_no_export() {
    let mut memory = MemStore::new();
    memory
        .commit(&[
            put(Table::Meta, b"a", b"1"),
            put(Table::Cases, b"b", b"\xff"),
        ])
        .unwrap();
    let (_, text) = exported(&memory);
    for cut in 0..text.len() {
        let mut fresh = MemStore::new();
        let done = import(&mut fresh, &mut &text[..cut]);
        assert!(matches!(done, Err(StoreError::Damaged(..))), "cut at {cut}");
    }
    let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
    for missing in 0..lines.len() - 1 {
        let mut fresh = MemStore::new();
        let rest: Vec<&[u8]> = lines
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != missing)
            .map(|(_, line)| *line)
            .collect();
        let done = import(&mut fresh, &mut rest.concat().as_slice());
        assert!(
            matches!(done, Err(StoreError::Damaged(..))),
            "without {missing}"
        );
    }
}

#[test]
fn ordered_faults_hit_their_commit_and_nothing_else() {
    for (fault, taken, dies) in [
        (Fault::RefuseBefore, false, false),
        (Fault::RefuseAfter, true, false),
        (Fault::CrashBefore, false, true),
        (Fault::CrashAfter, true, true),
    ] {
        let mut store = MemStore::new();
        let disk = store.disk();
        disk.fail(2, fault);
        store.commit(&[put(Table::Meta, b"1", b"")]).unwrap();
        let second = catch_unwind(AssertUnwindSafe(|| {
            store.commit(&[put(Table::Meta, b"2", b"")])
        }));
        match second {
            Ok(Err(StoreError::Disk(_))) => {
                assert!(!dies, "{fault:?}");
                // After a refusal nobody knows what is there, so nobody asks.
                assert!(store.get(Table::Meta, b"1").is_err());
                assert!(store.commit(&[]).is_err());
            }
            Err(_) => assert!(dies, "{fault:?}"),
            Ok(other) => panic!("{fault:?}: {other:?}"),
        }
        assert_eq!(disk.tried(), 2);
        let mut store = MemStore::open(&disk);
        assert!(store.get(Table::Meta, b"1").unwrap().is_some());
        let found = store.get(Table::Meta, b"2").unwrap().is_some();
        assert_eq!(found, taken, "{fault:?}");
        store.commit(&[put(Table::Meta, b"3", b"")]).unwrap();
    }
}

#[test]
fn a_second_opener_is_told_that_the_store_is_busy() {
    let dir = tempfile::tempdir().unwrap();
    let first = SledStore::open(dir.path()).unwrap();
    let second = SledStore::open(dir.path()).unwrap_err();
    assert!(matches!(second, StoreError::Busy(_)), "{second}");
    assert!(second.to_string().contains("is the service running?"));
    drop(first);
    SledStore::open(dir.path()).unwrap();
}

#[test]
fn a_snapshot_cut_short_costs_nothing() {
    let mut aside = 0;
    for name in ["snap.0000000000000400", "snap.0000000000000400.generating"] {
        for garbage in [&b""[..], b"\0\0\0", &[9; 100]] {
            let dir = tempfile::tempdir().unwrap();
            let mut store = SledStore::open(dir.path()).unwrap();
            store.commit(&[put(Table::Meta, b"k", b"v")]).unwrap();
            drop(store);
            let mut hit = false;
            for entry in fs::read_dir(dir.path()).unwrap() {
                let entry = entry.unwrap();
                if entry.file_name().to_string_lossy().starts_with("snap.") {
                    fs::write(entry.path(), garbage).unwrap();
                    hit = true;
                }
            }
            if !hit {
                fs::write(dir.path().join(name), garbage).unwrap();
            }
            let store = SledStore::open(dir.path()).unwrap();
            let value = store.get(Table::Meta, b"k").unwrap();
            assert_eq!(value.unwrap(), b"v", "{name} {garbage:?}");
            aside += usize::from(dir.path().join("aside").is_dir());
        }
    }
    assert!(aside > 0, "no snapshot was put aside, so nothing was tried");
}

#[test]
fn a_store_whose_data_vanished_is_damaged_and_never_new() {
    for how in ["removed", "emptied", "zeroed"] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = SledStore::open(dir.path()).unwrap();
        store.commit(&[put(Table::Meta, b"k", b"v")]).unwrap();
        drop(store);
        for entry in fs::read_dir(dir.path()).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name().to_string_lossy().starts_with("snap.") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
        let db = dir.path().join("db");
        let length = usize::try_from(fs::metadata(&db).unwrap().len()).unwrap();
        match how {
            "removed" => fs::remove_file(&db).unwrap(),
            "emptied" => fs::write(&db, b"").unwrap(),
            _ => fs::write(&db, vec![0; length]).unwrap(),
        }
        let refused = SledStore::open(dir.path()).unwrap_err();
        assert!(
            matches!(refused, StoreError::Damaged(..)),
            "{how}: {refused}"
        );
        assert!(refused.to_string().contains("restore the last backup"));
        assert_eq!(refused.remedy(), Remedy::Stop);
        // Also when it is tried again.
        assert!(SledStore::open(dir.path()).is_err(), "{how}");
    }
}

#[test]
fn a_store_with_a_rotten_block_is_whole_or_damaged_and_never_younger() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("store");
    let mut store = SledStore::open(&home).unwrap();
    for n in 0..400 {
        store.commit(&ops(n)).unwrap();
    }
    drop(store);
    let (mut whole, mut back) = (0, 0);
    let db = fs::read(home.join("db")).unwrap();
    for at in (0..db.len())
        .step_by(4_096)
        .filter(|at| db[*at..][..64] != [0; 64])
    {
        // What is read is the log alone: snapshots would hide some of it.
        let rotten = dir.path().join(format!("rotten-{at}"));
        fs::create_dir(&rotten).unwrap();
        for name in ["conf", "witness"] {
            fs::copy(home.join(name), rotten.join(name)).unwrap();
        }
        let mut bytes = db.clone();
        bytes[at..].iter_mut().take(512).for_each(|b| *b = 0);
        fs::write(rotten.join("db"), bytes).unwrap();
        match SledStore::open(&rotten) {
            Ok(store) => match store.scan(Table::Journal, b"", None, usize::MAX) {
                Ok(_) => {
                    assert_eq!(last(&store), Some(399), "block at {at}");
                    whole += 1;
                }
                Err(e) => assert!(matches!(e, StoreError::Damaged(..)), "{e}"),
            },
            Err(e) => {
                assert!(matches!(e, StoreError::Damaged(..)), "{e}");
                back += usize::from(e.to_string().contains("went back from commit 400 to"));
            }
        }
        fs::remove_dir_all(&rotten).unwrap();
    }
    println!("whole {whole}, gone back {back}");
    assert!(back > 0, "no log was cut, so the witness was never needed");
}

#[test]
fn a_folder_that_cannot_be_made_is_the_disk_s_refusal() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, b"").unwrap();
    let refused = SledStore::open(&file.join("store")).unwrap_err();
    assert!(matches!(refused, StoreError::Disk(_)), "{refused}");
    assert_eq!(refused.remedy(), Remedy::Stop);
}

fn an_op() -> impl Strategy<Value = Op> {
    let table = (0usize..8).prop_map(|at| Table::ALL[at]);
    let key = prop::collection::vec(0u8..3, 1..3);
    let value = prop::collection::vec(any::<u8>(), 0..4);
    (table, key, value, 0u8..8).prop_map(|(table, key, value, kind)| match kind {
        0 | 1 => Op::Del(table, key),
        2 => Op::Expect(table, key, None),
        3 => Op::Expect(table, key, Some(value)),
        _ => Op::Put(table, key, value),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_engines_answer_any_commits_alike(
        commits in prop::collection::vec(prop::collection::vec(an_op(), 0..6), 1..30)
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut disk = SledStore::open(dir.path()).unwrap();
        let mut memory = MemStore::new();
        for ops in commits {
            let (a, b) = (disk.commit(&ops), memory.commit(&ops));
            prop_assert_eq!(a.is_ok(), b.is_ok());
            prop_assert_eq!(all(&disk), all(&memory));
        }
        drop(disk);
        let disk = SledStore::open(dir.path()).unwrap();
        prop_assert_eq!(exported(&disk), exported(&memory));
    }
}
