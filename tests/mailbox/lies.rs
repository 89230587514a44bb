//! What a server may do wrong, and the error each of it must become.
//!
//! The first part has one test for each answer that async-imap's own commands
//! take for success or wait for without end. After every one of them the
//! session is gone, and the same act on a new one must go well.

use super::script::{MESSAGE, Rule, Server, Then, literal, say};
use secird::domain::ids::MessageId;
use secird::mailbox::{Folder, Mailbox, MailboxError, Place};
use std::time::Duration;

/// An act of the room.
#[derive(Debug, Clone, Copy)]
enum Act {
    List,
    Fetch,
    Shift,
    Find,
    Append,
    Wait,
}

const PLACE: Place = Place {
    folder: Folder::Inbox,
    validity: 7,
    uid: 5,
};

/// Does it, and shows what came out.
async fn perform(mailbox: &mut Mailbox, act: Act) -> Result<String, MailboxError> {
    let id = MessageId::parse("one@tld-ops.example").unwrap();
    match act {
        Act::List => mailbox
            .list(Folder::Inbox, None)
            .await
            .map(|(_, found)| format!("{}", found.len())),
        Act::Fetch => {
            let fetched = mailbox.fetch(PLACE, 1000).await;
            fetched.map(|fetched| format!("{:?}", fetched.map(|one| (one.bytes.len(), one.cut))))
        }
        Act::Shift => {
            let moved = mailbox.shift(PLACE, Folder::Processed).await;
            moved.map(|moved| format!("{moved:?}"))
        }
        Act::Find => {
            let found = mailbox.find(Folder::Inbox, &id).await;
            found.map(|found| format!("{}", found.len()))
        }
        Act::Append => {
            let appended = mailbox.append(Folder::Inbox, MESSAGE.as_bytes()).await;
            appended.map(|()| String::new())
        }
        Act::Wait => {
            let waited = mailbox.wait(Duration::from_millis(50)).await;
            waited.map(|()| String::new())
        }
    }
}

fn kind(error: &MailboxError) -> &'static str {
    match error {
        MailboxError::Lost(_) => "lost",
        MailboxError::Silent(..) => "silent",
        MailboxError::Refused { .. } => "refused",
        MailboxError::Login { .. } => "login",
        MailboxError::Tls(_) => "tls",
        MailboxError::Nonsense(_) => "nonsense",
        MailboxError::Settings(_) => "settings",
        MailboxError::Disk { .. } => "disk",
    }
}

/// With these rules the act must end in this kind of error, in words with
/// `words`; and must go well when it is done again, on a second connection.
async fn check(act: Act, rules: Vec<Rule>, expect: &str, words: &str) {
    let server = Server::start(rules).await;
    let mut mailbox = match expect {
        "silent" => server.impatient_mailbox(),
        _ => server.mailbox(),
    };
    let error = perform(&mut mailbox, act).await.expect_err("an error");
    assert_eq!(kind(&error), expect, "{error}");
    assert!(error.to_string().contains(words), "{error}");
    assert!(server.is_played_out(), "{:?}", server.heard());
    assert_eq!(server.connections(), 1);
    // UID MOVE is believed only when the message is gone afterwards, which
    // this server never shows.
    if !matches!(act, Act::Shift) {
        perform(&mut mailbox, act).await.expect("the next one");
        assert_eq!(server.connections(), 2);
    }
}

/// With these rules the act goes well and shows this.
async fn goes_well(act: Act, rules: Vec<Rule>, expect: &str) -> Server {
    let server = Server::start(rules).await;
    let shown = perform(&mut server.mailbox(), act).await.unwrap();
    assert_eq!(shown, expect);
    assert!(server.is_played_out(), "{:?}", server.heard());
    server
}

//------------ what async-imap takes for success -------------------------------

#[tokio::test]
async fn no_to_a_search_is_a_refusal() {
    let rules = vec![say("UID SEARCH", "{tag} NO [SERVERBUG] not now\r\n")];
    check(
        Act::Find,
        rules,
        "refused",
        "UID SEARCH: [SERVERBUG] not now",
    )
    .await;
}

