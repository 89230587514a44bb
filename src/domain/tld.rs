//! Country-code top-level domains: the 309 that are delegated.
//!
//! Two-letter ASCII names are ccTLDs without exception; an IDN ccTLD cannot be
//! told from an IDN gTLD by its form, only by IANA's root zone database. So the
//! table is shipped (`cctlds.tsv`, from the database as of 2026-08-08) and every
//! [`Tld`] stands in it. A newer list may add to it at start, and takes nothing away:
//! what is stored may still speak of a ccTLD that has gone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{LazyLock, OnceLock};
use unicode_normalization::UnicodeNormalization;

/// A-label to U-label of every delegated ccTLD.
static TABLE: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("cctlds.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (a_label, u_label) = (columns.next()?, columns.next()?);
            (columns.next()? == "yes").then_some((a_label, u_label))
        })
        .collect()
});

/// The shipped table with what was learned at start.
static LEARNED: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();

fn table() -> &'static BTreeMap<&'static str, &'static str> {
    LEARNED.get().unwrap_or(&TABLE)
}

//------------ Tld -------------------------------------------------------------

/// One delegated ccTLD, held as its lower-case A-label without a dot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tld(&'static str);

impl Tld {
    /// Reads `nl`, `.NL`, `xn--p1ai` or `.рф`; `None` when no ccTLD has that
    /// name, or when it is written in characters that only look like it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('.').unwrap_or(text);
        if bare.is_empty() || bare.len() > 255 || bare.contains('.') {
            return None;
        }
        let ascii = idna::domain_to_ascii(bare).ok()?;
        let (a_label, u_label) = table().get_key_value(ascii.as_str())?;
        let plain = bare.is_ascii() || bare.to_lowercase().nfc().eq(u_label.chars());
        plain.then_some(Self(a_label))
    }

    /// The A-label: `nl`, `xn--p1ai`.
    pub fn a_label(&self) -> &'static str {
        self.0
    }

    /// The U-label: `nl`, `рф`.
    pub fn u_label(&self) -> &'static str {
        table().get(self.0).copied().unwrap_or(self.0)
    }

    /// Whether the A-label and the U-label differ.
    pub fn is_idn(&self) -> bool {
        self.0.starts_with("xn--")
    }

    /// Every delegated ccTLD, in the order of the A-labels.
    pub fn all() -> impl Iterator<Item = Self> {
        table().keys().map(|a| Self(a))
    }

    /// Adds the ccTLDs of a list, one A-label a line; once, at start. Whether it
    /// was learned: a second list is not.
    pub fn learn(list: &str) -> bool {
        let mut all = TABLE.clone();
        for name in list.lines().map(str::trim) {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            if name.len() < 2 || name.len() > 63 || !name.bytes().all(plain) {
                continue;
            }
            if !all.contains_key(name) {
                // A process learns once, and keeps it as long as it lives.
                let a_label: &'static str = Box::leak(name.to_owned().into_boxed_str());
                let u_label = idna::domain_to_unicode(name).0.into_boxed_str();
                all.insert(a_label, Box::leak(u_label));
            }
        }
        LEARNED.set(all).is_ok()
    }
}

impl fmt::Display for Tld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ".{}", self.u_label())
    }
}

impl fmt::Debug for Tld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ".{}", self.0)
    }
}
