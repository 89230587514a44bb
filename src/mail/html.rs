//! HTML mail as lines of text.
//!
//! Public converters glue table cells and quotes together, print what
//! `display:none` hides, and two of them overflow or go quadratic on nested
//! tags; glued quotes would make our own "confirm or deny" look like the
//! sender's. So this one keeps what a decision needs: line breaks, cells as
//! tabs, depth of quotation, and what an eye would not see. It lays out nothing
//! else, and works in one pass with bounded depth.

mod style;

use super::body::Line;
use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};
use style::{Look, Sheet};

/// Open elements kept; deeper ones mark the text as over a limit.
const DEEPEST: usize = 2_000;

/// How far down an end tag looks for its element.
const REACH: usize = 200;

/// The lines of an HTML text, and whether all of it was read.
pub(crate) fn lines_of(html: &str) -> (Vec<Line>, bool) {
    let mut page = Page {
        sheet: Sheet::of(html),
        whole: true,
        ..Page::default()
    };
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => page.open(&tag),
            Ok(Token::EndTag(tag)) => page.close(&tag),
            Ok(Token::String(text)) => page.text(&String::from_utf8_lossy(&text)),
            Ok(Token::Comment(_) | Token::Doctype(_) | Token::Error(_)) => {}
            Err(error) => match error {},
        }
    }
    page.end_line();
    let whole = page.whole;
    (page.lines, whole)
}

//------------ Element ---------------------------------------------------------

/// What stands between two words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// Nothing.
    #[default]
    None,
    /// Collapsed blanks.
    Space,
    /// The border of two cells in one row.
    Cell,
    /// A new line.
    Line,
    /// A new line after an empty one.
    Paragraph,
}

/// An open element with what it and all around it mean for text.
#[derive(Debug, Clone, Default)]
struct Element {
    name: Vec<u8>,
    look: Look,
    quoted: u8,
    ignored: bool,
}

/// The page as far as it was read.
#[derive(Debug, Default)]
struct Page {
    sheet: Sheet,
    stack: Vec<Element>,
    lines: Vec<Line>,
    line: String,
    depth: u8,
    struck: bool,
    hidden: String,
    gap: Gap,
    row: bool,
    whole: bool,
}

impl Page {
    /// A start tag: breaks the line where it must, and remembers how it looks.
    fn open(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        match name {
            b"br" => return self.end_line(),
            b"hr" => return self.demand(Gap::Paragraph),
            _ if is_void(name) => return,
            b"td" | b"th" => {
                self.close_like(&[b"td", b"th", b"p"]);
                if self.row && !self.line.is_empty() {
                    self.gap = Gap::Cell;
                }
            }
            b"tr" => {
                self.close_like(&[b"td", b"th", b"tr", b"p"]);
                self.gap = self.gap.max(Gap::Line);
                self.row = false;
            }
            b"li" => {
                self.close_like(&[b"li", b"p"]);
                self.demand(Gap::Line);
            }
            _ if is_block(name) => {
                self.close_like(&[b"p"]);
                self.demand(if name == b"p" {
                    Gap::Paragraph
                } else {
                    Gap::Line
                });
            }
            _ => {}
        }
        if tag.self_closing && is_foreign(name) {
            return;
        }
        let element = self.element(tag);
        if element.quoted != self.quoted() {
            self.end_line();
        }
        if self.stack.len() < DEEPEST {
            self.stack.push(element);
        } else {
            self.whole = false;
        }
    }

    /// What the tag adds to what is around it.
    fn element(&self, tag: &StartTag<()>) -> Element {
        let around = self.stack.last().cloned().unwrap_or_default();
        let attribute = |name: &[u8]| {
            tag.attributes
                .get(name)
                .map(|value| String::from_utf8_lossy(value).to_ascii_lowercase())
        };
        let mut look = around.look;
        self.sheet
            .apply(&tag.name, attribute(b"class"), attribute(b"id"), &mut look);
        look.take_tag(&tag.name, &attribute);
        Element {
            name: tag.name.to_vec(),
            look,
            quoted: around
                .quoted
                .saturating_add(u8::from(tag.name.as_slice() == b"blockquote")),
            ignored: around.ignored || is_ignored(&tag.name),
        }
    }

    /// An end tag: closes its element, if that is open.
    fn close(&mut self, tag: &EndTag<()>) {
        let name: &[u8] = &tag.name;
        if name == b"br" {
            return self.end_line();
        }
        if matches!(name, b"td" | b"th") {
            self.row = true;
        }
        if is_block(name) || matches!(name, b"tr" | b"li") {
            self.demand(if name == b"p" {
                Gap::Paragraph
            } else {
                Gap::Line
            });
        }
        if name == b"tr" {
            self.gap = self.gap.max(Gap::Line);
        }
        let before = self.quoted();
        let found = self
            .stack
            .iter()
            .rev()
            .take(REACH)
            .position(|element| element.name == name);
        if let Some(above) = found {
            let keep = self.stack.len().saturating_sub(above.saturating_add(1));
            self.stack.truncate(keep);
        }
        if self.quoted() != before {
            self.end_line();
        }
    }

