//! One line of the template: heading, label and value, or neither.

use crate::domain::contact::{Contact, clean_name, is_invisible};
use crate::mail::automatic::pattern::{Regex, any, pattern};
use crate::reading::{vocabulary, words};
use std::sync::LazyLock;

/// Which value a label asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The name.
    Name,
    /// The address.
    Email,
    /// The mobile number.
    Mobile,
    /// A telephone that is not said to be mobile.
    Phone,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    /// The heading of a contact, and what stands behind it.
    Heading {
        /// Its number, where it has one.
        position: Option<usize>,
        /// What stands behind it on the line.
        rest: &'a str,
    },
    /// A label with its value.
    Field {
        /// Which value.
        kind: Kind,
        /// The value, perhaps empty.
        value: &'a str,
    },
    /// Something that ends the template: a signature, another section.
    End,
    /// Anything else.
    Text,
}

const HEADING_TEXT: &str = r"^[\s*_#>|•·▪◦●○■‣⁃–—\-=\[]*(?:\(?(?P<lead>\d|[a-d])[.):]\)?[\s*_]*)?(?:(?:security and stability |security )?contact(?: ?persons?)?|contactperson|ssc|person|kontaktpersone?n?|kontakt(?: ?person)?|ansprechpartner(?:in)?|personne (?:de )?contact|(?:persona|pessoa) de cont[ao]c?to|persona di contatto|contatto|contacto|contato|contactpersoon|yhteyshenkilö|osoba kontaktowa|kontaktní osoba|kontaktná osoba|kapcsolattartó|kontaktisik|kontaktpersona|persoană de contact|kontakt osoba|контактн(?:ое лицо|а особа)|контакт|лице за контакт|επαφή|irtibat kişisi|narahubung|liên hệ|联系人|聯絡人|担当者|連絡先|담당자|جهة الاتصال|איש קשר|(?P<word>primary|secondary|first|second|third|1st|2nd|3rd|backup|main|alternate)(?: (?:contact|ssc|person|security and stability))(?: ?(?:person|contact))?|(?P<alone>primary|secondary)\s*(?:[:：]|$))\s*(?:(?:#|no\.?|nr\.?|number|n°)?\s*(?P<number>\d|one\b|two\b|[ab]\b)\b)?[\s*_]*(?:[-–—,/]? ?\(? *(?P<role>primary|secondary|first|second|backup|alternate|main|principale?|primaire|secondaire|primario|primária?|secund[aá]ri[oa]|secondario|suplente|alterno|primär|sekundär|główn[ya]|zapasow[ya]|hlavní|zástupce|hlavný|záložný|основн(?:ой|ое|ий|а)|резервн(?:ый|ое|ий|а)|주|부)(?: contact)? *\)?)?[\s*_\]]*(?:[:：=.\-–—─]+|\s*$)[\s*_=\-─\]]*(?P<rest>.*)$";

static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(HEADING_TEXT));

