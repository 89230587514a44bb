//! A template that came as a table: its cells, as the lines it was made of.
//!
//! Tables reach us as lines with tabs or bars between the cells, or with every
//! cell on a line of its own, one contact a row or one contact a column. Both
//! are recognised by their heads alone and written out as the template has it;
//! a cell that does not fit where it stands leaves the lines as they were.

use super::field::{self, Kind, Shape, shape_of};
use crate::reading::owner::{Owner, Piece};

/// Cells that are looked at from one line on.
const MOST: usize = 48;

/// One line of the template, as it stands or written out from a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The line it comes from.
    pub(super) number: usize,
    /// What it says.
    pub(super) text: String,
    /// Lines of the table's head, which say nothing themselves.
    pub(super) heads: Vec<usize>,
}

impl Entry {
    fn new(number: usize, text: String) -> Self {
        Self {
            number,
            text,
            heads: Vec::new(),
        }
    }
}

/// One cell.
struct Cell<'a> {
    number: usize,
    text: &'a str,
}

/// All lines, those of tables written out.
pub(super) fn entries(pieces: &[Piece]) -> Vec<Entry> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut after = 0;
    for (number, piece) in pieces.iter().enumerate() {
        if number < after {
            continue;
        }
        let table = begins(piece).then(|| cells(pieces, number));
        let found = table.and_then(|cells| columns(&cells).or_else(|| rows(&cells)));
        match found {
            Some((entries, last)) => {
                out.extend(entries);
                after = last.saturating_add(1);
            }
            None => out.push(Entry::new(number, piece.text.clone())),
        }
    }
    out
}

/// Whether a table may begin with a line: it has nothing but a head.
fn begins(piece: &Piece) -> bool {
    readable(piece) && split(&piece.text).next().is_some_and(is_head)
}

fn is_head(text: &str) -> bool {
    is_corner(text)
        || match shape_of(text) {
            Shape::Field { value, .. } => value.is_empty(),
            Shape::Heading { rest, .. } => rest.is_empty(),
            Shape::End | Shape::Text => false,
        }
}

fn readable(piece: &Piece) -> bool {
    !(piece.marker || piece.hidden || piece.struck || piece.owner == Owner::Other)
}

/// The cells of a line.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\t', '|'])
        .map(|cell| cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')))
        .filter(|cell| {
            let drawn = cell
                .chars()
                .all(|c| matches!(c, '-' | '=' | ':' | '+' | '─'));
            !drawn || cell.is_empty()
        })
        .filter(|cell| !cell.is_empty())
}

/// The cells from a line on, blank lines left out.
fn cells(pieces: &[Piece], from: usize) -> Vec<Cell<'_>> {
    pieces
        .iter()
        .enumerate()
        .skip(from)
        .take(MOST)
        .take_while(|(_, piece)| readable(piece))
        .flat_map(|(number, piece)| split(&piece.text).map(move |text| Cell { number, text }))
        .take(MOST)
        .collect()
}

/// The head of the column that holds the headings.
fn is_corner(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
    matches!(
        bare.to_lowercase().as_str(),
        "contact"
            | "contact person"
            | "contacts"
            | "contact persons"
            | "person"
            | "ssc"
            | "#"
            | "no"
            | "role"
    )
}

fn is_heading(text: &str) -> bool {
    matches!(shape_of(text), Shape::Heading { rest: "", .. })
}

fn label_of(text: &str) -> Option<Kind> {
    match shape_of(text) {
        Shape::Field { kind, value: "" } => Some(kind),
        Shape::Field { .. } | Shape::Heading { .. } | Shape::End | Shape::Text => None,
    }
}

/// Whether a cell can be the value under or beside such a label.
fn fits(kind: Kind, text: &str) -> bool {
    field::fits(kind, text) && matches!(shape_of(text), Shape::Text)
}

/// The label of the template for a kind, with its value.
fn line(kind: Kind, value: &str) -> String {
    let label = match kind {
        Kind::Name => "Name",
        Kind::Email => "Email address",
        Kind::Mobile => "Mobile phone number",
        Kind::Phone => "Phone",
    };
    format!("{label}: {value}")
}

/// One column a contact: headings side by side, then label and values.
fn columns(cells: &[Cell<'_>]) -> Option<(Vec<Entry>, usize)> {
    let corner = usize::from(cells.first().is_some_and(|cell| is_corner(cell.text)));
    let heads: Vec<&Cell<'_>> = cells
        .iter()
        .skip(corner)
        .take_while(|cell| is_heading(cell.text))
        .collect();
    let wide = heads.len();
    if wide < 2 {
        return None;
    }
    let mut contacts: Vec<Vec<Entry>> = heads
        .iter()
        .map(|head| vec![Entry::new(head.number, head.text.to_owned())])
        .collect();
    let rest = cells.get(corner.saturating_add(wide)..)?;
    let mut last = None;
    for row in rest.chunks(wide.saturating_add(1)) {
        let [label, values @ ..] = row else { break };
        let Some(kind) = label_of(label.text) else {
            break;
        };
        if values.len() < wide || !values.iter().all(|value| fits(kind, value.text)) {
            break;
        }
        for (contact, value) in contacts.iter_mut().zip(values) {
            let mut entry = Entry::new(value.number, line(kind, value.text));
            entry.heads.push(label.number);
            contact.push(entry);
            last = Some(value.number);
        }
    }
    let full = contacts.iter().all(|contact| contact.len() >= 4);
    last.filter(|_| full)
        .map(|last| (contacts.into_iter().flatten().collect(), last))
}

/// One row a contact: labels side by side, then heading and values.
fn rows(cells: &[Cell<'_>]) -> Option<(Vec<Entry>, usize)> {
    let corner = usize::from(cells.first().is_some_and(|cell| is_corner(cell.text)));
    let kinds: Vec<Kind> = cells
        .iter()
        .skip(corner)
        .map_while(|cell| label_of(cell.text))
        .take(3)
        .collect();
    let has = |kind| kinds.contains(&kind);
    let phone = has(Kind::Mobile) || has(Kind::Phone);
    if !(has(Kind::Name) && has(Kind::Email) && phone) {
        return None;
    }
    let wide = corner.saturating_add(kinds.len());
    let heads: Vec<usize> = cells.iter().take(wide).map(|cell| cell.number).collect();
    let mut out: Vec<Entry> = Vec::new();
    let mut last = None;
    for (count, row) in cells.get(wide..)?.chunks(wide).enumerate() {
        let values = row.get(corner..).unwrap_or_default();
        let fine = values.len() == kinds.len()
            && kinds
                .iter()
                .zip(values)
                .all(|(kind, cell)| fits(*kind, cell.text));
        let [first, ..] = row else { break };
        let head = heading(if corner > 0 { first.text } else { "" }, count);
        let Some(head) = head.filter(|_| fine) else {
            break;
        };
        let mut entry = Entry::new(first.number, head);
        entry.heads.clone_from(&heads);
        out.push(entry);
        for (kind, cell) in kinds.iter().zip(values) {
            out.push(Entry::new(cell.number, line(*kind, cell.text)));
            last = Some(cell.number);
        }
    }
    last.map(|last| (out, last))
}

/// The heading of a row.
fn heading(cell: &str, count: usize) -> Option<String> {
    let whole = format!("Contact Person {cell}:");
    match cell {
        "" => Some(format!("Contact Person #{}:", count.saturating_add(1))),
        _ if is_heading(cell) => Some(cell.to_owned()),
        _ if is_heading(&whole) => Some(whole),
        _ => None,
    }
}
