//! What the procedure leaves to the Secretariat: list server, batches, mails to
//! the list, and the words. Each key's default is the procedure's own value.

use super::fault::{ConfigFault, Source};
use crate::compose::{Site, Words};
use crate::domain::address::EmailAddress;
use crate::domain::holidays;
use crate::domain::tld::Tld;
use crate::service::desk::RosterKind;
use crate::service::desk::practice::{Batches, Observer, Practice, Slot};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The longest text or calendar that is read from a file, octets.
const LONGEST: u64 = 1_048_576;
/// The years whose holidays are looked up in a calendar that repeats.
const YEARS: std::ops::RangeInclusive<i16> = 2020..=2060;
/// Files that a folder of texts may hold.
const TEXTS: usize = 100;

//------------ [roster] --------------------------------------------------------

/// `[roster]`: where the list is kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RosterForm {
    pub(super) kind: String,
    pub(super) url: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password_file: Option<PathBuf>,
    pub(super) password_credential: Option<String>,
    pub(super) welcome_uri: Option<String>,
    pub(super) timeout_seconds: u64,
    pub(super) poll_minutes: i64,
    pub(super) compare_hour: i8,
}

impl Default for RosterForm {
    fn default() -> Self {
        Self {
            kind: "embedded".to_owned(),
            url: None,
            user: None,
            password_file: None,
            password_credential: None,
            welcome_uri: None,
            timeout_seconds: 30,
            poll_minutes: 10,
            compare_hour: 3,
        }
    }
}

impl RosterForm {
    /// Where the list is kept.
    ///
    /// # Errors
    /// The key that cannot be.
    pub(super) fn kind(&self, source: &Source) -> Result<RosterKind, ConfigFault> {
        let kind = match self.kind.as_str() {
            "embedded" => RosterKind::Embedded,
            "mailman3" | "mailman2" => RosterKind::Server,
            "by-hand" => RosterKind::ByHand,
            _ => {
                let what = "one of \"embedded\", \"mailman3\", \"mailman2\", \"by-hand\"";
                return Err(source.fault("roster", "kind", what));
            }
        };
        if kind != RosterKind::Server && self.url.is_some() {
            let what = format!("has no meaning with kind = {:?}; leave it out", self.kind);
            return Err(source.fault("roster", "url", what));
        }
        hour("roster", "compare_hour", self.compare_hour, source)?;
        Ok(kind)
    }
}

//------------ [batches] -------------------------------------------------------

/// `[batches]`: who is invited week by week; without the table, nobody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BatchesForm {
    day: String,
    hour: i8,
    size: usize,
    first: Vec<Vec<String>>,
    order_file: Option<PathBuf>,
    pause_at: usize,
    observers: Vec<String>,
}

impl Default for BatchesForm {
    fn default() -> Self {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        Self {
            day: "tuesday".to_owned(),
            hour: 9,
            size: 10,
            // Procedure, section 7.1.
            first: vec![
                names(&["br", "ca", "dk", "nl", "tw", "tz"]),
                names(&["co", "jp", "uk", "us", "za"]),
            ],
            order_file: None,
            pause_at: 20,
            observers: Vec::new(),
        }
    }
}

/// The batches.
///
/// # Errors
/// The key that cannot be.
fn batches(form: &BatchesForm, source: &Source) -> Result<Batches, ConfigFault> {
    let fault = |key: &str, what: String| source.fault("batches", key, what);
    if form.size == 0 {
        return Err(fault("size", "must be at least 1".to_owned()));
    }
    let slot = Slot {
        day: weekday("batches", "day", &form.day, source)?,
        hour: hour("batches", "hour", form.hour, source)?,
    };
    let tld = |key: &str, name: &str| {
        Tld::parse(name).ok_or_else(|| fault(key, format!("{name:?} is no delegated ccTLD")))
    };
    let mut first = Vec::new();
    for batch in &form.first {
        let names: Result<Vec<Tld>, ConfigFault> =
            batch.iter().map(|name| tld("first", name)).collect();
        first.push(names?);
    }
    let order = match &form.order_file {
        None => Tld::all().collect(),
        Some(path) => {
            let text = read(path).map_err(|why| fault("order_file", why))?;
            let names = text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty() && !line.starts_with('#'));
            names
                .map(|name| tld("order_file", name))
                .collect::<Result<Vec<Tld>, ConfigFault>>()?
        }
    };
    let observers = form
        .observers
        .iter()
        .map(|line| {
            observer(line).ok_or_else(|| {
                let what = format!("{line:?} is no \"Name <address>\"");
                fault("observers", what)
            })
        })
        .collect::<Result<Vec<Observer>, ConfigFault>>()?;
    Ok(Batches {
        slot,
        size: form.size,
        first,
        order,
        pause_at: form.pause_at.max(1),
        observers,
    })
}

fn observer(line: &str) -> Option<Observer> {
    let (name, rest) = line.rsplit_once('<')?;
    let address = EmailAddress::parse(rest.trim().strip_suffix('>')?).ok()?;
    let name = crate::domain::contact::clean_name(name)?;
    Some(Observer { address, name })
}

//------------ [mails] ---------------------------------------------------------

/// `[mails]`: what goes to the list, and when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MailsForm {
    digest_day: String,
    digest_hour: i8,
    reminder: bool,
    reminder_hour: i8,
}

