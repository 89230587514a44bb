//! What survives.

mod crash;
mod engines;
mod full;
pub(crate) mod loops;
mod power;
mod spool;
mod writer;
