//! The procedure's own texts go out as they stand (appendix A).
//!
//! `fixtures/procedure` holds them word for word, with what the page broke put
//! together again: words that it hyphenated, and paragraphs that it ran into one.

use super::stage::{INVITED, ordered, too_wide, voice};
use crate::case::stage::{case_in, contact, monday, requested, rules, state, stepped};
use crate::support::names;
use secird::case::{Event, MailKind, Scheme};
use secird::compose::letters::{to_list, welcome};
use secird::compose::{Letter, Site, Voice, listing};
use secird::domain::address::EmailAddress;
use secird::domain::ids::OrderKey;
use secird::domain::seat::Seat;
use secird::domain::tld::Tld;

pub(crate) const A1: &str = include_str!("../../fixtures/procedure/invitation.txt");
const A3: &str = include_str!("../../fixtures/procedure/welcome.txt");
pub(crate) const A4: &str = include_str!("../../fixtures/procedure/new-subscribers.txt");
pub(crate) const A5: &str = include_str!("../../fixtures/procedure/authentication-request.txt");
pub(crate) const A7: &str = include_str!("../../fixtures/procedure/membership-reminder.txt");

/// A text of the procedure as a site on lists.example has it.
pub(crate) fn at_home(text: &str) -> String {
    text.replace("lists.dns-oarc.net", "lists.example")
}

/// The list that the procedure names.
const LIST: &str = "tld-ops@lists.dns-oarc.net";

/// The Secretariat, with the procedure's own addresses.
fn speaking() -> Voice {
    Voice {
        site: Site::of(EmailAddress::parse(LIST).unwrap()),
        ..voice()
    }
}

/// The same where subscribers have no password.
fn without_passwords() -> Voice {
    let mut voice = speaking();
    voice.site.passwords = false;
    voice
}

/// The first contacts of some ccTLDs, as they sit on the list.
fn seats(tlds: &[&str]) -> Vec<Seat> {
    tlds.iter()
        .map(|tld| {
            let contact = contact(names::of(tld).contacts[0]);
            Seat {
                name: contact.name,
                email: contact.email,
                phone: Some(contact.phone),
                tlds: vec![Tld::parse(tld).unwrap()],
                since: None,
            }
        })
        .collect()
}

fn listed(kind: MailKind, seats: &[Seat], voice: &Voice) -> Letter {
    let key = OrderKey::new("list", 0);
    to_list(kind, &key, seats, voice, &rules(), monday()).unwrap()
}

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

/// The letter to the list is the procedure's text, with everybody on it.
fn check_listed(kind: MailKind, text: &str, subject: &str) {
    let seats = seats(&["ca", "nl", "rs"]);
    let letter = listed(kind, &seats, &speaking());
    let roster = listing::lines(&seats);
    assert_eq!(roster.lines().count(), 3);
    assert_eq!(letter.body, text.replace("<Roster>", roster.trim_end()));
    assert_eq!(letter.subject, subject);
    assert_eq!(letter.to.to_string(), LIST);
    assert_eq!(letter.from.1.to_string(), names::SECRETARIAT);
}

#[test]
fn the_invitation_is_the_procedures_word_for_word() {
    check(&INVITED, A1, "Invitation to join the TLD-OPS mailing list");
    assert!(A1.contains("<FirstName1> <LastName1>"));
}

#[test]
fn the_welcome_is_the_procedures_word_for_word() {
    assert_eq!(welcome(&speaking()).unwrap(), A3);
}

#[test]
fn the_digest_is_the_procedures_with_the_roster_filled_in() {
    let subject = "[tld-ops] New subscribers notification";
    check_listed(MailKind::NewSubscribers, A4, subject);
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
fn the_monthly_reminder_is_the_procedures_with_the_roster_filled_in() {
    let subject = "[tld-ops] TLD-OPS memberships reminder";
    check_listed(MailKind::MembershipReminder, A7, subject);
}

#[test]
fn a_reminder_carries_the_whole_request_again() {
    for (scheme, text) in [(INVITED, A1), (requested(), A5)] {
        let case = case_in(&state("asked"), &scheme);
        let now = monday();
        let (_, letter) = ordered(&stepped(&case, &Event::Tick { read_until: now }));
        let opening: String = text
            .lines()
            .take(20)
            .map(|line| format!("{line}\n"))
            .collect();
        assert!(letter.body.contains(&opening), "{}", letter.body);
    }
}

#[test]
fn where_subscribers_have_no_password_nothing_speaks_of_one() {
    let voice = without_passwords();
    let reminder = listed(MailKind::MembershipReminder, &seats(&["tw"]), &voice).body;
    for (text, whole) in [(welcome(&voice).unwrap(), A3), (reminder, A7)] {
        for word in ["assword", "‘who"] {
            assert!(whole.contains(word) && !text.contains(word), "{text}");
        }
        // All but those paragraphs, and the roster, stand as they stood.
        let kept = text.split("\n\n").filter(|part| whole.contains(part));
        assert!(kept.count() >= text.split("\n\n").count() - 3, "{text}");
        assert!(!text.contains("\n\n\n") && text.ends_with('\n'));
        assert_eq!(too_wide(&text), Vec::<String>::new());
    }
}

#[test]
fn another_sites_texts_name_its_own_addresses_only() {
    let mut voice = voice();
    voice.name = "Sample Secretariat".to_owned();
    voice.site.page = "https://secretariat.example/tld-ops".to_owned();
    let digest = listed(MailKind::NewSubscribers, &[], &voice).body;
    let reminder = listed(MailKind::MembershipReminder, &[], &voice).body;
    for text in [welcome(&voice).unwrap(), digest, reminder] {
        assert!(text.contains("https://secretariat.example/tld-ops"));
        assert!(text.contains("Best regards,\n\nSample Secretariat\n"));
        assert!(!text.contains("dns-oarc.net") && !text.contains("ccnso.icann.org"));
    }
}

#[test]
fn a_roster_of_seven_hundred_is_not_too_much_work() {
    let one = seats(&["de"]).remove(0);
    let all: Vec<Seat> = (0..700)
        .map(|number| Seat {
            email: EmailAddress::parse(&format!("person{number}@nic-de.example")).unwrap(),
            ..one.clone()
        })
        .collect();
    for kind in [MailKind::NewSubscribers, MailKind::MembershipReminder] {
        let letter = listed(kind, &all, &speaking());
        assert_eq!(letter.body.matches("@nic-de.example").count(), 700);
    }
}
