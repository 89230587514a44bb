//! Where a letter closes, and what may stand below.
//!
//! A signature is known by what introduces it or, without that, by the writer's
//! own name, a number or an address; capitals alone make none ("Just Kidding").
//! Below it stand names, titles, places and numbers. Whatever else stands there
//! is looked at: a remark, a second thought, or the name of the very person who
//! was asked about, who may not vouch for himself.

mod block;
mod valediction;

pub(super) use self::valediction::is_valediction;
use self::valediction::{closes_with_name, gives_thanks};
use super::courtesy;
use super::furniture;
use super::spelling;
use super::statement;
use super::stock::Stock;
use super::vocabulary::{self, Speech};
use super::words;
use crate::mail::automatic::pattern::{Regex, pattern};
use std::sync::LazyLock;

static POSTSCRIPT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\W*(?:p\.? ?p?\.?s\.?\b|nb\b|n\.b\.|note\b|update\b|edit\b)"));

/// Nouns and words that make no name although they may be capitalised.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i|we|you|he|she|they|it|this|that|is|are|am|be|have|has|do|does|did|yes|ok|okay|please|see|my|your|our request|request|answer|reply|above|below|today|now|agree\w*|approv\w*|accept\w*|reject\w*|correct|right|true|yes|because|since|as)\b",
    )
});

//------------ Below -----------------------------------------------------------

/// What stands below a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Below {
    /// A signature, and nothing else.
    Nothing,
    /// This is said there.
    Afterword(String),
    /// The person who was asked about signs.
    ByPerson,
}

/// The line with which a signature begins; the number of lines where none does.
pub(super) fn begins(lines: &[&str], alone: bool, stock: &Stock) -> usize {
    let closing = (0..lines.len())
        .find(|n| {
            let (line, after) = (lines.get(*n), lines.get(n.saturating_add(1)..));
            line.is_some_and(|line| closes(line, after.unwrap_or_default(), stock))
        })
        .unwrap_or(lines.len());
    closing.min(unclosed(lines, closing, alone, stock))
}

/// What a signature says besides names, titles, places and numbers.
pub(super) fn below(lines: &[&str], stock: &Stock) -> Below {
    let mut found = Below::Nothing;
    let mut awaited = false;
    let first = lines.iter().position(|line| !line.is_empty());
    let closed = first
        .and_then(|first| lines.get(first))
        .is_some_and(|line| {
            *line == "--" || is_valediction(line) || vocabulary::is_name(line, stock)
        });
    let after = first.map_or(lines.len(), |first| first.saturating_add(1));
    let signed = closed && block::is_signature(lines.get(after..).unwrap_or_default(), stock);
    for paragraph in lines.split(|line| line.is_empty()) {
        let text = paragraph.join(" ");
        let hours = paragraph.iter().position(|line| HOURS_BEGIN.is_match(line));
        let paragraph = match hours {
            Some(from) if HOURS.is_match(&paragraph.get(from..).unwrap_or_default().join(" ")) => {
                paragraph.get(..from).unwrap_or_default()
            }
            Some(_) | None => paragraph,
        };
        if furniture::is_notice(&text) {
            let said = in_notice(paragraph, stock);
            if said != Below::Nothing {
                return said;
            }
            continue;
        }
        for line in paragraph {
            // Right below the closing words stands a name, known or not.
            let named = awaited && may_be_name(line);
            awaited = *line == "--" || is_valediction(line);
            if !named && adds(line, stock) && !(signed && block::may_stand(line, stock)) {
                return Below::Afterword((*line).to_owned());
            }
            if !is_contact_line(line) && names_person(line, stock) {
                found = Below::ByPerson;
            }
        }
    }
    found
}

/// Whether a line in the place of a name may be one.
fn may_be_name(line: &str) -> bool {
    let single = is_bare_word(line) && !line.starts_with(char::is_lowercase);
    (vocabulary::has_shape_of_name(line) || (single && !vocabulary::is_common(line)))
        && !words::unmakes(line)
        && !words::decides(line)
        && !vocabulary::has_speech(line)
        && !vocabulary::limits(line)
}