impl Default for MailsForm {
    fn default() -> Self {
        Self {
            digest_day: "friday".to_owned(),
            digest_hour: 16,
            reminder: true,
            reminder_hour: 9,
        }
    }
}

/// What happens by the calendar.
///
/// # Errors
/// The key that cannot be.
pub(super) fn practice(
    roster: &RosterForm,
    mails: &MailsForm,
    weeks: Option<&BatchesForm>,
    retry_after_days: u32,
    source: &Source,
) -> Result<Practice, ConfigFault> {
    let at = hour("mails", "digest_hour", mails.digest_hour, source)?;
    let digest = match mails.digest_day.as_str() {
        "never" => None,
        day => Some(Slot {
            day: weekday("mails", "digest_day", day, source)?,
            hour: at,
        }),
    };
    let reminder = hour("mails", "reminder_hour", mails.reminder_hour, source)?;
    Ok(Practice {
        roster: roster.kind(source)?,
        batches: weeks.map(|form| batches(form, source)).transpose()?,
        digest,
        reminder: mails.reminder.then_some(reminder),
        retry_after_days: (retry_after_days > 0).then_some(retry_after_days),
    })
}

fn weekday(table: &str, key: &str, name: &str, source: &Source) -> Result<Weekday, ConfigFault> {
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let found = days.into_iter().find(|(word, _)| *word == name);
    found.map(|(_, day)| day).ok_or_else(|| {
        let what = format!("{name:?} is no day of the week; they look like \"friday\"");
        source.fault(table, key, what)
    })
}

fn hour(table: &str, key: &str, hour: i8, source: &Source) -> Result<i8, ConfigFault> {
    if (0..=23).contains(&hour) {
        Ok(hour)
    } else {
        Err(source.fault(table, key, "must be an hour, 0 to 23"))
    }
}

//------------ [texts] ---------------------------------------------------------

/// `[texts]`: the operator's own words, and the addresses that texts name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextsForm {
    dir: Option<PathBuf>,
    page: Option<String>,
    list_request: Option<String>,
    list_info: Option<String>,
    list_options: Option<String>,
}

/// The texts, with the operator's own in the place of ours.
///
/// # Errors
/// The file that is no text of ours, or what is wrong in it.
pub(super) fn words(form: &TextsForm, source: &Source) -> Result<Words, ConfigFault> {
    let fault = |what: String| source.fault("texts", "dir", what);
    let Some(dir) = &form.dir else {
        return Words::new().map_err(|why| fault(why.to_string()));
    };
    let entries = std::fs::read_dir(dir)
        .map_err(|error| fault(format!("{} cannot be read: {error}", dir.display())))?;
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| fault(error.to_string()))?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        // What an editor or a person leaves beside the texts is no text.
        if name.starts_with('.') || name.ends_with('~') || name.eq_ignore_ascii_case("readme") {
            continue;
        }
        let Some(name) = name.strip_suffix(".txt") else {
            return Err(fault(format!("{name} is no text; they end in .txt")));
        };
        texts.push((name.to_owned(), read(&path).map_err(&fault)?));
        if texts.len() > TEXTS {
            return Err(fault(format!("there are more than {TEXTS} files in it")));
        }
    }
    texts.sort();
    Words::with(&texts).map_err(|why| fault(why.to_string()))
}

/// The addresses that texts name.
pub(super) fn site(form: &TextsForm, list: EmailAddress, roster: &RosterForm) -> Site {
    let site = if roster.kind == "mailman3" {
        Site::of_mailman3(list)
    } else {
        Site::of(list)
    };
    // A list that is kept by hand is the one the procedure was written for.
    let passwords = matches!(roster.kind.as_str(), "mailman2" | "by-hand");
    Site {
        page: form.page.clone().unwrap_or(site.page),
        list_request: form.list_request.clone().unwrap_or(site.list_request),
        list_info: form.list_info.clone().unwrap_or(site.list_info),
        list_options: form.list_options.clone().unwrap_or(site.list_options),
        passwords,
        list: site.list,
    }
}

//------------ holidays --------------------------------------------------------

/// The days off: those named in the file, and those of an iCalendar file.
///
/// # Errors
/// The day or the line that cannot be.
pub(super) fn days_off(
    days: &[String],
    file: Option<&Path>,
    source: &Source,
) -> Result<BTreeSet<Date>, ConfigFault> {
    let mut all: BTreeSet<Date> = days
        .iter()
        .map(|day| {
            day.parse::<Date>().map_err(|_| {
                let what = format!("{day:?} is no date; they look like \"2026-12-25\"");
                source.fault("secretariat", "holidays", what)
            })
        })
        .collect::<Result<_, _>>()?;
    if let Some(path) = file {
        let fault = |what: String| source.fault("secretariat", "holidays_file", what);
        let text = read(path).map_err(fault)?;
        let found = holidays::from_icalendar(&text, YEARS)
            .map_err(|why| fault(format!("{}: {why}", path.display())))?;
        all.extend(found);
    }
    Ok(all)
}

/// A file's text, within bounds.
fn read(path: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let size = std::fs::metadata(path).map_err(told)?.len();
    if size > LONGEST {
        return Err(format!("{} is larger than one megabyte", path.display()));
    }
    std::fs::read_to_string(path).map_err(told)
}
