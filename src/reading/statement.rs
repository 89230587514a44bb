//! One statement that says confirm or deny, and everything that is none.
//!
//! The grammar is closed: a sentence decides only where the whole of it is one
//! of a few forms, and a confirmation only where every other sentence is a
//! courtesy or supports it. What is not recognised is unclear, so a word
//! missing from the lists costs a question to the Validator, never an advance.

mod reason;

use self::reason::is_reason;
use super::courtesy;
use super::fault::Why;
use super::grammar::{self, Form};
use super::letter::Letter;
use super::signature;
use super::stock::Stock;
use super::translation;
use super::vocabulary::{self, Decision, Speech};
use super::words;
use crate::domain::contact::is_invisible;
use crate::domain::tld::Tld;
use crate::mail::automatic::pattern::{Regex, pattern};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Octets of a statement that are read.
const LONGEST: usize = 4_000;

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// One clear statement that says confirm.
    Confirm,
    /// One clear statement that says deny.
    Deny,
    /// Nothing at all.
    Nothing,
    /// Something else.
    Unclear(Why),
}

/// What a letter says, and the words that made it so: the statement itself, or
/// what keeps it from being one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// What it says.
    pub said: Said,
    /// The sentence that decides or hinders; empty where none does.
    pub at: String,
}

impl Statement {
    fn unclear(why: Why, at: &str) -> Self {
        Self {
            said: Said::Unclear(why),
            at: at.to_owned(),
        }
    }
}

/// Reads the letter.
pub(super) fn read(letter: &Letter, stock: &Stock) -> Statement {
    let text = letter.body.join("\n");
    let afterword = letter.afterword.as_deref().unwrap_or_default();
    if text.trim().is_empty() {
        return match letter.afterword {
            Some(_) => Statement::unclear(Why::MoreSaid, afterword),
            None => Statement {
                said: Said::Nothing,
                at: String::new(),
            },
        };
    }
    let whole = [
        (text.len() > LONGEST, Why::MoreSaid),
        (text.contains('\u{fffd}'), Why::Unreadable),
        (is_deceptive(&text), Why::Deceptive),
    ];
    if let Some((_, why)) = whole.into_iter().find(|(found, _)| *found) {
        return Statement::unclear(why, "");
    }
    let mut twice = Vec::new();
    let sentences: Vec<String> = letter
        .body
        .iter()
        .flat_map(|paragraph| courtesy::sentences(paragraph))
        .map(|sentence| without_preamble(&tidy(&sentence)))
        .map(|sentence| {
            let untranslated = translation::taken_out(&sentence);
            twice.extend(untranslated.said);
            untranslated.text
        })
        .filter(|sentence| !sentence.is_empty() && !courtesy::is_courtesy(sentence, stock))
        .collect();
    if sentences.is_empty() {
        return match letter.afterword {
            Some(_) => Statement::unclear(Why::MoreSaid, afterword),
            None => Statement::unclear(Why::NoStatement, ""),
        };
    }
    let found = decide(&sentences, stock);
    match found.said {
        Said::Confirm | Said::Deny if letter.afterword.is_some() => {
            Statement::unclear(Why::MoreSaid, afterword)
        }
        Said::Confirm if twice.contains(&Decision::Denies) => {
            Statement::unclear(Why::Negated, &found.at)
        }
        Said::Deny if twice.contains(&Decision::Confirms) => {
            Statement::unclear(Why::BothWords, &found.at)
        }
        Said::Confirm | Said::Deny if MARKED.is_match(&text) => {
            Statement::unclear(Why::Negated, &found.at)
        }
        Said::Confirm | Said::Deny | Said::Nothing | Said::Unclear(_) => found,
    }
}

/// A sentence without the formula that leads to it.
fn without_preamble(sentence: &str) -> String {
    // "The said person" is the person; nobody says anything.
    let sentence = &*SAID.replace_all(sentence, "$1");
    match PREAMBLE.find(sentence) {
        Some(found) if found.end() < sentence.len() => {
            sentence.get(found.end()..).unwrap_or(sentence).to_owned()
        }
        Some(_) | None => sentence.to_owned(),
    }
}

