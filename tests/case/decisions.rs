//! The Validator's word: approve, reject and done, for every proposal.

use super::stage::{
    case_in, contacts, effects, hold, line, monday, requested, schemes, state, states, stepped,
};
use crate::support::golden::golden;
use secird::case::{Case, Choice, EscalationId, Event, Proposal, Said, Scheme, State};
use secird::domain::ids::OrderKey;

const INVITED: Scheme = Scheme::ValidatorInitiated;

/// Every proposal there is.
pub(crate) fn proposals() -> Vec<Proposal> {
    vec![
        Proposal::Confirm,
        Proposal::Deny,
        Proposal::Contacts(contacts("de")),
        Proposal::AskAgain,
        Proposal::Resend,
        Proposal::Decline,
        Proposal::RetryRoster(Vec::new()),
        Proposal::Release,
        Proposal::Change(contacts("de")),
        Proposal::Ask,
        Proposal::Adopt,
        Proposal::Nothing,
    ]
}

fn held(state: &State, scheme: &Scheme, proposal: &Proposal, stops_clock: bool) -> Case {
    let mut case = case_in(state, scheme);
    case.holds.push(hold(
        "the question",
        proposal.clone(),
        stops_clock,
        monday(),
    ));
    case
}

fn decided(case: &Case, choice: Choice) -> Event {
    Event::Decided {
        escalation: case.holds[0].id.clone(),
        choice,
        hindrance: None,
    }
}

#[test]
fn every_choice_on_every_proposal_in_every_state_does_exactly_what_is_written_down() {
    let mut text = String::new();
    for scheme in schemes() {
        for (name, state) in states() {
            text.push_str(&format!("{} {name}\n", scheme.as_str()));
            for proposal in proposals() {
                if proposal == Proposal::Confirm && scheme == INVITED {
                    continue;
                }
                let case = held(&state, &scheme, &proposal, true);
                for choice in [Choice::Approve, Choice::Reject, Choice::Done] {
                    let step = stepped(&case, &decided(&case, choice));
                    assert!(step.case.holds.is_empty());
                    let (what, word) = (proposal.as_str(), choice.as_str());
                    text.push_str(&format!("  {word:<8} {what:<13} {}\n", line(&step)));
                }
            }
        }
    }
    golden("fixtures/case/decisions.txt", &text);
}

#[test]
fn rejecting_changes_nothing_but_the_hold() {
    for scheme in schemes() {
        for (name, state) in states() {
            for proposal in proposals() {
                let case = held(&state, &scheme, &proposal, false);
                let step = stepped(&case, &decided(&case, Choice::Reject));
                assert!(step.effects.is_empty(), "{name}");
                assert_eq!(step.case, case_in(&state, &scheme), "{name}");
            }
        }
    }
}

#[test]
fn done_closes_an_open_case_that_the_matter_had_stopped_and_no_other() {
    for scheme in schemes() {
        for (name, state) in states() {
            for stops_clock in [true, false] {
                let case = held(&state, &scheme, &Proposal::Nothing, stops_clock);
                let step = stepped(&case, &decided(&case, Choice::Done));
                let closes = stops_clock && !state.is_over();
                assert_eq!(step.case.state != state, closes, "{name}");
                if closes {
                    assert!(line(&step).starts_with("by-hand"), "{name}");
                }
                let sends = effects(&step)
                    .iter()
                    .any(|effect| effect.starts_with("send"));
                assert!(!sends, "{name}: nobody is written to");
            }
        }
    }
}

#[test]
fn whoever_closes_a_case_takes_back_the_question_that_was_not_sent() {
    for name in ["asking", "reminding", "confirmed"] {
        let case = held(&state(name), &INVITED, &Proposal::Nothing, true);
        let step = stepped(&case, &decided(&case, Choice::Done));
        assert_eq!(line(&step), "by-hand: withdraw", "{name}");
    }
}

