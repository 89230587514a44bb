//! What `explain` says: a line of JSON for programs, a page for people.
//!
//! The fields of the line are a contract; the page may change at any time.

use super::Judged;
use crate::case::Code;
use crate::compose::escalation::clean;
use crate::reading::{Fault, Reading, Report};
use crate::sender::{Authentication, Reason, Verdict};
use serde_json::{Value, json};
use std::path::Path;

/// The line of the contract.
pub(super) fn for_a_program(file: &Path, judged: &Judged) -> Value {
    json!({
        "file": file.to_string_lossy(),
        "reading": judged.considered.as_ref().map_or_else(unread, |considered| reading(&considered.report)),
        "sender": sender(judged),
        "case": judged.case.map(|(tld, scheme)| json!({ "tld": tld.a_label(), "scheme": scheme })),
        "decision": {
            "action": judged.end.action.as_str(),
            "reason": judged.end.code.as_str(),
            "why": judged.end.why,
        },
    })
}

fn reading(report: &Report) -> Value {
    let contacts: Vec<Value> = report
        .found
        .iter()
        .map(|found| {
            json!({
                "position": found.position, "name": found.name, "email": found.email,
                "phone": found.phone, "phone_e164": found.phone_e164,
            })
        })
        .collect();
    let faults: Vec<String> = report.faults.iter().map(Fault::code).collect();
    let statement = matches!(
        &report.reading,
        Reading::SscResponse {
            statement: true,
            ..
        }
    );
    json!({
        "kind": report.reading.kind(), "reply": report.reply, "contacts": contacts,
        "statement": statement, "faults": faults, "at": report.at,
    })
}

fn unread() -> Value {
    json!({ "kind": "unclear", "reply": "", "contacts": [], "statement": false, "faults": [], "at": "" })
}

fn sender(judged: &Judged) -> Value {
    let Some(considered) = &judged.considered else {
        return json!({
            "verdict": "doubtful", "address": "", "reasons": [Code::Poison.as_str()],
            "evidence": { "from_identical": false, "proof_of_receipt": false, "parsers_agree": false, "authentication": "none" },
        });
    };
    let evidence = &considered.judgement.evidence;
    let reasons: Vec<&str> = considered
        .judgement
        .verdict
        .reasons()
        .iter()
        .map(Reason::code)
        .collect();
    json!({
        "verdict": considered.judgement.verdict.code(),
        "address": evidence.address.as_ref().map(ToString::to_string).unwrap_or_default(),
        "evidence": {
            "from_identical": evidence.from_identical,
            "proof_of_receipt": evidence.proof_of_receipt,
            "parsers_agree": evidence.parsers_agree,
            "authentication": word(evidence.authentication),
        },
        "reasons": reasons,
    })
}

/// The contract knows three words; that nobody stamped it is among the reasons.
fn word(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::Pass => "pass",
        Authentication::Fail => "fail",
        Authentication::None | Authentication::Unavailable | Authentication::Unstamped => "none",
    }
}

/// The same for whoever sits at the terminal, in words.
pub(super) fn for_a_person(file: &Path, judged: &Judged) {
    say!("{}", file.display());
    let case = judged.case.map_or_else(
        || "none".to_owned(),
        |(tld, scheme)| format!("{tld}, {scheme}"),
    );
    say!(
        "  Decision   {}: {} ({})",
        judged.end.action.as_str(),
        judged.end.why,
        judged.end.code.as_str()
    );
    say!("  Case       {case}");
    let Some(considered) = &judged.considered else {
        say!("  A parser gave up on it.\n");
        return;
    };
    let evidence = &considered.judgement.evidence;
    let from = evidence
        .address
        .as_ref()
        .map_or_else(|| "not one clear address".to_owned(), ToString::to_string);
    say!(
        "  Sender     {from}: {}",
        considered.judgement.verdict.code()
    );
    if considered.judgement.verdict != Verdict::Trusted {
        for reason in considered.judgement.verdict.reasons() {
            say!("             - {reason}");
        }
    }
    if let Some(message) = &judged.message {
        for defect in &message.defects {
            say!("             - defect: {}", defect.code());
        }
    }
    say!("  Meaning    {}", considered.report.reading.kind());
    if let Reading::Unclear { why } = &considered.report.reading {
        say!("             {why}");
    }
    if !considered.report.at.is_empty() {
        say!(
            "  Because of “{}”",
            clean(&considered.report.at.replace('\n', " "))
        );
    }
    for fault in &considered.report.faults {
        say!("             - {fault}");
    }
    for (title, text) in [
        ("Taken as written by the sender", &considered.report.reply),
        (
            "Taken away as ours or quoted",
            &considered.report.subtracted,
        ),
    ] {
        say!("  {title}:");
        for line in text.trim().lines() {
            say!("    | {}", clean(line));
        }
    }
    say!("");
}
