//! Whether the contacts of a template are whole: every fault by its name.
//!
//! A fault is told to the writer, who can mend it; what no letter of ours could
//! ask about (two contacts with each other's addresses, or with one telephone)
//! is left to a person.

use super::field;
use super::{Answer, Copied, Slot};
use crate::domain::address::{AddressFault, EmailAddress};
use crate::domain::contact::{Contact, is_role_account};
use crate::domain::phone::{PhoneFault, PhoneNumber};
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::Found;
use crate::reading::fault::Fault;
use std::sync::LazyLock;

/// Checks every contact that was touched.
pub(super) fn judge(copy: &Copied, max_contacts: usize, answer: &mut Answer) {
    let touched: Vec<&Slot> = copy.slots.iter().filter(|slot| slot.is_touched()).collect();
    if touched.is_empty() {
        answer.faults.push(Fault::NoContact);
    }
    if touched.len() > max_contacts {
        answer.faults.push(Fault::TooManyContacts {
            given: touched.len(),
            admitted: max_contacts,
        });
    }
    for slot in touched {
        check(slot, answer);
    }
    let same = answer.contacts.iter().enumerate().any(|(n, one)| {
        answer
            .contacts
            .iter()
            .skip(n.saturating_add(1))
            .any(|two| one.email.same_mailbox(&two.email))
    });
    if same {
        answer.faults.push(Fault::SameContactTwice);
    }
    if let [one, two, ..] = answer.contacts.as_slice() {
        let shared = one.phone.e164() == two.phone.e164() && !same;
        answer.disputed |= shared || field::exchanged(one, two);
    }
}

/// A company is no person.
static COMPANY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:ltd|inc|llc|gmbh|corp|plc|limited|pty|sarl|s\.a\.|b\.v\.|n\.v\.|hosting)\W*$")
});

/// Checks one contact; every fault is named.
fn check(slot: &Slot, answer: &mut Answer) {
    let position = slot.position;
    let before = answer.faults.len();
    let values = [&slot.name, &slot.email, &slot.phone];
    if values.iter().any(|value| value.twice) {
        answer.faults.push(Fault::FieldTwice { position });
    }
    let left = values.iter().any(|value| value.placeholder)
        || field::is_printed(&slot.email.text, &slot.phone.text);
    if left {
        answer.faults.push(Fault::Placeholder { position });
    }
    let anybody = |name: &str| {
        EmailAddress::parse(&slot.email.text)
            .is_ok_and(|email| !is_role_account(&email) && field::is_anybody(name, email.local()))
    };
    let name =
        field::person(&slot.name.text).filter(|name| !anybody(name) && !COMPANY.is_match(name));
    if name.is_none() && !slot.name.placeholder {
        answer.faults.push(Fault::Name { position });
    }
    let email = EmailAddress::parse(&slot.email.text);
    answer.faults.extend(email_fault(slot, &email));
    let phone = if slot.phone.text.is_empty() {
        Err(PhoneFault::Empty)
    } else {
        PhoneNumber::parse(&slot.phone.text)
    };
    if let Err(fault) = &phone
        && !slot.phone.placeholder
    {
        answer.faults.push(Fault::Phone {
            position,
            fault: *fault,
        });
    }
    answer.found.push(Found {
        position,
        name: slot.name.text.clone(),
        email: slot.email.text.clone(),
        phone: slot.phone.text.clone(),
        phone_e164: phone.as_ref().ok().map(|p| p.e164().to_owned()),
    });
    if let (Some(name), Ok(email), Ok(phone), true) =
        (name, email, phone, answer.faults.len() == before)
    {
        answer.contacts.push(Contact { name, email, phone });
    }
}

/// What is wrong with an address, where something was typed.
fn email_fault(slot: &Slot, email: &Result<EmailAddress, AddressFault>) -> Option<Fault> {
    let position = slot.position;
    let typed = slot.email.text.as_str();
    let wrong = |fault| Some(Fault::Email { position, fault });
    match email {
        Ok(address) if is_role_account(address) => Some(Fault::RoleAccount { position }),
        Ok(_) if field::is_no_persons(typed) => wrong(AddressFault::Local),
        Ok(_) if field::mixes_scripts(typed) || field::has_odd_domain(typed) => {
            wrong(AddressFault::Domain)
        }
        Err(fault) if !slot.email.placeholder => wrong(*fault),
        Ok(_) | Err(_) => None,
    }
}
