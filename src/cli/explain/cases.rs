//! The cases file: which cases are open, in the words of its contract.
//!
//! It stands in for the store. Each case is built as the service would have
//! built it, and its request is written anew by the same letters.

use crate::case::effect::Recipient;
use crate::case::{Case, Mail, MailKind, Outcome, Rules, Scheme, SentMail, State};
use crate::compose::{Voice, letters};
use crate::domain::address::{EmailAddress, RegistryAddress};
use crate::domain::contact::Contact;
use crate::domain::ids::{CaseId, MessageId, OrderKey};
use crate::domain::phone::PhoneNumber;
use crate::domain::record::{RegistryRecord, Source};
use crate::domain::tld::Tld;
use anyhow::anyhow;
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct CasesFile {
    pub(super) now: Timestamp,
    pub(super) authserv_id: Option<String>,
    #[serde(default)]
    pub(super) cases: Vec<CaseLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CaseLine {
    pub(super) tld: String,
    scheme: String,
    state: String,
    admin_address: String,
    admin_checked: Timestamp,
    request_message_id: String,
    reply_address: Option<String>,
    reference: Option<String>,
    requested: Timestamp,
    ssc: Option<SscLine>,
}

#[derive(Debug, Deserialize)]
struct SscLine {
    #[serde(default)]
    name: String,
    email: String,
    #[serde(default)]
    phone: String,
}

/// A case as the file describes it, and the record it rests on.
pub(super) fn described(
    line: &CaseLine,
    number: u64,
    rules: &Rules,
    voice: &Voice,
) -> anyhow::Result<(Case, RegistryRecord)> {
    let tld = Tld::parse(&line.tld).ok_or_else(|| anyhow!("tld: no delegated ccTLD"))?;
    let admin = RegistryAddress(address("admin_address", &line.admin_address)?);
    let scheme = scheme(line)?;
    let message_id = MessageId::parse(&line.request_message_id)
        .ok_or_else(|| anyhow!("request_message_id: no Message-ID"))?;
    let reply_address = line
        .reply_address
        .as_deref()
        .map(|text| address("reply_address", text))
        .transpose()?;
    let mut case = Case::open(CaseId(number), tld, scheme, admin.clone(), line.requested);
    let order = OrderKey::new("described", usize::try_from(number).unwrap_or(0));
    let kind = case.scheme.request();
    let mail = Mail {
        order: order.clone(),
        case: case.id,
        kind,
        to: Recipient::Admin(admin.clone()),
        message_id: message_id.clone(),
        reply_address: reply_address.clone(),
        reference: Some(line.reference.clone().unwrap_or_default()),
        faults: Vec::new(),
    };
    let text = letters::letter(&mail, &case, voice, rules, line.requested)?.body;
    case.mails.push(SentMail {
        order: order.clone(),
        kind,
        message_id,
        reply_address,
        reference: line.reference.clone(),
        ordered: line.requested,
        sent: Some(line.requested),
        text,
        void: false,
    });
    // The file does not say whether a reminder went out; a reply may quote one.
    let reminder = Mail {
        kind: MailKind::Reminder,
        ..mail
    };
    let reminder = letters::letter(&reminder, &case, voice, rules, line.requested)?.body;
    if let Some(sent) = case.mails.last_mut() {
        sent.text.push_str(&format!("\n\n{reminder}"));
    }
    case.state = state(&line.state, &case, order, line.requested, rules)?;
    let record = RegistryRecord {
        tld,
        admin,
        changed: None,
        read: line.admin_checked,
        source: Source::File,
    };
    Ok((case, record))
}

fn address(key: &str, text: &str) -> anyhow::Result<EmailAddress> {
    EmailAddress::parse(text).map_err(|fault| anyhow!("{key}: {fault}"))
}

fn scheme(line: &CaseLine) -> anyhow::Result<Scheme> {
    Ok(match (line.scheme.as_str(), &line.ssc) {
        ("validator-initiated", _) => Scheme::ValidatorInitiated,
        ("ssc-initiated", Some(ssc)) => Scheme::SscInitiated {
            ssc: Contact {
                name: ssc.name.clone(),
                email: address("ssc.email", &ssc.email)?,
                phone: PhoneNumber::as_given(&ssc.phone),
            },
        },
        ("ssc-initiated", None) => return Err(anyhow!("ssc: an ssc-initiated case has a person")),
        (_, _) => return Err(anyhow!("scheme: one of validator-initiated, ssc-initiated")),
    })
}

fn state(
    word: &str,
    case: &Case,
    order: OrderKey,
    sent: Timestamp,
    rules: &Rules,
) -> anyhow::Result<State> {
    let remind_at = rules.calendar.after(sent, rules.remind_after);
    let contacts = case.scheme.ssc().cloned().into_iter().collect();
    Ok(match word {
        "asked" => State::Asked { sent, remind_at },
        "reminded" => State::Reminded {
            sent: remind_at,
            fail_at: rules.calendar.after(remind_at, rules.fail_after),
            last_call: None,
        },
        "subscribed" => State::Subscribed { contacts, order },
        "failed" => State::Closed {
            outcome: Outcome::NoResponse,
            at: sent,
        },
        "closed" => State::Closed {
            outcome: Outcome::ByHand,
            at: sent,
        },
        _ => {
            return Err(anyhow!(
                "state: one of asked, reminded, subscribed, failed, closed"
            ));
        }
    })
}
