//! One session with the server: a command, and nothing short of its success.
//!
//! async-imap's own commands report refusals, parse errors and closed
//! connections as empty results, never time out, and write the password into
//! the log. So it is used for reading only: commands are written here under our
//! own tags, and every one ends in the server's tagged answer or in an error. A
//! session that gave an error is out of step and is dropped by its owner.

use super::super::MailboxError;
use super::wire::Wire;
use async_imap::Client;
use async_imap::imap_proto::{Capability, Response, Status};
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout};

/// A whole command may take so many times the silence allowed.
const PATIENCE: u32 = 10;

/// Most characters of the server's words kept.
const MAX_WORDS: usize = 200;

/// Looks at every answer to a command; an error says what is impossible in it.
pub(super) type Look<'a> = &'a mut (dyn FnMut(&Response<'_>) -> Result<(), String> + Send);

//------------ Answer ----------------------------------------------------------

/// How a command ended: `OK`, or `NO` with the server's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The server did it.
    Done,
    /// The server refused.
    Refused(String),
}

impl Answer {
    /// Takes `NO` as an error.
    pub(super) fn done(self, command: &'static str) -> Result<(), MailboxError> {
        match self {
            Self::Done => Ok(()),
            Self::Refused(answer) => Err(MailboxError::Refused { command, answer }),
        }
    }
}

/// What one line from the server is to a waiting command.
enum Heard {
    Data,
    GoOn,
    End { tag: String, answer: Answer },
    Bad { tag: String, words: String },
}

//------------ Session ---------------------------------------------------------

/// A connection to the server, before and after login.
pub(super) struct Session {
    client: Client<Wire>,
    silence: Duration,
    tags: u32,
    capabilities: BTreeSet<String>,
    used: Instant,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("tags", &self.tags)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session over a fresh wire; nothing was read yet.
    pub(super) fn new(wire: Wire, silence: Duration) -> Self {
        Self {
            client: Client::new(wire),
            silence,
            tags: 0,
            capabilities: BTreeSet::new(),
            used: Instant::now(),
        }
    }

    /// Gives the wire back, for STARTTLS.
    pub(super) fn into_wire(self) -> Wire {
        self.client.into_inner()
    }

    /// How long the session has lain idle.
    pub(super) fn idle_for(&self) -> Duration {
        self.used.elapsed()
    }

    /// Whether the server offers `name`, in capitals; offers are compared
    /// without case (Cyrus writes some of them small).
    pub(super) fn offers(&self, name: &str) -> bool {
        self.capabilities.contains(name)
    }

    /// Sets the largest literal to be let through from now on.
    pub(super) fn allow(&mut self, octets: usize) {
        self.client.get_mut().allow(octets);
    }

    /// Reads the greeting.
    pub(super) async fn greet(&mut self) -> Result<(), MailboxError> {
        let welcome = self
            .next("the connection", self.silence, |response| {
                matches!(
                    response,
                    Response::Data {
                        status: Status::Ok,
                        ..
                    }
                )
            })
            .await?;
        if welcome {
            return Ok(());
        }
        // PREAUTH in clear is how STARTTLS is talked away (RFC 9051 §11.1).
        Err(MailboxError::Nonsense(
            "it did not greet with OK, so there can be no safe login".to_owned(),
        ))
    }

    /// Asks for the capabilities; they differ before and after TLS and login.
    pub(super) async fn learn(&mut self) -> Result<(), MailboxError> {
        let mut found = BTreeSet::new();
        self.run("CAPABILITY", "CAPABILITY", &mut |response| {
            if let Response::Capabilities(list) = response {
                found.extend(list.iter().map(capability));
            }
            Ok(())
        })
        .await?;
        if found.is_empty() {
            return Err(MailboxError::Nonsense(
                "it offers no capabilities, not even IMAP4rev1".to_owned(),
            ));
        }
        self.capabilities = found;
        Ok(())
    }

    /// Runs a command of one line; anything but `OK` is an error.
    pub(super) async fn run(
        &mut self,
        name: &'static str,
        line: &str,
        look: Look<'_>,
    ) -> Result<(), MailboxError> {
        self.ask(name, &[line.as_bytes()], look).await?.done(name)
    }

    /// Runs a command in steps, each but the first sent when the server says
    /// `+`; `BAD`, silence, the end and anything out of order are errors.
    pub(super) async fn ask(
        &mut self,
        name: &'static str,
        steps: &[&[u8]],
        look: Look<'_>,
    ) -> Result<Answer, MailboxError> {
        let end = Instant::now().checked_add(self.silence.saturating_mul(PATIENCE));
        let mut steps = steps.iter();
        let tag = self
            .send(name, steps.next().copied().unwrap_or_default())
            .await?;
        loop {
            if end.is_some_and(|end| Instant::now() > end) {
                return Err(MailboxError::Lost(format!(
                    "its answer to {name} has no end"
                )));
            }
            let (heard, odd) = self
                .next(name, self.silence, |response| {
                    (hear(response), look(response).err())
                })
                .await?;
            if let Some(words) = odd {
                return Err(MailboxError::Nonsense(words));
            }
            match heard {
                Heard::Data => {}
                Heard::GoOn => match steps.next() {
                    Some(step) => self.write(name, &[step, b"\r\n"]).await?,
                    None => return Err(out_of_step(name)),
                },
                Heard::Bad { tag: theirs, words } if theirs == tag => {
                    return Err(MailboxError::Refused {
                        command: name,
                        answer: words,
                    });
                }
                Heard::End {
                    tag: theirs,
                    answer,
                } if theirs == tag => {
                    if answer == Answer::Done && steps.next().is_some() {
                        return Err(out_of_step(name));
                    }
                    self.used = Instant::now();
                    return Ok(answer);
                }
                Heard::Bad { .. } | Heard::End { .. } => return Err(out_of_step(name)),
            }
        }
    }

    /// Starts IDLE (RFC 2177), hears at most `longest`, and ends it; whether
    /// something happened. What comes before the `+` counts as well.
    pub(super) async fn idle(&mut self, longest: Duration) -> Result<bool, MailboxError> {
        const NAME: &str = "IDLE";
        let tag = self.send(NAME, b"IDLE").await?;
        let mut happened = false;
        loop {
            let heard = self
                .next(NAME, self.silence, |response| {
                    happened |= is_event(response);
                    hear(response)
                })
                .await?;
            match heard {
                Heard::Data => {}
                Heard::GoOn => break,
                Heard::End { answer, .. } => {
                    answer.done(NAME)?;
                    return Err(out_of_step(NAME));
                }
                Heard::Bad { words, .. } => {
                    return Err(MailboxError::Refused {
                        command: NAME,
                        answer: words,
                    });
                }
            }
        }
        let end = Instant::now().checked_add(longest);
        while !happened {
            // The end is fixed: "* OK Still here" must not put it off.
            let left = end.map_or(longest, |end| end.saturating_duration_since(Instant::now()));
            let heard = self
                .next(NAME, left, |response| (is_event(response), hear(response)))
                .await;
            match heard {
                Ok((event, Heard::Data)) => happened = event,
                Ok(_) => return Err(out_of_step(NAME)),
                Err(MailboxError::Silent(..)) => break,
                Err(error) => return Err(error),
            }
        }
        self.write(NAME, &[b"DONE\r\n"]).await?;
        self.end_idle(&tag).await?;
        Ok(happened)
    }

    async fn end_idle(&mut self, tag: &str) -> Result<(), MailboxError> {
        const NAME: &str = "DONE";
        let end = Instant::now().checked_add(self.silence.saturating_mul(PATIENCE));
        while end.is_none_or(|end| Instant::now() < end) {
            match self.next(NAME, self.silence, hear).await? {
                Heard::Data => {}
                Heard::End {
                    tag: theirs,
                    answer,
                } if theirs == tag => {
                    self.used = Instant::now();
                    return answer.done(NAME);
                }
                Heard::GoOn | Heard::End { .. } | Heard::Bad { .. } => {
                    return Err(out_of_step(NAME));
                }
            }
        }
        Err(MailboxError::Silent(self.silence, NAME))
    }

    /// Writes a command under a tag never used before, and returns the tag.
    async fn send(&mut self, name: &'static str, line: &[u8]) -> Result<String, MailboxError> {
        self.tags = self.tags.saturating_add(1);
        let tag = format!("s{}", self.tags);
        self.write(name, &[tag.as_bytes(), b" ", line, b"\r\n"])
            .await?;
        Ok(tag)
    }

    async fn write(&mut self, name: &'static str, pieces: &[&[u8]]) -> Result<(), MailboxError> {
        let octets = pieces.concat();
        let wire = self.client.get_mut();
        let written = async {
            wire.write_all(&octets).await?;
            wire.flush().await
        };
        let patience = self.silence.saturating_mul(PATIENCE);
        match timeout(patience, written).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(MailboxError::Lost(format!("sending {name}: {error}"))),
            Err(_) => Err(MailboxError::Silent(patience, name)),
        }
    }

    /// Reads one answer, at most `wait` long.
    async fn next<T>(
        &mut self,
        name: &'static str,
        wait: Duration,
        look: impl FnOnce(&Response<'_>) -> T + Send,
    ) -> Result<T, MailboxError> {
        let heard = timeout(wait, self.client.read_response())
            .await
            .map_err(|_| MailboxError::Silent(wait, name))?;
        let Some(heard) = heard.map_err(|error| broken(&error, name))? else {
            return Err(MailboxError::Lost(format!(
                "it closed the connection in answer to {name}"
            )));
        };
        self.client.get_mut().parsed();
        if let Response::Data {
            status: Status::Bye,
            outcome,
        } = heard.parsed()
        {
            let words = cut(outcome.information.as_deref().unwrap_or_default());
            return Err(MailboxError::Lost(format!("it ended the session: {words}")));
        }
        Ok(look(heard.parsed()))
    }
}

fn hear(response: &Response<'_>) -> Heard {
    if let Response::Continue(_) = response {
        return Heard::GoOn;
    }
    let Response::Done {
        tag,
        status,
        outcome,
    } = response
    else {
        return Heard::Data;
    };
    let tag = tag.0.clone();
    let code = outcome.code.as_ref().map(|code| format!("[{code:?}] "));
    let words = cut(&format!(
        "{}{}",
        code.unwrap_or_default(),
        outcome.information.as_deref().unwrap_or_default()
    ));
    match status {
        Status::Ok => Heard::End {
            tag,
            answer: Answer::Done,
        },
        Status::No => Heard::End {
            tag,
            answer: Answer::Refused(words),
        },
        Status::Bad | Status::PreAuth | Status::Bye => Heard::Bad { tag, words },
    }
}

/// Whether an answer tells of a change in the selected folder.
fn is_event(response: &Response<'_>) -> bool {
    matches!(
        response,
        Response::MailboxData(_)
            | Response::Expunge(_)
            | Response::Vanished { .. }
            | Response::Fetch(..)
    )
}

fn capability(capability: &Capability<'_>) -> String {
    match capability {
        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
        Capability::Auth(name) => format!("AUTH={}", name.to_ascii_uppercase()),
        Capability::Atom(name) => name.to_ascii_uppercase(),
    }
}

fn out_of_step(name: &'static str) -> MailboxError {
    MailboxError::Nonsense(format!("its answer to {name} is out of step"))
}

/// An error of the stream; the parser's own words hold the whole mail, so they
/// are not repeated.
fn broken(error: &io::Error, name: &'static str) -> MailboxError {
    let kind = error.kind();
    if kind == io::ErrorKind::InvalidData {
        MailboxError::Nonsense(format!("in answer to {name}: {error}"))
    } else if kind == io::ErrorKind::Other {
        MailboxError::Nonsense(format!("its answer to {name} is not IMAP"))
    } else {
        MailboxError::Lost(format!("in answer to {name}: {error}"))
    }
}

/// The server's words on one line, not too long.
pub(super) fn cut(words: &str) -> String {
    words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_WORDS)
        .collect()
}
