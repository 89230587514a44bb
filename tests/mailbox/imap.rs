//! The IMAP layer's own manners: folders, moves, login, STARTTLS.

use super::script::{MESSAGE, Rule, Server, Then, say};
use secird::domain::ids::MessageId;
use secird::domain::remedy::Remedy;
use secird::mailbox::{Folder, ImapSettings, Mailbox, MailboxError, Moved, Place, Security};

const GONE: &str = "{tag} OK done\r\n";

fn place(validity: u32, uid: u32) -> Place {
    let folder = Folder::Inbox;
    Place {
        folder,
        validity,
        uid,
    }
}

//------------ settings --------------------------------------------------------

#[tokio::test]
async fn no_password_goes_in_clear_to_another_machine() {
    for (host, fine) in [
        ("127.0.0.1", true),
        ("127.8.0.1", true),
        ("::1", true),
        ("localhost", true),
        ("192.0.2.1", false),
        ("imap.example.org", false),
        ("localhost.example", false),
        ("127.0.0.1.example", false),
        ("", false),
    ] {
        let settings = ImapSettings::new(host, 143, Security::Plain, "bot", "x".into());
        match Mailbox::imap(settings) {
            Ok(_) => assert!(fine, "{host}"),
            Err(error) => {
                assert!(!fine, "{host}: {error}");
                assert_eq!(error.remedy(), Remedy::Human);
            }
        }
    }
}

#[tokio::test]
async fn a_root_folder_has_a_plain_name() {
    let named = |root: &str| {
        let mut settings = ImapSettings::new("::1", 143, Security::Tls, "bot", "x".into());
        root.clone_into(&mut settings.root);
        Mailbox::imap(settings).is_ok()
    };
    assert!(named("Secretariat_2"));
    let long = "x".repeat(65);
    for root in [
        "", "inbox", "a b", "a/b", "a.b", "a\"b", "a\r\nb", "\u{e9}", "a&b", &long,
    ] {
        assert!(!named(root), "{root:?}");
    }
}

#[tokio::test]
async fn the_password_is_in_no_debug_text_and_no_error() {
    let refusal = "{tag} NO p\"ss {w\\rd is wrong\r\n";
    let server = Server::start(vec![say("LOGIN", refusal)]).await;
    let mut mailbox = server.mailbox();
    let error = mailbox.prepare().await.unwrap_err();
    assert!(matches!(error, MailboxError::Login { .. }), "{error}");
    assert_eq!(error.remedy(), Remedy::Human);
    for text in [
        format!("{error}"),
        format!("{error:?}"),
        format!("{mailbox:?}"),
    ] {
        assert!(
            !text.contains("w\\rd") && !text.contains("w\\\\rd"),
            "{text}"
        );
    }
    assert!(
        error.to_string().contains("check the user, the password"),
        "{error}"
    );
}

//------------ login -----------------------------------------------------------

#[tokio::test]
async fn login_is_by_what_is_offered() {
    for (offers, expect) in [
        ("IMAP4rev1", "LOGIN {3}"),
        (
            "IMAP4rev1 auth=plain sasl-ir",
            "AUTHENTICATE PLAIN AGJvdABwInNzIHt3XHJk",
        ),
        (
            "IMAP4rev1 AUTH=PLAIN SASL-IR LOGINDISABLED",
            "AUTHENTICATE PLAIN AGJvdABwInNzIHt3XHJk",
        ),
    ] {
        let server = Server::offering(offers, vec![]).await;
        server.mailbox().prepare().await.unwrap();
        assert!(
            server.heard().contains(&expect.to_owned()),
            "{:?}",
            server.heard()
        );
    }
}

#[tokio::test]
async fn login_that_is_disabled_is_not_tried() {
    let server = Server::offering("IMAP4rev1 logindisabled AUTH=GSSAPI", vec![]).await;
    let error = server.mailbox().prepare().await.unwrap_err();
    assert!(error.to_string().contains("LOGINDISABLED"), "{error}");
    assert_eq!(server.heard(), vec!["GREETING", "CAPABILITY"]);
}

