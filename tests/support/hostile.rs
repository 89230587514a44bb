//! Messages made to cost time, memory or a stack, each under a name.
//!
//! The benchmark judges each of them against a limit, the tests without one.
//! `request` is the text of a request of ours: some of these are made of it.

/// One hostile message.
#[derive(Clone, Copy)]
pub(crate) struct Hostile {
    /// What is hostile about it.
    pub(crate) name: &'static str,
    /// Makes it, given a request of ours and the octets it may fill.
    pub(crate) make: fn(&str, usize) -> Vec<u8>,
}

/// All of them.
pub(crate) const ALL: &[Hostile] = &[
    of("one endless line", |_, most| plain(&fill(most, "x"))),
    of("100,000 header fields", |_, _| {
        headed(&lines(100_000, |n| format!("X-Field-{n}: value\r\n")))
    }),
    of("one field of 25 MB", |_, most| {
        headed(&format!("X-Long: {}\r\n", fill(most, "long ")))
    }),
    of("a subject of 25 MB", |_, most| {
        headed(&format!(
            "Subject: {}\r\n",
            fill(most, "=?utf-8?q?confirm?= ")
        ))
    }),
    of("a From of 25 MB", |_, most| {
        headed(&format!("From: {}\r\n", fill(most, "<a@nic.example>, ")))
    }),
    of("200,000 times On", |_, _| plain(&"On ".repeat(200_000))),
    of("a megabyte of <", |_, _| html(&"<".repeat(1_000_000))),
    of("a megabyte of >", |_, _| plain(&">".repeat(1_000_000))),
    of("1,000 nested multiparts", |_, _| nested(1_000)),
    of("100,000 parts", |_, _| {
        let parts = "--b\r\nContent-Type: text/plain\r\n\r\nconfirm\r\n".repeat(100_000);
        typed("multipart/mixed; boundary=b", &format!("{parts}--b--\r\n"))
    }),
    of("500,000 boundaries without an end", |_, _| {
        typed("multipart/mixed; boundary=b", &"--b\r\n".repeat(500_000))
    }),
    of("25 MB of base64", |_, most| {
        coded(
            "base64",
            &fill(most, &format!("{}\r\n", "Y29uZmlybSAK".repeat(6))),
        )
    }),
    of("25 MB of soft breaks", |_, most| {
        coded("quoted-printable", &fill(most, "=\r\n"))
    }),
    of("25 MB of encoded octets", |_, most| {
        coded("quoted-printable", &fill(most, "=C3=A9"))
    }),
    of("25 MB of confirm", |_, most| plain(&fill(most, "confirm "))),
    of("25 MB of bytes that are no text", |_, most| {
        let mut raw = plain("");
        raw.resize(most, 0xff);
        raw
    }),
    of("25 MB of NUL", |_, most| plain(&fill(most, "\0"))),
    of("1,000,000 short lines", |_, _| {
        plain(&"ok\r\n".repeat(1_000_000))
    }),
    of("25 MB of nested div", |_, most| html(&fill(most, "<div>"))),
    of("25 MB of div with words", |_, most| {
        html(&fill(most, "<div style='color:red'>confirm "))
    }),
    of("25 MB of nested blockquotes", |_, most| {
        html(&fill(most, "<blockquote>"))
    }),
    of("25 MB of style sheet", |_, most| {
        html(&format!(
            "<style>{}</style><p>confirm",
            fill(most, ".a,.b>c{display:none}")
        ))
    }),
    of("25 MB of opened style sheets", |_, most| {
        html(&fill(most, "<style"))
    }),
    of("1,000,000 attributes", |_, _| {
        html(&format!(
            "<p {}>confirm",
            lines(1_000_000, |n| format!("a{n}='b' "))
        ))
    }),
    of("one style attribute of 25 MB", |_, most| {
        html(&format!(
            "<p style='{}'>confirm",
            fill(most, "color:red;/*")
        ))
    }),
    of("25 MB of closing tags", |_, most| {
        html(&fill(most, "<b></p>"))
    }),
    of("25 MB of character references", |_, most| {
        html(&fill(most, "&amp"))
    }),
    of("25 MB of comments", |_, most| html(&fill(most, "<!--"))),
    of("500,000 quoted lines of ours", |request, _| {
        let quoted: String = request.lines().map(|l| format!("> {l}\r\n")).collect();
        let count = request.lines().count().max(1);
        plain(&quoted.repeat(500_000 / count))
    }),
    of("300 kB of almost our request", almost),
    of("words of ours in no order", shuffled),
    of("200,000 attributions in many languages", |_, _| {
        plain(&ATTRIBUTIONS.repeat(200_000 / ATTRIBUTIONS.lines().count().max(1)))
    }),
    of("100,000 header blocks of quoted mail", |_, _| {
        plain(&"From: a\r\nSent: b\r\nTo: c\r\n\r\n".repeat(25_000))
    }),
    of("100,000 contacts", |_, _| {
        plain(&"Contact Person #1:\r\nName: Jane Doe\r\nEmail: j@nic.example\r\n".repeat(33_000))
    }),
    of("a megabyte of addresses in links", |_, _| {
        plain(&"a@b<mailto:".repeat(90_000))
    }),
    of("a megabyte of open brackets", |_, _| {
        plain(&"[<".repeat(500_000))
    }),
    of("250,000 sentences", |_, _| {
        plain(&"I confirm. ".repeat(250_000))
    }),
    of("25 MB of Received", |_, most| {
        headed(&fill(most, "Received: from a (b [192.0.2.1]) by c; d\r\n"))
    }),
    of("a bounce of 25 MB", |_, most| {
        typed(
            "multipart/report; report-type=delivery-status; boundary=b",
            &format!(
                "--b\r\nContent-Type: message/delivery-status\r\n\r\n{}\r\n--b--\r\n",
                fill(most, "Action: delayed\r\nMessage-ID: <a")
            ),
        )
    }),
];

