//! A broken configuration is refused with its line and what would fit.

use crate::live::service::{Ran, secird};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A configuration that is whole: a Maildir and files, nothing outside.
const WHOLE: &str = r#"[secretariat]
name = "ccNSO Secretariat"
address = "secretariat@secretariat.example"
list = "tld-ops@lists.example"
zone = "America/Los_Angeles"
holidays = ["2026-12-25"]

[mailbox]
kind = "maildir"
path = "HERE/mail"

[smtp]
kind = "files"
path = "HERE/sent"

[border]
kind = "authserv-id"
id = "mx.secretariat.example"

[rules]
max_contacts = 2

[registry]
kind = "file"

[state]
dir = "HERE/state"
"#;

fn run(folder: &Path, text: &str) -> Ran {
    let file = folder.join("secird.toml");
    let here = folder.to_string_lossy();
    fs::write(&file, text.replace("HERE", &here)).unwrap();
    let mut command = secird();
    command.args(["run", "--once", "--config"]).arg(&file);
    command.output().unwrap().into()
}

/// With `from` replaced by `to`, the words that must be said.
fn check(from: &str, to: &str, words: &[&str]) {
    let folder = TempDir::new().unwrap();
    assert!(WHOLE.contains(from), "{from:?}");
    let ran = run(folder.path(), &WHOLE.replacen(from, to, 1));
    let mut all = vec!["secird.toml"];
    all.extend(words);
    ran.refused(&all);
    assert!(!folder.path().join("state/store").exists(), "it went on");
}

#[test]
fn a_whole_configuration_works() {
    let folder = TempDir::new().unwrap();
    let ran = run(folder.path(), WHOLE).fine();
    assert!(ran.out.starts_with("0 advanced, 0 asked again"), "{ran:?}");
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_nearest_there_is() {
    check(
        "address =",
        "adress =",
        &[
            "line 3",
            "there is no key \"adress\"",
            "did you mean \"address\"",
        ],
    );
    check(
        "max_contacts",
        "max_contact",
        &["line 21", "did you mean \"max_contacts\""],
    );
    check(
        "[border]",
        "[boarder]",
        &["line 16", "did you mean \"border\""],
    );
}

#[test]
fn a_value_that_cannot_be_is_named_with_its_line() {
    for (from, to, words) in [
        (
            "max_contacts = 2",
            "max_contacts = \"two\"",
            ["line 21", "string \"two\""],
        ),
        (
            "max_contacts = 2",
            "max_contacts = 0",
            ["line 21", "must be at least 1"],
        ),
        (
            "\"secretariat@secretariat.example\"",
            "\"secretariat at example\"",
            ["line 3", "[secretariat] address"],
        ),
        (
            "\"tld-ops@lists.example\"",
            "\"tld-ops@\"",
            ["line 4", "[secretariat] list"],
        ),
        (
            "\"America/Los_Angeles\"",
            "\"Pacific\"",
            ["line 5", "\"Pacific\" is no time zone"],
        ),
        (
            "\"2026-12-25\"",
            "\"25.12.2026\"",
            ["line 6", "\"25.12.2026\" is no date"],
        ),
        (
            "\"maildir\"",
            "\"pop3\"",
            ["line 9", "one of \"imap\", \"maildir\""],
        ),
        (
            "\"files\"",
            "\"uucp\"",
            ["line 13", "one of \"smtp\", \"files\""],
        ),
        (
            "\"authserv-id\"",
            "\"milter\"",
            ["line 17", "one of \"authserv-id\""],
        ),
        (
            "name = \"ccNSO",
            "name = ccNSO",
            ["line 2", "missing opening quote"],
        ),
    ] {
        check(from, to, &words);
    }
}

#[test]
fn what_is_missing_is_named() {
    for (from, to, words) in [
        (
            "[smtp]\nkind = \"files\"\npath = \"HERE/sent\"\n",
            "",
            ["missing", "smtp"],
        ),
        ("path = \"HERE/mail\"\n", "", ["line 8", "needs its folder"]),
        ("path = \"HERE/sent\"\n", "", ["line 12", "[smtp] path"]),
        (
            "id = \"mx.secretariat.example\"\n",
            "",
            ["line 16", "[border] id"],
        ),
        (
            "list = \"tld-ops@lists.example\"\n",
            "",
            ["line 1", "missing field `list`"],
        ),
        (
            "\"maildir\"",
            "\"imap\"",
            ["line 8", "[mailbox] host: is missing"],
        ),
    ] {
        check(from, to, &words);
    }
}

/// With these lines before the state's table, the words that must be said.
fn check_more(more: &str, words: &[&str]) {
    check("[state]\n", &format!("{more}\n[state]\n"), words);
}

#[test]
fn what_the_procedure_leaves_open_is_read_as_strictly() {
    for (more, words) in [
        (
            "[roster]\nkind = \"majordomo\"",
            ["line 27", "one of \"embedded\", \"mailman3\""],
        ),
        (
            "[roster]\nurl = \"http://127.0.0.1:1/\"",
            ["line 27", "has no meaning with kind = \"embedded\""],
        ),
        (
            "[roster]\ncompare_hour = 24",
            ["line 27", "must be an hour"],
        ),
        (
            "[roster]\nkind = \"mailman3\"",
            ["[roster] url", "is missing: where the list server answers"],
        ),
        (
            "[roster]\nkind = \"mailman2\"\nurl = \"http://127.0.0.1:1/\"",
            ["[roster] password_credential", "is missing"],
        ),
        (
            "[batches]\nday = \"someday\"",
            ["line 27", "is no day of the week"],
        ),
        ("[batches]\nsize = 0", ["line 27", "must be at least 1"]),
        (
            "[batches]\nfirst = [[\"nl\", \"zz\"]]",
            ["line 27", "\"zz\" is no delegated ccTLD"],
        ),
        (
            "[batches]\norder_file = \"HERE/absent\"",
            ["line 27", "absent cannot be read"],
        ),
        (
            "[batches]\nobservers = [\"somebody\"]",
            ["line 27", "is no \"Name <address>\""],
        ),
        ("[mails]\ndigest_hour = -1", ["line 27", "must be an hour"]),
        (
            "[mails]\ndigest_day = \"Friday\"",
            ["line 27", "is no day of the week"],
        ),
        (
            "[texts]\ndir = \"HERE/absent\"",
            ["line 27", "cannot be read"],
        ),
        (
            "[texts]\nfolder = \"HERE\"",
            ["line 27", "there is no key \"folder\""],
        ),
    ] {
        check_more(more, &words);
    }
    check(
        "holidays = [\"2026-12-25\"]",
        "holidays_file = \"HERE/absent.ics\"",
        &["line 6", "absent.ics cannot be read"],
    );
}

#[test]
fn what_the_procedure_leaves_open_may_be_set() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("order.txt"),
        "# ours first\nnl\n.be\n\nрф\n",
    )
    .unwrap();
    let more = "[roster]\nkind = \"by-hand\"\n\n[batches]\nday = \"monday\"\nhour = 7\nsize = 3\n\
        first = []\norder_file = \"HERE/order.txt\"\nobservers = [\"Wanda Watcher <wanda@group.example>\"]\n\n\
        [mails]\ndigest_day = \"never\"\nreminder = false\n\n[state]\n";
    let ran = run(folder.path(), &WHOLE.replacen("[state]\n", more, 1)).fine();
    assert!(ran.out.starts_with("0 advanced"), "{ran:?}");
}

