//! The forms of a sentence that confirms, denies, or stands by such a one.
//!
//! A sentence is brought to a plain shape first: the person who was asked about
//! is `§p`, the writer `§w`, a ccTLD `§t`, the name of an organisation `§o`; his
//! address and number, where they are the ones we sent, are left out. It is cut
//! at its stops into segments. One of them has the deciding word, and it must be
//! one of the forms below from its subject to its end: who confirms, how, what.
//! The words of the other segments are watched by the vocabulary; here it is
//! seen to that they speak of nothing else than what was asked.

mod denial;

use super::stock::Stock;
use super::vocabulary;
use crate::domain::tld::Tld;
use crate::mail::automatic::pattern::{Regex, pattern};
pub(super) use denial::denial_of;
use std::sync::LazyLock;

//------------ Shape -----------------------------------------------------------

/// The plain shape of a sentence, lower case, cut into segments.
pub(super) fn segments(sentence: &str, stock: &Stock) -> Vec<String> {
    let kept = uncontracted(&without_known(sentence, stock));
    shape(&kept, stock)
        .split([',', ';', ':', '!', '?', '(', ')', '[', ']', '|', '\n'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(". "))
        .map(|part| {
            part.trim_matches([' ', '.', '-', '"', '\'', '=', '>', '/', '*', '+'])
                .to_owned()
        })
        .filter(|part| !part.is_empty())
        .collect()
}

static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[<(\[]?[^\s<>()\[\],;]+@[^\s<>()\[\],;]+[>)\]]?|\+\d[\d ().-]{5,30}\d")
});

/// The sentence without the address and number that we sent ourselves.
fn without_known(sentence: &str, stock: &Stock) -> String {
    CONTACT
        .replace_all(sentence, |found: &regex::Captures<'_>| {
            let text = found.get(0).map_or("", |m| m.as_str());
            if stock.holds(text) {
                " ".to_owned()
            } else {
                text.to_owned()
            }
        })
        .into_owned()
}

