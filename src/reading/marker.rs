//! Where a quote begins: attributions, header blocks and separators.
//!
//! "On … wrote:", "Am … schrieb", `From: / Sent: / To: / Subject:` in many
//! languages, `-----Original Message-----`. Languages that are not known here
//! are recognised by form, for what follows is a quote or our own text.

use super::template;
use super::vocabulary;
use super::words;
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::mail::body::Line;
use std::sync::LazyLock;

/// Lines that an attribution may be wrapped over.
const WRAPPED: usize = 4;

/// Lines that are looked ahead for the first with text.
const REACH: usize = 100;

static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s>*_=-]*(?:[-=_*]{2,}|\[)\s*(?:begin |ende? (?:of |der )?)?(?:original(?:[- ]?(?:message|e?mail|nachricht|text))?|ursprüngliche (?:nachricht|e-?mail|mail)|weitergeleiteten? nachricht|forwarded (?:message|mail|by .*)|reply (?:message|above|separator)|replied message|message (?:d['’]origine|original|transféré|transmis)|courriel original|mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|oorspronkelijk (?:e-?mail)?bericht|doorgestuurd bericht",
        r"|oprindelig (?:meddelelse|besked|mail)|opprinnelig melding|opprinnelig e-?post|ursprungligt? (?:meddelande|mejl)|alkuperäinen viesti|välitetty viesti|původní (?:zpráva|e-?mail)|pôvodná správa|wiadomość oryginalna|oryginalna wiadomość|eredeti üzenet|mesaj original|mesajul original|orijinal (?:ileti|mesaj)|özgün ileti|algne (?:kiri|sõnum)|oriģinālais ziņojums|originalus laiškas|izvirno sporočilo|izvorna poruka|originalna poruka|αρχικό μήνυμα|исходное сообщение|пересылаемое сообщение|пересланное сообщение|вихідне повідомлення|оригинално съобщение|изворна порука|הודעה מקורית|ההודעה המקורית|الرسالة الأصلية|رسالة أصلية|پیام اصلی|原始邮件|原始郵件|原郵件|回复的原邮件|转发邮件|元のメッセージ|original message|원본 메시지|원본 메일|ข้อความต้นฉบับ|thư gốc|pesan asli|mesej asal).{0,60}$"
    ))
});

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s*>|]*(?P<from>from|von|de|van|da|od|från|fra|lähettäjä|feladó|de la|expéditeur|remitente|remetente|mittente|afzender|odesílatel|odosielateľ|nadawca|saatja|no|nuo|отправитель|от|від|от кого|gönderen|kimden|από|מאת|من|از|发件人|寄件者|寄件人|差出人|送信者|보낸 ?사람|보낸이|จาก|từ|dari|pošiljatelj|šalje|frá|kutoka|nga)[\s*]*[:：]",
        r"|^[\s*>|]*(?P<subject>subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|tárgy|předmět|predmet|temat|subiect|konu|тема|относно|θέμα|נושא|הנדון|الموضوع|موضوع|主题|主旨|件名|제목|เรื่อง|chủ đề|subjek|subyek|perihal|zadeva|teema|tēma|tema|efni|naslov|subjekt|re)[\s*]*[:：]",
        r"|^[\s*>|]*(?P<other>to|an|à|a|para|aan|do|komu|til|till|vastaanottaja|címzett|către|kime|alıcı|кому|до|προς|אל|إلى|به|收件人|宛先|받는 ?사람|ถึง|đến|kepada|za|prima|saaja|kam|kam\.?|cc|kopie|kopi|kopia|copie(?: à)?|copia|cópia|копия|копія|másolat|bilgi|κοιν\.?|עותק|抄送|副本|참조|bcc|sent|gesendet|datum|date|fecha|data|envoyé|enviad[oa](?: el| em)?|data de envio|inviato|verzonden|skickat|sendt|lähetetty|küldve|odesláno|odoslané|wysłano|wysłane|trimis|gönderilen|gönderme tarihi|tarih|отправлено|дата|надіслано|дата отправки|σταλ\w+|ημερομηνία|נשלח|תאריך|تاريخ|أرسلت|تم الإرسال|التاريخ|تاریخ|ارسال|发送时间|发件时间|日期|寄件日期|送信日時|日時|보낸 ?날짜|날짜|วันที่|ngày|tanggal|terkirim|poslano|saadetud|kuupäev|nosūtīts|išsiųsta|reply-to|antwort an|répondre à|importance|wichtigkeit|attachments|organization|message-id)[\s*]*[:：]"
    ))
});

static WROTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:wrote|writes|schrieb|schreibt|schreef|a écrit|écrit|escribió|escribio|escreveu|ha scritto|scrisse|skrev|kirjoitti|ezt írta|írta|napsala?|napísal|napisał\w*|pisze|a scris|yazdı|şunları yazdı|написал\w*|пише|написав|писал\w*|έγραψε|כתב\w*|كتب\w*|نوشت\w*|rašė|rakstīja|kirjutas|je napisal\w*|piše|skrifaði|menulis|schrieben|said|quoting|zitat von|on behalf of)\b|写道|寫道|于.{0,60}写|のメール|さんは書きました|작성|쓴 글|쓰신 글|씀|เขียน|đã viết|님이",
    )
});

/// Words that put what follows into another's mouth.
static SPOKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*\p{L}+ (?:\S+ ){0,5}(?:sent|told|said|says|replied|answered|forwarded|wrote)\b.{0,40}$",
    )
});

static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[\w.+=-](?:@|\(a\)| at )[\w-]+\.[\w.-]"));
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}[:.h]\d{2}\b|[年月日]|년|월",
    )
});
static BARE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:to|cc|bcc|subject|from|date|sent|please respond to|an|kopie|thema|betreff)\W*$",
    )
});
static RULE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*[-_=*~─—]{5,}\s*$"));

/// What introduces quotes.
pub(super) struct Found {
    /// For each line, whether it introduces a quote.
    pub(super) lines: Vec<bool>,
    /// How many quotes are introduced.
    pub(super) count: usize,
}

/// Finds what introduces quotes in lines not `ours`.
pub(super) fn find(lines: &[Line], ours: &[bool]) -> Found {
    let mut found = Found {
        lines: vec![false; lines.len()],
        count: 0,
    };
    let labels: Vec<Option<&'static str>> = lines.iter().map(label).collect();
    let mut number = 0;
    while number < lines.len() {
        let block = header_block(lines, ours, &labels, number);
        if block > number {
            mark(&mut found.lines, number, block);
            found.count = found.count.saturating_add(1);
            number = block;
            continue;
        }
        let line_is_ours = ours.get(number).copied().unwrap_or_default();
        if let Some(line) = lines.get(number)
            && !line_is_ours
            && is_separator(line, lines, ours, &labels, number)
        {
            mark(&mut found.lines, number, number.saturating_add(1));
        }
        number = number.saturating_add(1);
    }
    folded_attributions(lines, ours, &mut found);
    bare_heads(lines, ours, &mut found);
    attributions(lines, ours, &mut found);
    heads(lines, ours, &mut found);
    found
}

/// nmh folds its attribution in the middle of a word.
fn folded_attributions(lines: &[Line], ours: &[bool], found: &mut Found) {
    for number in 1..lines.len() {
        let above = number.saturating_sub(1);
        let (Some(first), Some(second)) = (lines.get(above), lines.get(number)) else {
            continue;
        };
        let is_ours = ours.get(above).copied().unwrap_or_default();
        let second = second.text.trim();
        if is_ours || !(second.is_empty() || second.ends_with(':')) {
            continue;
        }
        let whole = format!("{}{second}", first.text.trim());
        if whole.ends_with(':') && FOLDED.is_match(&whole) {
            mark(&mut found.lines, above, number.saturating_add(1));
            found.count = found.count.saturating_add(1);
        }
    }
}

/// Whether a line parts mails in an mbox; some programs quote it too.
pub(super) fn parts_mails(line: &str) -> bool {
    MBOX.is_match(line)
}

static MBOX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*From \S+@\S+ +(?:mon|tue|wed|thu|fri|sat|sun) \w{3} +\d{1,2} \d\d:\d\d")
});

static FOLDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:in (?:message|reply to|your message)|on .{4,80}) .{0,120}(?:@|\d{2}:\d{2}).{0,160}\bwrote:$",
    )
});

