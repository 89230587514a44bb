//! What the Validator is asked, and what each of his choices will do.
//!
//! The question names the people and the ccTLD; a change is shown line by line,
//! as the admin contact sees it. What a choice says here is what it does: these
//! sentences and the decisions of the case belong together.

use super::{Exhibits, clean};
use crate::case::{Asker, Case, Code, Escalation, Modification, Proposal};
use crate::compose::letters::{self, wrap};
use crate::domain::contact::Contact;
use crate::reading::Reading;
use crate::sender::Verdict;

/// What is asked, in one sentence; who wrote it comes before what it says.
pub(super) fn question(matter: &Escalation, exhibits: &Exhibits<'_>) -> String {
    let asked = match (&matter.proposal, exhibits.about) {
        (Proposal::Ask, Some((who, tld))) => format!(
            "Shall the admin contact of {tld} be asked about {}, {}, all the same?",
            clean(&who.name),
            who.email
        ),
        (_, _) => plain_question(matter, exhibits.case),
    };
    let doubt = matter
        .judgement
        .as_ref()
        .map(|judgement| &judgement.verdict);
    let speaks = !matches!(matter.proposal, Proposal::Nothing | Proposal::Resend);
    match doubt {
        Some(Verdict::Doubtful { .. }) if speaks => {
            format!("Did the admin contact really write this? If so: {asked}")
        }
        Some(Verdict::Foreign { .. }) if speaks => {
            format!("May the person who wrote this speak for the admin contact? If so: {asked}")
        }
        Some(Verdict::Trusted | Verdict::Doubtful { .. } | Verdict::Foreign { .. }) | None => asked,
    }
}

/// What a change consists of, a line for each; nothing where it is none.
pub(super) fn changes(matter: &Escalation, exhibits: &Exhibits<'_>) -> String {
    let asked = exhibits.case.and_then(|case| case.scheme.modification());
    let change = match (&matter.proposal, asked) {
        (Proposal::Confirm | Proposal::Deny | Proposal::RetryRoster(_), Some(asked)) => {
            asked.clone()
        }
        (Proposal::Contacts(wanted), Some(asked)) => Modification {
            wanted: wanted.clone(),
            ..asked.clone()
        },
        (Proposal::Change(wanted), _) => Modification {
            before: exhibits.on_list.clone(),
            wanted: wanted.clone(),
            asker: Asker::Secretariat,
        },
        (_, _) => return String::new(),
    };
    let lines = letters::difference_lines(&change);
    let lines = lines.iter().map(|line| format!("  {}", clean(line)));
    lines.collect::<Vec<_>>().join("\n")
}

/// What approval would mean, in one sentence.
fn plain_question(matter: &Escalation, case: Option<&Case>) -> String {
    let tld = case.map_or_else(|| "a ccTLD".to_owned(), |case| case.tld.to_string());
    let ssc = case
        .and_then(|case| case.scheme.ssc())
        .map_or_else(|| "the person".to_owned(), |ssc| clean(&ssc.name));
    let is_change = case.is_some_and(|case| case.scheme.modification().is_some());
    match &matter.proposal {
        Proposal::Confirm if is_change && is_said(matter, &Reading::Confirm) => {
            format!("Shall the contacts of {tld} be changed like this?")
        }
        Proposal::Confirm if is_change => {
            format!("Is this a yes, and shall the contacts of {tld} be changed like this?")
        }
        Proposal::Contacts(_) if is_change => {
            format!("Shall the contacts of {tld} be changed like this?")
        }
        Proposal::Deny if is_change => {
            format!("Shall this change of the contacts of {tld} be denied?")
        }
        Proposal::Confirm if is_said(matter, &Reading::Confirm) => {
            format!("Shall {ssc} go on the TLD-OPS list as contact of {tld}?")
        }
        Proposal::Confirm => {
            format!("Is this a yes, and shall {ssc} go on the TLD-OPS list as contact of {tld}?")
        }
        Proposal::Deny => format!("Shall {ssc}'s request to join for {tld} be denied?"),
        Proposal::Contacts(contacts) => {
            let as_what = if contacts.len() == 1 {
                "contact"
            } else {
                "contacts"
            };
            let names = names(contacts);
            format!("Shall {names} go on the TLD-OPS list as {as_what} of {tld}?")
        }
        Proposal::AskAgain => format!("Shall the admin contact of {tld} be asked to answer again?"),
        Proposal::Resend => format!("Shall our mail about {tld} be sent again?"),
        Proposal::Readdress(admin) => {
            format!("Shall the request about {tld} go to {admin}, whom IANA names now?")
        }
        Proposal::Decline => format!("Shall the invitation of {tld} be closed as declined?"),
        Proposal::Release => "Shall the cases that are due to fail today really fail?".to_owned(),
        Proposal::RetryRoster(vouched) if !vouched.is_empty() => format!(
            "Shall {} stand on the list with the new name and number, although another ccTLD's admin contact speaks for the entry too?",
            names(vouched)
        ),
        Proposal::RetryRoster(_) => {
            format!("Shall the change of the mailing list for {tld} be tried again?")
        }
        Proposal::Change(_) => {
            format!(
                "Shall the admin contact of {tld} be asked to confirm this change of its contacts?"
            )
        }
        Proposal::Ask => {
            "Shall the admin contact be asked about this person all the same?".to_owned()
        }
        Proposal::Adopt => "Is the mailing list right, and shall the books follow it?".to_owned(),
        Proposal::Nothing => plea(matter).to_owned(),
    }
}

