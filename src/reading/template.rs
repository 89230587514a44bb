//! The SSC Response: contacts and the sentence of responsibility.
//!
//! The template comes back in any order, case, markup and layout, filled in
//! above, below or inside the quoted invitation. Each copy of it in the message
//! is read by itself: an untouched copy says nothing, and the sentence of one
//! copy is not the sentence of another.

mod check;
mod field;
mod sentence;
mod table;

use super::Found;
use super::fault::Fault;
use super::owner::{Owner, Piece, Sorted};
use crate::domain::contact::Contact;
use field::{Kind, Shape, shape_of};
use sentence::Sentence;

/// Contacts of one copy that are looked at.
const MOST: usize = 20;

//------------ Answer ----------------------------------------------------------

/// What the filled-in template says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The contacts that are valid.
    pub contacts: Vec<Contact>,
    /// The contacts as typed, valid or not.
    pub found: Vec<Found>,
    /// Whether the responsibility sentence stands with them.
    pub statement: bool,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// It was filled in inside a quote.
    pub quoted: bool,
    /// Several copies were filled in differently.
    pub disputed: bool,
    /// What else stands in the paragraph of the sentence.
    pub beside: Vec<String>,
    /// For each line, whether it belongs to the template.
    pub lines: Vec<bool>,
    /// The first and the last line of its contacts.
    pub span: (usize, usize),
}

/// One of the three values of a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Value {
    text: String,
    /// Part of the template's placeholder is left in it.
    placeholder: bool,
    twice: bool,
    /// A plain telephone, which a mobile number replaces.
    weak: bool,
}

/// One contact of a copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Slot {
    position: usize,
    headed: bool,
    named: bool,
    name: Value,
    email: Value,
    phone: Value,
}

impl Slot {
    fn value(&mut self, kind: Kind) -> &mut Value {
        match kind {
            Kind::Name => &mut self.name,
            Kind::Email => &mut self.email,
            Kind::Mobile | Kind::Phone => &mut self.phone,
        }
    }

    fn is_touched(&self) -> bool {
        [&self.name, &self.email, &self.phone]
            .iter()
            .any(|v| !v.text.is_empty())
    }

    fn is_full(&self) -> bool {
        [&self.name, &self.email, &self.phone]
            .iter()
            .all(|v| !v.text.is_empty())
    }
}

/// One copy of the template.
#[derive(Debug, Clone, Default)]
struct Copied {
    slots: Vec<Slot>,
    first: usize,
    lines: Vec<usize>,
}

impl Copied {
    /// Whether a person filled it in: a headed contact, or one with all labels.
    fn is_filled(&self) -> bool {
        self.slots
            .iter()
            .any(|slot| slot.is_touched() && (slot.headed || slot.named))
    }
}

/// Whether a line has a label of the template.
pub(super) fn is_label(text: &str) -> bool {
    match shape_of(text) {
        Shape::Heading { .. } | Shape::Field { .. } => true,
        Shape::End | Shape::Text => false,
    }
}

/// Whether a quote of ours may begin with a line, when it was cut down to the
/// template.
pub(super) fn is_template_top(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    bare.eq_ignore_ascii_case("response template")
        || matches!(shape_of(text), Shape::Heading { .. })
}

/// Whether a line is of the template but not its top: no quote begins with it.
pub(super) fn is_inside(text: &str) -> bool {
    let bare = text.trim().to_lowercase();
    bare.starts_with("i hereby confirm")
        || bare.starts_with("we hereby confirm")
        || matches!(shape_of(text), Shape::Field { .. })
}

/// Whether a line begins or ends a comment of some language of markup.
fn is_comment(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("<!--")
        || text.ends_with("-->")
        || text.starts_with("/*")
        || text.ends_with("*/")
}

//------------ Reader ----------------------------------------------------------

/// Where the reader stands.
#[derive(Debug, Default)]
struct Reader {
    copies: Vec<Copied>,
    /// What stands on the template's own lines and is none of its values.
    remarks: Vec<String>,
    pending: Option<Kind>,
    /// No field is expected before the next heading or name.
    closed: bool,
    blank: bool,
}

