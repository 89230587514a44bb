//! One integration binary: what secird promises, room by room.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test that meets the unexpected ends, loudly"
)]

mod case;
mod cli;
mod compose;
mod domain;
mod live;
mod mail;
mod mailbox;
mod outbound;
mod play;
mod publish;
mod reading;
mod registry;
mod sender;
mod service;
mod simulation;
mod store;
mod support;
mod tidy;
mod verifier;
