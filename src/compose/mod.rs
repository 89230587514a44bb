//! Everything the bot ever says, one function a message.

use crate::domain::address::EmailAddress;
use crate::domain::ids::MessageId;
use jiff::Timestamp;

//------------ Letter ----------------------------------------------------------

/// A mail of ours before it has a wire form; the same letter always becomes
/// the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The Secretariat's name and address.
    pub from: (String, EmailAddress),
    /// The one recipient.
    pub to: EmailAddress,
    /// Who gets the same mail in the same SMTP transaction, named nowhere in it.
    pub blind_copy: Option<EmailAddress>,
    /// The plus-address to answer to, where the site uses them.
    pub reply_to: Option<EmailAddress>,
    /// The subject in Unicode, one line.
    pub subject: String,
    /// Its id, derived from the order's key.
    pub message_id: MessageId,
    /// The mail it follows.
    pub in_reply_to: Option<MessageId>,
    /// The thread.
    pub references: Vec<MessageId>,
    /// The Date field.
    pub date: Timestamp,
    /// Plain text, lines of at most 72 columns, `\n` line ends.
    pub body: String,
    /// Further header fields of ours (names are literals of ours).
    pub extra: Vec<(&'static str, String)>,
    /// A whole message to attach as `message/rfc822`.
    pub attached: Option<Vec<u8>>,
}
