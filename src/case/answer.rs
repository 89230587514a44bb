//! What a message does to its case: reading and verdict together.
//!
//! Nothing but a trusted sender with a clear, complete answer to the question
//! that was asked moves a case forward. Everything else is asked again once,
//! ignored for a named reason, or put before the Validator.

use crate::case::effect::{Effect, MailKind, Proposal};
use crate::case::end::{Action, Code, End};
use crate::case::event::{AnswerEvent, Snag};
use crate::case::modification::{Asker, Modification, OnList, same_contacts, wished};
use crate::case::state::{Outcome, State, is_joined};
use crate::case::step::{Draft, Matter, ignore};
use crate::case::{Case, Said, Scheme};
use crate::domain::contact::Contact;
use crate::reading::Reading;
use crate::sender::{Authentication, Reason, Verdict};

/// Takes a message into its case.
pub(super) fn on_answer(draft: &mut Draft<'_>, event: &AnswerEvent) {
    match &event.report.reading {
        Reading::Bounce { original, failed } => {
            let ours = draft
                .case
                .mails
                .iter()
                .any(|mail| original.contains(&mail.message_id));
            match (ours, failed) {
                (false, _) => ignore(draft, event.message, Code::BounceOfOthers),
                (true, false) => ignore(draft, event.message, Code::DeliveryDelayed),
                (true, true) => escalate(draft, event, Code::Bounced, false),
            }
        }
        Reading::AutoReply => ignore(draft, event.message, Code::AutoReply),
        Reading::Unrelated => ignore(draft, event.message, Code::Unrelated),
        Reading::HeldSubscription => escalate(draft, event, Code::HeldSubscription, false),
        Reading::Confirm
        | Reading::Deny
        | Reading::SscResponse { .. }
        | Reading::ChangeRequest
        | Reading::Unclear { .. } => by_person(draft, event),
    }
}

/// A message a person wrote.
fn by_person(draft: &mut Draft<'_>, event: &AnswerEvent) {
    if let Some(snag) = event.snag {
        let code = match snag {
            Snag::SecretsOfTwoCases => Code::SecretsOfTwoCases,
            Snag::SecretOfAnotherCase => Code::SecretOfAnotherCase,
            Snag::MessageIdReused => Code::MessageIdReused,
            Snag::PretendsToBeOurs => Code::PretendsToBeOurs,
        };
        return escalate(draft, event, code, false);
    }
    let tld = draft.case.tld;
    let names_other = event.report.names.iter().any(|named| *named != tld);
    let repeated = !names_other && is_repeated(&draft.case, event);
    match &event.judgement.verdict {
        Verdict::Foreign { .. } => escalate(draft, event, Code::SenderForeign, false),
        Verdict::Doubtful { .. } | Verdict::Trusted if repeated => {
            ignore(draft, event.message, Code::RepeatedAnswer);
        }
        Verdict::Doubtful { reasons } => by_doubtful(draft, event, reasons),
        Verdict::Trusted => by_admin(draft, event),
    }
}

/// Whether the message says what is known already: what the answer before
/// said, or, once the list may have changed, what the list is.
fn is_repeated(case: &Case, event: &AnswerEvent) -> bool {
    match (said(event), listed(case, event)) {
        (Some(Said::Contacts(contacts)), Some(on_list)) => {
            same_contacts(&contacts, &on_list.contacts)
        }
        (said, _) => {
            let before = case.answer.as_ref().map(|answer| &answer.said);
            said.is_some() && said.as_ref() == before
        }
    }
}

/// How the ccTLD stands on the list, where it is on it and the case is over:
/// however that ended, what is said now is about the list (section 6).
fn listed<'a>(case: &Case, event: &'a AnswerEvent) -> Option<&'a OnList> {
    let on_list = event.on_list.as_ref()?;
    let stands = is_joined(&case.state) || !on_list.contacts.is_empty();
    (case.state.is_over() && stands).then_some(on_list)
}

/// The From is the admin contact's, but some point does not hold.
fn by_doubtful(draft: &mut Draft<'_>, event: &AnswerEvent, reasons: &[Reason]) {
    let only_proof = reasons == [Reason::NoProofOfReceipt]
        && event.judgement.evidence.authentication == Authentication::Pass;
    // The secrets of a closed case are void, so nobody is trusted there.
    if draft.case.state.is_over() {
        if only_proof && let Some(wanted) = new_contacts(draft, event) {
            return ask_to_confirm(draft, event, wanted);
        }
        let contradicts = draft.case.answer.is_some() && said(event).is_some();
        let code = if contradicts {
            Code::Contradiction
        } else {
            Code::LateAnswer
        };
        return escalate(draft, event, code, false);
    }
    if only_proof && may_ask_again(&draft.case) {
        return ask_again(draft, event, Code::ReplyWithoutProof);
    }
    let code = if reasons.contains(&Reason::AddressChanged) {
        Code::AddressChanged
    } else {
        Code::SenderDoubtful
    };
    escalate(draft, event, code, false);
}

