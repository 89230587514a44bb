//! The words that make or unmake a decision, in the registries' languages.
//!
//! The request asks for two English words, so only those decide. What takes an
//! answer back (a negation, a condition, a question, the future) is known in
//! many languages, for a person may mix them.

use crate::mail::automatic::pattern::{Regex, any, pattern};
use std::sync::LazyLock;

/// Declares a pattern.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident = $text:expr) => {
        $(#[$doc])*
        pub(super) static $name: LazyLock<Regex> = LazyLock::new(|| pattern(&wide($text)));
    };
}

/// A pattern whose words go on in any character outside ASCII: whether one goes
/// on decides nothing here, and the class of all letters is a thousand times as
/// large.
fn wide(text: &str) -> String {
    text.replace(r"\w", r"(?-i:[0-9A-Za-z_\u{80}-\u{10ffff}])")
}

/// Whether a word's key is a form of confirm or deny.
pub(super) fn is_decision(key: &str) -> bool {
    key.starts_with("confirm") || matches!(key, "deny" | "denied" | "denies" | "denying" | "denial")
}

/// Forms of confirm.
pub(super) static CONFIRMS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bconfirm\w*|\b(?:un|re|dis)confirm\w*|\bnonconfirm\w*"));
words! {
    /// Forms of deny.
    DENIES = r"\b(?:deny|denied|denies|denying|denial)\b"
}
words! {
    /// A negation, or a word that works like one.
    NEGATION = concat!(
        r"\b(?:not|never|no|none|nor|neither|nothing|nobody|noone|nowhere|cannot|cant|wont|dont|doesnt|isnt|arent|wasnt|unable|refuse[sd]?|declin\w+|reject\w*|disagree\w*|without|hardly|false|incorrect|wrong|fail(?:s|ed)?|unfortunately|regret\w*|withdraw\w*|withdrew|cancel\w*|revok\w*|retract\w*|unconfirm\w*|disconfirm\w*|ignore|disregard|invalid|void|lacks?|stop|mistake\w*|error|rejet\w*|refus\w+)\b|\w+n['’´`]t\b|\byeah,? right\b|\bnegative\b|\bplausibl\w+\b|\brumou?r\b",
        r"|\b(?:nicht|kein\w*|nie|niemals|weder|nein|ohne|niet|geen|nooit|nee|noch|ne|pas|non|jamais|aucun\w*|sans|nunca|jamás|ningun\w*|ningún|tampoco|nada|não|nao|nem|nenhum\w*|sem|nessun\w*|né|senza|nigdy|żaden|żadn\w*|bez|nikdy|žádn\w*|nemůž\w*|nemoh\w*|nepotvrz\w*|nesouhlas\w*|nejs\w*|není|nie)\b",
        r"|\b(?:не|нет|ни|нельзя|никогда|без|ні|немає|ніколи|неможливо|невозможно|няма|нема|değil|hayır|yok|asla|\w+m[ıiuü]yor\w*|inte|ej|nej|aldrig|ingen|utan|ikke|nei|aldri|uden|uten|ei|emme|eivät|ilman|nem|nincs|sem|soha|nélkül|nu|niciun\w*|fără|δεν|μη|μην|όχι|ποτέ|χωρίς|nije|nikad|nismo|nisam|nav|nuk|ekki|mitte|pole|nėra|tidak|bukan|belum|jangan|không|chưa|hapana|mhux|ez|ní|ddim)\b",
        r"|\b(?:abgelehnt|ablehn\w*|zurückgewiesen|verweiger\w*|rechaz\w+|rejeit\w+|recus\w+|rifiut\w+|respint[oi]|geweigerd?|weiger\w*|afgewezen|afgekeurd|avvis\w+|avslå\w*|avslag\w*|hylät\w+|odrzuc\w+|odmaw\w+|odmít\w+|zamít\w+|elutasít\w+|respins\w*|отказ\w*|отклон\w+|відмов\w+|відхил\w+|reddet\w*|reddedil\w*|απορρίπτ\w+|αρνού\w*|ditolak|từ chối)\b|拒|却下|거부|거절|驳回|駁回|ปฏิเสธ|(?:^|[^\p{Hebrew}])(?:נדחה|מסרב\w*|דוחה)|(?:^|[^\p{Arabic}])(?:مرفوض|نرفض|أرفض|رفض)",
        r"|(?:^|[^\p{Arabic}])(?:لا|لم|لن|ليس|ليست|غير|بدون|نه|نیست|نمی\p{Arabic}*)(?:$|[^\p{Arabic}])|(?:^|[^\p{Hebrew}])(?:לא|אין|בלי|אינו|איני)(?:$|[^\p{Hebrew}])|(?:^|\s)(?:नहीं|मत)(?:$|\s)|ない|ません|[不没沒未无無非否别勿]|않|못|없|아니|ไม่|(?:^|\s)(?:არ|ვერ|ոչ)(?:$|\s)"
    )
}
words! {
    /// A condition, a limit or a turn.
    CONDITION = concat!(
        r"\b(?:if|according to|provided|providing|unless|once|until|till|when|whenever|after|before|subject to|assuming|pending|depend\w*|conditional\w*|except\w*|only|but|however|although|though|whether|as long as|so long as|in case|should you|should we|partly|partial\w*|temporar\w*|interim|for now|perhaps|maybe|might|probabl\w+|possibl\w+|presumabl\w+|seem\w*|apparent\w*|suppos\w+|guess|think|believe|almost|former\w*|previous\w*|ex|was|were|had|instead|otherwise|rather|yet|awaiting|wait\w*|still (?:has|have|need\w*|must))\b",
        r"|\b(?:falls|sofern|wenn|aber|jedoch|nur|sobald|vorbehaltlich|mits|indien|maar|alleen|zodra|tenzij|si|mais|sauf|sous réserve|pero|sólo|solo|siempre que|mas|porém|desde que|caso|però|purché|jeśli|jeżeli|ale|tylko|pokud|jestli|pouze|если|но|только|если только|якщо|але|тільки|eğer|ancak|fakat|om|men|bara|endast|hvis|dersom|kun|bare|jos|mutta|vain|ha|csak|dacă|dar|numai|doar|αν|εάν|αλλά|μόνο|ako|samo)\b|もし|場合|ただし|如果|但|只|만약|하지만"
    )
}
words! {
    /// The future.
    FUTURE = r"\b(?:will|shall|gonna|going to|about to|tomorrow|later|soon|next (?:week|month|monday|tuesday|wednesday|thursday|friday|day)|plan(?:s|ning)? to|intend\w*|in due course|as soon as|shortly|in (?:a|the|some) (?:few )?(?:days?|weeks?|moment)|would|could|may|asap|try(?:ing)? to|hope to|let me|ready to|about to|in process|in progress|checking|verifying (?:this|it|first)|werde\w*|wird|zal|zullen|morgen|demain|mañana|amanhã|domani)\b|\b(?:i|we|you|he|she|they|it)['’]ll\b"
}
words! {
    /// Somebody is said to confirm or deny.
    SPEAKS = r"\b(?:confirms|denies)\b"
}
words! {
    /// Things other than the assertion that may be confirmed.
    OBJECT = r"\b(?:receipt|reception|received|receiving|recei?ved?|delivery|reading|read|attendance|participation|meeting|appointment|call|order|payment|booking|reservation|mailing list|unsubscri\w+|sent|sending|that you|you are|your address|getting|message arrived|e-?mail (?:address )?works?|password|availability)\b"
}
words! {
    /// Words of our business.
    BUSINESS = r"\btld[- ]?ops\b|\bsecurity and stability contact|\bcctld contact repository|\bsecir\b"
}
words! {
    /// A wish to change subscribed contacts.
    CHANGE = r"\b(?:chang(?:e[sd]?|ing)|replac(?:e[sd]?|ing|ement)|updat(?:e[sd]?|ing)|modif(?:y|ied|ication)|remov(?:e[sd]?|al|ing)|delet(?:e[sd]?|ing)|unsubscri\w+|substitut\w+|new (?:ssc|security|contact|e-?mail|mobile|phone|address|number|secondary|primary)|no longer|has left|is leaving|successor|add (?:a|another|the|our|mr|ms|\w+) )"
}
words! {
    /// What makes a filled-in template none.
    DRAFT = r"\b(?:last (?:year|month|week)(?:['’]?s)?|old|outdated|obsolete|expired|review|hold|ask|protest|veraltet\w*|périmée?s?|caduc\w+|устарел\w*|verouderd|föråldrad\w*|przestarzał\w*|zastaral\w*|elavult|remov\w+|delet\w+|replac\w+|(?:also|please) add|tests?|testing|drafts?|provisional\w*|preliminary|tentative\w*|examples?|samples?|dummy|dummies|proposals?|proposed|to be (?:checked|verified|approved|discussed)|unfinished|incomplete|left|leaves|leaving|entwurf|vorläufig\w*|beispiel\w*|concept|voorlopig\w*|voorbeeld|brouillon|provisoires?|exemple|borrador|provisional\w*|ejemplo|rascunho|provisóri\w+|exemplo|bozza|provvisori\w+|esempio|utkast|udkast|luonnos|szkic|koncept|návrh|черновик\w*|тест\w*|пример\w*|taslak|deneme|örnek)\b|过时|過時|古い|仮(?:$|\W)|草稿|测试|測試|テスト|仮の|下書き|테스트|초안|مسودة|טיוטה"
}
words! {
    /// A word that stands alone like a name and says that somebody left, or that
    /// nothing is meant.
    GONE = r"\b(?:nope|nah|fake|tests?|joking|haha\w*|lol|psych|undo|oops|resigned|suspended|fired|dismissed|retired|deceased|ausgeschieden|gekündigt|entlassen|verstorben|falsch|faux|falso|falsa|sbagliato|fout|onjuist|fel|feil|forkert|väärin|błąd\w*|špatně|hibás|téves|greșit|yanlış|неверно|ошибка|уволен\w*|уволил\w*|ушёл|ушел|звільнен\w*|uit dienst|vertrokken|parti|partie|démissionné\w*|licencié\w*|despedid\w+|demitid\w+|licenziat\w+|dimesso|slutat|sluttet|fratrådt|lähtenyt|odszedł|odeszła|odešel|odešla|odišiel|elment|távozott|plecat|ayrıldı|έφυγε|αποχώρησε)\b|离职|離職|辞职|辭職|退職|辞め|퇴사|퇴직|해고|غادر|استقال|ترك|עזב|התפטר|פוטר|ลาออก"
}
words! {
    /// What speaks against a person although no word of it is a negation.
    PARTED = r"\b(?:another|other|different|marketing|sales|suspend\w*|resign\w*|leav\w+|left|dead|died|deceased|fraud\w*|hack\w*|evil|fired|dismiss\w*|retir\w+|gone|impost\w+|unknown|unauthori\w+|fake|terminat\w+|sick|absent|away|crimin\w+|stole\w*|compromis\w+|quit\w*|interns?|trainees?|students?|volunteers?|vacation|holiday|arrest\w*|jail|banned|blocked|disabled|formerly|competitors?|malicious|danger\w*|social engineering|scam\w*|spam\w*|phish\w*|suspicious|suspect\w*|investigat\w+|probation\w*|protest\w*|duress|forced|coerc\w+|pressur\w+|allegedly|supposedly|wrongly|impersonat\w+|illegitimate|illegal\w*|disput\w+|kidding|kidnapp\w*|hostage|joke[sd]?|prank|lying|liar|lies|hoax|(?:some|any)(?:one|body) else|passed (?:\w+ ){0,3}on|handed over|unverified|untrusted|unsure|uncertain|doubt\w*|sarcas\w*|ironic\w*|pretend\w*|expelled|removed|revoked|disqualified|unqualified|oppos(?:e[sd]?|ing)|objects|objected|overrul\w*|dissolv\w*|abolish\w*|hijack\w*|breach\w*|unlawful\w*|bluff\w*|hypothetical\w*|nonsense|invented|bogus|contradict\w*|veto\w*|forbid\w*|forbad\w*|intrud\w*|spoof\w*|malware|ransom\w*|extort\w*|blackmail\w*|puppet\w*|robot\w*|parody|satir\w*|mockup|placeholder)\b"
}
words! {
    /// What such a wish is about.
    CONTACTS = r"\b(?:tld[- ]?ops|sscs?|contacts?|subscri\w+|mailing list|security and stability|list members?|members?hip)\b"
}

