//! Closed lists of words: what a clear answer may be made of.
//!
//! A list of bad words is never complete: the next remark uses a word nobody
//! thought of. So a sentence counts as an answer, as its support or as a mere
//! courtesy only where every word of it is one of these lists, a name that our
//! request has, the writer's own, or the name of an organisation where one may
//! stand. What these words mean together is for the forms to say; here it is
//! only made sure that nothing else is said.

mod abroad;
mod attribution;
mod decision;
mod eastern;
mod office;

use super::spelling;
use super::stock::Stock;
use crate::domain::tld::Tld;
pub(super) use abroad::{
    behind_greeting, has_speech, introduces, is_closing, is_of_house, limits, may_be_greeted,
};
pub(super) use attribution::is_attribution;
pub(super) use decision::{Decision, decision_of, is_polite_particle};
pub(super) use eastern::{introduces_himself, is_eastern};
pub(super) use office::{has_office, is_of_signatures, is_office_word};
use smol_str::SmolStr;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The words of a list; lines beginning with `#` are its story.
fn list(text: &'static str) -> HashSet<&'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
}

/// The lines of a list, each a phrase.
fn phrases(text: &'static str) -> HashSet<&'static str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

/// The words of a list and their parts.
fn parts(text: &'static str) -> HashSet<&'static str> {
    let whole = list(text);
    let parts = whole.iter().flat_map(|word| word.split(['-', '.', '&']));
    parts.chain(whole.iter().copied()).collect()
}

static PLAIN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/plain.txt")));
static DENIAL: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/denial.txt")));
static APOLOGY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/apology.txt")));
static OFFER: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/offer.txt")));
static ADDRESSED: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/addressed.txt")));
static SMALL: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/small.txt")));
static DEVICE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| parts(include_str!("vocabulary/device.txt")));
static BANNER: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| parts(include_str!("vocabulary/banner.txt")));
static INTRODUCTION: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/introduction.txt")));
static SLOGAN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/slogan.txt")));
static TITLE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/title.txt")));
static ORGANISATION: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/organisation.txt")));
static LAST_NAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/last_names.txt")));
static COURTEOUS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/courteous.txt")));
/// First and family names from all over the world, without the English words
/// among them: who signs with a name in these lists signs with a name.
static FIRST_NAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/first_names.txt")));

//------------ Speech ----------------------------------------------------------

/// What a sentence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// It confirms, supports or is polite.
    Plain,
    /// It gives the reason of a denial.
    Denial,
    /// It is polite and may name a hindrance ("we were travelling").
    Apology,
    /// It offers help, with an "if" and a "not" of its own.
    Offer,
    /// It leads to the filled-in template.
    Introduction,
    /// It stands below a signature: a slogan, an invitation to follow somebody.
    Slogan,
}

/// Whether every word of `sentence` is one that such a speech is made of.
pub(super) fn admits(speech: Speech, sentence: &str, stock: &Stock) -> bool {
    // Only who confirms or denies in the third person may begin with a name that
    // nobody knows.
    let third = super::words::SPEAKS.is_match(sentence);
    let mut before = if third { Before::Leads } else { Before::Start };
    sentence.split_whitespace().all(|token| {
        let (fits, now) = token_fits(speech, token, before, stock);
        before = now;
        fits
    })
}

/// What stood before a word: only some words lead to an organisation's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Start,
    Leads,
    Name,
    Word,
}

/// Words that an organisation's name may follow.
const LEADING: &[&str] = &[
    "at", "of", "for", "from", "by", "the", "our", "in", "with", "within", "i", "we",
];

