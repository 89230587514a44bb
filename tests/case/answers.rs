//! What a message does to its case, told one rule at a time.

use super::stage::{
    answer, answer_with, case_in, contacts, days, effects, hold, line, monday, reading, readings,
    requested, rules, schemes, state, states, stepped, stepped_at, verdict, verdicts,
};
use secird::case::event::Snag;
use secird::case::{
    Action, Case, Cause, Choice, Code, Effect, Event, MailKind, Proposal, Scheme, State,
};

const INVITED: Scheme = Scheme::ValidatorInitiated;

/// In `state`, a message of that meaning from that sender does exactly this.
fn check(scheme: &Scheme, at: &str, meaning: &str, who: &str, expect: &str) {
    let case = case_in(&state(at), scheme);
    let step = stepped(&case, &answer(reading(meaning), verdict(who)));
    assert_eq!(
        line(&step),
        expect,
        "{} {at}, {meaning}, {who}",
        scheme.as_str()
    );
}

#[test]
fn a_trusted_complete_answer_advances_every_case_that_waits() {
    for at in ["asked", "reminded", "last-call"] {
        check(
            &INVITED,
            at,
            "contacts",
            "trusted",
            "confirmed advance contacts-received: subscribe 2",
        );
        check(
            &requested(),
            at,
            "confirm",
            "trusted",
            "confirmed advance confirmed: subscribe 1",
        );
        check(
            &requested(),
            at,
            "deny",
            "trusted",
            "denied advance denied: send denial-notice",
        );
    }
}

#[test]
fn a_question_that_was_answered_does_not_go_out_any_more() {
    for at in ["asking", "reminding"] {
        check(
            &INVITED,
            at,
            "contacts",
            "trusted",
            "confirmed advance contacts-received: withdraw, subscribe 2",
        );
        check(
            &requested(),
            at,
            "confirm",
            "trusted",
            "confirmed advance confirmed: withdraw, subscribe 1",
        );
        check(
            &requested(),
            at,
            "deny",
            "trusted",
            "denied advance denied: withdraw, send denial-notice",
        );
    }
}

#[test]
fn an_answer_to_the_other_question_escalates() {
    check(
        &INVITED,
        "asked",
        "confirm",
        "trusted",
        "asked escalate wrong-kind-of-answer: escalate(ask-again, clock stops)",
    );
    check(
        &requested(),
        "asked",
        "contacts",
        "trusted",
        "asked escalate wrong-kind-of-answer: escalate(confirm, clock stops)",
    );
    check(
        &INVITED,
        "asked",
        "deny",
        "trusted",
        "asked escalate declined: escalate(decline, clock stops)",
    );
}

#[test]
fn an_answer_naming_another_cctld_escalates() {
    for scheme in schemes() {
        for at in ["asked", "reminded", "confirmed", "subscribed"] {
            let case = case_in(&state(at), &scheme);
            let mut report = reading("other-cctld");
            report.reading = reading("contacts").reading;
            report.reading = if case.answer.is_some() {
                reading("deny").reading
            } else {
                report.reading
            };
            let step = stepped(&case, &answer(report, verdict("trusted")));
            let end = step.end.as_ref().unwrap();
            assert_eq!(
                (end.action, end.code),
                (Action::Escalate, Code::NamesOtherCctld),
                "{at}"
            );
            assert_eq!(step.case.state, case.state, "{at}");
            assert!(step.case.is_held(), "{at}");
        }
    }
}

#[test]
fn an_answer_naming_its_own_cctld_is_an_answer() {
    let case = case_in(&state("asked"), &INVITED);
    let mut report = reading("contacts");
    report.names = vec![case.tld];
    let step = stepped(&case, &answer(report, verdict("trusted")));
    assert_eq!(
        line(&step),
        "confirmed advance contacts-received: subscribe 2"
    );
}

