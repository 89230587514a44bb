//! The words that close a letter, in the registries' languages.

use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::{vocabulary, words};
use std::sync::LazyLock;

/// The closing words that vary; those that do not are a list.
static VARIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:(?:with |my |our )*(?:best|kind|kindest|warm|warmest|friendly|many|cordial|sincere)(?: (?:and|&) \w+)?[, ]+(?:regards?|wishes|greetings)",
        r"|(?:many )?thanks(?: (?:and|&|with)(?: \w+)? regards)?|thank you(?: and(?: \w+)? regards)?|greetings(?: from (?:the )?(?-i:\p{Lu})[\p{L}-]+(?: (?-i:\p{Lu})[\p{L}-]+){0,2})?",
        r"|mit (?:freundlichen|besten|herzlichen|vielen|schönen|kollegialen) (?:grüßen|grüssen|gruessen|gruß|gruss|wünschen|empfehlungen)|(?:met )?(?:vriendelijke|hartelijke) groet\w*|vriendelijke groet\w*|groet\w*|(?:avec (?:mes|nos)|(?:je vous prie|nous vous prions|veuillez)(?: d['’]| bien vouloir)? ?(?:agréer|recevoir|croire|accepter))(?:[ ,]|l['’]|d['’]|madame|monsieur|mesdames|messieurs|chers?|chères?|collègues?|à|en|expression|assurance|de|mes|nos|ma|notre|les|plus|haute|parfaite|considération|salutations?|sentiments?|compliments|remerciements|hommages|distinguée?s?|meilleure?s?|respectueu(?:x|ses?)|cordiale?s?|sincères?|profond|respect|dévoués?|amicales?)+",
        r"|(?:un )?(?:cordial )?saludos?(?: cordial\w*)?|(?:um )?abraços?|s přáním(?: (?:hezkého|pěkného|příjemného|krásného|úspěšného|dobrého|klidného|dne|týdne|víkendu|večera|odpoledne|zbytku|všeho|nejlepšího))+|saygılar\w*|[iİ]yi (?:çalışmalar|günler)(?: dilerim| dileriz)?",
        r"|med (?:vänliga?|venlig|vennlig|bästa|beste) hälsning\w*|(?:venlig|vennlig|hilsen|mange) hilsen\w*|مع (?:أطيب |خالص )?(?:التحية|التحيات|تحيات\w*|تحياتي)|وتفضلوا(?:[ ،و]|بقبول|فائق|خالص|وافر|أسمى|عبارات|الاحترام|التقدير|التحية|التحيات|الشكر|تحياتي|تقديري|احترامي|سيدي|سعادتكم)+",
        r"|(?:以上、?)?(?:何卒)?(?:ご(?:確認|査収|検討|対応)(?:のほど|の程)?、?)?(?:よろしく|宜しく)お(?:願い|ねがい)(?:いた|致)?(?:します|申し上げます|申しあげます)?|ขอบคุณ\w*|lep(?:o)? pozdrav\w*|(?:með |bestu |kær |kærar )*kveðj\w+|(?:schöne|viele|liebe|herzliche|beste) grüße aus (?-i:\p{Lu})[\p{L}-]+(?: (?-i:\p{Lu})[\p{L}-]+){0,2}|감사합니다[. ]*수고하세요",
        r"|(?:met )?(?:beste|vriendelijke) groet\w*(?: uit (?-i:\p{Lu})[\p{L}-]+(?: (?-i:\p{Lu})[\p{L}-]+){0,2})?|ar laba(?:m|s) vēlējum\w+|yst\.? ?terv\.?|ขอบพระคุณ\w*",
        r"|regards from (?:(?:rainy|sunny|cold|warm|snowy) )+(?:weather(?: here)?|day)|regards from (?:the |rainy |sunny |cold |warm |snowy )*(?-i:\p{Lu})[\p{L}-]+(?: (?-i:\p{Lu})[\p{L}-]+){0,2}",
        r"|have a (?:nice|good|great|lovely|wonderful) (?:day|weekend|week|evening|one)(?: ahead)?|s p[rř][aá]telsk[yý]m pozdrav[eo]m|(?:lijep|lep|lijepi) pozdrav\w*|敬祝 ?順心)[\s,.!;:*_！。、，-]*$",
    ))
});

/// A valediction with a name on the same line ("Best regards, Jane Doe").
static VALEDICTION_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:(?:best|kind|kindest|warm) regards|regards|sincerely|yours (?:sincerely|faithfully)|cheers|thanks|thank you|many thanks|mit freundlichen grüßen|viele grüße|met vriendelijke groet|cordialement|saludos|atentamente|cordiali saluti|pozdrawiam|s pozdravem|с уважением|saygılarımla|mvh|med vänlig hälsning|med venlig hilsen|med vennlig hilsen)[,.!]? +(?P<name>(?-i:\p{Lu}[\p{L}\p{M}'’.-]*)(?: (?-i:[\p{Lu}(][\p{L}\p{M}'’.()-]*|van|von|de|der|den|da|di|la|le|bin|al|el)){0,5})[\s,.]*$",
    )
});

/// "Best regards", in one language or two.
pub(in crate::reading) fn is_valediction(line: &str) -> bool {
    closes(line)
        || closes_with_house(line)
        || closes_with_name(line)
        || line.contains(['/', '|'])
            && line.split(['/', '|']).enumerate().all(|(place, part)| {
                // "Mvh / Nisse"
                let signed = place > 0
                    && part.split_whitespace().count() <= 2
                    && part.split_whitespace().all(vocabulary::is_given_or_family);
                signed || closes(part)
            })
}

/// Whether a line is closing words and nothing else.
fn closes(line: &str) -> bool {
    vocabulary::is_closing(line) || VARIED.is_match(line.trim())
}

/// "Tervitades, Registri meeskond": closing words in any language, and behind a
/// comma a name or a house in few words.
fn closes_with_house(line: &str) -> bool {
    let Some((closing, tail)) = line.split_once([',', '،', '，']) else {
        return false;
    };
    let words = tail.split_whitespace().count();
    (1..=4).contains(&words)
        && closes(closing)
        && !words::decides(tail)
        && !words::unmakes(tail)
        && !vocabulary::has_speech(tail)
        && tail.split_whitespace().all(|word| {
            vocabulary::is_given_or_family(word)
                || vocabulary::is_of_house(word)
                || vocabulary::is_office_word(word)
                || word.trim_end_matches('.').chars().count() == 1
        })
}

/// "Best regards, Jane Doe" on one line: behind the words stands a name, not a
/// sentence in capitals ("Thanks In Advance For Rejecting").
pub(super) fn closes_with_name(line: &str) -> bool {
    if let Some(found) = VALEDICTION_NAMED.captures(line) {
        let name = found.name("name").map_or("", |m| m.as_str());
        let known = name.split_whitespace().any(vocabulary::is_given_or_family);
        let common = name.split_whitespace().any(vocabulary::is_common);
        return !words::unmakes(name) && (known || !common);
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    (1..=3.min(words.len().saturating_sub(1))).any(|count| {
        let (head, tail) = words.split_at(words.len().saturating_sub(count));
        tail.iter().all(|word| vocabulary::is_given_or_family(word)) && closes(&head.join(" "))
    })
}

/// Whether a valediction is one of thanks, which may also stand in mid-text.
pub(super) fn gives_thanks(line: &str) -> bool {
    THANKS.is_match(line)
}

static THANKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:many )?(?:thanks|thank you|thx|gracias|obrigad\w|grazie|merci|danke|谢谢|謝謝|감사합니다)",
    )
});
