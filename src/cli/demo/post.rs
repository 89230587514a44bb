//! The mail system of the demo: delivery, blind copies, and a Validator's hand.

use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file's name in the Maildir is counted, so that the demo is the same each time.
pub(super) struct Post {
    folder: PathBuf,
    delivered: u32,
    copied: BTreeSet<PathBuf>,
}

impl Post {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            delivered: 0,
            copied: BTreeSet::new(),
        }
    }

    /// The Secretariat's Maildir.
    pub(super) fn mailbox(&self) -> PathBuf {
        self.folder.join("mailbox")
    }

    /// Where outgoing mail is kept.
    pub(super) fn sent(&self) -> PathBuf {
        self.folder.join("sent")
    }

    /// Delivers one of the shipped messages, as an answer to `request`.
    pub(super) fn deliver(
        &mut self,
        text: &str,
        request: Option<&(String, String)>,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let (id, body) = request.cloned().unwrap_or_default();
        let message = filled(text, &id, &body, now);
        self.put(message.as_bytes())
    }

    /// What the mail system does with the blind copies of what was sent.
    pub(super) fn bring_copies_home(&mut self) -> anyhow::Result<()> {
        let mut fresh: Vec<PathBuf> = match fs::read_dir(self.sent()) {
            Ok(entries) => entries
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .collect(),
            Err(_) => Vec::new(),
        };
        fresh.retain(|path| {
            path.extension().is_some_and(|ending| ending == "eml") && !self.copied.contains(path)
        });
        fresh.sort();
        for path in fresh {
            let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
            self.put(&bytes)?;
            self.copied.insert(path);
        }
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.delivered = self.delivered.saturating_add(1);
        let name = format!("demo.{:04}.secretariat", self.delivered);
        let (tmp, new) = (
            self.mailbox().join("tmp").join(&name),
            self.mailbox().join("new").join(&name),
        );
        fs::write(&tmp, bytes).with_context(|| tmp.display().to_string())?;
        fs::rename(&tmp, &new).with_context(|| new.display().to_string())
    }

    /// The Validator drags an escalation into a folder of his mail program.
    pub(super) fn move_escalation(&self, id: &str, to: &str) -> anyhow::Result<()> {
        let header = format!("X-Secird-Escalation: {id}");
        for part in ["cur", "new"] {
            for entry in fs::read_dir(self.mailbox().join(part))? {
                let path = entry?.path();
                let text = fs::read(&path)?;
                let ours = String::from_utf8_lossy(&text)
                    .lines()
                    .take_while(|line| !line.is_empty())
                    .any(|line| line == header);
                if ours {
                    let name = path
                        .file_name()
                        .ok_or_else(|| anyhow!("a message without a name"))?;
                    let target = self
                        .mailbox()
                        .join(format!(".TLD-OPS.{to}"))
                        .join("cur")
                        .join(name);
                    return fs::rename(&path, &target)
                        .with_context(|| target.display().to_string());
                }
            }
        }
        Err(anyhow!("{id} does not lie in the inbox"))
    }

    /// How many messages lie in the inbox that nobody moved or marked.
    pub(super) fn untouched(&self) -> anyhow::Result<usize> {
        Ok(fs::read_dir(self.mailbox().join("new"))?.count())
    }
}

/// A shipped message with the request it answers put in.
fn filled(text: &str, id: &str, request: &str, now: Timestamp) -> String {
    let mut body = request.trim_end().to_owned();
    let mut kept = String::new();
    for line in text.lines() {
        match line
            .strip_prefix("X-Demo-Fill: ")
            .and_then(|rule| rule.split_once(" = "))
        {
            // Names and addresses stand once each; both phone placeholders are
            // the same words, so one at a time.
            Some((placeholder, value)) => body = body.replacen(placeholder, value, 1),
            None => {
                kept.push_str(line);
                kept.push('\n');
            }
        }
    }
    let quoted: Vec<String> = body
        .lines()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect();
    let html = body
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\n', "<br>\n");
    kept.replace("@ID@", id)
        .replace("@QUOTED@", &quoted.join("\n"))
        .replace("@REQUEST-HTML@", &html)
        .replace("@REQUEST@", &body)
        .replace(
            "@DATE@",
            &now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
        )
}

/// A configuration over the demo's folder, for a look around afterwards.
pub(super) fn configuration(folder: &Path) -> anyhow::Result<()> {
    let path = |name: &str| format!("{:?}", folder.join(name).display().to_string());
    let text = format!(
        "[secretariat]\nname = \"ccNSO Secretariat\"\naddress = \"secretariat@secretariat.example\"\n\
         list = \"tld-ops@lists.example\"\n\n[mailbox]\nkind = \"maildir\"\npath = {}\n\n\
         [smtp]\nkind = \"files\"\npath = {}\n\n[border]\nkind = \"authserv-id\"\n\
         id = \"mx.secretariat.example\"\n\n[registry]\nkind = \"file\"\n\n[state]\ndir = {}\n\n[directory]\ndir = {}\n",
        path("mailbox"),
        path("sent"),
        path("state"),
        path("directory"),
    );
    fs::write(folder.join("secird.toml"), text).context("the demo's configuration")
}
