//! Whatever is lost, late, wrong or quicker, nothing is done twice or halfway.

use super::{NAME, discard, done, ground, house, later, leave, refuse, seat, settings};
use crate::support::servers::mailman2::{Mailman2 as Server, PASSWORD, Turn, other};
use crate::support::until;
use secird::outbound::roster::mailman2::{Mailman2, Mailman2Settings};
use secird::outbound::roster::{Change, RosterError};
use std::time::{Duration, Instant};

/// A page on which nobody is found.
fn nobody() -> Turn {
    let page = "<form action=\"/mailman/admin/tld-ops/members\">\
                <td colspan=11><em>0</em></td></form></html>";
    Turn::Say(other(200, "text/html; charset=us-ascii", page))
}

/// A page without requests.
fn nothing() -> Turn {
    let page = "<a href=\"http://lists.example/mailman/admindb/tld-ops\">again</a></html>";
    Turn::Say(other(200, "text/html", page))
}

/// A change of each kind, the words of the form that makes it, and what is
/// left to do when that was done.
fn writes(server: &Server) -> Vec<(Change, &'static str, &'static str)> {
    let mut world = server.world();
    world.ask_to_join("asks@nic.example", "Asks");
    world.ask_to_join("refused@nic.example", "Refused");
    world.ask_to_join("dropped@nic.example", "Dropped");
    world.member("misnamed@nic.example", "Misnamed");
    world.member("leaves@nic.example", "Leaves");
    world.member("tired@nic.example", "Tired");
    world.ask_to_leave("tired@nic.example");
    let member = "it is a member under that name already";
    let nobody = "it is no member";
    let none = "no request of it waits";
    vec![
        (seat("new@nic.example"), "members/add", member),
        (seat("asks@nic.example"), "adminpw 1", "name corrected"),
        (seat("misnamed@nic.example"), "_realname", member),
        (leave("leaves@nic.example"), "members/remove", nobody),
        (leave("tired@nic.example"), "adminpw 4", nobody),
        (refuse("refused@nic.example"), "adminpw 2", none),
        (discard("dropped@nic.example"), "adminpw 3", none),
    ]
}

