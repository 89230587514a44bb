//! Who really wrote it: a verdict with its evidence (design, section 3).
//!
//! Five points must all hold: one undisputed From; identical to the registry's
//! administrative contact; a fresh record that did not change since the request;
//! proof of receipt; and the word of our own border. The verdict keeps the
//! evidence, because a decision is a value with its reasons.

use crate::domain::address::EmailAddress;
use crate::domain::address::{FromAddress, RegistryAddress};
use crate::domain::ids::MessageId;
use crate::domain::record::RegistryRecord;
use crate::mail::Message;
use jiff::Timestamp;

//------------ Border ----------------------------------------------------------

/// Our own border: who writes the authentication results we believe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Border {
    /// The border writes `Authentication-Results` with this id (RFC 8601 §5).
    AuthservId {
        /// The id, compared without case.
        id: String,
        /// Hosts (or `.domain` suffixes) whose Received lines are ours; empty:
        /// the id itself and its siblings under the same parent of two labels or more.
        hosts: Vec<String>,
    },
    /// Exchange Online: no id, the first Authentication-Results above any Received that is not Microsoft's.
    ExchangeOnline,
    /// Nobody stamps: nothing is ever trusted.
    Absent,
}

//------------ Question --------------------------------------------------------

/// One mail of ours that an answer may prove to have read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its Message-ID, which holds the secret.
    pub message_id: MessageId,
    /// The plus-address it asked to reply to, where the site uses them.
    pub reply_address: Option<EmailAddress>,
    /// The reference line in its body.
    pub reference: Option<String>,
    /// When it was sent; void 30 days later.
    pub sent: Timestamp,
}

/// Everything a message is judged against.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The registry's record of the case's ccTLD, if there is one.
    pub record: Option<&'a RegistryRecord>,
    /// The address the request went to.
    pub asked: Option<&'a RegistryAddress>,
    /// Outstanding mails of the case; empty when it is closed.
    pub receipts: &'a [Receipt],
    /// Our border.
    pub border: &'a Border,
    /// Whether `none` of the border is refused.
    pub demand_pass: bool,
    /// The instant of judging.
    pub now: Timestamp,
}

//------------ Verdict ---------------------------------------------------------

/// Whether the message comes from the admin contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All five points hold.
    Trusted,
    /// It may be he, but some point does not hold.
    Doubtful {
        /// The points, most telling first; never empty.
        reasons: Vec<Reason>,
    },
    /// It is somebody else.
    Foreign {
        /// Why; never empty.
        reasons: Vec<Reason>,
    },
}

/// What our border said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// Aligned with the From domain.
    Pass,
    /// The border refuses it.
    Fail,
    /// The domain publishes nothing.
    None,
    /// The border could not tell (temperror, permerror).
    Unavailable,
    /// No stamp of our border is on the message.
    Unstamped,
}

/// One point that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// From is missing, repeated, several, or read differently.
    FromDisputed,
    /// The parsers disagree about something else that matters.
    ParsersDisagree,
    /// From is not the registry's address.
    NotTheAdmin,
    /// We hold no record of the ccTLD.
    NoRecord,
    /// The record is older than a week.
    RecordStale,
    /// The registry's address is not the one we asked.
    AddressChanged,
    /// No secret of ours is in the message.
    NoProofOfReceipt,
    /// The secret is older than 30 days, or its case is closed.
    SecretVoid,
    /// Our border did not stamp it.
    Unstamped,
    /// Our border says fail.
    AuthenticationFailed,
    /// Our border could not tell.
    AuthenticationUnavailable,
    /// Our border says none and the site demands pass.
    PassDemanded,
}

/// What was found at each point, kept with the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The undisputed From, if there is one.
    pub address: Option<FromAddress>,
    /// Point 2.
    pub from_identical: bool,
    /// Point 4.
    pub proof_of_receipt: bool,
    /// Point 1.
    pub parsers_agree: bool,
    /// Point 5.
    pub authentication: Authentication,
    /// Point 3: when the record was read.
    pub record_read: Option<Timestamp>,
    /// The header the border's word was taken from, cut to 300 characters.
    pub stamp: Option<String>,
}

/// A verdict with its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on.
    pub evidence: Evidence,
}

/// Judges who wrote `message`.
pub fn judge(message: &Message, question: &Question<'_>) -> Judgement {
    Judgement {
        verdict: Verdict::Foreign {
            reasons: vec![Reason::NotTheAdmin],
        },
        evidence: Evidence {
            address: message.from.agreed().cloned(),
            from_identical: false,
            proof_of_receipt: false,
            parsers_agree: message.defects.is_empty(),
            authentication: Authentication::Unstamped,
            record_read: question.record.map(|record| record.read),
            stamp: None,
        },
    }
}

/// A mail of ours that a message shows to have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// Which of the receipts.
    pub index: usize,
}

/// Which of `receipts` the message proves to have read, strongest first.
pub fn proofs(message: &Message, receipts: &[Receipt]) -> Vec<Proof> {
    let count = message.recipients.len().min(receipts.len());
    (0..count).map(|index| Proof { index }).collect()
}

impl Authentication {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        "x"
    }
}
impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("x")
    }
}
