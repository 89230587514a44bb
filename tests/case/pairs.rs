//! Every pair of state and event has its step, and it is the one written down.

use super::stage::{
    answer, awaited, case_in, days, hold, line, monday, readings, requested, rules, schemes,
    states, stepped, stepped_at, verdicts,
};
use crate::support::golden::golden;
use crate::support::names;
use secird::case::step::would_fail;
use secird::case::{Action, Case, Choice, Effect, Event, Proposal, Refusal, Scheme, State, Step};
use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::domain::ids::OrderKey;

/// Everything that can happen besides a message, with a name.
fn plain_events(state: &State) -> Vec<(&'static str, Event)> {
    let order = awaited(state);
    let other = OrderKey::from_stored("never ordered");
    let why = "550 no".to_owned();
    let at = monday();
    let decided = |choice| Event::Decided {
        escalation: hold("a question", Proposal::Nothing, true, at).id,
        choice,
        hindrance: None,
    };
    let tick = |read_until| Event::Tick { read_until };
    let sent = |order| Event::Sent { order, at };
    let undeliverable = |order| Event::Undeliverable {
        order,
        why: why.clone(),
    };
    let record = |address, freely| Event::RecordRead {
        admin: RegistryAddress(EmailAddress::parse(address).unwrap()),
        freely,
    };
    let other_admin = "new-admin@registry-nl.example";
    let on_roster = |order| Event::OnRoster { order };
    let refused = |order| Event::RosterRefused {
        order,
        refusal: Refusal::ListServer(why.clone()),
    };
    vec![
        ("start", Event::Start),
        ("sent", sent(order.clone())),
        ("sent-other", sent(other.clone())),
        ("undeliverable", undeliverable(order.clone())),
        ("undeliverable-other", undeliverable(other.clone())),
        ("tick", tick(at)),
        ("tick-unread", tick(at - days(1))),
        ("approve", decided(Choice::Approve)),
        ("reject", decided(Choice::Reject)),
        ("done", decided(Choice::Done)),
        ("on-roster", on_roster(order.clone())),
        ("on-roster-other", on_roster(other.clone())),
        ("refused", refused(order.clone())),
        ("refused-other", refused(other.clone())),
        ("published", Event::Published { order }),
        ("published-other", Event::Published { order: other }),
        ("record", record(names::of("nl").address, true)),
        ("record-other", record(other_admin, false)),
        ("record-other-free", record(other_admin, true)),
    ]
}

fn answers() -> Vec<(String, Event)> {
    let mut all = Vec::new();
    for (meaning, report) in readings() {
        for (who, judgement) in verdicts() {
            let event = answer(report.clone(), judgement);
            all.push((format!("{meaning}, {who}"), event));
        }
    }
    all
}

/// A case in every state, free and held, in both schemes.
fn every_case() -> Vec<(String, Case)> {
    let mut all = Vec::new();
    for scheme in schemes() {
        for (name, state) in states() {
            let case = case_in(&state, &scheme);
            let mut held = case.clone();
            held.holds
                .push(hold("a question", Proposal::Nothing, true, monday()));
            all.push((format!("{} {name}", scheme.as_str()), case));
            all.push((format!("{} {name} held", scheme.as_str()), held));
        }
    }
    all
}

fn every_pair(mut look: impl FnMut(&str, &Case, &Event, &Step)) {
    let mut pairs = 0;
    for (name, case) in every_case() {
        let plain = plain_events(&case.state)
            .into_iter()
            .map(|(word, event)| (word.to_owned(), event));
        for (word, event) in plain.chain(answers()) {
            pairs += 1;
            let step = stepped(&case, &event);
            look(&format!("{name}, {word}"), &case, &event, &step);
        }
    }
    assert_eq!(pairs, 3 * 12 * 2 * (19 + 13 * 6));
}

