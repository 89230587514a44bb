//! One line of the list: a person, reachable, for one or more ccTLDs.
//!
//! The list server has one field for all of it, "Your name", and the procedure
//! says what stands there: `First Last, +phone, .tld` (sections 3.2 and 5.1).
//! [`Seat::display`] writes it, [`parse_display`] reads what people typed. The
//! reader takes any order and many separators, but it never guesses: whatever
//! is not clearly a name, a number or a ccTLD is a fault that says so.

use crate::domain::address::EmailAddress;
use crate::domain::contact::{clean_name, is_invisible};
use crate::domain::phone::{PhoneFault, PhoneNumber};
use crate::domain::tld::Tld;
use jiff::Timestamp;
use std::fmt;
use unicode_normalization::char::is_combining_mark;

//------------ Seat ------------------------------------------------------------

/// A subscriber as lists and exports show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// First and last name.
    pub name: String,
    /// The subscribed address.
    pub email: EmailAddress,
    /// The mobile phone number, where one is known.
    pub phone: Option<PhoneNumber>,
    /// For which ccTLDs.
    pub tlds: Vec<Tld>,
    /// Since when, where it is known.
    pub since: Option<Timestamp>,
}

impl Seat {
    /// `First Last, +phone, .tld[, .tld]`: one line, the number as typed, IDN
    /// ccTLDs in their own script; what is not known is left out.
    pub fn display(&self) -> String {
        let phone = self.phone.iter().map(|phone| one_line(phone.typed()));
        std::iter::once(one_line(&self.name))
            .chain(phone)
            .chain(self.tlds.iter().map(ToString::to_string))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// A text without line breaks and other control characters, blanks single.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

//------------ DisplayRead -----------------------------------------------------

/// What a display name said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayRead {
    /// First and last name, in one spelling of blanks and accents.
    pub name: String,
    /// The phone number.
    pub phone: PhoneNumber,
    /// The ccTLDs in the order of their A-labels, each once; at least one.
    pub tlds: Vec<Tld>,
}

//------------ DisplayFault ----------------------------------------------------

/// Why a display name is not complete or not clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisplayFault {
    /// It is longer than any such line.
    TooLong,
    /// There is no name.
    NoName,
    /// These parts could each be the name.
    SeveralNames(Vec<String>),
    /// There is no phone number.
    NoPhone,
    /// The phone number is none that the list takes.
    Phone(PhoneFault),
    /// There is more than one phone number.
    SeveralPhones,
    /// There is no ccTLD.
    NoTld,
    /// This stands for a ccTLD, and there is no such ccTLD.
    NotATld(String),
    /// This could be a ccTLD as well as a part of the name.
    Unclear(String),
    /// This is neither a name, nor a number, nor a ccTLD.
    NotUnderstood(String),
}

impl fmt::Display for DisplayFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "it is longer than {LONGEST} octets"),
            Self::NoName => f.write_str("there is no name"),
            Self::SeveralNames(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| shown(part)).collect();
                write!(f, "each of {} could be the name", parts.join(" and "))
            }
            Self::NoPhone => f.write_str("there is no phone number"),
            Self::Phone(fault) => fault.fmt(f),
            Self::SeveralPhones => f.write_str("there is more than one phone number"),
            Self::NoTld => f.write_str("there is no ccTLD"),
            Self::NotATld(text) => write!(f, "{} is no ccTLD", shown(text)),
            Self::Unclear(text) => write!(
                f,
                "{} could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it",
                shown(text)
            ),
            Self::NotUnderstood(text) => write!(
                f,
                "{} is neither a name, nor a phone number, nor a ccTLD",
                shown(text)
            ),
        }
    }
}

/// A piece of what was typed, quoted and short, as a sentence may carry it.
fn shown(text: &str) -> String {
    let clean: String = one_line(text)
        .chars()
        .filter(|c| !is_invisible(*c))
        .collect();
    let mut short: String = clean.chars().take(40).collect();
    if short.len() < clean.len() {
        short.push('…');
    }
    format!("“{short}”")
}

//------------ parse_display ---------------------------------------------------

/// The longest display name that is read, in octets.
const LONGEST: usize = 1_000;

