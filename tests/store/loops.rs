//! Child writers and loop-mounted disks for the crash tests.
//!
//! The test binary runs itself again as the writer, told by the environment.
//! Its parent learns of each acknowledged commit by one line on a pipe, so an
//! acknowledgement is known only after the writer had it.

use secird::domain::ids::Digest;
use secird::store::sled::SledStore;
use secird::store::spool::Spool;
use secird::store::{Op, Store, StoreError, Table};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Where the child writes; set only by [`Writing::start`].
const DIR: &str = "SECIRD_TEST_CHILD_DIR";

/// Set when the child is to use sled as it comes, without our sync.
const PLAIN: &str = "SECIRD_TEST_CHILD_PLAIN";

/// The event a writer writes: recognisable, and as long as a real one.
pub(super) fn event(n: u64) -> Vec<u8> {
    let mut text = format!("{{\"v\":1,\"n\":{n},\"pad\":\"");
    while text.len() < 600 {
        text.push_str(&format!("{:x}.", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    }
    text.push_str("\"}");
    text.into_bytes()
}

/// Cases that the events fall upon in turn.
const CASES: u64 = 40;

/// The state of a case after an event: of another length each time, so that
/// sled has old pages to collect and to move.
fn state(n: u64) -> Vec<u8> {
    let length = 300 + usize::try_from(n.wrapping_mul(7_919) % 2_500).unwrap();
    event(n).into_iter().cycle().take(length).collect()
}

/// One commit over three tables: the event, the case it changes, and the count
/// that must agree.
pub(super) fn ops(n: u64) -> Vec<Op> {
    let before = n.checked_sub(1).map(|n| n.to_string().into_bytes());
    vec![
        Op::Expect(Table::Meta, b"last".to_vec(), before),
        Op::Put(Table::Journal, n.to_be_bytes().to_vec(), event(n)),
        Op::Put(Table::Cases, (n % CASES).to_be_bytes().to_vec(), state(n)),
        Op::Put(Table::Meta, b"last".to_vec(), n.to_string().into_bytes()),
    ]
}

/// The last event there; panics when the tables do not agree.
pub(super) fn last(store: &dyn Store) -> Option<u64> {
    let last = store.get(Table::Meta, b"last").unwrap();
    let last = last.map(|text| String::from_utf8(text).unwrap().parse::<u64>().unwrap());
    let count = last.map_or(0, |n| n + 1);
    let events: Vec<_> = (0..count)
        .map(|n| (n.to_be_bytes().to_vec(), event(n)))
        .collect();
    let mut cases: Vec<_> = (count.saturating_sub(CASES)..count)
        .map(|n| ((n % CASES).to_be_bytes().to_vec(), state(n)))
        .collect();
    cases.sort();
    for (table, wanted) in [(Table::Journal, events), (Table::Cases, cases)] {
        let rows = store.scan(table, b"", None, usize::MAX).unwrap();
        let agree = rows == wanted;
        assert!(
            agree,
            "{table:?}: {} rows, and the count says {last:?}",
            rows.len()
        );
    }
    last
}

/// Every so many events a mail is spooled before the commit that names it;
/// seldom, because its syncs would do a part of the store's work.
const MAIL_EVERY: u64 = 150;

/// A mail for an event.
fn mail(n: u64) -> (Digest, Vec<u8>) {
    let bytes = state(n);
    (Digest::of(&bytes), bytes)
}

/// Opens what a child left in `home`; the last event there. Panics when the
/// tables do not agree, or a mail that was named is not in the spool.
pub(super) fn look(home: &Path) -> Result<Option<u64>, StoreError> {
    let store = SledStore::open(&home.join("store"))?;
    let last = last(&store);
    let spool = Spool::open(&home.join("spool"))?;
    for n in (0..last.map_or(0, |n| n + 1)).filter(|n| n.is_multiple_of(MAIL_EVERY)) {
        let (digest, bytes) = mail(n);
        let kept = spool.get(&digest, bytes.len()).unwrap();
        assert!(kept == Some(bytes), "the mail of event {n} is gone");
    }
    Ok(last)
}

//------------ Writing ---------------------------------------------------------

/// A child that commits and acknowledges until it is killed.
pub(super) struct Writing {
    child: Child,
    from: BufReader<ChildStdout>,
}

impl Writing {
    pub(super) fn start(dir: &Path, plain: bool) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["store::loops::a_child_writes_until_it_is_killed", "--exact"])
            .args(["--nocapture", "--quiet"])
            .env(DIR, dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if plain {
            command.env(PLAIN, "1");
        }
        let mut child = command.spawn().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        Self { child, from }
    }

    /// The next acknowledged event; `None` when the child is gone.
    pub(super) fn ack(&mut self) -> Option<u64> {
        let mut line = String::new();
        loop {
            line.clear();
            // A line the kill cut in two acknowledges nothing.
            if self.from.read_line(&mut line).unwrap() == 0 || !line.ends_with('\n') {
                return None;
            }
            if let Some(n) = line.strip_prefix("ack ") {
                return Some(n.trim().parse().unwrap());
            }
        }
    }

    /// Waits for `count` acknowledgements; the last one.
    pub(super) fn acks(&mut self, count: u64) -> u64 {
        (0..count).map(|_| self.ack().unwrap()).last().unwrap()
    }

    /// Stops every thread of the child where it is.
    pub(super) fn freeze(&self) {
        run("kill", &["-STOP", &self.child.id().to_string()]).unwrap();
        let tasks = PathBuf::from(format!("/proc/{}/task", self.child.id()));
        let stopped = || {
            fs::read_dir(&tasks).unwrap().all(|task| {
                let stat = fs::read_to_string(task.unwrap().path().join("stat")).unwrap();
                // A thread inside a write may finish that write first.
                stat.rsplit(") ").next().unwrap().starts_with('T')
            })
        };
        while !stopped() {
            std::thread::yield_now();
        }
    }

    /// Kills the child and reads what it still had acknowledged: the last one.
    pub(super) fn kill(mut self) -> Option<u64> {
        self.child.kill().unwrap();
        let mut last = None;
        while let Some(n) = self.ack() {
            last = Some(n);
        }
        self.child.wait().unwrap();
        last
    }
}

/// No test of its own: what [`Writing`] runs. Without the environment there is
/// nothing to do.
#[test]
fn a_child_writes_until_it_is_killed() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let home = Path::new(&dir);
    if std::env::var_os(PLAIN).is_some() {
        write_plainly(&home.join("store"));
    }
    let mut store = SledStore::open(&home.join("store")).unwrap();
    let spool = Spool::open(&home.join("spool")).unwrap();
    let mut n = last(&store).map_or(0, |n| n + 1);
    loop {
        if n.is_multiple_of(MAIL_EVERY) {
            let (digest, bytes) = mail(n);
            spool.put(&digest, &bytes).unwrap();
        }
        store.commit(&ops(n)).unwrap();
        acknowledge(n);
        n += 1;
    }
}

