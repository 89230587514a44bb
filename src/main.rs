//! secird: a doorway; the bot itself is the library.

use clap::Parser;
use std::process::ExitCode;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Libraries that print passwords, whole mails or the store's content when
/// they debug: a filter by name could be undone by a longer name.
const TALKATIVE: [&str; 4] = ["async_imap", "imap_proto", "lettre", "sled"];

/// Arguments, logging, exit code.
fn main() -> ExitCode {
    // A second provider cannot have been installed before the first line of main.
    drop(rustls::crypto::ring::default_provider().install_default());
    let arguments = secird::cli::Arguments::parse();
    let wish = std::env::var("SECIRD_LOG").unwrap_or_else(|_| arguments.log_level().to_owned());
    let filter = EnvFilter::new(wish).and(filter_fn(is_discreet));
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time();
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .init();
    secird::cli::hush_the_parser();
    secird::cli::main(arguments)
}

/// Whatever the operator asks for, these libraries say no more than `info`.
fn is_discreet(line: &Metadata<'_>) -> bool {
    let crate_name = line.target().split("::").next().unwrap_or_default();
    *line.level() <= Level::INFO || !TALKATIVE.contains(&crate_name)
}
