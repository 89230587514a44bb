//! A Security and Stability Contact: name, personal address, mobile number.
//!
//! The procedure works with people, not role accounts (section 2): a
//! [`Contact`] exists only when all three were given and are valid.

use crate::domain::address::EmailAddress;
use crate::domain::phone::PhoneNumber;

/// One SSC as the admin contact named it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contact {
    /// First and last name in any script, NFC, one line.
    pub name: String,
    /// The personal address.
    pub email: EmailAddress,
    /// The mobile phone number.
    pub phone: PhoneNumber,
}

/// Local parts that name a function, not a person (RFC 2142 and common use).
const ROLES: &[&str] = &[
    "abuse",
    "admin",
    "administrator",
    "billing",
    "cert",
    "contact",
    "csirt",
    "dns",
    "dnsadmin",
    "domains",
    "ftp",
    "helpdesk",
    "hostmaster",
    "info",
    "infrastructure",
    "it",
    "legal",
    "mail",
    "mailer-daemon",
    "marketing",
    "news",
    "no-reply",
    "noc",
    "noreply",
    "office",
    "operations",
    "ops",
    "postmaster",
    "registry",
    "root",
    "sales",
    "secretariat",
    "security",
    "service",
    "soc",
    "ssc",
    "ssc1",
    "ssc2",
    "support",
    "sysadmin",
    "tech",
    "technical",
    "tld",
    "tld-admin",
    "trouble",
    "usenet",
    "uucp",
    "webmaster",
    "whois",
    "www",
];

/// Whether an address names a function rather than a person (procedure, section 2).
pub fn is_role_account(address: &EmailAddress) -> bool {
    let local = address.local().to_ascii_lowercase();
    ROLES.contains(&local.as_str())
}

/// A name as it may stand in a header or a list: one line, no control or
/// formatting characters, blanks single, NFC, at most 120 characters.
pub fn clean_name(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.nfc().collect::<String>())
        .collect();
    let name = words.join(" ");
    let fine = !name.is_empty()
        && name.chars().count() <= 120
        && name.chars().any(char::is_alphabetic)
        && !name.chars().any(|c| {
            c.is_control() || is_invisible(c) || matches!(c, '<' | '>' | '@' | '"' | '\\')
        });
    fine.then_some(name)
}

/// Zero-width and direction-changing characters: never in a name or a decision.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
