//! Whether our request came back as we sent it.
//!
//! A bare "confirm" says yes to what stands below it. Where the quoted request
//! names another person, another number or another ccTLD than the one that was
//! sent, somebody was shown something else, and the word is no answer to ours.

use super::owner::{Owner, Sorted};
use super::stock::Stock;
use crate::mail::automatic::pattern::{Regex, pattern};
use std::sync::LazyLock;

/// The labels of our requests (procedure, appendix A.5) that have values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// The name.
    Name,
    /// The address.
    Email,
    /// The number.
    Phone,
    /// The ccTLD.
    Tld,
    /// The reference line's secret.
    Reference,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\s*_>|~]*(?:(?P<name>name)|(?P<email>email address)|(?P<phone>mobile phone number)|(?P<tld>claims to be responsible for the security and stability of)|(?P<reference>reference))[\s*_]*:[\s*_]*(?P<value>.*)$",
    )
});

static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[\s*_]+(?:email address|mobile phone number|claims to be responsible|reference)[\s*_]*(?::|$| for)",
    )
});

/// The label of a line and what stands behind it.
pub(super) fn label_of(line: &str) -> Option<(Label, &str)> {
    if !line.contains(':') {
        return None;
    }
    let found = LABEL.captures(line)?;
    let label = [
        ("name", Label::Name),
        ("email", Label::Email),
        ("phone", Label::Phone),
        ("tld", Label::Tld),
        ("reference", Label::Reference),
    ]
    .into_iter()
    .find(|(group, _)| found.name(group).is_some())?
    .1;
    Some((label, found.name("value").map_or("", |m| m.as_str())))
}

/// Whether a line is one of the person's data.
pub(super) fn is_value(line: &str) -> bool {
    label_of(line).is_some_and(|(label, _)| {
        matches!(
            label,
            Label::Name | Label::Email | Label::Phone | Label::Tld
        )
    })
}

/// Whether a line of our request says something else than we wrote.
pub(super) fn is_altered(sorted: &Sorted, stock: &Stock) -> bool {
    sorted
        .pieces
        .iter()
        .filter(|piece| piece.owner != Owner::Other && !piece.marker)
        .any(|piece| {
            // "Name (former employee): …", "~~Name: …~~".
            let remarked = REMARKED.captures(&piece.text).is_some_and(|found| {
                let value = found.name("value").map_or("", |m| m.as_str());
                stock
                    .values(Label::Name)
                    .any(|ours| letters(ours) == letters(value))
            });
            let line = label_of(&piece.text);
            let crossed = piece.text.trim_start_matches(['>', ' ']).starts_with("~~");
            remarked || line.is_some_and(|(label, value)| crossed || differs(label, value, stock))
        })
}

static REMARKED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s*_>|~]*name\b[\s*_]*[^:\s*_][^:]{0,60}:(?P<value>.*)$"));

fn differs(label: Label, value: &str, stock: &Stock) -> bool {
    // Paragraphs that were filled anew have the next label on the same line.
    let value = NEXT
        .find(value)
        .map_or(value, |next| value.get(..next.start()).unwrap_or(value));
    let typed = letters(value);
    let mut known = stock.values(label).peekable();
    // Our invitation has the same labels, with what is to be filled in.
    let blank = ["firstname", "emailaddress", "countrycode", "number"];
    if blank
        .iter()
        .any(|word| typed.starts_with(word) || (typed.len() > 4 && word.starts_with(&typed)))
    {
        return false;
    }
    // What we never gave a value, or a line that was cut short, tells nothing.
    if known.peek().is_none() || typed.is_empty() {
        return false;
    }
    !known.any(|ours| {
        let accents = ours.chars().filter(|c| !c.is_ascii()).count();
        let ours = letters(ours);
        if ours.starts_with(&typed) || typed.strip_prefix(&ours).is_some_and(is_label_begun) {
            return true;
        }
        // Accents are damaged on their way, and written as two letters.
        let (more, less) = (
            typed.len().checked_sub(ours.len()),
            ours.len().checked_sub(typed.len()),
        );
        label == Label::Name
            && ((more.is_some_and(|more| more <= accents) && is_part(&ours, &typed))
                || (less.is_some_and(|less| less <= 2) && is_part(&typed, &ours)))
    })
}

/// Whether the next label begins behind a value, where paragraphs were filled.
fn is_label_begun(rest: &str) -> bool {
    let labels = [
        "emailaddress",
        "mobilephonenumber",
        "claimstoberesponsible",
        "reference",
    ];
    labels
        .iter()
        .any(|label| label.starts_with(rest) || rest.starts_with(label))
}

/// The ASCII letters and digits in lower case; of other scripts, all of them.
fn letters(text: &str) -> String {
    let ascii: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if ascii.is_empty() {
        text.chars().filter(|c| c.is_alphanumeric()).collect()
    } else {
        ascii
    }
}

/// Whether the letters of `part` stand in `whole` in their order.
fn is_part(part: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    part.chars().all(|c| letters.any(|other| other == c))
}