/// The contacts a ccTLD on the list shall have instead, where the message says so
/// and the admin contact can be asked about it.
fn new_contacts(draft: &Draft<'_>, event: &AnswerEvent) -> Option<Vec<Contact>> {
    let on_list = listed(&draft.case, event).filter(|on_list| on_list.hindrance.is_none())?;
    let wanted = wished(&event.report, draft.rules.max_contacts)?;
    (!same_contacts(&wanted, &on_list.contacts)).then_some(wanted)
}

/// A changed list that does not prove itself: the admin contact is asked, with
/// a fresh secret, in a case of its own (procedure, section 6).
fn ask_to_confirm(draft: &mut Draft<'_>, event: &AnswerEvent, wanted: Vec<Contact>) {
    let tld = draft.case.tld;
    if event.report.names.iter().any(|named| *named != tld) {
        return escalate(draft, event, Code::NamesOtherCctld, false);
    }
    draft.order(Effect::Open {
        tld,
        change: Box::new(Modification {
            before: Vec::new(),
            wanted,
            asker: Asker::Admin,
        }),
    });
    let end = End::plain(Action::AskAgain, Code::ChangeToConfirm);
    draft.end(event.message, end);
}

/// The admin contact himself.
fn by_admin(draft: &mut Draft<'_>, event: &AnswerEvent) {
    let tld = draft.case.tld;
    if event.report.names.iter().any(|named| *named != tld) {
        return escalate(draft, event, Code::NamesOtherCctld, true);
    }
    match &draft.case.state {
        State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. } => {
            if draft.case.is_held() {
                escalate(draft, event, Code::AnswerWhileHeld, true);
            } else {
                while_waiting(draft, event);
            }
        }
        State::Confirmed { .. } | State::Subscribed { .. } => after_answer(draft, event),
        State::Closed { outcome, .. } => match outcome {
            Outcome::Joined { .. } | Outcome::Denied => after_answer(draft, event),
            Outcome::NoResponse | Outcome::ByHand => escalate(draft, event, Code::LateAnswer, true),
        },
        // Nothing was asked yet, so nothing can have been received.
        State::Planned => escalate(draft, event, Code::WrongKindOfAnswer, true),
    }
}

/// The first answer of the admin contact.
fn while_waiting(draft: &mut Draft<'_>, event: &AnswerEvent) {
    let word = draft.case.scheme.takes_a_word();
    let list = draft.case.scheme.takes_contacts();
    let complete = event.report.faults.is_empty();
    match (&event.report.reading, word, list) {
        (Reading::Confirm, true, _) => advance(draft, event, Code::Confirmed, Said::Confirm),
        (Reading::Deny, true, _) => advance(draft, event, Code::Denied, Said::Deny),
        (
            Reading::SscResponse {
                contacts,
                statement: true,
            },
            _,
            true,
        ) if complete && !contacts.is_empty() => {
            let said = Said::Contacts(contacts.clone());
            advance(draft, event, Code::ContactsReceived, said);
        }
        (Reading::SscResponse { .. }, _, true) => {
            if may_ask_again(&draft.case) {
                ask_again(draft, event, Code::IncompleteAnswer);
            } else {
                escalate(draft, event, Code::IncompleteAgain, true);
            }
        }
        (Reading::Deny, false, _) => escalate(draft, event, Code::Declined, true),
        (Reading::Confirm, false, _) | (Reading::SscResponse { .. }, _, false) => {
            escalate(draft, event, Code::WrongKindOfAnswer, true);
        }
        (Reading::ChangeRequest, ..) => escalate(draft, event, Code::ChangeRequested, true),
        (
            Reading::Unclear { .. }
            | Reading::HeldSubscription
            | Reading::AutoReply
            | Reading::Bounce { .. }
            | Reading::Unrelated,
            ..,
        ) => escalate(draft, event, Code::UnclearAnswer, true),
    }
}

/// A further answer of the admin contact that is not the same as the first.
fn after_answer(draft: &mut Draft<'_>, event: &AnswerEvent) {
    let code = match &event.report.reading {
        Reading::Confirm | Reading::Deny | Reading::SscResponse { .. } => Code::Contradiction,
        Reading::ChangeRequest => Code::ChangeRequested,
        Reading::Unclear { .. }
        | Reading::HeldSubscription
        | Reading::AutoReply
        | Reading::Bounce { .. }
        | Reading::Unrelated => Code::UnclearAnswer,
    };
    escalate(draft, event, code, true);
}

