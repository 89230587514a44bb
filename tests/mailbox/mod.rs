//! The mailbox room against scripted and real servers.

mod conduct;
mod maildir;
