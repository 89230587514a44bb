//! The settings a step obeys; the procedure's values are the defaults.

use crate::domain::address::EmailAddress;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{MessageId, OrderKey, Secret, SiteKey};
use crate::sender::Border;

//------------ Rules -----------------------------------------------------------

/// What a step needs to know besides the case and the time.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Working days of the Secretariat.
    pub calendar: Calendar,
    /// Working days from request to reminder (procedure, section 4.5: five).
    pub remind_after: u32,
    /// Working days from reminder to failure (procedure, section 4.5: five).
    pub fail_after: u32,
    /// SSCs a ccTLD may have (procedure, section 1: two).
    pub max_contacts: usize,
    /// The border whose word is believed.
    pub border: Border,
    /// Whether a border's `none` is refused.
    pub demand_pass: bool,
    /// What the secrets derive from.
    pub site_key: SiteKey,
    /// The domain of our Message-IDs.
    pub id_domain: String,
    /// The Secretariat's own address.
    pub secretariat: EmailAddress,
    /// Whether `local+tag@domain` reaches the Secretariat.
    pub plus_addressing: bool,
}

impl Rules {
    /// The Message-ID of the mail ordered under `key`.
    pub fn message_id(&self, key: &OrderKey) -> Option<MessageId> {
        let secret = Secret::derive(&self.site_key, key.as_str()).hex();
        MessageId::parse(&format!("secird.{secret}@{}", self.id_domain))
    }

    /// The secret of the reference line and the reply address under `key`:
    /// another one than the Message-ID's, so that neither gives away the other.
    pub fn reference(&self, key: &OrderKey) -> String {
        Secret::derive(&self.site_key, &format!("reference/{key}")).hex()
    }

    /// The plus-address an answer to the mail under `key` goes to.
    pub fn reply_address(&self, key: &OrderKey) -> Option<EmailAddress> {
        let tagged = format!(
            "{}+{}@{}",
            self.secretariat.local(),
            self.reference(key),
            self.secretariat.domain()
        );
        self.plus_addressing
            .then(|| EmailAddress::parse(&tagged).ok())
            .flatten()
    }

    /// The seal of the escalation `id`: nobody outside can write it.
    pub fn seal(&self, id: &str) -> String {
        Secret::derive(&self.site_key, &format!("seal/{id}")).hex()
    }
}
