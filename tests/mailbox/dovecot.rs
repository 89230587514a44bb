//! The room on a real server over TLS, with all capabilities and with few.

use super::conduct;
use crate::support::servers::Dovecot;
use secird::domain::ids::MessageId;
use secird::domain::remedy::Remedy;
use secird::mailbox::{Folder, ImapSettings, Mailbox, MailboxError, Moved, Security};
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn settings(server: &Dovecot, security: Security) -> ImapSettings {
    let port = match security {
        Security::Tls => server.imaps_port,
        Security::StartTls | Security::Plain => server.imap_port,
    };
    let password = server.password.into();
    let mut settings = ImapSettings::new(server.host, port, security, server.user, password);
    settings.ca_file = Some(server.certificates.ca.clone());
    settings
}

fn mailbox(server: &Dovecot, security: Security) -> Mailbox {
    Mailbox::imap(settings(server, security)).unwrap()
}

#[tokio::test]
async fn dovecot_keeps_the_conduct() {
    let server = Dovecot::start();
    conduct::is_kept(&mut mailbox(&server, Security::Tls)).await;
    let ours = server.messages("INBOX");
    for message in ours {
        let flags: Vec<&str> = message.flags.iter().map(String::as_str).collect();
        assert_eq!(flags, vec!["$Escalated", "\\Flagged"]);
    }
}

#[tokio::test]
async fn a_server_without_move_keeps_the_conduct() {
    let server = Dovecot::without("MOVE IDLE NAMESPACE LITERAL+ SASL-IR");
    conduct::is_kept(&mut mailbox(&server, Security::StartTls)).await;
    assert_eq!(server.messages("INBOX").len(), 3);
}

#[tokio::test]
async fn a_server_without_uidplus_keeps_the_conduct_and_nobody_is_expunged() {
    let server = Dovecot::without("MOVE UIDPLUS");
    server.deliver(b"Message-ID: <theirs@outside.example>\r\n\r\nx\r\n");
    server.mark("INBOX", "theirs@outside.example", "\\Deleted");
    conduct::is_kept(&mut mailbox(&server, Security::Tls)).await;
    let deleted = server.messages("INBOX").into_iter();
    let deleted = deleted.filter(|message| message.flags.contains("\\Deleted"));
    // Theirs, and the old copy of the one that was moved.
    assert_eq!(deleted.count(), 2);
}

#[tokio::test]
async fn what_people_did_to_a_message_stays_as_it_was() {
    let server = Dovecot::start();
    let mut mailbox = mailbox(&server, Security::Tls);
    mailbox.prepare().await.unwrap();
    for (id, flag) in [
        ("new@outside.example", None),
        ("read@outside.example", Some("\\Seen")),
    ] {
        server.deliver(format!("Message-ID: <{id}>\r\n\r\nx\r\n").as_bytes());
        if let Some(flag) = flag {
            server.mark("INBOX", id, flag);
        }
    }
    let before: Vec<_> = server
        .messages("INBOX")
        .into_iter()
        .map(|one| one.flags)
        .collect();
    let (_, found) = mailbox.list(Folder::Inbox, None).await.unwrap();
    for one in &found {
        let fetched = mailbox.fetch(one.place, 1 << 20).await.unwrap().unwrap();
        assert_eq!(fetched.bytes.len() as u64, one.size);
    }
    let looked: Vec<_> = server
        .messages("INBOX")
        .into_iter()
        .map(|one| one.flags)
        .collect();
    assert_eq!(looked, before);
    for one in found {
        let moved = mailbox.shift(one.place, Folder::Processed).await.unwrap();
        assert_eq!(moved, Moved::Done);
    }
    let moved = server.messages("TLD-OPS/Processed").into_iter();
    assert_eq!(moved.map(|one| one.flags).collect::<Vec<_>>(), before);
}

#[tokio::test]
async fn a_large_message_is_cut_and_not_read_whole() {
    let server = Dovecot::start();
    let mut mailbox = mailbox(&server, Security::Tls);
    let line = "0123456789".repeat(7) + "\r\n";
    let text = format!("Subject: large\r\n\r\n{}", line.repeat(100_000));
    server.store("INBOX", text.as_bytes());
    let (_, found) = mailbox.list(Folder::Inbox, None).await.unwrap();
    assert_eq!(found[0].size, text.len() as u64);
    let fetched = mailbox
        .fetch(found[0].place, 300_000)
        .await
        .unwrap()
        .unwrap();
    assert!(fetched.cut && fetched.bytes == text.as_bytes()[..300_000]);
    let whole = mailbox
        .fetch(found[0].place, 10_000_000)
        .await
        .unwrap()
        .unwrap();
    assert!(!whole.cut && whole.bytes == text.as_bytes());
}

