//! The end of every message: one action, one stable reason, one sentence.
//!
//! A message ends in exactly one of advance, ask-again, escalate, ignore
//! (design, invariant 2). The reason codes are documented here, once; they are
//! part of the `explain` contract and of every escalation.

use crate::case::modification::Hindrance;
use crate::domain::tld::Tld;
use std::fmt;

//------------ Action ----------------------------------------------------------

/// What is done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It answers the case.
    Advance,
    /// The admin contact is asked to answer once more.
    AskAgain,
    /// The Validator decides.
    Escalate,
    /// Nothing, for a named reason.
    Ignore,
}

impl Action {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Advance => "advance",
            Self::AskAgain => "ask-again",
            Self::Escalate => "escalate",
            Self::Ignore => "ignore",
        }
    }
}

//------------ End -------------------------------------------------------------

/// How a message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// What is done.
    pub action: Action,
    /// Why, stable.
    pub code: Code,
    /// Why, in one sentence.
    pub why: String,
}

impl End {
    /// An end with the code's own sentence.
    pub fn plain(action: Action, code: Code) -> Self {
        Self {
            action,
            code,
            why: code.to_string(),
        }
    }

    /// An end with the code's sentence and a second one that is more exact.
    pub fn with(action: Action, code: Code, more: &str) -> Self {
        Self {
            action,
            code,
            why: format!("{code} {more}"),
        }
    }
}

impl End {
    /// A change that the admin contact cannot be asked about: the Validator sees it.
    pub fn not_asked(tld: Tld, why: Hindrance) -> Self {
        let more = format!("It is about {tld}; the admin contact was not asked, as {why}.");
        Self::with(Action::Escalate, Code::ChangeRequested, &more)
    }
}

//------------ Code ------------------------------------------------------------

/// Every reason there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// A complete SSC Response from the admin contact.
    ContactsReceived,
    /// The admin contact confirms.
    Confirmed,
    /// The admin contact denies.
    Denied,
    /// Only the proof of receipt is missing.
    ReplyWithoutProof,
    /// The contacts are incomplete.
    IncompleteAnswer,
    /// The contacts are incomplete a second time.
    IncompleteAgain,
    /// A careful person would hesitate.
    UnclearAnswer,
    /// It may be the admin contact, but a point does not hold.
    SenderDoubtful,
    /// It is somebody else.
    SenderForeign,
    /// IANA's address changed since the request.
    AddressChanged,
    /// A mail of ours came back.
    Bounced,
    /// A mail of ours was refused by our own mail server.
    Undeliverable,
    /// It contradicts the answer before.
    Contradiction,
    /// The answer to the other kind of request.
    WrongKindOfAnswer,
    /// The ccTLD does not want to join.
    Declined,
    /// It names another ccTLD.
    NamesOtherCctld,
    /// It carries secrets of two cases.
    SecretsOfTwoCases,
    /// It carries the secret of another ccTLD's case.
    SecretOfAnotherCase,
    /// Several cases could be meant.
    WhichCctld,
    /// It came after the case ended.
    LateAnswer,
    /// It came while the Validator has the case in hand.
    AnswerWhileHeld,
    /// A wish to change contacts.
    ChangeRequested,
    /// The list server holds a subscription.
    HeldSubscription,
    /// It is over the size limit.
    TooLarge,
    /// Reading it failed again and again.
    Poison,
    /// Its Message-ID was seen before on other content.
    MessageIdReused,
    /// It pretends to be a mail of ours.
    PretendsToBeOurs,
    /// The roster refused.
    RosterRefused,
    /// Too many cases would fail at once.
    TooManyFailures,
    /// Too many mails in an hour.
    TooManyMails,
    /// A message in a decision folder is no escalation.
    NotAnEscalation,
    /// Not TLD-OPS business.
    Unrelated,
    /// An automatic reply.
    AutoReply,
    /// A delivery is late, not failed.
    DeliveryDelayed,
    /// A bounce of something we did not send.
    BounceOfOthers,
    /// Our own mail's blind copy came home.
    OwnCopy,
    /// The Secretariat's own correspondence.
    FromTheSecretariat,
    /// The same answer again.
    RepeatedAnswer,
    /// A change that the admin contact is asked to confirm.
    ChangeToConfirm,
    /// A notice of the list server, which is asked itself.
    ListNotice,
    /// The roster is kept by hand, and this is to be done there.
    RosterByHand,
    /// The list's roster is not the books'.
    RosterDrift,
}

