//! Colours, as far as two of them must be told apart.
//!
//! Named colours, hexadecimal digits, `rgb()` and `hsl()` are what mail programs
//! write. Any other way to say a colour is not computed here: what cannot be
//! told from its ground is [`Shade::Doubtful`].

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

/// What a value says of a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shade {
    /// It names no colour: the one around holds.
    Same,
    /// This one.
    Is(Colour),
    /// It lets one see through, or nobody knows.
    Doubtful,
}

/// Opacity, in percent, under which a colour is not seen.
const FAINT: f32 = 30.0;

/// The colour of a text, lower case.
pub(super) fn of_text(value: &str) -> Shade {
    match value {
        "inherit" | "initial" | "unset" | "revert" | "auto" | "windowtext" | "currentcolor"
        | "-webkit-link" | "linktext" | "canvastext" => Shade::Same,
        _ => read(value),
    }
}

/// The colour in a `background`, lower case: a picture or a gradient may have
/// the colour of the text.
pub(super) fn of_ground(value: &str) -> Shade {
    if value.contains("gradient") || value.contains("url(") || value.contains("image") {
        return Shade::Doubtful;
    }
    if value.contains("currentcolor") {
        return Shade::Doubtful;
    }
    if value.contains('(') {
        let from = ["rgb", "hsl"].iter().find_map(|name| value.find(name));
        let call = from.and_then(|from| value.get(from..));
        return call.map_or(Shade::Doubtful, |call| match read(call) {
            // One sees through to the ground around it.
            Shade::Doubtful if is_clear(call) => Shade::Same,
            told @ (Shade::Same | Shade::Is(_) | Shade::Doubtful) => told,
        });
    }
    let mut words = value.split_whitespace();
    let found = words.find_map(|word| match read(word) {
        Shade::Is(colour) => Some(colour),
        Shade::Same | Shade::Doubtful => None,
    });
    found.map_or(Shade::Same, Shade::Is)
}

fn read(value: &str) -> Shade {
    let value = value.trim();
    let found = if let Some(digits) = value.strip_prefix('#') {
        of_digits(digits)
    } else if value.contains('(') {
        of_call(value)
    } else {
        value.split_whitespace().next().and_then(by_name)
    };
    found.map_or(Shade::Doubtful, Shade::Is)
}

/// `rgb`, `rgba`, `rrggbb` and `rrggbbaa`; a colour one sees through is none.
fn of_digits(text: &str) -> Option<Colour> {
    let digits: Vec<u8> = text
        .chars()
        .map_while(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .take(9)
        .collect();
    let pair = |high: u8, low: u8| (high << 4) | low;
    match digits.as_slice() {
        [r, g, b] => Some([pair(*r, *r), pair(*g, *g), pair(*b, *b)]),
        [r, g, b, a] if *a > 4 => Some([pair(*r, *r), pair(*g, *g), pair(*b, *b)]),
        [a, b, c, d, e, f] => Some([pair(*a, *b), pair(*c, *d), pair(*e, *f)]),
        [a, b, c, d, e, f, h, l] if pair(*h, *l) > 76 => {
            Some([pair(*a, *b), pair(*c, *d), pair(*e, *f)])
        }
        _ => None,
    }
}

/// The arguments of a colour function: numbers with what stands behind them.
fn arguments(value: &str) -> Option<Vec<(f32, &str)>> {
    let (_, inner) = value.split_once('(')?;
    let (inner, _) = inner.split_once(')')?;
    let parts = inner
        .split([',', '/', ' ', '\t'])
        .filter(|part| !part.is_empty());
    parts.map(number).collect()
}

fn number(text: &str) -> Option<(f32, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+'))
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, unit))
}

