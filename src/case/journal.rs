//! Journal entries: what happened and why, as the core tells it.
//!
//! The core says what and why; the store adds sequence, time and the hash of
//! the entry before, and never changes one again.

use crate::case::end::End;
use crate::domain::ids::{CaseId, Digest};
use crate::domain::tld::Tld;

//------------ Entry -----------------------------------------------------------

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The case, where there is one.
    pub case: Option<CaseId>,
    /// Its ccTLD.
    pub tld: Option<Tld>,
    /// What happened, a stable word: a state's, a code's or a choice's.
    pub what: &'static str,
    /// The same for a person, one sentence without personal data.
    pub text: String,
    /// The message that caused it.
    pub message: Option<Digest>,
    /// How that message ended.
    pub end: Option<End>,
}
