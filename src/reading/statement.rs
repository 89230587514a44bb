//! One statement that says confirm or deny, and everything that is none.
//!
//! The grammar is closed: a sentence decides only where the whole of it is one
//! of a few forms, and a confirmation only where every other sentence is a
//! courtesy or supports it. What is not recognised is unclear, so a word
//! missing from the lists costs a question to the Validator, never an advance.

use super::courtesy;
use super::fault::Why;
use super::letter::{self, Letter};
use super::subtract::Stock;
use super::words;
use crate::domain::contact::is_invisible;
use crate::domain::tld::Tld;
use crate::mail::automatic::pattern::pattern;
use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Octets of a statement that are read.
const LONGEST: usize = 4_000;

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// One clear statement that says confirm.
    Confirm,
    /// One clear statement that says deny.
    Deny,
    /// Nothing at all.
    Nothing,
    /// Something else.
    Unclear(Why),
}

/// Words that lead into a statement.
const LEAD: &str = r"^(?:(?:yes|yep|yeah|ok|okay|sure|certainly|of course|absolutely|correct|right|agreed|indeed|affirmative|thanks|thank you|thank you very much|many thanks|hi|hello|hi all|hello all|good (?:morning|afternoon|evening|day))(?: *[,:;.!-]+ *| +))*";

/// On whose behalf, and to what.
const PREFIX: &str = r"(?:(?:i am|we are) (?:the )?(?:iana |registered |current )?admin(?:istrative|istrator)?(?: contact)?(?: (?:person )?(?:for|of) [^,]{1,60}?)?(?:,| and)+ |(?:as|being) (?:the )?(?:iana |registered |current )?admin(?:istrative|istrator)?(?: contact)?(?: (?:person )?(?:for|of) [^,]{1,60})?,? |(?:on|in) (?:the )?(?:behalf|name) of [^,]{1,80},? |in my capacity as [^,]{1,80},? |(?:in|with|further|as) (?:response|reply|reference|answer|regards?|respect|relation|follow-?up) to (?:your|the|this)[^,:]{1,80}[,:] ?|(?:further to|re|regarding|concerning) (?:your|the|this)[^,:]{1,80}[,:] ?|as requested[^,:]{0,30}[,:] ?|hereby,? |herewith,? |with this (?:e-?mail|message|reply),? |by (?:this|replying to this) (?:e-?mail|message|reply),? |(?:my|our|the) (?:answer|reply|response|decision)(?: is)? ?:? |(?:answer|reply|response|decision) ?: |(?:please )?(?:be (?:informed|advised|assured)|note|take note) that )?";

/// Who says it.
const SUBJECT: &str =
    r"(?:(?:i|we|i/we|the undersigned|i the undersigned)(?:(?:, [^,]{1,100}){1,4},)? )?";

/// How it is said.
const MANNER: &str = r"(?:(?:can|do|hereby|herewith|fully|gladly|officially|formally|duly|also|indeed|happily|certainly|definitely|positively|am able to|are able to|am happy to|are happy to|am pleased to|are pleased to|am glad to|are glad to|would like to|would hereby like to|wish to),? )*";

/// What is confirmed, where it is named.
const OBJECT: &str = r"(?: (?:to )?(?:this|it|him|her|them|these|the same|both|all of the above|all the above|all)| (?:this|that|the|your|his|her|said|such)(?: (?:above|below|following|said|mentioned|aforementioned|above-mentioned|authentication|validation|tld-ops|ssc|requestor|requester|requestor's|requester's|listed|person's))*? (?:assertion|request|statement|claim|information|info|details|person|requestor|requester|contact|application|responsibility|identity|individual|ssc|indication|above|below)(?: (?:below|above|as requested|in your (?:e-?mail|request|message)))?)?(?: (?:below|above|as requested|please))?";

/// For which ccTLD.
const FOR_TLD: &str = r"(?: \.[\p{L}\p{M}0-9-]+)?(?: (?:for|of|on behalf of|regarding) (?:the )?(?:cctlds? |tlds? |domains? )?(?:\.[\p{L}\p{M}0-9-]+|our cctld|my cctld|our tld|our registry|xn--[a-z0-9-]+)(?:(?:,| and|/| &) ?(?:for )?\.?[\p{L}\p{M}0-9-]+)*(?: (?:cctlds?|tlds?|domains?|registry))?)?";

