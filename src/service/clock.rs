//! The one place that reads the time.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// A clock: the machine's, or one that a demo or a test moves.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that stands still until it is moved.
    Virtual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A virtual clock that shows `at`.
    pub fn at(at: Timestamp) -> Self {
        Self::Virtual(Arc::new(Mutex::new(at)))
    }

    /// The instant it shows.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Virtual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a virtual clock; the machine's cannot be moved.
    pub fn set(&self, to: Timestamp) {
        match self {
            Self::System => {}
            Self::Virtual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner) = to,
        }
    }
}
