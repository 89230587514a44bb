//! The parts of what a person wrote: greeting, body, signature, disclaimer.
//!
//! Only the body decides. A greeting, a courtesy and a disclaimer are known by
//! their words in many languages; a signature by what introduces it or, without
//! that, by lines that hold nothing but names, places and numbers. Whatever
//! decides or takes something back is never taken for a signature.

use super::words;
use crate::mail::automatic::pattern::pattern;
use regex::Regex;
use std::sync::LazyLock;

/// One letter, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// Paragraphs of the body, each with its lines joined.
    pub body: Vec<String>,
    /// The signature, as it stood.
    pub signature: String,
    /// The signature decides or adds something ("P.S. …").
    pub afterword: bool,
}

static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|to whom it may concern|hallo|moin|guten (?:tag|morgen|abend)|sehr geehrte\w*|liebe[rs]?|servus|grüezi|beste|geachte|goede(?:morgen|middag|navond|ndag)|dag|bonjour|bonsoir|chers?|chères?|madame|monsieur|messieurs|mesdames|hola|estimad\w+|buen[oa]s (?:días|dias|tardes|noches)|buen día|querid\w+|olá|prezad\w+|car[oaie]|bom dia|boa (?:tarde|noite)|buongiorno|buonasera|gentil\w+|egregi\w+|spettabile|salve|ciao",
        r"|dzień dobry|szanown\w+|witam|cześć|dobrý den|vážen\w+|ahoj|здравствуйте|добрый день|уважаем\w+|привет|доброго дня|добрий день|шановн\w+|вітаю|merhaba\w*|sayın|selam|iyi günler|günaydın|hej|hei|god (?:dag|morgen)|goddag|kära|bästa|kære|kjære|hyvä\w*|terve|moi|tisztelt|kedves|jó napot|bună ziua|stimat\w+|salut|αγαπητ\w+|γεια|καλημέρα|καλησπέρα|السلام عليكم|السيد\w*|السادة|عزيزي|تحية|שלום|לכבוד|با سلام|سلام|добър ден|добро утро|здравейте|kính gửi|xin chào|yth|dengan hormat|selamat|tere|lugupeetud|labdien|cienījam\w+|gerb\w+|laba diena|sveiki|pozdravljeni|spoštovan\w+|poštovan\w+|zdravo|góðan dag|sæl\w*|jambo|habari|namaste)(?:\b|[ ,، ]|$)"
    ))
});

/// Greetings of scripts that set no blank between words.
static GREETING_WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:いつも)?(?:大変)?(?:お世話になって(?:おります|います)|ご担当(?:者)?(?:様|さま)?|こんにちは|拝啓|尊敬的(?:先生|女士|领导|同事|各位)?(?:[/、](?:先生|女士))?|你好|您好|各位(?:好)?|大家好|안녕하세요|안녕하십니까|담당자님(?:께)?|สวัสดี(?:ครับ|ค่ะ|คะ)?|เรียน(?:ท่าน)?|გამარჯობა(?:თ)?|բարև(?: ձեզ)?)[\s。、，,.:：!！]*$",
    )
});

static VALEDICTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:(?:with |my |our )*(?:best|kind|kindest|warm|warmest|friendly|many|cordial|sincere)(?: (?:and|&) \w+)?[, ]+(?:regards?|wishes|greetings)|regards|rgds|br|kr|brgds|best|cheers|sincerely|yours (?:sincerely|faithfully|truly)|sincerely yours|con los mejores deseos|respectfully(?: yours)?|faithfully|cordially|(?:many )?thanks(?: (?:and|&|with)(?: \w+)? regards)?|thank you(?: and(?: \w+)? regards)?|thx|all the best|take care|warmly|truly|greetings(?: from [\w ]+)?|have a (?:nice|good|great) (?:day|weekend|week|evening)|with (?:best|kind) regards",
        r"|mit (?:freundlichen|besten|herzlichen|vielen|schönen|kollegialen) \w+|(?:freundliche|viele|beste|herzliche|schöne|liebe) grüße|freundliche grüsse|mfg|vg|lg|gruß|grüße|hochachtungsvoll|met (?:vriendelijke|hartelijke) groet\w*|vriendelijke groet\w*|groet\w*|mvg|hoogachtend|(?:bien )?cordialement|bien à vous|(?:sincères |meilleures )?salutations|(?:avec mes|je vous prie d)\b.*|veuillez agréer.*|(?:un )?(?:cordial )?saludos?(?: cordial\w*)?|atentamente|atte|cordialmente|atenciosamente|att|(?:com os melhores )?cumprimentos|(?:um )?abraços?|grato|(?:distinti|cordiali|migliori) saluti|saluti",
        r"|pozdrawiam|z poważaniem|z wyrazami szacunku|pozdrowienia|s pozdravem|s úctou|s přáním.*|zdravím|s pozdravom|с уважением|з повагою|с наилучшими пожеланиями|всего доброго|saygılar\w*|saygı ile|iyi çalışmalar|selamlar|med (?:vänliga?|venlig|vennlig|bästa|beste) hälsning\w*|med (?:venlig|vennlig) hilsen|(?:vänliga|bästa|hjärtliga) hälsningar|(?:venlig|vennlig|hilsen|mange) hilsen\w*|hälsningar|hilsen|mvh|vh|(?:ystävällisin|parhain) terveisin|terveisin|üdvözlettel|tisztelettel|cu (?:stimă|respect|drag)|με εκτίμηση|φιλικά|مع (?:أطيب |خالص )?(?:التحية|التحيات|تحيات\w*|تحياتي)|تحياتي|وتفضلوا.*|با احترام|با تشکر|בברכה|בכבוד רב|تشکر",
        r"|よろしくお願い.*|宜しくお願い.*|敬具|以上|此致|敬礼|敬禮|顺祝商祺|顺颂商祺|祝好|谢谢|謝謝|감사합니다|드림|ขอแสดงความนับถือ|ขอบคุณ\w*|trân trọng|hormat (?:kami|saya)|salam|terima kasih|lugupidamisega|tervitades|parimate soovidega|ar cieņu|pagarbiai|lep(?:o)? pozdrav\w*|s spoštovanjem|s poštovanjem|pozdrav|(?:með |bestu |kær |kærar )*kveðj\w+|me respekt|с почит|с уважение|поздрави|wasalaam|asante)[\s,.!;:*_-]*$"
    ))
});

/// A valediction with a name on the same line ("Best regards, Jane Doe").
static VALEDICTION_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:(?:best|kind|kindest|warm) regards|regards|sincerely|yours (?:sincerely|faithfully)|cheers|thanks|thank you|many thanks|mit freundlichen grüßen|viele grüße|met vriendelijke groet|cordialement|saludos|atentamente|cordiali saluti|pozdrawiam|s pozdravem|с уважением|saygılarımla|mvh|med vänlig hälsning|med venlig hilsen|med vennlig hilsen)[,.!]? +(?-i:\p{Lu}[\p{L}\p{M}'’.-]*)(?: (?-i:[\p{Lu}(][\p{L}\p{M}'’.()-]*|van|von|de|der|den|da|di|la|le|bin|al|el)){0,5}[\s,.]*$",
    )
});

static DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:(?:[\p{L}\d.&-]+ ){0,3}disclaimer\b|(?:this|the (?:information|content|contents) (?:contained |transmitted )?(?:in|of|by) this|the contents of this) (?:e-?mail|electronic mail|message|communication|transmission)\b|(?:confidentiality|legal|privacy|disclaimer|e-?mail disclaimer|important|privileged)(?: (?:notice|note|and|warning|disclaimer))?\b.{0,20}[:.-]|disclaimer\b|if you (?:are not|have received)|(?:privileged|confidential)\b|any views|the sender|e-?mail transmission",
        r"|diese (?:e-?mail|nachricht) (?:kann|enthält|ist|und)|dit (?:e-?mail)?bericht|de informatie in|deze e-?mail|ce (?:message|courriel|courrier|mail)\b|este (?:mensaje|correo|e-?mail)|esta (?:mensagem|comunicación)|questo (?:messaggio|documento)|il presente messaggio|la presente|tato zpráva|ta wiadomość|niniejsza|это (?:сообщение|электронное)|настоящее сообщение|detta (?:meddelande|mejl)|denne (?:e-?post|mail|meddelelse)|tämä (?:viesti|sähköposti)|ez az üzenet|acest (?:mesaj|e-?mail)|bu (?:e-?posta|mesaj|ileti)|この(?:電子)?メール|本邮件|本郵件|이 (?:메일|메시지)|هذه الرسالة)"
    ))
});

