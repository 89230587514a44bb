//! The stage of the end-to-end tests: the real binary between real servers.
//!
//! The binary is run as an operator runs it, with a configuration file and
//! nothing else; what it did is read from its outputs, from the mailbox on the
//! disk and from what the SMTP sink took. Nothing here opens the store.

use crate::support::clients::{mutt_answer, mutt_reply};
use crate::support::names::{self, LIST, Registry, SECRETARIAT};
use crate::support::servers::dovecot::Stored;
use crate::support::servers::smtp::Sunk;
use crate::support::servers::{DOMAIN, Dovecot, SmtpSink};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Longer than anything here takes on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(60);

/// The border's name in Authentication-Results.
const BORDER: &str = "mx.secretariat.example";

//------------ Ran -------------------------------------------------------------

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Its standard output.
    pub(crate) out: String,
    /// Its standard error.
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// Demands success.
    pub(crate) fn fine(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// Demands a failure that says all of `words`.
    pub(crate) fn refused(self, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(1), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not said: {self:?}");
        }
        self
    }

    /// Its JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The binary with arguments, nothing of this machine's settings around it.
pub(crate) fn secird() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_secird"));
    command.env_remove("SECIRD_LOG").stdin(Stdio::null());
    command
}

//------------ Stage -----------------------------------------------------------

/// How the mailbox is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// TLS from the first byte.
    Imaps,
    /// STARTTLS on the plain port.
    StartTls,
}

/// A Dovecot, a sink that brings blind copies home, and a configuration.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The Secretariat's mailbox.
    pub(crate) dovecot: Dovecot,
    /// The world outside.
    pub(crate) sink: SmtpSink,
    /// Configuration, state and public directory; anything else of the test.
    pub(crate) folder: TempDir,
    /// The configuration's tables and their lines.
    tables: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
}

impl Stage {
    /// Servers started, configuration written, the cast's records imported.
    pub(crate) fn open(way: Way) -> Self {
        let stage = Self::bare(way);
        stage.import();
        stage
    }

    /// Imports the cast's records.
    pub(crate) fn import(&self) {
        let records = self.path("records.tsv");
        let lines: String = names::CAST
            .iter()
            .map(|one| format!("{}\t{}\n", one.tld, one.address))
            .collect();
        fs::write(&records, lines).unwrap();
        let records = records.to_string_lossy().into_owned();
        self.run(&["registry", "import", &records]).fine();
    }

    /// The same with an empty registry.
    pub(crate) fn bare(way: Way) -> Self {
        let dovecot = Dovecot::start();
        let sink = SmtpSink::start(&[(DOMAIN, dovecot.lmtp_port)]);
        Self::between(dovecot, sink, way)
    }

