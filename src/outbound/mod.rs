//! What leaves the house: mail by SMTP, acts on the list server.
//!
//! Every act answers with one [`Answer`]; the outbox in the service decides
//! what follows. Nothing here knows a case.

mod bytewise;
pub mod files;
pub mod form;
pub mod roster;
pub mod smtp;

use crate::domain::address::EmailAddress;
use crate::domain::remedy::Remedy;
use files::Files;
use smtp::Smtp;

//------------ Answer ----------------------------------------------------------

/// What became of an act in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is done; in the other side's words.
    Done(String),
    /// Not now; it may be tried again.
    Later(String),
    /// Never; a person must look at it.
    Never(String),
    /// It began and its end is not known: it may be done or not.
    Unknown(String),
}

//------------ OutboundError ---------------------------------------------------

/// Why something cannot leave the house at all, before any other side is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The letter has no wire form.
    #[error("this letter cannot be written as mail: {0}")]
    Form(String),
    /// The settings cannot work.
    #[error("the settings for outgoing mail cannot work: {0}")]
    Settings(String),
}

impl OutboundError {
    /// What the caller may still do: nothing, before a person changed something.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Form(_) | Self::Settings(_) => Remedy::Human,
        }
    }
}

//------------ Transport -------------------------------------------------------

/// The ways mail leaves the house.
#[derive(Debug, Clone)]
pub enum Transport {
    /// To a submission server.
    Smtp(Box<Smtp>),
    /// Into a folder, for the demo and for tests.
    Files(Files),
}

impl From<Smtp> for Transport {
    fn from(smtp: Smtp) -> Self {
        Self::Smtp(Box::new(smtp))
    }
}

impl Transport {
    /// Sends one mail, with the blind copy in the same transaction.
    pub async fn send(
        &self,
        bytes: &[u8],
        from: &EmailAddress,
        to: &EmailAddress,
        blind_copy: Option<&EmailAddress>,
    ) -> Answer {
        match self {
            Self::Smtp(smtp) => smtp.send(bytes, from, to, blind_copy).await,
            Self::Files(files) => files.send(bytes, from, to, blind_copy),
        }
    }

    /// Whether mail could be sent now; sends none.
    pub async fn check(&self) -> Answer {
        match self {
            Self::Smtp(smtp) => smtp.check().await,
            Self::Files(files) => files.check(),
        }
    }
}

//------------ words -----------------------------------------------------------

/// Longest text taken from another side, in characters.
const MAX_WORDS: usize = 300;

/// Another side's words on one line, without control characters, cut.
pub(crate) fn words(text: &str) -> String {
    let visible: String = text
        .chars()
        .take(MAX_WORDS.saturating_mul(4))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line: Vec<&str> = visible.split_whitespace().collect();
    line.join(" ").chars().take(MAX_WORDS).collect()
}
