//! Our own request comes back in every style there is, and changes nothing.

use super::{authentication, both, check_all, html, invitation, plain, report, word};

const HEADER_BLOCKS: &[&str] = &[
    "From: ccNSO Secretariat <secretariat@ccnso.example>\nSent: Monday, November 23, 2026 3:09 PM\nTo: Ana Admin <admin@nic.example>\nSubject: TLD-OPS Authentication Request",
    "Von: ccNSO Secretariat <secretariat@ccnso.example>\nGesendet: Montag, 23. November 2026 15:09\nAn: Ana Admin\nBetreff: TLD-OPS Authentication Request",
    "De : ccNSO Secretariat <secretariat@ccnso.example>\nEnvoyé : lundi 23 novembre 2026 15:09\nÀ : Ana Admin\nObjet : TLD-OPS Authentication Request",
    "De: ccNSO Secretariat <secretariat@ccnso.example>\nEnviado el: lunes, 23 de noviembre de 2026 15:09\nPara: Ana Admin\nAsunto: TLD-OPS Authentication Request",
    "De: ccNSO Secretariat\nEnviada em: segunda-feira, 23 de novembro de 2026 15:09\nPara: Ana\nAssunto: TLD-OPS Authentication Request",
    "Da: ccNSO Secretariat <secretariat@ccnso.example>\nInviato: lunedì 23 novembre 2026 15:09\nA: Ana Admin\nOggetto: TLD-OPS Authentication Request",
    "Van: ccNSO Secretariat <secretariat@ccnso.example>\nVerzonden: maandag 23 november 2026 15:09\nAan: Ana Admin\nOnderwerp: TLD-OPS Authentication Request",
    "Från: ccNSO Secretariat\nSkickat: den 23 november 2026 15:09\nTill: Ana\nÄmne: TLD-OPS Authentication Request",
    "Fra: ccNSO Secretariat\nSendt: 23. november 2026 15:09\nTil: Ana\nEmne: TLD-OPS Authentication Request",
    "Lähettäjä: ccNSO Secretariat\nLähetetty: maanantai 23. marraskuuta 2026 15:09\nVastaanottaja: Ana\nAihe: TLD-OPS Authentication Request",
    "Od: ccNSO Secretariat\nOdesláno: pondělí 23. listopadu 2026 15:09\nKomu: Ana\nPředmět: TLD-OPS Authentication Request",
    "Od: ccNSO Secretariat\nWysłano: poniedziałek, 23 listopada 2026 15:09\nDo: Ana\nTemat: TLD-OPS Authentication Request",
    "От: ccNSO Secretariat\nОтправлено: 23 ноября 2026 г. 15:09\nКому: Ana\nТема: TLD-OPS Authentication Request",
    "Від: ccNSO Secretariat\nНадіслано: 23 листопада 2026 р. 15:09\nКому: Ana\nТема: TLD-OPS Authentication Request",
    "Kimden: ccNSO Secretariat\nGönderilen: 23 Kasım 2026 Pazartesi 15:09\nKime: Ana\nKonu: TLD-OPS Authentication Request",
    "Feladó: ccNSO Secretariat\nKüldve: 2026. november 23., hétfő 15:09\nCímzett: Ana\nTárgy: TLD-OPS Authentication Request",
    "De la: ccNSO Secretariat\nTrimis: luni, 23 noiembrie 2026 15:09\nCătre: Ana\nSubiect: TLD-OPS Authentication Request",
    "Από: ccNSO Secretariat\nΣταλθηκε: Δευτέρα, 23 Νοεμβρίου 2026 15:09\nΠρος: Ana\nΘέμα: TLD-OPS Authentication Request",
    "发件人: ccNSO Secretariat\n发送时间: 2026年11月23日 15:09\n收件人: Ana\n主题: TLD-OPS Authentication Request",
    "差出人: ccNSO Secretariat\n送信日時: 2026年11月23日 15:09\n宛先: Ana\n件名: TLD-OPS Authentication Request",
    "보낸 사람: ccNSO Secretariat\n보낸 날짜: 2026년 11월 23일 월요일 15:09\n받는 사람: Ana\n제목: TLD-OPS Authentication Request",
    "מאת: ccNSO Secretariat\nנשלח: יום שני 23 נובמבר 2026 15:09\nאל: Ana\nנושא: TLD-OPS Authentication Request",
    "من: ccNSO Secretariat\nتاريخ: 23 نوفمبر 2026 15:09\nإلى: Ana\nالموضوع: TLD-OPS Authentication Request",
    // No language that is known: only the form tells.
    "Qqvon: ccNSO Secretariat <secretariat@ccnso.example>\nZzand: 23 Xyz 2026 15:09\nAaan: Ana Admin\nThemqa: TLD-OPS Authentication Request",
];

