//! A power cut loses nothing that was acknowledged.
//!
//! The cut: the writer is frozen, and what its disk was given so far — the
//! backing file of its loop device, nothing of what the kernel still held back
//! — is copied. The copy is mounted, its file system replays its journal, and
//! the store is opened there. The control is sled without our sync, in the same
//! procedure: as long as it loses commits, this test can fail.

use crate::store::loops::{
    Mounted, Writing, last, look, make_image, no_loops, not_run, random, run, text,
};
use secird::store::sled::SledStore;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Cuts of the store.
const ROUNDS: u64 = 8;

/// Cuts of the control: in most of them it loses.
const CONTROLS: u64 = 5;

/// What was found after a cut.
#[derive(Debug)]
struct Cut {
    acked: u64,
    /// `None` inside when nothing was there; the text when it was no store.
    found: Result<Option<u64>, String>,
}

impl Cut {
    fn lost(&self) -> bool {
        !matches!(self.found, Ok(Some(n)) if n >= self.acked)
    }
}

fn cut(plain: bool, synced: bool) -> Cut {
    let dir = tempfile::tempdir().unwrap();
    let (image, copy) = (dir.path().join("image"), dir.path().join("copy"));
    make_image(&image, 64).unwrap();
    let disk = Mounted::image(&image, &dir.path().join("disk")).unwrap();
    let mut writing = Writing::start(&disk.path().join("home"), plain);
    let mut acked = writing.acks(1 + random(1_000));
    writing.freeze();
    if synced {
        run("sync", &["-f", text(disk.path())]).unwrap();
    }
    fs::copy(&image, &copy).unwrap();
    // What it had acknowledged before it was frozen counts too.
    acked = writing.kill().unwrap_or(acked);
    drop(disk);
    let after = Mounted::image(&copy, &dir.path().join("after")).unwrap();
    let found = found(&after.path().join("home"), plain);
    drop(after);
    Cut { acked, found }
}

fn found(home: &Path, plain: bool) -> Result<Option<u64>, String> {
    let looked = catch_unwind(AssertUnwindSafe(|| {
        if plain {
            SledStore::open(&home.join("store")).map(|store| last(&store))
        } else {
            look(home)
        }
    }));
    match looked {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(e)) => Err(e.to_string()),
        Err(panic) => Err(panic
            .downcast_ref::<String>()
            .cloned()
            .unwrap_or_else(|| "a panic".to_owned())),
    }
}

#[test]
fn a_power_cut_loses_no_acknowledged_commit() {
    if let Some(why) = no_loops() {
        not_run("the power cut test", &why);
        return;
    }
    for round in 0..ROUNDS {
        let cut = cut(false, false);
        println!("with our sync, round {round}: {cut:?}");
        assert!(!cut.lost(), "round {round}: {cut:?}");
    }
    let control: Vec<Cut> = (0..CONTROLS).map(|_| cut(true, false)).collect();
    for (round, cut) in control.iter().enumerate() {
        println!("sled alone, round {round}: {cut:?}");
    }
    // The control writes as well as we do: given to the disk, all of it is there.
    let given = cut(true, true);
    assert!(!given.lost(), "the procedure itself loses: {given:?}");
    let lost = control.iter().filter(|cut| cut.lost()).count();
    println!("sled alone lost acknowledged commits in {lost} of {CONTROLS} cuts");
    assert!(
        lost > 0,
        "the control lost nothing, so this test shows nothing"
    );
}
