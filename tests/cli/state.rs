//! The state commands without a service: what they do, refuse and print.

use crate::live::service::{Ran, secird};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// A state folder of its own, between a Maildir and a folder of sent mail.
struct Office(TempDir);

impl Office {
    fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let here = folder.path().to_string_lossy();
        let text = format!(
            "[secretariat]\nname = \"ccNSO Secretariat\"\n\
             address = \"secretariat@secretariat.example\"\nlist = \"tld-ops@lists.example\"\n\
             [mailbox]\nkind = \"maildir\"\npath = \"{here}/mail\"\n\
             [smtp]\nkind = \"files\"\npath = \"{here}/sent\"\n\
             [registry]\nkind = \"file\"\n[state]\ndir = \"{here}/state\"\n"
        );
        fs::write(folder.path().join("secird.toml"), text).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = secird();
        command.args(arguments).arg("--config");
        command.arg(self.0.path().join("secird.toml"));
        command.output().unwrap().into()
    }

    fn import(&self, text: &str) -> Ran {
        let file = self.0.path().join("records");
        fs::write(&file, text).unwrap();
        self.run(&["registry", "import", &file.to_string_lossy()])
    }

    fn cases(&self) -> Value {
        self.run(&["--json", "cases"]).fine().json()["data"].take()
    }
}

#[test]
fn an_empty_registry_refuses_the_invitation_and_says_what_to_do() {
    let office = Office::open();
    let ran = office.run(&["invite", "nl"]);
    ran.refused(&[
        "IANA's record is not known yet",
        "secird registry refresh nl",
    ]);
    assert_eq!(office.cases(), Value::Array(Vec::new()));
}

#[test]
fn what_is_wrong_with_a_command_is_said_and_changes_nothing() {
    let office = Office::open();
    office.import("nl\tadmin@nic-nl.example\n").fine();
    let person = |email: &'static str, phone: &'static str| {
        [
            "request",
            "--tld",
            "nl",
            "--name",
            "Bram Berg",
            "--email",
            email,
            "--phone",
            phone,
        ]
    };
    for (arguments, words) in [
        (
            ["invite", "example"].as_slice(),
            "example is no delegated ccTLD",
        ),
        (&["invite", "nl\u{1b}[31m"], "is no delegated ccTLD"),
        (&["case", "show", "be"], "There is no case of .be"),
        (&["approve", "E-0"], "is no escalation's name"),
        (
            &["reject", "E-0123456789ab"],
            "There is no escalation E-0123456789ab",
        ),
        (&person("bram", "+31 6 12345678"), "--email"),
        (
            &person("info@nic-nl.example", "+31 6 12345678"),
            "belongs to a function",
        ),
        (&person("bram@nic-nl.example", "06 12345678"), "--phone"),
    ] {
        let ran = office.run(arguments).refused(&[words]);
        assert!(!ran.err.contains('\u{1b}'), "{ran:?}");
    }
    assert_eq!(office.cases(), Value::Array(Vec::new()));
}

#[test]
fn a_cctld_is_invited_once_at_a_time() {
    let office = Office::open();
    office
        .import("nl\tadmin@nic-nl.example\nрф,admin@nic-rf.example\n")
        .fine();
    office.run(&["invite", ".NL", "рф"]).fine();
    let again = office.run(&["invite", "nl"]);
    again.refused(&[
        "case 1 is open already",
        "it waits for the request to be sent",
    ]);
    let cases = office.cases();
    let tlds: Vec<_> = cases
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["tld"].as_str().unwrap())
        .collect();
    assert_eq!(tlds, ["nl", "xn--p1ai"]);
    office.run(&["audit"]).fine();
}

#[test]
fn a_bad_line_of_a_registry_file_costs_only_itself() {
    let office = Office::open();
    let ran = office.import("nl\tadmin@nic-nl.example\nzz\tadmin@nic-zz.example\nbe nothing\n");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("line 2"), "{ran:?}");
    assert!(ran.err.contains("line 3"), "{ran:?}");
    assert!(
        ran.err
            .contains("1 record(s) taken in, 2 line(s) not understood"),
        "{ran:?}"
    );
    office.run(&["invite", "nl"]).fine();
}

#[test]
fn a_wrong_use_ends_with_two() {
    for arguments in [
        [].as_slice(),
        &["invite"],
        &["dance"],
        &["request", "--tld", "nl"],
        &["explain"],
    ] {
        let ran: Ran = secird().args(arguments).output().unwrap().into();
        assert_eq!(ran.code, Some(2), "{ran:?}");
    }
}