fn of_call(value: &str) -> Option<Colour> {
    let name = value.split('(').next()?.trim();
    let numbers = arguments(value)?;
    if is_faint(&numbers) {
        return None;
    }
    let [one, two, three, ..] = numbers.as_slice() else {
        return None;
    };
    match name {
        "rgb" | "rgba" => Some(
            [*one, *two, *three].map(|(n, unit)| nearest(if unit == "%" { n * 2.55 } else { n })),
        ),
        "hsl" | "hsla" => Some(of_hue(one.0, two.0 / 100.0, three.0 / 100.0)),
        _ => None,
    }
}

fn is_faint(numbers: &[(f32, &str)]) -> bool {
    numbers.get(3).is_some_and(|(alpha, unit)| {
        let percent = if *unit == "%" { *alpha } else { alpha * 100.0 };
        percent < FAINT
    })
}

/// A colour function that lets one see through.
fn is_clear(value: &str) -> bool {
    arguments(value).is_some_and(|numbers| is_faint(&numbers))
}

/// From hue, saturation and lightness (CSS Color 4, §7).
fn of_hue(hue: f32, saturation: f32, lightness: f32) -> Colour {
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0_f32, 8.0, 4.0].map(|n| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        nearest(255.0 * (lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)))
    })
}

/// A channel from its number, which lies between 0 and 255.
fn nearest(number: f32) -> u8 {
    (0..=255_u8)
        .find(|channel| f32::from(*channel) + 0.5 >= number)
        .unwrap_or(255)
}