/// What telephones and programs put below.
static TAGLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:sent (?:from|with|via|using)\b|get outlook|get bluemail|von meinem|gesendet (?:von|mit)|outlook für|envoyé (?:de|depuis|à partir)|télécharger outlook|obtenez outlook|enviado (?:desde|do|de|a partir)|obtener outlook|obter o outlook|inviato da|ottieni outlook|verstuurd vanaf|verzonden (?:vanaf|met)|outlook voor|skickat från|sendt fra|lähetetty|odesláno z|wysłane? z|trimis de pe|отправлено (?:с|из)|надіслано з|gönderilen|iphone['’]?\w* gönderildi|从我的|发自我的|iphoneから|나의 iphone)",
    )
});

/// The footer of a mailing list.
static FOOTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bmailing list\b|listinfo|\bunsubscribe\b|/lists?[./]|mailman"));

/// A sentence that speaks of the matter.
static MATTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:he|she|him|her|they|them|this|that|person|request|contact|responsib\w*|answer|above|below|confirm\w*)\b",
    )
});

/// Words no answer has, so that such a line is a disclaimer whatever it denies.
static LEGAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:e-?mail )?disclaimer\b|confidential|privileged|intended (?:recipient|solely|only|for)|liabilit|legally binding|unauthori[sz]ed (?:use|disclosure|copying)|virus|vertraulich|vertrouwelijk|confidentiel|confidencial|riservat|důvěrn|poufn|конфиденциальн|конфіденційн|konfidentiell|fortrolig|luottamuksell|bizalmas|confidențial|gizli|機密|保密|기밀|سري",
    )
});

static POSTSCRIPT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\W*(?:p\.? ?p?\.?s\.?\b|nb\b|n\.b\.|note\b|update\b|edit\b)"));

static BULLET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:[-–—*•·▪‣>]+|\(?\d{1,2}[.)])\s+"));

/// Nouns and words that make no name although they may be capitalised.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i|we|you|he|she|they|it|this|that|is|are|am|be|have|has|do|does|did|yes|ok|okay|please|see|my|your|our request|request|answer|reply|above|below|today|now|agree\w*|approv\w*|accept\w*|reject\w*|correct|right|true|yes|because|since|as)\b",
    )
});

/// Words between capitals that belong to names, titles and places.
static SMALL: &[&str] = &[
    "of",
    "and",
    "the",
    "for",
    "de",
    "van",
    "der",
    "den",
    "von",
    "zu",
    "la",
    "le",
    "du",
    "des",
    "da",
    "do",
    "dos",
    "di",
    "del",
    "et",
    "y",
    "e",
    "und",
    "en",
    "in",
    "at",
    "bin",
    "al",
    "el",
    "ten",
    "ter",
    "i",
    "a",
    "ccTLD",
    "cctld",
    "mobile",
    "phone",
    "tel",
    "fax",
    "email",
    "e-mail",
    "mail",
    "web",
    "www",
    "office",
    "cell",
    "p.o.",
    "gsm",
    "m",
    "t",
    "admin",
    "administrative",
    "contact",
    "manager",
    "registry",
    "iana",
    "nic",
    "on",
    "behalf",
    "s.r.o.",
    "s.a.",
    "z.s.p.o.",
];

impl Letter {
    /// Takes the blocks of a reply apart; each may have all parts.
    pub fn of(blocks: &[Vec<String>]) -> Self {
        let mut letter = Self::default();
        for block in blocks {
            letter.take(block);
        }
        letter
    }

    fn take(&mut self, block: &[String]) {
        let lines: Vec<&str> = block
            .iter()
            .map(|line| line.trim())
            .map(|line| if is_tagline(line) { "" } else { line })
            .collect();
        let skip = lines
            .iter()
            .take_while(|line| {
                line.is_empty() || is_noise(line) || is_greeting(line) || addresses(line)
            })
            .count();
        let lines = lines.get(skip..).unwrap_or_default();
        let disclaimer = lines
            .iter()
            .enumerate()
            .position(|(n, line)| {
                DISCLAIMER.is_match(line) && is_legal(lines.get(n..).unwrap_or_default())
            })
            .unwrap_or(lines.len());
        let said = lines.get(..disclaimer).unwrap_or_default();
        let closing = said
            .iter()
            .enumerate()
            .position(|(n, line)| closes(line, said.get(n.saturating_add(1)..).unwrap_or_default()))
            .unwrap_or(said.len());
        let closing = closing.min(unclosed(said, closing));
        let (body, signature) = (said.get(..closing), said.get(closing..));
        let mut body = body.unwrap_or_default().to_vec();
        if let Some(first) = body.first_mut() {
            *first = without_salutation(first);
        }
        self.paragraphs(&body);
        for line in signature.unwrap_or_default() {
            self.afterword |= decides(line) || POSTSCRIPT.is_match(line) || takes_back(line);
            self.signature.push_str(line);
            self.signature.push('\n');
        }
    }

