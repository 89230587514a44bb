//! Display names: what is written, and what people type.

use jiff::Timestamp;
use proptest::prelude::*;
use secird::domain::address::EmailAddress;
use secird::domain::phone::{PhoneFault, PhoneNumber};
use secird::domain::seat::{DisplayFault, Seat, parse_display};
use secird::domain::tld::Tld;

fn seat(name: &str, phone: Option<&str>, tlds: &[&str]) -> Seat {
    Seat {
        name: name.to_owned(),
        email: EmailAddress::parse("ada@nic.example").unwrap(),
        phone: phone.map(|phone| PhoneNumber::parse(phone).unwrap()),
        tlds: tlds.iter().map(|tld| Tld::parse(tld).unwrap()).collect(),
        since: Some(Timestamp::UNIX_EPOCH),
    }
}

#[test]
fn the_display_name_is_the_procedures() {
    for (seat, expected) in [
        (
            seat("Ada Byron", Some("+31 6 25 07 87 33"), &["nl"]),
            "Ada Byron, +31 6 25 07 87 33, .nl",
        ),
        (
            seat("Ada Byron", Some("+1-613-291-1619"), &["ca", "pm"]),
            "Ada Byron, +1-613-291-1619, .ca, .pm",
        ),
        (
            seat("Ада Байрон", Some("+7 912 345-67-89"), &["xn--p1ai"]),
            "Ада Байрон, +7 912 345-67-89, .рф",
        ),
        // What is not known is left out.
        (seat("Ada Byron", None, &["nl"]), "Ada Byron, .nl"),
        (seat("Ada Byron", None, &[]), "Ada Byron"),
        // Nothing makes two lines of one.
        (seat("Ada\r\n Byron\u{7}", None, &["nl"]), "Ada Byron, .nl"),
    ] {
        assert_eq!(seat.display(), expected);
    }
}

//------------ what people type ------------------------------------------------

const NL: &str = "+31625078733";

