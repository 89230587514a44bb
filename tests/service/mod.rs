//! The whole service in a simulated world, told as dialogues.

mod brakes;
mod crashes;
mod dialogue;
mod invariants;
