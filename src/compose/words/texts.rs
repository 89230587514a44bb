//! The texts there are: what each is for, what it may name and what it must.
//!
//! A closed table. The program prints it for whoever writes texts of his own,
//! and it is what such texts are held against. The words themselves are in
//! `templates/`.

//------------ Variable --------------------------------------------------------

/// Something that a text may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// What stands between the braces.
    pub name: &'static str,
    /// What it is, in a few words.
    pub meaning: &'static str,
    /// What it may look like; a text is tried with it.
    pub example: &'static str,
    /// What kind of value it is.
    pub kind: Kind,
    /// Whether the text must show it.
    pub required: bool,
}

/// What a variable's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words to be shown as they are, of one line or more.
    Words,
    /// A whole number.
    Number,
    /// Any number of pieces, to be shown one by one (`{% for %}`).
    Lines,
    /// Yes or no, to be asked about (`{% if %}`).
    Flag,
    /// A person, shown by name, address and number; empty where there is none.
    Person,
}

impl Variable {
    const fn new(name: &'static str, meaning: &'static str, example: &'static str) -> Self {
        Self {
            name,
            meaning,
            example,
            kind: Kind::Words,
            required: false,
        }
    }

    const fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }
}

//------------ Text ------------------------------------------------------------

/// One text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Its name; a site's own is in the file of that name, with `.txt` behind it.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The text that is used where a site has none of its own.
    pub text: &'static str,
    /// What it may name besides what every text may name.
    pub own: &'static [Variable],
    /// Whether it asks the admin contact something, so that answers quote it.
    pub asks: bool,
    /// What lines must begin with, because answers are read by it.
    pub lines: &'static [&'static str],
    /// Sentences that must be in it, however its lines are broken.
    pub sentences: &'static [&'static str],
    /// The ways in which it is filled in.
    pub(super) trials: &'static [Trial],
}

/// One way in which a text is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trial {
    /// When that is so, to be said behind a fault.
    pub(super) when: &'static str,
    /// The variables that are empty then.
    pub(super) without: &'static [&'static str],
    /// What `asked_by` is then.
    pub(super) asked_by: &'static str,
}

impl Text {
    /// The text of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TEXTS.iter().find(|text| text.name == name)
    }

    /// Everything that it may name.
    pub fn variables(&self) -> impl Iterator<Item = &'static Variable> {
        self.own.iter().chain(&SITE)
    }
}

/// The texts.
pub fn texts() -> &'static [Text] {
    &TEXTS
}

/// The name that is most like `wanted`, by the pairs of letters they share.
pub(super) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let pairs = |name: &str| -> Vec<(char, char)> {
        let letters = name.chars().take(60);
        letters.clone().zip(letters.skip(1)).collect()
    };
    let ours = pairs(wanted);
    let likeness = |name: &str| {
        let theirs = pairs(name);
        let shared = theirs.iter().filter(|pair| ours.contains(pair)).count();
        let all = theirs.len().saturating_add(ours.len());
        shared.saturating_mul(200).checked_div(all).unwrap_or(0)
    };
    names
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness >= 40)
        .max_by_key(|(likeness, _)| *likeness)
        .map(|(_, name)| name)
}

//------------ the variables ---------------------------------------------------

/// What every text may name.
static SITE: [Variable; 7] = [
    Variable::new("name", "the Secretariat's name", "Sample Secretariat"),
    Variable::new("list", "the list's address", "list@lists.example"),
    Variable::new(
        "list_request",
        "where commands to the list server go",
        "list-request@lists.example",
    ),
    Variable::new(
        "list_info",
        "the list's page",
        "https://lists.example/info/",
    ),
    Variable::new(
        "list_options",
        "the page of a subscriber's options",
        "https://lists.example/options/",
    ),
    Variable::new(
        "page",
        "the page that explains TLD-OPS",
        "https://secretariat.example/tld-ops",
    ),
    Variable::new(
        "passwords",
        "whether subscribers have a password at the list server",
        "",
    )
    .kind(Kind::Flag),
];

const TLD: Variable = Variable::new("tld", "the ccTLD, with its dot", ".example");
const REFERENCE: Variable = Variable::new(
    "reference",
    "the secret by which the answer is known to be one",
    "0123456789abcdef0123456789abcdef",
);
const DAYS: Variable =
    Variable::new("days", "the working days there are for an answer", "10").kind(Kind::Number);
const SSC: Variable =
    Variable::new("ssc", "the person it is about, or whom it is for", "").kind(Kind::Person);
const SSC_NAME: Variable = Variable::new("ssc.name", "that person's name", "Robin Sample");
const SSC_EMAIL: Variable = Variable::new(
    "ssc.email",
    "that person's address",
    "robin.sample@registry.example",
);
const SSC_PHONE: Variable = Variable::new("ssc.phone", "that person's number", "+31 6 00 00 00 00");
const SENT: Variable = Variable::new("sent", "the day of the first mail", "24 November 2026");
const FAULTS: Variable = Variable::new(
    "faults",
    "what an answer lacks, each a paragraph with a dash before it",
    "- The sample is missing.",
)
.kind(Kind::Lines);
const ASKED_BY: Variable = Variable::new(
    "asked_by",
    "whose wish the change is: \"ssc\", \"admin\" or \"secretariat\"",
    "ssc",
);
const ASKER: Variable = Variable::new("asker", "the name of the SSC who asked", "Sam Asker");
const CHANGES: Variable = Variable::new(
    "changes",
    "the lines that show the change",
    "+ Robin Sample, robin.sample@registry.example, +31 6 00 00 00 00",
);
const ROSTER: Variable = Variable::new(
    "roster",
    "everybody on the list, one a line",
    "robin.sample@registry.example (Robin Sample, +31 6 00 00 00 00, .example)",
);

