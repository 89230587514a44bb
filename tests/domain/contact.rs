//! Contacts: people in every script, and nobody who is an office.

use secird::domain::address::EmailAddress;
use secird::domain::contact::{clean_name, is_invisible, is_role_account};

#[test]
fn names_of_people_stand_as_typed() {
    for name in [
        "Bram van den Berg",
        "Chloé Roy",
        "Carl Jay Reed, Jr.",
        "O'Neill",
        "白 志明",
        "Драгана Костић",
        "علی\u{200c}رضا مرادی",
        "ക്രിസ്\u{200d}റ്റി",
        "葛\u{e0100}城 健",
    ] {
        assert_eq!(clean_name(name).as_deref(), Some(name));
    }
    assert_eq!(
        clean_name(" Ana\r\n\tPrado\u{a0}Lima ").as_deref(),
        Some("Ana Prado Lima")
    );
    assert_eq!(clean_name("Chloe\u{301}").as_deref(), Some("Chloé"));
    assert_eq!(clean_name("Ana\u{2028}Prado").as_deref(), Some("Ana Prado"));
}

#[test]
fn what_is_no_name_is_refused() {
    for text in [
        "",
        "   ",
        "12345",
        "-",
        "<FirstName1> <LastName1>",
        "ana@nic-br.example",
        "Ana \"Ace\" Prado",
        "Ana\\Prado",
        "Ana\0Prado",
        "Ana\u{1b}[31mPrado",
        "J\u{fffd}rgen",
        "Ana\u{202e}odarP",
        "Ana\u{200b}Prado",
        "Ana\u{200d}Prado",
        "\u{200c}علی",
        "علی\u{200c}\u{200c}رضا",
        "\u{3164}",
        "\u{115f}\u{1160}",
        "\u{feff}Ana",
    ] {
        assert_eq!(clean_name(text), None, "{text:?}");
    }
    assert_eq!(clean_name(&"é".repeat(121)), None);
    assert!(clean_name(&"é".repeat(120)).is_some());
}

#[test]
fn nothing_that_can_be_seen_counts_as_invisible() {
    for c in "aé白ćक\u{301} \n.٣ー々".chars() {
        assert!(!is_invisible(c), "{c:?}");
    }
}

#[test]
fn offices_are_told_from_people() {
    let role = |local: &str| {
        is_role_account(&EmailAddress::parse(&format!("{local}@nic-nl.example")).unwrap())
    };
    for office in [
        "admin",
        "HostMaster",
        "noc",
        "ssc1",
        "ssc-2",
        "ssc_3",
        "admin01",
        "tld-admin",
    ] {
        assert!(role(office), "{office}");
    }
    for person in [
        "anouk",
        "a.noc",
        "admina",
        "nocolas",
        "security.jones",
        "7",
        "1admin",
        "itzel",
    ] {
        assert!(!role(person), "{person}");
    }
}
