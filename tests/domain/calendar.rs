//! Working days against rules written by hand: ten years, five zones.
//!
//! The oracle shares nothing with the code under test: it counts days with
//! arithmetic of its own and knows the zones' summer times as rules written
//! out by hand.

use jiff::civil::{Date, Weekday, date};
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

#[test]
fn no_days_later_is_the_same_instant_even_in_a_repeated_hour() {
    let calendar = calendar("Europe/Amsterdam", BTreeSet::new());
    for from in ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"] {
        let from: Timestamp = from.parse().unwrap();
        assert_eq!(calendar.after(from, 0), from);
    }
}

#[test]
fn a_repeated_hour_is_due_the_first_time() {
    // Tehran put its clocks back at the end of Wednesday 2022-09-21.
    let calendar = calendar("Asia/Tehran", BTreeSet::new());
    let from: Timestamp = "2022-09-20T23:30:00+04:30".parse().unwrap();
    let due: Timestamp = "2022-09-21T23:30:00+04:30".parse().unwrap();
    assert_eq!(calendar.after(from, 1), due);
}

#[test]
fn a_day_that_never_came_is_no_working_day() {
    // Samoa and Kwajalein crossed the date line; both lost a day.
    for (zone, lost, from, due) in [
        (
            "Pacific/Apia",
            date(2011, 12, 30),
            "2011-12-29T09:00:00-10:00",
            "2012-01-02T09:00:00+14:00",
        ),
        (
            "Pacific/Kwajalein",
            date(1993, 8, 21),
            "1993-08-20T09:00:00-12:00",
            "1993-08-23T09:00:00+12:00",
        ),
    ] {
        let calendar = calendar(zone, BTreeSet::new());
        let (from, due): (Timestamp, Timestamp) = (from.parse().unwrap(), due.parse().unwrap());
        assert!(!calendar.is_working(lost), "{zone}");
        assert_eq!(calendar.after(from, 1), due, "{zone}");
        assert_eq!(calendar.between(from, due), 1, "{zone}");
    }
}

#[test]
fn an_earlier_instant_is_not_later_whatever_date_the_clock_shows() {
    // Newfoundland put its clocks back at one minute past midnight; here it
    // does so on the first Wednesday of November.
    let rule = "NST3:30NDT2:30,M3.2.3/0:01,M11.1.3/0:01";
    let calendar = Calendar {
        zone: TimeZone::posix(rule).unwrap(),
        holidays: BTreeSet::new(),
    };
    let shows_wednesday: Timestamp = "2026-11-04T00:00:30-02:30".parse().unwrap();
    let shows_tuesday: Timestamp = "2026-11-03T23:30:00-03:30".parse().unwrap();
    assert!(shows_wednesday < shows_tuesday);
    assert_eq!(calendar.between(shows_tuesday, shows_wednesday), 0);
    assert_eq!(calendar.between(shows_tuesday, shows_tuesday), 0);
}