/// Lines that say all: typed, name, number, ccTLDs.
const CLEAR: &[(&str, &str, &str, &str)] = &[
    ("Ada Byron, +31 6 25 07 87 33, .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron, +31625078733, nl", "Ada Byron", NL, "nl"),
    ("Ada Byron,+31625078733,NL", "Ada Byron", NL, "nl"),
    ("Ada Byron ; +31-6-25078733 ; .NL", "Ada Byron", NL, "nl"),
    ("Ada Byron / +31 6 25078733 / .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron/+31 6 25078733/nl", "Ada Byron", NL, "nl"),
    ("Ada Byron (+31 6 25078733, .nl)", "Ada Byron", NL, "nl"),
    ("Ada Byron (.nl) +31 6 25078733", "Ada Byron", NL, "nl"),
    ("Ada Byron [NL], +31 6 25078733", "Ada Byron", NL, "nl"),
    ("Ada Byron +31 6 25078733 (nl)", "Ada Byron", NL, "nl"),
    ("Ada Byron +31 6 25078733 .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron - +31 6 25078733 - .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron – +31 6 25078733 – nl", "Ada Byron", NL, "nl"),
    ("Ada Byron | +31 6 25078733 | .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron\n+31 6 25078733\n.nl\n", "Ada Byron", NL, "nl"),
    ("Ada Byron\r\n+31 6 25078733\r\nnl", "Ada Byron", NL, "nl"),
    (".nl, Ada Byron, +31 6 25078733", "Ada Byron", NL, "nl"),
    ("nl, +31 6 25078733, Ada Byron", "Ada Byron", NL, "nl"),
    ("+31 6 25078733, .nl, Ada Byron", "Ada Byron", NL, "nl"),
    ("+31 6 25078733 Ada Byron .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron .nl, +31 6 25078733", "Ada Byron", NL, "nl"),
    ("Ada Byron, +31 6 25078733, .nl.", "Ada Byron", NL, "nl"),
    ("Ada Byron,, +31 6 25078733,, .nl,", "Ada Byron", NL, "nl"),
    ("Ada Byron, +31 (0)6 25078733, .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron, (+31) 6 25078733, .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron ((+31) 6 25078733) .nl", "Ada Byron", NL, "nl"),
    ("Ada Byron, +31 6/25.07.87.33, .nl", "Ada Byron", NL, "nl"),
    (
        "  Ada  Byron , + 31 6 25078733 , nl ",
        "Ada Byron",
        NL,
        "nl",
    ),
    ("Ada Byron\tnl\t+31 6 25078733", "Ada Byron", NL, "nl"),
    ("Ada Byron, +31 6 25078733.nl", "Ada Byron", NL, "nl"),
    (
        "Ada Byron, +31\u{a0}6\u{a0}25078733, .nl",
        "Ada Byron",
        NL,
        "nl",
    ),
    (
        "Ada Byron, \u{202a}+31 6 25078733\u{202c}, .nl",
        "Ada Byron",
        NL,
        "nl",
    ),
    ("Ada Byron, tel. +31 6 25078733, .nl", "Ada Byron", NL, "nl"),
    (
        "Ada Byron, Mobile: +31 6 25078733, .nl",
        "Ada Byron",
        NL,
        "nl",
    ),
    (
        "Name: Ada Byron; Phone: +31 6 25078733; ccTLD: nl",
        "Ada Byron",
        NL,
        "nl",
    ),
    (
        "Ada Byron, +31 6 25078733, ccTLD .nl",
        "Ada Byron",
        NL,
        "nl",
    ),
    // Several ccTLDs, each once, in order.
    (
        "Ada Byron, +31 6 25078733, .nl, .aw",
        "Ada Byron",
        NL,
        "aw nl",
    ),
    (
        "Ada Byron, +31 6 25078733, .nl/.aw/.cw",
        "Ada Byron",
        NL,
        "aw cw nl",
    ),
    ("Ada Byron, +31 6 25078733, nl/aw", "Ada Byron", NL, "aw nl"),
    (
        "Ada Byron, +31 6 25078733, .nl .aw",
        "Ada Byron",
        NL,
        "aw nl",
    ),
    (
        "Ada Byron, +31 6 25078733, .nl and .aw",
        "Ada Byron",
        NL,
        "aw nl",
    ),
    (
        "Ada Byron, +31 6 25078733, .nl & .aw",
        "Ada Byron",
        NL,
        "aw nl",
    ),
    (
        "Ada Byron, +31 6 25078733, .nl, NL, nl",
        "Ada Byron",
        NL,
        "nl",
    ),
    // Names that look like ccTLDs.
    ("Kim No, +47 406 12 345, .no", "Kim No", "+4740612345", "no"),
    ("No, +47 406 12 345, .no", "No", "+4740612345", "no"),
    ("Per Is, +354 611 1234, is", "Per Is", "+3546111234", "is"),
    ("Kim NO, +31 6 25078733, .nl", "Kim NO", NL, "nl"),
    (
        "de Vries Jan, +31 6 25078733, .nl, .de",
        "de Vries Jan",
        NL,
        "de nl",
    ),
    ("De Li, +31 6 25078733, .nl", "De Li", NL, "nl"),
    ("Jan de Vries, +31 6 25078733, nl", "Jan de Vries", NL, "nl"),
    // One name is enough where people have one.
    (
        "Sukarno, +62 812-3456-7890, id",
        "Sukarno",
        "+6281234567890",
        "id",
    ),
    // Signs in names.
    (
        "Jean-Luc O’Neil, +31 6 25078733, .nl",
        "Jean-Luc O’Neil",
        NL,
        "nl",
    ),
    ("'t Hooft A., +31 6 25078733, .nl", "'t Hooft A.", NL, "nl"),
    (
        "J. R. Byron Jr., +31 6 25078733, .nl",
        "J. R. Byron Jr.",
        NL,
        "nl",
    ),
    // Any script, with its own commas and marks.
    (
        "Ада Байрон, +7 912 345-67-89, .рф",
        "Ада Байрон",
        "+79123456789",
        "xn--p1ai",
    ),
    (
        "Ада Байрон, +7 912 345-67-89, РФ",
        "Ада Байрон",
        "+79123456789",
        "xn--p1ai",
    ),
    (
        "Ада Байрон, +7 912 345-67-89, xn--p1ai, ru",
        "Ада Байрон",
        "+79123456789",
        "ru xn--p1ai",
    ),
    (
        "Ада Байрон, +7 912 345-67-89, XN--P1AI",
        "Ада Байрон",
        "+79123456789",
        "xn--p1ai",
    ),
    (
        "陳小明，+886 912 345 678，.台灣",
        "陳小明",
        "+886912345678",
        "xn--kpry57d",
    ),
    (
        "山田・太郎、+81 90-1234-5678、jp",
        "山田・太郎",
        "+819012345678",
        "jp",
    ),
    (
        "آدا بایرون، +98 912 345 6789، .ایران",
        "آدا بایرون",
        "+989123456789",
        "xn--mgba3a4f16a",
    ),
    (
        "भारत शर्मा, +91 98765 43210, .भारत",
        "भारत शर्मा",
        "+919876543210",
        "xn--h2brj9c",
    ),
    (
        "एडा लवलेस (+91 98765 43210) in",
        "एडा लवलेस",
        "+919876543210",
        "in",
    ),
    (
        "สมชาย ใจดี, +66 81 234 5678, .ไทย",
        "สมชาย ใจดี",
        "+66812345678",
        "xn--o3cw4h",
    ),
    // Two spellings of one letter.
    (
        "Ade\u{301} Byron, +31 6 25078733, .nl",
        "Ad\u{e9} Byron",
        NL,
        "nl",
    ),
];