    /// HTML lets these end tags be left out: a new one closes the last.
    fn close_like(&mut self, names: &[&[u8]]) {
        while let Some(top) = self.stack.last() {
            if !names.contains(&top.name.as_slice()) {
                return;
            }
            if matches!(top.name.as_slice(), b"td" | b"th") {
                self.row = true;
            }
            self.stack.pop();
        }
    }

    /// Text between tags.
    fn text(&mut self, text: &str) {
        let around = self.stack.last().cloned().unwrap_or_default();
        if around.ignored {
            return;
        }
        if around.look.is_hidden() {
            self.hidden.push_str(text);
            self.hidden.push(' ');
            return;
        }
        for (place, line) in text.split('\n').enumerate() {
            if place > 0 {
                if around.look.kept {
                    self.end_line();
                } else {
                    self.gap = self.gap.max(Gap::Space);
                }
            }
            self.words(line, &around);
        }
    }

    /// The words of one source line.
    fn words(&mut self, text: &str, around: &Element) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\r' | '\u{c}' if !around.look.kept => {
                    self.gap = self.gap.max(Gap::Space);
                }
                '\r' => {}
                _ => {
                    self.settle(around);
                    self.line.push(if c == '\u{a0}' { ' ' } else { c });
                    self.struck |= around.look.struck && !c.is_whitespace();
                }
            }
        }
    }

    /// Writes the gap that is due before the next character.
    fn settle(&mut self, around: &Element) {
        match std::mem::take(&mut self.gap) {
            Gap::None => {}
            Gap::Space if self.line.is_empty() => {}
            Gap::Space => self.line.push(' '),
            Gap::Cell => self.line.push('\t'),
            Gap::Line => self.flush(),
            Gap::Paragraph => {
                self.flush();
                self.lines.push(Line {
                    quoted: self.depth,
                    ..Line::default()
                });
            }
        }
        self.depth = around.quoted;
    }

    /// Asks for a gap; the widest one asked for counts, but a cell holds its
    /// content on the row's line.
    fn demand(&mut self, gap: Gap) {
        if self.gap != Gap::Cell && !(self.line.is_empty() && self.lines.is_empty()) {
            self.gap = self.gap.max(gap);
        }
    }

    /// Ends the line now, even an empty one.
    fn end_line(&mut self) {
        if self.gap == Gap::Paragraph {
            self.gap = Gap::None;
            self.flush();
        }
        self.gap = Gap::None;
        let line = std::mem::take(&mut self.line);
        self.push(&line);
    }

    /// Ends the line if there is one.
    fn flush(&mut self) {
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.push(&line);
        }
    }

    fn push(&mut self, text: &str) {
        let struck = std::mem::take(&mut self.struck);
        self.lines.push(Line {
            struck,
            ..Line::shown(text, self.depth)
        });
        let hidden = std::mem::take(&mut self.hidden);
        if !hidden.trim().is_empty() {
            self.lines.push(Line {
                hidden: true,
                ..Line::shown(hidden.trim(), self.depth)
            });
        }
    }

    /// The depth of quotation here.
    fn quoted(&self) -> u8 {
        self.stack.last().map_or(0, |element| element.quoted)
    }
}

/// Elements without content.
fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"img"
            | b"input"
            | b"meta"
            | b"link"
            | b"col"
            | b"area"
            | b"base"
            | b"embed"
            | b"source"
            | b"track"
            | b"wbr"
            | b"param"
    )
}

/// Elements of other vocabularies that may close themselves (`<o:p/>`).
fn is_foreign(name: &[u8]) -> bool {
    name.contains(&b':') || name == b"path" || name == b"svg"
}

/// Elements whose text is no text.
fn is_ignored(name: &[u8]) -> bool {
    matches!(
        name,
        b"style" | b"script" | b"head" | b"title" | b"template"
    )
}

/// Elements that stand on lines of their own.
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"ul"
            | b"ol"
            | b"table"
            | b"blockquote"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"pre"
            | b"section"
            | b"article"
            | b"header"
            | b"footer"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"address"
            | b"center"
            | b"form"
            | b"fieldset"
            | b"figure"
            | b"main"
            | b"nav"
            | b"aside"
            | b"body"
            | b"html"
            | b"tbody"
            | b"thead"
            | b"caption"
            | b"xmp"
            | b"option"
            | b"summary"
            | b"details"
    )
}
