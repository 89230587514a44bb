//! What an eye sees: which CSS is known to leave text readable.
//!
//! CSS has hundreds of ways to hide, move, strike or write text, and gets more
//! every year. So the list is the other way round: what mail programs write and
//! what leaves text where it stands is known here, with the values that do; all
//! else counts as hiding. A needless doubt costs a human look, a miss an impostor.

mod colour;
mod harmless;
mod sheet;
mod size;

use colour::{Colour, Shade};
pub(super) use sheet::Sheet;
use size::Size;

/// Colours nearer to their ground than this, in all three channels, are not seen.
const NEAR: u8 = 30;

/// Letters smaller than this are not read, in hundredths of a pixel.
const SMALLEST: u32 = 400;

/// Declarations read of one style.
const DECLARATIONS: usize = 200;

//------------ Style -----------------------------------------------------------

/// What some declarations change.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Style {
    gone: bool,
    struck: bool,
    /// It writes text that is not in the page.
    writes: bool,
    kept: Option<bool>,
    ink: Option<Colour>,
    ground: Option<Colour>,
    size: Option<Size>,
    symbols: Option<bool>,
    /// A line on the left, as programs draw beside a quote.
    bar: bool,
    boxed: bool,
    clipped: bool,
    bounded: bool,
    placed: bool,
    drawn: bool,
    /// It draws a line or a box, perhaps over other text.
    laid_over: bool,
}

impl Style {
    /// Reads declarations, lower case.
    pub(super) fn of(declarations: &str) -> Self {
        let mut style = Self::default();
        let declarations = without_comments(declarations);
        for declaration in declarations.split(';').take(DECLARATIONS) {
            if let Some((property, value)) = declaration.split_once(':') {
                let value = value.replace("!important", "").replace("! important", "");
                style.take(property.trim(), value.trim());
            }
        }
        style.gone |= style.clipped && style.bounded;
        style.bar &= !style.boxed;
        style.laid_over = style.placed && (style.drawn || style.ground.is_some());
        style
    }

    fn take(&mut self, property: &str, value: &str) {
        let name = harmless::without_vendor(property);
        // CSS escapes have no use in a name but to hide it.
        self.gone |= name.contains('\\');
        if harmless::is_property(name) || name.starts_with("--") || property.is_empty() {
            return;
        }
        if name == "font-family" {
            self.symbols = Some(harmless::is_symbol_font(value));
            return;
        }
        if name.starts_with("mso-") {
            self.gone |= name == "mso-hide" && value != "none";
            return;
        }
        if name == "content" {
            self.writes |= !harmless::is_empty_content(value);
            return;
        }
        self.borders(name, value);
        if name.starts_with("border") {
            return;
        }
        // CSS escapes and computed values have no use in mail but to hide what
        // a value is.
        if value.contains(['\\', '('])
            && !matches!(name, "color" | "background" | "background-color")
        {
            self.gone |= !matches!(name, "clip" | "list-style-image");
            return;
        }
        if harmless::is_wide(value) && !(name == "display" && value == "none") {
            return;
        }
        self.measures(name, value);
    }

    fn borders(&mut self, name: &str, value: &str) {
        let drawn = || {
            ["solid", "double", "dashed", "dotted", "inset"]
                .iter()
                .any(|kind| value.contains(kind))
                && !value
                    .split_whitespace()
                    .any(|word| matches!(word, "0" | "0px" | "0pt"))
        };
        self.drawn |= name.starts_with("border") && drawn();
        match name {
            "border-left" | "border-inline-start" => self.bar = drawn(),
            "border" | "border-right" | "border-bottom" => self.boxed |= drawn(),
            _ => {}
        }
    }

