//! Bytes to messages.

mod agreement;
mod authentication;
mod from;
mod header;
mod limits;
mod machines;
mod page;
