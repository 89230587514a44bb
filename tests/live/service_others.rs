//! Nine hundred mails that are nobody's business of ours.
//!
//! Newsletters and people, in encodings good and broken, with words that an
//! answer could contain: confirm, deny, subscribe, security contact. Each has
//! a Message-ID of its own and the field `X-Other` to be found again.

/// The mails, `<other.0@outside.example>` and so on.
pub(super) fn others() -> Vec<Vec<u8>> {
    (0..900).map(other).collect()
}

fn other(number: usize) -> Vec<u8> {
    let (head, body): (String, Vec<u8>) = kind(number);
    let mut mail = format!(
        "Message-ID: <other.{number}@outside.example>\r\nX-Other: {number}\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nTo: secretariat@secretariat.example\r\n{head}\r\n"
    )
    .into_bytes();
    mail.extend(body);
    mail.extend(format!("\r\n{number}\r\n").into_bytes());
    mail
}

/// A person's From and Subject.
fn person(subject: &str) -> String {
    format!("From: Kim Person <kim@outside.example>\r\nSubject: {subject}\r\n")
}

/// The MIME fields of a plain text.
fn plain(charset: &str, encoding: &str) -> String {
    format!(
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n\
         Content-Transfer-Encoding: {encoding}\r\n"
    )
}

fn kind(number: usize) -> (String, Vec<u8>) {
    match number % 15 {
        0 => (
            "From: Hotel <offers@hotel.example>\r\nSubject: Please confirm your booking\r\n\
             List-Unsubscribe: <https://hotel.example/u>\r\nPrecedence: bulk\r\n"
                .to_owned(),
            b"Click here to confirm or deny your booking.\r\n".to_vec(),
        ),
        1 => (
            "From: News <news@weekly.example>\r\nSubject: This week\r\nList-Id: <weekly.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
                .to_owned(),
            "<html><body><h1>Confirm</h1><p>Subscribe to our <b>newsletter</b>.</p></body></html>\r\n"
                .as_bytes()
                .to_vec(),
        ),
        2 => (person("Lunch on Thursday?"), b"Yes, I confirm. See you at noon.\r\n".to_vec()),
        3 => (
            person("=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=") + &plain("iso-2022-jp", "7bit"),
            b"\x1b$B$3$s$K$A$O\x1b(B\r\n".to_vec(),
        ),
        4 => (
            person("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=") + &plain("koi8-r", "8bit"),
            b"\xf0\xd2\xc9\xd7\xc5\xd4, confirm.\r\n".to_vec(),
        ),
        5 => (
            person("utf-16") + &plain("utf-16", "base64"),
            b"//5jAG8AbgBmAGkAcgBtAA==\r\n".to_vec(),
        ),
        6 => (
            person("broken") + &plain("utf-8", "quoted-printable"),
            b"caf=E9 =ZZ = deny=\r\n=\r\n".to_vec(),
        ),
        7 => (
            person("no boundary") + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n",
            b"--x\r\n\r\nnothing\r\n".to_vec(),
        ),
        other => odder_kind(other, number),
    }
}

/// The other half of them.
fn odder_kind(kind: usize, number: usize) -> (String, Vec<u8>) {
    let person = |subject: &str| {
        format!("From: Kim Person <kim{number}@outside.example>\r\nSubject: {subject}\r\n")
    };
    match kind {
        8 => (
            person("Fwd: minutes")
                + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"m\"\r\n",
            b"--m\r\nContent-Type: text/plain\r\n\r\nattached\r\n--m\r\n\
              Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n\
              AAECAwQFBgcICQ==\r\n--m--\r\n"
                .to_vec(),
        ),
        9 => ("From: broken <\r\nSubject\r\n".to_owned(), b"no colon above\r\n".to_vec()),
        10 => (person("bytes"), (0x80..=0xff).chain([13, 10]).collect()),
        11 => (person(""), Vec::new()),
        12 => (
            person("Invitation: weekly call")
                + "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST\r\n",
            b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n".to_vec(),
        ),
        13 => (
            person("Your security report"),
            b"The contact person for security is away until Monday.\r\n\r\n> Please confirm\r\n> or deny.\r\n"
                .to_vec(),
        ),
        _ => (
            person("Re: budget 2027"),
            b"Dear all,\r\n\r\n.dots\r\n..and more\r\n\r\n-- \r\nKim\r\n".to_vec(),
        ),
    }
}
