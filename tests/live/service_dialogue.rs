//! The procedure as its people live it: the whole dialogue on real servers.
//!
//! Invitations and requests go out, mutt and nmh answer, the Validator moves
//! messages; what must come of it is read from the outside.

use super::service::{Stage, Way, field, fill, forged, id_of, mutt_filled, mutt_says, template};
use crate::support::clients::nmh_answer;
use crate::support::names::{self, SECRETARIAT};
use std::fs;

#[test]
fn an_invitation_is_answered_with_mutt_and_the_cctld_joins_over_imaps() {
    joins(Way::Imaps, mutt_filled);
}

#[test]
fn an_invitation_is_answered_with_nmh_and_the_cctld_joins_over_starttls() {
    joins(Way::StartTls, |request, of| {
        nmh_answer(request, (of.admin, of.address), |draft| fill(draft, of))
    });
}

fn joins(way: Way, answer: fn(&[u8], &names::Registry) -> Vec<u8>) {
    let stage = Stage::open(way);
    let nl = names::of("nl");
    stage.run(&["invite", "nl"]).fine();
    stage.once();
    let invitation = stage.sent_to(&nl);
    assert_eq!(invitation.to, [nl.address, SECRETARIAT]);
    for (name, value) in [
        (
            "From",
            "\"ccNSO Secretariat\" <secretariat@secretariat.example>",
        ),
        ("To", nl.address),
        ("Auto-Submitted", "auto-generated"),
    ] {
        assert_eq!(field(&invitation.bytes, name).as_deref(), Some(value));
    }
    assert!(id_of(&invitation.bytes).ends_with("@secretariat.example>"));
    assert!(field(&invitation.bytes, "Bcc").is_none());
    stage.once();
    let filed = stage.dovecot.messages("TLD-OPS/Processed");
    assert_eq!(filed.len(), 1, "the blind copy");
    assert_eq!(id_of(&filed[0].bytes), id_of(&invitation.bytes));
    assert_eq!(stage.dovecot.messages("INBOX"), Vec::new());
    assert_eq!(stage.standing("nl"), "asked");

    stage.receive(&answer(&invitation.bytes, &nl), "pass");
    let ends = stage.once();
    assert_eq!(ends.get("advance contacts-received"), Some(&1), "{ends:?}");
    assert_eq!(stage.standing("nl"), "closed joined");
    let [first, second] = nl.contacts;
    assert_eq!(
        stage.roster(),
        [
            format!("{} .nl", first.email),
            format!("{} .nl", second.email)
        ]
    );
    nobody_is_named(&stage, ".nl");
    assert_eq!(stage.sink.messages().len(), 1, "nothing more was sent");
    assert_eq!(stage.dovecot.messages("TLD-OPS/Processed").len(), 2);
    assert_eq!(stage.dovecot.messages("INBOX"), Vec::new());
    stage.audit();
}

/// The public directory names a ccTLD, and no person in any form.
fn nobody_is_named(stage: &Stage, tld: &str) {
    let mut read = 0;
    for entry in fs::read_dir(stage.path("public")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(text.contains(tld.trim_start_matches('.')), "{text}");
        for registry in names::CAST {
            for person in registry.contacts {
                let last = person.name.rsplit(' ').next().unwrap();
                assert!(!text.contains(last), "{last}: {text}");
            }
        }
        assert!(!text.contains('@') && !text.contains('+'), "{text}");
        read += 1;
    }
    assert_eq!(read, 3, "three forms of the directory");
}

#[test]
fn a_request_is_confirmed_with_mutt_and_the_person_joins() {
    let stage = Stage::open(Way::Imaps);
    let br = names::of("br");
    let [person, _] = br.contacts;
    let asked = [
        "request",
        "--tld",
        "br",
        "--name",
        person.name,
        "--email",
        person.email,
        "--phone",
        person.phone,
    ];
    stage.run(&asked).fine();
    stage.once();
    let request = stage.sent_to(&br);
    assert!(String::from_utf8_lossy(&request.bytes).contains(person.name));
    stage.receive(&mutt_says(&request.bytes, &br, "confirm"), "pass");
    let ends = stage.once();
    assert_eq!(ends.get("advance confirmed"), Some(&1), "{ends:?}");
    assert_eq!(stage.standing("br"), "closed joined");
    assert_eq!(stage.roster(), [format!("{} .br", person.email)]);
    stage.audit();
}

