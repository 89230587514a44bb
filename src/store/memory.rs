//! The engine in memory, with faults on order.
//!
//! The second engine keeps the face honest, and it can do what no disk does on
//! demand: refuse the next commit before or after it took effect, or die in
//! it. The data lives in a [`MemDisk`] that outlasts the store, so that a
//! restart opens what a crash left. It is no place for data anybody wants to
//! keep.

use crate::store::{Op, Row, Store, StoreError, Table, limits, lines};
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

//------------ Fault -----------------------------------------------------------

/// What goes wrong in a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk refuses; nothing was written.
    RefuseBefore,
    /// The disk refuses the acknowledgement; everything was written.
    RefuseAfter,
    /// The process dies (here: panics); nothing was written.
    CrashBefore,
    /// The process dies (here: panics) after everything was written.
    CrashAfter,
}

//------------ MemDisk ---------------------------------------------------------

/// What outlasts a crash: the rows, and the faults still to come.
#[derive(Debug, Clone, Default)]
pub struct MemDisk(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    rows: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    /// Commits tried so far, over all restarts.
    tried: u64,
    /// Faults by the number of the commit they hit.
    faults: BTreeMap<u64, Fault>,
}

impl MemDisk {
    /// Orders a fault for the `nth` commit from now on (1: the next one).
    pub fn fail(&self, nth: u64, fault: Fault) {
        let mut inner = self.inner();
        let at = inner.tried.saturating_add(nth);
        inner.faults.insert(at, fault);
    }

    /// How many commits were tried so far, failed ones included.
    pub fn tried(&self) -> u64 {
        self.inner().tried
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//------------ MemStore --------------------------------------------------------

/// A store on a [`MemDisk`].
#[derive(Debug, Default)]
pub struct MemStore {
    disk: MemDisk,
    /// Whether a refusal was met: then nothing more is done until a restart.
    stopped: bool,
}

impl MemStore {
    /// An empty store on a disk of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// A store on what `disk` holds, as after a restart.
    pub fn open(disk: &MemDisk) -> Self {
        Self {
            disk: disk.clone(),
            stopped: false,
        }
    }

    /// The disk below, for faults and restarts.
    pub fn disk(&self) -> MemDisk {
        self.disk.clone()
    }

    fn going(&self) -> Result<(), StoreError> {
        if self.stopped {
            return Err(refusal());
        }
        Ok(())
    }
}

impl Store for MemStore {
    fn commit(&mut self, ops: &[Op]) -> Result<(), StoreError> {
        self.going()?;
        limits::check(ops)?;
        let mut inner = self.disk.inner();
        inner.tried = inner.tried.saturating_add(1);
        let tried = inner.tried;
        let fault = inner.faults.remove(&tried);
        match fault {
            Some(Fault::RefuseBefore) => {
                self.stopped = true;
                return Err(refusal());
            }
            Some(Fault::CrashBefore) => {
                drop(inner);
                crash("before");
            }
            Some(Fault::RefuseAfter | Fault::CrashAfter) | None => {}
        }
        apply(&mut inner.rows, ops)?;
        drop(inner);
        match fault {
            Some(Fault::RefuseAfter) => {
                self.stopped = true;
                return Err(refusal());
            }
            Some(Fault::CrashAfter) => crash("after"),
            Some(Fault::RefuseBefore | Fault::CrashBefore) | None => {}
        }
        Ok(())
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.going()?;
        Ok(self.disk.inner().rows.get(&(table, key.to_vec())).cloned())
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.going()?;
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded((table, after.to_vec())),
            Some(_) | None => Bound::Included((table, prefix.to_vec())),
        };
        let inner = self.disk.inner();
        let rows = inner
            .rows
            .range((from, Bound::Unbounded))
            .take_while(|((at, key), _)| *at == table && key.starts_with(prefix))
            .take(limit)
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect();
        Ok(rows)
    }

    fn export(&self, to: &mut dyn Write) -> Result<u64, StoreError> {
        lines::export(self, to)
    }
}

/// All demands first, then all writes: as in the engine on the disk.
fn apply(rows: &mut BTreeMap<(Table, Vec<u8>), Vec<u8>>, ops: &[Op]) -> Result<(), StoreError> {
    for op in ops {
        match op {
            Op::Expect(table, key, wanted) => {
                if rows.get(&(*table, key.clone())) != wanted.as_ref() {
                    return Err(StoreError::Conflict);
                }
            }
            Op::Put(..) | Op::Del(..) => {}
        }
    }
    for op in ops {
        match op {
            Op::Put(table, key, value) => {
                rows.insert((*table, key.clone()), value.clone());
            }
            Op::Del(table, key) => {
                rows.remove(&(*table, key.clone()));
            }
            Op::Expect(..) => {}
        }
    }
    Ok(())
}

fn refusal() -> StoreError {
    StoreError::Disk("the disk in memory was told to refuse".to_owned())
}

/// A crash on order: the one place where dying is the work.
fn crash(when: &str) -> ! {
    let words = format!("the process dies {when} the commit, as ordered");
    std::panic::resume_unwind(Box::new(words))
}
