//! The mails to admin contacts and SSCs.

use crate::case::{Case, Mail, MailKind, Rules, Scheme, SentMail};
use crate::compose::{Letter, Voice, WordsFault};
use crate::domain::ids::MessageId;
use jiff::Timestamp;
use minijinja::{Value, context};

/// Procedure, appendix A.1.
const INVITATION: &str = "Invitation to join the TLD-OPS mailing list";
/// Procedure, appendix A.5.
const AUTHENTICATION: &str = "TLD-OPS Authentication Request";

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
    let body = match mail.kind {
        MailKind::SscRequest | MailKind::AuthenticationRequest => request(mail, case, voice)?,
        MailKind::Reminder => reminder(mail, case, voice, rules, now)?,
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
                context! { faults => faults },
            )?
        }
        MailKind::FailureNotice => {
            let days = rules.remind_after.saturating_add(rules.fail_after);
            say(
                voice,
                "failure_notice",
                mail,
                case,
                context! { days => days },
            )?
        }
        MailKind::DenialNotice => say(voice, "denial_notice", mail, case, context! {})?,
    };
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
    })
}

fn subject(kind: MailKind, case: &Case) -> String {
    let asked = match &case.scheme {
        Scheme::ValidatorInitiated => INVITATION,
        Scheme::SscInitiated { .. } => AUTHENTICATION,
    };
    match kind {
        MailKind::SscRequest | MailKind::AuthenticationRequest => asked.to_owned(),
        MailKind::Reminder => format!("Reminder: {asked}"),
        MailKind::AnswerAgain => format!("Please answer again: {asked}"),
        MailKind::FailureNotice => {
            format!("Your request to join TLD-OPS for {}: no answer", case.tld)
        }
        MailKind::DenialNotice => format!(
            "Your request to join TLD-OPS for {}: not confirmed",
            case.tld
        ),
    }
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
    let name = match &case.scheme {
        Scheme::ValidatorInitiated => "ssc_request",
        Scheme::SscInitiated { .. } => "authentication_request",
    };
    say(voice, name, mail, case, context! {})
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

fn say(
    voice: &Voice,
    template: &str,
    mail: &Mail,
    case: &Case,
    more: Value,
) -> Result<String, WordsFault> {
    let ssc = case.scheme.ssc().map(|ssc| {
        context! {
            name => ssc.name.as_str(),
            email => ssc.email.to_string(),
            phone => ssc.phone.typed(),
        }
    });
    let common = context! {
        tld => case.tld.to_string(),
        name => voice.name.as_str(),
        reference => mail.reference.as_deref(),
        ssc => ssc,
        ..more
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
