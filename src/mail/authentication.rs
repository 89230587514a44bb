//! What our own border says of a message: `Authentication-Results` (RFC 8601).
//!
//! The field is free for anybody to write. Here is read what one of them says
//! outside comments, reasons and quoted strings ([`read`]); which of them our border
//! wrote is decided in [`anchor`](super::anchor), and whether what they say is good
//! enough, and for which domain, is the sender room's business.

use super::header::skip_comment;

//------------ Outcome ---------------------------------------------------------

/// The result of one method (RFC 8601 §2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// `pass`.
    Pass,
    /// `fail`, and `hardfail` of old writers.
    Fail,
    /// `softfail`.
    SoftFail,
    /// `neutral`.
    Neutral,
    /// `none`.
    None,
    /// `policy`.
    Policy,
    /// `temperror`.
    TempError,
    /// `permerror`.
    PermError,
    /// A word the standard does not know; it says nothing.
    Other,
}

impl Outcome {
    fn parse(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "pass" => Self::Pass,
            "fail" | "hardfail" => Self::Fail,
            "softfail" => Self::SoftFail,
            "neutral" => Self::Neutral,
            "none" => Self::None,
            "policy" => Self::Policy,
            "temperror" => Self::TempError,
            "permerror" => Self::PermError,
            _ => Self::Other,
        }
    }
}

//------------ MethodResult ----------------------------------------------------

/// One `ptype.property=value`; Exchange writes some without a ptype.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// `header`, `smtp`, `policy`; empty when there is none. Lower case.
    pub ptype: String,
    /// `from`, `d`, `mailfrom`. Lower case.
    pub name: String,
    /// The value, unquoted.
    pub value: String,
}

/// What one method found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodResult {
    /// `dkim`, `spf`, `dmarc`. Lower case.
    pub method: String,
    /// What it found.
    pub outcome: Outcome,
    /// The reason given, for people.
    pub reason: Option<String>,
    /// What it looked at.
    pub properties: Vec<Property>,
}

impl MethodResult {
    /// The one value of a property; `None` when it is absent or given twice.
    pub fn property(&self, ptype: &str, name: &str) -> Option<&str> {
        let mut values = self
            .properties
            .iter()
            .filter(|p| p.ptype == ptype && p.name == name)
            .map(|p| p.value.as_str());
        match (values.next(), values.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    }

    /// Whether a property is there at all, once or more often.
    pub fn has(&self, ptype: &str, name: &str) -> bool {
        self.properties
            .iter()
            .any(|p| p.ptype == ptype && p.name == name)
    }
}

//------------ Stamp -----------------------------------------------------------

/// Why a stamp cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StampFault {
    /// A comment or a quoted string does not end.
    Unclosed,
    /// Something else stands where an id, a method or a property should.
    Syntax,
    /// A comment or a quote stands in the middle of a word, or holds a whole
    /// result, as only a copied value has it.
    Glued,
    /// More results than anybody writes.
    TooMany,
}

/// One `Authentication-Results` field, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Who says so; `None` in the form of Exchange Online.
    pub authserv_id: Option<String>,
    /// What was found, or why it cannot be used.
    pub results: Result<Vec<MethodResult>, StampFault>,
}

/// The most results of one stamp.
pub(super) const RESULTS: usize = 100;

/// Reads the value of one `Authentication-Results` field.
pub fn read(value: &str) -> Stamp {
    let (mut clauses, fault) = lex(value);
    let mut fault = fault.map_or(Ok(()), Err);
    let mut authserv_id = None;
    // The id is a token or a quoted string (RFC 8601 §2.2).
    let named = match clauses.first().and_then(|clause| clause.first()) {
        Some(Piece::Word(word)) => !word.contains('='),
        Some(Piece::Quoted(_)) => true,
        Some(Piece::Gap) | None => false,
    } && !spaced_equals(clauses.first());
    if named {
        let first = clauses.remove(0);
        let mut words = first.into_iter().filter(|piece| *piece != Piece::Gap);
        if let Some(Piece::Word(id) | Piece::Quoted(id)) = words.next() {
            authserv_id = Some(id);
        }
        // Version 1 may follow, and nothing else; what another version means
        // nobody knows yet (RFC 8601 §2.2).
        let version = words.next();
        let known = version.is_none() || matches!(&version, Some(Piece::Word(w)) if w == "1");
        if !known || words.next().is_some() {
            fault = fault.and(Err(StampFault::Syntax));
        }
    }
    let exchange = authserv_id.is_none();
    let results = fault.and_then(|()| results(clauses, exchange));
    Stamp {
        authserv_id,
        results,
    }
}

