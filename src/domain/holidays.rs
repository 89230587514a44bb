//! Holidays out of a calendar file (iCalendar, RFC 5545).
//!
//! Offices keep their days off in a calendar program, and every country's are
//! to be had as a file. Each event is a holiday on each of its days, also where
//! it is marked as transparent: public calendars mark all of theirs so, as a
//! holiday keeps nobody from being invited. Left out are cancelled events, and
//! those that Google's calendars call an observance, on which people work.
//!
//! A holiday that is overlooked ends somebody's time too early. So whatever is
//! not understood is a fault with its line: a rule that does not repeat by the
//! year, an instant in UTC (whose day depends on the zone), a file cut off.

mod line;
mod rule;

use jiff::ToSpan;
use jiff::civil::Date;
use line::{Line, Moment};
use rule::Rule;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;

/// The largest file, in octets.
const LARGEST: usize = 1_048_576;
/// The most events.
const EVENTS: usize = 5_000;
/// The most days of one event.
const LONGEST: i32 = 366;
/// The most days that are looked at or found in all.
const WORK: u32 = 3_000_000;

//------------ HolidayFault ----------------------------------------------------

/// Why a calendar file cannot be read as holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, in a sentence for the operator.
    pub what: String,
}

impl HolidayFault {
    fn new(line: usize, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { line, what }
    }
}

impl fmt::Display for HolidayFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for HolidayFault {}

//------------ from_icalendar --------------------------------------------------

/// The holidays of a calendar file in those years.
///
/// # Errors
/// The first line that cannot be understood, or that passes a limit.
pub fn from_icalendar(
    text: &str,
    years: RangeInclusive<i16>,
) -> Result<BTreeSet<Date>, HolidayFault> {
    if text.len() > LARGEST {
        return Err(HolidayFault::new(1, "the file is larger than one megabyte"));
    }
    let events = events(text)?;
    let moved = moved(&events)?;
    let mut budget = WORK;
    let mut days = BTreeSet::new();
    for event in events.iter().filter(|event| event.counts()) {
        let uid = event.text("UID");
        let gone = moved.get(uid).filter(|_| !event.is_exception());
        event.add(&years, gone, &mut budget, &mut days)?;
    }
    Ok(days)
}

/// The days of repeating events that an event of their own replaces, by UID.
fn moved<'a>(events: &'a [Event]) -> Result<BTreeMap<&'a str, BTreeSet<Date>>, HolidayFault> {
    let mut moved: BTreeMap<&'a str, BTreeSet<Date>> = BTreeMap::new();
    for event in events {
        let Some(line) = event.find("RECURRENCE-ID") else {
            continue;
        };
        if line.parameter("RANGE").is_some() {
            return Err(event.fault(line, "it changes all that follow, which is not understood"));
        }
        let day = event.moment(line)?.date();
        moved.entry(event.text("UID")).or_default().insert(day);
    }
    Ok(moved)
}

/// The events of a file, with the lines that are their own.
fn events(text: &str) -> Result<Vec<Event>, HolidayFault> {
    let mut open: Vec<String> = Vec::new();
    let mut events: Vec<Event> = Vec::new();
    let mut last = 1;
    for line in line::lines(text) {
        let line = line?;
        last = line.number;
        match line.name.as_str() {
            "BEGIN" => {
                let name = line.value.trim().to_ascii_uppercase();
                if open.is_empty() && name != "VCALENDAR" {
                    return Err(HolidayFault::new(last, "this is no calendar"));
                }
                if open.len() == 1 && name == "VEVENT" {
                    events.push(Event::at(last));
                }
                if open.len() > 10 || events.len() > EVENTS {
                    return Err(HolidayFault::new(
                        last,
                        "this is more than a calendar of holidays can hold",
                    ));
                }
                open.push(name);
            }
            "END" => {
                let name = line.value.trim().to_ascii_uppercase();
                if open.pop() != Some(name) {
                    return Err(HolidayFault::new(last, "this ends what has not begun"));
                }
            }
            _ if open.is_empty() => {
                return Err(HolidayFault::new(
                    last,
                    "this is no calendar: it must begin with BEGIN:VCALENDAR",
                ));
            }
            _ => {
                if let (2, Some("VEVENT"), Some(event)) = (
                    open.len(),
                    open.last().map(String::as_str),
                    events.last_mut(),
                ) {
                    event.lines.push(line);
                }
            }
        }
    }
    if let Some(name) = open.last() {
        return Err(HolidayFault::new(
            last,
            format!("the file ends within a {name}"),
        ));
    }
    if events.is_empty() {
        return Err(HolidayFault::new(last, "there is no event in it"));
    }
    Ok(events)
}

//------------ Event -----------------------------------------------------------

/// One VEVENT.
struct Event {
    /// The line it begins in.
    number: usize,
    /// Its own lines, without those of its alarms.
    lines: Vec<Line>,
}

impl Event {
    fn at(number: usize) -> Self {
        Self {
            number,
            lines: Vec::new(),
        }
    }

