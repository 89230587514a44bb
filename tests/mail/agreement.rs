//! What honest programs write makes no defect; what splits readers makes one.

use secird::mail::parse::parse;
use secird::mail::{Defect, Limits, Message};

fn read(raw: &[u8]) -> Message {
    parse(raw, &Limits::default())
}

/// Whole header blocks as real programs write them.
const CLIENTS: &[(&str, &str)] = &[
    (
        "Outlook with Exchange Online",
        "Received: from AB1PR01MB0001.eurprd01.prod.outlook.com (2603:10a6:20b:2e::15) by\r\n CD2PR01MB0002.eurprd01.prod.outlook.com with HTTPS; Mon, 23 Nov 2026 10:00:00\r\n +0000\r\nFrom: \"Doe, Jane\" <admin@nic.example>\r\nTo: TLD-OPS Secretariat <secretariat@ops.example>\r\nCC: \"tech@nic.example\" <tech@nic.example>\r\nSubject: RE: [EXT] TLD-OPS: confirmation\r\nThread-Topic: TLD-OPS: confirmation\r\nThread-Index: AQHZabcdefghijkl+mnopqrstuv==\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID:\r\n <AB1PR01MB0001ABCDEF@AB1PR01MB0001.eurprd01.prod.outlook.com>\r\nReferences: <tldops.0123456789abcdef0123456789abcdef@ops.example>\r\nIn-Reply-To:\r\n <tldops.0123456789abcdef0123456789abcdef@ops.example>\r\nAccept-Language: nl-NL, en-US\r\nContent-Language: nl-NL\r\nX-MS-Has-Attach:\r\nX-MS-TNEF-Correlator:\r\nx-microsoft-antispam-message-info:\r\n =?us-ascii?Q?abc?=\r\nContent-Type: text/plain; charset=\"iso-8859-1\"\r\nContent-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n",
    ),
    (
        "Gmail",
        "MIME-Version: 1.0\r\nReferences: <tldops.0123456789abcdef0123456789abcdef@ops.example>\r\nIn-Reply-To: <tldops.0123456789abcdef0123456789abcdef@ops.example>\r\nFrom: =?UTF-8?Q?J=C3=B6rg_D=C3=B6e?= <admin@nic.example>\r\nDate: Mon, 23 Nov 2026 11:00:00 +0100\r\nMessage-ID: <CAabc+def_gh=ij@mail.gmail.com>\r\nSubject: Re: =?UTF-8?Q?Anfrage_f=C3=BCr_=2Enl?=\r\nTo: secretariat@ops.example\r\nContent-Type: text/plain; charset=\"UTF-8\"\r\n",
    ),
    (
        "Apple Mail",
        "From: Jane Doe <admin@nic.example>\r\nContent-Type: text/plain;\r\n\tcharset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nMime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.100.2.1.4\\))\r\nSubject: Re: TLD-OPS =?utf-8?Q?=E2=80=93_confirmation?=\r\nMessage-Id: <01234567-89AB-CDEF-0123-456789ABCDEF@nic.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nTo: \"TLD-OPS Secretariat\" <secretariat@ops.example>\r\nX-Mailer: Apple Mail (2.3774.100.2.1.4)\r\n",
    ),
    (
        "mutt",
        "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: Jane Doe <admin@nic.example>\r\nTo: secretariat@ops.example\r\nSubject: Re: request\r\nMessage-ID: <20261123100000.GA1234@host.nic.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-Disposition: inline\r\nUser-Agent: Mutt/2.2.12 (2023-09-09)\r\n",
    ),
    (
        "nmh",
        "To: secretariat@ops.example\r\nFrom: admin@nic.example (Jane Doe)\r\nSubject: Re: request\r\nIn-reply-to: Your message of \"Mon, 23 Nov 2026 09:00:00 +0000.\"\r\n             <tldops.0123456789abcdef0123456789abcdef@ops.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=\"us-ascii\"\r\nContent-ID: <1234.1.1@host.nic.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1234.2@host.nic.example>\r\n",
    ),
    (
        "Thunderbird",
        "Message-ID: <01234567-89ab-cdef-0123-456789abcdef@nic.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nUser-Agent: Mozilla Thunderbird\r\nReply-To: Registry <registry@nic.example>\r\nSubject: Re: =?UTF-8?B?0JfQsNC/0YDQvtGBINC+INC/0L7QtNGC0LLQtdGA0LbQtNC10L3QuA==?=\r\n =?UTF-8?B?0Lg=?=\r\nContent-Language: en-US\r\nTo: TLD-OPS <secretariat@ops.example>\r\nFrom: =?UTF-8?B?0JDQtNC80LjQvQ==?= <admin@nic.example>\r\nAutocrypt: addr=admin@nic.example; keydata=\r\n xjMEX\r\nContent-Type: text/plain; charset=UTF-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n",
    ),
    (
        "Lotus Notes",
        "In-Reply-To: <tldops.0123456789abcdef0123456789abcdef@ops.example>\r\nReferences: <tldops.0123456789abcdef0123456789abcdef@ops.example>\r\nSubject: Re: TLD-OPS request\r\nMIME-Version: 1.0\r\nX-KeepSent: 01234567:89ABCDEF-C1257000:00000000;\r\n type=4; name=$KeepSent\r\nTo: \"TLD-OPS Secretariat\" <secretariat@ops.example>\r\nX-Mailer: HCL Notes Release 12.0.2 November 17, 2022\r\nMessage-ID: <OF0123456789.ABCDEF01-ONC1257000.00000000-C1257000.00000000@nic.example>\r\nSender: \"Desk/NIC/EX\" <desk@nic.example>\r\nFrom: \"Jane Doe/NIC/EX\" <admin@nic.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nX-MIMETrack: Serialize by Router on mail/NIC/EX(Release 12.0.2|November 17, 2022) at\r\n 23-11-2026 10:00:00\r\nContent-Type: text/plain; charset=\"US-ASCII\"\r\n",
    ),
    (
        "Exchange on premises, Japanese",
        "From: =?iso-2022-jp?B?GyRCNElNfRsoQg==?= <admin@nic.example>\r\nTo: \"secretariat@ops.example\" <secretariat@ops.example>\r\nSubject: =?iso-2022-jp?B?UmU6IBskQjNORyckNyReJDkbKEI=?=\r\nDate: Mon, 23 Nov 2026 19:00:00 +0900\r\nMessage-ID: <0123456789ABCDEF0123456789ABCDEF@EX01.nic.example>\r\nContent-Type: text/plain; charset=\"iso-2022-jp\"\r\nMIME-Version: 1.0\r\n",
    ),
    (
        "Roundcube",
        "MIME-Version: 1.0\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nFrom: NIC Admin <admin@nic.example>\r\nTo: Secretariat <secretariat@ops.example>\r\nSubject: Re: request\r\nOrganization: NIC\r\nReply-To: admin@nic.example\r\nMail-Reply-To: admin@nic.example\r\nMessage-ID: <0123456789abcdef0123456789abcdef@nic.example>\r\nX-Sender: admin@nic.example\r\nContent-Type: text/plain; charset=US-ASCII;\r\n format=flowed\r\n",
    ),
    (
        "Sendmail with comments and dates of old",
        "From: Jane Doe <admin@nic.example>\r\nTo: secretariat@ops.example (TLD-OPS Secretariat)\r\nSubject: Re: request\r\nDate: 23 Nov 26 10:00 GMT\r\nSender: desk@nic.example (Desk of NIC)\r\nReply-To: Jane Doe <jane@nic.example>, \"Doe, John\" <john@nic.example>\r\n",
    ),
];

