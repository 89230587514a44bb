//! The templates: every word the bot says to people outside.
//!
//! The texts are the procedure's own (appendix A) wherever it has one. They
//! are compiled once; a variable a text uses and nobody gives is an error at
//! the start of the program and in the tests, never a hole in a mail.

use crate::reading::Script;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use std::fmt;

/// The texts by name.
const TEXTS: [(&str, &str); 6] = [
    ("ssc_request", include_str!("templates/ssc_request.txt")),
    (
        "authentication_request",
        include_str!("templates/authentication_request.txt"),
    ),
    ("reminder_lead", include_str!("templates/reminder_lead.txt")),
    ("answer_again", include_str!("templates/answer_again.txt")),
    (
        "failure_notice",
        include_str!("templates/failure_notice.txt"),
    ),
    ("denial_notice", include_str!("templates/denial_notice.txt")),
];

/// Work one text may cost; the longest costs a fraction of it.
const FUEL: u64 = 50_000;

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

//------------ Words -----------------------------------------------------------

/// The compiled texts.
#[derive(Debug, Clone)]
pub struct Words {
    env: Environment<'static>,
}

impl Words {
    /// Compiles the texts.
    ///
    /// # Errors
    /// The text and the line that do not compile.
    pub fn new() -> Result<Self, WordsFault> {
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .map_err(|error| fault("syntax", &error))?;
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_syntax(syntax);
        env.set_fuel(Some(FUEL));
        for (name, text) in TEXTS {
            env.add_template(name, text)
                .map_err(|error| fault(name, &error))?;
        }
        Ok(Self { env })
    }

    /// The text `name` with `context` filled in.
    ///
    /// # Errors
    /// A variable that was not given, or too long a text.
    pub fn say(&self, name: &str, context: Value) -> Result<String, WordsFault> {
        self.env
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|error| fault(name, &error))
    }

    /// The words of our requests without a case: what is subtracted from a
    /// message that belongs to none.
    pub fn plain_requests() -> Vec<Script> {
        [
            include_str!("templates/ssc_request.txt"),
            include_str!("templates/authentication_request.txt"),
            include_str!("templates/reminder_lead.txt"),
            include_str!("templates/answer_again.txt"),
        ]
        .into_iter()
        .map(|text| Script::of(&without_variables(text)))
        .collect()
    }
}

fn fault(name: &str, error: &minijinja::Error) -> WordsFault {
    WordsFault {
        template: name.to_owned(),
        what: error.to_string().chars().take(300).collect(),
    }
}

/// The text with its `{{ … }}` and `{% … %}` cut out.
fn without_variables(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        rest = after.split_once('}').map_or("", |(_, tail)| tail);
        rest = rest.strip_prefix('}').unwrap_or(rest);
    }
    plain.push_str(rest);
    plain
}