    /// The same between servers of the test's own.
    pub(crate) fn between(dovecot: Dovecot, sink: SmtpSink, way: Way) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (port, security) = match way {
            Way::Imaps => (dovecot.imaps_port, "tls"),
            Way::StartTls => (dovecot.imap_port, "starttls"),
        };
        fs::write(folder.path().join("password"), dovecot.password).unwrap();
        let path = |name: &str| folder.path().join(name);
        let ca = dovecot.certificates.ca.clone();
        let (host, user, smtp) = (dovecot.host, dovecot.user, sink.port);
        let mut stage = Self {
            tables: BTreeMap::new(),
            dovecot,
            sink,
            folder: TempDir::new().unwrap(),
        };
        let word = |text: &str| format!("{text:?}");
        let file = |path: &Path| format!("{:?}", path.display().to_string());
        for (table, key, value) in [
            ("secretariat", "name", word("ccNSO Secretariat")),
            ("secretariat", "address", word(SECRETARIAT)),
            ("secretariat", "list", word(LIST)),
            ("mailbox", "kind", word("imap")),
            ("mailbox", "host", word(host)),
            ("mailbox", "port", port.to_string()),
            ("mailbox", "security", word(security)),
            ("mailbox", "user", word(user)),
            ("mailbox", "password_file", file(&path("password"))),
            ("mailbox", "ca_file", file(&ca)),
            ("mailbox", "timeout_seconds", "20".to_owned()),
            ("smtp", "host", word("127.0.0.1")),
            ("smtp", "port", smtp.to_string()),
            ("smtp", "security", word("plain")),
            ("registry", "kind", word("file")),
            ("border", "kind", word("authserv-id")),
            ("border", "id", word(BORDER)),
            (
                "border",
                "hosts",
                format!("[{BORDER:?}, \"imap.secretariat.example\"]"),
            ),
            ("rules", "max_mails_per_hour", "1000".to_owned()),
            ("state", "dir", file(&path("state"))),
            ("directory", "dir", file(&path("public"))),
        ] {
            stage.tables.entry(table).or_default().insert(key, value);
        }
        stage.folder = folder;
        stage.write();
        stage
    }

    /// A path in the test's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The configuration file.
    pub(crate) fn config(&self) -> PathBuf {
        self.path("secird.toml")
    }

    /// Sets a key of the configuration to a TOML value.
    pub(crate) fn set(&mut self, table: &'static str, key: &'static str, value: &str) {
        let keys = self.tables.entry(table).or_default();
        keys.insert(key, value.to_owned());
        self.write();
    }

    /// Leaves a key of the configuration out.
    pub(crate) fn unset(&mut self, table: &'static str, key: &'static str) {
        if let Some(keys) = self.tables.get_mut(table) {
            keys.remove(key);
        }
        self.write();
    }

    fn write(&self) {
        let text: String = self
            .tables
            .iter()
            .map(|(table, keys)| {
                let lines: String = keys
                    .iter()
                    .map(|(key, value)| format!("{key} = {value}\n"))
                    .collect();
                format!("[{table}]\n{lines}\n")
            })
            .collect();
        fs::write(self.config(), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = secird();
        command.args(arguments).arg("--config").arg(self.config());
        command
    }

    /// A command with this configuration, to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// A command that must succeed; its JSON's data.
    pub(crate) fn data(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        self.run(&all).fine().json()["data"].take()
    }

    /// `run --once`, which must succeed; the messages by end.
    pub(crate) fn once(&self) -> BTreeMap<String, u64> {
        let ran = self.run(&["--json", "run", "--once"]).fine();
        ran.json()["ends"]
            .as_array()
            .unwrap()
            .iter()
            .map(|end| {
                let word = |name: &str| end[name].as_str().unwrap().to_owned();
                let name = format!("{} {}", word("action"), word("reason"));
                (name, end["messages"].as_u64().unwrap())
            })
            .collect()
    }

    /// A command started and left to itself; its outputs go to files.
    pub(crate) fn start(&self, arguments: &[&str], log: &str) -> Child {
        let err = fs::File::create(self.path("stderr")).unwrap();
        let out = fs::File::create(self.path("stdout")).unwrap();
        let mut command = self.command(arguments);
        command.env("SECIRD_LOG", log).stdout(out).stderr(err);
        command.spawn().unwrap()
    }

    /// The cases of one ccTLD, newest last.
    pub(crate) fn cases(&self, tld: &str) -> Vec<Value> {
        self.data(&["case", "show", tld])
            .as_array()
            .cloned()
            .unwrap()
    }

    /// State and outcome of the only case of a ccTLD: `closed joined`.
    pub(crate) fn standing(&self, tld: &str) -> String {
        let cases = self.cases(tld);
        assert_eq!(cases.len(), 1, "{cases:?}");
        let word = |name: &str| cases[0][name].as_str().unwrap_or_default().to_owned();
        format!("{} {}", word("state"), word("outcome"))
            .trim()
            .to_owned()
    }

    /// The addresses on the roster, each with its ccTLDs.
    pub(crate) fn roster(&self) -> Vec<String> {
        let rows = self.data(&["roster"]);
        let mut lines: Vec<String> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let tlds: Vec<&str> = row["tlds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                format!("{} .{}", row["email"].as_str().unwrap(), tlds.join(" ."))
            })
            .collect();
        lines.sort();
        lines
    }

    /// The one mail that went to the admin contact of a ccTLD.
    pub(crate) fn sent_to(&self, registry: &Registry) -> Sunk {
        let mut mails = self.all_sent_to(registry.address);
        assert_eq!(mails.len(), 1, "mails to {}", registry.address);
        mails.remove(0)
    }

    /// All mails that went to an address.
    pub(crate) fn all_sent_to(&self, address: &str) -> Vec<Sunk> {
        let mut mails = self.sink.messages();
        mails.retain(|mail| mail.to.iter().any(|to| to == address));
        mails
    }

    /// Delivers mail as our border hands it on: with its word on the From domain.
    pub(crate) fn receive(&self, mail: &[u8], word: &str) {
        self.dovecot.deliver(&stamped(mail, word));
    }

    /// The escalations that lie in a folder.
    pub(crate) fn escalations(&self, folder: &str) -> Vec<Stored> {
        let mut found = self.dovecot.messages(folder);
        found.retain(|one| field(&one.bytes, "X-Secird-Escalation").is_some());
        found
    }

    /// The journal's chain must verify.
    pub(crate) fn audit(&self) {
        self.run(&["audit"]).fine();
    }
}