#[tokio::test]
async fn a_login_refused_for_now_is_tried_again_later() {
    let refusal = "{tag} NO [UNAVAILABLE] try later\r\n";
    let server = Server::start(vec![say("LOGIN", refusal)]).await;
    let error = server.mailbox().prepare().await.unwrap_err();
    assert_eq!(error.remedy(), Remedy::Later, "{error}");
}

#[tokio::test]
async fn a_greeting_other_than_ok_ends_it() {
    for greeting in [
        "* PREAUTH come in\r\n",
        "* NO\r\n",
        "220 smtp.example.org ESMTP\r\n",
    ] {
        let server = Server::start(vec![say("GREETING", greeting)]).await;
        let error = server.mailbox().prepare().await.unwrap_err();
        assert!(matches!(error, MailboxError::Nonsense(_)), "{error}");
    }
    let bye = Rule("GREETING", "* BYE too many\r\n".to_owned(), Then::Close);
    let error = Server::start(vec![bye])
        .await
        .mailbox()
        .prepare()
        .await
        .unwrap_err();
    assert!(matches!(error, MailboxError::Lost(_)), "{error}");
}

//------------ STARTTLS --------------------------------------------------------

/// With these rules STARTTLS is not made, and no login is tried.
async fn no_tls(offers: &'static str, rules: Vec<Rule>, words: &str) {
    let server = Server::offering(offers, rules).await;
    let mut mailbox = Mailbox::imap(server.settings(Security::StartTls)).unwrap();
    let error = mailbox.prepare().await.unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
    assert_eq!(server.count("LOGIN") + server.count("AUTHENTICATE"), 0);
}

#[tokio::test]
async fn without_starttls_there_is_no_login() {
    let injected = "{tag} OK begin\r\n* CAPABILITY IMAP4rev1\r\n";
    let offers = "IMAP4rev1 STARTTLS";
    no_tls("IMAP4rev1", vec![], "does not offer STARTTLS").await;
    no_tls(
        offers,
        vec![say("STARTTLS", "{tag} NO not here\r\n")],
        "refused STARTTLS",
    )
    .await;
    no_tls(
        offers,
        vec![say("STARTTLS", injected)],
        "more than its answer",
    )
    .await;
    no_tls(
        offers,
        vec![say("STARTTLS", "{tag} OK begin\r\n"), say("\u{16}", "")],
        "",
    )
    .await;
    no_tls(
        offers,
        vec![say("GREETING", "* PREAUTH come in\r\n")],
        "no safe login",
    )
    .await;
}

//------------ folders ---------------------------------------------------------

#[tokio::test]
async fn names_follow_the_servers_namespace() {
    for (namespace, expect) in [
        (
            "* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL\r\n",
            "INBOX.TLD-OPS.Approve",
        ),
        (
            "* namespace ((\"\" \"/\")(\"x\" \"/\")) NIL NIL\r\n",
            "TLD-OPS/Approve",
        ),
        (
            "* NAMESPACE NIL NIL ((\"shared.\" \".\"))\r\n",
            "TLD-OPS/Approve",
        ),
        ("* NAMESPACE ((\"\" NIL)) NIL NIL\r\n", "TLD-OPS-Approve"),
    ] {
        let words = format!("{namespace}{{tag}} OK done\r\n");
        let server = Server::start(vec![say("NAMESPACE", &words)]).await;
        server.mailbox().list(Folder::Approve, None).await.unwrap();
        assert_eq!(
            server.count(&format!("EXAMINE \"{expect}\"")),
            1,
            "{:?}",
            server.heard()
        );
    }
    let words = "* LIST (\\Noselect) \".\" \"\"\r\n{tag} OK done\r\n";
    let server = Server::offering("IMAP4rev1", vec![say("LIST", words)]).await;
    server.mailbox().list(Folder::Approve, None).await.unwrap();
    assert_eq!(server.count("EXAMINE \"TLD-OPS.Approve\""), 1);
}

