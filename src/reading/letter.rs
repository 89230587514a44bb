//! The parts of what a person wrote: greeting, body, signature, notice.
//!
//! Only the body decides. A greeting is known by its words in many languages, a
//! signature by what closes a letter, lines that programs put there by theirs.
//! Whatever decides or takes something back is never taken for one of these.

use super::furniture;
use super::signature::{self, Below};
use super::stock::Stock;
use super::vocabulary;
use super::words;
use crate::mail::automatic::pattern::{Regex, pattern};
use std::sync::LazyLock;

/// One letter, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Letter {
    /// Paragraphs of the body, each with its lines joined.
    pub body: Vec<String>,
    /// The signature, as it stood.
    pub signature: String,
    /// What is said below the signature ("P.S. …").
    pub afterword: Option<String>,
    /// The person who was asked about signs, and is not the writer.
    pub by_person: bool,
    /// It goes with a filled-in template: it need not say anything itself.
    pub answered: bool,
}

impl Letter {
    /// Takes the blocks of a reply apart; each may have all parts.
    pub(super) fn of(blocks: &[Vec<String>], stock: &Stock) -> Self {
        let mut letter = Self::default();
        for block in blocks {
            letter.take(block, stock);
        }
        letter
    }

    /// What stands around a filled-in template.
    pub(super) fn around(blocks: &[Vec<String>], stock: &Stock) -> Self {
        let mut letter = Self {
            answered: true,
            ..Self::default()
        };
        for block in blocks {
            letter.take(block, stock);
        }
        letter
    }

    fn take(&mut self, block: &[String], stock: &Stock) {
        let noise = |line: &str| {
            furniture::is_tagline(line) || signature::is_trimmed(line) || is_noise(line)
        };
        let lines: Vec<&str> = block
            .iter()
            .map(|line| line.trim())
            .map(|line| {
                if noise(line) && !signature::is_rule(line) {
                    ""
                } else {
                    line
                }
            })
            .collect();
        let skip = lines
            .iter()
            .enumerate()
            .take_while(|(number, line)| {
                // The rule above the footer of a mailing list ends the letter.
                let after = lines.iter().skip(number.saturating_add(1));
                let rule = signature::is_rule(line)
                    && !after.take(6).any(|line| furniture::is_footer(line));
                // "Saludos," above an answer greets.
                let hails = HAILS.is_match(line);
                line.is_empty() || rule || hails || is_greeting(line) || addresses(line)
            })
            .count();
        let lines = lines.get(skip..).unwrap_or_default();
        let notice = (0..lines.len())
            .find(|n| furniture::begins_notice(lines.get(*n..).unwrap_or_default()))
            .unwrap_or(lines.len());
        let said = lines.get(..notice).unwrap_or_default();
        let closing = signature::begins(said, self.body.is_empty() && !self.answered, stock);
        let closing = if self.answered {
            closing.min(signature::below_answer(said, closing, stock))
        } else {
            closing
        };
        let (body, below) = (said.get(..closing), said.get(closing..));
        let mut body = body.unwrap_or_default().to_vec();
        if let Some(first) = body.first_mut() {
            *first = without_salutation(first);
        }
        self.paragraphs(&body, stock);
        for line in below.unwrap_or_default() {
            self.signature.push_str(line);
            self.signature.push('\n');
        }
        for found in [
            signature::below(below.unwrap_or_default(), stock),
            signature::in_notice(lines.get(notice..).unwrap_or_default(), stock),
        ] {
            match found {
                Below::Nothing => {}
                Below::Afterword(line) => self.afterword = self.afterword.take().or(Some(line)),
                Below::ByPerson => self.by_person = true,
            }
        }
    }