/// Reads what somebody typed as a display name: a name, a phone number and one
/// ccTLD or several, in any order.
///
/// # Errors
/// All that is missing or not clear, each in words a person understands.
pub fn parse_display(text: &str) -> Result<DisplayRead, Vec<DisplayFault>> {
    if text.len() > LONGEST {
        return Err(vec![DisplayFault::TooLong]);
    }
    let mut faults = Vec::new();
    let parts = without_labels(parts(text));
    let read: Vec<Sense> = parts.iter().map(sense).collect();
    let name = the_name(&read, &mut faults);
    let phone = the_phone(&read, &mut faults);
    let tlds = the_tlds(&read, &mut faults);
    for sense in &read {
        if let Sense::Nothing(text) = sense {
            faults.push(DisplayFault::NotUnderstood(text.clone()));
        }
    }
    match (name, phone) {
        (Some(name), Some(phone)) if faults.is_empty() => Ok(DisplayRead { name, phone, tlds }),
        _ => Err(faults),
    }
}

fn the_name(read: &[Sense], faults: &mut Vec<DisplayFault>) -> Option<String> {
    let names: Vec<&String> = read.iter().filter_map(Sense::name).collect();
    match names.as_slice() {
        [] => {
            faults.push(DisplayFault::NoName);
            None
        }
        [name] => {
            unclear(name, read, faults);
            Some((*name).clone())
        }
        several => {
            let several = several.iter().map(|name| (*name).clone()).collect();
            faults.push(DisplayFault::SeveralNames(several));
            None
        }
    }
}

/// `Kim, NO`: beside a name of one word, a ccTLD without a dot may be the rest
/// of it. `Ada Byron nl`: the last word of a name may be the ccTLD.
fn unclear(name: &str, read: &[Sense], faults: &mut Vec<DisplayFault>) {
    let neighbours = read.iter().zip(read.iter().skip(1));
    for (one, other) in neighbours {
        if let (Sense::Name(_), Sense::Bare(_, text)) | (Sense::Bare(_, text), Sense::Name(_)) =
            (one, other)
            && !name.contains(' ')
        {
            faults.push(DisplayFault::Unclear(text.clone()));
        }
    }
    let Some((rest, last)) = name.rsplit_once(' ') else {
        return;
    };
    // A first word in small letters is mostly a particle, as in "de Vries".
    let first = rest
        .split(' ')
        .next()
        .filter(|word| *word != word.to_lowercase());
    for word in std::iter::once(last).chain(first) {
        let tld = Tld::parse(word).filter(|_| word.is_ascii() && is_one_case(word));
        let given = read.iter().any(|sense| sense.tld() == tld);
        let small = word == word.to_lowercase() && rest != rest.to_lowercase();
        if tld.is_some() && (given || small) {
            faults.push(DisplayFault::Unclear(word.to_owned()));
        }
    }
}

fn the_phone(read: &[Sense], faults: &mut Vec<DisplayFault>) -> Option<PhoneNumber> {
    let mut numbers = read
        .iter()
        .filter_map(Sense::number)
        .map(|text| PhoneNumber::parse(text));
    let first = numbers.next();
    let fault = match (first, numbers.next()) {
        (None, _) => DisplayFault::NoPhone,
        (Some(_), Some(_)) => DisplayFault::SeveralPhones,
        (Some(Err(fault)), None) => DisplayFault::Phone(fault),
        (Some(Ok(number)), None) => return Some(number),
    };
    faults.push(fault);
    None
}

fn the_tlds(read: &[Sense], faults: &mut Vec<DisplayFault>) -> Vec<Tld> {
    let mut tlds = Vec::new();
    let mut refused = Vec::new();
    for sense in read {
        tlds.extend(sense.tld());
        if let Sense::NoTld(text) = sense {
            refused.push(DisplayFault::NotATld(text.clone()));
        }
    }
    if tlds.is_empty() && refused.is_empty() {
        refused.push(DisplayFault::NoTld);
    }
    faults.extend(refused);
    tlds.sort_unstable();
    tlds.dedup();
    tlds
}

//------------ Part ------------------------------------------------------------

/// A piece of the text between separators.
#[derive(Debug)]
enum Part {
    /// A run of digits, with `+` or long enough to be meant as a number.
    Number(String),
    /// A word that begins with a dot.
    Dotted(String),
    /// Other words.
    Words(String),
}

