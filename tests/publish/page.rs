//! The page as a text: what stands in it, and that nothing in it is markup.

use super::{forms, tlds};
use html5gum::{DefaultEmitter, Token, Tokenizer};
use secird::domain::tld::Tld;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of the page's table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// What each row is called by a link.
    pub(super) tlds: Vec<String>,
    /// The names, with their dots.
    pub(super) names: Vec<String>,
    /// The countries or territories.
    pub(super) countries: Vec<String>,
    /// The regions.
    pub(super) regions: Vec<String>,
}

/// One element: its name, its attributes, and the text in it.
type Element = (String, BTreeMap<String, String>, String);

/// Every element of a page in the order of their ends, as a browser reads it.
fn elements(page: &str) -> Vec<Element> {
    let (mut open, mut done) = (Vec::<Element>::new(), Vec::new());
    let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut emitter = DefaultEmitter::default();
    // A script is text, whatever it compares.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(name, value)| (string(name), string(value)));
                let element = (string(&tag.name), attributes.collect(), String::new());
                let void = ["meta", "link", "input", "wbr"].contains(&element.0.as_str());
                if void || tag.self_closing {
                    done.push(element);
                } else {
                    open.push(element);
                }
            }
            Token::EndTag(tag) => {
                let element = open.pop().unwrap();
                assert_eq!(element.0, string(&tag.name), "a page in order");
                if let Some(around) = open.last_mut() {
                    around.2.push_str(&element.2);
                }
                done.push(element);
            }
            Token::String(text) => {
                if let Some(around) = open.last_mut() {
                    around.2.push_str(&string(&text));
                }
            }
            Token::Doctype(_) => {}
            other @ (Token::Comment(_) | Token::Error(_)) => panic!("{other:?} on the page"),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    done
}

/// The table of ccTLDs; empty where the page has none.
pub(super) fn table(page: &str) -> Table {
    let mut table = Table::default();
    let mut cells = Vec::new();
    for (name, attributes, text) in elements(page) {
        match name.as_str() {
            "bdi" => table.names.push(text),
            "td" => cells.push(text),
            "tr" => {
                let region = cells.pop();
                let country = cells.pop();
                if let Some(tld) = attributes.get("id") {
                    table.tlds.push(tld.clone());
                    table.countries.push(country.unwrap());
                    table.regions.push(region.unwrap());
                }
            }
            _ => {}
        }
    }
    table
}

/// The texts of the elements of one name.
fn texts(page: &str, wanted: &str) -> Vec<String> {
    let found = elements(page).into_iter();
    let found = found.filter(|(name, ..)| name == wanted);
    found.map(|(_, _, text)| text).collect()
}

#[test]
fn the_page_says_what_the_list_is_how_many_are_on_it_and_since_when() {
    let (page, ..) = forms(&tlds(&["be", "nl", "xn--p1ai"]));
    assert_eq!(texts(&page, "html").len(), 1);
    assert_eq!(texts(&page, "h1"), ["ccTLDs on the TLD-OPS list"]);
    assert_eq!(texts(&page, "strong"), ["3"]);
    assert_eq!(texts(&page, "time"), ["24 November 2026"]);
    assert_eq!(texts(&page, "bdi"), [".be", ".nl", ".рф"]);
    assert_eq!(texts(&page, "small"), ["xn--p1ai"]);
    let words: Vec<String> = texts(&page, "p");
    let words = words.join("\n").replace('\n', " ");
    for part in [
        "who these people are is not published",
        "administrative contact in the IANA database answers the Secretariat’s invitation",
        "or confirms a contact who asked to join",
        "3 of 309 ccTLDs",
    ] {
        assert!(words.contains(part), "{part}");
    }
    let cells = texts(&page, "td");
    let counts: Vec<&str> = cells.iter().map(|cell| cell.trim()).take(5).collect();
    assert_eq!(
        counts,
        ["0 of 60", "0 of 119", "3 of 89", "0 of 34", "0 of 7"]
    );
}

#[test]
fn an_empty_list_says_so_and_has_nothing_to_sort() {
    let (page, ..) = forms(&[]);
    assert!(page.contains("No ccTLD is on the list yet."));
    assert_eq!(texts(&page, "strong"), ["0"]);
    assert!(texts(&page, "script").is_empty() && !page.contains("<input"));
}

#[test]
fn names_are_text_and_never_markup() {
    let (page, ..) = forms(&tlds(&["ci", "la", "kp"]));
    let told = table(&page);
    assert_eq!(told.countries[0], "Côte d'Ivoire");
    assert!(page.contains("Côte d&#x27;Ivoire") && page.contains("Lao People&#x27;s"));
    assert!(!page.contains("Côte d'Ivoire") && !page.contains("People's"));
}

#[test]
fn the_page_is_made_of_plain_parts_and_leads_to_known_places() {
    let all: Vec<Tld> = Tld::all().collect();
    let (page, ..) = forms(&all);
    let mut links = BTreeSet::new();
    for (name, attributes, _) in elements(&page) {
        let executes = ["iframe", "object", "embed", "form", "base", "img", "audio"];
        assert!(!executes.contains(&name.as_str()), "{name}");
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && !["style", "src", "srcset"].contains(&&*attribute),
                "{name} {attribute}"
            );
            if attribute == "href" {
                links.insert(value);
            }
        }
    }
    let known = [
        "directory.json",
        "directory.txt",
        "http://ccnso.icann.org/resources/tld-ops-secure-communication.htm",
    ];
    assert_eq!(links, known.map(str::to_owned).into());
}

#[test]
fn the_policy_allows_the_styles_and_the_script_of_the_page_and_no_more() {
    let (page, ..) = forms(&tlds(&["nl"]));
    let policy = elements(&page)
        .into_iter()
        .find_map(|(_, mut attributes, _)| {
            let equivalent = attributes.contains_key("http-equiv");
            equivalent.then(|| attributes.remove("content").unwrap())
        });
    let policy = policy.unwrap();
    let directives: BTreeMap<&str, Vec<&str>> = policy
        .split("; ")
        .map(|one| {
            let mut words = one.split(' ');
            (words.next().unwrap(), words.collect())
        })
        .collect();
    for (directive, value) in [
        ("default-src", "'none'"),
        ("img-src", "'self'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
    ] {
        assert_eq!(directives[directive], [value], "{policy}");
    }
    // That these are the right hashes, the browser says: it applies the texts.
    assert_eq!(directives["style-src"].len(), texts(&page, "style").len());
    assert_eq!(directives["script-src"].len(), 1);
    assert!(policy.matches("'sha256-").count() == 5 && !policy.contains("unsafe"));
    assert_eq!(directives.len(), 6);
}
