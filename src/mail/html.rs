//! HTML mail as lines of text.
//!
//! Public converters glue table cells and quotes together, print what
//! `display:none` hides, and two of them overflow or go quadratic on nested
//! tags; glued quotes would make our own "confirm or deny" look like the
//! sender's. So this one keeps what a decision needs: line breaks, cells as
//! tabs, depth of quotation, and what an eye would not see. It lays out nothing
//! else, and works in one pass with bounded depth.

mod element;
mod style;

use super::body::Line;
use element::{is_block, is_foreign, is_formatting, is_ignored, is_reset, is_void};
use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};
use style::{Look, Sheet};

/// Open elements kept; deeper ones mark the text as over a limit.
const DEEPEST: usize = 2_000;

/// How far down an end tag looks for its element.
const REACH: usize = 200;

/// Stands for what a style sheet or a form shows and the text does not have.
const ELSEWHERE: &str = "text shown by other means";

/// Formatting elements that go on behind the end of what is around them.
const REOPENED: usize = 8;

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
            Ok(Token::Comment(text)) => page.remark(&String::from_utf8_lossy(&text)),
            Ok(Token::Doctype(_) | Token::Error(_)) => {}
            Err(error) => match error {},
        }
    }
    page.end_line();
    if page.sheet.doubtful || page.doubtful {
        page.lines.push(Line {
            hidden: true,
            ..Line::shown(ELSEWHERE, 0)
        });
    }
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
    /// A table that has rows already.
    rows: bool,
}

/// A link, while its text is read.
#[derive(Debug, Default)]
struct Link {
    target: String,
    shown: String,
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
    /// Something that is no text says something.
    doubtful: bool,
    link: Option<Link>,
    /// What pictures and remarks on the line being read say.
    pictured: String,
    /// A picture without words stands behind the words of the line.
    picture: bool,
}

impl Page {
    /// A start tag: breaks the line where it must, and remembers how it looks.
    fn open(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        match name {
            b"br" => return self.end_line(),
            b"hr" => return self.demand(Gap::Paragraph),
            b"img" | b"image" => return self.picture(tag),
            b"input" => return self.field(tag),
            b"link" | b"col" => return self.aside(tag),
            _ if is_void(name) => return,
            b"a" => self.begin_link(tag),
            b"q" => self.text("\""),
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
        let mut element = self.element(tag);
        element.look.gone |= self.is_out_of_order(name);
        self.doubtful |= element.look.laid_over;
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
        let attribute = |name: &[u8]| element::attribute(tag, name);
        let mut look = around.look;
        look.bar = false;
        self.sheet
            .apply(&tag.name, attribute(b"class"), attribute(b"id"), &mut look);
        look.take_tag(&tag.name, &attribute);
        let name: &[u8] = &tag.name;
        let quote = name == b"blockquote" || (look.bar && matches!(name, b"div" | b"p" | b"td"));
        Element {
            name: tag.name.to_vec(),
            look,
            quoted: around.quoted.saturating_add(u8::from(quote)),
            ignored: around.ignored || is_ignored(&tag.name),
            rows: false,
        }
    }

    /// Whether an element stands where a browser would move it from: a head
    /// below the rows of its table.
    fn is_out_of_order(&mut self, name: &[u8]) -> bool {
        let mut tables = self.stack.iter_mut().rev().take(REACH);
        let Some(table) = tables.find(|element| element.name == b"table") else {
            return false;
        };
        table.rows |= matches!(name, b"tr" | b"tbody");
        table.rows && matches!(name, b"thead" | b"caption")
    }

    /// An end tag: closes its element, if that is open.
    fn close(&mut self, tag: &EndTag<()>) {
        let name: &[u8] = &tag.name;
        match name {
            b"br" => return self.end_line(),
            // What stands behind them is shown all the same.
            b"body" | b"html" => return self.demand(Gap::Line),
            b"a" => self.end_link(),
            b"q" => self.text("\""),
            _ => {}
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
            let mut closed = self.stack.split_off(keep);
            // Formatting goes on until its own end tag (HTML, 13.2.4.3), but not
            // beyond a cell.
            if !is_reset(name) {
                let quoted = self.quoted();
                let within = closed.drain(..).skip(1);
                let open = within.filter(|element| is_formatting(&element.name));
                let open = open
                    .take(REOPENED)
                    .map(|element| Element { quoted, ..element });
                self.stack.extend(open);
            }
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
        let misplaced = matches!(
            around.name.as_slice(),
            b"table" | b"tbody" | b"thead" | b"tr"
        ) && !text.trim().is_empty();
        let symbols = around.look.symbols && text.trim().chars().count() > 1;
        if around.look.is_hidden() || misplaced || symbols {
            self.hidden.push_str(text);
            self.hidden.push(' ');
            // A line laid over the text strikes it.
            self.doubtful |=
                around.look.gone && text.contains(['-', '–', '—', '―', '_', '─', '━', '✕', '✗']);
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
                    if let Some(link) = &mut self.link {
                        link.shown.push(c);
                    }
                    if self.picture {
                        self.picture = false;
                        self.hidden.push_str("picture ");
                    }
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
        self.picture = false;
        let struck = std::mem::take(&mut self.struck);
        self.lines.push(Line {
            struck,
            ..Line::shown(text, self.depth)
        });
        let hidden = std::mem::take(&mut self.hidden);
        let hidden: Vec<&str> = hidden.split_whitespace().collect();
        if !hidden.is_empty() {
            self.lines.push(Line {
                hidden: true,
                ..Line::shown(&hidden.join(" "), self.depth)
            });
        }
        let pictured = std::mem::take(&mut self.pictured);
        if !pictured.is_empty() {
            self.lines.push(Line {
                pictured: true,
                ..Line::shown(pictured.trim(), self.depth)
            });
        }
    }

    /// The depth of quotation here.
    fn quoted(&self) -> u8 {
        self.stack.last().map_or(0, |element| element.quoted)
    }
}
