//! Two years of all 309 ccTLDs, through the real desk and books.
//!
//! In virtual time. Admin contacts answer well, badly, late, never, twice, on holiday; addresses
//! change and bounce; SSCs ask to join, change and leave; strangers write; the
//! Validator decides within days. After every step what must always hold is looked
//! at, and at the end there is a table. The seed is printed; `SECIRD_SEED` plays
//! one again. To see the table:
//! `cargo test --test secird simulation -- --nocapture`.

mod checks;
mod people;
mod table;
mod world;

use std::time::{Instant, SystemTime};
use world::Simulation;

#[test]
fn two_years_of_309_cctlds_keep_every_invariant() {
    let seed = std::env::var("SECIRD_SEED").map_or_else(
        |_| {
            let since = SystemTime::UNIX_EPOCH.elapsed().unwrap();
            u64::from(since.subsec_nanos()) | 1
        },
        |text| text.parse().unwrap(),
    );
    println!("SECIRD_SEED={seed}");
    let began = Instant::now();
    let mut simulation = Simulation::new(seed);
    simulation.run(730);
    let took = began.elapsed();
    let table = table::table(&simulation);
    println!("{table}\nsimulated in {:.1} s", took.as_secs_f64());
    simulation.nothing_is_forgotten();
    let on_list = simulation.desk.subscribed_tlds().len();
    assert!(on_list > 150, "only {on_list} ccTLDs are on the list");
}
