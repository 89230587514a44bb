//! Phone numbers: what was typed, and what a telephone needs.
//!
//! libphonenumber reads letters as keypad digits ("please" becomes 753273), so
//! the form is checked here first: a `+`, then digits and the usual separators,
//! nothing else. Only then does its data say whether such a number can exist.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};
use std::fmt;

/// Why a text is not an international phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneFault {
    /// There is no text.
    Empty,
    /// It does not begin with `+` and a country code.
    NotInternational,
    /// It holds letters or other signs that belong to no number.
    Signs,
    /// No such number can exist in that country.
    Impossible,
    /// It rings a service (premium rate, toll free, a pager), not a person.
    Service,
}

impl fmt::Display for PhoneFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "there is no phone number",
            Self::NotInternational => "the number does not begin with + and a country code",
            Self::Signs => "the number holds something that is not a digit or a separator",
            Self::Impossible => "no such number exists in that country",
            Self::Service => "the number belongs to a service, not to a mobile phone",
        })
    }
}

/// An international phone number that can exist.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    /// As the person typed it.
    typed: String,
    /// `+` and digits only (ITU-T E.164).
    e164: String,
}

impl PhoneNumber {
    /// Reads one number.
    ///
    /// # Errors
    /// The fault says what is wrong in words a person understands.
    pub fn parse(text: &str) -> Result<Self, PhoneFault> {
        let typed = text.trim();
        if typed.is_empty() {
            return Err(PhoneFault::Empty);
        }
        // "(+48) 602 …": some put the country code in brackets.
        let Some(dialled) = typed.trim_start_matches('(').strip_prefix('+') else {
            return Err(PhoneFault::NotInternational);
        };
        if typed.len() > 60 || !dialled.chars().all(is_dialled_or_between) {
            return Err(PhoneFault::Signs);
        }
        // "+44 (0)20 …": the trunk zero in brackets. Where a country has one,
        // libphonenumber takes it away; where the zero belongs to the number
        // (Italy), leaving it out would ring somebody else.
        let number = [typed.replace("(0)", "0"), typed.replace("(0)", "")]
            .iter()
            .filter_map(|text| PHONE_NUMBER_UTIL.parse(digits(text), None).ok())
            .find(|number| PHONE_NUMBER_UTIL.is_valid_number(number))
            .ok_or(PhoneFault::Impossible)?;
        if is_service(PHONE_NUMBER_UTIL.get_number_type(&number)) {
            return Err(PhoneFault::Service);
        }
        let e164 = PHONE_NUMBER_UTIL
            .format(&number, PhoneNumberFormat::E164)
            .into_owned();
        Ok(Self {
            typed: typed.to_owned(),
            e164,
        })
    }

    /// A number that somebody else vouches for and nobody dials: as typed, with
    /// no E.164 form unless it has one.
    pub fn as_given(text: &str) -> Self {
        Self::parse(text).unwrap_or_else(|_| Self {
            typed: text.trim().to_owned(),
            e164: String::new(),
        })
    }

    /// As typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// `+31625078733`.
    pub fn e164(&self) -> &str {
        &self.e164
    }
}

/// Whether a number of that kind rings no person's telephone.
fn is_service(kind: PhoneNumberType) -> bool {
    matches!(
        kind,
        PhoneNumberType::PremiumRate
            | PhoneNumberType::TollFree
            | PhoneNumberType::SharedCost
            | PhoneNumberType::Pager
            | PhoneNumberType::UAN
            | PhoneNumberType::VoiceMail
    )
}

/// A digit, or a sign that people put between digits.
fn is_dialled_or_between(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            ' ' | '-'
                | '.'
                | '('
                | ')'
                | '/'
                | '\u{a0}'
                | '\u{2007}'
                | '\u{2009}'
                | '\u{202f}'
                | '\u{2010}'..='\u{2013}'
        )
}

/// `+` and the digits alone, so that no separator means anything further on.
fn digits(text: &str) -> String {
    std::iter::once('+')
        .chain(text.chars().filter(char::is_ascii_digit))
        .collect()
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(hidden)")
    }
}
