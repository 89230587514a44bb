//! IANA's records out of files.

mod import;
