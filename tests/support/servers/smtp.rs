//! The other end of SMTP, and a proxy that breaks connections.
//!
//! The sink stands for the whole world outside: it keeps what it is sent with
//! its envelope, and it misbehaves as told.

use super::{Certificates, Server, folder, script};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

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
        crate::support::until(&format!("{count} mails at the sink"), longest, || {
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
