//! Dovecot with the Secretariat's mailbox, and what a person does there.
//!
//! People's acts (move, mark) go through the server as their mail clients'
//! would; what is then proven about the mailbox is read from the disk.

use super::{Certificates, DOMAIN, Server, done, folder, script, three_ports};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

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

    /// Hands a message over that may be refused; whether it was taken.
    pub(crate) fn takes(&self, message: &[u8]) -> bool {
        let to = format!("{}@{DOMAIN}", self.user);
        let answer = lmtp(self.lmtp_port, "sender@outside.example", &to, message);
        answer.is_ok_and(|answer| answer.starts_with("250 "))
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
        // Under a service at work a message may go between two looks.
        let steady = Duration::from_secs(20);
        crate::support::until("a steady folder", steady, || self.look(folder))
    }

    /// One look; `None` when something moved meanwhile.
    fn look(&self, folder: &str) -> Option<Vec<Stored>> {
        if !self.folders().iter().any(|name| name == folder) {
            return Some(Vec::new());
        }
        // Asking for the flags also gives a UID to whatever was just delivered.
        let output = self
            .doveadm()
            .args(["-f", "flow", "fetch", "-u", self.user])
            .args(["uid flags", "mailbox", folder, "all"])
            .output()
            .expect("doveadm");
        let maildir = self.maildir(folder);
        let names = fs::read_to_string(maildir.join("dovecot-uidlist")).unwrap_or_default();
        if !output.status.success() {
            return None;
        }
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(|line| {
                let (uid, flags) = line
                    .strip_prefix("uid=")
                    .and_then(|rest| rest.split_once(" flags="))
                    .unwrap_or_else(|| panic!("doveadm said {line:?}"));
                let uid: u32 = uid.parse().expect("a UID");
                Some(Stored {
                    uid,
                    flags: flags
                        .split_whitespace()
                        .filter(|flag| *flag != "\\Recent")
                        .map(str::to_owned)
                        .collect(),
                    bytes: maildir_bytes(&maildir, &names, uid)?,
                })
            })
            .collect()
    }

    /// Waits until a folder holds at least that many messages.
    pub(crate) fn wait_for(&self, folder: &str, count: usize, longest: Duration) -> Vec<Stored> {
        crate::support::until(&format!("{count} messages in {folder}"), longest, || {
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

    /// Ends the user's sessions with BYE, as soon as there is one.
    pub(crate) fn kick(&self) {
        crate::support::until("a session to end", Duration::from_secs(20), || {
            let told = self.doveadm().args(["kick", self.user]).output();
            told.expect("doveadm").status.success().then_some(())
        });
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
fn maildir_bytes(maildir: &Path, names: &str, uid: u32) -> Option<Vec<u8>> {
    let uid = uid.to_string();
    let (_, name) = names
        .lines()
        .skip(1)
        .find(|line| line.split(' ').next() == Some(uid.as_str()))
        .and_then(|line| line.split_once(" :"))?;
    let path = ["cur", "new"]
        .iter()
        .filter_map(|part| fs::read_dir(maildir.join(part)).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            file.split(':').next() == name.split(':').next()
        })?;
    fs::read(path).ok()
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
