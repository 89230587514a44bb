//! Real servers on loopback: Dovecot, an SMTP sink, a proxy that breaks lines.
//!
//! Each runs from a script in `servers/` until its standard input ends, so it
//! goes when the value is dropped and also when the test process is killed.
//! Each has a folder of its own with a short path (unix sockets) and ports of
//! its own, because the tests run beside each other. What is proven about a
//! mailbox is read from the disk, not asked of the server under test.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
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
    const SLOTS: u32 = 2_900;
    loop {
        let turn = u32::from(NEXT.fetch_add(1, Ordering::Relaxed));
        let slot = (std::process::id().wrapping_mul(37) + turn) % SLOTS;
        let first = 20_000 + u16::try_from(slot * 4).expect("a port");
        let free = ["127.0.0.1", "127.0.0.2"]
            .iter()
            .all(|host| (first..first + 3).all(|port| TcpListener::bind((*host, port)).is_ok()));
        if free {
            return first;
        }
    }
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

//------------ Dovecot ---------------------------------------------------------

/// A message as it lies in a mailbox folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// The UID.
    pub(crate) uid: u32,
    /// Flags and keywords, `\Recent` left out.
    pub(crate) flags: BTreeSet<String>,
    /// The bytes on the disk (line ends are LF there).
    pub(crate) bytes: Vec<u8>,
}

/// One Dovecot with the Secretariat's mailbox in it.
#[derive(Debug)]
pub(crate) struct Dovecot {
    /// The address a stranger connects to: no LOGIN there before TLS.
    pub(crate) host: &'static str,
    /// IMAP, STARTTLS.
    pub(crate) imap_port: u16,
    /// IMAP, TLS from the first byte.
    pub(crate) imaps_port: u16,
    /// LMTP.
    pub(crate) lmtp_port: u16,
    /// Who signed its certificate, and who did not.
    pub(crate) certificates: Certificates,
    /// The one user.
    pub(crate) user: &'static str,
    /// The user's password.
    pub(crate) password: &'static str,
    // The server ends before its folder goes.
    server: Server,
    folder: TempDir,
}

impl Dovecot {
    /// Starts one with an empty mailbox.
    pub(crate) fn start() -> Self {
        Self::without("")
    }

    /// Starts one that hides capabilities, e.g. `"MOVE IDLE"`.
    pub(crate) fn without(capabilities: &str) -> Self {
        let mut told = String::new();
        for _ in 0..10 {
            let folder = folder();
            let first = three_ports();
            let mut command = script("dovecot");
            command.arg(folder.path()).arg(first.to_string());
            match Server::start(command.env("CAPS_OFF", capabilities)) {
                Ok((server, _)) => {
                    return Self {
                        host: "127.0.0.2",
                        imap_port: first,
                        imaps_port: first + 1,
                        lmtp_port: first + 2,
                        certificates: Certificates::of(&folder.path().join("tls")),
                        user: "secretariat",
                        password: "secret",
                        server,
                        folder,
                    };
                }
                // Another process was quicker with these ports.
                Err(words) if words.contains("Address already in use") => told = words,
                Err(words) => panic!("dovecot: {words}; tests/run installs what it needs"),
            }
        }
        panic!("dovecot found no free ports: {told}");
    }

    fn doveadm(&self) -> Command {
        let mut command = Command::new("/usr/bin/doveadm");
        command
            .arg("-c")
            .arg(self.folder.path().join("dovecot.conf"));
        command
    }

    /// Hands a message over as a mail server does: Return-Path, Delivered-To
    /// and Received are put before it.
    pub(crate) fn deliver(&self, message: &[u8]) {
        self.deliver_from("sender@outside.example", message);
    }

    /// The same with an envelope sender; empty for a bounce.
    pub(crate) fn deliver_from(&self, sender: &str, message: &[u8]) {
        let to = format!("{}@{DOMAIN}", self.user);
        let answer = lmtp(self.lmtp_port, sender, &to, message).expect("an LMTP dialogue");
        assert!(
            answer.starts_with("250 "),
            "LMTP refused the mail: {answer}"
        );
    }