/// Whether the clause begins `word =`, which is a result, not an id.
fn spaced_equals(clause: Option<&Vec<Piece>>) -> bool {
    let mut pieces = clause
        .into_iter()
        .flatten()
        .filter(|piece| **piece != Piece::Gap);
    matches!((pieces.next(), pieces.next()), (Some(_), Some(Piece::Word(w))) if w.starts_with('='))
}

//------------ lexing ----------------------------------------------------------

/// A piece of a clause; comments are gaps.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// Unquoted signs without a blank.
    Word(String),
    /// A quoted string without its quotes.
    Quoted(String),
    /// Blanks and comments.
    Gap,
}

/// Splits a value at its semicolons; what was read before a fault is kept, so
/// that a broken stamp still says whose it is.
fn lex(value: &str) -> (Vec<Vec<Piece>>, Option<StampFault>) {
    let mut clauses: Vec<Vec<Piece>> = Vec::new();
    let mut clause: Vec<Piece> = Vec::new();
    let mut chars = value.chars();
    let mut fault = None;
    // The sign before this one, where it belongs to a word.
    let mut last = None;
    while let Some(c) = chars.next() {
        let before = std::mem::replace(&mut last, (!is_blank(c) && c != ';').then_some(c));
        match c {
            ';' => clauses.push(std::mem::take(&mut clause)),
            '(' => {
                let begun = chars.as_str();
                if skip_comment(&mut chars).is_none() {
                    fault = Some(StampFault::Unclosed);
                    break;
                }
                let comment = begun
                    .len()
                    .checked_sub(chars.as_str().len())
                    .and_then(|end| begun.get(..end))
                    .unwrap_or_default();
                // `d=ours.example(.a)x=y.theirs.example` is one value of a
                // stranger's, whatever the grammar makes of it.
                let after = chars.clone().next();
                let glued = before.is_some()
                    && (comment.contains(';') || after.is_some_and(|c| !is_blank(c) && c != ';'));
                if glued || swallows(comment) {
                    fault = Some(StampFault::Glued);
                    break;
                }
                last = None;
                gap(&mut clause);
            }
            '"' => {
                let Some(text) = quoted(&mut chars) else {
                    fault = Some(StampFault::Unclosed);
                    break;
                };
                // Quotes stand around a whole value, or a local part.
                let after = chars.clone().next();
                let whole = before.is_none_or(|c| c == '=')
                    && after.is_none_or(|c| is_blank(c) || matches!(c, ';' | '@' | '('));
                if !whole || swallows(&text) {
                    fault = Some(StampFault::Glued);
                    break;
                }
                clause.push(Piece::Quoted(text));
            }
            ')' => {
                fault = Some(StampFault::Syntax);
                break;
            }
            c if is_blank(c) => gap(&mut clause),
            c => match clause.last_mut() {
                Some(Piece::Word(word)) => word.push(c),
                Some(Piece::Quoted(_) | Piece::Gap) | None => {
                    clause.push(Piece::Word(c.to_string()));
                }
            },
        }
    }
    clauses.push(clause);
    (clauses, fault)
}

/// Whether a comment or a quoted string holds a whole result: then a value that
/// was copied began it, and a later one ended it.
fn swallows(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.split(';').skip(1).any(|part| {
        let word = part.trim_start();
        ["dmarc=", "dkim=", "spf="]
            .iter()
            .any(|method| word.starts_with(method))
    })
}

/// The blanks of RFC 5322, and no others: U+00A0 and its like are signs of a word.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Ends a word; a clause never begins with a gap.
fn gap(clause: &mut Vec<Piece>) {
    if !matches!(clause.last(), None | Some(Piece::Gap)) {
        clause.push(Piece::Gap);
    }
}

/// The content of a quoted string.
fn quoted(chars: &mut std::str::Chars<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            '\\' => text.push(chars.next()?),
            '"' => return Some(text),
            c => text.push(c),
        }
    }
}

//------------ results ---------------------------------------------------------

/// A `key=value`, and whether the value was quoted.
struct Pair {
    key: String,
    value: String,
    quoted: bool,
}

fn results(clauses: Vec<Vec<Piece>>, exchange: bool) -> Result<Vec<MethodResult>, StampFault> {
    let mut found = Vec::new();
    let mut said_none = false;
    for clause in clauses {
        if clause.is_empty() {
            continue;
        }
        if lone(&clause, exchange) {
            said_none = true;
            continue;
        }
        if found.len() >= RESULTS {
            return Err(StampFault::TooMany);
        }
        found.push(result(pairs(clause)?)?);
    }
    // Who found nothing says `none`; who says nothing has not looked.
    if found.is_empty() && !said_none {
        return Err(StampFault::Syntax);
    }
    Ok(found)
}