/// "it's" is "it is".
fn uncontracted(sentence: &str) -> String {
    static SHORT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(it|that|he|she|here|this)['’]s\b"));
    static AM: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(i)['’]m\b"));
    static ARE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(we|they|you)['’]re\b"));
    let text = SHORT.replace_all(sentence, "$1 is");
    let text = AM.replace_all(&text, "$1 am");
    ARE.replace_all(&text, "$1 are").into_owned()
}

/// Whom or what a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Person,
    /// "Mr", until a name follows.
    Title,
    Writer,
    Tld,
    House,
    /// Somebody whose name has a part of the person's: a namesake at best.
    Stranger,
    Nobody,
}

fn shape(sentence: &str, stock: &Stock) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut last = Named::Nobody;
    for token in sentence.split_whitespace() {
        let (mut named, mut text) = name(token, last, stock);
        let ends = |text: &str| text.ends_with([',', ';', ':', '!', '?', ')', '.']);
        // "Kenji Hansen" is not Kenji Tanaka.
        let beside = out
            .last()
            .is_some_and(|before| !ends(before) && !before.ends_with("'s"))
            && !text.starts_with(['(', '"', '<', '[', '/']);
        if beside
            && matches!(
                (last, named),
                (
                    Named::Person | Named::Stranger,
                    Named::Writer | Named::House
                ) | (Named::Stranger, Named::Person)
            )
        {
            (named, text) = (Named::Stranger, text.replace(['w', 'o', 'p'], "x"));
        }
        if named == Named::Person && last == Named::Title {
            out.pop();
        }
        let joins = named != Named::Nobody
            && named == last
            && out
                .last()
                .is_some_and(|before| !ends(before) && !before.ends_with("'s"));
        last = named;
        match out.last_mut().filter(|_| joins) {
            Some(before) => {
                // "/Pär Håkansson": one name, with what stood before and after it.
                let tail = text.split_once('§').and_then(|(_, rest)| rest.get(1..));
                before.push_str(tail.unwrap_or_default());
            }
            None => out.push(text),
        }
    }
    out.join(" ")
}

/// A token as the forms see it.
fn name(token: &str, last: Named, stock: &Stock) -> (Named, String) {
    let edge = |c: char| !c.is_alphanumeric() && c != '.';
    let start = token.trim_start_matches(edge);
    let lead = token.strip_suffix(start).unwrap_or_default();
    let core = start.trim_end_matches(|c: char| !c.is_alphanumeric());
    let tail = start.strip_prefix(core).unwrap_or_default();
    let (bare, possessive) = match core.strip_suffix("'s").or(core.strip_suffix("’s")) {
        Some(bare) => (bare, "'s"),
        None => (core, ""),
    };
    let put = |mark: &str| format!("{lead}{mark}{possessive}{tail}");
    if bare
        .strip_prefix('.')
        .is_some_and(|label| Tld::parse(label).is_some())
    {
        return (Named::Tld, put("§t"));
    }
    let lower = bare.to_lowercase();
    // Where a change was put to him, that is what he confirms.
    if matches!(
        lower.as_str(),
        "change" | "changes" | "modification" | "modifications"
    ) && stock.changes().next().is_some()
    {
        return (Named::Nobody, put("request"));
    }
    let capital = bare.chars().next().is_some_and(char::is_uppercase);
    if vocabulary::is_form_of_address(&lower) {
        return (Named::Title, format!("{lead}§m"));
    }
    if capital && stock.names(bare) {
        return (Named::Person, put("§p"));
    }
    if last == Named::Title && vocabulary::is_particle(&lower) {
        return (Named::Person, put("§p"));
    }
    if last == Named::Person && vocabulary::is_particle(&lower) {
        return (Named::Person, put("§p"));
    }
    let letter = bare.chars().count() == 1;
    if vocabulary::is_common(bare) || vocabulary::is_title_line(bare) || !capital || letter {
        return (Named::Nobody, format!("{lead}{lower}{possessive}{tail}"));
    }
    if vocabulary::is_name(bare, stock) || last == Named::Writer {
        return (Named::Writer, put("§w"));
    }
    (Named::House, put("§o"))
}

//------------ Forms -----------------------------------------------------------

/// Glues literals to one pattern.
fn glue(parts: &[&str]) -> Regex {
    pattern(&parts.concat())
}

/// A form up to its object: with what may follow it, and with what is said of
/// the person behind it.
fn forms(parts: &[&str]) -> [Regex; 2] {
    let head = parts.concat();
    [glue(&[&head, AS, TAIL]), glue(&[&head, AS, CLAUSE, TAIL])]
}

/// Who may speak for the registry, in the third person.
const HOUSE: &str = r"(?:(?:for and on behalf of |on behalf of )?(?:the |our )?(?:(?:§t|§o|§w|&|[a-z]+) ){0,8}(?:registry §t|nic §t|§t registry|§o §t|§o|§t|registry|ministry|university|institute|authority|agency|commission|association|foundation|company|organi[sz]ation|admin(?:istrative|istrator)?(?: contact)?|admin-?c|network|cent(?:er|re)|bureau|society|council|board|government|operator|department|office|post|ltd|limited|inc|manager|undersigned|services|team|section|division)(?: (?:of|for) (?:the |our )?(?:§o|§t|[a-z]+)(?: (?:and |of |for |the )?(?:§o|§t|[a-z]+)){0,5})?)";

/// Words that stand between a subject and its verb.
const MANNER: &str = r"(?:(?:can|do|hereby|herewith|thereby|fully|gladly|officially|formally|duly|also|indeed|happily|certainly|definitely|positively|therefore|thus|both|all|simply|again|personally|am able to|are able to|am happy to|are happy to|am pleased to|are pleased to|am glad to|are glad to|am delighted to|am writing to|are writing to|write to|would like to|would hereby like to|would also like to|wish to|want to|it is my pleasure to|am|are|as requested|with pleasure) )*";

/// Openers that need no stop behind them.
const OPENER: &str = r"^(?:(?:yes|yep|yeah|ok|okay|sure|certainly|of course|absolutely|correct|right|true|agreed|indeed|affirmative|ack|acknowledged|noted|checked|verified|reviewed|read|seen|double|and|so|therefore|thus|hence|thanks|thank you|hi|hello|hey|sir|sirs|madam|all|good day|good morning|good afternoon|hi all|please|short and simple|simply|a simple|simple|a big|a clear|a firm|a short|just|hereby|herewith|as requested|as you asked|100 ?%|the|my|our|his|her|this|that|it|here is|answer|answers|reply|response|decision|is|are|statement|the answer|message body|body|§t|§p's|§p|ticket|request|re|regarding|for|of|concerning|i reply with|we reply with|i answer with|we answer with|i say|we say|my word is|it is a|it is|that is a|a|from|glad to|happy to|pleased to|delighted to) )*";

/// What may be confirmed, where it is named.
const OBJECT: &str = r"(?: (?:to )?(?:this|it|that|him|her|them|these|the same|the above|the below|above|below|all of the above|all the above|all of this|all this|all)(?: (?:below|above|one|here))?| (?:(?:this|that|the|your|his|her|their|our|its|such|said|above|below|following|mentioned|aforementioned|above-?mentioned|below-?mentioned|authentication|validation|subscription|tld-?ops|ssc|requestor's|requester's|§p's|§o's|§t's|colleague's|person's|listed|submitted|received|official|full|correctness of the|validity of the|accuracy of the|truth of the) )*(?:assertion|request|statement|claim|role|responsibility|responsibilities|identity|application|authority|position|status|data|details|information|info|person|individual|requestor|requester|applicant|contact|colleague|above|below)(?: (?:and|as well as) (?:(?:the|his|her|their|its) )?(?:assertion|request|role|responsibility|details|data|identity|statement|authority|position|function|participation)(?: for the .{1,60})?)?(?: (?:below|above|named below|named above|mentioned below|mentioned above|listed below|listed above|stated below|stated above|as requested|as stated|in your (?:e-?mail|request|message|letter|mail)|of (?:20|the|your) [a-z0-9 ]{1,30}))?(?: (?:is|are|to be) (?:fully |indeed |all )*(?:correct|true|right|accurate|valid|genuine|legitimate|authentic|in order))?(?:(?: made)? (?:of|by|from|concerning|regarding|about|that) (?:(?:the|our|his|her) )*(?:requestor |requester |person |colleague |contact |applicant )*(?:§p|person below|person above|person named below|person|applicant|colleague|requestor|requester)?)?(?: (?:to join|for joining|to be added to|for|on|in) (?:the |your )?(?:tld-?ops )?(?:community )?(?:mailing )?list)?)?";

/// As what somebody is confirmed.
const AS: &str = r"(?: (?:as|being|to be) (?:[a-z§'-]+ ){0,12}?(?:contacts?|sscs?|responsible|person|persons|officers?|in charge|colleague|security|representatives?)(?: (?:for|of|person|contact|in|at|with) [a-z§' -]{1,120})?)?";

/// The person as object, or the beginning of what is said of him.
const PERSON: &str = r"(?:,? (?:that )?(?:the )?(?:(?:requestor|requester|person|contact|colleague|applicant|our|my|his|her|colleague|employee|member|name|of|above|above-?named|above-?mentioned) )*§p)?";

/// That he answers for it.
const CLAUSE: &str = r"(?: that)? (?P<said>.{2,300})";

/// What follows the object in the same breath.
const TAIL: &str = r"(?: (?:by (?:me|us|(?:the )?(?:[a-z§]+ ){0,4}(?:admin(?:istrative)?(?: contact)?|admin-?c|registry|§o|§t)(?: (?:of|for) (?:the )?(?:§t|§o)(?: registry| cctld)?)?|replying(?: to this (?:e-?mail|message|mail))?|(?:this )?(?:e-?mail|mail|reply|message))|from (?:my|our|this) (?:side|end|part)|from us|from (?:the )?(?:§o|§t|[a-z]+)(?: (?:§o|§t|of|for|the|and|&|[a-z]+)){0,6}|on (?:my|our) (?:side|end|part|behalf)|on behalf of [a-z§' .-]{1,80}|for (?:the )?(?:cctlds? |tlds? |domains? |registry )?(?:§t|our (?:cctld|tld|registry|domain)|my (?:cctld|tld))(?:(?: and| &|/) §t)*(?: (?:cctlds?|tlds?|domains?|registry|zone))?|of §t|in my (?:role|capacity|function|position) as [a-z§'& -]{1,80}|as per our records|with pleasure|(?:at|in|within|with) (?:the|our) (?:registry|organi[sz]ation|company|§o)|(?:and )?(?:kindly|please|pls) proceed(?: accordingly)?|with the approval of (?:the )?competent authority|with (?:many )?thanks|to you|too|again|gladly|indeed|officially|hereby|herewith|as requested|as stated|as asked|as follows|in the affirmative|yes|please|thanks|thank you|thx|ty|many thanks|thanks a lot|thank you very much|over and out|confirm|confirmed|and approved?|and thanks?.{0,80}|and look forward.{0,80}|and (?:we |i )?(?:are|am|would be|will be) (?:very )?(?:happy|glad|pleased|delighted).{0,80}|(?:thanks|thank you|kind regards|best regards|regards|cheers|best|br|rgds|kr|sincerely)(?: §w)?|/§w|best wishes.{0,40}))*$";

static CONFIRM: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    forms(&[
        r"(?:^|.* )(?:(?:i|we|i/we|the undersigned|i the undersigned|we the undersigned)(?: (?:as|being) [a-z§' -]{1,60})?) ",
        MANNER,
        r"(?:confirm|confirming)(?: you| to you)?",
        OBJECT,
        PERSON,
    ])
});
static CONFIRM_BARE: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    forms(&[
        OPENER,
        MANNER,
        r"(?:confirm|confirmed|confirming)",
        OBJECT,
        PERSON,
    ])
});
static CONFIRMS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    forms(&[
        r"(?:^|.* (?:that|and) )",
        HOUSE,
        r"(?: |,)+",
        MANNER,
        r"(?:confirms|confirm)",
        OBJECT,
        PERSON,
    ])
});
static IS_CONFIRMED: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    forms(&[
        r"^(?:(?:yes|so|hi|hello|dear|all) )*(?:(?:the |this |that |it |your |his |her |all |above |below |authentication |tld-?ops |subscription )*(?:assertion|request|statement|claim|information|it|this|that|all|data|details|authentication|identity|role|responsibility|person|applicant|requestor|requester|above|below)?(?: (?:below|above|of|from|by|for|made|§p|§t|§p's|concerning|regarding))*|(?:our colleague )?§p) ?(?:is|are|has been) (?:hereby |duly |herewith |fully |officially |also )*confirmed",
    ])
});
static TO_CONFIRM: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    forms(&[
        r"^(?:.* )?(?:this(?: (?:e-?mail|message|mail|letter|reply))? (?:is|serves)|just|let me|writing|(?:my|our|a|great) pleasure|(?:i|we)(?: would|'d|’d) like|glad|happy|pleased|delighted|wish|write|have the (?:honou?r|pleasure)) ?(?:is )?(?:to )?(?:formally |officially |hereby |also )*confirm",
        OBJECT,
        PERSON,
    ])
});
static AND_CONFIRM: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    forms(&[
        r"^(?:i|we) (?:acknowledge|(?:have )?(?:received|checked|reviewed|verified|examined|considered|discussed)|(?:spoke|talked|have spoken|have talked) (?:to|with) §p|appreciate|thank|know) .{0,120}? and ",
        MANNER,
        "confirm",
        OBJECT,
        PERSON,
    ])
});
static MAIL_CONFIRMS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    forms(&[
        r"^(?:with |by )?this (?:e-?mail|message|mail|letter|reply) (?:hereby )?confirms",
        OBJECT,
        PERSON,
    ])
});

