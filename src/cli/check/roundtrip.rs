//! `check --roundtrip`: a mail to ourselves, there and back.
//!
//! It shows what no setting can: whether Message-IDs survive the way, which
//! border stamps incoming mail and how, and whether plus-addresses arrive. From
//! what came home it proposes `[border]` and `plus_addressing`, for a person to
//! write down. Both mails are filed under `TLD-OPS/Processed` afterwards.

use super::{Line, bad, good};
use crate::compose::Letter;
use crate::domain::address::EmailAddress;
use crate::domain::ids::MessageId;
use crate::domain::place::{Folder, Place};
use crate::mail::Message;
use crate::mail::anchor::{Anchor, believed};
use crate::mail::crossing::{Crossing, crossing};
use crate::mail::parse::parse;
use crate::mailbox::{Mailbox, MailboxError};
use crate::outbound::{Answer, Transport, form};
use crate::sender::Border;
use crate::service::Clock;
use crate::service::config::Config;
use std::time::{Duration, Instant};

/// Octets read of a message to see whether it is ours.
const GLANCE: usize = 256 * 1024;
/// Between two looks into the mailbox.
const LOOK: Duration = Duration::from_secs(2);

/// One of the two mails.
struct Probe {
    /// What the line of the report is called.
    part: &'static str,
    /// The word by which it is known again, whatever happens to its id.
    word: String,
    letter: Letter,
    /// What came home, and where it lies.
    home: Option<(Place, Message)>,
}

/// Sends both mails, waits for them, and says what they show.
pub(super) async fn roundtrip(config: &Config, patience: Duration, lines: &mut Vec<Line>) {
    let (mut mailbox, transport) = match (config.mailbox(), config.transport()) {
        (Ok(mailbox), Ok(transport)) => (mailbox, transport),
        (Err(fault), _) | (_, Err(fault)) => {
            lines.push(bad("roundtrip", fault.to_string()));
            return;
        }
    };
    let mut probes = match probes(config) {
        Ok(probes) => probes,
        Err(why) => {
            lines.push(bad("roundtrip", why));
            return;
        }
    };
    let outcome = travel(
        config,
        &mut mailbox,
        &transport,
        &mut probes,
        patience,
        lines,
    )
    .await;
    mailbox.close().await;
    if let Err(error) = outcome {
        lines.push(bad("roundtrip", error.to_string()));
        return;
    }
    let [plain, plus] = &probes;
    report(config, plain, patience, lines);
    report_plus(config, plus, lines);
}

fn probes(config: &Config) -> Result<[Probe; 2], String> {
    let (own, word) = (&config.voice.address, super::super::state::unique());
    let plus = EmailAddress::parse(&format!("{}+{word}@{}", own.local(), own.domain()))
        .map_err(|fault| fault.to_string())?;
    let probe = |part, tag: &str, to: EmailAddress| {
        let word = format!("{word}-{tag}");
        let id = format!("secird.check.{word}@{}", config.rules.id_domain);
        let message_id = MessageId::parse(&id).ok_or("no Message-ID can be made")?;
        let letter = Letter {
            from: (config.voice.name.clone(), own.clone()),
            to,
            blind_copy: None,
            reply_to: None,
            subject: format!("secird checks the way: {word}"),
            message_id,
            in_reply_to: None,
            references: Vec::new(),
            date: Clock::System.now(),
            body: format!(
                "This mail was sent by secird to itself, to see how mail comes in.\n\
                 It may be thrown away.\n\nReference: {word}\n"
            ),
            extra: Vec::new(),
            attached: None,
            cards: None,
        };
        Ok::<Probe, String>(Probe {
            part,
            word,
            letter,
            home: None,
        })
    };
    Ok([
        probe("roundtrip", "a", own.clone())?,
        probe("plus-address", "b", plus)?,
    ])
}

/// Sends, and waits until both are home or patience ends.
async fn travel(
    config: &Config,
    mailbox: &mut Mailbox,
    transport: &Transport,
    probes: &mut [Probe; 2],
    patience: Duration,
    lines: &mut Vec<Line>,
) -> Result<(), MailboxError> {
    let (validity, waiting) = mailbox.list(Folder::Inbox, None).await?;
    let mut mark = (validity, waiting.last().map_or(0, |one| one.place.uid));
    let mut sent = 0usize;
    for probe in probes.iter() {
        let from = &probe.letter.from.1;
        let said = match form::render(&probe.letter) {
            Ok(bytes) => transport.send(&bytes, from, &probe.letter.to, None).await,
            Err(error) => Answer::Never(error.to_string()),
        };
        match said {
            Answer::Done(_) => sent = sent.saturating_add(1),
            Answer::Later(why) | Answer::Never(why) | Answer::Unknown(why) => {
                lines.push(bad(probe.part, format!("it could not be sent: {why}")));
            }
        }
    }
    let end = Instant::now().checked_add(patience);
    while sent > 0 && end.is_some_and(|end| Instant::now() < end) {
        let (now_valid, new) = mailbox.list(Folder::Inbox, Some(mark)).await?;
        for one in new {
            mark = (now_valid, one.place.uid);
            let Some(fetched) = mailbox.fetch(one.place, GLANCE).await? else {
                continue;
            };
            let message = parse(&fetched.bytes, &config.limits);
            // A bounce quotes the word too, so the subject has to be the very one.
            let known = probes
                .iter_mut()
                .find(|probe| message.subject.trim() == probe.letter.subject);
            match known {
                Some(probe) if probe.home.is_none() => {
                    probe.home = Some((one.place, message));
                    sent = sent.saturating_sub(1);
                }
                // A second copy shows nothing more.
                Some(_) => {
                    mailbox.shift(one.place, Folder::Processed).await?;
                }
                None => {}
            }
        }
        if sent > 0 {
            tokio::time::sleep(LOOK.min(patience)).await;
        }
    }
    for (place, _) in probes.iter().filter_map(|probe| probe.home.as_ref()) {
        mailbox.shift(*place, Folder::Processed).await?;
    }
    Ok(())
}

