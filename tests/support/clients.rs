//! Real mail clients answer our requests: mutt and nmh, without a terminal.
//!
//! What a person's client makes of a request — the quote, its attribution, the
//! thread's headers, the encoding, what is left out — is theirs to say and is
//! not imitated here. Each runs in a home folder of its own and hands its mail
//! to a script that keeps it: nothing leaves the machine.

use super::servers::folder;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Who answers: the display name and the address.
pub(crate) type Answerer<'a> = (&'a str, &'a str);

/// What a person types above the quote.
fn above(body: &str) -> impl Fn(&str) -> String {
    move |draft: &str| format!("{body}\n\n{draft}")
}

/// Mutt's reply to `request` with `body` above the quote.
pub(crate) fn mutt_reply(request: &[u8], from: Answerer<'_>, body: &str) -> Vec<u8> {
    mutt_answer(request, from, above(body))
}

/// nmh's reply to `request` with `body` above the quote.
pub(crate) fn nmh_reply(request: &[u8], from: Answerer<'_>, body: &str) -> Vec<u8> {
    nmh_answer(request, from, above(body))
}

//------------ mutt ------------------------------------------------------------

/// Mutt's reply to `request`; `edit` is the person at the editor: it gets the
/// draft with the quote and gives back what is sent.
pub(crate) fn mutt_answer(
    request: &[u8],
    from: Answerer<'_>,
    edit: impl Fn(&str) -> String,
) -> Vec<u8> {
    let home = folder();
    let draft = run_mutt(&home, request, from);
    // Mutt's draft depends on the request alone, so the second run is the
    // first one continued by somebody who typed.
    fs::write(home.path().join("edited"), edit(&draft)).expect("the edited draft");
    run_mutt(&home, request, from);
    fs::read(home.path().join("sent")).expect("what mutt sent")
}

/// Lets mutt reply and send; the draft as its editor got it.
fn run_mutt(home: &TempDir, request: &[u8], (name, address): Answerer<'_>) -> String {
    let path = home.path();
    let inbox = path.join("inbox");
    if inbox.exists() {
        fs::remove_dir_all(&inbox).expect("the old inbox goes");
    }
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(inbox.join(part)).expect("a Maildir");
    }
    fs::write(inbox.join("new/1.request"), unix_lines(request)).expect("the request");
    let editor = write_script(
        path,
        "editor",
        "cp \"$1\" draft\n[ ! -e edited ] || cp edited \"$1\"\n",
    );
    let keep = write_script(path, "keep", "cat >sent\n");
    let domain = address.rsplit('@').next().unwrap_or_default();
    let configuration = format!(
        "set realname=\"{name}\" from=\"{address}\" use_from=yes hostname=\"{domain}\"\n\
         set editor=\"{editor}\" sendmail=\"{keep}\"\n\
         set mbox_type=Maildir folder=\"~\" record=\"\" copy=no move=no sleep_time=0\n\
         set fast_reply=yes include=yes reply_to=yes reply_self=no recall=no\n\
         set abort_unmodified=no abort_nosubject=no wait_key=no quit=yes mail_check=0\n\
         set charset=utf-8 send_charset=\"us-ascii:utf-8\"\n\
         push \"<reply><send-message><exit>\"\n"
    );
    fs::write(path.join("muttrc"), configuration).expect("the configuration");
    // Mutt talks to a terminal only; `script` lends it one.
    run(
        path,
        "timeout",
        &[
            "60",
            "script",
            "-qec",
            "mutt -n -F muttrc -f inbox",
            "/dev/null",
        ],
    );
    fs::read_to_string(path.join("draft")).expect("mutt opened its editor")
}

//------------ nmh -------------------------------------------------------------

/// nmh's reply to `request`, quoted by `repl -format`; `edit` is the person at
/// the editor: it gets the draft's body and gives back what is sent. nmh adds
/// no Message-ID of its own, that is left to the sending server.
pub(crate) fn nmh_answer(
    request: &[u8],
    (name, address): Answerer<'_>,
    edit: impl Fn(&str) -> String,
) -> Vec<u8> {
    let home = folder();
    let path = home.path();
    fs::create_dir_all(path.join("Mail/inbox")).expect("a folder");
    fs::create_dir_all(path.join("Mail/outbox")).expect("a folder");
    fs::write(path.join("Mail/inbox/1"), unix_lines(request)).expect("the request");
    let keep = write_script(path, "keep", "cat >\"$HOME/sent\"\n");
    let domain = address.rsplit('@').next().unwrap_or_default();
    let profile = format!("Path: Mail\nLocal-Mailbox: {name} <{address}>\n");
    fs::write(path.join(".mh_profile"), profile).expect("the profile");
    let transport = format!("mts: sendmail/pipe\nsendmail: {keep}\nlocalname: {domain}\n");
    fs::write(path.join("mts.conf"), transport).expect("the transport");

    run(
        path,
        "/usr/bin/mh/repl",
        &[
            "-format",
            "-filter",
            "mhl.reply",
            "-nowhatnowproc",
            "+inbox",
            "1",
        ],
    );
    let file = path.join("Mail/draft");
    let draft = fs::read_to_string(&file).expect("nmh made a draft");
    let (head, body) = draft.split_once("\n--------\n").expect("a draft's ruler");
    let edited = format!("{head}\n--------\n{}", edit(body));
    fs::write(&file, edited).expect("the edited draft");
    run(path, "/usr/bin/mh/send", &[&file.to_string_lossy()]);
    fs::read(path.join("sent")).expect("what nmh sent")
}

//------------ both ------------------------------------------------------------

/// Runs a client in its home, with nothing of this machine's settings.
fn run(home: &Path, program: &str, arguments: &[&str]) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("MHMTSCONF", home.join("mts.conf"))
        .env("PATH", "/usr/bin/mh:/usr/bin:/bin")
        .env("TERM", "xterm")
        .env("LANG", "C.UTF-8")
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; tests/run installs it"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// An executable script in `folder`; its path.
fn write_script(folder: &Path, name: &str, lines: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{lines}")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a script");
    path.to_string_lossy().into_owned()
}

/// Mail as a client keeps it on the disk.
fn unix_lines(message: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(message.len());
    for (at, byte) in message.iter().enumerate() {
        if *byte != b'\r' || message.get(at + 1) != Some(&b'\n') {
            lines.push(*byte);
        }
    }
    lines
}
