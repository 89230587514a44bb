//! A reply as some program writes it: no answer where the person gave none.
//!
//! The bytes choose a program's layout and what the person typed; our request
//! is quoted. Who typed nothing said nothing, and who typed neither of the two
//! words confirmed and denied nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secird::reading::Reading;
use stage::Choices;

const FIELDS: &str = "From: Ana Admin <admin@nic.example>\r\nSubject: Re: TLD-OPS Authentication Request\r\nMessage-ID: <f1@nic.example>\r\nMIME-Version: 1.0\r\n";

/// What stands above a quote.
const HEADS: [&str; 8] = [
    "",
    "On Fri, 20 Nov 2026 at 10:00, ccNSO Secretariat <secretariat@secretariat.example> wrote:\n\n",
    "Am 20.11.26 um 10:00 schrieb ccNSO Secretariat:\n",
    "-----Original Message-----\nFrom: ccNSO Secretariat <secretariat@secretariat.example>\nSent: Friday, November 20, 2026 10:00 AM\nTo: admin@nic.example\nSubject: TLD-OPS Authentication Request\n\n",
    "________________________________\nVon: ccNSO Secretariat\nGesendet: Freitag, 20. November 2026 10:00\nAn: admin\nBetreff: TLD-OPS Authentication Request\n\n",
    "2026年11月20日(金) 10:00 ccNSO Secretariat <secretariat@secretariat.example>:\n",
    "Le ven. 20 nov. 2026 à 10:00, ccNSO Secretariat <secretariat@secretariat.example> a écrit :\n",
    ">>> ccNSO Secretariat <secretariat@secretariat.example> 20.11.2026 10:00 >>>\n",
];

/// Words a person may type besides those that decide.
const WORDS: [&str; 24] = [
    "yes",
    "no",
    "I",
    "we",
    "approve",
    "agree",
    "this",
    "OK",
    "thanks",
    "Best regards",
    "Ana",
    "not",
    "is responsible",
    "correct",
    "\n",
    "\n\n",
    "?",
    ".",
    ">",
    "--\n",
    "con",
    "firm",
    "our",
    "ccTLD",
];

/// Our words in lines of about `width`, as programs wrap them again.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + length >= width {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
            }
            out.push_str(word);
            column += length + 1;
        }
        out.push_str("\n\n");
    }
    out
}

/// What the person typed: nothing, some words, or anything.
fn typed(choices: &mut Choices<'_>) -> String {
    match choices.below(4) {
        0 => String::new(),
        1 => {
            let words: Vec<&str> = (0..choices.below(12))
                .map(|_| choices.one(&WORDS))
                .collect();
            words.join(" ")
        }
        _ => choices.text(),
    }
}

/// Whether none of the deciding words can be read out of it, spelled however.
fn decides_nothing(typed: &str) -> bool {
    let letters: String = typed
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    letters.is_ascii()
        && !["confirm", "deny", "deni", "firm"]
            .iter()
            .any(|word| letters.contains(word))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\n', "<br>\n")
}

/// The text with its transfer encoding.
fn coded(choices: &mut Choices<'_>, kind: &str, text: &str) -> String {
    let text = text.replace('\n', "\r\n");
    let (charset, bytes): (&str, Vec<u8>) = match choices.below(3) {
        0 => ("utf-8", text.into_bytes()),
        // What a charset does not have becomes a question mark.
        1 => (
            "iso-8859-1",
            text.chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect(),
        ),
        // Octets of UTF-8 under another name.
        _ => ("windows-1252", text.into_bytes()),
    };
    let mut body = String::new();
    let mut column = 0;
    for byte in bytes {
        if byte == b'\n' {
            column = 0;
        } else if column >= 70 && byte != b'\r' {
            body.push_str("=\r\n");
            column = 0;
        }
        column += 1;
        match byte {
            b'\r' | b'\n' | b' '..=b'<' | b'>'..=b'~' => body.push(char::from(byte)),
            _ => body.push_str(&format!("={byte:02X}")),
        }
    }
    format!(
        "Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n"
    )
}

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices(bytes);
    let second = choices.below(2) == 1;
    let ours = stage::ours(second);
    let request = ours.texts[0].text();
    let request = match choices.below(4) {
        0 => request.to_owned(),
        n => wrapped(request, [40, 60, 200][n - 1]),
    };
    // Some programs quote the beginning only, none less than a few lines.
    let most = request.lines().count();
    let kept = most - choices.below(most - 8);
    let lines: Vec<&str> = request.lines().take(kept).collect();
    let prefix = choices.one(&["> ", ">", "| ", "", "> > "]);
    let head = choices.one(&HEADS);
    let quote: String = lines
        .iter()
        .map(|line| format!("{prefix}{line}\n"))
        .collect();
    let below = choices.below(3) == 1;
    let form = choices.below(4);
    let typed = typed(&mut choices);
    let plain = if below {
        format!("{head}{quote}\n{typed}\n")
    } else {
        format!("{typed}\n\n{head}{quote}")
    };
    let quoted = format!("<blockquote>{}</blockquote>", escaped(&lines.join("\n")));
    let page = if below {
        format!(
            "<div>{}</div>{quoted}<div>{}</div>",
            escaped(head),
            escaped(&typed)
        )
    } else {
        format!(
            "<div>{}</div><div>{}</div>{quoted}",
            escaped(&typed),
            escaped(head)
        )
    };
    let raw = match form {
        0 | 1 => format!("{FIELDS}{}", coded(&mut choices, "text/plain", &plain)),
        2 => format!("{FIELDS}{}", coded(&mut choices, "text/html", &page)),
        _ => {
            let plain = coded(&mut choices, "text/plain", &plain);
            let page = coded(&mut choices, "text/html", &page);
            format!(
                "{FIELDS}Content-Type: multipart/alternative; boundary=\"b-9\"\r\n\r\n--b-9\r\n{plain}--b-9\r\n{page}--b-9--\r\n"
            )
        }
    };
    let (_, report) = stage::judged(raw.as_bytes(), ours);
    if typed.trim().is_empty() {
        assert!(
            !stage::advances(&report),
            "read out of our own words:\n{raw}"
        );
    }
    if decides_nothing(&typed) {
        assert!(
            !matches!(report.reading, Reading::Confirm | Reading::Deny),
            "{:?} was read out of {typed:?}:\n{raw}",
            report.reading
        );
    }
});
