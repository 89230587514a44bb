//! What programs and gateways put around a letter: nobody's words.
//!
//! Lines of telephones and scanners, banners of gateways, legal notices and the
//! footers of mailing lists say nothing of the matter. A line is taken for one
//! only where it begins like one and is made of the words of such lines: "Sent
//! from my iPhone" is, "Sent from a test account" is not. Legal notices have no
//! such closed list; but they speak of mail and of law, never of the person who
//! was asked about.

use super::vocabulary::{self, Around};
use super::words;
use crate::mail::automatic::pattern::{Regex, pattern};
use std::sync::LazyLock;

/// Longest line of a telephone or a scanner, in characters.
const LONGEST: usize = 160;

static TAGLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:sent (?:from|with|via|using)\b|get outlook|get bluemail|download|von meine[mr]|gesendet (?:von|mit)|diese (?:e-?mail|nachricht) wurde|outlook für|outlook pour|mail für windows|gesendet aus|verzonden vanuit|odesláno z|enviado a partir|envoyé (?:de|depuis|à partir)|télécharger|obtenez|enviado (?:desde|do|de|a partir)|obtener|obter|inviato d|ottieni|verstuurd vanaf|verzonden (?:vanaf|met)|outlook voor|skickat från|sendt fra|lähetetty|odesláno z|odoslané z|wysłan[eo] z|trimis de pe|отправлено (?:с|из)|надіслано з|gönderilen|iphone['’]?\w* gönderildi|从我的|发自我的|發自我的|iphoneから|나의 iphone|(?:p )?(?:please )?(?:consider|think (?:of|about|before|green))|(?:please )?(?:excuse|pardon) (?:the |my |any )?(?:brevity|typo|spelling)|save (?:a tree|paper|trees)|virus-free|this (?:e-?mail|message) (?:has been|was|is) (?:scanned|checked|virus)|scanned by|checked by|no virus|the message was checked|_+ information)",
    )
});

/// What asks for paper to be saved, in the registries' languages.
static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:[a-z]{0,2} )?(?:please |kindly |por favor,? |s'il vous plaît,? |bitte )?(?:(?:consider|think of|think about|save|respect|protect) (?:the |our |your )?(?:environment|planet|nature|trees|paper)\b[\w ,'’-]{0,60}|antes de (?:imprimir|imprimi-lo)\b.{0,80}\b(?:ambiente|natureza|planeta|papel|necess\w+|necesari\w+)\W*|(?:pense|piense|pensez|pensiamo|pensa|cuide\w*|proteja\w*|respete\w*|respectez) .{0,20}\b(?:ambiente|environnement|natureza|naturaleza|planeta|medio)\b.{0,40}|(?:avant d['’]imprimer|prima di stampare|n['’]imprimez)\b.{0,90}|(?:denken sie an|bitte denken sie an|schonen sie|drucken sie) .{0,20}(?:umwelt|nötig|notwendig).{0,40}|(?:denk aan het milieu|spaar het milieu).{0,50}|(?:tänk på miljön|tenk på miljøet|tænk på miljøet|ajattele ympäristöä).{0,50}|(?:pomyśl o środowisku|przed wydrukowaniem|chroń środowisko|než vytisknete|šetřete|myslete na životní prostředí|lütfen çevreyi|çevreyi koruyalım|gondoljon a környezet|kérjük,? gondoljon).{0,70}|(?:перед печатью|берегите природу|берегите лес|бережіть|перед друком).{0,70})$",
    )
});

/// "Sent from my iPhone, not checked" speaks of what was sent.
static UNCHECKED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:not|never|un)[ -]?(?:yet )?(?:checked|scanned)\b"));

