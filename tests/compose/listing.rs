//! The roster in its four forms, each read again by a reader of its own.

use jiff::Timestamp;
use proptest::prelude::*;
use secird::compose::{cards::vcard, listing};
use secird::domain::address::EmailAddress;
use secird::domain::phone::PhoneNumber;
use secird::domain::seat::{Seat, parse_display};
use secird::domain::tld::Tld;
use serde_json::json;
use std::collections::BTreeSet;

fn seat(name: &str, email: &str, phone: Option<&str>, tlds: &[&str]) -> Seat {
    Seat {
        name: name.to_owned(),
        email: EmailAddress::parse(email).unwrap(),
        phone: phone.map(PhoneNumber::as_given),
        tlds: tlds.iter().map(|tld| Tld::parse(tld).unwrap()).collect(),
        since: None,
    }
}

/// People of several scripts, and one who serves two ccTLDs.
fn roster() -> Vec<Seat> {
    let mut ada = seat(
        "Ada Byron",
        "ada@nic.example",
        Some("+31 6 25 07 87 33"),
        &["nl"],
    );
    ada.since = Some("2026-06-12T16:30:00Z".parse().unwrap());
    vec![
        seat(
            "Иван Петров",
            "ivan@nic.example",
            Some("+7 912 345-67-89"),
            &["xn--p1ai", "ru"],
        ),
        ada,
        seat(
            "Zoé van den Berg",
            "Zoe@nic.example",
            Some("+31 (0)6 25 07 87 34"),
            &["nl", "aw"],
        ),
        seat("陳小明", "chen@nic.example", None, &["tw"]),
        seat("Bo Li", "bo@nic.example", Some("ask Ada; 2, 3"), &["nl"]),
    ]
}

//------------ lines -----------------------------------------------------------

#[test]
fn the_list_is_the_procedures() {
    assert_eq!(
        listing::lines(&roster()),
        "Zoe@nic.example (Zoé van den Berg, +31 (0)6 25 07 87 34, .aw, .nl)\n\
         ada@nic.example (Ada Byron, +31 6 25 07 87 33, .nl)\n\
         bo@nic.example (Bo Li, ask Ada; 2, 3, .nl)\n\
         ivan@nic.example (Иван Петров, +7 912 345-67-89, .ru, .рф)\n\
         chen@nic.example (陳小明, .tw)\n"
    );
    assert_eq!(listing::lines(&[]), "");
}

#[test]
fn the_order_of_the_roster_does_not_matter() {
    let mut seats = roster();
    let forms = |seats: &[Seat]| {
        let json = listing::json(seats).to_string();
        [
            listing::lines(seats),
            listing::csv(seats),
            vcard(seats),
            json,
        ]
    };
    let expected = forms(&seats);
    for _ in 0..seats.len() {
        seats.rotate_left(1);
        assert_eq!(forms(&seats), expected);
    }
    seats.reverse();
    assert_eq!(forms(&seats), expected);
}

#[test]
fn who_serves_two_cctlds_stands_once() {
    let one = |tlds: &[&str]| seat("Ada Byron", "ada@nic.example", Some("+31625078733"), tlds);
    let mut twice = vec![one(&["nl"]), one(&["aw", "nl"])];
    let line = "ada@nic.example (Ada Byron, +31625078733, .aw, .nl)\n";
    assert_eq!(listing::lines(&twice), line);
    // The same person under two names is for people to see.
    twice[1].name = "A. Byron".to_owned();
    assert_eq!(listing::lines(&twice).lines().count(), 2);
    assert_eq!(listing::csv(&twice).lines().count(), 3);
}

#[test]
fn nobody_can_write_a_second_line() {
    let evil = seat(
        "Eve\r\neve@nic.example (Ada",
        "eve@nic.example",
        Some("+1\n2"),
        &["nl"],
    );
    let evil = &[evil];
    assert_eq!(listing::lines(evil).lines().count(), 1);
    assert_eq!(cards(&vcard(evil)).len(), 1);
    assert_eq!(table(&listing::csv(evil)).len(), 2);
}

