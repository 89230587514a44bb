//! The forms of a sentence that denies.
//!
//! They are those of a confirmation with fewer objects: who denies, how, what,
//! and perhaps why. The reason is handed back, for others to look at.

use super::{HOUSE, glue, is_aside, is_assertion};
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::words;
use std::sync::LazyLock;

static DENY: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        r"(?:^|.* )(?:i|we|i/we|the undersigned)(?: (?:as|being) [a-z§' -]{1,60})? ",
        DENY_MANNER,
        "deny",
        DENIED_OBJECT,
        DENY_TAIL,
    ])
});
static DENY_BARE: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        r"^(?:(?:no|sorry|unfortunately|hi|hello|all|so|therefore|thus|hereby|herewith|as requested|here is|the|my|our|answer|reply|response|decision|is|simple|a|short and simple|message body|§t|§p|ticket|re|regarding|for|of|request|must|have to|has to) )*",
        "(?:deny|denied|denying)",
        DENIED_OBJECT,
        DENY_TAIL,
    ])
});
static DENIES: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        r"^(?:on behalf of )?",
        HOUSE,
        r"(?: |,)+",
        DENY_MANNER,
        r"den(?:ies|y)",
        DENIED_OBJECT,
        DENY_TAIL,
    ])
});
static AND_DENY: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        r"^(?:i|we) (?:have )?(?:received|checked|reviewed|verified|examined|considered|discussed) .{0,120}? and ",
        DENY_MANNER,
        "deny",
        DENIED_OBJECT,
        DENY_TAIL,
    ])
});
static IS_DENIED: LazyLock<Regex> = LazyLock::new(|| {
    glue(&[
        r"^(?:(?:no|sorry|unfortunately|so|therefore|hence|thus|consequently|accordingly|hi|hello) )*(?:(?:the |this |that |it |your |his |her |above |below |authentication |subscription |tld-?ops )*(?:assertion|request|statement|claim|information|it|this|that|authentication|subscription|above|below)?(?: (?:below|above|of|from|by|for|made|§p|§t|concerning|regarding))*|§p) ?(?:is|are|has been|must be|was) (?:hereby |duly |herewith |therefore |thus )*denied",
        DENY_TAIL,
    ])
});

const DENY_MANNER: &str = r"(?:(?:am|are|write to|writing to|am writing to|are writing to|am sorry to|are sorry to|regret that (?:i|we) (?:must|have to)|must|have to|need to|has to|do|hereby|herewith|formally|officially|definitely|strongly|therefore|thus|would like to|wish to|want to|can only|can|also|fully|unfortunately|regret to) )*";
const DENIED_OBJECT: &str = r"(?: (?:to )?(?:this|it|that|him|her|the above|the below|above|below|the same)| (?:(?:this|that|the|your|his|her|such|said|above|below|mentioned|above-?mentioned|authentication|validation|subscription|tld-?ops|§p's) )*(?:assertion|request|statement|claim|application|subscription|registration|role|responsibility|person|applicant|requestor|requester)(?: (?:below|above|named below))?(?:(?: made)? (?:of|by|from|concerning|regarding|about) (?:(?:the|our) )*(?:requestor |requester |person |colleague )*(?:§p|person below|person above|person|applicant)?)?)?(?: (?P<said>that .{2,300}|(?:mr |ms )?§p(?:'s)?(?: (?:role|responsibility|claim|request|assertion)| as (?:an? |the |our )?(?:(?:security|stability|and|&|tld-?ops) ){0,4}contacts?)?))?";
const DENY_TAIL: &str = r"(?: (?:by (?:me|us|(?:the )?(?:[a-z§]+ ){0,4}(?:admin(?:istrative)?(?: contact)?|admin-?c|registry)(?: (?:of|for) (?:the )?(?:§t|§o))?)|from (?:my|our) (?:side|end)|on behalf of [a-z§' .-]{1,80}|for (?:the )?(?:cctld )?§t|on this one|(?:at|on|by) (?:the )?(?:request|order|instruction) of (?:our |the )?(?:ceo|board|director|management|director general|management board|managing director|council|ministry|chairman|cto|ciso)|please|thanks|thank you|many thanks|regards|best regards|kind regards|(?:thanks|thank you|regards) §w))*(?P<reason> (?:because|as|since|for the reason|-) .{1,300})?$";

/// What a segment with the word deny says; the reason it gives itself.
pub(in crate::reading) fn denial_of(segment: &str) -> Option<String> {
    if PLEASE_DENY.is_match(segment) {
        return Some(String::new());
    }
    if DENIED_ELSE.is_match(segment) {
        return None;
    }
    let forms = [&DENY, &DENY_BARE, &IS_DENIED, &DENIES, &AND_DENY];
    forms
        .iter()
        .filter_map(|form| form.captures(segment))
        .find_map(|found| {
            let part = |name| found.name(name).map_or("", |m| m.as_str());
            let said = part("said");
            let of_person = said.is_empty()
                || said.contains('§')
                || is_assertion(said)
                || WORKING.is_match(said);
            let fits = of_person
                && !words::PARTED.is_match(said)
                && !words::NEGATION.is_match(said)
                && !is_aside_denied(said);
            fits.then(|| part("reason").to_owned())
        })
}

/// "I deny that she is responsible for security" denies what was asked; that he
/// alone is, or was, does not.
fn is_aside_denied(said: &str) -> bool {
    SOLELY.is_match(said) || (said.contains("responsib") && is_aside(said))
}

static SOLELY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:solely|only|alone|sole|exclusively|was|were|had|having|receiv\w+|sent|asked|requested|claim\w*|impost\w+)\b",
    )
});
static WORKING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^that (?:the person.{0,30}|he|she|§p|this person) (?:is|works|belongs|has|represents|acts)\b.*\b(?:employ\w*|staff|us|here|member|§o|§t|registry|organi[sz]ation|company|role|known|team|authori[sz]ed|represent\w*)\b",
    )
});

/// Somebody else denies, or something else is denied.
/// Who asks the Secretariat to deny the request, denies it.
static PLEASE_DENY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:so|therefore|thus|and) )?(?:please|kindly) (?:deny|do deny) (?:it|this|(?:this|the|his|her|that|§p's) (?:request|application|assertion|claim|subscription|registration)(?: (?:of|by|from|for) (?:§p|this person|the person))?)$|^(?:please|kindly) deny$|^(?:(?:please|kindly) )?(?:treat|take|consider) (?:this|it) as (?:a |an )?(?:deny|denied|denial)$",
    )
});

static DENIED_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:he|she|they|you|please|kindly|who) (?:[a-z]+ly |hereby )*den(?:y|ies)\b|\b(?:ask(?:ed|s)?|request(?:ed|s)?|want(?:ed|s)?) (?:(?:me|us|him|her|you) )?(?:to|that (?:i|we)) deny|\bden(?:y|ied) (?:that )?(?:responsibility|liability|knowledge|having|receiving|access|that (?:i|we) |liability|any|all|every)|\bno denying\b|\bwould deny\b|\b(?:no|not) deny\b|\bdeny (?:no|right|yes|not)\b|\b(?:how|do|did|does|should|may|can|could|shall|would|must|before|when|why|whether|if|until) (?:i|we)\b|^(?:i|we)(?: would|'d|’d)? (?:like|wish) to deny$",
    )
});