const ATTRIBUTIONS: &[&str] = &[
    "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:",
    "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat\n<secretariat@ccnso.example> wrote:",
    "On 23 Nov 2026, at 15:09, ccNSO Secretariat <secretariat@ccnso.example<mailto:secretariat@ccnso.example>> wrote:",
    "Am 23.11.2026 um 15:09 schrieb ccNSO Secretariat:",
    "Le lun. 23 nov. 2026 à 15:09, ccNSO Secretariat <secretariat@ccnso.example> a écrit :",
    "El lun, 23 nov 2026 a las 15:09, ccNSO Secretariat (<secretariat@ccnso.example>) escribió:",
    "Em seg., 23 de nov. de 2026 às 15:09, ccNSO Secretariat <secretariat@ccnso.example> escreveu:",
    "Il giorno lun 23 nov 2026 alle ore 15:09 ccNSO Secretariat <secretariat@ccnso.example> ha scritto:",
    "Op ma 23 nov 2026 om 15:09 schreef ccNSO Secretariat <secretariat@ccnso.example>:",
    "Den mån 23 nov. 2026 kl 15:09 skrev ccNSO Secretariat <secretariat@ccnso.example>:",
    "ma 23. marrask. 2026 klo 15.09 ccNSO Secretariat (secretariat@ccnso.example) kirjoitti:",
    "po 23. 11. 2026 v 15:09 odesílatel ccNSO Secretariat <secretariat@ccnso.example> napsal:",
    "pon., 23 lis 2026 o 15:09 ccNSO Secretariat <secretariat@ccnso.example> napisał(a):",
    "пн, 23 нояб. 2026 г. в 15:09, ccNSO Secretariat <secretariat@ccnso.example>:",
    "ccNSO Secretariat <secretariat@ccnso.example>, 23 Kas 2026 Pzt, 15:09 tarihinde şunu yazdı:",
    "ccNSO Secretariat <secretariat@ccnso.example> ezt írta (időpont: 2026. nov. 23., H, 15:09):",
    "În lun., 23 nov. 2026 la 15:09, ccNSO Secretariat <secretariat@ccnso.example> a scris:",
    "Στις Δευ 23 Νοε 2026 στις 15:09, ο χρήστης ccNSO Secretariat <secretariat@ccnso.example> έγραψε:",
    "\u{202b}בתאריך יום ב׳, 23 בנוב׳ 2026 ב-15:09 מאת \u{202a}ccNSO Secretariat\u{202c}\u{200f} <\u{202a}secretariat@ccnso.example\u{202c}\u{200f}>:\u{202c}",
    "2026年11月23日(月) 15:09 ccNSO Secretariat <secretariat@ccnso.example>:",
    "ccNSO Secretariat <secretariat@ccnso.example> 于2026年11月23日周一 15:09写道：",
    "2026년 11월 23일 (월) 오후 3:09, ccNSO Secretariat <secretariat@ccnso.example>님이 작성:",
    "Quoting ccNSO Secretariat <secretariat@ccnso.example>:",
    "-----Original Message-----",
    "=== Original Message ===",
    "-------- Ursprüngliche Nachricht --------",
    "________________________________",
    "",
];

fn quoted(text: &str, prefix: &str) -> String {
    text.lines()
        .map(|line| format!("{prefix}{line}").trim_end().to_owned() + "\n")
        .collect()
}

/// The words of `text` in lines of at most `width`, paragraphs kept.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            if used > 0 && used + word.chars().count() >= width {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += word.chars().count();
        }
        out.push_str("\n\n");
    }
    out
}

