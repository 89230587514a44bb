//! Words as Mailman 2.1 takes them: entries, references, searches, texts.
//!
//! A list has one character set and knows others badly. So everything is sent
//! in ASCII: names with references for all other letters, which Mailman turns
//! into letters in any list, and texts for mail without any.

use crate::domain::address::EmailAddress;
use html5gum::{Token, Tokenizer};
use std::fmt::Write;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name on one line, without blanks at its ends or side by side.
pub(super) fn plain(name: &str) -> String {
    let visible = name.replace(char::is_control, " ");
    let words: Vec<&str> = visible.split_whitespace().collect();
    words.join(" ")
}

/// Whether Mailman shows both names alike: it takes what looks like a reference
/// within a name for one when it shows it.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    let shown = |name: &str| {
        let name = plain(name).replace('<', "&lt;");
        let mut text = Vec::new();
        for token in Tokenizer::new(name.as_str()).flatten() {
            if let Token::String(part) = token {
                text.extend_from_slice(&part);
            }
        }
        text
    };
    shown(one) == shown(other)
}

/// A name with references for all but ASCII. Mailman takes `&R;` of a name for
/// a reference as well, so that a `&` must be one itself.
pub(super) fn references(name: &str) -> String {
    let mut text = String::new();
    for c in plain(name).chars() {
        match c {
            '&' => text.push_str("&amp;"),
            c if c.is_ascii() => text.push(c),
            // Writing to a String cannot fail.
            c => write!(text, "&#{};", u32::from(c)).unwrap_or_default(),
        }
    }
    text
}

/// A line of a mass subscription: `"NAME" <ADDRESS>` (RFC 5322 §3.4).
pub(super) fn entry(name: &str, address: &EmailAddress) -> String {
    let name = references(name).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{name}\" <{address}>")
}

/// A regular expression of Python's that finds this address.
pub(super) fn pattern(address: &EmailAddress) -> String {
    let mut text = "^".to_owned();
    for c in address.to_string().chars() {
        if !c.is_ascii_alphanumeric() {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('$');
    text
}

/// The text without `%XX` (RFC 3986 §2.1); what is none of them stays.
pub(super) fn unquoted(text: &str) -> String {
    let mut octets = Vec::new();
    let mut rest = text.as_bytes().iter();
    while let Some(&octet) = rest.next() {
        let pair = rest.as_slice().get(..2);
        let pair = pair.and_then(|pair| std::str::from_utf8(pair).ok());
        let hex = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match hex.filter(|_| octet == b'%') {
            Some(hex) => {
                octets.push(hex);
                rest.nth(1);
            }
            None => octets.push(octet),
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// A text for mail in ASCII: quotes and dashes of a keyboard, letters without
/// their accents, `?` for the rest. Mailman puts it as it is into a mail whose
/// character set is that of its reader's language.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | ' '..='~' => plain.push(c),
            '\u{2018}'..='\u{201b}' => plain.push('\''),
            '\u{201c}'..='\u{201f}' => plain.push('"'),
            '\u{2010}'..='\u{2015}' => plain.push('-'),
            c if c.is_whitespace() || c.is_control() => plain.push(' '),
            c => {
                let parts: String = c.nfkd().filter(|c| !is_combining_mark(*c)).collect();
                let known = parts.is_ascii() && !parts.is_empty();
                plain.push_str(if known { &parts } else { "?" });
            }
        }
    }
    plain
}
