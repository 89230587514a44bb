//! Closing words and sentences in the languages of the world's registries.
//!
//! A list of what signatures are made of can never be complete: every country
//! has its streets, offices and houses. Below closing words that are known, it
//! is asked the other way round: whether a line has any word of a sentence. The
//! words by which people say something are few in each language, and a line
//! that has none of them and the form of a signature is one.

use super::list;
use crate::reading::spelling;
use std::collections::HashSet;
use std::sync::LazyLock;

static CLOSING: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("closing.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect()
});

static SPEECH: LazyLock<HashSet<&'static str>> = LazyLock::new(|| list(include_str!("speech.txt")));

/// The same words as they look without their accents, which many leave out.
static UNACCENTED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let long = |word: &&&str| word.chars().count() > 3 && word.chars().all(is_latin);
    let bare = SPEECH.iter().filter(long);
    bare.map(|word| spelling::bare(word).to_string()).collect()
});

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && u32::from(c) < 0x250
}

/// Whether a line is one of the phrases that close a letter.
pub(in crate::reading) fn is_closing(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let line = words.join(" ").to_lowercase().replace(['’', '`', '´'], "'");
    let bare = line.trim_matches(|c: char| {
        c.is_ascii_punctuation() || c.is_whitespace() || MARKS.contains(&c)
    });
    CLOSING.contains(bare)
}

/// Words of offices, houses and places, without accents.
static HOUSE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| list(include_str!("house.txt")));

/// Whether a word is one of offices, houses and places abroad.
pub(in crate::reading) fn is_of_house(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !(c.is_alphanumeric() || is_joined(c)));
    let plain = spelling::bare(bare);
    // "Rechenzentrumsleitung" ends in the word that tells.
    let compound = || {
        let ends = plain.char_indices().skip(1).map(|(from, _)| from);
        ends.filter_map(|from| plain.get(from..))
            .take_while(|end| end.len() >= COMPOUND)
            .any(|end| HOUSE.contains(end))
    };
    HOUSE.contains(plain.as_str())
        || HOUSE.contains(bare.to_lowercase().as_str())
        || bare
            .split('-')
            .any(|part| HOUSE.contains(spelling::bare(part).as_str()))
        || (plain.is_ascii() && compound())
}

/// The shortest word that tells at the end of a longer one, in letters.
const COMPOUND: usize = 5;

/// Marks that stand around closing words.
const MARKS: &[char] = &[
    '،', '。', '，', '、', '！', '…', '—', '–', '：', '·', '।', '۔', '՝', '։', '་', '။', '។',
];

/// Whether a line has a word of a sentence in some language but English.
pub(in crate::reading) fn has_speech(line: &str) -> bool {
    let speaks = |word: &str| {
        let lower = word.to_lowercase();
        // "IT" and "SA" stand for houses and offices.
        let initials = word.chars().count() <= 3 && word.chars().all(char::is_uppercase);
        !initials && (SPEECH.contains(lower.as_str()) || UNACCENTED.contains(lower.as_str()))
    };
    line.split(|c: char| !(c.is_alphanumeric() || is_joined(c)))
        .any(|word| !word.is_empty() && speaks(word))
        || UNSPACED.iter().any(|word| line.contains(word))
}

/// Whether a line begins like a phrase that limits what was said: a house or an
/// office does not begin with "under", "without" or "after".
pub(in crate::reading) fn limits(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    LIMITING.contains(&first.to_lowercase().as_str())
}

/// Words of place and manner that no signature begins with.
const LIMITING: &[&str] = &[
    "nach",
    "unter",
    "vor",
    "ohne",
    "mit",
    "gegen",
    "trotz",
    "bis",
    "laut",
    "gemäß",
    "wegen",
    "zur",
    "zum",
    "aus",
    "onder",
    "zonder",
    "met",
    "na",
    "tegen",
    "volgens",
    "tot",
    "wegens",
    "ter",
    "sous",
    "sans",
    "avec",
    "après",
    "avant",
    "selon",
    "contre",
    "malgré",
    "jusqu'au",
    "jusque",
    "sur",
    "à",
    "en",
    "bajo",
    "sin",
    "con",
    "según",
    "tras",
    "hasta",
    "contra",
    "salvo",
    "por",
    "a",
    "em",
    "sob",
    "sem",
    "com",
    "após",
    "até",
    "sotto",
    "senza",
    "dopo",
    "secondo",
    "fino",
    "in",
    "sub",
    "fără",
    "cu",
    "după",
    "până",
    "în",
    "under",
    "utan",
    "med",
    "efter",
    "enligt",
    "trots",
    "till",
    "uden",
    "uten",
    "ifølge",
    "etter",
    "indtil",
    "undir",
    "án",
    "eftir",
    "ilman",
    "ennen",
    "pärast",
    "ilma",
    "kuni",
    "pod",
    "bez",
    "po",
    "przed",
    "według",
    "do",
    "před",
    "podle",
    "pred",
    "podľa",
    "brez",
    "prije",
    "nakon",
    "prema",
    "nën",
    "pa",
    "pas",
    "under",
    "po",
    "be",
    "iki",
    "pagal",
    "zem",
    "bez",
    "līdz",
    "pēc",
    "под",
    "без",
    "после",
    "до",
    "согласно",
    "по",
    "при",
    "на",
    "в",
    "від",
    "під",
    "після",
    "згідно",
    "для",
    "след",
    "преди",
    "пре",
    "после",
    "према",
    "υπό",
    "χωρίς",
    "μετά",
    "κατά",
    "έως",
    "μέχρι",
    "σε",
    "di",
    "tanpa",
    "setelah",
    "sebelum",
    "dengan",
    "chini",
    "bila",
    "baada",
    "kabla",
    "trong",
    "sau",
    "trước",
    "theo",
    "تحت",
    "بدون",
    "بعد",
    "قبل",
    "حسب",
    "حتى",
    "زیر",
    "پس",
    "پیش",
    "תחת",
    "ללא",
    "אחרי",
    "לפני",
    "לפי",
    "עד",
];

