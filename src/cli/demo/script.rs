//! The demo's script: who is asked, who answers how, and how each case ends.

/// The registry of the play: real names of ccTLDs, invented people.
pub(super) const REGISTRY: &str = include_str!("../../../fixtures/demo/registry.tsv");
/// Messages of other people that the inbox holds in the end.
pub(super) const OTHER_PEOPLES: usize = 2;

/// How a case begins.
pub(super) enum Start {
    /// There is no case.
    Nothing,
    /// The Validator invites the ccTLD.
    Invited,
    /// A person asks to join.
    Requested {
        name: &'static str,
        email: &'static str,
        phone: &'static str,
    },
    /// A person fills in the list's page, with this in "Your name".
    Held {
        address: &'static str,
        typed: &'static str,
    },
    /// The week's batch invites the ccTLD.
    Batch,
    /// It is a change of contacts that an act brings about.
    Change,
}

/// What happens in the world.
pub(super) enum Act {
    /// A message arrives: its text and its story.
    Mail(&'static str, &'static str),
    /// A subscriber asks the list server to be taken off: the address and the story.
    Leave(&'static str, &'static str),
    /// The Validator moves the open escalation: the folder and the story.
    Move(&'static str, &'static str),
}

/// One ccTLD's story.
pub(super) struct Scene {
    pub(super) tld: &'static str,
    pub(super) start: Start,
    /// Day and act, in order.
    pub(super) acts: &'static [(i64, Act)],
    /// The outcome, where there is a case.
    pub(super) ends: Option<&'static str>,
    pub(super) shows: &'static str,
}

macro_rules! mail {
    ($file:literal) => {
        include_str!(concat!("../../../fixtures/demo/", $file))
    };
}

