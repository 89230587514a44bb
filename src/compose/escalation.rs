//! The escalation: what the Validator finds in his inbox.
//!
//! First what is asked of him in one sentence and what each choice does, then
//! why, then the evidence, what was read, and the case's history; the original
//! is attached. It is written for somebody who opens it at three in the morning.

mod question;

use crate::case::{Case, Escalation, EscalationId, Outcome, Rules, State};
use crate::compose::letters::{self, wrap};
use crate::compose::{Letter, Voice};
use crate::domain::contact::Contact;
use crate::domain::ids::MessageId;
use crate::domain::record::RegistryRecord;
use crate::domain::tld::Tld;
use crate::reading::{Reading, Report};
use crate::sender::{Judgement, Verdict};
use jiff::Timestamp;
use question::{changes, choices, question};

/// The header field that names an escalation.
pub const ID_FIELD: &str = "X-Secird-Escalation";
/// The header field that proves the bot wrote it.
pub const SEAL_FIELD: &str = "X-Secird-Seal";
/// Lines of the person's own words that are shown; the rest is in the original.
const SHOWN_LINES: usize = 40;
/// Contacts and faults that are shown, each.
const SHOWN_FINDS: usize = 6;
/// Characters that are shown of a field that was typed.
const SHOWN_FIELD: usize = 120;
/// Characters of the reason, with what another server said in it.
const SHOWN_WHY: usize = 20_000;

/// Everything an escalation shows besides the matter itself.
#[derive(Debug, Clone)]
pub struct Exhibits<'a> {
    /// The case, where there is one.
    pub case: Option<&'a Case>,
    /// The registry's record of its ccTLD.
    pub record: Option<&'a RegistryRecord>,
    /// What happened before: when, and what.
    pub history: &'a [(Timestamp, String)],
    /// Whether the original message will be attached.
    pub original: bool,
    /// The contacts of the ccTLD that are on the list.
    pub on_list: Vec<Contact>,
    /// Whom and for which ccTLD the admin contact would be asked about.
    pub about: Option<(&'a Contact, Tld)>,
}

/// The message for the Validator's inbox; `None` only if no id can be made.
pub fn escalation(
    matter: &Escalation,
    exhibits: Exhibits<'_>,
    voice: &Voice,
    rules: &Rules,
    now: Timestamp,
) -> Option<Letter> {
    let id = MessageId::parse(&format!(
        "secird.{}.{}@{}",
        matter.id,
        rules.seal(matter.id.as_str()),
        rules.id_domain
    ))?;
    let about = exhibits
        .case
        .map_or_else(String::new, |case| format!("{}: ", case.tld));
    Some(Letter {
        from: (format!("secird for {}", voice.name), voice.address.clone()),
        to: voice.address.clone(),
        blind_copy: None,
        reply_to: None,
        subject: clean(&format!("[TLD-OPS] {about}please decide: {}", matter.code)),
        message_id: id,
        in_reply_to: None,
        references: Vec::new(),
        date: now,
        body: body(matter, &exhibits, voice),
        extra: vec![
            (ID_FIELD, matter.id.to_string()),
            (SEAL_FIELD, rules.seal(matter.id.as_str())),
        ],
        attached: None,
        cards: None,
    })
}

/// What it says, from the question to its name.
fn body(matter: &Escalation, exhibits: &Exhibits<'_>, voice: &Voice) -> String {
    let mut parts = vec![wrap(&question(matter, exhibits), "", "")];
    let changes = changes(matter, exhibits);
    if !changes.is_empty() {
        parts.push(changes);
    }
    parts.push(choices(matter, exhibits.case));
    parts.push(section("WHY", &reasons(&why(matter))));
    if let Some(case) = exhibits.case {
        parts.push(section("THE CASE", &standing(case, voice)));
    }
    if let Some(judgement) = &matter.judgement {
        parts.push(section(
            "WHO WROTE IT",
            &evidence(judgement, exhibits.record, voice),
        ));
    }
    if let Some(report) = &matter.report {
        parts.push(section("WHAT WAS READ", &what_was_read(report)));
    }
    if !exhibits.history.is_empty() {
        parts.push(section(
            "THE CASE SO FAR",
            &history(exhibits.history, voice),
        ));
    }
    parts.push(footing(matter, exhibits.original));
    format!(
        "{}
",
        parts.join(
            "

"
        )
    )
}

