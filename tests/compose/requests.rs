//! The requests that the corpus answers are the bot's own, byte for byte.
//!
//! Real programs quoted `fixtures/requests/*.eml` when they made the replies in
//! `fixtures/mail`; `cases.json` beside them tells `explain` the same cases.

use super::stage::voice;
use crate::case::stage::rules;
use crate::support::golden::golden;
use secird::case::effect::Recipient;
use secird::case::{Case, Mail, MailKind, Scheme};
use secird::compose::letters::letter;
use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::domain::contact::Contact;
use secird::domain::ids::{CaseId, MessageId, OrderKey};
use secird::domain::phone::PhoneNumber;
use secird::domain::tld::Tld;
use secird::outbound::form::render;
use serde_json::Value;

/// One line of the cases file as the mail that asked.
fn asked(line: &Value) -> (Mail, Case) {
    let text = |value: &Value, key: &str| value[key].as_str().expect(key).to_owned();
    let address = |value: &Value, key: &str| EmailAddress::parse(&text(value, key)).expect(key);
    let admin = RegistryAddress(address(line, "admin_address"));
    let (scheme, kind) = match line.get("ssc") {
        None => (Scheme::ValidatorInitiated, MailKind::SscRequest),
        Some(ssc) => {
            let ssc = Contact {
                name: text(ssc, "name"),
                email: address(ssc, "email"),
                phone: PhoneNumber::as_given(&text(ssc, "phone")),
            };
            (
                Scheme::SscInitiated { ssc },
                MailKind::AuthenticationRequest,
            )
        }
    };
    let when = text(line, "requested").parse().expect("an instant");
    let tld = Tld::parse(&text(line, "tld")).expect("a ccTLD");
    let mail = Mail {
        order: OrderKey::new("corpus", 0),
        case: CaseId(1),
        kind,
        to: Recipient::Admin(admin.clone()),
        message_id: MessageId::parse(&text(line, "request_message_id")).expect("an id"),
        reply_address: Some(address(line, "reply_address")),
        reference: Some(text(line, "reference")),
        faults: Vec::new(),
    };
    (mail, Case::open(CaseId(1), tld, scheme, admin, when))
}

#[test]
fn the_requests_the_corpus_answers_are_what_the_bot_sends() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/requests/cases.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(root).unwrap()).unwrap();
    for line in file["cases"].as_array().expect("cases") {
        let (mail, case) = asked(line);
        let now = line["requested"].as_str().unwrap().parse().unwrap();
        let written = letter(&mail, &case, &voice(), &rules(), now).expect("a letter");
        let bytes = String::from_utf8(render(&written).expect("a mail")).expect("ASCII");
        let path = format!("fixtures/requests/{}.eml", case.tld.a_label());
        golden(&path, &bytes);
    }
}
