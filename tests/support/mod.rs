//! The simulated world the tests share.
//!
//! Real servers and real mail clients on loopback, each in a folder of its own
//! that goes away with it, and one invented cast. Nothing here knows what the
//! service ought to do: that is for the tests to say.

pub(crate) mod clients;
pub(crate) mod golden;
pub(crate) mod hostile;
pub(crate) mod iana;
pub(crate) mod names;
pub(crate) mod post;
pub(crate) mod servers;
pub(crate) mod world;

use std::time::{Duration, Instant};

/// Waits until `look` finds something, at most `longest`; the pause between
/// two looks only spares the processor, nothing depends on its length.
pub(crate) fn until<T>(what: &str, longest: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + longest;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited {longest:?} for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
