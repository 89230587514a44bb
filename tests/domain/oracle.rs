//! Working days and slots against a second opinion, written in Python.
//!
//! `working_days.py` counts by itself and writes down what it finds; its head
//! says by what convention. Everything it says must be what the bot says.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use secird::domain::calendar::Calendar;
use secird::domain::holidays::from_icalendar;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Every line that the second opinion writes.
fn said() -> String {
    let output = Command::new("python3")
        .args(["-I", &format!("{HERE}/tests/domain/working_days.py")])
        .output()
        .expect("python3");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

fn instant(text: &str) -> Timestamp {
    Timestamp::from_second(text.parse().unwrap()).unwrap()
}

fn weekday(text: &str) -> Weekday {
    Weekday::from_monday_zero_offset(text.parse().unwrap()).unwrap()
}

/// What one line says, and what the bot says to the same question.
fn answers(calendar: &Calendar, fields: &[&str]) -> (String, String) {
    let seconds = |at: Timestamp| at.as_second().to_string();
    let (got, expected) = match fields {
        ["after", _, from, days, due] => {
            let got = calendar.after(instant(from), days.parse().unwrap());
            (seconds(got), due)
        }
        ["between", _, from, to, days] => {
            let got = calendar.between(instant(from), instant(to));
            (got.to_string(), days)
        }
        ["slot", _, day, hour, now, due] => {
            let hour = hour.parse().unwrap();
            let got = calendar.slot_before(weekday(day), hour, instant(now));
            (seconds(got), due)
        }
        ["month", _, hour, now, due] => {
            let got = calendar.month_before(hour.parse().unwrap(), instant(now));
            (seconds(got), due)
        }
        other => panic!("{other:?}"),
    };
    (got, (*expected).to_owned())
}

#[test]
fn a_second_opinion_finds_the_same_holidays_deadlines_and_slots() {
    let said = said();
    let holidays: BTreeSet<Date> = said
        .lines()
        .filter_map(|line| line.strip_prefix("holiday\t"))
        .map(|day| day.parse().unwrap())
        .collect();
    let path = format!("{HERE}/fixtures/holidays/thunderbird-office.ics");
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(from_icalendar(&text, 2015..=2025).unwrap(), holidays);

    let mut calendars: BTreeMap<&str, Calendar> = BTreeMap::new();
    let mut compared: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for line in said.lines().filter(|line| !line.starts_with("holiday")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let zone = fields[1];
        let calendar = calendars.entry(zone).or_insert_with(|| Calendar {
            zone: TimeZone::get(zone).unwrap(),
            holidays: holidays.clone(),
        });
        let (got, expected) = answers(calendar, &fields);
        assert_eq!(got, expected, "{line}");
        *compared.entry((zone, fields[0])).or_default() += 1;
    }
    assert_eq!(calendars.len(), 8);
    assert_eq!(compared.len(), 32);
    assert!(
        compared.values().all(|count| *count > 1_000),
        "{compared:?}"
    );
}