/// Every way our text comes back in plain mail.
fn returned(ours: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = vec![
        (">".into(), quoted(ours, "> ")),
        (">tight".into(), quoted(ours, ">")),
        (">>".into(), quoted(ours, ">> ")),
        ("> >".into(), quoted(ours, "> > ")),
        ("|".into(), quoted(ours, "| ")),
        ("initials".into(), quoted(ours, "CS> ")),
        ("tab".into(), quoted(ours, "\t")),
        ("bare".into(), ours.into()),
        ("bare-indented".into(), quoted(ours, "    ")),
    ];
    for width in [30, 48, 60, 90, 400] {
        out.push((format!("bare-{width}"), wrapped(ours, width)));
        out.push((format!(">-{width}"), quoted(&wrapped(ours, width), "> ")));
    }
    // Wrapped again after the quote marks were put in front.
    for width in [40, 66, 74] {
        let broken: String = quoted(ours, "> ")
            .lines()
            .map(|line| wrapped(line, width).trim_end().to_owned() + "\n")
            .collect();
        out.push((format!(">broken-{width}"), broken));
    }
    let damage = |from: [&str; 3]| {
        ours.replace('’', from[0])
            .replace('“', from[1])
            .replace('”', from[2])
    };
    out.push(("damage-?".into(), quoted(&damage(["?", "?", "?"]), "> ")));
    out.push(("damage-mojibake".into(), damage(["â€™", "â€œ", "â€\u{9d}"])));
    out.push((
        "damage-fffd".into(),
        quoted(&damage(["\u{fffd}", "\u{fffd}", "\u{fffd}"]), "> "),
    ));
    out.push(("damage-none".into(), damage(["", "", ""])));
    out.push(("damage-name".into(), quoted(&ours.replace('ü', "?"), "> ")));
    out.push((
        "damage-entity".into(),
        damage(["&#8217;", "&ldquo;", "&rdquo;"]),
    ));
    out.push(("links".into(), ours.replace("http://ccnso.icann.org/resources/tld-ops-secure-communication.htm", "http://ccnso.icann.org/resources/tld-ops-secure-communication.htm<http://ccnso.icann.org/resources/tld-ops-secure-communication.htm>")));
    out.push(("safelinks".into(), ours.replace("http://ccnso.icann.org/resources/tld-ops-secure-communication.htm", "https://eur01.safelinks.protection.example/?url=http%3A%2F%2Fccnso.icann.org%2Fresources&data=05%7C01%7Cana%40nic.example%7C0")));
    out.push(("nbsp".into(), ours.replace(' ', "\u{a0}")));
    out.push((
        "hyphenated".into(),
        ours.replace("initiative", "initia-\ntive")
            .replace("malfunctions", "malfunc=\ntions"),
    ));
    out.push(("upper".into(), quoted(&ours.to_uppercase(), "> ")));
    out
}

/// The answers, and what they mean before or behind any quote.
const ANSWERS: &[(&str, &str)] = &[
    ("confirm", "confirm"),
    (
        "Dear Secretariat,\n\nI confirm.\n\nKind regards,\nAna Admin",
        "confirm",
    ),
    ("Deny - he left in 2013.", "deny"),
    (
        "We regret that we can not\nconfirm\nthis.",
        "unclear negated",
    ),
    ("", "unclear nothing-written"),
];

#[test]
fn a_top_posted_answer_is_read_above_every_quote() {
    let mut cases = Vec::new();
    for ours in [authentication(), invitation()] {
        for (style, quote) in returned(&ours) {
            for (answer, expected) in ANSWERS {
                for attribution in [
                    "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:",
                    "",
                ] {
                    let text = format!("{answer}\n\n{attribution}\n{quote}");
                    cases.push((
                        format!("{style} {attribution} {answer}"),
                        word(&report(&plain(&text))),
                        *expected,
                    ));
                }
            }
        }
    }
    check_all(
        cases
            .iter()
            .map(|(name, got, expected)| (name.as_str(), got.clone(), *expected)),
    );
}

