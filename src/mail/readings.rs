//! The same bytes read by two parsers, and what they disagree on.
//!
//! mail-parser is liberal and complete, mailparse independent and stricter.
//! Where both say the same of a field, a liberty of one of them decided
//! nothing. This file holds the two results side by side and compares; which
//! field matters to whom it does not know.

use mail_parser::{Address, Header, HeaderName, HeaderValue};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A field longer than this is no mail program's From or Subject; the second
/// parser's effort grows with the square of it, so it is not asked.
pub(crate) const LONGEST: usize = 4_096;

/// Two readings of one message.
pub(crate) struct Readings<'a> {
    /// mail-parser's; `None` when it found no message.
    pub(crate) first: Option<mail_parser::Message<'a>>,
    /// mailparse's fields; `None` when it refused the header block.
    second: Option<Vec<mailparse::MailHeader<'a>>>,
}

/// Runs a parser; its panic is a message it could not read. mail-parser 0.11
/// has debug assertions a hostile boundary can meet, and one message must never
/// end the service.
fn quietly<T>(parse: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or(None)
}

impl<'a> Readings<'a> {
    /// Reads `bytes`, whose header block (with its empty line) is `head`.
    pub(crate) fn of(bytes: &'a [u8], head: &'a [u8]) -> Self {
        Self {
            first: quietly(|| mail_parser::MessageParser::default().parse(bytes)),
            second: quietly(|| {
                mailparse::parse_headers(head)
                    .ok()
                    .map(|(fields, _)| fields)
            }),
        }
    }

    /// Whether both parsers found a message at all.
    pub(crate) fn both(&self) -> bool {
        self.first.is_some() && self.second.is_some()
    }

    /// The fields of that name, as the first parser has them.
    fn firsts(&self, name: &HeaderName<'_>) -> Vec<&HeaderValue<'a>> {
        self.first
            .iter()
            .flat_map(|message| message.headers())
            .filter(|header: &&Header<'_>| header.name == *name)
            .map(|header| &header.value)
            .collect()
    }

    /// The fields of that name, as the second parser has them.
    fn seconds(&self, name: &str) -> Vec<&mailparse::MailHeader<'a>> {
        self.second
            .iter()
            .flatten()
            .filter(|header| header.get_key_ref().trim().eq_ignore_ascii_case(name))
            .collect()
    }

    /// The one mailbox of the one From of the first parser.
    pub(crate) fn first_author(&self) -> Option<String> {
        let fields = self.firsts(&HeaderName::From);
        match fields.as_slice() {
            [HeaderValue::Address(Address::List(list))] => match list.as_slice() {
                [one] => one.address.as_ref().map(ToString::to_string),
                _ => None,
            },
            _ => None,
        }
    }

    /// The one mailbox of the one From of the second parser.
    pub(crate) fn second_author(&self) -> Option<String> {
        let fields = self.seconds("From");
        match fields.as_slice() {
            [field] if field.get_value_raw().len() <= LONGEST => {
                let list = quietly(|| mailparse::addrparse_header(field).ok())?;
                list.extract_single_info().map(|one| one.addr)
            }
            _ => None,
        }
    }

    /// Whether both read the same addresses, in order, out of a field that
    /// stands at most once.
    pub(crate) fn same_addresses(&self, name: &'static str, kind: &HeaderName<'_>) -> bool {
        let firsts: Vec<String> = self
            .firsts(kind)
            .into_iter()
            .filter_map(HeaderValue::as_address)
            .flat_map(Address::iter)
            .filter_map(|one| one.address.as_ref())
            .map(|address| address.to_ascii_lowercase())
            .filter(|address| address.contains('@'))
            .collect();
        let fields = self.seconds(name);
        if fields
            .iter()
            .any(|field| field.get_value_raw().len() > LONGEST)
        {
            return false;
        }
        let seconds: Vec<String> = fields
            .into_iter()
            .filter_map(|field| quietly(|| mailparse::addrparse_header(field).ok()))
            .flat_map(|list| list.into_inner())
            .flat_map(|entry| match entry {
                mailparse::MailAddr::Single(one) => vec![one],
                mailparse::MailAddr::Group(group) => group.addrs,
            })
            .map(|one| one.addr.to_ascii_lowercase())
            .collect();
        firsts == seconds
    }

    /// The topmost subject in both readings, blanks folded.
    pub(crate) fn subjects(&self) -> (String, String) {
        let first = self
            .firsts(&HeaderName::Subject)
            .first()
            .and_then(|value| value.as_text())
            .map(fold)
            .unwrap_or_default();
        let second = self
            .seconds("Subject")
            .first()
            .filter(|field| field.get_value_raw().len() <= LONGEST)
            .and_then(|field| quietly(|| Some(field.get_value())))
            .map(|value| fold(&value))
            .unwrap_or_default();
        (first, second)
    }
}

/// Blanks and control characters as single blanks.
pub(crate) fn fold(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether two decoded subjects say the same. Programs split characters across
/// encoded words, write raw Latin-1, and name charsets only one parser knows:
/// what did not decode is left out of the comparison, what did must be equal.
pub(crate) fn same_subject(first: &str, second: &str) -> bool {
    let damaged = [first, second].iter().any(|text| text.contains('\u{fffd}'));
    let bare = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && *c != '\u{feff}' && (!damaged || c.is_ascii()))
            .collect()
    };
    let undecoded = |text: &str| text.contains("=?") && text.contains("?=");
    bare(first) == bare(second) || undecoded(first) != undecoded(second)
}
