//! Bytes to messages.