//------------ what it shows ---------------------------------------------------

fn report(config: &Config, probe: &Probe, patience: Duration, lines: &mut Vec<Line>) {
    let Some((_, message)) = &probe.home else {
        lines.push(bad(
            "roundtrip",
            format!(
                "the mail did not come home within {} s; is {} delivered into this mailbox's INBOX? (reference {})",
                patience.as_secs(),
                probe.letter.to,
                probe.word
            ),
        ));
        return;
    };
    lines.push(good("roundtrip", "sent, and home again"));
    lines.push(if message.message_id.as_ref() == Some(&probe.letter.message_id) {
        good("message-id", "survives the way out")
    } else {
        bad(
            "message-id",
            "is rewritten on the way: answers are known by the reference line and the reply address only; ask the relay's people to keep it".to_owned(),
        )
    });
    lines.push(stamped(config, message));
}

/// Whether the configured border stamps, and what would fit where it does not.
fn stamped(config: &Config, message: &Message) -> Line {
    let seen = crossing(&message.headers);
    let anchor = match &config.rules.border {
        Border::AuthservId { id, hosts, below } => Some(Anchor::AuthservId {
            id,
            hosts,
            below: *below,
        }),
        Border::ExchangeOnline => Some(Anchor::ExchangeOnline),
        Border::Own { .. } | Border::Absent => None,
    };
    if let Some(anchor) = anchor
        && let Some(believed) = believed(&message.headers, &anchor)
    {
        let fields = believed.fields.join(" | ");
        return good("stamp", &format!("believed: {}", short(&fields)));
    }
    if let Border::AuthservId { id, hosts, .. } = &config.rules.border
        && believed(
            &message.headers,
            &Anchor::AuthservId {
                id,
                hosts,
                below: true,
            },
        )
        .is_some()
    {
        return bad(
            "stamp",
            "stands below the Received line of your border, where a stranger's would stand too if it ever did not stamp: if it always does, set [border] stamps_below_received = true".to_owned(),
        );
    }
    let proposal = proposal(&seen);
    match &config.rules.border {
        Border::Own { .. } => good("stamp", "not needed: the bot checks senders itself"),
        Border::Absent => bad("stamp", format!("nobody is believed. {proposal}")),
        Border::AuthservId { .. } | Border::ExchangeOnline => bad(
            "stamp",
            format!(
                "the border of the configuration did not stamp this mail. {proposal} A server may spare mail from inside: if mail from elsewhere does carry its stamp, all is well."
            ),
        ),
    }
}

/// What to write into the configuration, as far as this mail shows it.
fn proposal(seen: &Crossing) -> String {
    let hosts: Vec<String> = seen.hosts.iter().map(|host| format!("{host:?}")).collect();
    let hosts = hosts.join(", ");
    match &seen.stamp {
        Some((Some(id), _)) => format!(
            "Its stamp would fit [border] kind = \"authserv-id\", id = {id:?}, hosts = [{hosts}]."
        ),
        Some((None, field)) if is_microsoft(&seen.hosts) => format!(
            "Its stamp would fit [border] kind = \"exchange-online\" ({}).",
            short(field)
        ),
        Some((None, field)) => format!(
            "It carries a stamp without an id ({}), which only Exchange Online is believed in.",
            short(field)
        ),
        None => format!(
            "It carries no Authentication-Results; with [border] kind = \"own\", hosts = [{hosts}] the bot checks senders itself."
        ),
    }
}

fn is_microsoft(hosts: &[String]) -> bool {
    !hosts.is_empty() && hosts.iter().all(|host| host.ends_with(".outlook.com"))
}

fn report_plus(config: &Config, probe: &Probe, lines: &mut Vec<Line>) {
    let to_plus = |address: &EmailAddress| address.same_mailbox(&probe.letter.to);
    lines.push(match (&probe.home, config.rules.plus_addressing) {
        (Some((_, message)), on) if message.recipients.iter().any(to_plus) => good(
            "plus-address",
            if on {
                "arrives, and is used"
            } else {
                "arrives; [secretariat] plus_addressing = true would make one more proof of receipt"
            },
        ),
        (Some(_), false) => good("plus-address", "arrives, but its address is lost; not used"),
        (None, false) => good("plus-address", "does not arrive; not used"),
        (Some(_), true) => bad(
            "plus-address",
            "arrives, but its address is lost on the way: set [secretariat] plus_addressing = false".to_owned(),
        ),
        (None, true) => bad(
            "plus-address",
            "does not arrive: answers to it would be lost; set [secretariat] plus_addressing = false".to_owned(),
        ),
    });
}

/// A header field as a line of a report.
fn short(field: &str) -> String {
    let line: String = field.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(160).collect();
    crate::compose::escalation::clean(&cut)
}
