//! Mail into a folder: the transport of the demo and of tests.
//!
//! The same face and the same promise as a mail server's: a mail is taken once
//! for each Message-ID, and its repeat is recognised. Each mail is one file
//! beside its envelope, numbered in the order of arrival.

use crate::domain::address::EmailAddress;
use crate::domain::ids::{Digest, MessageId};
use crate::outbound::{Answer, words};
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest part of an id in a file's name, in bytes.
const MAX_NAME: usize = 150;

/// A folder that takes mail; clones share it.
#[derive(Debug, Clone)]
pub struct Files {
    dir: PathBuf,
    /// One mail at a time, so that numbers are given once.
    turn: Arc<Mutex<()>>,
}

impl Files {
    /// A folder, made with the first mail.
    pub fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            turn: Arc::default(),
        }
    }

    /// Writes the mail as `NNNN-<message id>.eml` and its envelope beside it.
    pub fn send(
        &self,
        bytes: &[u8],
        from: &EmailAddress,
        to: &EmailAddress,
        blind_copy: Option<&EmailAddress>,
    ) -> Answer {
        let Some(id) = id_of(bytes) else {
            return Answer::Never("the mail has no Message-ID".to_owned());
        };
        let envelope = json!({
            "from": from.to_string(),
            "to": to.to_string(),
            "blind_copy": blind_copy.map(EmailAddress::to_string),
            "message_id": id.as_str(),
        });
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = self.keep(bytes, &file_name(&id), &format!("{envelope:#}\n"));
        drop(turn);
        match kept {
            Ok(Kept::New(name)) => Answer::Done(format!("written as {name}")),
            Ok(Kept::Before(name)) => Answer::Done(format!("already there as {name}")),
            Ok(Kept::Other(name)) => {
                Answer::Never(format!("{name} has the same Message-ID and other content"))
            }
            Err(e) => Answer::Later(words(&e.to_string())),
        }
    }

    /// Whether the folder can be written.
    pub fn check(&self) -> Answer {
        let probe = self.dir.join(".probe");
        let tried = fs::create_dir_all(&self.dir)
            .and_then(|()| File::create(&probe))
            .and_then(|_| fs::remove_file(&probe));
        match tried {
            Ok(()) => Answer::Done("the folder can be written".to_owned()),
            Err(e) => Answer::Never(words(&format!("{}: {e}", self.dir.display()))),
        }
    }

    fn keep(&self, bytes: &[u8], id: &str, envelope: &str) -> io::Result<Kept> {
        fs::create_dir_all(&self.dir)?;
        let ending = format!("-{id}.eml");
        let mut highest = 0u32;
        for entry in fs::read_dir(&self.dir)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let Some((number, rest)) = name.split_once('-') else {
                continue;
            };
            let Ok(number) = number.parse::<u32>() else {
                continue;
            };
            if name.ends_with(".eml") && format!("-{rest}") == ending {
                let same = fs::read(self.dir.join(&name))? == bytes;
                return Ok(if same {
                    Kept::Before(name)
                } else {
                    Kept::Other(name)
                });
            }
            // An envelope alone is what a crash left: its number is free.
            if name.ends_with(".eml") {
                highest = highest.max(number);
            }
        }
        let number = highest.saturating_add(1);
        let name = format!("{number:04}-{id}");
        // The mail's own name comes last: where it stands, all is there.
        self.write(&format!("{name}.json"), envelope.as_bytes())?;
        self.write(&format!("{name}.eml"), bytes)?;
        File::open(&self.dir)?.sync_all()?;
        Ok(Kept::New(format!("{name}.eml")))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.dir.join(".new");
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, self.dir.join(name))
    }
}

/// What became of a mail.
enum Kept {
    New(String),
    Before(String),
    Other(String),
}

/// The Message-ID in the mail's header.
fn id_of(bytes: &[u8]) -> Option<MessageId> {
    let text = String::from_utf8_lossy(bytes);
    let head = text.split("\r\n\r\n").next()?;
    head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id")
            .then(|| MessageId::parse(value))?
    })
}

/// An id as part of a file's name: what a folder may not hold is written as
/// its number, and what is too long as its digest.
fn file_name(id: &MessageId) -> String {
    let name: String = id
        .as_str()
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' | '@' => c.to_string(),
            other => format!("%{:02x}", u32::from(other)),
        })
        .collect();
    if name.len() <= MAX_NAME {
        name
    } else {
        Digest::of(id.as_str().as_bytes()).hex()
    }
}