const FIELD_TEXT: &str = concat!(
    r"^[\s*_>|•·▪◦●○■‣⁃]*(?:[-–—]+\s*)?(?:\(?[\da-f][.):]\)?\s*)?(?:\d\.\d\.?\s*)?[\s*_|]*",
    // "Imię i nazwisko / Name:"
    r"(?:[\p{L}\p{M} .'’-]+ ?/ ?)??(?:",
    r"(?P<name>(?:full |complete |contact |contact person |person |primary |secondary |first (?:and|&) last |1st |2nd )?(?:names?|name and surname|name ?/ ?surname|full ?name)(?: ?#?\d)?(?: ?\([^)]{0,30}\))?",
    r"|(?:nom(?: et prénom|s)?|prénom et nom|nombre(?: completo| y apellidos?)?|nome(?: completo| e cognome)?|naam|volledige naam|vor- und nachname|navn|namn|fullt navn|nimi|imię i nazwisko|jméno(?: a příjmení)?|meno(?: a priezvisko)?|név|teljes név|nume(?: și prenume)?|ime(?: i prezime| in priimek)?|emri(?: dhe mbiemri)?|vardas(?:,? pavardė)?|vārds(?:,? uzvārds)?|ad(?:ı)?(?: soyad(?:ı)?)?|ονοματεπώνυμο|όνομα|имя(?: и фамилия)?|фио|ф\.и\.о\.?|ім['’]я(?: та прізвище)?|піб|име(?: и (?:фамилия|презиме))?|аты-жөні|الاسم(?: الكامل)?|نام(?: و نام خانوادگی)?|שם(?: מלא)?|नाम|নাম|ชื่อ(?:-(?:นาม)?สกุล)?|họ(?: và)? tên|tên|nama(?: lengkap| penuh)?|jina(?: kamili)?|姓名|名前|お名前|氏名|이름|성명))",
    r"|(?P<email>(?:personal |work |business |contact |primary |secondary )?(?:e[- ]?mail|mail|e-?mail ?id)(?:[ -]?(?:addres+|adress?e?|adres|account))?(?: ?#?\d)?(?: ?\([^)]{0,30}\))?",
    r"|(?:courriel|adresse (?:e-?mail|électronique|de courriel|mail)|correo(?: electrónico)?|dirección de correo(?: electrónico)?|endereço de e-?mail|correio eletr[óô]nico|indirizzo e-?mail|posta elettronica|e-?mailadres|e-?post(?:adress?e?)?|sähköposti(?:osoite)?|adres e-?mail|e-?mailová adresa|e-?mail ?cím|adresa (?:de )?e-?mail|e-?pošta|el\.? ?paštas|e-?pasts|e-?posta(?: adresi)?|ηλεκτρονικό ταχυδρομείο|эл(?:ектронная|\.)? ?почта|адрес эл(?:ектронной|\.)? ?почты|ел(?:ектронна|\.)? ?пошта|е-?пошта|имейл|البريد الإلكتروني|پست الکترونیک|ایمیل|דוא[\x22״]ל|ईमेल(?: पता)?|ইমেইল|อีเมล|thư điện tử|surel|e-?mel|barua pepe|邮箱|电子邮件|電子郵件|メール(?:アドレス)?|이메일(?: 주소)?))",
    r"|(?P<mobile>(?:mobile|mobil|cell(?:ular)?|gsm|handy)(?:[ -]?(?:tele)?phone)?(?:[ -]?(?:number|nr\.?|no\.?|num\.?|#))?(?: ?#?\d)?(?: ?\([^)]{0,30}\))?",
    r"|(?:(?:téléphone |numéro de )?portable|(?:téléphone )?mobile|móvil|celular|teléfono (?:móvil|celular)|número (?:de )?(?:móvil|celular|telemóvel)|telemóvel|telefone celular|cellulare|numero di cellulare|mobiel(?: nummer)?|mobiltelefon(?:nummer)?|mobilnummer|handynummer|matkapuhelin(?:numero)?|(?:telefon|numer) komórkowy|nr tel\. kom\.|mobilní (?:telefon|číslo)|mobilný telefon|mobiltelefonszám|telefon mobil|κινητό(?: τηλέφωνο)?|моб(?:ильный|\.)?(?: телефон)?|мобільний(?: телефон)?|мобилен(?: телефон)?|мобилни телефон|mobilni telefon|mobitel|الجوال|رقم الجوال|الهاتف المحمول|موبایل|تلفن همراه|(?:טלפון )?נייד|मोबाइल(?: नंबर)?|মোবাইল|(?:โทรศัพท์)?มือถือ|(?:số )?di động|nomor (?:hp|ponsel)|ponsel|telefon bimbit|simu(?: ya mkononi)?|cep telefonu|mobil nömrə|手机(?:号码?)?|手機(?:號碼)?|携帯(?:電話)?(?:番号)?|휴대(?:폰|전화)(?: 번호)?))",
    r"|(?P<phone>(?:tele)?phone(?:[ -]?(?:number|nr\.?|no\.?))?|tel\.?|telefon|contact number)(?: ?\([^)]{0,30}\))?",
    r")(?: ?/ ?[\p{L}\p{M} .'’-]+)?[\s*_]*(?:[.…·‥]{2,}[\s*_]*[:：=]?|[-=]+>|→|[:：﹕=\t|]|\s[-–—]\s|\s{3,}|$)[\s*_|]*(?P<value>.*)$"
);

