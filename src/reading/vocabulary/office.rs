//! What only signatures have: names, offices, houses, places and numbers.
//!
//! Below a name stands who bears it. A remark that stands there in capitals, or
//! in a script without them, is none of that and is not passed over.

use super::{ORGANISATION, TITLE, eastern::is_eastern, is_given_or_family, is_small, list};
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::{spelling, stock::Stock};
use std::collections::HashSet;
use std::sync::LazyLock;

static PLACE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| list(include_str!("place.txt")));

/// Whether a line has anything that only signatures have: a name, an office, an
/// organisation, a place, a number, letters that stand for a house ("SIDN").
/// Capitals alone are no sign of one ("Falsche Person").
pub(in crate::reading) fn is_of_signatures(line: &str, stock: &Stock) -> bool {
    let cased = line.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let fits = |word: &str| {
        let lower = word.to_lowercase();
        let long = word.chars().count() > 3;
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let initials = (2..=6).contains(&letters)
            && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
        (TITLE.contains(lower.as_str()) && (long || !is_small(&lower)))
            || ORGANISATION.contains(lower.as_str())
            || PLACE.contains(spelling::bare(word).as_str())
            || STEM.is_match(&spelling::bare(word))
            || is_given_or_family(word)
            || stock.is_author(word)
            || is_eastern(word)
            || initials
            || word.chars().any(|c| c.is_numeric())
            || (word.contains('.') && !word.ends_with('.') && word.chars().count() > 4)
    };
    let mut words = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '/' | '|' | '-' | '–'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty());
    if cased {
        words.any(fits)
    } else {
        words.all(|word| fits(word) || OFFICE.is_match(word))
    }
}

/// Whether a word, in capitals or not, is one of offices and houses.
pub(in crate::reading) fn is_office_word(word: &str) -> bool {
    STEM.is_match(&spelling::bare(word)) || TITLE.contains(word.to_lowercase().as_str())
}

/// The stems of offices and houses in languages with capitals.
static STEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:sub|vice|viz|deputy)?(?:direct|direkt|diretor|dyrekt|direzion|admin|technis|technik|technic|techni|tecnic|tecnol|tekni|tehni|assist|asist|manag|coord|koord|engenh|inzen|ingeni|ingen|inzyn|muhend|mernok|secret|sekret|jefe|jefa|leiter|leitung|sef|vedouc|reditel|riaditel|vykonn|ugyvezet|konatel|drift|sikkerhet|sakerhet|juridi|odpowiedz|zastep|zamestn|tootaja|liige|jefe|encargad|dirige|dirigent|kierown|veduci|special|specjal|spezial|expert|ekspert|analy|consult|konsult|advis|adviseur|asesor|beheer|hoofd|verantw|responsab|ansvar|affair|affari|asunto|jurid|legal|ufficio|bureau|buro|kantoor|departam|departem|avdel|afdel|abteil|referat|osztaly|igazgat|vezet|centr|zentr|registr|registro|domein|domain|domin|domen|netw|netz|nettv|internet|univers|instit|akadem|academ|fakult|facult|minist|presid|prezes|prasid|predsed|voorzit|ordforand|puheenj|johtaj|asiantunt|erityis|paallik|insin|vodj|vadov|vadit|juhat|noukog|mudur|baskan|uzman|yonetic|geschaft|vorstand|prokurist|rektor|rector|profes|docent|dozent|edificio|edifici|telecom|telekom|ljubljan|tehnol|technol|технолог|agenc|agentur|autorid|autorit|gerent|gerenc|oficin|servic|sistem|system|segurid|seguran|securit|sicherh|bezpec|bezpiec|operac|operaz|operat|infra|informat|informt|директ|админ|технич|ассист|менедж|коорд|инжен|секрет|начальн|руковод|специал|консульт|отдел|управл|служб|центр|регистр|домен|интернет|универс|институт|академ|министер|председ|замест|διευθ|προιστ|μηχανικ|τμημα|υπευθ|γραμματ)",
    )
});

/// Offices and houses of scripts without capitals.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:株式会社|有限会社|一般社団法人|一般財団法人|公益財団法人|財団法人|社団法人|独立行政法人|㈜|사단법인|재단법인|주식회사)|(?:株式会社|有限公司|公司|協会|协会|協會|中心|中文|센터|진흥원|재단|協議会|機構|研究所|研究院|大学|大學|学院|대학교|部|課|局|처|팀|팀장|부장|과장|대리|사원|실장|원장|本部|事業部|社長|取締役|組|组|室|省|都|府|県|市|区|區|町|村|丁目|番地|号|號|路|街|楼|樓|層|层|원|팀|장|사|회|터|부|처|과|국|도|시|군|구|로|길|동|읍|면|部長|課長|主任|経理|经理|主管|總監|总监|工程師|工程师|主席|處長|处长|科長|科长|秘書|秘书|担当|敬上|드림|올림|拝|様)$|^(?:مدير|رئيس|مهندس|شركة|هيئة|مؤسسة|وزارة|إدارة|قسم|المدير|العام|التقني|الاتصالات|الإنترنت|سجل|מנהל|מנכ.ל|איגוד|האינטרנט|הישראלי|טכנולוגיות|ראש|מחלקת)$",
    )
});

/// Whether a line in a script without blanks has an office or a house in it.
pub(in crate::reading) fn has_office(line: &str) -> bool {
    HELD.iter().any(|word| line.contains(word))
        || line
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '(' | ')' | '-'))
            .any(|word| OFFICE.is_match(word))
}

/// Offices and houses within the lines of such scripts.
static HELD: LazyLock<HashSet<&'static str>> = LazyLock::new(|| list(include_str!("held.txt")));
