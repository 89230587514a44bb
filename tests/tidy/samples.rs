//! A small bad sample for every rule: none of them passes by seeing nothing.

use super::{arrows, rules, source};

/// Demands that a rule finds exactly so many faults.
fn check(found: &[String], expected: usize) {
    assert_eq!(found.len(), expected, "{found:#?}");
}

#[test]
fn arrows_that_point_down_are_found() {
    let imports = arrows::imports;
    check(
        &imports("src/domain/tld.rs", "use crate::mail::Message;"),
        1,
    );
    check(
        &imports(
            "src/mail/mod.rs",
            "use crate::{domain::Tld, case::{Case, State}};",
        ),
        1,
    );
    check(
        &imports("src/reading/mod.rs", "fn f() { crate::sender::judge() }"),
        1,
    );
    check(
        &imports("src/mailbox/imap.rs", "use crate::store::Store;"),
        1,
    );
    check(&imports("src/service/mod.rs", "use crate::cli;"), 1);
    check(&imports("src/mail/mod.rs", "use super::case::Case;"), 1);
    check(
        &imports(
            "src/mail/html/css.rs",
            "use super::super::super::case::Case;",
        ),
        1,
    );
    check(&imports("src/domain/mod.rs", "use crate::*;"), 1);
    check(&imports("src/utils/mod.rs", ""), 1);
    check(
        &imports(
            "src/store/mod.rs",
            "use crate::case::Case; use crate::store::Op;",
        ),
        0,
    );
    check(&imports("src/mail/parse.rs", "use super::case;"), 0);
    check(
        &imports("src/mail/mod.rs", "// crate::case\n/* use crate::case; */"),
        0,
    );
    check(&imports("src/main.rs", "use secird::cli;"), 0);
}

#[test]
fn the_world_in_a_room_that_thinks_is_found() {
    let purity = arrows::purity;
    check(&purity("src/case/mod.rs", "async fn step() {}"), 1);
    check(
        &purity("src/case/mod.rs", "fn f() { Timestamp::now(); }"),
        1,
    );
    check(&purity("src/mail/mod.rs", "use std::{fmt, fs::File};"), 1);
    check(
        &purity("src/compose/mod.rs", "fn f() { std::env::var(NAME); }"),
        1,
    );
    check(&purity("src/sender/mod.rs", "use tokio::sync;"), 1);
    check(&purity("src/reading/mod.rs", "use tracing;"), 1);
    check(
        &purity(
            "src/reading/mod.rs",
            "// tokio::spawn, async\nfn now(tokio: u8) {}",
        ),
        0,
    );
    check(&purity("src/store/mod.rs", "use std::fs;"), 0);
}

#[test]
fn a_file_without_a_story_is_found() {
    check(&rules::story("a.rs", "use std::fmt;"), 1);
    check(&rules::story("a.rs", "//!\n"), 1);
    check(&rules::story("a.rs", &format!("//! {}", "x".repeat(80))), 1);
    check(&rules::story("a.rs", "//! A story.\n"), 0);
}

#[test]
fn long_files_and_functions_are_found() {
    let body = |lines: usize| format!("fn f() -> [u8; 2] {{\n{}}}\n", "x();\n".repeat(lines));
    check(&rules::lengths("a.rs", &body(69)), 1);
    check(&rules::lengths("a.rs", &body(68)), 0);
    check(&rules::lengths("a.rs", &"//! x\n".repeat(601)), 1);
    check(&rules::lengths("a.rs", &"//! x\n".repeat(600)), 0);
    // Braces in words do not count, in either direction.
    let tricky = "fn f() { let x = \"}\"; let y = '{'; // }\n".to_owned() + &"\n".repeat(70) + "}";
    check(&rules::lengths("a.rs", &tricky), 1);
    check(
        &rules::lengths("a.rs", "trait T { fn f(); }\nfn g(x: fn(u8)) {}"),
        0,
    );
}

#[test]
fn shortcuts_are_found() {
    check(&rules::shortcuts("a.rs", "let _ = send();"), 1);
    check(&rules::shortcuts("a.rs", "let  _: R = send();"), 1);
    check(&rules::shortcuts("a.rs", "#[ignore = \"slow\"]"), 1);
    check(&rules::shortcuts("a.rs", "#[test]\n#[ignore]"), 1);
    check(
        &rules::shortcuts("a.rs", "let _guard = lock(); // let _ = x"),
        0,
    );
    check(
        &rules::shortcuts("a.rs", "\"let _ = x\"; r#\"#[ignore]\"#"),
        0,
    );
}

#[test]
fn markers_are_found_in_every_kind_of_text() {
    for halves in [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]] {
        let word = halves.concat();
        check(
            &rules::markers("a.toml", &format!("x = 1 # {word}: later")),
            1,
        );
        check(&rules::markers("a.rs", &format!("//{word}\n")), 1);
        check(
            &rules::markers("a", &format!("mktemp -d /tmp/a.{word}{word}")),
            0,
        );
    }
}