/// What a segment with the deciding word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It confirms what was asked.
    Confirms,
    /// It confirms something, perhaps something else.
    Else,
}

/// Whether a segment confirms what was asked.
pub(super) fn form_of(segment: &str) -> Form {
    if let Some(found) = CONSIDERED.captures(segment) {
        let fits = found
            .name("said")
            .is_none_or(|said| is_assertion(said.as_str()));
        return if fits { Form::Confirms } else { Form::Else };
    }
    if ASKED.is_match(segment) || DATED.is_match(segment) || ANOTHER.is_match(segment) {
        return Form::Else;
    }
    let all: [&[Regex; 2]; 7] = [
        &AND_CONFIRM,
        &CONFIRM,
        &CONFIRM_BARE,
        &IS_CONFIRMED,
        &TO_CONFIRM,
        &MAIL_CONFIRMS,
        &CONFIRMS,
    ];
    let fits = all.iter().any(|[plain, clause]| {
        let said = || {
            clause
                .captures(segment)
                .and_then(|found| found.name("said"))
        };
        plain.is_match(segment) || said().is_some_and(|said| is_assertion(said.as_str()))
    });
    if fits { Form::Confirms } else { Form::Else }
}

/// "Please take this email as our confirmation."
static CONSIDERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:please )?(?:(?:consider|take|accept|regard|treat) (?:this (?:e-?mail|message|reply|letter|mail)|it|this) as |this (?:e-?mail|message|reply|letter|mail) (?:serves as|is) |(?:with this (?:e-?mail|message|mail|letter) )?(?:i|we) (?:hereby |herewith )?give |(?:find|receive) (?:herewith|hereby|hereunder) |(?:hereby|herewith|here is|here comes|this is) )(?:our |my |a |the )?(?:formal |official )?confirmation(?: (?:of|for) (?:this|the above|the assertion|the request|your request|(?:the )?(?:requestor |person |colleague )?§p)| that (?P<said>.{2,300}))?$|^(?:from (?:my|our) (?:side|end) )?(?:it is|consider it|this is|that is) (?:hereby )?confirmed(?: from (?:my|our) (?:side|end))?$|^confirmation is (?:hereby )?given (?:in respect of|for|of) (?:the )?(?:person |requestor |colleague )?§p$|^(?:i|we) (?:have )?confirmed(?: (?:it|this|that|him|her|the assertion|(?:this|the) (?:assertion|request|person)|§p))?$",
    )
});

