//! ccTLDs a person names in his own words.
//!
//! Only with a leading dot, or as an A-label: a bare "in" or "no" is a word,
//! and the end of a host name or an address names nobody's case.

use crate::domain::tld::Tld;

/// The ccTLDs named in `text`, in order, each once.
pub(super) fn named(text: &str) -> Vec<Tld> {
    let mut out = Vec::new();
    for chunk in text.split_whitespace() {
        let lower = chunk.to_lowercase();
        if chunk.contains('@')
            || lower.contains("://")
            || lower.starts_with("www.")
            || chunk.len() > 300
        {
            continue;
        }
        let signs = |c: char| {
            matches!(
                c,
                ',' | ';'
                    | ':'
                    | '/'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '<'
                    | '>'
                    | '"'
                    | '\''
                    | '“'
                    | '”'
                    | '„'
                    | '‘'
                    | '’'
                    | '«'
                    | '»'
                    | '!'
                    | '?'
                    | '*'
                    | '_'
                    | '|'
                    | '،'
                    | '。'
                    | '、'
                    | '+'
                    | '&'
                    | '='
            )
        };
        for word in lower.split(signs) {
            let word = word.trim_end_matches(['.', '-', '–', '…']);
            let label = word.strip_prefix('.');
            let candidate = match label {
                Some(label) if !label.contains('.') && !label.is_empty() => label,
                None if word.starts_with("xn--") && !word.contains('.') => word,
                Some(_) | None => continue,
            };
            if let Some(tld) = Tld::parse(candidate)
                && !out.contains(&tld)
            {
                out.push(tld);
            }
        }
    }
    out
}
