//! A full disk refuses; it neither lies nor loses.

use crate::store::loops::{Mounted, last, make_image, no_loops, not_run, ops};
use secird::domain::ids::Digest;
use secird::store::sled::SledStore;
use secird::store::spool::Spool;
use secird::store::{Store, StoreError, Table};
use std::fs;

/// Room left beside the ballast, in bytes.
const ROOM: u64 = 2_000_000;

#[test]
fn a_full_disk_refuses_and_gives_everything_back_when_there_is_room() {
    if let Some(why) = no_loops() {
        not_run("the full disk test", &why);
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("image");
    make_image(&image, 24).unwrap();
    let disk = Mounted::image(&image, &dir.path().join("disk")).unwrap();
    let (home, ballast) = (disk.path().join("store"), disk.path().join("ballast"));
    let mut store = SledStore::open(&home).unwrap();
    let spool = Spool::open(&disk.path().join("spool")).unwrap();
    store.commit(&ops(0)).unwrap();
    fill(&ballast);
    let mut acked = 0;
    let refused = loop {
        match store.commit(&ops(acked + 1)) {
            Ok(()) => acked += 1,
            Err(e) => break e,
        }
        assert!(acked < 1_000_000, "the disk never fills");
    };
    println!("{acked} commits until: {refused}");
    assert!(matches!(refused, StoreError::Disk(_)), "{refused}");
    // It does not go on, not even with reading.
    assert!(matches!(
        store.commit(&ops(acked + 1)),
        Err(StoreError::Disk(_))
    ));
    assert!(matches!(
        store.get(Table::Meta, b"last"),
        Err(StoreError::Disk(_))
    ));
    let mail = vec![b'x'; 3_000_000];
    let kept = spool.put(&Digest::of(&mail), &mail);
    assert!(matches!(kept, Err(StoreError::Disk(_))), "{kept:?}");
    assert_eq!(spool.get(&Digest::of(&mail), mail.len()).unwrap(), None);
    drop(store);
    // While it is full the store opens whole or is refused.
    if let Ok(store) = SledStore::open(&home) {
        assert!(last(&store) >= Some(acked));
    }
    fs::remove_file(&ballast).unwrap();
    let mut store = SledStore::open(&home).unwrap();
    let found = last(&store).unwrap();
    assert!(
        found == acked || found == acked + 1,
        "acknowledged {acked}, found {found}"
    );
    store.commit(&ops(found + 1)).unwrap();
    spool.put(&Digest::of(&mail), &mail).unwrap();
}

/// Writes until only the room is left.
fn fill(ballast: &std::path::Path) {
    use std::io::Write;
    let mut file = fs::File::create(ballast).unwrap();
    while file.write_all(&[1; 100_000]).is_ok() {}
    let length = file.metadata().unwrap().len();
    file.set_len(length.checked_sub(ROOM).unwrap()).unwrap();
    file.sync_all().unwrap();
}
