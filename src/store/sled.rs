//! The engine on the disk: sled, made safe against power cuts.
//!
//! sled 0.34 acknowledges a flush before the file's blocks are sure to be
//! found again: in measured power cuts it lost acknowledged commits or could
//! not be opened in most rounds. One `fdatasync` of our own after every commit
//! cures that, so this file is the only one that may name sled. It knows bytes
//! and tables; it refuses to know what they mean, and it refuses to go on after
//! the disk said no, because what is in memory then is no longer what is on the
//! disk.

use crate::store::witness::Witness;
use crate::store::{Op, Row, Store, StoreError, Table, limits, lines};
use ::sled::transaction::{
    ConflictableTransactionError, TransactionError, Transactional, TransactionalTree, abort,
};
use ::sled::{Config, Db, Error, Tree};
use std::any::Any;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Pages sled may keep in memory, in bytes; the whole store is far smaller.
const CACHE: u64 = 256 * 1024 * 1024;

/// How often sled's own thread flushes and collects garbage, in milliseconds.
const FLUSH_EVERY: u64 = 500;

/// Our own tree, and the key of the last commit's number in it.
const OWN: &str = "engine";
const LAST: &[u8] = b"last";

/// How often a busy store is tried again, and how long between two tries.
const PATIENCE: u32 = 20;
const PAUSE: Duration = Duration::from_millis(25);

/// What a person does with a store that cannot be read.
const ADVICE: &str = "stop the service, keep a copy of this folder as it is, \
                      and restore the last backup into an empty one";

//------------ SledStore -------------------------------------------------------

/// A store in a folder of its own.
#[derive(Debug)]
pub struct SledStore {
    /// The folder.
    dir: PathBuf,
    /// One tree for each table, in the order of [`Table::ALL`], and after them
    /// our own, which holds the number of the last commit.
    trees: Vec<Tree>,
    /// The engine; dropped after its trees.
    db: Db,
    /// Our own handle on the file that holds the data, for `fdatasync`.
    data: File,
    /// The number of the last commit, outside of the engine.
    witness: Witness,
    /// Why nothing more is done, once the disk refused.
    stopped: Option<String>,
    /// Held as long as the store is open.
    _lock: File,
}