/// The substance of an answer, where it has one.
fn said(event: &AnswerEvent) -> Option<Said> {
    match &event.report.reading {
        Reading::Confirm => Some(Said::Confirm),
        Reading::Deny => Some(Said::Deny),
        Reading::SscResponse { contacts, .. } => event
            .report
            .faults
            .is_empty()
            .then(|| Said::Contacts(contacts.clone())),
        Reading::HeldSubscription
        | Reading::ChangeRequest
        | Reading::AutoReply
        | Reading::Bounce { .. }
        | Reading::Unclear { .. }
        | Reading::Unrelated => None,
    }
}

fn may_ask_again(case: &Case) -> bool {
    case.state.awaits_answer() && !case.asked_again() && !case.is_held()
}

fn ask_again(draft: &mut Draft<'_>, event: &AnswerEvent, code: Code) {
    draft.send(MailKind::AnswerAgain, event.report.faults.clone());
    draft.end(event.message, End::plain(Action::AskAgain, code));
}

fn advance(draft: &mut Draft<'_>, event: &AnswerEvent, code: Code, said: Said) {
    draft.end(event.message, End::plain(Action::Advance, code));
    draft.accept(said, Some(event.message), false);
}

fn escalate(draft: &mut Draft<'_>, event: &AnswerEvent, code: Code, stops_clock: bool) {
    let end = match (&event.report.reading, event.report.faults.first()) {
        (Reading::Unclear { why }, _) => End::with(Action::Escalate, code, &why.to_string()),
        (_, Some(fault)) => End::with(Action::Escalate, code, &fault.to_string()),
        (_, None) => End::plain(Action::Escalate, code),
    };
    let proposal = proposal(draft, event, code);
    draft.end(event.message, end.clone());
    draft.escalate(Matter {
        code,
        why: end.why,
        proposal,
        stops_clock: stops_clock && !draft.case.state.is_over(),
        done_closes: stops_clock || (code == Code::Bounced && draft.case.state.awaits_answer()),
        message: Some(event.message),
    });
    draft.exhibit(&event.report, &event.judgement);
}

/// What the Validator's approval of this message would do.
fn proposal(draft: &Draft<'_>, event: &AnswerEvent, code: Code) -> Proposal {
    let case = &draft.case;
    let joined = matches!(
        case.state,
        State::Subscribed { .. }
            | State::Closed {
                outcome: Outcome::Joined { .. },
                ..
            }
    );
    let asks_again = if case.state.awaits_answer() && !case.asked_again() {
        Proposal::AskAgain
    } else {
        Proposal::Nothing
    };
    if code == Code::Bounced {
        return if case.state.awaits_answer() {
            Proposal::Resend
        } else {
            Proposal::Nothing
        };
    }
    // What is on the list already is changed when the admin contact confirms it
    // (procedure, section 6).
    if let Some(wanted) = new_contacts(draft, event) {
        return Proposal::Change(wanted);
    }
    if joined
        || matches!(
            code,
            Code::HeldSubscription
                | Code::NamesOtherCctld
                | Code::SecretsOfTwoCases
                | Code::SecretOfAnotherCase
                | Code::PretendsToBeOurs
        )
    {
        return Proposal::Nothing;
    }
    match (&case.scheme, said(event)) {
        (Scheme::SscInitiated { .. } | Scheme::Modification(_), Some(Said::Confirm)) => {
            Proposal::Confirm
        }
        (Scheme::SscInitiated { .. } | Scheme::Modification(_), Some(Said::Deny)) => Proposal::Deny,
        (Scheme::Modification(_), Some(Said::Contacts(contacts))) => Proposal::Contacts(contacts),
        (Scheme::Modification(_), None) => asks_again,
        (Scheme::SscInitiated { ssc }, other) if means_yes(event, ssc, other.as_ref()) => {
            Proposal::Confirm
        }
        (Scheme::SscInitiated { .. }, Some(Said::Contacts(_)) | None) => asks_again,
        (Scheme::ValidatorInitiated, Some(Said::Contacts(contacts))) => {
            Proposal::Contacts(contacts)
        }
        (Scheme::ValidatorInitiated, Some(Said::Deny)) => Proposal::Decline,
        (Scheme::ValidatorInitiated, Some(Said::Confirm) | None) => asks_again,
    }
}

/// Whether a person may take for a confirm what was not said as one: only the
/// admin contact's own words, unclear or naming the very person.
fn means_yes(event: &AnswerEvent, ssc: &Contact, said: Option<&Said>) -> bool {
    let named = match said {
        Some(Said::Contacts(contacts)) => contacts
            .iter()
            .any(|contact| contact.email.same_mailbox(&ssc.email)),
        Some(Said::Confirm | Said::Deny) => false,
        None => matches!(event.report.reading, Reading::Unclear { .. }),
    };
    named && event.judgement.verdict == Verdict::Trusted
}
