//! A registry file as records: a table, WHOIS answers, or RDAP JSON.
//!
//! Which of the three it is, is seen from the text. Every record is taken or
//! refused by itself: a bad line costs its own ccTLD and no other, so that an
//! import never empties a cache or changes half a record. The same eyes read
//! what the live sources answer ([`answer`]), where a text that was cut off is
//! refused. Only the administrative contact is read; the technical one does not
//! exist here (procedure, section 4.5).

use crate::domain::address::{AddressFault, EmailAddress, RegistryAddress};
use crate::domain::record::{RegistryRecord, Source};
use crate::domain::tld::Tld;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The largest file taken, in octets; IANA's whole database is a tenth of it.
pub const MOST: usize = 16 * 1_048_576;

//------------ LineFault -------------------------------------------------------

/// Why a record was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The bytes are not UTF-8.
    NotText,
    /// A table row is not `tld, address` or `tld, address, date`.
    Columns,
    /// No delegated ccTLD has that name.
    NoCcTld(String),
    /// There is no address of an administrative contact.
    NoAddress,
    /// There is more than one address where one is expected.
    SeveralAddresses,
    /// What stands for the address is none.
    Address(AddressFault),
    /// The date is not `YYYY-MM-DD`.
    Date(String),
    /// The JSON does not parse or is no domain object.
    Json,
    /// The file names another address for the same ccTLD.
    Contradiction(Tld),
    /// The answer ends before its last line.
    CutOff,
    /// The answer is about another name than the one asked for.
    OtherName,
    /// The answer says that there is no such name.
    NoObject,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotText => f.write_str("expected UTF-8 text"),
            Self::Columns => f.write_str(
                "expected a ccTLD and an address, and perhaps a date, separated by a tab or a comma",
            ),
            Self::NoCcTld(name) => write!(f, "expected a delegated ccTLD, found {name:?}"),
            Self::NoAddress => f.write_str("expected the administrative contact's e-mail address"),
            Self::SeveralAddresses => {
                f.write_str("expected one administrative address, found several")
            }
            Self::Address(fault) => write!(f, "expected one plain address: {fault}"),
            Self::Date(text) => write!(f, "expected a date like 2026-11-23, found {text:?}"),
            Self::Json => f.write_str("expected an RDAP domain object in JSON"),
            Self::Contradiction(tld) => {
                write!(f, "{tld} has another address elsewhere in this file")
            }
            Self::CutOff => f.write_str("the answer was cut off"),
            Self::OtherName => f.write_str("the answer is about another name"),
            Self::NoObject => f.write_str("the database says that there is no such name"),
        }
    }
}

/// A problem and the line it begins on, counted from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line.
    pub line: usize,
    /// What is wrong there, and what was expected.
    pub problem: Problem,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

//------------ Import ----------------------------------------------------------

/// What a file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// One record a ccTLD, in the order of the names.
    pub records: Vec<RegistryRecord>,
    /// What was not taken, in the order of the lines.
    pub faults: Vec<LineFault>,
}

/// One record as found, before the whole file is known.
struct Entry {
    line: usize,
    tld: Tld,
    admin: EmailAddress,
    changed: Option<Date>,
}

type Found = Result<Entry, LineFault>;

/// Reads a file's bytes; `now` is when it was read.
pub fn read(bytes: &[u8], now: Timestamp) -> Import {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before
                .iter()
                .filter(|b| **b == b'\n')
                .count()
                .saturating_add(1);
            let faults = vec![LineFault {
                line,
                problem: Problem::NotText,
            }];
            return Import {
                records: Vec::new(),
                faults,
            };
        }
    };
    let found = if text.trim_start().starts_with(['{', '[']) {
        json(text)
    } else if text.lines().any(|line| {
        line.starts_with("domain:") || line.starts_with("contact:") || line.starts_with("% IANA")
    }) {
        whois(text)
    } else {
        table(text)
    };
    settle(found, now)
}

/// One answer of a live source, which must be the whole record of `tld`.
///
/// # Errors
/// Why nothing was taken; what was known before stays as it is.
pub fn answer(
    source: Source,
    bytes: &[u8],
    tld: Tld,
    now: Timestamp,
) -> Result<RegistryRecord, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::NotText)?;
    let found = match source {
        Source::Rdap => vec![rdap(1, text)],
        Source::Whois => {
            if text.contains("returned 0 objects") {
                return Err(Problem::NoObject);
            }
            // The last line of every record; whatever stands above it is whole.
            if !text.lines().any(|line| line.starts_with("source:")) {
                return Err(Problem::CutOff);
            }
            whois(text)
        }
        Source::File => return read_one(read(bytes, now), tld),
    };
    let mut import = settle(found, now);
    for record in &mut import.records {
        record.source = source;
    }
    read_one(import, tld)
}

