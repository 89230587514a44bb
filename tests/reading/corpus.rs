//! A corpus of mail: what real programs and systems made of our requests.
//!
//! A fixture is `<reading>/<name>.eml`, and `<name>.expect` beside it says in
//! lines `key: value` what it means. `origin` is the program that made it with
//! its version; `after` a program, or `by hand`, and a name that begins with
//! `like-`, means a person imitated it. `request` names the ccTLD whose request
//! in `fixtures/requests` it answers. `honest` is what a person would read in
//! it where secird rather leaves it to one. `tests/corpus` makes the real ones.

use super::{message, ours, root, texts_of};
use secird::mail::automatic::Automatic;
use secird::reading::{Fault, Ours, Reading, Report, read};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The readings that have a folder of their own.
const FOLDERS: &[&str] = &[
    "confirm",
    "deny",
    "ssc-response",
    "held-subscription",
    "change-request",
    "auto-reply",
    "bounce",
    "unclear",
    "unrelated",
];

/// The keys that are said about a fixture and not read in it.
const ABOUT: &[&str] = &["origin", "request", "expected", "honest"];

/// What a reading says, in the words of the `.expect` files.
fn told(report: &Report) -> BTreeMap<String, String> {
    let mut told = BTreeMap::from([("reading".to_owned(), report.reading.kind().to_owned())]);
    let mut tell = |key: &str, value: String| {
        told.insert(key.to_owned(), value);
    };
    match &report.reading {
        Reading::Unclear { why } => tell("why", why.code().to_owned()),
        Reading::SscResponse { contacts, .. } => {
            tell("contacts", contacts.len().to_string());
            let faults: Vec<String> = report.faults.iter().map(Fault::code).collect();
            tell("faults", faults.join(" "));
        }
        Reading::Bounce { original, failed } => {
            tell("failed", if *failed { "yes" } else { "no" }.to_owned());
            let ids: Vec<String> = original.iter().map(ToString::to_string).collect();
            tell("original", ids.join(" "));
        }
        Reading::Confirm
        | Reading::Deny
        | Reading::HeldSubscription
        | Reading::ChangeRequest
        | Reading::AutoReply
        | Reading::Unrelated => {}
    }
    let names: Vec<&str> = report
        .names
        .iter()
        .map(secird::domain::tld::Tld::a_label)
        .collect();
    tell("names", names.join(" "));
    told
}

//------------ Fixture ---------------------------------------------------------

/// A mail and what it is said to mean.
struct Fixture {
    path: PathBuf,
    said: BTreeMap<String, String>,
}

impl Fixture {
    /// All of them, in a fixed order.
    fn all() -> Vec<Self> {
        let root = root().join("fixtures/mail");
        let mut all = Vec::new();
        for folder in FOLDERS {
            for entry in std::fs::read_dir(root.join(folder)).expect("the folder is there") {
                let path = entry.expect("is readable").path();
                if path.extension().is_some_and(|kind| kind == "eml") {
                    let said = std::fs::read_to_string(path.with_extension("expect"))
                        .expect("says what it means");
                    all.push(Self {
                        path,
                        said: pairs(&said),
                    });
                }
            }
        }
        all.sort_by(|one, other| one.path.cmp(&other.path));
        all
    }

    fn says(&self, key: &str) -> Option<&str> {
        self.said.get(key).map(String::as_str)
    }

    /// Whether a program made it, not a person who imitated one.
    fn is_real(&self) -> bool {
        self.origin()
            .split_once(' ')
            .is_none_or(|(first, _)| !matches!(first, "after" | "by"))
    }

    fn origin(&self) -> &str {
        self.says("origin").expect("says where it comes from")
    }

    /// The program without its version and manner.
    fn program(&self) -> String {
        let words = self.origin().split(&[' ', ','][..]);
        let name: Vec<&str> = words
            .take_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        name.join(" ")
    }