/// Whether a text says what is not, what was, or what befell somebody.
pub(super) fn parts_ways(text: &str) -> bool {
    PARTING.is_match(text)
}

static PARTING: LazyLock<Regex> = LazyLock::new(|| any(&[&NEGATION, &CONDITION, &PARTED, &GONE]));

/// Whether a text has any word that takes something back, so that it cannot
/// pass as a name, a title or a greeting.
pub(super) fn unmakes(text: &str) -> bool {
    // "dar" is a Romanian "but", and a city's name begins with it.
    // "NIC Example" is somebody's house, and so is mx.nic.example; "No. 17" is a
    // number.
    let text = &*NAMED_ONLY.replace_all(text, "");
    UNMAKING.is_match(text)
}

static UNMAKING: LazyLock<Regex> =
    LazyLock::new(|| any(&[&NEGATION, &CONDITION, &FUTURE, &PARTED, &GONE, &DRAFT]));

/// Whether a text has a deciding word.
pub(super) fn decides(text: &str) -> bool {
    has_heart(text) && DECIDES.is_match(text)
}

static DECIDES: LazyLock<Regex> = LazyLock::new(|| any(&[&CONFIRMS, &DENIES]));

/// Whether the letters stand in a text that all forms of the deciding words
/// have; hardly a line has them.
fn has_heart(text: &str) -> bool {
    text.as_bytes().windows(3).any(|three| {
        matches!(
            three,
            [b'c' | b'C', b'o' | b'O', b'n' | b'N'] | [b'd' | b'D', b'e' | b'E', b'n' | b'N']
        )
    })
}

/// What stands in names of houses and hosts.
static NAMED_ONLY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"example|beispiel\w*|\bdar[ -]es[ -]salaam\b|\bno[.:]? ?\d"));

/// Whether a text that should be a name takes something back; the negations of
/// some languages are names in others, so that only those of English count.
pub(super) fn unmakes_name(text: &str) -> bool {
    UNMADE_NAME.is_match(text) || GONE.is_match(text) || PARTED.is_match(text)
}

words! {
    /// Negations, doubts and asides in the place of a name.
    UNMADE_NAME = r"\b(?:not|never|none|no|nobody|if|unless|but|only|except|formerly|previously|until|till|maybe|perhaps|probably|pending|tbc|draft|temporar\w*|interim|expired|old|outdated|instead|also|plus|retired|ausgeschieden|juz|już|nie|uit dienst|slutat|dimesso)\b"
}