impl SledStore {
    /// Opens the store in `dir`, making it where there is none.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process has it, [`StoreError::Disk`]
    /// when it cannot be written, [`StoreError::Damaged`] with what to do.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(dir).map_err(|e| disk(&e))?;
        let lock = patiently(|| lock(dir))?;
        let db = patiently(|| sound(dir))?;
        let names = Table::ALL.iter().map(Table::name).chain([OWN]);
        let trees = guarded(|| names.map(|name| db.open_tree(name)).collect())
            .map_err(|e| refusal(dir, &e))?;
        let data = File::open(dir.join("db")).map_err(|e| disk(&e))?;
        let (witness, told) = Witness::open(dir).map_err(|e| disk(&e))?;
        let mut store = Self {
            dir: dir.to_owned(),
            trees,
            db,
            data,
            witness,
            stopped: None,
            _lock: lock,
        };
        store.hear(told)?;
        Ok(store)
    }

    /// Refuses a store that is behind its witness: sled takes a file that is
    /// gone, empty or rotten in the middle for a new or a shorter one, and the
    /// bot would live a part of its life again.
    fn hear(&mut self, told: Option<u64>) -> Result<(), StoreError> {
        let found = match self.trees.last() {
            Some(own) => guarded(|| own.get(LAST)).map_err(|e| self.refusal(&e))?,
            None => None,
        };
        let found = number(found.as_deref());
        if let Some(told) = told.filter(|told| *told > found) {
            let why = format!("it went back from commit {told} to {found}; {ADVICE}");
            return Err(StoreError::Damaged(self.name(), why));
        }
        // What a killed predecessor left in the page cache is made durable too,
        // before anything is read and acted on.
        self.sync()?;
        let noted = self.witness.note(found).and_then(|()| {
            self.witness.sync()?;
            sync_dir(&self.dir)?;
            match self.dir.parent().filter(|p| !p.as_os_str().is_empty()) {
                Some(parent) => sync_dir(parent),
                None => Ok(()),
            }
        });
        noted.map_err(|e| disk(&e))
    }

    /// Makes everything committed so far survive a power cut.
    fn sync(&mut self) -> Result<(), StoreError> {
        guarded(|| self.db.flush()).map_err(|e| self.refusal(&e))?;
        self.data.sync_data().map_err(|e| disk(&e))
    }

    /// Runs the transaction; the closure may run again, so it only writes.
    /// Returns the number of the commit.
    fn transact(&self, ops: &[Op]) -> Result<u64, StoreError> {
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.trees
                .as_slice()
                .transaction(|views: &Vec<TransactionalTree>| apply(views, ops))
        }));
        match done {
            Ok(Ok(number)) => Ok(number),
            Ok(Err(TransactionError::Abort(()))) => Err(StoreError::Conflict),
            Ok(Err(TransactionError::Storage(e))) => Err(self.refusal(&e)),
            Err(panic) => Err(StoreError::Disk(spoken(panic.as_ref()))),
        }
    }

    fn tree(&self, table: Table) -> Result<&Tree, StoreError> {
        self.going()?;
        place(table)
            .and_then(|at| self.trees.get(at))
            .ok_or_else(|| StoreError::Refused(format!("there is no table {}", table.name())))
    }

    /// After a refusal nothing is read or written until the store was reopened.
    fn going(&self) -> Result<(), StoreError> {
        match &self.stopped {
            None => Ok(()),
            Some(why) => Err(StoreError::Disk(format!("stopped after: {why}"))),
        }
    }

    fn refusal(&self, error: &Error) -> StoreError {
        refusal(&self.dir, error)
    }

    fn name(&self) -> String {
        self.dir.display().to_string()
    }
}

impl Store for SledStore {
    fn commit(&mut self, ops: &[Op]) -> Result<(), StoreError> {
        self.going()?;
        limits::check(ops)?;
        let done = self.transact(ops).and_then(|number| {
            self.sync()?;
            self.witness.note(number).map_err(|e| disk(&e))
        });
        if let Err(StoreError::Disk(why) | StoreError::Damaged(_, why)) = &done {
            self.stopped = Some(why.clone());
        }
        done
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let tree = self.tree(table)?;
        let value = guarded(|| tree.get(key)).map_err(|e| self.refusal(&e))?;
        Ok(value.map(|value| value.to_vec()))
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let tree = self.tree(table)?;
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            Some(_) | None => Bound::Included(prefix),
        };
        guarded(|| {
            tree.range::<&[u8], _>((from, Bound::Unbounded))
                .take(limit)
                .take_while(|row| match row {
                    Ok((key, _)) => key.starts_with(prefix),
                    Err(_) => true,
                })
                .map(|row| row.map(|(key, value)| (key.to_vec(), value.to_vec())))
                .collect()
        })
        .map_err(|e| self.refusal(&e))
    }

    fn export(&self, to: &mut dyn Write) -> Result<u64, StoreError> {
        self.going()?;
        lines::export(self, to)
    }
}

//------------ the transaction -------------------------------------------------

/// All demands first, then all writes; returns the number of the commit.
fn apply(views: &[TransactionalTree], ops: &[Op]) -> Result<u64, ConflictableTransactionError<()>> {
    let view = |table: &Table| place(*table).and_then(|at| views.get(at));
    for op in ops {
        match op {
            Op::Expect(table, key, wanted) => {
                let found = match view(table) {
                    Some(view) => view.get(key)?,
                    None => None,
                };
                if found.as_deref() != wanted.as_deref() {
                    return abort(());
                }
            }
            Op::Put(..) | Op::Del(..) => {}
        }
    }
    for op in ops {
        match op {
            Op::Put(table, key, value) => {
                if let Some(view) = view(table) {
                    view.insert(key.as_slice(), value.as_slice())?;
                }
            }
            Op::Del(table, key) => {
                if let Some(view) = view(table) {
                    view.remove(key.as_slice())?;
                }
            }
            Op::Expect(..) => {}
        }
    }
    let Some(own) = views.last() else {
        return abort(());
    };
    let next = number(own.get(LAST)?.as_deref()).saturating_add(1);
    own.insert(LAST, next.to_be_bytes().as_slice())?;
    Ok(next)
}

