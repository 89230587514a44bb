//! The `explain` contract: tools depend on every field of it.

use crate::live::service::{Ran, secird};
use crate::support::names;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// The cases file of the contract, in every state it knows.
fn cases() -> Value {
    let case = |tld: &str, scheme: &str, state: &str| {
        json!({
            "tld": tld, "scheme": scheme, "state": state,
            "admin_address": names::of(tld).address, "admin_checked": "2026-11-23T08:00:00Z",
            "request_message_id": format!("<request.{tld}@secretariat.example>"),
            "requested": "2026-11-20T08:00:00Z",
        })
    };
    let mut br = case("br", "ssc-initiated", "asked");
    br["ssc"] = json!({
        "name": "Bruno Leite", "email": "bruno.leite@nic-br.example", "phone": "+55 11 96123 4567"
    });
    br["reply_address"] = json!("secretariat+c0ffee@secretariat.example");
    br["reference"] = json!("c0ffee00c0ffee00c0ffee00c0ffee00");
    json!({
        "now": "2026-11-23T09:00:00Z", "authserv_id": "mx.secretariat.example",
        "cases": [
            case("nl", "validator-initiated", "asked"), br,
            case("ca", "validator-initiated", "reminded"),
            case("dk", "validator-initiated", "subscribed"),
            case("uk", "validator-initiated", "failed"),
            case("za", "validator-initiated", "closed"),
        ],
    })
}

/// A folder with the cases file and messages.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("cases.json"), cases().to_string()).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The binary's lines for these files.
    fn explain(&self, files: &[PathBuf]) -> Ran {
        let mut command = secird();
        command
            .args(["explain", "--cases"])
            .arg(self.0.path().join("cases.json"));
        command.args(files).output().unwrap().into()
    }
}

