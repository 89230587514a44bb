//! Where a dialogue breaks decides whether the mail may be sent again.

use crate::outbound::dialogue::{Do, MAIL, Script, Server, WILLING, address, send, settings};
use secird::outbound::smtp::{Security, Smtp, SmtpSettings};
use secird::outbound::{Answer, OutboundError, Transport};
use std::time::Duration;
use tokio::net::TcpListener;

/// The class of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Done,
    Later,
    Never,
    Unknown,
}
use Class::{Done, Later, Never, Unknown};

fn class(answer: &Answer) -> (Class, &str) {
    match answer {
        Answer::Done(words) => (Done, words),
        Answer::Later(words) => (Later, words),
        Answer::Never(words) => (Never, words),
        Answer::Unknown(words) => (Unknown, words),
    }
}

fn logging_in(port: u16) -> SmtpSettings {
    SmtpSettings {
        user: Some("office".to_owned()),
        password: Some("correct horse".into()),
        ..settings(port)
    }
}

/// One line, not long, without control characters and without the password.
fn proper(words: &str) {
    assert!(words.chars().count() <= 400, "{words}");
    assert!(!words.chars().any(char::is_control), "{words:?}");
    for secret in ["correct horse", "Y29ycmVjdCBob3JzZQ", "AG9mZmljZQ"] {
        assert!(!words.contains(secret), "{words}");
    }
}

/// Short where the server falls silent, long where it would only be slow.
fn patience(script: &Script) -> Duration {
    let silent = format!("{script:?}").contains("Hang");
    Duration::from_millis(if silent { 1_500 } else { 20_000 })
}

async fn check(name: &str, script: Script, wanted: Class, part: &str) {
    let server = Server::start(script).await;
    let answer = send(SmtpSettings {
        timeout: patience(&script),
        ..logging_in(server.port)
    })
    .await;
    let (found, words) = class(&answer);
    proper(words);
    assert_eq!(found, wanted, "{name}: {answer:?}");
    assert!(words.contains(part), "{name}: {answer:?} without {part:?}");
    let heard = server.heard().await;
    let content = heard.content.is_empty();
    let before = matches!(wanted, Later | Never) && !words.contains("after the content");
    assert!(
        !before || content,
        "{name}: the content went out: {heard:?}"
    );
}

