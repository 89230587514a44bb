//! `roster`: who is on the list, for people and for sister systems.

use super::{run, state, table};
use crate::compose::{cards, listing};
use crate::domain::address::EmailAddress;
use crate::domain::phone::PhoneNumber;
use crate::domain::seat::Seat;
use crate::domain::tld::Tld;
use crate::service::desk::Command;
use anyhow::anyhow;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A table.
    Table,
    /// vCard 4.0, for address books.
    Vcard,
    /// RFC 4180, for spreadsheets.
    Csv,
    /// JSON.
    Json,
}

pub(super) fn roster(config: &Path, form: Form) -> anyhow::Result<ExitCode> {
    if matches!(form, Form::Table | Form::Json) {
        return state::state(config, &Command::Roster, form == Form::Json);
    }
    let config = run::config(config)?;
    let reply = run::runtime()?.block_on(state::obey(&config, &Command::Roster))?;
    let rows = reply.data.as_array().cloned().unwrap_or_default();
    let seats = rows
        .iter()
        .map(|row| seat(row).ok_or_else(|| anyhow!("the roster has an entry that cannot be read")))
        .collect::<anyhow::Result<Vec<Seat>>>()?;
    let text = if form == Form::Vcard {
        cards::vcard(&seats)
    } else {
        listing::csv(&seats)
    };
    super::write_whole(&text);
    Ok(ExitCode::SUCCESS)
}

fn seat(row: &Value) -> Option<Seat> {
    let tlds = row.get("tlds")?.as_array()?.iter();
    Some(Seat {
        name: table::field(row, "name"),
        email: EmailAddress::parse(&table::field(row, "email")).ok()?,
        phone: PhoneNumber::parse(&table::field(row, "phone")).ok(),
        tlds: tlds
            .map(|name| Tld::parse(name.as_str()?))
            .collect::<Option<_>>()?,
        since: table::field(row, "since").parse().ok(),
    })
}
