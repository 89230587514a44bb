//! Version 1 of journal, ledger, escalations, registry and roster.

use super::ContactV1;
use crate::domain::address::{EmailAddress, RegistryAddress};
use crate::domain::member::Member;
use crate::domain::record::{RegistryRecord, Source};
use crate::domain::tld::Tld;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

//------------ EntryV1 ---------------------------------------------------------

/// A journal entry; `hash` is SHA-256 over this value as JSON with an empty
/// `hash`, and `prev` is the hash of the entry before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryV1 {
    /// Version.
    pub v: u32,
    /// Counted from one.
    pub seq: u64,
    /// The instant of the commit.
    pub at: Timestamp,
    /// The case's number.
    pub case: Option<u64>,
    /// Its ccTLD, A-label.
    pub tld: Option<String>,
    /// What happened, a stable word.
    pub what: String,
    /// The same in a sentence.
    pub text: String,
    /// What made it happen.
    pub cause: String,
    /// The message, by digest.
    pub message: Option<String>,
    /// How the message ended: action and code.
    pub end: Option<(String, String)>,
    /// Hash of the entry before; empty for the first.
    pub prev: String,
    /// Hash of this entry.
    pub hash: String,
}

//------------ TakenV1 ---------------------------------------------------------

/// What the ledger keeps of a message, by digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenV1 {
    /// Version.
    pub v: u32,
    /// When it was first taken in.
    pub at: Timestamp,
    /// How it ended: the action.
    pub action: String,
    /// How it ended: the code.
    pub code: String,
    /// Its case.
    pub case: Option<u64>,
    /// Where it is filed to, if it is moved at all.
    pub file_to: Option<String>,
}

//------------ EscalationV1 ----------------------------------------------------

/// An escalation, decided or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationV1 {
    /// Version.
    pub v: u32,
    /// Its name.
    pub id: String,
    /// The case.
    pub case: Option<u64>,
    /// The ccTLD, A-label.
    pub tld: Option<String>,
    /// The reason code.
    pub code: String,
    /// The reason in a sentence.
    pub why: String,
    /// What approval will do, in its stable word.
    pub proposal: String,
    /// When it was raised.
    pub at: Timestamp,
    /// The message it is about.
    pub message: Option<String>,
    /// Where that message lies, to be filed when decided: folder, UIDVALIDITY, UID.
    pub place: Option<(String, u32, u32)>,
    /// The decision and when it was made.
    pub decided: Option<(String, Timestamp)>,
    /// Whom the admin contact is asked about, where approval opens a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<ContactV1>,
    /// The digest of what in the spool approval takes into the books.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
}

//------------ RecordV1 --------------------------------------------------------

/// IANA's record of a ccTLD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordV1 {
    v: u32,
    tld: String,
    admin: String,
    changed: Option<Date>,
    read: Timestamp,
    source: String,
}

impl RecordV1 {
    /// The stored form.
    pub fn of(record: &RegistryRecord) -> Self {
        Self {
            v: 1,
            tld: record.tld.a_label().to_owned(),
            admin: record.admin.to_string(),
            changed: record.changed,
            read: record.read,
            source: record.source.as_str().to_owned(),
        }
    }

    /// The live form; `None` if it is not one that was stored by us.
    pub fn live(self) -> Option<RegistryRecord> {
        let source = Source::parse(&self.source)?;
        Some(RegistryRecord {
            tld: Tld::parse(&self.tld)?,
            admin: RegistryAddress(EmailAddress::parse(&self.admin).ok()?),
            changed: self.changed,
            read: self.read,
            source,
        })
    }
}

//------------ MemberV1 --------------------------------------------------------

/// A subscriber.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberV1 {
    v: u32,
    contact: ContactV1,
    tlds: Vec<String>,
    since: Timestamp,
}

impl MemberV1 {
    /// The stored form.
    pub fn of(member: &Member) -> Self {
        Self {
            v: 1,
            contact: ContactV1::of(&member.contact),
            tlds: member
                .tlds
                .iter()
                .map(|tld| tld.a_label().to_owned())
                .collect(),
            since: member.since,
        }
    }

    /// The live form; `None` if it is not one that was stored by us.
    pub fn live(self) -> Option<Member> {
        let tlds: Option<Vec<Tld>> = self.tlds.iter().map(|tld| Tld::parse(tld)).collect();
        Some(Member {
            contact: self.contact.live()?,
            tlds: tlds?,
            since: self.since,
        })
    }
}