//------------ csv -------------------------------------------------------------

/// Reads RFC 4180, and nothing more lenient.
fn table(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match (c, quoted) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().unwrap().push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(String::new()),
            ('\r', false) => {
                assert_eq!(chars.next(), Some('\n'));
                rows.push(vec![String::new()]);
            }
            ('\n', false) => panic!("a bare line feed"),
            (c, true) => row.last_mut().unwrap().push(c),
            (c, false) => panic!("{c:?} outside quotes"),
        }
    }
    assert!(!quoted);
    assert_eq!(rows.pop(), Some(vec![String::new()]), "no last line end");
    assert!(rows.iter().all(|row| row.len() == 5));
    rows
}

#[test]
fn a_spreadsheet_shows_everybody() {
    assert_eq!(
        table(&listing::csv(&roster())),
        [
            ["name", "email", "phone", "cctlds", "since"],
            [
                "Zoé van den Berg",
                "Zoe@nic.example",
                "tel:+31625078734",
                ".aw .nl",
                ""
            ],
            [
                "Ada Byron",
                "ada@nic.example",
                "tel:+31625078733",
                ".nl",
                "2026-06-12T16:30:00Z"
            ],
            ["Bo Li", "bo@nic.example", "ask Ada; 2, 3", ".nl", ""],
            [
                "Иван Петров",
                "ivan@nic.example",
                "tel:+79123456789",
                ".ru .рф",
                ""
            ],
            ["陳小明", "chen@nic.example", "", ".tw", ""],
        ]
    );
    assert_eq!(
        listing::csv(&[]),
        "\"name\",\"email\",\"phone\",\"cctlds\",\"since\"\r\n"
    );
}

#[test]
fn no_cell_is_a_formula() {
    for (name, email, phone, expected) in [
        (
            "=1+1",
            "a@nic.example",
            "+31 6",
            ["'=1+1", "a@nic.example", "'+31 6"],
        ),
        (
            "+Ada",
            "=a@nic.example",
            "",
            ["'+Ada", "'=a@nic.example", ""],
        ),
        (
            "-Ada",
            "-a@nic.example",
            "-1",
            ["'-Ada", "'-a@nic.example", "'-1"],
        ),
        (
            "@Ada",
            "+a@nic.example",
            "@1",
            ["'@Ada", "'+a@nic.example", "'@1"],
        ),
        (
            "\t=1",
            "a@nic.example",
            "1",
            ["'\t=1", "a@nic.example", "1"],
        ),
        (" =1", "a@nic.example", "1", ["' =1", "a@nic.example", "1"]),
        ("＝1", "a@nic.example", "1", ["'＝1", "a@nic.example", "1"]),
        ("A;=1", "a@nic.example", "1", ["A;=1", "a@nic.example", "1"]),
        (
            "A\",=1",
            "a@nic.example",
            "1",
            ["A\",=1", "a@nic.example", "1"],
        ),
        (
            "A-B @ =C",
            "a=b@nic.example",
            "1",
            ["A-B @ =C", "a=b@nic.example", "1"],
        ),
    ] {
        let text = listing::csv(&[seat(name, email, Some(phone), &["nl"])]);
        assert_eq!(table(&text)[1][..3], expected, "{name:?}");
    }
}

//------------ json ------------------------------------------------------------

#[test]
fn programs_get_everything_as_it_is() {
    let mut seats = roster();
    seats.truncate(2);
    seats.push(seat("=1+1", "bo@nic.example", Some("07"), &[]));
    assert_eq!(
        listing::json(&seats),
        json!([
            {
                "name": "=1+1", "email": "bo@nic.example", "phone": "07", "phone_e164": null,
                "tlds": [], "display": "=1+1, 07", "since": null,
            },
            {
                "name": "Ada Byron", "email": "ada@nic.example", "phone": "+31 6 25 07 87 33",
                "phone_e164": "+31625078733", "tlds": ["nl"],
                "display": "Ada Byron, +31 6 25 07 87 33, .nl", "since": "2026-06-12T16:30:00Z",
            },
            {
                "name": "Иван Петров", "email": "ivan@nic.example", "phone": "+7 912 345-67-89",
                "phone_e164": "+79123456789", "tlds": ["ru", "xn--p1ai"],
                "display": "Иван Петров, +7 912 345-67-89, .ru, .рф", "since": null,
            },
        ])
    );
    assert_eq!(listing::json(&[]), json!([]));
}

