//! The one header field this room reads: Message-ID, and only to compare it.
//!
//! A server's HEADER search finds substrings, and a Maildir finds nothing by
//! itself; so whoever says that a message is ours has compared the whole field.
//! What a message means is read elsewhere.

use crate::domain::ids::MessageId;

/// Most octets of a message looked at for its header.
pub(super) const MAX_HEADER: usize = 65_536;

/// Whether the first Message-ID field of this header block is exactly `id`.
pub(super) fn carries(header: &[u8], id: &MessageId) -> bool {
    field(header).is_some_and(|value| value == id.bracketed().into_bytes())
}

/// The value of the first Message-ID field, unfolded and trimmed.
fn field(header: &[u8]) -> Option<Vec<u8>> {
    let mut value: Option<Vec<u8>> = None;
    for line in header.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let folded = line.first().is_some_and(|b| *b == b' ' || *b == b'\t');
        if line.is_empty() || (value.is_some() && !folded) {
            break;
        }
        if let Some(text) = value.as_mut() {
            text.extend_from_slice(line);
        } else if let Some((name, rest)) = line.split_at_checked(b"message-id:".len())
            && name.eq_ignore_ascii_case(b"message-id:")
        {
            value = Some(rest.to_vec());
        }
    }
    value.map(|text| text.trim_ascii().to_vec())
}

/// Whether an id may stand in a command: ours always may, what others wrote need not.
pub(super) fn is_plain(id: &MessageId) -> bool {
    id.as_str()
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b".@-_+=".contains(&b))
}
