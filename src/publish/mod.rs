//! The public directory: which ccTLDs are on the list (procedure, section 4.4).
//!
//! Names of ccTLDs and nothing else: this room is never handed a person. Each
//! form is written beside its place and renamed into it, so that a reader finds
//! either the old page or the new one.

use crate::domain::remedy::Remedy;
use crate::domain::tld::Tld;
use jiff::Timestamp;
use serde_json::json;
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The directory could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the public directory {path}: {error}")]
pub struct PublishError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub error: std::io::Error,
}

impl PublishError {
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
    fs::create_dir_all(dir).map_err(|error| PublishError {
        path: dir.to_owned(),
        error,
    })?;
    replace(&dir.join("directory.txt"), &text(tlds))?;
    replace(&dir.join("directory.json"), &json_form(tlds, now))?;
    replace(&dir.join("index.html"), &page(tlds, now))
}

fn replace(path: &Path, content: &str) -> Result<(), PublishError> {
    let beside = path.with_extension("new");
    let written = File::create(&beside)
        .and_then(|mut file| {
            file.write_all(content.as_bytes())?;
            // The service's own files are nobody else's business; this one is
            // everybody's, whatever the umask.
            file.set_permissions(Permissions::from_mode(0o644))?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| PublishError {
        path: path.to_owned(),
        error,
    })
}

fn text(tlds: &[Tld]) -> String {
    tlds.iter().map(|tld| format!("{tld}\n")).collect()
}

fn json_form(tlds: &[Tld], now: Timestamp) -> String {
    let rows: Vec<_> = tlds
        .iter()
        .map(|tld| json!({ "tld": tld.a_label(), "name": tld.u_label() }))
        .collect();
    format!("{:#}\n", json!({ "updated": now, "cctlds": rows }))
}

fn page(tlds: &[Tld], now: Timestamp) -> String {
    let rows: String = tlds
        .iter()
        .map(|tld| {
            let ascii = if tld.is_idn() {
                format!(" <small>{}</small>", tld.a_label())
            } else {
                String::new()
            };
            format!("<li>{tld}{ascii}</li>\n")
        })
        .collect();
    let day = now.strftime("%Y-%m-%d");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>ccTLDs on the TLD-OPS list</title>\n<style>\n\
         body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }}\n\
         ul {{ columns: 8rem; padding-left: 1.2rem; }}\nsmall {{ color: #555; }}\n</style>\n</head>\n<body>\n<main>\n\
         <h1>ccTLDs on the TLD-OPS list</h1>\n\
         <p>The security and stability contacts of these {count} ccTLDs are subscribed to the TLD-OPS \
         mailing list. Updated {day}.</p>\n<ul>\n{rows}</ul>\n</main>\n</body>\n</html>\n",
        count = tlds.len(),
    )
}
