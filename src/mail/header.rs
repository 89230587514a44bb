//! Our own scan of the raw header block: the third opinion.
//!
//! Parsers are liberal: they read `Fr om:` as From, take a bare CR for a line
//! end, glue a folded blank away. This scan is not: it keeps every field under
//! the name a liberal reader would give it, so that doubles are counted, and
//! says of each liberty that it is one. It knows lines and colons, nothing of
//! what a field means.

use super::{Defect, Limits};
use crate::domain::address::EmailAddress;

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name as written, without blanks.
    pub name: String,
    /// The unfolded value, lossily UTF-8, trimmed; encoded words as they are.
    pub value: String,
}

/// The fields of a message in order, top first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderBlock {
    /// The fields.
    pub fields: Vec<Field>,
}

impl HeaderBlock {
    /// The values of the fields of that name, names without case, top first.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |field| field.name.eq_ignore_ascii_case(name))
            .map(|field| field.value.as_str())
    }

    /// The topmost value of that name.
    pub fn first<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }
}

//------------ Scan ------------------------------------------------------------

/// What the scan of one message found.
pub(crate) struct Scan {
    /// The fields.
    pub(crate) block: HeaderBlock,
    /// What is odd about the block, each at most once.
    pub(crate) defects: Vec<Defect>,
    /// Where the header block begins: behind an mbox line, if there is one.
    pub(crate) start: usize,
    /// Where the body begins; the end of the bytes when there is none.
    pub(crate) body: usize,
    /// Whether the whole block was read; otherwise a second From may follow.
    pub(crate) complete: bool,
    /// The field being read: its name and the bytes of its value so far.
    open: Option<(String, Vec<u8>)>,
    /// Whether a line ended in CRLF, and whether one ended in LF alone.
    ends: (bool, bool),
}

/// Reads the header block of `raw`, up to the first empty line.
pub(crate) fn scan(raw: &[u8], limits: &Limits) -> Scan {
    let start = mbox_line(raw);
    let region = raw.get(start..).unwrap_or_default();
    let window = region.get(..limits.header_block).unwrap_or(region);
    let cut = window.len() < region.len();
    let mut scan = Scan {
        block: HeaderBlock::default(),
        defects: Vec::new(),
        start,
        body: start,
        complete: !cut,
        open: None,
        ends: (false, false),
    };
    for line in window.split_inclusive(|byte| *byte == b'\n') {
        if cut && !line.ends_with(b"\n") {
            break;
        }
        scan.body = scan.body.saturating_add(line.len());
        if scan.line(line) {
            scan.complete = true;
            break;
        }
        if scan.block.fields.len() >= limits.header_fields {
            scan.complete = false;
            break;
        }
    }
    if scan.complete {
        scan.close();
    } else {
        scan.note(Defect::OverLimit);
    }
    // One kind of line end is a file's own; two are two readers' two messages.
    if scan.ends == (true, true) {
        scan.note(Defect::HeaderControl);
    }
    scan
}

impl Scan {
    /// Takes one line with its end; `true` when it is the empty one.
    fn line(&mut self, line: &[u8]) -> bool {
        let content = match (line.strip_suffix(b"\r\n"), line.strip_suffix(b"\n")) {
            (Some(content), _) => {
                self.ends.0 = true;
                content
            }
            (None, Some(content)) => {
                self.ends.1 = true;
                content
            }
            (None, None) => line,
        };
        if content.is_empty() {
            return true;
        }
        // ESC begins raw ISO-2022 text, which old Asian systems put in headers.
        if content
            .iter()
            .any(|b| b.is_ascii_control() && !matches!(b, b'\t' | 0x1b))
        {
            self.note(Defect::HeaderControl);
        }
        if content.first().is_some_and(|b| matches!(b, b' ' | b'\t')) {
            self.continuation(content);
        } else {
            self.close();
            self.field(content);
        }
        false
    }

    /// A folded line: the value goes on (RFC 5322 §2.2.3).
    fn continuation(&mut self, content: &[u8]) {
        let blank = content.iter().all(u8::is_ascii_whitespace);
        match &mut self.open {
            Some((_, value)) => value.extend_from_slice(content),
            None => self.note(Defect::HeaderSyntax),
        }
        if blank {
            self.note(Defect::HeaderSyntax);
        }
    }

    /// The first line of a field.
    fn field(&mut self, content: &[u8]) {
        let mut halves = content.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (halves.next(), halves.next()) else {
            self.note(Defect::HeaderSyntax);
            return;
        };
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            self.note(Defect::HeaderSyntax);
        }
        let name = String::from_utf8_lossy(name)
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        self.open = Some((name, value.to_vec()));
    }

    /// Ends the field being read.
    fn close(&mut self) {
        if let Some((name, value)) = self.open.take() {
            let value = String::from_utf8_lossy(&value)
                .trim_matches([' ', '\t', '\r'])
                .to_owned();
            self.block.fields.push(Field { name, value });
        }
    }

    /// Notes a defect once.
    fn note(&mut self, defect: Defect) {
        if !self.defects.contains(&defect) {
            self.defects.push(defect);
        }
    }
}

/// The length of an mbox separator (`From jane@nic.example Mon Nov 23 …`) that
/// stands first; zero when there is none. `From : …` is none.
fn mbox_line(raw: &[u8]) -> usize {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    if !raw.starts_with(b"From ") {
        return 0;
    }
    let line = raw
        .split_inclusive(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let text = String::from_utf8_lossy(line.get(..200).unwrap_or(line)).into_owned();
    let mut words = text.split_ascii_whitespace().skip(1);
    let sender = words.next().is_some_and(|word| !word.contains(':'));
    let day = words.next().is_some_and(|word| DAYS.contains(&word));
    if sender && day { line.len() } else { 0 }
}

//------------ addresses -------------------------------------------------------

/// Every plain address that stands somewhere in a value, each once, at most
/// `limit`: a list of sightings, which proves nothing.
pub(crate) fn sightings(value: &str, limit: usize, seen: &mut Vec<EmailAddress>) {
    let words = value.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\')
    });
    for word in words.filter(|word| word.contains('@')) {
        if seen.len() >= limit {
            return;
        }
        match EmailAddress::parse(word) {
            Ok(address) if !seen.contains(&address) => seen.push(address),
            Ok(_) | Err(_) => {}
        }
    }
}

/// Skips to the end of a comment, which may hold comments
/// (RFC 5322, section 3.2.2); `None` where it has none.
pub(super) fn skip_comment(chars: &mut std::str::Chars<'_>) -> Option<()> {
    let mut depth = 1u32;
    while depth > 0 {
        match chars.next()? {
            '\\' => {
                chars.next()?;
            }
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Some(())
}
