//! A change of the roster ends as it was meant, however often it is tried.

mod house;
mod trouble;

use crate::support::servers::mailman::{List, Mailman};
use secird::domain::address::EmailAddress;
use secird::outbound::Answer;
use secird::outbound::roster::mailman3::{Mailman3, Mailman3Settings};
use secird::outbound::roster::{Change, Held, HeldWish, House, Listed};
use serde_json::{Value, json};
use std::time::Duration;

const NAME: &str = "Zoë Müller, +31 6 12345678, .xn--p1ai";

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn settings(port: u16, list: &str) -> Mailman3Settings {
    drop(rustls::crypto::ring::default_provider().install_default());
    Mailman3Settings {
        url: format!("http://127.0.0.1:{port}/3.1"),
        user: "restadmin".to_owned(),
        password: "restpass".into(),
        list: address(list),
        timeout: Duration::from_secs(30),
        welcome_uri: None,
    }
}

/// An empty list of the real Mailman, and the client under test.
fn ground(name: &str) -> (List, Mailman3) {
    let list = Mailman::shared().list(name);
    let client = Mailman3::new(settings(list.mailman.port, &list.address)).unwrap();
    (list, client)
}

fn seat(who: &str) -> Change {
    Change::Seat {
        address: address(who),
        name: NAME.to_owned(),
    }
}

fn leave(who: &str) -> Change {
    Change::Leave {
        address: address(who),
    }
}

fn refuse(who: &str) -> Change {
    Change::Refuse {
        address: address(who),
        reason: "The admin contact of .nl says no.\n\nPlease ask there.".to_owned(),
    }
}

fn discard(who: &str) -> Change {
    Change::Discard {
        address: address(who),
    }
}

fn stays(who: &str) -> Change {
    Change::Stays {
        address: address(who),
    }
}

fn done(words: &str) -> Answer {
    Answer::Done(words.to_owned())
}

fn house() -> House {
    House {
        secretariat: address("office@secretariat.example"),
        welcome: "Welcome to the list!\n".to_owned(),
    }
}

#[track_caller]
fn later(answer: &Answer, part: &str) {
    let Answer::Later(words) = answer else {
        panic!("{answer:?} is no Later");
    };
    assert!(words.contains(part), "{words} without {part}");
    assert!(!words.contains("restpass"), "{words}");
    assert!(!words.chars().any(char::is_control), "{words:?}");
}

#[track_caller]
fn never(answer: &Answer, part: &str) {
    let Answer::Never(words) = answer else {
        panic!("{answer:?} is no Never");
    };
    assert!(words.contains(part), "{words} without {part}");
}

#[tokio::test]
async fn a_seat_is_taken_at_once_and_keeps_when_taken_again() {
    let (list, client) = ground("seats");
    let answer = client.carry_out(&seat("Zoe.Mueller@seats.example")).await;
    assert_eq!(answer, done("subscribed"));
    let again = client.carry_out(&seat("zoe.mueller@SEATS.example")).await;
    assert_eq!(again, done("it is a member under that name already"));
    let listed = Listed {
        address: "zoe.mueller@seats.example".to_owned(),
        name: NAME.to_owned(),
    };
    assert_eq!(client.members().await.unwrap(), [listed]);
    let mails = list.mailman.mails_to("zoe.mueller@seats.example");
    assert_eq!(mails.len(), 1, "one welcome: {mails:#?}");
}

#[tokio::test]
async fn an_address_may_hold_whatever_an_address_may() {
    let (list, client) = ground("signs");
    for who in ["a+b%41*c&d=e#f?@signs.example", "a/b@signs.example"] {
        assert_eq!(client.carry_out(&seat(who)).await, done("subscribed"));
        assert_eq!(
            client.carry_out(&leave(who)).await,
            done("unsubscribed"),
            "{who}"
        );
    }
    list.subscribe("c/d@signs.example", "Another");
    let answer = client.carry_out(&seat("c/d@signs.example")).await;
    never(&answer, "cannot rename an address that has a slash");
}

