//! The words: addresses, numbers, working days.
