//! Working days of the Secretariat's zone.
//!
//! The procedure counts in working days (section 4.5). A day counts when it is
//! no Saturday, no Sunday and no holiday in the Secretariat's own zone. The
//! time of day is kept; where a change to summer time took it away, it is read
//! by the clock before the change, so 02:30 becomes 03:30.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
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

/// No deadline looks further than this many days ahead.
const HORIZON_DAYS: u32 = 4_000;

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
    }

    /// The instant `days` working days after `from`, at the same time of day.
    ///
    /// Zero days give `from` itself. A calendar in which nothing is a working
    /// day ends at the horizon instead of never.
    pub fn after(&self, from: Timestamp, days: u32) -> Timestamp {
        let local = from.to_zoned_datetime(self.zone.clone());
        let mut day = local.date();
        let mut left = days;
        let mut horizon = HORIZON_DAYS;
        while left > 0 && horizon > 0 {
            let Ok(next) = day.checked_add(1.day()) else {
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
    /// `from`'s date up to and with `to`'s date. Zero when `to` is not later.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> u32 {
        let mut day = from.to_zoned_datetime(self.zone.clone()).date();
        let last = to.to_zoned_datetime(self.zone.clone()).date();
        let mut count = 0u32;
        let mut horizon = HORIZON_DAYS;
        while day < last && horizon > 0 {
            let Ok(next) = day.checked_add(1.day()) else {
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
}