/// Whole lines of scripts that set no blanks.
static TAGLINE_WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:從我的|从我的) ?(?:iphone|ipad|手機|手机) ?(?:傳送|发送|傳出)\W*$|^\W*sent on the go,? (?:please|pls) (?:excuse|pardon) (?:any )?(?:typos|brevity)\W*$|^\W*(?:从我的|发自我的|發自我的) ?(?:iphone|ipad|华为手机|小米手机|手机|安卓手机|android)\W*$|^\W*(?:私の)?iphoneから送信\W*$|^\W*나의 (?:iphone|ipad|갤럭시)에서 (?:보냄|보냈습니다)\W*$|^\W*ส่งจาก[\p{Thai}\p{M} \w.]*$|^\W*ارسل من[\p{Arabic} \w.]*$|^\W*נשלח מ[\p{Hebrew} \w.־-]*$|^\W*내 [\p{Hangul} \w.]*에서 보냄\W*$|^\W*đã gửi từ (?:iphone|ipad|điện thoại|máy tính bảng|android|samsung galaxy)(?: của tôi)?\W*$|^\W*[أا][ُ]?رسلت من (?:ال|الـ|جهاز|هاتف|جهازي)?(?:ـ)? ?(?:iphone|ipad|android|الآيفون|آيفون|هاتفي|جوالي|المحمول|الذكي| )*\W*$|^\W*отправлено (?:из|с) (?:мобильной почты|почты mail\.ru|моего (?:iphone|ipad|телефона|смартфона|планшета|android)|устройства (?:samsung|xiaomi|android|huawei)|iphone|ipad|яндекс[ .]?почты|приложения (?:почта|gmail|mail\.ru|яндекс))[ \w.]{0,20}\W*$|^\W*надіслано (?:з|із) (?:мого )?(?:iphone|ipad|телефону|смартфона|android|пристрою [a-z]+)\W*$|^\W*(?:来自|发自) ?(?:qq邮箱|网易邮箱\w*|foxmail)\W*$",
    )
});

/// Pictures as text, and the scanner's own address.
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*links?:\W*$|^\W*\[\d{1,2}\] https?://\S+$|^\W*\[\.{2,3} ?\d+ (?:lines?|words?) (?:elided|deleted|omitted|snipped|cut)[ .]*\]\W*$|^-{3,} ?(?:end|ende|fin|fine|koniec|конец)\b.{0,60}$|^[*=_]{3,} ?(?:end|ende|fin|fine|koniec|конец)(?: of (?:the )?(?:response )?(?:template|message|mail|reply|response))? ?[*=_]{3,}$|^\W*(?:[\[<](?:cid:[^\]>\s]{0,120}|(?:image|logo|photo|icon|picture|bild|imagen|imagem):? ?(?:\d{0,4}|image\d*\.\w+|(?:company |our )?logo|linkedin|twitter|x|facebook|instagram|youtube|mastodon|[\w.-]+\.(?:png|jpe?g|gif)))[\]>]\s*)+$|^\W*(?:https?://)?www\.(?:avast|avg|eset|mcafee|kaspersky|norton|bitdefender)\.\S*\W*$",
    )
});

/// Whether a line was put there by a telephone, a mail program or a scanner.
pub(super) fn is_tagline(line: &str) -> bool {
    // A "compromisso" is an obligation.
    let unmade = || words::unmakes(&line.replace("compromis", ""));
    if PAPER.is_match(line) && !unmade() && !words::decides(line) {
        return true;
    }
    if TAGLINE_WHOLE.is_match(line) || (PICTURE.is_match(line) && !words::unmakes(line)) {
        return true;
    }
    line.chars().count() <= LONGEST
        && TAGLINE.is_match(line)
        && !UNCHECKED.is_match(line)
        && vocabulary::is_made_of(Around::Device, without_links(line).as_ref(), &|_| false)
}

static BANNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:\[?(?:external|extern[eo]?|ext|caution|warning|attention|achtung|vorsicht|let op|suspicious|be careful|security notice|important)\b|this (?:e-?mail|message) (?:originated|came|comes|was sent|has been sent|is) from|diese (?:e-?mail|nachricht) (?:kommt|stammt)|dit bericht (?:is|komt)|ce (?:message|courriel) provient|este (?:correo|mensaje) (?:se originó|proviene)|do not click|you don['’]?t often get e-?mail|some people who received|learn why this is important|(?:e-?mail|sent|message) from outside)",
    )
});

/// A line that a mail gateway put on top ("[EXTERNAL] …"); `own` knows the
/// words of the writer's own house.
pub(super) fn is_banner(text: &str, own: &dyn Fn(&str) -> bool) -> bool {
    BANNER.is_match(text) && continues_banner(text, own)
}

/// Whether a line below a banner goes on with it.
pub(super) fn continues_banner(text: &str, own: &dyn Fn(&str) -> bool) -> bool {
    vocabulary::is_made_of(Around::Banner, without_links(text).as_ref(), own)
}

static LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[<\[(]?(?:https?://|www\.|mailto:)[^\s<>\[\]()]*[>\])]?|\S+@\S+"));

pub(super) fn without_links(text: &str) -> std::borrow::Cow<'_, str> {
    LINK.replace_all(text, " ")
}

//------------ Legal notices ---------------------------------------------------

static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:(?:[\p{L}\d.&-]+ ){0,3}disclaimer\b|(?:this|the (?:information|content|contents) (?:contained |transmitted )?(?:in|of|by) this|the contents of this) (?:e-?mail|electronic mail|message|communication|transmission)\b|(?:confidentiality|legal|privacy|disclaimer|e-?mail disclaimer|important|privileged)(?: (?:notice|note|and|warning|disclaimer))?\b.{0,20}[:.-]|disclaimer\b|if you (?:are not|have received)|(?:privileged|confidential)\b|any views|the sender|e-?mail transmission",
        r"|diese (?:e-?mail|nachricht) (?:kann|enthält|ist|und)|dit (?:e-?mail)?bericht|de informatie in|deze e-?mail|ce (?:message|courriel|courrier|mail)\b|este (?:mensaje|correo|e-?mail)|esta (?:mensagem|comunicación),?|aviso (?:legal|de confiden)|questo (?:messaggio|documento)|il presente messaggio|la presente|le informazioni|les informations|die in dieser|tato zpráva|ta wiadomość|niniejsza|это (?:сообщение|электронное)|настоящее сообщение|информация|detta (?:meddelande|mejl)|denne (?:e-?post|mail|meddelelse)|tämä (?:viesti|sähköposti)|ez az üzenet|acest (?:mesaj|e-?mail)|bu (?:e-?posta|mesaj|ileti)|ai sensi|ai sensi e per gli effetti|in ottemperanza|avviso|avvertenza|attenzione:|nota di riservatezza|تنبيه|إخلاء|هذا (?:البريد|الإيميل)|این (?:ایمیل|پیام|نامه)|הודעה זו|דוא.?ל זה|το παρόν|αυτό το (?:μήνυμα|e-?mail)|цей (?:лист|електронний)|це (?:повідомлення|електронне)|ця інформація|ovaj e-?mail|ova (?:poruka|elektronička)|to (?:sporočilo|elektronsko)|táto správa|tento e-?mail|данное (?:сообщение|электронное|письмо)|ky (?:mesazh|email)|šis (?:e-?pastas|laiškas|pranešimas|e-?pasts|ziņojums)|šī (?:e-?pasta|ziņa)|käesolev|see (?:e-?kiri|sõnum|kiri)|þessi (?:tölvupóstur|skilaboð)|tölvupóstur þessi|ten e-?mail|treść|aquest (?:missatge|correu)|a mensagem|as informações|la información|el contenido|tin nhắn này|email này|thư (?:điện tử )?này|อีเมล(?:ฉบับ)?นี้|ข้อความ(?:ใน|นี้)|(?:pesan|surel|e-?mel|emel|surat elektronik) ini|barua pepe hii|ujumbe huu|यह (?:ईमेल|संदेश)|এই (?:ইমেইল|বার্তা)|この(?:e?-?|電子)?メール|本(?:e?-?|電子)?メール|本邮件|本郵件|此邮件|此郵件|本电子邮件|本電子郵件|本信|본 (?:메일|이메일|메시지|전자우편)|이 (?:메일|메시지)|هذه الرسالة)"
    ))
});

