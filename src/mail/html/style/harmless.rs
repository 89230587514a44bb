//! The closed lists: properties and values that leave text readable.

/// A property without the mark of the program that invented it.
pub(super) fn without_vendor(property: &str) -> &str {
    ["-webkit-", "-moz-", "-ms-", "-o-", "-epub-"]
        .iter()
        .find_map(|vendor| property.strip_prefix(vendor))
        .unwrap_or(property)
}

/// Properties that hide nothing whatever their value is.
pub(super) fn is_property(name: &str) -> bool {
    FAMILIES.iter().any(|family| name.starts_with(family)) || SINGLE.contains(&name)
}
/// Beginnings of properties that hide nothing whatever their value is.
#[rustfmt::skip]
const FAMILIES: [&str; 37] = [
    "padding", "outline", "page", "break-", "column-rule", "text-underline", "text-decoration-color",
    "text-decoration-style", "text-decoration-thickness", "text-decoration-skip", "font-variant",
    "border-collapse", "border-spacing", "border-radius", "border-image", "border-horizontal",
    "border-vertical", "scrollbar", "align-", "justify-", "place-", "transition", "layout-grid",
    "text-size-adjust", "background-repeat", "background-position", "background-size",
    "background-attachment", "background-origin", "tab-", "font-feature", "punctuation",
    "text-kashida", "hyphen", "text-stroke-width", "text-autospace", "text-spacing",
];

/// And whole names of such properties.
#[rustfmt::skip]
const SINGLE: [&str; 79] = [
    "font-weight", "font-style", "font-stretch", "font-kerning", "font-size-adjust",
    "font-synthesis", "font-optical-sizing", "font-smoothing", "osx-font-smoothing", "text-align",
    "text-align-last", "text-justify", "text-transform", "text-rendering", "text-wrap",
    "text-wrap-mode", "vertical-align", "text-wrap-style", "word-break", "word-wrap",
    "overflow-wrap", "line-break", "box-sizing", "box-shadow", "cursor", "table-layout",
    "empty-cells", "orphans", "widows", "size", "list-style-position", "min-width", "min-height",
    "min-inline-size", "resize", "user-select", "user-drag", "user-modify", "tap-highlight-color",
    "caret-color", "accent-color", "color-scheme", "behavior", "object-fit", "gap", "row-gap",
    "column-gap", "grid-gap", "flex", "flex-grow", "flex-shrink", "flex-basis", "pointer-events",
    "interpolation-mode", "image-rendering", "will-change", "touch-action", "appearance",
    "nbsp-mode", "locale", "clear", "src", "panose-1", "unicode-range", "widow", "orphan",
    "language", "text-decorations-in-effect", "speak", "text-effect", "text-raise",
    "line-height-alt", "forced-color-adjust", "print-color-adjust", "ruby-align", "ruby-position",
    "text-emphasis-position", "overflow-anchor", "scroll-behavior",
];

/// Values that say "as usual".
pub(super) fn is_wide(value: &str) -> bool {
    matches!(
        value,
        "" | "none"
            | "normal"
            | "auto"
            | "inherit"
            | "initial"
            | "unset"
            | "revert"
            | "revert-layer"
            | "baseline"
            | "thin"
            | "medium"
            | "thick"
    )
}

/// Ways to lay out an element that keep the order of its text.
pub(super) fn is_display(value: &str) -> bool {
    matches!(
        value,
        "block"
            | "inline"
            | "inline-block"
            | "flex"
            | "inline-flex"
            | "grid"
            | "inline-grid"
            | "table"
            | "inline-table"
            | "table-row"
            | "table-cell"
            | "table-row-group"
            | "table-column"
            | "table-column-group"
            | "list-item"
            | "contents"
            | "flow-root"
            | "block flow"
            | "run-in"
            | "-webkit-box"
            | "-ms-flexbox"
            | "-ms-inline-flexbox"
            | "-webkit-inline-box"
            | "-webkit-flex"
    )
}

/// Marks before the items of a list that are no words.
pub(super) fn is_list_style(value: &str) -> bool {
    value.split_whitespace().all(|word| {
        is_wide(word)
            || matches!(
                word,
                "disc"
                    | "circle"
                    | "square"
                    | "decimal"
                    | "decimal-leading-zero"
                    | "inside"
                    | "outside"
                    | "lower-alpha"
                    | "upper-alpha"
                    | "lower-latin"
                    | "upper-latin"
                    | "lower-roman"
                    | "upper-roman"
                    | "lower-greek"
            )
    })
}

/// Sizes that are words.
pub(super) fn is_size_word(value: &str) -> bool {
    matches!(
        value,
        "xx-small"
            | "x-small"
            | "small"
            | "medium"
            | "large"
            | "x-large"
            | "xx-large"
            | "xxx-large"
            | "smaller"
            | "larger"
    )
}

/// A weight in the `font` shorthand.
pub(super) fn is_weight(word: &str) -> bool {
    word.len() == 3 && word.ends_with("00")
}

/// Fonts that show pictures for letters.
pub(super) fn is_symbol_font(family: &str) -> bool {
    let first = family.split(',').next().unwrap_or_default();
    let first = first.trim_matches(['"', '\'', ' ']);
    ["wingdings", "webdings", "dingbats", "barcode", "marlett"]
        .iter()
        .any(|name| first.contains(name))
        || first == "symbol"
}

/// Generated content that shows no word: nothing, blanks, quotation marks.
pub(super) fn is_empty_content(value: &str) -> bool {
    is_wide(value)
        || matches!(
            value,
            "open-quote" | "close-quote" | "no-open-quote" | "no-close-quote"
        )
        || (value.starts_with(['"', '\''])
            && value.chars().all(|c| matches!(c, '"' | '\'' | ' ' | '.')))
}

/// Elements whose text is shown nowhere, elsewhere, or only after a click.
pub(super) fn is_unseen(name: &[u8]) -> bool {
    let unseen: [&[u8]; 28] = [
        b"noscript",
        b"head",
        b"noembed",
        b"noframes",
        b"iframe",
        b"object",
        b"applet",
        b"button",
        b"select",
        b"textarea",
        b"datalist",
        b"video",
        b"audio",
        b"canvas",
        b"progress",
        b"meter",
        b"svg",
        b"math",
        b"rt",
        b"rp",
        b"rtc",
        b"bdo",
        b"marquee",
        b"output",
        b"tfoot",
        b"frameset",
        b"map",
        b"portal",
    ];
    unseen.contains(&name)
}
