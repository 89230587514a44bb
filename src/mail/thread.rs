//! The ids a message answers and refers to (RFC 5322 §3.6.4).

use crate::domain::ids::MessageId;

/// In-Reply-To and References, as written, at most a hundred each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// Ids of In-Reply-To.
    pub in_reply_to: Vec<MessageId>,
    /// Ids of References, oldest first.
    pub references: Vec<MessageId>,
}
