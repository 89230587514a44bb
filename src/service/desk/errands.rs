//! The commands about the list itself: changes, the directory, the hold.

use super::command::{Reply, no_cctld};
use super::{Desk, DeskError, waiting};
use crate::case::modification::names_twice;
use crate::case::{Asker, Cause, Entry, Modification};
use crate::domain::address::EmailAddress;
use crate::domain::contact::{Contact, clean_name, is_role_account};
use crate::domain::ids::OrderKey;
use crate::domain::phone::PhoneNumber;
use crate::domain::tld::Tld;
use crate::store::books::Batch;
use crate::store::outbox::Act;
use jiff::Timestamp;
use serde_json::{Value, json};

impl Desk {
    /// Puts a change of a ccTLD's contacts to its admin contact.
    pub(super) fn change(
        &mut self,
        tld: &str,
        contacts: &[String],
        id: &str,
        now: Timestamp,
    ) -> Result<Reply, DeskError> {
        let Some(tld) = Tld::parse(tld) else {
            return Ok(no_cctld(tld));
        };
        let read: Result<Vec<Contact>, String> =
            contacts.iter().map(|line| contact(line)).collect();
        let wanted = match read {
            Ok(wanted) => wanted,
            Err(why) => return Ok(Reply::no(why)),
        };
        if wanted.len() > self.rules.max_contacts {
            return Ok(Reply::no(format!(
                "{tld}: {} contacts are admitted, and {} were given.",
                self.rules.max_contacts,
                wanted.len()
            )));
        }
        if names_twice(&wanted) {
            return Ok(Reply::no(format!("{tld}: one address is named twice.")));
        }
        let change = Modification {
            before: Vec::new(),
            wanted,
            asker: Asker::Secretariat,
        };
        let cause = Cause::Command(id.to_owned());
        let mut batch = Batch::default();
        let opened = self.open_change(tld, change, &cause, &mut batch, now)?;
        self.books.commit(batch, now)?;
        Ok(match opened {
            Ok(()) => Reply::yes(format!(
                "{tld}: the admin contact is asked to confirm the change."
            )),
            Err(why) => Reply::no(format!("{tld}: nobody was asked: {why}.")),
        })
    }

    /// Holds everything back, or lets it go.
    pub(super) fn hold(&mut self, on: bool, id: &str, now: Timestamp) -> Result<Reply, DeskError> {
        if self.is_on_hold()? == on {
            let how = if on { "on hold already" } else { "not on hold" };
            return Ok(Reply::no(format!("The bot is {how}; nothing was changed.")));
        }
        self.set_hold(on, id, now)?;
        Ok(Reply::yes(if on {
            "On hold: mail is read and questions are put before the Validator, but nothing is sent, nobody is put on the list and no deadline ends a case, until `secird release`."
        } else {
            "Released: what waited goes out now."
        }))
    }

    /// Orders the public directory anew.
    pub(super) fn directory(&mut self, id: &str, now: Timestamp) -> Result<Reply, DeskError> {
        let key = OrderKey::new(&format!("{}.directory", Cause::Command(id.to_owned())), 0);
        let mut batch = Batch::default();
        batch.orders.push(waiting(key, None, Act::Publish, now));
        self.books.commit(batch, now)?;
        let tlds = self.subscribed_tlds();
        Ok(Reply {
            ok: true,
            lines: vec![format!(
                "The public directory is written anew, with {} ccTLD(s).",
                tlds.len()
            )],
            data: json!(tlds.iter().map(Tld::a_label).collect::<Vec<_>>()),
        })
    }

    /// Whom the next batch would invite if it went out now.
    pub(super) fn coming_batch(&self, now: Timestamp) -> Result<Reply, DeskError> {
        let Some(batches) = &self.practice.batches else {
            return Ok(Reply::no(
                "No batches are configured: the table [batches] is missing.",
            ));
        };
        let next = self.next_batch(batches, now)?;
        let waiting = self.open_escalations()?;
        let names: Vec<String> = next.iter().map(ToString::to_string).collect();
        let mut lines = vec![if names.is_empty() {
            "The next batch is empty: every ccTLD whose turn it is is on the list, in a case or declined, or IANA's record of it is not known or older than a week.".to_owned()
        } else {
            format!("The next batch: {}.", names.join(" "))
        }];
        if waiting >= batches.pause_at {
            lines.push(format!(
                "It waits: {waiting} questions are before the Validator, and {} are the limit.",
                batches.pause_at
            ));
        }
        let rows: Vec<Value> = next.iter().map(|tld| json!(tld.a_label())).collect();
        Ok(Reply {
            ok: true,
            lines,
            data: json!({ "cctlds": rows, "open_escalations": waiting }),
        })
    }
}

/// A contact as it is typed: `First Last, +31 6 12345678, first.last@nic.example`.
fn contact(line: &str) -> Result<Contact, String> {
    let shown = crate::compose::escalation::clean(line);
    let mut parts = line.rsplitn(3, ',').map(str::trim);
    let (Some(email), Some(phone), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!(
            "{shown:?} is not a name, a phone number and an address with commas between them."
        ));
    };
    let name = clean_name(name).ok_or_else(|| format!("{shown:?}: there is no name."))?;
    let phone = PhoneNumber::parse(phone).map_err(|fault| format!("{shown:?}: {fault}."))?;
    let email = EmailAddress::parse(email).map_err(|fault| format!("{shown:?}: {fault}."))?;
    if is_role_account(&email) {
        return Err(format!(
            "{shown:?}: the address belongs to a function; the list takes people's own."
        ));
    }
    Ok(Contact { name, email, phone })
}

/// An entry of the journal that concerns no case.
pub(super) fn entry(tld: Option<Tld>, what: &'static str, text: String) -> Entry {
    Entry {
        case: None,
        tld,
        what,
        text,
        message: None,
        end: None,
    }
}
