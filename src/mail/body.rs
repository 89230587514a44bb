//! What a message says: its text in lines, its attachments by name.
//!
//! Two parsers read the same bytes; the first one's text is used, and where the
//! second sees other letters that is a defect, for a boundary in mid-line or a
//! repeated Content-Type can hide half an answer. Text of attachments and of
//! attached messages is nobody's answer here. Which words decide, whose they
//! are and what a quote is: this file does not know.

mod edges;
mod lines;
mod tree;

use super::{Defect, Limits};
use tree::Part;

//------------ Line ------------------------------------------------------------

/// One line of text and how it was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The text without quote prefix, line end or trailing blanks.
    pub text: String,
    /// How many quote marks (`>`, `|`) or HTML blockquotes stood around it.
    pub quoted: u8,
    /// Hidden from a reader's eye (display:none, white on white, size zero).
    pub hidden: bool,
    /// Struck through.
    pub struck: bool,
    /// What a picture says to those who do not see it.
    pub pictured: bool,
}

impl Line {
    /// Takes the quote marks off `raw` and adds their number to `depth`.
    pub(super) fn shown(raw: &str, depth: u8) -> Self {
        let (marks, text) = lines::without_quote_marks(raw);
        Self {
            text: text.trim_end().to_owned(),
            quoted: depth.saturating_add(marks),
            ..Self::default()
        }
    }
}

/// A text in lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The lines in order.
    pub lines: Vec<Line>,
}

/// What is attached and takes no part in any decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file name, cleaned; empty when there is none.
    pub name: String,
    /// `type/subtype`, lower case.
    pub media_type: String,
    /// Octets after decoding.
    pub size: usize,
}

/// The parts of a message that say something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The plain alternative, or all inline plain parts together.
    pub plain: Option<Text>,
    /// The HTML alternative, as text.
    pub html: Option<Text>,
    /// Everything else, named.
    pub attachments: Vec<Attachment>,
}

/// Reads the text alternatives and names the attachments; `parsed` is `None`
/// where mail-parser gave up.
pub(crate) fn read_body(
    raw: &[u8],
    parsed: Option<&mail_parser::Message<'_>>,
    limits: &Limits,
    defects: &mut Vec<Defect>,
) -> Body {
    let Some(parsed) = parsed else {
        note(defects, Defect::Unparsable);
        return Body::default();
    };
    let first = Collected::of(&tree::by_mail_parser(parsed, limits), limits);
    if first.disputed || edges::are_disputed(raw, parsed) {
        note(defects, Defect::BodyDisputed);
    }
    if raw.len() <= limits.message {
        match tree::by_mailparse(raw, limits) {
            Some(second) => {
                let second = Collected::of(&second, limits);
                if second.over {
                    note(defects, Defect::OverLimit);
                } else if !same_essence(&first.segments, &second.segments) {
                    note(defects, Defect::BodyDisputed);
                }
            }
            None => note(defects, Defect::Unparsable),
        }
    }
    first.into_body(limits, defects)
}

/// Records a defect once.
fn note(defects: &mut Vec<Defect>, defect: Defect) {
    if !defects.contains(&defect) {
        defects.push(defect);
    }
}

//------------ Segment ---------------------------------------------------------

/// A decoded text as its part carried it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// The decoded text, cut at the limit.
    text: String,
    /// Format=flowed, and whether with `DelSp` (RFC 3676).
    flowed: Option<bool>,
}

/// A stretch of the body: one text, or one choice of two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Segment {
    /// The plain form.
    plain: Vec<Piece>,
    /// The HTML form.
    html: Vec<Piece>,
}

/// All stretches in order, what is attached and what was met on the way.
#[derive(Debug, Default)]
struct Collected {
    segments: Vec<Segment>,
    attachments: Vec<Attachment>,
    opaque: bool,
    damaged: bool,
    over: bool,
    /// Another program may show another part.
    disputed: bool,
}

impl Collected {
    /// Walks the tree from its root.
    fn of(root: &Part, limits: &Limits) -> Self {
        let mut collected = Self::default();
        collected.take(root, true, limits);
        collected
    }

    /// Takes one part with everything below it.
    fn take(&mut self, part: &Part, root: bool, limits: &Limits) {
        self.over |= part.over;
        self.opaque |= part.is_opaque();
        if part.children.is_empty() {
            return self.take_leaf(part, root, limits);
        }
        match part.media_type.as_str() {
            "multipart/alternative" => self.take_alternative(part, limits),
            "multipart/signed" => self.take_first(part, limits),
            "multipart/related" => {
                let mut leaves = part.children.iter().skip(1);
                self.disputed |= leaves.any(|leaf| leaf.is_text() && leaf.name.is_empty());
                for child in &part.children {
                    self.take(child, false, limits);
                }
            }
            _ => {
                for child in &part.children {
                    self.take(child, false, limits);
                }
            }
        }
    }

    /// The part that is signed; where a text stands for the signature, somebody
    /// may read it.
    fn take_first(&mut self, part: &Part, limits: &Limits) {
        for (place, child) in part.children.iter().enumerate() {
            if place == 0 {
                self.take(child, false, limits);
            } else {
                self.disputed |= child.is_text() && !child.attached;
                self.attach(child);
            }
        }
    }