#[test]
fn an_incomplete_answer_is_asked_for_once_more_and_then_escalates() {
    let case = case_in(&state("asked"), &INVITED);
    let event = answer(reading("incomplete"), verdict("trusted"));
    let first = stepped(&case, &event);
    assert_eq!(
        line(&first),
        "asked ask-again incomplete-answer: send answer-again"
    );
    let [Effect::Send(mail)] = first.effects.as_slice() else {
        panic!()
    };
    assert_eq!(
        mail.faults,
        reading("incomplete").faults,
        "the writer is told what is missing"
    );
    let second = stepped(&first.case, &event);
    assert_eq!(
        line(&second),
        "asked escalate incomplete-again: escalate(nothing, clock stops)"
    );
}

#[test]
fn contacts_without_the_statement_are_not_taken() {
    for (statement, faults) in [(false, 0), (true, 1)] {
        let mut report = reading("contacts");
        if let secird::reading::Reading::SscResponse {
            statement: said, ..
        } = &mut report.reading
        {
            *said = statement;
        }
        report.faults = reading("incomplete")
            .faults
            .into_iter()
            .take(faults)
            .collect();
        let case = case_in(&state("asked"), &INVITED);
        let step = stepped(&case, &answer(report, verdict("trusted")));
        assert_eq!(
            line(&step),
            "asked ask-again incomplete-answer: send answer-again"
        );
    }
}

#[test]
fn an_answer_that_only_lacks_the_proof_is_asked_for_once() {
    for scheme in schemes() {
        for at in ["asking", "asked", "reminding", "reminded"] {
            let case = case_in(&state(at), &scheme);
            let event = answer(reading("confirm"), verdict("no-proof"));
            let first = stepped(&case, &event);
            assert_eq!(
                first.end.as_ref().unwrap().code,
                Code::ReplyWithoutProof,
                "{at}"
            );
            assert_eq!(effects(&first), ["send answer-again"], "{at}");
            let second = stepped(&first.case, &event);
            assert_eq!(second.end.unwrap().code, Code::SenderDoubtful, "{at}");
        }
    }
    // Without a pass of our border nobody is written to.
    let case = case_in(&state("asked"), &INVITED);
    for who in ["no-proof-none", "forged", "foreign", "changed"] {
        let step = stepped(&case, &answer(reading("contacts"), verdict(who)));
        assert!(
            !effects(&step)
                .iter()
                .any(|effect| effect.starts_with("send")),
            "{who}"
        );
    }
}

#[test]
fn an_admin_gets_at_most_one_request_one_reminder_and_one_answer_again() {
    for scheme in schemes() {
        let mut case = case_in(&State::Planned, &scheme);
        let mut now = monday();
        // Whatever comes, in whatever order, three times over.
        for _ in 0..3 {
            for (_, event) in everything(&case) {
                case = stepped_at(&case, &event, now).case;
            }
            for mail in case.mails.clone() {
                let sent = Event::Sent {
                    order: mail.order,
                    at: now,
                };
                case = stepped_at(&case, &sent, now).case;
            }
            case.holds.clear();
            now += days(30);
            for _ in 0..3 {
                case = stepped_at(&case, &Event::Tick { read_until: now }, now).case;
            }
        }
        let count = |wanted: &[MailKind]| {
            case.mails
                .iter()
                .filter(|mail| wanted.contains(&mail.kind))
                .count()
        };
        let requests = [
            MailKind::SscRequest,
            MailKind::AuthenticationRequest,
            MailKind::ModificationRequest,
        ];
        assert_eq!(count(&requests), 1);
        assert!(count(&[MailKind::Reminder]) <= 1);
        assert_eq!(count(&[MailKind::AnswerAgain]), 1);
    }
}

/// Messages that leave a case open, and the word to start.
fn everything(case: &Case) -> Vec<(String, Event)> {
    let mut all = vec![("start".to_owned(), Event::Start)];
    for (meaning, report) in readings() {
        for (who, judgement) in verdicts() {
            let event = answer(report.clone(), judgement);
            if !stepped(case, &event).case.state.is_over() && who != "trusted" {
                all.push((format!("{meaning}, {who}"), event));
            }
        }
    }
    all
}

