//! Raw mail is kept once, whole, and checked when it is read.

use secird::domain::ids::Digest;
use secird::store::StoreError;
use secird::store::spool::Spool;
use std::fs;

#[test]
fn a_mail_kept_twice_is_kept_once_and_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(&dir.path().join("spool")).unwrap();
    for bytes in [&b""[..], b"From: a\r\n\r\nb", &[0xff; 300_000]] {
        let digest = Digest::of(bytes);
        assert_eq!(spool.get(&digest, bytes.len()).unwrap(), None);
        spool.put(&digest, bytes).unwrap();
        spool.put(&digest, bytes).unwrap();
        assert_eq!(spool.get(&digest, bytes.len()).unwrap().unwrap(), bytes);
        let path = spool.path(&digest);
        let folder = path
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy();
        assert_eq!(folder.len(), 2);
        assert!(digest.hex().starts_with(&*folder));
    }
    let rest = fs::read_dir(dir.path().join("spool/tmp")).unwrap().count();
    assert_eq!(rest, 0, "temporary files remain");
}

#[test]
fn a_file_of_another_length_is_replaced_by_the_true_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(dir.path()).unwrap();
    let digest = Digest::of(b"whole");
    spool.put(&digest, b"whole").unwrap();
    fs::write(spool.path(&digest), b"who").unwrap();
    assert!(matches!(
        spool.get(&digest, 99),
        Err(StoreError::Damaged(..))
    ));
    spool.put(&digest, b"whole").unwrap();
    assert_eq!(spool.get(&digest, 99).unwrap().unwrap(), b"whole");
}

#[test]
fn what_is_not_what_was_kept_is_never_handed_out() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(dir.path()).unwrap();
    let digest = Digest::of(b"whole");
    let other = spool.put(&digest, b"other");
    assert!(matches!(other, Err(StoreError::Refused(_))));
    assert_eq!(spool.get(&digest, 99).unwrap(), None);
    spool.put(&digest, b"whole").unwrap();
    assert!(matches!(spool.get(&digest, 4), Err(StoreError::Refused(_))));
    fs::write(spool.path(&digest), b"whale").unwrap();
    assert!(matches!(
        spool.get(&digest, 99),
        Err(StoreError::Damaged(..))
    ));
}

#[test]
fn what_a_crash_left_half_written_is_gone_after_opening() {
    let dir = tempfile::tempdir().unwrap();
    drop(Spool::open(dir.path()).unwrap());
    let half = dir.path().join("tmp/half");
    fs::write(&half, b"From").unwrap();
    Spool::open(dir.path()).unwrap();
    assert!(!half.exists());
}

#[test]
fn writers_at_once_do_not_meet() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(dir.path()).unwrap();
    std::thread::scope(|scope| {
        for writer in 0u8..4 {
            let spool = spool.clone();
            scope.spawn(move || {
                for n in 0u8..10 {
                    // Half of the mails are the same for all writers.
                    let bytes = [n, if n % 2 == 0 { writer } else { 99 }];
                    spool.put(&Digest::of(&bytes), &bytes).unwrap();
                    let kept = spool.get(&Digest::of(&bytes), 9).unwrap();
                    assert_eq!(kept.unwrap(), bytes);
                }
            });
        }
    });
}
