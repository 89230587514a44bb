//! Bytes become a [`Message`]: what it carries and what is odd about it.
//!
//! Every byte of a message is hostile until proven otherwise, and bad mail is
//! not an error: [`parse::parse`] is total and says what it found as
//! [`Defect`]s. Two independent parsers and our own scan of the header block
//! look at the same bytes; what they disagree on is recorded here and believed
//! by nobody. This room knows nothing of requests, cases or registries.

pub mod anchor;
pub mod authentication;
mod author;
pub mod automatic;
pub mod body;
pub mod crossing;
pub mod header;
pub mod html;
pub mod parse;
mod readings;
pub mod thread;
pub(crate) mod trace;

use crate::domain::address::{EmailAddress, FromAddress};
use crate::domain::ids::{Digest, MessageId};

//------------ Limits ----------------------------------------------------------

/// The most that is looked at of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Octets of the whole message.
    pub message: usize,
    /// Octets of the header block.
    pub header_block: usize,
    /// Header fields.
    pub header_fields: usize,
    /// MIME parts.
    pub parts: usize,
    /// Depth of nested parts.
    pub depth: usize,
    /// Octets of decoded text read for a decision.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 25 * 1024 * 1024,
            header_block: 256 * 1024,
            header_fields: 1_000,
            parts: 500,
            depth: 30,
            text: 256 * 1024,
        }
    }
}

//------------ Message ---------------------------------------------------------

/// One message, as far as anybody may believe it.
#[derive(Debug, Clone)]
pub struct Message {
    /// SHA-256 over the raw bytes.
    pub digest: Digest,
    /// SHA-256 over what a second delivery of the same mail shares: From, To,
    /// Subject, Date, Message-ID, In-Reply-To, References and the raw body; the
    /// trace a delivery adds (Received, Return-Path, …) is left out.
    pub core: Digest,
    /// Octets as received.
    pub size: usize,
    /// The header block in order, top first, as our own scan read it.
    pub headers: header::HeaderBlock,
    /// Who it claims to be from.
    pub from: From,
    /// The decoded subject; empty when there is none.
    pub subject: String,
    /// Its own id, where it has exactly one.
    pub message_id: Option<MessageId>,
    /// The ids it answers and refers to.
    pub thread: thread::Thread,
    /// Addresses of To, Cc, Delivered-To, X-Original-To, Envelope-To.
    pub recipients: Vec<EmailAddress>,
    /// What it says.
    pub body: body::Body,
    /// What makes it automatic, if anything does.
    pub automatic: Option<automatic::Automatic>,
    /// Everything odd, in the order it was found.
    pub defects: Vec<Defect>,
}

//------------ From ------------------------------------------------------------

/// What the message says of its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// Exactly one From with exactly one address, and three readings agree.
    One(FromAddress),
    /// Anything else. `seen` are the addresses some reading saw, for the
    /// Validator's eyes only.
    Disputed {
        /// Every address that some reading saw, at most ten.
        seen: Vec<EmailAddress>,
    },
}

impl From {
    /// The one address, if all agree on one.
    pub fn agreed(&self) -> Option<&FromAddress> {
        match self {
            Self::One(address) => Some(address),
            Self::Disputed { .. } => None,
        }
    }
}

//------------ Defect ----------------------------------------------------------

/// Something that an honest mail program does not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Defect {
    /// No From field.
    FromMissing,
    /// More than one From field.
    FromRepeated,
    /// The From field is not exactly one address.
    FromNotOne,
    /// The parsers read different From addresses.
    FromDisputed,
    /// The parsers disagree about Sender.
    SenderDisputed,
    /// The parsers disagree about Reply-To.
    ReplyToDisputed,
    /// The parsers disagree about Subject.
    SubjectDisputed,
    /// The parsers disagree about the text that decides.
    BodyDisputed,
    /// A field that may stand once stands twice (RFC 5322 §3.6).
    FieldRepeated,
    /// A blank before a colon, a line without colon, a folded first line.
    HeaderSyntax,
    /// A NUL, a bare CR or a bare LF among CRLF lines in the header block.
    HeaderControl,
    /// A limit was reached; the rest was not read.
    OverLimit,
    /// A charset or transfer encoding did not decode.
    Undecodable,
    /// An opaque signed or an encrypted body: what it says is not known.
    Opaque,
    /// A parser gave up on it.
    Unparsable,
}

impl Defect {
    /// The stable word of this defect.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FromMissing => "from-missing",
            Self::FromRepeated => "from-repeated",
            Self::FromNotOne => "from-not-one",
            Self::FromDisputed => "from-disputed",
            Self::SenderDisputed => "sender-disputed",
            Self::ReplyToDisputed => "reply-to-disputed",
            Self::SubjectDisputed => "subject-disputed",
            Self::BodyDisputed => "body-disputed",
            Self::FieldRepeated => "field-repeated",
            Self::HeaderSyntax => "header-syntax",
            Self::HeaderControl => "header-control",
            Self::OverLimit => "over-limit",
            Self::Undecodable => "undecodable",
            Self::Opaque => "opaque",
            Self::Unparsable => "unparsable",
        }
    }
}
