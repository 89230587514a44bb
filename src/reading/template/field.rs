//! One line of the template: heading, label and value, or neither.

use crate::domain::contact::is_invisible;
use crate::mail::automatic::pattern::pattern;
use regex::Regex;
use std::sync::LazyLock;

/// Which value a label asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The name.
    Name,
    /// The address.
    Email,
    /// The mobile number.
    Mobile,
    /// A telephone that is not said to be mobile.
    Phone,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    /// The heading of a contact, and what stands behind it.
    Heading {
        /// Its number, where it has one.
        position: Option<usize>,
        /// What stands behind it on the line.
        rest: &'a str,
    },
    /// A label with its value.
    Field {
        /// Which value.
        kind: Kind,
        /// The value, perhaps empty.
        value: &'a str,
    },
    /// Something that ends the template: a signature, another section.
    End,
    /// Anything else.
    Text,
}

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\s*_#>|•·–—\-(\d.)]*(?:contact(?: ?person)?|contactperson|ssc|person|(?P<word>primary|secondary|first|second|third|1st|2nd|3rd|backup)(?: (?:contact|ssc|person|security and stability))(?: ?(?:person|contact))?)\s*(?:(?:#|no\.?|nr\.?|number|n°)?\s*(?P<number>\d)\b)?[\s*_]*(?:\(? *(?P<role>primary|secondary|first|second|backup|alternate|main)(?: contact)? *\)?)?[\s*_]*(?:[:：=.\-–]|\s*$)[\s*_]*(?P<rest>.*)$",
    )
});

static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s*_#>|•·–—\-]*(?:\(?[\da-d][.)]\)?\s*)?[\s*_|]*(?:",
        r"(?P<name>(?:full |complete |contact |contact person |person |primary |secondary |first (?:and|&) last |1st |2nd )?(?:names?|name and surname|name ?/ ?surname|full ?name)(?: ?#?\d)?(?: ?\([^)]{0,30}\))?)",
        r"|(?P<email>(?:personal |work |business |contact |primary |secondary )?(?:e[- ]?mail|mail|e-?mail ?id)(?:[ -]?(?:addres+|adress?e?|adres|account))?(?: ?#?\d)?(?: ?\([^)]{0,30}\))?)",
        r"|(?P<mobile>(?:mobile|mobil|cell(?:ular)?|gsm|handy)(?:[ -]?(?:tele)?phone)?(?:[ -]?(?:number|nr\.?|no\.?|num\.?|#))?(?: ?#?\d)?(?: ?\([^)]{0,30}\))?)",
        r"|(?P<phone>(?:tele)?phone(?:[ -]?(?:number|nr\.?|no\.?))?|tel\.?|telefon|contact number)(?: ?\([^)]{0,30}\))?",
        r")[\s*_]*(?:[:：=\t|]|\s[-–—]\s|\s{3,}|$)[\s*_|]*(?P<value>.*)$"
    ))
});

static END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:requestor information|claims to be responsible|i hereby|we hereby|reference:|(?:best|kind|kindest|warm) regards|regards|sincerely|yours|thanks|thank you|many thanks|mit freundlichen|viele grüße|met vriendelijke|cordialement|saludos|atentamente|atenciosamente|cordiali saluti|pozdrawiam|s pozdravem|с уважением|saygılarımla|mvh|med vänlig|med venlig|med vennlig|ccnso secretariat)|^(?:--|__)\s*$",
    )
});

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[<\[{&]*(?:lt;)?\s*\b(?:first ?name|last ?name|e-?mail ?address)\s?\d?\s*(?:[>\]}]|&gt;)+|\b(?:FirstName|LastName|EmailAddress)\d\b|[<\[]\s*(?:country ?code|number|phone(?: number)?)\s*[>\]]|&lt;(?:country code|number)&gt;",
    )
});

/// What people write where they leave a field out.
static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[\W_]*|n ?[./]? ?a\.?|none|nil|no|not applicable|nobody|empty|unused|keine?r?|aucune?|ningun[oa]?)$",
    )
});
static LATER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:tb[acd]|t\.b\.[acd]\.?|to be (?:announced|determined|defined|confirmed|provided|named).*|later|will follow|pending|x{2,}|\.{3,}|\?+)\W*$",
    )
});

/// What a line is.
pub(super) fn shape_of(text: &str) -> Shape<'_> {
    if let Some(found) = FIELD.captures(text) {
        let kinds = [
            ("name", Kind::Name),
            ("email", Kind::Email),
            ("mobile", Kind::Mobile),
            ("phone", Kind::Phone),
        ];
        if let Some((_, kind)) = kinds
            .into_iter()
            .find(|(group, _)| found.name(group).is_some())
        {
            let value = found.name("value").map_or("", |m| m.as_str());
            return Shape::Field { kind, value };
        }
    }
    if let Some(found) = HEADING.captures(text) {
        let digit = found.name("number").and_then(|n| n.as_str().parse().ok());
        let word = ["word", "role"]
            .iter()
            .find_map(|group| found.name(group))
            .map(|m| m.as_str().to_lowercase());
        let ordinal = word.map(|word| match word.as_str() {
            "primary" | "first" | "1st" | "main" => 1,
            "third" | "3rd" => 3,
            _ => 2,
        });
        let rest = found.name("rest").map_or("", |m| m.as_str());
        let position = digit.or(ordinal);
        if position.is_some() {
            return Shape::Heading { position, rest };
        }
    }
    if END.is_match(text) {
        Shape::End
    } else {
        Shape::Text
    }
}