static SAID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b((?:the|that|this) )(?:said|aforesaid|above said|above-said|named|concerned) (?:(?:mr|mrs|ms|dr)\.? )?",
    )
});

static PREAMBLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:respected (?:sir|madam|sirs|sir/madam|all),? )?(?:please be (?:advised|informed|notified) that |(?:it|this) is to (?:inform|advise|notify)(?: you)? that |we (?:are in receipt of|have received) your (?:e-?mail|mail|message|request)(?:,| and) |(?:with|in) (?:reference|regards?|response|reply) to (?:the |your |this |our )?(?:trailing |below |above |said |subject )*(?:e-?mail|mail|message|request)(?: below| above)?, ?|referring to (?:the |your )?(?:below |above |trailing )?(?:e-?mail|mail|message|request)(?: below| above)?, ?|after (?:(?:an?|our|the|some|internal|careful|due) )*(?:verification|checks?|checking(?: internally)?|review|consultation|inquiry|consideration)[,:]? |please accept this (?:message|mail|e-?mail|reply) as our (?:answer|reply|response)[:,] |\+1[,:]? )+",
    )
});

/// A sign before the word that turns it, or a box beside it that is not ticked.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\s)(?:[!¬~≠✗✘❌👎☐]|\[ *\]|\( *\))\s*(?:(?:i|we)(?: hereby)? )?(?:confirm|deny)|\b(?:confirm|deny)(?:ed)?\s*[✗✘❌👎🤔🙃🤡😉😜]|(?m:^)\s*(?:-{1,3}|[;#%~]|/[/*]|<!-*|==+)\s?(?:confirm|deny)\w*\s*(?:-+|[;#%~]|\*/|-*>|==+)\s*(?m:$)|(?m:^)\s*(?:-{1,3}(?:confirm|deny)|[;#%~]+\s*(?:confirm|deny)|/[/*]|<!-|rem )|\b(?:confirm|deny)(?:ed)?\s*(?:\(\)|:\s*(?m:$)|:\s+(?:-|\[|\?))",
    )
});

/// Decides over the sentences that are no courtesies.
fn decide(sentences: &[String], stock: &Stock) -> Statement {
    let all = sentences.join(" \n ");
    let confirms = words::CONFIRMS.is_match(&all);
    let denies = words::DENIES.is_match(&all);
    let first = sentences.first().map_or("", String::as_str);
    match (confirms, denies) {
        (true, true) => Statement::unclear(Why::BothWords, ""),
        (false, false) => {
            let asks = |sentence: &&String| trouble(sentence) == Some(Why::Question);
            match sentences.iter().find(asks) {
                Some(question) => Statement::unclear(Why::Question, question),
                None => Statement::unclear(Why::NoStatement, first),
            }
        }
        (true, false) => {
            if let Some((why, at)) = in_trouble(sentences, &all) {
                return Statement::unclear(why, at);
            }
            if names_strangers(&all, stock) {
                return Statement::unclear(Why::MoreSaid, &all);
            }
            each(sentences, Said::Confirm, |sentence, found| {
                confirmation(sentence, found, stock)
            })
        }
        (false, true) => {
            if let Some(question) = sentences.iter().find(|sentence| sentence.contains('?')) {
                return Statement::unclear(Why::Question, question);
            }
            each(sentences, Said::Deny, |sentence, found| {
                denial(sentence, found, stock)
            })
        }
    }
}

/// What takes a confirmation back, and the sentence that does; a sentence that
/// was parted where it should not have been is looked at whole.
fn in_trouble<'a>(sentences: &'a [String], all: &'a str) -> Option<(Why, &'a str)> {
    sentences
        .iter()
        .map(String::as_str)
        .chain(std::iter::once(all))
        .find_map(|sentence| trouble(sentence).map(|why| (why, sentence)))
}