    /// What must have the right value to leave text readable.
    fn measures(&mut self, name: &str, value: &str) {
        let within =
            |low: f32, high: f32| size::pixels(value).is_some_and(|p| p >= low && p <= high);
        let all_within = |low: f32| {
            value
                .split_whitespace()
                .all(|one| harmless::is_wide(one) || size::pixels(one).is_some_and(|p| p >= low))
        };
        let known = match name {
            "color" => return self.inks(value),
            "background" | "background-color" => return self.grounds(value),
            "font-size" => return self.sizes(value),
            "font" => return self.fonts(value),
            "white-space" | "white-space-collapse" => {
                self.kept =
                    Some(value.starts_with("pre") || matches!(value, "break-spaces" | "preserve"));
                true
            }
            "text-decoration" | "text-decoration-line" => {
                self.struck |= value.contains("line-through");
                true
            }
            "display" => harmless::is_display(value),
            "visibility" => value == "visible",
            "position" => {
                self.placed |= !matches!(value, "static" | "relative");
                !self.placed
            }
            "direction" => true,
            "unicode-bidi" => matches!(value, "embed" | "plaintext" | "isolate"),
            "writing-mode" => matches!(value, "horizontal-tb" | "lr-tb" | "lr"),
            "opacity" => match size::read(value) {
                Some(Size::Pixels(part) | Size::Part(part)) => part >= 0.3,
                None => false,
            },
            "zoom" => {
                matches!(size::read(value), Some(Size::Pixels(p) | Size::Part(p)) if p >= 0.5)
            }
            "overflow" | "overflow-x" | "overflow-y" => {
                self.clipped |= value != "visible";
                true
            }
            "width" | "max-width" | "inline-size" | "height" | "max-height" | "block-size" => {
                self.extents(name, value)
            }
            "line-height" => size::read(value).is_some(),
            "letter-spacing" | "word-spacing" => within(-2.5, 60.0),
            "text-indent" => (value.ends_with('%') && within(-1.6, 8.0)) || within(-100.0, 150.0),
            "margin" | "margin-top" | "margin-bottom" => all_within(-12.0),
            "margin-left" | "margin-right" => all_within(-120.0),
            "left" | "top" | "right" | "bottom" | "inset" => within(-3.0, 3.0),
            "flex-direction" | "flex-flow" | "flex-wrap" => !value.contains("reverse"),
            "float" => value == "left",
            "list-style-type" | "list-style" => harmless::is_list_style(value),
            "caption-side" => value == "top",
            _ => false,
        };
        self.gone |= !known;
    }

    /// Whether a box of that size shows its text, where nothing is cut off.
    fn extents(&mut self, name: &str, value: &str) -> bool {
        let pixels = size::pixels(value);
        let absolute = !value.ends_with('%');
        if matches!(name, "width" | "max-width" | "inline-size") {
            self.bounded |= absolute && pixels.is_some_and(|p| (0.0..=60.0).contains(&p));
            return pixels.is_none_or(|p| !(0.0..=1.5).contains(&p));
        }
        self.bounded |= absolute && pixels.is_some();
        name == "height" || pixels.is_none_or(|p| p > 1.5)
    }

    fn inks(&mut self, value: &str) {
        match colour::of_text(value) {
            Shade::Same => {}
            Shade::Is(colour) => self.ink = Some(colour),
            Shade::Doubtful => self.gone = true,
        }
    }

    fn grounds(&mut self, value: &str) {
        match colour::of_ground(value) {
            Shade::Same => {}
            Shade::Is(colour) => self.ground = Some(colour),
            Shade::Doubtful => self.gone = true,
        }
    }

    fn sizes(&mut self, value: &str) {
        if harmless::is_size_word(value) {
            return;
        }
        match size::read(value) {
            Some(size) => self.size = Some(size),
            None => self.gone = true,
        }
    }

    /// The shorthand: a size, perhaps with a line height, before the family.
    fn fonts(&mut self, value: &str) {
        let family = value.split_whitespace().last().unwrap_or_default();
        self.symbols = Some(harmless::is_symbol_font(family));
        let sizes = value
            .split_whitespace()
            .map(|word| word.split('/').next().unwrap_or_default())
            .filter(|word| !harmless::is_weight(word))
            .find_map(size::read);
        self.size = sizes.or(self.size);
    }
}

//------------ Look ------------------------------------------------------------