fn token_fits(speech: Speech, token: &str, before: Before, stock: &Stock) -> (bool, Before) {
    let edge = |c: char| !c.is_alphanumeric() && c != '.';
    if token.contains('@') {
        return (stock.holds(token.trim_matches(edge)), Before::Name);
    }
    let bare = token.trim_matches(edge).trim_end_matches('.');
    if let Some(label) = bare.strip_prefix('.')
        && !label.is_empty()
    {
        let label = label.strip_suffix("'s").or(label.strip_suffix("’s"));
        let label = label.unwrap_or(bare.trim_start_matches('.'));
        return (Tld::parse(label).is_some(), Before::Word);
    }
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    // Another request's reference.
    if digits >= 2 && bare.len() >= 20 && !stock.holds(bare) {
        return (false, before);
    }
    if bare.is_empty() || digits >= 2 || bare.chars().all(|c| !c.is_alphabetic()) {
        return (true, before);
    }
    let lower = folded(bare);
    if is_listed(speech, &lower)
        || lower
            .split(['-', '/', '.'])
            .all(|part| part.is_empty() || is_listed(speech, part))
    {
        let leads = LEADING.contains(&lower.as_str());
        let now = match (leads, is_title(&lower)) {
            (true, _) => Before::Leads,
            (false, true) => Before::Name,
            (false, false) => Before::Word,
        };
        return (true, now);
    }
    let bare = bare
        .strip_suffix("'s")
        .or(bare.strip_suffix("’s"))
        .unwrap_or(bare);
    let capital = bare.chars().next().is_some_and(char::is_uppercase);
    let initial = capital && bare.chars().count() == 1;
    let known = |word: &str| stock.knows(word) || stock.is_author(word);
    let parts = || bare.split(['-', '/', '.']).filter(|part| !part.is_empty());
    let cased = bare.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let own = |word: &str| stock.is_author(word) || is_eastern(word);
    let named = if cased {
        capital && (known(bare) || parts().all(known))
    } else {
        own(bare) || parts().all(own) || stock.names(bare)
    };
    let small = is_particle(&lower);
    let given = capital && parts().all(|part| is_first_name(&part.to_lowercase()));
    if initial || named || given || (small && before == Before::Name) {
        return (true, Before::Name);
    }
    if capital && ORGANISATION.contains(lower.as_str()) {
        return (true, Before::Name);
    }
    // "the head of operations at SIDN", "Stichting Internet Domeinregistratie".
    let placed = matches!(before, Before::Leads | Before::Name) || speech == Speech::Slogan;
    let organisation = capital && placed && !super::words::unmakes(bare);
    (organisation, Before::Name)
}

/// Words by which something is said of somebody.
const SAID: &[&str] = &[
    "taken",
    "over",
    "account",
    "he",
    "she",
    "they",
    "him",
    "his",
    "her",
    "i",
    "me",
    "this",
    "that",
    "it",
    "was",
    "be",
    "being",
    "asked",
    "answer",
    "request",
    "person",
    "made",
    "did",
    "sent",
    "given",
    "wish",
    "want",
    "saw",
    "checking",
    "yesterday",
    "today",
    "tomorrow",
];

fn is_listed(speech: Speech, word: &str) -> bool {
    let more = match speech {
        Speech::Plain => false,
        Speech::Denial => DENIAL.contains(word),
        Speech::Apology => APOLOGY.contains(word),
        Speech::Offer => OFFER.contains(word),
        Speech::Introduction => INTRODUCTION.contains(word),
        Speech::Slogan => SLOGAN.contains(word) || TITLE.contains(word),
    };
    // A slogan is not made of what people say to each other.
    let plain = speech != Speech::Slogan || !SAID.contains(&word);
    (plain && PLAIN.contains(word)) || more
}

/// Lower case, apostrophes and a possessive taken off.
fn folded(word: &str) -> String {
    let lower = word.to_lowercase().replace(['’', '`', '´'], "'");
    lower.strip_suffix("'s").unwrap_or(&lower).replace('\'', "")
}

//------------ Around ----------------------------------------------------------

/// Lines that nobody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// Of a telephone, a mail program or a scanner.
    Device,
    /// Of a gateway that marks mail from outside.
    Banner,
}