//------------ vcard -----------------------------------------------------------

/// One property: its name with parameters, and its value as written.
type Property = (String, String);

/// Reads cards as RFC 6350 §3 has them, and nothing more lenient.
fn cards(text: &str) -> Vec<Vec<Property>> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split_inclusive("\r\n") {
        let line = line.strip_suffix("\r\n").expect("a line ends with CRLF");
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.chars().any(char::is_control), "{line:?}");
        match line.strip_prefix(' ') {
            Some(more) => lines.last_mut().unwrap().push_str(more),
            None => lines.push(line.to_owned()),
        }
    }
    let mut cards: Vec<Vec<Property>> = Vec::new();
    let mut open = false;
    for line in lines {
        let (name, value) = line.split_once(':').expect("a property has a colon");
        assert_eq!(name != "BEGIN", open, "{line}");
        match (name, value) {
            ("BEGIN", "VCARD") => {
                open = true;
                cards.push(Vec::new());
            }
            ("END", "VCARD") => open = false,
            (name, value) => cards
                .last_mut()
                .unwrap()
                .push((name.to_owned(), value.to_owned())),
        }
    }
    assert!(!open);
    for card in &cards {
        assert_eq!(card[0], ("VERSION".to_owned(), "4.0".to_owned()));
        let names: BTreeSet<&String> = card.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), card.len(), "a property stands twice");
    }
    cards
}

/// The components of a value, split where a separator is not escaped.
fn components(value: &str, separator: char) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let last = all.last_mut().unwrap();
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => last.push('\n'),
                Some(c @ ('\\' | ',' | ';')) => last.push(c),
                other => panic!("\\{other:?} is no escape"),
            },
            c if c == separator => all.push(String::new()),
            ',' | ';' => panic!("{c} is not escaped in {value:?}"),
            c => last.push(c),
        }
    }
    all
}

fn text(card: &[Property], name: &str) -> Option<String> {
    let (_, value) = card.iter().find(|(own, _)| own == name)?;
    Some(components(value, '\0').join(""))
}

#[test]
fn a_card_says_who_is_to_be_called_for_which_cctld() {
    let read = cards(&vcard(&roster()));
    let all: Vec<[Option<String>; 4]> = read
        .iter()
        .map(|card| ["FN", "EMAIL", "ORG", "ROLE"].map(|name| text(card, name)))
        .collect();
    let row = |shown: &str, email: &str, tlds: &str| {
        [shown, email, tlds, "Security and Stability Contact"].map(|text| Some(text.to_owned()))
    };
    assert_eq!(
        all,
        [
            row("Zoé van den Berg (.aw, .nl)", "Zoe@nic.example", ".aw, .nl"),
            row("Ada Byron (.nl)", "ada@nic.example", ".nl"),
            row("Bo Li (.nl)", "bo@nic.example", ".nl"),
            row("Иван Петров (.ru, .рф)", "ivan@nic.example", ".ru, .рф"),
            row("陳小明 (.tw)", "chen@nic.example", ".tw"),
        ]
    );
    let parts: Vec<Vec<String>> = read
        .iter()
        .map(|card| {
            let (_, value) = card.iter().find(|(name, _)| name == "N").unwrap();
            components(value, ';')
        })
        .collect();
    assert_eq!(
        parts,
        [
            ["Berg", "Zoé van den", "", "", ""],
            ["Byron", "Ada", "", "", ""],
            ["Li", "Bo", "", "", ""],
            ["Петров", "Иван", "", "", ""],
            ["", "陳小明", "", "", ""],
        ]
    );
}