/// Signs that belong to a word: vowels written as marks, apostrophes, hyphens.
fn is_joined(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʻ' | '-')
        || super::is_joining(c)
        || matches!(c, '\u{591}'..='\u{5c7}')
}

/// What sentences have in scripts that set no blanks between words.
const UNSPACED: &[&str] = &[
    // Chinese
    "请",
    "請",
    "我",
    "你",
    "您",
    "他",
    "她",
    "它",
    "这",
    "這",
    "那",
    "是",
    "的人",
    "了",
    "吗",
    "嗎",
    "呢",
    "吧",
    "等待",
    "稍等",
    "等等",
    "将",
    "將",
    "已",
    "错",
    "錯",
    "假",
    "骗",
    "騙",
    "取消",
    "撤",
    "删",
    "刪",
    "测试",
    "測試",
    "今天",
    "明天",
    "昨天",
    "确认",
    "確認",
    "待",
    "批",
    "审",
    "審",
    "被",
    "迫",
    "相反",
    "盗",
    "盜",
    "伪",
    "偽",
    "签",
    "簽",
    "署名",
    "草案",
    "临时",
    "臨時",
    "暂",
    "暫",
    "取",
    "作废",
    "作廢",
    "无效",
    "無效",
    // Japanese
    "承認",
    "仮",
    "下書",
    "逆",
    "強制",
    "されて",
    "メール",
    "返事",
    "保留",
    "です",
    "ます",
    "でし",
    "まし",
    "ください",
    "下さい",
    "ない",
    "せん",
    "する",
    "した",
    "して",
    "いる",
    "ある",
    "なる",
    "彼",
    "私",
    "これ",
    "それ",
    "待",
    "間違",
    "偽",
    "嘘",
    "取り消",
    "テスト",
    "冗談",
    "だ。",
    // Korean
    "니다",
    "세요",
    "십시오",
    "주세",
    "해요",
    "어요",
    "아요",
    "했다",
    "입니",
    "습니",
    "그는",
    "그녀",
    "저는",
    "제가",
    "이것",
    "잠시",
    "기다",
    "확인",
    "아직",
    "이미",
    "내일",
    "어제",
    "오늘",
    "거짓",
    "취소",
    "테스트",
    "농담",
    "승인",
    "대기",
    "시험",
    "메일",
    "강요",
    "반대",
    "위조",
    "서명",
    "임시",
    "초안",
    "보류",
    "가짜",
    "도용",
    // Thai, Lao
    "รออนุมัติ",
    "อนุมัติ",
    "รอการ",
    "ตรงกันข้าม",
    "ถูกบังคับ",
    "บังคับ",
    "ชั่วคราว",
    "ร่าง",
    "ทดลอง",
    "ลายเซ็น",
    "ตรงข้าม",
    "ข้อความ",
    "ผม",
    "ดิฉัน",
    "ฉัน",
    "เรา",
    "เขา",
    "เธอ",
    "นี้",
    "นั้น",
    "คือ",
    "เป็น",
    "อยู่",
    "แล้ว",
    "จะ",
    "ได้",
    "ไม่",
    "มิได้",
    "ต้อง",
    "กรุณา",
    "โปรด",
    "โทรหา",
    "ตรวจสอบ",
    "ลบออก",
    "ปลอม",
    "ล้อเล่น",
    "ลาออก",
    "เมื่อวาน",
    "พรุ่งนี้",
    "วันนี้",
    "ผิดพลาด",
    "ผิดคน",
    "ยกเลิก",
    "หยุด",
    "ทดสอบ",
    "ข้าพเจ้า",
    "ຂ້ອຍ",
    "ພວກເຮົາ",
    "ລາວ",
    "ແມ່ນ",
    "ບໍ່",
    "ກະລຸນາ",
    "ລໍຖ້າ",
    "ຜິດ",
    "ຍົກເລີກ",
    "ແລ້ວ",
    "ຈະ",
    // Khmer, Burmese
    "ខ្ញុំ",
    "យើង",
    "គាត់",
    "នាង",
    "នេះ",
    "នោះ",
    "គឺ",
    "មិន",
    "បាន",
    "នឹង",
    "រង់ចាំ",
    "ខុស",
    "បោះបង់",
    "ឥឡូវ",
    "ကျွန်",
    "သူ",
    "ဒါ",
    "မဟုတ်",
    "ပါသည်",
    "ပါတယ်",
    "မည်",
    "စောင့်",
    "မှား",
    "ဖျက်",
];
