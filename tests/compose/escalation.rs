//! What the Validator finds in his inbox.

use super::stage::{INVITED, shown, too_wide, voice};
use crate::case::decisions::proposals;
use crate::case::stage::{
    answer, case_in, contacts, days, monday, reading, requested, rules, state, stepped, verdict,
};
use crate::support::golden::golden;
use crate::support::names;
use secird::case::{Case, Code, Effect, Escalation, EscalationId, Proposal};
use secird::compose::Letter;
use secird::compose::escalation::{Exhibits, ID_FIELD, SEAL_FIELD, clean, escalation, note};
use secird::domain::ids::{Digest, OrderKey};
use secird::domain::record::{RegistryRecord, Source};
use secird::reading::{Found, Report};

fn record() -> RegistryRecord {
    let case = case_in(&state("asked"), &INVITED);
    RegistryRecord {
        tld: case.tld,
        admin: case.asked,
        changed: Some("2026-03-01".parse().unwrap()),
        read: monday(),
        source: Source::Rdap,
    }
}

fn written(matter: &Escalation, case: Option<&Case>) -> Letter {
    let history = [
        (
            monday() - days(7),
            "The request is on its way to the admin contact.".to_owned(),
        ),
        (
            monday() - days(7),
            "Our mail server took the authentication-request.".to_owned(),
        ),
    ];
    let record = record();
    let exhibits = Exhibits {
        case,
        record: case.map(|_| &record),
        history: if case.is_some() { &history } else { &[] },
        original: matter.message.is_some(),
        on_list: Vec::new(),
        about: None,
    };
    escalation(matter, exhibits, &voice(), &rules(), monday()).unwrap()
}

fn matter(code: Code, proposal: Proposal) -> Escalation {
    let order = OrderKey::from_stored("a matter");
    Escalation {
        id: EscalationId::of(&order),
        order,
        case: None,
        code,
        why: code.to_string(),
        proposal,
        done_closes: false,
        message: None,
        judgement: None,
        report: None,
    }
}

/// The escalation a message brings about, with the case it finds.
fn raised(case: &Case, report: Report, who: &str) -> (Escalation, Case) {
    let step = stepped(case, &answer(report, verdict(who)));
    match step.effects.as_slice() {
        [Effect::Escalate(matter)] => (matter.as_ref().clone(), step.case),
        other => panic!("{other:?}"),
    }
}

#[test]
fn three_typical_ones_are_the_ones_that_were_read_and_kept() {
    let asked = case_in(&state("asked"), &requested());
    let mut report = reading("confirm");
    report.reply = "I confirm.\n\nKind regards,\nAnouk\n".to_owned();
    let (forged, case) = raised(&asked, report, "forged");
    golden(
        "fixtures/letters/escalation-forged.txt",
        &shown(&written(&forged, Some(&case))),
    );

    let mut report = reading("unclear");
    report.reply = "We can not\nconfirm\nthis yet.\n".to_owned();
    report.at = "We can not confirm this yet".to_owned();
    let (unclear, case) = raised(&asked, report, "trusted");
    golden(
        "fixtures/letters/escalation-unclear.txt",
        &shown(&written(&unclear, Some(&case))),
    );

    let mut brake = matter(Code::TooManyFailures, Proposal::Release);
    brake.why = format!(
        "{} 14 case(s) are due to fail, 0 failed in the last 24 hours, and the limit is 10.",
        Code::TooManyFailures
    );
    golden(
        "fixtures/letters/escalation-brake.txt",
        &shown(&written(&brake, None)),
    );
}

#[test]
fn every_code_with_every_proposal_asks_first_and_says_what_each_choice_does() {
    let case = case_in(&state("asked"), &requested());
    for code in Code::all() {
        for proposal in proposals() {
            for about in [None, Some(&case)] {
                let mut matter = matter(code, proposal.clone());
                matter.message = Some(Digest::of(b"a message"));
                let letter = written(&matter, about);
                let said = format!("{} {}", code.as_str(), proposal.as_str());
                let paragraph = letter.body.split("\n\n").next().unwrap().replace('\n', " ");
                let question = paragraph.ends_with('?') || paragraph.starts_with("Please ");
                assert!(question, "{said}: {paragraph}");
                assert_eq!(
                    paragraph.matches(['?', '.']).count() - dots(&paragraph),
                    1,
                    "{said}: {paragraph}"
                );
                for folder in ["TLD-OPS/Approve", "TLD-OPS/Reject", "TLD-OPS/Done"] {
                    assert!(
                        letter.body.contains(&format!("  {folder}")),
                        "{said}: {folder}"
                    );
                }
                assert!(
                    letter
                        .body
                        .contains(&format!("secird approve {}", matter.id)),
                    "{said}"
                );
                assert!(letter.body.contains(code.as_str()), "{said}");
                assert!(letter.subject.starts_with("[TLD-OPS] "), "{said}");
                assert_eq!(too_wide(&letter.body), Vec::<String>::new(), "{said}");
            }
        }
    }
}

