//! Golden files: a text compared exactly with what a person once read and kept.
//!
//! `SECIRD_REWRITE=1` writes them anew, to be read again before they are kept.
//! Nothing here knows what the texts mean.

use std::fs;
use std::path::PathBuf;

/// Compares `text` with the file at `path` below the project's root.
pub(crate) fn golden(path: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("SECIRD_REWRITE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    let differs = kept
        .lines()
        .zip(text.lines())
        .enumerate()
        .find(|(_, (kept, now))| kept != now);
    if let Some((at, (kept, now))) = differs {
        panic!(
            "{path}, line {}:\n  kept: {kept}\n   now: {now}\n\nwhole:\n{text}",
            at + 1
        );
    }
    assert_eq!(kept, text, "{path}: one is longer than the other");
}
