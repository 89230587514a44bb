//! What survives.

mod crash;
mod engines;
mod full;
mod loops;
mod power;
mod spool;
mod writer;