/// sled as it comes: the same trees and the flush it offers.
fn write_plainly(dir: &Path) -> ! {
    use sled::Transactional;
    let db = sled::open(dir).unwrap();
    let trees = Table::ALL.map(|table| db.open_tree(table.name()).unwrap());
    // A fair start: the new file itself is durable.
    db.insert(b"born", b"1").unwrap();
    db.flush().unwrap();
    fs::File::open(dir.join("db")).unwrap().sync_all().unwrap();
    fs::File::open(dir).unwrap().sync_all().unwrap();
    let mut n = 0u64;
    loop {
        trees
            .transaction(|views| {
                for op in ops(n) {
                    if let Op::Put(table, key, value) = op {
                        let at = Table::ALL.iter().position(|t| *t == table).unwrap();
                        views[at].insert(key, value)?;
                    }
                }
                Ok::<(), sled::transaction::ConflictableTransactionError<()>>(())
            })
            .unwrap();
        db.flush().unwrap();
        acknowledge(n);
        n += 1;
    }
}

fn acknowledge(n: u64) {
    let mut out = std::io::stdout().lock();
    // The line break before it ends whatever the test runner began.
    write!(out, "\nack {n}\n").unwrap();
    out.flush().unwrap();
}

//------------ Mounted ---------------------------------------------------------

/// A file system mounted for a test; unmounted when it goes.
pub(crate) struct Mounted(PathBuf);

impl Mounted {
    /// Mounts an ext4 image through a loop device.
    pub(crate) fn image(image: &Path, at: &Path) -> Result<Self, String> {
        fs::create_dir_all(at).unwrap();
        run("mount", &["-o", "loop", text(image), text(at)])?;
        Ok(Self(at.to_owned()))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Err(why) = run("umount", &[text(&self.0)]) {
            println!("{why}");
        }
    }
}

/// An empty ext4 file system in a file of `mib` MiB.
pub(crate) fn make_image(image: &Path, mib: u64) -> Result<(), String> {
    let file = fs::File::create(image).unwrap();
    file.set_len(mib * 1024 * 1024).unwrap();
    run("mkfs.ext4", &["-q", "-F", text(image)])
}

/// Why loop-mounted disks cannot be had here.
pub(crate) fn no_loops() -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("image");
    make_image(&image, 8)
        .and_then(|()| Mounted::image(&image, &dir.path().join("at")))
        .err()
}

/// Says past the capture of output that a test could not run here.
pub(crate) fn not_run(what: &str, why: &str) {
    let line = format!("NOT RUN: {what} needs root and loop devices: {why}\n");
    let mut past = std::io::stderr();
    past.write_all(line.as_bytes()).unwrap();
}

pub(super) fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let done = Command::new(program)
        .args(arguments)
        .env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin")
        .output()
        .map_err(|e| format!("{program}: {e}"))?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    Err(format!("{program} {arguments:?}: {}", said.trim()))
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A number below `below` that nobody chose; printed by whoever fails.
pub(super) fn random(below: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes) % below
}
