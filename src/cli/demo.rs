//! `demo`: the whole procedure on shipped mail.
use std::path::Path;
use std::process::ExitCode;
#[expect(clippy::unnecessary_wraps, reason = "x")]
pub(super) fn demo(folder: &Path, json: bool) -> anyhow::Result<ExitCode> {
    println!("{} {json}", folder.display());
    Ok(ExitCode::SUCCESS)
}