/// Something or somebody else is confirmed.
static ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"§x|\bconfirm (?:you|contact)$|\b(?:one|half|some|part|none) of (?:the|them|these|those|two)\b|^(?:ticket|case|read|seen|order|booking|delivery|receipt|reading) (?:is |has been |was )?confirmed|\bconfirm\w*\b.*\b(?:registrars?|resellers?|customers?|providers?|contractors?|vendors?|suppliers?|consultants?|next|future|upcoming|prospective|former|previous|last|would-be|potential|possible)\b|\bmy (?:own )?(?:tld-?ops |subscription |membership )?(?:request|application|subscription)\b",
    )
});

/// It holds from another day on.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bconfirm\w*\b.*\b(?:from|as of|by|on|until|starting) (?:\d|now|today|tomorrow|next|monday|tuesday|wednesday|thursday|friday|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    )
});

/// Somebody is asked to confirm, or it is said that he did.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:please|kindly|you|he|she|they|§p|someone|somebody|who|which) (?:[a-z]+ly |hereby |do |can |also |to )*confirms?\b|\b(?:ask(?:ed|s)?|request(?:ed|s)?|need|want(?:ed|s)?|order(?:ed)?|how|order) (?:(?:me|us|him|her|you|§p) )?(?:to|that i|that we) (?:[a-z]+ )?confirm|\bto be confirmed\b|\bconfirm\w*\b.* as (?:the |an? |our )?(?:iana |registered )?(?:administrative|technical|admin|tech|billing) contact\b|\b(?:his|her|my|our|§p's) (?:[a-z]+ )?(?:manager|boss|assistant|colleague|staff|secretary|team)\b.* confirms?\b|\bconfirm(?:ed)? (?:to|with|by|for) (?:him|her|them|§p)\b|\bconfirm (?:back|first)\b|\bin part\b|\bpart of (?:the|his|her|it)\b|\b(?:how|do|did|does|should|may|can|could|shall|would|must|before|when|why|whether|if|until) (?:i|we)\b|\b(?:thanks|thank you) and (?:please )?confirm\b|\b(?:[1-9]|[1-9]\d) ?%|^(?:i|we)(?: would|'d|’d)? (?:like|wish) to confirm$|^let me confirm$|^(?:a )?simple confirm$|^confirm(?:ing)? that$|\bconfirming$",
    )
});

