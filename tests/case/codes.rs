//! The words others depend on: they are added to, and never changed.

use secird::case::{Action, Choice, Code, MailKind, Outcome, Proposal, State};
use std::collections::BTreeSet;

/// Every reason code there is, in the order of the enum.
const CODES: [&str; 42] = [
    "contacts-received",
    "confirmed",
    "denied",
    "reply-without-proof",
    "incomplete-answer",
    "incomplete-again",
    "unclear-answer",
    "sender-doubtful",
    "sender-foreign",
    "address-changed",
    "bounced",
    "undeliverable",
    "contradiction",
    "wrong-kind-of-answer",
    "declined",
    "names-other-cctld",
    "secrets-of-two-cases",
    "secret-of-another-case",
    "which-cctld",
    "late-answer",
    "answer-while-held",
    "change-requested",
    "held-subscription",
    "too-large",
    "poison",
    "message-id-reused",
    "pretends-to-be-ours",
    "roster-refused",
    "too-many-failures",
    "too-many-mails",
    "not-an-escalation",
    "unrelated",
    "auto-reply",
    "delivery-delayed",
    "bounce-of-others",
    "own-copy",
    "from-the-secretariat",
    "repeated-answer",
    "change-to-confirm",
    "list-notice",
    "roster-by-hand",
    "roster-drift",
];

/// The place of each code in the list above; a new one does not compile
/// before it has one.
fn place(code: Code) -> usize {
    match code {
        Code::ContactsReceived => 0,
        Code::Confirmed => 1,
        Code::Denied => 2,
        Code::ReplyWithoutProof => 3,
        Code::IncompleteAnswer => 4,
        Code::IncompleteAgain => 5,
        Code::UnclearAnswer => 6,
        Code::SenderDoubtful => 7,
        Code::SenderForeign => 8,
        Code::AddressChanged => 9,
        Code::Bounced => 10,
        Code::Undeliverable => 11,
        Code::Contradiction => 12,
        Code::WrongKindOfAnswer => 13,
        Code::Declined => 14,
        Code::NamesOtherCctld => 15,
        Code::SecretsOfTwoCases => 16,
        Code::SecretOfAnotherCase => 17,
        Code::WhichCctld => 18,
        Code::LateAnswer => 19,
        Code::AnswerWhileHeld => 20,
        Code::ChangeRequested => 21,
        Code::HeldSubscription => 22,
        Code::TooLarge => 23,
        Code::Poison => 24,
        Code::MessageIdReused => 25,
        Code::PretendsToBeOurs => 26,
        Code::RosterRefused => 27,
        Code::TooManyFailures => 28,
        Code::TooManyMails => 29,
        Code::NotAnEscalation => 30,
        Code::Unrelated => 31,
        Code::AutoReply => 32,
        Code::DeliveryDelayed => 33,
        Code::BounceOfOthers => 34,
        Code::OwnCopy => 35,
        Code::FromTheSecretariat => 36,
        Code::RepeatedAnswer => 37,
        Code::ChangeToConfirm => 38,
        Code::ListNotice => 39,
        Code::RosterByHand => 40,
        Code::RosterDrift => 41,
    }
}

#[test]
fn every_code_is_listed_once_with_its_stable_word() {
    let all: Vec<Code> = Code::all().collect();
    let words: Vec<&str> = all.iter().map(|code| code.as_str()).collect();
    assert_eq!(words, CODES);
    for (at, code) in all.iter().enumerate() {
        assert_eq!(place(*code), at, "{}", code.as_str());
        assert_eq!(Code::parse(code.as_str()), Some(*code));
    }
    let once: BTreeSet<&str> = words.iter().copied().collect();
    assert_eq!(once.len(), CODES.len());
}

#[test]
fn every_code_has_a_sentence_of_its_own_for_a_person() {
    let sentences: BTreeSet<String> = Code::all().map(|code| code.to_string()).collect();
    assert_eq!(sentences.len(), CODES.len());
    for sentence in sentences {
        assert!(sentence.ends_with('.'), "{sentence}");
        assert!(sentence.starts_with(char::is_uppercase), "{sentence}");
        assert!(sentence.chars().count() <= 110, "{sentence}");
    }
    assert_eq!(Code::parse("no-such-code"), None);
    assert_eq!(Code::parse(""), None);
}

#[test]
fn the_other_words_of_a_case_are_stable_too() {
    let actions = [
        Action::Advance,
        Action::AskAgain,
        Action::Escalate,
        Action::Ignore,
    ];
    let words: Vec<&str> = actions.iter().map(Action::as_str).collect();
    assert_eq!(words, ["advance", "ask-again", "escalate", "ignore"]);
    let choices = [Choice::Approve, Choice::Reject, Choice::Done];
    let words: Vec<&str> = choices.iter().map(Choice::as_str).collect();
    assert_eq!(words, ["approve", "reject", "done"]);
    let words: Vec<&str> = MailKind::ALL.iter().map(MailKind::as_str).collect();
    assert_eq!(
        words,
        [
            "ssc-request",
            "authentication-request",
            "reminder",
            "answer-again",
            "failure-notice",
            "denial-notice",
            "modification-request",
            "modification-done",
            "modification-denied",
            "modification-unanswered",
            "new-subscribers",
            "membership-reminder"
        ]
    );
    let outcomes = [
        Outcome::Joined {
            contacts: Vec::new(),
        },
        Outcome::Denied,
        Outcome::NoResponse,
        Outcome::ByHand,
    ];
    let words: Vec<&str> = outcomes.iter().map(Outcome::as_str).collect();
    assert_eq!(words, ["joined", "denied", "no-response", "by-hand"]);
    let proposals = super::decisions::proposals();
    let words: Vec<&str> = proposals.iter().map(Proposal::as_str).collect();
    assert_eq!(
        words,
        [
            "confirm",
            "deny",
            "contacts",
            "ask-again",
            "resend",
            "decline",
            "retry-roster",
            "release",
            "change",
            "ask",
            "adopt",
            "nothing"
        ]
    );
}

#[test]
fn the_words_of_the_states_are_stable() {
    let mut words: Vec<&str> = super::stage::states()
        .iter()
        .map(|(_, state)| State::as_str(state))
        .collect();
    words.dedup();
    assert_eq!(
        words,
        [
            "planned",
            "asking",
            "asked",
            "reminding",
            "reminded",
            "confirmed",
            "subscribed",
            "closed"
        ]
    );
}
