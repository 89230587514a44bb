//! Names of China, Japan and Korea, known by their family names.
//!
//! They are few and begin the name, so that a list of them tells a name from a
//! sentence; those that also begin common words are left out.

/// "山田です": a Japanese writer says who he is.
pub(in crate::reading) fn introduces_himself(sentence: &str) -> bool {
    let name = ["です", "でございます", "と申します"]
        .iter()
        .find_map(|ending| sentence.strip_suffix(ending));
    name.map(|name| name.rsplit('の').next().unwrap_or(name))
        .is_some_and(is_eastern)
        || introduces_in_korean(sentence)
}

/// "서버팀 이성호입니다": a Korean writer says who he is.
fn introduces_in_korean(sentence: &str) -> bool {
    const FAMILIES: &str =
        "김이박최정강조윤장임한오서신권황안송전홍유고문손양배백허남심노하곽성차주우구민진";
    let name = sentence.strip_suffix("입니다").unwrap_or_default();
    let name = name.rsplit(' ').next().unwrap_or_default();
    name.chars().count() == 3
        && name.starts_with(|c| FAMILIES.contains(c))
        && !super::has_speech(name)
        && !super::super::words::unmakes(name)
}

/// A Chinese, Korean or Japanese name, by its family name; those that also
/// begin common words are left out.
pub(in crate::reading) fn is_eastern(name: &str) -> bool {
    const ONE: &str = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱林郭马馬罗羅梁宋郑鄭韩韓唐冯馮董萧蕭曹袁邓鄧傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪姜范石姚谭譚廖邹鄒熊陆陸郝孔崔邱秦侯邵孟龙龍段雷钱錢汤湯尹乔喬贺賀赖賴龚龔";
    const KOREAN: &str = "김박윤황권송홍";
    const TWO: &[&str] = &[
        "山田",
        "佐藤",
        "鈴木",
        "高橋",
        "田中",
        "伊藤",
        "渡辺",
        "渡邊",
        "山本",
        "中村",
        "小林",
        "加藤",
        "吉田",
        "山口",
        "松本",
        "井上",
        "木村",
        "斎藤",
        "清水",
        "山崎",
        "池田",
        "橋本",
        "阿部",
        "石川",
        "前田",
        "藤田",
        "小川",
        "岡田",
        "後藤",
        "長谷川",
        "村上",
        "近藤",
        "石井",
        "坂本",
        "遠藤",
        "青木",
        "藤井",
        "西村",
        "福田",
        "太田",
        "三浦",
        "岡本",
        "松田",
        "中川",
        "中野",
        "原田",
        "小野",
        "竹内",
    ];
    let count = name.chars().count();
    let Some(first) = name.chars().next() else {
        return false;
    };
    let han = name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let hangul = name.chars().all(|c| matches!(c, '\u{ac00}'..='\u{d7a3}'));
    let eastern = TWO.iter().any(|family| name.starts_with(family)) && count <= 6;
    (han && (2..=3).contains(&count) && ONE.contains(first))
        || (hangul && count == 3 && KOREAN.contains(first))
        || eastern
}
