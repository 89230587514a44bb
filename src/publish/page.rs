//! The page: the directory as one HTML document that needs nothing else.
//!
//! Its words stand in `page/page.html`, a template that escapes whatever is put
//! into it; styles and script stand beside it and go in whole. The page's own
//! policy (CSP) names the hashes of these texts and forbids everything else, so
//! not even a mistake in the template could load or run anything. It holds no at
//! sign and no plus sign: nobody need ask whether one belongs to an address or
//! to a phone number. So the media queries stand in attributes.

use super::Directory;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io;

/// The template; its ending turns the escaping on.
const PAGE: (&str, &str) = ("page.html", include_str!("page/page.html"));
/// Sorting and finding.
const SCRIPT: &str = include_str!("page/page.js");
/// The styles, in the order in which they override each other.
const STYLES: [Style; 4] = [
    Style {
        media: "all",
        text: include_str!("page/page.css"),
    },
    Style {
        media: "(prefers-color-scheme: dark)",
        text: include_str!("page/dark.css"),
    },
    Style {
        media: "(min-width: 60rem)",
        text: include_str!("page/wide.css"),
    },
    Style {
        media: "print",
        text: include_str!("page/print.css"),
    },
];

/// A style and when it holds.
#[derive(Debug, Serialize)]
struct Style {
    /// The media query.
    media: &'static str,
    /// The rules.
    text: &'static str,
}

/// The page of a directory.
///
/// # Errors
/// A fault of the template, with its line; no directory brings one about.
pub(super) fn page(directory: &Directory) -> io::Result<String> {
    render(context! {
        directory => value(directory)?,
        date => directory.updated.strftime("%Y-%m-%d").to_string(),
        day => directory.updated.strftime("%-d %B %Y").to_string(),
        policy => policy(),
        styles => value(STYLES)?,
        script => SCRIPT,
    })
    .map_err(io::Error::other)
}

fn render(context: Value) -> Result<String, minijinja::Error> {
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()?;
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_syntax(syntax);
    let (name, text) = PAGE;
    env.add_template(name, text)?;
    env.get_template(name)?.render(context)
}

/// What a template sees of a value: the same as a reader of its JSON.
fn value(of: impl Serialize) -> serde_json::Result<Value> {
    Value::deserialize(serde_json::to_value(of)?)
}

/// What a browser may do with the page (CSP Level 3): apply its styles, run its
/// script, and show the icon of the site on which it lies.
fn policy() -> String {
    let styles: Vec<String> = STYLES.iter().map(|style| hash(style.text)).collect();
    format!(
        "default-src 'none'; img-src 'self'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        styles.join(" "),
        hash(SCRIPT),
    )
}

/// The source expression of an inline text, for an attribute: a plus sign of
/// Base64 is written as the reference that means it.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("'sha256-{}'", base64(&digest).replace('\u{2b}', "&#43;"))
}

/// Base64 with padding (RFC 4648 §4).
fn base64(octets: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| {
        usize::try_from(bits & 63)
            .ok()
            .and_then(|at| DIGITS.get(at))
    };
    let mut text = String::new();
    for three in octets.chunks(3) {
        let octet = |at: usize| three.get(at).copied().unwrap_or(0);
        let bits = u32::from_be_bytes([0, octet(0), octet(1), octet(2)]);
        let letters = [bits >> 18, bits >> 12, bits >> 6, bits].map(digit);
        for (at, letter) in letters.into_iter().enumerate() {
            let letter = letter.filter(|_| at <= three.len());
            text.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}