/// Whether a clause says of the person that he answers for what was asked.
pub(super) fn is_assertion(said: &str) -> bool {
    ASSERTED.is_match(said) && !VIRTUE.is_match(said) && !CLAIMED.is_match(said) && !is_aside(said)
}

/// Who is a responsible person need not be the one responsible.
static VIRTUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\ba (?:very )?responsible (?:person|man|woman|colleague)$|\bis the responsibility of\b",
    )
});

static ASSERTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:responsib\w+|in ?charge|accountable|authori[sz]ed|entitled|secur\w+|stabil\w+|sscs?|correct|true|right|accurate|valid|genuine|legitimate|authentic|in order)\b",
    )
});

/// It is only said that somebody says so, or it was so.
static CLAIMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:indicat\w+|claim(?:s|ed|ing)?|stat(?:es|ed)|asserts?|asserted|asked|requested|wish\w*|want\w*|wrote|signed|subscribed|registered to|received|sent|seen)\b(?: (?:to|that|for|himself|herself))|\bas of\b|\bstarting\b|\bfrom (?:\d|january|february|march|april|may|june|july|august|september|october|november|december)|\b(?:mail|message|list|request) (?:was|has been|is) (?:received|sent|noted|complete)",
    )
});

/// Behind "responsible" stand only the words of our own question, and before it
/// only the person.
pub(super) fn is_aside(said: &str) -> bool {
    let Some(found) = CHARGE.captures(said) else {
        return false;
    };
    let part = |name| {
        found
            .name(name)
            .map_or("", |m: regex::Match<'_>| m.as_str())
    };
    let fits = |text: &str, list: &Regex| {
        text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '/' | '.'))
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '§' && c != '\''))
            .filter(|word| word.chars().any(char::is_alphabetic))
            .all(|word| list.is_match(word))
    };
    let subject = part("subject");
    // A house that answers for it is not the person.
    let housed = ["§w", "§o", "§t"].iter().any(|mark| subject.contains(mark));
    let spoken_of =
        subject.trim().is_empty() || OF_PERSON.is_match(subject) && (!housed || of_one(subject));
    let fits = fits(subject, &SUBJECT) && fits(part("object"), &CHARGED);
    !(fits && spoken_of) || OF_HIS.is_match(subject)
}

static CHARGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?P<subject>.*?)\b(?:responsib\w+|in ?charge|accountable)\b(?P<object>.*)$")
});
/// Whether a subject names one person, by name or by what stands for it.
fn of_one(subject: &str) -> bool {
    ONE.is_match(subject)
}

static ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"§p|\b(?:he|she|they|persons?|people|individual|requestor|requester|applicant|contact|colleague|above|below|who|i)\b",
    )
});
/// The person, or who stands for him in a sentence.
static OF_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"§p|\b(?:he|she|they|this|that|it|these|persons?|people|individual|requestor|requester|applicant|contact|colleague|above|below|who|is|has)\b",
    )
});
/// His team, his manager.
static OF_HIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"§p's|\bof §p|\bwe (?:are|all)|\bi am (?:also )?$|\b(?:his|her|their) (?:team|manager|boss|department|assistant|colleague)",
    )
});
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:§p|§t|§o|that|he|she|they|the|this|these|above|below|above-?named|below-?named|above-?mentioned|aforementioned|aforesaid|below-?mentioned|mentioned|named|said|listed|following|person|persons|people|individual|requestor|requester|applicant|contact|contacts|colleague|colleagues|employee|employees|man|woman|guy|gentleman|lady|collaborator|official|worker|working|employed|works|van|von|de|der|den|in|your|request|e-?mail|message|to|of|you|it|its|and|indeed|who|whose|for|as|assertion|is|are|has|been|being|remains|acts|serves|works|really|actually|currently|also|fully|jointly|duly|officially|our|my|a|an|one|only|overall|main|primary|secondary|directly|ultimately|person|ssc|ciso|cto|cio|cso|ceo|coo|head|chief|officer|manager|director|deputy|engineer|administrator|security|stability|technical|operations|information|team|department|staff|member|since|now|here|know|i|personally|correct|true|accurate|right|information|details|data|appointed|designated|lead|senior|it|dns|network|infrastructure|registry|at|joined|us|with|held|having|have|person's|be|well)$",
    )
});
static CHARGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:§t|§o|§p|for|of|the|this|that|these|those|it|its|and|overall|general|whole|entire|daily|day-to-day|day|to|technical|cyber|cyber-?security|security|stability|secure|stable|safety|resilience|operations?|operational|operating|running|administration|management|maintenance|our|my|your|cctlds?|tlds?|country|code|country-code|top|level|top-level|toplevel|domains?|names?|registry|registries|registration|servers?|nameservers?|dns|dnssec|signing|authoritative|systems?|infrastructure|zones?|in|at|within|here|on|behalf|both|all|matters?|issues?|aspects?|above|mentioned|said|assertion|as|stated|described|indicated|well|too|also|since|years?|now|by|me|us|internet|network|networks|information|ict|iana|ssc|sscs|contact|role|primary|secondary|thanks|thank|you|regards|best|kind|many|technology|national|is|he|she|indeed|correct|true|with|platform|services?|department|division|team|unit|section|head|director|manager|chief|officer|person|including|includes|are|person|their|his|her|confirm|so|has|been|who|reports)$",
    )
});