/// Words no answer has, so that such a paragraph is a notice whatever it denies.
static LEGAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:e-?mail )?disclaimer\b|confidential|privileged|intended (?:recipient|solely|only|for|exclusively)|liabilit|legally binding|not binding|unauthori[sz]ed (?:use|disclosure|copying)|virus|vertraulich|vertrouwelijk|confidentiel|confidencial|riservat|důvěrn|poufn|конфиденциальн|конфіденційн|konfidentiell|fortrolig|luottamuksell|bizalmas|confidențial|gizli|機密|保密|기밀|비밀|سري|محرمان|חסוי|εμπιστευτικ|povjerljiv|poverljiv|поверљив|zaupn|dôvern|tajn|konfidenc|konfidentsiaal|konfidenciāl|trúnað|bảo mật|rahasia|sulit|terhad|ความลับ|เป็นลับ|ya siri|गोपनीय|গোপনীয়|məxfi|құпия|поверителн|доверлив|даверн",
    )
});

/// What every sentence of an English notice speaks of.
static TOPIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:disclaimer|confidential\w*|privileged?|privacy|intended|recipients?|addressees?|e-?mails?|messages?|mails?|transmissions?|communications?|attach\w*|sender|delete[ds]?|notif\w+|liab\w+|warrant\w+|virus\w*|disclos\w+|copy|copying|copies|distribut\w+|disseminat\w+|unauthori[sz]ed|views|opinions|law|laws|legal\w*|binding|errors?|omissions?|contract\w*|registered|regulations?|gdpr|copyright|monitor\w*|reliance|prohibited)\b",
    )
});

/// What no notice speaks of.
static MATTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:word above|typed|in fact|second signature|fictitious|this person|person named|data above|joke|request|assertion|simulat\w+|without permission|void|test(?:ing)? purposes|states? no facts|(?:answers?|confirmations?) in this (?:e-?mail|mail|message))\b",
    )
});

/// What no notice speaks of in other languages: this answer, and that something
/// is void or was sent by mistake. That it may have been received by mistake
/// they all say.
static MATTER_ABROAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:bestätigung|antwort|angaben?|obige[rsnm]?|ungültig\w*|unwahr\w*|irrtümlich (?:gesendet|verschickt)|gefälscht\w*|bevestiging|antwoord|hierboven|ongeldig|klopt niet|confirmation|réponse|ci-dessus|fauss?e?|nulle et non avenue|envoyé par erreur|confirmación|respuesta|arriba|anterior|no vale|inválid[oa]|falso|falsa|enviado por error|confirmação|resposta|acima|enviad[oa] por engano|conferma|confermo|risposta|sopra|non valid\w|inviat[oa] per errore|bekräftelse\w*|bekreftelse\w*|bekræftelse\w*|svaret|ovanstående|ovenstående|ogiltig\w*|ugyldig\w*|vahvistus|vastaus|yllä oleva|virheellinen|kinnitus|vastus|ülaltoodud|kehtetu",
        r"|potvrzení|odpověď|výše|neplat\w+|potvrdenie|odpoveď|vyššie|potwierdzeni\w+|odpowiedź|powyższ\w+|nieważn\w+|megerősítés|válasz|fenti|érvénytelen|confirmarea|răspunsul|de mai sus|nevalabil\w*|potvrda|potrditev|odgovor|gore naveden\w*|neveljav\w+|nevaž\w+|konfirmim\w*|përgjigj\w+|patvirtinimas|atsakymas|negalioja|apstiprinājums|atbilde|nederīg\w+|onay\w*|cevap|cevabım|yanıt|yukarıdaki|geçersiz\w*|təsdiq|cavab|etibarsız\w*|επιβεβαίωση|απάντηση|παραπάνω|άκυρ\w+|подтвержд\w+|ответ|выше|недействит\w+|отправлен\w* по ошибке|не учитыв\w+|підтвердж\w+|відповідь|вище|недійсн\w+|надіслан\w* помилково|потвържд\w+|отговор\w*|невалид\w+|потврда|одговор|неважећ\w+|konfirmasi|jawaban|di atas|batal|pengesahan|jawapan|tidak sah|uthibitisho|jibu|batili)\b",
        r"|以上确认|以上確認|确认无效|確認無效|无效|無效|無効|誤送信|误发|誤發|上記の(?:回答|確認|返信)|위의|무효|잘못 보|التأكيد|الرد أعلاه|مزور|لا يعتد|باطل|האישור|התשובה|לעיל|תקף|تایید بالا|پاسخ بالا|नकली|ऊपर|ยืนยันข้างต้น|คำตอบ|เป็นโมฆะ|xác nhận trên|trả lời trên|vô hiệu"
    ))
});