/// How text looks inside an element, with all that is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) gone: bool,
    pub(super) struck: bool,
    /// White space and line ends are kept as they are.
    pub(super) kept: bool,
    /// It is drawn over other text.
    pub(super) laid_over: bool,
    /// A line is drawn beside it, as beside a quote.
    pub(super) bar: bool,
    /// The font has pictures for letters.
    pub(super) symbols: bool,
    ink: Option<Colour>,
    ground: Option<Colour>,
    /// Size of letters in hundredths of a pixel.
    size: u32,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            gone: false,
            struck: false,
            kept: false,
            laid_over: false,
            bar: false,
            symbols: false,
            ink: None,
            ground: None,
            size: 1_600,
        }
    }
}

impl Look {
    /// Whether an eye would not see it.
    pub(super) fn is_hidden(&self) -> bool {
        let ink = self.ink.unwrap_or([0, 0, 0]);
        let ground = self.ground.unwrap_or([255, 255, 255]);
        self.gone
            || self.size < SMALLEST
            || ink.iter().zip(ground).all(|(a, b)| a.abs_diff(b) < NEAR)
    }

    /// Lets a style change it.
    pub(super) fn wear(&mut self, style: &Style) {
        self.gone |= style.gone;
        self.struck |= style.struck;
        self.kept = style.kept.unwrap_or(self.kept);
        self.ink = style.ink.or(self.ink);
        self.ground = style.ground.or(self.ground);
        self.symbols = style.symbols.unwrap_or(self.symbols);
        self.bar |= style.bar;
        self.laid_over |= style.laid_over;
        let size = match style.size {
            Some(Size::Pixels(pixels)) => pixels * 100.0,
            Some(Size::Part(part)) => part * hundredths(self.size),
            None => return,
        };
        self.size = whole(size);
    }

    /// Takes what the element itself and its attributes say.
    pub(super) fn take_tag(&mut self, name: &[u8], attribute: &dyn Fn(&[u8]) -> Option<String>) {
        self.struck |= matches!(name, b"del" | b"s" | b"strike");
        self.kept |= matches!(
            name,
            b"pre" | b"xmp" | b"plaintext" | b"textarea" | b"listing"
        );
        self.gone |= harmless::is_unseen(name);
        self.gone |= matches!(name, b"dialog" | b"details") && attribute(b"open").is_none();
        self.gone |= attribute(b"hidden").is_some() || attribute(b"popover").is_some();
        let ink = (name == b"body").then(|| attribute(b"text")).flatten();
        for value in ink.into_iter().chain(attribute(b"color")) {
            if let Shade::Is(colour) = of_attribute(&value) {
                self.ink = Some(colour);
            }
        }
        if let Some(Shade::Is(ground)) = attribute(b"bgcolor").map(|value| of_attribute(&value)) {
            self.ground = Some(ground);
        }
        if let Some(face) = attribute(b"face").filter(|_| name == b"font") {
            self.symbols = harmless::is_symbol_font(&face);
        }
        if let Some(declarations) = attribute(b"style") {
            self.wear(&Style::of(&declarations));
        }
    }
}

/// Colours of attributes may lack their `#`.
fn of_attribute(value: &str) -> Shade {
    let value = value.trim();
    match colour::of_text(value) {
        Shade::Doubtful => colour::of_text(&format!("#{value}")),
        told @ (Shade::Same | Shade::Is(_)) => told,
    }
}

/// An ordinary size as a fraction number.
fn hundredths(size: u32) -> f32 {
    u16::try_from(size).map_or(f32::from(u16::MAX), f32::from)
}

/// The whole number below, at most 65,535.
fn whole(size: f32) -> u32 {
    // Halving finds it in sixteen steps, without a cast that could wrap.
    let (mut low, mut high) = (0_u16, u16::MAX);
    while low < high {
        let middle = low
            .midpoint(high)
            .saturating_add(u16::from(high.abs_diff(low) == 1));
        if f32::from(middle) <= size {
            low = middle;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    u32::from(low)
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