/// Below a separator some programs write the header without its colons.
fn bare_heads(lines: &[Line], ours: &[bool], found: &mut Found) {
    for number in 1..lines.len() {
        let above = number.saturating_sub(1);
        let (Some(line), Some(true), Some(false)) =
            (lines.get(number), found.lines.get(above), ours.get(number))
        else {
            continue;
        };
        if BARE_HEAD.is_match(line.text.trim()) && line.text.len() < 300 {
            mark(&mut found.lines, number, number.saturating_add(1));
        }
    }
}

static BARE_HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:from|to|cc|date|sent|subject|von|an|datum|gesendet|betreff|de|à|objet|envoyé|para|fecha|asunto|enviado|data|assunto|da|a|oggetto|inviato|van|aan|verzonden|onderwerp|från|till|skickat|ämne|fra|til|emne|od|do|temat|от|кому|дата|тема)[\t ]+\S",
    )
});

/// Lotus and others put author, date, recipients and subject above a quote
/// without colons, one below the other.
fn heads(lines: &[Line], ours: &[bool], found: &mut Found) {
    for number in 0..lines.len() {
        let begins = ours.get(number).copied().unwrap_or_default()
            && number
                .checked_sub(1)
                .is_none_or(|above| !ours.get(above).copied().unwrap_or_default());
        if begins {
            take_head(lines, ours, found, number);
        }
    }
}

/// Takes the lines above `quote` that belong to such a head.
fn take_head(lines: &[Line], ours: &[bool], found: &mut Found, quote: usize) {
    let (mut first, mut dated, mut labelled, mut blank) = (quote, false, false, 0_usize);
    for above in (quote.saturating_sub(14)..quote).rev() {
        let Some(line) = lines.get(above) else { break };
        let text = line.text.trim();
        if text.is_empty() {
            blank = blank.saturating_add(1);
            if blank > 2 {
                break;
            }
            continue;
        }
        let label = HEAD_LABEL.is_match(text);
        let date = DATE.is_match(text);
        let fits = label || ADDRESS.is_match(text) || (date && text.len() < 60);
        let decides = words::decides(text);
        if !fits || decides || text.len() > 200 || ours.get(above).copied().unwrap_or_default() {
            break;
        }
        blank = 0;
        first = above;
        dated |= date;
        labelled |= label;
    }
    if dated
        && labelled
        && !found
            .lines
            .get(first..quote)
            .unwrap_or_default()
            .contains(&true)
    {
        mark(&mut found.lines, first, quote);
        found.count = found.count.saturating_add(1);
    }
}

static HEAD_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:to|cc|bcc|subject|from|date|sent|please respond to|an|kopie|thema|betreff|von|para|asunto|assunto|pour|objet|destinataire)\b(?:\t| {2,}|\W*$)|\tsubject\t",
    )
});

fn mark(lines: &mut [bool], from: usize, to: usize) {
    for line in lines.get_mut(from..to).unwrap_or_default() {
        *line = true;
    }
}

/// Whether the quote that a marker at `number` introduces is marked deeper.
pub(super) fn leads_deeper(lines: &[Line], markers: &[bool], number: usize) -> bool {
    let depth = lines.get(number).map_or(0, |line| line.quoted);
    let next = lines
        .iter()
        .zip(markers)
        .skip(number.saturating_add(1))
        .take(REACH)
        .find(|(line, marker)| !line.text.trim().is_empty() && !**marker);
    next.is_some_and(|(line, _)| line.quoted > depth)
}

fn label(line: &Line) -> Option<&'static str> {
    let head = line.text.get(..line.text.floor_char_boundary(60))?;
    if !head.contains([':', '：']) {
        return None;
    }
    let found = LABEL.captures(head)?;
    ["from", "subject", "other"]
        .into_iter()
        .find(|name| found.name(name).is_some())
}