#[test]
fn automatic_mail_is_never_answered() {
    for scheme in schemes() {
        for (at, state) in states() {
            for meaning in [
                "auto-reply",
                "bounce",
                "delayed",
                "others-bounce",
                "held-notice",
                "unrelated",
            ] {
                for (who, judgement) in verdicts() {
                    let case = case_in(&state, &scheme);
                    let step = stepped(&case, &answer(reading(meaning), judgement));
                    let sends = effects(&step)
                        .iter()
                        .any(|effect| effect.starts_with("send"));
                    assert!(!sends, "{at}, {meaning}, {who}");
                    let action = step.end.unwrap().action;
                    assert!(
                        matches!(action, Action::Escalate | Action::Ignore),
                        "{at}, {meaning}"
                    );
                    assert_eq!(step.case.state, case.state, "{at}, {meaning}, {who}");
                }
            }
        }
    }
}

#[test]
fn a_bounce_of_ours_escalates_at_once_and_a_delay_does_not() {
    check(
        &INVITED,
        "asked",
        "bounce",
        "foreign",
        "asked escalate bounced: escalate(resend, done closes)",
    );
    check(
        &INVITED,
        "subscribed",
        "bounce",
        "foreign",
        "subscribed escalate bounced: escalate(nothing)",
    );
    check(
        &INVITED,
        "asked",
        "delayed",
        "foreign",
        "asked ignore delivery-delayed",
    );
    check(
        &INVITED,
        "asked",
        "others-bounce",
        "foreign",
        "asked ignore bounce-of-others",
    );
}

#[test]
fn a_contradiction_before_the_roster_changed_holds_the_case_and_the_subscription() {
    for (scheme, contrary) in [
        (requested(), "deny"),
        (INVITED, "deny"),
        (INVITED, "contacts"),
    ] {
        let mut report = reading(contrary);
        if let secird::reading::Reading::SscResponse {
            contacts: named, ..
        } = &mut report.reading
        {
            *named = contacts("de");
        }
        let case = case_in(&state("confirmed"), &scheme);
        let step = stepped(&case, &answer(report, verdict("trusted")));
        assert_eq!(step.end.as_ref().unwrap().code, Code::Contradiction);
        assert_eq!(step.case.state, case.state);
        assert!(
            step.case.is_held(),
            "the roster's order waits while the case is held"
        );
        assert_eq!(
            step.case.answer, case.answer,
            "the first answer does not silently give way"
        );
    }
}

#[test]
fn a_contradiction_after_the_roster_changed_proposes_nothing() {
    for at in ["subscribed", "joined"] {
        let case = case_in(&state(at), &requested());
        let step = stepped(&case, &answer(reading("deny"), verdict("trusted")));
        assert_eq!(step.end.as_ref().unwrap().code, Code::Contradiction, "{at}");
        let [Effect::Escalate(matter)] = step.effects.as_slice() else {
            panic!("{at}")
        };
        assert_eq!(matter.proposal, Proposal::Nothing, "{at}");
    }
}

#[test]
fn a_second_same_answer_is_ignored() {
    for (scheme, meaning) in [(INVITED, "contacts"), (requested(), "confirm")] {
        for at in ["confirmed", "subscribed", "joined"] {
            for who in ["trusted", "no-proof", "forged"] {
                let case = case_in(&state(at), &scheme);
                let step = stepped(&case, &answer(reading(meaning), verdict(who)));
                assert_eq!(
                    step.end.as_ref().unwrap().code,
                    Code::RepeatedAnswer,
                    "{at}, {who}"
                );
                assert_eq!(step.case, case, "{at}, {who}");
                assert!(step.effects.is_empty(), "{at}, {who}");
            }
        }
    }
    check(
        &requested(),
        "denied",
        "deny",
        "no-proof",
        "denied ignore repeated-answer",
    );
}