/// A person's name.
const NAME: &str = r"(?: (?:that )?(?:(?:mr|mrs|ms|dr|prof|eng|ing)\.? )?(?-i:\p{Lu}[\p{L}\p{M}'’.-]*)(?: (?-i:\p{Lu}[\p{L}\p{M}'’.-]*|van|von|de|der|den|da|di|la|le|bin|al|el)){1,4})?";

/// That a person answers for security and stability.
const CLAUSE: &str = r"(?: as (?:(?:the|our|a) )?(?:(?:person|contact|one) )?(?:responsible|in charge|accountable|authori[sz]ed)\b.*|(?: that|,|:| -)* [^,;:]{1,90}?(?:, [^,;:]{1,60},)? (?:is|are|remains|acts as|works as|serves as|has been appointed(?: as)?) (?:(?:indeed|really|actually|currently|in fact|also|fully|jointly|duly|officially|the|our|a|an|one|of|overall) )*(?:(?:person|people|persons|one|contact|contacts)(?: (?:who|that) (?:is|are))? )?(?:(?:responsible|in charge|accountable|authori[sz]ed|appointed|designated)(?: (?:for|of|by|as|to|in|at)\b.*(?:secur|stabil|\bssc\b|\bcctld\b|\btld\b|\bregistry\b|\bdns\b|\bcontact\b|\bus\b|\bthis\b|\bit\b|\.[\p{L}\p{M}-]{2,}).*)?|[^,;]*(?:secur|stabil|\bssc\b).*)| that (?:this|it|that|the above|all|(?:the|this|your|his|her) (?:above |below )?(?:assertion|information|statement|claim|request|person|details|indication|requestor's information)[a-z ]{0,40}) (?:is|are) (?:(?:indeed|all|fully|entirely) )*(?:correct|true|right|accurate|valid|legitimate|genuine|authentic|ok|in order))?";

/// Thanks, a greeting or a name behind it.
const TRAIL: &str = r"(?: by (?:me|us|replying(?: to this (?:e-?mail|message))?)| as requested| from (?:my|our) side| on (?:my|our) (?:side|behalf|end))?(?: ?[,;:.!-]* ?(?:yes|indeed|thanks|thank you|thank you very much|thx|ty|many thanks|thanks a lot|thanks and (?:best |kind )?regards|regards|best regards|kind regards|best wishes|cheers|br|rgds|sincerely)(?:[,.! -]+(?-i:\p{Lu}[\p{L}\p{M}'’.-]*)(?: (?-i:\p{Lu}[\p{L}\p{M}'’.-]*)){0,3})?)*[ .,!]*$";

/// Why somebody denies.
const REASON: &str =
    r"(?P<reason>(?: ?[-–—:;,(] ?| (?:because|as|since|for the reason)\b).{1,400})?[ .,!]*$";

/// Glues literals to one pattern.
fn glue(parts: &[&str]) -> Regex {
    pattern(&parts.concat())
}

