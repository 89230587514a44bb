//! The mailbox room against scripted and real servers.