#[test]
fn honest_programs_make_no_defect() {
    for (name, head) in CLIENTS {
        for ends in ["\r\n", "\n"] {
            let raw = format!("{head}\r\nconfirm\r\n").replace("\r\n", ends);
            let message = read(raw.as_bytes());
            assert_eq!(message.defects, [], "{name}");
            let from = message.from.agreed().map(ToString::to_string);
            assert_eq!(from.as_deref(), Some("admin@nic.example"), "{name}");
        }
    }
}

#[test]
fn subjects_in_any_charset_are_read_without_dispute() {
    let check = |value: &str, expect: &str| {
        let raw = format!("From: admin@nic.example\r\nSubject: {value}\r\n\r\nx\r\n");
        let message = read(raw.as_bytes());
        assert_eq!(message.defects, [], "{value}");
        assert_eq!(message.subject, expect, "{value}");
    };
    check("", "");
    check("Re: request", "Re: request");
    check("  Re:   request  ", "Re: request");
    check("Re: a\r\n\tb\r\n  c", "Re: a b c");
    check("=?utf-8?Q?J=C3=B6rg_?= =?utf-8?Q?D=C3=B6e?=", "Jörg Döe");
    check("=?utf-8?B?SsO2cmc=?=", "Jörg");
    check(
        "=?ISO-8859-1?Q?Antwort=3A_Best=E4tigung?=",
        "Antwort: Bestätigung",
    );
    check("=?iso-8859-15?Q?=A4?= 5", "€ 5");
    check("=?windows-1252?Q?=93confirm=94?=", "“confirm”");
    check("=?windows-1251?B?z+7k8uLl8OTo8vw=?=", "Подтвердить");
    check("=?koi8-r?B?4cTNyc4=?=", "Админ");
    check(
        "=?iso-2022-jp?B?UmU6IBskQjNORyckNyReJDkbKEI=?=",
        "Re: 確認します",
    );
    check("=?shift_jis?B?im2URg==?=", "確認");
    check("=?gb2312?B?yLfIzw==?=", "确认");
    check("=?big5?B?vVS7ew==?=", "確認");
    check("=?euc-kr?B?yK7Azg==?=", "확인");
    check("=?windows-1256?B?ysPf7c8=?=", "تأكيد");
    check("Re: =?utf-8?q?caf=C3=A9?= menu", "Re: café menu");
    check("Jörg raw", "Jörg raw");
    check("50% off =? really?", "50% off =? really?");
    check(
        "a (comment) \"quoted\" <b@c.example>",
        "a (comment) \"quoted\" <b@c.example>",
    );
}

