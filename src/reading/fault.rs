//! Typed faults: what is wrong with an answer, sayable to its writer.

use crate::domain::address::AddressFault;
use crate::domain::phone::PhoneFault;
use std::fmt;

//------------ Fault -----------------------------------------------------------

/// One thing that is missing or wrong in an SSC Response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No contact was filled in at all.
    NoContact,
    /// More contacts than admitted.
    TooManyContacts {
        /// How many were given.
        given: usize,
        /// How many are admitted.
        admitted: usize,
    },
    /// A contact without a usable name.
    Name {
        /// 1 for the primary, 2 for the secondary contact.
        position: usize,
    },
    /// A contact without one valid address.
    Email {
        /// 1 for the primary, 2 for the secondary contact.
        position: usize,
        /// What is wrong with it.
        fault: AddressFault,
    },
    /// A function's address where a person's is asked for.
    RoleAccount {
        /// 1 for the primary, 2 for the secondary contact.
        position: usize,
    },
    /// A contact without a valid international number.
    Phone {
        /// 1 for the primary, 2 for the secondary contact.
        position: usize,
        /// What is wrong with it.
        fault: PhoneFault,
    },
    /// A placeholder of the template was left in.
    Placeholder {
        /// 1 for the primary, 2 for the secondary contact.
        position: usize,
    },
    /// A field of a contact was given twice with different values.
    FieldTwice {
        /// 1 for the primary, 2 for the secondary contact.
        position: usize,
    },
    /// The same person or address stands in both places.
    SameContactTwice,
    /// The responsibility sentence is missing.
    StatementMissing,
    /// The responsibility sentence was changed or negated.
    StatementAltered,
}

impl Fault {
    /// The stable word of this fault.
    pub fn code(&self) -> String {
        match self {
            Self::NoContact => "no-contact".to_owned(),
            Self::TooManyContacts { .. } => "too-many-contacts".to_owned(),
            Self::Name { position } => format!("contact-{position}-name"),
            Self::Email { position, .. } => format!("contact-{position}-email"),
            Self::RoleAccount { position } => format!("contact-{position}-role-account"),
            Self::Phone { position, .. } => format!("contact-{position}-phone"),
            Self::Placeholder { position } => format!("contact-{position}-placeholder"),
            Self::FieldTwice { position } => format!("contact-{position}-field-twice"),
            Self::SameContactTwice => "same-contact-twice".to_owned(),
            Self::StatementMissing => "statement-missing".to_owned(),
            Self::StatementAltered => "statement-altered".to_owned(),
        }
    }
}

impl fmt::Display for Fault {
    /// One sentence for the person who wrote the answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoContact => f.write_str("No contact person was filled in."),
            Self::TooManyContacts { given, admitted } => {
                write!(f, "{given} contact persons were given; at most {admitted} are admitted.")
            }
            Self::Name { position } => {
                write!(f, "For contact person {position}, the name is missing or not readable.")
            }
            Self::Email { position, fault } => write!(f, "For contact person {position}, the email address cannot be used: {fault}."),
            Self::RoleAccount { position } => write!(
                f,
                "For contact person {position}, the address belongs to a function; please give the person's own."
            ),
            Self::Phone { position, fault } => write!(f, "For contact person {position}, the mobile phone number cannot be used: {fault}."),
            Self::Placeholder { position } => {
                write!(f, "For contact person {position}, a placeholder of the template was left in.")
            }
            Self::FieldTwice { position } => {
                write!(f, "For contact person {position}, a field was given twice with different values.")
            }
            Self::SameContactTwice => f.write_str("Both contact persons have the same address."),
            Self::StatementMissing => f.write_str(
                "The sentence \"I hereby confirm that the above persons are responsible for the overall security and stability of my ccTLD.\" is missing.",
            ),
            Self::StatementAltered => f.write_str("The sentence of responsibility was changed."),
        }
    }
}

//------------ Why -------------------------------------------------------------

/// Why an answer is unclear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The person wrote nothing of his own.
    NothingWritten,
    /// There is text, but no statement that says confirm or deny.
    NoStatement,
    /// Both words are there.
    BothWords,
    /// A negation stands beside the word.
    Negated,
    /// A condition stands beside the word ("if", "provided that").
    Conditional,
    /// It is a question.
    Question,
    /// It speaks of the future ("will confirm").
    Future,
    /// Something else is confirmed ("confirm receipt").
    OtherObject,
    /// More is said than the one statement.
    MoreSaid,
    /// The plain and the HTML alternative say different things.
    AlternativesDiffer,
    /// Text is hidden from a reader's eye, or struck through.
    HiddenText,
    /// Invisible or look-alike letters.
    Deceptive,
    /// The answer is only in the subject.
    OnlyInSubject,
    /// The answer is only in an attachment.
    OnlyInAttachment,
    /// It is encrypted or opaque.
    Opaque,
    /// It does not decode, or is over a limit.
    Unreadable,
    /// It is a contact list and a confirm or deny at once.
    TwoAnswers,
    /// It is signed by the person who was asked about, not by the sender.
    SignedByPerson,
    /// The request that it quotes is not the one we sent.
    RequestAltered,
}

impl Why {
    /// The stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingWritten => "nothing-written",
            Self::NoStatement => "no-statement",
            Self::BothWords => "both-words",
            Self::Negated => "negated",
            Self::Conditional => "conditional",
            Self::Question => "question",
            Self::Future => "future",
            Self::OtherObject => "other-object",
            Self::MoreSaid => "more-said",
            Self::AlternativesDiffer => "alternatives-differ",
            Self::HiddenText => "hidden-text",
            Self::Deceptive => "deceptive-letters",
            Self::OnlyInSubject => "only-in-subject",
            Self::OnlyInAttachment => "only-in-attachment",
            Self::Opaque => "opaque",
            Self::Unreadable => "unreadable",
            Self::TwoAnswers => "two-answers",
            Self::SignedByPerson => "signed-by-person",
            Self::RequestAltered => "request-altered",
        }
    }
}

impl fmt::Display for Why {
    /// One sentence for the Validator.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingWritten => "The reply holds nothing but our own request.",
            Self::NoStatement => "The reply says neither confirm nor deny.",
            Self::BothWords => "The reply says both confirm and deny.",
            Self::Negated => "A negation stands beside the word.",
            Self::Conditional => "The reply names a condition.",
            Self::Question => "The reply asks a question.",
            Self::Future => "The reply speaks of the future.",
            Self::OtherObject => "The reply confirms something else.",
            Self::MoreSaid => "The reply says more than confirm or deny.",
            Self::AlternativesDiffer => {
                "The plain and the HTML form of the reply say different things."
            }
            Self::HiddenText => "Part of the reply is hidden or struck through.",
            Self::Deceptive => "The reply uses invisible or look-alike letters.",
            Self::OnlyInSubject => "The answer stands only in the subject.",
            Self::OnlyInAttachment => "The answer stands only in an attachment.",
            Self::Opaque => "The reply is encrypted or wrapped in a signature we cannot open.",
            Self::Unreadable => "The reply could not be decoded, or is over a limit.",
            Self::TwoAnswers => "The reply fills in the template and says confirm or deny besides.",
            Self::SignedByPerson => "The reply is signed by the person it is about.",
            Self::RequestAltered => "The request quoted in the reply is not as we sent it.",
        })
    }
}