#[test]
fn attributions_and_header_blocks_of_any_language_are_nobodys_words() {
    let mut cases = Vec::new();
    for head in ATTRIBUTIONS.iter().chain(HEADER_BLOCKS) {
        for (answer, expected) in ANSWERS {
            for (style, quote) in [
                (">", quoted(&authentication(), "> ")),
                ("bare", authentication()),
            ] {
                let text = format!("{answer}\n\n{head}\n\n{quote}");
                cases.push((
                    format!("{style} {head} / {answer}"),
                    word(&report(&plain(&text))),
                    *expected,
                ));
                let text = format!("{answer}\n\n{}\n{quote}", head.replace('\n', "\n\n"));
                if !head.contains("wrote") {
                    cases.push((
                        format!("wide {style} {head} / {answer}"),
                        word(&report(&plain(&text))),
                        *expected,
                    ));
                }
            }
        }
    }
    check_all(
        cases
            .iter()
            .map(|(name, got, expected)| (name.as_str(), got.clone(), *expected)),
    );
}

#[test]
fn an_answer_below_or_between_is_read() {
    let mut cases = Vec::new();
    let ours = authentication();
    for (answer, expected) in ANSWERS {
        for attribution in [
            "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:",
            HEADER_BLOCKS[0],
            "",
        ] {
            for prefix in ["> ", "", ">> "] {
                let below = format!("{attribution}\n{}\n\n{answer}\n", quoted(&ours, prefix));
                cases.push((
                    format!("below {prefix} {attribution} / {answer}"),
                    word(&report(&plain(&below))),
                    *expected,
                ));
                let split = "in the message body will suffice.\n";
                let (head, tail) = ours.split_once(split).expect("the request says so");
                let between = format!(
                    "{attribution}\n{}{}\n{answer}\n\n{}",
                    quoted(head, prefix),
                    quoted(split, prefix),
                    quoted(tail, prefix)
                );
                cases.push((
                    format!("between {prefix} {attribution} / {answer}"),
                    word(&report(&plain(&between))),
                    *expected,
                ));
                let trimmed = format!(
                    "{attribution}\n{}{}\n{answer}\n",
                    quoted(head, prefix),
                    quoted(split, prefix)
                );
                cases.push((
                    format!("trimmed {prefix} {attribution} / {answer}"),
                    word(&report(&plain(&trimmed))),
                    *expected,
                ));
                let top = format!(
                    "{answer}\n\n{attribution}\n{}{}",
                    quoted(head, prefix),
                    quoted(split, prefix)
                );
                cases.push((
                    format!("cut {prefix} {attribution} / {answer}"),
                    word(&report(&plain(&top))),
                    *expected,
                ));
            }
        }
    }
    check_all(
        cases
            .iter()
            .map(|(name, got, expected)| (name.as_str(), got.clone(), *expected)),
    );
}

#[test]
fn a_quote_cut_anywhere_never_decides() {
    let ours = authentication();
    let lines: Vec<&str> = ours.lines().collect();
    let mut cases = Vec::new();
    for from in 0..lines.len() {
        for to in from + 1..=lines.len() {
            let part = lines[from..to].join("\n");
            for prefix in ["> ", ""] {
                let got = word(&report(&plain(&quoted(&part, prefix))));
                if super::advances(&got) {
                    cases.push((format!("{from}..{to} {prefix}"), got, "unclear"));
                }
            }
        }
    }
    check_all(
        cases
            .iter()
            .map(|(name, got, expected)| (name.as_str(), got.clone(), *expected)),
    );
}

#[test]
fn words_of_ours_cut_short_never_decide() {
    let ours = authentication();
    let words: Vec<&str> = ours.split_whitespace().collect();
    let mut cases = Vec::new();
    for from in 0..60.min(words.len()) {
        for length in 1..40 {
            let Some(part) = words.get(from..from + length) else {
                continue;
            };
            let text = wrapped(&part.join(" "), 24);
            let got = word(&report(&plain(&text)));
            // "confirm" and "deny this assertion" are what a person types.
            let typed = length <= 3 && text.trim_start_matches('“').starts_with(['c', 'd']);
            if super::advances(&got) && !typed {
                cases.push((format!("{text:?}"), got, "unclear"));
            }
        }
    }
    check_all(
        cases
            .iter()
            .map(|(name, got, expected)| (name.as_str(), got.clone(), *expected)),
    );
}