#[test]
fn a_denied_person_is_told_and_is_not_on_the_roster() {
    let stage = Stage::open(Way::Imaps);
    let br = names::of("br");
    let [person, _] = br.contacts;
    let asked = [
        "request",
        "--tld",
        "br",
        "--name",
        person.name,
        "--email",
        person.email,
        "--phone",
        person.phone,
    ];
    stage.run(&asked).fine();
    stage.once();
    let request = stage.sent_to(&br);
    stage.receive(&mutt_says(&request.bytes, &br, "Deny."), "pass");
    let ends = stage.once();
    assert_eq!(ends.get("advance denied"), Some(&1), "{ends:?}");
    assert_eq!(stage.standing("br"), "closed denied");
    assert_eq!(stage.roster(), [""; 0]);
    assert_eq!(stage.all_sent_to(person.email).len(), 1, "the notice");
}

/// Invites, forges an answer, and runs until the escalation lies in INBOX.
fn forge(stage: &Stage, tld: &str) -> String {
    let of = names::of(tld);
    stage.run(&["invite", tld]).fine();
    stage.once();
    let lie = forged(&of, &template(&of));
    stage.receive(&lie, "fail");
    let ends = stage.once();
    assert_eq!(ends.get("escalate sender-doubtful"), Some(&1), "{ends:?}");
    assert_eq!(stage.standing(tld), "asked");
    let about = stage
        .escalations("INBOX")
        .into_iter()
        .find(|one| {
            field(&one.bytes, "Subject")
                .unwrap()
                .contains(&format!(".{tld}:"))
        })
        .unwrap();
    let flags: Vec<&str> = about.flags.iter().map(String::as_str).collect();
    assert_eq!(flags, ["$Escalated", "\\Flagged"]);
    let text = String::from_utf8_lossy(&about.bytes);
    assert!(text.contains("message/rfc822"), "{text}");
    assert!(
        text.contains(&format!("forged.{tld}@elsewhere.example")),
        "{text}"
    );
    id_of(&about.bytes)
}

#[test]
fn a_forged_answer_waits_for_the_validator_who_decides_by_moving_it() {
    let stage = Stage::open(Way::Imaps);
    for (tld, to, after) in [
        ("dk", "TLD-OPS/Approve", "closed joined"),
        ("ca", "TLD-OPS/Reject", "asked"),
        ("za", "TLD-OPS/Done", "asked"),
    ] {
        let id = forge(&stage, tld);
        stage.dovecot.move_message("INBOX", to, &id);
        stage.once();
        assert_eq!(stage.standing(tld), after, "{to}");
        assert_eq!(stage.dovecot.messages(to), Vec::new());
        let decided = stage.dovecot.messages("TLD-OPS/Decided");
        let subjects: Vec<_> = decided
            .iter()
            .filter_map(|one| field(&one.bytes, "Subject"))
            .filter(|subject| subject.contains(&format!(".{tld}")))
            .collect();
        assert_eq!(
            subjects.len(),
            2,
            "the escalation and its note: {subjects:?}"
        );
        assert!(decided.iter().any(|one| id_of(&one.bytes) == id));
    }
    // The forged originals are worked; only blind copies and they lie there.
    assert_eq!(stage.dovecot.messages("INBOX"), Vec::new());
    let dk = names::of("dk").contacts;
    assert_eq!(
        stage.roster(),
        [
            format!("{} .dk", dk[0].email),
            format!("{} .dk", dk[1].email)
        ]
    );
    assert_eq!(stage.data(&["escalations"]).as_array().unwrap().len(), 0);
    stage.audit();
}

#[test]
fn a_message_that_is_no_escalation_goes_back_to_the_inbox_undecided() {
    let stage = Stage::open(Way::Imaps);
    let nl = names::of("nl");
    stage.run(&["invite", "nl"]).fine();
    stage.once();
    let letter = b"From: Colleague <colleague@secretariat.example>\r\n\
        Message-ID: <lunch@secretariat.example>\r\nSubject: lunch\r\n\r\nAt noon?\r\n";
    stage.dovecot.store("TLD-OPS/Approve", letter);
    // Also what pretends to be one: the field without our seal.
    let mut lie = b"X-Secird-Escalation: E-0123456789ab\r\nX-Secird-Seal: 00\r\n".to_vec();
    lie.extend_from_slice(&forged(&nl, &template(&nl)));
    stage.dovecot.store("TLD-OPS/Approve", &lie);
    stage.once();
    assert_eq!(stage.dovecot.messages("TLD-OPS/Approve"), Vec::new());
    let inbox = stage.dovecot.messages("INBOX");
    let lunch = inbox
        .iter()
        .filter(|one| id_of(&one.bytes) == "<lunch@secretariat.example>")
        .count();
    assert_eq!(lunch, 1);
    let told = stage.data(&["escalations"]);
    let codes: Vec<_> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(
        codes
            .iter()
            .filter(|code| **code == "not-an-escalation")
            .count()
            == 2,
        "{codes:?}"
    );
    assert_eq!(stage.standing("nl"), "asked");
    assert_eq!(stage.roster(), [""; 0]);
    stage.audit();
}
