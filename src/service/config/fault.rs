//! What is wrong with a configuration, said so that it can be put right.
//!
//! Every fault names the file, the line and what would fit; an unknown key
//! names the nearest one there is.

use std::fmt;
use std::path::PathBuf;

//------------ ConfigFault -----------------------------------------------------

/// What is wrong with a configuration: file, line and what would fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from one, where one can be named.
    pub line: Option<usize>,
    /// What is wrong, and what to write instead.
    pub what: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file.display(), self.what),
            None => write!(f, "{}: {}", self.file.display(), self.what),
        }
    }
}

impl std::error::Error for ConfigFault {}

//------------ Source ----------------------------------------------------------

/// The file's name and text, to name lines.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The file.
    pub(super) file: PathBuf,
    /// Its text.
    pub(super) text: String,
}

impl Source {
    /// A fault of a key, at its line.
    pub(super) fn fault(&self, table: &str, key: &str, what: impl fmt::Display) -> ConfigFault {
        ConfigFault {
            file: self.file.clone(),
            line: line_of(&self.text, table, key),
            what: format!("[{table}] {key}: {what}"),
        }
    }
}

//------------ lines and names -------------------------------------------------

/// serde's words, with the line and the nearest key that exists.
pub(super) fn toml_fault(source: &Source, error: &toml::de::Error) -> ConfigFault {
    let line = error
        .span()
        .and_then(|span| source.text.get(..span.start))
        .map(|before| before.matches('\n').count().saturating_add(1));
    let message = error.message();
    let mut names = message.split('`').skip(1).step_by(2);
    let what = match (message.starts_with("unknown field"), names.next()) {
        (true, Some(unknown)) => {
            let nearest = names.min_by_key(|known| distance(unknown, known));
            nearest.map_or_else(
                || format!("there is no key {unknown:?}"),
                |nearest| format!("there is no key {unknown:?}; did you mean {nearest:?}?"),
            )
        }
        (_, _) => message.to_owned(),
    };
    ConfigFault {
        file: source.file.clone(),
        line,
        what,
    }
}

/// The line of a key in its table, or of the table.
fn line_of(text: &str, table: &str, key: &str) -> Option<usize> {
    let mut inside = false;
    let mut header = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_matches(['[', ']']) == table;
            if inside {
                header = Some(index.saturating_add(1));
            }
        } else if inside
            && line
                .split('=')
                .next()
                .is_some_and(|name| name.trim() == key)
        {
            return Some(index.saturating_add(1));
        }
    }
    header
}

/// Levenshtein distance of two short names.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, cell) in b.chars().zip(row.iter_mut().skip(1)) {
            let here = (diagonal.saturating_add(usize::from(x != y)))
                .min(cell.saturating_add(1))
                .min(left.saturating_add(1));
            diagonal = *cell;
            *cell = here;
            left = here;
        }
    }
    row.last().copied().unwrap_or(0)
}
