//! The MIME tree of a message, as either parser sees it.
//!
//! Both parsers' trees become the same small [`Part`]s, so that one walk reads
//! both and a difference is a difference of the parsers, not of the walks.

use crate::mail::Limits;
use mail_parser::{MimeHeaders, PartType};
use std::borrow::Cow;

/// One MIME part.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// `type/subtype`, lower case.
    pub(super) media_type: String,
    /// The Content-Disposition says attachment.
    pub(super) attached: bool,
    /// The file name, cleaned; empty when there is none.
    pub(super) name: String,
    /// Format=flowed, and whether with `DelSp`.
    pub(super) flowed: Option<bool>,
    /// The decoded text of a text part.
    pub(super) text: Option<String>,
    /// Octets after decoding.
    pub(super) size: usize,
    /// A transfer encoding or charset did not decode.
    pub(super) damaged: bool,
    /// Parts below were left out.
    pub(super) over: bool,
    /// The parts below.
    pub(super) children: Vec<Self>,
}

impl Part {
    /// Whether it is a text that programs show.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.media_type.as_str(), "text/plain" | "text/html")
    }

    /// Whether what it says is sealed: encrypted, or signed in one opaque blob.
    pub(super) fn is_opaque(&self) -> bool {
        matches!(
            self.media_type.as_str(),
            "multipart/encrypted"
                | "application/pkcs7-mime"
                | "application/x-pkcs7-mime"
                | "application/pgp-encrypted"
                | "application/x-microsoft-rpmsg-message"
        )
    }
}

/// A file name of one line and bounded length.
fn clean(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control() && !crate::domain::contact::is_invisible(*c))
        .take(120)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What `format=flowed; delsp=…` says.
fn flowed(format: Option<&str>, delsp: Option<&str>) -> Option<bool> {
    format?
        .eq_ignore_ascii_case("flowed")
        .then(|| delsp.is_some_and(|d| d.eq_ignore_ascii_case("yes")))
}

/// As much of a text as is looked at, and a little more where there is more.
fn beginning<'a>(text: impl Into<Cow<'a, str>>, limits: &Limits) -> String {
    let text = text.into();
    let most = limits.text.saturating_add(4);
    if text.len() <= most {
        return text.into_owned();
    }
    text.get(..text.floor_char_boundary(most))
        .unwrap_or_default()
        .to_owned()
}

/// Octets of a part for each octet of text read, above which the second parser
/// does not decode it.
const OCTETS: usize = 16;

//------------ mail-parser -----------------------------------------------------

/// The tree as mail-parser has it.
pub(super) fn by_mail_parser(message: &mail_parser::Message<'_>, limits: &Limits) -> Part {
    let mut left = limits.parts;
    part_of(message, 0, limits, limits.depth, &mut left)
}

fn part_of(
    message: &mail_parser::Message<'_>,
    id: u32,
    limits: &Limits,
    depth: usize,
    left: &mut usize,
) -> Part {
    let Some(source) = message.part(id) else {
        return Part::default();
    };
    let attribute = |name| source.content_type().and_then(|c| c.attribute(name));
    let mut part = Part {
        media_type: media_type(source),
        attached: source
            .content_disposition()
            .is_some_and(|d| d.is_attachment()),
        name: clean(source.attachment_name().unwrap_or_default()),
        flowed: flowed(attribute("format"), attribute("delsp")),
        size: source.len(),
        damaged: source.is_encoding_problem,
        ..Part::default()
    };
    if is_coded(source) {
        part.media_type = "application/octet-stream".to_owned();
        return part;
    }
    match &source.body {
        PartType::Text(text) | PartType::Html(text) => {
            part.text = Some(beginning(text.as_ref(), limits))
        }
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) => {}
        PartType::Multipart(ids) => {
            for child in ids {
                if depth == 0 || *left == 0 {
                    part.over = true;
                    break;
                }
                *left = left.saturating_sub(1);
                let child = part_of(message, *child, limits, depth.saturating_sub(1), left);
                part.children.push(child);
            }
        }
    }
    part
}

/// Whether it came in a transfer encoding nobody knows (RFC 2045 §6.4): what it
/// says is not to be read off its octets.
fn is_coded(part: &mail_parser::MessagePart<'_>) -> bool {
    let known = ["7bit", "8bit", "binary", "base64", "quoted-printable"];
    part.content_transfer_encoding().is_some_and(|name| {
        let name = name.trim();
        !name.is_empty() && !known.iter().any(|one| name.eq_ignore_ascii_case(one))
    })
}

/// The media type; what has none is plain text (RFC 2045 §5.2) or a message.
fn media_type(part: &mail_parser::MessagePart<'_>) -> String {
    let named = part.content_type().and_then(|c| {
        let subtype = c.subtype()?;
        Some(format!("{}/{subtype}", c.ctype()).to_ascii_lowercase())
    });
    named.unwrap_or_else(|| match part.body {
        PartType::Html(_) => "text/html".to_owned(),
        PartType::Message(_) => "message/rfc822".to_owned(),
        PartType::Multipart(_) => "multipart/mixed".to_owned(),
        PartType::Text(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
            "text/plain".to_owned()
        }
    })
}

//------------ mailparse -------------------------------------------------------

/// The tree as mailparse has it; `None` where it gives up.
pub(super) fn by_mailparse(raw: &[u8], limits: &Limits) -> Option<Part> {
    if has_too_many_bounds(raw, limits) {
        return Some(Part {
            over: true,
            ..Part::default()
        });
    }
    let mail = mailparse::parse_mail(raw).ok()?;
    let mut left = limits.parts;
    Some(second_part(&mail, limits, limits.depth, &mut left))
}

/// Lines that may bound parts, for each part that is allowed.
const BOUNDS: usize = 20;

/// Whether so many lines may bound parts that it is not worth the memory to
/// learn which of them do.
fn has_too_many_bounds(raw: &[u8], limits: &Limits) -> bool {
    let most = limits.parts.saturating_mul(BOUNDS);
    let mut bounding = raw
        .split(|byte| *byte == b'\n')
        .filter(|line| line.starts_with(b"--"));
    bounding.nth(most).is_some()
}

fn second_part(
    mail: &mailparse::ParsedMail<'_>,
    limits: &Limits,
    depth: usize,
    left: &mut usize,
) -> Part {
    let disposition = mail.get_content_disposition();
    let parameter = |name: &str| mail.ctype.params.get(name).map(String::as_str);
    let name = disposition
        .params
        .get("filename")
        .map(String::as_str)
        .or_else(|| parameter("name"));
    let mut part = Part {
        media_type: mail.ctype.mimetype.to_ascii_lowercase(),
        attached: disposition.disposition == mailparse::DispositionType::Attachment,
        name: clean(name.unwrap_or_default()),
        flowed: flowed(parameter("format"), parameter("delsp")),
        ..Part::default()
    };
    // What is attached takes no part, and a text of many times what is read is
    // over the limit however little its octets decode to.
    if part.media_type.starts_with("text/") && !part.attached {
        part.over = mail.raw_bytes.len() > limits.text.saturating_mul(OCTETS);
        if !part.over {
            let body = mail.get_body().unwrap_or_else(|_| String::new());
            part.text = Some(beginning(body, limits));
        }
    }
    for child in &mail.subparts {
        if depth == 0 || *left == 0 {
            part.over = true;
            break;
        }
        *left = left.saturating_sub(1);
        let child = second_part(child, limits, depth.saturating_sub(1), left);
        part.children.push(child);
    }
    part
}
