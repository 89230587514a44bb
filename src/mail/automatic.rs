//! Mail that no person wrote: bounces, vacation notes, tickets, list notices.
//!
//! RFC 3464, 3834 and 8098 say how such mail should show itself; much of it
//! does not, so what real systems write is known here too. Fields that ordinary
//! mail carries as well (X-Auto-Response-Suppress, Precedence: list or bulk)
//! prove nothing by themselves. A person may mention an absence beside an
//! answer, so words alone never make a mail automatic that also decides.

pub(crate) mod pattern;
mod returned;
mod signs;

use super::body::{Body, Text};
use super::header::HeaderBlock;
use crate::domain::ids::MessageId;
use mail_parser::{MimeHeaders, PartType};

/// How the sign of a machine's report begins.
pub(crate) const REPORT: &str = "report of type";

/// What kind of automatic mail a message is (RFC 3464, 3834, 8098 and what
/// real systems do).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Automatic {
    /// A delivery status notification or a bounce of a system that knows none.
    Bounce {
        /// Message-IDs of the returned mail, wherever the bounce shows them.
        originals: Vec<MessageId>,
        /// Whether it says the delivery failed (`true`) or is only late.
        failed: bool,
    },
    /// An out-of-office note, a ticket acknowledgement, a challenge, a read receipt.
    Reply {
        /// What gave it away, in a few words.
        sign: String,
    },
    /// The list server's notice of a held subscription (a hint, not evidence).
    HeldSubscription,
    /// A newsletter or list traffic.
    List,
}

/// Says what makes a message automatic, if anything does. `subject` is decoded,
/// `from` the address some reading saw, `parsed` is `None` where mail-parser
/// gave up.
pub(crate) fn classify(
    headers: &HeaderBlock,
    subject: &str,
    from: Option<&str>,
    body: &Body,
    raw: &[u8],
    parsed: Option<&mail_parser::Message<'_>>,
) -> Option<Automatic> {
    let mail = Mail {
        headers,
        subject: subject.trim(),
        from: sender(from.or_else(|| headers.first("From")).unwrap_or_default()),
        opening: opening(body),
        report: parsed.and_then(report_type),
        returned: parsed.is_some_and(|message| {
            let mut parts = message.parts.iter();
            parts.any(|part| matches!(part.body, PartType::Message(_)))
        }),
    };
    if mail.is_held_notice() {
        return Some(Automatic::HeldSubscription);
    }
    if mail.is_bounce() {
        let status = parsed.map(returned::status).unwrap_or_default();
        return Some(Automatic::Bounce {
            failed: status.unwrap_or_else(|| !mail.is_delay()),
            originals: returned::originals(headers, raw, parsed),
        });
    }
    if let Some(sign) = mail.reply_sign() {
        return Some(Automatic::Reply { sign });
    }
    mail.is_list().then_some(Automatic::List)
}

/// Whether a text that could be an answer speaks like a machine, so that a human
/// must look: no sign sure enough to call it automatic.
pub(crate) fn is_doubtful(text: &str) -> bool {
    let patterns = [
        &signs::VACATION_TEXT,
        &signs::MACHINE_TEXT,
        &signs::CHALLENGE,
        &signs::BESIDE,
    ];
    // What follows an answer is an afterthought of the person who gave it.
    let before = signs::DECISION
        .find_iter(text)
        .last()
        .map_or(text, |last| text.get(..last.end()).unwrap_or_default());
    patterns.iter().any(|pattern| pattern.is_match(before)) || signs::BESIDE_ANYWHERE.is_match(text)
}

//------------ Mail ------------------------------------------------------------

/// What the signs are looked for in.
struct Mail<'a> {
    headers: &'a HeaderBlock,
    subject: &'a str,
    from: String,
    /// The first unquoted words, single-spaced, at most [`OPENING`] characters.
    opening: String,
    report: Option<String>,
    /// Whether a whole mail came back in it.
    returned: bool,
}

/// Characters at the beginning of a text in which its kind must show.
const OPENING: usize = 600;