/// An answer of a ccTLD's admin contact through our border.
fn answer(tld: &str, word: &str, body: &str) -> Vec<u8> {
    let of = names::of(tld);
    let domain = of.address.rsplit('@').next().unwrap();
    format!(
        "Authentication-Results: mx.secretariat.example; dmarc={word} header.from={domain}\r\n\
         From: <{}>\r\nTo: secretariat@secretariat.example\r\nSubject: Re: TLD-OPS\r\n\
         In-Reply-To: <request.{tld}@secretariat.example>\r\nMessage-ID: <a@{domain}>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n",
        of.address
    )
    .into_bytes()
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A string of a closed set of words.
fn one_of(value: &Value, words: &[&str]) {
    let word = value
        .as_str()
        .unwrap_or_else(|| panic!("no string: {value}"));
    assert!(words.contains(&word), "{word}");
}

/// The sender's part of the contract.
fn check_sender(line: &Value) {
    let sender = &line["sender"];
    one_of(&sender["verdict"], &["trusted", "doubtful", "foreign"]);
    assert!(sender["address"].is_string(), "{line}");
    let evidence = &sender["evidence"];
    for key in ["from_identical", "proof_of_receipt", "parsers_agree"] {
        assert!(evidence[key].is_boolean(), "{key}: {line}");
    }
    one_of(&evidence["authentication"], &["pass", "fail", "none"]);
    assert!(
        sender["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_string)
    );
}

/// Every field of the contract, with its type and its closed set of words.
fn check_contract(line: &Value) {
    let object = line.as_object().unwrap();
    let keys: Vec<&str> = object.keys().map(String::as_str).collect();
    assert_eq!(keys, ["case", "decision", "file", "reading", "sender"]);
    assert!(line["file"].is_string());
    let reading = &line["reading"];
    one_of(
        &reading["kind"],
        &[
            "confirm",
            "deny",
            "ssc-response",
            "held-subscription",
            "change-request",
            "auto-reply",
            "bounce",
            "unclear",
            "unrelated",
        ],
    );
    assert!(
        reading["reply"].is_string() && reading["statement"].is_boolean(),
        "{line}"
    );
    assert!(
        reading["faults"]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_string)
    );
    for contact in reading["contacts"].as_array().unwrap() {
        assert!(contact["position"].is_u64(), "{line}");
        for key in ["name", "email", "phone", "phone_e164"] {
            assert!(contact.get(key).is_some(), "{key}: {line}");
        }
    }
    check_sender(line);
    if !line["case"].is_null() {
        assert!(line["case"]["tld"].is_string(), "{line}");
        one_of(
            &line["case"]["scheme"],
            &["validator-initiated", "ssc-initiated"],
        );
    }
    one_of(
        &line["decision"]["action"],
        &["advance", "escalate", "ask-again", "ignore"],
    );
    assert!(line["decision"]["reason"].is_string() && line["decision"]["why"].is_string());
}

#[test]
fn each_message_is_one_line_in_order_with_every_field() {
    let desk = Desk::new();
    let filled = crate::live::service::template(&names::of("nl"));
    let files = [
        desk.file("1.eml", &answer("nl", "pass", &filled)),
        desk.file("2.eml", &answer("br", "pass", "Confirm.")),
        desk.file("3.eml", &answer("br", "pass", "Deny.")),
        desk.file("4.eml", &answer("ca", "fail", &filled)),
        desk.file(
            "5.eml",
            b"From: <a@b.example>\r\nSubject: lunch\r\n\r\nnoon?\r\n",
        ),
        desk.file("6.eml", &answer("ca", "pass", "We will see.")),
    ];
    let ran = desk.explain(&files).fine();
    let lines = lines(&ran);
    assert_eq!(lines.len(), files.len());
    for (line, file) in lines.iter().zip(&files) {
        check_contract(line);
        assert_eq!(line["file"].as_str().unwrap(), file.to_string_lossy());
    }
    let decisions: Vec<String> = lines
        .iter()
        .map(|line| {
            let word = |key: &str| line["decision"][key].as_str().unwrap().to_owned();
            format!(
                "{} {} {}",
                line["case"]["tld"],
                word("action"),
                word("reason")
            )
        })
        .collect();
    assert_eq!(
        decisions,
        [
            "\"nl\" advance contacts-received",
            "\"br\" advance confirmed",
            "\"br\" advance denied",
            "\"ca\" escalate sender-doubtful",
            "null ignore unrelated",
            "\"ca\" escalate unclear-answer",
        ]
    );
    let [first, second] = names::of("nl").contacts;
    let contacts = &lines[0]["reading"]["contacts"];
    assert_eq!(contacts[0]["name"], first.name);
    assert_eq!(contacts[0]["phone_e164"], "+31612345678");
    assert_eq!(contacts[1]["email"], second.email);
    assert_eq!(lines[0]["reading"]["statement"], true);
    assert_eq!(lines[0]["sender"]["verdict"], "trusted");
    assert_eq!(lines[3]["sender"]["evidence"]["authentication"], "fail");
    let again = desk.explain(&files).fine();
    assert_eq!(again.out, ran.out, "it is pure");
}

#[test]
fn hostile_bytes_are_judged_like_any_others() {
    let desk = Desk::new();
    let mut seed = 1u64;
    let mut noise = |length: usize| -> Vec<u8> {
        (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 33).to_le_bytes()[0]
            })
            .collect()
    };
    let mut files: Vec<PathBuf> = (0..20)
        .map(|number| desk.file(&format!("noise-{number}"), &noise(number * 997)))
        .collect();
    files.push(desk.file("empty", b""));
    files.push(desk.file("one-line", &vec![b'x'; 30 * 1024 * 1024]));
    files.push(desk.file("nul", &[0; 4096]));
    let mut noisy = answer("nl", "pass", "");
    noisy.extend(noise(100_000));
    files.push(desk.file("noisy-answer", &noisy));
    let mut long = answer("nl", "pass", "");
    long.extend(vec![b'y'; 30 * 1024 * 1024]);
    files.push(desk.file("long-answer", &long));
    let ran = desk.explain(&files).fine();
    let lines = lines(&ran);
    assert_eq!(lines.len(), files.len());
    for line in &lines {
        check_contract(line);
        assert_ne!(line["decision"]["action"], "advance", "{line}");
    }
    assert_eq!(lines.last().unwrap()["decision"]["reason"], "too-large");
}

#[test]
fn a_bad_cases_file_or_a_missing_message_ends_with_two() {
    let desk = Desk::new();
    let mail = desk.file("1.eml", &answer("nl", "pass", "Confirm."));
    let absent = desk.0.path().join("absent.eml");
    let ran = desk.explain(&[mail.clone(), absent, mail.clone()]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("absent.eml"), "{ran:?}");
    assert_eq!(lines(&ran).len(), 2, "the others are judged");
    for (from, to, word) in [
        ("\"nl\"", "\"zz\"", "no delegated ccTLD"),
        ("\"reminded\"", "\"waiting\"", "state: one of"),
        ("\"ssc-initiated\"", "\"other\"", "scheme: one of"),
        ("2026-11-23T09:00:00Z", "yesterday", "cases file"),
        ("\"cases\"", "cases", "cases file"),
        ("<request.nl@secretariat.example>", "", "request_message_id"),
    ] {
        let text = cases().to_string();
        assert!(text.contains(from), "{from}");
        desk.file("cases.json", text.replacen(from, to, 1).as_bytes());
        let ran = desk.explain(std::slice::from_ref(&mail));
        assert_eq!(ran.code, Some(2), "{from}: {ran:?}");
        assert!(ran.err.contains(word), "{ran:?}");
        assert_eq!(ran.out, "");
    }
}
