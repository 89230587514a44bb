//! Holidays out of calendar files, as programs write them.

use jiff::civil::Date;
use proptest::prelude::*;
use secird::domain::holidays::from_icalendar;
use std::ops::RangeInclusive;

fn fixture(name: &str) -> String {
    let path = format!("{}/fixtures/holidays/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The days found, as people of that trade write them.
fn days(text: &str, years: RangeInclusive<i16>) -> String {
    let days = from_icalendar(text, years).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    days.iter()
        .map(Date::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A calendar with one event of these lines; its first line is line 3.
fn one(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:Queen\\, her Day\n{lines}\n\
         END:VEVENT\nEND:VCALENDAR\n"
    )
}

//------------ files -----------------------------------------------------------

#[test]
fn the_files_that_programs_write_are_read() {
    for (file, years, expected) in [
        // Transparent all of them; observances and cancelled days are none.
        (
            "google-public.ics",
            2027..=2027,
            "2027-01-01 2027-03-29 2027-05-03 2027-09-10 2027-12-25",
        ),
        // With, without and with an empty length.
        (
            "office-feed.ics",
            2027..=2027,
            "2027-01-01 2027-02-05 2027-02-06 2027-02-07 2027-02-08 2027-05-06 2027-11-26",
        ),
        // From midnight to midnight in a zone only Windows knows.
        (
            "outlook-secretariat.ics",
            2026..=2028,
            "2026-01-07 2026-04-06 2026-06-12 2026-06-13 2026-08-20 2026-08-21 2026-12-31 \
             2027-04-05 2028-01-07 2028-04-03",
        ),
        (
            "outlook-secretariat.ics",
            2029..=2030,
            "2029-04-02 2030-04-01",
        ),
        // Moved, excluded and repeated days; an office closed over New Year.
        (
            "thunderbird-office.ics",
            2021..=2022,
            "2021-01-01 2021-01-02 2021-01-18 2021-04-05 2021-05-03 2021-05-31 2021-06-25 \
             2021-06-26 2021-10-29 2021-11-25 2021-11-26 2021-12-25 2021-12-26 2021-12-29 \
             2021-12-30 2021-12-31 2022-01-01 2022-01-02 2022-01-17 2022-04-18 2022-05-30 \
             2022-06-24 2022-06-25 2022-10-31 2022-11-08 2022-11-24 2022-11-25 2022-12-25 \
             2022-12-26 2022-12-29 2022-12-30 2022-12-31",
        ),
    ] {
        assert_eq!(days(&fixture(file), years), expected, "{file}");
    }
}

#[test]
fn line_ends_and_a_mark_at_the_start_change_nothing() {
    for file in [
        "google-public.ics",
        "office-feed.ics",
        "outlook-secretariat.ics",
        "thunderbird-office.ics",
    ] {
        let lf = fixture(file).replace("\r\n", "\n");
        let crlf = format!("\u{feff}{}", lf.replace('\n', "\r\n"));
        assert_eq!(days(&lf, 2015..=2040), days(&crlf, 2015..=2040), "{file}");
    }
}

#[test]
fn a_line_folded_anywhere_is_the_same_line() {
    let text = one("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;BYDAY=-1FR;BYMONTH=12");
    for at in 1..text.len() {
        let (before, after) = text.split_at(at);
        // A fold before an empty rest, or within a line end, is none.
        if before.ends_with('\n') || after.starts_with('\n') {
            continue;
        }
        for blank in [" ", "\t"] {
            let folded = format!("{before}\n{blank}{after}");
            assert_eq!(days(&folded, 2026..=2026), "2026-12-25", "{folded}");
        }
    }
}

//------------ one event -------------------------------------------------------

/// An event's lines, and its days from 1995 to 2030.
const EVENTS: &[(&str, &str)] = &[
    // How long it is.
    ("DTSTART;VALUE=DATE:20260430", "2026-04-30"),
    ("DTSTART:20260430", "2026-04-30"),
    ("dtstart;value=date:20260430", "2026-04-30"),
    (
        "DTSTART;VALUE=DATE:20260430\nDTEND;VALUE=DATE:20260430",
        "2026-04-30",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDTEND;VALUE=DATE:20260502",
        "2026-04-30 2026-05-01",
    ),
    ("DTSTART;VALUE=DATE:20260430\nDURATION:P1D", "2026-04-30"),
    (
        "DTSTART;VALUE=DATE:20260430\nDURATION:PT48H",
        "2026-04-30 2026-05-01",
    ),
    (
        "DTSTART;VALUE=DATE:20261230\nDURATION:P1W",
        "2026-12-30 2026-12-31 2027-01-01 2027-01-02 2027-01-03 2027-01-04 2027-01-05",
    ),
    ("DTSTART:20260430T100000", "2026-04-30"),
    ("DTSTART;TZID=Asia/Kathmandu:20260430T233000", "2026-04-30"),
    (
        "DTSTART;X-A=\"b:c;d\";TZID=\"A: B\":20260430T000000\nDTEND:20260501T000000",
        "2026-04-30",
    ),
    (
        "DTSTART:20260430T000000\nDTEND:20260501T000001",
        "2026-04-30 2026-05-01",
    ),
    (
        "DTSTART:20260430T220000\nDURATION:P0DT3H0M0S",
        "2026-04-30 2026-05-01",
    ),
    // Whether it counts.
    (
        "DTSTART;VALUE=DATE:20260430\nTRANSP:TRANSPARENT",
        "2026-04-30",
    ),
    ("DTSTART;VALUE=DATE:20260430\nSTATUS:CANCELLED", ""),
    (
        "DTSTART;VALUE=DATE:20260430\nSTATUS:TENTATIVE",
        "2026-04-30",
    ),
    ("DTSTART;VALUE=DATE:20260430\nDESCRIPTION:Observance", ""),
    (
        "DTSTART;VALUE=DATE:20260430\nDESCRIPTION:Observance of the Queen",
        "2026-04-30",
    ),
    // What an alarm says is not the event's.
    (
        "BEGIN:VALARM\nDTSTART;VALUE=DATE:20200101\nSTATUS:CANCELLED\nEND:VALARM\n\
         DTSTART;VALUE=DATE:20260430",
        "2026-04-30",
    ),
    // Lists of days.
    (
        "DTSTART;VALUE=DATE:20260430\nRDATE;VALUE=DATE:20270430,20280430\nRDATE:20290430",
        "2026-04-30 2027-04-30 2028-04-30 2029-04-30",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDURATION:P2D\nRDATE;VALUE=DATE:20270430\n\
         EXDATE;VALUE=DATE:20260430",
        "2027-04-30 2027-05-01",
    ),
    // The examples of RFC 5545 §3.8.5.3.
    (
        "DTSTART;TZID=America/New_York:19970610T090000\nRRULE:FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10 2000-06-10 \
         2000-07-10 2001-06-10 2001-07-10",
    ),
    (
        "DTSTART;TZID=America/New_York:19970310T090000\n\
         RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10 2001-02-10 2001-03-10 \
         2003-01-10 2003-02-10 2003-03-10",
    ),
    (
        "DTSTART;TZID=America/New_York:19970519T090000\nRRULE:FREQ=YEARLY;BYDAY=20MO;COUNT=3",
        "1997-05-19 1998-05-18 1999-05-17",
    ),
    (
        "DTSTART;TZID=America/New_York:19970313T090000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=11",
        "1997-03-13 1997-03-20 1997-03-27 1998-03-05 1998-03-12 1998-03-19 1998-03-26 \
         1999-03-04 1999-03-11 1999-03-18 1999-03-25",
    ),
    (
        "DTSTART;TZID=America/New_York:19961105T090000\n\
         RRULE:FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;UNTIL=20081231",
        "1996-11-05 2000-11-07 2004-11-02 2008-11-04",
    ),
    // Ends of months and years.
    (
        "DTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY",
        "2020-02-29 2024-02-29 2028-02-29",
    ),
    (
        "DTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1;COUNT=3",
        "2020-02-29 2021-02-28 2022-02-28",
    ),
    (
        "DTSTART;VALUE=DATE:20201231\nRRULE:FREQ=YEARLY;BYDAY=-1TH;COUNT=2",
        "2020-12-31 2021-12-30",
    ),
    (
        "DTSTART;VALUE=DATE:20200102\nRRULE:FREQ=YEARLY;BYDAY=1TH,53TH;COUNT=3",
        "2020-01-02 2020-12-31 2021-01-07",
    ),
    (
        "DTSTART;VALUE=DATE:20260831\nRRULE:FREQ=YEARLY;BYMONTH=8;BYDAY=MO,TU;BYSETPOS=-1;COUNT=2",
        "2026-08-31 2027-08-31",
    ),
    // Where it ends.
    (
        "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY;UNTIL=20221225",
        "2020-12-25 2021-12-25 2022-12-25",
    ),
    (
        "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY;UNTIL=20221224",
        "2020-12-25 2021-12-25",
    ),
    (
        "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY;UNTIL=20211225T000000Z",
        "2020-12-25 2021-12-25",
    ),
    (
        "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY;UNTIL=20211225T225959Z",
        "2020-12-25 2021-12-25",
    ),
    (
        "DTSTART:20201225T000000\nRRULE:FREQ=YEARLY;UNTIL=20211224T230000Z",
        "2020-12-25 2021-12-25",
    ),
    (
        "DTSTART:20201225T100000\nRRULE:FREQ=YEARLY;UNTIL=20211225T095959",
        "2020-12-25",
    ),
    // Long ago, and not yet.
    (
        "DTSTART;VALUE=DATE:16011225\nRRULE:FREQ=YEARLY;INTERVAL=100",
        "2001-12-25",
    ),
    (
        "DTSTART;VALUE=DATE:19001225\nRRULE:FREQ=YEARLY;COUNT=97",
        "1995-12-25 1996-12-25",
    ),
    ("DTSTART;VALUE=DATE:20400101\nRRULE:FREQ=YEARLY", ""),
];

#[test]
fn an_event_is_a_holiday_on_its_days() {
    for (lines, expected) in EVENTS {
        assert_eq!(days(&one(lines), 1995..=2030), *expected, "{lines}");
    }
}

#[test]
fn a_day_of_a_series_can_be_moved() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nRECURRENCE-ID;VALUE=DATE:20270430\n\
        DTSTART;VALUE=DATE:20270503\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260430\n\
        RRULE:FREQ=YEARLY;COUNT=3\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nDTSTART;VALUE=DATE:20270430\n\
        DURATION:P2D\nEND:VEVENT\nEND:VCALENDAR\n";
    assert_eq!(
        days(text, 2020..=2030),
        "2026-04-30 2027-04-30 2027-05-01 2027-05-03 2028-04-30"
    );
    let without = text.replacen("\nDTSTART", "\nSTATUS:CANCELLED\nDTSTART", 1);
    assert_eq!(
        days(&without, 2020..=2030),
        "2026-04-30 2027-04-30 2027-05-01 2028-04-30"
    );
}

//------------ what is refused -------------------------------------------------

/// An event's lines, and what is said of them.
const REFUSED: &[(&str, &str)] = &[
    ("UID:a", "line 3: this event has no DTSTART"),
    (
        "DTSTART:20260430T100000Z",
        "line 5: DTSTART of “Queen, her Day”: it is an instant in UTC, whose day depends on the zone",
    ),
    (
        "DTSTART;VALUE=DATE:20260431",
        "line 5: DTSTART of “Queen, her Day”: this is no day of the calendar",
    ),
    (
        "DTSTART;VALUE=DATE:2026-04-30",
        "line 5: DTSTART of “Queen, her Day”: this is no day of the calendar",
    ),
    (
        "DTSTART:20260430T250000",
        "line 5: DTSTART of “Queen, her Day”: this is no day of the calendar",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDTEND;VALUE=DATE:20260429",
        "line 6: DTEND of “Queen, her Day”: it ends before it begins",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDTEND:20260430T120000",
        "line 6: DTEND of “Queen, her Day”: it is a day and the beginning an hour, or the reverse",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDURATION:-P1D",
        "line 6: DURATION of “Queen, her Day”: this is no length of time",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDURATION:P",
        "line 6: DURATION of “Queen, her Day”: this is no length of time",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDURATION:P99999999999D",
        "line 6: DURATION of “Queen, her Day”: it never ends",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nDURATION:P400D",
        "line 6: DURATION of “Queen, her Day”: no holiday lasts longer than a year",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nRDATE;VALUE=PERIOD:20270430T000000/P1D",
        "line 6: RDATE of “Queen, her Day”: this is no day of the calendar",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nEXRULE:FREQ=YEARLY",
        "line 6: EXRULE of “Queen, her Day”: a rule of exceptions is not understood",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260430",
        "line 6: RECURRENCE-ID of “Queen, her Day”: it changes all that follow, which is not understood",
    ),
    (
        "DTSTART;VALUE=DATE:20260430\nRRULE:FREQ=YEARLY\nRRULE:FREQ=YEARLY",
        "line 7: RRULE of “Queen, her Day”: it has a rule already",
    ),
];

/// Rules of an event on Thursday 2026-04-30, and what is said of them.
const RULES_REFUSED: &[(&str, &str)] = &[
    ("FREQ=MONTHLY;INTERVAL=12", "FREQ=MONTHLY is not understood"),
    ("FREQ=DAILY;COUNT=2", "FREQ=DAILY is not understood"),
    (
        "RSCALE=CHINESE;FREQ=YEARLY",
        "RSCALE=CHINESE is not understood",
    ),
    ("FREQ=YEARLY;BYEASTER=1", "BYEASTER=1 is not understood"),
    (
        "FREQ=YEARLY;BYYEARDAY=120",
        "BYYEARDAY=120 is not understood",
    ),
    ("FREQ=YEARLY;BYWEEKNO=18", "BYWEEKNO=18 is not understood"),
    ("FREQ=YEARLY;BYHOUR=9,10", "BYHOUR=9,10 is not understood"),
    ("FREQ=YEARLY;BYMONTH=13", "BYMONTH=13 is not understood"),
    ("FREQ=YEARLY;BYMONTH=4,", "BYMONTH=4, is not understood"),
    ("FREQ=YEARLY;BYMONTHDAY=0", "BYMONTHDAY=0 is not understood"),
    ("FREQ=YEARLY;BYDAY=1XX", "BYDAY=1XX is not understood"),
    ("FREQ=YEARLY;BYDAY=é", "BYDAY=é is not understood"),
    ("FREQ=YEARLY;BYDAY=54MO", "BYDAY=54MO is not understood"),
    ("FREQ=YEARLY;INTERVAL=0", "INTERVAL=0 is not understood"),
    ("FREQ=YEARLY;COUNT=0", "COUNT=0 is not understood"),
    ("FREQ=YEARLY;UNTIL=soon", "UNTIL=soon is not understood"),
    ("FREQ=YEARLY;YEARLY", "YEARLY is not understood"),
    ("BYMONTH=4", "it does not say how often"),
    ("", "it does not say how often"),
    (
        "FREQ=YEARLY;BYMONTH=4;BYMONTH=5",
        "BYMONTH stands there twice",
    ),
    (
        "FREQ=YEARLY;COUNT=2;UNTIL=20280430",
        "it has two ends, COUNT and UNTIL",
    ),
    ("FREQ=YEARLY;UNTIL=20260429", "it ends before it begins"),
    (
        "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO",
        "the event's first day is none of its rule",
    ),
    (
        "FREQ=YEARLY;UNTIL=20270430T075959Z",
        "UNTIL is an instant in UTC, and whether 2027-04-30 is before it depends on the zone",
    ),
];

#[test]
fn what_is_not_understood_is_refused_with_its_line() {
    for (lines, expected) in REFUSED {
        let fault = from_icalendar(&one(lines), 2020..=2030).expect_err(lines);
        assert_eq!(fault.to_string(), *expected, "{lines}");
    }
    for (rule, expected) in RULES_REFUSED {
        let text = one(&format!("DTSTART;VALUE=DATE:20260430\nRRULE:{rule}"));
        let fault = from_icalendar(&text, 2020..=2030).expect_err(rule);
        let expected = format!("RRULE of “Queen, her Day”: {expected}");
        assert_eq!((fault.line, fault.what), (6, expected), "{rule}");
    }
}

#[test]
fn a_file_that_is_no_whole_calendar_is_refused() {
    for (text, expected) in [
        ("", "line 1: there is no event in it"),
        (
            "<!DOCTYPE html>\n<html>",
            "line 1: this is no line of a calendar: NAME:value",
        ),
        (
            "VERSION:2.0\n",
            "line 1: this is no calendar: it must begin with BEGIN:VCALENDAR",
        ),
        (
            "\n\nBEGIN:VCARD\nEND:VCARD\n",
            "line 3: this is no calendar",
        ),
        (
            "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
            "line 2: there is no event in it",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
            "line 3: this ends what has not begun",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260430\nEND:VEVENT\n",
            "line 4: the file ends within a VCALENDAR",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE:20260430\n",
            "line 3: this is no line of a calendar: NAME:value",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION:two\nlines\n",
            "line 4: this is no line of a calendar: NAME:value",
        ),
    ] {
        let fault = from_icalendar(text, 2020..=2030).expect_err(text);
        assert_eq!(fault.to_string(), expected, "{text:?}");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_never_fewer_holidays() {
    let whole = fixture("thunderbird-office.ics");
    for at in (0..whole.trim_end().len()).filter(|at| whole.is_char_boundary(*at)) {
        let cut = whole.get(..at).unwrap();
        assert!(from_icalendar(cut, 2015..=2025).is_err(), "cut at {at}");
    }
}

//------------ limits ----------------------------------------------------------

#[test]
fn everything_has_a_limit() {
    let event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260430\nEND:VEVENT\n";
    let calendar = |events: String| format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n");
    let most = calendar(event.repeat(5_000));
    assert_eq!(days(&most, 2026..=2026), "2026-04-30");
    let more = calendar(event.repeat(5_001));
    assert!(from_icalendar(&more, 2026..=2026).is_err());

    let large = one(&format!(
        "DTSTART;VALUE=DATE:20260430\nX-A:{}",
        "a".repeat(1_048_576)
    ));
    assert!(from_icalendar(&large, 2026..=2026).is_err());

    let deep = "BEGIN:VCALENDAR\n".repeat(50);
    assert!(from_icalendar(&deep, 2026..=2026).is_err());

    // A hundred octets that ask for a day's work.
    let heavy = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:00010101\nDURATION:P366D\n\
        RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU\nEND:VEVENT\n";
    assert!(from_icalendar(&calendar(heavy.repeat(5_000)), -9999..=9999).is_err());
}

#[test]
fn no_years_are_no_holidays() {
    let text = one("DTSTART;VALUE=DATE:20260430\nRRULE:FREQ=YEARLY");
    #[expect(
        clippy::reversed_empty_ranges,
        reason = "an empty range is what is tried"
    )]
    let none = 2027..=2026;
    assert_eq!(days(&text, none), "");
    assert!(days(&text, i16::MIN..=i16::MAX).ends_with("9999-04-30"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_a_fault_at_most(
        file in prop::sample::select(vec!["google-public.ics", "outlook-secretariat.ics", "thunderbird-office.ics"]),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8),
        letters in prop::collection::vec("[\\PC\n;:=,\"0-9TZ+-]", 8),
    ) {
        let mut text: Vec<char> = fixture(file).chars().collect();
        for ((at, from), letter) in hits.iter().zip(&letters) {
            let at = at.index(text.len());
            text.splice(at..=at, letter.chars());
            let part: Vec<char> = text.iter().skip(from.index(text.len())).take(40).copied().collect();
            text.splice(at..at, part);
        }
        let text: String = text.into_iter().collect();
        match from_icalendar(&text, 2020..=2030) {
            Ok(days) => prop_assert!(days.iter().all(|day| (2020..=2030).contains(&day.year()))),
            Err(fault) => prop_assert!(fault.line <= text.lines().count().max(1)),
        }
    }
}