impl Mail<'_> {
    /// Mailman 2.1 and 3 (fixtures `held-subscription/`).
    fn is_held_notice(&self) -> bool {
        let server = self.headers.first("X-Mailman-Version").is_some()
            || self.headers.first("List-Id").is_some()
            || self.is_from(&signs::LIST_OWNER);
        // Mailman 3 translates the text, not the subject.
        let request = signs::HELD_SUBJECT.is_match(self.subject)
            && (signs::HELD_TEXT.is_match(&self.opening)
                || (self.has("X-Mailman-Version") && self.is_from(&signs::LIST_OWNER)));
        server && (request || signs::PENDING_TEXT.is_match(&self.opening))
    }

    fn is_from(&self, pattern: &pattern::Regex) -> bool {
        pattern.is_match(&self.from)
    }

    /// A bounce, with or without the form of RFC 3464.
    fn is_bounce(&self) -> bool {
        match self.report.as_deref() {
            Some("delivery-status") => return true,
            // Dovecot rejects in the form of a read receipt.
            Some(_) => {
                return self
                    .headers
                    .all("Auto-Submitted")
                    .any(|value| value.to_ascii_lowercase().contains("(rejected"));
            }
            None => {}
        }
        if self.is_turned_away() {
            return true;
        }
        if self.has("X-Failed-Recipients") || self.has("X-MS-Exchange-Message-Is-Ndr") {
            return true;
        }
        let empty_path = self
            .headers
            .first("Return-Path")
            .is_some_and(|p| p.trim() == "<>");
        let daemon = self.is_from(&signs::DAEMON);
        (empty_path || daemon)
            && (signs::BOUNCE_SUBJECT.is_match(self.subject)
                || signs::BOUNCE_TEXT.is_match(&self.opening))
            && !signs::VACATION_SUBJECT.is_match(self.subject)
    }

    /// A list server that does not take our mail (fixtures `mailman3-rejected-post`,
    /// `mlmmj-not-subscribed`).
    fn is_turned_away(&self) -> bool {
        let server = self.has("X-Mailman-Version") && self.is_from(&signs::LIST_OWNER);
        let program = signs::LIST_PROGRAM.is_match(&self.opening);
        self.returned
            && ((server && signs::REJECTED.is_match(&self.opening))
                || (program
                    && (signs::DENIED_SUBJECT.is_match(self.subject)
                        || signs::REJECTED.is_match(&self.opening))))
    }

    /// A delivery that is only late.
    fn is_delay(&self) -> bool {
        signs::DELAY.is_match(self.subject) || signs::DELAY.is_match(&self.opening)
    }

    fn has(&self, name: &str) -> bool {
        self.headers.first(name).is_some()
    }

    /// What shows that a machine replied.
    fn reply_sign(&self) -> Option<String> {
        match self.report.as_deref() {
            Some("disposition-notification") => return Some("read receipt (RFC 8098)".to_owned()),
            Some(kind) => return Some(format!("{REPORT} {kind}")),
            None => {}
        }
        let said = self.headers.all("Auto-Submitted").find(|value| {
            let value = without_comments(value);
            let word = value.split(';').next().unwrap_or_default().trim();
            !word.is_empty() && !word.eq_ignore_ascii_case("no")
        });
        if let Some(value) = said {
            let value: String = value.chars().take(40).collect();
            return Some(format!("Auto-Submitted: {value}"));
        }
        if let Some(name) = signs::REPLY_FIELDS.iter().find(|name| self.marked(name)) {
            return Some(format!("{name} field"));
        }
        let precedence = ["Precedence", "Preference"]
            .into_iter()
            .flat_map(|n| self.headers.all(n));
        if precedence
            .into_iter()
            .any(|v| v.trim().eq_ignore_ascii_case("auto_reply"))
        {
            return Some("Precedence: auto_reply".to_owned());
        }
        // Nobody's program sends a person's reply with an empty reverse-path
        // (RFC 5321 §4.5.5).
        if self
            .headers
            .all("Return-Path")
            .any(|path| path.trim() == "<>")
        {
            return Some("empty Return-Path".to_owned());
        }
        let automat = ["X-POST-MessageClass", "Delivered-To"]
            .into_iter()
            .flat_map(|n| self.headers.all(n))
            .any(|v| v.to_ascii_lowercase().contains("autoresponder"));
        if automat {
            return Some("names an autoresponder".to_owned());
        }
        let junk = self
            .headers
            .all("Precedence")
            .any(|value| value.trim().eq_ignore_ascii_case("junk"));
        if junk && self.has("X-Loop") {
            return Some("Precedence: junk beside X-Loop".to_owned());
        }
        if signs::LIST_PROGRAM.is_match(&self.opening)
            || (self.has("X-Mailman-Version") && signs::LIST_SUBJECT.is_match(self.subject))
        {
            return Some("answer of a list server".to_owned());
        }
        if signs::VACATION_SUBJECT.is_match(self.subject) {
            return Some("subject of an absence note".to_owned());
        }
        self.reply_words()
    }

    /// A field that names an automat, and does not say no.
    fn marked(&self, name: &str) -> bool {
        self.headers.all(name).any(|value| {
            let value = value.trim();
            !value.eq_ignore_ascii_case("no") && !value.eq_ignore_ascii_case("false")
        })
    }

    /// Signs in the words alone: never where the opening also decides.
    fn reply_words(&self) -> Option<String> {
        // That a mail came in is no decision.
        let rest = signs::RECEPTION.replace_all(&self.opening, " ");
        if signs::DECISION.is_match(&rest) && !signs::CHALLENGE.is_match(&self.opening) {
            return None;
        }
        let signs = [
            (
                signs::VACATION_TEXT.is_match(&self.opening),
                "words of an absence note",
            ),
            (
                signs::MACHINE_TEXT.is_match(&self.opening),
                "says that a machine wrote it",
            ),
            (
                signs::CHALLENGE.is_match(&self.opening),
                "asks the sender to prove himself",
            ),
            (
                signs::TICKET_TEXT.is_match(&self.opening)
                    && (signs::TICKET_SUBJECT.is_match(self.subject)
                        || self.is_from(&signs::ROBOT)),
                "acknowledgement of a ticket system",
            ),
            (
                signs::TICKET_OPENED.is_match(&self.opening),
                "acknowledgement of a ticket system",
            ),
            (
                signs::RECEIPT_SUBJECT.is_match(self.subject)
                    && signs::RECEIPT_TEXT.is_match(&self.opening),
                "read receipt",
            ),
        ];
        signs
            .into_iter()
            .find(|(found, _)| *found)
            .map(|(_, sign)| sign.to_owned())
    }

    /// Newsletters and list traffic: a list's field and a sign of bulk.
    fn is_list(&self) -> bool {
        let list = self.has("List-Id") || self.has("List-Unsubscribe");
        let bulk = self.headers.all("Precedence").any(|v| {
            ["list", "bulk", "junk"]
                .iter()
                .any(|word| v.trim().eq_ignore_ascii_case(word))
        });
        let campaign = ["List-Unsubscribe-Post", "Feedback-ID", "X-CSA-Complaints"]
            .iter()
            .any(|name| self.has(name));
        list && (bulk || campaign)
    }
}

