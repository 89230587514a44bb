//! Child writers and loop-mounted disks for the crash tests.
//!
//! The test binary runs itself again as the writer, told by the environment.
//! Its parent learns of each acknowledged commit by one line on a pipe, so an
//! acknowledgement is known only after the writer had it.

use secird::store::sled::SledStore;
use secird::store::{Op, Store, Table};
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

/// One commit over two tables: the event, and the count that must agree.
pub(super) fn ops(n: u64) -> Vec<Op> {
    let before = n.checked_sub(1).map(|n| n.to_string().into_bytes());
    vec![
        Op::Expect(Table::Meta, b"last".to_vec(), before),
        Op::Put(Table::Journal, n.to_be_bytes().to_vec(), event(n)),
        Op::Put(Table::Meta, b"last".to_vec(), n.to_string().into_bytes()),
    ]
}

/// The last event there; panics when the tables do not agree.
pub(super) fn last(store: &dyn Store) -> Option<u64> {
    let last = store.get(Table::Meta, b"last").unwrap();
    let last = last.map(|text| String::from_utf8(text).unwrap().parse::<u64>().unwrap());
    let rows = store.scan(Table::Journal, b"", None, usize::MAX).unwrap();
    let wanted: Vec<_> = (0..last.map_or(0, |n| n + 1))
        .map(|n| (n.to_be_bytes().to_vec(), event(n)))
        .collect();
    assert!(
        rows == wanted,
        "{} events, and the count says {last:?}",
        rows.len()
    );
    last
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
    if std::env::var_os(PLAIN).is_some() {
        write_plainly(Path::new(&dir));
    }
    let mut store = SledStore::open(Path::new(&dir)).unwrap();
    let mut n = last(&store).map_or(0, |n| n + 1);
    loop {
        store.commit(&ops(n)).unwrap();
        acknowledge(n);
        n += 1;
    }
}

/// sled as it comes: the same two trees and the flush it offers.
fn write_plainly(dir: &Path) -> ! {
    use sled::Transactional;
    let db = sled::open(dir).unwrap();
    let journal = db.open_tree(Table::Journal.name()).unwrap();
    let meta = db.open_tree(Table::Meta.name()).unwrap();
    // A fair start: the new file itself is durable.
    db.insert(b"born", b"1").unwrap();
    db.flush().unwrap();
    fs::File::open(dir.join("db")).unwrap().sync_all().unwrap();
    fs::File::open(dir).unwrap().sync_all().unwrap();
    let mut n = 0u64;
    loop {
        (&journal, &meta)
            .transaction(|(journal, meta)| {
                journal.insert(&n.to_be_bytes(), event(n))?;
                meta.insert(b"last", n.to_string().as_bytes())?;
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
pub(super) struct Mounted(PathBuf);

impl Mounted {
    /// Mounts an ext4 image through a loop device.
    pub(super) fn image(image: &Path, at: &Path) -> Result<Self, String> {
        fs::create_dir_all(at).unwrap();
        run("mount", &["-o", "loop", text(image), text(at)])?;
        Ok(Self(at.to_owned()))
    }

    pub(super) fn path(&self) -> &Path {
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
pub(super) fn make_image(image: &Path, mib: u64) -> Result<(), String> {
    let file = fs::File::create(image).unwrap();
    file.set_len(mib * 1024 * 1024).unwrap();
    run("mkfs.ext4", &["-q", "-F", text(image)])
}

/// Why loop-mounted disks cannot be had here.
pub(super) fn no_loops() -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("image");
    make_image(&image, 8)
        .and_then(|()| Mounted::image(&image, &dir.path().join("at")))
        .err()
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
