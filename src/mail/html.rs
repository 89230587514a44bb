//! HTML mail as lines of text.
