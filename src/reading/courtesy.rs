//! Sentences, and those among them that say nothing: thanks, wishes, offers.

use super::grammar;
use super::letter;
use super::signature;
use super::statement;
use super::stock::Stock;
use super::vocabulary::{self, Speech};
use super::words;
use crate::mail::automatic::pattern::{Regex, pattern};
use std::sync::LazyLock;

static COURTESY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:many |very many |kind |a lot of )?(?:thanks|thank you|thank u|thx|tnx|ty|thanks a lot|thank you (?:very|so) much|thanks (?:very|so) much|much appreciated)(?: (?:again|all|a lot|very much|so much|in advance|everyone))*(?: (?:for|and) .{1,120})?",
        r"|(?:i|we|the [a-z]+) (?:highly |very much |really |also )?(?:thanks? the|appreciates?|welcomes?) .{0,100}|(?:i|we) (?:thank you|appreciate|hope (?:this|that|you|all)|trust (?:this|that|you)|wish you) ?.{0,100}|hope (?:this|that|you|all).{0,80}|(?:i am |i'm |i’m |we are )?(?:so |very )?(?:sorry|apologi[sz]e|apologies|my apologies|our apologies)(?: for (?:the |my |our )?(?:(?:late|delayed|slow|tardy|long) .{1,40}|delay.{0,40}))|please (?:accept (?:my|our) apologies|excuse|pardon) (?:for )?(?:the |my |our )?(?:late|delay|slow|tardy).{0,40}",
        r"|(?:have|wish you|wishing you|enjoy) (?:a |an |the |your )?(?:very )?(?:nice|good|great|pleasant|lovely|wonderful|happy|rest|weekend|day).{0,40}|(?:i am |i'm |we are |we |i )?look(?:ing)? forward.{0,100}|(?:i|we) (?:have |hereby )?(?:received|refer to|got|acknowledge|read) (?:your|the|this) (?:e-?mail|message|request|reminder|note|letter|invitation).{0,60}",
        r"|(?:please )?(?:see|find) (?:(?:my|our|the) (?:answers?|reply|replies|response|comments?) )?(?:below|above|inline|in-?line|attached below).{0,20}|(?:my |our |the )?(?:answers?|reply|response|comments?)(?: is| are)? (?:inline|in-?line|below|above).{0,20}|(?:in|with|further) (?:response|reply|reference|answer|regards?|respect|relation|connection) (?:to|of) (?:your|the|this)[^.]{0,80}|(?:re|regarding|concerning) (?:your|the) [^.]{0,60}|(?:many |my |our |with |warm |warmest |best |kind |friendly )*(?:greetings|regards|wishes) (?:to|from|and) .{1,80}|(?:(?:my|our|with) )?(?:all the |all |very )*best wishes for (?:the |your |this |next )?(?:list|work|project|initiative|future|new year|holidays|weekend|team)|wishing you .{1,60}|(?:my |our )?(?:compliments|congratulations) .{0,60}|see you .{1,60}|keep up the (?:good|great) work.{0,20}|(?:it is |it's |that is |how )?(?:great|good|nice|kind) (?:of you |to (?:see|hear|know|read) |that ).{1,80}|kind of you .{1,60}|no (?:problem|worries|objections?)(?: at all| from our side| from us)?|as requested|fyi|for your information|sent from my .{1,30}|(?:best|kind|kindest|warm) regards|regards|best wishes|cheers|sincerely|br",
        r"|danke|vielen dank|merci(?: beaucoup)?|gracias|muchas gracias|obrigad[oa]|grazie(?: mille)?|dank u(?: wel)?|dank je(?: wel)?|bedankt|tack(?: så mycket)?|takk|tak|kiitos|děkuji|děkuju|dziękuję|спасибо|дякую|благодаря|köszönöm|mulțumesc|teşekkürler|teşekkür ederim|ευχαριστώ|شكرا\w*|תודה\w*|ありがとうございます|谢谢|謝謝|감사합니다)$"
    ))
});

/// Offers, which may hold an "if" or a "not" of their own.
static OFFER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:i|we|he|she) (?:will|would|shall) be (?:very )?(?:happy|glad|delighted|pleased|honou?red) to (?:join|participate|take part|help|assist|contribute|be (?:on|part)).{0,60}|please (?:contact|call|phone|reach) (?:me|us)(?: by (?:phone|telephone|mail|e-?mail))?(?: directly)? (?:if|when|where|in case) (?:needed|necessary|required|you need (?:anything|more)(?: else| information)?)|(?:please )?(?:feel free|do not hesitate|don['’]?t hesitate|never hesitate) to (?:contact|reach|ask|call|write|get|let|e-?mail|drop|come back).{0,100}|(?:please |do )?let (?:me|us) know (?:if|should|in case|when|whether) (?:you|there|anything|something|more|further|we|i) ?.{0,100}|(?:if|should|in case) (?:you|there) (?:have|need|require|are|is|want|should)? ?(?:any|more|further|additional|anything|something|need|have|require|questions).{0,80},? (?:please )?(?:do not|don['’]?t|feel free|let|contact|just|call|we|i).{0,100}|(?:for|in case of) (?:any|more|further|additional) (?:questions?|information|details|inquir\w+|quer\w+).{0,100})$",
    )
});

static HESITATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:actually|meant|correction|yes|oops|approv\w*|accept\w*|agree\w*|okay|but|however|although|though|unless|if|until|till|maybe|perhaps|might|possibl\w+|probabl\w+|for now|for the moment|at the moment|temporar\w*|yet|wait\w*|await\w*|please (?:ask|check|resend|send|contact|provide|clarify|explain|tell|let)|could you|can you|would you|who is|who (?:i|you|we) (?:am|are)|recogni[sz]e (?:this|the|your) (?:form|mail|message|e-?mail|list)|what is|what (?:this|that|it) is|will|shall|going to|would|should|mistake\w*|error|not sure|unsure|think|believe|guess|confirm\w*|except|only|instead|partly|half|cancel\w*|withdraw\w*|revoke\w*|retract\w*|ignore|disregard|not (?:yet|really)|or (?:do|don|not|is|isn|should|shouldn)\b|don['’]t know|do not know why)\b",
    )
});

/// Whether a sentence says nothing that matters.
pub(super) fn is_courtesy(sentence: &str, stock: &Stock) -> bool {
    let decides = words::decides(sentence);
    let broken = || {
        let segments = grammar::segments(sentence, stock);
        segments.iter().any(|segment| grammar::breaks_off(segment))
            || segments.len() > 1 && segments.last().is_some_and(|last| last == "no")
    };
    if decides || TURN.is_match(sentence) || sentence.contains(['?', '？', '؟']) || broken() {
        return false;
    }
    letter::is_greeting(sentence)
        || PLEASANT.is_match(sentence)
        || vocabulary::introduces_himself(sentence)
        || (HARMLESS.is_match(sentence) && vocabulary::admits(Speech::Apology, sentence, stock))
        || signature::is_valediction(sentence)
        || vocabulary::is_courteous(sentence)
        || thanks(sentence, stock)
        || (OFFER.is_match(sentence) && vocabulary::admits(Speech::Offer, sentence, stock))
        || (APOLOGY.is_match(sentence) && vocabulary::admits(Speech::Apology, sentence, stock))
}

/// Courtesies with a negation of their own.
static HARMLESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:no (?:problems?|worries|objections?|(?:further )?(?:comments?|remarks?|questions?))(?: at all)?(?: from (?:(?:my|our) (?:side|end)|us|me))?|(?:sorry|apologies|i apologi[sz]e|we apologi[sz]e)[, ]*(?:that |but )?(?:i|we) (?:did not|didn['’]t|have not|haven['’]t|could not|couldn['’]t) (?:see|notice|reply|answer|answered|replied|respond|responded|get|come) .{0,80})$",
    )
});

/// What people add who like the list, in a form that is closed from end to end.
static PLEASANT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:(?:(?:many )?thanks|thank you)(?: for (?:this|your|the|setting up|starting|organi[sz]ing|running|maintaining|all|work|effort|efforts|initiative|list|tld-?ops|invitation|e-?mail|mail|message|request|it|and| )+)?[,.]? ?(?:and )?)?(?:(?:we|i)(?: would|['’]d) (?:love|like|be (?:very )?(?:happy|glad)) to (?:be (?:a )?part of|join|participate in|take part in) (?:this|it|the (?:mailing )?(?:list|initiative|community)|tld-?ops)|(?:we|i) (?:think|believe|find) (?:that )?(?:it|this)(?: is)? (?:a )?(?:very |really |quite |most )?(?:useful|great|good|helpful|important|valuable)(?: (?:idea|initiative|list|thing))?|(?:we|i) (?:are |am )?look(?:ing)? forward to (?:working|cooperating|collaborating|exchanging) with the other (?:cctlds?|registries|members|operators|cctld operators)(?: (?:on|of|in) the list)?|(?:we|i) (?:fully |strongly |really |gladly )?support (?:this|the|your) (?:very |tld-?ops |mailing |great |good |useful |important )*(?:initiative|list|effort|project|idea)|your (?:message|mail|e-?mail|request) (?:was|has been) forwarded to (?:me|us) by (?:our|the) (?:hostmaster|technical|office|support|admin|registry|team|desk|colleagues?|department| )+|(?:it is )?good that you ask(?:ed)?(?: us)?|(?:we|i) (?:have )?looked into (?:this|it|the matter)(?: internally)?|i am the admin(?:istrative)? contact (?:for|of) (?:the )?(?:cctld )?\.[\p{L}-]{2,20}(?: (?:as listed )?in the iana (?:root zone )?database)?|(?:hello|greetings) from (?:the registry of )?(?:the )?\.?[\p{L}-]{2,20}(?: registry)?|reference is made to your (?:e-?mail|mail|message|request|letter)(?: (?:of|dated) .{1,30})?|it was (?:nice|good|great|lovely|a pleasure) (?:to (?:meet|see)|meeting|seeing) you(?: (?:all )?(?:in|at) [\p{L}0-9 -]{1,30})?|(?:the )?receipt of your (?:e-?mail|mail|message|request|letter)(?: of .{1,30}| dated .{1,30})? is (?:hereby )?acknowledged(?: with thanks)?|(?:this is |what )?(?:a |an )?(?:very |really )?(?:great|good|nice|excellent|useful|important|wonderful|fantastic) (?:initiative|work|job|idea)(?: indeed)?|(?:i am|i['’]m|we are) the (?:new )?admin(?:istrative)? contact(?: (?:for|of) (?:the )?\.[\p{L}-]{2,20})?)\W*$",
    )
});