    fn paragraphs(&mut self, lines: &[&str]) {
        let mut open = String::new();
        for line in lines {
            if is_noise(line) {
                continue;
            }
            if line.is_empty() {
                self.body
                    .extend(Some(std::mem::take(&mut open)).filter(|p| !p.is_empty()));
                continue;
            }
            let bullet = BULLET.find(line).map_or(0, |found| found.end());
            if bullet > 0 && !open.is_empty() {
                self.body.push(std::mem::take(&mut open));
            }
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(line.get(bullet..).unwrap_or(line));
        }
        self.body.extend(Some(open).filter(|p| !p.is_empty()));
    }
}

/// Words a disclaimer has at least; lawyers are not brief, remarks are.
const LEGAL_WORDS: usize = 6;

/// Whether the paragraph that begins here speaks as lawyers do.
fn is_legal(lines: &[&str]) -> bool {
    let paragraph = || lines.iter().take(6).take_while(|line| !line.is_empty());
    let words = paragraph().flat_map(|line| line.split_whitespace()).count();
    // Some scripts write without blanks.
    let long = words >= LEGAL_WORDS || paragraph().any(|line| line.len() >= 60);
    long && paragraph().any(|line| LEGAL.is_match(line))
}

/// Whether a line below the signature takes something back.
fn takes_back(line: &str) -> bool {
    let turns = words::NEGATION.is_match(line) || words::CONDITION.is_match(line);
    turns && MATTER.is_match(line) && !is_name_like(line)
}

fn is_tagline(line: &str) -> bool {
    let plain = !decides(line) && !words::NEGATION.is_match(line) && !words::FUTURE.is_match(line);
    let program = TAGLINE.is_match(line) && !words::CONDITION.is_match(line);
    line.chars().count() <= 90 && plain && (program || GREEN.is_match(line))
}

static GREEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:please )?(?:consider|think (?:of|about)) (?:the|our|your) (?:environment|planet)|^\W*think (?:green|before you print)|^\W*(?:virus-free|scanned by)\b",
    )
});

fn decides(text: &str) -> bool {
    words::CONFIRMS.is_match(text) || words::DENIES.is_match(text)
}

/// Lines without a letter, digit or telling sign, and banners.
fn is_noise(line: &str) -> bool {
    let silent = !line.is_empty()
        && line.chars().all(|c| {
            matches!(
                c,
                '-' | '_' | '=' | '*' | '~' | '>' | '|' | '#' | '.' | ' ' | '\t' | '─' | '—'
            )
        });
    let delimiter = line == "--";
    (silent && !delimiter) || (super::owner::is_banner(line) && !decides(line))
}

/// A line that only greets.
pub(super) fn is_greeting(line: &str) -> bool {
    let short = line.chars().count() <= 80;
    let inner = line
        .trim_end_matches([',', '.', '!', ':', ';', ' '])
        .contains(['.', '!', '?', ';', ':']);
    short
        && (GREETING.is_match(line) || GREETING_WHOLE.is_match(line))
        && !decides(line)
        && !words::NEGATION.is_match(line)
        && !words::CONDITION.is_match(line)
        && !words::FUTURE.is_match(&line.replace("may concern", ""))
        && (!inner
            || line.contains("Mr.")
            || line.contains("Mrs.")
            || line.contains("Dr.")
            || line.contains("Ms."))
        && line.split_whitespace().count() <= 9
}

/// "Joke,": a name that is spoken to.
fn addresses(line: &str) -> bool {
    let name = line.strip_suffix(',').unwrap_or_default();
    !name.is_empty()
        && name.split_whitespace().count() <= 3
        && name.chars().any(char::is_uppercase)
        && name
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’'))
        && is_name_like(name)
}

