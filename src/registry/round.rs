//! Many records, one after the other, as a polite guest reads them.
//!
//! IANA publishes no limit, so the bot keeps its own: about one question a
//! second, never quite regular, and none while a server asks for time. A round
//! over all 309 ccTLDs takes five minutes. It ends early where nobody answers:
//! three hundred more questions would not help.

use super::live::{AskError, Registry};
use crate::domain::record::RegistryRecord;
use crate::domain::tld::Tld;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::time::Duration;

/// The longest wait a server may ask for before the round is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// Silent answers in a row after which nobody is at home.
const SILENCES: usize = 5;

//------------ Heard -----------------------------------------------------------

/// What happens in a round, one thing at a time.
#[derive(Debug)]
pub enum Heard {
    /// A record was read.
    Record(RegistryRecord),
    /// A record was not; what was known of it stays.
    Nothing(AskError),
    /// A server asks for time; the round goes on after it.
    Wait(Duration),
    /// Nobody answers, or a server wants more time than a round has: the rest
    /// is not asked about.
    GivenUp,
}

//------------ Round -----------------------------------------------------------

/// A round over many ccTLDs.
#[derive(Debug)]
pub struct Round<'a> {
    registry: &'a Registry,
    pace: Duration,
    left: VecDeque<Tld>,
    /// What is waited before the next question.
    pause: Duration,
    /// Whether the next ccTLD was asked about before, in vain.
    second: bool,
    silences: usize,
}

impl<'a> Round<'a> {
    /// A round that asks about `tlds` in order, `pace` apart.
    pub fn new(registry: &'a Registry, tlds: &[Tld], pace: Duration) -> Self {
        Self {
            registry,
            pace,
            left: tlds.iter().copied().collect(),
            pause: Duration::ZERO,
            second: false,
            silences: 0,
        }
    }

    /// The next thing that happens; `None` at the end. A busy server is waited
    /// for, and asked once more.
    pub async fn next(&mut self, now: impl Fn() -> Timestamp + Send) -> Option<Heard> {
        let tld = *self.left.front()?;
        if self.silences >= SILENCES {
            self.left.clear();
            return Some(Heard::GivenUp);
        }
        if !self.pause.is_zero() {
            tokio::time::sleep(self.pause).await;
        }
        self.pause = uneven(self.pace);
        match self.registry.ask(tld, now()).await {
            Ok(record) => {
                self.silences = 0;
                self.go_on();
                Some(Heard::Record(record))
            }
            Err(error) => match error.wait().filter(|_| error.is_closed()) {
                Some(wait) if wait > LONGEST_WAIT => {
                    self.left.clear();
                    Some(Heard::GivenUp)
                }
                Some(wait) if !self.second => {
                    self.second = true;
                    self.pause = wait.max(self.pace);
                    Some(Heard::Wait(wait))
                }
                Some(_) | None => {
                    self.silences = if error.is_silence() {
                        self.silences.saturating_add(1)
                    } else {
                        0
                    };
                    self.go_on();
                    Some(Heard::Nothing(error))
                }
            },
        }
    }

    fn go_on(&mut self) {
        self.second = false;
        self.left.pop_front();
    }
}

/// The pace, a quarter more or less: many bots must not knock in step.
fn uneven(pace: Duration) -> Duration {
    let mut byte = [128u8];
    // Without random numbers the pace is merely even.
    if getrandom::fill(&mut byte).is_err() {
        return pace;
    }
    let [chance] = byte;
    pace.mul_f64(0.75 + f64::from(chance) / 512.0)
}
