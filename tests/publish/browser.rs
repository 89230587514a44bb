//! The page in a real browser: on a phone and a desk, light and dark.

use super::chromium::{Chromium, View};
use super::{noon, tlds};
use secird::domain::tld::Tld;
use secird::publish::publish;
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;

/// axe-core, the rules by which accessibility can be checked by machine.
const AXE: &str = include_str!("axe.min.js");

const PHONE: View = View {
    width: 360,
    height: 740,
    dark: false,
};

const DESK: View = View {
    width: 1280,
    height: 900,
    dark: false,
};

/// A page in a folder that goes away with it.
fn written(tlds: &[Tld]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), tlds, noon()).unwrap();
    let page = dir.path().join("index.html");
    (dir, page)
}

/// The ccTLDs whose rows are seen, from the top.
fn seen(chromium: &mut Chromium) -> Vec<String> {
    let rows = chromium.ask(
        "[...document.querySelectorAll('#list tbody tr')]\
         .filter((row) => row.checkVisibility()).map((row) => row.id)",
    );
    serde_json::from_value(rows).unwrap()
}

/// By how much the page is wider than the window.
fn overflow(chromium: &mut Chromium) -> Value {
    chromium.ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
}

/// Which rules of axe the page breaks, each with the first place.
fn violations(chromium: &mut Chromium) -> Vec<String> {
    chromium.ask(&format!("{AXE};0"));
    let found = chromium.ask(
        "axe.run({ rules: { 'target-size': { enabled: true } } }).then((found) => ({ \
         kept: found.passes.map((rule) => rule.id), \
         broken: found.violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`) }))",
    );
    let kept = found["kept"].as_array().unwrap();
    for rule in ["color-contrast", "document-title", "html-has-lang"] {
        assert!(kept.contains(&json!(rule)), "{rule} was not looked at");
    }
    serde_json::from_value(found["broken"].clone()).unwrap()
}

#[test]
fn the_page_gives_no_cause_for_complaint_in_any_light() {
    let mut chromium = Chromium::start();
    let all: Vec<Tld> = Tld::all().collect();
    for list in [tlds(&[]), tlds(&["be", "nl", "xn--mgba3a4f16a"]), all] {
        let (_dir, page) = written(&list);
        for view in [PHONE, DESK] {
            for dark in [false, true] {
                let view = View { dark, ..view };
                chromium.open(&page, view);
                let told = format!("{} ccTLDs, {view:?}", list.len());
                assert_eq!(violations(&mut chromium), Vec::<String>::new(), "{told}");
                assert_eq!(overflow(&mut chromium), 0, "{told}");
                assert_eq!(chromium.complaints(), Vec::<String>::new(), "{told}");
                // It is one file, and asks for no other.
                assert_eq!(chromium.requests().len(), 1, "{told}");
                assert_eq!(seen(&mut chromium).len(), list.len(), "{told}");
            }
        }
    }
}

#[test]
fn the_scheme_follows_the_reader() {
    let mut chromium = Chromium::start();
    let (_dir, page) = written(&tlds(&["nl"]));
    let grounds = [false, true].map(|dark| {
        chromium.open(&page, View { dark, ..DESK });
        chromium.ask("getComputedStyle(document.body).backgroundColor")
    });
    assert_ne!(grounds[0], grounds[1]);
}

#[test]
fn a_fault_of_the_page_would_be_found() {
    let mut chromium = Chromium::start();
    let (_dir, page) = written(&tlds(&["nl"]));
    chromium.open(&page, PHONE);
    chromium.ask("document.querySelector('label').remove()");
    assert!(violations(&mut chromium)[0].starts_with("label:"));
    assert!(chromium.complaints().is_empty());
    chromium.ask(
        "new Promise((done) => { const one = new Image(); one.onerror = done; \
         one.src = 'https://tracker.example/'; }).then(() => true)",
    );
    // Refused by the page's policy, and told on the console.
    assert!(!chromium.complaints().is_empty());
    chromium.ask("document.body.style.width = '500px'");
    assert_ne!(overflow(&mut chromium), 0);
}

