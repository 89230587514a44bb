//! What an eye sees: the few CSS properties that hide or strike text.
//!
//! Text may be hidden by an attribute, an inline style or a rule of a style
//! sheet. Only what hides is read; where it is doubtful whether something
//! hides (a rule inside `@media`), it counts as hiding.

use std::collections::HashMap;

/// Rules kept of one page.
const RULES: usize = 2_000;

/// Colours nearer to their ground than this, in all three channels, are not seen.
const NEAR: u8 = 24;

type Colour = [u8; 3];

//------------ Look ------------------------------------------------------------

/// How text looks inside an element, with all that is around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    gone: bool,
    pub(super) struck: bool,
    /// White space and line ends are kept as they are.
    pub(super) kept: bool,
    ink: Option<Colour>,
    ground: Option<Colour>,
}

impl Look {
    /// Whether an eye would not see it.
    pub(super) fn is_hidden(&self) -> bool {
        let ink = self.ink.unwrap_or([0, 0, 0]);
        let ground = self.ground.unwrap_or([255, 255, 255]);
        self.gone || ink.iter().zip(ground).all(|(a, b)| a.abs_diff(b) < NEAR)
    }

    /// Takes what the element itself and its attributes say.
    pub(super) fn take_tag(&mut self, name: &[u8], attribute: &dyn Fn(&[u8]) -> Option<String>) {
        self.struck |= matches!(name, b"del" | b"s" | b"strike");
        self.kept |= matches!(name, b"pre" | b"xmp" | b"plaintext" | b"textarea");
        self.gone |= matches!(
            name,
            b"noscript"
                | b"noembed"
                | b"noframes"
                | b"iframe"
                | b"object"
                | b"button"
                | b"select"
                | b"textarea"
                | b"datalist"
                | b"video"
                | b"audio"
                | b"canvas"
                | b"progress"
                | b"meter"
        );
        self.gone |= name == b"dialog" && attribute(b"open").is_none();
        if name == b"body"
            && let Some(ink) = attribute(b"text").and_then(|value| colour(&value))
        {
            self.ink = Some(ink);
        }
        self.gone |= attribute(b"hidden").is_some();
        if let Some(ink) = attribute(b"color").and_then(|value| colour(&value)) {
            self.ink = Some(ink);
        }
        if let Some(ground) = attribute(b"bgcolor").and_then(|value| colour(&value)) {
            self.ground = Some(ground);
        }
        if let Some(declarations) = attribute(b"style") {
            self.take(&declarations);
        }
    }

    /// Takes declarations, lower case.
    pub(super) fn take(&mut self, declarations: &str) {
        let (mut flat, mut clipped) = (false, false);
        // CSS escapes have no use in mail but to hide what a property is.
        self.gone |= declarations.contains('\\');
        let declarations = without_comments(declarations);
        for declaration in declarations.split(';').take(200) {
            let Some((property, value)) = declaration.split_once(':') else {
                continue;
            };
            let value = value.replace("!important", "");
            let value = value.trim();
            match property.trim() {
                "display" => self.gone |= value == "none",
                "visibility" => self.gone |= matches!(value, "hidden" | "collapse"),
                "mso-hide" => self.gone |= value == "all",
                "zoom" => {
                    self.gone |= size(value).is_some_and(|s| s < 0.2 && !value.ends_with('%'))
                }
                "transform" | "-webkit-transform" => {
                    self.gone |= value.contains("scale") && value.contains("(0");
                }
                "filter" => {
                    self.gone |= value.contains("opacity(0") || value.contains("opacity=0");
                }
                "opacity" => self.gone |= size(value).is_some_and(|s| s < 0.1),
                "font-size" => {
                    self.gone |= size(value).is_some_and(|s| s <= 1.0) && !value.ends_with("em")
                }
                "width" | "max-width" => self.gone |= size(value).is_some_and(|s| s <= 0.0),
                "max-height" => self.gone |= size(value).is_some_and(|s| s <= 0.0),
                "height" => flat |= size(value).is_some_and(|s| s <= 0.0),
                "font" => self.gone |= value.starts_with("0/") || value.starts_with("0px"),
                "overflow" => clipped |= value == "hidden",
                "text-indent" | "left" | "top" | "margin-left" => {
                    self.gone |= size(value).is_some_and(|s| s <= -500.0);
                }
                "clip" => self.gone |= value.replace(' ', "").starts_with("rect(0"),
                "text-decoration" | "text-decoration-line" => {
                    self.struck |= value.contains("line-through");
                }
                "white-space" => self.kept = value.starts_with("pre") || value == "break-spaces",
                // Text that a style sheet writes is not in the text we read.
                "content" => {
                    self.gone |= value.chars().any(char::is_alphabetic)
                        && value != "none"
                        && value != "normal"
                }
                "color" => {
                    self.gone |= value == "transparent" || is_clear(value);
                    self.ink = colour(value).or(self.ink);
                }
                "background" | "background-color" => self.ground = colour(value).or(self.ground),
                _ => {}
            }
        }
        self.gone |= flat && clipped;
    }
}

