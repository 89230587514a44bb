//! What may stand beside a filled-in template: an introduction, nothing else.
//!
//! A list of bad words is never complete ("data from 2019", "do not use yet"
//! in a language nobody thought of). So the words are listed that introduce a
//! contact list, and a sentence with any other word goes to a person. The words
//! are chosen so that no sentence made of them alone takes anything back.

use crate::domain::contact::Contact;
use crate::domain::tld::Tld;
use crate::mail::Message;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The words of introductions, in the languages of common mail.
static WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    "a about above admin administrative all also am and appoint appointed are as asked at attached
     attention back be been before behalf below by can cc cctld cctlds community completed contact
     contacts copy data dear delay delighted designate designated detail details email emails enclosed
     enter entered everyone fill filled find fine first follow following follows for form forward from
     fully give given gladly glad go good happy have he hello her here hereby herewith hi his i in
     included inform information initiative inserted interested invitation invite inviting is it join
     joining kind kindly late list listed looking mail mailing me message mobile morning much my name
     named names necessary need needed nominate nominated nominees number numbers of on operator ops our
     ours out page part people per person persons phone please pleased pleasure primary provide provided
     purpose receive received regarding regards registry registrys reply request requested required respond
     response responses responsible sec second secondary secretariat security see send sending sent she
     sign signing ssc sscs stability staff subscribe subscribed subscribing team technical template thank
     thanks that the their them then there these they this those tld tld-ops tldops to too two up us
     very want warm we welcome well were who will with would year you your yours
     wie gewünscht anbei unsere kontakte kontaktpersonen ansprechpartner hier die daten
     voici ci-dessous nos contacts les coordonnées comme demandé
     adjunto nuestros contactos los datos como solicitado a continuación
     abaixo nossos contatos seguem dados conforme prezados
     hierbij onze contactpersonen zoals gevraagd"
        .split_whitespace()
        .collect()
});

/// Whether a sentence only introduces the contacts.
pub(super) fn introduces(sentence: &str, contacts: &[Contact]) -> bool {
    let names: BTreeSet<String> = contacts
        .iter()
        .flat_map(|contact| words_of(&contact.name))
        .collect();
    words_of(sentence)
        .iter()
        .all(|word| WORDS.contains(word.as_str()) || names.contains(word) || is_cctld(word))
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

/// Whether a signature begins with this line: the author's own name, or what
/// has the form of a name with nothing but numbers and addresses after it.
pub(super) fn signs(line: &str, author: &BTreeSet<String>) -> bool {
    let words = words_of(line);
    let titles = ["dr", "mr", "mrs", "ms", "prof", "ing", "a"];
    let own = words
        .iter()
        .find(|word| !titles.contains(&word.as_str()))
        .is_some_and(|word| author.contains(word));
    own || has_form_of_a_name(line)
}

fn has_form_of_a_name(line: &str) -> bool {
    let capital = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’' | ','))
    };
    let words: Vec<&str> = line
        .split_whitespace()
        .map(|word| word.trim_start_matches('/'))
        .collect();
    let named = words.len() >= 2 && words.iter().take(2).all(|word| capital(word));
    let short = words.len() <= 3;
    named && (short || line.chars().any(|c| c.is_ascii_digit() || c == '@'))
}

/// Lower-case words; a leading dot stays, so that `.nl` is seen to be a ccTLD.
fn words_of(text: &str) -> Vec<String> {
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
