//! The command line: what it says, and how it ends.

mod configuration;
mod explain;
mod state;
