//! The tags of a text: `{{ … }}`, `{% … %}` and `{# … #}`; what they may hold.
//!
//! The engine's compiler goes as deep into its stack as an expression is long,
//! so a text is looked at before it is compiled: tags are short, few and of a
//! closed grammar in which nothing is called, kept, or nested without end. Where
//! a tag ends is decided exactly as the engine decides it. It knows nothing of
//! what the variables mean.

use crate::domain::contact::is_invisible;

/// Octets of one tag.
const TAG: usize = 200;

/// Tags of one text.
const TAGS: usize = 200;

/// What a block may begin with.
const BLOCKS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

/// What stands between values.
const OPERATORS: [&str; 8] = ["and", "or", "not", "in", "if", "elif", "else", "for"];

/// What may stand behind `|`.
const FILTERS: [&str; 5] = ["join", "length", "lower", "trim", "upper"];

//------------ Piece -----------------------------------------------------------

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    /// What goes out as it stands.
    Words(&'a str),
    /// `{{ … }}`
    Value(Tag<'a>),
    /// `{% … %}`
    Block(Tag<'a>),
    /// `{# … #}`
    Comment,
}

/// The inside of a tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// The line it begins on, counted from one.
    pub(super) line: usize,
    /// What stands between its braces.
    pub(super) inner: &'a str,
}

/// The parts of a text.
///
/// # Errors
/// The first tag that has no end, or is longer than a tag may be.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let (mut rest, mut line, mut tags) = (text, 1_usize, 0_usize);
    while let Some((words, sign, after)) = opened(rest) {
        pieces.push(Piece::Words(words));
        line = line.saturating_add(lines(words));
        tags = tags.saturating_add(1);
        if tags > TAGS {
            return Err(format!("line {line}: there are more than {TAGS} tags"));
        }
        let closer = match sign {
            '{' => "}}",
            '%' => "%}",
            _ => "#}",
        };
        let at = if sign == '#' {
            after.find(closer).ok_or("a comment has no end")
        } else {
            end(after, closer)
        };
        let (inner, behind) = at
            .map(|at| after.split_at_checked(at).unwrap_or((after, "")))
            .map_err(|what| format!("line {line}: {what}"))?;
        let tag = Tag { line, inner };
        pieces.push(match sign {
            '{' => Piece::Value(tag),
            '%' => Piece::Block(tag),
            _ => Piece::Comment,
        });
        line = line.saturating_add(lines(inner));
        rest = behind.strip_prefix(closer).unwrap_or(behind);
    }
    pieces.push(Piece::Words(rest));
    Ok(pieces)
}

/// The words before the next tag, its sign, and what stands behind the sign.
fn opened(text: &str) -> Option<(&str, char, &str)> {
    let mut pairs = text.char_indices().zip(text.chars().skip(1));
    let (at, sign) = pairs.find_map(|((at, c), next)| {
        (c == '{' && matches!(next, '{' | '%' | '#')).then_some((at, next))
    })?;
    let (words, tag) = text.split_at_checked(at)?;
    Some((words, sign, tag.get(2..)?))
}

/// Where a tag ends: at its closer, outside of strings and parentheses.
fn end(after: &str, closer: &str) -> Result<usize, &'static str> {
    let mut quotes = Quotes::default();
    let mut depth = 0_i32;
    for (at, c) in after.char_indices() {
        if at > TAG {
            return Err("a tag is longer than 200 octets, or has no end");
        }
        if !quotes.is_code(c) {
            continue;
        }
        if depth == 0 && after.get(at..).is_some_and(|rest| rest.starts_with(closer)) {
            return Ok(at);
        }
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            '[' | ']' | '{' | '}' => return Err("a tag has no end, or a bracket or brace in it"),
            _ => {}
        }
    }
    Err("a tag has no end")
}

fn lines(text: &str) -> usize {
    text.matches('\n').count()
}

//------------ Quotes ----------------------------------------------------------

/// Whether one is inside of a string.
#[derive(Debug, Default)]
struct Quotes {
    /// The sign that ends the string.
    open: Option<char>,
    /// Whether the next character means itself.
    escaped: bool,
}

