//! The whole service in a simulated world, told as dialogues.

mod brakes;
mod chance;
mod crashes;
mod deaths;
mod dialogue;
mod dns;
mod held;
mod hostile;
mod iana;
mod invariants;
mod modifications;
mod roster;
mod standing;
mod weeks;