/// `said` if one sentence says it and every other stands by it.
fn each(
    sentences: &[String],
    said: Said,
    read: impl Fn(&str, bool) -> Result<bool, Why>,
) -> Statement {
    let mut at = None;
    for sentence in sentences {
        match read(sentence, at.is_some()) {
            Ok(true) => at = at.or(Some(sentence)),
            Ok(false) => {}
            Err(why) => return Statement::unclear(why, sentence),
        }
    }
    match at {
        Some(at) => Statement {
            said,
            at: at.clone(),
        },
        None => Statement::unclear(Why::NoStatement, ""),
    }
}

/// Whether a sentence confirms (`true`), or stands by a confirmation (`false`).
fn confirmation(sentence: &str, confirmed: bool, stock: &Stock) -> Result<bool, Why> {
    let sentence = &*without_asides(sentence);
    if !words::CONFIRMS.is_match(sentence) {
        let fits = courtesy::supports(sentence, stock, confirmed);
        let other = words::OBJECT.is_match(sentence);
        return match (fits, other) {
            (true, _) => Ok(false),
            (false, true) => Err(Why::OtherObject),
            (false, false) => Err(Why::MoreSaid),
        };
    }
    let object = words::CONFIRMS
        .find_iter(sentence)
        .next()
        .and_then(|word| sentence.get(word.end()..))
        .unwrap_or_default();
    if words::OBJECT.is_match(object) || words::PARTED.is_match(sentence) {
        return Err(Why::OtherObject);
    }
    if !vocabulary::admits(Speech::Plain, sentence, stock) {
        return Err(Why::MoreSaid);
    }
    let mut found = false;
    let segments = grammar::segments(sentence, stock);
    // "I, Jane Doe, admin contact of .nl, confirm": what is put in between says who.
    let core = segments
        .iter()
        .position(|segment| words::CONFIRMS.is_match(segment));
    let who = core.and_then(|core| grammar::subject_of(&segments, core));
    for (place, segment) in segments.iter().enumerate() {
        if who.is_some() && core.is_some_and(|core| place < core) {
            continue;
        }
        let last = core.is_some_and(|core| place.saturating_add(1) == core);
        let segment = match who.filter(|_| core == Some(place)) {
            Some(who) => &format!("{who} {segment}"),
            None => segment,
        };
        if words::CONFIRMS.is_match(segment) {
            if grammar::form_of(segment) == Form::Else {
                return Err(Why::OtherObject);
            }
            found = true;
        } else if !stands_by(segment, found, last, stock) {
            return Err(Why::MoreSaid);
        }
    }
    // A name behind the last stop signs; that of the person may not.
    let signs = sentence
        .rsplit([',', '(', '/', '!', ':'])
        .next()
        .is_some_and(|last| {
            last.len() < sentence.len() && thanked(sentence) && signature::names_person(last, stock)
        });
    if signs {
        return Err(Why::SignedByPerson);
    }
    Ok(found)
}

/// Whether a segment may stand in one sentence with the deciding word.
fn stands_by(segment: &str, after: bool, last: bool, stock: &Stock) -> bool {
    let signed = after && segment == "§w";
    let fits = signed
        || grammar::is_closing(segment)
        || grammar::is_relevant(segment)
        || courtesy::is_courtesy(segment, stock)
        || courtesy::follows_up(segment)
        || vocabulary::is_title_line(segment);
    let aside = after
        && (segment.starts_with("i ") || segment.starts_with("we "))
        && !grammar::speaks_of_person(segment)
        && !courtesy::is_courtesy(segment, stock);
    let tag = aside || (after && matches!(segment, "right" | "correct"));
    let corrected = after && matches!(segment, "sorry" | "oops" | "rather" | "pardon" | "i mean");
    fits && !tag
        && !corrected
        && !grammar::breaks_off(segment)
        && courtesy::goes_along(segment)
        && (!last || grammar::may_precede(segment))
}

/// Whether a sentence ends with thanks or regards, so that a name may follow.
fn thanked(sentence: &str) -> bool {
    static THANKED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:^|[ ,;-])(?:thanks|thank you|thx|regards|wishes|cheers|sincerely|br|best)[ ,]+[^,]{0,40}$",
        )
    });
    THANKED.is_match(sentence)
}

