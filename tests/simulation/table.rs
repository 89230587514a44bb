//! The closing table: what two years came to.

use super::world::Simulation;
use secird::case::{Case, Outcome, Scheme};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) fn table(simulation: &Simulation) -> String {
    let mut text = String::new();
    let books = &simulation.desk.books;
    let mut row = |what: &str, count: usize| {
        writeln!(text, "  {what:<44} {count:>6}").unwrap();
    };
    let on_list = simulation.desk.subscribed_tlds().len();
    row("ccTLDs on the list", on_list);
    row("subscribers", books.members().len());
    row("cases", books.cases().len());
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for case in books.cases() {
        let scheme = match &case.scheme {
            Scheme::ValidatorInitiated => "invited",
            Scheme::SscInitiated { .. } => "asked to join",
            Scheme::Modification(_) => "change",
        };
        *outcomes
            .entry(format!("{scheme}: {}", outcome(case)))
            .or_default() += 1;
    }
    for (what, count) in &outcomes {
        row(what, *count);
    }
    for ((action, code), count) in &simulation.ends {
        row(&format!("messages: {} ({code})", action.as_str()), *count);
    }
    for (code, count) in &simulation.raised {
        row(&format!("before the Validator: {code}"), *count);
    }
    for (kind, count) in &simulation.kinds {
        row(&format!("mails: {kind}"), *count);
    }
    let admins: Vec<usize> = simulation
        .sent
        .iter()
        .filter(|(to, _)| to.contains("admin"))
        .map(|(_, count)| *count)
        .collect();
    let most = admins.iter().max().copied().unwrap_or(0);
    let mean = admins.iter().sum::<usize>() as f64 / admins.len().max(1) as f64;
    let weeks = simulation.decisions.values().copied();
    let work = weeks.clone().sum::<usize>() as f64 / 104.0;
    let worst = weeks.max().unwrap_or(0);
    writeln!(
        text,
        "  mails an admin address: {mean:.1} in the mean, {most} at most"
    )
    .unwrap();
    writeln!(
        text,
        "  the Validator's decisions a week: {work:.1} in the mean, {worst} at most"
    )
    .unwrap();
    text
}

fn outcome(case: &Case) -> &'static str {
    match case.state.ended() {
        Some((Outcome::Joined { .. }, _)) if case.scheme.modification().is_some() => "done",
        Some((Outcome::NoResponse, _)) => "no response",
        Some((outcome, _)) => outcome.as_str(),
        None => "open",
    }
}
