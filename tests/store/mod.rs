//! What survives.

mod books;
mod crash;
mod engines;
mod full;
mod loops;
mod power;
mod records;
mod spool;
mod writer;