    fn paragraphs(&mut self, lines: &[&str], stock: &Stock) {
        let mut open = String::new();
        for line in lines {
            if signature::is_rule(line) {
                continue;
            }
            if line.is_empty() {
                self.body
                    .extend(Some(std::mem::take(&mut open)).filter(|p| !p.is_empty()));
                continue;
            }
            if signature::is_polite_afterthought(line, stock) {
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

static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|to whom it may concern|hallo|moin|guten (?:tag|morgen|abend)|sehr geehrte\w*|liebe[rs]?|servus|grüezi|beste|geachte|goede(?:morgen|middag|navond|ndag)|dag|bonjour|bonsoir|chers?|chères?|madame|monsieur|messieurs|mesdames|hola|estimad\w+|buen[oa]s (?:días|dias|tardes|noches)|buen día|querid\w+|olá|prezad\w+|car[oaie]|bom dia|boa (?:tarde|noite)|buongiorno|buonasera|gentil\w+|egregi\w+|spettabile|salve|ciao",
        r"|dzień dobry|szanown\w+|witam|cześć|dobrý den|vážen\w+|ahoj|здравствуйте|добрый день|уважаем\w+|привет|доброго дня|добрий день|шановн\w+|вітаю|merhaba\w*|sayın|selam|[iİ]yi (?:günler|akşamlar|sabahlar)|günaydın|dobar dan|dobro jutro|dobrý deň|dobré ráno|bon dia|egun on|kaixo|selamat (?:pagi|siang|sore)|hola a todos|hello from the [a-z ]{0,20}registry[ .\w]{0,12}|hej|hei|god (?:dag|morgen|morgon|kväll|aften|kveld|ettermiddag|formiddag)|goddag|kära|bästa|kære|kjære|hyvä\w*|terve|moi|tisztelt|kedves|jó napot|bună ziua|stimat\w+|salut|αγαπητ\w+|γεια|καλημέρα|καλησπέρα|السلام عليكم|السيد\w*|السادة|عزيزي|تحية|שלום|לכבוד|با سلام|سلام|добър ден|добар дан|добро јутро|здраво|поштовани|בוקר טוב|צהריים טובים|ערב טוב|добро утро|здравейте|kính gửi|xin chào|yth|dengan hormat|selamat|tere|lugupeetud|labdien|cienījam\w+|gerb\w+|laba diena|sveiki|pozdravljeni|spoštovan\w+|poštovan\w+|zdravo|góðan dag|sæl\w*|jambo|habari|namaste|goeie\w*|salaam|salam|salut|sawubona|dumela|molo|talofa|kia ora|tēnā koutou|bula|mabuhay|magandang|assalamu?\W?alaikum|as-?salam\w*|mingalaba|ayubowan|grüß gott|gruezi|servus|tach|hola|buen|estimado|beste|geachte|tervehdys|hyvät|sehr|с уважением к|шановні|доброго|вельмишановн\w+|почитаем\w+|cher|chère|dobro|lijep|szia|helló|kedves|mirë|përshëndetje|barev|gamarjoba|salem|сәлем|құрметті|saalam|hej|tjena|hallå|halló|komið|kæru|dia|a chara|annwyl|bore da|prynhawn da)(?:\b|[ ,، ]|$)"
    ))
});

/// What closes a letter in one language and opens it in another.
static HAILS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\W*(?:(?:un |muchos |cordiales )?saludos?|greetings|salutations)\W*$")
});

/// Greetings of scripts that set no blank between words.
static GREETING_WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:いつも)?(?:大変)?(?:お世話になって(?:おります|います)|ご担当(?:者)?(?:様|さま)?|こんにちは|拝啓|敬啟者|敬启者|尊敬的(?:[\p{Han}/、]{0,8})|(?:[\w-]{1,12} ){0,3}(?:[\p{Han}\p{Katakana}]{1,12} ?)?(?:御中|様|殿|ご担当者様|担当者様)|各位(?:先生|同事|老师|同仁)?|เรียน[\p{Thai}\p{M} ]*|(?:السلام عليكم|تحية طيبة)[\p{Arabic} ]*|שלום(?: רב| לכם| לכולם)?|לכבוד[\p{Hebrew} ]*|माननीय[\p{Devanagari}\p{M} ]*|महोदय[\p{Devanagari}\p{M} /]*|नमस्ते|नमस्कार|(?:\p{Hangul}{2,8} ?귀중|담당자 귀하)|안녕하세요[ ,]*[\p{Hangul} ]{0,10}|尊敬的先生|你好|您好|各位(?:好)?|大家好|안녕하세요|안녕하십니까|담당자님(?:께)?|สวัสดี(?:ครับ|ค่ะ|คะ)?|เรียน(?:ท่าน)?|გამარჯობა(?:თ)?|բարև(?: ձեզ)?)[\s。、，,.:：!！?？]*$",
    )
});

static BULLET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:[-–—*•·▪‣>]+|\(?\d{1,2}[.)])\s+"));

/// Lines without a letter, digit or telling sign.
fn is_noise(line: &str) -> bool {
    let silent = !line.is_empty()
        && line.chars().all(|c| {
            matches!(
                c,
                '-' | '_'
                    | '='
                    | '*'
                    | '~'
                    | '>'
                    | '|'
                    | '#'
                    | '+'
                    | '.'
                    | '…'
                    | ' '
                    | '\t'
                    | '─'
                    | '—'
                    | '('
                    | ')'
                    | '['
                    | ']'
            )
        });
    let delimiter = line == "--";
    silent && !delimiter
}