//------------ mail ------------------------------------------------------------

/// A mail with our border's stamp on top.
pub(crate) fn stamped(mail: &[u8], word: &str) -> Vec<u8> {
    let from = field(mail, "From").unwrap();
    let domain = from.rsplit('@').next().unwrap().trim_end_matches('>');
    let mut whole =
        format!("Authentication-Results: {BORDER}; dmarc={word} header.from={domain}\r\n")
            .into_bytes();
    whole.extend_from_slice(mail);
    whole
}

/// The first field of that name, unfolded.
pub(crate) fn field(mail: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(mail).replace("\r\n", "\n");
    let (head, _) = text.split_once("\n\n")?;
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    unfolded.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

/// A mail's Message-ID.
pub(crate) fn id_of(mail: &[u8]) -> String {
    field(mail, "Message-ID").unwrap()
}

/// The response template as one ccTLD's admin contact fills it in.
pub(crate) fn template(of: &Registry) -> String {
    let [first, second] = of.contacts;
    format!(
        "Contact Person #1 (primary):\nName: {}\nEmail address: {}\nMobile phone number: {}\n\n\
         Contact Person #2 (secondary):\nName: {}\nEmail address: {}\nMobile phone number: {}\n\n\
         I hereby confirm that the above persons are responsible for the\n\
         overall security and stability of my ccTLD.\n",
        first.name, first.email, first.phone, second.name, second.email, second.phone
    )
}

/// The template filled in where it stands in the quote.
pub(crate) fn fill(draft: &str, of: &Registry) -> String {
    let [first, second] = of.contacts;
    draft
        .replace("<FirstName1> <LastName1>", first.name)
        .replace("<EmailAddress1>", first.email)
        .replace("<FirstName2> <LastName2>", second.name)
        .replace("<EmailAddress2>", second.email)
        .replacen("+<country code> <number>", first.phone, 1)
        .replacen("+<country code> <number>", second.phone, 1)
}

/// Mutt's answer of a ccTLD's admin contact with the template filled in.
pub(crate) fn mutt_filled(request: &[u8], of: &Registry) -> Vec<u8> {
    mutt_answer(request, (of.admin, of.address), |draft| fill(draft, of))
}

/// Mutt's answer of a ccTLD's admin contact with some words above the quote.
pub(crate) fn mutt_says(request: &[u8], of: &Registry, words: &str) -> Vec<u8> {
    mutt_reply(request, (of.admin, of.address), words)
}

/// Mail that pretends: the right From, none of our secrets.
pub(crate) fn forged(of: &Registry, body: &str) -> Vec<u8> {
    format!(
        "From: {} <{}>\r\nTo: {SECRETARIAT}\r\n\
         Subject: Re: Invitation to join the TLD-OPS mailing list\r\n\
         Message-ID: <forged.{}@elsewhere.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
        encoded(of.admin),
        of.address,
        of.tld,
        body.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// A display name as RFC 2047 wants it.
fn encoded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_owned();
    }
    let bytes: String = name.bytes().map(|byte| format!("={byte:02X}")).collect();
    format!("=?utf-8?Q?{bytes}?=")
}
