//! What goes wrong around the service: said in clear words, and nothing lost.

use super::service::{SOON, Stage, Way, field, forged, id_of, mutt_filled, stamped};
use crate::support::names::{self, SECRETARIAT};
use crate::support::servers::{DOMAIN, Dovecot, SmtpSink};
use crate::support::until;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::Duration;

/// One run that must fail with these words; then all is put right, and the
/// invitation that waited goes out, once.
fn check(wrong: impl FnOnce(&mut Stage), words: &[&str], right: impl FnOnce(&mut Stage)) {
    let mut stage = Stage::open(Way::Imaps);
    stage.run(&["invite", "nl"]).fine();
    wrong(&mut stage);
    let ran = stage.run(&["run", "--once"]).refused(words);
    assert!(!ran.err.contains("not-the-password"), "{ran:?}");
    assert_eq!(stage.standing("nl"), "asking");
    assert_eq!(stage.sink.messages().len(), 0);
    right(&mut stage);
    stage.once();
    assert_eq!(stage.standing("nl"), "asked");
    assert_eq!(stage.sink.messages().len(), 1);
    stage.audit();
}

#[test]
fn a_wrong_imap_password_is_said_and_what_waits_goes_out_later() {
    check(
        |stage| fs::write(stage.path("password"), "not-the-password").unwrap(),
        &[
            "refused the login of secretariat",
            "check the user, the password",
        ],
        |stage| fs::write(stage.path("password"), stage.dovecot.password).unwrap(),
    );
}

#[test]
fn a_certificate_of_an_unrelated_authority_is_refused() {
    let file = |path: &std::path::Path| format!("{:?}", path.display().to_string());
    check(
        |stage| {
            let other = file(&stage.dovecot.certificates.other_ca);
            stage.set("mailbox", "ca_file", &other);
        },
        &["no safe connection", "is signed by nobody trusted here"],
        |stage| {
            let ca = file(&stage.dovecot.certificates.ca);
            stage.set("mailbox", "ca_file", &ca);
        },
    );
}

#[test]
fn a_mailbox_server_that_is_away_is_said_and_found_again() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port().to_string();
    drop(nobody);
    check(
        |stage| {
            stage.set("mailbox", "host", "\"127.0.0.1\"");
            stage.set("mailbox", "port", &port);
        },
        &["the mailbox server is away", "127.0.0.1"],
        |stage| {
            let port = stage.dovecot.imaps_port.to_string();
            stage.set("mailbox", "port", &port);
        },
    );
}

#[test]
fn a_server_without_starttls_gets_no_password() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            .unwrap();
        let mut heard = String::new();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            let tag = line.split(' ').next().unwrap().to_owned();
            let answer = format!("* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
            heard.push_str(&line);
            line.clear();
        }
        heard
    });
    check(
        |stage| {
            stage.set("mailbox", "host", "\"127.0.0.1\"");
            stage.set("mailbox", "port", &port);
            stage.set("mailbox", "security", "\"starttls\"");
        },
        &["does not offer STARTTLS"],
        |stage| {
            let port = stage.dovecot.imap_port.to_string();
            stage.set("mailbox", "port", &port);
        },
    );
    let heard = heard.join().unwrap();
    assert!(
        !heard.contains("LOGIN") && !heard.contains("secret"),
        "{heard}"
    );
}

#[test]
fn a_wrong_smtp_password_holds_the_mail_and_refuses_no_case() {
    let dovecot = Dovecot::start();
    let sink = SmtpSink::secured(&[(DOMAIN, dovecot.lmtp_port)]);
    let ca = sink.certificates.as_ref().unwrap().ca.clone();
    let mut stage = Stage::between(dovecot, sink, Way::Imaps);
    stage.import();
    let file = |path: std::path::PathBuf| format!("{:?}", path.display().to_string());
    fs::write(stage.path("smtp-password"), "not-the-password").unwrap();
    stage.set("smtp", "security", "\"starttls\"");
    stage.set("smtp", "user", "\"secretariat\"");
    let password = file(stage.path("smtp-password"));
    stage.set("smtp", "password_file", &password);
    stage.set("smtp", "ca_file", &file(ca));
    stage.run(&["invite", "nl"]).fine();
    let ran = stage.run(&["run", "--once"]).fine();
    assert!(ran.err.contains("the server refuses the login"), "{ran:?}");
    assert!(!ran.err.contains("not-the-password"), "{ran:?}");
    let checked = stage.run(&["check"]);
    assert_eq!(checked.code, Some(1));
    assert!(checked.out.contains("FAIL  smtp"), "{checked:?}");
    assert_eq!(stage.standing("nl"), "asking");
    assert_eq!(stage.escalations("INBOX").len(), 0, "it is no case's fault");
    fs::write(stage.path("smtp-password"), "secret").unwrap();
    // It is tried again after a minute; what is asked in between costs little.
    until("the invitation", SOON + SOON, || {
        std::thread::sleep(Duration::from_secs(2));
        stage.once();
        (stage.standing("nl") == "asked").then_some(())
    });
    let mails = stage.sink.messages();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].tls.is_some());
}

