//! Everything the bot says, word for word.

mod escalation;
mod letters;
mod procedure;
pub(crate) mod stage;
