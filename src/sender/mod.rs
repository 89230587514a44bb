//! Who really wrote it: a verdict with its evidence (design, section 3).
//!
//! Five points must all hold: one undisputed From; identical to the registry's
//! administrative contact; a fresh record that did not change since the request;
//! proof of receipt; and the word of our own border. The verdict keeps the
//! evidence, because a decision is a value with its reasons.

mod border;
pub mod proof;

pub use proof::{Place, Proof, proofs};

use crate::domain::address::{EmailAddress, FromAddress, RegistryAddress};
use crate::domain::ids::MessageId;
use crate::domain::record::RegistryRecord;
use crate::mail::{Defect, From, Message};
use jiff::{SignedDuration, Timestamp};
use std::fmt;

//------------ Border ----------------------------------------------------------

/// Our own border: who writes the authentication results we believe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Border {
    /// The border writes `Authentication-Results` with this id (RFC 8601 §5).
    AuthservId {
        /// The id, compared without case.
        id: String,
        /// Hosts (or `.domain` suffixes, or addresses) whose Received lines are ours; empty:
        /// the id itself and its siblings under the same parent of two labels or more.
        hosts: Vec<String>,
        /// Whether it stamps below its own Received line, as Gmail does.
        below: bool,
    },
    /// Nobody stamps; the bot checks DKIM, SPF and DMARC itself.
    Own {
        /// Hosts whose Received line tells who brought a message, for SPF.
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
    /// What our own check of this message said, as the value of an
    /// `Authentication-Results` field; only for [`Border::Own`].
    pub checked: Option<&'a str>,
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

impl Verdict {
    /// The word of the verdict: `trusted`, `doubtful` or `foreign`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Doubtful { .. } => "doubtful",
            Self::Foreign { .. } => "foreign",
        }
    }

    /// The points that do not hold; none when it is trusted.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Trusted => &[],
            Self::Doubtful { reasons } | Self::Foreign { reasons } => reasons,
        }
    }
}

impl Authentication {
    /// The stable word of this result.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::None => "none",
            Self::Unavailable => "unavailable",
            Self::Unstamped => "unstamped",
        }
    }
}

impl Reason {
    /// The stable word of this reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FromDisputed => "from-disputed",
            Self::ParsersDisagree => "parsers-disagree",
            Self::NotTheAdmin => "not-the-admin",
            Self::NoRecord => "no-record",
            Self::RecordStale => "record-stale",
            Self::AddressChanged => "address-changed",
            Self::NoProofOfReceipt => "no-proof-of-receipt",
            Self::SecretVoid => "secret-void",
            Self::Unstamped => "unstamped",
            Self::AuthenticationFailed => "authentication-failed",
            Self::AuthenticationUnavailable => "authentication-unavailable",
            Self::PassDemanded => "pass-demanded",
        }
    }

    /// How much it tells, the most telling lowest: first what speaks against
    /// the sender, then what changed, then what is only missing.
    fn rank(&self) -> u8 {
        match self {
            Self::NotTheAdmin => 0,
            Self::FromDisputed => 1,
            Self::AuthenticationFailed => 2,
            Self::ParsersDisagree => 3,
            Self::AddressChanged => 4,
            Self::NoRecord => 5,
            Self::RecordStale => 6,
            Self::SecretVoid => 7,
            Self::NoProofOfReceipt => 8,
            Self::Unstamped => 9,
            Self::AuthenticationUnavailable => 10,
            Self::PassDemanded => 11,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FromDisputed => "It is not clear who it claims to be from.",
            Self::ParsersDisagree => "Mail programs would read this message differently.",
            Self::NotTheAdmin => "The sender is not IANA's administrative contact.",
            Self::NoRecord => "There is no IANA record to compare the sender with.",
            Self::RecordStale => "Our copy of the IANA record is more than a week old.",
            Self::AddressChanged => "IANA's address changed since the request was sent.",
            Self::NoProofOfReceipt => "Nothing in it shows that the sender got our request.",
            Self::SecretVoid => "It answers a request that is more than 30 days old.",
            Self::Unstamped => "It did not come in through our own mail server.",
            Self::AuthenticationFailed => {
                "SPF, DKIM and DMARC say that the sender's domain is forged."
            }
            Self::AuthenticationUnavailable => "The sender's domain could not be checked.",
            Self::PassDemanded => "The sender's domain publishes nothing to check it by.",
        })
    }
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
    /// Whose word it is, and why it is believed.
    pub anchor: &'static str,
}

/// A verdict with its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on.
    pub evidence: Evidence,
}

//------------ judging ---------------------------------------------------------

/// A record older than this does not prove anything, and nobody is asked by it
/// (design, section 3.3).
pub const RECORD_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A secret older than this is void (design, section 3.4).
const SECRET_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The most of a stamp kept as evidence, in characters.
const STAMP: usize = 300;

