//! One statement that says confirm or deny, and everything that is none.
