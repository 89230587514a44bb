//! What IANA's database says of a ccTLD, as the bot last read it.
//!
//! The value alone; reading and keeping it is the registry room's work. Only
//! the administrative contact is here: the procedure (section 4.5) forbids
//! falling back to the technical one, and what is not kept cannot be used.

use crate::domain::address::RegistryAddress;
use crate::domain::tld::Tld;
use jiff::Timestamp;
use jiff::civil::Date;

/// Where a record was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// rdap.iana.org.
    Rdap,
    /// whois.iana.org, port 43.
    Whois,
    /// A file given by the operator.
    File,
}

impl Source {
    /// `rdap`, `whois` or `file`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Rdap => "rdap",
            Self::Whois => "whois",
            Self::File => "file",
        }
    }

    /// The source of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Rdap, Self::Whois, Self::File]
            .into_iter()
            .find(|source| source.as_str() == word)
    }
}

/// One ccTLD's administrative contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRecord {
    /// The ccTLD.
    pub tld: Tld,
    /// The administrative contact's one address.
    pub admin: RegistryAddress,
    /// The date IANA last changed the record, where the source says.
    pub changed: Option<Date>,
    /// When we read it.
    pub read: Timestamp,
    /// Where we read it.
    pub source: Source,
}
