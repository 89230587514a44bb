//! A request that was sent, its honest answer, and what it is judged against.

use jiff::{SignedDuration, Timestamp};
use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::domain::ids::MessageId;
use secird::domain::record::{RegistryRecord, Source};
use secird::domain::tld::Tld;
use secird::mail::parse::parse;
use secird::mail::{Limits, Message};
use secird::sender::{Border, Judgement, Question, Receipt, judge};

pub(super) const ID: &str = "tldops.7d1f0c5be2a94c0f8f2b6a3d9e4c1b70@ops.example";
pub(super) const REFERENCE: &str = "TLD-OPS reference: 2b6a3d9e4c1b707d1f0c5be2a94c0f8f";
pub(super) const REPLY: &str = "secretariat+5be2a94c0f8f2b6a3d9e4c1b707d1f0c@ops.example";
pub(super) const BORDER: &str = "Received: from mail.nic.example (mail.nic.example [192.0.2.1])\n\tby mx.ops.example (Postfix) with ESMTPS id 1; Mon, 23 Nov 2026 10:00:00 +0000\n";
pub(super) const PASS: &str =
    "Authentication-Results: mx.ops.example; dmarc=pass header.from=nic.example\n";

pub(super) fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

pub(super) fn ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

pub(super) fn admin(address: &str) -> RegistryAddress {
    RegistryAddress(EmailAddress::parse(address).unwrap())
}

pub(super) fn receipt() -> Receipt {
    Receipt {
        message_id: MessageId::parse(ID).unwrap(),
        reply_address: Some(EmailAddress::parse(REPLY).unwrap()),
        reference: Some(REFERENCE.to_owned()),
        sent: ago(48),
    }
}

/// Everything the honest answer is judged against; a test changes one thing.
pub(super) struct Stage {
    pub(super) record: Option<RegistryRecord>,
    pub(super) asked: Option<RegistryAddress>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) border: Border,
    pub(super) demand_pass: bool,
    pub(super) checked: Option<String>,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            record: Some(RegistryRecord {
                tld: Tld::parse("nl").unwrap(),
                admin: admin("admin@nic.example"),
                changed: None,
                read: ago(1),
                source: Source::File,
            }),
            asked: Some(admin("admin@nic.example")),
            receipts: vec![receipt()],
            border: Border::AuthservId {
                id: "mx.ops.example".to_owned(),
                hosts: Vec::new(),
                below: true,
            },
            demand_pass: false,
            checked: None,
        }
    }
}

impl Stage {
    pub(super) fn judge(&self, message: &Message) -> Judgement {
        judge(
            message,
            &Question {
                record: self.record.as_ref(),
                asked: self.asked.as_ref(),
                receipts: &self.receipts,
                border: &self.border,
                checked: self.checked.as_deref(),
                demand_pass: self.demand_pass,
                now: now(),
            },
        )
    }

    pub(super) fn judge_raw(&self, raw: &[u8]) -> Judgement {
        self.judge(&parse(raw, &Limits::default()))
    }
}

/// An answer in pieces, so that a test changes one of them.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) stamp: String,
    pub(super) border: String,
    pub(super) from: String,
    pub(super) thread: String,
    pub(super) more: String,
    pub(super) body: String,
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            stamp: PASS.to_owned(),
            border: BORDER.to_owned(),
            from: "From: Jane Doe <admin@nic.example>\n".to_owned(),
            thread: format!("In-Reply-To: <{ID}>\n"),
            more: String::new(),
            body: "I confirm.\n".to_owned(),
        }
    }
}

impl Answer {
    pub(super) fn raw(&self) -> Vec<u8> {
        format!(
            "{}{}{}To: secretariat@ops.example\nSubject: Re: request\nDate: Mon, 23 Nov 2026 09:59:00 +0000\nMessage-ID: <answer@nic.example>\n{}{}\n{}",
            self.stamp, self.border, self.from, self.thread, self.more, self.body
        )
        .into_bytes()
    }

    pub(super) fn message(&self) -> Message {
        parse(&self.raw(), &Limits::default())
    }
}
