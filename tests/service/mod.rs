//! The whole service in a simulated world, told as dialogues.

mod brakes;
mod chance;
mod crashes;
mod dialogue;
mod dns;
mod hostile;
mod iana;
mod invariants;
