//! What Mailman 2.1 and its Python do with texts, as far as a list needs it.

use super::Language;
use encoding_rs::{EUC_JP, Encoding, KOI8_R, WINDOWS_1252};
use regex::{Captures, Regex};

/// A page in the list's character set, references for what it does not have,
/// and the name of the character set.
pub(super) fn encoded(page: &str, language: Language) -> (&'static str, Vec<u8>) {
    let (name, encoding): (&str, &'static Encoding) = match language {
        Language::English => {
            let all = page.chars().map(|c| match c {
                c if c.is_ascii() => c.to_string(),
                c => format!("&#{};", u32::from(c)),
            });
            return ("us-ascii", all.collect::<String>().into_bytes());
        }
        Language::German => ("iso-8859-1", WINDOWS_1252),
        Language::Russian => ("koi8-r", KOI8_R),
        Language::Japanese => ("euc-jp", EUC_JP),
    };
    (name, encoding.encode(page).0.into_owned())
}

/// Escaped for HTML; what looks like a reference is left one.
pub(super) fn websafe(text: &str) -> String {
    let safe = escaped(text);
    let twice = Regex::new("(?i)&amp;((?:#[0-9]+|[a-z]+);)").unwrap();
    twice.replace_all(&safe, "&$1").into_owned()
}

/// Escaped for HTML.
pub(super) fn escaped(text: &str) -> String {
    let safe = text.replace('&', "&amp;").replace('<', "&lt;");
    safe.replace('>', "&gt;").replace('"', "&quot;")
}

/// A name as it is stored: references are letters, unknown ones are `?`.
pub(super) fn canonical(text: &str) -> String {
    let reference = Regex::new("&([^;]+);").unwrap();
    let letter = |found: &Captures<'_>| match &found[1] {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        other => match other.strip_prefix('#').map(str::parse) {
            Some(Ok(number)) => char::from_u32(number).unwrap().to_string(),
            _ => "?".to_owned(),
        },
    };
    reference.replace_all(text, letter).into_owned()
}

/// The name and the address of an entry.
pub(super) fn parsed(entry: &str) -> (String, String) {
    let Some(quoted) = entry.strip_prefix('"') else {
        // What is not quoted is a list of addresses: the first one is taken.
        let first = entry.split(',').next().unwrap_or_default();
        let address = first.trim().trim_start_matches('<').trim_end_matches('>');
        return (String::new(), address.to_owned());
    };
    let mut name = String::new();
    let mut rest = quoted.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => name.extend(rest.next()),
            '"' => break,
            c => name.push(c),
        }
    }
    let address = rest.as_str().trim();
    let address = address.trim_start_matches('<').trim_end_matches('>');
    (name, address.to_owned())
}

/// Whether an address is taken at all.
pub(super) fn is_valid(address: &str) -> bool {
    let bad = Regex::new(r#"[\]\[()<>|:;^,\\"\x00-\x20\x7f-\x{10ffff}]"#).unwrap();
    let domain = Regex::new("^[^@]+@[a-z0-9][-a-z0-9]*([.][a-z0-9][-a-z0-9]*)+$").unwrap();
    !bad.is_match(address) && domain.is_match(&address.to_lowercase())
}

/// An address in the name of a field.
pub(super) fn quoted(address: &str) -> String {
    let octets = address.bytes().map(|b| match b {
        b if b.is_ascii_alphanumeric() || b"_.-/".contains(&b) => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    });
    octets.collect()
}

/// The address in the name of a field.
pub(super) fn unquoted(key: &str) -> String {
    let octet = Regex::new("%([0-9A-F]{2})").unwrap();
    let letter =
        |found: &Captures<'_>| char::from(u8::from_str_radix(&found[1], 16).unwrap()).to_string();
    octet.replace_all(key, letter).into_owned()
}
