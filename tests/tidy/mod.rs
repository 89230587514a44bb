//! The house rules that a machine can check.
//!
//! Each rule is a function from a file's path and text to what is wrong there;
//! `house` runs all of them over the tree, `samples` shows each of them a small
//! bad sample, so that no rule can pass by seeing nothing.

mod arrows;
mod house;
mod rules;
mod samples;
mod source;
mod tree;
