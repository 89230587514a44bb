//! A Security and Stability Contact: name, personal address, mobile number.
//!
//! The procedure works with people, not role accounts (section 2): a
//! [`Contact`] exists only when all three were given and are valid.

use crate::domain::address::EmailAddress;
use crate::domain::phone::PhoneNumber;
use unicode_normalization::UnicodeNormalization;

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
    "on-call",
    "oncall",
    "ops",
    "team",
    "staff",
    "postmaster",
    "registry",
    "root",
    "sales",
    "secretariat",
    "security",
    "service",
    "soc",
    "ssc",
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

/// Whether an address names a function rather than a person (procedure,
/// section 2); a number behind it, as in `ssc1`, makes it no person.
pub fn is_role_account(address: &EmailAddress) -> bool {
    let local = address.local().to_ascii_lowercase();
    // Ours is one too, with the tag it bears in a request (RFC 5233).
    let local = local.split('+').next().unwrap_or_default();
    let word = local.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'));
    let mut parts = word
        .split(['-', '_', '.', '+'])
        .filter(|part| !part.is_empty());
    ROLES.contains(&word)
        || (word.contains(['-', '_', '.'])
            && parts.all(|part| ROLES.contains(&part) || PARTS.contains(&part)))
}

/// What stands beside such a word in a function's address: `dns-team`.
const PARTS: &[&str] = &[
    "team",
    "group",
    "staff",
    "desk",
    "center",
    "centre",
    "department",
    "dept",
    "duty",
    "on",
    "call",
    "oncall",
    "manager",
    "director",
    "officer",
    "list",
    "services",
    "network",
    "systems",
    "engineering",
    "domain",
    "cctld",
    "internet",
    "gtld",
    "incident",
    "response",
    "emergency",
    "alerts",
    "first",
    "level",
    "and",
    "it",
    "ict",
];

/// A name as it may stand in a header or a list: one line, no control or
/// formatting characters, nothing damaged on its way (U+FFFD), blanks single,
/// NFC, at most 120 characters.
pub fn clean_name(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.nfc().collect::<String>())
        .collect();
    let name = words.join(" ");
    let fine = !name.is_empty()
        && name.chars().count() <= 120
        && name.chars().any(char::is_alphabetic)
        && !without_joiners(&name).any(|c| {
            c.is_control()
                || is_invisible(c)
                || matches!(c, '<' | '>' | '@' | '"' | '\\' | '\u{fffd}')
        });
    fine.then_some(name)
}

/// The characters of a name but the joiners that its script needs: Persian and
/// Indic names are spelled with them, between two letters outside ASCII.
fn without_joiners(name: &str) -> impl Iterator<Item = char> {
    let letter = |c: Option<char>| {
        c.is_some_and(|c| !c.is_ascii() && !is_invisible(c) && !c.is_whitespace())
    };
    let before = std::iter::once(None).chain(name.chars().map(Some));
    let after = name.chars().skip(1).map(Some).chain(std::iter::once(None));
    before
        .zip(name.chars())
        .zip(after)
        .filter(move |((before, c), after)| {
            !(matches!(c, '\u{200c}' | '\u{200d}') && letter(*before) && letter(*after))
        })
        .map(|((_, c), _)| c)
}

/// Characters that show nothing or turn the direction: never in a decision,
/// and in a name only where its script joins letters with them.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffc}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}
