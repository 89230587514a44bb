//! Time: deadlines, reminders, failures, and a bot that was away.

use super::stage::{
    answer, case_in, days, effects, hold, hours, monday, reading, requested, rules, schemes, state,
    stepped, stepped_at, verdict, word,
};
use jiff::{SignedDuration, Timestamp};
use secird::case::step::would_fail;
use secird::case::{Case, Choice, Event, Proposal, Scheme, State};
use secird::domain::ids::OrderKey;

const INVITED: Scheme = Scheme::ValidatorInitiated;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn sent(case: &Case, at: Timestamp) -> Case {
    let order = case.mails.last().unwrap().order.clone();
    stepped_at(case, &Event::Sent { order, at }, at).case
}

fn tick(case: &Case, now: Timestamp) -> Case {
    stepped_at(case, &Event::Tick { read_until: now }, now).case
}

#[test]
fn deadlines_count_from_when_the_mail_was_sent() {
    // Ordered on Monday; the mail server takes it on Wednesday afternoon.
    let wednesday = at("2026-11-25T15:30:00Z");
    let case = sent(&case_in(&state("asking"), &INVITED), wednesday);
    assert_eq!(
        case.state,
        State::Asked {
            sent: wednesday,
            remind_at: at("2026-12-02T15:30:00Z")
        }
    );
    let reminding = tick(&case, at("2026-12-02T15:30:00Z"));
    assert_eq!(word(&reminding.state), "reminding");
    let monday = at("2026-12-07T08:00:00Z");
    let reminded = sent(&reminding, monday);
    assert_eq!(
        reminded.state,
        State::Reminded {
            sent: monday,
            fail_at: at("2026-12-14T08:00:00Z"),
            last_call: None
        }
    );
}

#[test]
fn holidays_and_weekends_do_not_count() {
    let mut rules = rules();
    rules
        .calendar
        .holidays
        .insert("2026-11-26".parse().unwrap());
    rules
        .calendar
        .holidays
        .insert("2026-11-27".parse().unwrap());
    let case = case_in(&state("asking"), &INVITED);
    let order = case.mails[0].order.clone();
    let event = Event::Sent {
        order,
        at: monday(),
    };
    let cause = secird::case::Cause::Command("x".to_owned());
    let step = secird::case::step(&case, &event, &cause, &rules, monday());
    assert_eq!(step.case.state.deadline(), Some(at("2026-12-02T10:00:00Z")));
}

#[test]
fn nothing_happens_before_its_time_or_while_the_mailbox_is_unread() {
    for (name, case) in [
        ("asked", case_in(&state("asked"), &INVITED)),
        ("reminded", case_in(&state("reminded"), &INVITED)),
        ("last-call", case_in(&state("last-call"), &INVITED)),
    ] {
        let second = SignedDuration::from_secs(1);
        let early = Event::Tick {
            read_until: monday() - second,
        };
        assert_eq!(
            stepped_at(&case, &early, monday() - second).case,
            case,
            "{name}: too early"
        );
        // Time is up, but mail that lies in the inbox may be the answer.
        assert_eq!(
            stepped_at(&case, &early, monday()).case,
            case,
            "{name}: unread"
        );
        assert!(
            !would_fail(&case, &rules(), monday() - second, monday()),
            "{name}"
        );
        assert_ne!(tick(&case, monday()), case, "{name}: due");
    }
}

#[test]
fn a_reminder_that_is_late_still_gives_its_full_time() {
    let case = case_in(&state("asked"), &INVITED);
    let woken = monday() + days(60);
    let reminding = stepped_at(&case, &Event::Tick { read_until: woken }, woken);
    assert_eq!(effects(&reminding), ["send reminder"]);
    let reminded = sent(&reminding.case, woken);
    assert_eq!(
        reminded.state.deadline(),
        Some(rules().calendar.after(woken, 5))
    );
}

#[test]
fn nothing_fails_in_the_hour_it_wakes() {
    let case = case_in(&state("reminded"), &requested());
    let woken = monday() + days(60);
    let first = tick(&case, woken);
    assert_eq!(word(&first.state), "last-call");
    assert!(!would_fail(&case, &rules(), woken, woken));
    for minutes in [1, 30, 59] {
        let now = woken + SignedDuration::from_mins(minutes);
        assert_eq!(tick(&first, now), first, "{minutes} minutes");
        assert!(!would_fail(&first, &rules(), now, now), "{minutes} minutes");
    }
    let hour = woken + hours(1);
    assert!(would_fail(&first, &rules(), hour, hour));
    assert_eq!(word(&tick(&first, hour).state), "no-response");
    // Up to half an hour is no sleep: the wheel turns every few minutes.
    assert_eq!(
        word(&tick(&case, monday() + SignedDuration::from_mins(30)).state),
        "no-response"
    );
    assert_eq!(
        word(&tick(&case, monday() + SignedDuration::from_mins(31)).state),
        "last-call"
    );
}

#[test]
fn a_failure_is_told_to_the_person_who_asked_and_to_nobody_else() {
    for (scheme, expect) in [
        (requested(), vec!["send failure-notice"]),
        (INVITED, vec![]),
    ] {
        let case = case_in(&state("reminded"), &scheme);
        let step = stepped(
            &case,
            &Event::Tick {
                read_until: monday(),
            },
        );
        assert_eq!(effects(&step), expect);
        assert_eq!(word(&step.case.state), "no-response");
    }
}