#[tokio::test]
async fn bad_to_a_search_is_a_refusal() {
    let rules = vec![say("UID SEARCH", "{tag} BAD what\r\n")];
    check(Act::Find, rules, "refused", "what").await;
}

#[tokio::test]
async fn an_end_in_a_search_is_a_loss() {
    let rules = vec![Rule("UID SEARCH", String::new(), Then::Close)];
    check(Act::Find, rules, "lost", "closed").await;
}

#[tokio::test]
async fn bye_in_a_search_is_a_loss() {
    let bye = "* BYE shutting down\r\n".to_owned();
    let rules = vec![Rule("UID SEARCH", bye, Then::Close)];
    check(Act::Find, rules, "lost", "shutting down").await;
}

#[tokio::test]
async fn what_cannot_be_parsed_ends_the_session() {
    let rules = vec![say("NOOP", "* 1 FETCH (UID\r\n{tag} OK done\r\n")];
    check(Act::Find, rules, "nonsense", "not IMAP").await;
}

#[tokio::test]
async fn a_message_and_then_no_is_a_refusal() {
    let words = "* 1 FETCH (UID 1 RFC822.SIZE 9 FLAGS ())\r\n{tag} NO some are gone\r\n";
    check(
        Act::List,
        vec![say("UID FETCH", words)],
        "refused",
        "some are gone",
    )
    .await;
}

#[tokio::test]
async fn a_message_and_then_the_end_is_a_loss() {
    let words = "* 1 FETCH (UID 1 RFC822.SIZE 9 FLAGS ())\r\n".to_owned();
    let rules = vec![Rule("UID FETCH", words, Then::Close)];
    check(Act::List, rules, "lost", "closed").await;
}

#[tokio::test]
async fn no_to_a_store_is_a_refusal() {
    let server = Server::offering(
        "IMAP4rev1",
        vec![say("UID STORE", "{tag} NO read only\r\n")],
    )
    .await;
    let error = perform(&mut server.mailbox(), Act::Shift)
        .await
        .unwrap_err();
    assert_eq!(kind(&error), "refused", "{error}");
    assert!(error.to_string().contains("read only"), "{error}");
}

#[tokio::test]
async fn no_to_a_noop_is_a_refusal() {
    let rules = vec![say("NOOP", "{tag} NO no\r\n")];
    check(Act::Find, rules, "refused", "NOOP").await;
}

#[tokio::test]
async fn an_end_in_a_noop_is_a_loss() {
    let rules = vec![Rule("NOOP", String::new(), Then::Close)];
    check(Act::Find, rules, "lost", "NOOP").await;
}

#[tokio::test]
async fn an_end_in_a_select_is_a_loss() {
    let rules = vec![Rule("EXAMINE", "* 3 EXISTS\r\n".to_owned(), Then::Close)];
    check(Act::List, rules, "lost", "EXAMINE").await;
}

#[tokio::test]
async fn an_end_in_a_literal_is_a_loss() {
    let words = "* 1 FETCH (UID 5 BODY[]<0> {40}\r\nhalf".to_owned();
    let rules = vec![Rule("UID FETCH 5 (UID BODY", words, Then::Close)];
    check(Act::Fetch, rules, "lost", "UID FETCH").await;
}

#[tokio::test]
async fn silence_in_a_literal_is_noticed() {
    let words = "* 1 FETCH (UID 5 BODY[]<0> {40}\r\nhalf".to_owned();
    let rules = vec![Rule("UID FETCH 5 (UID BODY", words, Then::Hang)];
    check(Act::Fetch, rules, "silent", "300ms in answer to UID FETCH").await;
}

#[tokio::test]
async fn silence_to_anything_is_noticed() {
    for on in [
        "GREETING",
        "CAPABILITY",
        "LOGIN",
        "NAMESPACE",
        "EXAMINE",
        "UID SEARCH",
    ] {
        let rules = vec![Rule(on, String::new(), Then::Hang)];
        check(Act::Find, rules, "silent", "300ms").await;
    }
}

