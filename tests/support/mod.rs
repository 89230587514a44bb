//! The simulated world the tests share.
