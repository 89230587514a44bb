//! The public directory: names of ccTLDs, whole files, nothing about people.

mod browser;
mod chromium;
mod page;

use jiff::Timestamp;
use secird::domain::country::{Country, Region};
use secird::domain::tld::Tld;
use secird::publish::publish;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn noon() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn tlds(names: &[&str]) -> Vec<Tld> {
    names.iter().map(|name| Tld::parse(name).unwrap()).collect()
}

fn text(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap()
}

/// The three forms for a list: page, JSON, text.
fn forms(tlds: &[Tld]) -> (String, Value, String) {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), tlds, noon()).unwrap();
    let json = serde_json::from_str(&text(dir.path(), "directory.json")).unwrap();
    let page = text(dir.path(), "index.html");
    (page, json, text(dir.path(), "directory.txt"))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn directory_json_says_what_stands_where() {
    let (_, json, _) = forms(&tlds(&["be", "nl", "xn--p1ai", "br"]));
    let row = |tld: &str, name: &str, country: &str, region: &str| json!({ "tld": tld, "name": name, "country": country, "region": region });
    let part = |region: &str, on_list: u32, of: u32| json!({ "region": region, "on_list": on_list, "of": of });
    assert_eq!(
        json,
        json!({
            "updated": "2026-11-24T12:00:00Z",
            "count": 4,
            "of": 309,
            "regions": [
                part("Africa", 0, 60),
                part("Asia/Australia/Pacific", 0, 119),
                part("Europe", 3, 89),
                part("Latin America/Caribbean", 1, 34),
                part("North America", 0, 7),
            ],
            "cctlds": [
                row("be", "be", "Belgium", "Europe"),
                row("br", "br", "Brazil", "Latin America/Caribbean"),
                row("nl", "nl", "Netherlands", "Europe"),
                row("xn--p1ai", "рф", "Russian Federation", "Europe"),
            ],
        })
    );
}

#[test]
fn every_form_names_the_same_cctlds() {
    let all: Vec<Tld> = Tld::all().collect();
    let some = tlds(&["xn--p1ai", "nl", "be", "nl"]);
    for (list, count) in [(&[][..], 0), (&some, 3), (&all, 309)] {
        let (page, json, text) = forms(list);
        assert_eq!(json["count"], count);
        let rows = json["cctlds"].as_array().unwrap();
        let column = |name: &str| -> Vec<String> {
            let cells = rows.iter().map(|row| row[name].as_str().unwrap());
            cells.map(str::to_owned).collect()
        };
        let lines: Vec<&str> = text.lines().collect();
        let names: Vec<String> = column("name")
            .iter()
            .map(|name| format!(".{name}"))
            .collect();
        assert_eq!(lines, names);
        let table = page::table(&page);
        assert_eq!(table.tlds, column("tld"));
        assert_eq!(table.names, names);
        assert_eq!(table.countries, column("country"));
        assert_eq!(table.regions, column("region"));
        assert!(column("tld").is_sorted());
    }
    assert_eq!(forms(&some).2, ".be\n.nl\n.рф\n");
}

#[test]
fn the_regions_add_up() {
    let all: Vec<Tld> = Tld::all().collect();
    for list in [&all[..], &all[..100], &[]] {
        let (_, json, _) = forms(list);
        let regions = json["regions"].as_array().unwrap();
        let sum = |name: &str| -> u64 { regions.iter().map(|r| r[name].as_u64().unwrap()).sum() };
        assert_eq!(sum("on_list"), json["count"].as_u64().unwrap());
        assert_eq!(sum("of"), json["of"].as_u64().unwrap());
        assert_eq!(regions.len(), Region::ALL.len());
    }
}

#[test]
fn no_form_holds_what_an_address_or_a_phone_number_has() {
    let all: Vec<Tld> = Tld::all().collect();
    for list in [&all[..], &[]] {
        let (page, json, text) = forms(list);
        for form in [page, json.to_string(), text] {
            assert!(!form.contains('@') && !form.contains('+'));
        }
    }
}

#[test]
fn a_new_page_replaces_the_old_one_whole_and_leaves_nothing_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), &tlds(&["be", "nl"]), noon()).unwrap();
    publish(dir.path(), &tlds(&["nl"]), noon()).unwrap();
    assert_eq!(text(dir.path(), "directory.txt"), ".nl\n");
    let mut names: Vec<String> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["directory.json", "directory.txt", "index.html"]);
}

#[test]
fn a_page_that_cannot_be_put_in_its_place_leaves_the_old_one_and_no_part() {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), &tlds(&["be"]), noon()).unwrap();
    let page = text(dir.path(), "index.html");
    // A folder in the way: no file can be renamed onto it.
    fs::remove_file(dir.path().join("directory.json")).unwrap();
    fs::create_dir(dir.path().join("directory.json")).unwrap();
    let error = publish(dir.path(), &tlds(&["nl"]), noon()).unwrap_err();
    assert!(error.to_string().contains("directory.json"), "{error}");
    assert_eq!(text(dir.path(), "index.html"), page);
    assert!(!dir.path().join("directory.new").exists());
}

#[test]
fn everybody_may_read_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let made = dir.path().join("www");
    publish(&made, &[], noon()).unwrap();
    assert_eq!(mode(&made), 0o755);
    for name in ["directory.json", "directory.txt", "index.html"] {
        assert_eq!(mode(&made.join(name)), 0o644, "{name}");
    }
}

#[test]
fn a_folder_that_was_there_keeps_its_mode() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o750)).unwrap();
    publish(dir.path(), &[], noon()).unwrap();
    assert_eq!(mode(dir.path()), 0o750);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a file");
    fs::write(&file, "").unwrap();
    let error = publish(&file.join("www"), &[], noon()).unwrap_err();
    assert!(error.to_string().contains("a file/www"), "{error}");
}

#[test]
fn a_row_has_the_country_and_the_region_of_its_cctld() {
    for tld in Tld::all() {
        let country = Country::of(tld).unwrap();
        let (_, json, _) = forms(&[tld]);
        assert_eq!(json["cctlds"][0]["country"], country.name);
        assert_eq!(json["cctlds"][0]["region"], country.region.as_str());
    }
}
