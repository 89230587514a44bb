//! What the Validator's word does to a case.

use crate::case::effect::{Effect, EscalationId, MailKind, Proposal};
use crate::case::end::Code;
use crate::case::event::Choice;
use crate::case::modification::{Asker, Hindrance};
use crate::case::state::{Outcome, State};
use crate::case::step::{Draft, Matter};
use crate::case::{Case, Hold, Modification, Said, readdress};
use crate::domain::contact::Contact;
use jiff::Timestamp;

/// Takes the Validator's decision into the case.
pub(super) fn on_decided(
    draft: &mut Draft<'_>,
    id: &EscalationId,
    choice: Choice,
    hindrance: Option<Hindrance>,
) {
    let Some(index) = draft.case.holds.iter().position(|hold| hold.id == *id) else {
        return draft.note(
            "decided-before",
            format!("{id} was decided before; nothing was done."),
        );
    };
    let hold = draft.case.holds.remove(index);
    let what = choice.as_str();
    draft.note(
        what,
        format!(
            "The Validator decided {id} ({}): {what}.",
            hold.code.as_str()
        ),
    );
    match choice {
        Choice::Approve => approve(draft, &hold, hindrance),
        // Said once: the address is not asked about again.
        Choice::Reject => {
            if let Proposal::Readdress(admin) = &hold.proposal {
                draft.case.declined = Some(admin.clone());
            }
            end_stuck(draft, &hold);
        }
        Choice::Done => {
            if hold.done_closes && !draft.case.state.is_over() {
                withdraw_roster(draft);
                draft.close(Outcome::ByHand);
            }
        }
    }
    let_go(draft, &hold);
}

/// Whether the case waits for an order that was refused, so that it would wait
/// for ever if that is not to be ordered again.
fn is_stuck(case: &Case, hold: &Hold) -> bool {
    let again = (hold.code == Code::Undeliverable && hold.proposal == Proposal::Resend)
        || hold.code == Code::RosterRefused;
    let waits = matches!(
        case.state,
        State::Asking { .. } | State::Reminding { .. } | State::Confirmed { .. }
    );
    again && waits
}

/// A case that would wait for ever ends, and what the list server made of its
/// change before it was refused is put back.
fn end_stuck(draft: &mut Draft<'_>, hold: &Hold) {
    if !is_stuck(&draft.case, hold) {
        return;
    }
    if let State::Confirmed { contacts, .. } = draft.case.state.clone() {
        let touched = match draft.case.scheme.modification() {
            Some(asked) => Modification {
                wanted: contacts,
                ..asked.clone()
            }
            .touched(),
            None => contacts.into_iter().map(|contact| contact.email).collect(),
        };
        draft.put_back(touched);
    }
    draft.close(Outcome::ByHand);
}

/// The clock goes on after a hold that is gone, unless another stops it.
pub(super) fn let_go(draft: &mut Draft<'_>, hold: &Hold) {
    if !hold.stops_clock {
        return;
    }
    if draft.case.is_held() {
        // The clock stands since the first of them, whichever is decided first.
        for other in draft.case.holds.iter_mut().filter(|hold| hold.stops_clock) {
            other.since = other.since.min(hold.since);
        }
    } else {
        resume(draft, hold.since);
    }
}

/// Does what was proposed, where the case still allows it.
fn approve(draft: &mut Draft<'_>, hold: &Hold, hindrance: Option<Hindrance>) {
    if !applies(&draft.case, &hold.proposal) {
        return draft.note(
            "too-late",
            "The case has moved on since; the approval changes nothing.".to_owned(),
        );
    }
    match hold.proposal.clone() {
        Proposal::Confirm => take(draft, Said::Confirm, hold),
        Proposal::Deny => take(draft, Said::Deny, hold),
        Proposal::Contacts(contacts) => take(draft, Said::Contacts(contacts), hold),
        Proposal::AskAgain => {
            draft.send(MailKind::AnswerAgain, Vec::new());
        }
        Proposal::Resend => resend(draft),
        Proposal::Readdress(admin) => readdress::readdress(draft, admin),
        Proposal::Decline => {
            withdraw_roster(draft);
            draft.close(Outcome::Denied);
        }
        Proposal::RetryRoster(vouched) => {
            if let State::Confirmed { contacts, .. } = draft.case.state.clone() {
                draft.put_on_roster(contacts, vouched);
            }
        }
        Proposal::Change(wanted) => match hindrance {
            None => change(draft, wanted),
            Some(why) => not_now(draft, hold, why),
        },
        Proposal::Nothing if is_stuck(&draft.case, hold) => end_stuck(draft, hold),
        Proposal::Release | Proposal::Ask | Proposal::Adopt | Proposal::Nothing => {
            draft.note(
                "nothing-to-approve",
                "There was nothing the bot could do.".to_owned(),
            );
        }
    }
}