/// Each code with its stable word and its sentence.
const WORDS: [(Code, &str, &str); 42] = [
    (
        Code::ContactsReceived,
        "contacts-received",
        "The admin contact named the contacts.",
    ),
    (
        Code::Confirmed,
        "confirmed",
        "The admin contact confirmed it.",
    ),
    (Code::Denied, "denied", "The admin contact denied it."),
    (
        Code::ReplyWithoutProof,
        "reply-without-proof",
        "The answer is not a reply to our request, so the admin contact is asked to reply to a new mail.",
    ),
    (
        Code::IncompleteAnswer,
        "incomplete-answer",
        "The answer is incomplete, so the admin contact is told what is missing.",
    ),
    (
        Code::IncompleteAgain,
        "incomplete-again",
        "The answer is incomplete, for the second time.",
    ),
    (
        Code::UnclearAnswer,
        "unclear-answer",
        "The answer is not clear.",
    ),
    (
        Code::SenderDoubtful,
        "sender-doubtful",
        "It is not certain that the admin contact wrote this.",
    ),
    (
        Code::SenderForeign,
        "sender-foreign",
        "Somebody else than the admin contact answered.",
    ),
    (
        Code::AddressChanged,
        "address-changed",
        "IANA's address for the admin contact changed since we asked.",
    ),
    (
        Code::Bounced,
        "bounced",
        "Our mail came back: it could not be delivered.",
    ),
    (
        Code::Undeliverable,
        "undeliverable",
        "Our mail server refused to send our mail.",
    ),
    (
        Code::Contradiction,
        "contradiction",
        "The answer contradicts the one before.",
    ),
    (
        Code::WrongKindOfAnswer,
        "wrong-kind-of-answer",
        "The answer does not fit the question.",
    ),
    (
        Code::Declined,
        "declined",
        "The admin contact says no to the invitation.",
    ),
    (
        Code::NamesOtherCctld,
        "names-other-cctld",
        "The answer names another ccTLD than the one asked about.",
    ),
    (
        Code::SecretsOfTwoCases,
        "secrets-of-two-cases",
        "The message answers two of our requests at once.",
    ),
    (
        Code::SecretOfAnotherCase,
        "secret-of-another-case",
        "An admin contact answers a request that was sent to another ccTLD's.",
    ),
    (
        Code::WhichCctld,
        "which-cctld",
        "The message does not say which of several ccTLDs it is about.",
    ),
    (
        Code::LateAnswer,
        "late-answer",
        "The answer came after the case had ended.",
    ),
    (
        Code::AnswerWhileHeld,
        "answer-while-held",
        "Another message arrived while the case waits for your decision.",
    ),
    (
        Code::ChangeRequested,
        "change-requested",
        "A change of the contacts is asked for.",
    ),
    (
        Code::HeldSubscription,
        "held-subscription",
        "The list server holds a subscription request.",
    ),
    (
        Code::TooLarge,
        "too-large",
        "The message is larger than the bot reads.",
    ),
    (
        Code::Poison,
        "poison",
        "The bot failed to read this message.",
    ),
    (
        Code::MessageIdReused,
        "message-id-reused",
        "The Message-ID was used before by a different message.",
    ),
    (
        Code::PretendsToBeOurs,
        "pretends-to-be-ours",
        "The message pretends to be one of our own.",
    ),
    (
        Code::RosterRefused,
        "roster-refused",
        "The change of the mailing list was not made.",
    ),
    (
        Code::TooManyFailures,
        "too-many-failures",
        "More cases would fail at once than the limit allows.",
    ),
    (
        Code::TooManyMails,
        "too-many-mails",
        "More mails would go out within an hour than the limit allows.",
    ),
    (
        Code::NotAnEscalation,
        "not-an-escalation",
        "The message that was moved is not one of the bot's questions.",
    ),
    (
        Code::Unrelated,
        "unrelated",
        "This is not TLD-OPS business.",
    ),
    (Code::AutoReply, "auto-reply", "This is an automatic reply."),
    (
        Code::DeliveryDelayed,
        "delivery-delayed",
        "The delivery is only late; it is still being tried.",
    ),
    (
        Code::BounceOfOthers,
        "bounce-of-others",
        "This bounce is not about a mail of ours.",
    ),
    (
        Code::OwnCopy,
        "own-copy",
        "This is the blind copy of our own mail.",
    ),
    (
        Code::FromTheSecretariat,
        "from-the-secretariat",
        "This is the Secretariat's own correspondence.",
    ),
    (
        Code::RepeatedAnswer,
        "repeated-answer",
        "The same answer came before.",
    ),
    (
        Code::ChangeToConfirm,
        "change-to-confirm",
        "A change of the contacts is asked for, so the admin contact is asked to confirm it.",
    ),
    (
        Code::ListNotice,
        "list-notice",
        "This is a notice of the list server, which is asked itself.",
    ),
    (
        Code::RosterByHand,
        "roster-by-hand",
        "The mailing list is kept by hand, and there is something to do.",
    ),
    (
        Code::RosterDrift,
        "roster-drift",
        "The mailing list is not what the procedure made it.",
    ),
];

impl Code {
    /// Every code, for the documentation and the store.
    pub fn all() -> impl Iterator<Item = Self> {
        WORDS.iter().map(|(code, _, _)| *code)
    }

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        WORDS
            .iter()
            .find(|(code, _, _)| *code == self)
            .map_or("unnamed", |(_, word, _)| word)
    }

    /// The sentence.
    fn sentence(self) -> &'static str {
        WORDS
            .iter()
            .find(|(code, _, _)| *code == self)
            .map_or("Something without a name happened.", |(_, _, sentence)| {
                sentence
            })
    }

    /// The code of a stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::all().find(|code| code.as_str() == word)
    }
}

impl fmt::Display for Code {
    /// One sentence for a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}
