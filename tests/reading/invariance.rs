//! How a mail is laid out and encoded says nothing about what it means.
//!
//! Each property takes an answer whose meaning is known and an arrangement that
//! some program might choose: our text cut, wrapped, marked and put above or
//! below, the body in some character set and transfer encoding. The reading
//! must stay. Then a reservation is put anywhere into an answer that would let
//! a case go on; it must not go on any more.

use super::{HEADERS, advances, authentication, both, html, invitation, plain, report, word};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::select;

/// Answers and how they are read with nothing else in the mail.
const ANSWERS: &[(&str, &str)] = &[
    ("confirm", "confirm"),
    ("I confirm.", "confirm"),
    ("Confirmed, thank you.", "confirm"),
    (
        "Dear colleagues,\n\nwe confirm this assertion.\n\nKind regards,\nJosé Müller",
        "confirm",
    ),
    ("Deny.", "deny"),
    ("I deny this request.\n\nBest regards\nAna Admin", "deny"),
    ("I cannot confirm this.", "unclear negated"),
    ("Who is this?", "unclear"),
    ("confirm or deny", "unclear"),
    ("", "unclear"),
];

/// What introduces a quote.
const ATTRIBUTIONS: &[&str] = &[
    "",
    "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:",
    "Am 23.11.2026 um 15:09 schrieb ccNSO Secretariat:",
    "Le 23/11/2026 à 15:09, ccNSO Secretariat a écrit :",
    "-----Original Message-----\nFrom: ccNSO Secretariat <secretariat@ccnso.example>\nSent: Monday, November 23, 2026 15:09\nTo: Ana Admin <admin@nic.example>\nSubject: TLD-OPS Authentication Request\n",
];

/// Marks a program puts before each quoted line.
const MARKS: &[&str] = &["> ", ">", "> > ", ">> ", "| ", "    ", "\t", ""];

/// `text` in lines of about `width` characters; zero leaves the lines.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        if width == 0 {
            lines.extend(paragraph.lines().map(str::to_owned));
        } else {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                if !line.is_empty() && line.chars().count() + word.chars().count() >= width {
                    lines.push(std::mem::take(&mut line));
                }
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            lines.push(line);
        }
        lines.push(String::new());
    }
    lines
}

/// How a request stands in a reply.
#[derive(Debug, Clone)]
struct Layout {
    width: usize,
    mark: &'static str,
    attribution: &'static str,
    /// Lines cut off above and below, in hundredths of all.
    cut: (usize, usize),
    invited: bool,
    below: bool,
}