/// Whether a line below a letter says something: it is no name, title, place or
/// number, no courtesy, and no slogan in plain words.
fn adds(line: &str, stock: &Stock) -> bool {
    let line = &*PRONOUNS.replace_all(line, "");
    let line = &*PER_PRO.replace(line, "$first");
    if POSTSCRIPT.is_match(line) {
        return !is_polite_afterthought(line, stock);
    }
    if words::decides(line) || line.ends_with('?') || AUTOMATON.is_match(line) || DAY.is_match(line)
    {
        return true;
    }
    if is_house_line(line, stock) {
        return false;
    }
    // "Registered office: … . Please consider the environment."
    let sentences = courtesy::sentences(line);
    if sentences.len() > 1 && sentences.iter().all(|one| !adds(one.trim(), stock)) {
        return false;
    }
    let nothing = !line.chars().any(char::is_alphanumeric)
        || is_contact_line(line)
        || is_valediction(line)
        || furniture::is_footer(line)
        || furniture::is_tagline(line)
        || is_trimmed(line)
        || is_lower_name(line)
        || (is_name_like(line)
            && vocabulary::is_of_signatures(line, stock)
            && !vocabulary::has_speech(line)
            && !words::unmakes(line))
        || is_address(line)
        || (is_bare_word(line)
            && line.chars().count() <= 3
            && !vocabulary::is_common(line)
            && !vocabulary::has_speech(line))
        || HOURS.is_match(line);
    if nothing || vocabulary::is_name(line, stock) {
        return false;
    }
    let said = statement::tidy(line);
    let polite = sentences
        .iter()
        .all(|sentence| courtesy::is_courtesy(&statement::tidy(sentence), stock));
    if polite {
        return false;
    }
    !is_slogan(line, &said, stock) || words::unmakes(line) || speaks_of(line, stock)
}

/// A house with its address, or a name with what its bearer belongs to.
fn is_house_line(line: &str, stock: &Stock) -> bool {
    let parts = line.split([',', '·', '|', '•']).map(str::trim);
    let house = vocabulary::is_organisation(line)
        || parts.clone().count() > 2
        || parts
            .clone()
            .next()
            .is_some_and(|head| vocabulary::is_name(head, stock));
    let spelled = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = bare.chars().next().is_some_and(char::is_lowercase);
        !lower || bare.chars().count() <= 3 || vocabulary::is_small(&bare.to_lowercase())
    };
    let named = vocabulary::is_organisation(line) && line.split_whitespace().all(spelled);
    if named && !words::unmakes(line) && !vocabulary::has_speech(line) {
        return true;
    }
    house
        && line.split_whitespace().count() <= 12
        && !words::unmakes(line)
        && !speaks_of(line, stock)
        && parts.clone().count() > 1
        && parts.filter(|part| !part.is_empty()).all(|part| {
            is_contact_line(part)
                || part.chars().count() <= 3
                || is_address(part)
                || (is_name_like(part)
                    && !vocabulary::is_common(part)
                    && (is_cased(part) || vocabulary::is_of_signatures(part, stock)))
        })
        && vocabulary::is_of_signatures(line, stock)
}

/// A citation, or a slogan in words that slogans are made of.
fn is_slogan(line: &str, said: &str, stock: &Stock) -> bool {
    let cited =
        line.starts_with(['"', '“', '„', '«', '‘']) && line.ends_with(['"', '”', '“', '»', '’']);
    // One or two capitals are no slogan, whatever they mean, nor are the small
    // words between them.
    let listed = line
        .split_whitespace()
        .filter(|word| word.chars().count() > 3 && vocabulary::is_sloganish(word))
        .count();
    cited
        || listed > 1 && vocabulary::admits(Speech::Slogan, &furniture::without_links(said), stock)
}

/// Whether the script of a text has capitals.
fn is_cased(text: &str) -> bool {
    text.chars().any(|c| c.is_uppercase() || c.is_lowercase())
}

/// A machine signs, or nobody filled in who does.
static AUTOMATON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:auto|automat\w+|smart|virtual|robots?|bots?)[- ]?(?:\w+ )?(?:repl\w+|answer\w*|respon\w+|assistant|service)\b|[\[<{](?:your |my )?(?:full |first |last )?(?:name|title|position|signature)[\]>}]",
    )
});

/// A postal address: numbers between names of streets and places; a short word
/// without a capital stands there only beside a number ("Abels gate 5, 7030 Trondheim",
/// "108, 11. sal").
fn is_address(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let numbered = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    line.chars().any(|c| c.is_ascii_digit())
        && words.len() <= 14
        && !words::unmakes(line)
        && !words::decides(line)
        && !DATED.is_match(line)
        && !line.contains(['?', '!', '='])
        && words.iter().enumerate().all(|(at, word)| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let beside = numbered(at.checked_add(1)) || numbered(at.checked_sub(1));
            !bare.starts_with(char::is_lowercase)
                || vocabulary::is_small(&bare.to_lowercase())
                || (beside && bare.chars().count() <= 4 && !vocabulary::is_common(bare))
        })
        && words.iter().any(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            bare.chars().count() > 2
                && bare.starts_with(char::is_uppercase)
                && !vocabulary::is_common(bare)
        })
}

