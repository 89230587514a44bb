//! The country and the region of every ccTLD.

use secird::domain::country::{Country, Region};
use secird::domain::tld::Tld;
use std::collections::{BTreeMap, BTreeSet};

/// The shipped table, to see what the program does not take from it.
const TABLE: &str = include_str!("../../src/domain/countries.tsv");

fn check(label: &str, name: &'static str, region: Region) {
    let found = Country::of(Tld::parse(label).unwrap());
    assert_eq!(found, Some(Country { name, region }), "{label}");
}

#[test]
fn every_cctld_has_exactly_one_row() {
    let rows: Vec<&str> = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let labels: Vec<&str> = rows
        .iter()
        .map(|row| {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 3, "{row}");
            assert!(Region::parse(columns[2]).is_some(), "{row}");
            assert!(
                !columns[1].is_empty() && columns[1].trim() == columns[1],
                "{row}"
            );
            columns[0]
        })
        .collect();
    let all: Vec<&str> = Tld::all().map(|tld| tld.a_label()).collect();
    assert_eq!(labels, all, "the same, in the same order");
    let mut sums = BTreeMap::new();
    for tld in Tld::all() {
        *sums.entry(Country::of(tld).unwrap().region).or_insert(0) += 1;
    }
    assert_eq!(sums.values().sum::<u32>(), 309);
    assert_eq!(
        Region::ALL.map(|region| sums[&region]),
        [60, 119, 89, 34, 7]
    );
}

#[test]
fn an_idn_belongs_to_a_country_that_has_two_letters_too() {
    let (idn, ascii): (Vec<Tld>, Vec<Tld>) = Tld::all().partition(Tld::is_idn);
    let of = |list: Vec<Tld>| -> BTreeSet<Country> {
        list.into_iter()
            .map(|tld| Country::of(tld).unwrap())
            .collect()
    };
    assert!(of(idn).is_subset(&of(ascii)));
}

#[test]
fn countries_and_regions_are_the_known_ones() {
    use Region::{Africa, AsiaAustraliaPacific, Europe, LatinAmericaCaribbean, NorthAmerica};
    for (label, name, region) in [
        ("nl", "Netherlands", Europe),
        ("za", "South Africa", Africa),
        ("br", "Brazil", LatinAmericaCaribbean),
        ("ca", "Canada", NorthAmerica),
        ("jp", "Japan", AsiaAustraliaPacific),
        ("uk", "United Kingdom", Europe),
        ("gb", "United Kingdom", Europe),
        ("eu", "European Union", Europe),
        ("su", "Soviet Union (former)", Europe),
        ("ac", "Ascension Island", Europe),
        ("tw", "Taiwan", AsiaAustraliaPacific),
        ("ci", "Côte d'Ivoire", Africa),
        // ICANN's table goes by citizenship, not by the map.
        ("bm", "Bermuda", Europe),
        ("pf", "French Polynesia", Europe),
        ("gu", "Guam", NorthAmerica),
        ("sx", "Sint Maarten (Dutch part)", LatinAmericaCaribbean),
        ("tr", "Türkiye", AsiaAustraliaPacific),
        // The IDN ccTLDs.
        ("рф", "Russian Federation", Europe),
        ("ею", "European Union", Europe),
        ("ευ", "European Union", Europe),
        ("ελ", "Greece", Europe),
        ("бг", "Bulgaria", Europe),
        ("қаз", "Kazakhstan", AsiaAustraliaPacific),
        ("বাংলা", "Bangladesh", AsiaAustraliaPacific),
        ("ভারত", "India", AsiaAustraliaPacific),
        ("சிங்கப்பூர்", "Singapore", AsiaAustraliaPacific),
        ("இலங்கை", "Sri Lanka", AsiaAustraliaPacific),
        ("中国", "China", AsiaAustraliaPacific),
        ("台灣", "Taiwan", AsiaAustraliaPacific),
        ("香港", "Hong Kong", AsiaAustraliaPacific),
        ("澳門", "Macao", AsiaAustraliaPacific),
        ("مصر", "Egypt", Africa),
        ("المغرب", "Morocco", Africa),
        ("سودان", "Sudan", Africa),
        ("فلسطين", "Palestine, State of", AsiaAustraliaPacific),
        ("ישראל", "Israel", AsiaAustraliaPacific),
        ("հայ", "Armenia", AsiaAustraliaPacific),
        ("გე", "Georgia", AsiaAustraliaPacific),
    ] {
        check(label, name, region);
    }
}
