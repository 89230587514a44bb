//! The files that belong to the project.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the project lies.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The paths of all files from the root, sorted: what git tracks, or in an
/// unpacked archive everything but what was built.
pub(super) fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output();
    let mut files: Vec<String> = match listed {
        Ok(output) if output.status.success() && root().join(".git").exists() => {
            String::from_utf8_lossy(&output.stdout)
                .split('\0')
                .filter(|path| !path.is_empty() && root().join(path).is_file())
                .map(str::to_owned)
                .collect()
        }
        _ => {
            let mut all = Vec::new();
            walk(&root(), "", &mut all);
            all
        }
    };
    files.sort();
    files
}

fn walk(folder: &Path, prefix: &str, all: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        let built = matches!(name.as_str(), "target" | "artifacts" | "coverage");
        if (prefix.is_empty() && matches!(name.as_str(), "target" | ".git"))
            || (prefix == "tests/fuzz/" && built)
        {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().expect("a type").is_dir() {
            walk(&entry.path(), &format!("{path}/"), all);
        } else {
            all.push(path);
        }
    }
}

/// A file's text; `None` for what is no text.
pub(super) fn text(path: &str) -> Option<String> {
    String::from_utf8(fs::read(root().join(path)).expect("a file")).ok()
}