/// Whether an address, a number or a domain is named that our request does not
/// have: then something else is confirmed than what was asked.
fn names_strangers(text: &str, stock: &Stock) -> bool {
    let other = |m: regex::Match<'_>| !stock.holds(m.as_str());
    ADDRESS.find_iter(text).any(other)
        || NUMBER
            .captures_iter(text)
            .filter_map(|found| found.get(1))
            .any(other)
        || LABEL
            .captures_iter(text)
            .filter_map(|found| found.get(1))
            .any(|label| Tld::parse(label.as_str()).is_none() && !stock.knows(label.as_str()))
}

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^\s<>()]+@[^\s<>()]+"));
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[^\p{L}\d])(\+?\d[\d ().-]{6,30}\d)(?:$|[^\p{L}\d])"));
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[\s(/])\.([\p{L}][\p{L}\p{M}\p{N}-]*)"));

/// Whether a sentence denies (`true`), or says why (`false`).
fn denial(sentence: &str, denied: bool, stock: &Stock) -> Result<bool, Why> {
    if vocabulary::is_name(sentence, stock) {
        // A name above the word: whose denial is it?
        return if denied {
            Ok(false)
        } else {
            Err(Why::MoreSaid)
        };
    }
    if SPEECH.is_match(sentence) {
        return Err(Why::MoreSaid);
    }
    if !words::DENIES.is_match(sentence) {
        let shaped = grammar::segments(sentence, stock).join(", ");
        if !denied
            && opens_denial(&shaped, stock)
            && vocabulary::admits(Speech::Denial, sentence, stock)
        {
            return Ok(false);
        }
        let instead = reason::is_instead(&shaped);
        return match instead || vocabulary::admits(Speech::Denial, sentence, stock) {
            true => is_reason(&grammar::segments(sentence, stock).join(", ")).map(|()| false),
            false => Err(Why::MoreSaid),
        };
    }
    if !vocabulary::admits(Speech::Denial, sentence, stock) {
        return Err(trouble(sentence).unwrap_or(Why::MoreSaid));
    }
    let mut found = false;
    let segments = grammar::segments(sentence, stock);
    let core = segments
        .iter()
        .position(|segment| words::DENIES.is_match(segment));
    let who = core.and_then(|core| grammar::subject_of(&segments, core));
    for (place, segment) in segments.iter().enumerate() {
        if who.is_some() && core.is_some_and(|core| place < core) {
            continue;
        }
        let segment = match who.filter(|_| core == Some(place)) {
            Some(who) => &format!("{who} {segment}"),
            None => segment,
        };
        if words::DENIES.is_match(segment) {
            let Some(reason) = grammar::denial_of(segment) else {
                return Err(trouble(segment).unwrap_or(Why::OtherObject));
            };
            if !reason.is_empty() {
                is_reason(&reason)?;
            }
            found = true;
        } else if !found && opens_denial(segment, stock) || courtesy::is_courtesy(segment, stock) {
            // "Ticket 4711", "In my capacity as admin contact", "thanks".
        } else {
            is_reason(segment)?;
        }
    }
    Ok(found)
}

/// What may stand before a denial in its sentence.
fn opens_denial(segment: &str, stock: &Stock) -> bool {
    static SORRY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:no|nope|negative|sorry|unfortunately|regrettably|we regret|i regret|i am sorry|we are sorry)$",
        )
    });
    static LEADS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:as|in|on|with|by|for|from|regarding|concerning|re|further|following|reference|ref|ticket|after|being|hereby|herewith|and|so|therefore|thus|answer|my|our|the|here|reply|response|decision|dear|hello|hi|good|message|thanks|thank|i|we|§t|§p|simple|short|quick|checked|verified|reviewed)\b|^[#\d]",
        )
    });
    SORRY.is_match(segment)
        || courtesy::is_courtesy(segment, stock)
        || (LEADS.is_match(segment) && !words::unmakes(segment) && grammar::may_precede(segment))
}

