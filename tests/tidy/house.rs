//! The rules over the whole tree.

use super::{arrows, rules, tree};

/// A rule over one file.
type Rule = fn(&str, &str) -> Vec<String>;

/// Runs a rule over the files that `which` chooses.
fn demand(rule: Rule, which: fn(&str) -> bool) {
    let mut seen = 0;
    let mut found = Vec::new();
    for path in tree::files().iter().filter(|path| which(path)) {
        if let Some(text) = tree::text(path) {
            seen += 1;
            found.extend(rule(path, &text));
        }
    }
    assert!(seen > 0, "the rule saw no file");
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

/// A program in another language: whatever makes the corpus, and what runs tests.
fn is_script(path: &str) -> bool {
    path.starts_with("tests/corpus/") || matches!(path, "tests/run" | "tests/fuzz/run")
}

fn is_source(path: &str) -> bool {
    is_rust(path) && path.starts_with("src/")
}

/// Everything we wrote ourselves; what people mailed is theirs, and what the
/// fuzzer keeps is nobody's.
fn is_ours(path: &str) -> bool {
    !["fixtures/", "tests/fuzz/corpus/", "LICENSE"]
        .iter()
        .any(|theirs| path.starts_with(theirs))
}

#[test]
fn rooms_know_only_the_rooms_below() {
    demand(arrows::imports, is_source);
}

#[test]
fn rooms_that_think_touch_nothing() {
    demand(arrows::purity, is_source);
}

#[test]
fn every_file_tells_its_story() {
    demand(rules::story, is_rust);
    demand(rules::script_story, is_script);
}

#[test]
fn files_and_functions_have_an_end() {
    demand(rules::lengths, is_rust);
    demand(rules::script_lengths, is_script);
}

#[test]
fn no_result_is_thrown_away_and_no_test_put_aside() {
    demand(rules::shortcuts, is_rust);
}

#[test]
fn nothing_is_left_to_do() {
    demand(rules::markers, is_ours);
}

#[test]
fn no_file_knows_one_machine() {
    demand(rules::machine, is_ours);
}

#[test]
fn our_letters_are_narrow() {
    demand(rules::templates, |path| {
        path.starts_with("src/compose/templates/")
    });
}

#[test]
fn every_dependency_has_a_reason() {
    demand(rules::dependencies, |path| path.ends_with("Cargo.toml"));
}

#[test]
fn the_top_level_is_the_design_card() {
    let files = tree::files();
    let found = rules::top_level(files.iter().map(String::as_str));
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_fixture_is_read() {
    let files = tree::files();
    let fixtures: Vec<String> = files
        .iter()
        .filter(|path| path.starts_with("fixtures/"))
        .cloned()
        .collect();
    let sources: Vec<String> = files
        .iter()
        .filter(|path| is_rust(path) && !path.starts_with("tests/tidy/"))
        .filter_map(|path| tree::text(path))
        .collect();
    let found = rules::unused_fixtures(&fixtures, &sources);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
