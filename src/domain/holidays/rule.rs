//! Rules that repeat a day by the year (RFC 5545 §3.3.10).
//!
//! Public holidays need few of the standard's many rules: a date, the nth
//! weekday of a month or of the year, a choice among those. These are expanded
//! as the standard says; every other rule is refused by name, since a rule half
//! understood is a holiday on the wrong day.

use super::line::{Moment, instant};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use std::ops::RangeInclusive;

//------------ Rule ------------------------------------------------------------

/// A yearly rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// BYMONTH.
    months: Vec<i8>,
    /// BYMONTHDAY; negative ones count from the end of the month.
    month_days: Vec<i16>,
    /// BYDAY: which one of the month or year, where it is said.
    weekdays: Vec<(Option<i16>, Weekday)>,
    /// BYSETPOS: which of a year's days.
    positions: Vec<i16>,
    /// Every how many years.
    interval: u16,
    /// When it ends.
    end: End,
}

/// When a rule ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// Never.
    Never,
    /// With so many days.
    Count(u32),
    /// With the last day up to here.
    Until(Moment),
    /// With the last day up to this hour of UTC.
    UntilInstant(DateTime),
}

impl Rule {
    /// Reads `FREQ=YEARLY;…`.
    ///
    /// # Errors
    /// What is not understood, in a sentence.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut rule = Self {
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
            interval: 1,
            end: End::Never,
        };
        let mut seen: Vec<String> = Vec::new();
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let upper = part.to_ascii_uppercase();
            let not_understood = || format!("{part} is not understood");
            let (name, value) = upper.split_once('=').ok_or_else(not_understood)?;
            if seen.iter().any(|before| before == name) {
                return Err(format!("{name} stands there twice"));
            }
            rule.take(name, value).ok_or_else(not_understood)?;
            seen.push(name.to_owned());
        }
        let has = |name: &str| seen.iter().any(|seen| seen == name);
        if !has("FREQ") {
            return Err("it does not say how often".to_owned());
        }
        if has("COUNT") && has("UNTIL") {
            return Err("it has two ends, COUNT and UNTIL".to_owned());
        }
        Ok(rule)
    }

    /// Takes one part of the rule; `None` when it is not understood.
    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "FREQ" => (value == "YEARLY").then_some(())?,
            // It matters to weeks alone.
            "WKST" => weekday(value).map(|_| ())?,
            "INTERVAL" => {
                self.interval = value
                    .parse()
                    .ok()
                    .filter(|years| (1..=1_000).contains(years))?
            }
            "COUNT" => self.end = End::Count(value.parse().ok().filter(|count| *count > 0)?),
            "UNTIL" => {
                self.end = match instant(value) {
                    Some(at) => End::UntilInstant(at),
                    None => End::Until(Moment::parse(value).ok()?),
                }
            }
            "BYMONTH" => {
                self.months = list(value, |text| {
                    text.parse().ok().filter(|month| (1..=12).contains(month))
                })?
            }
            "BYMONTHDAY" => self.month_days = list(value, |text| number(text, 31))?,
            "BYSETPOS" => self.positions = list(value, |text| number(text, 366))?,
            "BYDAY" => self.weekdays = list(value, nth_weekday)?,
            _ => return None,
        }
        Some(())
    }

    /// The days of the rule in those years, the first of them `start`.
    ///
    /// # Errors
    /// When the rule leaves open which days they are, or `budget` is used up.
    pub(super) fn days(
        &self,
        start: Moment,
        years: RangeInclusive<i16>,
        budget: &mut u32,
    ) -> Result<Vec<Date>, String> {
        let first = start.date();
        if !self.days_of(first.year(), first, budget)?.contains(&first) {
            return Err("the event's first day is none of its rule".to_owned());
        }
        if self.has_ended(start, first)? {
            return Err("it ends before it begins".to_owned());
        }
        let mut left = match self.end {
            End::Count(count) => Some(count),
            End::Never | End::Until(_) | End::UntilInstant(_) => None,
        };
        let mut days = Vec::new();
        let mut next = Some(first.year());
        while let Some(year) = next.filter(|year| year <= years.end()) {
            next = i16::try_from(self.interval)
                .ok()
                .and_then(|step| year.checked_add(step));
            // Days before the first year must be counted, if they are to be.
            if left.is_none() && year < *years.start() {
                continue;
            }
            for day in self.days_of(year, first, budget)? {
                if day < first {
                    continue;
                }
                if left == Some(0) || self.has_ended(start, day)? {
                    return Ok(days);
                }
                left = left.map(|left| left.saturating_sub(1));
                days.push(day);
            }
        }
        Ok(days)
    }

    /// The days of one year, in order.
    fn days_of(&self, year: i16, first: Date, budget: &mut u32) -> Result<Vec<Date>, String> {
        let by_date = self.weekdays.is_empty() && self.month_days.is_empty();
        let mut days = Vec::new();
        for month in 1..=12 {
            let named = self.months.contains(&month);
            let own = self.months.is_empty() && (!by_date || month == first.month());
            if !named && !own {
                continue;
            }
            let mut day = Date::new(year, month, 1).ok();
            while let Some(current) = day.filter(|day| day.month() == month) {
                *budget = budget
                    .checked_sub(1)
                    .ok_or("up to here there are too many days")?;
                let fits = if by_date {
                    current.day() == first.day()
                } else {
                    self.fits(current)
                };
                if fits {
                    days.push(current);
                }
                day = current.tomorrow().ok();
            }
        }
        Ok(self.chosen(days))
    }

    /// Whether BYMONTHDAY and BYDAY name the day.
    fn fits(&self, day: Date) -> bool {
        let in_month = (i16::from(day.day()), i16::from(day.days_in_month()));
        let in_year = (day.day_of_year(), day.days_in_year());
        let by_number = self.month_days.is_empty()
            || self
                .month_days
                .iter()
                .any(|number| is_nth(*number, in_month, 1));
        // Without a month, the nth weekday is one of the year.
        let place = if self.months.is_empty() {
            in_year
        } else {
            in_month
        };
        let by_weekday = self.weekdays.is_empty()
            || self.weekdays.iter().any(|(nth, weekday)| {
                *weekday == day.weekday() && nth.is_none_or(|nth| is_nth(nth, place, 7))
            });
        by_number && by_weekday
    }

    /// Those of a year's days that BYSETPOS chooses.
    fn chosen(&self, days: Vec<Date>) -> Vec<Date> {
        if self.positions.is_empty() {
            return days;
        }
        let count = i16::try_from(days.len()).unwrap_or(i16::MAX);
        days.into_iter()
            .zip(1i16..)
            .filter(|(_, place)| {
                self.positions
                    .iter()
                    .any(|nth| is_nth(*nth, (*place, count), 1))
            })
            .map(|(day, _)| day)
            .collect()
    }

    /// Whether the rule has ended before that day.
    fn has_ended(&self, start: Moment, day: Date) -> Result<bool, String> {
        let at = day.to_datetime(start.at().time());
        let until = match self.end {
            End::Never | End::Count(_) => return Ok(false),
            End::Until(until) if start.is_day() || until.is_day() => return Ok(day > until.date()),
            End::Until(until) => return Ok(at > until.at()),
            End::UntilInstant(until) => until,
        };
        let early = at.checked_sub(14.hours()).unwrap_or(at) > until;
        let late = at.checked_add(12.hours()).unwrap_or(at) <= until;
        // Where UNTIL and the beginning are apart as a zone may be from UTC, it
        // is how programs write the last beginning.
        let apart = until.duration_since(at).as_secs();
        if early || late || apart.checked_rem(900) == Some(0) {
            return Ok(early);
        }
        Err(format!(
            "UNTIL is an instant in UTC, and whether {day} is before it depends on the zone"
        ))
    }
}

/// Whether a place, of so many, is the nth when each `step` counts as one;
/// negative ones count from the end.
fn is_nth(nth: i16, (place, of): (i16, i16), step: i16) -> bool {
    let from_start = place.saturating_sub(1).checked_div(step);
    let from_end = of.saturating_sub(place).checked_div(step);
    if nth > 0 {
        from_start == Some(nth.saturating_sub(1))
    } else {
        from_end == Some(nth.saturating_add(1).saturating_neg())
    }
}

/// A list between commas, none of it missing.
fn list<T>(text: &str, item: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(item).collect()
}

/// A number that is not zero, up to `most` from either end.
fn number(text: &str, most: u16) -> Option<i16> {
    let number: i16 = text.parse().ok()?;
    (1..=most)
        .contains(&number.unsigned_abs())
        .then_some(number)
}

/// Reads `MO`, `1MO` or `-1MO`.
fn nth_weekday(text: &str) -> Option<(Option<i16>, Weekday)> {
    let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = match nth {
        "" => None,
        nth => Some(number(nth, 53)?),
    };
    Some((nth, weekday(name)?))
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}