/// Reads the template; `None` where nobody filled one in.
pub(super) fn read(sorted: &Sorted, max_contacts: usize) -> Option<Answer> {
    let reader = Reader::of(sorted);
    let filled: Vec<&Copied> = reader
        .copies
        .iter()
        // What stands in lines that are all ours (the faults that a second
        // question names, the person a request asks about) nobody filled in.
        .filter(|copy| {
            copy.is_filled()
                && copy.lines.iter().any(|number| {
                    let piece = sorted.pieces.get(*number);
                    piece.is_some_and(|piece| !piece.ours)
                })
        })
        .collect();
    let copy = *filled.first()?;
    let mut answer = Answer {
        lines: vec![false; sorted.pieces.len()],
        ..Answer::default()
    };
    for number in reader.copies.iter().flat_map(|c| &c.lines) {
        if let Some(line) = answer.lines.get_mut(*number) {
            *line = true;
        }
    }
    answer.disputed = filled.iter().any(|other| values(other) != values(copy));
    answer.quoted = copy
        .lines
        .iter()
        .filter_map(|number| sorted.pieces.get(*number))
        .any(|piece| piece.owner == Owner::OurQuote);
    check::judge(copy, max_contacts, &mut answer);
    let (from, to) = zone(sorted, &reader.copies, copy);
    let ends = || copy.lines.iter().copied();
    answer.span = (
        ends().min().unwrap_or(copy.first),
        ends().max().unwrap_or(copy.first),
    );
    answer.disputed |= sorted.pieces.iter().any(|piece| is_comment(&piece.text));
    let place = sentence::Place {
        from,
        to,
        contacts: answer.span,
    };
    let looked = sentence::find(sorted, place, &mut answer.lines);
    answer.beside = looked.beside;
    answer.beside.extend(reader.remarks);
    match looked.sentence {
        Sentence::Stands => answer.statement = true,
        Sentence::Altered => answer.faults.push(Fault::StatementAltered),
        Sentence::Missing => answer.faults.push(Fault::StatementMissing),
    }
    Some(answer)
}

/// The values of a copy, for comparing two.
fn values(copy: &Copied) -> Vec<[&str; 3]> {
    copy.slots
        .iter()
        .filter(|slot| slot.is_touched())
        .map(|s| {
            [
                s.name.text.as_str(),
                s.email.text.as_str(),
                s.phone.text.as_str(),
            ]
        })
        .collect()
}

/// The lines the sentence of a copy may stand in: from the marker or copy
/// before it to the marker or copy after it.
fn zone(sorted: &Sorted, copies: &[Copied], copy: &Copied) -> (usize, usize) {
    let markers = sorted
        .pieces
        .iter()
        .enumerate()
        .filter(|(_, p)| p.marker)
        .map(|(n, _)| n);
    let next = copies
        .iter()
        .map(|c| c.first)
        .filter(|first| *first > copy.first)
        .min();
    let before = copies
        .iter()
        .filter(|c| c.first < copy.first)
        .filter_map(|c| c.lines.last().copied())
        .max();
    // What stands below another copy and above this one is that copy's sentence.
    let from = markers
        .clone()
        .filter(|n| *n < copy.first)
        .chain(before.map(|_| copy.first))
        .max()
        .unwrap_or(0);
    let end = copy.lines.last().copied().unwrap_or(copy.first);
    let to = markers
        .filter(|n| *n > end)
        .chain(next)
        .min()
        .unwrap_or(sorted.pieces.len());
    (from, to)
}

impl Reader {
    /// Reads all lines.
    fn of(sorted: &Sorted) -> Self {
        let mut reader = Self {
            closed: true,
            ..Self::default()
        };
        for entry in table::entries(&sorted.pieces) {
            let number = entry.number;
            let Some(piece) = sorted.pieces.get(number) else {
                continue;
            };
            if piece.hidden || piece.struck || piece.owner == Owner::Other {
                reader.pending = None;
                continue;
            }
            if piece.marker {
                reader.fresh(number);
                reader.closed = true;
                continue;
            }
            reader.take(number, piece, &entry.text);
            for head in entry.heads {
                reader.note(head);
            }
        }
        reader
    }

    /// Begins another copy.
    fn fresh(&mut self, number: usize) {
        self.pending = None;
        self.blank = false;
        if self
            .copies
            .last()
            .is_some_and(|copy| !copy.slots.is_empty())
            || self.copies.is_empty()
        {
            self.copies.push(Copied {
                first: number,
                ..Copied::default()
            });
        } else if let Some(last) = self.copies.last_mut() {
            last.first = number;
        }
    }

