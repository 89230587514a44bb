//! What survives.

mod books;
mod crash;
mod engines;
mod full;
pub(crate) mod loops;
mod power;
mod records;
mod spool;
mod writer;