static FIELD: LazyLock<Regex> = LazyLock::new(|| pattern(FIELD_TEXT));

const END_TEXT: &str = r"^\W*(?:requestor information|claims to be responsible|i hereby|we hereby|reference:|(?:best|kind|kindest|warm) regards|regards|sincerely|yours|thanks|thank you|many thanks|mit freundlichen|viele grüße|met vriendelijke|cordialement|saludos|atentamente|atenciosamente|cordiali saluti|pozdrawiam|s pozdravem|с уважением|saygılarımla|mvh|med vänlig|med venlig|med vennlig|ccnso secretariat)|^(?:--|__)\s*$";

static END: LazyLock<Regex> = LazyLock::new(|| pattern(END_TEXT));

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[<\[{&]*(?:lt;)?\s*\b(?:first ?name|last ?name|e-?mail ?address)\s?\d?\s*(?:[>\]}]|&gt;)+|\b(?:FirstName|LastName|EmailAddress)\d\b|[<\[]\s*(?:country ?code|number|phone(?: number)?)\s*[>\]]|&lt;(?:country code|number)&gt;",
    )
});

/// What people write where they leave a field out.
static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[\W_]*|n ?[./]? ?a\.?|none|nil|no|not applicable|nobody|empty|unused|keine?r?|aucune?|ningun[oa]?)$",
    )
});
static LATER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:tb[acd]|t\.b\.[acd]\.?|to be (?:announced|determined|defined|confirmed|provided|named).*|later|will follow|pending|x{2,}|\.{3,}|\?+)\W*$",
    )
});

/// Whether a line may be anything but text, in one look instead of four.
pub(super) fn may_have_shape(text: &str) -> bool {
    SHAPED.may_match(text)
}

static SHAPED: LazyLock<Regex> = LazyLock::new(|| any(&[&FIELD, &HEADING, &END, &LABELS]));

/// What begins a line that is not only text.
static BEGUN: LazyLock<Regex> = LazyLock::new(|| any(&[&FIELD, &HEADING, &END]));

/// What a line is.
pub(super) fn shape_of(text: &str) -> Shape<'_> {
    if !BEGUN.may_match(text) {
        return Shape::Text;
    }
    if let Some(found) = FIELD.captures(text) {
        let kinds = [
            ("name", Kind::Name),
            ("email", Kind::Email),
            ("mobile", Kind::Mobile),
            ("phone", Kind::Phone),
        ];
        if let Some((_, kind)) = kinds
            .into_iter()
            .find(|(group, _)| found.name(group).is_some())
        {
            let value = found.name("value").map_or("", |m| m.as_str());
            return Shape::Field { kind, value };
        }
    }
    if let Some(found) = HEADING.captures(text) {
        let numbered = |group| {
            let number = found.name(group)?.as_str().to_lowercase();
            match number.as_str() {
                "a" | "one" => Some(1),
                "b" | "two" => Some(2),
                _ => number.parse().ok(),
            }
        };
        let word = ["word", "role", "alone"]
            .iter()
            .find_map(|group| found.name(group))
            .map(|m| m.as_str().to_lowercase());
        let ordinal = word.map(|word| match word.as_str() {
            "primary" | "first" | "1st" | "main" | "principal" | "principale" | "primaire"
            | "primario" | "primário" | "primária" | "primär" | "główny" | "główna" | "hlavní"
            | "hlavný" | "основной" | "основное" | "основний" | "основна" | "주" => {
                1
            }
            "third" | "3rd" => 3,
            _ => 2,
        });
        let rest = found.name("rest").map_or("", |m| m.as_str());
        // "1. Contact Person:" is numbered in front.
        let position = numbered("number").or(ordinal).or_else(|| numbered("lead"));
        if position.is_some() {
            return Shape::Heading { position, rest };
        }
    }
    if END.is_match(text) {
        Shape::End
    } else {
        Shape::Text
    }
}

const LABELS_TEXT: &str = r"[\s*](?:contact person #?\d|name ?[:：]|e-?mail address ?[:：]|mobile phone number ?[:：]|i hereby confirm that)";

static LABELS: LazyLock<Regex> = LazyLock::new(|| pattern(LABELS_TEXT));