    fn take(&mut self, number: usize, piece: &Piece, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            self.blank = true;
            return;
        }
        if !field::may_have_shape(text) {
            self.loose(number, piece, text);
            self.blank = false;
            return;
        }
        // Programs that fill paragraphs put several labels on one line.
        let parts = field::parts(text);
        let several = parts.len() > 1;
        for part in parts {
            match shape_of(part) {
                Shape::Text if several && !piece.own.is_empty() => {
                    let typed = |word: &str| {
                        word.chars().any(char::is_alphabetic) && piece.own.contains(word)
                    };
                    if part.split_whitespace().any(typed) {
                        self.remarks.push(part.to_owned());
                    }
                    self.loose(number, piece, part);
                }
                Shape::Heading { position, rest } => {
                    self.heading(number, position, if piece.ours { "" } else { rest });
                }
                Shape::Field { kind, value } => self.field(number, piece, kind, value),
                Shape::End => {
                    self.closed = true;
                    self.pending = None;
                }
                Shape::Text => self.loose(number, piece, part),
            }
            self.blank = false;
        }
    }

    /// "Contact Person #1 (primary):", with or without something behind it.
    fn heading(&mut self, number: usize, position: Option<usize>, rest: &str) {
        let known = self.copies.last().map_or(0, |copy| copy.slots.len());
        let position = position.unwrap_or_else(|| known.saturating_add(1));
        let again = self
            .copies
            .last()
            .is_none_or(|copy| copy.slots.iter().any(|slot| slot.position >= position));
        if again {
            self.fresh(number);
        }
        self.slot(number, position, true);
        self.closed = false;
        self.pending = None;
        let rest = rest.trim();
        if !rest.is_empty() && !self.unlabelled(rest) {
            self.remarks.push(rest.to_owned());
        }
    }

    fn slot(&mut self, number: usize, position: usize, headed: bool) {
        if self.copies.is_empty() {
            self.fresh(number);
        }
        if let Some(copy) = self.copies.last_mut() {
            if copy.slots.is_empty() {
                copy.first = number;
            }
            copy.lines.push(number);
            if copy.slots.len() < MOST {
                copy.slots.push(Slot {
                    position,
                    headed,
                    ..Slot::default()
                });
            }
        }
    }

    fn current(&mut self) -> Option<&mut Slot> {
        self.copies.last_mut()?.slots.last_mut()
    }

    /// "Name: Jane Doe".
    fn field(&mut self, number: usize, piece: &Piece, kind: Kind, value: &str) {
        let begins = kind == Kind::Name
            && (self.closed
                || self
                    .current()
                    .is_none_or(|slot| slot.named && !slot.name.text.is_empty()));
        if begins {
            // Requestor information of ours is nobody's answer.
            if piece.ours {
                self.closed = true;
                self.pending = None;
                return;
            }
            let next = self
                .copies
                .last()
                .map_or(1, |copy| copy.slots.len().saturating_add(1));
            self.slot(number, next, false);
            self.closed = false;
        }
        if self.closed {
            return;
        }
        let blank = self.blank;
        let Some(slot) = self.current() else { return };
        if slot.is_full() && blank {
            // A signature below the template.
            self.closed = true;
            return;
        }
        slot.named |= kind == Kind::Name;
        let cleaned = field::clean(
            kind,
            if piece.ours && field::is_template(value) {
                ""
            } else {
                value
            },
        );
        let weak = kind == Kind::Phone;
        let old = slot.value(kind);
        if weak && !old.weak && !old.text.is_empty() && old.text != cleaned.text {
            // Which of the two is to be called, a person must say.
            self.remarks.push(cleaned.text);
            return;
        }
        if old.text.is_empty() || (old.weak && !weak) {
            old.placeholder |= cleaned.placeholder;
            old.text.clone_from(&cleaned.text);
            old.weak = weak;
        } else if !cleaned.text.is_empty() && old.text != cleaned.text && (old.weak || !weak) {
            old.twice = true;
        }
        self.pending = (cleaned.text.is_empty() && !cleaned.placeholder).then_some(kind);
        if let Some(copy) = self.copies.last_mut() {
            copy.lines.push(number);
        }
    }

    /// A line without label: the value of the label above, or of a heading.
    fn loose(&mut self, number: usize, piece: &Piece, text: &str) {
        if self.closed {
            return;
        }
        if let Some(kind) = self.pending.take() {
            let fits = field::fits(kind, text) && !(piece.ours && field::is_template(text));
            if fits && let Some(slot) = self.current() {
                let cleaned = field::clean(kind, text);
                let value = slot.value(kind);
                value.text = cleaned.text;
                value.placeholder |= cleaned.placeholder;
                self.note(number);
                return;
            }
        }
        let blank = self.blank;
        let Some(slot) = self.current() else { return };
        // A number or an address that was wrapped over two lines.
        if !blank && !slot.phone.text.is_empty() && field::continues_phone(&slot.phone.text, text) {
            slot.phone.text.push(' ');
            slot.phone.text.push_str(text);
            self.note(number);
            return;
        }
        if !blank
            && slot.named
            && slot.email.text.is_empty()
            && slot.phone.text.is_empty()
            && field::continues_name(&slot.name.text, text)
        {
            slot.name.text.push(' ');
            slot.name.text.push_str(text);
            self.note(number);
            return;
        }
        if slot.headed
            && !slot.named
            && !(piece.ours && field::is_template(text))
            && self.unlabelled(text)
        {
            self.note(number);
            return;
        }
        // A line right below a value is about that value.
        let above = self.copies.last().and_then(|copy| copy.lines.last());
        if !blank && !piece.ours && above.is_some_and(|n| n.checked_add(1) == Some(number)) {
            self.remarks.push(text.to_owned());
        }
    }

    fn note(&mut self, number: usize) {
        if let Some(copy) = self.copies.last_mut() {
            copy.lines.push(number);
        }
    }

    /// A value below a heading that says itself what it is.
    fn unlabelled(&mut self, text: &str) -> bool {
        let Some(slot) = self.current() else {
            return false;
        };
        let kind = if text.contains('@') {
            Kind::Email
        } else if text.starts_with('+') {
            Kind::Mobile
        } else if slot.name.text.is_empty() && !slot.is_touched() && field::fits(Kind::Name, text) {
            Kind::Name
        } else {
            return false;
        };
        let cleaned = field::clean(kind, text);
        let value = slot.value(kind);
        if value.text.is_empty() {
            value.text = cleaned.text;
            value.placeholder |= cleaned.placeholder;
            return true;
        }
        false
    }
}