    /// One segment with every form the alternative offers.
    fn take_alternative(&mut self, part: &Part, limits: &Limits) {
        let mut inner = Self::default();
        for child in &part.children {
            // A form that is not read here is the one another program shows.
            let read =
                matches!(child.media_type.as_str(), "text/plain" | "text/html") && !child.attached;
            inner.disputed |= !read && !child.media_type.starts_with("multipart/");
            inner.take(child, false, limits);
        }
        let mut merged = Segment::default();
        for segment in inner.segments {
            merged.plain.extend(segment.plain);
            merged.html.extend(segment.html);
        }
        self.segments.push(merged);
        self.attachments.extend(inner.attachments);
        self.opaque |= inner.opaque;
        self.damaged |= inner.damaged;
        self.disputed |= inner.disputed;
        self.over |= inner.over;
    }

    /// A text that is shown, or an attachment.
    fn take_leaf(&mut self, part: &Part, root: bool, limits: &Limits) {
        let shown = !part.attached && (root || part.name.is_empty());
        let (Some(text), true) = (&part.text, shown) else {
            return self.attach(part);
        };
        let mut segment = Segment::default();
        let (cut, over) = cut(text, limits.text);
        self.over |= over;
        let piece = Piece {
            text: cut.to_owned(),
            flowed: part.flowed,
        };
        match part.media_type.as_str() {
            "text/plain" => segment.plain.push(piece),
            "text/html" => segment.html.push(piece),
            _ => return self.attach(part),
        }
        self.damaged |= part.damaged || cut.contains('\u{fffd}');
        self.opaque |= cut.contains("-----BEGIN PGP MESSAGE-----");
        self.segments.push(segment);
    }

    /// Names what takes no part.
    fn attach(&mut self, part: &Part) {
        self.over |= part.over;
        if part.children.is_empty() {
            self.attachments.push(Attachment {
                name: part.name.clone(),
                media_type: part.media_type.clone(),
                size: part.size,
            });
        }
        for child in &part.children {
            self.attach(child);
        }
    }

    /// Turns the stretches into the two readings of the whole.
    fn into_body(self, limits: &Limits, defects: &mut Vec<Defect>) -> Body {
        let mut over = self.over;
        let mut plain = Text::default();
        let mut html = Text::default();
        for segment in &self.segments {
            let as_plain: Vec<Line> = segment.plain.iter().flat_map(lines::of_plain).collect();
            let mut as_html = Vec::new();
            for piece in &segment.html {
                let (lines, whole) = super::html::lines_of(&piece.text);
                over |= !whole;
                as_html.extend(lines);
            }
            // What has one form says the same in both; an empty form stays empty.
            let pick = |pieces: &[Piece], own: &[Line], other: &[Line]| {
                if pieces.is_empty() { other } else { own }.to_vec()
            };
            plain
                .lines
                .extend(pick(&segment.plain, &as_plain, &as_html));
            html.lines.extend(pick(&segment.html, &as_html, &as_plain));
        }
        for text in [&mut plain, &mut html] {
            over |= bound(text, limits.text);
        }
        let flags = [
            (self.opaque, Defect::Opaque),
            (self.damaged, Defect::Undecodable),
            (over, Defect::OverLimit),
        ];
        for (_, defect) in flags.iter().filter(|(found, _)| *found) {
            note(defects, *defect);
        }
        let has =
            |form: fn(&Segment) -> &Vec<Piece>| self.segments.iter().any(|s| !form(s).is_empty());
        Body {
            plain: has(|s| &s.plain).then_some(plain),
            html: has(|s| &s.html).then_some(html),
            attachments: self.attachments,
        }
    }
}

/// Lines of one text that are read.
const LINES: usize = 20_000;

/// Cuts the text at `limit` octets; whether something was left out.
fn bound(text: &mut Text, limit: usize) -> bool {
    let mut left = limit;
    let kept = text
        .lines
        .iter()
        .take(LINES)
        .take_while(|line| {
            let enough = left > line.text.len();
            left = left.saturating_sub(line.text.len().saturating_add(1));
            enough
        })
        .count();
    let over = kept < text.lines.len();
    text.lines.truncate(kept);
    over
}

/// The first `limit` octets, at a character boundary.
fn cut(text: &str, limit: usize) -> (&str, bool) {
    match text.get(..text.floor_char_boundary(limit)) {
        Some(head) if head.len() < text.len() => (head, true),
        _ => (text, false),
    }
}

/// Whether both have the same ASCII letters and digits: what two honest decoders
/// agree on whatever they do to line ends, blanks and damaged characters.
fn same_essence(one: &[Segment], two: &[Segment]) -> bool {
    // Most of the time they have the very same texts.
    if one == two {
        return true;
    }
    letters(one, |s| &s.plain).eq(letters(two, |s| &s.plain))
        && letters(one, |s| &s.html).eq(letters(two, |s| &s.html))
}

fn letters(segments: &[Segment], form: fn(&Segment) -> &Vec<Piece>) -> impl Iterator<Item = u8> {
    let pieces = segments.iter().flat_map(form);
    let octets = pieces.flat_map(|piece| piece.text.bytes());
    octets.filter(u8::is_ascii_alphanumeric)
}
