//! Identifiers: digests, secrets, message ids, case and order keys.
//!
//! An order's key is its cause plus an ordinal, and the secret inside the
//! Message-ID of what we send derives from that key and the site's own key.
//! So taking in the same message twice writes the same keys, a repeat after a
//! crash is recognisably the same mail, and nobody without the site key can
//! guess a Message-ID that was not sent to him (128 bits; design, section 3.4).

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use std::fmt;

//------------ Digest ----------------------------------------------------------

/// The SHA-256 of some bytes: names a raw message in ledger, spool and journal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of all pieces, one behind the other.
    pub fn of_all<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut digest = Sha256::new();
        for piece in pieces {
            digest.update(piece);
        }
        Self(digest.finalize().into())
    }

    /// Reads 64 hexadecimal digits; anything else is `None`.
    pub fn from_hex(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }

    /// 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        to_hex(&self.0)
    }

    /// The first twelve digits: enough for a person to tell two apart.
    pub fn short(&self) -> String {
        self.hex().chars().take(12).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.short())
    }
}

//------------ SiteKey ---------------------------------------------------------

/// 256 random bits made at first start and kept in the store; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteKey([u8; 32]);

impl SiteKey {
    /// Takes the bytes as they are.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits; anything else is `None`.
    pub fn from_hex(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }

    /// 64 lower-case hexadecimal digits, for the store only.
    pub fn reveal_hex(&self) -> String {
        to_hex(&self.0)
    }
}

impl fmt::Debug for SiteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SiteKey(hidden)")
    }
}

//------------ Secret ----------------------------------------------------------

/// 128 bits only a reader of our mail can know: the proof of receipt.
#[derive(Clone, Copy)]
pub struct Secret([u8; 16]);

impl Secret {
    /// HMAC-SHA-256 of `what` under the site key, cut to 128 bits.
    pub fn derive(site: &SiteKey, what: &str) -> Self {
        // A key of any length is fine for HMAC, so the error arm cannot be met.
        let full: [u8; 32] = match Hmac::<Sha256>::new_from_slice(&site.0) {
            Ok(mut mac) => {
                mac.update(what.as_bytes());
                mac.finalize().into_bytes().into()
            }
            Err(_) => Digest::of(what.as_bytes()).0,
        };
        let mut half = [0u8; 16];
        for (to, from) in half.iter_mut().zip(full.iter()) {
            *to = *from;
        }
        Self(half)
    }

    /// 32 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        to_hex(&self.0)
    }
}

/// Compares two texts in a time that depends on their lengths only.
pub fn same_secret(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len()
        && a.iter()
            .zip(b.iter())
            .fold(0u8, |sum, (x, y)| sum | (x ^ y))
            == 0
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

//------------ MessageId -------------------------------------------------------

/// A Message-ID without its angle brackets (RFC 5322 §3.6.4), as it was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// Longest id we keep: one header line (RFC 5322 §2.1.1).
    pub const MAX: usize = 998;

    /// Takes `<id>` or `id`: printable ASCII without blanks or brackets.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let inner = text
            .strip_prefix('<')
            .and_then(|t| t.strip_suffix('>'))
            .unwrap_or(text);
        let fine = !inner.is_empty()
            && inner.len() <= Self::MAX
            && inner
                .bytes()
                .all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
        fine.then(|| Self(inner.to_owned()))
    }

    /// The id without brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id in angle brackets, as headers carry it.
    pub fn bracketed(&self) -> String {
        format!("<{}>", self.0)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

//------------ CaseId ----------------------------------------------------------

/// The number of a case, counted up by the store and never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub u64);

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

//------------ OrderKey --------------------------------------------------------

/// The key of an order in the outbox: its cause plus an ordinal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderKey(String);

impl OrderKey {
    /// The key of the `ordinal`th order of `cause`.
    pub fn new(cause: &str, ordinal: usize) -> Self {
        Self(format!("{cause}/{ordinal}"))
    }

    /// Takes a key back from the store.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//------------ hexadecimal -----------------------------------------------------

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(nibble), 16));
        }
        text
    })
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [high, low] => Some((high << 4) | low),
            _ => None,
        })
        .collect();
    (text.len() == bytes.len().saturating_mul(2)).then_some(())?;
    bytes.try_into().ok()
}