/// The one record of an import, if it is the record of `tld` and nothing else.
fn read_one(import: Import, tld: Tld) -> Result<RegistryRecord, Problem> {
    match import.faults.into_iter().next().map(|fault| fault.problem) {
        Some(Problem::NoCcTld(_)) => return Err(Problem::OtherName),
        Some(problem) => return Err(problem),
        None => {}
    }
    let mut records = import.records.into_iter();
    match (records.next(), records.next()) {
        (Some(record), None) if record.tld == tld => Ok(record),
        _ => Err(Problem::OtherName),
    }
}

/// One record a ccTLD: the same twice is one, two different are none.
fn settle(found: Vec<Found>, now: Timestamp) -> Import {
    let mut import = Import::default();
    let mut by_tld: BTreeMap<Tld, Entry> = BTreeMap::new();
    let mut contradicted = Vec::new();
    for entry in found {
        match entry {
            Err(fault) => import.faults.push(fault),
            Ok(entry) => match by_tld.get(&entry.tld) {
                Some(first) if !first.admin.same_mailbox(&entry.admin) => {
                    import.faults.push(LineFault {
                        line: entry.line,
                        problem: Problem::Contradiction(entry.tld),
                    });
                    contradicted.push(entry.tld);
                }
                Some(_) => {}
                None => {
                    by_tld.insert(entry.tld, entry);
                }
            },
        }
    }
    for tld in contradicted {
        if let Some(first) = by_tld.remove(&tld) {
            import.faults.push(LineFault {
                line: first.line,
                problem: Problem::Contradiction(tld),
            });
        }
    }
    import.faults.sort_by_key(|fault| fault.line);
    import.records = by_tld
        .into_values()
        .map(|entry| RegistryRecord {
            tld: entry.tld,
            admin: RegistryAddress(entry.admin),
            changed: entry.changed,
            read: now,
            source: Source::File,
        })
        .collect();
    import
}

/// Checks the pieces of one record.
fn entry(line: usize, tld: &str, addresses: &[&str], changed: Option<&str>) -> Found {
    let fault = |problem| LineFault { line, problem };
    let name = Tld::parse(tld).ok_or_else(|| {
        let shown = tld.chars().take(80).collect();
        fault(Problem::NoCcTld(shown))
    })?;
    let admin = match addresses {
        [] => Err(Problem::NoAddress),
        [one] => EmailAddress::parse(one).map_err(|wrong| match wrong {
            AddressFault::Empty => Problem::NoAddress,
            AddressFault::NotOneAt if one.matches('@').nth(1).is_some() => {
                Problem::SeveralAddresses
            }
            AddressFault::TooLong
            | AddressFault::NotOneAt
            | AddressFault::Local
            | AddressFault::Domain => Problem::Address(wrong),
        }),
        _ => Err(Problem::SeveralAddresses),
    }
    .map_err(fault)?;
    let changed = match changed.map(str::trim).filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let shown = || Problem::Date(text.chars().take(80).collect());
            Some(text.parse().map_err(|_| fault(shown()))?)
        }
    };
    Ok(Entry {
        line,
        tld: name,
        admin,
        changed,
    })
}

/// The lines of a text, counted from one.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index.saturating_add(1), line))
}

//------------ table -----------------------------------------------------------

/// `tld<sep>address[<sep>date]`; the separator is a tab, a semicolon, a comma
/// or blanks, whichever the line has first in this order.
fn table(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (line, row) in numbered(text) {
        let row = row.trim();
        if row.is_empty() || row.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = match ['\t', ';', ','].into_iter().find(|sep| row.contains(*sep)) {
            Some(separator) => row.split(separator).map(cell).collect(),
            None => row.split_whitespace().map(cell).collect(),
        };
        let heading = found.is_empty()
            && cells
                .first()
                .is_some_and(|cell| cell.eq_ignore_ascii_case("tld"));
        if heading {
            continue;
        }
        found.push(match cells.as_slice() {
            [tld, address] => entry(line, tld, &[address], None),
            [tld, address, changed] if !changed.contains('@') => {
                entry(line, tld, &[address], Some(changed))
            }
            _ if row.matches('@').nth(1).is_some() => Err(LineFault {
                line,
                problem: Problem::SeveralAddresses,
            }),
            _ => Err(LineFault {
                line,
                problem: Problem::Columns,
            }),
        });
    }
    found
}

/// A cell without blanks and quotes around it.
fn cell(text: &str) -> &str {
    let bare = text.trim();
    bare.strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(bare)
        .trim()
}

//------------ WHOIS -----------------------------------------------------------

