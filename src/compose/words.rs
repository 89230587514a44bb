//! The templates: every word the bot says to people outside.
//!
//! The texts are the procedure's own (appendix A) wherever it has one; a site
//! may put its own in their place. All of them are compiled and tried once, when
//! the program starts: a variable that a text uses and nobody gives is an error
//! then and in the tests, never a hole in a mail. Nothing here reads a file.

mod tags;
mod texts;
mod trial;

use super::Site;
use crate::reading::Script;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, escape_formatter};
use std::collections::BTreeMap;
use std::fmt;
use tags::Piece;
pub use texts::{Kind, Text, Variable, texts};

/// Work one text may cost, output included: three megabytes of it. A roster of
/// seven hundred lines costs a fiftieth.
const FUEL: u64 = 50_000;

/// Loops within loops.
const DEPTH: usize = 100;

/// Octets of one text of a site.
const MOST: usize = 65_536;

/// Faults told of one text; the others are seen when these are gone.
const TOLD: usize = 20;

//------------ WordsFault ------------------------------------------------------

/// A text that could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordsFault {
    /// The template's name.
    pub template: String,
    /// What is wrong, with the line.
    pub what: String,
}

impl fmt::Display for WordsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text {}: {}", self.template, self.what)
    }
}

impl std::error::Error for WordsFault {}

//------------ WordsFaults -----------------------------------------------------

/// What is wrong with the texts, each fault on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordsFaults(pub Vec<WordsFault>);

impl fmt::Display for WordsFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for WordsFaults {}

//------------ Words -----------------------------------------------------------

/// The compiled texts.
#[derive(Debug, Clone)]
pub struct Words {
    env: Environment<'static>,
    /// The texts that ask something: ours first, then the site's own.
    asking: Vec<String>,
}

impl Words {
    /// The procedure's texts and ours.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new() -> Result<Self, WordsFaults> {
        Self::with(&[])
    }

    /// The same, with a site's own in the place of some of them, by name.
    ///
    /// Breaking lines is the site's business: a line is refused only where mail
    /// could not carry it (RFC 5322, section 2.1.1).
    ///
    /// # Errors
    /// Everything that is wrong with them; nothing is used then.
    pub fn with(overrides: &[(String, String)]) -> Result<Self, WordsFaults> {
        let mut faults = Vec::new();
        let mut own: BTreeMap<&str, String> = BTreeMap::new();
        for (name, text) in overrides {
            match Text::named(name) {
                None => faults.push(unknown(name)),
                Some(known) if own.contains_key(known.name) => {
                    faults.push(fault(name, "it is there twice".to_owned()));
                }
                Some(known) => {
                    own.insert(known.name, with_plain_ends(text));
                }
            }
        }
        let mut env = environment().map_err(|fault| WordsFaults(vec![fault]))?;
        for text in texts() {
            let source = own.get(text.name).map_or(text.text, String::as_str);
            let found = compile(&mut env, text, source);
            faults.extend(
                found
                    .into_iter()
                    .take(TOLD)
                    .map(|what| fault(text.name, what)),
            );
        }
        if !faults.is_empty() {
            return Err(WordsFaults(faults));
        }
        let ours = texts().iter().filter(|text| text.asks);
        let theirs = ours.clone().filter_map(|text| own.get(text.name));
        let asking = ours.map(|text| text.text.to_owned());
        Ok(Self {
            asking: asking.chain(theirs.cloned()).collect(),
            env,
        })
    }

    /// The text `name` with `context` filled in.
    ///
    /// # Errors
    /// A variable that was not given, or too long a text.
    pub fn say(&self, name: &str, context: Value) -> Result<String, WordsFault> {
        self.env
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|error| fault(name, told(&error)))
    }

    /// The words of our requests without a case: what is subtracted from a
    /// message that belongs to none. A site's own texts do not replace ours
    /// here, since mail that was sent before them may still be answered.
    pub fn plain_requests(&self, site: &Site) -> Vec<Script> {
        self.asking
            .iter()
            .map(|text| Script::of(&without_case(text, site)))
            .collect()
    }
}

