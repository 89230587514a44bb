//! The mails to admin contacts and SSCs.

use crate::case::{Asker, Case, Difference, Mail, MailKind, Modification, Rules, Scheme, SentMail};
use crate::compose::{Letter, Voice, WordsFault, cards, listing};
use crate::domain::contact::Contact;
use crate::domain::ids::{MessageId, OrderKey};
use crate::domain::seat::Seat;
use jiff::Timestamp;
use minijinja::{Value, context};

/// Procedure, appendix A.1.
const INVITATION: &str = "Invitation to join the TLD-OPS mailing list";
/// Procedure, appendix A.5.
const AUTHENTICATION: &str = "TLD-OPS Authentication Request";
/// Procedure, section 6; it has no text of its own there.
const MODIFICATION: &str = "TLD-OPS Modification Request";
/// Procedure, appendix A.4.
const DIGEST: &str = "[tld-ops] New subscribers notification";
/// Procedure, appendix A.7.
const REMINDER: &str = "[tld-ops] TLD-OPS memberships reminder";

/// The letter that `mail` of `case` orders.
///
/// # Errors
/// A text that cannot be made; nothing may be committed then.
pub fn letter(
    mail: &Mail,
    case: &Case,
    voice: &Voice,
    rules: &Rules,
    now: Timestamp,
) -> Result<Letter, WordsFault> {
    let body = body(mail, case, voice, rules, now)?;
    let thread = thread_of(mail, case);
    Ok(Letter {
        from: (voice.name.clone(), voice.address.clone()),
        to: mail.to.address().clone(),
        blind_copy: Some(voice.address.clone()),
        reply_to: mail.reply_address.clone(),
        subject: subject(mail.kind, case),
        message_id: mail.message_id.clone(),
        in_reply_to: thread.last().cloned(),
        references: thread,
        date: now,
        body,
        extra: Vec::new(),
        attached: None,
        cards: None,
    })
}

/// What the mail says.
fn body(
    mail: &Mail,
    case: &Case,
    voice: &Voice,
    rules: &Rules,
    now: Timestamp,
) -> Result<String, WordsFault> {
    match mail.kind {
        MailKind::SscRequest | MailKind::AuthenticationRequest | MailKind::ModificationRequest => {
            request(mail, case, voice)
        }
        MailKind::Reminder => reminder(mail, case, voice, rules, now),
        MailKind::AnswerAgain => {
            let faults: Vec<String> = mail
                .faults
                .iter()
                .map(|fault| wrap(&fault.to_string(), "- ", "  "))
                .collect();
            say(
                voice,
                "answer_again",
                mail,
                case,
                context! {
                    faults => faults,
                    changes => case.scheme.modification().map(shown_changes),
                },
            )
        }
        MailKind::FailureNotice => {
            let days = rules.remind_after.saturating_add(rules.fail_after);
            say(
                voice,
                "failure_notice",
                mail,
                case,
                context! { days => days },
            )
        }
        MailKind::DenialNotice => say(voice, "denial_notice", mail, case, context! {}),
        MailKind::ModificationDone => say(voice, "modification_done", mail, case, context! {}),
        MailKind::ModificationDenied => say(voice, "modification_denied", mail, case, context! {}),
        MailKind::ModificationUnanswered => {
            let days = rules.remind_after.saturating_add(rules.fail_after);
            say(
                voice,
                "modification_unanswered",
                mail,
                case,
                context! { days => days },
            )
        }
        // They go to the list and belong to no case: see to_list.
        MailKind::NewSubscribers | MailKind::MembershipReminder => Ok(String::new()),
    }
}

/// A mail to the whole list: the digest or the reminder (procedure, appendix A.4
/// and A.7), with everybody's entry in it and beside it as vCards.
///
/// # Errors
/// A text that cannot be made; nothing may be committed then.
pub fn to_list(
    kind: MailKind,
    key: &OrderKey,
    seats: &[Seat],
    voice: &Voice,
    rules: &Rules,
    now: Timestamp,
) -> Result<Letter, WordsFault> {
    let (template, subject) = match kind {
        MailKind::MembershipReminder => ("membership_reminder", REMINDER),
        MailKind::NewSubscribers
        | MailKind::SscRequest
        | MailKind::AuthenticationRequest
        | MailKind::ModificationRequest
        | MailKind::Reminder
        | MailKind::AnswerAgain
        | MailKind::FailureNotice
        | MailKind::DenialNotice
        | MailKind::ModificationDone
        | MailKind::ModificationDenied
        | MailKind::ModificationUnanswered => ("new_subscribers", DIGEST),
    };
    let roster = listing::lines(seats);
    let more = context! { roster => roster.trim_end() };
    let body = voice
        .words
        .say(template, context! { ..more, ..at(voice) })?;
    let message_id = rules.message_id(key).ok_or_else(|| WordsFault {
        template: template.to_owned(),
        what: "it can have no Message-ID".to_owned(),
    })?;
    Ok(Letter {
        from: (voice.name.clone(), voice.address.clone()),
        to: voice.site.list.clone(),
        blind_copy: Some(voice.address.clone()),
        reply_to: None,
        subject: subject.to_owned(),
        message_id,
        in_reply_to: None,
        references: Vec::new(),
        date: now,
        body,
        extra: Vec::new(),
        attached: None,
        cards: Some(cards::vcard(seats)),
    })
}

/// What the list server tells a person whose request the admin contact denied.
///
/// # Errors
/// A text that cannot be made.
pub fn rejection(case: &Case, voice: &Voice) -> Result<String, WordsFault> {
    let more = context! { tld => case.tld.to_string() };
    voice
        .words
        .say("rejection", context! { ..more, ..at(voice) })
}