impl Layout {
    fn any() -> impl Strategy<Value = Self> {
        (
            prop_oneof![Just(0_usize), 24_usize..160],
            select(MARKS),
            select(ATTRIBUTIONS),
            (0_usize..60, 0_usize..40),
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(|(width, mark, attribution, cut, invited, below)| Self {
                width,
                mark,
                attribution,
                cut,
                invited,
                below,
            })
    }

    /// The quoted lines.
    fn quoted(&self) -> Vec<String> {
        let text = if self.invited {
            invitation()
        } else {
            authentication()
        };
        let lines = wrapped(&text, self.width);
        let (first, last) = (
            lines.len() * self.cut.0 / 100,
            lines.len() * (100 - self.cut.1) / 100,
        );
        let kept = lines[first..last.max(first)].to_vec();
        // A few words of a quote could be anybody's.
        let words: usize = kept
            .iter()
            .map(|line| line.split_whitespace().count())
            .sum();
        if words < 25 { lines } else { kept }
    }

    /// Whether ours goes on from an answer above it, cut between "confirm" and "or
    /// deny": nobody could tell whose the word is.
    fn goes_on(&self) -> bool {
        let quoted = self.quoted();
        let first = quoted.iter().find(|line| !line.is_empty());
        ["or deny", "this assertion"]
            .iter()
            .any(|go_on| first.is_some_and(|line| line.starts_with(go_on)))
    }

    /// `answer` and the quote, in the order of this layout.
    fn around(&self, answer: &str) -> String {
        let quote: Vec<String> = self
            .quoted()
            .iter()
            .map(|line| format!("{}{line}", self.mark))
            .collect();
        let quote = quote.join("\n");
        let quote = [self.attribution, quote.as_str()].join("\n");
        // Only a mark says where an answer below begins, and a form that was cut
        // in its middle may go on below.
        let whole = !self.invited || self.cut.1 == 0;
        if self.below && whole && self.mark.starts_with(&['>', '|'][..]) {
            format!("{}\n\n{answer}\n", quote.trim_start())
        } else {
            format!("{answer}\n\n{quote}\n")
        }
    }
}

/// `text` as simple HTML.
fn marked_up(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    escaped.replace('\n', "<br>\n")
}

/// `said` is what was expected; where that is unclear, or has to be in such a
/// layout, any reading that moves nothing.
fn fits(said: &str, expected: &str, layout: &Layout) -> bool {
    said == expected || ((expected == "unclear" || layout.goes_on()) && !advances(said))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_layout_of_our_own_text_changes_a_reading((answer, expected) in select(ANSWERS), layout in Layout::any()) {
        let text = layout.around(answer);
        let got = word(&report(&plain(&text)));
        prop_assert!(fits(&got, expected, &layout), "{} instead of {}:\n{}", got, expected, text);
    }

    #[test]
    fn no_html_around_our_own_text_changes_a_reading(
        (answer, expected) in select(ANSWERS),
        layout in Layout::any(),
        (open, close) in select(vec![
            ("<blockquote>", "</blockquote>"),
            ("<blockquote type=\"cite\">", "</blockquote>"),
            ("<div class=\"gmail_quote\"><blockquote class=\"gmail_quote\">", "</blockquote></div>"),
            ("<hr><div>", "</div>"),
            ("<div><p>", "</p></div>"),
            ("<table><tr><td>", "</td></tr></table>"),
        ]),
    ) {
        let quote = marked_up(&layout.quoted().join("\n"));
        let body = format!(
            "<html><body><div>{}</div><br><div>{}</div>{open}{quote}{close}</body></html>",
            marked_up(answer), marked_up(layout.attribution),
        );
        let got = word(&report(&html(&body)));
        prop_assert!(fits(&got, expected, &layout), "{} instead of {}:\n{}", got, expected, body);
        // The plain text of the same mail is no second answer.
        let got = word(&report(&both(&Layout { below: false, ..layout.clone() }.around(answer), &body)));
        prop_assert!(fits(&got, expected, &layout), "{} instead of {} with both:\n{}", got, expected, body);
    }

    #[test]
    fn no_character_set_and_transfer_encoding_changes_a_reading(
        (answer, _) in select(ANSWERS),
        layout in Layout::any(),
        charset in select(vec!["utf-8", "us-ascii", "iso-8859-1", "windows-1252", "gb18030", "big5", "shift_jis", "iso-2022-jp", "euc-kr", "windows-1250"]),
        transfer in select(vec!["8bit", "quoted-printable", "base64"]),
        width in 4_usize..76,
        upper in any::<bool>(),
    ) {
        let text = layout.around(answer);
        let known = encoding_rs::Encoding::for_label(charset.as_bytes()).expect("is a character set");
        let (octets, _, lossy) = known.encode(&text);
        // What a character set does not have goes out in UTF-8.
        let fits = !lossy && (charset != "us-ascii" || text.is_ascii());
        let (charset, octets) = if fits { (charset, octets) } else { ("utf-8", text.as_bytes().into()) };
        let name = if upper { charset.to_uppercase() } else { charset.to_owned() };
        let mut raw = format!("{HEADERS}Content-Type: text/plain; charset=\"{name}\"\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n").into_bytes();
        raw.extend(match transfer {
            "quoted-printable" => quoted_printable(&octets, width),
            "base64" => base64(&octets, width),
            _ => crlf(&octets),
        });
        let (got, before) = (word(&report(&raw)), word(&report(&plain(&text))));
        prop_assert_eq!(got, before, "{} {}:\n{}", name, transfer, text);
    }

    #[test]
    fn a_reservation_anywhere_stops_an_advance(
        (answer, _) in select(ANSWERS.iter().copied().filter(|(_, read)| advances(read)).collect::<Vec<_>>()),
        layout in Layout::any(),
        reservation in select(vec![
            "This is not true.", "But I do not know this person.", "He left us last year.", "Not yet.",
            "Please wait until Friday.", "I am only joking.", "Ignore this.", "She is no longer with us.",
            "Das stimmt nicht.", "Ce n'est pas vrai.", "Isso não é verdade.", "Это неправда.", "これは違います。", "这不对。",
            "However, the telephone number is wrong.", "Is this a scam?", "Ask me again next week.", "We never met.",
        ]),
        at in 0_usize..100,
        own_line in any::<bool>(),
    ) {
        let lines: Vec<&str> = answer.lines().collect();
        let last = lines.iter().position(|line| line.contains("egards")).unwrap_or(lines.len());
        let place = at * (last + 1) / 100;
        let mut said: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        if own_line || place == 0 {
            said.insert(place, reservation.to_owned());
        } else {
            said[place - 1] = format!("{} {reservation}", said[place - 1]);
        }
        let text = layout.around(&said.join("\n"));
        let got = word(&report(&plain(&text)));
        // A denial may say why; it stays one, and nobody is let in.
        prop_assert!(!advances(&got) || got == "deny" && !said.join(" ").to_lowercase().contains("confirm"), "{}: {}", got, text);
    }
}

/// With CRLF for every line feed.
fn crlf(octets: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for octet in octets {
        if *octet == b'\n' {
            out.push(b'\r');
        }
        out.push(*octet);
    }
    out
}

/// RFC 2045 section 6.7, every line at most `width` and three more octets long.
fn quoted_printable(octets: &[u8], width: usize) -> Vec<u8> {
    let (mut out, mut column) = (Vec::new(), 0);
    for octet in octets {
        if *octet == b'\n' {
            out.extend(b"\r\n");
            column = 0;
            continue;
        }
        if column >= width {
            out.extend(b"=\r\n");
            column = 0;
        }
        if octet.is_ascii_alphanumeric() {
            out.push(*octet);
            column += 1;
        } else {
            out.extend(format!("={octet:02X}").bytes());
            column += 3;
        }
    }
    out
}

/// RFC 2045 section 6.8 in lines of about `width` characters.
fn base64(octets: &[u8], width: usize) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut letters = Vec::new();
    for three in crlf(octets).chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, n| {
            bits << 8 | u32::from(three.get(n).copied().unwrap_or(0))
        });
        for n in 0..4 {
            let sextet = usize::try_from(bits >> (18 - 6 * n) & 63).expect("is small");
            letters.push(if n <= three.len() {
                ALPHABET[sextet]
            } else {
                b'='
            });
        }
    }
    let lines: Vec<&[u8]> = letters.chunks(width).collect();
    lines.join(&b"\r\n"[..])
}