/// One answer of whois.iana.org while it is read.
#[derive(Default)]
struct Answer<'a> {
    line: usize,
    domain: Option<&'a str>,
    ace: Option<&'a str>,
    contact: Option<&'a str>,
    addresses: Vec<&'a str>,
    changed: Option<&'a str>,
}

impl Answer<'_> {
    fn close(self, found: &mut Vec<Found>) {
        if let Some(domain) = self.ace.or(self.domain) {
            found.push(entry(self.line, domain, &self.addresses, self.changed));
        }
    }
}

/// Answers one after the other. A `domain:` line begins a record, a `contact:`
/// line a contact, and an empty line ends that contact.
fn whois(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut answer = Answer::default();
    for (line, row) in numbered(text) {
        if row.starts_with('%') {
            continue;
        }
        let Some((key, value)) = row.split_once(':') else {
            answer.contact = None;
            continue;
        };
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "domain" => {
                std::mem::take(&mut answer).close(&mut found);
                answer.line = line;
                answer.domain = Some(value);
            }
            "domain-ace" => answer.ace = Some(value),
            "contact" => answer.contact = Some(value),
            "changed" => answer.changed = Some(value),
            "e-mail" => {
                let administrative = answer
                    .contact
                    .is_some_and(|contact| contact.eq_ignore_ascii_case("administrative"));
                if administrative {
                    answer.addresses.push(value);
                }
            }
            _ => {}
        }
    }
    answer.close(&mut found);
    found
}

//------------ RDAP ------------------------------------------------------------

/// Every outermost object of the text, whether it stands alone, in an array, or
/// one a line; each is parsed by itself.
fn json(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let (mut line, mut depth, mut begun) = (1usize, 0u32, None);
    let (mut in_text, mut escaped) = (false, false);
    // The last line found to hold something outside every object.
    let mut stray = 0;
    for (at, c) in text.char_indices() {
        if c == '\n' {
            line = line.saturating_add(1);
        }
        if in_text {
            (in_text, escaped) = match c {
                '"' => (escaped, false),
                '\\' => (true, !escaped),
                _ => (true, false),
            };
            continue;
        }
        match c {
            '{' => {
                if depth == 0 {
                    begun = Some((line, at));
                }
                depth = depth.saturating_add(1);
            }
            '}' => {
                depth = depth.saturating_sub(1);
                if let (0, Some((line, from))) = (depth, begun) {
                    begun = None;
                    found.push(rdap(line, text.get(from..=at).unwrap_or_default()));
                }
            }
            '"' => in_text = true,
            '[' | ']' | ',' => {}
            c if depth == 0 && !c.is_whitespace() && stray != line => {
                stray = line;
                found.push(Err(LineFault {
                    line,
                    problem: Problem::Json,
                }));
            }
            _ => {}
        }
    }
    if let Some((line, _)) = begun {
        found.push(Err(LineFault {
            line,
            problem: Problem::Json,
        }));
    }
    found
}

/// One domain object (RFC 9083 §5.3): the `email` properties of its top-level
/// entities in the role `administrative` (RFC 7095).
fn rdap(line: usize, text: &str) -> Found {
    let json = LineFault {
        line,
        problem: Problem::Json,
    };
    let Ok(object) = serde_json::from_str::<Value>(text) else {
        return Err(json);
    };
    let Some(name) = object.get("ldhName").and_then(Value::as_str) else {
        return Err(json);
    };
    let addresses: Vec<String> = list(object.get("entities"))
        .filter(|entity| {
            list(entity.get("roles")).any(|role| {
                role.as_str()
                    .is_some_and(|role| role.eq_ignore_ascii_case("administrative"))
            })
        })
        .flat_map(|entity| list(entity.get("vcardArray")).nth(1).map(emails))
        .flatten()
        .collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let changed = list(object.get("events"))
        .find(|event| event.get("eventAction").and_then(Value::as_str) == Some("last changed"))
        .and_then(|event| event.get("eventDate").and_then(Value::as_str))
        .and_then(|date| date.get(..10));
    entry(line, name.trim_end_matches('.'), &addresses, changed)
}

/// The members of an array; nothing for anything else.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// The `email` values of a vCard's properties, bare or as `mailto:`.
fn emails(properties: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for property in list(Some(properties)) {
        let named = property
            .get(0)
            .and_then(Value::as_str)
            .is_some_and(|name| name.eq_ignore_ascii_case("email"));
        if !named {
            continue;
        }
        let values = property.get(3);
        let texts = values
            .into_iter()
            .chain(list(values))
            .filter_map(Value::as_str);
        for text in texts {
            found.push(text.strip_prefix("mailto:").unwrap_or(text).to_owned());
        }
    }
    found
}