#[tokio::test]
async fn a_prefix_that_cannot_be_quoted_is_refused() {
    let words = "* NAMESPACE ((\"IN*BOX.\" \".\")) NIL NIL\r\n{tag} OK done\r\n";
    let server = Server::start(vec![say("NAMESPACE", words)]).await;
    let error = server.mailbox().prepare().await.unwrap_err();
    assert!(matches!(error, MailboxError::Nonsense(_)), "{error}");
}

#[tokio::test]
async fn missing_folders_are_made_and_named() {
    let hollow = "* LIST (\\NoSelect) \"/\" \"TLD-OPS/Reject\"\r\n{tag} OK done\r\n";
    let rules = vec![
        say("LIST \"\" \"TLD-OPS/Approve\"", GONE),
        say("LIST \"\" \"TLD-OPS/Reject\"", hollow),
        say("SUBSCRIBE", "{tag} NO not here\r\n"),
    ];
    let server = Server::start(rules).await;
    let made = server.mailbox().prepare().await.unwrap();
    assert_eq!(made, vec!["TLD-OPS/Approve", "TLD-OPS/Reject"]);
    assert_eq!((server.count("CREATE"), server.count("SUBSCRIBE")), (2, 2));
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_a_refusal() {
    let no = "{tag} NO Permission denied\r\n";
    let rules = vec![
        say("LIST \"\" \"TLD-OPS/Approve\"", GONE),
        say("CREATE", no),
        say("CREATE", no),
        say("CREATE", no),
        say("LIST \"\" \"TLD-OPS/Approve\"", GONE),
    ];
    let server = Server::start(rules).await;
    let error = server.mailbox().prepare().await.unwrap_err();
    assert!(error.to_string().contains("Permission denied"), "{error}");
    assert_eq!(server.count("CREATE \"TLD-OPS\""), 1);
}

#[tokio::test]
async fn listing_a_folder_that_was_removed_makes_it_again() {
    let rules = vec![
        say("EXAMINE", "{tag} NO no such mailbox\r\n"),
        say("LIST \"\" \"TLD-OPS/Approve\"", GONE),
        say("LIST \"\" \"TLD-OPS/Approve\"", GONE),
    ];
    let server = Server::start(rules).await;
    server.mailbox().list(Folder::Approve, None).await.unwrap();
    assert_eq!(server.count("CREATE \"TLD-OPS/Approve\""), 1);
    // NO for another reason is no missing folder.
    let server = Server::start(vec![say("EXAMINE", "{tag} NO locked\r\n")]).await;
    let error = server
        .mailbox()
        .list(Folder::Approve, None)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("locked"), "{error}");
}

//------------ messages --------------------------------------------------------

#[tokio::test]
async fn listing_is_in_order_and_above_what_was_seen() {
    let server = Server::start(vec![]).await;
    let mut mailbox = server.mailbox();
    for (seen, expect) in [
        (None, vec![1, 2, 5]),
        (Some((6, 5)), vec![1, 2, 5]),
        (Some((7, 5)), vec![]),
        (Some((7, u32::MAX)), vec![]),
    ] {
        let (validity, found) = mailbox.list(Folder::Inbox, seen).await.unwrap();
        let uids: Vec<u32> = found.iter().map(|one| one.place.uid).collect();
        assert_eq!((validity, uids), (7, expect), "{seen:?}");
    }
    assert_eq!(server.count("SELECT"), 0);
}

#[tokio::test]
async fn what_is_flagged_deleted_is_gone() {
    let deleted = "* 1 FETCH (UID 5 RFC822.SIZE 9 FLAGS (\\Seen \\DELETED))\r\n{tag} OK\r\n";
    let rules = vec![say("UID FETCH", deleted); 3];
    let server = Server::start(rules).await;
    let mut mailbox = server.mailbox();
    assert_eq!(mailbox.list(Folder::Inbox, None).await.unwrap().1, vec![]);
    assert_eq!(mailbox.fetch(place(7, 5), 99).await.unwrap(), None);
    assert_eq!(
        mailbox.shift(place(7, 5), Folder::Done).await.unwrap(),
        Moved::Gone
    );
}

