//! Which ccTLDs there are: the table of the root zone database's page.
//!
//! An IDN ccTLD cannot be told from an IDN gTLD by its form, and nothing but this
//! page says which is which (column "Type"). It is HTML made for people, so what
//! comes out is believed only where the whole of it makes sense: a plausible
//! number of names, all of the two forms a ccTLD can have.

use regex::Regex;
use std::fmt;
use std::sync::LazyLock;

/// The fewest and the most that are plausible; there were 309 in 2026.
const PLAUSIBLE: std::ops::RangeInclusive<usize> = 295..=400;

/// A row: the A-label in the link, then the cells with type and manager.
static ROW: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| {
    const GAP: &str = r"\s*(?:<!--[^>]*(?:>[^>]*){0,8}?-->\s*)?";
    Regex::new(&format!(
        r#"<a href="/domains/root/db/([a-z0-9-]{{2,63}})\.html">[^<]*</a>\s*(?:</span>)?\s*</td>{GAP}<td[^>]*>([^<]*)</td>{GAP}<td[^>]*>([^<]*)"#
    ))
});

//------------ TableFault ------------------------------------------------------

/// Why a page is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFault {
    /// So many ccTLDs are not plausible.
    Count(usize),
    /// A name that no ccTLD can have is called one.
    Name(String),
}

impl fmt::Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(
                f,
                "the page names {count} ccTLDs, and between {} and {} are plausible; has its form changed?",
                PLAUSIBLE.start(),
                PLAUSIBLE.end()
            ),
            Self::Name(name) => write!(f, "the page calls {name:?} a ccTLD"),
        }
    }
}

/// The A-labels of the ccTLDs that are assigned to somebody, in order.
///
/// # Errors
/// Why nothing of the page is believed.
pub fn read(page: &str) -> Result<Vec<String>, TableFault> {
    let mut names: Vec<String> = Vec::new();
    for row in ROW.iter().flat_map(|row| row.captures_iter(page)) {
        let cell = |at: usize| row.get(at).map_or("", |cell| cell.as_str().trim());
        if cell(2) != "country-code" || cell(3).eq_ignore_ascii_case("not assigned") {
            continue;
        }
        let name = cell(1);
        let two_letters = name.len() == 2 && name.bytes().all(|b| b.is_ascii_lowercase());
        if !two_letters && !name.starts_with("xn--") {
            return Err(TableFault::Name(name.to_owned()));
        }
        names.push(name.to_owned());
    }
    names.sort();
    names.dedup();
    if PLAUSIBLE.contains(&names.len()) {
        Ok(names)
    } else {
        Err(TableFault::Count(names.len()))
    }
}