/// One question: zone, day and hour of the week, now, and the answer.
type SlotCase = (&'static str, Weekday, i8, &'static str, &'static str);

const SLOTS: &[SlotCase] = &[
    // The very instant, a second before it, and the days between.
    (
        "Europe/Amsterdam",
        Weekday::Friday,
        16,
        "2026-06-12T16:00:00+02:00",
        "2026-06-12T16:00:00+02:00",
    ),
    (
        "Europe/Amsterdam",
        Weekday::Friday,
        16,
        "2026-06-12T15:59:59+02:00",
        "2026-06-05T16:00:00+02:00",
    ),
    (
        "Europe/Amsterdam",
        Weekday::Friday,
        16,
        "2026-06-18T23:59:59+02:00",
        "2026-06-12T16:00:00+02:00",
    ),
    // The weekday is the zone's: this is Monday in UTC already.
    (
        "America/Los_Angeles",
        Weekday::Sunday,
        17,
        "2026-06-15T00:30:00Z",
        "2026-06-14T17:00:00-07:00",
    ),
    // The hour was left out: the first instant after it, also of half an hour.
    (
        "Europe/Amsterdam",
        Weekday::Sunday,
        2,
        "2026-03-29T12:00:00+02:00",
        "2026-03-29T03:00:00+02:00",
    ),
    (
        "Europe/Amsterdam",
        Weekday::Sunday,
        2,
        "2026-03-29T01:59:59+01:00",
        "2026-03-22T02:00:00+01:00",
    ),
    (
        "Australia/Lord_Howe",
        Weekday::Sunday,
        2,
        "2024-10-06T12:00:00+11:00",
        "2024-10-06T02:30:00+11:00",
    ),
    // The whole day was left out.
    (
        "Pacific/Apia",
        Weekday::Friday,
        10,
        "2011-12-31T00:00:00+14:00",
        "2011-12-31T00:00:00+14:00",
    ),
    (
        "Pacific/Apia",
        Weekday::Friday,
        10,
        "2011-12-29T23:59:59-10:00",
        "2011-12-23T10:00:00-10:00",
    ),
    // The hour came twice: once is enough.
    (
        "Europe/Amsterdam",
        Weekday::Sunday,
        2,
        "2026-10-25T02:10:00+02:00",
        "2026-10-25T02:00:00+02:00",
    ),
    (
        "Europe/Amsterdam",
        Weekday::Sunday,
        2,
        "2026-10-25T02:10:00+01:00",
        "2026-10-25T02:00:00+02:00",
    ),
    // Sunday had begun when the clock went back to Saturday.
    (
        "America/St_Johns",
        Weekday::Sunday,
        0,
        "2010-11-06T23:30:00-03:30",
        "2010-11-07T00:00:00-02:30",
    ),
    // No hour of the day: the nearest.
    (
        "UTC",
        Weekday::Monday,
        99,
        "2026-06-16T00:00:00Z",
        "2026-06-15T23:00:00Z",
    ),
    (
        "UTC",
        Weekday::Monday,
        -1,
        "2026-06-16T00:00:00Z",
        "2026-06-15T00:00:00Z",
    ),
];

#[test]
fn a_week_has_one_slot() {
    for (zone, weekday, hour, now, expected) in SLOTS {
        let calendar = calendar(zone, BTreeSet::new());
        let got = calendar.slot_before(*weekday, *hour, now.parse().unwrap());
        assert_eq!(got, expected.parse().unwrap(), "{zone} {weekday:?} {now}");
    }
}

/// Zone, hour, now, and the answer.
const MONTHS: &[(&str, i8, &str, &str)] = &[
    (
        "Europe/Amsterdam",
        9,
        "2026-06-01T09:00:00+02:00",
        "2026-06-01T09:00:00+02:00",
    ),
    (
        "Europe/Amsterdam",
        9,
        "2026-06-01T08:59:59+02:00",
        "2026-05-01T09:00:00+02:00",
    ),
    (
        "Europe/Amsterdam",
        9,
        "2026-01-01T08:59:59+01:00",
        "2025-12-01T09:00:00+01:00",
    ),
    (
        "Europe/Amsterdam",
        0,
        "2028-02-29T23:59:59+01:00",
        "2028-02-01T00:00:00+01:00",
    ),
    // In Los Angeles it is still October.
    (
        "America/Los_Angeles",
        0,
        "2026-11-01T06:59:59Z",
        "2026-10-01T00:00:00-07:00",
    ),
    (
        "America/Los_Angeles",
        1,
        "2026-11-01T01:30:00-08:00",
        "2026-11-01T01:00:00-07:00",
    ),
    // Jordan's first of April 2016 began at 01:00.
    (
        "Asia/Amman",
        0,
        "2016-04-01T01:00:00+03:00",
        "2016-04-01T01:00:00+03:00",
    ),
    (
        "Asia/Amman",
        0,
        "2016-03-31T23:59:59+02:00",
        "2016-03-01T00:00:00+02:00",
    ),
];

#[test]
fn a_month_has_one_slot() {
    for (zone, hour, now, expected) in MONTHS {
        let calendar = calendar(zone, BTreeSet::new());
        let got = calendar.month_before(*hour, now.parse().unwrap());
        assert_eq!(got, expected.parse().unwrap(), "{zone} {hour} {now}");
    }
}

#[test]
fn the_ends_of_time_are_no_accident() {
    for zone in ["UTC", "America/Los_Angeles", "Pacific/Apia"] {
        let calendar = calendar(zone, BTreeSet::new());
        for now in [Timestamp::MIN, Timestamp::MAX] {
            assert!(calendar.slot_before(Weekday::Sunday, 3, now) <= now);
            assert!(calendar.month_before(3, now) <= now);
            assert!(calendar.after(now, 5) >= now);
            assert_eq!(calendar.between(Timestamp::MAX, now), 0);
        }
    }
}