#[tokio::test]
async fn a_name_is_corrected_where_the_roster_takes_it_from() {
    let (list, client) = ground("names");
    // The address is known to Mailman, which then ignores the name given.
    let other = Mailman::shared().list("names-before");
    other.subscribe("known@names.example", "Of Another List");
    let answer = client.carry_out(&seat("known@names.example")).await;
    assert_eq!(answer, done("subscribed, name corrected"));
    assert_eq!(list.member("known@names.example")["display_name"], NAME);

    list.subscribe("member@names.example", "Misspelt");
    let answer = client.carry_out(&seat("member@names.example")).await;
    assert_eq!(answer, done("name corrected"));
    assert_eq!(list.member("member@names.example")["display_name"], NAME);

    // Who subscribed on the web pages did so as a user, not as an address.
    let ask = |method, path: &str, body: Value| list.mailman.done(method, path, &body);
    let (user, none) = ("user@names.example", Value::Null);
    ask("POST", "users", json!({"email": user, "display_name": "U"}));
    let id = ask("GET", &format!("users/{user}"), none)["user_id"].clone();
    let id = id.as_str().unwrap();
    ask("POST", &format!("addresses/{user}/verify"), json!({}));
    let preferred = format!("users/{id}/preferred_address");
    ask("POST", &preferred, json!({"email": user}));
    list.subscribe(id, "");
    assert_eq!(list.member(user)["subscription_mode"], "as_user");
    assert_eq!(client.carry_out(&seat(user)).await, done("name corrected"));
    assert_eq!(list.member(user)["display_name"], NAME);
}