/// The text in pieces. Numbers come first, as they may hold separators.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut run = String::new();
    for c in text.chars() {
        let begins = c == '+' || (run.is_empty() && c.is_ascii_digit());
        if begins {
            end_run(&mut parts, &mut plain, &mut run);
        }
        if begins || (!run.is_empty() && is_between_digits(c)) {
            run.push(c);
        } else {
            end_run(&mut parts, &mut plain, &mut run);
            plain.push(c);
        }
    }
    end_run(&mut parts, &mut plain, &mut run);
    words(&plain, &mut parts);
    parts
}

/// Ends a run of digits: a number, or a piece of the text around it.
fn end_run(parts: &mut Vec<Part>, plain: &mut String, run: &mut String) {
    let run = std::mem::take(run);
    let number = run.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = number.chars().filter(char::is_ascii_digit).count();
    if digits == 0 || (digits < 5 && !number.starts_with('+')) {
        plain.push_str(&run);
        return;
    }
    // "(+31) 6 …": the bracket before it is a part of the number.
    let count = |sign| number.chars().filter(|c| *c == sign).count();
    let opened = count(')') > count('(') && plain.ends_with('(');
    if opened {
        plain.pop();
    }
    words(plain, parts);
    let bracket = if opened { "(" } else { "" };
    parts.push(Part::Number(format!("{bracket}{number}")));
    *plain = run.strip_prefix(number).unwrap_or_default().to_owned();
}

/// A digit, or a sign that a number may hold between digits.
fn is_between_digits(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{2010}'
                ..='\u{2013}' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}'
        )
}

/// The pieces of a text without numbers.
fn words(text: &str, parts: &mut Vec<Part>) {
    for element in text.split(is_separator) {
        let mut plain: Vec<&str> = Vec::new();
        let end = |plain: &mut Vec<&str>, parts: &mut Vec<Part>| {
            if !plain.is_empty() {
                parts.push(Part::Words(plain.join(" ")));
                plain.clear();
            }
        };
        for word in element.split_whitespace() {
            // Directional marks come with numbers copied from a telephone.
            let word = word.trim_matches(is_invisible);
            if word.chars().all(|c| matches!(c, '-' | '–' | '—')) {
                end(&mut plain, parts);
            } else if word.starts_with('.') {
                end(&mut plain, parts);
                parts.push(Part::Dotted(word.to_owned()));
            } else {
                plain.push(word);
            }
        }
        end(&mut plain, parts);
    }
}

/// Commas, semicolons, slashes, brackets, bars and line breaks, also as other
/// scripts write them.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | '/'
            | '\\'
            | '|'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '\n'
            | '\r'
            | '\t'
            | '\u{b}'
            | '\u{c}'
            | '\u{85}'
            | '\u{2028}'
            | '\u{2029}'
            | '،'
            | '؛'
            | '、'
            | '，'
            | '；'
            | '／'
            | '（'
            | '）'
            | '【'
            | '】'
            | '•'
    )
}

//------------ labels ----------------------------------------------------------

/// What people write before a number.
const NUMBER_LABELS: &[&str] = &[
    "phone",
    "phone number",
    "mobile",
    "mobile phone",
    "mobile phone number",
    "mobile number",
    "mob",
    "cell",
    "cell phone",
    "telephone",
    "tel",
    "gsm",
    "m",
    "t",
    "p",
];
/// What people write before a ccTLD.
const TLD_LABELS: &[&str] = &["cctld", "cctlds", "tld", "tlds"];
/// What people write before the name.
const NAME_LABELS: &[&str] = &["name", "your name", "full name"];

/// Without the words that only say what follows: `Name:`, `tel.`, `and`.
fn without_labels(parts: Vec<Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    let mut rest = parts.into_iter().peekable();
    while let Some(part) = rest.next() {
        let Part::Words(text) = part else {
            kept.push(part);
            continue;
        };
        let next = rest.peek();
        let number = matches!(next, Some(Part::Number(_)));
        let dotted = matches!(next, Some(Part::Dotted(_)));
        let joins = matches!(text.as_str(), "and" | "&");
        let bare = text.trim_end_matches(['.', ':']).to_lowercase();
        let is_label = (number && NUMBER_LABELS.contains(&bare.as_str()))
            || (dotted && TLD_LABELS.contains(&bare.as_str()))
            || (dotted && joins && matches!(kept.last(), Some(Part::Dotted(_))));
        if is_label {
            continue;
        }
        match text
            .split_once(':')
            .filter(|(label, _)| names_a_field(label))
        {
            Some((_, value)) if value.trim().is_empty() => {}
            Some((_, value)) => kept.push(Part::Words(value.trim().to_owned())),
            None => kept.push(Part::Words(text)),
        }
    }
    kept
}

