//! Who wrote it.