    /// Puts a message into a folder, bytes unchanged; makes the folder.
    pub(crate) fn store(&self, folder: &str, message: &[u8]) {
        if !self.folders().iter().any(|name| name == folder) {
            done(
                self.doveadm()
                    .args(["mailbox", "create", "-u", self.user, folder]),
            );
        }
        let mut child = self
            .doveadm()
            .args(["save", "-u", self.user, "-m", folder])
            .stdin(Stdio::piped())
            .spawn()
            .expect("doveadm");
        let mut pipe = child.stdin.take().expect("a pipe");
        pipe.write_all(message).expect("doveadm reads");
        drop(pipe);
        assert!(child.wait().expect("doveadm ends").success());
    }

    /// The names of the folders, sorted.
    pub(crate) fn folders(&self) -> Vec<String> {
        let output = done(self.doveadm().args(["mailbox", "list", "-u", self.user]));
        let mut names: Vec<String> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    }

    /// What lies in a folder, by UID; empty where there is no such folder.
    pub(crate) fn messages(&self, folder: &str) -> Vec<Stored> {
        if !self.folders().iter().any(|name| name == folder) {
            return Vec::new();
        }
        // Asking for the flags also gives a UID to whatever was just delivered.
        let output = done(self.doveadm().args([
            "-f",
            "flow",
            "fetch",
            "-u",
            self.user,
            "uid flags",
            "mailbox",
            folder,
            "all",
        ]));
        let maildir = self.maildir(folder);
        let names = fs::read_to_string(maildir.join("dovecot-uidlist")).unwrap_or_default();
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(|line| {
                let (uid, flags) = line
                    .strip_prefix("uid=")
                    .and_then(|rest| rest.split_once(" flags="))
                    .unwrap_or_else(|| panic!("doveadm said {line:?}"));
                let uid: u32 = uid.parse().expect("a UID");
                Stored {
                    uid,
                    flags: flags
                        .split_whitespace()
                        .filter(|flag| *flag != "\\Recent")
                        .map(str::to_owned)
                        .collect(),
                    bytes: maildir_bytes(&maildir, &names, uid),
                }
            })
            .collect()
    }

    /// Waits until a folder holds at least that many messages.
    pub(crate) fn wait_for(&self, folder: &str, count: usize, longest: Duration) -> Vec<Stored> {
        super::until(&format!("{count} messages in {folder}"), longest, || {
            Some(self.messages(folder)).filter(|found| found.len() >= count)
        })
    }

    /// Moves the one message with that Message-ID (no brackets needed), as a
    /// person's mail client does.
    pub(crate) fn move_message(&self, from: &str, to: &str, message_id: &str) {
        self.only(from, message_id);
        done(self.doveadm().args([
            "move",
            "-u",
            self.user,
            to,
            "mailbox",
            from,
            "HEADER",
            "Message-ID",
            message_id,
        ]));
        self.only(to, message_id);
    }

    /// Sets a flag or keyword on the one message with that Message-ID, as a
    /// person's mail client does.
    pub(crate) fn mark(&self, folder: &str, message_id: &str, flag: &str) {
        self.only(folder, message_id);
        done(self.doveadm().args([
            "flags",
            "add",
            "-u",
            self.user,
            flag,
            "mailbox",
            folder,
            "HEADER",
            "Message-ID",
            message_id,
        ]));
    }

    /// Demands exactly one message with that Message-ID in a folder.
    fn only(&self, folder: &str, message_id: &str) {
        let output = done(self.doveadm().args([
            "search",
            "-u",
            self.user,
            "mailbox",
            folder,
            "HEADER",
            "Message-ID",
            message_id,
        ]));
        let count = String::from_utf8_lossy(&output.stdout).lines().count();
        assert_eq!(count, 1, "messages with the id {message_id} in {folder}");
    }

