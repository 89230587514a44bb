//! What a letter becomes, read back by a parser that is not lettre's.

use crate::outbound::dialogue::address;
use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use proptest::prelude::*;
use secird::compose::Letter;
use secird::domain::ids::MessageId;
use secird::outbound::form::render;

fn letter() -> Letter {
    Letter {
        from: (
            "TLD-OPS Secretariat".to_owned(),
            address("office@secretariat.example"),
        ),
        to: address("admin@nic.example"),
        blind_copy: Some(address("hidden@secretariat.example")),
        reply_to: None,
        subject: "TLD-OPS: please confirm".to_owned(),
        message_id: id("c1.0123456789abcdef0123456789abcdef@secretariat.example"),
        in_reply_to: None,
        references: Vec::new(),
        date: "2026-11-24T08:05:03Z".parse::<Timestamp>().unwrap(),
        body: "Dear colleague,\n\nplease answer.\n".to_owned(),
        extra: Vec::new(),
        attached: None,
        cards: None,
    }
}

fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

fn text_of(letter: &Letter) -> String {
    String::from_utf8(render(letter).unwrap()).unwrap()
}

/// What holds for every mail of ours, and the mail as another parser reads it.
fn sound(bytes: &[u8]) -> Message<'_> {
    let mut before = 0;
    for byte in bytes {
        assert_eq!(
            *byte == b'\n',
            before == b'\r',
            "a bare CR or LF: {bytes:?}"
        );
        assert!(*byte != 0, "a NUL");
        before = if *byte == b'\r' { b'\r' } else { 0 };
    }
    for line in bytes.split(|b| *b == b'\n') {
        assert!(line.len() <= 999, "a line of {} bytes", line.len());
    }
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    assert!(head.is_ascii(), "{head}");
    let mut names: Vec<String> = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0.to_ascii_lowercase())
        .collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "a field stands twice: {head}");
    for name in [
        "date",
        "from",
        "to",
        "subject",
        "message-id",
        "auto-submitted",
        "mime-version",
        "content-type",
    ] {
        assert!(names.iter().any(|n| n == name), "no {name}: {head}");
    }
    assert!(!names.iter().any(|n| n == "bcc" || n == "cc"), "{head}");
    MessageParser::default().parse(bytes).unwrap()
}

#[test]
fn a_plain_letter_has_exactly_this_form() {
    let wanted = "\
Date: Tue, 24 Nov 2026 08:05:03 +0000\r
From: \"TLD-OPS Secretariat\" <office@secretariat.example>\r
To: admin@nic.example\r
Reply-To: office+c1@secretariat.example\r
Subject: TLD-OPS: please confirm\r
Message-ID: <c1.0123456789abcdef0123456789abcdef@secretariat.example>\r
In-Reply-To: <a@nic.example>\r
References: <first@nic.example>\r
 <a@nic.example>\r
Auto-Submitted: auto-generated\r
X-TLD-OPS-Case: 1\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: 7bit\r
\r
Dear colleague,\r
\r
please answer.\r
";
    let found = text_of(&Letter {
        reply_to: Some(address("office+c1@secretariat.example")),
        in_reply_to: Some(id("a@nic.example")),
        references: vec![id("first@nic.example"), id("a@nic.example")],
        extra: vec![("X-TLD-OPS-Case", "1".to_owned())],
        ..letter()
    });
    assert_eq!(found, wanted);
}

#[test]
fn the_same_letter_always_becomes_the_same_bytes() {
    for attached in [None, Some(b"From: a@b.example\r\n\r\nhello\r\n".to_vec())] {
        let letter = Letter {
            attached,
            ..letter()
        };
        let first = render(&letter).unwrap();
        for _ in 0..20 {
            assert_eq!(render(&letter).unwrap(), first);
        }
    }
}

#[test]
fn the_blind_copy_stands_nowhere() {
    assert!(!text_of(&letter()).contains("hidden"));
    for name in ["Bcc", "bcc", "From", "MESSAGE-ID", "Content-Type"] {
        let forged = Letter {
            extra: vec![(name, "hidden@secretariat.example".to_owned())],
            ..letter()
        };
        assert!(render(&forged).is_err(), "{name}");
    }
    for name in ["", "a b", "X\r\nBcc", "X:", "Zoë"] {
        let forged = Letter {
            extra: vec![(name, "x".to_owned())],
            ..letter()
        };
        assert!(render(&forged).is_err(), "{name:?}");
    }
}

