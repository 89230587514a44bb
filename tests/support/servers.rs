//! Real servers on loopback: Dovecot, Mailman, NSD, a sink, a breaking proxy.
//! Only Mailman 2.1 is a stand-in, as no system has what it runs on any more.
//!
//! Each runs from a script in `servers/` until its standard input ends, so it
//! goes when the value is dropped and also when the test process is killed.
//! Each has a folder of its own with a short path (unix sockets) and ports of
//! its own, because the tests run beside each other. What is proven about a
//! mailbox is read from the disk, not asked of the server under test.

pub(crate) mod dovecot;
pub(crate) mod mailman;
pub(crate) mod mailman2;
pub(crate) mod nsd;
pub(crate) mod smtp;

pub(crate) use dovecot::Dovecot;
pub(crate) use nsd::Nsd;
pub(crate) use smtp::{FaultProxy, SmtpSink};

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use tempfile::TempDir;

/// The Secretariat's mail domain; the sink relays it home when asked.
pub(crate) const DOMAIN: &str = "secretariat.example";

/// A script of `tests/support/servers`.
fn script(name: &str) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/servers");
    Command::new(folder.join(name))
}

/// A folder whose path leaves room for the name of a unix socket.
pub(super) fn folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("secird-")
        .tempdir_in("/tmp")
        .expect("a folder in /tmp")
}

/// The first of three ports that nothing listens on. Below the range from
/// which the system gives ports to clients, and never the same in one process.
fn three_ports() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const SLOTS: u16 = 2_900;
    let own =
        u16::try_from(std::process::id().wrapping_mul(37) % u32::from(SLOTS)).expect("a slot");
    (0..SLOTS)
        .map(|_| 20_000 + (own + NEXT.fetch_add(1, Ordering::Relaxed) % SLOTS) % SLOTS * 4)
        .find(|first| {
            ["127.0.0.1", "127.0.0.2"].iter().all(|host| {
                (*first..first + 3).all(|port| TcpListener::bind((*host, port)).is_ok())
            })
        })
        .expect("three free ports")
}

//------------ Server ----------------------------------------------------------

/// A script that serves until its standard input ends.
#[derive(Debug)]
struct Server {
    child: Child,
}

impl Server {
    /// Starts it and reads the numbers after its word "ready"; what it said
    /// instead when it did not start.
    fn start(command: &mut Command) -> Result<(Self, Vec<u16>), String> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut line)
            .map_err(|error| error.to_string())?;
        let Some(numbers) = line.trim_end().strip_prefix("ready") else {
            let mut told = String::new();
            child
                .stderr
                .take()
                .expect("a pipe")
                .read_to_string(&mut told)
                .map_err(|error| error.to_string())?;
            child.wait().map_err(|error| error.to_string())?;
            return Err(told);
        };
        let ports = numbers
            .split_whitespace()
            .map(|number| number.parse().expect("a port"))
            .collect();
        // Somebody must go on reading, or the server would stop at a full pipe.
        let mut err = child.stderr.take().expect("a pipe");
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        std::thread::spawn(move || std::io::copy(&mut err, &mut std::io::sink()));
        Ok((Self { child }, ports))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().expect("the server ends");
    }
}

//------------ Certificates ----------------------------------------------------

/// A throw-away CA with a server certificate, and a CA that signed nothing.
#[derive(Debug)]
pub(crate) struct Certificates {
    /// The CA that signed.
    pub(crate) ca: PathBuf,
    /// A CA that did not.
    pub(crate) other_ca: PathBuf,
    /// The server's certificate.
    certificate: PathBuf,
    /// The server's key.
    key: PathBuf,
}

impl Certificates {
    fn of(folder: &Path) -> Self {
        Self {
            ca: folder.join("ca.pem"),
            other_ca: folder.join("other-ca.pem"),
            certificate: folder.join("server.pem"),
            key: folder.join("server.key"),
        }
    }

    /// Makes them in `folder`.
    fn make(folder: &Path) -> Self {
        done(script("mk-ca").arg(folder));
        Self::of(folder)
    }
}

/// Runs a command that must succeed.
fn done(command: &mut Command) -> Output {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; tests/run installs it"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