#[test]
fn a_mail_refused_for_good_goes_to_the_validator_who_has_it_sent_again() {
    let stage = Stage::open(Way::Imaps);
    stage
        .sink
        .rules("rcpt 1 match=admin@nic-nl 550 5.1.1 No such user\n");
    stage.run(&["invite", "nl"]).fine();
    stage.once();
    assert_eq!(stage.sink.messages().len(), 0);
    let told = stage.escalations("INBOX");
    assert_eq!(told.len(), 1);
    assert!(String::from_utf8_lossy(&told[0].bytes).contains("No such user"));
    let id = field(&told[0].bytes, "X-Secird-Escalation").unwrap();
    stage.run(&["approve", &id]).fine();
    stage.once();
    assert_eq!(stage.standing("nl"), "asked");
    assert_eq!(stage.sink.messages().len(), 1);
    stage
        .run(&["approve", &id])
        .refused(&["was decided before"]);
}

#[test]
fn folders_that_are_missing_are_made() {
    let stage = Stage::open(Way::Imaps);
    assert!(
        !stage
            .dovecot
            .folders()
            .iter()
            .any(|name| name.contains("TLD-OPS"))
    );
    let ran = stage.run(&["check"]).fine();
    assert!(ran.out.contains("made the folders"), "{ran:?}");
    for name in ["Approve", "Reject", "Done", "Decided", "Processed"] {
        let name = format!("TLD-OPS/{name}");
        assert!(stage.dovecot.folders().contains(&name), "{name}");
    }
}

/// A mail of forty megabytes with this head.
fn huge(head: &str) -> Vec<u8> {
    let mut mail = format!("{head}\r\n\r\n").into_bytes();
    let line = [b"0123456789abcdef".repeat(4).as_slice(), b"\r\n"].concat();
    while mail.len() < 40 * 1024 * 1024 {
        mail.extend_from_slice(&line);
    }
    mail
}

#[test]
fn mail_over_the_limit_is_left_alone_or_shown_to_the_validator() {
    let stage = Stage::open(Way::Imaps);
    let nl = names::of("nl");
    stage.run(&["invite", "nl"]).fine();
    stage.once();
    let request = id_of(&stage.sent_to(&nl).bytes);
    stage.dovecot.deliver(&huge(
        "From: <friend@outside.example>\r\nSubject: my holiday\r\nMessage-ID: <big@outside.example>",
    ));
    let answer = huge(&format!(
        "From: <{}>\r\nTo: {SECRETARIAT}\r\nSubject: Re: Invitation\r\nIn-Reply-To: {request}\r\n\
         Message-ID: <big@nic-nl.example>",
        nl.address
    ));
    stage.dovecot.deliver(&stamped(&answer, "pass"));
    let before = stage.dovecot.messages("INBOX");
    let ends = stage.once();
    assert_eq!(ends.get("escalate too-large"), Some(&1), "{ends:?}");
    assert_eq!(ends.get("ignore unrelated"), Some(&1), "{ends:?}");
    assert_eq!(stage.standing("nl"), "asked");
    let after = stage.dovecot.messages("INBOX");
    assert_eq!(after.len(), 3);
    assert!(after[..2] == before[..], "the two stay as they were");
    let id = id_of(&after[2].bytes);
    stage.dovecot.move_message("INBOX", "TLD-OPS/Reject", &id);
    stage.once();
    let left = stage.dovecot.messages("INBOX");
    assert_eq!(left.len(), 1);
    assert_eq!(id_of(&left[0].bytes), "<big@outside.example>");
}

#[test]
fn an_admin_contact_writing_about_other_things_is_left_alone() {
    let stage = Stage::open(Way::Imaps);
    stage.run(&["invite", "nl"]).fine();
    stage.once();
    let nl = names::of("nl");
    let letter = String::from_utf8(forged(&nl, "See you at the meeting on Monday.\n"))
        .unwrap()
        .replace("Re: Invitation to join the TLD-OPS mailing list", "Monday");
    stage.receive(letter.as_bytes(), "pass");
    let before = stage.dovecot.messages("INBOX");
    let ends = stage.once();
    assert_eq!(ends.get("ignore unrelated"), Some(&1), "{ends:?}");
    assert_eq!(stage.dovecot.messages("INBOX"), before);
    // His answer counts all the same.
    stage.receive(&mutt_filled(&stage.sent_to(&nl).bytes, &nl), "pass");
    stage.once();
    assert_eq!(stage.standing("nl"), "closed joined");
    assert_eq!(stage.dovecot.messages("INBOX"), before);
}
