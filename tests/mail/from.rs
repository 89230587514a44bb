//! Exactly one From with exactly one address, on which three readings agree.

use secird::mail::parse::parse;
use secird::mail::{Defect, From, Limits, Message};

/// A message with these header bytes.
pub(super) fn with_head(head: &[u8]) -> Message {
    let mut raw = head.to_vec();
    raw.extend_from_slice(b"To: secretariat@ops.example\r\nSubject: Re: request\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@nic.example>\r\n\r\nconfirm\r\n");
    parse(&raw, &Limits::default())
}

/// Every way that was seen to make two readers take a different author.
const DISPUTED: &[(&str, &[u8])] = &[
    (
        "two fields",
        b"From: admin@nic.example\r\nFrom: evil@bad.example\r\n",
    ),
    (
        "two fields alike",
        b"From: admin@nic.example\r\nFrom: admin@nic.example\r\n",
    ),
    (
        "two fields, other case",
        b"From: evil@bad.example\r\nFROM: admin@nic.example\r\n",
    ),
    ("no field", b"X-From: admin@nic.example\r\n"),
    ("an empty field", b"From:\r\n"),
    ("a blank before the colon", b"From : admin@nic.example\r\n"),
    (
        "a blank before the colon of the first",
        b"From : admin@nic.example\r\nFrom: evil@bad.example\r\n",
    ),
    ("a tab before the colon", b"From\t: admin@nic.example\r\n"),
    ("a blank in the name", b"Fr om: admin@nic.example\r\n"),
    (
        "a blank in the name of the first",
        b"Fr om: admin@nic.example\r\nFrom: evil@bad.example\r\n",
    ),
    (
        "a bare CR",
        b"From: evil@bad.example\rFrom: admin@nic.example\r\n",
    ),
    (
        "a bare CR before",
        b"X: y\rFrom: admin@nic.example\r\nFrom: evil@bad.example\r\n",
    ),
    ("two CR", b"From: admin@nic.example\r\r\n"),
    ("a bare LF among CRLF", b"X: y\nFrom: admin@nic.example\r\n"),
    (
        "a continuation of blanks",
        b"From: evil@bad.example\r\n \r\n admin@nic.example\r\n",
    ),
    (
        "an address over two lines",
        b"From: evil@bad.example\r\n admin@nic.example\r\n",
    ),
    (
        "two angle brackets",
        b"From: <admin@nic.example> <evil@bad.example>\r\n",
    ),
    ("nested angle brackets", b"From: <<admin@nic.example>\r\n"),
    (
        "a comment in the brackets",
        b"From: <admin@nic.example(evil@bad.example)>\r\n",
    ),
    (
        "a comment in the address",
        b"From: admin(evil@bad.example)@nic.example\r\n",
    ),
    (
        "an encoded word alone",
        b"From: =?utf-8?B?YWRtaW5AbmljLmV4YW1wbGU=?=\r\n",
    ),
    (
        "an encoded address in brackets",
        b"From: <=?utf-8?B?YWRtaW5AbmljLmV4YW1wbGU=?=>\r\n",
    ),
    (
        "an encoded local part",
        b"From: =?utf-8?Q?admin?=@nic.example\r\n",
    ),
    (
        "an encoded local part in brackets",
        b"From: <=?utf-8?Q?admin?=@nic.example>\r\n",
    ),
    ("a quoted local part", b"From: \"admin\"@nic.example\r\n"),
    (
        "a quoted local part in brackets",
        b"From: <\"admin\"@nic.example>\r\n",
    ),
    (
        "a comment that does not end",
        b"From: (a(b) admin@nic.example\r\n",
    ),
    (
        "a quote that does not end",
        b"From: \"Admin <admin@nic.example>\r\n",
    ),
    (
        "brackets that do not end",
        b"From: Admin <admin@nic.example\r\n",
    ),
    (
        "a line without colon",
        b"garbage\r\nFrom: admin@nic.example\r\n",
    ),
    (
        "a line without colon, then a second",
        b"From: evil@bad.example\r\ngarbage\r\nFrom: admin@nic.example\r\n",
    ),
    ("a folded first line", b" From: admin@nic.example\r\n"),
    (
        "a folded first line, then another",
        b" X: y\r\nFrom: admin@nic.example\r\n",
    ),
    (
        "a homoglyph in the local part",
        "From: \u{430}dmin@nic.example\r\n".as_bytes(),
    ),
    (
        "an invisible sign in the local part",
        "From: ad\u{200b}min@nic.example\r\n".as_bytes(),
    ),
    (
        "an invisible sign in the domain",
        "From: admin@ni\u{200b}c.example\r\n".as_bytes(),
    ),
    (
        "a soft hyphen in the domain",
        "From: admin@ni\u{ad}c.example\r\n".as_bytes(),
    ),
    (
        "wide letters in the domain",
        "From: admin@\u{ff4e}ic.example\r\n".as_bytes(),
    ),
    (
        "an ideographic full stop",
        "From: admin@nic\u{3002}example\r\n".as_bytes(),
    ),
    ("a second @", b"From: admin@nic.example@bad.example\r\n"),
    ("a NUL", b"From: admin@nic.example\0@bad.example\r\n"),
    ("a NUL elsewhere", b"X: \0\r\nFrom: admin@nic.example\r\n"),
    (
        "two addresses",
        b"From: admin@nic.example, evil@bad.example\r\n",
    ),
    (
        "two addresses, semicolon",
        b"From: admin@nic.example; evil@bad.example\r\n",
    ),
    (
        "two addresses, blank",
        b"From: admin@nic.example evil@bad.example\r\n",
    ),
    (
        "an address as a name",
        b"From: admin@nic.example <evil@bad.example>\r\n",
    ),
    ("a group", b"From: admins: admin@nic.example;\r\n"),
    ("an empty group", b"From: undisclosed:;\r\n"),
    ("a route", b"From: <@bad.example:admin@nic.example>\r\n"),
    (
        "a source route with percent",
        b"From: <admin%nic.example@bad.example@nic.example>\r\n",
    ),
    ("a domain literal", b"From: admin@[192.0.2.1]\r\n"),
    ("no domain", b"From: admin\r\n"),
    (
        "text behind the brackets",
        b"From: Admin <admin@nic.example> x\r\n",
    ),
    (
        "blanks in the brackets",
        b"From: Admin < admin@nic.example >\r\n",
    ),
    ("bytes that are no text", b"From: adm\xffin@nic.example\r\n"),
    ("a backslash", b"From: admin\\@nic.example\r\n"),
    ("an ESC", b"From: \x1b$B<a\x1b(B admin@nic.example\r\n"),
];