#[tokio::test]
async fn a_folder_renumbered_between_list_and_shift_is_not_touched() {
    let server = Dovecot::start();
    let mut mailbox = mailbox(&server, Security::Tls);
    mailbox.prepare().await.unwrap();
    server.deliver(b"Message-ID: <theirs@outside.example>\r\n\r\nx\r\n");
    let (before, found) = mailbox.list(Folder::Inbox, None).await.unwrap();
    let (old, new) = server.new_uidvalidity();
    assert_eq!(before, old);
    let place = found[0].place;
    assert_eq!(mailbox.fetch(place, 100).await.unwrap(), None);
    assert_eq!(
        mailbox.shift(place, Folder::Done).await.unwrap(),
        Moved::Gone
    );
    let seen = Some((old, place.uid));
    let (after, found) = mailbox.list(Folder::Inbox, seen).await.unwrap();
    assert_eq!((after, found.len()), (new, 1));
}

#[tokio::test]
async fn new_mail_ends_the_wait() {
    let server = Dovecot::start();
    let mut mailbox = mailbox(&server, Security::Tls);
    mailbox.list(Folder::Inbox, None).await.unwrap();
    let begin = Instant::now();
    let waiting = mailbox.wait(Duration::from_secs(120));
    let delivering = tokio::task::spawn_blocking(move || {
        server.deliver(b"Subject: new\r\n\r\nx\r\n");
        server
    });
    let (waited, server) = tokio::join!(waiting, delivering);
    waited.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(60));
    assert_eq!(server.unwrap().messages("INBOX").len(), 1);
}

#[tokio::test]
async fn a_session_ended_by_the_server_is_an_error_once() {
    let server = Dovecot::start();
    let mut mailbox = mailbox(&server, Security::Tls);
    mailbox.list(Folder::Inbox, None).await.unwrap();
    // The kick is a signal, so the end comes when it comes.
    server.kick();
    let mut error = None;
    for _ in 0..10_000 {
        error = mailbox.list(Folder::Inbox, None).await.err();
        if error.is_some() {
            break;
        }
    }
    assert!(matches!(error, Some(MailboxError::Lost(_))), "{error:?}");
    mailbox.list(Folder::Inbox, None).await.unwrap();
}

#[tokio::test]
async fn a_wait_that_is_dropped_leaves_a_mailbox_that_works() {
    let server = Dovecot::start();
    let mut mailbox = mailbox(&server, Security::Tls);
    let id = MessageId::parse("ours@tld-ops.example").unwrap();
    for count in 1..4 {
        let waiting = mailbox.wait(Duration::from_secs(60));
        drop(tokio::time::timeout(Duration::from_millis(count * 20), waiting).await);
        let text = conduct::message(id.as_str(), "x");
        mailbox.append(Folder::Inbox, &text).await.unwrap();
        let found = mailbox.find(Folder::Inbox, &id).await.unwrap();
        assert_eq!(found.len() as u64, count);
    }
}

#[tokio::test]
async fn refusals_say_what_to_look_at() {
    let server = Dovecot::start();
    let with = |change: &dyn Fn(&mut ImapSettings)| {
        let mut settings = settings(&server, Security::Tls);
        change(&mut settings);
        Mailbox::imap(settings).unwrap()
    };
    let other = server.certificates.other_ca.clone();
    let rows: [(Mailbox, &str); 7] = [
        (
            with(&|s| s.password = "wrong".into()),
            "check the user, the password",
        ),
        (
            with(&|s| s.ca_file = Some(other.clone())),
            "set the ca_file",
        ),
        (with(&|s| s.ca_file = None), "set the ca_file"),
        (
            with(&|s| s.ca_file = Some(PathBuf::from("/nowhere.pem"))),
            "/nowhere.pem",
        ),
        (
            with(&|s| s.port = server.imap_port),
            "does not speak TLS on this port",
        ),
        (
            with(&|s| s.host = "127.2".to_owned()),
            "no name for a certificate",
        ),
        (
            with(&|s| (s.security, s.port) = (Security::Plain, server.imap_port)),
            "LOGINDISABLED",
        ),
    ];
    for (mut mailbox, words) in rows {
        let error = mailbox.prepare().await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(error.remedy(), Remedy::Human, "{error}");
        assert!(!format!("{error:?}").contains("secret\""), "{error:?}");
    }
}
