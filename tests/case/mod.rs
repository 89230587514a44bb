//! What a case does: every state, every event, and nothing more.

mod answers;
mod clock;
mod codes;
pub(crate) mod decisions;
mod matching;
mod pairs;
pub(crate) mod stage;
