//! Attending to the list server: what it holds, and who is on it.
//!
//! What is held is looked at in an interval, and at once when a notice in the
//! mailbox hints at it; who is on the list is compared with the books once a
//! night. A list server that is away is looked at again with the next turn, and
//! nothing is concluded from its silence.

use super::desk::Desk;
use super::health;
use super::intake::ServiceError;
use crate::outbound::roster::ListServer;
use crate::store::writer::Writer;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Between two looks at a list server that did not answer.
const RESPITE: SignedDuration = SignedDuration::from_mins(5);

//------------ Attendance ------------------------------------------------------

/// The list server, and when it was last looked at; nobody by default.
#[derive(Debug, Clone, Default)]
pub struct Attendance {
    server: Option<ListServer>,
    every: SignedDuration,
    /// The hour of the night, and whose night, in which the roster is compared.
    night: Option<(i8, TimeZone)>,
    held_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
}

impl Attendance {
    /// Looks at `server` for held requests `every` so often, and compares its
    /// roster in the hour `night` of that zone.
    pub fn new(server: ListServer, every: SignedDuration, night: i8, zone: TimeZone) -> Self {
        Self {
            server: Some(server),
            every,
            night: Some((night, zone)),
            held_at: None,
            failed_at: None,
        }
    }

    /// The list server, to carry changes out.
    pub fn server(&self) -> Option<&ListServer> {
        self.server.as_ref()
    }

    /// Looks after what is due; `hinted` when a notice said that something is held.
    /// Returns how much was new.
    ///
    /// # Errors
    /// The desk's; a list server that is away is no error.
    pub async fn look(
        &mut self,
        desk: &Writer<Desk>,
        hinted: bool,
        now: Timestamp,
    ) -> Result<usize, ServiceError> {
        let Some(server) = self.server.clone() else {
            return Ok(0);
        };
        let since = |then: Option<Timestamp>| then.map(|then| now.duration_since(then).abs());
        if since(self.failed_at).is_some_and(|pause| pause < RESPITE) {
            return Ok(0);
        }
        let due = since(self.held_at).is_none_or(|pause| pause >= self.every);
        let mut fresh = 0usize;
        if due || hinted {
            health::alive("asking the list server");
            match server.held().await {
                Ok(held) => {
                    self.held_at = Some(now);
                    fresh = desk.with(move |desk| desk.take_held(&held, now)).await??;
                }
                Err(error) => return Ok(self.failed(&error.to_string(), now)),
            }
        }
        if let Some(since) = self.last_night(now)
            && desk
                .with(move |desk| desk.comparison_is_due(since, now))
                .await?
        {
            health::alive("comparing the roster");
            match server.members().await {
                Ok(listed) => {
                    let points = desk.with(move |desk| desk.compare(&listed, now)).await??;
                    tracing::info!(points, "the list was compared with the books");
                    fresh = fresh.saturating_add(points.min(1));
                }
                Err(error) => return Ok(self.failed(&error.to_string(), now)),
            }
        }
        self.failed_at = None;
        Ok(fresh)
    }

    fn failed(&mut self, why: &str, now: Timestamp) -> usize {
        tracing::warn!(why, "the list server could not be read");
        self.failed_at = Some(now);
        0
    }

    /// When the hour of the night last struck.
    fn last_night(&self, now: Timestamp) -> Option<Timestamp> {
        let (hour, zone) = self.night.as_ref()?;
        let local = now.to_zoned_datetime(zone.clone());
        let today = local
            .date()
            .at(*hour, 0, 0, 0)
            .to_zoned_datetime(zone.clone())
            .ok()?
            .timestamp();
        if today <= now {
            Some(today)
        } else {
            today.checked_sub(SignedDuration::from_hours(24)).ok()
        }
    }
}
