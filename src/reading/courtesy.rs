//! Sentences, and those among them that say nothing: thanks, wishes, offers.

use super::letter;
use super::subtract::Stock;
use super::words;
use crate::mail::automatic::pattern::pattern;
use regex::Regex;
use std::sync::LazyLock;

static COURTESY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:many |very many |kind |a lot of )?(?:thanks|thank you|thank u|thx|tnx|ty|thanks a lot|thank you (?:very|so) much|thanks (?:very|so) much|much appreciated)(?: (?:again|all|a lot|very much|so much|in advance|everyone))*(?: (?:for|and) .{1,120})?",
        r"|(?:i|we) (?:thank you|appreciate|hope (?:this|that|you|all)|trust (?:this|that|you)|wish you) ?.{0,100}|hope (?:this|that|you|all).{0,80}|(?:i am |i'm |i’m |we are )?(?:so |very )?(?:sorry|apologi[sz]e|apologies|my apologies|our apologies)(?: for (?:the |my |our )?(?:(?:late|delayed|slow|tardy|long) .{1,40}|delay.{0,40}))|please (?:accept (?:my|our) apologies|excuse|pardon) (?:for )?(?:the |my |our )?(?:late|delay|slow|tardy).{0,40}",
        r"|(?:have|wish you|wishing you|enjoy) (?:a |an |the |your )?(?:very )?(?:nice|good|great|pleasant|lovely|wonderful|happy|rest|weekend|day).{0,40}|(?:i am |i'm |we are |we |i )?look(?:ing)? forward.{0,100}|(?:i|we) (?:have |hereby )?(?:received|refer to|got|acknowledge|read) (?:your|the|this) (?:e-?mail|message|request|reminder|note|letter|invitation).{0,60}",
        r"|(?:please )?(?:see|find) (?:my|our|the) (?:answer|reply|response|comments?) (?:below|above|inline|in ?line|attached below).{0,20}|(?:in|with|further) (?:response|reply|reference|answer|regards?|respect|relation|connection) (?:to|of) (?:your|the|this)[^.]{0,80}|(?:re|regarding|concerning) (?:your|the) [^.]{0,60}|as requested|fyi|for your information|sent from my .{1,30}|(?:best|kind|kindest|warm) regards|regards|best wishes|cheers|sincerely|br",
        r"|danke|vielen dank|merci(?: beaucoup)?|gracias|muchas gracias|obrigad[oa]|grazie(?: mille)?|dank u(?: wel)?|dank je(?: wel)?|bedankt|tack(?: så mycket)?|takk|tak|kiitos|děkuji|děkuju|dziękuję|спасибо|дякую|благодаря|köszönöm|mulțumesc|teşekkürler|teşekkür ederim|ευχαριστώ|شكرا\w*|תודה\w*|ありがとうございます|谢谢|謝謝|감사합니다)$"
    ))
});

/// Offers, which may hold an "if" or a "not" of their own.
static OFFER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:please )?(?:feel free|do not hesitate|don['’]?t hesitate|never hesitate) to (?:contact|reach|ask|call|write|get|let|e-?mail|drop|come back).{0,100}|(?:please )?let (?:me|us) know (?:if|should|in case|when|whether) (?:you|there|anything|something|more|further|we|i) ?.{0,100}|(?:if|should|in case) (?:you|there) (?:have|need|require|are|is|want|should)? ?(?:any|more|further|additional|anything|something|need|have|require|questions).{0,80},? (?:please )?(?:do not|don['’]?t|feel free|let|contact|just|call|we|i).{0,100}|(?:for|in case of) (?:any|more|further|additional) (?:questions?|information|details|inquir\w+|quer\w+).{0,100})$",
    )
});

static SUPPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:yes|indeed|and|also),? )?(?:he|she|they|the (?:above |below |named |mentioned |said |listed )*(?:person|individual|requestor|requester|contact|ssc)(?: (?:above|below|mentioned|named))?|this person|(?:mr|mrs|ms|dr|prof)\.? (?-i:\p{Lu})[\p{L}\p{M}'’. -]{1,50}|(?-i:\p{Lu})[\p{L}\p{M}'’.-]{1,30}(?: (?-i:\p{Lu})[\p{L}\p{M}'’.-]{0,30}){0,4}) (?:is|works|has been|serves|acts|holds|leads|heads|manages|runs|has) [^@+]{1,160}$",
        r"|^(?:yes,? )?(?:this|that|it|everything|(?:the|his|her|all) (?:above |below |provided |given |contact )*(?:information|details|data|assertion|statement|claim)(?: (?:above|below|provided|given|in your (?:e-?mail|message|request)))?) (?:is|are) (?:all |indeed )?(?:correct|right|true|accurate|fine|ok|valid)$",
        r"|^(?:yes|ok|okay|correct|agreed|sure|indeed|of course|certainly|absolutely|that is correct|that's correct|that’s correct|this is correct|approved)$"
    ))
});

static HESITATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:actually|meant|correction|yes|oops|approv\w*|accept\w*|agree\w*|okay|but|however|although|though|unless|if|until|till|maybe|perhaps|might|possibl\w+|probabl\w+|for now|for the moment|at the moment|temporar\w*|yet|wait\w*|await\w*|please (?:ask|check|resend|send|contact|provide|clarify|explain|tell|let)|could you|can you|would you|who is|what is|will|shall|going to|would|should|mistake\w*|error|not sure|unsure|think|believe|guess|confirm\w*|except|only|instead|partly|half|cancel\w*|withdraw\w*|revoke\w*|retract\w*|ignore|disregard|not (?:yet|really)|don['’]t know|do not know why)\b",
    )
});