#[test]
fn a_header_sorts_by_click_and_by_keyboard() {
    let mut chromium = Chromium::start();
    let (_dir, page) = written(&tlds(&["at", "ax", "br", "ci", "hr", "za"]));
    for view in [PHONE, DESK] {
        chromium.open(&page, view);
        let sorted = |chromium: &mut Chromium| {
            chromium.ask(
                "[...document.querySelectorAll('#list thead th')]\
                 .map((head) => head.getAttribute('aria-sort'))",
            )
        };
        assert_eq!(seen(&mut chromium), ["at", "ax", "br", "ci", "hr", "za"]);
        assert_eq!(sorted(&mut chromium), json!(["ascending", "none", "none"]));
        // Åland stands with the letter A: the order is that of the language.
        chromium.click("#list th:nth-child(2) button");
        assert_eq!(seen(&mut chromium), ["ax", "at", "br", "ci", "hr", "za"]);
        assert_eq!(sorted(&mut chromium), json!(["none", "ascending", "none"]));
        chromium.press("Enter", 13, "\r");
        assert_eq!(seen(&mut chromium), ["za", "hr", "ci", "br", "at", "ax"]);
        assert_eq!(sorted(&mut chromium), json!(["none", "descending", "none"]));
        // The next column is one step on; within a region by name.
        chromium.press("Tab", 9, "");
        chromium.press(" ", 32, " ");
        assert_eq!(seen(&mut chromium), ["ci", "za", "at", "ax", "hr", "br"]);
        assert_eq!(sorted(&mut chromium), json!(["none", "none", "ascending"]));
        assert_eq!(chromium.complaints(), Vec::<String>::new());
    }
}

#[test]
fn what_is_typed_finds_a_cctld_by_any_of_its_names() {
    let mut chromium = Chromium::start();
    let list = ["br", "ci", "de", "fi", "nl", "xn--p1ai"];
    let (_dir, page) = written(&tlds(&list));
    chromium.open(&page, PHONE);
    for (typed, found) in [
        ("nl", &["fi", "nl"][..]),
        (".nl", &["nl"]),
        ("COTE d", &["ci"]),
        ("РФ", &["xn--p1ai"]),
        ("xn--", &["xn--p1ai"]),
        ("europe  land", &["fi", "nl"]),
        ("latin america/c", &["br"]),
        ("zz", &[]),
        ("", &list),
    ] {
        chromium.ask("document.getElementById('filter').select()");
        if typed.is_empty() {
            chromium.press("Backspace", 8, "");
        } else {
            chromium.click("#filter");
            chromium.ask("document.activeElement.select()");
            chromium.write(typed);
        }
        assert_eq!(seen(&mut chromium), found, "{typed}");
        let told = chromium.ask("document.getElementById('shown').textContent");
        let expect = match found.len() {
            6 => String::new(),
            0 => "No ccTLD on the list matches.".to_owned(),
            count => format!("{count} of 6 shown"),
        };
        assert_eq!(told, expect, "{typed}");
    }
    assert_eq!(chromium.complaints(), Vec::<String>::new());
}

#[test]
fn the_page_is_whole_without_scripts_and_on_paper() {
    let mut chromium = Chromium::start();
    let list = ["be", "nl", "xn--p1ai"];
    let (_dir, page) = written(&tlds(&list));
    let controls = |chromium: &mut Chromium| {
        chromium.ask(
            "[...document.querySelectorAll('button, input')]\
             .filter((control) => control.checkVisibility()).length",
        )
    };
    chromium.open(&page, DESK);
    assert_eq!(controls(&mut chromium), 4);
    chromium.print(true);
    assert_eq!(seen(&mut chromium), list);
    assert_eq!(
        chromium.ask("document.getElementById('filter').checkVisibility()"),
        Value::Bool(false)
    );
    chromium.print(false);
    chromium.scripts(false);
    chromium.open(&page, DESK);
    assert_eq!(seen(&mut chromium), list);
    assert_eq!(controls(&mut chromium), 0);
    assert_eq!(chromium.complaints(), Vec::<String>::new());
}