/// A day is no telephone number.
static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\s)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?:\s|[.,;]|$)"));

static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d\d\b$")
});

/// Who signs for another ("i. A.", "p.p.").
static PER_PRO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\W*(?:i\. ?[av]\.|p\. ?p\. ?a?\.?|ppa\.|p\. ?o\.|o/b) (?P<first>(?-i:\p{Lu}))")
});

/// How somebody wishes to be spoken of.
static PRONOUNS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\s*[(\[](?:he|she|they)/(?:him|her|them)(?:/\w{1,8})?[)\]]"));

/// "P.S. Greetings to the whole team!"
pub(super) fn is_polite_afterthought(line: &str, stock: &Stock) -> bool {
    POSTSCRIPT.find(line).is_some_and(|found| {
        let rest = line.get(found.end()..).unwrap_or_default();
        let said = statement::tidy(rest.trim_start_matches([':', '.', ' ']));
        courtesy::is_courtesy(&said, stock)
    })
}

/// When somebody is in the office, and that no answer is expected at once.
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:please note (?:that )?)?(?:i (?:do not|don['’]t) (?:usually )?work on|i work (?:flexibly|from |on |part-?time)|my (?:e-?mails?|working (?:days|hours|day))|(?:our )?(?:working|office|opening) (?:days|hours)|i am (?:usually )?in the office) ?[\w ,.:;&/–-]{0,200}$",
    )
});
static HOURS_BEGIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:please note (?:that )?)?(?:i (?:do not|don['’]t) (?:usually )?work on|i work (?:flexibly|from |on |part-?time)|my (?:e-?mails? may|working (?:days|hours|day))|(?:our )?(?:working|office|opening) (?:days|hours)|i am (?:usually )?in the office)",
    )
});

/// A name somebody did not trouble to capitalise.
fn is_lower_name(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words <= 3
        && !words::unmakes(line)
        && !NO_NAME.is_match(line)
        && line.split_whitespace().all(|word| {
            vocabulary::is_first_name(&word.to_lowercase())
                || vocabulary::is_last_name(&word.to_lowercase())
        })
}

/// What people leave where they cut a quote.
pub(super) fn is_trimmed(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| c.is_alphabetic()).collect();
    matches!(
        bare.to_lowercase().as_str(),
        "snip" | "snipped" | "trimmed" | "cut" | "schnipp" | "coupé"
    ) && !line.starts_with(|c: char| c.is_alphabetic())
}

/// What a legal notice says besides the law.
pub(super) fn in_notice(lines: &[&str], stock: &Stock) -> Below {
    let spoken = |line: &&str| {
        POSTSCRIPT.is_match(line) || PERSONAL.is_match(line) || names_person(line, stock)
    };
    match lines.iter().find(|line| spoken(line)) {
        Some(line) => Below::Afterword((*line).to_owned()),
        None if furniture::says_more(lines) => Below::Afterword(lines.join(" ")),
        None => Below::Nothing,
    }
}

/// Whether a signature begins with this line.
fn closes(line: &str, after: &[&str], stock: &Stock) -> bool {
    if line == "--" || line == "-- " || line == "__" || line == "___" {
        return true;
    }
    if furniture::is_list_footer(line) {
        return true;
    }
    if is_rule(line) && after.iter().take(6).any(|line| furniture::is_footer(line)) {
        return true;
    }
    if closes_with_name(line) {
        return true;
    }
    // "Thanks" in mid-text is no end: then sentences follow it.
    is_valediction(line)
        && (!gives_thanks(line) || !matches!(below(after, stock), Below::Afterword(_)))
}