    /// The first line of that name.
    fn find(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    fn text(&self, name: &str) -> &str {
        self.find(name).map_or("", |line| line.value.as_str())
    }

    /// A fault in one of its lines, with the event's title.
    fn fault(&self, line: &Line, what: &str) -> HolidayFault {
        let title: String = line::plain(self.text("SUMMARY")).chars().take(60).collect();
        let name = &line.name;
        HolidayFault::new(line.number, format!("{name} of “{title}”: {what}"))
    }

    fn moment(&self, line: &Line) -> Result<Moment, HolidayFault> {
        line.moment().map_err(|what| self.fault(line, what))
    }

    /// Whether nobody works on its days.
    fn counts(&self) -> bool {
        let description = self.text("DESCRIPTION");
        let observed = description == "Observance" || description.starts_with("Observance\\n");
        !observed && !self.text("STATUS").trim().eq_ignore_ascii_case("CANCELLED")
    }

    /// Whether it replaces one day of a repeating event.
    fn is_exception(&self) -> bool {
        self.find("RECURRENCE-ID").is_some()
    }

    /// Adds its days within those years, but those that are `gone`.
    fn add(
        &self,
        years: &RangeInclusive<i16>,
        gone: Option<&BTreeSet<Date>>,
        budget: &mut u32,
        days: &mut BTreeSet<Date>,
    ) -> Result<(), HolidayFault> {
        let Some(line) = self.find("DTSTART") else {
            return Err(HolidayFault::new(self.number, "this event has no DTSTART"));
        };
        let start = self.moment(line)?;
        let length = self.length(start, line)?;
        let mut firsts = self.repeated(start, years, budget)?;
        firsts.extend(self.listed("RDATE")?);
        let excluded: BTreeSet<Date> = self.listed("EXDATE")?.into_iter().collect();
        firsts.retain(|day| !excluded.contains(day) && gone.is_none_or(|gone| !gone.contains(day)));
        for first in firsts {
            let mut day = Some(first);
            for _ in 0..length {
                *budget = budget.checked_sub(1).ok_or_else(|| {
                    HolidayFault::new(self.number, "up to here there are too many days")
                })?;
                let Some(current) = day else { break };
                if years.contains(&current.year()) {
                    days.insert(current);
                }
                day = current.tomorrow().ok();
            }
        }
        Ok(())
    }

    /// On how many days it lies, each time; a day that it touches counts.
    fn length(&self, start: Moment, at: &Line) -> Result<i32, HolidayFault> {
        let (line, end) = if let Some(line) = self.find("DTEND") {
            let end = self.moment(line)?;
            if end.is_day() != start.is_day() {
                return Err(self.fault(
                    line,
                    "it is a day and the beginning an hour, or the reverse",
                ));
            }
            (line, end.at())
        } else if let Some(line) = self.find("DURATION") {
            let lasts = line::duration(&line.value)
                .ok_or_else(|| self.fault(line, "this is no length of time"))?;
            let end = start.at().checked_add(lasts);
            (line, end.map_err(|_| self.fault(line, "it never ends"))?)
        } else {
            (at, start.at())
        };
        if end < start.at() {
            return Err(self.fault(line, "it ends before it begins"));
        }
        // The end is the first instant after it (RFC 5545 §3.6.1).
        let last = end.checked_sub(1.nanosecond()).unwrap_or(end).date();
        let last = last.max(start.date());
        let days = start.date().duration_until(last).as_hours() / 24;
        i32::try_from(days)
            .ok()
            .map(|days| days.saturating_add(1))
            .filter(|days| *days <= LONGEST)
            .ok_or_else(|| self.fault(line, "no holiday lasts longer than a year"))
    }

    /// The days it begins on, by its rule where it has one.
    fn repeated(
        &self,
        start: Moment,
        years: &RangeInclusive<i16>,
        budget: &mut u32,
    ) -> Result<Vec<Date>, HolidayFault> {
        if let Some(line) = self.find("EXRULE") {
            return Err(self.fault(line, "a rule of exceptions is not understood"));
        }
        let mut rules = self.lines.iter().filter(|line| line.name == "RRULE");
        let Some(line) = rules.next() else {
            return Ok(vec![start.date()]);
        };
        if let Some(second) = rules.next() {
            return Err(self.fault(second, "it has a rule already"));
        }
        // An event of the year before may reach into the first.
        let years = years.start().saturating_sub(1)..=*years.end();
        Rule::parse(&line.value)
            .and_then(|rule| rule.days(start, years, budget))
            .map_err(|what| self.fault(line, &what))
    }

    /// The days of all lists of that name.
    fn listed(&self, name: &str) -> Result<Vec<Date>, HolidayFault> {
        let mut days = Vec::new();
        for line in self.lines.iter().filter(|line| line.name == name) {
            for value in line.value.split(',') {
                let moment = Moment::parse(value).map_err(|what| self.fault(line, what))?;
                days.push(moment.date());
            }
        }
        Ok(days)
    }
}