//------------ Subject ---------------------------------------------------------

/// Who confirms or denies, where that is parted from the verb by what says who
/// it is: "I, Jane Doe, confirm", "NIC Example (the registry) confirms".
pub(super) fn subject_of(segments: &[String], core: usize) -> Option<&str> {
    let first = segments.first().filter(|_| core > 0)?;
    let said = segments.get(core)?;
    let alone = matches!(
        first.as_str(),
        "i" | "we" | "i the undersigned" | "we the undersigned" | "yes i" | "yes we"
    );
    let third =
        THIRD.is_match(said) && HOUSE_ALONE.is_match(first) && !PERSON_ALONE.is_match(first);
    (alone || third).then_some(first.as_str())
}

static THIRD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:(?:and|hereby|presents its compliments and) )*(?:confirms|denies)\b")
});
static HOUSE_ALONE: LazyLock<Regex> = LazyLock::new(|| glue(&["^", HOUSE, "$"]));
static PERSON_ALONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"§p|\b(?:he|she|his|her|my|manager|boss|assistant|colleague)\b"));

/// Thanks or regards at the end of a sentence, with the writer's name.
pub(super) fn is_closing(segment: &str) -> bool {
    static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:with )?(?:(?:best|kind|warm|many) )?(?:regards|wishes|thanks|thank you|greetings|cheers|sincerely|thx)(?: §w)?$",
        )
    });
    CLOSING.is_match(segment)
}