#[test]
fn whatever_readers_take_differently_is_disputed() {
    for (name, head) in DISPUTED {
        let message = with_head(head);
        assert!(
            matches!(message.from, From::Disputed { .. }),
            "{name}: {:?} {:?}",
            message.from,
            message.defects
        );
        assert!(!message.defects.is_empty(), "{name}: no defect says why");
        assert!(message.from.agreed().is_none(), "{name}");
    }
}

#[test]
fn a_dispute_says_which_addresses_were_seen() {
    let message = with_head(b"From: admin@nic.example\r\nFrom: evil@bad.example\r\n");
    let From::Disputed { seen } = message.from else {
        panic!("two From fields are a dispute");
    };
    let seen: Vec<String> = seen.iter().map(ToString::to_string).collect();
    assert_eq!(seen, ["admin@nic.example", "evil@bad.example"]);
    let many: String = (0..50).map(|n| format!("a{n}@nic.example, ")).collect();
    let message = with_head(format!("From: {many}z@nic.example\r\n").as_bytes());
    assert!(matches!(message.from, From::Disputed { seen } if seen.len() == 10));
}

/// What mail programs really write.
const HONEST: &[(&str, &str)] = &[
    ("bare", "From: admin@nic.example\r\n"),
    ("brackets", "From: <admin@nic.example>\r\n"),
    ("tab", "From:\tAdmin <admin@nic.example>\r\n"),
    ("no blank", "From:admin@nic.example\r\n"),
    ("Outlook", "From: \"Doe, Jane\" <admin@nic.example>\r\n"),
    ("Gmail", "From: Jane Doe <admin@nic.example>\r\n"),
    (
        "Apple Mail",
        "From: =?utf-8?Q?J=C3=B6rg_D=C3=B6e?= <admin@nic.example>\r\n",
    ),
    (
        "Apple Mail, mixed",
        "From: Jane =?utf-8?Q?D=C3=B6e?= <admin@nic.example>\r\n",
    ),
    (
        "Thunderbird, folded",
        "From: =?UTF-8?B?0JDQtNC80LjQvdC40YHRgtGA0LDRgtC+0YAg0LTQvtC80LXQvdCw?=\r\n =?UTF-8?B?INCy0LXRgNGF0L3QtdCz0L4g0YPRgNC+0LLQvdGP?= <admin@nic.example>\r\n",
    ),
    ("mutt, raw UTF-8", "From: Jörg Döe <admin@nic.example>\r\n"),
    (
        "raw UTF-8 in quotes",
        "From: \"Döe, Jörg\" <admin@nic.example>\r\n",
    ),
    ("nmh, comment", "From: admin@nic.example (Jane Doe)\r\n"),
    (
        "comment behind brackets",
        "From: Jane Doe <admin@nic.example> (NIC)\r\n",
    ),
    ("comment before", "From: (NIC) admin@nic.example\r\n"),
    (
        "Lotus Notes",
        "From: \"Jane Doe/NIC/EX\" <admin@nic.example>\r\n",
    ),
    (
        "Lotus Notes, bare",
        "From: Jane Doe/NIC/EX <admin@nic.example>\r\n",
    ),
    (
        "Exchange, Japanese",
        "From: =?iso-2022-jp?B?GyRCNElNfRsoQg==?= <admin@nic.example>\r\n",
    ),
    (
        "Exchange, Chinese",
        "From: =?gb2312?B?udzA7dSx?= <admin@nic.example>\r\n",
    ),
    (
        "Exchange, address as name",
        "From: \"admin@nic.example\" <admin@nic.example>\r\n",
    ),
    (
        "webmail, address as name",
        "From: admin@nic.example <admin@nic.example>\r\n",
    ),
    ("apostrophes", "From: 'Jane Doe' <admin@nic.example>\r\n"),
    (
        "escaped quotes",
        "From: \"Jane \\\"JD\\\" Doe\" <admin@nic.example>\r\n",
    ),
    ("dot in name", "From: Jane D. Doe <admin@nic.example>\r\n"),
    (
        "encoded word in quotes",
        "From: \"=?utf-8?Q?J=C3=B6rg?=\" <admin@nic.example>\r\n",
    ),
    ("capitals", "FROM: Admin <Admin@NIC.Example>\r\n"),
    ("empty name", "From: \"\" <admin@nic.example>\r\n"),
    (
        "no blank before bracket",
        "From: Admin<admin@nic.example>\r\n",
    ),
    (
        "folded before the bracket",
        "From: A very long name that goes on and on for the whole of a line indeed\r\n <admin@nic.example>\r\n",
    ),
    (
        "folded after the colon",
        "From:\r\n Jane Doe <admin@nic.example>\r\n",
    ),
    (
        "dash and pipe",
        "From: NIC | Registry - Admin <admin@nic.example>\r\n",
    ),
    (
        "Arabic",
        "From: =?windows-1256?B?x+Hj1e3R?= <admin@nic.example>\r\n",
    ),
    (
        "KOI8",
        "From: =?koi8-r?B?4cTNyc4=?= <admin@nic.example>\r\n",
    ),
];