/// A line at the labels in it.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = LABELS.find_iter(text).map(|found| found.start()).collect();
    if cuts.is_empty() {
        let whole = text.trim();
        return if whole.is_empty() {
            Vec::new()
        } else {
            vec![whole]
        };
    }
    // "Full name:" is one label, not a word and a label.
    let label = FIELD
        .captures(text)
        .and_then(|found| found.name("value"))
        .map_or(0, |value| value.start());
    cuts.retain(|cut| *cut >= label.saturating_sub(1));
    // "a) Contact Person #1" is one heading, "b)" no word before it.
    let words = |head: &str| {
        head.split(|c: char| !c.is_alphabetic())
            .any(|word| word.chars().count() > 1)
    };
    cuts.retain(|cut| text.get(..*cut).is_some_and(words));
    let mut out = Vec::new();
    let mut from = 0;
    for cut in cuts {
        out.push(text.get(from..cut).unwrap_or_default().trim());
        from = cut;
    }
    out.push(text.get(from..).unwrap_or_default().trim());
    out.retain(|part| !part.is_empty());
    out
}

/// Whether a value of ours is one the template came with.
pub(super) fn is_template(value: &str) -> bool {
    value.contains(['<', '>'])
        || PLACEHOLDER.is_match(value)
        || value.trim_matches(['+', ' ']).is_empty()
}

/// A value as it was typed, without markup.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    /// The text; empty where nothing was filled in.
    pub(super) text: String,
    /// Part of a placeholder is left beside something typed.
    pub(super) placeholder: bool,
}

/// Takes markup off a value and tells what is only a placeholder.
pub(super) fn clean(kind: Kind, value: &str) -> Cleaned {
    // The two forms of a mail differ in their blanks.
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = POINTER.replace(&value, "");
    let bare = without_marks(&value);
    if PLACEHOLDER.is_match(bare) {
        let rest = PLACEHOLDER.replace_all(bare, " ");
        let typed = rest.chars().any(char::is_alphanumeric);
        return Cleaned {
            text: if typed {
                bare.to_owned()
            } else {
                String::new()
            },
            placeholder: typed,
        };
    }
    if NOTHING.is_match(bare) {
        return Cleaned::default();
    }
    if LATER.is_match(bare) {
        return Cleaned {
            text: bare.to_owned(),
            placeholder: true,
        };
    }
    let text = match kind {
        Kind::Name => unbracketed(bare.trim_end_matches([',', ';'])).to_owned(),
        Kind::Email => clean_email(bare),
        Kind::Mobile | Kind::Phone => {
            let bare = bare.strip_prefix("tel:").unwrap_or(bare);
            let bare = bare.trim_end_matches(['.', ',', ';']).trim();
            let bare = REACHED.replace(bare, "");
            bare.replacen('＋', "+", 1)
        }
    };
    Cleaned {
        text,
        placeholder: false,
    }
}

/// When and by what a number is reached.
static REACHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\s*\((?:(?:mobile|cell|gsm|work|private|24 ?[/x] ?7|24 ?h(?:ours)?|(?:office|business|working) hours|signal|whatsapp|telegram|sms|also|and|,|/|only)[ ,/]*)+\)$",
    )
});

/// What people point with at what they typed ("-> Jane Doe").
static POINTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:[-=]+>|→|⇒|➔|»|[.…]{2,} ?[:：]?|[:：])\s*"));