/// An environment that knows nothing but a few filters.
fn environment() -> Result<Environment<'static>, WordsFault> {
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .map_err(|error| fault("syntax", told(&error)))?;
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_syntax(syntax);
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(DEPTH);
    env.add_filter("join", minijinja::filters::join);
    env.add_filter("length", minijinja::filters::length);
    env.add_filter("lower", minijinja::filters::lower);
    env.add_filter("trim", minijinja::filters::trim);
    env.add_filter("upper", minijinja::filters::upper);
    // `none`, `true` and lists in brackets are words of a program, not of a mail.
    env.set_formatter(|out, state, value| {
        let kind = value.kind();
        // Undefined is what `{{ a if b }}` says where b is not so.
        let shown = [ValueKind::String, ValueKind::Number, ValueKind::Undefined];
        if shown.contains(&kind) {
            return escape_formatter(out, state, value);
        }
        let what = format!("a value that is no text ({kind})");
        Err(Error::new(ErrorKind::InvalidOperation, what))
    });
    Ok(env)
}

/// Puts one text into the environment: everything that is wrong with it.
fn compile(env: &mut Environment<'static>, text: &Text, source: &str) -> Vec<String> {
    if source.len() > MOST {
        return vec!["it is larger than 64 kilobytes".to_owned()];
    }
    if source.trim().is_empty() {
        return vec!["it is empty".to_owned()];
    }
    let strange = tags::strange(source);
    if !strange.is_empty() {
        return strange;
    }
    // The stack of the compiler is as deep as a tag is long: this comes first.
    let pieces = match tags::pieces(source) {
        Ok(pieces) => pieces,
        Err(fault) => return vec![fault],
    };
    let foreign = tags::foreign(&pieces);
    if !foreign.is_empty() {
        return foreign;
    }
    match env.add_template_owned(text.name, source.to_owned()) {
        Ok(()) => trial::faults(env, text, &pieces),
        Err(error) => vec![told(&error)],
    }
}

/// A text as ours are kept: LF, no byte order mark, a line end behind the last line.
fn with_plain_ends(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut plain = text.replace("\r\n", "\n");
    if !plain.ends_with('\n') {
        plain.push('\n');
    }
    plain
}

/// The text with the site's addresses in it and all other tags cut out.
fn without_case(text: &str, site: &Site) -> String {
    let list = site.list.to_string();
    let mut plain = String::new();
    for piece in tags::pieces(text).unwrap_or_default() {
        match piece {
            Piece::Words(words) => plain.push_str(words),
            Piece::Value(tag) => plain.push_str(match tag.inner.trim() {
                "list" => &list,
                "list_request" => &site.list_request,
                "list_info" => &site.list_info,
                "list_options" => &site.list_options,
                "page" => &site.page,
                _ => "",
            }),
            Piece::Block(_) | Piece::Comment => {}
        }
    }
    plain
}

//------------ faults in words -------------------------------------------------

fn fault(name: &str, what: String) -> WordsFault {
    WordsFault {
        template: name.to_owned(),
        what,
    }
}

/// A file that is no text of ours.
fn unknown(name: &str) -> WordsFault {
    let names = || texts().iter().map(|text| text.name);
    let what = match texts::nearest(name, names()) {
        Some(nearest) => format!("there is no such text; did you mean {nearest}?"),
        None => {
            let names: Vec<&str> = names().collect();
            format!("there is no such text; there are {}", names.join(", "))
        }
    };
    // The name of a file may be anything.
    let shown = name.chars().filter(|c| !tags::is_strange(*c)).take(60);
    fault(&shown.collect::<String>(), what)
}

/// What the engine says, with the line.
fn told(error: &Error) -> String {
    let kind = error.kind();
    let ours = [
        (ErrorKind::OutOfFuel, "it takes too much work to fill in"),
        (ErrorKind::UndefinedError, "something in it has no value"),
        (ErrorKind::TemplateNotFound, "there is no such text"),
    ];
    let said = ours
        .iter()
        .find(|(known, _)| *known == kind)
        .map(|(_, said)| *said)
        .or(error.detail())
        .map_or_else(|| kind.to_string(), str::to_owned);
    let said: String = said.chars().take(200).collect();
    error
        .line()
        .map_or_else(|| said.clone(), |line| format!("line {line}: {said}"))
}