#[tokio::test]
async fn no_to_idle_is_a_refusal() {
    check(
        Act::Wait,
        vec![say("IDLE", "{tag} NO never\r\n")],
        "refused",
        "never",
    )
    .await;
}

#[tokio::test]
async fn an_end_in_idle_is_a_loss() {
    let rules = vec![Rule("IDLE", "+ idling\r\n".to_owned(), Then::Close)];
    check(Act::Wait, rules, "lost", "IDLE").await;
}

#[tokio::test]
async fn silence_to_the_end_of_idle_is_noticed() {
    let rules = vec![Rule("DONE", String::new(), Then::Hang)];
    check(Act::Wait, rules, "silent", "300ms in answer to DONE").await;
}

#[tokio::test]
async fn an_idle_that_fails_is_not_tried_again_at_once() {
    let lost = Rule("IDLE", "* BYE\r\n".to_owned(), Then::Close);
    for (rule, again) in [(say("IDLE", "{tag} NO never\r\n"), 1), (lost, 2)] {
        let server = Server::start(vec![rule]).await;
        let mut mailbox = server.mailbox();
        perform(&mut mailbox, Act::Wait).await.unwrap_err();
        perform(&mut mailbox, Act::Wait).await.unwrap();
        assert_eq!(server.count("IDLE"), 1);
        perform(&mut mailbox, Act::Wait).await.unwrap();
        assert_eq!(server.count("IDLE"), again);
    }
}

#[tokio::test]
async fn news_before_the_plus_of_idle_is_news() {
    let rules = vec![say("IDLE", "* 4 EXISTS\r\n+ idling\r\n")];
    let server = Server::start(rules).await;
    let mut mailbox = server.mailbox();
    let waiting = mailbox.wait(Duration::from_secs(600));
    let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    assert!(
        matches!(waited, Ok(Ok(()))),
        "the news were missed: {waited:?}"
    );
    assert_eq!(server.count("DONE"), 1);
}

#[tokio::test]
async fn lines_before_the_plus_of_append_are_no_error() {
    let words = "* 4 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n+ go on\r\n";
    let server = goes_well(Act::Append, vec![say("APPEND", words)], "").await;
    assert!(server.heard().contains(&MESSAGE.to_owned()));
}

#[tokio::test]
async fn a_refused_append_keeps_its_reason() {
    let no = "{tag} NO [OVERQUOTA] full\r\n";
    // Once with the keyword and once without; the folder is there.
    let rules = vec![say("APPEND", no), say("APPEND", no)];
    check(Act::Append, rules, "refused", "[OVERQUOTA] full").await;
}

#[tokio::test]
async fn an_append_to_a_missing_folder_makes_it() {
    let none = "{tag} OK none\r\n";
    let rules = vec![
        say("SELECT", "{tag} NO no such mailbox\r\n"),
        say("LIST \"\" \"TLD", none),
        say("LIST \"\" \"TLD", none),
    ];
    let server = Server::start(rules).await;
    let mut mailbox = server.mailbox();
    mailbox
        .append(Folder::Decided, MESSAGE.as_bytes())
        .await
        .unwrap();
    assert_eq!(server.count("CREATE \"TLD-OPS/Decided\""), 1);
    let command = "APPEND \"TLD-OPS/Decided\" (\\Flagged $Escalated) {";
    assert_eq!(server.count(command), 1);
}

#[tokio::test]
async fn a_move_that_did_not_happen_is_a_refusal() {
    check(Act::Shift, vec![], "refused", "still where it was").await;
}

#[tokio::test]
async fn a_literal_beyond_reason_is_refused_before_it_is_read() {
    let words = "* 1 FETCH (UID 5 BODY[]<0> {400000000}\r\n".to_owned();
    let rules = vec![Rule("UID FETCH 5 (UID BODY", words, Then::Hang)];
    check(Act::Fetch, rules, "nonsense", "longer than was asked for").await;
}