/// Thanks, wishes, references and who the writer is, in plain words only.
fn thanks(sentence: &str, stock: &Stock) -> bool {
    (COURTESY.is_match(sentence) || INTRODUCTION.is_match(sentence))
        && !words::NEGATION.is_match(sentence)
        && !words::CONDITION.is_match(sentence)
        && vocabulary::admits(Speech::Plain, sentence, stock)
}

/// Who writes, and what about.
static INTRODUCTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:my name is|this is (?-i:\p{Lu})|i am (?:the|an?|writing|responding|replying|answering|contacting|(?-i:\p{Lu}))|i['’]m (?:the|writing|responding|replying)|we are (?:the|writing|responding|replying|pleased|happy|glad)|i (?:refer|write|reply|respond)|we (?:refer|write|reply|respond)|(?:our |your |my )?(?:ref|reference|ticket|case|subject|re|regarding|concerning|date|dated)\b ?[:.#]|this (?:e-?mail |message |letter |mail )?(?:is|refers|relates) (?:a |an |my |our |the )?(?:in |to |with )?(?:reply|response|answer|reference|regards?|relation))",
    )
});

/// Why the answer is late.
static APOLOGY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^i (?:just |have just |am just )?(?:came|come|got|am|was) back from\b|^(?:(?:i am|i'm|i’m|we are|please accept|please|my|our|sincere|many|with|so|very|really) )*(?:sorry|apologi[sz]e|apolog(?:y|ies)|excuse|pardon)\b|^(?:i|we) (?:was|were|have been|had been) (?:on|out|away|busy|travell?ing|sick|ill|abroad|at)\b|^your (?:\w+ ){0,3}(?:e-?mail|message|mail) (?:was|went|landed|ended|had) ",
    )
});

/// Words no courtesy has.
static TURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:but|however|although|unless|until|till|withdraw\w*|cancel\w*|revok\w*|retract\w*|wrong|incorrect|mistake|instead|contract|before (?:i|we|you|he|she|proceed\w*)|add(?:ing)? me|not (?:ask|request|send|register|subscribe|add))\b",
    )
});

/// Whether a sentence only supports a confirmation, in plain words.
///
/// A name does so only below the word, where a person signs: above it, it says
/// whose word follows. In scripts without capitals no name is told from a verb.
pub(super) fn supports(sentence: &str, stock: &Stock, below: bool) -> bool {
    if below && vocabulary::is_name(sentence, stock) {
        return true;
    }
    let shaped = grammar::segments(sentence, stock);
    !shaped.iter().any(|segment| grammar::breaks_off(segment))
        && vocabulary::admits(Speech::Plain, sentence, stock)
        && !words::PARTED.is_match(sentence)
        && shaped
            .iter()
            .any(|segment| grammar::speaks_of_person(segment) || FOLLOW_UP.is_match(segment))
        && shaped
            .iter()
            .all(|segment| goes_along(segment) || (below && FOLLOW_UP.is_match(segment)))
}

/// Whether a segment in plain words speaks of nothing else than what was asked:
/// it asks for nothing, and what it says somebody answers for is what we asked.
pub(super) fn goes_along(segment: &str) -> bool {
    let along = segment.split_whitespace().count() < 2
        || !ORDERS.is_match(segment) && !ANOTHER.is_match(segment) && !grammar::is_aside(segment);
    along || FOLLOW_UP.is_match(segment)
}

/// Whether a segment asks for the very thing that was asked.
pub(super) fn follows_up(segment: &str) -> bool {
    FOLLOW_UP.is_match(segment)
}

