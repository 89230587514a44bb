//! The mailbox room against scripted and real servers.

mod conduct;
mod dovecot;
mod imap;
mod lies;
mod maildir;
mod script;