#[tokio::test]
async fn a_message_without_a_uid_is_nonsense() {
    for uid in ["two", "4294967296", "0"] {
        let words = format!("* 1 FETCH (UID {uid} RFC822.SIZE 9 FLAGS ())\r\n{{tag}} OK\r\n");
        let rules = vec![say("UID FETCH", &words)];
        check(Act::List, rules, "nonsense", "without a UID").await;
    }
}

#[tokio::test]
async fn a_search_answer_of_another_kind_is_nonsense() {
    let answers = [
        "* SEARCH 5 (MODSEQ 9)\r\n",
        "* SEARCH 5\n",
        "* 1 FETCH (UID 5 BODY[] ~{3}\r\nabc)\r\n",
        "* SEARCH five\r\n",
    ];
    for answer in answers {
        let rules = vec![say("UID SEARCH", &format!("{answer}{{tag}} OK\r\n"))];
        check(Act::Find, rules, "nonsense", "not IMAP").await;
    }
}

#[tokio::test]
async fn a_search_without_an_answer_is_nonsense() {
    for answer in ["", "* ESEARCH (TAG \"s9\") UID ALL 5\r\n"] {
        let rules = vec![say("UID SEARCH", &format!("{answer}{{tag}} OK\r\n"))];
        check(Act::Find, rules, "nonsense", "without a SEARCH answer").await;
    }
}

//------------ what else a server may do ---------------------------------------

#[tokio::test]
async fn an_answer_out_of_step_is_nonsense() {
    for words in ["x9 OK done\r\n", "+ go on\r\n", "x9 BAD done\r\n"] {
        check(
            Act::Find,
            vec![say("UID SEARCH", words)],
            "nonsense",
            "out of step",
        )
        .await;
    }
}

#[tokio::test]
async fn a_folder_without_numbers_is_nonsense() {
    for words in [
        "* 3 EXISTS\r\n{tag} OK done\r\n",
        "* 3 EXISTS\r\n* OK [UIDVALIDITY 0] none\r\n{tag} OK done\r\n",
        "* OK [UIDVALIDITY 7] no count\r\n{tag} OK done\r\n",
    ] {
        let rules = vec![say("EXAMINE", words)];
        check(Act::List, rules, "nonsense", "without UIDVALIDITY").await;
    }
}

#[tokio::test]
async fn messages_counted_and_not_described_are_nonsense() {
    let rules = vec![say("UID FETCH", "{tag} OK done\r\n")];
    check(Act::List, rules, "nonsense", "describes none").await;
    let expunged = "* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n{tag} OK done\r\n";
    goes_well(Act::List, vec![say("UID FETCH", expunged)], "0").await;
}

#[tokio::test]
async fn a_body_cut_short_is_nonsense() {
    let rules = vec![
        say(
            "UID FETCH 5 (UID BODY",
            &format!("{}{{tag}} OK\r\n", literal("5", "half")),
        ),
        say(
            "UID FETCH 5 (UID BODY.PEEK[]<4.1>",
            &format!("{}{{tag}} OK\r\n", literal("5", "x")),
        ),
    ];
    check(Act::Fetch, rules, "nonsense", "called that all").await;
}

#[tokio::test]
async fn a_wrong_size_alone_is_no_error() {
    // Exchange estimates; the octet behind the last one is asked for.
    let rules = vec![
        say(
            "UID FETCH 5 (UID BODY",
            &format!("{}{{tag}} OK\r\n", literal("5", "whole")),
        ),
        say(
            "UID FETCH 5 (UID BODY.PEEK[]<5.1>",
            &format!("{}{{tag}} OK\r\n", literal("5", "")),
        ),
    ];
    goes_well(Act::Fetch, rules, "Some((5, false))").await;
}

#[tokio::test]
async fn more_than_was_asked_for_is_nonsense() {
    let body = "x".repeat(1001);
    let words = format!("{}{{tag}} OK\r\n", literal("5", &body));
    let rules = vec![say("UID FETCH 5 (UID BODY", &words)];
    check(Act::Fetch, rules, "nonsense", "1001 octets where 1000").await;
}

