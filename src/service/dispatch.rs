//! From the outbox into the world: one order after the other.
//!
//! Every act reads before it writes, so that doing it again does no harm; what
//! the world answers goes back to the desk. Nothing is decided here.

use super::desk::{Desk, DeskError, Due, MailServer};
use super::health;
use super::intake::ServiceError;
use crate::domain::ids::{MessageId, OrderKey};
use crate::domain::place::{Folder, Place};
use crate::mailbox::{Mailbox, MailboxError, Moved};
use crate::outbound::roster::{Change, ListServer};
use crate::outbound::{Answer, Transport};
use crate::publish::publish;
use crate::store::writer::Writer;
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;

/// Orders carried out in one turn at most; the rest waits for the next.
const A_TURN: usize = 10_000;
/// How long a mail server that takes nothing is left alone.
const REST: SignedDuration = SignedDuration::from_secs(60);

//------------ Dispatch --------------------------------------------------------

/// Carries out what the desk ordered.
#[derive(Debug)]
pub struct Dispatch {
    desk: Writer<Desk>,
    transport: Transport,
    directory: Option<PathBuf>,
    /// The list server, where there is one.
    list_server: Option<ListServer>,
    /// Until when a mail server that took nothing is left alone.
    mail_rests_until: Timestamp,
}

impl Dispatch {
    /// A dispatcher that sends by `transport` and publishes into `directory`.
    pub fn new(desk: Writer<Desk>, transport: Transport, directory: Option<PathBuf>) -> Self {
        Self {
            desk,
            transport,
            directory,
            list_server: None,
            mail_rests_until: Timestamp::UNIX_EPOCH,
        }
    }

    /// Carries roster changes out at `server`.
    pub fn speak_to(&mut self, server: Option<ListServer>) {
        self.list_server = server;
    }

    /// Carries out everything that is due; returns how many orders that was.
    ///
    /// # Errors
    /// The desk's errors; what the world refuses is written to the orders.
    pub async fn turn(
        &mut self,
        mailbox: &mut Mailbox,
        read_until: Timestamp,
        now: Timestamp,
    ) -> Result<usize, ServiceError> {
        let mut count = 0usize;
        while count < A_TURN {
            health::alive("carrying out orders");
            let server = if self.mail_rests_until <= now {
                MailServer::Takes
            } else {
                MailServer::Rests
            };
            let Some(due) = self
                .desk
                .with(move |desk| desk.next_due(read_until, now, server))
                .await??
            else {
                break;
            };
            let (key, answer) = self.carry_out(mailbox, due, now).await;
            if let Answer::Later(why) | Answer::Never(why) | Answer::Unknown(why) = &answer {
                tracing::warn!(order = %key, why = masked(why), "an order was not carried out");
            }
            self.desk
                .with(move |desk| desk.finish(&key, &answer, now))
                .await??;
            count = count.saturating_add(1);
        }
        Ok(count)
    }

    /// A refusal counts against the mail only where the server takes mail at
    /// all: a changed password or an expired certificate says nothing of it,
    /// and must not end every case that happens to write in that hour. A server
    /// that takes none is left alone for a while; the other orders go on.
    async fn of_this_mail(&mut self, answer: Answer, now: Timestamp) -> Answer {
        let (Answer::Never(_) | Answer::Later(_)) = &answer else {
            return answer;
        };
        match self.transport.check().await {
            Answer::Done(_) => answer,
            Answer::Later(fault) | Answer::Never(fault) | Answer::Unknown(fault) => {
                self.mail_rests_until = now.checked_add(REST).unwrap_or(now);
                Answer::Later(fault)
            }
        }
    }

    /// Each change in turn; the first that did not take is the answer.
    async fn change_roster(&self, changes: &[Change]) -> Answer {
        let Some(server) = &self.list_server else {
            return Answer::Later("no list server is configured".to_owned());
        };
        for change in changes {
            health::alive("changing the roster");
            match server.carry_out(change).await {
                Answer::Done(_) => {}
                // A change is done again without harm, so nothing is unknown.
                Answer::Unknown(why) => return Answer::Later(why),
                other @ (Answer::Later(_) | Answer::Never(_)) => return other,
            }
        }
        Answer::Done("on the list server".to_owned())
    }

    async fn carry_out(
        &mut self,
        mailbox: &mut Mailbox,
        due: Due,
        now: Timestamp,
    ) -> (OrderKey, Answer) {
        match due {
            Due::Send {
                key,
                bytes,
                from,
                to,
                blind_copy,
            } => {
                let answer = self
                    .transport
                    .send(&bytes, &from, &to, blind_copy.as_ref())
                    .await;
                (key, self.of_this_mail(answer, now).await)
            }
            Due::Append {
                key,
                folder,
                message_id,
                bytes,
            } => (
                key,
                spoken(append(mailbox, folder, &message_id, &bytes).await),
            ),
            Due::File { key, place, to } => (key, spoken(file(mailbox, place, to).await)),
            Due::Roster { key, changes } => (key, self.change_roster(&changes).await),
            Due::Publish { key, tlds } => {
                let answer = match &self.directory {
                    None => Answer::Done("no public directory is configured".to_owned()),
                    Some(dir) => match publish(dir, &tlds, now) {
                        Ok(()) => Answer::Done(format!("{} ccTLDs", tlds.len())),
                        Err(error) => Answer::Later(error.to_string()),
                    },
                };
                (key, answer)
            }
        }
    }
}

/// Appends a message unless it lies in one of our folders already.
async fn append(
    mailbox: &mut Mailbox,
    folder: Folder,
    id: &MessageId,
    bytes: &[u8],
) -> Result<String, MailboxError> {
    for place in Folder::ALL {
        if !mailbox.find(place, id).await?.is_empty() {
            return Ok("it was there already".to_owned());
        }
    }
    mailbox.append(folder, bytes).await?;
    Ok("appended".to_owned())
}

async fn file(mailbox: &mut Mailbox, place: Place, to: Folder) -> Result<String, MailboxError> {
    Ok(match mailbox.shift(place, to).await? {
        Moved::Done => "moved".to_owned(),
        Moved::Gone => "it was gone from there".to_owned(),
    })
}

/// A server's words without the names in addresses: logs never carry a whole one.
fn masked(words: &str) -> String {
    words
        .split(' ')
        .map(|word| match word.split_once('@') {
            Some((_, domain)) => format!("…@{domain}"),
            None => word.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn spoken(result: Result<String, MailboxError>) -> Answer {
    match result {
        Ok(note) => Answer::Done(note),
        Err(error) => Answer::Later(error.to_string()),
    }
}

/// Puts begun mails into the state that says nobody knows; at start, once.
///
/// # Errors
/// The desk's.
pub async fn recover(desk: &Writer<Desk>, now: Timestamp) -> Result<usize, ServiceError> {
    let recovered: Result<usize, DeskError> = desk.with(move |desk| desk.recover(now)).await?;
    Ok(recovered?)
}