#[test]
fn an_approved_answer_counts_as_the_validators() {
    for (scheme, proposal, said) in [
        (requested(), Proposal::Confirm, Said::Confirm),
        (requested(), Proposal::Deny, Said::Deny),
        (
            INVITED,
            Proposal::Contacts(contacts("de")),
            Said::Contacts(contacts("de")),
        ),
    ] {
        for name in ["asked", "reminded", "no-response", "by-hand"] {
            let case = held(&state(name), &scheme, &proposal, false);
            let step = stepped(&case, &decided(&case, Choice::Approve));
            let answer = step.case.answer.unwrap();
            assert!(answer.by_validator, "{name}");
            assert_eq!(answer.said, said, "{name}");
            assert_eq!(answer.message, case.holds[0].message, "{name}");
            let word = step.entries.iter().any(|entry| entry.what == "approve");
            assert!(word, "{name}: the decision stands in the journal");
        }
    }
}

#[test]
fn an_approved_contradiction_takes_the_first_subscription_back() {
    let case = held(&state("confirmed"), &requested(), &Proposal::Deny, true);
    let step = stepped(&case, &decided(&case, Choice::Approve));
    assert_eq!(line(&step), "denied: withdraw, send denial-notice");
    let case = held(
        &state("confirmed"),
        &INVITED,
        &Proposal::Contacts(contacts("de")),
        true,
    );
    let step = stepped(&case, &decided(&case, Choice::Approve));
    assert_eq!(line(&step), "confirmed: withdraw, subscribe 2");
    let State::Confirmed {
        contacts: named,
        order,
    } = step.case.state
    else {
        panic!()
    };
    assert_eq!(named, contacts("de"));
    assert_ne!(
        order,
        OrderKey::from_stored("m.1/0"),
        "a new order, not the one taken back"
    );
}

#[test]
fn what_is_on_the_roster_is_not_changed_by_an_old_approval() {
    for name in ["subscribed", "joined"] {
        for proposal in [
            Proposal::Confirm,
            Proposal::Deny,
            Proposal::Contacts(contacts("de")),
        ] {
            let case = held(&state(name), &requested(), &proposal, false);
            let step = stepped(&case, &decided(&case, Choice::Approve));
            assert!(step.effects.is_empty(), "{name}");
            assert_eq!(step.case.state, case.state, "{name}");
            assert!(
                step.entries.iter().any(|entry| entry.what == "too-late"),
                "{name}"
            );
        }
    }
}

#[test]
fn a_resent_question_is_the_one_that_was_asked_last_and_has_its_own_secret() {
    for (name, kind) in [
        ("asked", "ssc-request"),
        ("reminded", "reminder"),
        ("reminding", "reminder"),
    ] {
        let case = held(&state(name), &INVITED, &Proposal::Resend, false);
        let step = stepped(&case, &decided(&case, Choice::Approve));
        assert_eq!(
            effects(&step).last().unwrap(),
            &format!("send {kind}"),
            "{name}"
        );
        let ids: Vec<_> = step
            .case
            .mails
            .iter()
            .map(|mail| mail.message_id.clone())
            .collect();
        let mut once = ids.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{name}");
        assert_eq!(
            step.case.receipts().len(),
            ids.len(),
            "{name}: the older ones count on"
        );
    }
}

#[test]
fn a_matter_is_decided_once_and_an_unknown_one_never() {
    let case = held(&state("asked"), &requested(), &Proposal::Confirm, true);
    let event = decided(&case, Choice::Approve);
    let once = stepped(&case, &event);
    let twice = stepped(&once.case, &event);
    assert_eq!(twice.case, once.case);
    assert!(twice.effects.is_empty());
    let unknown = EscalationId::parse("E-0123456789ab").unwrap();
    let event = Event::Decided {
        escalation: unknown,
        choice: Choice::Approve,
        hindrance: None,
    };
    let step = stepped(&case, &event);
    assert_eq!(step.case, case);
    assert!(step.effects.is_empty());
}
