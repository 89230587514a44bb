//! Addresses: one spelling each, and no two that only look alike.

use proptest::prelude::*;
use secird::domain::address::{AddressFault, EmailAddress, FromAddress, RegistryAddress};

fn parse(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// Demands how an address is read: its normal form, or the fault.
fn check(text: &str, expected: Result<&str, AddressFault>) {
    let read = EmailAddress::parse(text).map(|address| address.to_string());
    assert_eq!(
        read.as_deref(),
        expected.as_ref().map(|form| *form),
        "{text:?}"
    );
}

#[test]
fn plain_addresses_are_read_and_their_domains_folded() {
    for (text, form) in [
        ("admin@nic-nl.example", "admin@nic-nl.example"),
        (
            "Admin.Contact@NIC-NL.Example",
            "Admin.Contact@nic-nl.example",
        ),
        ("o'neill+x=y@a.b.example", "o'neill+x=y@a.b.example"),
        ("a@grün.example", "a@xn--grn-ioa.example"),
        ("a@GRÜN.example", "a@xn--grn-ioa.example"),
        ("a@gru\u{308}n.example", "a@xn--grn-ioa.example"),
        ("a@XN--GRN-IOA.example", "a@xn--grn-ioa.example"),
        ("a@почта.рф", "a@xn--80a1acny.xn--p1ai"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
    ] {
        check(text, Ok(form));
    }
}

#[test]
fn what_two_readers_could_read_differently_is_refused() {
    use AddressFault::{Domain, Empty, Local, NotOneAt, TooLong};
    for (text, fault) in [
        ("", Empty),
        ("admin", NotOneAt),
        ("admin@nic.example@evil.example", NotOneAt),
        ("@nic.example", Local),
        ("admin@", Domain),
        (" admin@nic.example", Local),
        ("admin @nic.example", Local),
        ("admin@ nic.example", Domain),
        ("admin@nic.example ", Domain),
        ("admin@nic.example\n", Domain),
        ("admin@nic.example\r\nBcc: x", Domain),
        ("\"admin\"@nic.example", Local),
        ("admin(evil)@nic.example", Local),
        ("admin@nic.example(evil)", Domain),
        ("<admin@nic.example>", Local),
        ("a,b@nic.example", Local),
        ("a;b@nic.example", Local),
        ("a:b@nic.example", Local),
        (".admin@nic.example", Local),
        ("admin.@nic.example", Local),
        ("ad..min@nic.example", Local),
        ("аdmin@nic.example", Local),
        ("admin\u{200b}@nic.example", Local),
        ("admin\0@nic.example", Local),
        ("admin@[192.0.2.1]", Domain),
        ("admin@192.0.2.1", Domain),
        ("admin@localhost", Domain),
        ("admin@nic_nl.example", Domain),
        ("admin@-nic.example", Domain),
        ("admin@nic-.example", Domain),
        ("admin@nic..example", Domain),
        ("admin@nic.example.", Domain),
        ("admin@.nic.example", Domain),
        ("admin@xn--a.example", Domain),
    ] {
        check(text, Err(fault));
    }
    check(&format!("{}@nic.example", "a".repeat(65)), Err(Local));
    check(&format!("a@{}.example", "a".repeat(64)), Err(Domain));
    check(&format!("a@{}example", "a.".repeat(130)), Err(TooLong));
}

#[test]
fn a_domain_in_disguise_is_refused() {
    for text in [
        "admin@ｎｉｃ.example",
        "admin@nic。example",
        "admin@n\u{ad}ic.example",
        "admin@ni\u{200b}c.example",
        "admin@nic\u{2060}.example",
        "admin@ⓝic.example",
        "admin@ﬁnic.example",
        "admin@\u{202e}cin.example",
    ] {
        check(text, Err(AddressFault::Domain));
    }
}

#[test]
fn only_the_same_mailbox_matches_the_registry() {
    let registry = RegistryAddress(parse("Admin@nic-nl.example"));
    for (from, expected) in [
        ("Admin@nic-nl.example", true),
        ("admin@NIC-NL.EXAMPLE", true),
        ("admin+case@nic-nl.example", false),
        ("ad.min@nic-nl.example", false),
        ("admin@mail.nic-nl.example", false),
        ("admin@nic-nl.example.evil.example", false),
        ("admin@nic-n1.example", false),
        ("admin@niс-nl.example", false),
        ("administrator@nic-nl.example", false),
    ] {
        let from = FromAddress(parse(from));
        assert_eq!(from.matches(&registry), expected, "{from}");
    }
    let idn = RegistryAddress(parse("admin@xn--grn-ioa.example"));
    assert!(FromAddress(parse("admin@grün.example")).matches(&idn));
}

#[test]
fn logs_do_not_carry_the_address() {
    let address = parse("bram.vandenberg@nic-nl.example");
    for shown in [format!("{address:?}"), address.masked()] {
        assert_eq!(shown, "b…@nic-nl.example");
    }
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_panic(text in "\\PC{0,80}") {
        EmailAddress::parse(&text).ok();
    }

    #[test]
    fn the_normal_form_reads_as_itself(
        local in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\\.[a-zA-Z0-9-]{1,20}){0,2}",
        domain in "[a-zA-Zäöüßéñ]{1,12}(\\.[a-z0-9]{1,10}){0,2}\\.example",
    ) {
        if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
            let again = EmailAddress::parse(&address.to_string());
            prop_assert_eq!(again.as_ref(), Ok(&address));
            prop_assert!(address.domain().is_ascii());
            prop_assert_eq!(address.local(), local);
        }
    }

    #[test]
    fn plain_ascii_addresses_are_always_read(
        local in "[a-zA-Z0-9_+-]{1,64}",
        domain in "[a-z0-9]{1,20}\\.[a-z0-9]{1,20}\\.example",
    ) {
        let read = EmailAddress::parse(&format!("{local}@{domain}"));
        prop_assert!(read.is_ok());
    }
}