/// What a mail to an SSC may name.
const TO_SSC: &[Variable] = &[TLD, SSC, SSC_NAME, SSC_EMAIL, SSC_PHONE];
/// The same, where the days are over.
const TO_SSC_LATE: &[Variable] = &[TLD, DAYS, SSC, SSC_NAME, SSC_EMAIL, SSC_PHONE];

//------------ the trials ------------------------------------------------------

const fn trial(when: &'static str, without: &'static [&'static str]) -> Trial {
    Trial {
        when,
        without,
        asked_by: "ssc",
    }
}

/// Everything is given.
const FULL: &[Trial] = &[trial("", &[])];
/// After an unclear answer, in either scheme.
const AGAIN: &[Trial] = &[
    trial("", &["changes"]),
    trial(", where ssc is empty", &["ssc", "changes"]),
    trial(", where faults is empty", &["faults", "changes"]),
    trial(
        ", where ssc and faults are empty",
        &["ssc", "faults", "changes"],
    ),
    trial(", where there are changes", &["ssc"]),
];
/// A change, on the wish of each who may have one.
const WISHES: &[Trial] = &[
    trial(", where asked_by is \"ssc\"", &[]),
    Trial {
        asked_by: "admin",
        ..trial(", where asked_by is \"admin\"", &["asker"])
    },
    Trial {
        asked_by: "secretariat",
        ..trial(", where asked_by is \"secretariat\"", &["asker"])
    },
];

//------------ the texts -------------------------------------------------------

/// A text that asks nothing and is filled in one way.
const fn plain(
    name: &'static str,
    purpose: &'static str,
    text: &'static str,
    own: &'static [Variable],
) -> Text {
    Text {
        name,
        purpose,
        text,
        own,
        asks: false,
        lines: &[],
        sentences: &[],
        trials: FULL,
    }
}

/// A text that asks the admin contact something.
const fn asking(
    name: &'static str,
    purpose: &'static str,
    text: &'static str,
    own: &'static [Variable],
) -> Text {
    Text {
        asks: true,
        ..plain(name, purpose, text, own)
    }
}

/// The texts, those that ask first.
static TEXTS: [Text; 14] = [
    Text {
        lines: &[
            "Contact Person #1 (primary):",
            "Name:",
            "Email address:",
            "Mobile phone number:",
        ],
        sentences: &[
            "I hereby confirm that the above persons are responsible for the overall security and stability of my ccTLD.",
        ],
        ..asking(
            "ssc_request",
            "invites a ccTLD (procedure, A.1)",
            include_str!("../templates/ssc_request.txt"),
            &[TLD, REFERENCE.required()],
        )
    },
    Text {
        lines: &[
            "Name:",
            "Email address:",
            "Mobile phone number:",
            "Claims to be responsible for the security and stability of:",
        ],
        ..asking(
            "authentication_request",
            "asks whether a person is responsible (procedure, A.5)",
            include_str!("../templates/authentication_request.txt"),
            &[
                TLD.required(),
                REFERENCE.required(),
                SSC,
                SSC_NAME.required(),
                SSC_EMAIL.required(),
                SSC_PHONE.required(),
            ],
        )
    },
    asking(
        "reminder_lead",
        "stands before a request that is sent again",
        include_str!("../templates/reminder_lead.txt"),
        &[TLD, REFERENCE, SENT, DAYS],
    ),
    Text {
        trials: AGAIN,
        ..asking(
            "answer_again",
            "asks for an answer that can be used",
            include_str!("../templates/answer_again.txt"),
            &[
                TLD,
                REFERENCE.required(),
                FAULTS.required(),
                CHANGES,
                SSC,
                SSC_NAME,
                SSC_EMAIL,
                SSC_PHONE,
            ],
        )
    },
    Text {
        trials: WISHES,
        lines: &["=== Requested Change ==="],
        ..asking(
            "modification_request",
            "asks whether contacts shall be changed (procedure, section 6)",
            include_str!("../templates/modification_request.txt"),
            &[
                TLD.required(),
                REFERENCE.required(),
                CHANGES.required(),
                ASKED_BY,
                ASKER,
            ],
        )
    },
    plain(
        "failure_notice",
        "tells an SSC that nobody answered",
        include_str!("../templates/failure_notice.txt"),
        TO_SSC_LATE,
    ),
    plain(
        "denial_notice",
        "tells an SSC that he was not confirmed",
        include_str!("../templates/denial_notice.txt"),
        TO_SSC,
    ),
    plain(
        "modification_done",
        "tells the SSC who asked that the change was made",
        include_str!("../templates/modification_done.txt"),
        TO_SSC,
    ),
    plain(
        "modification_denied",
        "tells the SSC who asked that the change was not confirmed",
        include_str!("../templates/modification_denied.txt"),
        TO_SSC,
    ),
    plain(
        "modification_unanswered",
        "tells the SSC who asked that nobody answered",
        include_str!("../templates/modification_unanswered.txt"),
        TO_SSC_LATE,
    ),
    plain(
        "rejection",
        "the reason that the list server gives when it turns somebody away",
        include_str!("../templates/rejection.txt"),
        &[TLD],
    ),
    plain(
        "welcome",
        "the list server's welcome (procedure, A.3)",
        include_str!("../templates/welcome.txt"),
        &[],
    ),
    plain(
        "new_subscribers",
        "the digest to the list (procedure, A.4)",
        include_str!("../templates/new_subscribers.txt"),
        &[ROSTER.required()],
    ),
    plain(
        "membership_reminder",
        "the monthly reminder to the list (procedure, A.7)",
        include_str!("../templates/membership_reminder.txt"),
        &[ROSTER.required()],
    ),
];
