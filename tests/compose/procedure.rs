//! The procedure's own texts go out as they stand (appendix A.1 and A.5).

use super::stage::{INVITED, ordered};
use crate::case::stage::{case_in, requested, state, stepped};
use crate::support::names;
use secird::case::{Event, Scheme};

const A1: &str = include_str!("../../fixtures/procedure/invitation.txt");
const A5: &str = include_str!("../../fixtures/procedure/authentication-request.txt");

/// The letter is the procedure's text, and the line that carries the secret.
fn check(scheme: &Scheme, text: &str, subject: &str) {
    let step = stepped(&case_in(&state("planned"), scheme), &Event::Start);
    let (mail, letter) = ordered(&step);
    let reference = mail.reference.unwrap();
    assert_eq!(letter.body, format!("{text}\nReference: {reference}\n"));
    assert_eq!(letter.subject, subject);
    assert_eq!(letter.to.to_string(), names::of("nl").address);
    assert_eq!(letter.from.1.to_string(), names::SECRETARIAT);
    assert_eq!(letter.blind_copy.unwrap().to_string(), names::SECRETARIAT);
}

#[test]
fn the_invitation_is_the_procedures_word_for_word() {
    check(&INVITED, A1, "Invitation to join the TLD-OPS mailing list");
    assert!(A1.contains("<FirstName1> <LastName1>"));
}

#[test]
fn the_authentication_request_is_the_procedures_with_the_person_filled_in() {
    let person = names::of("nl").contacts[0];
    let text = A5
        .replace("<Name>", person.name)
        .replace("<EmailAddress>", person.email)
        .replace("<PhoneNumber>", person.phone)
        .replace("<ccTLD>", ".nl");
    assert!(!text.contains('<'), "every placeholder is filled");
    check(&requested(), &text, "TLD-OPS Authentication Request");
}

#[test]
fn a_reminder_carries_the_whole_request_again() {
    for (scheme, text) in [(INVITED, A1), (requested(), A5)] {
        let case = case_in(&state("asked"), &scheme);
        let now = crate::case::stage::monday();
        let (_, letter) = ordered(&stepped(&case, &Event::Tick { read_until: now }));
        let opening: String = text
            .lines()
            .take(20)
            .map(|line| format!("{line}\n"))
            .collect();
        assert!(letter.body.contains(&opening), "{}", letter.body);
    }
}