static CONFIRM: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        LEAD, PREFIX, SUBJECT, MANNER, "confirm", OBJECT, NAME, FOR_TLD, CLAUSE, FOR_TLD, TRAIL,
    ])
});
static CONFIRMED: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        LEAD,
        PREFIX,
        r"(?:(?:this|it|that|the above|(?:the|your|this|his|her) (?:above |authentication |tld-ops )*(?:request|assertion|information|claim|statement)|request|assertion|all) (?:is |are )?)?(?:hereby |duly |herewith )?confirmed",
        NAME,
        FOR_TLD,
        CLAUSE,
        TRAIL,
    ])
});
static TO_CONFIRM: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        LEAD,
        r"(?:this|this (?:e-?mail|message|is) (?:is|serves)?|i (?:am )?writ(?:e|ing)|we (?:are )?writ(?:e|ing)|just|(?:i|we)(?: would|'d|’d) like) ?(?:is )?to (?:formally |officially |hereby )?confirm",
        OBJECT,
        NAME,
        FOR_TLD,
        CLAUSE,
        TRAIL,
    ])
});
static DENY: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        r"^(?:(?:hi|hello|hi all|no|sorry|unfortunately|yes)(?: *[,:;.!-]+ *| +))*",
        PREFIX,
        SUBJECT,
        r"(?:(?:must|have to|need to|do|hereby|herewith|formally|officially|definitely|strongly|would like to|wish to|want to|can only),? )*deny",
        OBJECT,
        NAME,
        FOR_TLD,
        r"(?: that .{0,120}\b(?:responsible|in charge|accountable|authori[sz]ed|employ\w*|works?|working|part of|belongs?|members?|staff|known|represents?|contacts?|ssc|security)\b.{0,80})?",
        r"(?: ?[,;:.!-]* ?(?:thanks|thank you|many thanks|regards|best regards|kind regards)(?:[,.! ]+(?-i:\p{Lu}[\p{L}\p{M}'’.-]*)(?: (?-i:\p{Lu}[\p{L}\p{M}'’.-]*)){0,3})?)?",
        REASON,
    ])
});
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        r"^(?:(?:no|sorry|unfortunately)(?: *[,:;.!-]+ *| +))*(?:(?:this|it|that|the above|(?:the|your|this|his|her) (?:above |authentication |tld-ops )*(?:request|assertion|information|claim|statement)|request|assertion|authentication) (?:is |are |has been |must be )?)?(?:hereby |herewith )?denied(?: by (?:me|us))?",
        FOR_TLD,
        r"(?: ?[,;:.!-]* ?(?:thanks|thank you|many thanks|regards|best regards|kind regards)(?:[,.! ]+(?-i:\p{Lu}[\p{L}\p{M}'’.-]*)(?: (?-i:\p{Lu}[\p{L}\p{M}'’.-]*)){0,3})?)?",
        REASON,
    ])
});

/// Something else than the assertion is denied.
static OTHER_DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bden(?:y|ied) (?:that )?(?:having|receiving|access|that (?:i|we) (?:have |had )?(?:receiv|sent|ask|request)|liability|responsibility|any|all)",
    )
});

/// Reads the letter.
pub fn read(letter: &Letter, stock: &Stock) -> Said {
    let text = letter.body.join("\n");
    if text.trim().is_empty() {
        return match (letter.afterword, letter.signature.trim().is_empty()) {
            (true, _) => Said::Unclear(Why::MoreSaid),
            (false, _) => Said::Nothing,
        };
    }
    if text.len() > LONGEST {
        return Said::Unclear(Why::MoreSaid);
    }
    if text.contains('\u{fffd}') {
        return Said::Unclear(Why::Unreadable);
    }
    if is_deceptive(&text) {
        return Said::Unclear(Why::Deceptive);
    }
    let sentences: Vec<String> = letter
        .body
        .iter()
        .flat_map(|paragraph| courtesy::sentences(paragraph))
        .map(|sentence| tidy(&sentence))
        .filter(|sentence| !sentence.is_empty() && !courtesy::is_courtesy(sentence))
        .collect();
    if sentences.is_empty() {
        return if letter.afterword {
            Said::Unclear(Why::MoreSaid)
        } else {
            Said::Unclear(Why::NoStatement)
        };
    }
    let said = decide(&sentences, stock);
    match said {
        Said::Confirm | Said::Deny if letter.afterword => Said::Unclear(Why::MoreSaid),
        Said::Confirm | Said::Deny if MARKED.is_match(&text) => Said::Unclear(Why::Negated),
        Said::Confirm | Said::Deny | Said::Nothing | Said::Unclear(_) => said,
    }
}

/// A sign before the word that turns it, or a box beside it that is not ticked.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\s)(?:[!¬~≠✗✘❌👎☐]|\[ ?\]|\( ?\))\s*(?:(?:i|we)(?: hereby)? )?(?:confirm|deny)|\b(?:confirm|deny)(?:ed)?\s*[✗✘❌👎]",
    )
});

/// Decides over the sentences that are no courtesies.
fn decide(sentences: &[String], stock: &Stock) -> Said {
    let all = sentences.join(" \n ");
    let confirms = words::CONFIRMS.is_match(&all);
    let denies = words::DENIES.is_match(&all);
    match (confirms, denies) {
        (true, true) => Said::Unclear(Why::BothWords),
        (false, false) => Said::Unclear(
            trouble(&all)
                .filter(|why| *why == Why::Question)
                .unwrap_or(Why::NoStatement),
        ),
        (true, false) => decide_confirm(sentences, &all, stock),
        (false, true) => decide_deny(sentences, &all, stock),
    }
}