const fn of(name: &'static str, make: fn(&str, usize) -> Vec<u8>) -> Hostile {
    Hostile { name, make }
}

/// The fields of an ordinary reply.
const FIELDS: &str = "From: Ana Admin <admin@nic.example>\r\nTo: secretariat@ccnso.example\r\nSubject: Re: TLD-OPS Authentication Request\r\nDate: Mon, 23 Nov 2026 15:09:27 +0000\r\nMessage-ID: <h1@nic.example>\r\nMIME-Version: 1.0\r\n";

/// Lines that introduce a quote, as programs of many countries write them.
const ATTRIBUTIONS: &str = "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:\r\n\
    Am 23.11.2026 um 15:09 schrieb ccNSO Secretariat:\r\n\
    Le lun. 23 nov. 2026 à 15:09, ccNSO Secretariat <secretariat@ccnso.example> a écrit :\r\n\
    El lun, 23 nov 2026 a las 15:09, ccNSO Secretariat escribió:\r\n\
    Em seg., 23 de nov. de 2026 às 15:09, ccNSO Secretariat escreveu:\r\n\
    Il giorno lun 23 nov 2026 ccNSO Secretariat ha scritto:\r\n\
    23 ноября 2026 г. 15:09 пользователь ccNSO Secretariat написал:\r\n\
    2026年11月23日(月) 15:09 ccNSO Secretariat <secretariat@ccnso.example>:\r\n\
    2026년 11월 23일 (월) 15:09, ccNSO Secretariat 님이 작성:\r\n\
    בתאריך יום ב׳, 23 בנוב׳ 2026 ב-15:09 מאת ccNSO Secretariat:\r\n";

/// As many copies of `piece` as `most` octets have room for, with the fields.
fn fill(most: usize, piece: &str) -> String {
    piece.repeat((most - 1_024) / piece.len())
}

/// `count` lines made one by one.
fn lines(count: usize, line: fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// A message with further fields and a short answer.
fn headed(fields: &str) -> Vec<u8> {
    [FIELDS, fields, "\r\nconfirm\r\n"].concat().into_bytes()
}

/// A message of that type.
fn typed(kind: &str, body: &str) -> Vec<u8> {
    [FIELDS, "Content-Type: ", kind, "\r\n\r\n", body]
        .concat()
        .into_bytes()
}

fn plain(text: &str) -> Vec<u8> {
    typed("text/plain; charset=utf-8", text)
}

fn html(text: &str) -> Vec<u8> {
    typed("text/html; charset=utf-8", text)
}

/// A plain text in a transfer encoding.
fn coded(encoding: &str, text: &str) -> Vec<u8> {
    let fields = [
        "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ",
        encoding,
    ];
    typed(&fields.concat(), text)
}

/// Multiparts in multiparts, the answer in the innermost.
fn nested(depth: usize) -> Vec<u8> {
    let open: String = (1..depth)
        .map(|n| {
            format!(
                "--b{}\r\nContent-Type: multipart/mixed; boundary=b{n}\r\n\r\n",
                n - 1
            )
        })
        .collect();
    let inner = format!(
        "{open}--b{}\r\nContent-Type: text/plain\r\n\r\nconfirm\r\n",
        depth - 1
    );
    typed("multipart/mixed; boundary=b0", &inner)
}

/// Our request over and over, every seventh word another: no run is long.
fn almost(request: &str, _: usize) -> Vec<u8> {
    let words: Vec<&str> = request.split_whitespace().collect();
    let mut text = String::new();
    for place in 0.. {
        if text.len() > 300_000 || words.is_empty() {
            break;
        }
        let word = words.get(place % words.len()).copied().unwrap_or_default();
        text.push_str(if place % 7 == 6 { "confirm" } else { word });
        text.push_str(if place % 11 == 10 { "\r\n" } else { " " });
    }
    plain(&text)
}

/// Triples of ours, each followed by one from another place.
fn shuffled(request: &str, _: usize) -> Vec<u8> {
    let words: Vec<&str> = request.split_whitespace().collect();
    let mut text = String::new();
    for place in 0.. {
        if text.len() > 300_000 || words.is_empty() {
            break;
        }
        let from = place * 37 % words.len();
        for word in words.iter().skip(from).take(3) {
            text.push_str(word);
            text.push_str(if place % 5 == 4 { "\r\n" } else { " " });
        }
    }
    plain(&text)
}