/// A value without the markup around it, quotation marks only in pairs: they
/// also stand in names.
fn without_marks(value: &str) -> &str {
    let mark = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|' | '`');
    let bare = value.trim_matches(mark);
    let paired = bare
        .strip_prefix(['"', '“'])
        .and_then(|inner| inner.strip_suffix(['"', '”']))
        .filter(|inner| !inner.contains(['"', '“', '”']));
    paired.unwrap_or(bare).trim_matches(mark)
}

/// `<a@b>`, `Jane <a@b>` and `a@b.` are one address; two never are.
fn clean_email(bare: &str) -> String {
    // "jane@nic.example <jane@nic.example>": a link and its text.
    let bare = match bare.split_once(" <") {
        Some((shown, target)) if target.trim_end_matches('>').eq_ignore_ascii_case(shown) => shown,
        _ => bare,
    };
    let one = bare.matches('@').count() == 1 && !bare.chars().any(is_invisible);
    let inner = match bare.rsplit_once('<') {
        Some((_, tail)) if one => tail.strip_suffix('>').unwrap_or(bare),
        _ => bare,
    };
    let inner = inner.strip_prefix("mailto:").unwrap_or(inner);
    if one {
        inner.trim_end_matches(['.', ',', ';']).trim().to_owned()
    } else {
        inner.to_owned()
    }
}

/// A name in the brackets of the placeholder it replaced.
fn unbracketed(name: &str) -> &str {
    let inner = name.trim_start_matches('<').trim_end_matches('>').trim();
    if inner.contains(['<', '>', '@']) {
        name
    } else {
        inner
    }
}

/// Which of the same name it is.
fn is_generation(part: &str) -> bool {
    let bare = part.trim_end_matches('.').to_ascii_lowercase();
    matches!(bare.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | "esq")
}

/// The name of one person: letters and what names are spelled with, a nickname
/// or an office beside it at most; `None` for two people, a remark, or nobody.
pub(super) fn person(typed: &str) -> Option<String> {
    let typed = typed.trim_end_matches(['.', ';', ',', ' ']);
    let named = without_asides(typed)?;
    let spelled = named.chars().all(|c| {
        c.is_alphabetic()
            || c.is_whitespace()
            || is_mark(c)
            || matches!(
                c,
                '.' | '-'
                    | '‐'
                    | '‑'
                    | '\''
                    | '’'
                    | '‘'
                    | '`'
                    | 'ʻ'
                    | ','
                    | '·'
                    | '・'
                    | '“'
                    | '”'
                    | '"'
            )
    });
    // "Jane Doe, Technical Director" is Jane Doe.
    let named = match named.split_once(',') {
        Some((name, office))
            if name.split_whitespace().count() > 1
                && office.split(',').all(vocabulary::is_title_line) =>
        {
            name.trim().to_owned()
        }
        _ => named,
    };
    let parts: Vec<&str> = named.split(',').map(str::trim).collect();
    let shaped = match parts.as_slice() {
        [_] => true,
        // "Kim, Ji-woo", "Jane Doe, PhD".
        [family, _] if family.split_whitespace().count() == 1 => true,
        // "Carl Reed, Jr."
        [_, more @ ..] => more
            .iter()
            .all(|part| vocabulary::is_title_line(part) || is_generation(part)),
        [] => false,
    };
    let nobody =
        NOBODY.is_match(&named) || words::unmakes_name(&named) || vocabulary::is_no_name(&named);
    (spelled && shaped && !nobody)
        .then(|| named.replace('"', "”"))
        .and_then(|name| clean_name(&name))
}

/// A name without the office behind it or the nickname in it; `None` where
/// brackets hold something else.
fn without_asides(typed: &str) -> Option<String> {
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\(([^()]{0,60})\)|（([^（）]{0,60})）|[\x22“”„]([^\x22“”„]{1,30})[\x22“”]")
    });
    let mut fine = true;
    let kept = ASIDE.replace_all(typed, |found: &regex::Captures<'_>| {
        let inner = (1..=3)
            .find_map(|n| found.get(n))
            .map_or("", |m| m.as_str())
            .trim();
        let office = vocabulary::is_title_line(inner);
        let name = inner.split_whitespace().count() <= 4
            && inner.chars().all(|c| {
                c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '’' | '\'') || is_mark(c)
            })
            && !vocabulary::is_no_name(inner)
            && !words::unmakes(inner)
            && inner.chars().next().is_some_and(|c| !c.is_lowercase());
        fine &= office || name;
        if office {
            String::new()
        } else {
            found
                .get(0)
                .map_or("", |m| m.as_str())
                .replace(['(', ')', '（', '）'], " ")
        }
    });
    fine.then(|| kept.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Marks that belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{5b0}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{e31}' | '\u{e34}'..='\u{e4e}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{200c}' | '\u{200d}')
}