fn decide_confirm(sentences: &[String], all: &str, stock: &Stock) -> Said {
    if let Some(why) = trouble(all) {
        return Said::Unclear(why);
    }
    if names_strangers(all, stock) {
        return Said::Unclear(Why::MoreSaid);
    }
    let mut confirmed = false;
    for sentence in sentences {
        if is_confirmation(sentence) {
            if courtesy::names_another(sentence, stock) && !is_signed(sentence) {
                return Said::Unclear(Why::OtherObject);
            }
            confirmed = true;
        } else if !courtesy::supports(sentence, stock, confirmed) {
            let other = words::CONFIRMS.is_match(sentence) || words::OBJECT.is_match(sentence);
            return Said::Unclear(if other {
                Why::OtherObject
            } else {
                Why::MoreSaid
            });
        }
    }
    if confirmed {
        Said::Confirm
    } else {
        Said::Unclear(Why::NoStatement)
    }
}

/// Whether an address, a number or a domain is named that our request does not
/// have: then something else is confirmed than what was asked.
fn names_strangers(text: &str, stock: &Stock) -> bool {
    let other = |m: regex::Match<'_>| !stock.holds(m.as_str());
    ADDRESS.find_iter(text).any(other)
        || NUMBER.find_iter(text).any(other)
        || LABEL
            .captures_iter(text)
            .filter_map(|found| found.get(1))
            .any(|label| Tld::parse(label.as_str()).is_none() && !stock.knows(label.as_str()))
}

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^\s<>()]+@[^\s<>()]+"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\+?\d[\d ().-]{6,30}\d"));
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[\s(/])\.([\p{L}][\p{L}\p{M}\p{N}-]*)"));

/// Whether what follows the word is only thanks with the writer's name.
fn is_signed(sentence: &str) -> bool {
    SIGNED.is_match(sentence)
}

static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bconfirm(?:ed)?(?: this| it| the (?:above|request|assertion))?[ ,;:.!-]+(?:thanks|thank you|thx|many thanks|regards|best regards|kind regards|best wishes|cheers|br|rgds|sincerely)\b[^.]{0,60}$",
    )
});

/// Whether one sentence confirms; an object of another kind does not.
fn is_confirmation(sentence: &str) -> bool {
    let loud = !sentence.chars().any(char::is_lowercase) && sentence.split_whitespace().count() > 2;
    let form =
        CONFIRM.is_match(sentence) || CONFIRMED.is_match(sentence) || TO_CONFIRM.is_match(sentence);
    form && !words::OBJECT.is_match(sentence)
        && (!loud || CONFIRM.is_match(&sentence.to_lowercase()))
}

fn decide_deny(sentences: &[String], all: &str, stock: &Stock) -> Said {
    if all.contains('?') {
        return Said::Unclear(Why::Question);
    }
    let mut denied = false;
    for sentence in sentences {
        // What somebody else said, or a name above the word: whose denial is it?
        if SPEECH.is_match(sentence) || (!denied && letter::is_name_like(sentence)) {
            return Said::Unclear(Why::MoreSaid);
        }
        let found = DENY
            .captures(sentence)
            .or_else(|| DENIED.captures(sentence));
        let Some(found) = found else {
            if words::DENIES.is_match(sentence) {
                return Said::Unclear(trouble(sentence).unwrap_or(Why::OtherObject));
            }
            if courtesy::hesitates(sentence) {
                return Said::Unclear(Why::MoreSaid);
            }
            continue;
        };
        let reason = found.name("reason").map_or("", |m| m.as_str());
        let main = sentence.strip_suffix(reason).unwrap_or(sentence);
        let main = main.trim_start_matches(|c: char| !c.is_alphanumeric());
        let opening = [
            "no,",
            "no ",
            "no.",
            "unfortunately",
            "sorry",
            "No,",
            "No ",
            "No.",
            "Unfortunately",
            "Sorry",
        ];
        let stripped = opening
            .iter()
            .find_map(|word| main.strip_prefix(word))
            .unwrap_or(main);
        if words::NEGATION.is_match(stripped) {
            return Said::Unclear(Why::Negated);
        }
        let whom = main.split_once("deny").map_or("", |(_, object)| object);
        if OTHER_DENIAL.is_match(sentence) || courtesy::names_another(whom, stock) {
            return Said::Unclear(Why::OtherObject);
        }
        if courtesy::hesitates(reason) || courtesy::hesitates(stripped) {
            return Said::Unclear(Why::Conditional);
        }
        denied = true;
    }
    if denied {
        Said::Deny
    } else {
        Said::Unclear(Why::NoStatement)
    }
}