/// The welcome that the list server sends (procedure, appendix A.3).
///
/// # Errors
/// A text that cannot be made.
pub fn welcome(voice: &Voice) -> Result<String, WordsFault> {
    voice.words.say("welcome", at(voice))
}

/// What every text may name: who speaks, and the site's addresses.
fn at(voice: &Voice) -> Value {
    let site = &voice.site;
    context! {
        name => voice.name.as_str(),
        list => site.list.to_string(),
        list_request => site.list_request.as_str(),
        list_info => site.list_info.as_str(),
        list_options => site.list_options.as_str(),
        page => site.page.as_str(),
        passwords => site.passwords,
    }
}

fn subject(kind: MailKind, case: &Case) -> String {
    let asked = match &case.scheme {
        Scheme::ValidatorInitiated => INVITATION,
        Scheme::SscInitiated { .. } => AUTHENTICATION,
        Scheme::Modification(_) => MODIFICATION,
    };
    let tld = case.tld;
    match kind {
        MailKind::SscRequest | MailKind::AuthenticationRequest | MailKind::ModificationRequest => {
            asked.to_owned()
        }
        MailKind::Reminder => format!("Reminder: {asked}"),
        MailKind::AnswerAgain => format!("Please answer again: {asked}"),
        MailKind::FailureNotice => {
            format!("Your request to join TLD-OPS for {tld}: no answer")
        }
        MailKind::DenialNotice => format!("Your request to join TLD-OPS for {tld}: not confirmed"),
        MailKind::ModificationDone => format!("TLD-OPS contacts of {tld}: changed"),
        MailKind::ModificationDenied => format!("TLD-OPS contacts of {tld}: change not confirmed"),
        MailKind::ModificationUnanswered => format!("TLD-OPS contacts of {tld}: no answer"),
        MailKind::NewSubscribers => DIGEST.to_owned(),
        MailKind::MembershipReminder => REMINDER.to_owned(),
    }
}

/// The lines that show a change: `+` joins, `-` leaves, `~` is changed.
pub(crate) fn difference_lines(change: &Modification) -> Vec<String> {
    let shown = |contact: &Contact| {
        format!(
            "{}, {}, {}",
            contact.name,
            contact.email,
            contact.phone.typed()
        )
    };
    let line = |sign: &str, text: &str| format!("{sign} {text}");
    change
        .differences()
        .iter()
        .flat_map(|difference| match difference {
            Difference::Joins(contact) => vec![line("+", &shown(contact))],
            Difference::Leaves(contact) => vec![line("-", &shown(contact))],
            Difference::Changes { from, to } => {
                vec![
                    line("~", &shown(from)),
                    line(" ", &format!("now: {}", shown(to))),
                ]
            }
        })
        .collect()
}

/// A reminder and a second question follow the request in its thread.
fn thread_of(mail: &Mail, case: &Case) -> Vec<MessageId> {
    if !mail.kind.is_for_admin() {
        return Vec::new();
    }
    case.mails
        .iter()
        .take_while(|earlier| earlier.order != mail.order)
        .filter(|earlier| earlier.kind.is_for_admin())
        .map(|earlier| earlier.message_id.clone())
        .collect()
}

fn request(mail: &Mail, case: &Case, voice: &Voice) -> Result<String, WordsFault> {
    let (name, more) = match &case.scheme {
        Scheme::ValidatorInitiated => ("ssc_request", context! {}),
        Scheme::SscInitiated { .. } => ("authentication_request", context! {}),
        Scheme::Modification(change) => ("modification_request", asked_change(change)),
    };
    say(voice, name, mail, case, more)
}

fn reminder(
    mail: &Mail,
    case: &Case,
    voice: &Voice,
    rules: &Rules,
    now: Timestamp,
) -> Result<String, WordsFault> {
    let sent = case
        .mails
        .iter()
        .find_map(|earlier: &SentMail| earlier.sent)
        .unwrap_or(now);
    let lead = say(
        voice,
        "reminder_lead",
        mail,
        case,
        context! { sent => voice.day(sent), days => rules.fail_after },
    )?;
    Ok(format!("{lead}{}", request(mail, case, voice)?))
}

/// The lines of a change, narrow enough for mail.
fn shown_changes(change: &Modification) -> String {
    difference_lines(change)
        .iter()
        .map(|line| wrap(line, if line.starts_with(' ') { "  " } else { "" }, "  "))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What a question about a change shows.
fn asked_change(change: &Modification) -> Value {
    let (asked_by, ssc) = match &change.asker {
        Asker::Admin => ("admin", None),
        Asker::Ssc(contact) => ("ssc", Some(contact.name.clone())),
        Asker::Secretariat => ("secretariat", None),
    };
    context! {
        asked_by => asked_by,
        asker => ssc,
        changes => shown_changes(change),
    }
}

fn say(
    voice: &Voice,
    template: &str,
    mail: &Mail,
    case: &Case,
    more: Value,
) -> Result<String, WordsFault> {
    // The admin contact is asked about who wants to join, not about who asks.
    let person = if mail.kind.is_for_admin() {
        case.scheme.ssc()
    } else {
        case.scheme.person()
    };
    let ssc = person.map(|ssc| {
        context! {
            name => ssc.name.as_str(),
            email => ssc.email.to_string(),
            phone => ssc.phone.typed(),
        }
    });
    let common = context! {
        tld => case.tld.to_string(),
        reference => mail.reference.as_deref(),
        ssc => ssc,
        ..context! { ..more, ..at(voice) }
    };
    voice.words.say(template, common)
}

/// Breaks prose at 72 columns.
pub(crate) fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        let width = line.chars().count().saturating_add(word.chars().count());
        if !empty && width >= 72 {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines.join("\n")
}