static SPEECH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:said|says|saying|wrote|writes|writing|told|answered|replied|forwarded|skrev|schrieb|schreef|(?:a )?écrit|escribió|escreveu|scritto|napisał\w*|napsal\w*|пишет|написал\w*|írta|yazdı|đã viết)\b|写道|寫道|[:：>]$|^(?:see|find|forward\w*|please see)\b.{0,60}\b(?:below|answer of|reply of|from)\b",
    )
});

/// What takes a confirmation back, if anything does.
pub(super) fn trouble(text: &str) -> Option<Why> {
    if text.contains(['?', '？', '؟']) {
        return Some(Why::Question);
    }
    let text = &without_asides(&without_checks(text));
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

/// It stands in nobody's way.
static NO_OBJECTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\n )\s*no (?:objections?|problems?|worries)(?: at all)?(?: from (?:our|my) (?:side|end)| from us)?[:,;.! -]",
    )
});

/// "After checking with our staff, we confirm": it was checked.
fn without_checks(text: &str) -> String {
    static CHECKED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:^|\n )\s*after (?:having )?(?:check|verif|consult|review|speak|talk|confer|discuss)\w*\b[^,.;\n]{0,80}?,? ((?:i|we) )",
        )
    });
    CHECKED.replace_all(text, " $1").into_owned()
}

/// What somebody looks forward to takes nothing back.
static GLAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i|we|he|she|and)(?: will| would|['’]ll|['’]d) be (?:very )?(?:happy|glad|delighted|pleased|honou?red) to (?:join|participate|be (?:on|part of)|take part|help|assist|contribute)\b[a-z -]{0,40}",
    )
});

/// Thanks, excuses and that it is no trouble, said in the same breath.
static EXCUSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[,;]? ?\bthank(?:s|ing| you)(?: you)? for (?:checking|asking|verifying|double[- ]checking|reaching out|following up|validating|your patience|flagging(?: it| this)?|letting (?:me|us) know|taking care)(?: with (?:me|us))?(?: first)?|[,;]? ?\b(?:and |i |we )*(?:apologi[sz]e|apologies|sorry) for (?:the |my |our )?(?:late|delay(?:ed)?|slow)(?: (?:reply|answer|response|replying|answering))?(?:, (?:i|we) (?:was|were|have been) (?:on|out|away|travell?ing)(?: (?:of|on|the|annual|sick|parental|maternity|office|leave|vacation|holidays?|business|duty|trip|travel))*)?$|[,;] no (?:problems?|objections?|worries)(?: at all)?(?: from (?:our|my) (?:side|end)| from us| here)?(?: \n |$)",
    )
});

/// A text without what takes nothing back, although it has words that do.
fn without_asides(text: &str) -> String {
    let text = GLAD.replace_all(text, " ");
    let text = EXCUSED.replace_all(&text, " ");
    NO_OBJECTION.replace_all(&text, " ").into_owned()
}

/// "would like to confirm" says it now.
fn without_wishes(text: &str) -> String {
    static WISH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:(?:i|we)(?: would|'d|’d)(?: hereby| also)? like to|let me)(?: hereby| formally| officially)? confirm\b",
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
        // The e of Azerbaijan, though not in the place of an English one.
        let azeri = word.replace(['ə', 'Ə'], "e");
        if azeri != word && words::decides(&azeri) {
            return true;
        }
        let word = azeri.as_str();
        let latin = word.chars().any(|c| c.is_ascii_alphabetic());
        latin && word.chars().any(|c| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{a4d0}'..='\u{a4ff}' | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}' | '\u{250}'..='\u{2af}'))
    });
    if mixed {
        return true;
    }
    let folded: String = text.nfkc().collect();
    let plain: String = text.nfc().collect();
    folded != plain && words::decides(&folded) && {
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
    let line = line.trim_start_matches([' ', '-', ',', ':', '\'', '>']);
    line.trim_end_matches([' ', '.', '!', ',', '…', '。', '\''])
        .to_owned()
}