/// The line after a header block that begins at `start`, or `start`.
fn header_block(
    lines: &[Line],
    ours: &[bool],
    labels: &[Option<&'static str>],
    start: usize,
) -> usize {
    let at = |n: usize| labels.get(n).copied().flatten();
    if ours.get(start).copied().unwrap_or_default() {
        return start;
    }
    if at(start).is_none() {
        let end = unknown_block(lines, ours, start);
        // "LET OP: dit account is gehackt." above a block that begins with its
        // author is no line of it.
        let authored = (start..end).any(|number| at(number) == Some("from"));
        return if authored { start } else { end };
    }
    let (mut end, mut seen, mut heads, mut gap) = (start, 0_usize, 0_usize, 0_usize);
    let mut number = start;
    while let Some(line) = lines.get(number) {
        if let Some(kind) = at(number) {
            if kind == "from" && number > start {
                break;
            }
            seen = seen.saturating_add(1);
            heads = heads.saturating_add(usize::from(kind != "other"));
            gap = 0;
            end = number.saturating_add(1);
        } else {
            gap = gap.saturating_add(1);
            let wraps = !line.text.trim().is_empty() && line.text.contains(['@', ';', '<']);
            if gap > 2 || !(wraps || line.text.trim().is_empty()) {
                break;
            }
        }
        if seen > 12 {
            break;
        }
        number = number.saturating_add(1);
    }
    let author = at(start) == Some("from") && end.saturating_sub(start) == 2;
    let enough = (seen >= 3 && heads >= 1) || (seen >= 2 && (heads >= 2 || author));
    if enough || (seen >= 2 && heads >= 1 && leads_to_quote(lines, ours, end)) {
        end
    } else {
        unknown_block(lines, ours, start)
    }
}

/// Three lines "word: value" of which one has an address and one a date; one of
/// the two is enough where a quote follows.
fn unknown_block(lines: &[Line], ours: &[bool], start: usize) -> usize {
    let (mut end, mut seen, mut blank) = (start, 0_usize, false);
    let (mut addressed, mut dated) = (false, false);
    for (number, line) in lines.iter().enumerate().skip(start).take(12) {
        let text = line.text.trim();
        if text.is_empty() && !blank && seen > 0 {
            blank = true;
            continue;
        }
        // What costs little is looked at first.
        let named = |(name, value): (&str, &str)| {
            is_header_name(name)
                && !value.trim().is_empty()
                && !super::template::is_label(text)
                && !words::unmakes(value)
                && !vocabulary::has_speech(value)
        };
        if ours.get(number).copied().unwrap_or_default()
            || !text.split_once([':', '：']).is_some_and(named)
        {
            break;
        }
        blank = false;
        seen = seen.saturating_add(1);
        end = number.saturating_add(1);
        addressed |= ADDRESS.is_match(text);
        dated |= DATE.is_match(text) && text.contains("20");
    }
    if seen < 3 || !(addressed || dated) {
        return start;
    }
    let block = lines.get(start..end).unwrap_or_default();
    let fits = (addressed && dated) || leads_to_quote(lines, ours, end);
    if fits && !block.iter().any(|line| words::decides(&line.text)) {
        end
    } else {
        start
    }
}

/// Up to three words without a number: "Data de envio", not "On Friday, 20".
fn is_header_name(name: &str) -> bool {
    name.chars().count() <= 25
        && name.split_whitespace().count() <= 3
        && !name.contains([',', ';'])
        && !name.chars().any(|c| c.is_ascii_digit())
}

/// "-----Original Message-----", or a rule above a quote.
fn is_separator(
    line: &Line,
    lines: &[Line],
    ours: &[bool],
    labels: &[Option<&'static str>],
    number: usize,
) -> bool {
    let text = line.text.trim();
    if text.len() > 200 || text.is_empty() {
        return false;
    }
    if SEPARATOR.is_match(&line.text) || parts_mails(&line.text) {
        return true;
    }
    let next = lines
        .iter()
        .enumerate()
        .skip(number.saturating_add(1))
        .take(REACH)
        .find(|(_, line)| !line.text.trim().is_empty());
    let headed = next.is_some_and(|(n, _)| labels.get(n).copied().flatten() == Some("from"));
    let edges = ['-', '=', '_', '*'];
    let framed = text.starts_with(edges) && text.ends_with(edges);
    let decides = words::decides(&line.text);
    (RULE.is_match(&line.text) && (headed || leads_to_quote(lines, ours, number.saturating_add(1))))
        || (framed && text.len() > 8 && !decides && headed)
}

/// Whether the next line with text, from `from` on, is quoted deeper or ours.
fn leads_to_quote(lines: &[Line], ours: &[bool], from: usize) -> bool {
    let before = from
        .checked_sub(1)
        .and_then(|n| lines.get(n))
        .map_or(0, |l| l.quoted);
    let next = lines.iter().zip(ours).skip(from).take(6).find(|(line, _)| {
        !line.text.trim().is_empty() && !super::furniture::is_banner(&line.text, &|_| false)
    });
    // What is inside of the template is ours too, and no quote begins with it.
    next.is_some_and(|(line, ours)| {
        line.quoted > before || *ours && !template::is_inside(&line.text)
    })
}

/// Attributions: the lines before a quote that name its author or date.
fn attributions(lines: &[Line], ours: &[bool], found: &mut Found) {
    for number in 0..lines.len() {
        let (Some(line), Some(false), Some(false)) =
            (lines.get(number), ours.get(number), found.lines.get(number))
        else {
            continue;
        };
        let text = line.text.trim();
        if text.is_empty() || text.len() > 400 {
            continue;
        }
        let ends = text.ends_with([':', '：']);
        let wrote = || WROTE.is_match(text);
        if !leads_to_quote(lines, ours, number.saturating_add(1)) {
            // A known phrase with a date or address, or nothing else but a name,
            // introduces whatever follows.
            let brief = || text.split_whitespace().count() <= 6 && !words::decides(text);
            let said_so = ends && wrote() && vocabulary::is_attribution(text);
            if (said_so && (ADDRESS.is_match(text) || DATE.is_match(text) || brief()))
                || is_framed(text)
                || (ends && SPOKE.is_match(text) && !words::decides(text) && !words::unmakes(text))
            {
                take_upwards(lines, ours, found, number);
            }
            continue;
        }
        let dated = DATE.is_match(text);
        let addressed = ADDRESS.is_match(text);
        let decides = words::decides(text);
        let framed = is_framed(text);
        let fits = (ends && (dated || addressed || wrote()))
            || (addressed && dated)
            || (dated && wrote())
            || framed;
        if fits && !decides && (framed || vocabulary::is_attribution(text)) {
            take_upwards(lines, ours, found, number);
        } else if BARE_LABEL.is_match(text) && !decides {
            mark(&mut found.lines, number, number.saturating_add(1));
        }
    }
}

/// Takes an attribution with the lines it was wrapped over.
fn take_upwards(lines: &[Line], ours: &[bool], found: &mut Found, last: usize) {
    let depth = lines.get(last).map_or(0, |l| l.quoted);
    let mut first = last;
    let mut back = last;
    while let Some(above) = back.checked_sub(1) {
        if last.saturating_sub(above) >= WRAPPED {
            break;
        }
        let (Some(line), Some(false)) = (lines.get(above), ours.get(above)) else {
            break;
        };
        let text = line.text.trim();
        let decides = words::decides(text);
        if text.is_empty()
            || line.quoted != depth
            || decides
            || text.len() > 200
            || !vocabulary::is_attribution(text)
        {
            break;
        }
        back = above;
        // An address alone on the last line was parted from its date by a wrap.
        let parted = lines
            .get(last)
            .is_some_and(|line| line.text.trim_start().starts_with('<'));
        let opens = (parted && DATE.is_match(text))
            || (OPENER.is_match(text) && (DATE.is_match(text) || text.len() < 40));
        if opens
            || (DATE.is_match(text) && ADDRESS.is_match(text))
            || (text.ends_with(',') && DATE.is_match(text))
        {
            first = above;
        }
    }
    mark(&mut found.lines, first, last.saturating_add(1));
    found.count = found.count.saturating_add(1);
}

/// Whether an attribution is framed by signs, which cost nothing to look for.
fn is_framed(text: &str) -> bool {
    (text.ends_with(">>>") || text.starts_with(">>>>>") || text.starts_with("---"))
        && FRAMED.is_match(text)
}

/// Author and date, as Novell's program puts them, before ">>>".
static FRAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^>{5} .* == .*:$|^(?:>>> ?)?.*(?:@|\d{1,2}[./-]).{0,80}>>>$|^-{3,}.*@.*-{3,}$")
});

static OPENER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:on|am|le|el|il|em|op|den|på|dne|dňa|w dniu|dnia|pe|în data|la|a las|στις|tarihinde|në|dana|dne|von|vom|в|at|van|de|from|\d{1,4}[./年-]|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|пн|вт|ср|чт|пт|сб|вс)\w*[.,])",
    )
});