/// Words a notice has at least; lawyers are not brief, remarks are.
const LEGAL_WORDS: usize = 6;

/// Whether a legal notice begins with these lines.
pub(super) fn begins_notice(lines: &[&str]) -> bool {
    let paragraph = || lines.iter().take(6).take_while(|line| !line.is_empty());
    let words = paragraph().flat_map(|line| line.split_whitespace()).count();
    // Some scripts write without blanks.
    let long = words >= LEGAL_WORDS || paragraph().any(|line| line.len() >= 60);
    long && lines.first().is_some_and(|line| NOTICE.is_match(line))
        && paragraph().any(|line| LEGAL.is_match(line))
}

/// Whether a paragraph is a legal notice, whatever it begins with.
pub(super) fn is_notice(text: &str) -> bool {
    text.split_whitespace().count() >= LEGAL_WORDS && LEGAL.is_match(text) && TOPIC.is_match(text)
}

/// Whether something is said among the lines of a notice that is none of it.
pub(super) fn says_more(notice: &[&str]) -> bool {
    let paragraphs = notice.split(|line| line.is_empty());
    paragraphs
        .map(|lines| lines.join(" "))
        .filter(|text| !text.is_empty())
        .any(|text| is_foreign_to_notice(&text))
}

fn is_foreign_to_notice(text: &str) -> bool {
    let foreign = |sentence: &String| {
        sentence.split_whitespace().count() >= 3
            && words::unmakes(sentence)
            && !TOPIC.is_match(sentence)
    };
    MATTER.is_match(text)
        || (!ENGLISH.is_match(text) && MATTER_ABROAD.is_match(text))
        || (ENGLISH.is_match(text) && super::courtesy::sentences(text).iter().any(foreign))
}

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:the|and|are|this)\b"));

//------------ List footers ----------------------------------------------------

/// The footer of a mailing list.
static FOOTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bmailing list\b|listinfo|\bunsubscribe\b|/lists?[./]|mailman"));

/// Whether a line can be nothing but such a footer: it has the list's address
/// or tells how to leave it.
pub(super) fn is_list_footer(line: &str) -> bool {
    static LEAVING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"mailing list\b.*(?:@|https?://)|\bto unsubscribe (?:from|send|visit|go|click)|https?://\S*(?:listinfo|/lists?/|mailman)",
        )
    });
    LEAVING.is_match(line) && !words::decides(line)
}

/// Whether a line belongs to the footer of a mailing list.
pub(super) fn is_footer(line: &str) -> bool {
    FOOTER.is_match(line)
}
