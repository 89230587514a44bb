//! What a change in IANA's database does to a case that waits for an answer.
//!
//! More than half of the records change within a year, so this is an ordinary
//! case with a name of its own. The request went to an address that IANA has
//! replaced: whoever reads it there may no longer speak for the ccTLD, and whoever
//! speaks for it now was never asked. Where nobody was asked yet, the new address is.
//! Otherwise the clock stops, what is not sent yet waits, and the Validator says
//! whether the new address is asked instead. Once it is, the secrets sent to the
//! old one count no more.

use crate::case::effect::Proposal;
use crate::case::end::Code;
use crate::case::state::State;
use crate::case::step::{Draft, Matter};
use crate::case::{Hold, decision};
use crate::domain::address::RegistryAddress;

/// IANA's database names `admin` now.
pub(super) fn on_record(draft: &mut Draft<'_>, admin: &RegistryAddress, freely: bool) {
    let same = |address: &RegistryAddress| address.0.same_mailbox(&admin.0);
    forget_others(draft, admin);
    let asked_about = draft
        .case
        .holds
        .iter()
        .any(|hold| matches!(&hold.proposal, Proposal::Readdress(proposed) if same(proposed)));
    let declined = draft.case.declined.as_ref().is_some_and(same);
    if same(&draft.case.asked) || asked_about || declined {
        return;
    }
    match &draft.case.state {
        // Nobody was asked yet: the new address will be.
        State::Planned if freely => draft.case.asked = admin.clone(),
        State::Asking { .. } if freely => {
            return ask(draft, admin.clone(), "as nobody had been asked yet");
        }
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. } => {
            draft.escalate(Matter {
                code: Code::AddressChanged,
                why: format!(
                    "{} We asked {}; IANA says {admin} now.",
                    Code::AddressChanged,
                    draft.case.asked
                ),
                proposal: Proposal::Readdress(admin.clone()),
                stops_clock: true,
                done_closes: true,
                message: None,
            });
        }
        // The answer was given while the old address was IANA's.
        State::Confirmed { .. } | State::Subscribed { .. } | State::Closed { .. } => return,
    }
    draft.note(
        "address-changed",
        "IANA's address of the admin contact changed.".to_owned(),
    );
}

/// A question about an address that IANA names no more is no question.
fn forget_others(draft: &mut Draft<'_>, admin: &RegistryAddress) {
    let outdated = |hold: &Hold| {
        matches!(&hold.proposal, Proposal::Readdress(proposed)
            if !proposed.0.same_mailbox(&admin.0))
    };
    while let Some(index) = draft.case.holds.iter().position(outdated) {
        let hold = draft.case.holds.remove(index);
        draft.note(
            "address-changed-again",
            format!(
                "IANA names that address no more, so {} is settled.",
                hold.id
            ),
        );
        decision::let_go(draft, &hold);
    }
}

/// Asks the new address from the beginning, by the Validator's decision.
pub(super) fn readdress(draft: &mut Draft<'_>, admin: RegistryAddress) {
    ask(draft, admin, "by the Validator's decision");
}

/// What was not sent yet is taken back; what was sent counts no more.
fn ask(draft: &mut Draft<'_>, admin: RegistryAddress, why: &str) {
    draft.take_back_questions();
    draft.case.asked = admin;
    for mail in &mut draft.case.mails {
        mail.void = true;
    }
    let kind = draft.case.scheme.request();
    if let Some(order) = draft.send(kind, Vec::new()) {
        draft.case.state = State::Asking { order };
        draft.note(
            kind.as_str(),
            format!("The request goes to the address that IANA names now, {why}."),
        );
    }
}