#[tokio::test]
async fn a_renumbered_folder_is_not_touched() {
    let server = Server::start(vec![]).await;
    let mut mailbox = server.mailbox();
    assert_eq!(mailbox.fetch(place(6, 5), 99).await.unwrap(), None);
    assert_eq!(
        mailbox.shift(place(6, 5), Folder::Done).await.unwrap(),
        Moved::Gone
    );
    assert_eq!(server.count("UID"), 0, "{:?}", server.heard());
}

#[tokio::test]
async fn only_peek_is_ever_used() {
    let server = Server::start(vec![]).await;
    let mut mailbox = server.mailbox();
    let id = MessageId::parse("one@tld-ops.example").unwrap();
    mailbox.list(Folder::Inbox, None).await.unwrap();
    mailbox.fetch(place(7, 5), 1000).await.unwrap();
    mailbox.find(Folder::Inbox, &id).await.unwrap();
    let body = |line: &String| line.contains("BODY[") || line.contains("RFC822 ");
    assert!(!server.heard().iter().any(body), "{:?}", server.heard());
    assert_eq!(server.count("SELECT"), 0);
}

/// What a move says after it, and which commands it took.
async fn shifted(offers: &'static str, rules: Vec<Rule>) -> (Moved, Vec<String>) {
    let server = Server::offering(offers, rules).await;
    let mut mailbox = server.mailbox();
    let moved = mailbox.shift(place(7, 5), Folder::Done).await.unwrap();
    assert!(server.is_played_out(), "{:?}", server.heard());
    let is_change = |line: &String| {
        !line.starts_with("UID FETCH") && (line.starts_with("UID") || line.starts_with("CREATE"))
    };
    (
        moved,
        server.heard().into_iter().filter(is_change).collect(),
    )
}

const SIZE: &str = "UID FETCH 5 (UID RFC822.SIZE FLAGS)";
const THERE: &str = "* 5 FETCH (UID 5 RFC822.SIZE 47 FLAGS (\\Seen))\r\n{tag} OK done\r\n";
const DELETED: &str = "* 5 FETCH (UID 5 RFC822.SIZE 47 FLAGS (\\Deleted))\r\n{tag} OK done\r\n";
const COPIED: &str = "* OK [COPYUID 9 5 1] moved\r\n{tag} OK done\r\n";

#[tokio::test]
async fn a_move_is_by_move_where_offered() {
    let there = say(SIZE, THERE);
    let rules = vec![there.clone(), say("UID MOVE", COPIED), say(SIZE, GONE)];
    let done = vec!["UID MOVE 5 \"TLD-OPS/Done\"".to_owned()];
    assert_eq!(
        shifted("IMAP4rev1 UIDPLUS MOVE", rules).await,
        (Moved::Done, done.clone())
    );
    // Somebody else was faster: OK, no COPYUID, and nothing there.
    let rules = vec![there.clone(), say("UID MOVE", GONE), say(SIZE, GONE)];
    assert_eq!(
        shifted("IMAP4rev1 UIDPLUS MOVE", rules).await,
        (Moved::Gone, done.clone())
    );
    let rules = vec![there, say("UID MOVE", GONE), say(SIZE, GONE)];
    assert_eq!(shifted("IMAP4rev1 MOVE", rules).await, (Moved::Done, done));
}