/// Where a signature without any introduction begins: with the writer's name or
/// one that is known for one, or, after an empty line, with an office, an
/// organisation or a number; and nothing is said below. Capitals alone make no
/// signature ("Just Kidding").
fn unclosed(lines: &[&str], end: usize, alone: bool, stock: &Stock) -> usize {
    let first = usize::from(alone);
    let written = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or_default();
    (first..end)
        .find(|n| {
            let line = lines.get(*n).copied().unwrap_or_default();
            let parted = n
                .checked_sub(1)
                .and_then(|above| lines.get(above))
                .is_none_or(|above| above.is_empty() || is_rule(above));
            // A statement is not made of names alone.
            (*n > written || !alone)
                && (is_anchor(line, parted, stock)
                    || heads(lines.get(*n..end).unwrap_or_default(), stock))
                && !matches!(
                    below(lines.get(*n..end).unwrap_or_default(), stock),
                    Below::Afterword(_)
                )
        })
        .unwrap_or(end)
}

/// Whether these lines begin with what has the shape of a name, and go on with
/// an office, an organisation or a number.
fn heads(lines: &[&str], stock: &Stock) -> bool {
    let Some(first) = lines.first().filter(|line| !words::decides(line)) else {
        return false;
    };
    let next = lines.iter().skip(1).find(|line| !line.is_empty());
    let name = PRONOUNS.replace_all(first, "");
    vocabulary::has_shape_of_name(&name)
        && !words::unmakes(&name)
        && next
            .is_some_and(|line| is_anchor(line, true, stock) && !vocabulary::is_name(line, stock))
}

/// Where a signature begins below a filled-in template: with what may be a name
/// in any script, or an office, where nothing but offices, places and numbers
/// follows. The template has said everything; a remark does not go on so.
pub(super) fn below_answer(lines: &[&str], end: usize, stock: &Stock) -> usize {
    let parted = |n: usize| {
        n.checked_sub(1)
            .and_then(|above| lines.get(above))
            .is_none_or(|above| above.is_empty() || is_rule(above) || is_valediction(above))
    };
    let places = |line: &&&str| {
        vocabulary::is_title_line(line)
            || vocabulary::is_organisation(line)
            || is_contact_line(line)
    };
    (0..end)
        .find(|n| {
            let line = lines.get(*n).copied().unwrap_or_default();
            let head = line
                .split(['(', '|', ',', '•', '<'])
                .next()
                .unwrap_or_default();
            let below_it = lines.get(n.saturating_add(1)..end).unwrap_or_default();
            let mut next = below_it.iter().filter(|line| !line.is_empty());
            let titled = next.next().as_ref().is_some_and(places);
            let office = vocabulary::is_title_line(line) && !words::unmakes(line);
            parted(*n)
                && ((is_person_like(head.trim()) && titled) || office)
                && !matches!(
                    below(lines.get(*n..end).unwrap_or_default(), stock),
                    Below::Afterword(_)
                )
        })
        .unwrap_or(end)
}

/// Two to five words of letters that are no common ones, each with a capital
/// where the script has capitals. Wider than the shape of a name (any script's
/// combining marks, one word more): it is asked below a filled-in template only.
fn is_person_like(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let count = text.split_whitespace().count();
    let cased = text.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let shaped = |word: &str| {
        !word
            .chars()
            .any(|c| c.is_ascii_digit() || matches!(c, '!' | '?' | ':' | ';' | '@'))
            && word
                .chars()
                .next()
                .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
            && !vocabulary::is_common(word)
    };
    let fits = if cased { 2..=5 } else { 1..=4 };
    fits.contains(&count)
        && text.chars().count() <= 40
        && !words::unmakes(text)
        && !words::decides(text)
        && words.all(|word| shaped(word) || vocabulary::is_particle(word))
}

/// Whether a signature may begin with this line.
fn is_anchor(line: &str, parted: bool, stock: &Stock) -> bool {
    if line.is_empty() || words::decides(line) {
        return false;
    }
    if is_rule(line) {
        return true;
    }
    let line = &*PRONOUNS.replace_all(line, "");
    let head = line
        .trim_start_matches(['*', '_', ' '])
        .split([',', '|', '(', '*', '•', '·', ';', '<'])
        .next()
        .unwrap_or_default();
    let head = head.split(" - ").next().unwrap_or_default();
    let head = head.split(" – ").next().unwrap_or_default();
    let head = head.split(" for the ").next().unwrap_or_default();
    let head = head
        .split(" on behalf of ")
        .next()
        .unwrap_or_default()
        .trim();
    let head = head.trim_start_matches(['/', '-', '~', ' ']);
    // The end of a wrapped sentence is no name.
    let wrapped = !parted && line.ends_with('.');
    let slashed = line.strip_prefix('/').is_some_and(is_bare_word);
    let initials =
        parted && line.chars().count() <= 3 && is_bare_word(line) && !vocabulary::is_common(line);
    let named =
        (vocabulary::is_name(head, stock) || slashed || initials) && !wrapped && !adds(line, stock);
    let own = || {
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        is_contact_line(line) && words.any(|word| stock.is_author(word))
    };
    let office = || {
        !words::unmakes(line)
            && (vocabulary::is_title_line(line)
                || (is_name_like(line) && vocabulary::is_organisation(line)))
    };
    named || (parted && (own() || office()))
}

