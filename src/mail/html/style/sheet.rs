//! The rules of a page's style elements, as far as they change what is seen.
//!
//! A selector is read by its last compound alone, so a rule may reach more than
//! it says; where that compound is more than a tag, a class or an id, it reaches
//! every element. A sheet that writes text of its own, or one we do not have,
//! makes the whole page doubtful.

use super::{Look, Style, without_comments};
use std::collections::HashMap;

/// Rules kept of one page.
const RULES: usize = 2_000;

/// Rules that are looked at for one element.
const FITTING: usize = 100;

/// The rules of all style elements.
#[derive(Debug, Default)]
pub(in crate::mail::html) struct Sheet {
    rules: HashMap<String, Vec<Style>>,
    kept: usize,
    /// It writes text, or names a sheet that did not come along.
    pub(in crate::mail::html) doubtful: bool,
}

impl Sheet {
    /// Gathers the rules of every style element.
    pub(in crate::mail::html) fn of(html: &str) -> Self {
        let mut sheet = Self::default();
        let mut rest = html;
        while let Some(start) = find_without_case(rest, "<style") {
            let after = rest.get(start..).unwrap_or_default();
            let end = find_without_case(after, "</style").unwrap_or(after.len());
            let element = after.get(..end).unwrap_or_default();
            let css = element.split_once('>').map_or("", |(_, css)| css);
            sheet.take(&without_comments(&css.to_ascii_lowercase()));
            rest = after.get(end..).unwrap_or_default();
            if sheet.kept >= RULES {
                sheet.doubtful = true;
                break;
            }
        }
        sheet
    }

    fn take(&mut self, css: &str) {
        self.doubtful |= css.contains("@import") || css.contains("@counter-style");
        for rule in css.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else {
                continue;
            };
            let selectors = selectors
                .rsplit_once(['{', ';'])
                .map_or(selectors, |(_, own)| own)
                .trim()
                .trim_start_matches("<!--")
                .trim();
            // Pages, fonts and lists are described in the same form.
            if selectors.starts_with('@') {
                continue;
            }
            let style = Style::of(declarations);
            self.doubtful |= style.writes;
            if style == Style::default() || self.kept >= RULES {
                continue;
            }
            for selector in parted(selectors).into_iter().take(50) {
                if let Some(key) = key(selector) {
                    self.kept = self.kept.saturating_add(1);
                    self.rules.entry(key).or_default().push(style);
                }
            }
        }
    }

    /// Lets the rules that fit the element change how it looks.
    pub(in crate::mail::html) fn apply(
        &self,
        name: &[u8],
        class: Option<String>,
        id: Option<String>,
        look: &mut Look,
    ) {
        if self.rules.is_empty() {
            return;
        }
        let mut keys = vec!["*".to_owned(), String::from_utf8_lossy(name).into_owned()];
        keys.extend(
            class
                .iter()
                .flat_map(|class| class.split_whitespace())
                .take(20)
                .map(|class| format!(".{class}")),
        );
        keys.extend(id.map(|id| format!("#{id}")));
        let fitting = keys.iter().filter_map(|key| self.rules.get(key)).flatten();
        for style in fitting.take(FITTING) {
            look.wear(style);
        }
    }
}

/// Selectors at their commas; those in brackets part nothing.
fn parted(selectors: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = selectors.split(|c| {
        match c {
            '(' | '[' => depth = depth.saturating_add(1),
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.collect()
}

/// Under what a selector is kept; `None` where it fits no mail that is read.
fn key(selector: &str) -> Option<String> {
    let selector = selector.trim();
    if selector.is_empty() || selector.contains(":hover") {
        return None;
    }
    let compound = selector.contains(['(', '[', '\\', '&']);
    let last = selector
        .rsplit([' ', '>', '+', '~', '\t', '\n', '\r'])
        .find(|part| !part.is_empty())?;
    let bare = last.split(':').next().unwrap_or_default();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#');
    if compound || bare.is_empty() || !bare.chars().all(plain) {
        // `v\:*` and its like are Word's own vocabulary.
        return (!is_word(selector)).then(|| "*".to_owned());
    }
    let Some((before, name)) = bare.rsplit_once(['.', '#']) else {
        return Some(bare.to_owned());
    };
    let at = before.len();
    let mark = bare.get(at..).and_then(|rest| rest.chars().next())?;
    Some(format!("{mark}{name}"))
}

fn is_word(selector: &str) -> bool {
    ["v\\:*", "o\\:*", "w\\:*", "x\\:*", "st1\\:*", "m\\:*"].contains(&selector)
}

/// The first place of an ASCII needle, letters without case.
fn find_without_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes()
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}