fn names_a_field(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    [NUMBER_LABELS, TLD_LABELS, NAME_LABELS]
        .iter()
        .any(|labels| labels.contains(&label.as_str()))
}

//------------ Sense -----------------------------------------------------------

/// What one piece is.
#[derive(Debug)]
enum Sense {
    /// A name.
    Name(String),
    /// What is meant as a phone number.
    Phone(String),
    /// A ccTLD that nothing else can be.
    Tld(Tld),
    /// A ccTLD without a dot, as it was typed.
    Bare(Tld, String),
    /// What is meant as a ccTLD and is none.
    NoTld(String),
    /// Nothing of these.
    Nothing(String),
}

impl Sense {
    fn name(&self) -> Option<&String> {
        if let Self::Name(name) = self {
            return Some(name);
        }
        None
    }

    fn tld(&self) -> Option<Tld> {
        if let Self::Tld(tld) | Self::Bare(tld, _) = self {
            return Some(*tld);
        }
        None
    }

    fn number(&self) -> Option<&String> {
        if let Self::Phone(text) = self {
            return Some(text);
        }
        None
    }
}

fn sense(part: &Part) -> Sense {
    match part {
        Part::Number(text) => Sense::Phone(text.clone()),
        Part::Dotted(text) => {
            Tld::parse(text.trim_end_matches('.')).map_or(Sense::NoTld(text.clone()), Sense::Tld)
        }
        Part::Words(text) => sense_of_words(text),
    }
}

fn sense_of_words(text: &str) -> Sense {
    let lower = text.to_lowercase();
    // "No" and "Is" are names; "no", "NO", "is" and "IS" stand for a ccTLD.
    let one_case = is_one_case(text);
    let encoded = lower.starts_with("xn--");
    match Tld::parse(text) {
        Some(tld) if encoded => return Sense::Tld(tld),
        Some(tld) if one_case => return Sense::Bare(tld, text.to_owned()),
        Some(_) | None => {}
    }
    let two_letters = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    if encoded || (two_letters && one_case) || is_host(text) {
        return Sense::NoTld(text.to_owned());
    }
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if digits >= 5 || (digits > 0 && text.starts_with(['+', '＋'])) {
        return Sense::Phone(text.to_owned());
    }
    match clean_name(text).filter(|name| reads_as_name(name)) {
        Some(name) => Sense::Name(name),
        None => Sense::Nothing(text.to_owned()),
    }
}

fn is_one_case(text: &str) -> bool {
    text == text.to_lowercase() || text == text.to_uppercase()
}

/// Whether the text is a host name below a ccTLD: `nic.example`, not `J.No`.
fn is_host(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, last)| {
        !text.contains(' ') && last == last.to_lowercase() && Tld::parse(last).is_some()
    })
}

/// Characters of a name, at most.
const NAME: usize = 60;
/// Words of a name, at most.
const WORDS: usize = 6;
/// Letters before a dot in a name, at most: `J.`, `Dr.`, `Prof.`, `Dipl.-Ing.`.
const SHORT: usize = 5;

/// Whether a clean text has the form of a person's name: words of letters with
/// the signs that names have, and no word that tells of something else.
fn reads_as_name(name: &str) -> bool {
    let sign = |c| {
        matches!(
            c,
            ' ' | '.' | '-' | '\'' | '’' | '‘' | '·' | '・' | '‐' | '‑' | '\u{200c}' | '\u{200d}'
        )
    };
    let label = |word: &str| {
        let word = word.trim_end_matches('.').to_lowercase();
        word.chars().count() > 1 && names_a_field(&word)
    };
    // "Dr. J. P. van den Berg", and no sentence: a dot ends an initial or a title.
    let dotted = |word: &str| match word.split_once('.') {
        Some((before, _)) => before.chars().count() <= SHORT,
        None => true,
    };
    name.chars()
        .all(|c| c.is_alphabetic() || is_combining_mark(c) || sign(c))
        && name.chars().count() <= NAME
        && name.split(' ').count() <= WORDS
        && name.split(' ').all(dotted)
        && name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '‘'))
        && name
            .split(' ')
            .all(|word| word.chars().any(char::is_alphabetic))
        && !name
            .split(' ')
            .any(|word| label(word) || matches!(word, "and" | "or"))
}