#[test]
fn what_is_clear_is_read() {
    for (typed, name, e164, tlds) in CLEAR {
        let read = parse_display(typed).unwrap_or_else(|faults| panic!("{typed:?}: {faults:?}"));
        assert_eq!(read.name, *name, "{typed:?}");
        assert_eq!(read.phone.e164(), *e164, "{typed:?}");
        let labels: Vec<&str> = read.tlds.iter().map(Tld::a_label).collect();
        assert_eq!(labels.join(" "), *tlds, "{typed:?}");
    }
}

#[test]
fn a_number_stays_as_it_was_typed() {
    for (typed, number) in [
        ("Ada Byron, +31 (0)6 - 25078733, .nl", "+31 (0)6 - 25078733"),
        ("Ada Byron (+31.6.25078733) (.nl)", "+31.6.25078733"),
        ("Ada Byron ((+31) 6 25078733) (.nl)", "(+31) 6 25078733"),
    ] {
        assert_eq!(parse_display(typed).unwrap().phone.typed(), number);
    }
}

/// Lines that do not say all, and every sentence about each.
const FAULTY: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "there is no name",
            "there is no phone number",
            "there is no ccTLD",
        ],
    ),
    (
        " ,;/\n",
        &[
            "there is no name",
            "there is no phone number",
            "there is no ccTLD",
        ],
    ),
    (
        "Ada Byron",
        &["there is no phone number", "there is no ccTLD"],
    ),
    ("+31 6 25078733, .nl", &["there is no name"]),
    ("Ada Byron, .nl", &["there is no phone number"]),
    ("Ada Byron, +31 6 25078733", &["there is no ccTLD"]),
    // The number.
    (
        "Ada Byron, 06 25078733, .nl",
        &["the number does not begin with + and a country code"],
    ),
    (
        "Ada Byron, 0031625078733, .nl",
        &["the number does not begin with + and a country code"],
    ),
    (
        "Ada Byron, +31 6 2507, .nl",
        &["no such number exists in that country"],
    ),
    (
        "Ada Byron, +31 900 0123, .nl",
        &["the number belongs to a service, not to a mobile phone"],
    ),
    (
        "Ada Byron, ＋３１６２５０７８７３３, .nl",
        &["the number does not begin with + and a country code"],
    ),
    (
        "Ada Byron, +31 6 25078733 / +31 6 25078734, .nl",
        &["there is more than one phone number"],
    ),
    (
        "Ada Byron, +31 6 25078733, 020 1234567, .nl",
        &["there is more than one phone number"],
    ),
    (
        "Ada Byron, +31 6 25078733 ext 12, .nl",
        &["“ext 12” is neither a name, nor a phone number, nor a ccTLD"],
    ),
    (
        "Ada Byron, +31 6 25078733, 44, .nl",
        &["“44” is neither a name, nor a phone number, nor a ccTLD"],
    ),
    // The ccTLD.
    ("Ada Byron, +31 6 25078733, .com", &["“.com” is no ccTLD"]),
    ("Ada Byron, +31 6 25078733, .zz", &["“.zz” is no ccTLD"]),
    ("Ada Byron, +31 6 25078733, ZZ", &["“ZZ” is no ccTLD"]),
    (
        "Ada Byron, +31 6 25078733, .nl, .zz",
        &["“.zz” is no ccTLD"],
    ),
    (
        "Ada Byron, +31 6 25078733, .nl.aw",
        &["“.nl.aw” is no ccTLD"],
    ),
    (
        "Ada Byron, +31 6 25078733, nic.nl",
        &["“nic.nl” is no ccTLD"],
    ),
    (
        "Ada Byron, +31 6 25078733, xn--zzz",
        &["“xn--zzz” is no ccTLD"],
    ),
    ("Ada Byron, +31 6 25078733, .", &["“.” is no ccTLD"]),
    // Letters that only look like those of a ccTLD: Cyrillic с and у.
    ("Ada Byron, +357 96 123456, .су", &["“.су” is no ccTLD"]),
    (
        "Ada Byron, +31 6 25078733, No",
        &[
            "each of “Ada Byron” and “No” could be the name",
            "there is no ccTLD",
        ],
    ),
    ("Kim No, +47 406 12 345", &["there is no ccTLD"]),
    (
        "Ada Byron nl, +31 6 25078733",
        &[
            "“nl” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it",
            "there is no ccTLD",
        ],
    ),
    (
        "Ada Byron nl, +31 6 25078733, .aw",
        &["“nl” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it"],
    ),
    (
        "Ada Byron NL, +31 6 25078733, .nl",
        &["“NL” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it"],
    ),
    (
        "NL Ada Byron, +31 6 25078733, .nl",
        &["“NL” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it"],
    ),
    (
        "Kim NO, +47 406 12 345, no",
        &["“NO” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it"],
    ),
    // The name.
    (
        "Byron, Ada, +31 6 25078733, .nl",
        &["each of “Byron” and “Ada” could be the name"],
    ),
    (
        "Ada Byron, SIDN Ltd, +31 6 25078733, .nl",
        &["each of “Ada Byron” and “SIDN Ltd” could be the name"],
    ),
    (
        "Ada (Augusta) Byron, +31 6 25078733, .nl",
        &["each of “Ada” and “Augusta” and “Byron” could be the name"],
    ),
    (
        "Kim, NO, +47 406 12 345, .no",
        &["“NO” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it"],
    ),
    (
        "no, Kim, +47 406 12 345",
        &["“no” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it"],
    ),
    (
        "शर्मा, भारत, +91 98765 43210, .भारत",
        &["“भारत” could be a ccTLD or a part of the name; a ccTLD is clear with a dot before it"],
    ),
    ("NO, +47 406 12 345, .no", &["there is no name"]),
    (
        "Ada and Mary Byron, +31 6 25078733, .nl",
        &[
            "there is no name",
            "“Ada and Mary Byron” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
    (
        "Ada Byron mobile +31 6 25078733, .nl",
        &[
            "there is no name",
            "“Ada Byron mobile” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
    (
        "Ada Byron <ada@nic.example>, +31 6 25078733, .nl",
        &[
            "there is no name",
            "“Ada Byron <ada@nic.example>” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
    (
        "Ada Byron, ada@nic.example, +31 6 25078733, .nl",
        &["“ada@nic.example” is neither a name, nor a phone number, nor a ccTLD"],
    ),
    (
        "Ada Byron ☎, +31 6 25078733, .nl",
        &[
            "there is no name",
            "“Ada Byron ☎” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
    (
        "Ada Byron, ☎ +31 6 25078733, .nl",
        &["“☎” is neither a name, nor a phone number, nor a ccTLD"],
    ),
    // A full stop of another script is no dot before a ccTLD, and no name.
    (
        "．nl, +31 6 25078733, .aw",
        &[
            "there is no name",
            "“．nl” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
    // Hidden characters within the name.
    (
        "Ada\u{202e} By\u{202e}ron, +31 6 25078733, .nl",
        &[
            "there is no name",
            "“Ada Byron” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
    // A sentence is no name.
    (
        "Please add me to the list of contacts now, +31 6 25078733, .nl",
        &[
            "there is no name",
            "“Please add me to the list of contacts no…” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
    (
        "Approve. Ada Byron, +31 6 25078733, .nl",
        &[
            "there is no name",
            "“Approve. Ada Byron” is neither a name, nor a phone number, nor a ccTLD",
        ],
    ),
];

#[test]
fn what_is_not_clear_is_said() {
    for (typed, expected) in FAULTY {
        let faults = parse_display(typed).expect_err(typed);
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told, *expected, "{typed:?}");
    }
}

#[test]
fn a_fault_is_a_value() {
    assert_eq!(
        parse_display("Ada Byron, 06 25078733, .zz"),
        Err(vec![
            DisplayFault::Phone(PhoneFault::NotInternational),
            DisplayFault::NotATld(".zz".to_owned()),
        ])
    );
    assert_eq!(
        parse_display(&"a".repeat(1_001)),
        Err(vec![DisplayFault::TooLong])
    );
}

#[test]
fn no_sentence_repeats_a_long_text() {
    let faults = parse_display(&"é@".repeat(300)).unwrap_err();
    assert!(faults.iter().all(|fault| fault.to_string().len() < 200));
}

//------------ both ways -------------------------------------------------------

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(
        name in "[A-ZÅÉ][a-zåéß]{2,9}( [a-z]{3})?[ -][A-ZÅÉ][a-zåéß']{2,9}",
        script in prop::sample::select(vec!["", "Ада ", "एडा ", "陳 ", "آدا "]),
        phone in prop::sample::select(vec!["+31 6 25 07 87 33", "+1-613-291-1619", "(+48) 602 123 456"]),
        tlds in prop::sample::subsequence(Tld::all().collect::<Vec<_>>(), 1..6),
    ) {
        let said = ["and", "mob", "tel", "gsm", "tld"];
        prop_assume!(!name.split(' ').any(|word| said.contains(&word)));
        let mut seat = seat(&format!("{script}{name}"), Some(phone), &[]);
        seat.tlds = tlds;
        let read = parse_display(&seat.display()).unwrap();
        prop_assert_eq!(&read.name, &seat.name);
        prop_assert_eq!(Some(&read.phone), seat.phone.as_ref());
        prop_assert_eq!(&read.tlds, &seat.tlds);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,60}", more in "[-+.,;/()\\[\\]0-9 a-zA-Zрф:&\n]{0,60}") {
        for text in [&text, &more, &format!("{text}{more}")] {
            if let Ok(read) = parse_display(text) {
                prop_assert!(!read.tlds.is_empty());
                prop_assert!(read.name.chars().any(char::is_alphabetic));
                prop_assert!(!read.phone.e164().is_empty());
            }
        }
    }
}

#[test]
fn titles_and_initials_are_of_a_name() {
    for name in [
        "Dr. J. P. van den Berg",
        "Prof. Ada Byron",
        "M.J. Smit",
        "María del Carmen Ruiz Gómez",
        "Ada Byron Jr.",
    ] {
        let read = parse_display(&format!("{name}, +31 6 25078733, .nl"));
        assert_eq!(read.map(|read| read.name).as_deref(), Ok(name));
    }
}