#[test]
fn an_answer_after_the_end_is_shown_and_changes_nothing() {
    for scheme in schemes() {
        for at in ["no-response", "by-hand"] {
            for who in ["trusted", "no-proof", "forged"] {
                for meaning in ["confirm", "deny", "contacts", "unclear"] {
                    let case = case_in(&state(at), &scheme);
                    let step = stepped(&case, &answer(reading(meaning), verdict(who)));
                    assert_eq!(
                        step.end.as_ref().unwrap().code,
                        Code::LateAnswer,
                        "{at}, {who}"
                    );
                    assert_eq!(step.case.state, case.state);
                    assert!(!step.case.is_held());
                }
            }
        }
    }
}

#[test]
fn while_the_validator_has_the_case_in_hand_everything_goes_to_him() {
    for scheme in schemes() {
        for at in ["asked", "reminded"] {
            for meaning in ["confirm", "deny", "contacts", "incomplete", "unclear"] {
                let mut case = case_in(&state(at), &scheme);
                case.holds
                    .push(hold("before", Proposal::Nothing, true, monday()));
                let step = stepped(&case, &answer(reading(meaning), verdict("trusted")));
                assert_eq!(
                    step.end.as_ref().unwrap().code,
                    Code::AnswerWhileHeld,
                    "{at}, {meaning}"
                );
                assert_eq!(step.case.state, case.state);
            }
        }
    }
}

#[test]
fn what_the_matching_found_odd_is_for_a_person_whoever_sent_it() {
    for (snag, code) in [
        (Snag::SecretsOfTwoCases, Code::SecretsOfTwoCases),
        (Snag::MessageIdReused, Code::MessageIdReused),
        (Snag::PretendsToBeOurs, Code::PretendsToBeOurs),
    ] {
        for (who, judgement) in verdicts() {
            let case = case_in(&state("asked"), &INVITED);
            let step = stepped(
                &case,
                &answer_with(reading("contacts"), judgement, Some(snag)),
            );
            let end = step.end.as_ref().unwrap();
            assert_eq!((end.action, end.code), (Action::Escalate, code), "{who}");
            assert_eq!(step.case.state, case.state, "{who}");
            assert!(!step.case.is_held(), "{who}");
        }
    }
}

#[test]
fn a_flood_of_forged_mail_does_not_make_a_case_grow_without_end() {
    let mut case = case_in(&state("asked"), &INVITED);
    for number in 0..500 {
        let cause = Cause::Command(format!("mail {number}"));
        let event = answer(reading("contacts"), verdict("forged"));
        let step = secird::case::step(&case, &event, &cause, &rules(), monday());
        assert_eq!(step.end.as_ref().unwrap().action, Action::Escalate);
        assert_eq!(step.effects.len(), 1, "each is shown");
        case = step.case;
    }
    assert!(case.holds.len() <= 20, "{}", case.holds.len());
    // What the flood drowned can still be held by the admin contact himself.
    let step = stepped(&case, &answer(reading("unclear"), verdict("trusted")));
    assert!(step.case.is_held());
    let id = step.case.holds.last().unwrap().id.clone();
    let decided = Event::Decided {
        escalation: id,
        choice: Choice::Reject,
        hindrance: None,
    };
    assert!(!stepped(&step.case, &decided).case.is_held());
}

#[test]
fn secrets_of_a_closed_case_are_void() {
    for scheme in schemes() {
        for (at, state) in states() {
            let case = case_in(&state, &scheme);
            let counts = case.receipts().len();
            let for_admin = case
                .mails
                .iter()
                .filter(|mail| mail.kind.is_for_admin())
                .count();
            assert_eq!(case.all_receipts().len(), for_admin, "{at}");
            assert_eq!(counts, if state.is_over() { 0 } else { for_admin }, "{at}");
        }
    }
}
