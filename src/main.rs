//! secird: a doorway; the bot itself is the library.

fn main() {}