#[tokio::test]
async fn a_line_without_end_is_refused() {
    let words = format!("* SEARCH {}", "1 ".repeat(1 << 20));
    let rules = vec![Rule("UID SEARCH", words, Then::Hang)];
    check(Act::Find, rules, "nonsense", "longer than was asked for").await;
}

#[tokio::test]
async fn an_answer_that_is_never_whole_is_refused() {
    let words = format!("* 1 FETCH (X (\r\n{}", "x\r\n".repeat(400_000));
    let rules = vec![Rule("UID FETCH", words, Then::Hang)];
    check(Act::List, rules, "nonsense", "longer than was asked for").await;
}

#[tokio::test]
async fn answers_without_end_are_a_loss() {
    for on in ["UID SEARCH", "NOOP"] {
        let rule = Rule(on, "* OK still working\r\n".to_owned(), Then::Repeat);
        let server = Server::start(vec![rule]).await;
        let mut mailbox = server.mailbox_waiting(Duration::from_millis(50));
        let error = perform(&mut mailbox, Act::Find).await.unwrap_err();
        assert!(error.to_string().contains("has no end"), "{error}");
    }
}

#[tokio::test]
async fn a_message_without_a_size_is_nonsense_and_news_of_flags_are_not() {
    let flags = "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n";
    let sized = "* 1 FETCH (UID 5 RFC822.SIZE 9 FLAGS ())\r\n";
    let alone = say("UID FETCH", &format!("{flags}{{tag}} OK\r\n"));
    check(Act::List, vec![alone.clone()], "nonsense", "how large").await;
    check(Act::Fetch, vec![alone], "nonsense", "how large").await;
    let both = say("UID FETCH", &format!("{flags}{sized}{flags}{{tag}} OK\r\n"));
    goes_well(Act::List, vec![both], "1").await;
}

#[tokio::test]
async fn many_literals_in_one_answer_are_refused() {
    let one = format!(" BODY[] {{60000}}\r\n{}", "x".repeat(60_000));
    let words = format!("* 1 FETCH (UID 5{}", one.repeat(40));
    let rules = vec![Rule("UID FETCH 5 (UID BODY", words, Then::Hang)];
    check(Act::Fetch, rules, "nonsense", "longer than was asked for").await;
}

#[tokio::test]
async fn eight_bit_words_for_people_do_no_harm() {
    let words = "* OK [ALERT]\u{e9}t\u{e9}\r\n* SEARCH 5\r\n{tag} OK [READ-ONLY]\u{e9}\r\n";
    goes_well(Act::Find, vec![say("UID SEARCH", words)], "1").await;
}

#[tokio::test]
async fn a_body_that_looks_like_imap_is_only_a_body() {
    let body = "* BYE\r\n{tag} NO\r\ns7 NO [x] {400000000}\r\n)\r\n* 1 FETCH (UID 9)\r\n{9}\r\n";
    let body = body.replace("{tag}", "s1");
    let rules = vec![
        say(
            "UID FETCH 5 (UID RFC822",
            &format!(
                "* 5 FETCH (UID 5 RFC822.SIZE {} FLAGS ())\r\n{{tag}} OK\r\n",
                body.len()
            ),
        ),
        say(
            "UID FETCH 5 (UID BODY",
            &format!("{}{{tag}} OK\r\n", literal("5", &body)),
        ),
    ];
    let expect = format!("Some(({}, false))", body.len());
    goes_well(Act::Fetch, rules, &expect).await;
}

#[tokio::test]
async fn a_dropped_act_leaves_no_session_behind() {
    let rules = vec![Rule("UID SEARCH", String::new(), Then::Hang)];
    let server = Server::start(rules).await;
    let mut mailbox = server.mailbox();
    let short = Duration::from_millis(300);
    let dropped = tokio::time::timeout(short, perform(&mut mailbox, Act::Find)).await;
    assert!(dropped.is_err());
    assert!(
        server.is_played_out(),
        "it never got so far: {:?}",
        server.heard()
    );
    assert_eq!(perform(&mut mailbox, Act::Find).await.unwrap(), "2");
    assert_eq!(server.connections(), 2);
}