/// Whether a line is made of the words of such lines, or `own` ones, alone.
pub(super) fn is_made_of(around: Around, line: &str, own: &dyn Fn(&str) -> bool) -> bool {
    let list = match around {
        Around::Device => &DEVICE,
        Around::Banner => &BANNER,
    };
    line.split(|c: char| {
        c.is_whitespace() || matches!(c, '/' | ',' | '(' | ')' | '.' | '-' | '[' | ']' | '|')
    })
    .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
    .filter(|word| word.chars().any(char::is_alphabetic))
    .all(|word| {
        let lower = folded(word);
        list.contains(lower.as_str()) || list.contains(word.to_lowercase().as_str()) || own(word)
    })
}

//------------ Courtesy in other languages -------------------------------------

/// Longest courtesy in another language, in words.
const LONGEST: usize = 16;

/// Whether a sentence is made of the words of foreign courtesies alone.
pub(super) fn is_courteous(sentence: &str) -> bool {
    let mut words = sentence
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || is_joining(c)))
        .filter(|word| word.chars().any(char::is_alphabetic))
        .peekable();
    words.peek().is_some()
        && sentence.split_whitespace().count() <= LONGEST
        && words.all(|word| COURTEOUS.contains(word.to_lowercase().as_str()))
}

/// Marks that belong to the letter before them.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}')
        || matches!(c, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17d3}')
}

//------------ Names -----------------------------------------------------------

/// Whether a line is a person's name that may stand alone below an answer: the
/// author's own, one our request has, or one that begins with a first name.
pub(super) fn is_name(line: &str, stock: &Stock) -> bool {
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '/'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .filter(|word| !is_title(word))
        .collect();
    let capital = |word: &str| !word.chars().next().is_some_and(char::is_lowercase);
    let spelled = words.iter().all(|word| {
        word.chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.') || is_joining(c))
    });
    if words.len() <= 2 && is_eastern(&words.concat()) && !super::words::unmakes(line) {
        return true;
    }
    let Some(first) = words.first().filter(|_| spelled && words.len() <= 5) else {
        return false;
    };
    // The words of the writer's address are those of every registry's, and the
    // "de" of a name is in every language's lines.
    let own = |word: &&str| {
        stock.is_author(word) && !is_common(word) && !is_particle(&word.to_lowercase())
    };
    let listed = |word: &&str| {
        let mut parts = word.split('-').filter(|part| !part.is_empty());
        capital(word)
            && !is_common(word)
            && parts.all(|part| {
                let plain = spelling::bare(part);
                FIRST_NAMES.contains(plain.as_str())
                    || (words.len() > 1 && LAST_NAMES.contains(plain.as_str()))
            })
    };
    let ours = |word: &str| stock.is_author(word);
    let shaped = words
        .iter()
        .all(|word| (capital(word) || is_particle(word)) && (!is_common(word) || ours(word)));
    let lower = words.len() == 1 && is_first_name(first);
    // A name is not written half in one kind of script and half in another.
    let cased = |word: &&str| word.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let strange = |word: &&str| !cased(word) && !is_eastern(word) && !ours(word);
    let mixed = words.iter().any(cased) && words.iter().any(strange);
    !mixed
        && !super::words::unmakes(line)
        && ((shaped && words.iter().any(|word| own(word) || listed(word)))
            || words.iter().all(own)
            || lower)
}

/// Whether a line may be a name, by its shape: two to four words in capitals, or
/// a few letters of a script that has none; no ordinary word among them.
pub(super) fn has_shape_of_name(line: &str) -> bool {
    let line = line.trim_start_matches(['/', '-', '~', ' ']);
    let words: Vec<&str> = line
        .split_whitespace()
        .filter(|word| !is_title(word.trim_end_matches('.')))
        .collect();
    let spelled = line.chars().all(|c| {
        c.is_alphabetic()
            || c.is_whitespace()
            || is_joining(c)
            || matches!(c, '-' | '\'' | '’' | '.')
    });
    let capital =
        |word: &&str| is_particle(word) || word.chars().next().is_some_and(char::is_uppercase);
    let georgian = |c: char| matches!(c, '\u{10d0}'..='\u{10ff}');
    let cased = |c: char| (c.is_uppercase() || c.is_lowercase()) && !georgian(c);
    let cased = line.chars().any(cased);
    let shaped = if cased {
        (2..=4).contains(&words.len()) && words.iter().all(capital)
    } else {
        (1..=4).contains(&words.len()) && line.chars().count() <= 30
    };
    spelled && shaped && !words.iter().any(|word| is_common(word))
}

