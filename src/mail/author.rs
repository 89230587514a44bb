//! The strict reading of a From value: one plain mailbox or nothing.
//!
//! Written against the ways in which liberal parsers were seen to differ: two
//! angle brackets, a comment inside them, a quoted local part, a group, a route,
//! an encoded word that decodes to an address. What an admin contact's mail
//! program really writes is a name and an address, or an address and a comment
//! (RFC 5322 §3.4); only that is read here. Display names are skipped, never
//! returned: nobody decides by them.

use super::header::skip_comment;
use crate::domain::address::EmailAddress;

/// The one address of a From value; `None` when it is anything but plain.
pub(crate) fn read(value: &str) -> Option<EmailAddress> {
    let mut words = Words::default();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' if words.angle.is_none() => {
                quoted(&mut chars)?;
                words.quoted = true;
            }
            '(' => {
                skip_comment(&mut chars)?;
                words.bare.push(' ');
            }
            '<' if words.angle.is_none() => words.angle = Some(angle(&mut chars)?),
            '"' | '<' | '>' | ')' | ',' | ';' | ':' | '[' | ']' | '\\' => return None,
            ' ' | '\t' => words.bare.push(' '),
            c if c.is_control() || words.angle.is_some() => return None,
            // Bytes that are no text may stand in a name (raw Latin-1 of old
            // programs); in an address they are no dot-atom.
            c => words.bare.push(c),
        }
    }
    words.address()
}

/// The pieces of a value outside its comments.
#[derive(Default)]
struct Words {
    /// What stands outside quotes and angle brackets.
    bare: String,
    /// What stands inside the angle brackets.
    angle: Option<String>,
    /// Whether there was a quoted string.
    quoted: bool,
}

impl Words {
    fn address(&self) -> Option<EmailAddress> {
        let bare = self.bare.trim_matches(' ');
        match &self.angle {
            // A name with an @ in it is a second address to some readers,
            // unless it is the same one again, as some webmail writes it.
            Some(angle) if !bare.contains('@') || bare == angle => plain(angle),
            None if !self.quoted => plain(bare),
            Some(_) | None => None,
        }
    }
}

/// An address without encoded words and without look-alike spellings.
fn plain(text: &str) -> Option<EmailAddress> {
    let address = EmailAddress::parse(text).ok()?;
    let domain = text.split('@').nth(1)?;
    // IDNA maps invisible and wide characters away; only the very form that a
    // U-label has counts, so that what a person sees is what was compared.
    let exact =
        domain.is_ascii() || idna::domain_to_unicode(address.domain()).0 == domain.to_lowercase();
    (exact && !text.contains("=?")).then_some(address)
}

/// Skips to the end of a quoted string; `None` when it has none.
fn quoted(chars: &mut std::str::Chars<'_>) -> Option<()> {
    loop {
        match chars.next()? {
            '\\' => {
                chars.next()?;
            }
            '"' => return Some(()),
            _ => {}
        }
    }
}

/// What stands between angle brackets, taken literally.
fn angle(chars: &mut std::str::Chars<'_>) -> Option<String> {
    let mut inside = String::new();
    loop {
        match chars.next()? {
            '>' => return Some(inside),
            c => inside.push(c),
        }
    }
}