impl Quotes {
    /// Takes the next character: whether it is none of a string.
    fn is_code(&mut self, c: char) -> bool {
        let Some(open) = self.open else {
            let begins = matches!(c, '"' | '\'');
            self.open = begins.then_some(c);
            return !begins;
        };
        if self.escaped {
            self.escaped = false;
        } else if c == '\\' {
            self.escaped = true;
        } else if c == open {
            self.open = None;
        }
        false
    }
}

impl Tag<'_> {
    /// What stands in the tag; every character of a string is a `"`.
    fn code(&self) -> String {
        let mut quotes = Quotes::default();
        let masked = self.inner.chars();
        masked
            .map(|c| if quotes.is_code(c) { c } else { '"' })
            .collect()
    }

    /// Whether it names that variable.
    pub(super) fn names(&self, variable: &str) -> bool {
        self.code()
            .split(|c: char| !is_word(c) && c != '.')
            .any(|word| word == variable)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

//------------ what a text may hold --------------------------------------------

/// What the tags hold that is not of texts.
pub(super) fn foreign(pieces: &[Piece<'_>]) -> Vec<String> {
    let mut faults = Vec::new();
    for piece in pieces {
        let (tag, is_block) = match piece {
            Piece::Value(tag) => (tag, false),
            Piece::Block(tag) => (tag, true),
            Piece::Words(_) | Piece::Comment => continue,
        };
        let code = tag.code();
        let code = code.trim_start_matches(['-', '+']).trim();
        let first: String = code.chars().take_while(|c| is_word(*c)).collect();
        let what = if is_block && !BLOCKS.contains(&first.as_str()) {
            let known = listed(&BLOCKS);
            Some(format!("there is no {{% {first} %}}; texts know {known}"))
        } else {
            filter(code).or_else(|| call(code)).or_else(|| test(code))
        };
        faults.extend(what.map(|what| format!("line {}: {what}", tag.line)));
    }
    faults
}

/// A filter that texts do not know.
fn filter(code: &str) -> Option<String> {
    let names = code.split('|').skip(1).map(|behind| {
        let name = behind.trim_start().chars().take_while(|c| is_word(*c));
        name.collect::<String>()
    });
    let mut foreign = names.filter(|name| !FILTERS.contains(&name.as_str()));
    let known = listed(&FILTERS);
    foreign
        .next()
        .map(|name| format!("there is no filter {name:?}; texts know {known}"))
}

/// Something that is called.
fn call(code: &str) -> Option<String> {
    let is_called = |before: &str| {
        let before = before.trim_end();
        let rest = before.trim_end_matches(is_word);
        let name = before.strip_prefix(rest).unwrap_or_default();
        if name.is_empty() {
            return before.ends_with([')', '"']);
        }
        !OPERATORS.contains(&name) && !rest.trim_end().ends_with('|')
    };
    let called = code
        .match_indices('(')
        .filter_map(|(at, _)| code.get(..at))
        .any(is_called);
    called.then(|| "something is called; texts only name variables".to_owned())
}

/// A test of the engine's (`is defined`); texts have no need of them.
fn test(code: &str) -> Option<String> {
    let found = code.split(|c| !is_word(c)).any(|word| word == "is");
    found.then(|| "texts do not know \"is\"; name the variable alone, or use ==".to_owned())
}

/// `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        [..] => words.concat(),
    }
}

/// Whether a character shows nothing, or is an order to a terminal. Joiners are
/// letters of some scripts.
pub(super) fn is_strange(c: char) -> bool {
    c.is_control() || is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}')
}

/// The characters that no mail of ours may have, one a line.
pub(super) fn strange(text: &str) -> Vec<String> {
    text.split('\n')
        .zip(1_usize..)
        .filter_map(|(line, number)| {
            let c = line.chars().find(|c| is_strange(*c))?;
            let what = if c.is_control() {
                "is a control character"
            } else {
                "cannot be seen"
            };
            let code = u32::from(c);
            Some(format!("line {number}: U+{code:04X} {what}; take it out"))
        })
        .collect()
}
