//! The letters as people get them, kept as files to be read.

use super::stage::{every_letter, letters_to_the_list, sent_day, shown, too_wide};
use crate::support::golden::golden;
use crate::support::names;
use secird::case::MailKind;
use secird::compose::Words;

#[test]
fn every_letter_is_the_one_that_was_read_and_kept() {
    let letters = every_letter();
    let of_cases = MailKind::ALL.into_iter().filter(|kind| {
        !matches!(
            kind,
            MailKind::NewSubscribers | MailKind::MembershipReminder
        )
    });
    for kind in of_cases {
        assert!(
            letters.iter().any(|(_, mail, _)| mail.kind == kind),
            "{}",
            kind.as_str()
        );
    }
    for (name, _, letter) in &letters {
        golden(&format!("fixtures/letters/{name}.txt"), &shown(letter));
    }
    for (name, letter) in letters_to_the_list() {
        golden(&format!("fixtures/letters/{name}.txt"), &shown(&letter));
        assert!(letter.cards.is_some(), "{name}");
    }
}

#[test]
fn no_line_is_wider_than_mail_is_quoted() {
    for (name, _, letter) in every_letter() {
        assert_eq!(too_wide(&letter.body), Vec::<String>::new(), "{name}");
        assert!(
            letter.body.ends_with('\n') && !letter.body.contains("\n\n\n"),
            "{name}"
        );
        let blank = letter.body.lines().any(|line| line.ends_with(' '));
        assert!(!blank, "{name}: a line ends in a blank");
        let left = ["{{", "}}", "{%", "%}"]
            .iter()
            .any(|sign| letter.body.contains(sign));
        assert!(!left, "{name}: something was not filled in");
    }
}

#[test]
fn what_asks_for_an_answer_carries_its_secret_and_what_does_not_carries_none() {
    for (name, mail, letter) in every_letter() {
        let asks = mail.kind.is_for_admin();
        assert_eq!(letter.body.contains("Reference: "), asks, "{name}");
        assert_eq!(letter.reply_to.is_some(), asks, "{name}");
        if let Some(reference) = &mail.reference {
            assert!(letter.body.contains(reference), "{name}");
        }
        let first = [
            "invitation",
            "authentication-request",
            "modification-request",
        ]
        .contains(&name);
        assert_eq!(
            letter.in_reply_to.is_some(),
            asks && !first,
            "{name}: the thread"
        );
        assert!(letter.references.len() <= 1, "{name}");
    }
}

#[test]
fn a_reminder_says_when_we_wrote_and_how_long_there_is() {
    for (name, _, letter) in every_letter() {
        if name.starts_with("reminder") {
            assert!(
                letter
                    .body
                    .contains(&format!("On {} we sent you", sent_day())),
                "{name}"
            );
            assert!(letter.body.contains("within 5 working days"), "{name}");
        }
    }
}

#[test]
fn no_letter_to_a_person_names_the_admin_contact() {
    for (name, mail, letter) in every_letter() {
        if !mail.kind.is_for_admin() {
            assert!(!letter.body.contains(names::of("nl").address), "{name}");
            assert!(!letter.body.contains(names::of("nl").admin), "{name}");
        }
    }
}

#[test]
fn a_text_with_a_hole_is_an_error_and_no_letter() {
    let words = Words::new().unwrap();
    for name in ["ssc_request", "denial_notice", "no such text"] {
        let fault = words.say(name, minijinja::context! {}).unwrap_err();
        assert_eq!(fault.template, name);
    }
    for script in crate::support::post::plain_requests() {
        let text = script.text();
        assert!(!text.contains('{') && !text.contains('}'), "{text}");
        assert!(text.contains("IANA Admin Contact"));
    }
}
