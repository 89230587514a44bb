//! What has to be asked of the network before the desk may decide.
//!
//! The pure rooms judge by what they are handed. So IANA's record is read again
//! before a request goes out and before an answer is relied on, and, where no
//! border does it, the sender of an answer is checked: here, outside the desk,
//! with bounded patience. Who cannot be asked changes nothing: an old record
//! stays, and the verdict will say how old it is.

use super::Clock;
use super::config::Refreshing;
use super::desk::{Desk, DeskError};
use super::health;
use super::intake::ServiceError;
use crate::domain::record::RegistryRecord;
use crate::domain::tld::Tld;
use crate::registry::live::Registry;
use crate::registry::round::{Heard, Round};
use crate::store::writer::Writer;
use crate::verifier::{Checked, Verifier};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A source that failed is left alone for so long.
const RESPITE: SignedDuration = SignedDuration::from_mins(10);
/// Records read again in one go, at most; one address serves sixteen ccTLDs.
const AT_ONCE: usize = 32;
/// Between two looks for records that are due.
const LOOK: Duration = Duration::from_secs(1_800);

//------------ Inquiry ---------------------------------------------------------

/// Whom to ask; nobody by default.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    registry: Option<Arc<Registry>>,
    verifier: Option<Arc<Verifier>>,
    failed: Arc<Mutex<Failures>>,
}

/// What could not be had, and when.
#[derive(Debug, Default)]
struct Failures {
    /// By ccTLD.
    records: BTreeMap<Tld, Timestamp>,
    /// When nobody answered at all.
    silence: Option<Timestamp>,
}

impl Failures {
    fn may_ask(&self, tld: Tld, now: Timestamp) -> bool {
        let over = |failed: &Timestamp| now.duration_since(*failed).abs() >= RESPITE;
        self.silence.as_ref().is_none_or(over) && self.records.get(&tld).is_none_or(over)
    }
}

impl Inquiry {
    /// Asks these.
    pub fn new(registry: Option<Registry>, verifier: Option<Verifier>) -> Self {
        Self {
            registry: registry.map(Arc::new),
            verifier: verifier.map(Arc::new),
            failed: Arc::default(),
        }
    }

    /// Whether there is anybody to ask before a message is judged.
    pub(super) fn has_questions(&self) -> bool {
        self.registry.is_some() || self.verifier.is_some()
    }

    /// Checks who sent a message; `None` where a border does it.
    pub(super) async fn check(&self, raw: &[u8]) -> Option<Checked> {
        match &self.verifier {
            Some(verifier) => Some(verifier.check(raw).await),
            None => None,
        }
    }

    /// Reads the records of these ccTLDs again, as far as IANA can be asked.
    ///
    /// # Errors
    /// Only the desk's.
    pub(super) async fn freshen(
        &self,
        desk: &Writer<Desk>,
        tlds: Vec<Tld>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let Some(registry) = &self.registry else {
            return Ok(());
        };
        for tld in tlds.into_iter().take(AT_ONCE) {
            if !self.failures().may_ask(tld, now) {
                continue;
            }
            health::alive("asking IANA");
            match registry.ask(tld, now).await {
                Ok(record) => take(desk, vec![record], now).await?,
                Err(error) => {
                    tracing::warn!(%error, "IANA's record could not be read again");
                    let mut failures = self.failures();
                    failures.records.insert(tld, now);
                    // Mail must not wait while one after the other is not answered.
                    if error.is_silence() {
                        failures.silence = Some(now);
                    }
                }
            }
        }
        Ok(())
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Failures> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the whole cache fresh until `stop`, at a polite pace.
    pub async fn watch(
        self,
        desk: Writer<Desk>,
        refreshing: Refreshing,
        clock: Clock,
        stop: CancellationToken,
    ) {
        let Some(registry) = self.registry.clone() else {
            return;
        };
        let work = async {
            loop {
                if let Err(error) = refresh(&registry, &desk, refreshing, &clock).await {
                    tracing::error!(%error, "IANA's records could not be written");
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            () = work => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One round over the records that are due.
async fn refresh(
    registry: &Registry,
    desk: &Writer<Desk>,
    refreshing: Refreshing,
    clock: &Clock,
) -> Result<(), ServiceError> {
    let now = clock.now();
    let due = desk
        .with(move |desk| desk.due_records(refreshing.after, now))
        .await?;
    if due.is_empty() {
        return Ok(());
    }
    let (mut read, mut missed, mut given_up) = (0usize, 0usize, false);
    let mut round = Round::new(registry, &due, refreshing.pace);
    while let Some(heard) = round.next(|| clock.now()).await {
        match heard {
            Heard::Record(record) => {
                take(desk, vec![record], clock.now()).await?;
                read = read.saturating_add(1);
            }
            Heard::Nothing(error) => {
                missed = missed.saturating_add(1);
                tracing::debug!(%error, "a record of IANA's was not read");
            }
            Heard::Wait(wait) => tracing::info!(?wait, "IANA asks for time"),
            Heard::GivenUp => given_up = true,
        }
    }
    if missed > 0 || given_up {
        tracing::warn!(
            due = due.len(),
            read,
            missed,
            "not all of IANA's records could be read"
        );
    } else {
        tracing::info!(read, "IANA's records were read again");
    }
    Ok(())
}

async fn take(
    desk: &Writer<Desk>,
    records: Vec<RegistryRecord>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let taken: Result<_, DeskError> = desk
        .with(move |desk| desk.take_records(records, now))
        .await?;
    let taken = taken?;
    if taken.changed > 0 {
        tracing::warn!("IANA's address of an admin contact changed; the journal says which");
    }
    Ok(())
}