    /// Gives INBOX another UIDVALIDITY while the server runs: (old, new).
    pub(crate) fn new_uidvalidity(&self) -> (u32, u32) {
        let old = self.uidvalidity();
        let wanted = (old + 1).to_string();
        done(self.doveadm().args([
            "mailbox",
            "update",
            "-u",
            self.user,
            "--uid-validity",
            &wanted,
            "INBOX",
        ]));
        (old, self.uidvalidity())
    }

    fn uidvalidity(&self) -> u32 {
        let output = done(self.doveadm().args([
            "-f",
            "flow",
            "mailbox",
            "status",
            "-u",
            self.user,
            "uidvalidity",
            "INBOX",
        ]));
        String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .rsplit_once("uidvalidity=")
            .and_then(|(_, number)| number.parse().ok())
            .expect("a UIDVALIDITY")
    }

    /// Ends the user's sessions with BYE.
    pub(crate) fn kick(&self) {
        done(self.doveadm().args(["kick", self.user]));
    }

    /// The folder on the disk.
    fn maildir(&self, folder: &str) -> PathBuf {
        let root = self
            .folder
            .path()
            .join("mail")
            .join(self.user)
            .join("Maildir");
        match folder {
            "INBOX" => root,
            other => root.join(format!(".{}", other.replace('/', "."))),
        }
    }

    /// The id of the process that serves, for tests that must see it end.
    pub(crate) fn pid(&self) -> u32 {
        self.server.child.id()
    }
}

/// The bytes of the message that `dovecot-uidlist` names for a UID: each line
/// after the first is `UID [fields] :file name without flags`.
fn maildir_bytes(maildir: &Path, names: &str, uid: u32) -> Vec<u8> {
    let name = names
        .lines()
        .skip(1)
        .find(|line| line.split(' ').next() == Some(uid.to_string().as_str()))
        .and_then(|line| line.split_once(" :"))
        .map_or_else(|| panic!("no file for UID {uid}"), |(_, name)| name);
    ["cur", "new"]
        .iter()
        .flat_map(|part| fs::read_dir(maildir.join(part)).expect("a Maildir"))
        .map(|entry| entry.expect("an entry").path())
        .find(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            file.split(':').next() == name.split(':').next()
        })
        .map(|path| fs::read(path).expect("a message"))
        .unwrap_or_else(|| panic!("no file {name} in {}", maildir.display()))
}

/// One message by LMTP (RFC 2033); the answer for its one recipient.
fn lmtp(port: u16, sender: &str, to: &str, message: &[u8]) -> std::io::Result<String> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    let mut answer = move || -> std::io::Result<String> {
        loop {
            let mut line = String::new();
            answers.read_line(&mut line)?;
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(line.trim_end().to_owned());
            }
        }
    };
    answer()?;
    for line in [
        "LHLO mx.outside.example".to_owned(),
        format!("MAIL FROM:<{sender}>"),
        format!("RCPT TO:<{to}>"),
        "DATA".to_owned(),
    ] {
        stream.write_all(format!("{line}\r\n").as_bytes())?;
        let said = answer()?;
        if !said.starts_with('2') && !said.starts_with("354") {
            return Ok(said);
        }
    }
    stream.write_all(&on_the_wire(message))?;
    answer()
}