/// What stands for a name where nobody is named.
static NOBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\+?\d|^ex[- ]|\b(?:and|not|or|und|et|y|left|unknown|same|see|former\w*|no longer|until|nobody|vacant|anybody|someone|somebody|tb[acd]|test\w*|user|team|staff|officer|engineer|director|helpdesk|help desk|desk|noc|cert|csirt|department|candidate|ask|wrong|fake|late|before|name|firstname|lastname|first|last|your|example|exemple|przykład|beispiel|foo|bar|asdf\w*|qwert\w*|mustermann|mouse|duck|person|nachgereicht|compléter|uzupełnienia|confirm\w*|deny|contact|security|duty|on-?call|group|role|admin|hostmaster|the|who|whoever|successor|deputy|assistant|interim|acting)\b|(?:^|\s)(?:†|✝|\+|~|/|#)",
    )
});

/// Whether two contacts have each other's addresses.
pub(super) fn exchanged(one: &Contact, two: &Contact) -> bool {
    let has = |contact: &Contact, other: &Contact| {
        let local = contact.email.local().to_lowercase();
        let words = vocabulary::letters_of(&other.name);
        words
            .iter()
            .any(|word| word.len() >= 3 && local.contains(word.as_str()))
    };
    has(one, two) && has(two, one) && !has(one, one) && !has(two, two)
}

/// An address that is none: masked against robots, a pattern, a route.
pub(super) fn is_no_persons(address: &str) -> bool {
    static MASKED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"no-?spam|nospam|remove-?this|^(?:first-?name|given|vorname|prenom|nombre)[._-]?(?:last-?name|family|nachname|nom|apellido)|^(?:name|user|username|email|test|example|someone|somebody|xxx+|foo|nobody|noone)\d*@|[%!]",
        )
    });
    MASKED.is_match(address)
}

/// A name that stands for anybody, unless the address has such a name too.
pub(super) fn is_anybody(name: &str, local: &str) -> bool {
    static ANYBODY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:joe|john) (?:[a-z]\.? )?(?:bloggs|public)$|^(?:max|erika) muster(?:mann|frau)$",
        )
    });
    static NAMED: LazyLock<Regex> = LazyLock::new(|| pattern(r"bloggs|public|muster"));
    ANYBODY.is_match(name.trim()) && !NAMED.is_match(local)
}

/// The person the procedure (section 2) prints as its example.
pub(super) fn is_printed(address: &str, phone: &str) -> bool {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    address.eq_ignore_ascii_case("cristian.hesselman@sidn.nl") && digits == "31625078733"
}

/// Whether a domain holds a sign that no domain has ("nic.example⁄evil").
pub(super) fn has_odd_domain(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default();
    domain
        .chars()
        .any(|c| !(c.is_alphanumeric() || is_mark(c) || matches!(c, '-' | '.')))
}

/// Whether an address mixes letters of two scripts that look alike.
pub(super) fn mixes_scripts(address: &str) -> bool {
    address.split(['@', '.']).any(|label| {
        let latin = label.chars().any(|c| c.is_ascii_alphabetic());
        latin
            && label
                .chars()
                .any(|c| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}'))
    })
}

/// Whether a line may be the value of the label above it.
pub(super) fn fits(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Name => {
            text.chars().count() <= 80
                && text.chars().any(char::is_alphabetic)
                && !text.contains('@')
                && text.split_whitespace().count() <= 8
                && !text.ends_with(['.', ':', '?'])
        }
        Kind::Email => text.contains('@'),
        Kind::Mobile | Kind::Phone => text.chars().filter(char::is_ascii_digit).count() >= 5,
    }
}

/// Whether a line is the rest of a number that was wrapped.
pub(super) fn continues_phone(typed: &str, text: &str) -> bool {
    let number = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/'));
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    number && typed.starts_with('+') && digits < 11 && text.chars().any(|c| c.is_ascii_digit())
}

/// Whether a line is the rest of a name that was wrapped.
pub(super) fn continues_name(typed: &str, text: &str) -> bool {
    let words = text.split_whitespace().count();
    let capital = text.split_whitespace().all(|w| {
        w.chars()
            .next()
            .is_some_and(|c| !c.is_lowercase() && c.is_alphabetic())
    });
    !typed.is_empty() && words <= 2 && capital && typed.chars().count() >= 40
}
