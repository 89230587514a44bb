//! How many commits there were, told outside of the engine.
//!
//! Where a block of its log rotted, sled takes the log to end before it: it
//! opens without complaint on the state of a hundred commits ago, and the bot
//! would send its mail again. So the number of the last commit also stands in
//! a file beside it, written after the commit is durable. It is never ahead of
//! a sound store, so it needs no sync of its own; it is ahead of one that went
//! back. It knows a number and nothing else.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// The file beside the engine's.
const NAME: &str = "witness";

/// The witness of one store.
#[derive(Debug)]
pub(super) struct Witness(File);

impl Witness {
    /// Opens the witness in `dir`; with the number it holds, if it holds one.
    pub(super) fn open(dir: &Path) -> io::Result<(Self, Option<u64>)> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(dir.join(NAME))?;
        let mut text = Vec::new();
        Read::by_ref(&mut file).take(64).read_to_end(&mut text)?;
        let number = std::str::from_utf8(&text)
            .ok()
            .and_then(|text| text.strip_suffix('\n'))
            .and_then(|text| text.parse().ok());
        Ok((Self(file), number))
    }

    /// Notes that commit `number` is durable. Always as many bytes in the same
    /// place, so that there is never half of one.
    pub(super) fn note(&self, number: u64) -> io::Result<()> {
        self.0.write_all_at(format!("{number:020}\n").as_bytes(), 0)
    }

    /// Makes the file itself survive a power cut: once, after opening.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.0.sync_all()
    }
}
