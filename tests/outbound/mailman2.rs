//! What a form of Mailman 2.1 was sent for stands on the list afterwards.
//!
//! The other side is a stand-in built from captured pages of Mailman 2.1 and
//! from its source (`support/servers/mailman2.rs`): Debian has neither it nor
//! the Python that it needs.

mod house;
mod roll;
mod trouble;

use crate::support::servers::mailman2::{Language, Mailman2 as Server, PASSWORD, Turn, other};
use secird::domain::address::EmailAddress;
use secird::outbound::Answer;
use secird::outbound::roster::mailman2::{Mailman2, Mailman2Settings};
use secird::outbound::roster::{Change, Held, HeldWish, House, Listed};
use std::collections::BTreeSet;
use std::time::Duration;

const NAME: &str = "Zoë Müller, +31 6 12345678, .xn--p1ai";

/// What people have for a name, and what a list server may stumble over.
const NAMES: &[&str] = &[
    NAME,
    "Зоя Мюллер, +7 495 555 01 23, .рф",
    "\"Jack\" O'Neill <jack>, +1-613-555-0119, .ca, .uk",
    "R&D; AT&amp;T &#65; &lt;b&gt;, +1 (613) 555-0119, .ca",
    "back\\slash\\, 100% + = ?, .nl",
    "山田 太郎, +81 3 5550 0123, .jp",
    "a -- b, <x@y.example>, .nl",
    "",
];

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn settings(port: u16) -> Mailman2Settings {
    drop(rustls::crypto::ring::default_provider().install_default());
    Mailman2Settings {
        url: format!("http://127.0.0.1:{port}/mailman"),
        password: PASSWORD.into(),
        list: address("Tld-Ops@lists.example"),
        timeout: Duration::from_secs(30),
    }
}

/// An empty list, and the client under test.
async fn ground() -> (Server, Mailman2) {
    let server = Server::start().await;
    let client = Mailman2::new(settings(server.port)).unwrap();
    (server, client)
}

fn seat_as(who: &str, name: &str) -> Change {
    Change::Seat {
        address: address(who),
        name: name.to_owned(),
    }
}

fn seat(who: &str) -> Change {
    seat_as(who, NAME)
}

fn leave(who: &str) -> Change {
    Change::Leave {
        address: address(who),
    }
}

fn refuse(who: &str) -> Change {
    Change::Refuse {
        address: address(who),
        reason: "The admin contact of .nl says “no”.\n\nPlease ask Zoë – there…".to_owned(),
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
        welcome: "Welcome to the “list”!\n\n  * It’s small.\n".to_owned(),
    }
}

#[track_caller]
fn later(answer: &Answer, part: &str) {
    let Answer::Later(words) = answer else {
        panic!("{answer:?} is no Later");
    };
    assert!(words.contains(part), "{words} without {part}");
    assert!(!words.contains("geheim"), "{words}");
    assert!(!words.chars().any(char::is_control), "{words:?}");
}

#[track_caller]
fn never(answer: &Answer, part: &str) {
    let Answer::Never(words) = answer else {
        panic!("{answer:?} is no Never");
    };
    assert!(words.contains(part), "{words} without {part}");
}

fn listed(address: &str, name: &str) -> Listed {
    Listed {
        address: address.to_owned(),
        name: name.to_owned(),
    }
}

#[tokio::test]
async fn a_seat_is_taken_at_once_and_keeps_when_taken_again() {
    let (server, client) = ground().await;
    let answer = client.carry_out(&seat("Zoe.Mueller@nic.example")).await;
    assert_eq!(answer, done("subscribed"));
    let again = client.carry_out(&seat("zoe.mueller@NIC.example")).await;
    assert_eq!(again, done("it is a member under that name already"));
    // Mailman keeps the capitals.
    let members = client.members().await.unwrap();
    assert_eq!(members, [listed("Zoe.Mueller@nic.example", NAME)]);
    assert_eq!(server.world().mails.len(), 1, "one welcome");
}

#[tokio::test]
async fn an_address_may_hold_whatever_an_address_may() {
    let (server, client) = ground().await;
    for who in [
        "a+b%41*c&d=e#f?@nic.example",
        "a/b@nic.example",
        "o'brien_x@nic.example",
        "a{2}.$b`c~d@nic.example",
    ] {
        assert_eq!(client.carry_out(&seat(who)).await, done("subscribed"));
        assert_eq!(
            client.members().await.unwrap(),
            [listed(who, NAME)],
            "{who}"
        );
        let renamed = client.carry_out(&seat_as(who, "Another")).await;
        assert_eq!(renamed, done("name corrected"), "{who}");
        let gone = client.carry_out(&leave(who)).await;
        assert_eq!(gone, done("unsubscribed"), "{who}");
        assert!(server.world().members.is_empty());
    }
}