/// The named colours of CSS, sorted.
#[rustfmt::skip]
const NAMES: [(&str, u32); 146] = [
    ("aliceblue", 0xf0f8ff), ("antiquewhite", 0xfaebd7), ("aqua", 0x00ffff), ("aquamarine", 0x7fffd4),
    ("azure", 0xf0ffff), ("beige", 0xf5f5dc), ("bisque", 0xffe4c4), ("black", 0x000000),
    ("blanchedalmond", 0xffebcd), ("blue", 0x0000ff), ("blueviolet", 0x8a2be2), ("brown", 0xa52a2a),
    ("burlywood", 0xdeb887), ("cadetblue", 0x5f9ea0), ("chartreuse", 0x7fff00), ("chocolate", 0xd2691e),
    ("coral", 0xff7f50), ("cornflowerblue", 0x6495ed), ("cornsilk", 0xfff8dc), ("crimson", 0xdc143c),
    ("cyan", 0x00ffff), ("darkblue", 0x00008b), ("darkcyan", 0x008b8b), ("darkgoldenrod", 0xb8860b),
    ("darkgray", 0xa9a9a9), ("darkgreen", 0x006400), ("darkgrey", 0xa9a9a9), ("darkkhaki", 0xbdb76b),
    ("darkmagenta", 0x8b008b), ("darkolivegreen", 0x556b2f), ("darkorange", 0xff8c00), ("darkorchid", 0x9932cc),
    ("darkred", 0x8b0000), ("darksalmon", 0xe9967a), ("darkseagreen", 0x8fbc8f), ("darkslateblue", 0x483d8b),
    ("darkslategray", 0x2f4f4f), ("darkslategrey", 0x2f4f4f), ("darkturquoise", 0x00ced1), ("darkviolet", 0x9400d3),
    ("deeppink", 0xff1493), ("deepskyblue", 0x00bfff), ("dimgray", 0x696969), ("dimgrey", 0x696969),
    ("dodgerblue", 0x1e90ff), ("firebrick", 0xb22222), ("floralwhite", 0xfffaf0), ("forestgreen", 0x228b22),
    ("fuchsia", 0xff00ff), ("gainsboro", 0xdcdcdc), ("ghostwhite", 0xf8f8ff), ("gold", 0xffd700),
    ("goldenrod", 0xdaa520), ("gray", 0x808080), ("green", 0x008000), ("greenyellow", 0xadff2f),
    ("grey", 0x808080), ("honeydew", 0xf0fff0), ("hotpink", 0xff69b4), ("indianred", 0xcd5c5c),
    ("indigo", 0x4b0082), ("ivory", 0xfffff0), ("khaki", 0xf0e68c), ("lavender", 0xe6e6fa),
    ("lavenderblush", 0xfff0f5), ("lawngreen", 0x7cfc00), ("lemonchiffon", 0xfffacd), ("lightblue", 0xadd8e6),
    ("lightcoral", 0xf08080), ("lightcyan", 0xe0ffff), ("lightgoldenrodyellow", 0xfafad2), ("lightgray", 0xd3d3d3),
    ("lightgreen", 0x90ee90), ("lightgrey", 0xd3d3d3), ("lightpink", 0xffb6c1), ("lightsalmon", 0xffa07a),
    ("lightseagreen", 0x20b2aa), ("lightskyblue", 0x87cefa), ("lightslategray", 0x778899), ("lightslategrey", 0x778899),
    ("lightsteelblue", 0xb0c4de), ("lightyellow", 0xffffe0), ("lime", 0x00ff00), ("limegreen", 0x32cd32),
    ("linen", 0xfaf0e6), ("magenta", 0xff00ff), ("maroon", 0x800000), ("mediumaquamarine", 0x66cdaa),
    ("mediumblue", 0x0000cd), ("mediumorchid", 0xba55d3), ("mediumpurple", 0x9370db), ("mediumseagreen", 0x3cb371),
    ("mediumslateblue", 0x7b68ee), ("mediumspringgreen", 0x00fa9a), ("mediumturquoise", 0x48d1cc), ("mediumvioletred", 0xc71585),
    ("midnightblue", 0x191970), ("mintcream", 0xf5fffa), ("mistyrose", 0xffe4e1), ("moccasin", 0xffe4b5),
    ("navajowhite", 0xffdead), ("navy", 0x000080), ("oldlace", 0xfdf5e6), ("olive", 0x808000),
    ("olivedrab", 0x6b8e23), ("orange", 0xffa500), ("orangered", 0xff4500), ("orchid", 0xda70d6),
    ("palegoldenrod", 0xeee8aa), ("palegreen", 0x98fb98), ("paleturquoise", 0xafeeee), ("palevioletred", 0xdb7093),
    ("papayawhip", 0xffefd5), ("peachpuff", 0xffdab9), ("peru", 0xcd853f), ("pink", 0xffc0cb),
    ("plum", 0xdda0dd), ("powderblue", 0xb0e0e6), ("purple", 0x800080), ("rebeccapurple", 0x663399),
    ("red", 0xff0000), ("rosybrown", 0xbc8f8f), ("royalblue", 0x4169e1), ("saddlebrown", 0x8b4513),
    ("salmon", 0xfa8072), ("sandybrown", 0xf4a460), ("seagreen", 0x2e8b57), ("seashell", 0xfff5ee),
    ("sienna", 0xa0522d), ("silver", 0xc0c0c0), ("skyblue", 0x87ceeb), ("slateblue", 0x6a5acd),
    ("slategray", 0x708090), ("slategrey", 0x708090), ("snow", 0xfffafa), ("springgreen", 0x00ff7f),
    ("steelblue", 0x4682b4), ("tan", 0xd2b48c), ("teal", 0x008080), ("thistle", 0xd8bfd8),
    ("tomato", 0xff6347), ("turquoise", 0x40e0d0), ("violet", 0xee82ee), ("wheat", 0xf5deb3),
    ("white", 0xffffff), ("whitesmoke", 0xf5f5f5),
];

fn by_name(name: &str) -> Option<Colour> {
    match name {
        "window" | "canvas" => return Some([255, 255, 255]),
        "yellow" => return Some([255, 255, 0]),
        "yellowgreen" => return Some([154, 205, 50]),
        "windowtext" => return Some([0, 0, 0]),
        _ => {}
    }
    let place = NAMES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    let (_, value) = NAMES.get(place)?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some([red, green, blue])
}
