//! UIDs for a Maildir, which has none: one small file a folder.
//!
//! A message is its file's base name (what stands before `:2,`), so a change of
//! flags, or of `new` for `cur`, keeps the UID. The file holds UIDVALIDITY, the
//! next UID, and a line for each message; it is written whole or not at all. When
//! it is lost or damaged a new one with another UIDVALIDITY takes its place.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The file in each folder.
pub(super) const NAME: &str = "secird-uidlist";

/// Where it is written first.
const DRAFT: &str = "secird-uidlist.tmp";

/// First word of the file: its form.
const FORM: &str = "secird-uidlist-1";

/// Tenths of a second make two UIDVALIDITYs differ; so many fit into 32 bits.
const TENTHS: u128 = 4_294_967_290;

//------------ Uids ------------------------------------------------------------

/// The UIDs of one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Uids {
    /// UIDVALIDITY, never 0.
    pub(super) validity: u32,
    /// The next UID.
    next: u32,
    /// Base name to UID.
    known: BTreeMap<String, u32>,
}

impl Uids {
    /// The folder's UIDs as written; fresh ones where there are none.
    pub(super) fn load(folder: &Path) -> io::Result<Self> {
        match fs::read_to_string(folder.join(NAME)) {
            Ok(text) => Ok(Self::parse(&text).unwrap_or_else(Self::fresh)),
            Err(error)
                if error.kind() == io::ErrorKind::NotFound
                    || error.kind() == io::ErrorKind::InvalidData =>
            {
                Ok(Self::fresh())
            }
            Err(error) => Err(error),
        }
    }

    fn fresh() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let tenths = since.as_millis().checked_div(100).unwrap_or_default();
        let validity = tenths.checked_rem(TENTHS).unwrap_or_default();
        Self {
            validity: u32::try_from(validity).unwrap_or(1).max(1),
            next: 1,
            known: BTreeMap::new(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (form, rest) = lines.next()?.split_once(' ')?;
        let (validity, rest) = rest.split_once(' ')?;
        let (next, end) = rest.split_once(' ')?;
        let (validity, next) = (validity.parse().ok()?, next.parse::<u32>().ok()?);
        let mut known = BTreeMap::new();
        for line in lines {
            let (uid, base) = line.split_once(' ')?;
            let uid = uid.parse().ok().filter(|uid| *uid > 0 && *uid < next)?;
            known.insert(base.to_owned(), uid);
        }
        let whole = form == FORM && end == known.len().to_string() && validity != 0;
        whole.then_some(Self {
            validity,
            next,
            known,
        })
    }

    /// The UID of a base name, if it has one.
    pub(super) fn get(&self, base: &str) -> Option<u32> {
        self.known.get(base).copied()
    }

    /// Base names that have a UID.
    pub(super) fn bases(&self) -> impl Iterator<Item = &String> {
        self.known.keys()
    }

    /// Gives UIDs to the new ones among `bases`, forgets those not among them;
    /// whether anything changed. Past the last UID the folder is renumbered.
    pub(super) fn follow<'a>(&mut self, bases: impl Iterator<Item = &'a String> + Clone) -> bool {
        let mut left = std::mem::take(&mut self.known);
        let before = left.len();
        let mut changed = false;
        for base in bases.clone() {
            let uid = match left.remove(base) {
                Some(uid) => uid,
                None => {
                    changed = true;
                    let uid = self.next;
                    let Some(next) = uid.checked_add(1) else {
                        *self = Self::fresh();
                        self.follow(bases);
                        return true;
                    };
                    self.next = next;
                    uid
                }
            };
            self.known.insert(base.clone(), uid);
        }
        changed || before != self.known.len()
    }

    /// Writes the file: draft, fsync, rename, fsync of the folder.
    pub(super) fn store(&self, folder: &Path) -> io::Result<()> {
        let mut text = format!(
            "{FORM} {} {} {}\n",
            self.validity,
            self.next,
            self.known.len()
        );
        for (base, uid) in &self.known {
            text.push_str(&format!("{uid} {base}\n"));
        }
        let draft = folder.join(DRAFT);
        let mut file = File::create(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, folder.join(NAME))?;
        File::open(folder)?.sync_all()
    }
}