static LABELS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[\s*](?:contact person #?\d|name ?:|e-?mail address ?:|mobile phone number ?:|i hereby confirm that)",
    )
});

/// A line at the labels in it.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = LABELS.find_iter(text).map(|found| found.start()).collect();
    // "Full name:" is one label, not a word and a label.
    let label = FIELD
        .captures(text)
        .and_then(|found| found.name("value"))
        .map_or(0, |value| value.start());
    cuts.retain(|cut| *cut >= label.saturating_sub(1));
    cuts.retain(|cut| {
        text.get(..*cut)
            .is_some_and(|head| head.chars().any(char::is_alphanumeric))
    });
    let mut out = Vec::new();
    let mut from = 0;
    for cut in cuts {
        out.push(text.get(from..cut).unwrap_or_default().trim());
        from = cut;
    }
    out.push(text.get(from..).unwrap_or_default().trim());
    out.retain(|part| !part.is_empty());
    out
}

/// Whether a value of ours is one the template came with.
pub(super) fn is_template(value: &str) -> bool {
    value.contains(['<', '>'])
        || PLACEHOLDER.is_match(value)
        || value.trim_matches(['+', ' ']).is_empty()
}

/// A value as it was typed, without markup.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    /// The text; empty where nothing was filled in.
    pub(super) text: String,
    /// Part of a placeholder is left beside something typed.
    pub(super) placeholder: bool,
}

/// Takes markup off a value and tells what is only a placeholder.
pub(super) fn clean(kind: Kind, value: &str) -> Cleaned {
    let bare = value.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '|' | '"' | '“' | '”')
    });
    if PLACEHOLDER.is_match(bare) {
        let rest = PLACEHOLDER.replace_all(bare, " ");
        let typed = rest.chars().any(char::is_alphanumeric);
        return Cleaned {
            text: if typed {
                bare.to_owned()
            } else {
                String::new()
            },
            placeholder: typed,
        };
    }
    if NOTHING.is_match(bare) {
        return Cleaned::default();
    }
    if LATER.is_match(bare) {
        return Cleaned {
            text: bare.to_owned(),
            placeholder: true,
        };
    }
    let text = match kind {
        Kind::Name => bare.trim_end_matches([',', ';']).to_owned(),
        Kind::Email => clean_email(bare),
        Kind::Mobile | Kind::Phone => {
            let bare = bare.strip_prefix("tel:").unwrap_or(bare);
            let bare = bare.trim_end_matches(['.', ',', ';']).trim();
            bare.replacen('＋', "+", 1)
        }
    };
    Cleaned {
        text,
        placeholder: false,
    }
}

/// `<a@b>`, `Jane <a@b>` and `a@b.` are one address; two never are.
fn clean_email(bare: &str) -> String {
    let one = bare.matches('@').count() == 1 && !bare.chars().any(is_invisible);
    let inner = match bare.rsplit_once('<') {
        Some((_, tail)) if one => tail.strip_suffix('>').unwrap_or(bare),
        _ => bare,
    };
    let inner = inner.strip_prefix("mailto:").unwrap_or(inner);
    if one {
        inner.trim_end_matches(['.', ',', ';']).trim().to_owned()
    } else {
        inner.to_owned()
    }
}

/// Whether a name is that of one person: not two, no link, no remark.
pub(super) fn names_one(name: &str) -> bool {
    let (before, after) = name.split_once(',').unwrap_or((name, ""));
    let degree = after.split_whitespace().count() < 2 || after.contains('.');
    let two = before.split_whitespace().count() >= 2 && !degree;
    !two && !REMARK.is_match(name)
}

static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"://|\bwww\.|^\+?\d[\d ().-]{5,}|\b(?:and|not|or|left|unknown|same|see|former\w*|no longer|until|nobody|vacant|anybody|someone)\b|[;|]|\s&\s",
    )
});

/// Whether an address mixes letters of two scripts that look alike.
pub(super) fn mixes_scripts(address: &str) -> bool {
    address.split(['@', '.']).any(|label| {
        let latin = label.chars().any(|c| c.is_ascii_alphabetic());
        latin
            && label
                .chars()
                .any(|c| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}'))
    })
}

/// Whether a line may be the value of the label above it.
pub(super) fn fits(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Name => {
            text.chars().count() <= 80
                && text.chars().any(char::is_alphabetic)
                && !text.contains('@')
                && text.split_whitespace().count() <= 8
                && !text.ends_with(['.', ':', '?'])
        }
        Kind::Email => text.contains('@'),
        Kind::Mobile | Kind::Phone => text.chars().filter(char::is_ascii_digit).count() >= 5,
    }
}

/// Whether a line is the rest of a number that was wrapped.
pub(super) fn continues_phone(typed: &str, text: &str) -> bool {
    let number = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/'));
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    number && typed.starts_with('+') && digits < 11 && text.chars().any(|c| c.is_ascii_digit())
}

/// Whether a line is the rest of a name that was wrapped.
pub(super) fn continues_name(typed: &str, text: &str) -> bool {
    let words = text.split_whitespace().count();
    let capital = text.split_whitespace().all(|w| {
        w.chars()
            .next()
            .is_some_and(|c| !c.is_lowercase() && c.is_alphabetic())
    });
    !typed.is_empty() && words <= 2 && capital && typed.chars().count() >= 40
}