/// What is asked where the bot cannot act.
fn plea(matter: &Escalation) -> &'static str {
    let code = matter.code;
    if code == Code::RosterByHand {
        "Please change the mailing list by hand."
    } else if code == Code::HeldSubscription {
        "Please look at the subscription request that the list server holds."
    } else if matches!(code, Code::TooManyFailures | Code::TooManyMails) {
        "Please look: the bot stopped itself."
    } else if code == Code::NotAnEscalation {
        "Please move the bot's own question, not another message."
    } else if matter.message.is_none() {
        "Please look at this; the bot cannot act on it by itself."
    } else {
        "Please look at this message; the bot cannot act on it by itself."
    }
}

/// Whether the message says just that.
fn is_said(matter: &Escalation, reading: &Reading) -> bool {
    matter
        .report
        .as_ref()
        .is_none_or(|report| report.reading == *reading)
}

fn names(contacts: &[Contact]) -> String {
    let names: Vec<String> = contacts
        .iter()
        .map(|contact| clean(&contact.name))
        .collect();
    names.join(" and ")
}

/// What each choice will do.
pub(super) fn choices(matter: &Escalation, case: Option<&Case>) -> String {
    let row = |folder: &str, text: &str| {
        let first = format!("  {folder:<18}");
        wrap(text, &first, &" ".repeat(20))
    };
    format!(
        "To decide, move this message to one of these folders:\n\n{}\n{}\n{}\n\nor run: secird approve {id}   (or: reject, done)",
        row("TLD-OPS/Approve", &approving(matter, case)),
        row("TLD-OPS/Reject", rejecting(matter, case)),
        row("TLD-OPS/Done", doing(matter, case)),
        id = matter.id,
    )
}

