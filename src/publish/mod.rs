//! The public directory: which ccTLDs are on the list (procedure, section 4.4).
//!
//! Names of ccTLDs and nothing else: this room is never handed a person. One
//! value is written in three forms, so that they cannot differ. Each form is
//! written beside its place and renamed into it, so that a reader finds either
//! the old page or the new one.

mod page;

use crate::domain::country::{Country, Region};
use crate::domain::remedy::Remedy;
use crate::domain::tld::Tld;
use jiff::Timestamp;
use serde::Serialize;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

//------------ PublishError ----------------------------------------------------

/// The directory could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the public directory {path}: {error}")]
pub struct PublishError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}

impl PublishError {
    fn new(path: &Path, error: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            error,
        }
    }

    /// What the caller may still do.
    pub fn remedy(&self) -> Remedy {
        Remedy::Later
    }
}

/// Writes `index.html`, `directory.json` and `directory.txt` into `dir`.
///
/// # Errors
/// Files written before the error are whole and new, the others whole and old.
pub fn publish(dir: &Path, tlds: &[Tld], now: Timestamp) -> Result<(), PublishError> {
    make(dir).map_err(|error| PublishError::new(dir, error))?;
    let directory = Directory::of(tlds, now);
    replace(&dir.join("directory.txt"), &text(&directory))?;
    let place = dir.join("directory.json");
    let json = serde_json::to_string_pretty(&directory)
        .map_err(|error| PublishError::new(&place, error.into()))?;
    replace(&place, &format!("{json}\n"))?;
    let place = dir.join("index.html");
    let page = page::page(&directory).map_err(|error| PublishError::new(&place, error))?;
    replace(&place, &page)?;
    // The renames themselves are on disk only with the folder.
    File::open(dir)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| PublishError::new(dir, error))
}

/// Makes the folder where it is missing.
fn make(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(dir)?;
    // The service's umask shuts everybody out; this folder is for everybody.
    // The mode of one that was there is somebody's choice.
    fs::set_permissions(dir, Permissions::from_mode(0o755))
}

fn replace(path: &Path, content: &str) -> Result<(), PublishError> {
    let beside = path.with_extension("new");
    let written = File::create(&beside)
        .and_then(|mut file| {
            file.write_all(content.as_bytes())?;
            // Everybody may read it, whatever the umask.
            file.set_permissions(Permissions::from_mode(0o644))?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // A part of a page is no page; that it may not go away either adds
        // nothing to the first error.
        drop(fs::remove_file(&beside));
        PublishError::new(path, error)
    })
}

//------------ Directory -------------------------------------------------------

/// What all forms say; `directory.json` is this as it stands.
#[derive(Debug, Serialize)]
struct Directory {
    /// When it was written.
    updated: Timestamp,
    /// How many ccTLDs are on the list.
    count: usize,
    /// How many there are.
    of: usize,
    /// The same by region, in the order of their names.
    regions: Vec<Part>,
    /// The ccTLDs on the list, in the order of their A-labels.
    cctlds: Vec<Row>,
}

/// One region's share.
#[derive(Debug, Serialize)]
struct Part {
    /// The region's name; none for the ccTLDs whose region is not known yet.
    region: Option<&'static str>,
    /// How many of its ccTLDs are on the list.
    on_list: usize,
    /// How many it has.
    of: usize,
}

/// One ccTLD on the list.
#[derive(Debug, Serialize)]
struct Row {
    /// The A-label.
    tld: &'static str,
    /// The U-label.
    name: &'static str,
    /// The country or territory, where it is known.
    country: Option<&'static str>,
    /// Its region, where it is known.
    region: Option<&'static str>,
}

impl Directory {
    fn of(tlds: &[Tld], now: Timestamp) -> Self {
        let mut tlds = tlds.to_vec();
        tlds.sort();
        tlds.dedup();
        let all: Vec<Tld> = Tld::all().collect();
        let part = |region: Option<Region>| Part {
            region: region.map(|region| region.as_str()),
            on_list: tlds.iter().filter(|tld| region_of(**tld) == region).count(),
            of: all.iter().filter(|tld| region_of(**tld) == region).count(),
        };
        let unknown = Some(part(None)).filter(|part| part.of > 0);
        let regions = Region::ALL.into_iter().map(|region| part(Some(region)));
        Self {
            updated: now,
            count: tlds.len(),
            of: all.len(),
            regions: regions.chain(unknown).collect(),
            cctlds: tlds.into_iter().map(Row::of).collect(),
        }
    }
}

impl Row {
    fn of(tld: Tld) -> Self {
        let country = Country::of(tld);
        Self {
            tld: tld.a_label(),
            name: tld.u_label(),
            country: country.map(|country| country.name),
            region: country.map(|country| country.region.as_str()),
        }
    }
}

fn region_of(tld: Tld) -> Option<Region> {
    Country::of(tld).map(|country| country.region)
}

/// One ccTLD a line, as people write it.
fn text(directory: &Directory) -> String {
    let rows = directory.cctlds.iter();
    rows.map(|row| format!(".{}\n", row.name)).collect()
}
