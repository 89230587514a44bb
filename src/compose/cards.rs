//! The roster as vCards, for the telephone that is at hand in an incident.
//!
//! vCard 4.0 (RFC 6350), one card a person. What is looked for in an incident
//! is a ccTLD, and what a telephone shows of a card is its name: so the ccTLDs
//! stand behind the name (`Ada Byron (.nl)`), in what is displayed when the
//! person calls, and found by a search for `.nl`. Telephones that build the
//! name out of its parts show the organisation beside it, so they stand there
//! too. The parts themselves are the bare name.
//!
//! A number is text and no `tel:` URI, which some address books show as it stands
//! and one dialled. Number types are a bare list: where it stands in quotes, as some examples of
//! the standard have it, Evolution finds no mobile number.
//!
//! There is no REV: it would be the day of the subscription, and a telephone
//! that compares would keep an old number. The UID follows from the address, so
//! that a card taken in again replaces the one before.

use super::listing::{dialled, in_order};
use crate::domain::address::EmailAddress;
use crate::domain::ids::Digest;
use crate::domain::seat::Seat;

/// Octets of a line without its end (RFC 6350 §3.2).
const WIDTH: usize = 75;

/// The cards of everybody on the roster, in its order.
pub fn vcard(seats: &[Seat]) -> String {
    in_order(seats).iter().map(card).collect()
}

fn card(seat: &Seat) -> String {
    let tlds: Vec<String> = seat.tlds.iter().map(ToString::to_string).collect();
    let tlds = tlds.join(", ");
    let name = seat.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = if tlds.is_empty() {
        name.clone()
    } else {
        format!("{name} ({tlds})")
    };
    let mut lines = vec![
        "BEGIN:VCARD".to_owned(),
        "VERSION:4.0".to_owned(),
        "KIND:individual".to_owned(),
        format!("UID:{}", uid(&seat.email)),
        format!("FN:{}", escaped(&shown)),
        parts(&name),
        format!("EMAIL:{}", escaped(&seat.email.to_string())),
    ];
    lines.extend(seat.phone.as_ref().map(|phone| match dialled(phone) {
        Some(number) => format!("TEL;TYPE=cell,voice:{number}"),
        None => format!("TEL;TYPE=cell,voice:{}", escaped(phone.typed())),
    }));
    if !tlds.is_empty() {
        lines.push(format!("ORG:{}", escaped(&tlds)));
    }
    lines.push("ROLE:Security and Stability Contact".to_owned());
    lines.push("CATEGORIES:TLD-OPS".to_owned());
    lines.push("END:VCARD".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// N: the family name is the last word, as the procedure has people write
/// `First Last`; a single word is a given name.
fn parts(name: &str) -> String {
    let (given, family) = name.rsplit_once(' ').unwrap_or((name, ""));
    format!("N:{};{};;;", escaped(family), escaped(given))
}

/// A name for the person behind an address, the same every time: a UUID of our
/// own making (version 8, RFC 9562 §5.8) out of the address's SHA-256.
fn uid(address: &EmailAddress) -> String {
    let digest = Digest::of(address.to_string().to_ascii_lowercase().as_bytes()).hex();
    let mut uid = "urn:uuid:".to_owned();
    for (digit, place) in digest.chars().take(32).zip(0..) {
        if matches!(place, 8 | 12 | 16 | 20) {
            uid.push('-');
        }
        uid.push(match (place, digit) {
            (12, _) => '8',
            // The variant is two bits of the digit.
            (16, '0' | '4' | '8' | 'c') => '8',
            (16, '1' | '5' | '9' | 'd') => '9',
            (16, '2' | '6' | 'a' | 'e') => 'a',
            (16, _) => 'b',
            (_, digit) => digit,
        });
    }
    uid
}

/// A text as a value: backslash, comma, semicolon and line breaks escaped, no
/// other control characters (RFC 6350 §3.4).
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line with its end, folded between characters.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0usize;
    for c in line.chars() {
        if width.saturating_add(c.len_utf8()) > WIDTH {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width = width.saturating_add(c.len_utf8());
    }
    out.push_str("\r\n");
    out
}
