//! A killed writer loses nothing that it acknowledged.

use crate::store::loops::{Writing, look, random};

/// Kills, each at another point of the work.
const ROUNDS: u64 = 24;

#[test]
fn a_kill_at_any_point_loses_no_acknowledged_commit() {
    let dir = tempfile::tempdir().unwrap();
    let mut known = None;
    for round in 0..ROUNDS {
        let mut writing = Writing::start(dir.path(), false);
        // Every fourth round dies while opening or in its first commits.
        let count = if round % 4 == 3 {
            random(2)
        } else {
            1 + random(120)
        };
        let mut acked = known;
        if count > 0 {
            acked = Some(writing.acks(count));
        }
        for _ in 0..random(300_000) {
            std::hint::spin_loop();
        }
        acked = writing.kill().or(acked);
        let found = look(dir.path()).unwrap();
        assert!(
            found >= acked,
            "round {round}: acknowledged {acked:?}, found {found:?}"
        );
        // At most the one commit in work came through without its line.
        let most = acked.map_or(1, |n| n + 1);
        assert!(
            found.is_none_or(|n| n <= most),
            "round {round}: {acked:?}, {found:?}"
        );
        known = found;
    }
    assert!(
        known.unwrap() > ROUNDS,
        "the children hardly wrote: {known:?}"
    );
}