#[tokio::test]
async fn a_name_comes_through_in_every_language() {
    for language in [
        Language::English,
        Language::German,
        Language::Russian,
        Language::Japanese,
    ] {
        let (server, client) = ground().await;
        server.world().language = language;
        let mut all = Vec::new();
        for (number, name) in NAMES.iter().enumerate() {
            let who = format!("a{number}@nic.example");
            let answer = client.carry_out(&seat_as(&who, name)).await;
            assert_eq!(answer, done("subscribed"), "{language:?} {name}");
            let kept = server.world().members[&who].name.clone();
            assert_eq!(kept, *name, "{language:?}");
            all.push(listed(&who, name));
        }
        // Mailman shows references within a name as the letters they mean.
        all[3].name = "R&D; AT&T A <b>, +1 (613) 555-0119, .ca".to_owned();
        assert_eq!(client.members().await.unwrap(), all, "{language:?}");
    }
}

#[tokio::test]
async fn a_corrected_name_leaves_everything_else_as_it_was() {
    let (server, client) = ground().await;
    server.world().language = Language::German;
    server
        .world()
        .member("Anna@nic.example", "Misspelt, +1, .nl");
    server.world().member("bob@nic.example", "anna@nic.example");
    let options = ["hide", "mod", "nomail", "digest"].map(str::to_owned);
    {
        let mut world = server.world();
        let anna = world.members.get_mut("anna@nic.example").unwrap();
        anna.options = BTreeSet::from(options.clone());
        anna.language = "pt_BR".to_owned();
    }
    for name in NAMES.iter().filter(|name| !name.contains("&#")) {
        let answer = client.carry_out(&seat_as("anna@nic.example", name)).await;
        assert_eq!(answer, done("name corrected"));
        let anna = server.world().members["anna@nic.example"].clone();
        assert_eq!(anna.name, *name);
        assert_eq!(anna.options, BTreeSet::from(options.clone()));
        assert_eq!(anna.language, "pt_BR");
        let bob = server.world().members["bob@nic.example"].clone();
        assert_eq!(bob.name, "anna@nic.example");
        assert!(bob.options.contains("nodupes"));
    }
}

