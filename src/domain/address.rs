//! Mailbox addresses, and why two of them are never simply equal.
//!
//! The address in `From:` is a claim, the address in IANA's database is the
//! trust anchor. They are different types until [`FromAddress::matches`]
//! compared them, so that no line of code can mix them up. The comparison is
//! strict: domain as IDNA A-labels, ASCII letters without case, nothing folded
//! away (no plus tags, no dots, no Unicode look-alikes).

use std::fmt;
use unicode_normalization::UnicodeNormalization;

//------------ AddressFault ----------------------------------------------------

/// Why a text is not one plain mailbox address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// There is no text.
    Empty,
    /// Longer than 254 octets (RFC 5321 §4.5.3.1.3).
    TooLong,
    /// There is no `@`, or more than one.
    NotOneAt,
    /// The part before the `@` is not a dot-atom of at most 64 octets.
    Local,
    /// The part after the `@` is not a host name with at least two labels.
    Domain,
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "there is no address",
            Self::TooLong => "the address is too long",
            Self::NotOneAt => "an address has exactly one @",
            Self::Local => "the part before the @ is not a plain name",
            Self::Domain => "the part after the @ is not a host name",
        })
    }
}

//------------ EmailAddress ----------------------------------------------------

/// One mailbox address: a dot-atom, `@`, a host name in A-labels, lower case.
///
/// Quoted local parts, comments, routes, domain literals and non-ASCII local
/// parts are refused: no admin contact of a ccTLD has one, and every one of
/// them is a known way to make two parsers disagree.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress {
    /// The local part, as typed.
    local: String,
    /// The domain in A-labels, lower case.
    domain: String,
}

impl EmailAddress {
    /// Reads one bare address (no display name, no angle brackets).
    ///
    /// # Errors
    /// The fault says what is wrong in words a person understands.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        if text.is_empty() {
            return Err(AddressFault::Empty);
        }
        if text.len() > 254 {
            return Err(AddressFault::TooLong);
        }
        let mut halves = text.split('@');
        let (Some(local), Some(domain), None) = (halves.next(), halves.next(), halves.next())
        else {
            return Err(AddressFault::NotOneAt);
        };
        if !is_dot_atom(local) || local.len() > 64 {
            return Err(AddressFault::Local);
        }
        let domain = a_labels(domain).ok_or(AddressFault::Domain)?;
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }

    /// The part before the `@`, as typed.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The part after the `@`: A-labels, lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Equal in domain and, ASCII letters without case, in local part.
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.domain == other.domain && self.local.eq_ignore_ascii_case(&other.local)
    }

    /// What is equal for one mailbox, however it was typed: to look it up by.
    pub fn key(&self) -> String {
        format!("{}@{}", self.local.to_ascii_lowercase(), self.domain)
    }

    /// `a…@nic.example`: for logs, which never carry a whole address.
    pub fn masked(&self) -> String {
        let first: String = self.local.chars().take(1).collect();
        format!("{first}…@{}", self.domain)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A dot-atom of ASCII atext (RFC 5322 §3.2.3).
fn is_dot_atom(text: &str) -> bool {
    text.split('.').all(|atom| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

/// The domain in lower-case A-labels; `None` when it is no host name.
///
/// IDNA also maps wide letters, ideographic full stops and invisible
/// characters onto plain ones. Nobody writes his address so, and a reader sees
/// another one: only capitals may differ from the U-labels.
fn a_labels(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(domain).ok()?;
    if !domain.is_ascii() {
        let (plain, read) = idna::domain_to_unicode(&ascii);
        read.ok()?;
        (plain == domain.to_lowercase().nfc().collect::<String>()).then_some(())?;
    }
    let labels: Vec<&str> = ascii.split('.').collect();
    let fine = ascii.len() <= 253
        && labels.len() >= 2
        && labels
            .last()
            .is_some_and(|last| last.bytes().any(|b| b.is_ascii_alphabetic()))
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    fine.then_some(ascii)
}

//------------ RegistryAddress -------------------------------------------------

/// The administrative contact's address as IANA's database has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegistryAddress(pub EmailAddress);

impl fmt::Display for RegistryAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

//------------ FromAddress -----------------------------------------------------

/// The one address of a message's one `From:`: a claim, not an identity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FromAddress(pub EmailAddress);

impl FromAddress {
    /// Whether the claim names the registry's mailbox (procedure, section 4.1:
    /// "must be identical").
    pub fn matches(&self, registry: &RegistryAddress) -> bool {
        self.0.same_mailbox(&registry.0)
    }
}

impl fmt::Display for FromAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
