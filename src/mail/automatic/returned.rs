//! What a bounce says of the mail that came back.

use super::pattern::{Regex, pattern};
use crate::domain::ids::MessageId;
use crate::mail::header::HeaderBlock;
use mail_parser::{MimeHeaders, PartType};
use std::sync::LazyLock;

/// Ids kept of one bounce.
const IDS: usize = 20;

/// Octets of text looked through for ids.
const TEXT: usize = 512 * 1024;

static ID_LINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^[>|\s]*(?:original-)?message-id:\s*(<[^<>\s]{1,900}>)"));

/// Whether the delivery status says that delivery failed for good (RFC 3464
/// §2.3.3); `None` where it says nothing.
pub(super) fn status(message: &mail_parser::Message<'_>) -> Option<bool> {
    let mut seen = false;
    for part in &message.parts {
        let is_status = part
            .content_type()
            .and_then(|c| c.subtype())
            .is_some_and(|s| s.eq_ignore_ascii_case("delivery-status"));
        if !is_status {
            continue;
        }
        let text = String::from_utf8_lossy(part.contents()).into_owned();
        for line in text.lines().take(1_000) {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            if name.trim().eq_ignore_ascii_case("action") {
                seen = true;
                if value.trim().to_ascii_lowercase().starts_with("failed") {
                    return Some(true);
                }
            }
        }
    }
    seen.then_some(false)
}

/// The ids of the mail that came back: of the message attached, of its headers,
/// of the text, and what the bounce itself answers.
pub(super) fn originals(
    headers: &HeaderBlock,
    raw: &[u8],
    parsed: Option<&mail_parser::Message<'_>>,
) -> Vec<MessageId> {
    let mut ids = Vec::new();
    for part in parsed.iter().flat_map(|message| &message.parts) {
        match &part.body {
            PartType::Message(inner) => keep(&mut ids, inner.message_id().unwrap_or_default()),
            PartType::Text(text) | PartType::Html(text) => from_text(&mut ids, text),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                from_text(&mut ids, &String::from_utf8_lossy(head(bytes)));
            }
            PartType::Multipart(_) => {}
        }
    }
    if ids.is_empty() {
        let body = raw
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .or_else(|| raw.windows(2).position(|w| w == b"\n\n"))
            .and_then(|at| raw.get(at..))
            .unwrap_or_default();
        from_text(&mut ids, &String::from_utf8_lossy(head(body)));
    }
    for name in ["In-Reply-To", "References"] {
        for value in headers.all(name).take(10) {
            value
                .split_whitespace()
                .take(IDS)
                .for_each(|id| keep(&mut ids, id));
        }
    }
    ids
}

fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..TEXT).unwrap_or(bytes)
}

fn from_text(ids: &mut Vec<MessageId>, text: &str) {
    let text = text
        .get(..text.floor_char_boundary(TEXT))
        .unwrap_or_default();
    for found in ID_LINE.captures_iter(text).take(IDS) {
        keep(ids, found.get(1).map_or("", |m| m.as_str()));
    }
}

fn keep(ids: &mut Vec<MessageId>, id: &str) {
    if let Some(id) = MessageId::parse(id)
        && ids.len() < IDS
        && !ids.contains(&id)
    {
        ids.push(id);
    }
}