#[test]
fn a_text_of_the_operators_own_is_used_and_a_wrong_one_is_named() {
    let folder = TempDir::new().unwrap();
    let texts = folder.path().join("texts");
    fs::create_dir(&texts).unwrap();
    let more = "[texts]\ndir = \"HERE/texts\"\n\n[state]\n";
    let whole = WHOLE.replacen("[state]\n", more, 1);
    let says = |name: &str, text: &str| {
        fs::write(texts.join(name), text).unwrap();
        let ran = run(folder.path(), &whole);
        fs::remove_file(texts.join(name)).unwrap();
        ran
    };
    says("welcome.txt", "Welcome to {{ list }}, says {{ name }}.\n").fine();
    says("README", "These are our own words.\n").fine();
    for (name, text, words) in [
        ("welcom.txt", "Hi.\n", ["welcom", "welcome"]),
        ("welcome.txt", "Hi {{ nmae }}.\n", ["welcome", "nmae"]),
        ("welcome.txt", "Hi {{ name.\n", ["welcome", "line 1"]),
        (
            "new_subscribers.txt",
            "News.\n",
            ["new_subscribers", "roster"],
        ),
        ("welcome.md", "Hi.\n", ["welcome.md", "end in .txt"]),
    ] {
        says(name, text).refused(&words);
    }
    fs::write(texts.join("welcome.txt"), "Welcome to {{ list }}.\n").unwrap();
    let mut command = secird();
    let file = folder.path().join("secird.toml");
    command.args(["list", "welcome", "--config"]).arg(&file);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.fine().out, "Welcome to tld-ops@lists.example.\n");
}

#[test]
fn a_password_that_cannot_be_had_is_named() {
    let imap = |rest: &str| {
        format!("kind = \"imap\"\nhost = \"imap.secretariat.example\"\nuser = \"u\"\n{rest}\n")
    };
    let maildir = "kind = \"maildir\"\npath = \"HERE/mail\"\n";
    for (rest, words) in [
        (
            "",
            [
                "line 8",
                "password_credential: is missing (or password_file)",
            ],
        ),
        (
            "password_file = \"HERE/absent\"",
            ["line 12", "absent cannot be read: No such file"],
        ),
        (
            "password_file = \"/dev/null\"",
            ["line 12", "/dev/null is empty"],
        ),
        (
            "password_credential = \"imap\"",
            ["line 12", "LoadCredential="],
        ),
        (
            "password_credential = \"imap\"\npassword_file = \"/dev/null\"",
            ["line 13", "either this or password_credential"],
        ),
        (
            "password_file = \"HERE/secird.toml\"\nsecurity = \"plain\"",
            ["line 13", "without TLS would show the password"],
        ),
    ] {
        check(maildir, &imap(rest), &words);
    }
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("absent.toml");
    let mut command = secird();
    command.args(["cases", "--config"]).arg(&file);
    let ran: Ran = command.output().unwrap().into();
    ran.refused(&["absent.toml", "cannot be read", "No such file"]);
}