/// Whether a line is a title or an office: "Head of Registry Services".
pub(super) fn is_title_line(line: &str) -> bool {
    let mut words = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '/' | '|'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.'))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .peekable();
    words.peek().is_some()
        && line.split_whitespace().count() <= 12
        && words.all(|word| {
            let lower = word.to_lowercase();
            let bare = lower.trim_end_matches('.');
            TITLE.contains(lower.as_str())
                || TITLE.contains(bare)
                || bare.split('-').all(|part| TITLE.contains(part))
                || bare
                    .strip_prefix('.')
                    .is_some_and(|label| Tld::parse(label).is_some())
        })
}

/// Whether a line names an organisation: it has a word that only those have.
pub(super) fn is_organisation(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '.')
        .any(|word| {
            ORGANISATION.contains(word.to_lowercase().trim_matches('.'))
                && word.chars().next().is_some_and(char::is_uppercase)
        })
}

/// Whether a word is an ordinary one of what people write here.
pub(super) fn is_common(word: &str) -> bool {
    let lower = folded(word.trim_matches(|c: char| !c.is_alphanumeric()));
    [&PLAIN, &DENIAL, &OFFER, &APOLOGY]
        .iter()
        .any(|list| list.contains(lower.as_str()))
}

/// Whether what stands in the place of a name is made of ordinary words.
pub(super) fn is_no_name(text: &str) -> bool {
    let first = text
        .split_whitespace()
        .find(|word| !is_title(word.trim_end_matches('.')));
    let ordinary = |word: &str| is_common(word) && !is_first_name(&word.to_lowercase());
    first.is_none_or(ordinary) || text.split_whitespace().all(ordinary)
}

/// The words of a name without accents, lower case.
pub(super) fn letters_of(name: &str) -> Vec<SmolStr> {
    name.split(|c: char| c.is_whitespace() || c == '-')
        .map(spelling::bare)
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a lower-case word is a first name somewhere.
pub(super) fn is_first_name(word: &str) -> bool {
    FIRST_NAMES.contains(spelling::bare(word).as_str())
}

/// The small words inside of names.
pub(super) fn is_particle(word: &str) -> bool {
    let particles = [
        "van", "von", "de", "der", "den", "da", "di", "la", "le", "bin", "al", "el", "du", "dos",
        "ten", "ter", "y", "zu", "binti", "bint", "bte", "ibn", "abu",
    ];
    particles.contains(&word)
}

/// Whether a word in capitals is a first or family name somewhere.
pub(super) fn is_given_or_family(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let capital = bare.chars().next().is_some_and(|c| !c.is_lowercase());
    let lower = bare.to_lowercase();
    capital && !is_common(bare) && (is_first_name(&lower) || is_last_name(&lower))
}

/// Whether a lower-case word is a family name somewhere.
pub(super) fn is_last_name(word: &str) -> bool {
    LAST_NAMES.contains(spelling::bare(word).as_str())
}

fn is_title(word: &str) -> bool {
    let lower = word.to_lowercase();
    is_form_of_address(&lower) || matches!(lower.as_str(), "ir" | "dipl" | "msc" | "phd" | "mba")
}

/// Whether a lower-case word stands before the name of whom it addresses.
pub(super) fn is_form_of_address(word: &str) -> bool {
    ADDRESS.contains(word)
}

static ADDRESS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("vocabulary/address.txt")));

/// Whether slogans are made of such words.
pub(super) fn is_sloganish(word: &str) -> bool {
    is_listed(
        Speech::Slogan,
        &folded(word.trim_matches(|c: char| !c.is_alphanumeric())),
    )
}

/// Whether a lower-case word may stand behind a greeting.
pub(super) fn is_addressed(word: &str) -> bool {
    ADDRESSED.contains(word)
}

/// Whether a lower-case word stands between capitals in names and titles.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(word)
}