#[tokio::test]
async fn a_move_without_move_expunges_this_one_message_only() {
    let copied = "{tag} OK [COPYUID 9 5 1] copied\r\n";
    let rules = vec![say(SIZE, THERE), say("UID COPY", copied), say(SIZE, GONE)];
    let (moved, commands) = shifted("IMAP4rev1 UIDPLUS", rules).await;
    let expect = [
        "UID COPY 5 \"TLD-OPS/Done\"",
        "UID STORE 5 +FLAGS.SILENT (\\Deleted)",
        "UID EXPUNGE 5",
    ];
    assert_eq!(
        (moved, commands.as_slice()),
        (Moved::Done, expect.map(str::to_owned).as_slice())
    );
    // Without UIDPLUS nothing is expunged at all.
    let rules = vec![say(SIZE, THERE), say("UID COPY", GONE), say(SIZE, DELETED)];
    let (moved, commands) = shifted("IMAP4rev1", rules).await;
    assert_eq!(
        (moved, commands.as_slice()),
        (
            Moved::Done,
            expect[..2]
                .to_vec()
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>()
                .as_slice()
        )
    );
}

#[tokio::test]
async fn a_move_to_a_missing_folder_makes_it() {
    // Cyrus says it without TRYCREATE.
    let rules = vec![
        say(SIZE, THERE),
        say("UID MOVE", "{tag} NO Mailbox does not exist\r\n"),
        say("LIST \"\" \"TLD-OPS/Done\"", GONE),
        say("UID MOVE", COPIED),
        say(SIZE, GONE),
    ];
    let (moved, commands) = shifted("IMAP4rev1 UIDPLUS MOVE", rules).await;
    assert_eq!(moved, Moved::Done);
    assert_eq!(commands.len(), 3, "{commands:?}");
}

#[tokio::test]
async fn an_id_that_is_not_ours_goes_into_no_command() {
    let server = Server::start(vec![]).await;
    for text in [
        "a\"b@tld-ops.example",
        "a\\b@x.example",
        "a{3}@x.example",
        "(a@x.example",
    ] {
        let id = MessageId::parse(text).unwrap();
        let error = server.mailbox().find(Folder::Inbox, &id).await.unwrap_err();
        assert!(matches!(error, MailboxError::Nonsense(_)), "{error}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_keyword_refused_is_left_out() {
    let rules = vec![say("APPEND", "{tag} NO keywords not here\r\n")];
    let server = Server::start(rules).await;
    server
        .mailbox()
        .append(Folder::Inbox, MESSAGE.as_bytes())
        .await
        .unwrap();
    assert_eq!(
        server.count("APPEND \"INBOX\" (\\Flagged) {47}"),
        1,
        "{:?}",
        server.heard()
    );
}

#[tokio::test]
async fn a_mailbox_works_in_a_task_of_its_own() {
    let server = Server::start(vec![]).await;
    let mut mailbox = server.mailbox();
    let task = tokio::spawn(async move { mailbox.list(Folder::Inbox, None).await });
    assert_eq!(task.await.unwrap().unwrap().1.len(), 3);
}

#[tokio::test]
async fn keepalives_in_idle_are_no_news_and_put_off_no_end() {
    let words = "+ idling\r\n* OK Still here\r\n* OK Still here\r\n";
    let server = Server::start(vec![say("IDLE", words)]).await;
    let mut mailbox = server.mailbox();
    let before = std::time::Instant::now();
    let longest = std::time::Duration::from_millis(200);
    mailbox.wait(longest).await.unwrap();
    assert!(before.elapsed() >= longest);
    // The session is in step afterwards.
    mailbox.list(Folder::Inbox, None).await.unwrap();
    assert_eq!((server.connections(), server.count("DONE")), (1, 1));
}

#[tokio::test]
async fn what_came_before_idle_needs_no_idle() {
    let more = "* 4 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 7] ok\r\n{tag} OK done\r\n";
    let server = Server::start(vec![]).await;
    let mut mailbox = server.mailbox();
    mailbox.list(Folder::Inbox, None).await.unwrap();
    server.add(say("EXAMINE", more));
    mailbox
        .wait(std::time::Duration::from_secs(60))
        .await
        .unwrap();
    assert_eq!(server.count("IDLE"), 0);
}
