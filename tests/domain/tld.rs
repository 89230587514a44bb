//! The table of ccTLDs, and the names that are none.

use secird::domain::tld::Tld;
use std::collections::BTreeSet;

#[test]
fn the_table_holds_the_delegated_ones() {
    let all: Vec<Tld> = Tld::all().collect();
    assert_eq!(all.len(), 309);
    assert_eq!(all.iter().filter(|tld| tld.is_idn()).count(), 61);
    let distinct: BTreeSet<&str> = all.iter().map(Tld::u_label).collect();
    assert_eq!(distinct.len(), 309);
    for tld in all {
        let label = tld.a_label();
        assert!(label.len() == 2 || tld.is_idn(), "{label}");
        for form in [
            label,
            tld.u_label(),
            &label.to_uppercase(),
            &format!(" .{label} "),
        ] {
            assert_eq!(Tld::parse(form), Some(tld), "{form}");
        }
        // The library that maps names agrees with IANA's table.
        let (mapped, read) = idna::domain_to_unicode(label);
        assert!(read.is_ok() && mapped == tld.u_label(), "{label}");
        assert_eq!(tld.to_string(), format!(".{}", tld.u_label()));
    }
}

#[test]
fn names_that_are_no_cctld_are_refused() {
    for text in [
        "",
        ".",
        "..nl",
        "nl.",
        "co.uk",
        "com",
        "arpa",
        "zz",
        "an",
        "bq",
        "eh",
        "n1",
        "nl\0",
        "nl\r\nx",
        "xn--",
        "xn--p1ai.",
        "xn--zz",
        "ｎｌ",
        "n\u{ad}l",
        "n\u{200b}l",
        "пl",
        "ⓝl",
        "test",
        "*",
        "nl/../uk",
    ] {
        assert_eq!(Tld::parse(text), None, "{text:?}");
    }
    assert_eq!(Tld::parse(&"a".repeat(100_000)), None);
}

#[test]
fn capitals_of_an_idn_are_its_own() {
    let rf = Tld::parse("xn--p1ai").unwrap();
    for form in ["рф", ".РФ", "Рф", "XN--P1AI"] {
        assert_eq!(Tld::parse(form), Some(rf), "{form}");
    }
}