#[test]
fn every_pair_has_exactly_the_step_that_is_written_down() {
    for (scheme, file) in schemes()
        .into_iter()
        .zip(["invited", "requested", "changed"])
    {
        let (mut plain, mut judged) = (String::new(), String::new());
        for (name, state) in states() {
            let case = case_in(&state, &scheme);
            plain.push_str(&format!("{name}\n"));
            for (word, event) in plain_events(&state) {
                let step = line(&stepped(&case, &event));
                plain.push_str(&format!("  {word:<20} {step}\n"));
            }
            judged.push_str(&format!("{name}\n"));
            judged.push_str(&by_outcome(&case));
        }
        golden(&format!("fixtures/case/{file}-events.txt"), &plain);
        golden(&format!("fixtures/case/{file}-answers.txt"), &judged);
    }
}

/// The answers of a case, those with the same outcome on one line.
fn by_outcome(case: &Case) -> String {
    let mut text = String::new();
    for (who, judgement) in verdicts() {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for (meaning, report) in readings() {
            let step = line(&stepped(case, &answer(report, judgement.clone())));
            match lines.iter_mut().find(|(known, _)| *known == step) {
                Some((_, meanings)) => meanings.push(meaning),
                None => lines.push((step, vec![meaning])),
            }
        }
        text.push_str(&format!("  {who}\n"));
        for (step, meanings) in lines {
            text.push_str(&format!("    {} -> {step}\n", meanings.join(" ")));
        }
    }
    text
}

#[test]
fn a_step_changes_nothing_of_a_case_but_its_course() {
    every_pair(|name, case, event, step| {
        let after = &step.case;
        assert_eq!(after.id, case.id, "{name}");
        assert_eq!(after.tld, case.tld, "{name}");
        assert_eq!(after.scheme, case.scheme, "{name}");
        assert_eq!(after.opened, case.opened, "{name}");
        // Who was not asked yet is asked at the address that IANA names now.
        let unasked = case.mails.iter().all(|mail| mail.sent.is_none())
            && matches!(event, Event::RecordRead { freely: true, .. });
        assert!(unasked || after.asked == case.asked, "{name}");
        assert!(after.mails.len() >= case.mails.len(), "{name}");
        for (before, now) in case.mails.iter().zip(&after.mails) {
            assert_eq!(before.order, now.order, "{name}");
            assert_eq!(before.message_id, now.message_id, "{name}");
        }
    });
}

#[test]
fn a_message_has_exactly_one_end_and_nothing_else_has_one() {
    every_pair(|name, _, event, step| {
        let message = matches!(event, Event::Answer(_));
        assert_eq!(step.end.is_some(), message, "{name}");
        let ends = step.entries.iter().filter(|entry| entry.end.is_some());
        assert_eq!(ends.count(), usize::from(message), "{name}");
    });
}

#[test]
fn what_changes_a_case_stands_in_its_journal() {
    every_pair(|name, case, _, step| {
        if step.case != *case || !step.effects.is_empty() {
            assert!(!step.entries.is_empty(), "{name}: nothing was written");
        }
        for entry in &step.entries {
            assert_eq!(entry.case, Some(case.id), "{name}");
            assert!(!entry.text.contains('@'), "{name}: {}", entry.text);
        }
    });
}

#[test]
fn the_same_step_twice_is_the_same_step_with_the_same_keys() {
    every_pair(|name, case, event, step| {
        assert_eq!(stepped(case, event), *step, "{name}");
        let mut keys: Vec<String> = step.effects.iter().filter_map(key).collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count, "{name}: two orders with one key");
    });
}

fn key(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Send(mail) => Some(mail.order.to_string()),
        Effect::Escalate(matter) => Some(matter.order.to_string()),
        Effect::Subscribe { order, .. }
        | Effect::Settle { order, .. }
        | Effect::Restore { order, .. }
        | Effect::TurnAway { order, .. }
        | Effect::Publish { order, .. } => Some(order.to_string()),
        Effect::Withdraw { .. } | Effect::Open { .. } => None,
    }
}

