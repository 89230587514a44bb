//! The lines of a calendar file, and the days and lengths that stand in them.
//!
//! Lines are folded (RFC 5545 §3.1): one that begins with a blank goes on where
//! the one before ended. A line is known by the number it begins with, so that an
//! operator finds it in an editor.

use super::HolidayFault;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

//------------ Line ------------------------------------------------------------

/// One unfolded line: `NAME;PARAMETER=VALUE:value`.
#[derive(Debug)]
pub(super) struct Line {
    /// The number of its first line in the file, from 1.
    pub(super) number: usize,
    /// The name, in capitals.
    pub(super) name: String,
    /// The parameters as they stand, names in capitals, values without quotes.
    parameters: Vec<(String, String)>,
    /// What stands behind the colon.
    pub(super) value: String,
}

/// The unfolded lines of a text, empty ones left out.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Result<Line, HolidayFault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut physical = text
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .zip(1usize..)
        .peekable();
    std::iter::from_fn(move || {
        let (first, number) = physical.find(|(line, _)| !line.trim().is_empty())?;
        let mut whole = first.to_owned();
        while let Some((more, _)) = physical.next_if(|(line, _)| line.starts_with([' ', '\t'])) {
            whole.extend(more.chars().skip(1));
        }
        let line = Line::parse(&whole, number);
        Some(
            line.ok_or_else(|| {
                HolidayFault::new(number, "this is no line of a calendar: NAME:value")
            }),
        )
    })
}

impl Line {
    /// Reads one unfolded line; quoted parameters may hold colons.
    fn parse(whole: &str, number: usize) -> Option<Self> {
        let mut quoted = false;
        let end = whole.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == ':' && !quoted
        });
        let (head, value) = whole.split_at_checked(end?.0)?;
        let mut pieces = split_outside_quotes(head).into_iter();
        let name = pieces.next()?.to_ascii_uppercase();
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if name.is_empty() || !name.bytes().all(plain) {
            return None;
        }
        let parameters = pieces
            .map(|piece| {
                let (name, value) = piece.split_once('=')?;
                Some((name.to_ascii_uppercase(), value.replace('"', "")))
            })
            .collect::<Option<_>>()?;
        Some(Self {
            number,
            name,
            parameters,
            value: value.strip_prefix(':')?.to_owned(),
        })
    }

    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The day or hour it names.
    pub(super) fn moment(&self) -> Result<Moment, &'static str> {
        Moment::parse(&self.value)
    }
}

/// The pieces between semicolons that stand in no quotes.
fn split_outside_quotes(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .collect()
}

/// A text without its escapes, on one line (RFC 5545 §3.3.11).
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match if c == '\\' { chars.next() } else { Some(c) } {
            Some('n' | 'N') if c == '\\' => out.push(' '),
            Some(c) if c.is_control() => out.push(' '),
            Some(c) => out.push(c),
            None => {}
        }
    }
    out
}

//------------ Moment ----------------------------------------------------------

/// A day, or an hour of the clock on a day; where that clock hangs is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A whole day.
    Day(Date),
    /// A day and an hour.
    Hour(DateTime),
}

impl Moment {
    /// Reads `20261225` or `20261225T100000`.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.ends_with('Z') && instant(text).is_some() {
            return Err("it is an instant in UTC, whose day depends on the zone");
        }
        match text.split_once('T') {
            None => day(text).map(Self::Day),
            Some((date, time)) => day(date)
                .zip(hour(time))
                .map(|(day, hour)| Self::Hour(day.to_datetime(hour))),
        }
        .ok_or("this is no day of the calendar")
    }

    /// The day.
    pub(super) fn date(self) -> Date {
        self.at().date()
    }

    /// The hour; of a whole day its beginning.
    pub(super) fn at(self) -> DateTime {
        match self {
            Self::Day(day) => day.to_datetime(Time::midnight()),
            Self::Hour(at) => at,
        }
    }

    /// Whether it is a whole day.
    pub(super) fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }
}

/// Reads an instant in UTC, `20261225T100000Z`, as UTC's clock shows it.
pub(super) fn instant(text: &str) -> Option<DateTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    Some(day(date)?.to_datetime(hour(time)?))
}

fn day(text: &str) -> Option<Date> {
    let [year, month, day] = numbers(text, 8, [0..4, 4..6, 6..8])?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn hour(text: &str) -> Option<Time> {
    let [hour, minute, second] = numbers(text, 6, [0..2, 2..4, 4..6])?;
    let small = |number: i16| i8::try_from(number).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?.min(59), 0).ok()
}

/// The numbers at three places of a text that is all digits.
fn numbers(text: &str, length: usize, at: [std::ops::Range<usize>; 3]) -> Option<[i16; 3]> {
    if text.len() != length || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let [one, two, three] = at.map(|range| text.get(range)?.parse().ok());
    Some([one?, two?, three?])
}

/// The units before the T of a length, in seconds.
const DAYS: &[(char, i64)] = &[('W', 604_800), ('D', 86_400)];
/// The units behind it.
const TIMES: &[(char, i64)] = &[('H', 3_600), ('M', 60), ('S', 1)];

/// Reads a length: `P1D`, `P2W`, `PT24H`, `P1DT12H30M` (RFC 5545 §3.3.6).
pub(super) fn duration(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (days, times) = text.split_once('T').unwrap_or((text, ""));
    let mut seconds = 0i64;
    let mut said = false;
    for (part, units) in [(days, DAYS), (times, TIMES)] {
        let mut number = String::new();
        for c in part.chars() {
            if c.is_ascii_digit() {
                number.push(c);
                continue;
            }
            let (_, unit) = units.iter().find(|(name, _)| *name == c)?;
            let count: i64 = std::mem::take(&mut number).parse().ok()?;
            seconds = seconds.checked_add(count.checked_mul(*unit)?)?;
            said = true;
        }
        if !number.is_empty() {
            return None;
        }
    }
    said.then(|| SignedDuration::from_secs(seconds))
}
