//! The words that close a letter, in the registries' languages.

use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::{vocabulary, words};
use std::sync::LazyLock;

static VALEDICTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:(?:with |my |our )*(?:best|kind|kindest|warm|warmest|friendly|many|cordial|sincere)(?: (?:and|&) \w+)?[, ]+(?:regards?|wishes|greetings)|regards|rgds|br|kr|brgds|best|cheers|sincerely|yours (?:sincerely|faithfully|truly)|sincerely yours|con los mejores deseos|respectfully(?: yours)?|faithfully|cordially|(?:many )?thanks(?: (?:and|&|with)(?: \w+)? regards)?|thank you(?: and(?: \w+)? regards)?|thx|all the best|take care|warmly|truly|greetings(?: from (?:the )?(?-i:\p{Lu})[\w ]+)?|have a (?:nice|good|great) (?:day|weekend|week|evening)|with (?:best|kind) regards",
        r"|mit (?:freundlichen|besten|herzlichen|vielen|schönen|kollegialen) \w+|(?:freundliche|viele|beste|herzliche|schöne|liebe) grüße|freundliche grüsse|mfg|vg|lg|gruß|grüße|hochachtungsvoll|(?:met )?(?:vriendelijke|hartelijke) groet\w*|vriendelijke groet\w*|groet\w*|mvg|hoogachtend|(?:bien )?cordialement|bien à vous|(?:sincères |meilleures )?salutations|(?:avec mes|je vous prie d)\b.*|veuillez agréer.*|(?:un )?(?:cordial )?saludos?(?: cordial\w*)?|atentamente|atte|cordialmente|atenciosamente|att|(?:com os melhores )?cumprimentos|(?:um )?abraços?|grato|(?:distinti|cordiali|migliori) saluti|saluti",
        r"|pozdrawiam|z poważaniem|z wyrazami szacunku|pozdrowienia|s pozdravem|s úctou|s přáním.*|zdravím|s pozdravom|с уважением|з повагою|с наилучшими пожеланиями|всего доброго|saygılar\w*|saygı ile|[iİ]yi (?:çalışmalar|günler)(?: dilerim| dileriz)?|selamlar|med (?:vänliga?|venlig|vennlig|bästa|beste) hälsning\w*|med (?:venlig|vennlig) hilsen|(?:vänliga|bästa|hjärtliga) hälsningar|(?:venlig|vennlig|hilsen|mange) hilsen\w*|hälsningar|hilsen|mvh|vh|(?:ystävällisin|parhain) terveisin|terveisin|üdvözlettel|tisztelettel|cu (?:stimă|respect|drag)|με εκτίμηση|φιλικά|مع (?:أطيب |خالص )?(?:التحية|التحيات|تحيات\w*|تحياتي)|تحياتي|وتفضلوا.*|با احترام|با تشکر|בברכה|בכבוד רב|تشکر",
        r"|(?:以上、?)?(?:何卒)?(?:ご(?:確認|査収|検討|対応)(?:のほど|の程)?、?)?(?:よろしく|宜しく)お(?:願い|ねがい).*|敬具|以上|此致|敬礼|敬禮|顺祝商祺|顺颂商祺|祝好|谢谢|謝謝|감사합니다|드림|ขอแสดงความนับถือ|ขอบคุณ\w*|trân trọng|hormat (?:kami|saya)|salam|terima kasih|lugupidamisega|tervitades|parimate soovidega|ar cieņu|pagarbiai|lep(?:o)? pozdrav\w*|s spoštovanjem|s poštovanjem|pozdrav|(?:með |bestu |kær |kærar )*kveðj\w+|me respekt|schöne grüße aus .+|cofion(?: cynnes)?|cofion gorau|wako mwaminifu|kila la heri|vänligen|(?:très |molt )?cordialment|(?:très |bien )cordialement|toate cele bune|भवदीय|भवदीया|수고하세요|감사합니다[. ]*수고하세요|yang benar|atentos|salam sejahtera|wako katika kazi|le meas|z pozdrowieniami|srdačan pozdrav|srdačno|s osobitým pozdravom|(?:met )?(?:beste|vriendelijke) groet\w*(?: uit .+)?|cordial saludo|un saludo(?: cordial)?|atentos saludos|reciba un cordial saludo|con un cordial saludo|un cordiale saluto|cordiali saluti|תודה(?: רבה)?|בכבוד(?: רב)?|בברכה(?: רבה)?|xin cảm ơn|xin chân thành cảm ơn|ด้วยความเคารพ|nāku(?: noa)?(?:,? nā)?|ngā mihi(?: nui)?|noho ora mai|ka kite|con afecto|muy atentamente|respetuosamente|com os melhores cumprimentos|melhores cumprimentos|saudações|in fede|distinti saluti|un caro saluto|sinceramente|amicalement|respectueusement|avec mes (?:sincères |meilleures )?salutations|ar laba(?:m|s) vēlējum\w+|su pagarba|geriausi linkėjimai|parimat|kõike head|heippa|yst\.? ?terv\.?|yt|terv|з найкращими побажаннями|всього найкращого|с най-добри пожелания|поздрави|срдачан поздрав|с поштовањем|с почит|lp|lep pozdrav|prijazen pozdrav|me nderime|saygılarımızla|hürmetlerimle|bestu kveðjur|virðingarfyllst|mbështetje|dziękuję i pozdrawiam|děkuji a přeji hezký den|naslovte|नमस्कार|धन्यवाद|सादर|ধন্যবাদ|வணக்கம்|நன்றி|ขอบพระคุณ\w*|ด้วยความเคารพ|salam hormat|hormat saya|terima kasih dan salam|kính thư|trân trọng kính chào|ด้วยความนับถือ|пожелания|respectfully(?: submitted)?|most (?:sincerely|respectfully)|(?:your'?s|yours) (?:sincerely|faithfully|truly|respectfully)|your sincerely|sincere(?:ly)?|(?:thanks|thank you) and (?:best|kind|warm) (?:regards|wishes)|(?:thanks|thank you)(?:,| &| and)? (?:br|brgds|regards|cheers|best)|with (?:thanks|appreciation|gratitude|respect|best wishes|warm regards|kindest regards)|regards from (?:the |rainy |sunny |cold |warm |snowy )*\p{L}+(?: \p{L}+){0,2}|greetings from (?:the )?(?-i:\p{Lu})[\p{L} ]+|have a (?:nice|good|great|lovely|wonderful) (?:day|weekend|week|evening|one)(?: ahead)?|с почит|с уважение|поздрави|wasalaam|asante|s p[rř][aá]telsk[yý]m pozdrav[eo]m|(?:lijep|lep|lijepi) pozdrav\w*|salutations distinguées|with thanks and (?:best |kind )?regards|cdt|敬祝 ?順心|vinaka(?: vakalevu)?|pura vida|thanking you|அன்புடன்|நன்றியுடன்|kính chào|cordialment)[\s,.!;:*_！。、，-]*$"
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
    vocabulary::is_closing(line)
        || closes_with_house(line)
        || closes_with_name(line)
        || VALEDICTION.is_match(line.trim())
        || line.contains(['/', '|'])
            && line.split(['/', '|']).enumerate().all(|(place, part)| {
                // "Mvh / Nisse"
                let signed = place > 0
                    && part.split_whitespace().count() <= 2
                    && part.split_whitespace().all(vocabulary::is_given_or_family);
                signed || vocabulary::is_closing(part) || VALEDICTION.is_match(part.trim())
            })
}

/// "Tervitades, Registri meeskond": closing words in any language, and behind a
/// comma a name or a house in few words.
fn closes_with_house(line: &str) -> bool {
    let Some((closing, tail)) = line.split_once([',', '،', '，']) else {
        return false;
    };
    let words = tail.split_whitespace().count();
    (1..=4).contains(&words)
        && vocabulary::is_closing(closing)
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
        tail.iter().all(|word| vocabulary::is_given_or_family(word))
            && VALEDICTION.is_match(&head.join(" "))
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