/// The last line: what is attached, and the names of the matter.
fn footing(matter: &Escalation, attached: bool) -> String {
    let attached = if attached {
        "The original message is attached. "
    } else {
        ""
    };
    let names = format!(
        "{attached}Reason code: {}. Escalation: {}.",
        matter.code.as_str(),
        matter.id
    );
    wrap(&names, "", "")
}

/// The reason, and the points at which the sender failed.
fn why(matter: &Escalation) -> String {
    let lines: Vec<String> = matter.why.lines().map(clean).collect();
    let mut why: String = lines.join("\n").chars().take(SHOWN_WHY).collect();
    if let Some(judgement) = &matter.judgement {
        for reason in judgement.verdict.reasons() {
            why.push_str(&format!(" {reason}"));
        }
    }
    why
}

/// The reason, and below it what it consists of, a point a line.
fn reasons(why: &str) -> String {
    let mut lines = why.lines();
    let first = wrap(lines.next().unwrap_or_default(), "  ", "  ");
    let points = lines.map(|line| wrap(line, "  - ", "    "));
    std::iter::once(first)
        .chain(points)
        .collect::<Vec<_>>()
        .join("\n")
}

fn standing(case: &Case, voice: &Voice) -> String {
    let mut rows = vec![
        row("ccTLD", &case.tld.to_string()),
        row("Scheme", case.scheme.as_str()),
        row("State", &state_words(&case.state)),
        row("Asked", &case.asked.to_string()),
    ];
    if let Some(ssc) = case.scheme.ssc() {
        rows.push(row(
            "Who asked to join",
            &format!(
                "{}, {}, {}",
                clean(&ssc.name),
                ssc.email,
                clean(ssc.phone.typed())
            ),
        ));
    }
    if let Some(change) = case.scheme.modification() {
        for (at, line) in letters::difference_lines(change).iter().enumerate() {
            let label = if at == 0 { "Change" } else { "" };
            rows.push(row(label, &clean(line)));
        }
    }
    let clock = match (case.is_held(), case.state.deadline()) {
        (true, _) => "stands still until you decide".to_owned(),
        (false, Some(deadline)) => format!("runs on, until {}", voice.instant(deadline)),
        (false, None) => "does not run".to_owned(),
    };
    rows.push(row("Clock", &clock));
    rows.join("\n")
}

fn state_words(state: &State) -> String {
    match state {
        State::Closed { outcome, .. } => {
            let how = match outcome {
                Outcome::Joined { .. } => "joined",
                Outcome::Denied => "denied",
                Outcome::NoResponse => "no response",
                Outcome::ByHand => "closed by hand",
            };
            format!("closed: {how}")
        }
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. } => {
            format!("{}, waits for {}", state.as_str(), state.waits_for())
        }
    }
}

/// The evidence as a small table.
fn evidence(judgement: &Judgement, record: Option<&RegistryRecord>, voice: &Voice) -> String {
    let seen = &judgement.evidence;
    let yes_no = |fact: bool| if fact { "yes" } else { "NO" };
    let admin = record.map_or_else(
        || "no record of this ccTLD".to_owned(),
        |record| {
            let changed = record
                .changed
                .map_or_else(String::new, |date| format!("; record of {date}"));
            format!(
                "{} (read {} from {}{changed})",
                record.admin,
                voice.instant(record.read),
                record.source.as_str()
            )
        },
    );
    let (verdict, reasons) = match &judgement.verdict {
        Verdict::Trusted => ("the admin contact", Vec::new()),
        Verdict::Doubtful { reasons } => ("perhaps the admin contact", reasons.clone()),
        Verdict::Foreign { reasons } => ("somebody else", reasons.clone()),
    };
    let from = seen.address.as_ref().map_or_else(
        || "not one clear address".to_owned(),
        |address| address.to_string(),
    );
    let mut rows = vec![
        row("Verdict", verdict),
        row("IANA says", &admin),
        row("From says", &from),
        row("Same address", yes_no(seen.from_identical)),
        row("Answers our mail", yes_no(seen.proof_of_receipt)),
        row("Well-formed", yes_no(seen.parsers_agree)),
        row("Domain checked", seen.authentication.code()),
        row("  believed", seen.anchor),
    ];
    if let Some(stamp) = &seen.stamp {
        rows.push(row("  its words", &clean(stamp)));
    }
    rows.extend(
        reasons
            .iter()
            .map(|reason| row("Failed", &reason.to_string())),
    );
    rows.join("\n")
}