fn approving(matter: &Escalation, case: Option<&Case>) -> String {
    let tld = case.map_or_else(|| "the ccTLD".to_owned(), |case| case.tld.to_string());
    let ssc = case
        .and_then(|case| case.scheme.ssc())
        .map_or_else(|| "the person".to_owned(), |ssc| clean(&ssc.name));
    let change = case.and_then(|case| case.scheme.modification());
    match (&matter.proposal, change) {
        (Proposal::Confirm | Proposal::Contacts(_), Some(_)) => {
            return "Yes: the list is changed like this.".to_owned();
        }
        (Proposal::Deny, Some(change)) => {
            return match &change.asker {
                Asker::Ssc(person) => format!(
                    "Yes: the list stays as it is, and {} is told that the change was not confirmed.",
                    clean(&person.name)
                ),
                Asker::Admin | Asker::Secretariat => "Yes: the list stays as it is.".to_owned(),
            };
        }
        (_, _) => {}
    }
    match &matter.proposal {
        Proposal::Confirm => {
            format!("Yes: {ssc} is put on the list, and {tld} in the public directory.")
        }
        Proposal::Contacts(contacts) => {
            let (names, verb) = (
                names(contacts),
                if contacts.len() == 1 { "is" } else { "are" },
            );
            format!("Yes: {names} {verb} put on the list, and {tld} in the public directory.")
        }
        Proposal::Deny => format!("Yes: {ssc} is told that the request was not confirmed."),
        Proposal::AskAgain => "Yes: one mail asks the admin contact to reply once more.".to_owned(),
        Proposal::Resend => "Yes: the same mail goes to the same address once more.".to_owned(),
        Proposal::Readdress(admin) => format!(
            "Yes: the request goes to {admin} with the full time to answer; what was sent to the old address proves nothing any more."
        ),
        Proposal::Decline => "Yes: the case ends as declined; nobody is written to.".to_owned(),
        Proposal::Release => "Yes: for one day the limit does not hold them back.".to_owned(),
        Proposal::RetryRoster(vouched) if !vouched.is_empty() => {
            "Yes: the change is made, and the new name and number count for all ccTLDs.".to_owned()
        }
        Proposal::RetryRoster(_) => "Yes: the same change is tried again.".to_owned(),
        Proposal::Change(contacts) if contacts.is_empty() => {
            format!("Yes: the admin contact is asked whether {tld} shall have no contact.")
        }
        Proposal::Change(contacts) => format!(
            "Yes: the admin contact is asked whether {} shall be the contact(s) of {tld}; nothing changes before the answer.",
            names(contacts)
        ),
        Proposal::Ask => {
            "Yes: the admin contact gets the Authentication Request, with the full time to answer."
                .to_owned()
        }
        Proposal::Adopt => {
            "Yes: of what is shown here, who left the list leaves the books and the public directory; who was added with name, phone number and ccTLD is taken into them, and so is a changed entry."
                .to_owned()
        }
        Proposal::Nothing
            if matter.code == Code::RosterRefused && case.is_some_and(|case| !case.state.is_over()) =>
        {
            "The case ends here, as with Reject.".to_owned()
        }
        Proposal::Nothing if matter.code == Code::RosterByHand => {
            "The same as Done: it is taken for made.".to_owned()
        }
        Proposal::Nothing => "Nothing is done (there is nothing the bot could do).".to_owned(),
    }
}

/// They stay open, and the next day's tick finds them again.
const HELD_BACK: &str = "They stay open, and you are asked again tomorrow.";

fn rejecting(matter: &Escalation, case: Option<&Case>) -> &'static str {
    let open = case.is_some_and(|case| !case.state.is_over());
    if matter.proposal == Proposal::Release {
        HELD_BACK
    } else if matter.code == Code::RosterByHand {
        "You will not make the change: the case comes before you again."
    } else if open && matter.code == Code::Undeliverable && matter.proposal == Proposal::Resend {
        "The case ends here; nobody is asked."
    } else if open && matter.code == Code::RosterRefused {
        "The case ends here; what was changed on the list already is put back."
    } else if matter.proposal == Proposal::Adopt {
        "Nothing is done; you are asked about these points no more, only about new ones."
    } else if !open {
        "Nothing is done."
    } else if matches!(matter.proposal, Proposal::Readdress(_)) {
        "The case goes on with the old address; each answer from it is put before you."
    } else if matter.message.is_none() {
        "Nothing is done about it; the case goes on."
    } else if case.is_some_and(Case::is_held) {
        "The message is disregarded; the case goes on with the time it had left."
    } else {
        "The message is disregarded; the case goes on as if it had not come."
    }
}

fn doing(matter: &Escalation, case: Option<&Case>) -> &'static str {
    let open = case.is_some_and(|case| !case.state.is_over());
    if matter.proposal == Proposal::Release {
        HELD_BACK
    } else if matter.code == Code::RosterByHand {
        "You have made the change: the bot goes on from there."
    } else if open && matter.done_closes {
        "You have dealt with it: the bot closes the case and does nothing more."
    } else if open {
        "You have dealt with the message; the case itself goes on."
    } else {
        "You have dealt with it; the bot does nothing more about it."
    }
}
