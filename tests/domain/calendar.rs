//! Working days against an oracle: ten years, five zones, every hour of them.
//!
//! The oracle shares nothing with the code under test: it counts days with
//! arithmetic of its own and knows the zones' summer times as rules written
//! out by hand.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use secird::domain::calendar::Calendar;
use std::collections::BTreeSet;

//------------ the oracle ------------------------------------------------------

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Days since 1970-01-01.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let in_era = year - era * 400;
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468
}

/// The year of a day.
fn year_of(day: i64) -> i64 {
    let mut year = 1970 + day.div_euclid(366);
    while day_number(year + 1, 1, 1) <= day {
        year += 1;
    }
    year
}

/// 0 Monday to 6 Sunday; 1970-01-01 was a Thursday.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// The nth Sunday of a month; 0 means the last.
fn sunday(year: i64, month: i64, nth: i64) -> i64 {
    if nth == 0 {
        let (next_year, next) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
        let last = day_number(next_year, next, 1) - 1;
        return last - (weekday(last) + 1) % 7;
    }
    let first = day_number(year, month, 1);
    first + (6 - weekday(first)) + (nth - 1) * 7
}

/// A zone: its name, its standard offset, and from when to when an hour is
/// added, as instants of a year.
struct Zone {
    name: &'static str,
    standard: i64,
    summer: fn(i64) -> Option<(i64, i64)>,
}

const ZONES: [Zone; 5] = [
    Zone {
        name: "UTC",
        standard: 0,
        summer: |_| None,
    },
    Zone {
        name: "America/Los_Angeles",
        standard: -8 * HOUR,
        summer: |year| {
            let from = sunday(year, 3, 2) * DAY + 10 * HOUR;
            Some((from, sunday(year, 11, 1) * DAY + 9 * HOUR))
        },
    },
    Zone {
        name: "Europe/Amsterdam",
        standard: HOUR,
        summer: |year| {
            let from = sunday(year, 3, 0) * DAY + HOUR;
            Some((from, sunday(year, 10, 0) * DAY + HOUR))
        },
    },
    // Summer runs over the turn of the year: from the last Sunday of
    // September to the first of April, 02:00 and 03:00 local time.
    Zone {
        name: "Pacific/Auckland",
        standard: 12 * HOUR,
        summer: |year| {
            let to = sunday(year, 4, 1) * DAY - 10 * HOUR;
            Some((sunday(year, 9, 0) * DAY - 10 * HOUR, to))
        },
    },
    Zone {
        name: "Asia/Kolkata",
        standard: 5 * HOUR + HOUR / 2,
        summer: |_| None,
    },
];

impl Zone {
    fn offset(&self, instant: i64) -> i64 {
        let year = year_of((instant + self.standard).div_euclid(DAY));
        let summer = (self.summer)(year).is_some_and(|(from, to)| {
            if from < to {
                (from..to).contains(&instant)
            } else {
                instant >= from || instant < to
            }
        });
        self.standard + if summer { HOUR } else { 0 }
    }

    /// The instant of a local time: of two the first, of none the one that
    /// the clock before the change would show.
    fn instant(&self, local: i64) -> i64 {
        let before = self.offset(local - self.standard - DAY);
        let after = self.offset(local - self.standard + DAY);
        let early = local - before;
        let late = local - after;
        if self.offset(early) == before {
            early
        } else if self.offset(late) == after {
            late
        } else {
            early
        }
    }

    /// As many working days later at the same time of day, day by day.
    fn after(&self, from: i64, days: u32, holidays: &BTreeSet<i64>) -> i64 {
        let local = from + self.offset(from);
        let mut day = local.div_euclid(DAY);
        let mut left = days;
        while left > 0 {
            day += 1;
            if weekday(day) < 5 && !holidays.contains(&day) {
                left -= 1;
            }
        }
        if days == 0 {
            from
        } else {
            self.instant(day * DAY + local.rem_euclid(DAY))
        }
    }
}

//------------ the tests -------------------------------------------------------

/// New Year, two around Christmas, and one in midsummer, each year.
fn holidays() -> (BTreeSet<Date>, BTreeSet<i64>) {
    let all: Vec<(i16, i8, i8)> = (2025..2040)
        .flat_map(|year| [(year, 1, 1), (year, 7, 4), (year, 12, 25), (year, 12, 26)])
        .collect();
    let dates = all
        .iter()
        .map(|(year, month, day)| date(*year, *month, *day))
        .collect();
    let numbers = all
        .iter()
        .map(|(year, month, day)| day_number(i64::from(*year), i64::from(*month), i64::from(*day)))
        .collect();
    (dates, numbers)
}

