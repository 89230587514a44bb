//! The escalation: what the Validator finds in his inbox.
//!
//! First what is asked of him in one sentence and what each choice does, then
//! why, then the evidence, what was read, and the case's history; the original
//! is attached. It is written for somebody who opens it at three in the morning.

use crate::case::{Case, Code, Escalation, EscalationId, Outcome, Proposal, Rules, State};
use crate::compose::letters::wrap;
use crate::compose::{Letter, Voice};
use crate::domain::ids::MessageId;
use crate::domain::record::RegistryRecord;
use crate::sender::{Judgement, Verdict};
use jiff::Timestamp;

/// The header field that names an escalation.
pub const ID_FIELD: &str = "X-Secird-Escalation";
/// The header field that proves the bot wrote it.
pub const SEAL_FIELD: &str = "X-Secird-Seal";
/// Lines of the person's own words that are shown; the rest is in the original.
const SHOWN_LINES: usize = 40;

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
    let mut parts = vec![
        wrap(&question(matter, exhibits.case), "", ""),
        choices(matter, exhibits.case),
        section("WHY", &wrap(&clean(&matter.why), "  ", "  ")),
    ];
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
    let attached = if exhibits.original {
        "The original message is attached. "
    } else {
        ""
    };
    parts.push(wrap(
        &format!(
            "{attached}Reason code: {}. Escalation: {}.",
            matter.code.as_str(),
            matter.id
        ),
        "",
        "",
    ));
    Some(Letter {
        from: (format!("{} (secird)", voice.name), voice.address.clone()),
        to: voice.address.clone(),
        blind_copy: None,
        reply_to: None,
        subject: clean(&format!("[TLD-OPS] {about}please decide: {}", matter.code)),
        message_id: id,
        in_reply_to: None,
        references: Vec::new(),
        date: now,
        body: format!("{}\n", parts.join("\n\n")),
        extra: vec![
            (ID_FIELD, matter.id.to_string()),
            (SEAL_FIELD, rules.seal(matter.id.as_str())),
        ],
        attached: None,
    })
}

/// What is asked, in one sentence.
fn question(matter: &Escalation, case: Option<&Case>) -> String {
    let tld = case.map_or_else(|| "a ccTLD".to_owned(), |case| case.tld.to_string());
    let ssc = case
        .and_then(|case| case.scheme.ssc())
        .map_or_else(|| "the person".to_owned(), |ssc| clean(&ssc.name));
    match &matter.proposal {
        Proposal::Confirm => format!("Shall {ssc} go on the TLD-OPS list as contact of {tld}?"),
        Proposal::Deny => format!("Shall {ssc}'s request to join for {tld} be denied?"),
        Proposal::Contacts(contacts) => {
            let names: Vec<String> = contacts
                .iter()
                .map(|contact| clean(&contact.name))
                .collect();
            format!(
                "Shall {} go on the TLD-OPS list as contact(s) of {tld}?",
                names.join(" and ")
            )
        }
        Proposal::AskAgain => format!("Shall the admin contact of {tld} be asked to answer again?"),
        Proposal::Resend => format!("Shall our mail about {tld} be sent again?"),
        Proposal::Decline => format!("Shall the invitation of {tld} be closed as declined?"),
        Proposal::Release => "Shall the cases that are due to fail today really fail?".to_owned(),
        Proposal::RetryRoster => {
            format!("Shall the list server be asked again to add the contacts of {tld}?")
        }
        Proposal::Nothing if matter.code == Code::HeldSubscription => {
            "Please look at the subscription request that the list server holds.".to_owned()
        }
        Proposal::Nothing if matches!(matter.code, Code::TooManyFailures | Code::TooManyMails) => {
            "Please look: the bot stopped itself.".to_owned()
        }
        Proposal::Nothing if matter.code == Code::NotAnEscalation => {
            "Please move the bot's own question, not another message.".to_owned()
        }
        Proposal::Nothing => {
            "Please look at this message; the bot cannot act on it by itself.".to_owned()
        }
    }
}

/// What each choice will do.
fn choices(matter: &Escalation, case: Option<&Case>) -> String {
    let goes_on = if case.is_some_and(|case| !case.state.is_over()) {
        "The message is disregarded; the case goes on as if it had not come."
    } else {
        "Nothing is done."
    };
    let approve = match &matter.proposal {
        Proposal::Confirm | Proposal::Contacts(_) => {
            "Yes: they are put on the list, and the ccTLD in the directory."
        }
        Proposal::Deny => "Yes: the person is told that the request was not confirmed.",
        Proposal::AskAgain => "Yes: one mail asks the admin contact to reply again.",
        Proposal::Resend => "Yes: the same mail goes to the same address once more.",
        Proposal::Decline => "Yes: the case ends as declined; nobody is written to.",
        Proposal::Release => "Yes: for one day the limit does not hold them back.",
        Proposal::RetryRoster => "Yes: the same change is sent to the list server again.",
        Proposal::Nothing => "Nothing is done (there is nothing the bot could do).",
    };
    let done = if matter.done_closes {
        "You have dealt with it: the bot closes the case and does nothing more."
    } else {
        "You have dealt with the message; the case itself goes on."
    };
    let row = |folder: &str, text: &str| {
        let first = format!("  {folder:<18}");
        wrap(text, &first, &" ".repeat(20))
    };
    format!(
        "To decide, move this message to one of these folders:\n\n{}\n{}\n{}\n\nor run: secird approve {id}   (or: reject, done)",
        row("TLD-OPS/Approve", approve),
        row("TLD-OPS/Reject", goes_on),
        row("TLD-OPS/Done", done),
        id = matter.id,
    )
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
        row("Our border says", seen.authentication.code()),
    ];
    if let Some(stamp) = &seen.stamp {
        rows.push(row("  believed header", &clean(stamp)));
    }
    rows.extend(
        reasons
            .iter()
            .map(|reason| row("Failed", &reason.to_string())),
    );
    rows.join("\n")
}

fn what_was_read(report: &crate::reading::Report) -> String {
    let mut rows = vec![row("Meaning", report.reading.kind())];
    rows.extend(
        report
            .faults
            .iter()
            .map(|fault| row("Missing", &fault.to_string())),
    );
    for found in &report.found {
        let contact = format!(
            "{}, {}, {}",
            clean(&found.name),
            clean(&found.email),
            clean(&found.phone)
        );
        rows.push(row(&format!("Contact {}", found.position), &contact));
    }
    rows.push("  The sender's own words, without what is quoted from us:".to_owned());
    rows.push(String::new());
    let mut lines = report.reply.trim().lines();
    rows.extend(lines.by_ref().take(SHOWN_LINES).map(|line| {
        let shown: String = clean(line).chars().take(200).collect();
        format!("  | {shown}")
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
        from: (format!("{} (secird)", voice.name), voice.address.clone()),
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
    })
}