#[tokio::test]
async fn a_held_request_is_accepted_and_named() {
    let (server, client) = ground().await;
    server.world().language = Language::Russian;
    server.world().member("tired@nic.example", "Tired <x>");
    server.world().ask_to_leave("tired@nic.example");
    server
        .world()
        .ask_to_join("new@nic.example", "Zoë & <Co>, .nl");
    server.world().ask_to_join("blank@nic.example", "");
    server.world().ask_to_join("blank@nic.example", "Второй");
    let last = server.world().ask_to_join("blank@nic.example", "");

    let held = client.held().await.unwrap();
    let shown = |held: &Held| (held.wish, held.address.clone(), held.name.clone());
    let text = str::to_owned;
    assert_eq!(
        held.iter().map(shown).collect::<Vec<_>>(),
        [
            (HeldWish::Join, text("blank@nic.example"), String::new()),
            (
                HeldWish::Join,
                text("new@nic.example"),
                text("Zoë & <Co>, .nl")
            ),
            (
                HeldWish::Leave,
                text("tired@nic.example"),
                text("Tired <x>")
            ),
        ]
    );
    assert_eq!(held[0].id, last.to_string());
    assert_eq!(held[0].when, "Mon Nov 23 15:04:21 2026");
    assert_eq!(held[2].when, "");

    let answer = client.carry_out(&seat("New@nic.example")).await;
    assert_eq!(answer, done("request accepted, name corrected"));
    assert_eq!(server.world().members["new@nic.example"].name, NAME);
    let answer = client.carry_out(&seat_as("blank@nic.example", "")).await;
    assert_eq!(answer, done("request accepted"));
    assert_eq!(client.held().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_a_member_asked_for_before_is_dropped() {
    let (server, client) = ground().await;
    server.world().member("in@nic.example", NAME);
    server.world().ask_to_join("in@nic.example", "In");
    let answer = client.carry_out(&seat("in@nic.example")).await;
    assert_eq!(answer, done("request dropped"));
    assert_eq!(client.held().await.unwrap(), []);
    assert_eq!(server.world().mails, []);
}

#[tokio::test]
async fn a_refused_person_is_told_why_and_a_dropped_one_nothing() {
    let (server, client) = ground().await;
    let who = "refused@nic.example";
    server.world().ask_to_join("dropped@nic.example", "Dropped");
    server.world().ask_to_join(who, "Refused");
    server.world().ask_to_join("waits@nic.example", "Waits");
    let answer = client.carry_out(&discard("dropped@nic.example")).await;
    assert_eq!(answer, done("request dropped"));
    let answer = client.carry_out(&refuse(who)).await;
    assert_eq!(answer, done("request refused with the reason"));
    let again = client.carry_out(&refuse(who)).await;
    assert_eq!(again, done("no request of it waits"));
    let again = client.carry_out(&discard(who)).await;
    assert_eq!(again, done("no request of it waits"));
    // The mail's character set is that of his language, which may be any.
    let reason = "The admin contact of .nl says \"no\".\n\nPlease ask Zoe - there...";
    let told = [(who.to_owned(), reason.to_owned())];
    assert_eq!(server.world().mails, told);
    assert_eq!(client.held().await.unwrap().len(), 1);

    server.world().member("in@nic.example", "In");
    for change in [refuse("in@nic.example"), discard("in@nic.example")] {
        never(&client.carry_out(&change).await, "it is a member already");
    }
}

#[tokio::test]
async fn somebody_leaves_whether_he_asked_or_not() {
    let (server, client) = ground().await;
    server.world().member("Anna@nic.example", "Anna");
    server.world().member("asks@nic.example", "Asks");
    server.world().ask_to_leave("asks@nic.example");
    server.world().ask_to_leave("asks@nic.example");
    server.world().member("stays@nic.example", "Stays");
    let answer = client.carry_out(&leave("anna@nic.example")).await;
    assert_eq!(answer, done("unsubscribed"));
    let answer = client.carry_out(&leave("asks@nic.example")).await;
    assert_eq!(answer, done("request accepted"));
    for who in ["anna@nic.example", "asks@nic.example"] {
        let again = client.carry_out(&leave(who)).await;
        assert_eq!(again, done("it is no member"));
    }
    let members = client.members().await.unwrap();
    assert_eq!(members, [listed("stays@nic.example", "Stays")]);
    assert_eq!(client.held().await.unwrap(), []);
}

#[tokio::test]
async fn who_shall_stay_has_his_request_to_leave_dropped() {
    let (server, client) = ground().await;
    server.world().member("asks@nic.example", "Asks");
    server.world().ask_to_leave("asks@nic.example");
    let answer = client.carry_out(&stays("asks@nic.example")).await;
    assert_eq!(answer, done("request dropped"));
    let again = client.carry_out(&stays("asks@nic.example")).await;
    assert_eq!(again, done("no request of it waits"));
    let members = client.members().await.unwrap();
    assert_eq!(members, [listed("asks@nic.example", "Asks")]);
    assert_eq!(client.held().await.unwrap(), []);
}

#[tokio::test]
async fn what_is_final_about_an_address_is_never_tried_again() {
    for language in [Language::English, Language::Japanese] {
        let (server, client) = ground().await;
        server.world().language = language;
        let banned = ["banned@nic.example", "asks@nic.example"];
        server.world().banned = BTreeSet::from(banned.map(str::to_owned));
        server.world().ask_to_join("asks@nic.example", "Asks");
        for who in banned {
            let said = format!("{who})");
            never(&client.carry_out(&seat(who)).await, &said);
            never(&client.carry_out(&seat_as(who, "")).await, &said);
        }
        let asked = server.world().heard.len();
        let cases = [
            ("tld-ops@lists.example", "own address"),
            ("a|b@nic.example", "takes no such address"),
            ("a^b@nic.example", "takes no such address"),
        ];
        for (who, part) in cases {
            never(&client.carry_out(&seat(who)).await, part);
        }
        assert_eq!(server.world().heard.len(), asked);
    }
}

#[tokio::test]
async fn captured_pages_are_read_as_they_are() {
    let (server, client) = ground().await;
    let says = |page: &str| Turn::Say(other(200, "text/html; charset=utf-8", page));
    let page = include_str!("../../fixtures/roster/mailman2/admindb-two-requests.html");
    server.world().next("admindb", says(page));
    let request = |id: &str, who: &str, name: &str| Held {
        id: id.to_owned(),
        wish: HeldWish::Join,
        address: who.to_owned(),
        name: name.to_owned(),
        when: "Mon Nov 23 15:04:21 2026".to_owned(),
    };
    assert_eq!(
        client.held().await.unwrap(),
        [
            request(
                "2",
                "ana.bela@nic.example",
                "Ana Bela, +55 11 5550 3500, .br"
            ),
            request("3", "neema@registry.example", ""),
        ]
    );

    let page = include_str!("../../fixtures/roster/mailman2/mass-subscribe-result.html");
    server.world().next("members/add", says(page));
    let change = seat_as("jean.dupont@cctld.example", "");
    later(&client.carry_out(&change).await, "shows it otherwise");
    // It says of her that she is a member, and the roster that she is not.
    server.world().next("members/add", says(page));
    let change = seat_as("anna@nic.example", "");
    never(&client.carry_out(&change).await, "Already a member");

    let page = include_str!("../../fixtures/roster/mailman2/admindb-wrong-password.html");
    server.world().next("admindb", says(page));
    let error = client.held().await.unwrap_err().to_string();
    assert!(error.contains("administrator password"), "{error}");
}