#[test]
fn a_second_question_gives_the_time_to_answer_it() {
    for (name, later) in [("asked", 4), ("reminded", 4)] {
        let case = case_in(&state(name), &INVITED);
        let now = monday() - days(3);
        let asked = stepped_at(
            &case,
            &answer(reading("incomplete"), verdict("trusted")),
            now,
        )
        .case;
        assert_eq!(
            asked.state, case.state,
            "{name}: until it is sent the clock is the old one"
        );
        let after = sent(&asked, now);
        assert_eq!(
            after.state.deadline(),
            Some(rules().calendar.after(now, 5)),
            "{name}"
        );
        assert!(
            after.state.deadline() > Some(monday() + days(later - 3)),
            "{name}"
        );
    }
}

#[test]
fn a_second_question_never_shortens_the_time() {
    let mut case = case_in(&state("reminded"), &INVITED);
    let far = monday() + days(50);
    if let State::Reminded { fail_at, .. } = &mut case.state {
        *fail_at = far;
    }
    let asked = stepped(&case, &answer(reading("incomplete"), verdict("trusted"))).case;
    assert_eq!(sent(&asked, monday()).state.deadline(), Some(far));
}

#[test]
fn the_clock_resumes_with_the_working_days_that_were_left() {
    // Held on Wednesday, two working days before Friday's deadline, for a month.
    let friday = at("2026-11-27T10:00:00Z");
    let wednesday = at("2026-11-25T09:00:00Z");
    let decided = at("2026-12-21T16:00:00Z");
    let expect = Some(at("2026-12-23T16:00:00Z"));
    for scheme in schemes() {
        for name in ["asked", "reminded"] {
            let mut case = case_in(&state(name), &scheme);
            move_deadline(&mut case.state, friday);
            let held = stepped_at(
                &case,
                &answer(reading("unclear"), verdict("trusted")),
                wednesday,
            )
            .case;
            assert!(held.is_held());
            let event = Event::Decided {
                escalation: held.holds[0].id.clone(),
                choice: Choice::Reject,
                hindrance: None,
            };
            let free = stepped_at(&held, &event, decided).case;
            assert_eq!(free.state.deadline(), expect, "{name}");
            assert!(!free.is_held());
        }
    }
}

#[test]
fn of_two_matters_the_first_stopped_the_clock_and_the_last_lets_it_go_on() {
    let friday = at("2026-11-27T10:00:00Z");
    let decided = at("2026-12-21T16:00:00Z");
    let first = hold("first", Proposal::Nothing, true, at("2026-11-24T09:00:00Z"));
    let second = hold(
        "second",
        Proposal::Nothing,
        true,
        at("2026-11-26T09:00:00Z"),
    );
    for order in [[&first, &second], [&second, &first]] {
        let mut case = case_in(&state("asked"), &INVITED);
        move_deadline(&mut case.state, friday);
        case.holds = vec![first.clone(), second.clone()];
        for (at, one) in order.into_iter().enumerate() {
            assert!(case.is_held(), "decision {at}");
            let event = Event::Decided {
                escalation: one.id.clone(),
                choice: Choice::Reject,
                hindrance: None,
            };
            case = stepped_at(&case, &event, decided).case;
        }
        // Stopped on Tuesday: Wednesday, Thursday and Friday were left.
        assert_eq!(case.state.deadline(), Some(at("2026-12-24T16:00:00Z")));
    }
}

#[test]
fn a_clock_that_ran_on_is_not_moved_by_a_decision() {
    for name in ["asked", "reminded", "last-call"] {
        for choice in [Choice::Approve, Choice::Reject, Choice::Done] {
            let mut case = case_in(&state(name), &INVITED);
            let open = hold("forged", Proposal::Nothing, false, monday() - days(2));
            case.holds.push(open.clone());
            let event = Event::Decided {
                escalation: open.id,
                choice,
                hindrance: None,
            };
            let step = stepped(&case, &event);
            assert_eq!(step.case.state, case.state, "{name}, {}", choice.as_str());
            assert!(step.case.holds.is_empty());
        }
    }
}

#[test]
fn a_mail_that_was_sent_is_sent_once() {
    let case = case_in(&state("asking"), &INVITED);
    let once = sent(&case, monday());
    let again = stepped_at(
        &once,
        &Event::Sent {
            order: once.mails[0].order.clone(),
            at: monday() + days(1),
        },
        monday() + days(1),
    );
    assert_eq!(again.case, once);
    assert!(again.entries.is_empty());
    let other = Event::Sent {
        order: OrderKey::from_stored("none"),
        at: monday(),
    };
    assert_eq!(stepped(&case, &other).case, case);
}

fn move_deadline(state: &mut State, to: Timestamp) {
    match state {
        State::Asked { remind_at, .. } => *remind_at = to,
        State::Reminded { fail_at, .. } => *fail_at = to,
        State::Planned
        | State::Asking { .. }
        | State::Reminding { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. } => panic!("no deadline to move"),
    }
}