/// It speaks of somebody we did not ask about.
static ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\b(?:and|that|so|as|of|by|with) )(?:our |my |the |colleague |manager |director |contact )*§w(?:'s)? (?:left|resigned|retired|died|moved|quit|is|are|was|has|have|will|works|acts|serves|remains|leads|heads|manages|runs|holds|takes|should|can|as|and|request|role|confirms?)\b|\b(?:contact|person|ssc|officer|manager) (?:is|are) §w",
    )
});

/// Whether a sentence in plain words stands well beside a filled-in template: it
/// takes nothing back, and asks for nothing but what the template is for.
pub(super) fn introduces(sentence: &str, stock: &Stock) -> bool {
    let asks = |segment: &str| ORDERS.is_match(segment) && !WELCOME.is_match(segment);
    statement::trouble(sentence).is_none()
        && !words::PARTED.is_match(sentence)
        && !words::DRAFT.is_match(sentence)
        && vocabulary::admits(Speech::Introduction, sentence, stock)
        && !grammar::segments(sentence, stock)
            .iter()
            .any(|segment| asks(segment))
}

/// What the template is for.
static WELCOME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:so |and |please |kindly )*(?:(?:see|find|note|receive) .{0,60}\b(?:below|above|following|attached|hereafter|herewith|contacts?|details|information|template|names?|persons?|answers?|response|reply|inline)\b.{0,60}|(?:add|subscribe|register|include|list) (?:the |our |these |both |following |two |below |above |colleagues?|persons?|people|contacts?|them|him|her|us).{0,60}|let (?:me|us|them) .{0,60}|report .{0,40})$",
    )
});

/// A wish or an order: something is to be done that we did not ask about.
static ORDERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:and|so|but|also|then) )?(?:please|kindly|do|let|send|call|contact|ask|add|remove|use|check|note|take|give|keep|wait|hold|treat|refer|reply|write|change|update|inform|provide|forward|make|put|get|find|register|subscribe|report|verify|speak|talk)\b|\b(?:please|kindly) (?:send|call|contact|ask|add|remove|use|check|note|take|give|keep|treat|refer|reply|write|inform|provide|forward|make|put|find|register|verify|speak|talk|do|also)\b|\b(?:contact|email|address|phone|number|name|mobile) (?:is|has|are) (?:now|new|changed|\d)|\b(?:this is|here is) (?:my|his|her|the) (?:new )?(?:number|phone|address|e-?mail|mobile|name)|\bmy new (?:number|phone|address|e-?mail|mobile)\b|\bmy (?:number|phone|address|e-?mail|mobile) (?:is|has)\b|^(?:who|what|why|which|when|where|how)\b|\bas you (?:wish|like|want|please)\b|\bi am the §o|§m|\b(?:must|has to|have to|needs? to|should|ought to)\b|^\d{1,2} ?%|\b(?:both|registries|they|who|others?) claim\b|\bsuits?\b",
    )
});

/// What is to be done once it is confirmed: the very thing that was asked.
static FOLLOW_UP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:so |and |you (?:can|may) |please |pls |kindly |feel free to |go ahead and |go on and |proceed and )*(?:proceed(?: with (?:(?:his|her|the|this|your|§p's) )?(?:request|subscription|registration|process|procedure)?)?(?: (?:of|for) §p)?|(?:add|subscribe|register|include|accept|admit) (?:him|her|this person|the person|§p)(?: (?:to|on|in|for) (?:the |your )?(?:tld-ops )?(?:mailing )?list)?|(?:include|add) (?:to|in|on) (?:the |your )?(?:tld-ops )?(?:mailing )?list|do the needful|go ahead(?: and (?:add|subscribe|register|include) (?:him|her|them|§p)(?: (?:to|on) the (?:mailing )?list)?)?|process (?:his|her|the|this) (?:request|subscription)|send (?:him|her|§p) (?:the )?(?:joining |subscription |further |necessary |login )*(?:instructions?|details|information|link|invitation|credentials|welcome (?:mail|message)))(?: accordingly)?$",
    )
});

/// "He was our manager, but left in June" leaves nothing open.
static BUT_LEFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bbut,? (?:he |she |has |is |was )*(?:left|retired|resigned|gone|no longer|not any ?more|moved|works (?:in|for|as)|now works)\b|\bbut,? (?:he |she |they )?(?:is|are|does|do|has) not\b|\bwould be\b",
    )
});

/// Whether a sentence beside a denial leaves it open.
pub(super) fn hesitates(sentence: &str) -> bool {
    HESITATION.is_match(&BUT_LEFT.replace_all(sentence, "")) || sentence.contains(['?', '？', '؟'])
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
        "e.g", "i.e", "no", "ref", "tel", "fax", "nr", "art", "incl", "approx", "m.sc", "b.sc",
    ];
    initial || known.contains(&word.to_lowercase().as_str())
}