#[test]
fn what_mail_programs_write_is_one_address_without_defect() {
    for (name, head) in HONEST {
        for text in [(*head).to_owned(), head.replace("\r\n", "\n")] {
            let raw = format!(
                "{text}To: secretariat@ops.example\r\nSubject: Re: request\r\n\r\nconfirm\r\n"
            );
            let raw = if text.contains("\r\n") {
                raw
            } else {
                raw.replace("\r\n", "\n")
            };
            let message = parse(raw.as_bytes(), &Limits::default());
            assert_eq!(message.defects, [], "{name}: {head:?}");
            let from = message.from.agreed().unwrap_or_else(|| panic!("{name}"));
            assert!(
                from.to_string().eq_ignore_ascii_case("admin@nic.example"),
                "{name}: {from}"
            );
        }
    }
}

#[test]
fn a_u_label_domain_is_its_a_label() {
    let message = with_head("From: Admin <admin@bücher.example>\r\n".as_bytes());
    assert_eq!(message.defects, []);
    let from = message.from.agreed().unwrap().to_string();
    assert_eq!(from, "admin@xn--bcher-kva.example");
}

#[test]
fn a_homoglyph_domain_is_another_domain() {
    let message = with_head("From: admin@n\u{456}c.example\r\n".as_bytes());
    let from = message.from.agreed().unwrap().to_string();
    assert_eq!(from, "admin@xn--nc-hoc.example");
}

#[test]
fn each_dispute_has_its_own_word() {
    let check = |head: &[u8], expect: Defect| {
        let message = with_head(head);
        assert!(
            message.defects.contains(&expect),
            "{expect:?}: {:?}",
            message.defects
        );
    };
    check(b"X: y\r\n", Defect::FromMissing);
    check(
        b"From: a@nic.example\r\nFrom: b@nic.example\r\n",
        Defect::FromRepeated,
    );
    check(
        b"From: a@nic.example, b@nic.example\r\n",
        Defect::FromNotOne,
    );
    check(b"From : a@nic.example\r\n", Defect::HeaderSyntax);
    check(b"X: y\rz\r\n", Defect::HeaderControl);
    let encoded = b"From: =?utf-8?Q?admin?=@nic.example\r\n";
    check(encoded, Defect::FromNotOne);
    let nested = b"From: Jane <admin@nic.example> (a (b) c)\r\n";
    check(nested, Defect::FromDisputed);
    check(
        b"From: ((x) evil@bad.example) admin@nic.example\r\n",
        Defect::FromDisputed,
    );
}
