//! The demo: the whole procedure, played by the binary itself.

use std::path::Path;
use std::process::{Command, Output};

fn demo(folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secird"))
        .arg("demo")
        .arg(folder)
        .output()
        .unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn every_story_of_the_demo_ends_as_it_should() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("play");
    let output = demo(&folder);
    let text = words(&output);
    assert!(output.status.success(), "{text}");
    assert!(!text.contains("UNEXPECTED"), "{text}");
    let closing = text.split("what it shows").nth(1).unwrap();
    let ended = |word: &str| {
        let named = |line: &&str| line.trim_end().ends_with(word);
        closing.lines().filter(named).count()
    };
    assert_eq!(ended("joined"), 18);
    assert_eq!(ended("denied"), 2);
    assert_eq!(ended("no-response"), 3);
    assert_eq!(ended("by-hand"), 1);
}

#[test]
fn the_demo_leaves_a_folder_to_look_at() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("play");
    assert!(demo(&folder).status.success());
    let decided = files(&folder.join("mailbox/.TLD-OPS.Decided/cur"));
    assert_eq!(decided.len(), 14, "seven escalations and their notes");
    // Newsletter and lunch lie where they were delivered, unread.
    assert_eq!(files(&folder.join("mailbox/new")).len(), 2);
    let page = std::fs::read_to_string(folder.join("directory/index.html")).unwrap();
    assert!(page.contains(".nl") && page.contains("xn--h2brj9c"));
    for person in ["Anneke", "Vries", "registry-nl.example", "+31"] {
        assert!(!page.contains(person), "the directory names {person}");
    }
    let config = folder.join("secird.toml");
    for command in ["cases", "roster", "audit", "status"] {
        let looked = Command::new(env!("CARGO_BIN_EXE_secird"))
            .args([command, "--config"])
            .arg(&config)
            .output()
            .unwrap();
        assert!(looked.status.success(), "{command}");
        assert!(!looked.stdout.is_empty(), "{command}");
    }
}

#[test]
fn the_demo_plays_the_same_way_every_time() {
    let dir = tempfile::tempdir().unwrap();
    let [first, second] = ["one", "two"].map(|name| {
        let folder = dir.path().join(name);
        words(&demo(&folder)).replace(&folder.display().to_string(), "")
    });
    assert_eq!(first, second);
}

#[test]
fn the_demo_never_plays_over_a_folder_that_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let output = demo(dir.path());
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("is there already"));
}
