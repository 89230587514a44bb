//! Telephone numbers: what people type is read, what they do not mean is not.

use secird::domain::phone::{PhoneFault, PhoneNumber};

/// Demands the E.164 form, or the fault.
fn check(text: &str, expected: Result<&str, PhoneFault>) {
    let read = PhoneNumber::parse(text).map(|number| number.e164().to_owned());
    assert_eq!(
        read.as_deref(),
        expected.as_ref().map(|form| *form),
        "{text:?}"
    );
}

#[test]
fn international_numbers_are_read_in_every_dress() {
    for (text, form) in [
        ("+31 6 25 07 87 33", "+31625078733"),
        ("  +31625078733 ", "+31625078733"),
        ("+31-6-25078733", "+31625078733"),
        ("+31.6.25078733", "+31625078733"),
        ("+31/6/25078733", "+31625078733"),
        ("+31\u{a0}6\u{202f}25078733", "+31625078733"),
        ("+31 6–2507‑8733", "+31625078733"),
        ("+31 (0)6 25078733", "+31625078733"),
        ("(+31) 6 25078733", "+31625078733"),
        ("+(31) 6 25078733", "+31625078733"),
        ("+ 31 6 25078733", "+31625078733"),
        ("+31 (0) 6 25078733", "+31625078733"),
        ("+31 06 25078733", "+31625078733"),
        ("+1 (613) 291-1619", "+16132911619"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("+49 (0)151 23456789", "+4915123456789"),
        ("+886 912 345 678", "+886912345678"),
        ("+55 11 96123-4567", "+5511961234567"),
    ] {
        check(text, Ok(form));
    }
}

#[test]
fn the_zero_of_an_italian_number_belongs_to_it() {
    check("+39 (0)6 6982 1234", Ok("+390669821234"));
    check("+39 06 6982 1234", Ok("+390669821234"));
    // Without its zero this would be a mobile number: somebody else's.
    check("+39 (0)321 123456", Ok("+390321123456"));
}

#[test]
fn letters_are_no_keypad() {
    for text in [
        "+31 6 25078733 please",
        "call +31 6 25078733",
        "+1 800 FLOWERS",
        "+31 6 25078733 ext. 12",
        "+31 6 25078733 x12",
        "+31 6 25078733;ext=12",
        "tel:+31625078733",
        "+٣١ ٦ ٢٥٠٧٨٧٣٣",
        "+31 6 25078733, +31 6 12345678",
        "+31 6 25078733 or 6 12345678",
        "++31 6 25078733",
        "+31 6\u{200b}25078733",
        "+31 6\n25078733",
        "+<country code> <number>",
    ] {
        assert!(
            matches!(
                PhoneNumber::parse(text),
                Err(PhoneFault::Signs | PhoneFault::NotInternational)
            ),
            "{text:?}"
        );
    }
}

#[test]
fn national_and_impossible_numbers_are_told_apart() {
    use PhoneFault::{Empty, Impossible, NotInternational, Service, Signs};
    for (text, fault) in [
        ("", Empty),
        (" \t ", Empty),
        ("06 25078733", NotInternational),
        ("0031 6 25078733", NotInternational),
        ("31 6 25078733", NotInternational),
        ("(31) 6 25078733", NotInternational),
        ("+1 900 555 1234", Service),
        ("+33 899 70 12 34", Service),
        ("+800 1234 5678", Service),
        ("+", Impossible),
        ("+31", Impossible),
        ("+31 6 2507873", Impossible),
        ("+31 6 250787333", Impossible),
        ("+31 6 25078733 / 06 12345678", Impossible),
        ("+999 123 456 789", Impossible),
        ("+0 123 456 789", Impossible),
        ("+1 111 111 1111", Impossible),
    ] {
        check(text, Err(fault));
    }
    check(&format!("+{}", "1".repeat(80)), Err(Signs));
}

#[test]
fn the_number_is_kept_as_typed_and_shown_in_no_log() {
    let number = PhoneNumber::parse(" +31 6 25 07 87 33 ").unwrap();
    assert_eq!(number.typed(), "+31 6 25 07 87 33");
    assert_eq!(format!("{number:?}"), "PhoneNumber(hidden)");
}
