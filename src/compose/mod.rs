//! Everything the bot ever says, one function a message.
//!
//! A [`Letter`] is a mail before it has a wire form: the outbound room turns it
//! into bytes, always the same ones. The words are in `templates/`; the
//! procedure's texts stand there as they are. Plain text, 72 columns.

pub mod cards;
pub mod escalation;
pub mod letters;
pub mod listing;
pub mod words;

use crate::domain::address::EmailAddress;
use crate::domain::ids::MessageId;
use jiff::Timestamp;
use jiff::tz::TimeZone;
pub use words::{Words, WordsFault, WordsFaults};

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
    /// Contacts to attach as `text/vcard` (RFC 6350), for a phone to keep.
    pub cards: Option<String>,
}

//------------ Voice -----------------------------------------------------------

/// Who speaks.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The Secretariat's name.
    pub name: String,
    /// The Secretariat's address.
    pub address: EmailAddress,
    /// The Secretariat's zone, for dates people read.
    pub zone: TimeZone,
    /// The addresses that our texts name.
    pub site: Site,
    /// The texts.
    pub words: Words,
}

/// The addresses that the procedure's texts name, as this site has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The mailing list.
    pub list: EmailAddress,
    /// Where commands to the list server go.
    pub list_request: String,
    /// The list's page.
    pub list_info: String,
    /// The page of a subscriber's options.
    pub list_options: String,
    /// The page that explains TLD-OPS.
    pub page: String,
    /// Whether subscribers have a password at the list server (Mailman 2.1).
    pub passwords: bool,
}

impl Site {
    /// The page that the procedure names.
    pub const PAGE: &'static str =
        "http://ccnso.icann.org/resources/tld-ops-secure-communication.htm";

    /// The addresses that follow from the list's own, as Mailman 2.1 forms them.
    pub fn of(list: EmailAddress) -> Self {
        let (local, domain) = (list.local().to_owned(), list.domain().to_owned());
        Self {
            list_request: format!("{local}-request@{domain}"),
            list_info: format!("https://{domain}/mailman/listinfo/{local}"),
            list_options: format!("https://{domain}/mailman/options/{local}/"),
            page: Self::PAGE.to_owned(),
            passwords: true,
            list,
        }
    }

    /// The same as Mailman 3's own web pages (Postorius) form them; subscribers have
    /// no passwords there.
    pub fn of_mailman3(list: EmailAddress) -> Self {
        let (local, domain) = (list.local().to_owned(), list.domain().to_owned());
        let page = format!("https://{domain}/mailman3/lists/{local}.{domain}/");
        Self {
            list_info: page.clone(),
            list_options: page,
            passwords: false,
            ..Self::of(list)
        }
    }
}

impl Voice {
    /// An instant as a person of the Secretariat reads it, to the minute.
    pub fn instant(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M %Z")
            .to_string()
    }

    /// A day as an outsider reads it: `24 November 2026`.
    pub fn day(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone())
            .strftime("%-d %B %Y")
            .to_string()
    }
}