#[test]
fn machine_paths_and_registry_hosts_are_found() {
    check(&rules::machine("a", &["cd /wo", "rk/main"].concat()), 1);
    check(
        &rules::machine("a", &["see https://crates", ".io/crates/x"].concat()),
        1,
    );
    check(&rules::machine("a", "WorkingDirectory=/var/lib/secird"), 0);
}

#[test]
fn homes_stand_in_the_box_of_the_corpus_only() {
    let home = ["cat >/ho", "me/ops/box"].concat();
    check(&rules::machine("tests/run", &home), 1);
    check(&rules::machine("tests/corpus/servers-exim", &home), 0);
    let root = ["cd /ro", "ot/x"].concat();
    check(&rules::machine("tests/corpus/servers-exim", &root), 1);
}

#[test]
fn scripts_without_a_story_or_an_end_are_found() {
    let story = |text: &str| rules::script_story("tests/corpus/a", text);
    check(&story("#!/usr/bin/env python3\nimport os\n"), 1);
    check(&story("# a\n"), 1);
    check(&story("#!/bin/sh\n# a FOLDER: makes it.\n"), 0);
    check(&story("\"\"\"a.py: what people write.\n\"\"\"\n"), 0);
    check(&rules::script_lengths("a", &"x\n".repeat(601)), 1);
    check(&rules::script_lengths("a", &"x\n".repeat(600)), 0);
}

#[test]
fn wide_templates_are_found() {
    let line = |columns: usize| "é".repeat(columns);
    check(
        &rules::templates("src/compose/templates/a.txt", &line(73)),
        1,
    );
    check(
        &rules::templates("src/compose/templates/a.txt", &line(72)),
        0,
    );
}

#[test]
fn dependencies_without_a_reason_are_found() {
    let bare = "[dependencies]\n# One.\na = \"1\"\nb = \"1\"\n\nc = \"1\"\n\n[dev-dependencies]\nd = \"1\"\n";
    check(&rules::dependencies("Cargo.toml", bare), 2);
    let fine = "[package]\nname = \"x\"\n\n[dependencies]\n# One.\na = \"1\"\n";
    check(&rules::dependencies("Cargo.toml", fine), 0);
}

#[test]
fn strange_names_at_the_top_are_found() {
    check(
        &rules::top_level(["src/lib.rs", "docs/a.md", "NOTES"].into_iter()),
        2,
    );
    check(
        &rules::top_level(["src/lib.rs", "README.md"].into_iter()),
        0,
    );
}

#[test]
fn fixtures_that_nothing_reads_are_found() {
    let fixtures = |path: &str| vec![path.to_owned()];
    let sources = |text: &str| vec![text.to_owned()];
    let unused = |path: &str, text: &str| rules::unused_fixtures(&fixtures(path), &sources(text));
    let path = "fixtures/mail/confirm/outlook-top.eml";
    check(&unused(path, "// outlook-top.eml"), 1);
    check(&unused(path, "read(\"fixtures\"); read(\"confirm\")"), 1);
    check(
        &unused(path, "read(\"fixtures/mail/confirm/other.eml\")"),
        1,
    );
    check(&unused(path, "read(\"fixtures/mail/confirm\")"), 0);
    check(&unused(path, "read(\"fixtures/mail/\")"), 0);
    check(&unused(path, "format!(\"fixtures/mail/{kind}\")"), 0);
    check(&unused(path, "read(\"mail/confirm\")"), 0);
    check(
        &unused(
            path,
            "include_str!(\"../../fixtures/mail/confirm/outlook-top.eml\")",
        ),
        0,
    );
    check(&unused(path, "mail(\"outlook-top\")"), 0);
}

#[test]
fn code_is_told_from_words_about_code() {
    let code = |text: &str| {
        source::code(text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(code("a /* b /* c */ d */ e // f"), "a e");
    assert_eq!(
        code(r##"x(r#"a "quoted" b"#, "\"", b"c", br"\")y"##),
        "x( , , , )y"
    );
    assert_eq!(
        code(r"f('{', '\'', '\u{7d}', b'}') <'a>"),
        "f( , , , ) <'a>"
    );
    assert_eq!(
        source::literals(r#"a("b\"c", 'd', "e") // "f""#),
        [r#"b\"c"#, "e"]
    );
    let found = source::paths("pub use a::{b, c::{d, e as f}};\nlet x = g::h::i();");
    let names: Vec<&str> = found.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(names[..3], ["a::b", "a::c::d", "a::c::e as f"]);
    assert!(names.contains(&"g::h::i"));
    assert_eq!(found.last().map(|(line, _)| *line), Some(2));
}