static SPEECH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:said|says|saying|wrote|writes|writing|told|answered|replied|forwarded|skrev|schrieb|schreef|(?:a )?écrit|escribió|escreveu|scritto|napisał\w*|napsal\w*|пишет|написал\w*|írta|yazdı|đã viết)\b|写道|寫道|[:：>]$|^(?:see|find|forward\w*|please see)\b.{0,60}\b(?:below|answer of|reply of|from)\b",
    )
});

/// Whether a sentence beside a template makes it a draft, or brings in an
/// address of its own (a signature's line of places and links does not).
pub(super) fn adds(sentence: &str) -> bool {
    let linked = sentence.contains("www.") || sentence.contains('|');
    words::DRAFT.is_match(sentence) || (ADDRESS.is_match(sentence) && !linked)
}

/// What takes a confirmation back, if anything does.
pub(super) fn trouble(text: &str) -> Option<Why> {
    if text.contains(['?', '？', '؟']) {
        return Some(Why::Question);
    }
    let checks = [
        (&words::NEGATION, Why::Negated),
        (&words::CONDITION, Why::Conditional),
        (&words::FUTURE, Why::Future),
    ];
    checks
        .into_iter()
        .find(|(pattern, why)| {
            let wish = *why == Why::Future;
            let text = if wish {
                without_wishes(text)
            } else {
                text.to_owned()
            };
            pattern.is_match(&text)
        })
        .map(|(_, why)| why)
}

/// "would like to confirm" says it now.
fn without_wishes(text: &str) -> String {
    static WISH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:i|we)(?: would|'d|’d)(?: hereby| also)? like to(?: hereby| formally| officially)? confirm\b",
        )
    });
    WISH.replace_all(text, "confirm").into_owned()
}

/// Invisible letters, letters of two scripts in one word, or letters that only
/// look like the deciding words.
fn is_deceptive(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if text
        .chars()
        .any(|c| is_invisible(c) || (c.is_control() && !matches!(c, '\n' | '\t' | '\r')))
    {
        return true;
    }
    let mixed = text.split(|c: char| !c.is_alphabetic()).any(|word| {
        let latin = word.chars().any(|c| c.is_ascii_alphabetic());
        latin && word.chars().any(|c| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{a4d0}'..='\u{a4ff}' | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}' | '\u{250}'..='\u{2af}'))
    });
    if mixed {
        return true;
    }
    let folded: String = text.nfkc().collect();
    let plain: String = text.nfc().collect();
    folded != plain && (words::CONFIRMS.is_match(&folded) || words::DENIES.is_match(&folded)) && {
        words::CONFIRMS.find_iter(&folded).count() != words::CONFIRMS.find_iter(&plain).count()
            || words::DENIES.find_iter(&folded).count() != words::DENIES.find_iter(&plain).count()
    }
}

/// One line, straight quotes off, dashes alike, smiles off, no end mark.
pub(super) fn tidy(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    for c in sentence.chars() {
        match c {
            '“' | '”' | '„' | '«' | '»' | '"' | '*' | '_' | '`' | '‘' | '\u{feff}' => {}
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            '\u{1f44d}' | '✅' | '✔' | '\u{fe0f}' | '🙂' | '😊' => out.push(' '),
            '\t' | '\u{a0}' | '\n' => out.push(' '),
            _ => out.push(c),
        }
    }
    let words: Vec<&str> = out
        .split_whitespace()
        .filter(|w| !matches!(*w, ":)" | ":-)" | "(:"))
        .collect();
    let first = words.first().copied().unwrap_or_default();
    let again = words.len() > 1 && words.iter().all(|w| w.eq_ignore_ascii_case(first));
    let line = if again {
        first.to_owned()
    } else {
        words.join(" ")
    };
    let line = line
        .strip_prefix("[x] ")
        .or(line.strip_prefix("[X] "))
        .unwrap_or(&line);
    let line = line.trim_start_matches([' ', '-', ',', ':', '\'', '>', '#']);
    line.trim_end_matches([' ', '.', '!', ',', '…', '。', '\''])
        .to_owned()
}