/// One word of letters that takes nothing back.
fn is_bare_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(char::is_alphabetic) && !words::unmakes(word)
}

/// A line drawn across the page.
pub(super) fn is_rule(line: &str) -> bool {
    line.chars().count() >= 10
        && line
            .chars()
            .all(|c| matches!(c, '_' | '-' | '=' | '─' | '—'))
}

/// Whether a line speaks of the matter in hand: of a person by a pronoun or by
/// a name in our request, of the writer's own mind, or of what befell somebody.
pub(super) fn speaks_of(line: &str, stock: &Stock) -> bool {
    words::decides(line) || PERSONAL.is_match(line) || names_person(line, stock)
}

/// Whether a line names the person we asked about.
pub(super) fn names_person(line: &str, stock: &Stock) -> bool {
    line.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2)
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .filter(|word| !vocabulary::is_particle(&spelling::bare(word)))
        .any(|word| stock.names(word) && !stock.is_author(word))
}

static PERSONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:he|she|him|his|her|hers|i|i['’]m|me|my (?:answer|reply|colleague)|this (?:person|request|answer|reply)|please (?:wait|ask|call|check|hold|remove|note|contact|add))\b",
    )
});

/// Whether a line may stand in a signature: names, titles, numbers, addresses.
pub(super) fn is_name_like(line: &str) -> bool {
    let line = &*line.trim().replace("Dar es Salaam", "Daressalam");
    let count = line.chars().count();
    if count > 120 || words::decides(line) || line.ends_with('?') {
        return false;
    }
    if is_contact_line(line) {
        return true;
    }
    let telling = words::PARTED.is_match(line)
        || words::NEGATION.is_match(line)
        || words::CONDITION.is_match(line)
        || words::FUTURE.is_match(line)
        || words::OBJECT.is_match(line)
        || words::GONE.is_match(line)
        || NO_NAME.is_match(&line.replace("W.I.", ""));
    if telling {
        return false;
    }
    let cased = line.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    if !cased {
        return count <= 30 && line.chars().any(char::is_alphabetic);
    }
    let mut words = line
        .split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | '|' | '/' | '&' | '·' | '•' | '-' | '–' | '—')
        })
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .peekable();
    words.peek().is_some()
        && line.split_whitespace().count() <= 12
        && words.all(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            word.chars().next().is_some_and(|c| {
                c.is_uppercase() || c.is_numeric() || c == '.' || !c.is_lowercase()
            }) || vocabulary::is_small(word.to_lowercase().trim_end_matches([':', '.']))
                || vocabulary::is_office_word(word)
                || word.chars().count() <= 2
        })
}

/// The key that somebody signs with, and nothing beside it.
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:my |our )?(?:open)?(?:pgp|gpg|gnupg)(?:[ /-]?key)?(?:[ -]?(?:id|fingerprint|fpr))?\W+(?:0x)?(?:[0-9a-f]{2,40}[ :]*){1,20}\W*$",
    )
});

/// A line that holds addresses, links or telephone numbers with their labels:
/// a word that is neither a label nor capitalised makes it a remark.
fn is_contact_line(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let linked = line.contains("://") || line.contains("www.") || line.contains('@');
    let label = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let first = bare.chars().next();
        bare.is_empty()
            || word.contains(['@', '/', '.', ':'])
            || bare.chars().any(|c| c.is_ascii_digit())
            || first.is_some_and(|c| !c.is_lowercase())
            || vocabulary::is_small(&bare.to_lowercase())
    };
    if KEY.is_match(line) {
        return true;
    }
    (linked || (digits >= 6 && !DAY.is_match(line)))
        && line.split_whitespace().count() <= 16
        && line.split_whitespace().all(label)
        && !words::unmakes(line)
        && !ORDER.is_match(line)
}

static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:please|call|ask|wait|first|send|use|see|also|add|change|his|her|new|is|are|correct|right)\b",
    )
});