use Act::{Leave, Mail, Move};
use Start::{Batch, Change, Held, Invited, Nothing, Requested};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        tld: "nl",
        start: Invited,
        acts: &[(
            1,
            Mail(
                mail!("nl-above.eml"),
                "The admin contact answers: two contacts, filled in above the quote.",
            ),
        )],
        ends: Some("joined"),
        shows: "two contacts, template filled in above the quote",
    },
    Scene {
        tld: "ca",
        start: Invited,
        acts: &[(
            1,
            Mail(
                mail!("ca-below.eml"),
                "The admin contact answers: two contacts, filled in below the quote.",
            ),
        )],
        ends: Some("joined"),
        shows: "two contacts, template filled in below the quote",
    },
    Scene {
        tld: "br",
        start: Invited,
        acts: &[(
            2,
            Mail(
                mail!("br-inside.eml"),
                "The admin contact answers: filled in inside the quoted invitation.",
            ),
        )],
        ends: Some("joined"),
        shows: "two contacts, template filled in inside the quote",
    },
    Scene {
        tld: "dk",
        start: Invited,
        acts: &[(
            2,
            Mail(
                mail!("dk-one.eml"),
                "The admin contact answers: one contact.",
            ),
        )],
        ends: Some("joined"),
        shows: "one contact",
    },
    Scene {
        tld: "jp",
        start: Invited,
        acts: &[(
            3,
            Mail(
                mail!("jp-html.eml"),
                "The admin contact answers from an office program: HTML only, a table.",
            ),
        )],
        ends: Some("joined"),
        shows: "HTML only, the template as a table",
    },
    Scene {
        tld: "tz",
        start: Requested {
            name: "Neema Mushi",
            email: "neema.mushi@registry-tz.example",
            phone: "+255 754 123 456",
        },
        acts: &[(
            1,
            Mail(
                mail!("tz-confirm.eml"),
                "The admin contact answers: confirm.",
            ),
        )],
        ends: Some("joined"),
        shows: "confirm, as in the procedure (A.6)",
    },
    Scene {
        tld: "tw",
        start: Requested {
            name: "Wei Chen",
            email: "wei.chen@elsewhere.example",
            phone: "+886 912 345 678",
        },
        acts: &[(
            1,
            Mail(mail!("tw-deny.eml"), "The admin contact answers: deny."),
        )],
        ends: Some("denied"),
        shows: "deny; the person is told",
    },
    Scene {
        tld: "za",
        start: Invited,
        acts: &[],
        ends: Some("no-response"),
        shows: "no answer: reminder, then failure",
    },
    Scene {
        tld: "uk",
        start: Requested {
            name: "Harriet Jones",
            email: "harriet.jones@registry-uk.example",
            phone: "+44 7911 123456",
        },
        acts: &[],
        ends: Some("no-response"),
        shows: "no answer: reminder, failure, the person is told",
    },
    Scene {
        tld: "us",
        start: Invited,
        acts: &[
            (
                1,
                Mail(
                    mail!("us-forged.eml"),
                    "Somebody forges the admin contact's address.",
                ),
            ),
            (
                2,
                Move(
                    "Reject",
                    "The Validator moves the escalation to TLD-OPS/Reject.",
                ),
            ),
            (
                3,
                Mail(mail!("us-genuine.eml"), "The real admin contact answers."),
            ),
        ],
        ends: Some("joined"),
        shows: "a forged sender, rejected; then the real answer",
    },
    Scene {
        tld: "co",
        start: Requested {
            name: "Carlos Vega",
            email: "carlos.vega@registry-co.example",
            phone: "+57 310 1234567",
        },
        acts: &[
            (
                1,
                Mail(
                    mail!("co-unclear.eml"),
                    "The admin contact answers kindly, but not clearly.",
                ),
            ),
            (
                3,
                Move(
                    "Approve",
                    "The Validator moves the escalation to TLD-OPS/Approve.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "an unclear answer, approved by moving the message",
    },
    Scene {
        tld: "fr",
        start: Invited,
        acts: &[
            (0, Mail(mail!("fr-bounce.eml"), "The request comes back.")),
            (
                1,
                Move(
                    "Done",
                    "The Validator telephones, and moves the escalation to TLD-OPS/Done.",
                ),
            ),
        ],
        ends: Some("by-hand"),
        shows: "a bounce, dealt with by hand",
    },
    Scene {
        tld: "de",
        start: Requested {
            name: "Jonas Weber",
            email: "jonas.weber@registry-de.example",
            phone: "+49 151 23456789",
        },
        acts: &[
            (
                0,
                Mail(mail!("de-holiday.eml"), "An out-of-office note comes back."),
            ),
            (
                8,
                Mail(
                    mail!("de-confirm.eml"),
                    "The admin contact answers the reminder: I confirm.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "an out-of-office note, then an answer to the reminder",
    },
    Scene {
        tld: "se",
        start: Requested {
            name: "Elsa Lindgren",
            email: "elsa.lindgren@registry-se.example",
            phone: "+46 70 123 45 67",
        },
        acts: &[
            (
                2,
                Mail(
                    mail!("se-confirm.eml"),
                    "The admin contact answers: confirmed.",
                ),
            ),
            (
                2,
                Mail(
                    mail!("se-deny.eml"),
                    "Minutes later the admin contact answers again: deny.",
                ),
            ),
            (
                4,
                Move(
                    "Approve",
                    "The Validator asked by telephone: the second answer counts.",
                ),
            ),
        ],
        ends: Some("denied"),
        shows: "confirm, then deny: held before anybody was subscribed",
    },
    Scene {
        tld: "in",
        start: Invited,
        acts: &[
            (
                1,
                Mail(
                    mail!("in-other.eml"),
                    "The admin contact of several ccTLDs answers, and names another one.",
                ),
            ),
            (
                2,
                Move(
                    "Reject",
                    "The Validator moves the escalation to TLD-OPS/Reject.",
                ),
            ),
            (
                4,
                Mail(
                    mail!("in-right.eml"),
                    "The admin contact answers again, for the right one.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "an answer for the wrong one of several ccTLDs",
    },
    Scene {
        tld: "xn--h2brj9c",
        start: Invited,
        acts: &[(
            5,
            Mail(
                mail!("bharat-right.eml"),
                "The same admin contact answers the other request.",
            ),
        )],
        ends: Some("joined"),
        shows: "its sister: the request answered says which is meant",
    },
    Scene {
        tld: "au",
        start: Invited,
        acts: &[
            (
                1,
                Mail(
                    mail!("au-incomplete.eml"),
                    "The admin contact answers: a role address, a local number.",
                ),
            ),
            (
                4,
                Mail(
                    mail!("au-complete.eml"),
                    "The admin contact answers again, complete.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "an incomplete answer, asked again, completed",
    },
    Scene {
        tld: "ch",
        start: Requested {
            name: "Urs Keller",
            email: "urs.keller@registry-ch.example",
            phone: "+41 79 123 45 67",
        },
        acts: &[
            (
                1,
                Mail(
                    mail!("ch-fresh.eml"),
                    "The admin contact writes a new mail instead of a reply.",
                ),
            ),
            (
                3,
                Mail(
                    mail!("ch-reply.eml"),
                    "The admin contact replies to the second question.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "an answer that is no reply, asked again",
    },
    Scene {
        tld: "pl",
        start: Requested {
            name: "Piotr Zielinski",
            email: "piotr.zielinski@registry-pl.example",
            phone: "+48 601 234 567",
        },
        acts: &[
            (
                1,
                Mail(
                    mail!("pl-colleague.eml"),
                    "A colleague answers in the admin contact's place.",
                ),
            ),
            (
                2,
                Move(
                    "Approve",
                    "The Validator knows her, and moves the escalation to TLD-OPS/Approve.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "a colleague answered, approved by the Validator",
    },
    Scene {
        tld: "be",
        start: Held {
            address: "lotte.maes@registry-be.example",
            typed: "Lotte Maes, +32 470 12 34 56, .be",
        },
        acts: &[(
            2,
            Mail(
                mail!("be-confirm.eml"),
                "The admin contact answers: confirmed.",
            ),
        )],
        ends: Some("joined"),
        shows: "a request at the list's own page, confirmed",
    },
    Scene {
        tld: "",
        start: Held {
            address: "somebody@elsewhere.example",
            typed: "Some Body, please",
        },
        acts: &[(
            1,
            Move(
                "Done",
                "The Validator rejects the request at the list server, and moves the question to TLD-OPS/Done.",
            ),
        )],
        ends: None,
        shows: "a request without a phone number and a ccTLD",
    },
    Scene {
        tld: "at",
        start: Batch,
        acts: &[],
        ends: Some("no-response"),
        shows: "invited by the week's batch: no answer",
    },
    Scene {
        tld: "it",
        start: Batch,
        acts: &[(
            3,
            Mail(
                mail!("it-answer.eml"),
                "The admin contact answers the batch's invitation.",
            ),
        )],
        ends: Some("joined"),
        shows: "invited by the week's batch: an answer",
    },
    Scene {
        tld: "nl",
        start: Change,
        acts: &[
            (
                9,
                Mail(
                    mail!("nl-change.eml"),
                    "The admin contact writes that a contact has changed.",
                ),
            ),
            (
                10,
                Mail(
                    mail!("nl-change-confirm.eml"),
                    "The admin contact confirms the change.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "a change of contacts, confirmed and made",
    },
    Scene {
        tld: "dk",
        start: Change,
        acts: &[
            (
                15,
                Leave(
                    "soren.ostergaard@registry-dk.example",
                    "The only contact asks the list server to be taken off.",
                ),
            ),
            (
                17,
                Mail(
                    mail!("dk-leave-confirm.eml"),
                    "The admin contact confirms that he leaves.",
                ),
            ),
        ],
        ends: Some("joined"),
        shows: "the last contact leaves, and the directory's entry with him",
    },
    Scene {
        tld: "",
        start: Nothing,
        acts: &[
            (
                1,
                Mail(
                    mail!("newsletter.eml"),
                    "A newsletter arrives: \"confirm your seat\".",
                ),
            ),
            (
                1,
                Mail(mail!("human.eml"), "A colleague writes about lunch."),
            ),
        ],
        ends: None,
        shows: "other people's mail",
    },
];