#[tokio::test]
async fn a_mail_taken_is_done_in_the_server_s_words() {
    let server = Server::start(WILLING).await;
    let answer = send(logging_in(server.port)).await;
    assert_eq!(answer, Answer::Done("250 2.0.0 queued as 4711".to_owned()));
    let heard = server.heard().await;
    assert_eq!(
        heard.verbs(),
        ["EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]
    );
    assert_eq!(heard.commands[0], "EHLO bot.secretariat.example");
    assert_eq!(heard.commands[2], "MAIL FROM:<bot@secretariat.example>");
    assert_eq!(heard.commands[3], "RCPT TO:<admin@nic.example>");
    assert_eq!(heard.commands[4], "RCPT TO:<office@secretariat.example>");
    // Byte for byte, the dot at the beginning of a line doubled.
    let stuffed = String::from_utf8(MAIL.to_vec())
        .unwrap()
        .replace("\r\n.", "\r\n..");
    assert_eq!(String::from_utf8(heard.content).unwrap(), stuffed);
}

#[tokio::test]
async fn a_refusal_before_the_content_is_later_or_never() {
    let say = Do::Say;
    let ok = WILLING.rcpt[0];
    let w = WILLING;
    #[rustfmt::skip]
    let cases = [
        ("greeting 421", Script { greeting: say("421 4.3.2 busy"), ..w }, Later, "busy"),
        ("greeting 554", Script { greeting: say("554 5.7.1 not you"), ..w }, Never, "not you"),
        ("no greeting", Script { greeting: Do::Close, ..w }, Later, "connecting"),
        ("silent", Script { greeting: Do::Hang, ..w }, Later, "no reply within 1.5 s"),
        ("no words of SMTP", Script { greeting: say("SSH-2.0-OpenSSH"), ..w }, Later, "connecting"),
        ("EHLO 4xx", Script { ehlo: say("450 later"), ..w }, Later, "later"),
        ("EHLO closes", Script { ehlo: Do::Close, ..w }, Later, "connecting"),
        ("EHLO hangs", Script { ehlo: Do::Hang, ..w }, Later, "no reply"),
        ("EHLO of blanks", Script { ehlo: say("250-mx.example\r\n250-  \r\n250 AUTH PLAIN"), ..w }, Later, "could not be read"),
        ("no AUTH", Script { ehlo: say("250 mx.example"), ..w }, Never, "AUTH PLAIN"),
        ("AUTH 454", Script { auth: say("454 4.7.0 later"), ..w }, Later, "4.7.0"),
        ("AUTH 334 for ever", Script { auth: say("334 VXNlcm5hbWU6"), ..w }, Later, "login"),
        ("AUTH hangs", Script { auth: Do::Hang, ..w }, Later, "no reply"),
        ("AUTH closes", Script { auth: Do::Close, ..w }, Later, "login"),
        ("MAIL 451", Script { mail: say("451 4.3.0 later"), ..w }, Later, "MAIL"),
        ("MAIL 550", Script { mail: say("550 5.1.8 no"), ..w }, Never, "MAIL"),
        ("MAIL 354", Script { mail: say("354 what"), ..w }, Later, "MAIL"),
        ("MAIL 421", Script { mail: Do::SayAndClose("421 4.4.2 bye"), ..w }, Later, "4.4.2"),
        ("MAIL closes", Script { mail: Do::Close, ..w }, Later, "MAIL"),
        ("RCPT 450", Script { rcpt: [say("450 4.2.1 grey"), ok], ..w }, Later, "a…@nic.example"),
        ("RCPT 550", Script { rcpt: [say("550-5.1.1 no\r\n550 5.1.1 such"), ok], ..w }, Never, "such"),
        ("copy 450", Script { rcpt: [ok, say("450 4.2.2 full")], ..w }, Later, "o…@secretariat.example"),
        ("copy 550", Script { rcpt: [ok, say("550 5.1.1 no")], ..w }, Never, "o…@secretariat.example"),
        ("RCPT hangs", Script { rcpt: [Do::Hang, ok], ..w }, Later, "no reply"),
        ("DATA 451", Script { data: say("451 4.3.0 later"), ..w }, Later, "DATA"),
        ("DATA 554", Script { data: say("554 5.5.1 none"), ..w }, Never, "DATA"),
        ("DATA 250", Script { data: say("250 ok"), ..w }, Later, "DATA"),
        ("DATA closes", Script { data: Do::Close, ..w }, Later, "DATA"),
        ("DATA hangs", Script { data: Do::Hang, ..w }, Later, "no reply"),
    ];
    let checks = cases
        .into_iter()
        .map(|(name, script, wanted, part)| tokio::spawn(check(name, script, wanted, part)));
    for done in futures::future::join_all(checks).await {
        done.unwrap();
    }
}

#[tokio::test]
async fn without_a_clear_reply_after_the_content_nobody_knows() {
    let say = Do::Say;
    let w = WILLING;
    #[rustfmt::skip]
    let cases = [
        ("dot 452", Script { dot: say("452 4.3.1 full"), ..w }, Later, "after the content"),
        ("dot 421", Script { dot: Do::SayAndClose("421 4.3.2 bye"), ..w }, Later, "after the content"),
        ("dot 554", Script { dot: say("554 5.7.1 spam"), ..w }, Never, "after the content"),
        ("dot closes", Script { dot: Do::Close, ..w }, Unknown, "content"),
        ("dot hangs", Script { dot: Do::Hang, ..w }, Unknown, "no reply"),
        ("dot 354", Script { dot: say("354 more"), ..w }, Unknown, "more"),
        ("dot garbage", Script { dot: say("ok, thanks"), ..w }, Unknown, "content"),
        ("dot half a reply", Script { dot: Do::SayAndClose("250-queued"), ..w }, Unknown, "content"),
        // RFC 5321 allows it; lettre does not read it, and a repeat is safe.
        ("dot without text", Script { dot: say("250"), ..w }, Unknown, "content"),
        ("content cut", Script { content: Do::Close, ..w }, Unknown, "content"),
        ("content never read", Script { content: Do::Hang, ..w }, Unknown, "no reply"),
    ];
    let checks = cases
        .into_iter()
        .map(|(name, script, wanted, part)| tokio::spawn(check(name, script, wanted, part)));
    for done in futures::future::join_all(checks).await {
        done.unwrap();
    }
}

#[tokio::test]
async fn a_wrong_password_says_what_to_check_and_never_the_password() {
    // The last two repeat what they were told: as it was said, and in Base64.
    for said in [
        "535 5.7.8 authentication failed",
        "534 5.7.9 application password required",
        "535 no office/correct horse here",
        "535 no AG9mZmljZQBjb3JyZWN0IGhvcnNl here",
        "535-5.7.8 Y29ycmVjdCBob3JzZQ==\r\n535 5.7.8 is wrong",
    ] {
        let script = Script {
            auth: Do::Say(said),
            ..WILLING
        };
        for checking in [false, true] {
            let server = Server::start(script).await;
            let answer = if checking {
                Smtp::new(logging_in(server.port)).unwrap().check().await
            } else {
                send(logging_in(server.port)).await
            };
            let (found, words) = class(&answer);
            assert_eq!(found, Never, "{answer:?}");
            assert!(words.contains("check user and password"), "{words}");
            assert!(words.contains("53"), "{words}");
            proper(words);
            let heard = server.heard().await;
            assert_eq!(heard.verbs(), ["EHLO", "AUTH", "QUIT"]);
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for security in [Security::Plain, Security::StartTls, Security::Tls] {
        let there = SmtpSettings {
            security,
            ..settings(port)
        };
        let answer = send(there).await;
        assert_eq!(class(&answer).0, Later, "{answer:?}");
    }
}

#[tokio::test]
async fn a_check_logs_in_and_sends_nothing() {
    let server = Server::start(WILLING).await;
    let transport = Transport::from(Smtp::new(logging_in(server.port)).unwrap());
    let answer = transport.check().await;
    assert_eq!(answer, Answer::Done("connected and logged in".to_owned()));
    assert_eq!(server.heard().await.verbs(), ["EHLO", "AUTH", "QUIT"]);
    let server = Server::start(WILLING).await;
    let answer = Smtp::new(settings(server.port)).unwrap().check().await;
    assert_eq!(class(&answer).0, Done);
    assert_eq!(server.heard().await.verbs(), ["EHLO", "QUIT"]);
}

#[tokio::test]
async fn eight_bit_mail_goes_only_where_it_is_taken() {
    let mail = "Subject: x\r\n\r\nZoë\r\n".as_bytes();
    let (from, to) = (
        address("bot@secretariat.example"),
        address("admin@nic.example"),
    );
    let server = Server::start(WILLING).await;
    let smtp = Smtp::new(settings(server.port)).unwrap();
    assert_eq!(class(&smtp.send(mail, &from, &to, None).await).0, Done);
    let heard = server.heard().await;
    let said = "MAIL FROM:<bot@secretariat.example> BODY=8BITMIME";
    assert_eq!(heard.commands[1], said);
    assert_eq!(heard.content, mail);
    let server = Server::start(Script {
        ehlo: Do::Say("250 mx.example"),
        ..WILLING
    })
    .await;
    let smtp = Smtp::new(settings(server.port)).unwrap();
    assert_eq!(class(&smtp.send(mail, &from, &to, None).await).0, Never);
    assert_eq!(server.heard().await.verbs(), ["EHLO", "QUIT"]);
}

#[tokio::test]
async fn bytes_that_two_servers_could_read_differently_never_go_out() {
    // Nobody listens: these must not even be tried.
    let smtp = Smtp::new(settings(9)).unwrap();
    let (from, to) = (
        address("bot@secretariat.example"),
        address("admin@nic.example"),
    );
    let bad: [&[u8]; 6] = [
        b"",
        b"a: b\r\n\r\nx\n.\r\nMAIL FROM:<x@y.example>\r\n",
        b"a: b\r\n\r\nx\r.\r\n",
        b"a: b\r\n\r\nx\r\r\n",
        b"a: b\r\n\r\nx\0\r\n",
        b"a: b\r\n\r\nx\r",
    ];
    for bytes in bad {
        let answer = smtp.send(bytes, &from, &to, None).await;
        assert_eq!(class(&answer).0, Never, "{bytes:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_copy_to_the_recipient_himself_is_one_recipient() {
    let server = Server::start(WILLING).await;
    let smtp = Smtp::new(settings(server.port)).unwrap();
    let from = address("bot@secretariat.example");
    let (to, same) = (
        address("Office@secretariat.example"),
        address("office@secretariat.example"),
    );
    let answer = smtp.send(MAIL, &from, &to, Some(&same)).await;
    assert_eq!(class(&answer).0, Done);
    let verbs = server.heard().await.verbs();
    assert_eq!(verbs, ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]);
}

/// Settings that would work, but for one change.
fn but(change: impl FnOnce(&mut SmtpSettings)) -> SmtpSettings {
    let mut settings = settings(25);
    change(&mut settings);
    settings
}

#[test]
fn settings_that_cannot_work_are_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let no_pem = dir.path().join("ca.pem");
    std::fs::write(&no_pem, "no certificate").unwrap();
    let authority = |path: &std::path::Path| {
        let path = path.to_owned();
        but(|s| (s.security, s.ca_file) = (Security::Tls, Some(path)))
    };
    let cases = [
        (but(|s| s.host = "mx.example".into()), "without TLS"),
        (but(|s| s.host = "192.0.2.1".into()), "without TLS"),
        (but(|s| s.user = Some("u".into())), "together"),
        (but(|s| s.password = Some("p".into())), "together"),
        (but(|s| s.timeout = Duration::ZERO), "timeout"),
        (but(|s| s.helo = Some("a\r\nQUIT".into())), "EHLO"),
        (but(|s| s.helo = Some(String::new())), "EHLO"),
        (authority(&no_pem), "no certificate"),
        (authority(&dir.path().join("none")), "none"),
    ];
    for (settings, part) in cases {
        let OutboundError::Settings(why) = Smtp::new(settings).unwrap_err() else {
            panic!("{part}: not a settings error");
        };
        assert!(why.contains(part), "{why} without {part}");
    }
    for host in ["localhost", "127.0.0.1", "127.8.8.8", "::1"] {
        assert!(Smtp::new(but(|s| s.host = host.into())).is_ok());
    }
}

#[test]
fn no_form_of_the_settings_shows_the_password() {
    let shown = format!("{:?}", Smtp::new(logging_in(25)).unwrap());
    assert!(!shown.contains("horse"), "{shown}");
    let shown = format!("{:?}", logging_in(25));
    assert!(!shown.contains("horse"), "{shown}");
}
