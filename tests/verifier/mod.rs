//! The own check of senders, against real DNS and other people's signatures.

mod signed;