fn calendar(zone: &str, holidays: BTreeSet<Date>) -> Calendar {
    let zone = TimeZone::get(zone).expect("a bundled zone");
    Calendar { zone, holidays }
}

#[test]
fn ten_years_of_deadlines_agree_with_the_oracle() {
    let (dates, numbers) = holidays();
    for zone in &ZONES {
        let calendar = calendar(zone.name, dates.clone());
        let end = day_number(2036, 1, 1) * DAY;
        let mut from = day_number(2026, 1, 1) * DAY;
        let mut checked = 0;
        while from < end {
            for days in [1, 5] {
                let expected = zone.after(from, days, &numbers);
                let start = Timestamp::from_second(from).unwrap();
                let got = calendar.after(start, days);
                assert_eq!(got.as_second(), expected, "{}: {start} + {days}", zone.name);
                checked += 1;
            }
            // Every hour of the day and both halves of it, over the years.
            from += 2 * HOUR + HOUR / 2;
        }
        assert!(checked > 70_000);
    }
}

#[test]
fn the_days_between_are_those_that_were_added() {
    let (dates, _) = holidays();
    for zone in &ZONES {
        let calendar = calendar(zone.name, dates.clone());
        let mut from = Timestamp::from_second(day_number(2026, 1, 1) * DAY).unwrap();
        for step in 0..2_000u32 {
            let days = step % 23;
            let to = calendar.after(from, days);
            assert_eq!(
                calendar.between(from, to),
                days,
                "{}: {from} {days}",
                zone.name
            );
            assert_eq!(calendar.between(to, from), 0);
            from = from.checked_add(31.hours()).unwrap();
        }
    }
}

#[test]
fn a_request_on_friday_is_due_in_a_week() {
    let (dates, _) = holidays();
    let calendar = calendar("America/Los_Angeles", dates);
    for (from, days, expected) in [
        // Friday afternoon, and the same hour a week later.
        ("2026-06-12T16:30:00-07:00", 5, "2026-06-19T16:30:00-07:00"),
        // Saturday and Sunday both begin on Monday.
        ("2026-06-13T09:00:00-07:00", 1, "2026-06-15T09:00:00-07:00"),
        ("2026-06-14T23:59:00-07:00", 1, "2026-06-15T23:59:00-07:00"),
        // It is Saturday in UTC already, but Friday where the Secretariat works.
        ("2026-06-13T05:00:00Z", 1, "2026-06-15T22:00:00-07:00"),
        // Christmas on Friday, the 26th on Saturday.
        ("2026-12-23T10:00:00-08:00", 5, "2026-12-31T10:00:00-08:00"),
        // Over the change to summer time the clock's hour stays.
        ("2026-03-06T10:00:00-08:00", 1, "2026-03-09T10:00:00-07:00"),
        // And over the change back.
        ("2026-10-30T10:00:00-07:00", 1, "2026-11-02T10:00:00-08:00"),
        ("2026-06-12T16:30:00-07:00", 0, "2026-06-12T16:30:00-07:00"),
    ] {
        let got = calendar.after(from.parse().unwrap(), days);
        assert_eq!(got, expected.parse().unwrap(), "{from} + {days}");
    }
}

#[test]
fn an_hour_that_does_not_exist_is_read_by_the_old_clock() {
    // Iran's neighbour Lebanon, Egypt and others change on working days; here
    // Cairo, where Friday 2026-04-24 begins at 01:00.
    let calendar = calendar("Africa/Cairo", BTreeSet::new());
    let from: Timestamp = "2026-04-23T00:30:00+02:00".parse().unwrap();
    let due: Timestamp = "2026-04-24T01:30:00+03:00".parse().unwrap();
    assert_eq!(calendar.after(from, 1), due);
}

#[test]
fn a_year_without_working_days_ends() {
    let mut calendar = Calendar::utc();
    let mut day = date(2026, 1, 1);
    for _ in 0..6_000 {
        calendar.holidays.insert(day);
        day = day.tomorrow().unwrap();
    }
    let from: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    assert!(calendar.after(from, 5) > from);
    assert_eq!(calendar.between(from, calendar.after(from, 5)), 0);
}

#[test]
fn weekends_and_holidays_are_free() {
    let (dates, _) = holidays();
    let calendar = calendar("UTC", dates);
    for (day, works) in [
        (date(2026, 12, 24), true),
        (date(2026, 12, 25), false),
        (date(2026, 12, 27), false),
        (date(2026, 12, 28), true),
        (date(2028, 2, 29), true),
    ] {
        assert_eq!(calendar.is_working(day), works, "{day}");
    }
}