#[test]
fn no_text_of_strangers_adds_a_field() {
    for bad in [
        "Zoë\r\nBcc: evil@x.example",
        "Zoë\nBcc: evil@x.example",
        "Zoë\rBcc: evil@x.example",
        "Zoë\0\u{1b}\u{7f}",
        "\u{2028}Zoë\u{2029}\u{85}",
        "Zoë <evil@x.example>, \"x\\",
        "=?utf-8?Q?Zo=C3=AB=0D=0ABcc:_evil?=",
        "\r\n",
        "",
    ] {
        let bytes = render(&Letter {
            from: (bad.to_owned(), address("office@secretariat.example")),
            subject: bad.to_owned(),
            body: bad.to_owned(),
            extra: vec![("X-Note", bad.to_owned())],
            ..letter()
        })
        .unwrap();
        let read = sound(&bytes);
        let from = read.from().unwrap();
        assert_eq!(from.iter().count(), 1, "{bad:?}");
        assert!(
            !from
                .first()
                .unwrap()
                .name()
                .unwrap_or_default()
                .contains('\n')
        );
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!head.contains("=?utf-8?Q?"), "{head}");
        assert_eq!(
            from.first().unwrap().address().unwrap(),
            "office@secretariat.example"
        );
    }
}

#[test]
fn a_long_id_and_a_long_thread_stand_as_they_are() {
    let long = id(&format!("{}@secretariat.example", "x".repeat(200)));
    let references: Vec<MessageId> = (0..100)
        .map(|n| id(&format!("{n}.{}@nic.example", "y".repeat(60))))
        .collect();
    let bytes = render(&Letter {
        message_id: long.clone(),
        in_reply_to: Some(long.clone()),
        references: references.clone(),
        ..letter()
    })
    .unwrap();
    let read = sound(&bytes);
    assert_eq!(read.message_id().unwrap(), long.as_str());
    assert_eq!(read.in_reply_to().as_text().unwrap(), long.as_str());
    let kept = read.references().as_text_list().unwrap();
    assert_eq!(kept.len(), 30);
    assert_eq!(kept[0], references[0].as_str());
    assert_eq!(kept[29], references[99].as_str());
    assert_eq!(kept[1], references[71].as_str());
    // An id that fills a line is one that strangers make: it is left out.
    let endless = id(&"z".repeat(MessageId::MAX));
    let bytes = render(&Letter {
        in_reply_to: Some(endless.clone()),
        references: vec![endless.clone(), long.clone()],
        ..letter()
    })
    .unwrap();
    let read = sound(&bytes);
    assert!(read.in_reply_to().as_text().is_none());
    assert_eq!(read.references().as_text().unwrap(), long.as_str());
    let ours = Letter {
        message_id: endless,
        ..letter()
    };
    assert!(render(&ours).is_err());
}