/// Declarations without the comments that part their words.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    out
}

/// A colour one sees through: `rgba(…, 0)`.
fn is_clear(value: &str) -> bool {
    let inner = value
        .strip_prefix("rgba(")
        .or_else(|| value.strip_prefix("hsla("));
    inner
        .and_then(|inner| inner.trim_end_matches(')').rsplit([',', '/']).next())
        .is_some_and(|alpha| size(alpha.trim()).is_some_and(|a| a < 0.1))
}

/// The number at the beginning of a value.
fn size(value: &str) -> Option<f32> {
    let digits: String = value
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))
        .collect();
    digits.parse().ok()
}

/// A colour that is said by name, `#rgb`, `#rrggbb` or `rgb(…)`.
fn colour(value: &str) -> Option<Colour> {
    let value = value.trim();
    if let Some(hex) = value.strip_prefix('#') {
        let digits: Vec<u8> = hex
            .chars()
            .map_while(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
            .collect();
        return match digits.as_slice() {
            [r, g, b] | [r, g, b, _] => Some([*r, *g, *b].map(|d| (d << 4) | d)),
            [a, b, c, d, e, f, ..] => Some([(a << 4) | b, (c << 4) | d, (e << 4) | f]),
            _ => None,
        };
    }
    if let Some(inner) = value.strip_prefix("rgb") {
        let mut numbers = inner
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .filter(|n| !n.is_empty())
            .filter_map(|n| n.parse().ok().map(nearest));
        return Some([numbers.next()?, numbers.next()?, numbers.next()?]);
    }
    match value.split_whitespace().next()? {
        "white" | "window" | "snow" | "ivory" | "whitesmoke" | "ghostwhite" | "floralwhite" => {
            Some([255, 255, 255])
        }
        "black" | "windowtext" => Some([0, 0, 0]),
        "navy" | "blue" | "darkblue" => Some([0, 0, 200]),
        "red" | "darkred" | "maroon" => Some([200, 0, 0]),
        "green" | "darkgreen" | "teal" => Some([0, 128, 0]),
        "gray" | "grey" | "silver" => Some([128, 128, 128]),
        _ => None,
    }
}

/// A channel from its number, which lies between 0 and 255.
fn nearest(number: f32) -> u8 {
    (0..=255_u8)
        .find(|channel| f32::from(*channel) >= number)
        .unwrap_or(255)
}

//------------ Sheet -----------------------------------------------------------

/// The rules of the page's style elements that change how text looks.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: HashMap<String, Vec<String>>,
}

impl Sheet {
    /// Gathers the rules of every style element.
    pub(super) fn of(html: &str) -> Self {
        let mut sheet = Self::default();
        let mut rest = html;
        while let Some(start) = find_without_case(rest, "<style") {
            let after = rest.get(start..).unwrap_or_default();
            let end = find_without_case(after, "</style").unwrap_or(after.len());
            sheet.take(&after.get(..end).unwrap_or_default().to_ascii_lowercase());
            rest = after.get(end..).unwrap_or_default();
            if sheet.rules.len() >= RULES {
                break;
            }
        }
        sheet
    }

    fn take(&mut self, css: &str) {
        for rule in css.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else {
                continue;
            };
            let mut look = Look::default();
            look.take(declarations);
            if look == Look::default() || self.rules.len() >= RULES {
                continue;
            }
            let selectors = selectors
                .rsplit_once(['{', ';', '>'])
                .map_or(selectors, |(_, s)| s);
            for selector in selectors.split(',').take(50) {
                let last = selector.split_whitespace().last().unwrap_or_default();
                let key = last.split([':', '[']).next().unwrap_or_default();
                let every =
                    (last.contains(":before") || last.contains(":after") || last.contains('['))
                        && matches!(key, "" | "*");
                let key = if every || key == "*" { "*" } else { key };
                let key = key.rsplit_once(['.', '#']).map_or_else(
                    || key.to_owned(),
                    |(_, name)| {
                        let mark = if key.contains('#') { '#' } else { '.' };
                        format!("{mark}{name}")
                    },
                );
                if !last.contains(":hover") && !key.is_empty() {
                    self.rules
                        .entry(key)
                        .or_default()
                        .push(declarations.to_owned());
                }
            }
        }
    }

    /// Lets the rules that fit the element change how it looks.
    pub(super) fn apply(
        &self,
        name: &[u8],
        class: Option<String>,
        id: Option<String>,
        look: &mut Look,
    ) {
        if self.rules.is_empty() {
            return;
        }
        let mut keys = vec![String::from_utf8_lossy(name).into_owned(), "*".to_owned()];
        keys.extend(
            class
                .iter()
                .flat_map(|c| c.split_whitespace())
                .take(20)
                .map(|c| format!(".{c}")),
        );
        keys.extend(id.map(|id| format!("#{id}")));
        for declarations in keys
            .iter()
            .filter_map(|key| self.rules.get(key))
            .flatten()
            .take(50)
        {
            look.take(declarations);
        }
    }
}

/// The first place of an ASCII needle, letters without case.
fn find_without_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes()
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}