fn what_was_read(report: &Report) -> String {
    let short = |text: &str| clean(text).chars().take(SHOWN_FIELD).collect::<String>();
    let mut rows = vec![row("Meaning", report.reading.kind())];
    // The very words, so that nobody has to look for them.
    if matches!(report.reading, Reading::Unclear { .. }) && !report.at.trim().is_empty() {
        rows.push(row("Because of", &format!("“{}”", short(report.at.trim()))));
    }
    let faults = report.faults.iter().take(SHOWN_FINDS);
    rows.extend(faults.map(|fault| row("Missing", &fault.to_string())));
    for found in report.found.iter().take(SHOWN_FINDS) {
        let contact = format!(
            "{}, {}, {}",
            short(&found.name),
            short(&found.email),
            short(&found.phone)
        );
        rows.push(row(&format!("Contact {}", found.position), &contact));
    }
    if report.faults.len().max(report.found.len()) > SHOWN_FINDS {
        rows.push(row("More", "than is shown here; please see the original."));
    }
    rows.push("  The sender's own words, without what is quoted from us:".to_owned());
    rows.push(String::new());
    let mut lines = report.reply.trim().lines();
    rows.extend(lines.by_ref().take(SHOWN_LINES).map(|line| {
        let shown: String = clean(line).chars().take(200).collect();
        format!("  | {shown}").trim_end().to_owned()
    }));
    let left = lines.count();
    if left > 0 {
        rows.push(format!("  … and {left} more lines"));
    }
    if report.reply.trim().is_empty() {
        rows.push("  | (nothing)".to_owned());
    }
    rows.join("\n")
}

fn history(entries: &[(Timestamp, String)], voice: &Voice) -> String {
    let lines: Vec<String> = entries
        .iter()
        .map(|(at, text)| {
            wrap(
                &clean(text),
                &format!("  {}  ", voice.instant(*at)),
                &" ".repeat(24),
            )
        })
        .collect();
    lines.join("\n")
}

fn row(label: &str, value: &str) -> String {
    wrap(value, &format!("  {label:<18}"), &" ".repeat(20))
}

fn section(title: &str, text: &str) -> String {
    format!("{title}\n{text}")
}

/// Other people's text, safe to show: no control or invisible characters.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || crate::domain::contact::is_invisible(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// The note filed beside a decided escalation.
pub fn note(
    id: &EscalationId,
    tld: Option<&str>,
    outcome: &str,
    voice: &Voice,
    rules: &Rules,
    now: Timestamp,
) -> Option<Letter> {
    let seal = rules.seal(&format!("note/{id}"));
    let about = tld.map_or_else(String::new, |tld| format!(".{tld}: "));
    Some(Letter {
        from: (format!("secird for {}", voice.name), voice.address.clone()),
        to: voice.address.clone(),
        blind_copy: None,
        reply_to: None,
        subject: format!("[TLD-OPS] {about}decided: {id}"),
        message_id: MessageId::parse(&format!("secird.note.{id}.{seal}@{}", rules.id_domain))?,
        in_reply_to: None,
        references: Vec::new(),
        date: now,
        body: format!("{}\n", wrap(&clean(outcome), "", "")),
        extra: Vec::new(),
        attached: None,
        cards: None,
    })
}