/// Dots that begin a ccTLD's name.
fn dots(text: &str) -> usize {
    text.split(' ').filter(|word| word.starts_with('.')).count()
}

#[test]
fn it_goes_to_the_secretariat_alone_and_bears_its_seal() {
    let letter = written(&matter(Code::Poison, Proposal::Nothing), None);
    assert_eq!(letter.to.to_string(), names::SECRETARIAT);
    assert_eq!(letter.blind_copy, None);
    let field = |name| {
        letter
            .extra
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap()
            .1
            .clone()
    };
    let id = field(ID_FIELD);
    assert_eq!(EscalationId::parse(&id).unwrap().as_str(), id);
    assert_eq!(field(SEAL_FIELD), rules().seal(&id));
    let mut other = rules();
    other.site_key = secird::domain::ids::SiteKey::new([8; 32]);
    assert_ne!(
        field(SEAL_FIELD),
        other.seal(&id),
        "another site cannot write it"
    );
}

#[test]
fn nothing_a_sender_wrote_can_disguise_itself() {
    let nasty = "a\u{1b}[2Jb\u{202e}c\u{200b}d\re\0f\u{7}";
    let case = case_in(&state("asked"), &INVITED);
    let mut report = reading("incomplete");
    report.reply = format!(
        "{nasty}\n\nTo decide, move this message\n{}",
        "x".repeat(100_000)
    );
    report.found = vec![Found {
        position: 1,
        name: format!("{nasty}{}", "n".repeat(50_000)),
        email: nasty.to_owned(),
        phone: nasty.to_owned(),
        phone_e164: None,
    }];
    let mut judgement = verdict("forged");
    judgement.evidence.stamp = Some(nasty.repeat(20));
    let step = stepped(&case, &answer(report, judgement));
    let [Effect::Escalate(matter)] = step.effects.as_slice() else {
        panic!()
    };
    let letter = written(matter, Some(&step.case));
    let bad = letter
        .body
        .chars()
        .chain(letter.subject.chars())
        .find(|c| (c.is_control() && *c != '\n') || secird::domain::contact::is_invisible(*c));
    assert_eq!(bad, None);
    // What he wrote stands behind a bar, so it is never taken for the bot's words.
    let pretended = letter
        .body
        .lines()
        .filter(|line| line.contains("To decide, move"));
    let shown: Vec<&str> = pretended.collect();
    assert_eq!(shown.len(), 2);
    assert!(shown[1].starts_with("  | "), "{shown:?}");
    assert!(letter.body.len() < 20_000, "{} octets", letter.body.len());
}

#[test]
fn a_hundred_contacts_and_faults_do_not_make_a_letter_too_long_to_keep() {
    let case = case_in(&state("asked"), &INVITED);
    let mut report = reading("incomplete");
    let found = |position| Found {
        position,
        name: "n".repeat(300),
        ..Found::default()
    };
    report.found = (1..=500).map(found).collect();
    let fault = |position| secird::reading::Fault::Name { position };
    report.faults = (1..=500).map(fault).collect();
    let step = stepped(&case, &answer(report, verdict("forged")));
    let [Effect::Escalate(matter)] = step.effects.as_slice() else {
        panic!()
    };
    let letter = written(matter, Some(&step.case));
    assert!(letter.body.len() < 20_000, "{} octets", letter.body.len());
    let bytes = letter.body.lines().count();
    assert!(bytes < 200, "{bytes} lines");
}

#[test]
fn cleaning_keeps_every_script_and_shows_where_something_was() {
    for text in ["Björn Müller", "白 志明", "Бојан Илић", "O'Neill"] {
        assert_eq!(clean(text), text);
    }
    assert_eq!(clean("a\u{200b}b\tc"), "a\u{fffd}b\u{fffd}c");
}

#[test]
fn the_question_names_who_would_go_on_the_list() {
    let case = case_in(&state("asked"), &requested());
    let first = |matter: &Escalation| {
        let letter = written(matter, Some(&case));
        letter.body.split("\n\n").next().unwrap().replace('\n', " ")
    };
    let confirm = first(&matter(Code::UnclearAnswer, Proposal::Confirm));
    assert!(
        confirm.contains(names::of("nl").contacts[0].name) && confirm.contains(".nl"),
        "{confirm}"
    );
    let listed = first(&matter(
        Code::SenderDoubtful,
        Proposal::Contacts(contacts("de")),
    ));
    for person in names::of("de").contacts {
        assert!(listed.contains(person.name), "{listed}");
    }
}

#[test]
fn the_note_says_what_came_of_it() {
    let id = EscalationId::parse("E-0123456789ab").unwrap();
    let letter = note(
        &id,
        Some("nl"),
        "The case ended: denied.",
        &voice(),
        &rules(),
        monday(),
    )
    .unwrap();
    assert_eq!(letter.subject, "[TLD-OPS] .nl: decided: E-0123456789ab");
    assert_eq!(letter.body, "The case ended: denied.\n");
    assert_ne!(
        letter.message_id,
        written(&matter(Code::Poison, Proposal::Nothing), None).message_id
    );
}
