//! Everything the bot says, word for word.

mod escalation;
mod letters;
mod procedure;
mod requests;
pub(crate) mod stage;
