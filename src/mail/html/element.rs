//! The elements of HTML, and those that show something without being text.
//!
//! A picture may say "not", a form may have a box to tick, a link may lead
//! elsewhere than it says. Each leaves a trace among the lines, for a reader who
//! decides to stumble over.

use super::{Link, Page};
use crate::mail::body::Line;
use html5gum::StartTag;

/// Characters kept of what a picture, a remark or a link says.
const LONGEST: usize = 400;

/// The value of an attribute, lower case.
pub(super) fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes
        .get(name)
        .map(|value| String::from_utf8_lossy(value).to_lowercase())
}

impl Page {
    /// A picture: its words are kept apart, and a picture between words leaves
    /// a trace of its own.
    pub(super) fn picture(&mut self, tag: &StartTag<()>) {
        let ignored = self.stack.last().is_some_and(|around| around.ignored);
        if ignored {
            return;
        }
        let words = ["alt", "title"]
            .iter()
            .filter_map(|name| tag.attributes.get(name.as_bytes()))
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .find(|words| !words.trim().is_empty())
            .unwrap_or_default();
        let words: String = words.trim().chars().take(LONGEST).collect();
        if words.chars().any(char::is_alphanumeric) {
            self.pictured.push_str(&words);
            self.pictured.push(' ');
        } else if !words.is_empty() {
            // An emoji is a character, however it is drawn.
            return self.text(&words);
        }
        let tiny = |name: &[u8]| {
            attribute(tag, name)
                .is_some_and(|size| matches!(size.trim(), "0" | "1" | "0px" | "1px"))
        };
        // Beacons are too small to say anything.
        let inline = self.line.chars().any(char::is_alphanumeric);
        self.picture |= inline && !tiny(b"width") && !tiny(b"height");
    }

    /// A field of a form: a box is ticked or not; what else is in it an eye
    /// reads and the text does not have.
    pub(super) fn field(&mut self, tag: &StartTag<()>) {
        let kind = attribute(tag, b"type").unwrap_or_default();
        match kind.trim() {
            "hidden" => {}
            "checkbox" | "radio" if attribute(tag, b"checked").is_some() => self.text("[x] "),
            "checkbox" | "radio" => self.text("[ ] "),
            _ => self.doubtful = true,
        }
    }

    /// A sheet that did not come along, or a column that is not shown.
    pub(super) fn aside(&mut self, tag: &StartTag<()>) {
        let sheet = attribute(tag, b"rel").is_some_and(|rel| rel.contains("stylesheet"));
        let column = tag.name.as_slice() == b"col" && self.element(tag).look.is_hidden();
        self.doubtful |= sheet || column;
    }

    /// What a comment that some programs show says.
    pub(super) fn remark(&mut self, text: &str) {
        let conditional = text.trim_start().starts_with("[if");
        let plain = text.contains("<xml") || text.contains("<style");
        if !conditional || plain {
            return;
        }
        let mut inside = false;
        let shown: String = text
            .split_once(']')
            .map_or("", |(_, shown)| shown)
            .chars()
            .filter(|c| {
                let tag = inside || *c == '<';
                inside = tag && *c != '>';
                !tag
            })
            .take(LONGEST)
            .collect();
        if shown.chars().any(char::is_alphanumeric) {
            self.pictured.push_str(shown.replace("[endif", " ").trim());
            self.pictured.push(' ');
        }
    }

    /// A link begins.
    pub(super) fn begin_link(&mut self, tag: &StartTag<()>) {
        let target = tag
            .attributes
            .get(b"href".as_slice())
            .map(|value| String::from_utf8_lossy(value).trim().to_owned())
            .unwrap_or_default();
        self.link = (!target.is_empty() && target.len() <= LONGEST).then(|| Link {
            target,
            shown: String::new(),
        });
    }

    /// A link ends: where it shows one address and leads to another, the other
    /// is written behind it; where it is a word to press, it is no answer.
    pub(super) fn end_link(&mut self) {
        let Some(Link { target, shown }) = self.link.take() else {
            return;
        };
        let lower = target.to_ascii_lowercase();
        if let Some(address) = lower.strip_prefix("mailto:") {
            let shows = shown.contains('@') && !shown.trim().contains(' ');
            if shows && !same_address(&shown, address) {
                let address = target.get("mailto:".len()..).unwrap_or_default();
                self.text(&format!(" <{address}>"));
            }
        } else if let Some(number) = lower.strip_prefix("tel:") {
            if !same_number(&shown, number) {
                self.text(&format!(" <tel:{number}>"));
            }
        } else if lower.starts_with("http") && is_button(&shown) {
            self.lines.push(Line {
                pictured: true,
                ..Line::shown(shown.trim(), self.depth)
            });
        }
    }
}

fn same_address(shown: &str, target: &str) -> bool {
    let (address, rest) = target.split_once('?').unwrap_or((target, ""));
    let copies = rest.contains("cc=") || rest.contains("to=");
    let bare = |text: &str| {
        let text = text.replace("%40", "@").to_lowercase();
        let edges = |c: char| !c.is_alphanumeric();
        text.trim_matches(edges).to_owned()
    };
    bare(shown) == bare(address) && !copies
}

/// Whether a number is the one that is shown, its trunk zero aside.
fn same_number(shown: &str, target: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (shown, target) = (digits(shown), digits(target));
    let core = shown.trim_start_matches('0');
    core.len() < 5
        || target.ends_with(core)
        || core.replacen('0', "", 1).ends_with(&target)
        || target.trim_start_matches('0').len() < 5
        || core.contains(target.trim_start_matches('0'))
        || is_without_trunk(core, &target)
}

/// "+44 (0)20 …" is dialled without the zero.
fn is_without_trunk(shown: &str, target: &str) -> bool {
    let target = target.trim_start_matches('0');
    (1..=3).any(|code| {
        let rest = shown.get(code..).and_then(|rest| rest.strip_prefix('0'));
        let code = shown.get(..code).unwrap_or_default();
        rest.is_some_and(|rest| target.strip_prefix(code) == Some(rest))
    })
}

/// Words on a link that would decide.
fn is_button(shown: &str) -> bool {
    let few = shown.split_whitespace().count() <= 4;
    few && shown.split_whitespace().any(|word| {
        let word = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        ["confirm", "confirmed", "deny", "denied"].contains(&word.as_str())
    })
}

/// Elements whose formatting goes on until their own end tag.
pub(super) fn is_formatting(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"b"
            | b"big"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"nobr"
            | b"s"
            | b"small"
            | b"strike"
            | b"strong"
            | b"tt"
            | b"u"
    )
}

/// Elements beyond whose end no formatting goes on.
pub(super) fn is_reset(name: &[u8]) -> bool {
    matches!(
        name,
        b"td"
            | b"th"
            | b"tr"
            | b"table"
            | b"tbody"
            | b"thead"
            | b"tfoot"
            | b"caption"
            | b"object"
            | b"select"
            | b"template"
    )
}

/// Elements without content.
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"meta" | b"area" | b"base" | b"embed" | b"source" | b"track" | b"wbr" | b"param"
    )
}

/// Elements of other vocabularies that may close themselves (`<o:p/>`).
pub(super) fn is_foreign(name: &[u8]) -> bool {
    name.contains(&b':') || name == b"path" || name == b"svg"
}

/// Elements whose text is no text.
pub(super) fn is_ignored(name: &[u8]) -> bool {
    matches!(name, b"style" | b"script" | b"title" | b"template" | b"xml")
}

/// Elements that stand on lines of their own.
pub(super) fn is_block(name: &[u8]) -> bool {
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