/// A value without its comments (RFC 5322 §3.2.2), which say nothing.
fn without_comments(value: &str) -> String {
    let mut depth = 0_usize;
    let kept = value.chars().filter(|c| {
        let inside = depth > 0;
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        !inside && *c != '('
    });
    kept.collect()
}

/// The address in a From field that need not be well-formed.
fn sender(value: &str) -> String {
    let inner = value.rsplit_once('<').map_or(value, |(_, inner)| inner);
    inner.trim_matches(['>', ' ', '"']).to_ascii_lowercase()
}

/// The report-type of a multipart/report at the root (RFC 6522).
fn report_type(message: &mail_parser::Message<'_>) -> Option<String> {
    let kind = message.content_type()?;
    let report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind
            .subtype()
            .is_some_and(|s| s.eq_ignore_ascii_case("report"));
    if !report {
        return None;
    }
    let said = kind.attribute("report-type").map(str::to_ascii_lowercase);
    let has_status = message.parts.iter().any(|part| {
        part.content_type()
            .and_then(|c| c.subtype())
            .is_some_and(|s| s.eq_ignore_ascii_case("delivery-status"))
    });
    if has_status {
        return Some("delivery-status".to_owned());
    }
    said
}

/// The first unquoted words of the text.
fn opening(body: &Body) -> String {
    let lines = |text: &Text| -> String {
        let words = text
            .lines
            .iter()
            .filter(|line| line.quoted == 0 && !line.hidden)
            .take(60)
            .flat_map(|line| line.text.split_whitespace());
        let mut out = String::new();
        for word in words {
            out.push_str(word);
            out.push(' ');
            if out.len() > OPENING.saturating_mul(4) {
                break;
            }
        }
        out.chars().take(OPENING).collect()
    };
    body.plain
        .as_ref()
        .map(lines)
        .filter(|opening| !opening.is_empty())
        .or_else(|| body.html.as_ref().map(lines))
        .unwrap_or_default()
}
