//! Lengths of CSS in pixels, as far as they can be known.

/// What a length is relative to nothing says.
const EM: f32 = 16.0;

/// Pixels of one viewport unit, roughly.
const VIEW: f32 = 10.0;

/// A length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Size {
    /// Pixels.
    Pixels(f32),
    /// A part of the size around it; 1 is the same size.
    Part(f32),
}

/// Reads a length or a number.
pub(super) fn read(value: &str) -> Option<Size> {
    let value = value.trim();
    let end = value
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+'))
        .unwrap_or(value.len());
    let (digits, unit) = value.split_at_checked(end)?;
    let number: f32 = digits.parse().ok()?;
    Some(match unit.trim() {
        "" | "px" | "0" => Size::Pixels(number),
        "pt" => Size::Pixels(number * 4.0 / 3.0),
        "pc" => Size::Pixels(number * 16.0),
        "in" => Size::Pixels(number * 96.0),
        "cm" => Size::Pixels(number * 37.8),
        "mm" => Size::Pixels(number * 3.78),
        "em" => Size::Part(number),
        "rem" => Size::Pixels(number * EM),
        "ex" | "ch" => Size::Part(number / 2.0),
        "%" => Size::Part(number / 100.0),
        "vw" | "vh" | "vmin" | "vmax" => Size::Pixels(number * VIEW),
        _ => return None,
    })
}

/// Pixels, where parts are taken of an ordinary letter.
pub(super) fn pixels(value: &str) -> Option<f32> {
    read(value).map(|size| match size {
        Size::Pixels(pixels) => pixels,
        Size::Part(part) => part * EM,
    })
}