/// "Dear Secretariat, I confirm." without its salutation.
fn without_salutation(line: &str) -> &str {
    match line.split_once(", ") {
        Some((head, rest)) if is_greeting(head) && head.split_whitespace().count() <= 6 => rest,
        Some(_) | None => line,
    }
}

/// Whether a signature begins with this line.
fn closes(line: &str, after: &[&str]) -> bool {
    if line == "--" || line == "-- " || line == "__" || line == "___" {
        return true;
    }
    let rule = line.chars().count() >= 10 && line.chars().all(|c| matches!(c, '_' | '-' | '='));
    if rule && after.iter().take(6).any(|line| FOOTER.is_match(line)) {
        return true;
    }
    if VALEDICTION_NAMED.is_match(line) {
        return true;
    }
    // "Thanks" in mid-text is no end: then sentences follow it.
    let thanks = THANKS.is_match(line);
    let follow = after
        .iter()
        .filter(|l| !l.is_empty())
        .take(if thanks { 3 } else { 1 });
    is_valediction(line)
        && follow
            .into_iter()
            .all(|l| is_name_like(l) || is_valediction(l) || is_lower_name(l))
}

/// "Best regards", in one language or two.
pub(super) fn is_valediction(line: &str) -> bool {
    VALEDICTION_NAMED.is_match(line)
        || line
            .split(['/', '|'])
            .all(|part| VALEDICTION.is_match(part.trim()))
}

/// A name somebody did not trouble to capitalise; only below a valediction.
fn is_lower_name(line: &str) -> bool {
    let plain =
        !decides(line) && !words::NEGATION.is_match(line) && !words::CONDITION.is_match(line);
    let words = line.split_whitespace().count();
    plain
        && words <= 3
        && !NO_NAME.is_match(line)
        && line
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-'))
}

static THANKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:many )?(?:thanks|thank you|thx|gracias|obrigad\w|grazie|merci|danke|谢谢|謝謝|감사합니다)",
    )
});

/// Where a signature without any introduction begins: the last lines that hold
/// only names, numbers and places, after at least one other line.
fn unclosed(lines: &[&str], end: usize) -> usize {
    let mut start = end;
    while let Some(above) = start.checked_sub(1) {
        let line = lines.get(above).copied().unwrap_or_default();
        if !(line.is_empty() || is_name_like(line)) {
            break;
        }
        start = above;
    }
    // A statement is not made of names alone.
    if start == 0 { end } else { start }
}

/// Whether a line may stand in a signature: names, titles, numbers, addresses.
pub(super) fn is_name_like(line: &str) -> bool {
    let line = line.trim();
    let count = line.chars().count();
    if count > 120 || decides(line) || line.ends_with('?') {
        return false;
    }
    if is_contact_line(line) {
        return true;
    }
    let telling = words::NEGATION.is_match(line)
        || words::CONDITION.is_match(line)
        || words::FUTURE.is_match(line)
        || words::OBJECT.is_match(line)
        || words::GONE.is_match(line)
        || NO_NAME.is_match(line);
    if telling {
        return false;
    }
    let cased = line.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    if !cased {
        return count <= 30 && line.chars().any(char::is_alphabetic);
    }
    let mut words = line
        .split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | '|' | '/' | '&' | '·' | '•' | '-' | '–' | '—')
        })
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .peekable();
    words.peek().is_some()
        && line.split_whitespace().count() <= 12
        && words.all(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            word.chars().next().is_some_and(|c| {
                c.is_uppercase() || c.is_numeric() || c == '.' || !c.is_lowercase()
            }) || SMALL.contains(&word.to_lowercase().trim_end_matches([':', '.']))
        })
}

/// A line that holds an address, a link or a telephone number and little else.
fn is_contact_line(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let linked = line.contains("http://")
        || line.contains("https://")
        || line.contains("www.")
        || line.contains('@');
    let plain = !words::NEGATION.is_match(line)
        && !words::CONDITION.is_match(line)
        && !ORDER.is_match(line);
    plain
        && line.split_whitespace().count() <= 14
        && ((linked && line.split_whitespace().count() <= 8)
            || (digits >= 6 && letters <= digits.saturating_mul(3)))
}

static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:please|call|ask|wait|first|send|use|see|also|add|change|his|her|new|is|are|correct|right)\b",
    )
});
