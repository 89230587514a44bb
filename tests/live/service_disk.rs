//! A full disk stops the service with clear words; with room it all goes on.

use super::service::{Stage, Way, id_of, mutt_filled};
use crate::store::loops::{Mounted, make_image, no_loops, not_run};
use crate::support::names;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Fills the disk until only `room` bytes are left.
fn fill(ballast: &Path, room: u64) {
    let mut file = fs::File::create(ballast).unwrap();
    for size in [100_000, 1_000, 10] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
    let length = file.metadata().unwrap().len();
    file.set_len(length.saturating_sub(room)).unwrap();
    file.sync_all().unwrap();
}

#[test]
fn a_full_disk_stops_the_service_and_nothing_is_lost_or_doubled() {
    if let Some(why) = no_loops() {
        not_run("the service's full disk test", &why);
        return;
    }
    let mut stage = Stage::open(Way::Imaps);
    let image = stage.path("image");
    make_image(&image, 24).unwrap();
    let disk = Mounted::image(&image, &stage.path("disk")).unwrap();
    let state = format!("{:?}", disk.path().join("state").display().to_string());
    stage.set("state", "dir", &state);
    stage.set("rules", "copy_wait_seconds", "0");
    stage.import();
    let ballast = disk.path().join("ballast");
    let mut stopped = 0;
    // Each time the disk has a little more room left, so that it runs out at
    // another step: opening, spooling, committing before or after a mail.
    let tries = [0, 2_000, 5_000, 9_000, 13_000, 18_000];
    for (tld, room) in ["nl", "dk", "ca", "tz", "za", "us"].into_iter().zip(tries) {
        let of = names::of(tld);
        stage.run(&["invite", tld]).fine();
        stopped += run_full(&stage, &ballast, room);
        stage.once();
        stage.once();
        assert_eq!(stage.standing(tld), "asked", "{room}");
        let request = &stage.all_sent_to(of.address)[0].bytes;
        stage.receive(&mutt_filled(request, &of), "pass");
        stopped += run_full(&stage, &ballast, room);
        stage.once();
        stage.once();
        assert_eq!(stage.standing(tld), "closed joined", "{room}");
        let ids: BTreeSet<String> = stage
            .all_sent_to(of.address)
            .iter()
            .map(|mail| id_of(&mail.bytes))
            .collect();
        assert_eq!(ids.len(), 1, "one invitation, recognisably");
    }
    println!("the full disk stopped {stopped} of 12 runs");
    assert!(stopped >= 2, "the disk was never full");
    assert_eq!(stage.roster().len(), 12);
    assert_eq!(stage.dovecot.messages("INBOX"), Vec::new());
    stage.audit();
}

/// One run on the full disk; one when it stopped, and then with clear words.
fn run_full(stage: &Stage, ballast: &Path, room: u64) -> u32 {
    fill(ballast, room);
    let ran = stage.run(&["run", "--once"]);
    fs::remove_file(ballast).unwrap();
    if ran.code == Some(0) {
        return 0;
    }
    println!("{room}: {}", ran.err.trim());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let last = ran.err.lines().last().unwrap_or_default();
    assert!(last.starts_with("secird: "), "{ran:?}");
    assert!(last.contains("No space left on device"), "{ran:?}");
    1
}