/// Line ends CRLF, dots stuffed, the final dot (RFC 5321 §4.5.2).
fn on_the_wire(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(message.len() + 16);
    let whole = message.strip_suffix(b"\n").unwrap_or(message);
    for line in whole.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first() == Some(&b'.') {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

//------------ SmtpSink --------------------------------------------------------

/// A message that the sink took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sunk {
    /// The bytes as sent.
    pub(crate) bytes: Vec<u8>,
    /// The envelope's sender.
    pub(crate) from: String,
    /// The envelope's recipients.
    pub(crate) to: Vec<String>,
    /// The TLS version, where there was TLS.
    pub(crate) tls: Option<String>,
}

/// An SMTP server that keeps everything and misbehaves as told.
#[derive(Debug)]
pub(crate) struct SmtpSink {
    /// The port on 127.0.0.1.
    pub(crate) port: u16,
    /// Who signed its certificate; only where it offers TLS.
    pub(crate) certificates: Option<Certificates>,
    // Held until it drops; the server ends before its folder goes.
    _server: Server,
    folder: TempDir,
}

impl SmtpSink {
    /// One in clear and without login. Mail for each domain of `relay` goes on
    /// to that LMTP port, so that a blind copy comes home.
    pub(crate) fn start(relay: &[(&str, u16)]) -> Self {
        Self::with(folder(), None, relay)
    }

    /// One that demands STARTTLS and the login secretariat, secret.
    pub(crate) fn secured(relay: &[(&str, u16)]) -> Self {
        let folder = folder();
        let certificates = Certificates::make(folder.path());
        Self::with(folder, Some(certificates), relay)
    }

    fn with(folder: TempDir, certificates: Option<Certificates>, relay: &[(&str, u16)]) -> Self {
        let mut command = script("smtp-sink");
        command.arg(folder.path()).arg("0");
        if let Some(tls) = &certificates {
            command.arg("--cert").arg(&tls.certificate);
            command.arg("--key").arg(&tls.key);
            command.args([
                "--auth",
                "secretariat:secret",
                "--require-tls",
                "--require-auth",
            ]);
        }
        for (domain, port) in relay {
            command.args(["--relay", &format!("{domain}={port}")]);
        }
        let (server, ports) = Server::start(&mut command).expect("the sink starts");
        Self {
            port: ports[0],
            certificates,
            _server: server,
            folder,
        }
    }

    /// Everything it took, in order.
    pub(crate) fn messages(&self) -> Vec<Sunk> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.folder.path())
            .expect("the sink's folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect();
        files.sort();
        files.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Sunk {
        // Written before the message appears under its name.
        let text = fs::read(path.with_extension("json")).expect("an envelope");
        let envelope: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        let word = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        Sunk {
            bytes: fs::read(path).expect("a message"),
            from: word(&envelope["mail_from"]).expect("a sender"),
            to: envelope["rcpt_to"]
                .as_array()
                .expect("recipients")
                .iter()
                .filter_map(word)
                .collect(),
            tls: word(&envelope["tls"]),
        }
    }

    /// Waits until it took at least that many messages.
    pub(crate) fn wait_for(&self, count: usize, longest: Duration) -> Vec<Sunk> {
        super::until(&format!("{count} mails at the sink"), longest, || {
            Some(self.messages()).filter(|found| found.len() >= count)
        })
    }

    /// Says how to misbehave from now on; `servers/smtp-sink` explains the
    /// words. An empty text ends all misbehaviour.
    pub(crate) fn rules(&self, text: &str) {
        let draft = self.folder.path().join("rules.new");
        fs::write(&draft, text).expect("the rules");
        fs::rename(&draft, self.folder.path().join("rules")).expect("the rules");
    }
}

//------------ FaultProxy ------------------------------------------------------

/// A relay in front of a server that breaks connections when told.
#[derive(Debug)]
pub(crate) struct FaultProxy {
    /// The port to connect to on 127.0.0.1.
    pub(crate) port: u16,
    control: u16,
    _server: Server,
}

impl FaultProxy {
    /// One in front of `target`; `servers/fault-proxy` explains the options.
    pub(crate) fn start(target: u16, options: &[&str]) -> Self {
        let mut command = script("fault-proxy");
        command.arg("0").arg(target.to_string());
        command.args(["--control", "0"]).args(options);
        let (server, ports) = Server::start(&mut command).expect("the proxy starts");
        Self {
            port: ports[0],
            control: ports[1],
            _server: server,
        }
    }

    /// `cut`, `rst`, `stall`, `go` or `count`; its answer.
    pub(crate) fn tell(&self, word: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.control)).expect("the proxy");
        stream
            .write_all(format!("{word}\n").as_bytes())
            .expect("the proxy");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer.trim_end().to_owned()
    }
}
