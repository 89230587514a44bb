//! The whole service in a simulated world, told as dialogues.

mod dialogue;
mod invariants;
