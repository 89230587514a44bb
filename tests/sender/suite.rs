//! The spoofing suite: every published technique, and its honest twins.
//!
//! `fixtures/spoofing` holds whole messages as they lie in the mailbox, most with
//! the right words and half of them with the right secret; `index.tsv` says of
//! each where the technique is described and what it tries. None may be trusted,
//! and every twin, which ordinary mail programs and servers could have made, must
//! be; a few are `held`: honest, but read differently by two parsers or by none, so a person
//! looks. Each goes the whole way twice: as a file, and through a real Dovecot. The
//! verdict is the command line's own.

use crate::live::service::secird;
use crate::support::servers::Dovecot;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// One line of the index.
#[derive(Debug, Clone)]
struct Row {
    file: String,
    kind: String,
    source: String,
    shows: String,
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/spoofing")
}

fn rows() -> Vec<Row> {
    let index = fs::read_to_string(here().join("index.tsv")).unwrap();
    index
        .lines()
        .map(|line| {
            let [file, kind, source, shows] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert!(matches!(kind, "attack" | "held" | "honest"), "{line}");
            Row {
                file: file.to_owned(),
                kind: kind.to_owned(),
                source: source.to_owned(),
                shows: shows.to_owned(),
            }
        })
        .collect()
}

/// What `explain` says of each file, in order.
fn explained(files: &[PathBuf]) -> Vec<Value> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/requests/cases.json");
    let output = secird()
        .args(["explain", "--json", "--cases"])
        .arg(cases)
        .args(files)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let found: Vec<Value> = text
        .split('\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(found.len(), files.len());
    found
}

/// The rows whose verdict is not what it must be.
fn wrong(rows: &[Row], found: &[Value]) -> Vec<String> {
    rows.iter()
        .zip(found)
        .filter_map(|(row, found)| {
            let word = |a: &str, b: &str| found[a][b].as_str().unwrap_or_default().to_owned();
            let (verdict, action) = (word("sender", "verdict"), word("decision", "action"));
            let honest = row.kind == "honest";
            let trusted = verdict == "trusted";
            (trusted != honest || (action == "advance" && !honest)).then(|| {
                format!(
                    "{} ({}): {verdict}, {action}: {} [{}]",
                    row.file, row.source, row.shows, found["sender"]["reasons"]
                )
            })
        })
        .collect()
}

fn check(rows: &[Row], files: &[PathBuf]) {
    let wrong = wrong(rows, &explained(files));
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} of {}:\n{}",
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_suite_is_as_large_as_it_claims_and_every_file_has_a_line() {
    let rows = rows();
    let attacks = rows.iter().filter(|row| row.kind == "attack").count();
    assert!(attacks >= 150, "{attacks} attacks");
    assert!(rows.len() - attacks >= 30, "{} twins", rows.len() - attacks);
    let files = fs::read_dir(here()).unwrap().count();
    assert_eq!(files, rows.len() + 1);
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *sources.entry(row.source.as_str()).or_default() += 1;
    }
    println!("{sources:#?}");
}

#[test]
fn no_spoofed_message_is_trusted_and_every_honest_twin_is() {
    let rows = rows();
    let files: Vec<PathBuf> = rows.iter().map(|row| here().join(&row.file)).collect();
    check(&rows, &files);
}

#[test]
fn the_same_holds_after_a_real_delivery() {
    let mut rows = rows();
    // A separator of an mbox file is not part of what is delivered.
    rows.retain(|row| row.file != "honest-shape-mbox-line.eml");
    let dovecot = Dovecot::start();
    let folder = TempDir::new().unwrap();
    let mut files = Vec::new();
    let mut delivered = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let raw = fs::read(here().join(&row.file)).unwrap();
        if !dovecot.takes(&raw) {
            assert!(
                row.kind == "attack",
                "{}: Dovecot refused an honest message",
                row.file
            );
            continue;
        }
        delivered.push((index, row.clone()));
    }
    let stored = dovecot.messages("INBOX");
    assert_eq!(stored.len(), delivered.len());
    for (stored, (index, _)) in stored.iter().zip(&delivered) {
        let file = folder.path().join(format!("{index}.eml"));
        fs::write(&file, &stored.bytes).unwrap();
        files.push(file);
    }
    let rows: Vec<Row> = delivered.into_iter().map(|(_, row)| row).collect();
    check(&rows, &files);
}