#[test]
fn characters_split_over_encoded_words_are_no_dispute() {
    for value in [
        "=?utf-8?B?SsM=?= =?utf-8?B?tnJn?=",
        "=?x-unknown?Q?abc?= Re: confirm",
        "=?utf-8?Q?broken",
        "=?utf-8*de?Q?J=C3=B6rg?=",
    ] {
        let raw = format!("From: admin@nic.example\r\nSubject: {value}\r\n\r\nx\r\n");
        assert_eq!(read(raw.as_bytes()).defects, [], "{value}");
    }
}

#[test]
fn what_splits_readers_is_named() {
    let check = |fields: &str, expect: Defect| {
        let raw = format!("From: admin@nic.example\r\n{fields}\r\nconfirm\r\n");
        let message = read(raw.as_bytes());
        assert!(
            message.defects.contains(&expect),
            "{fields:?}: {:?}",
            message.defects
        );
    };
    check(
        "Sender: <a@nic.example> <b@bad.example>\r\n",
        Defect::SenderDisputed,
    );
    check("Sender: \"a\"@nic.example\r\n", Defect::SenderDisputed);
    check("Sen der: a@nic.example\r\n", Defect::SenderDisputed);
    check(
        "Reply-To: <a@nic.example(b@bad.example)>\r\n",
        Defect::ReplyToDisputed,
    );
    check("Re ply-To: a@nic.example\r\n", Defect::ReplyToDisputed);
    check("Sub ject: other\r\nSubject: one\r\n", Defect::FieldRepeated);
    check("Sub ject: other\r\n", Defect::SubjectDisputed);
}

#[test]
fn every_shape_of_body_begins_where_the_header_block_ends() {
    let parts = "--b\r\nContent-Type: text/plain\r\n\r\nconfirm\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>confirm\r\n--b--\r\n";
    for (name, rest) in [
        ("no empty line", String::new()),
        ("no body", "\r\n".to_owned()),
        ("empty lines first", "\r\n\r\n\r\nconfirm\r\n".to_owned()),
        ("blanks first", "\r\n  \r\n confirm\r\n".to_owned()),
        ("no line end", "\r\nconfirm".to_owned()),
        (
            "multipart",
            format!(
                "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n{parts}"
            ),
        ),
        (
            "multipart with a preamble",
            format!(
                "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\nhello\r\n{parts}"
            ),
        ),
        (
            "a message alone",
            "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@nic.example\r\nSubject: y\r\n\r\nz\r\n".to_owned(),
        ),
        (
            "base64",
            "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nY29uZmlybQ==\r\n".to_owned(),
        ),
    ] {
        let raw = format!("From: admin@nic.example\r\nSubject: x\r\n{rest}");
        for raw in [raw.replace("\r\n", "\n"), raw] {
            let defects = read(raw.as_bytes()).defects;
            assert!(!defects.contains(&Defect::BodyDisputed), "{name}: {defects:?}");
            assert!(!defects.contains(&Defect::Unparsable), "{name}: {defects:?}");
        }
    }
}

#[test]
fn raw_latin_1_of_old_programs_is_no_dispute() {
    let message = read(
        b"From: J\xf6rg D\xf6e <admin@nic.example>\r\nTo: a@ops.example\r\nSubject: Best\xe4tigung f\xfcr nl\r\n\r\nconfirm\r\n",
    );
    assert_eq!(message.defects, []);
    assert!(message.from.agreed().is_some());
    let message =
        read(b"From: \"D\xf6e, J\xf6rg\" <admin@nic.example>\r\nSubject: x\r\n\r\nconfirm\r\n");
    assert_eq!(message.defects, []);
}
