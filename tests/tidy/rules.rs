//! One function a rule: a file's path and text in, what is wrong there out.

#![expect(
    clippy::string_slice,
    reason = "every offset comes from a search in the same text"
)]

use super::source::{code, functions, line_of, literals};
use std::collections::BTreeSet;

/// No file is longer.
const FILE_LINES: usize = 600;
/// No function is longer.
const FUNCTION_LINES: usize = 70;
/// No template's line is wider (RFC 5322 §2.1.1 asks 78; quoting takes some).
const TEMPLATE_COLUMNS: usize = 72;
/// What may stand at the top: the design card, and what tools demand.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "fixtures",
    "tests",
    "systemd",
    "README.md",
    ".ci",
    ".gitignore",
    ".gitattributes",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "deny.toml",
];

/// Every Rust file begins with its story, in a short first line.
pub(super) fn story(path: &str, text: &str) -> Vec<String> {
    let first = text.lines().next().unwrap_or_default();
    if !first.starts_with("//! ") {
        return vec![format!("{path}: does not begin with //! and a sentence")];
    }
    if first.chars().count() > 80 {
        return vec![format!("{path}: its first line is over 80 characters")];
    }
    Vec::new()
}

/// A script's story stands in its first line, below the line that names what
/// runs it: a sentence in the comment or the docstring of its language.
pub(super) fn script_story(path: &str, text: &str) -> Vec<String> {
    let mut lines = text.lines().skip_while(|line| line.starts_with("#!"));
    let first = lines.next().unwrap_or_default();
    let openers = ["# ", "\"\"\"", "// ", ";;; "];
    let told = openers.iter().any(|opener| {
        let story = first.strip_prefix(opener).unwrap_or_default();
        story.split_whitespace().count() >= 3
    });
    if told {
        return Vec::new();
    }
    vec![format!(
        "{path}: does not begin with a comment that says what it does"
    )]
}

/// Scripts have the bound of other files.
pub(super) fn script_lengths(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    let long = lines > FILE_LINES;
    long.then(|| format!("{path}: {lines} lines"))
        .into_iter()
        .collect()
}

/// Files and functions have a bound.
pub(super) fn lengths(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    let mut found: Vec<String> = functions(text)
        .into_iter()
        .filter(|(_, _, lines)| *lines > FUNCTION_LINES)
        .map(|(name, line, lines)| format!("{path}:{line}: fn {name} has {lines} lines"))
        .collect();
    if lines > FILE_LINES {
        found.push(format!("{path}: {lines} lines"));
    }
    found
}

/// No results thrown away, no tests put aside.
pub(super) fn shortcuts(path: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let pattern = regex::Regex::new(r"\blet\s+_\s*[=:]|#!?\[\s*ignore\b").expect("a pattern");
    pattern
        .find_iter(&code)
        .map(|hit| format!("{path}:{}: {}", line_of(&code, hit.start()), hit.as_str()))
        .collect()
}

/// Words that stand for work left over, spelled so that this file passes.
pub(super) fn markers(path: &str, text: &str) -> Vec<String> {
    let words = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]].map(|halves| halves.concat());
    numbered(text)
        .filter_map(|(number, line)| {
            let word = words.iter().find(|word| has_word(line, word))?;
            Some(format!("{path}:{number}: {word}"))
        })
        .collect()
}

/// Folders of one machine, and the hosts of package registries.
pub(super) fn machine(path: &str, text: &str) -> Vec<String> {
    let words = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Use", "rs/"],
        ["crates", ".io"],
        ["pypi", ".org"],
        ["deb.debian", ".org"],
        ["proxy.golang", ".org"],
    ]
    .map(|halves| halves.concat());
    // A lock file names the registry because cargo writes it so.
    if path.rsplit('/').next() == Some("Cargo.lock") {
        return Vec::new();
    }
    // The generators of the corpus set up mail systems in a throw-away box: the
    // users they add there have homes.
    let homes = ["/ho", "me/"].concat();
    let boxed = path.starts_with("tests/corpus/");
    // IANA's root zone database has a path of its own that looks like one.
    let database = ["/domains/ro", "ot/db"].concat();
    numbered(text)
        .filter_map(|(number, line)| {
            let line = line.replace(&database, "");
            let mut words = words.iter().filter(|word| !(boxed && **word == homes));
            let word = words.find(|word| line.contains(word.as_str()))?;
            Some(format!("{path}:{number}: {word}"))
        })
        .collect()
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

/// Whether `word` stands alone in the line; `mXXXX` is no word of ours.
fn has_word(line: &str, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        !letter(line[..at].chars().next_back()) && !letter(line[at + word.len()..].chars().next())
    })
}

/// Our letters fit the column at which mail is read and quoted.
pub(super) fn templates(path: &str, text: &str) -> Vec<String> {
    if !path.starts_with("src/compose/templates/") {
        return Vec::new();
    }
    numbered(text)
        .filter(|(_, line)| line.chars().count() > TEMPLATE_COLUMNS)
        .map(|(number, line)| format!("{path}:{number}: {} columns", line.chars().count()))
        .collect()
}

/// Every dependency stands under a comment that says what for; one comment
/// may speak for the lines directly below it.
pub(super) fn dependencies(path: &str, text: &str) -> Vec<String> {
    if path.rsplit('/').next() != Some("Cargo.toml") {
        return Vec::new();
    }
    let (mut inside, mut told, mut found) = (false, false, Vec::new());
    for (number, line) in numbered(text) {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[') {
            inside = section.trim_end_matches(']').ends_with("dependencies");
            told = false;
        } else if line.is_empty() {
            told = false;
        } else if line.starts_with('#') {
            told = true;
        } else if inside && line.contains('=') && !told {
            found.push(format!(
                "{path}:{number}: nobody says what this is for: {line}"
            ));
        }
    }
    found
}

/// The top level holds the design card's names only.
pub(super) fn top_level<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names: BTreeSet<&str> = paths.filter_map(|path| path.split('/').next()).collect();
    names
        .into_iter()
        .filter(|name| !TOP.contains(name))
        .map(|name| format!("{name}: not a name of the top level"))
        .collect()
}

/// Fixtures that nothing reads. A fixture is read when code names its path,
/// its file name, or a folder above it; `sources` are the Rust files' texts.
pub(super) fn unused_fixtures(fixtures: &[String], sources: &[String]) -> Vec<String> {
    let named: BTreeSet<String> = sources
        .iter()
        .flat_map(|text| literals(text))
        .flat_map(|literal| reference(&literal))
        .collect();
    fixtures
        .iter()
        .filter(|path| {
            let name = path.rsplit('/').next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let above = path.match_indices('/').map(|(at, _)| &path[..at]);
            // All of `fixtures` at once would be no reference to anything.
            let mut folders = above.filter(|folder| *folder != "fixtures");
            !(named.contains(path.as_str())
                || named.contains(name)
                || (stem.contains('-') && named.contains(stem))
                || folders.any(|folder| named.contains(folder)))
        })
        .map(|path| format!("{path}: no test reads it"))
        .collect()
}

/// What a literal may refer to: itself, and the part from `fixtures/` on, up
/// to the first placeholder.
fn reference(literal: &str) -> Vec<String> {
    let fixed = match literal.split_once('{') {
        None => literal,
        Some((before, _)) => before.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let fixed = fixed.trim_end_matches('/');
    let mut all = vec![fixed.to_owned()];
    if let Some(at) = fixed.find("fixtures/") {
        all.push(fixed[at..].to_owned());
    } else if fixed.contains('/') {
        all.push(format!("fixtures/{}", fixed.trim_start_matches('/')));
    }
    all
}
