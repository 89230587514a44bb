//! Everything the bot says, word for word.

mod escalation;
mod letters;
mod listing;
mod overrides;
pub(crate) mod procedure;
mod requests;
pub(crate) mod stage;
