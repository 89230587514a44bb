//! What gives the reason of a denial, in a few closed forms.
//!
//! "Deny, she left in 2013" denies; "Deny, all data is right" does not know what
//! it says. A reason tells what is not, or what befell the person, or asks for
//! the request to be put aside.

use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::fault::Why;
use crate::reading::{courtesy, words};
use std::sync::LazyLock;

/// Whether a sentence tells in a closed form who comes instead.
pub(super) fn is_instead(sentence: &str) -> bool {
    INSTEAD.is_match(sentence)
}

/// Whether what stands beside a denial gives a reason for one: it says what is
/// not, or what befell the person. "Deny, all data is right" does not.
pub(super) fn is_reason(reason: &str) -> Result<(), Why> {
    let bare = reason.trim_matches(|c: char| !c.is_alphanumeric() && c != '§');
    let known = [&REFUSAL, &UNKNOWN, &EMPLOYED, &INSTEAD];
    if known.iter().any(|form| form.is_match(bare)) || matches!(bare, "please" | "reason") {
        return Ok(());
    }
    if courtesy::hesitates(reason) {
        return Err(Why::Conditional);
    }
    if OF_ANOTHER.is_match(reason) || CLEARED.is_match(reason) {
        return Err(Why::MoreSaid);
    }
    let brief = bare.split_whitespace().count() < 2;
    let telling = if brief {
        words::PARTED.is_match(bare) || words::GONE.is_match(bare)
    } else {
        words::parts_ways(bare) || KNOWN_TO_US.is_match(bare)
    };
    if telling || is_name_alone(bare) {
        Ok(())
    } else {
        Err(Why::MoreSaid)
    }
}

/// He is cleared of something, or is on the list already: no reason to deny.
static CLEARED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:not|never|no|n['’]t) (?:\w+ ){0,3}(?:fraud\w*|impost\w+|scam\w*|fake|hack\w*|spam\w*|phish\w*|left|gone|dead|fired|dismissed|resigned|retired|suspend\w*|unknown)\b|\b(?:already (?:on|subscribed|a |an |registered|listed|have|has|there|known|member|our|in)|twice)\b|\bnobody (?:better|else|more)\b|^(?:he|she|§p|this person|the person) (?:works|is working|is employed) (?:here|(?:for|with|at|by) (?:us|our))\b[^,]*$",
    )
});

/// Somebody else left.
static OF_ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^§[wx] (?:(?:has|have|had) )?(?:left|resigned|retired|died|moved|quit|gone)\b")
});

/// A person or a ccTLD alone names whom the denial is about.
fn is_name_alone(text: &str) -> bool {
    matches!(text, "§p" | "§t" | "p" | "t")
}

/// Where he works instead, or whom we have.
static KNOWN_TO_US: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:he|she|§p|this person|the person.{0,20}) (?:works (?:in|for|at|as)|moved|changed|retired|transferred|(?:is|has been|was) (?:already |now |long )?(?:out (?:of|from)|gone from))\b[^,]*$",
    )
});
/// He is somebody else's, or does something else.
static EMPLOYED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:he|she|§p|this person|the person) (?:(?:had|has|have|was|is|works?|worked|working|been|just|only|employed|merely|simply) )+(?:(?:as|from|with|at|in|for|by|an?|the|one of|our|their|some|external|outside|visiting|private|local|domain|web) )*(?:registrars?|resellers?|providers?|hosting|suppliers?|vendors?|contractors?|developers?|designers?|interns?|students?|trainees?|lecturers?|visitors?|guests?|customers?|clients?|consultants?|freelancers?|billing|marketing|sales|accounting|finance|hr|helpdesk)(?: (?:company|sector|department|division|team|office|provider|only|staff|trainee|intern|contact|service|services|person|for|of|at|in|with|our|the|us|web|design|site|website|university|registry|§o|§t))*(?: and (?:is )?not .{1,60})?$|^(?:he|she|§p|this person|the person) (?:has |had )?(?:finished|ended|completed) (?:up )?(?:(?:his|her|the) )?(?:contract |engagement |work |job )?(?:with|at|here|in|for)\b[^,]{0,60}$|^(?:he|she|§p|this person) (?:works|is|is working) in (?:our|the) (?:communications?|press|marketing|sales|legal|finance|accounting|hr|human resources|public relations|pr|billing|customer|events?|training|administration|procurement|purchasing) (?:area|department|division|office|team|unit|section|care|service)(?: and (?:has nothing to do|is not|does not) .{1,60})?$|^(?:he|she|§p) (?:is|was) an? contractor whose (?:contract|engagement) ended\b[^,]{0,40}$",
    )
});
/// Whom they send instead, or that nobody shall go.
static INSTEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and |so )?(?:i|we)(?: will|['’]ll| shall) (?:nominate|propose|appoint|name|send(?: you)?|provide(?: you)?|inform you(?: of| about)?|tell you|come back(?: to you)? with|get back(?: to you)? with) (?:an?other|an?|a new|a different|the|the right|the correct|the new|our|new|right) ?(?:security |ssc |new |other |right )*(?:person|contacts?|contact person|names?|officers?|colleague|candidate|representatives?|details|ssc)(?: (?:soon|later|shortly|in due course|as soon as possible|asap|next week|instead|for this|for the list))?$|^(?:i|we) (?:have )?decided not to (?:join|participate|take part)(?: (?:in )?(?:the |your |this )?(?:list|tld-?ops|initiative|mailing list))?$",
    )
});
/// Nobody here knows him.
static UNKNOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:i|we) (?:do not|don['’]t|did not) (?:even )?(?:know|recogni[sz]e) (?:who (?:this|he|she|it|that|this person|the person) is|him|her|this person|the person|this name|§p|who §p is)$",
    )
});
static REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and |so )?(?:please|kindly|pls) (?:(?:(?:do not|don['’]?t) (?:add|subscribe|accept|admit|register|include|approve|process)|reject|refuse|decline)(?: (?:it|this|him|her|§p|this person|the person|(?:the|this|his|her|that|§p's|such) (?:request|application|subscription|registration)s?))?|(?:remove|delete|ignore|disregard|cancel|discard|close) (?:him|her|§p|this person|the person|(?:the|this|his|her|that|§p's|such) (?:request|application|subscription|registration)s?))(?: (?:from|of|by) (?:this person|the person|him|her|§p))?(?: (?:to|on|from|in) (?:the |your )?(?:tld-?ops )?(?:mailing )?list)?$",
    )
});
