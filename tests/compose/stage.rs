//! One invited and one asked-for case, and the letters they order.

use crate::case::stage::{
    answer, awaited, case_in, change, contacts, days, monday, reading, requested, rules, state,
    stepped, verdict,
};
use crate::support::names;
use secird::case::{Case, Effect, Mail, MailKind, Scheme, Step};
use secird::compose::letters::letter;
use secird::compose::letters::to_list;
use secird::compose::{Letter, Site, Voice, Words};
use secird::domain::address::EmailAddress;
use secird::domain::ids::OrderKey;
use secird::domain::seat::Seat;
use secird::domain::tld::Tld;

pub(super) const INVITED: Scheme = Scheme::ValidatorInitiated;

pub(super) fn voice() -> Voice {
    Voice {
        name: "ccNSO Secretariat".to_owned(),
        address: EmailAddress::parse(names::SECRETARIAT).unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        site: Site::of(EmailAddress::parse(names::LIST).unwrap()),
        words: Words::new().unwrap(),
    }
}

/// The one letter a step orders, and the mail it stands for.
pub(crate) fn ordered(step: &Step) -> (Mail, Letter) {
    let mail = step.effects.iter().find_map(|effect| match effect {
        Effect::Send(mail) => Some(mail.clone()),
        Effect::Escalate(_)
        | Effect::Subscribe { .. }
        | Effect::Settle { .. }
        | Effect::Restore { .. }
        | Effect::TurnAway { .. }
        | Effect::Open { .. }
        | Effect::Publish { .. }
        | Effect::Withdraw { .. } => None,
    });
    let mail = mail.expect("a letter");
    let written = letter(&mail, &step.case, &voice(), &rules(), monday()).unwrap();
    (mail, written)
}

/// Every kind of letter, in each scheme that has it, with a name.
pub(crate) fn every_letter() -> Vec<(&'static str, Mail, Letter)> {
    use secird::case::Event;
    let tick = |case: &Case| {
        stepped(
            case,
            &Event::Tick {
                read_until: monday(),
            },
        )
    };
    let says = |case: &Case, meaning: &str, who: &str| {
        stepped(case, &answer(reading(meaning), verdict(who)))
    };
    let case = |at: &str, scheme: &Scheme| case_in(&state(at), scheme);
    let (asked, person) = (case("asked", &INVITED), case("asked", &requested()));
    let steps = [
        (
            "invitation",
            stepped(&case("planned", &INVITED), &Event::Start),
        ),
        (
            "authentication-request",
            stepped(&case("planned", &requested()), &Event::Start),
        ),
        ("reminder-of-invitation", tick(&asked)),
        ("reminder-of-authentication-request", tick(&person)),
        (
            "answer-again-incomplete",
            says(&asked, "incomplete", "trusted"),
        ),
        (
            "answer-again-fresh-mail",
            says(&asked, "contacts", "no-proof"),
        ),
        (
            "answer-again-fresh-confirm",
            says(&person, "confirm", "no-proof"),
        ),
        ("failure-notice", tick(&case("reminded", &requested()))),
        ("denial-notice", says(&person, "deny", "trusted")),
    ];
    let steps = steps.into_iter().chain(steps_of_a_change());
    steps
        .map(|(name, step)| {
            let (mail, letter) = ordered(&step);
            (name, mail, letter)
        })
        .collect()
}

/// What is said about a change of contacts.
fn steps_of_a_change() -> Vec<(&'static str, Step)> {
    use secird::case::Event;
    let changed = Scheme::Modification(change());
    let case = |at: &str| case_in(&state(at), &changed);
    let tick = |case: &Case| {
        let read_until = monday();
        stepped(case, &Event::Tick { read_until })
    };
    let says = |case: &Case, meaning: &str, who: &str| {
        stepped(case, &answer(reading(meaning), verdict(who)))
    };
    vec![
        (
            "modification-request",
            stepped(&case("planned"), &Event::Start),
        ),
        ("reminder-of-modification-request", tick(&case("asked"))),
        (
            "answer-again-fresh-change",
            says(&case("asked"), "confirm", "no-proof"),
        ),
        (
            "modification-denied",
            says(&case("asked"), "deny", "trusted"),
        ),
        ("modification-unanswered", tick(&case("reminded"))),
        ("modification-done", {
            let subscribed = case("subscribed");
            let order = awaited(&subscribed.state);
            stepped(&subscribed, &Event::Published { order })
        }),
    ]
}

/// A letter as a person reads it: the header fields that differ, then the text.
pub(super) fn shown(letter: &Letter) -> String {
    let mut text = format!(
        "From: {} <{}>\nTo: {}\nSubject: {}\n",
        letter.from.0, letter.from.1, letter.to, letter.subject
    );
    if let Some(to) = &letter.reply_to {
        text.push_str(&format!("Reply-To: {to}\n"));
    }
    if let Some(id) = &letter.in_reply_to {
        text.push_str(&format!("In-Reply-To: {}\n", id.bracketed()));
    }
    format!("{text}\n{}", letter.body)
}

/// Lines that are wider than mail is read and quoted.
pub(super) fn too_wide(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| line.chars().count() > 72)
        .map(str::to_owned)
        .collect()
}

/// When the request of the cases above was sent.
pub(super) fn sent_day() -> String {
    voice().day(monday() - days(7))
}

/// The mails to the list, with everybody's entry.
pub(super) fn letters_to_the_list() -> Vec<(&'static str, Letter)> {
    let seats: Vec<Seat> = names::CAST
        .iter()
        .flat_map(|one| {
            contacts(one.tld)
                .into_iter()
                .map(|contact| (one.tld, contact))
        })
        .map(|(tld, contact)| Seat {
            name: contact.name,
            email: contact.email,
            phone: Some(contact.phone),
            tlds: vec![Tld::parse(tld).unwrap()],
            since: Some(monday()),
        })
        .collect();
    [MailKind::NewSubscribers, MailKind::MembershipReminder]
        .into_iter()
        .map(|kind| {
            let key = OrderKey::from_stored("d.list/0");
            let letter = to_list(kind, &key, &seats, &voice(), &rules(), monday()).unwrap();
            (kind.as_str(), letter)
        })
        .collect()
}