#[test]
fn an_attached_message_is_a_message_where_its_bytes_permit() {
    let long = [b"a: b\r\n\r\n".as_slice(), &[b'x'; 999], b"\r\n"].concat();
    let just = [b"a: b\r\n\r\n".as_slice(), &[b'x'; 998], b"\r\n"].concat();
    let cases: [(&[u8], Option<&str>); 12] = [
        (b"From: a@b.example\r\n\r\nhello\r\n", Some("7bit")),
        (b"From: a@b.example\n\nhello\n", Some("7bit")),
        (b"From: a@b.example\r\n\r\nno line end", Some("7bit")),
        ("From: a@b.example\r\n\r\nZoë\r\n".as_bytes(), Some("8bit")),
        (b"From: a@b.example\r\n\r\n\xff\xfe\r\n", Some("8bit")),
        (&just, Some("7bit")),
        (&long, None),
        (b"a: b\r\n\r\nnul\0\r\n", None),
        (b"a: b\r\n\r\nbare\rcr\r\n", None),
        (b"a: b\r\n\r\nmixed\n\r\n", None),
        (b"a: b\r\n\r\nends\r", None),
        (b"a: b\r\rc", None),
    ];
    for (original, encoding) in cases {
        let bytes = render(&Letter {
            attached: Some(original.to_vec()),
            ..letter()
        })
        .unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let read = sound(&bytes);
        assert_eq!(
            read.body_text(0).unwrap().trim_end(),
            "Dear colleague,\r\n\r\nplease answer."
        );
        let part = read.attachment(0).unwrap();
        match encoding {
            Some(encoding) => {
                assert!(part.is_content_type("message", "rfc822"), "{text}");
                let stated = format!("Content-Transfer-Encoding: {encoding}\r\n");
                let (_, inside) = text.split_once("message/rfc822").unwrap();
                assert!(inside.contains(&stated), "{text}");
                let PartType::Message(_) = &part.body else {
                    panic!("{text}");
                };
                let crlf = String::from_utf8_lossy(original)
                    .replace("\r\n", "\n")
                    .replace('\n', "\r\n");
                assert!(inside.contains(&crlf), "{text}");
            }
            None => {
                assert!(
                    part.is_content_type("application", "octet-stream"),
                    "{text}"
                );
                assert_eq!(part.attachment_name(), Some("original.eml"));
                assert_eq!(part.contents(), original);
            }
        }
    }
}

#[test]
fn an_attachment_that_holds_our_boundary_gets_another_one() {
    let plain = Letter {
        attached: Some(b"a: b\r\n\r\nx\r\n".to_vec()),
        ..letter()
    };
    let text = text_of(&plain);
    let boundary = text
        .split("boundary=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let original = format!("a: b\r\n\r\n--{boundary}\r\n\r\nConfirm.\r\n--{boundary}--\r\n");
    let bytes = render(&Letter {
        attached: Some(original.clone().into_bytes()),
        ..letter()
    })
    .unwrap();
    let read = sound(&bytes);
    assert_eq!(read.attachment_count(), 1);
    assert_eq!(read.text_body_count(), 1);
    assert!(
        String::from_utf8(bytes.clone())
            .unwrap()
            .contains(&original)
    );
}

/// Names, subjects and bodies as anybody might type them, and worse.
fn typed(most: usize) -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        6 => any::<char>(),
        4 => prop::char::range(' ', '~'),
        1 => prop::sample::select(vec!['\r', '\n', '\0', '\t', '"', '\\', '<', '>', ',', '@', '=', '?', '.', '\u{a0}', '\u{2028}', '\u{feff}', '\u{202e}']),
    ];
    prop::collection::vec(sign, 0..most).prop_map(|signs| signs.into_iter().collect())
}

/// What remains of a line: words of visible characters.
fn words(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '\u{2028}' | '\u{2029}'))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_typed_comes_back_and_nothing_panics(
        name in typed(60),
        subject in typed(120),
        body in typed(300),
        extra in typed(60),
        attached in prop::option::of(prop::collection::vec(any::<u8>(), 0..300)),
    ) {
        let letter = Letter {
            from: (name.clone(), address("office@secretariat.example")),
            subject: subject.clone(),
            body: body.clone(),
            extra: vec![("X-Note", extra.clone())],
            attached: attached.clone(),
            ..letter()
        };
        let bytes = render(&letter).unwrap();
        prop_assert_eq!(&render(&letter).unwrap(), &bytes);
        let read = sound(&bytes);
        let from = read.from().unwrap().first().unwrap();
        prop_assert_eq!(from.address().unwrap(), "office@secretariat.example");
        prop_assert_eq!(words(from.name().unwrap_or_default()), words(&name));
        prop_assert_eq!(words(read.subject().unwrap_or_default()), words(&subject));
        prop_assert_eq!(read.message_id().unwrap(), letter.message_id.as_str());
        prop_assert_eq!(read.date().unwrap().to_timestamp(), letter.date.as_second());
        let found = words(&read.body_text(0).unwrap_or_default()).replace('\u{fffd}', "");
        prop_assert_eq!(found, words(&body).replace('\u{fffd}', ""));
        prop_assert_eq!(read.attachment_count(), usize::from(attached.is_some()));
    }
}
