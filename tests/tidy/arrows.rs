//! Who may know whom: the table of arrows between the rooms, and its check.

use super::source::paths;

/// A room, and the rooms it may name besides itself.
type Arrow = (&'static str, &'static [&'static str]);

/// Arrows point up the list only (design of the house).
const ARROWS: &[Arrow] = &[
    ("domain", &[]),
    ("mail", &["domain"]),
    ("reading", &["mail", "domain"]),
    ("sender", &["mail", "domain"]),
    ("case", &["reading", "sender", "mail", "domain"]),
    ("compose", &["case", "reading", "sender", "mail", "domain"]),
    (
        "store",
        &["case", "compose", "reading", "sender", "mail", "domain"],
    ),
    ("mailbox", &["domain", "compose"]),
    ("outbound", &["domain", "compose"]),
    ("registry", &["domain", "compose"]),
    ("publish", &["domain", "compose"]),
    ("verifier", &["domain", "mail"]),
    (
        "service",
        &[
            "publish", "verifier", "registry", "outbound", "mailbox", "store", "compose", "case",
            "sender", "reading", "mail", "domain",
        ],
    ),
    (
        "cli",
        &[
            "service", "publish", "verifier", "registry", "outbound", "mailbox", "store",
            "compose", "case", "sender", "reading", "mail", "domain",
        ],
    ),
];

/// The rooms that only think.
const PURE: &[&str] = &["domain", "mail", "reading", "sender", "case", "compose"];

/// What a room that only thinks may not name, as the beginning of a path.
const WORLD: &[&str] = &[
    "tokio",
    "sled",
    "lettre",
    "async_imap",
    "tracing",
    "std::fs",
    "std::net",
    "std::env",
];

/// The room of a file in `src`; `None` for the two roots.
pub(super) fn room(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let first = inside.split('/').next()?.trim_end_matches(".rs");
    (!matches!(first, "lib" | "main")).then_some(first)
}

/// Names of rooms that this room may not know.
pub(super) fn imports(path: &str, text: &str) -> Vec<String> {
    let Some(room) = room(path) else {
        return Vec::new();
    };
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
        return vec![format!(
            "{path}: no such room; the table of arrows knows none"
        )];
    };
    let mut found: Vec<String> = paths(text)
        .into_iter()
        .filter_map(|(line, named)| {
            let other = other_room(path, &named)?;
            let fine = other == room || allowed.contains(&other.as_str());
            (!fine).then(|| format!("{path}:{line}: {room} may not know {other}"))
        })
        .collect();
    found.dedup();
    found
}

/// The room that a path leads to, as seen from a file; `None` where it stays
/// in its own room or leaves the crate.
fn other_room(path: &str, named: &str) -> Option<String> {
    let mut parts = named.split("::").map(str::trim);
    let first = parts.next()?;
    let target = match first {
        "crate" | "secird" => parts.next()?,
        "super" => {
            let supers = named
                .split("::")
                .take_while(|part| part.trim() == "super")
                .count();
            let module = path.trim_start_matches("src/").trim_end_matches(".rs");
            let module = module.trim_end_matches("/mod");
            if supers < module.split('/').count() {
                return None;
            }
            parts.nth(supers - 1)?
        }
        _ => return None,
    };
    // `crate::*` or a re-export at the root is nobody's arrow.
    let target = target.split_whitespace().next()?.trim_end_matches('*');
    Some(if target.is_empty() {
        "the whole crate".to_owned()
    } else {
        target.to_owned()
    })
}

/// Clock, disk, net or waiting in a room that only thinks.
pub(super) fn purity(path: &str, text: &str) -> Vec<String> {
    if !room(path).is_some_and(|room| PURE.contains(&room)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (line, named) in paths(text) {
        let world = WORLD
            .iter()
            .find(|word| named == **word || named.starts_with(&format!("{word}::")));
        if let Some(word) = world {
            found.push(format!("{path}:{line}: {word} in a room that only thinks"));
        }
        if named.ends_with("::now") {
            found.push(format!("{path}:{line}: a clock in a room that only thinks"));
        }
    }
    let waiting = regex::Regex::new(r"\basync\b|\.await\b").expect("a pattern");
    let code = super::source::code(text);
    for (number, line) in code.lines().enumerate() {
        if waiting.is_match(line) {
            found.push(format!(
                "{path}:{}: async in a room that only thinks",
                number + 1
            ));
        }
    }
    found.dedup();
    found
}