/// The admin contact is asked to confirm a change; what there is to change is
/// seen when that case is opened.
fn change(draft: &mut Draft<'_>, wanted: Vec<Contact>) {
    let tld = draft.case.tld;
    draft.order(Effect::Open {
        tld,
        change: Box::new(Modification {
            before: Vec::new(),
            wanted,
            asker: Asker::Secretariat,
        }),
    });
    draft.note(
        "change-to-confirm",
        "The admin contact is asked to confirm the change, in a case of its own.".to_owned(),
    );
}

/// What was approved cannot be done now: the question is put again, so that it is
/// not forgotten.
fn not_now(draft: &mut Draft<'_>, hold: &Hold, why: Hindrance) {
    let why = format!(
        "The admin contact of {} was not asked, as {why}.",
        draft.case.tld
    );
    draft.note("change-not-opened", why.clone());
    draft.escalate(Matter {
        code: Code::ChangeRequested,
        why: format!(
            "{} You approved that the admin contact is asked to confirm it. {why} When that has passed, approve this; or reject it.",
            Code::ChangeRequested
        ),
        proposal: hold.proposal.clone(),
        stops_clock: false,
        done_closes: false,
        message: hold.message,
    });
}

/// Whether a proposal still makes sense in the state the case has now.
fn applies(case: &Case, proposal: &Proposal) -> bool {
    let open_question = case.state.awaits_answer();
    let reopens = matches!(
        case.state,
        State::Confirmed { .. }
            | State::Closed {
                outcome: Outcome::NoResponse | Outcome::Denied | Outcome::ByHand,
                ..
            }
    );
    let denied = matches!(
        case.state,
        State::Closed {
            outcome: Outcome::Denied,
            ..
        }
    );
    match proposal {
        Proposal::Confirm | Proposal::Contacts(_) => open_question || reopens,
        Proposal::Deny => open_question || (reopens && !denied),
        Proposal::AskAgain => open_question && !case.asked_again(),
        Proposal::Resend | Proposal::Readdress(_) => open_question,
        Proposal::Decline => open_question || matches!(case.state, State::Confirmed { .. }),
        Proposal::RetryRoster(_) => matches!(case.state, State::Confirmed { .. }),
        Proposal::Change(_)
        | Proposal::Release
        | Proposal::Ask
        | Proposal::Adopt
        | Proposal::Nothing => true,
    }
}

fn take(draft: &mut Draft<'_>, said: Said, hold: &Hold) {
    withdraw_roster(draft);
    draft.accept(said, hold.message, true);
}

/// Takes back a roster change that was ordered and not yet made.
fn withdraw_roster(draft: &mut Draft<'_>) {
    if let State::Confirmed { order, .. } = draft.case.state.clone() {
        draft.order(Effect::Withdraw { order });
    }
}

/// Sends the last question again, to the same address.
fn resend(draft: &mut Draft<'_>) {
    let kind = match &draft.case.state {
        State::Reminding { .. } | State::Reminded { .. } => MailKind::Reminder,
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. } => draft.case.scheme.request(),
    };
    let Some(order) = draft.send(kind, Vec::new()) else {
        return;
    };
    draft.case.state = match draft.case.state.clone() {
        State::Reminding { sent, .. } | State::Reminded { sent, .. } => {
            State::Reminding { sent, order }
        }
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. } => State::Asking { order },
    };
    draft.note(
        kind.as_str(),
        "The mail goes out again, by the Validator's decision.".to_owned(),
    );
}

/// The clock goes on: the working days that were left are given again.
fn resume(draft: &mut Draft<'_>, since: Timestamp) {
    let (now, calendar) = (draft.now, &draft.rules.calendar);
    let shifted = |deadline: Timestamp| {
        let left = calendar.between(since, deadline).max(1);
        calendar.after(now, left).max(deadline)
    };
    draft.case.state = match draft.case.state.clone() {
        State::Asked { sent, remind_at } => State::Asked {
            sent,
            remind_at: shifted(remind_at),
        },
        State::Reminded { sent, fail_at, .. } => State::Reminded {
            sent,
            fail_at: shifted(fail_at),
            last_call: None,
        },
        other @ (State::Planned
        | State::Asking { .. }
        | State::Reminding { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. }) => other,
    };
}
