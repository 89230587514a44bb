//! A text is tried before it is used: filled in with examples, in every way.
//!
//! What a template says of itself (the variables it names) is looked at first;
//! then it is filled in for each of its trials, and what comes out must show
//! what people and the reader of answers need to find there.

use super::tags::Piece;
use super::texts::{Kind, Text, Trial, Variable, nearest};
use super::told;
use minijinja::{Environment, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Octets of a line (RFC 5322, section 2.1.1), without its end.
const LINE: usize = 998;

/// Everything that is wrong with a text that compiles.
pub(super) fn faults(env: &Environment<'_>, text: &Text, pieces: &[Piece<'_>]) -> Vec<String> {
    let Ok(template) = env.get_template(text.name) else {
        return vec!["it was not kept".to_owned()];
    };
    let named: BTreeSet<String> = template.undeclared_variables(true).into_iter().collect();
    let mut faults: Vec<String> = named
        .iter()
        .filter(|name| text.variables().all(|known| known.name != name.as_str()))
        .map(|name| unknown(text, name, pieces))
        .collect();
    let missing = text
        .variables()
        .filter(|known| known.required && !named.contains(known.name));
    faults.extend(missing.map(|known| {
        let (name, meaning) = (known.name, known.meaning);
        format!("{{{{ {name} }}}} is missing: {meaning}")
    }));
    if !faults.is_empty() {
        return faults;
    }
    for trial in text.trials {
        for passwords in [true, false] {
            match template.render(context(text, trial, passwords)) {
                Ok(said) => faults.extend(lacks(text, trial, &said)),
                Err(error) => faults.push(format!("{}{}", told(&error), trial.when)),
            }
        }
    }
    // What is wrong in one trial is often wrong in another one.
    let mut seen = BTreeSet::new();
    faults.retain(|fault| seen.insert(fault.clone()));
    faults
}

/// A variable that nobody gives.
fn unknown(text: &Text, name: &str, pieces: &[Piece<'_>]) -> String {
    let line = pieces.iter().find_map(|piece| match piece {
        Piece::Value(tag) | Piece::Block(tag) => tag.names(name).then_some(tag.line),
        Piece::Words(_) | Piece::Comment => None,
    });
    let at = line.map_or_else(String::new, |line| format!("line {line}: "));
    let known: Vec<&str> = text.variables().map(|known| known.name).collect();
    let near = nearest(name, known.iter().copied())
        .map_or_else(String::new, |near| format!("; did you mean {near}?"));
    let known = known.join(", ");
    format!("{at}there is no variable {name}{near} (there are {known})")
}

/// What a text that was filled in does not show.
fn lacks(text: &Text, trial: &Trial, said: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if said.trim().is_empty() {
        faults.push(format!("filled in, it says nothing{}", trial.when));
    }
    for Variable { name, example, .. } in text.variables().filter(|known| known.required) {
        let given = !trial.without.iter().any(|empty| is_part(name, empty));
        if given && !said.contains(example) {
            faults.push(format!("{{{{ {name} }}}} is not shown{}", trial.when));
        }
    }
    for label in text.lines {
        if !said.lines().any(|line| line.starts_with(label)) {
            faults.push(format!(
                "no line begins with \"{label}\", by which answers are read{}",
                trial.when
            ));
        }
    }
    let joined = said.split_whitespace().collect::<Vec<&str>>().join(" ");
    for sentence in text.sentences {
        if !joined.contains(sentence) {
            faults.push(format!(
                "it lacks the sentence \"{sentence}\", by which answers are read{}",
                trial.when
            ));
        }
    }
    let long = said.lines().zip(1_usize..);
    faults.extend(
        long.filter(|(line, _)| line.len() > LINE)
            .map(|(line, number)| {
                let octets = line.len();
                format!("filled in, its line {number} has {octets} octets; mail allows {LINE}")
            }),
    );
    faults
}

/// Whether `name` is that variable, or a part of it.
fn is_part(name: &str, variable: &str) -> bool {
    name.strip_prefix(variable)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What a text is filled in with.
fn context(text: &Text, trial: &Trial, passwords: bool) -> Value {
    let mut all: BTreeMap<&str, Value> = BTreeMap::new();
    let mut parts: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
    for known in text.variables() {
        let empty = trial.without.contains(&known.name);
        let value = match known.kind {
            Kind::Words if known.name == "asked_by" => Value::from(trial.asked_by),
            Kind::Words if empty => Value::from(()),
            Kind::Words => Value::from(known.example),
            Kind::Lines if empty => Value::from(Vec::<Value>::new()),
            Kind::Lines => Value::from(vec![Value::from(known.example)]),
            Kind::Number => Value::from(known.example.parse().unwrap_or(0_u32)),
            Kind::Flag => Value::from(passwords),
            Kind::Person => Value::from(()),
        };
        if let Some((whole, part)) = known.name.split_once('.') {
            parts.entry(whole).or_default().insert(part, value);
        } else {
            all.insert(known.name, value);
        }
    }
    for (whole, parts) in parts {
        if !trial.without.contains(&whole) {
            all.insert(whole, Value::from(parts));
        }
    }
    Value::from(all)
}
