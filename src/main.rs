//! secird: a doorway; the bot itself is the library.

use clap::Parser;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Arguments, logging, exit code.
fn main() -> ExitCode {
    // A second provider cannot have been installed before the first line of main.
    drop(rustls::crypto::ring::default_provider().install_default());
    // async-imap prints the LOGIN line, password and all, when it traces: the
    // last words of the filter cannot be undone by the user's.
    let arguments = secird::cli::Arguments::parse();
    let wish = std::env::var("SECIRD_LOG").unwrap_or_else(|_| arguments.log_level().to_owned());
    let filter = EnvFilter::new(format!(
        "{wish},async_imap=info,imap_proto=info,lettre=info"
    ));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time()
        .init();
    secird::cli::main(arguments)
}