/// A line that only greets: behind the greeting stand names and the words by
/// which people are addressed, nothing else.
pub(super) fn is_greeting(line: &str) -> bool {
    if line.chars().count() > 90
        || words::decides(line)
        || words::unmakes(&line.replace("may concern", ""))
    {
        return false;
    }
    let behind = vocabulary::behind_greeting(line);
    let said = |behind: &Vec<&str>| vocabulary::has_speech(&behind.join(" "));
    if GREETING_WHOLE.is_match(line) && !behind.as_ref().is_some_and(said) {
        return true;
    }
    let parts: Vec<&str> = line
        .split(['/', '|', ',', '،', '，', '፣', '、'])
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .collect();
    // Behind a comma somebody else is greeted, and nothing is said.
    let whole = behind.is_some_and(|behind| behind.is_empty());
    if whole || !parts.is_empty() && parts.iter().all(|part| hails(part)) {
        return true;
    }
    let Some(greeting) = GREETING.find(line) else {
        return false;
    };
    let tail = line.get(greeting.end()..).unwrap_or_default();
    // "Habari za asubuhi,": a few words of no English behind a greeting of none.
    let foreign = !ENGLISH.is_match(line)
        && line.ends_with([',', '،', '，', '!', '.', ':', '：', '。'])
        && line.split_whitespace().count() <= 5
        && !tail.split_whitespace().any(vocabulary::is_common)
        && !vocabulary::has_speech(tail)
        && tail.split_whitespace().all(vocabulary::may_be_greeted)
        && parts.len() < 2;
    // Behind a comma nobody new is greeted: "Dear Secretariat, Зачекайте,".
    let (named, more) = tail.split_once([',', '،', '，']).unwrap_or((tail, ""));
    let strange = |token: &str| {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        !bare.is_empty()
            && !vocabulary::is_addressed(&bare.to_lowercase())
            && !vocabulary::is_given_or_family(bare)
    };
    foreign
        || (line.split_whitespace().count() <= 12
            && named.split_whitespace().all(is_addressed)
            && more.split_whitespace().all(is_addressed)
            && !more.split_whitespace().any(strange)
            && !vocabulary::has_speech(more))
}

/// Whether a line is a phrase that greets, in whatever language, and those whom
/// it greets: nothing is said of anything behind it.
fn hails(line: &str) -> bool {
    let Some(greeted) = vocabulary::behind_greeting(line) else {
        return false;
    };
    let speaks = |word: &&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        vocabulary::is_common(bare) && !vocabulary::is_addressed(&bare.to_lowercase())
    };
    greeted.is_empty()
        || greeted.len() <= 5
            && !line.contains(['?', '？', ';'])
            && !greeted.iter().any(speaks)
            && !vocabulary::has_speech(&greeted.join(" "))
            && greeted
                .iter()
                .all(|word| vocabulary::may_be_greeted(word) || is_addressed(word))
}

static ENGLISH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\W*(?:dear|hi|hello|hey|good|greetings|to whom)\b"));

/// A word behind a greeting.
fn is_addressed(token: &str) -> bool {
    // A sentence that ends here is followed by one that does not greet.
    if token.ends_with(['?', ';']) {
        return false;
    }
    let bare = token
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let bare = bare.strip_suffix("'s").unwrap_or(&bare);
    let Some(first) = token.chars().find(|c| c.is_alphanumeric()) else {
        return true;
    };
    let uncased = !first.is_uppercase() && !first.is_lowercase();
    (first.is_uppercase() && bare != "i")
        || (uncased && vocabulary::is_eastern(bare))
        || vocabulary::is_addressed(bare)
        || bare.split(['/', '-']).all(vocabulary::is_addressed)
        || vocabulary::is_first_name(bare)
}

/// "Saskia," or "Colleagues,": somebody who is spoken to.
fn addresses(line: &str) -> bool {
    let name = line.strip_suffix([',', ':', '!']).unwrap_or_default();
    !name.is_empty()
        && name.split_whitespace().count() <= 4
        && !words::decides(name)
        && !words::unmakes(name)
        && name.split_whitespace().all(|word| {
            let bare = word
                .trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase();
            vocabulary::is_addressed(&bare) || vocabulary::is_first_name(&bare)
        })
}

/// "Dear Secretariat, I confirm." without its salutation.
fn without_salutation(line: &str) -> &str {
    let stops = [", ", "! ", "，", ". ", ": "];
    let parts = stops.iter().filter_map(|stop| line.split_once(stop));
    parts
        .filter(|(head, _)| {
            is_greeting(&format!("{head},")) && head.split_whitespace().count() <= 6
        })
        .map(|(_, rest)| rest.trim_start())
        .next()
        .unwrap_or(line)
}