#[test]
fn words_of_others_in_the_thread_are_no_answer() {
    let ours = authentication();
    let colleague = "On Mon, 23 Nov 2026 at 16:00, Bob Colleague <bob@nic.example> wrote:";
    let secretariat =
        "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:";
    let texts = [
        format!(
            "{colleague}\n> I confirm\n>\n> {secretariat}\n{}",
            quoted(&ours, ">> ")
        ),
        format!(
            "See below.\n\n{colleague}\n> confirm\n>\n> {secretariat}\n{}",
            quoted(&ours, ">> ")
        ),
        format!(
            "From: Bob Colleague <bob@nic.example>\nSent: Monday, November 23, 2026 4:00 PM\nTo: Ana\nSubject: FW: TLD-OPS Authentication Request\n\nI confirm\n\n{}\n\n{ours}",
            HEADER_BLOCKS[0]
        ),
        format!(
            "From: Bob Colleague <bob@nic.example>\nSent: Monday, November 23, 2026 4:00 PM\nTo: Ana\nSubject: FW: TLD-OPS Authentication Request\n\n{}\n\n{ours}\n\nI confirm",
            HEADER_BLOCKS[0]
        ),
        format!("> confirm\n\n{ours}"),
        format!("{colleague}\n{}\n> I confirm\n", quoted(&ours, "> ")),
        format!(
            "From: Bob Colleague <bob@nic.example>\nSent: Monday, November 23, 2026 4:00 PM\nTo: Ana\nSubject: FW: TLD-OPS Authentication Request\n\n{ours}\n\nI confirm"
        ),
        format!("{}\n> I confirm\n", quoted(&ours, "> ")),
        format!("{secretariat}\n> confirm\n>\n{}", quoted(&ours, "> ")),
    ];
    check_all(
        texts
            .iter()
            .map(|text| (text.as_str(), word(&report(&plain(text))), "unclear")),
    );
    // Whoever answers above another's deciding words may mean those.
    let above = format!(
        "deny\n\n{colleague}\n> confirm\n>\n> {secretariat}\n{}",
        quoted(&ours, ">> ")
    );
    assert_eq!(word(&report(&plain(&above))), "unclear more-said");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// How programs frame a quote; `{br}`, `{paragraphs}`, `{lines}` and `{pre}` are
/// our text in their forms.
const FRAMES: &[(&str, &str)] = &[
    (
        "gmail",
        "<div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat &lt;<a href=\"mailto:secretariat@ccnso.example\">secretariat@ccnso.example</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">{br}</blockquote></div>",
    ),
    (
        "outlook",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b><span lang=EN-US>From:</span></b><span lang=EN-US> ccNSO Secretariat &lt;secretariat@ccnso.example&gt; <br><b>Sent:</b> Monday, November 23, 2026 3:09 PM<br><b>To:</b> Ana Admin<br><b>Subject:</b> TLD-OPS Authentication Request<o:p></o:p></span></p></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>{paragraphs}",
    ),
    (
        "owa",
        "<div id=\"appendonsend\"></div><hr tabindex=\"-1\" style=\"display:inline-block; width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" color=\"#000000\"><b>Von:</b> ccNSO Secretariat<br><b>Gesendet:</b> Montag, 23. November 2026 15:09<br><b>An:</b> Ana<br><b>Betreff:</b> TLD-OPS Authentication Request</font><div>&nbsp;</div></div><div class=\"BodyFragment\"><font size=\"2\"><span style=\"font-size:11pt\"><div class=\"PlainText\">{br}</div></span></font></div>",
    ),
    (
        "apple",
        "<div><br><blockquote type=\"cite\"><div>On 23 Nov 2026, at 15:09, ccNSO Secretariat &lt;secretariat@ccnso.example&gt; wrote:</div><br class=\"Apple-interchange-newline\"><div>{lines}</div></blockquote></div>",
    ),
    (
        "thunderbird",
        "<div class=\"moz-cite-prefix\">Am 23.11.26 um 15:09 schrieb ccNSO Secretariat:<br></div><blockquote type=\"cite\" cite=\"mid:x\"><pre class=\"moz-quote-pre\" wrap=\"\">{pre}</pre></blockquote>",
    ),
    (
        "notes",
        "<br><br><table width=100%><tr valign=top><td width=40%><font size=1 face=\"sans-serif\"><b>ccNSO Secretariat &lt;secretariat@ccnso.example&gt;</b> </font><p><font size=1 face=\"sans-serif\">23-11-2026 15:09</font></td><td width=59%><table width=100%><tr valign=top><td><div align=right><font size=1>To</font></div></td><td><font size=1>Ana Admin &lt;admin@nic.example&gt;</font></td></tr><tr valign=top><td><div align=right><font size=1>cc</font></div></td><td></td></tr><tr valign=top><td><div align=right><font size=1>Subject</font></div></td><td><font size=1>TLD-OPS Authentication Request</font></td></tr></table></td></tr></table><br><br><tt><font size=2>{br}</font></tt>",
    ),
    (
        "wrapped-in-table",
        "<table><tbody><tr><td><table><tr><td>{br}</td></tr></table></td></tr></tbody></table>",
    ),
    ("bare", "{paragraphs}"),
    ("entities", "<blockquote>{entities}</blockquote>"),
    ("spans", "<blockquote>{spans}</blockquote>"),
    ("pre", "<pre>\n{quoted}</pre>"),
];

/// Every way our text comes back in HTML.
fn framed(ours: &str) -> Vec<(&'static str, String)> {
    let text = escaped(ours);
    let br = text.replace('\n', "<br>\n");
    let empty = "<p class=MsoNormal><o:p>&nbsp;</o:p></p>";
    let paragraph = |p: &str| {
        format!(
            "<p class=MsoNormal>{}<o:p></o:p></p>{empty}",
            p.replace('\n', " ")
        )
    };
    let line = |l: &str| format!("<div>{}</div>", if l.is_empty() { "<br>" } else { l });
    let entities = br
        .replace('’', "&rsquo;")
        .replace('“', "&#8220;")
        .replace('”', "&rdquo;")
        .replace(' ', "&nbsp;");
    let forms = [
        (
            "{paragraphs}",
            text.split("\n\n").map(paragraph).collect::<String>(),
        ),
        ("{lines}", text.lines().map(line).collect()),
        (
            "{spans}",
            text.split(' ')
                .map(|w| format!("<span>{w}</span> "))
                .collect(),
        ),
        ("{pre}", text.clone()),
        ("{quoted}", escaped(&quoted(ours, "> "))),
        ("{entities}", entities),
        ("{br}", br),
    ];
    let fill = |frame: &str| {
        forms.iter().fold(frame.to_owned(), |all, (name, form)| {
            all.replace(name, form)
        })
    };
    FRAMES
        .iter()
        .map(|(name, frame)| (*name, fill(frame)))
        .collect()
}

#[test]
fn html_mail_of_every_program_reads_like_plain_mail() {
    let mut cases = Vec::new();
    for ours in [authentication(), invitation()] {
        for (style, quote) in framed(&ours) {
            for (answer, expected) in ANSWERS {
                let shown = escaped(answer).replace('\n', "<br>");
                for top in [
                    format!(
                        "<html><head><title>confirm</title><style>p.MsoNormal {{margin:0cm; font-size:11.0pt}} @font-face {{font-family:Calibri}}</style></head><body lang=EN-US><div class=WordSection1><p class=MsoNormal>{shown}<o:p></o:p></p></div>{quote}</body></html>"
                    ),
                    format!("<div dir=\"ltr\">{shown}</div><br>{quote}"),
                ] {
                    cases.push((
                        format!("{style} {answer}"),
                        word(&report(&html(&top))),
                        *expected,
                    ));
                    let text = format!(
                        "{answer}\n\nOn Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:\n{}",
                        quoted(&ours, "> ")
                    );
                    cases.push((
                        format!("both {style} {answer}"),
                        word(&report(&both(&text, &top))),
                        *expected,
                    ));
                }
            }
        }
    }
    check_all(
        cases
            .iter()
            .map(|(name, got, expected)| (name.as_str(), got.clone(), *expected)),
    );
}