/// A stored number; zero where there is none.
fn number(stored: Option<&[u8]>) -> u64 {
    stored
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u64::from_be_bytes)
}

/// A table's place among the trees.
fn place(table: Table) -> Option<usize> {
    Table::ALL.iter().position(|each| *each == table)
}

//------------ opening ---------------------------------------------------------

/// Tries again for a moment while another process has the store: one that is
/// just ending, or one just forked that holds our lock until its exec.
fn patiently<T>(act: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let mut left = PATIENCE;
    loop {
        match act() {
            Err(StoreError::Busy(_)) if left > 0 => {
                left = left.saturating_sub(1);
                thread::sleep(PAUSE);
            }
            other => return other,
        }
    }
}

/// The engine, without its snapshot where that is what keeps it from opening.
fn sound(dir: &Path) -> Result<Db, StoreError> {
    match start(dir) {
        // A snapshot cut short by a crash hides a sound log: without it
        // sled reads the log from its beginning, and all data is back.
        Err(Error::Corruption { at: None, .. }) => {
            put_snapshots_aside(dir).map_err(|e| disk(&e))?;
            start(dir)
        }
        other => other,
    }
    .map_err(|e| refusal(dir, &e))
}

fn start(dir: &Path) -> Result<Db, Error> {
    guarded(|| {
        Config::new()
            .path(dir)
            .cache_capacity(CACHE)
            .flush_every_ms(Some(FLUSH_EVERY))
            .open()
    })
}

/// Our own lock: sled's reports another opener only as a text, and snapshots
/// must not be moved under a running service.
fn lock(dir: &Path) -> Result<File, StoreError> {
    let file = File::create(dir.join("lock")).map_err(|e| disk(&e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(dir.display().to_string())),
        Err(TryLockError::Error(e)) => Err(disk(&e)),
    }
}

/// Moves `snap.*` to the folder `aside`, where sled does not look.
fn put_snapshots_aside(dir: &Path) -> io::Result<()> {
    let aside = dir.join("aside");
    fs::create_dir_all(&aside)?;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("snap.") {
            fs::rename(entry.path(), aside.join(&name))?;
        }
    }
    sync_dir(dir)
}

/// Makes the names in a folder survive a power cut.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

//------------ refusals --------------------------------------------------------

/// Runs something of sled's; it is known to panic on files it does not like.
fn guarded<T>(act: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(act))
        .unwrap_or_else(|panic| Err(Error::ReportableBug(spoken(panic.as_ref()))))
}

fn refusal(dir: &Path, error: &Error) -> StoreError {
    let name = dir.display().to_string();
    match error {
        Error::Io(e) => {
            // sled wraps the lock's answer in an error of another kind.
            let text = e.to_string();
            if text.contains("could not acquire lock") && text.contains("WouldBlock") {
                StoreError::Busy(name)
            } else {
                disk(e)
            }
        }
        Error::Corruption { .. }
        | Error::CollectionNotFound(_)
        | Error::Unsupported(_)
        | Error::ReportableBug(_) => {
            let what: String = error.to_string().chars().take(200).collect();
            StoreError::Damaged(name, format!("{what}; {ADVICE}"))
        }
    }
}

/// A disk's refusal in its own words.
pub(super) fn disk(error: &io::Error) -> StoreError {
    StoreError::Disk(error.to_string())
}

/// What a panic said, cut.
pub(super) fn spoken(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without words");
    text.chars().take(300).collect()
}
