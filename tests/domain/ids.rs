//! Identifiers: they come back from their text, and secrets keep silent.

use secird::domain::ids::{CaseId, Digest, MessageId, OrderKey, Secret, SiteKey, same_secret};

#[test]
fn a_digest_is_sha_256_and_comes_back_from_its_text() {
    // FIPS 180-4, the example of one block.
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let digest = Digest::of(b"abc");
    assert_eq!(digest.hex(), hex);
    assert_eq!(Digest::from_hex(hex), Some(digest));
    assert_eq!(Digest::from_hex(&hex.to_uppercase()), Some(digest));
    assert_eq!(digest.short(), "ba7816bf8f01");
    assert_eq!(digest.to_string(), hex);
    assert_eq!(format!("{digest:?}"), "Digest(ba7816bf8f01)");
}

#[test]
fn what_is_not_sixty_four_digits_is_no_digest() {
    let hex = Digest::of(b"").hex();
    for text in [
        String::new(),
        "a".repeat(62),
        "a".repeat(63),
        format!("{hex}0"),
        format!("{hex}00"),
        format!(" {}", "a".repeat(63)),
        format!("0x{}", "a".repeat(62)),
        format!("g{}", "a".repeat(63)),
        "é".repeat(32),
        "０".repeat(64),
    ] {
        assert_eq!(Digest::from_hex(&text), None, "{text}");
    }
}

#[test]
fn the_site_key_comes_back_and_does_not_print() {
    let key = SiteKey::new([0xa5; 32]);
    assert_eq!(SiteKey::from_hex(&key.reveal_hex()), Some(key.clone()));
    assert_eq!(format!("{key:?}"), "SiteKey(hidden)");
}

#[test]
fn a_secret_is_hmac_sha_256_and_does_not_print() {
    // RFC 4231, test case 1: HMAC pads the 20-octet key with zeros.
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    let secret = Secret::derive(&SiteKey::new(key), "Hi There");
    assert_eq!(secret.hex(), "b0344c61d8db38535ca8afceaf0bf12b");
    assert_eq!(format!("{secret:?}"), "Secret(hidden)");
}

#[test]
fn secrets_differ_by_site_and_by_order() {
    let derive = |byte, what| Secret::derive(&SiteKey::new([byte; 32]), what).hex();
    assert_eq!(derive(1, "a/0"), derive(1, "a/0"));
    assert_ne!(derive(1, "a/0"), derive(1, "a/1"));
    assert_ne!(derive(1, "a/0"), derive(2, "a/0"));
}

#[test]
fn only_the_same_secret_is_the_same() {
    for (a, b, expected) in [
        ("abc", "abc", true),
        ("", "", true),
        ("abc", "abd", false),
        ("abc", "ABC", false),
        ("abc", "ab", false),
        ("abc", "abc\0", false),
        ("xbc", "abc", false),
    ] {
        assert_eq!(same_secret(a, b), expected, "{a} {b}");
    }
}

#[test]
fn a_message_id_is_taken_with_and_without_brackets() {
    for (text, expected) in [
        ("<a.b@c.example>", Some("a.b@c.example")),
        ("a.b@c.example", Some("a.b@c.example")),
        ("  <A$1@c.example>\r\n", Some("A$1@c.example")),
        ("<no-at-sign>", Some("no-at-sign")),
        ("<a@[192.0.2.1]>", Some("a@[192.0.2.1]")),
        ("", None),
        ("<>", None),
        ("<a@b", None),
        ("a@b>", None),
        ("<a@b><c@d>", None),
        ("<<a@b>>", None),
        ("<a b@c>", None),
        ("<a@b\r\n x>", None),
        ("<ä@b.example>", None),
        ("<a\0@b>", None),
    ] {
        let id = MessageId::parse(text);
        assert_eq!(id.as_ref().map(MessageId::as_str), expected, "{text:?}");
        if let Some(id) = id {
            assert_eq!(MessageId::parse(&id.bracketed()), Some(id));
        }
    }
    assert!(MessageId::parse(&"a".repeat(MessageId::MAX)).is_some());
    assert_eq!(MessageId::parse(&"a".repeat(MessageId::MAX + 1)), None);
}

#[test]
fn an_order_is_its_cause_and_its_place() {
    let key = OrderKey::new("mail:ba7816bf8f01", 2);
    assert_eq!(key.to_string(), "mail:ba7816bf8f01/2");
    assert_eq!(OrderKey::from_stored(key.as_str()), key);
    assert_eq!(CaseId(7).to_string(), "7");
}
