//! Rust text as the rules need it: without its comments and literals.
//!
//! No parser: enough of the lexer to tell code from words about code, in a
//! crate that is formatted and compiles.

#![expect(
    clippy::string_slice,
    reason = "every offset comes from a search in the same text"
)]

/// The text with comments, strings and character literals blanked; every line
/// keeps its number.
pub(super) fn code(text: &str) -> String {
    split(text).0
}

/// The contents of the string literals, as written between the quotes.
pub(super) fn literals(text: &str) -> Vec<String> {
    split(text).1
}

/// Both in one pass.
fn split(text: &str) -> (String, Vec<String>) {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut literals = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = match token_end(&chars, at) {
            Token::Code => {
                code.push(chars[at]);
                at += 1;
                continue;
            }
            Token::Words(end) => end,
            Token::Literal { from, to, end } => {
                literals.push(chars[from..to].iter().collect());
                end
            }
        };
        // A character in the place of a literal keeps `f("x")` apart from `f()`.
        code.extend(
            chars[at..end]
                .iter()
                .map(|c| if *c == '\n' { '\n' } else { ' ' }),
        );
        at = end;
    }
    (code, literals)
}

/// What begins at a place.
enum Token {
    /// Code, one character.
    Code,
    /// A comment or a character literal up to there.
    Words(usize),
    /// A string literal: its contents and its end.
    Literal { from: usize, to: usize, end: usize },
}

fn token_end(chars: &[char], at: usize) -> Token {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '/' if next == Some('/') => {
            let length = chars[at..].iter().position(|c| *c == '\n');
            Token::Words(length.map_or(chars.len(), |length| at + length))
        }
        '/' if next == Some('*') => Token::Words(block_comment_end(chars, at)),
        '"' => string_end(chars, at + 1, None),
        'r' | 'b' if !(at > 0 && is_word(chars[at - 1])) => prefixed(chars, at),
        '\'' => char_end(chars, at),
        _ => Token::Code,
    }
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Block comments nest.
fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut depth, mut here) = (0, at);
    while here < chars.len() {
        match (chars[here], chars.get(here + 1)) {
            ('/', Some('*')) => (depth, here) = (depth + 1, here + 1),
            ('*', Some('/')) => (depth, here) = (depth - 1, here + 1),
            _ => {}
        }
        here += 1;
        if depth == 0 {
            break;
        }
    }
    here
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br#"…"#`, `b'…'`, or a plain identifier.
fn prefixed(chars: &[char], at: usize) -> Token {
    let mut here = at + 1;
    let mut raw = chars[at] == 'r';
    if !raw && chars.get(here) == Some(&'r') {
        (raw, here) = (true, here + 1);
    }
    let hashes = chars[here.min(chars.len())..]
        .iter()
        .take_while(|c| **c == '#')
        .count();
    match chars.get(here + if raw { hashes } else { 0 }) {
        Some('"') if raw => string_end(chars, here + hashes + 1, Some(hashes)),
        Some('"') => string_end(chars, here + 1, None),
        Some('\'') if !raw => match char_end(chars, here) {
            Token::Words(end) => Token::Words(end),
            Token::Code | Token::Literal { .. } => Token::Code,
        },
        _ => Token::Code,
    }
}

/// The end of a string that begins at `from`; `raw` has its number of hashes.
fn string_end(chars: &[char], from: usize, raw: Option<usize>) -> Token {
    let mut here = from;
    while here < chars.len() {
        match (chars[here], raw) {
            ('\\', None) => here += 1,
            ('"', None) => {
                return Token::Literal {
                    from,
                    to: here,
                    end: here + 1,
                };
            }
            ('"', Some(hashes)) => {
                let end = here + 1 + hashes;
                if end <= chars.len() && chars[here + 1..end].iter().all(|c| *c == '#') {
                    return Token::Literal {
                        from,
                        to: here,
                        end,
                    };
                }
            }
            _ => {}
        }
        here += 1;
    }
    Token::Literal {
        from,
        to: chars.len(),
        end: chars.len(),
    }
}

/// `'x'` or `'\u{1f}'`; a lifetime is code.
fn char_end(chars: &[char], at: usize) -> Token {
    if chars.get(at + 1) == Some(&'\\') {
        let close = chars.iter().skip(at + 3).position(|c| *c == '\'');
        return Token::Words(close.map_or(chars.len(), |length| at + 3 + length + 1));
    }
    if chars.get(at + 2) == Some(&'\'') {
        return Token::Words(at + 3);
    }
    Token::Code
}

/// Every path that the code names, groups of `use` written out: `use a::{b, c::d}`
/// gives `a::b` and `a::c::d`. Each with its line.
pub(super) fn paths(text: &str) -> Vec<(usize, String)> {
    let code = code(text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(is_word) {
            continue;
        }
        let line = line_of(&code, at);
        let rest = &code[at + 4..];
        let tree = &rest[..rest.find(';').unwrap_or(rest.len())];
        expand("", tree, &mut |path| found.push((line, path)));
    }
    let words = regex::Regex::new(r"\b[A-Za-z_]\w*(?:::[A-Za-z_]\w*)+").expect("a pattern");
    for hit in words.find_iter(&code) {
        found.push((line_of(&code, hit.start()), hit.as_str().to_owned()));
    }
    found
}

/// Writes a use tree out.
fn expand(prefix: &str, tree: &str, tell: &mut impl FnMut(String)) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        tell(format!("{prefix}{tree}"));
        return;
    };
    let prefix = format!("{prefix}{}", head.trim());
    let group = group.rsplit_once('}').map_or(group, |(inner, _)| inner);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&prefix, &group[start..at], tell);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !group[start..].trim().is_empty() {
        expand(&prefix, &group[start..], tell);
    }
}

/// The number of the line in which a place lies.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Every function: its name, its first line, its number of lines.
pub(super) fn functions(text: &str) -> Vec<(String, usize, usize)> {
    let code = code(text);
    let head = regex::Regex::new(r"\bfn\s+(\w+)").expect("a pattern");
    head.captures_iter(&code)
        .filter_map(|hit| {
            let whole = hit.get(0)?;
            let end = body_end(&code, whole.end())?;
            let first = line_of(&code, whole.start());
            Some((hit[1].to_owned(), first, line_of(&code, end) - first + 1))
        })
        .collect()
}

/// Where the body ends that belongs to the signature after `from`; `None` for
/// a function without a body.
fn body_end(code: &str, from: usize) -> Option<usize> {
    let (mut round, mut curly) = (0, 0);
    for (at, c) in code.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            ';' if round == 0 && curly == 0 => return None,
            '{' => curly += 1,
            '}' => {
                curly -= 1;
                if curly == 0 && round == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