#[test]
fn a_number_is_dialled_where_it_can_be() {
    let read = cards(&vcard(&roster()));
    let numbers: Vec<Option<&Property>> = read
        .iter()
        .map(|card| card.iter().find(|(name, _)| name.starts_with("TEL")))
        .collect();
    let uri = |number: &str| {
        let name = "TEL;TYPE=cell,voice";
        (name.to_owned(), number.to_owned())
    };
    let given = (
        "TEL;TYPE=cell,voice".to_owned(),
        "ask Ada\\; 2\\, 3".to_owned(),
    );
    assert_eq!(
        numbers,
        [
            Some(&uri("+31625078734")),
            Some(&uri("+31625078733")),
            Some(&given),
            Some(&uri("+79123456789")),
            None,
        ]
    );
}

#[test]
fn a_card_keeps_its_identity_as_long_as_the_address() {
    let uid = |email: &str, name: &str| {
        let read = cards(&vcard(&[seat(name, email, None, &["nl"])]));
        text(&read[0], "UID").unwrap()
    };
    // Written down here: a changed UID doubles everybody in every telephone.
    let first = uid("ada@nic.example", "Ada Byron");
    assert_eq!(first, "urn:uuid:ea40d6ee-5c8b-824c-bc27-ee83daa0bf8e");
    assert_eq!(uid("ADA@NIC.example", "Ada King"), first);
    assert_ne!(uid("adb@nic.example", "Ada Byron"), first);
}

#[test]
fn the_whole_card_of_one_person() {
    let mut seats = roster();
    seats.truncate(2);
    let text = vcard(&seats[1..]);
    assert_eq!(
        text.replace("\r\n", "\n"),
        "BEGIN:VCARD\nVERSION:4.0\nKIND:individual\n\
         UID:urn:uuid:ea40d6ee-5c8b-824c-bc27-ee83daa0bf8e\nFN:Ada Byron (.nl)\nN:Byron;Ada;;;\n\
         EMAIL:ada@nic.example\nTEL;TYPE=cell,voice:+31625078733\n\
         ORG:.nl\nROLE:Security and Stability Contact\nCATEGORIES:TLD-OPS\nEND:VCARD\n"
    );
}

//------------ any name, any order ---------------------------------------------

/// Names of signs that mean something somewhere, and letters of many lengths.
fn any_name() -> impl Strategy<Value = String> {
    "[a-zA-Zé陳рф\u{1f600}\u{5d0}\\\\,;:\"'=+@()\n\r\t -]{1,120}"
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_name_is_it_comes_back(name in any_name(), number in any_name()) {
        let seats = [seat(&name, "ada@nic.example", Some(&number), &["nl", "xn--p1ai"])];
        let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let read = cards(&vcard(&seats));
        prop_assert_eq!(text(&read[0], "FN"), Some(format!("{words} (.nl, .рф)")));
        let rows = table(&listing::csv(&seats));
        prop_assert_eq!(rows[1][0].strip_prefix('\'').unwrap_or(&rows[1][0]), name.strip_prefix('\'').unwrap_or(&name));
        prop_assert_eq!(&listing::json(&seats)[0]["name"], &json!(name));
        prop_assert_eq!(listing::lines(&seats).lines().count(), 1);
    }

    #[test]
    fn what_the_list_shows_can_be_read_again(
        tlds in prop::sample::subsequence(Tld::all().collect::<Vec<_>>(), 1..9),
        since in prop::option::of(0i64..2_000_000_000),
    ) {
        let mut one = seat("Ada Byron", "ada@nic.example", Some("+31 6 25 07 87 33"), &[]);
        one.tlds = tlds;
        one.since = since.map(|since| Timestamp::from_second(since).unwrap());
        let line = listing::lines(std::slice::from_ref(&one));
        let shown = line.trim_end().strip_suffix(')').unwrap().split_once(" (").unwrap().1;
        let read = parse_display(shown).unwrap();
        prop_assert_eq!((&read.name, &read.tlds), (&one.name, &one.tlds));
    }
}
