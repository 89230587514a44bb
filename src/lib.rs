//! `secird`: the bot that runs the TLD-OPS Secretariat's mailbox.

pub mod compose;
pub mod domain;
pub mod mail;
pub mod mailbox;
pub mod outbound;
pub mod reading;
pub mod registry;
pub mod sender;
pub mod store;
