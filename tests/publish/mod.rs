//! The public directory: names of ccTLDs, whole files, nothing about people.

use jiff::Timestamp;
use secird::domain::tld::Tld;
use secird::publish::publish;
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

#[test]
fn every_form_names_the_same_cctlds() {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), &tlds(&["be", "nl", "xn--p1ai"]), noon()).unwrap();
    assert_eq!(text(dir.path(), "directory.txt"), ".be\n.nl\n.рф\n");
    let json: serde_json::Value =
        serde_json::from_str(&text(dir.path(), "directory.json")).unwrap();
    assert_eq!(json["updated"], "2026-11-24T12:00:00Z");
    let names: Vec<&str> = json["cctlds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["tld"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["be", "nl", "xn--p1ai"]);
    let page = text(dir.path(), "index.html");
    for name in [
        "<li>.be</li>",
        "<li>.nl</li>",
        ".рф",
        "xn--p1ai",
        "these 3 ccTLDs",
    ] {
        assert!(page.contains(name), "{name}");
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
fn everybody_may_read_the_page() {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), &[], noon()).unwrap();
    let mode = fs::metadata(dir.path().join("index.html"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o644);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a file");
    fs::write(&file, "").unwrap();
    let error = publish(&file.join("www"), &[], noon()).unwrap_err();
    assert!(error.to_string().contains("a file/www"), "{error}");
}