/// Judges who wrote `message`.
pub fn judge(message: &Message, question: &Question<'_>) -> Judgement {
    let mut reasons = Vec::new();
    let from = message.from.agreed();
    reasons.extend(parsers(message));
    let from_identical = identical(from, question, &mut reasons);
    reasons.extend(record(question));
    let receipt = receipt(message, question);
    reasons.extend(receipt);
    let (authentication, stamp) = border::word(&message.headers, question, from);
    reasons.extend(refusal(authentication, question.demand_pass));

    reasons.sort_by_key(Reason::rank);
    reasons.dedup();
    // Whoever we asked ourselves is no stranger, even when IANA has somebody
    // else by now: that is the Validator's ordinary case.
    let asked = matches!((from, question.asked), (Some(from), Some(asked)) if from.matches(asked));
    let verdict = if reasons.is_empty() {
        Verdict::Trusted
    } else if reasons.contains(&Reason::NotTheAdmin) && !asked {
        Verdict::Foreign { reasons }
    } else {
        Verdict::Doubtful { reasons }
    };
    Judgement {
        verdict,
        evidence: Evidence {
            address: from.cloned(),
            from_identical,
            proof_of_receipt: receipt.is_none(),
            parsers_agree: parsers(message).is_empty(),
            authentication,
            record_read: question.record.map(|record| record.read),
            anchor: anchor(question.border, stamp.is_some()),
            stamp: stamp.map(|field| field.chars().take(STAMP).collect()),
        },
    }
}

/// Whose word on the domain is believed, and why.
fn anchor(border: &Border, stamped: bool) -> &'static str {
    match (border, stamped) {
        (Border::AuthservId { below: false, .. }, true) => {
            "our border's own stamps, above every line that others wrote"
        }
        (Border::AuthservId { below: true, .. }, true) => {
            "our border's own stamps, at the line with which the mail came in"
        }
        (Border::ExchangeOnline, true) => "the topmost stamp, below Microsoft's own lines only",
        (Border::Own { .. }, true) => "the bot's own check by DNS, when the message was taken in",
        (Border::AuthservId { .. } | Border::ExchangeOnline, false) => {
            "no stamp of our border is on it"
        }
        (Border::Own { .. }, false) => "it was not checked",
        (Border::Absent, _) => "nobody: the configuration names no border",
    }
}

/// Point 1: one From, and nothing that readers take differently.
fn parsers(message: &Message) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if matches!(message.from, From::Disputed { .. }) {
        reasons.push(Reason::FromDisputed);
    }
    for defect in &message.defects {
        match defect {
            Defect::FromMissing
            | Defect::FromRepeated
            | Defect::FromNotOne
            | Defect::FromDisputed => reasons.push(Reason::FromDisputed),
            Defect::SenderDisputed
            | Defect::ReplyToDisputed
            | Defect::SubjectDisputed
            | Defect::BodyDisputed
            | Defect::FieldRepeated
            | Defect::HeaderSyntax
            | Defect::HeaderControl
            | Defect::Unparsable => reasons.push(Reason::ParsersDisagree),
            // What a text says, and whether all of it was read, is the
            // reading's question; a header block cut short disputes From.
            Defect::OverLimit | Defect::Undecodable | Defect::Opaque => {}
        }
    }
    reasons
}

/// Point 2: the registry's own mailbox.
fn identical(
    from: Option<&FromAddress>,
    question: &Question<'_>,
    reasons: &mut Vec<Reason>,
) -> bool {
    let (Some(from), Some(record)) = (from, question.record) else {
        return false;
    };
    let identical = from.matches(&record.admin);
    if !identical {
        reasons.push(Reason::NotTheAdmin);
    }
    identical
}

/// Point 3: a record, fresh enough, with the address we asked.
fn record(question: &Question<'_>) -> Vec<Reason> {
    let Some(record) = question.record else {
        return vec![Reason::NoRecord];
    };
    let mut reasons = Vec::new();
    if question.now.duration_since(record.read) > RECORD_LIFE {
        reasons.push(Reason::RecordStale);
    }
    if question
        .asked
        .is_some_and(|asked| !asked.0.same_mailbox(&record.admin.0))
    {
        reasons.push(Reason::AddressChanged);
    }
    reasons
}

/// Point 4: `None` when a secret that still counts is in the message.
fn receipt(message: &Message, question: &Question<'_>) -> Option<Reason> {
    let proofs = proofs(message, question.receipts);
    let fresh = proofs.iter().any(|proof| {
        question
            .receipts
            .get(proof.index)
            .is_some_and(|receipt| question.now.duration_since(receipt.sent) <= SECRET_LIFE)
    });
    match (fresh, proofs.is_empty()) {
        (true, _) => None,
        (false, true) => Some(Reason::NoProofOfReceipt),
        (false, false) => Some(Reason::SecretVoid),
    }
}

/// Point 5: why the border's word is not enough.
fn refusal(authentication: Authentication, demand_pass: bool) -> Option<Reason> {
    match authentication {
        Authentication::Pass => None,
        Authentication::None => demand_pass.then_some(Reason::PassDemanded),
        Authentication::Fail => Some(Reason::AuthenticationFailed),
        Authentication::Unavailable => Some(Reason::AuthenticationUnavailable),
        Authentication::Unstamped => Some(Reason::Unstamped),
    }
}
