//! What may stand beside a filled-in template: an introduction, nothing else.
//!
//! A list of bad words is never complete ("data from 2019", "do not use yet"
//! in a language nobody thought of). So the words are listed that introduce a
//! contact list, and a sentence with any other word goes to a person. The words
//! are chosen so that no sentence made of them alone takes anything back.

use super::{vocabulary, words};
use crate::domain::contact::Contact;
use crate::domain::tld::Tld;
use crate::mail::Message;
use crate::mail::automatic::pattern::{Regex, pattern};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The words of introductions.
static WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    "a about above admin administrative all also am and appoint appointed are as asked at attached
     attention back be been before behalf below by can cc cctld cctlds community completed contact
     contacts copy data dear delay delighted designate designated detail details email emails enclosed
     enter entered everyone fill filled find fine first follow following follows for form forward from
     fully give given gladly glad go good happy have he hello honor honour helps hope communicate keen like wish her here hereby herewith hi his i in
     included inform information initiative inserted interested invitation invite inviting is it join
     joining kind kindly late list listed looking mail mailing me message mobile morning much my name
     named names necessary need needed nominate nominated nominees number numbers of on operator ops our
     ours out page part people per person persons phone please pleased pleasure primary provide provided
     purpose receive received regarding regards registry registrys reply request requested required respond
     response responses responsible sec second secondary secretariat security see send sending sent she
     sign signing ssc sscs stability staff subscribe subscribed subscribing team technical template thank
     thanks that the their them then there these they this those tld tld-ops tldops to too two up us
     very want warm we welcome well were who will with would year you your yours
     template form table hereunder completed filled-in ccnso attachment colleagues
     inline pls duly trail tabular colleague register"

        .split_whitespace()
        .collect()
});

/// What explains that there is one contact only.
static ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:as|since|because) )?(?:(?:we|ours) (?:are|is|have)|being) (?:only )?an? (?:very |rather |quite )?small (?:cctld |tld |national )?(?:registry|team|cctld|organi[sz]ation|operator|operation)",
        r"(?:,? ?(?:so|and|hence|therefore)?,? ?(?:at (?:present|the moment) )?(?:we (?:only |just |currently |do )*have|there is|here is|you find)(?: only| just)? (?:one|a single)(?: (?:security|primary))? (?:contact|person|ssc|name)(?: person)?(?: only)?)?$",
        r"|^(?:we (?:will|shall|would like to|want to|prefer to) (?:start|begin) with|we (?:only |just |currently |do )*have|there is|here is|this is|(?:we )?nominat(?:e|ing))?(?:,? ?(?:only|just))? ?(?:one|a single)(?: (?:security|primary))? (?:contact|person|ssc|name)(?: person)?(?: only)?(?: (?:for now|for the moment|at the moment|at present|for the time being|to start with|to begin with))?$",
    ))
});

/// What people say who have met, and what the template is sent for.
static AIM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^it (?:was|is) (?:so |very |really )?(?:good|great|nice|lovely|wonderful|a (?:great )?pleasure) (?:to (?:see|meet|hear from)|seeing|meeting|hearing from) (?:you|everyone|everybody|all|so many|many of you)(?: (?:all|again|there))*(?: (?:in|at|during) (?:the )?(?:(?-i:\p{Lu}[\p{L}\p{M}]+|[A-Z]+\d+|\d+)|icann|ccnso|tech day|meetings?|workshop|last|week|month| )+)?$",
        r"|^(?:i |we )?(?:hope|trust) (?:this|that|it) (?:helps|is (?:fine|okay|ok|complete|what you need|in order))$",
        r"|^(?:please|kindly) (?:add|subscribe|include|register|put) (?:(?:the|our|these|both|all|two|following|below|above|persons?|people|contacts?|sscs?|colleagues|names?|staff|members|them|of us|mentioned|named|listed) ?)+(?: ?(?:to|on) (?:the|your) (?:tld-ops )?(?:mailing )?list)?$",
    ))
});

/// Whether a sentence only introduces the contacts.
pub(super) fn introduces(sentence: &str, contacts: &[Contact]) -> bool {
    let bare = sentence.trim_end_matches(['.', '!', ':', ' ']);
    if AIM.is_match(bare) || (contacts.len() == 1 && ONE.is_match(bare)) {
        return true;
    }
    let names: BTreeSet<String> = contacts
        .iter()
        .flat_map(|contact| tokens_of(&contact.name))
        .collect();
    let tokens = tokens_of(sentence);
    let plain = |word: &String| WORDS.contains(word.as_str());
    let abroad = |word: &String| !plain(word) && vocabulary::introduces(word);
    // The words of one language take something back in another.
    let turned = tokens.iter().any(abroad) && words::unmakes(sentence);
    !sentence.contains(['?', '？', '؟'])
        && !turned
        && tokens
            .iter()
            .all(|word| plain(word) || abroad(word) || names.contains(word) || is_cctld(word))
}

/// The words by which the author of a message signs: those of the display name
/// and of the address. A claim, good enough to tell a signature from a remark.
pub(super) fn author(message: &Message) -> BTreeSet<String> {
    let from = message.headers.first("From").unwrap_or_default();
    let decoded = mailparse::parse_header(format!("From: {from}\r\n").as_bytes())
        .map_or_else(|_| from.to_owned(), |(header, _)| header.get_value());
    decoded
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1)
        .map(str::to_owned)
        .collect()
}

/// Lower-case words; a leading dot stays, so that `.nl` is seen to be a ccTLD.
fn tokens_of(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['’', '\''], "")
        .split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'))
        .map(|word| {
            word.trim_end_matches(['.', '-'])
                .trim_start_matches('-')
                .to_owned()
        })
        .filter(|word| !word.is_empty() && word != "." && word != "1" && word != "2")
        .collect()
}

fn is_cctld(word: &str) -> bool {
    word.starts_with('.') && Tld::parse(word).is_some()
}