#[tokio::test]
async fn a_lost_answer_is_repeated_without_harm() {
    for (turn, part) in [
        (Turn::Lose, "does not answer"),
        (Turn::Half, "ends too early"),
    ] {
        let (server, client) = ground().await;
        for (change, words, then) in writes(&server) {
            server.world().next(words, turn.clone());
            later(&client.carry_out(&change).await, part);
            assert_eq!(client.carry_out(&change).await, done(then), "{change:?}");
        }
        let mut told: Vec<String> = server
            .world()
            .mails
            .iter()
            .map(|(who, _)| who.clone())
            .collect();
        told.sort();
        let all = ["asks@nic.example", "new@nic.example", "refused@nic.example"];
        assert_eq!(told, all, "each of them once");
        assert_eq!(client.members().await.unwrap().len(), 3);
        assert_eq!(client.held().await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_act_that_waited_for_the_lock_does_no_harm_later() {
    let (server, _) = ground().await;
    let hasty = Mailman2Settings {
        timeout: Duration::from_millis(300),
        ..settings(server.port)
    };
    let client = Mailman2::new(hasty).unwrap();
    server.world().next("members/add", Turn::Lock);
    let change = seat("slow@nic.example");
    later(&client.carry_out(&change).await, "did not end in time");
    // The stand-in needs this thread to go on.
    let waited = tokio::task::spawn_blocking({
        let server = server.clone();
        move || {
            until("the act", Duration::from_secs(10), || {
                server.world().members.get("slow@nic.example").cloned()
            })
        }
    });
    assert_eq!(waited.await.unwrap().name, NAME);
    let again = client.carry_out(&change).await;
    assert_eq!(again, done("it is a member under that name already"));
    assert_eq!(server.world().mails.len(), 1);
}

#[tokio::test]
async fn where_somebody_is_quicker_another_look_settles_it() {
    let (server, client) = ground().await;
    server.world().member("member@nic.example", "Quicker");
    server.world().next("findmember", nobody());
    let answer = client.carry_out(&seat("member@nic.example")).await;
    assert_eq!(answer, done("name corrected"));

    server.world().member("same@nic.example", NAME);
    server.world().next("findmember", nobody());
    let answer = client.carry_out(&seat("same@nic.example")).await;
    assert_eq!(answer, done("it is a member under that name already"));

    // He asked between two looks: his request is dropped once he is in.
    server.world().ask_to_join("asks@nic.example", "Asks");
    server.world().next("admlogin", nothing());
    let answer = client.carry_out(&seat("asks@nic.example")).await;
    assert_eq!(answer, done("subscribed, request dropped"));

    server.world().member("tired@nic.example", "Tired");
    server.world().ask_to_leave("tired@nic.example");
    server.world().next("admlogin", nothing());
    let answer = client.carry_out(&leave("tired@nic.example")).await;
    assert_eq!(answer, done("unsubscribed"));
    assert_eq!(client.held().await.unwrap(), []);
}

#[tokio::test]
async fn a_change_that_does_not_show_is_not_called_done() {
    let (server, client) = ground().await;
    for _ in 0..4 {
        server.world().next("findmember", nobody());
    }
    let answer = client.carry_out(&seat("unseen@nic.example")).await;
    later(&answer, "shows it otherwise");

    let (server, client) = ground().await;
    for (change, words, _) in writes(&server) {
        server.world().next(words, Turn::Deaf);
        // Where a request cannot be accepted, its wish is tried once without.
        for other in ["members/add", "members/remove"] {
            server.world().next(other, Turn::Deaf);
        }
        later(&client.carry_out(&change).await, "shows it otherwise");
    }
    assert_eq!(server.world().mails, []);
    assert_eq!(server.world().members.len(), 3);
    assert_eq!(server.world().held.len(), 4);
}

/// Every way to ask, with the error it ends in.
async fn errors(client: &Mailman2) -> Vec<RosterError> {
    let house = house();
    vec![
        client.members().await.unwrap_err(),
        client.held().await.unwrap_err(),
        client.check(&house).await.unwrap_err(),
        client.set_up(&house).await.unwrap_err(),
    ]
}

#[tokio::test]
async fn a_login_that_is_refused_is_for_a_person_and_ends_no_change() {
    let (server, _) = ground().await;
    let wrong = Mailman2Settings {
        password: "geheim".into(),
        ..settings(server.port)
    };
    let unknown = Mailman2Settings {
        list: super::address("nobody@lists.example"),
        ..settings(server.port)
    };
    let quiet = Server::start().await;
    quiet.world().always(Turn::Login);
    let moved = Server::start().await;
    let there = format!("text/html\r\nLocation: http://127.0.0.1:{}/", server.port);
    let asked = server.world().heard.len();
    let password = "check the list's administrator password";
    let cases = [
        (wrong, password),
        (unknown, "no such list"),
        (settings(quiet.port), password),
    ];
    for (settings, part) in cases {
        let client = Mailman2::new(settings).unwrap();
        refused(&client, part).await;
    }
    let heard = server.world().heard.len();
    assert!(heard > asked);
    for status in [301, 302, 303, 307, 308] {
        let turn = Turn::Say(other(status, &there, "<html></html>"));
        moved.world().always(turn);
        let client = Mailman2::new(settings(moved.port)).unwrap();
        refused(&client, "points elsewhere").await;
    }
    assert_eq!(server.world().heard.len(), heard, "no redirect is followed");
}

async fn refused(client: &Mailman2, part: &str) {
    for error in errors(client).await {
        assert!(matches!(error, RosterError::Refused(_)), "{error:?}");
        assert!(error.to_string().contains(part), "{error}");
    }
    let who = "anna@nic.example";
    for change in [seat(who), leave(who), refuse(who), discard(who)] {
        later(&client.carry_out(&change).await, part);
    }
}

/// What a server that is not well says, and whether it counts as away.
fn bad_answers() -> Vec<(Turn, bool, &'static str)> {
    let says = |status, kind: &str, page: &str| Turn::Say(other(status, kind, page));
    let html = "text/html; charset=utf-8";
    let bug = "<head><title>Bug in Mailman version 2.1.39</title></head><body>…</body>";
    let begun = b"HTTP/1.1 200 Said\r\nContent-Type: text/html\r\n\r\n".to_vec();
    let cut = b"HTTP/1.1 200 Said\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<html>";
    let deep = format!("{}</html>", "<td><em>".repeat(200_000));
    let hoard = format!(
        "{}</html>",
        "<input type=radio name=1 value=4>".repeat(100_000)
    );
    vec![
        (says(200, html, &hoard), false, "check the URL"),
        (says(200, html, bug), false, "ends too early"),
        (says(200, html, ""), false, "ends too early"),
        (
            says(200, html, "<html>Hello</html>"),
            false,
            "check the URL",
        ),
        (says(200, html, &deep), false, "check the URL"),
        (says(200, "text/plain", "no"), false, "not a web page"),
        (says(200, "application/json", "{}"), false, "not a web page"),
        (says(418, html, "x"), false, "status 418"),
        (says(429, html, "x"), true, "status 429"),
        (says(500, html, "x"), true, "status 500"),
        (says(503, html, "x"), true, "status 503"),
        (Turn::Say(cut.to_vec()), true, ""),
        (Turn::Say(b"NOT HTTP AT ALL\r\n".to_vec()), true, ""),
        (Turn::Say(vec![]), true, ""),
        (
            Turn::Endless(begun, vec![b'<'; 400_000]),
            false,
            "does not end",
        ),
        (Turn::Silence, true, "did not end in time"),
        (Turn::Drip, true, "did not end in time"),
    ]
}

#[tokio::test]
async fn a_server_that_is_not_well_is_asked_again_later() {
    for (turn, is_away, part) in bad_answers() {
        let server = Server::start().await;
        // Short where it is slow for ever, long where it would only be slow.
        let slow = matches!(turn, Turn::Silence | Turn::Drip);
        let patience = if slow { 300 } else { 20_000 };
        server.world().always(turn.clone());
        let client = Mailman2::new(Mailman2Settings {
            timeout: Duration::from_millis(patience),
            ..settings(server.port)
        });
        let client = client.unwrap();
        let begun = Instant::now();
        let error = client.members().await.unwrap_err();
        let away = matches!(error, RosterError::Away(_));
        assert_eq!(away, is_away, "{error} after {turn:?}");
        assert!(error.to_string().contains(part), "{error} without {part}");
        assert!(!error.to_string().contains("127.0.0.1"), "{error}");
        later(&client.carry_out(&seat("anna@nic.example")).await, part);
        assert!(client.held().await.is_err());
        assert!(begun.elapsed() < Duration::from_secs(15), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_again_later() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let client = Mailman2::new(settings(port)).unwrap();
    for error in errors(&client).await {
        assert!(matches!(error, RosterError::Away(_)), "{error:?}");
    }
    let answer = client.carry_out(&leave("anna@nic.example")).await;
    later(&answer, "does not answer");
}

#[tokio::test]
async fn settings_that_cannot_work_are_told() {
    let (server, _) = ground().await;
    let url = |url: &str| Mailman2Settings {
        url: url.to_owned(),
        ..settings(server.port)
    };
    for (settings, part) in [
        (url("lists.example/mailman"), "cannot be read"),
        (url("ftp://lists.example/mailman"), "https://, not ftp:"),
        (url("http://lists.example/mailman"), "use https"),
        (url("http://127.0.0.1.example/mailman"), "use https"),
        (url("https://a:b@lists.example/mailman"), "do not belong"),
        (url("https://lists.example/mailman?a=b"), "ends as in"),
        (
            Mailman2Settings {
                password: "".into(),
                ..settings(server.port)
            },
            "the password is empty",
        ),
        (
            Mailman2Settings {
                timeout: Duration::ZERO,
                ..settings(server.port)
            },
            "the timeout is zero",
        ),
    ] {
        let error = Mailman2::new(settings).unwrap_err();
        assert!(error.contains(part), "{error} without {part}");
    }
    for fine in [
        "https://lists.example/mailman/",
        "http://[::1]:8080/mailman",
    ] {
        let client = Mailman2::new(url(fine)).unwrap();
        let shown = format!("{client:?}");
        assert!(
            shown.contains("tld-ops") || shown.contains("Tld-Ops"),
            "{shown}"
        );
        assert!(!shown.contains(PASSWORD), "{shown}");
    }
    assert!(!format!("{:?}", settings(1)).contains(PASSWORD));
}