    /// What secird reads in it.
    fn report(&self) -> Report {
        let texts = match self.says("request") {
            Some(tld) => texts_of(tld),
            None => ours().texts,
        };
        let known = Ours {
            texts,
            expected: self.says("expected") != Some("no"),
        };
        let raw = std::fs::read(&self.path).expect("is readable");
        read(&message(&raw), &known, 2)
    }

    /// Where the reading is not what the fixture says.
    fn faults(&self, report: &Report) -> Vec<String> {
        let told = told(report);
        let read = self
            .said
            .iter()
            .filter(|(key, _)| !ABOUT.contains(&key.as_str()));
        read.filter_map(|(key, value)| {
            let got = told.get(key).map_or("", String::as_str);
            (got != value).then(|| {
                format!(
                    "MISMATCH {:?}: {key} should be {value:?}, is {got:?} because of {:?}",
                    self.path, report.at
                )
            })
        })
        .collect()
    }
}

/// The lines of an `.expect` file.
fn pairs(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

//------------ The corpus ------------------------------------------------------

/// One program's mail in numbers.
#[derive(Default)]
struct Row {
    /// Read as it means.
    handled: usize,
    /// Left to a person although it means something.
    left: usize,
    /// Read as what it does not mean.
    wrong: usize,
}

/// The corpus by origin: `cargo test reading::corpus -- --nocapture` shows it.
#[test]
fn every_fixture_means_what_it_says() {
    let (mut wrong, mut real) = (0, 0);
    let mut table: BTreeMap<String, Row> = BTreeMap::new();
    let all = Fixture::all();
    for fixture in &all {
        let folder = fixture.path.parent().and_then(Path::file_name);
        let folder = folder.and_then(|name| name.to_str());
        assert_eq!(fixture.says("reading"), folder, "{:?}", fixture.path);
        real += usize::from(fixture.is_real());
        let row = table.entry(fixture.program()).or_default();
        let faults = fixture.faults(&fixture.report());
        if !faults.is_empty() {
            wrong += 1;
            row.wrong += 1;
            println!("{}", faults.join("\n"));
        } else if fixture.says("honest").is_some() {
            row.left += 1;
        } else {
            row.handled += 1;
        }
    }
    println!(
        "{:32} {:>8} {:>8} {:>8}",
        "origin", "handled", "unclear", "wrong"
    );
    for (program, row) in &table {
        let Row {
            handled,
            left,
            wrong,
        } = row;
        println!("{program:32} {handled:8} {left:8} {wrong:8}");
    }
    println!(
        "{} fixtures, {real} of them made by real programs",
        all.len()
    );
    assert!(real >= 500, "only {real} fixtures are real");
    assert_eq!(wrong, 0, "of {}", all.len());
}

#[test]
fn a_fixture_made_by_hand_says_so_in_its_name() {
    let lies: Vec<PathBuf> = Fixture::all()
        .into_iter()
        .filter(|fixture| {
            let name = fixture.path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("like-")) == fixture.is_real()
        })
        .map(|fixture| fixture.path)
        .collect();
    assert!(lies.is_empty(), "{lies:#?}");
}

#[test]
fn an_answer_is_left_to_a_person_only_where_the_fixture_says_it_means_something() {
    for fixture in Fixture::all() {
        if let Some(honest) = fixture.says("honest") {
            assert!(FOLDERS.contains(&honest), "{:?}", fixture.path);
            assert_eq!(
                fixture.says("reading"),
                Some("unclear"),
                "{:?}",
                fixture.path
            );
        }
    }
}

#[test]
fn automatic_mail_says_what_gave_it_away() {
    let raw = std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/mail/auto-reply/like-vacation-with-confirm-subject.eml"),
    )
    .expect("is there");
    let Some(Automatic::Reply { sign }) = message(&raw).automatic else {
        panic!("no reply");
    };
    assert_eq!(sign, "Auto-Submitted: auto-replied");
}
