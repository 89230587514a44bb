//! The escalation: what the Validator finds in his inbox.
//!
//! First what is asked of him in one sentence and what each choice does, then
//! why, then the evidence, what was read, and the case's history; the original
//! is attached. It is written for somebody who opens it at three in the morning.

use crate::case::{Case, Code, Escalation, EscalationId, Outcome, Proposal, Rules, State};
use crate::compose::letters::{self, wrap};
use crate::compose::{Letter, Voice};
use crate::domain::contact::Contact;
use crate::domain::ids::MessageId;
use crate::domain::record::RegistryRecord;
use crate::reading::{Reading, Report};
use crate::sender::{Judgement, Verdict};
use jiff::Timestamp;

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
const SHOWN_WHY: usize = 3_000;

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
    let mut parts = vec![
        wrap(&question(matter, exhibits.case), "", ""),
        choices(matter, exhibits.case),
        section("WHY", &reasons(&why(matter))),
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

/// What is asked, in one sentence; who wrote it comes before what it says.
fn question(matter: &Escalation, case: Option<&Case>) -> String {
    let asked = plain_question(matter, case);
    let doubt = matter
        .judgement
        .as_ref()
        .map(|judgement| &judgement.verdict);
    let speaks = !matches!(matter.proposal, Proposal::Nothing | Proposal::Resend);
    match doubt {
        Some(Verdict::Doubtful { .. }) if speaks => {
            format!("Did the admin contact really write this? If so: {asked}")
        }
        Some(Verdict::Foreign { .. }) if speaks => {
            format!("May the person who wrote this speak for the admin contact? If so: {asked}")
        }
        Some(Verdict::Trusted | Verdict::Doubtful { .. } | Verdict::Foreign { .. }) | None => asked,
    }
}

/// What approval would mean, in one sentence.
fn plain_question(matter: &Escalation, case: Option<&Case>) -> String {
    let tld = case.map_or_else(|| "a ccTLD".to_owned(), |case| case.tld.to_string());
    let ssc = case
        .and_then(|case| case.scheme.ssc())
        .map_or_else(|| "the person".to_owned(), |ssc| clean(&ssc.name));
    match &matter.proposal {
        Proposal::Confirm if is_said(matter, &Reading::Confirm) => {
            format!("Shall {ssc} go on the TLD-OPS list as contact of {tld}?")
        }
        Proposal::Confirm => {
            format!("Is this a yes, and shall {ssc} go on the TLD-OPS list as contact of {tld}?")
        }
        Proposal::Deny => format!("Shall {ssc}'s request to join for {tld} be denied?"),
        Proposal::Contacts(contacts) => {
            let as_what = if contacts.len() == 1 {
                "contact"
            } else {
                "contacts"
            };
            let names = names(contacts);
            format!("Shall {names} go on the TLD-OPS list as {as_what} of {tld}?")
        }
        Proposal::AskAgain => format!("Shall the admin contact of {tld} be asked to answer again?"),
        Proposal::Resend => format!("Shall our mail about {tld} be sent again?"),
        Proposal::Readdress(admin) => {
            format!("Shall the request about {tld} go to {admin}, whom IANA names now?")
        }
        Proposal::Decline => format!("Shall the invitation of {tld} be closed as declined?"),
        Proposal::Release => "Shall the cases that are due to fail today really fail?".to_owned(),
        Proposal::RetryRoster => {
            format!("Shall the list server be asked again to change the contacts of {tld}?")
        }
        Proposal::Change(_) => {
            format!(
                "Shall the admin contact of {tld} be asked to confirm a change of its contacts?"
            )
        }
        Proposal::Ask => {
            "Shall the admin contact be asked about this person all the same?".to_owned()
        }
        Proposal::Adopt => "Is the mailing list right, and shall the books follow it?".to_owned(),
        Proposal::Nothing if matter.code == Code::RosterByHand => {
            "Please change the mailing list by hand.".to_owned()
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

/// Whether the message says just that.
fn is_said(matter: &Escalation, reading: &Reading) -> bool {
    matter
        .report
        .as_ref()
        .is_none_or(|report| report.reading == *reading)
}

fn names(contacts: &[Contact]) -> String {
    let names: Vec<String> = contacts
        .iter()
        .map(|contact| clean(&contact.name))
        .collect();
    names.join(" and ")
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

/// What each choice will do.
fn choices(matter: &Escalation, case: Option<&Case>) -> String {
    let row = |folder: &str, text: &str| {
        let first = format!("  {folder:<18}");
        wrap(text, &first, &" ".repeat(20))
    };
    format!(
        "To decide, move this message to one of these folders:\n\n{}\n{}\n{}\n\nor run: secird approve {id}   (or: reject, done)",
        row("TLD-OPS/Approve", &approving(matter, case)),
        row("TLD-OPS/Reject", rejecting(matter, case)),
        row("TLD-OPS/Done", doing(matter, case)),
        id = matter.id,
    )
}

fn approving(matter: &Escalation, case: Option<&Case>) -> String {
    let tld = case.map_or_else(|| "the ccTLD".to_owned(), |case| case.tld.to_string());
    let ssc = case
        .and_then(|case| case.scheme.ssc())
        .map_or_else(|| "the person".to_owned(), |ssc| clean(&ssc.name));
    match &matter.proposal {
        Proposal::Confirm => {
            format!("Yes: {ssc} is put on the list, and {tld} in the public directory.")
        }
        Proposal::Contacts(contacts) => {
            let (names, verb) = (
                names(contacts),
                if contacts.len() == 1 { "is" } else { "are" },
            );
            format!("Yes: {names} {verb} put on the list, and {tld} in the public directory.")
        }
        Proposal::Deny => format!("Yes: {ssc} is told that the request was not confirmed."),
        Proposal::AskAgain => "Yes: one mail asks the admin contact to reply once more.".to_owned(),
        Proposal::Resend => "Yes: the same mail goes to the same address once more.".to_owned(),
        Proposal::Readdress(admin) => format!(
            "Yes: the request goes to {admin} with the full time to answer; what was sent to the old address proves nothing any more."
        ),
        Proposal::Decline => "Yes: the case ends as declined; nobody is written to.".to_owned(),
        Proposal::Release => "Yes: for one day the limit does not hold them back.".to_owned(),
        Proposal::RetryRoster => {
            "Yes: the same change is tried again; where somebody serves other ccTLDs too, the new name and number count."
                .to_owned()
        }
        Proposal::Change(contacts) if contacts.is_empty() => {
            format!("Yes: the admin contact is asked whether {tld} shall have no contact.")
        }
        Proposal::Change(contacts) => format!(
            "Yes: the admin contact is asked whether {} shall be the contact(s) of {tld}; nothing changes before the answer.",
            names(contacts)
        ),
        Proposal::Ask => {
            "Yes: the admin contact gets the Authentication Request, with the full time to answer."
                .to_owned()
        }
        Proposal::Adopt => {
            "Yes: who left the list leaves the books and the public directory; who was added with name, phone and ccTLD is taken into them."
                .to_owned()
        }
        Proposal::Nothing if matter.code == Code::RosterByHand => {
            "The same as Done: it is taken for made.".to_owned()
        }
        Proposal::Nothing => "Nothing is done (there is nothing the bot could do).".to_owned(),
    }
}

/// They stay open, and the next day's tick finds them again.
const HELD_BACK: &str = "They stay open, and you are asked again tomorrow.";

fn rejecting(matter: &Escalation, case: Option<&Case>) -> &'static str {
    let open = case.is_some_and(|case| !case.state.is_over());
    if matter.proposal == Proposal::Release {
        HELD_BACK
    } else if matter.code == Code::RosterByHand {
        "You will not make the change: the case comes before you again."
    } else if open && matter.code == Code::Undeliverable && matter.proposal == Proposal::Resend {
        "The case ends here; nobody is asked."
    } else if open && matter.proposal == Proposal::RetryRoster {
        "The case ends here; the list stays as it is."
    } else if matter.proposal == Proposal::Adopt {
        "Nothing is done; you are asked again only when the list differs in another way."
    } else if !open {
        "Nothing is done."
    } else if matches!(matter.proposal, Proposal::Readdress(_)) {
        "The case goes on with the old address; each answer from it is put before you."
    } else if matter.message.is_none() {
        "Nothing is done about it; the case goes on."
    } else if case.is_some_and(Case::is_held) {
        "The message is disregarded; the case goes on with the time it had left."
    } else {
        "The message is disregarded; the case goes on as if it had not come."
    }
}

fn doing(matter: &Escalation, case: Option<&Case>) -> &'static str {
    let open = case.is_some_and(|case| !case.state.is_over());
    if matter.proposal == Proposal::Release {
        HELD_BACK
    } else if matter.code == Code::RosterByHand {
        "You have made the change: the bot goes on from there."
    } else if open && matter.done_closes {
        "You have dealt with it: the bot closes the case and does nothing more."
    } else if open {
        "You have dealt with the message; the case itself goes on."
    } else {
        "You have dealt with it; the bot does nothing more about it."
    }
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