//------------ Beside ----------------------------------------------------------

/// What may stand before the deciding word in its own sentence: not a heading
/// that makes it a sample, nor a name that is spoken to.
pub(super) fn may_precede(segment: &str) -> bool {
    !HEADING.is_match(segment)
}

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:examples?|e\.?g|n|templates?|tasks?|reminder|to ?do|title|subject|re|fw|fwd|draft|keyword|command|tests?|step \d+|options?(?: \w+)?|fields?|values?|instructions?|as of .*|from .*|§w|§o|(?:kind |best |warm )*regards|sincerely|cheers|best|question|poll|vote|how to|button|menu|click|what to (?:do|say|write)|n)$",
    )
});

/// Whether a sentence speaks of the person or of the assertion.
pub(super) fn speaks_of_person(segment: &str) -> bool {
    SPOKEN_OF.is_match(segment)
}

static SPOKEN_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"§p|\b(?:he|she|they|him|her|his|information|details|data|assertion|request|statement|everything|above|below)\b|^(?:i|we) (?:have )?(?:checked|verified|spoke|spoken|discussed|consulted|reviewed)\b|\b(?:this|that|it|all)(?: of (?:this|it))? (?:is|are)\b|^(?:yes|yes sir|yes please|ok|okay|sure|indeed|of course|certainly|absolutely|agreed|correct|true|noted|approved|over and out|\+1|100 ?%|checked internally|all (?:is )?(?:good|fine|ok|okay|correct|well))$",
    )
});

/// Whether a segment asks back, corrects itself or counts, or the person speaks
/// in it of himself.
pub(super) fn breaks_off(segment: &str) -> bool {
    BROKEN.is_match(segment)
}

static BROKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:is|are|was|were|does|do|did|can|could|will|would|has|have) (?:it|that|this|he|she|they|you|we|i|§p)\b|^(?:0+|\d+ ?/ ?\d+)$|^§p here$|\b(?:it|that|this) is (?:me|i|myself)\b|^(?:this is|i am|my name is) §p\b|\bmy (?:own )?(?:tld-?ops |subscription |membership )(?:request|application|subscription)\b|\b(?:my|our) (?:previous|earlier|last|first|other) (?:mail|e-?mail|message|answer|reply|response)\b|\b(?:really|actually) responsible\b|^(?:i |we )?hope (?:that )?(?:it|this|that|he|she|everything|all) (?:is|are|was) (?:right|true|correct|valid)$",
    )
});

/// Whether a segment speaks of the person or of the assertion at all.
pub(super) fn is_relevant(segment: &str) -> bool {
    RELEVANT.is_match(segment)
}

static RELEVANT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"§p|\b(?:he|she|they|him|her|his|information|details|data|assertion|claim|request|statement|below|above|everything|correct|true|right)\b|\b(?:this|that|it|all)(?: of (?:this|it))? (?:is|are)\b|^(?:yes|ok|okay|sure|indeed|of course|certainly|absolutely|agreed|correct|true|noted|approved|ack|acknowledged|\+1|100 ?%|answers?|reply|replies|response|decision|short|simple|quick|message body|here|hiermit|hierbij|replying|writing|responding|referring|including|includes|affirmative|see my|see our|checked|verified|reviewed|read|seen|we|i)\b|^(?:as|in|of|on|with|by|for|from|regarding|concerning|re|further|following|reference|ref|ticket|after|being|hereby|herewith|and|so|therefore|thus|head|director|manager|chief|deputy|officer|our|the|my|your|is|are|§t|§w|\d)\b|^[#\d]",
    )
});
