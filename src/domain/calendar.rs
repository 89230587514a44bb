//! Working days and hours of the Secretariat's zone.
//!
//! The procedure counts in working days (section 4.5). A day counts when it is
//! no Saturday, no Sunday and no holiday in the Secretariat's own zone, and
//! when it came there at all: Samoa had no 30 December 2011. The time of day is
//! kept; where a change to summer time took it away, it is read by the clock
//! before the change, so 02:30 becomes 03:30; where a change back brought it
//! twice, the first is meant.
//!
//! What is done at a full hour of the week or month has a slot. Its hour is one
//! instant on each day: a repeated hour its first, so that nothing is done
//! twice; an hour that was left out the first instant after it.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;

/// A zone and its holidays.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The Secretariat's time zone.
    pub zone: TimeZone,
    /// Days on which the Secretariat does not work, besides weekends.
    pub holidays: BTreeSet<Date>,
}

/// Neither a deadline nor a count looks further than this many days ahead.
const HORIZON_DAYS: u32 = 4_000;

//------------ working days ----------------------------------------------------

impl Calendar {
    /// A calendar without holidays in UTC.
    pub fn utc() -> Self {
        Self {
            zone: TimeZone::UTC,
            holidays: BTreeSet::new(),
        }
    }

    /// Whether the Secretariat works on that day.
    pub fn is_working(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.contains(&day)
            && self.comes(day)
    }

    /// Whether the day comes in the zone; one over the date line may not.
    fn comes(&self, day: Date) -> bool {
        day.to_zoned_datetime(self.zone.clone())
            .is_ok_and(|start| start.date() == day)
    }

    /// The instant `days` working days after `from`, at the same time of day.
    ///
    /// Zero days give `from` itself. A calendar in which nothing is a working
    /// day ends at the horizon instead of never.
    pub fn after(&self, from: Timestamp, days: u32) -> Timestamp {
        if days == 0 {
            return from;
        }
        let local = from.to_zoned_datetime(self.zone.clone());
        let mut day = local.date();
        let mut left = days;
        let mut horizon = HORIZON_DAYS;
        while left > 0 && horizon > 0 {
            let Ok(next) = day.tomorrow() else {
                break;
            };
            day = next;
            if self.is_working(day) {
                left = left.saturating_sub(1);
            }
            horizon = horizon.saturating_sub(1);
        }
        day.to_datetime(local.time())
            .to_zoned_datetime(self.zone.clone())
            .map_or(from, |zoned| zoned.timestamp())
    }

    /// How many working days lie between two instants: those days after
    /// `from`'s date up to and with `to`'s date, as far as the horizon. Zero
    /// when `to` is not later.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> u32 {
        // A clock put back over midnight shows the earlier date later.
        if to <= from {
            return 0;
        }
        let mut day = self.date(from);
        let last = self.date(to);
        let mut count = 0u32;
        let mut horizon = HORIZON_DAYS;
        while day < last && horizon > 0 {
            let Ok(next) = day.tomorrow() else {
                break;
            };
            day = next;
            if self.is_working(day) {
                count = count.saturating_add(1);
            }
            horizon = horizon.saturating_sub(1);
        }
        count
    }

    /// The date that the zone's clocks show.
    fn date(&self, at: Timestamp) -> Date {
        at.to_zoned_datetime(self.zone.clone()).date()
    }
}

//------------ slots -----------------------------------------------------------

impl Calendar {
    /// The latest instant, `now` or before, that is that weekday at that full
    /// hour; hours outside 0 to 23 are taken as the nearest of those.
    pub fn slot_before(&self, weekday: Weekday, hour: i8, now: Timestamp) -> Timestamp {
        // From tomorrow on: over a midnight that came twice, it was once before.
        let mut day = self.date(now).tomorrow().ok();
        for _ in 0..15 {
            let Some(current) = day else { break };
            if current.weekday() == weekday
                && let Some(at) = self.at_hour(current, hour).filter(|at| *at <= now)
            {
                return at;
            }
            day = current.yesterday().ok();
        }
        now
    }

    /// The latest instant, `now` or before, that is the first day of a month at
    /// that full hour; hours outside 0 to 23 are taken as the nearest of those.
    pub fn month_before(&self, hour: i8, now: Timestamp) -> Timestamp {
        let mut day = self.date(now).tomorrow().ok();
        for _ in 0..3 {
            let Some(first) = day.map(Date::first_of_month) else {
                break;
            };
            if let Some(at) = self.at_hour(first, hour).filter(|at| *at <= now) {
                return at;
            }
            day = first.yesterday().ok();
        }
        now
    }

    /// The one instant of a day's full hour; none outside the range of time.
    fn at_hour(&self, day: Date, hour: i8) -> Option<Timestamp> {
        let time = Time::new(hour.clamp(0, 23), 0, 0, 0).ok()?;
        let local = self.zone.to_ambiguous_timestamp(day.to_datetime(time));
        let left_out = matches!(local.offset(), AmbiguousOffset::Gap { .. });
        let at = local.compatible().ok()?;
        if !left_out {
            return Some(at);
        }
        // The change itself, which is the last one up to there.
        let behind = at.checked_add(1.nanosecond()).ok()?;
        let change = self.zone.preceding(behind).next();
        Some(change.map_or(at, |change| change.timestamp()))
    }
}