/// Whether a clause is `none` alone, or the recipient's domain, which Exchange
/// Online writes between its results.
fn lone(clause: &[Piece], exchange: bool) -> bool {
    let mut words = clause.iter().filter(|piece| **piece != Piece::Gap);
    match (words.next(), words.next()) {
        (Some(Piece::Word(word)), None) => {
            word.eq_ignore_ascii_case("none") || (exchange && !word.contains('='))
        }
        _ => false,
    }
}

/// Joins what stands around a lone `.`, `/` or `=`, where blanks and comments
/// may be (RFC 8601 §2.2, and its appendix B.6 for the extreme).
fn joined(clause: Vec<Piece>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut glue = false;
    for piece in clause {
        match piece {
            Piece::Gap if glue => {}
            Piece::Word(sign) if matches!(sign.as_str(), "." | "/" | "=") => {
                if pieces.last() == Some(&Piece::Gap) {
                    pieces.pop();
                }
                append(&mut pieces, sign);
                glue = true;
            }
            Piece::Word(word) if glue => {
                append(&mut pieces, word);
                glue = false;
            }
            other @ (Piece::Word(_) | Piece::Quoted(_) | Piece::Gap) => {
                pieces.push(other);
                glue = false;
            }
        }
    }
    pieces
}

fn append(pieces: &mut Vec<Piece>, text: String) {
    match pieces.last_mut() {
        Some(Piece::Word(word)) => word.push_str(&text),
        Some(Piece::Quoted(_) | Piece::Gap) | None => pieces.push(Piece::Word(text)),
    }
}

fn pairs(clause: Vec<Piece>) -> Result<Vec<Pair>, StampFault> {
    let mut pairs = Vec::new();
    let mut pieces = joined(clause).into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let word = match piece {
            Piece::Gap => continue,
            Piece::Word(word) => word,
            Piece::Quoted(_) => return Err(StampFault::Syntax),
        };
        let mut spaced = false;
        let (key, mut value) = match word.split_once('=') {
            Some((key, value)) => (key.to_owned(), value.to_owned()),
            None => {
                spaced = true;
                pieces.next_if_eq(&Piece::Gap);
                match pieces.next() {
                    Some(Piece::Word(next)) if next.starts_with('=') => {
                        (word, next.chars().skip(1).collect())
                    }
                    _ => return Err(StampFault::Syntax),
                }
            }
        };
        let mut quoted = false;
        // `key = value` is one thing, `key= other.key=value` two.
        if value.is_empty() && spaced {
            pieces.next_if_eq(&Piece::Gap);
        }
        // `"local part"@domain` is a quoted string and a word without a gap.
        while let Some(more) = pieces.next_if(|piece| match piece {
            Piece::Quoted(_) => true,
            Piece::Word(_) => quoted || value.is_empty(),
            Piece::Gap => false,
        }) {
            match more {
                Piece::Quoted(text) => {
                    quoted = true;
                    value.push_str(&text);
                }
                Piece::Word(text) => value.push_str(&text),
                Piece::Gap => {}
            }
        }
        pairs.push(Pair { key, value, quoted });
    }
    Ok(pairs)
}

fn result(pairs: Vec<Pair>) -> Result<MethodResult, StampFault> {
    let mut pairs = pairs.into_iter();
    let first = pairs.next().ok_or(StampFault::Syntax)?;
    let method = first.key.split('/').next().unwrap_or_default().trim();
    let token = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    // A method's result is a bare word: in quotes it is somebody's text.
    if first.quoted || !token(method) || !token(&first.value) {
        return Err(StampFault::Syntax);
    }
    let mut result = MethodResult {
        method: method.to_ascii_lowercase(),
        outcome: Outcome::parse(&first.value),
        reason: None,
        properties: Vec::new(),
    };
    for pair in pairs {
        let key = pair.key.to_ascii_lowercase();
        // A signature names a signer and a selector; nothing of it is empty.
        if key.is_empty() || (result.method == "dkim" && pair.value.is_empty()) {
            return Err(StampFault::Syntax);
        }
        if key == "reason" {
            result.reason = Some(pair.value);
            continue;
        }
        let (ptype, name) = key.split_once('.').unwrap_or(("", &key));
        result.properties.push(Property {
            ptype: ptype.to_owned(),
            name: name.to_owned(),
            value: pair.value,
        });
    }
    Ok(result)
}