#[test]
fn a_doubtful_sender_never_advances_a_case() {
    for (name, case) in every_case() {
        for (meaning, report) in readings() {
            for (who, judgement) in verdicts().into_iter().skip(1) {
                let event = answer(report.clone(), judgement);
                let step = stepped(&case, &event);
                let about = format!("{name}, {meaning}, {who}");
                let action = step.end.clone().unwrap().action;
                assert_ne!(action, Action::Advance, "{about}");
                assert_eq!(step.case.state, case.state, "{about}");
                assert_eq!(step.case.answer, case.answer, "{about}");
                let moved = step.effects.iter().any(|effect| {
                    matches!(
                        effect,
                        Effect::Subscribe { .. }
                            | Effect::Settle { .. }
                            | Effect::Restore { .. }
                            | Effect::TurnAway { .. }
                            | Effect::Publish { .. }
                            | Effect::Withdraw { .. }
                    )
                });
                assert!(!moved, "{about}: {:?}", step.effects);
            }
        }
    }
}

#[test]
fn an_untrusted_message_never_stops_the_clock() {
    for (name, case) in every_case().into_iter().filter(|(_, case)| !case.is_held()) {
        for (meaning, report) in readings() {
            for (who, judgement) in verdicts().into_iter().skip(1) {
                let event = answer(report.clone(), judgement);
                let step = stepped(&case, &event);
                assert!(!step.case.is_held(), "{name}, {meaning}, {who}");
            }
        }
    }
}

#[test]
fn an_escalation_by_the_admin_contact_stops_the_clock_of_an_open_case() {
    let mut seen = 0;
    for (name, case) in every_case() {
        for (meaning, report) in readings() {
            let bulk = matches!(meaning, "bounce" | "held-notice");
            let (_, trusted) = verdicts().remove(0);
            let step = stepped(&case, &answer(report, trusted));
            let escalated = step.end.as_ref().unwrap().action == Action::Escalate;
            if escalated && !bulk {
                seen += 1;
                assert_eq!(
                    step.case.is_held(),
                    !case.state.is_over() || case.is_held(),
                    "{name}, {meaning}"
                );
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn a_held_case_neither_reminds_nor_fails() {
    for (name, case) in every_case().into_iter().filter(|(_, case)| case.is_held()) {
        let later = monday() + days(100);
        let tick = Event::Tick { read_until: later };
        let step = stepped_at(&case, &tick, later);
        assert_eq!(step.case, case, "{name}");
        assert!(step.effects.is_empty() && step.entries.is_empty(), "{name}");
        assert!(!would_fail(&case, &rules(), later, later), "{name}");
    }
}

#[test]
fn mail_goes_to_the_admin_contact_asked_and_to_the_person_who_asked() {
    let mut seen = 0;
    every_pair(|name, case, _, step| {
        for effect in &step.effects {
            let Effect::Send(mail) = effect else { continue };
            seen += 1;
            let to = mail.to.address();
            if mail.kind.is_for_admin() {
                assert_eq!(*to, step.case.asked.0, "{name}");
                assert!(mail.reference.is_some(), "{name}");
            } else {
                assert_eq!(
                    Some(to),
                    case.scheme.person().map(|person| &person.email),
                    "{name}"
                );
                assert_eq!(mail.reference, None, "{name}");
            }
        }
    });
    assert!(seen > 10, "{seen}");
}

#[test]
fn nobody_goes_on_the_roster_but_whom_the_answer_named() {
    let (_, trusted) = verdicts().remove(0);
    for (meaning, scheme) in [
        ("contacts", Scheme::ValidatorInitiated),
        ("confirm", requested()),
    ] {
        let report = super::stage::reading(meaning);
        let case = case_in(&super::stage::state("asked"), &scheme);
        let step = stepped(&case, &answer(report, trusted.clone()));
        let [Effect::Subscribe { contacts, tld, .. }] = step.effects.as_slice() else {
            panic!("{meaning}: {:?}", step.effects);
        };
        let named = match scheme.ssc() {
            Some(ssc) => vec![ssc.clone()],
            None => super::stage::contacts("nl"),
        };
        assert_eq!(*contacts, named);
        assert_eq!(*tld, case.tld);
        assert!(!step.case.answer.unwrap().by_validator);
    }
}