/// Whether a sentence says nothing that matters.
pub(super) fn is_courtesy(sentence: &str) -> bool {
    let decides = words::CONFIRMS.is_match(sentence) || words::DENIES.is_match(sentence);
    if decides || TURN.is_match(sentence) || sentence.contains(['?', '？', '؟']) {
        return false;
    }
    let greets = letter::is_greeting(sentence) && sentence.split_whitespace().count() <= 6;
    let thanks = COURTESY.is_match(sentence)
        && !words::NEGATION.is_match(sentence)
        && !words::CONDITION.is_match(sentence);
    greets || thanks || letter::is_valediction(sentence) || OFFER.is_match(sentence)
}

/// Words no courtesy has.
static TURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:but|however|although|unless|until|till|wait\w*|await\w*|only|withdraw\w*|cancel\w*|revok\w*|retract\w*|wrong|incorrect|mistake|instead|sign\w*|contract|approv\w*|agree\w*|before (?:i|we|you|he|she|proceed\w*)|not (?:ask|request|send|register|subscribe|add))\b",
    )
});

/// Whether a sentence only supports a confirmation.
///
/// A name does so only below the word, where a person signs: above it, it says
/// whose word follows. In scripts without capitals no name is told from a verb.
pub(super) fn supports(sentence: &str, stock: &Stock, below: bool) -> bool {
    let name = below
        && letter::is_name_like(sentence)
        && sentence.split_whitespace().count() <= 4
        && sentence.chars().any(char::is_uppercase);
    let stands = SUPPORT.is_match(sentence)
        && STANDING.is_match(sentence)
        && !PARTED.is_match(sentence)
        && !names_another(sentence, stock);
    stands || name
}

/// What makes somebody a contact, or an assertion true.
static STANDING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:responsib\w*|in charge|secur\w*|stabil\w*|manag\w*|head|officer|directors?|engineers?|admin\w*|cto|ciso|ceo|cio|coo|cso|lead\w*|chief|employe\w+|colleagues?|staff|members?|team|contacts?|sscs?|work\w* (?:for|with|at|here|in)|technical|operations|operators?|specialists?|analysts?|experts?|president|registry|dns|noc|cert|csirt|soc|appointed|known to us|(?:with|for) us|correct|right|true|accurate|fine|ok|okay|valid|yes|agreed|sure|indeed|of course|certainly|absolutely|approved)\b",
    )
});

/// What speaks against him although no word of it is a negation.
static PARTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:suspend\w*|resign\w*|leav\w+|left|dead|died|deceased|fraud\w*|hack\w*|evil|fired|dismiss\w*|retir\w+|gone|impost\w+|unknown|unauthori\w+|fake|terminat\w+|sick|absent|away|crimin\w+|stole\w*|compromis\w+|quit\w*|interns?|trainees?|students?|volunteers?|vacation|holiday|arrest\w*|jail|banned|blocked|disabled|formerly|competitors?|malicious|danger\w*|scam\w*|spam\w*|phish\w*|suspicious|suspect\w*)\b",
    )
});

/// Whether the subject of a sentence is a name that our request does not have:
/// then it speaks of somebody we did not ask about.
pub(super) fn names_another(sentence: &str, stock: &Stock) -> bool {
    let subject = SUBJECT.captures(sentence).and_then(|found| found.get(1));
    let Some(subject) = subject else { return false };
    subject
        .as_str()
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| {
            word.chars().count() > 1 && word.chars().next().is_some_and(char::is_uppercase)
        })
        .filter(|word| !TITLE.is_match(word))
        .any(|word| !stock.knows(word))
}

static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:.*\bconfirm(?:ed)?\b[\s,:-]*(?:that )?)?(.*?)(?: (?:is|are|remains|acts as|works|serves|has been|holds|leads|heads|manages|runs|has) .*)?$",
    )
});
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:mr|mrs|ms|dr|prof|eng|ing|he|she|they|the|this|that|it|yes|our|my|his|her|cctld|tld|ssc|tld-ops|iana|nic|i|we|all|information|person|assertion|request|thanks|thank|regards|best|kind|for|of|thx|ciso|cto|cio|ceo|cso|coo|csirt|cert|noc|soc|dns|head|director|manager|security|officer|contact|admin)$",
    )
});

/// Whether a sentence beside a denial leaves it open.
pub(super) fn hesitates(sentence: &str) -> bool {
    HESITATION.is_match(sentence) || sentence.contains(['?', '？', '؟'])
}

/// The sentences of a paragraph. A point ends one only before a blank, and not
/// behind a title or an initial.
pub(super) fn sentences(paragraph: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open = String::new();
    let mut chars = paragraph.chars().peekable();
    while let Some(c) = chars.next() {
        open.push(c);
        let next_blank = chars.peek().is_none_or(|next| next.is_whitespace());
        let ends = match c {
            '!' | '?' | '。' | '！' | '？' | '؟' => true,
            '.' | ';' => next_blank && !is_abbreviated(&open),
            _ => false,
        };
        if ends {
            out.push(std::mem::take(&mut open));
        }
    }
    out.push(open);
    out.retain(|sentence| !sentence.trim().is_empty());
    // "?" stays with what it asks.
    out
}

/// Whether the point behind the last word belongs to it.
fn is_abbreviated(text: &str) -> bool {
    let word = text
        .trim_end_matches('.')
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    let known = [
        "mr", "mrs", "ms", "dr", "prof", "eng", "ing", "ir", "dipl", "st", "jr", "sr", "ph.d",
        "e.g", "i.e", "no", "incl", "approx", "m.sc", "b.sc",
    ];
    initial || known.contains(&word.to_lowercase().as_str())
}