#[tokio::test]
async fn a_held_request_is_accepted_and_named() {
    let (list, client) = ground("held");
    list.ask_to_join("new@held.example", "Zoë, .nl");
    list.begin_to_join("unconfirmed@held.example", "Somebody");
    list.set(&json!({"unsubscription_policy": "moderate"}));
    list.subscribe("tired@held.example", "Tired");
    assert_eq!(list.ask_to_leave("tired@held.example"), 202);

    let held = client.held().await.unwrap();
    let shown = |held: &Held| (held.wish, held.address.clone(), held.name.clone());
    let text = str::to_owned;
    assert_eq!(
        held.iter().map(shown).collect::<Vec<_>>(),
        [
            (HeldWish::Join, text("new@held.example"), text("Zoë, .nl")),
            (HeldWish::Leave, text("tired@held.example"), text("Tired")),
        ]
    );
    assert!(held.iter().all(|held| held.id.len() == 40), "{held:?}");
    assert!(held[0].when.parse::<jiff::civil::DateTime>().is_ok());

    let answer = client.carry_out(&seat("new@held.example")).await;
    assert_eq!(answer, done("request accepted, name corrected"));
    assert_eq!(list.member("new@held.example")["display_name"], NAME);
    assert_eq!(client.held().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_unconfirmed_request_gives_way_to_a_seat() {
    let (list, client) = ground("unconfirmed");
    let who = "slow@unconfirmed.example";
    list.begin_to_join(who, "Slow");
    assert_eq!(client.held().await.unwrap(), []);
    let (status, said) = list.join(who, "Slow", &["confirmed", "approved"]);
    assert_eq!(status, 409, "{said}");
    let answer = client.carry_out(&seat(who)).await;
    assert_eq!(answer, done("request dropped, subscribed, name corrected"));
    assert_eq!(list.requests("subscription"), [""; 0]);
}

#[tokio::test]
async fn a_refused_person_is_told_why_and_a_dropped_one_nothing() {
    let (list, client) = ground("refusals");
    let who = "refused@refusals.example";
    list.ask_to_join("dropped@refusals.example", "Dropped");
    list.ask_to_join(who, "Refused");
    let answer = client.carry_out(&discard("dropped@refusals.example")).await;
    assert_eq!(answer, done("request dropped"));
    let answer = client.carry_out(&refuse(who)).await;
    assert_eq!(answer, done("request refused with the reason"));
    assert_eq!(client.held().await.unwrap(), []);
    assert_eq!(
        client.carry_out(&refuse(who)).await,
        done("no request of it waits")
    );
    let mails = list.mailman.mails_to(who);
    assert_eq!(mails.len(), 1, "{mails:#?}");
    for part in ["The admin contact of .nl says no.", "Please ask there."] {
        assert!(mails[0].contains(part), "{}", mails[0]);
    }
    // Mailman sends in order: a mail to the other would be there by now.
    let dropped = list.mailman.sent_to("dropped@refusals.example");
    assert_eq!(dropped, [""; 0]);

    list.subscribe("in@refusals.example", "In");
    for change in [
        refuse("in@refusals.example"),
        discard("in@refusals.example"),
    ] {
        never(&client.carry_out(&change).await, "it is a member already");
    }
}

#[tokio::test]
async fn somebody_leaves_whatever_the_policy() {
    let (list, client) = ground("leaving");
    for policy in ["open", "confirm", "moderate", "confirm_then_moderate"] {
        list.set(&json!({"unsubscription_policy": policy}));
        let who = format!("{policy}@leaving.example");
        list.subscribe(&who, "Leaving");
        assert_eq!(client.carry_out(&leave(&who)).await, done("unsubscribed"));
        assert_eq!(list.member(&who), Value::Null);
        assert_eq!(
            client.carry_out(&leave(&who)).await,
            done("it is no member")
        );
    }
}

#[tokio::test]
async fn a_held_request_to_leave_is_accepted_and_no_other_is_left() {
    let (list, client) = ground("parting");
    list.set(&json!({"unsubscription_policy": "moderate"}));
    let who = "twice@parting.example";
    list.subscribe(who, "Twice");
    // Mailman holds each of them.
    assert_eq!((list.ask_to_leave(who), list.ask_to_leave(who)), (202, 202));
    let answer = client.carry_out(&leave(who)).await;
    assert_eq!(answer, done("request accepted, request dropped"));
    assert_eq!(list.member(who), Value::Null);
    assert_eq!(list.requests("unsubscription"), [""; 0]);
}

#[tokio::test]
async fn who_shall_stay_has_his_requests_to_leave_dropped() {
    let (list, client) = ground("staying");
    list.set(&json!({"unsubscription_policy": "moderate"}));
    let who = "twice@staying.example";
    list.subscribe(who, "Twice");
    assert_eq!((list.ask_to_leave(who), list.ask_to_leave(who)), (202, 202));
    let answer = client.carry_out(&stays(who)).await;
    assert_eq!(answer, done("request dropped"));
    assert_ne!(list.member(who), Value::Null);
    assert_eq!(list.requests("unsubscription"), [""; 0]);
    let again = client.carry_out(&stays(who)).await;
    assert_eq!(again, done("no request of it waits"));
}

#[tokio::test]
async fn what_is_final_about_an_address_is_never_tried_again() {
    let (list, client) = ground("finals");
    let bans = format!("lists/{}/bans", list.id);
    let ban = json!({"email": "banned@finals.example"});
    list.mailman.done("POST", &bans, &ban);
    let cases = [
        ("banned@finals.example", "is banned"),
        ("finals@lists.example", "own address"),
        ("a|b@finals.example", "takes no such address"),
    ];
    for (who, part) in cases {
        never(&client.carry_out(&seat(who)).await, part);
    }
}

#[tokio::test]
async fn a_welcome_that_cannot_be_read_is_told_and_the_seat_stands() {
    let (list, client) = ground("welcomes");
    let uris = format!("lists/{}/uris", list.id);
    let uri = json!({"list:user:notice:welcome": "file:///nowhere/welcome.txt"});
    list.mailman.done("PATCH", &uris, &uri);
    let change = seat("unwelcome@welcomes.example");
    later(
        &client.carry_out(&change).await,
        "No such file or directory",
    );
    let nothing = "it is a member under that name already";
    assert_eq!(client.carry_out(&change).await, done(nothing));
}
