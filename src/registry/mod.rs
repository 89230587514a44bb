//! IANA's database, as far as the bot keeps it.
pub mod import;
