//! Whatever is lost, late, wrong or quicker, nothing is done twice or halfway.

use super::{NAME, discard, done, house, later, leave, refuse, seat, settings};
use crate::support::iana::http;
use crate::support::servers::mailman::{List, Mailman, Meddler, Turn};
use secird::outbound::roster::RosterError;
use secird::outbound::roster::mailman3::{Mailman3, Mailman3Settings};
use std::time::{Duration, Instant};

/// A list of the real Mailman, and a client that reaches it through somebody.
fn meddled(name: &str) -> (List, Mailman3, Meddler) {
    let list = Mailman::shared().list(name);
    let meddler = Meddler::before(list.mailman.port);
    let client = Mailman3::new(settings(meddler.port, &list.address)).unwrap();
    (list, client, meddler)
}

/// An answer in which nobody is found.
fn nobody() -> Turn {
    Turn::Say(http(200, "", r#"{"start": 0, "total_size": 0}"#))
}

#[tokio::test]
async fn where_somebody_is_quicker_another_look_settles_it() {
    let (list, client, meddler) = meddled("conflicts");
    let member = "member@conflicts.example";
    list.subscribe(member, "Quicker");
    meddler.next("POST /3.1/members/find", nobody());
    let answer = client.carry_out(&seat(member)).await;
    assert_eq!(answer, done("name corrected"));

    let asking = "asking@conflicts.example";
    list.ask_to_join(asking, "Quicker");
    meddler.next("request_type=subscription", nobody());
    let answer = client.carry_out(&seat(asking)).await;
    assert_eq!(answer, done("request accepted, name corrected"));
    for who in [member, asking] {
        assert_eq!(list.member(who)["display_name"], NAME);
    }

    // A request that somebody else ended: nobody was told our reason.
    let entry = r#"{"token": "gone", "email": "x@conflicts.example", "token_owner": "moderator"}"#;
    let held = format!(r#"{{"start": 0, "total_size": 1, "entries": [{entry}]}}"#);
    meddler.next("request_type=subscription", Turn::Say(http(200, "", &held)));
    let answer = client.carry_out(&refuse("x@conflicts.example")).await;
    assert_eq!(answer, done("no request of it waits"));
}

#[tokio::test]
async fn a_lost_answer_is_repeated_without_harm() {
    let (list, client, meddler) = meddled("losses");
    list.ask_to_join("asks@losses.example", "Asks");
    list.ask_to_join("refused@losses.example", "Refused");
    list.subscribe("misnamed@losses.example", "Misnamed");
    list.subscribe("leaves@losses.example", "Leaves");
    let nothing = "it is a member under that name already";
    let cases = [
        (seat("new@losses.example"), "POST /3.1/members", nothing),
        (
            seat("asks@losses.example"),
            "POST /3.1/lists/losses.lists.example/requests/",
            "name corrected",
        ),
        (
            seat("misnamed@losses.example"),
            "PATCH /3.1/addresses/misnamed@losses.example",
            nothing,
        ),
        (
            leave("leaves@losses.example"),
            "DELETE /3.1/members/",
            "it is no member",
        ),
        (
            refuse("refused@losses.example"),
            "POST /3.1/lists/losses.lists.example/requests/",
            "no request of it waits",
        ),
    ];
    for (change, write, then) in cases {
        // The words of the one question are in the other, which comes first.
        if write == "POST /3.1/members" {
            meddler.next("POST /3.1/members/find", nobody());
        }
        meddler.next(write, Turn::Lose);
        later(&client.carry_out(&change).await, "does not answer");
        assert_eq!(client.carry_out(&change).await, done(then), "{change:?}");
    }
    assert_eq!(client.members().await.unwrap().len(), 3);
    let mails = list.mailman.mails_to("refused@losses.example");
    assert_eq!(mails.len(), 1, "{mails:#?}");
}

#[tokio::test]
async fn a_change_that_does_not_show_is_not_called_done() {
    let (list, client, meddler) = meddled("blind");
    for _ in 0..20 {
        meddler.next("POST /3.1/members/find", nobody());
    }
    let answer = client.carry_out(&seat("unseen@blind.example")).await;
    later(&answer, "shows it otherwise");
    assert_eq!(list.member("unseen@blind.example")["display_name"], NAME);
}

#[tokio::test]
async fn all_members_are_read_or_none() {
    let (list, client, meddler) = meddled("many");
    let mut all = Vec::new();
    for number in 100..167 {
        let who = format!("ssc{number}@many.example");
        list.subscribe(&who, NAME);
        all.push(who);
    }
    let members = client.members().await.unwrap();
    let mut addresses: Vec<String> = members.into_iter().map(|one| one.address).collect();
    addresses.sort();
    assert_eq!(addresses, all);
    let pages = "GET /3.1/lists/many.lists.example/roster/member?count=50&page=";
    assert_eq!(meddler.heard(), [format!("{pages}1"), format!("{pages}2")]);

    let says = |body: &str| Turn::Say(http(200, "", body));
    let member = r#"{"email": "a@many.example", "display_name": "A", "member_id": "1"}"#;
    let cases = [
        (r#"{"start": 50, "total_size": 67}"#.to_owned(), "not whole"),
        (
            format!(r#"{{"start": 50, "total_size": 67, "entries": [{member}]}}"#),
            "not whole",
        ),
        (
            format!(r#"{{"start": 50, "total_size": 51, "entries": [{member}]}}"#),
            "changed while",
        ),
        (
            r#"{"start": 50, "total_size": 5001}"#.to_owned(),
            "over 5,000",
        ),
        (r#"{"start": 50, "entr"#.to_owned(), "not the JSON"),
    ];
    for (second, part) in cases {
        meddler.next("page=2", says(&second));
        let error = client.members().await.unwrap_err().to_string();
        assert!(error.contains(part), "{error} without {part}");
    }
    // A server that knows no pages sends the first one again.
    let first = format!(
        r#"{{"start": 0, "total_size": 67, "entries": [{}]}}"#,
        [member; 17].join(",")
    );
    meddler.next("page=2", says(&first));
    assert!(client.members().await.is_err());
}

/// Every way to ask, with the error it ends in.
async fn errors(client: &Mailman3) -> Vec<RosterError> {
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
    let list = Mailman::shared().list("logins");
    let wrong = Mailman3Settings {
        password: "restpasS".into(),
        ..settings(list.mailman.port, &list.address)
    };
    let unknown = settings(list.mailman.port, "nobody@lists.example");
    let elsewhere = Mailman3Settings {
        url: format!("http://127.0.0.1:{}/", list.mailman.port),
        ..settings(list.mailman.port, &list.address)
    };
    let cases = [
        (wrong, "check the user, the password file and the URL"),
        (unknown, "no such list"),
        (elsewhere, "no such list"),
    ];
    for (settings, part) in cases {
        let client = Mailman3::new(settings).unwrap();
        for error in errors(&client).await {
            assert!(matches!(error, RosterError::Refused(_)), "{error:?}");
            assert!(error.to_string().contains(part), "{error}");
        }
        let who = "anna@logins.example";
        for change in [seat(who), leave(who), refuse(who), discard(who)] {
            later(&client.carry_out(&change).await, part);
        }
    }
}

/// What a server that is not well says, and whether it counts as away.
fn bad_answers() -> Vec<(Turn, bool, &'static str)> {
    let says = |status, body: &str| Turn::Say(http(status, "", body));
    let page = "<!DOCTYPE html><title>Mailman</title>";
    let begun = b"HTTP/1.1 200 Said\r\nContent-Type: application/json\r\n".to_vec();
    let huge = [
        &begun[..],
        b"Content-Length: 99999999\r\n\r\n",
        &[b' '; 400_000],
    ]
    .concat();
    let deep = "[".repeat(200_000);
    let entry = r#"{"start": 0, "total_size": 1, "entries": [{"email": 7}]}"#;
    vec![
        (says(200, page), false, "not the JSON"),
        (says(200, ""), false, "not the JSON"),
        (says(200, &deep), false, "not the JSON"),
        (says(200, "[]"), false, "not the JSON"),
        (says(200, entry), false, ""),
        (says(301, page), false, "status 301"),
        (says(400, r#"{"description": "no\nway"}"#), false, "no way"),
        (says(500, page), true, "status 500"),
        (says(503, page), true, "status 503"),
        (says(429, page), true, "status 429"),
        (Turn::Say(b"NOT HTTP AT ALL\r\n".to_vec()), true, ""),
        (Turn::Endless(begun), true, ""),
        (Turn::Endless(huge), false, "does not end"),
        (Turn::Silence, true, "did not end in time"),
        (Turn::Close, true, ""),
    ]
}

#[tokio::test]
async fn a_server_that_is_not_well_is_asked_again_later() {
    for (turn, is_away, part) in bad_answers() {
        let meddler = Meddler::before(1);
        // Short where it falls silent, long where it would only be slow.
        let silent = matches!(turn, Turn::Silence);
        let patience = if silent { 400 } else { 20_000 };
        meddler.always(turn);
        let client = Mailman3::new(Mailman3Settings {
            timeout: Duration::from_millis(patience),
            ..settings(meddler.port, "tld-ops@lists.example")
        });
        let client = client.unwrap();
        let begun = Instant::now();
        let error = client.members().await.unwrap_err();
        assert_eq!(matches!(error, RosterError::Away(_)), is_away, "{error}");
        assert!(error.to_string().contains(part), "{error}");
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
    let client = Mailman3::new(settings(port, "tld-ops@lists.example")).unwrap();
    for error in errors(&client).await {
        assert!(matches!(error, RosterError::Away(_)), "{error:?}");
    }
    let answer = client.carry_out(&leave("anna@nic.example")).await;
    later(&answer, "does not answer");
}
