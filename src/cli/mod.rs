//! The command line: one file a subcommand.
//!
//! `explain` and `demo` need nothing; `run` and `check` need a configuration;
//! the state commands go to the running service, or open the store themselves
//! where none runs. Every command takes `--json`.

/// Prints a line; a reader that went away (`| head`) is no error.
macro_rules! say {
    ($($words:tt)*) => { $crate::cli::write_line(&mut std::io::stdout(), format_args!($($words)*)) };
}

/// Prints a line where errors go.
macro_rules! complain {
    ($($words:tt)*) => { $crate::cli::write_line(&mut std::io::stderr(), format_args!($($words)*)) };
}

mod check;
mod demo;
mod errand;
mod explain;
mod export;
mod list;
mod registry;
mod run;
mod state;
mod table;

use crate::service::desk::{Command, RequestLine};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The bot that runs the TLD-OPS Secretariat's mailbox.
#[derive(Debug, Parser)]
#[command(name = "secird", version, about, long_about = None)]
pub struct Arguments {
    /// Print JSON instead of tables and sentences.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Sub,
}

/// Where the configuration is.
#[derive(Debug, Clone, Args)]
struct At {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = "/etc/secird/secird.toml")]
    config: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// The service; with --once it works what is there and exits.
    Run {
        #[command(flatten)]
        at: At,
        /// Work what is there, then exit.
        #[arg(long)]
        once: bool,
    },
    /// The whole procedure on shipped mail, in virtual time, in a folder to look at.
    Demo {
        /// The folder to make; it must not exist.
        #[arg(value_name = "FOLDER", default_value = "secird-demo")]
        folder: PathBuf,
    },
    /// What the bot would do with these messages, and why; changes nothing.
    Explain {
        /// Cases as JSON (see the README).
        #[arg(long, value_name = "FILE")]
        cases: Option<PathBuf>,
        /// Messages, one a file.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Try the configuration, the logins, the folders: each OK, or what to do.
    Check {
        #[command(flatten)]
        at: At,
        /// Also send the Secretariat a mail and see how it comes home.
        #[arg(long)]
        roundtrip: bool,
        /// Seconds to wait for it.
        #[arg(
            long,
            value_name = "SECONDS",
            default_value_t = 90,
            requires = "roundtrip"
        )]
        wait: u64,
    },
    /// All cases.
    Cases {
        #[command(flatten)]
        at: At,
    },
    /// One ccTLD's cases.
    Case {
        #[command(subcommand)]
        what: CaseSub,
    },
    /// Invite ccTLDs to name their contacts (procedure, section 4).
    Invite {
        #[command(flatten)]
        at: At,
        /// ccTLDs, as nl, .nl or an IDN.
        #[arg(required = true)]
        tlds: Vec<String>,
    },
    /// A person asks to join: ask the admin contact (procedure, section 5).
    Request {
        #[command(flatten)]
        at: At,
        /// The ccTLD.
        #[arg(long)]
        tld: String,
        /// First and last name.
        #[arg(long)]
        name: String,
        /// Personal email address.
        #[arg(long)]
        email: String,
        /// Mobile phone number, +country code first.
        #[arg(long)]
        phone: String,
    },
    /// What waits for the Validator.
    Escalations {
        #[command(flatten)]
        at: At,
        /// Also what was decided.
        #[arg(long)]
        all: bool,
    },
    /// Do what an escalation proposes.
    Approve {
        #[command(flatten)]
        at: At,
        /// E-0123456789ab
        escalation: String,
    },
    /// Disregard the message of an escalation.
    Reject {
        #[command(flatten)]
        at: At,
        /// E-0123456789ab
        escalation: String,
    },
    /// An escalation was dealt with by hand.
    Done {
        #[command(flatten)]
        at: At,
        /// E-0123456789ab
        escalation: String,
    },
    /// IANA's records of the admin contacts.
    Registry {
        #[command(subcommand)]
        what: RegistrySub,
    },
    #[command(flatten)]
    Errand(errand::Errand),
    /// How things stand.
    Status {
        #[command(flatten)]
        at: At,
    },
    /// Verify that nobody changed the journal.
    Audit {
        #[command(flatten)]
        at: At,
    },
}

#[derive(Debug, Subcommand)]
enum CaseSub {
    /// State, deadline, escalations and history.
    Show {
        #[command(flatten)]
        at: At,
        /// The ccTLD.
        tld: String,
    },
}

#[derive(Debug, Subcommand)]
enum RegistrySub {
    /// Take records in from a file: a table, WHOIS answers or RDAP.
    Import {
        #[command(flatten)]
        at: At,
        /// The file.
        file: PathBuf,
    },
    /// Ask IANA now, over RDAP or WHOIS: these ccTLDs, or all of them.
    Refresh {
        #[command(flatten)]
        at: At,
        /// ccTLDs, as nl, .nl or an IDN; none means all.
        tlds: Vec<String>,
    },
    /// Read which ccTLDs there are, for the next start.
    Table {
        #[command(flatten)]
        at: At,
    },
    /// What is known, from where, and since when.
    Show {
        #[command(flatten)]
        at: At,
    },
}

impl Arguments {
    /// What is logged when nobody says otherwise: the service tells what it does.
    pub fn log_level(&self) -> &'static str {
        match self.command {
            Sub::Run { .. } => "warn,secird=info",
            Sub::Demo { .. }
            | Sub::Explain { .. }
            | Sub::Check { .. }
            | Sub::Cases { .. }
            | Sub::Case { .. }
            | Sub::Invite { .. }
            | Sub::Request { .. }
            | Sub::Escalations { .. }
            | Sub::Approve { .. }
            | Sub::Reject { .. }
            | Sub::Done { .. }
            | Sub::Registry { .. }
            | Sub::Errand(_)
            | Sub::Status { .. }
            | Sub::Audit { .. } => "warn",
        }
    }
}

/// One line to an output that may have been closed.
fn write_line(to: &mut dyn std::io::Write, line: std::fmt::Arguments<'_>) {
    drop(writeln!(to, "{line}"));
}

/// A whole text to standard output, which may have been closed.
fn write_whole(text: &str) {
    use std::io::Write as _;
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// Says nothing of a panic in mail-parser: some damaged mail brings one about,
/// which is caught and told as a defect of that mail.
pub fn hush_the_parser() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let of_parser = |at: &std::panic::Location<'_>| at.file().contains("mail-parser");
        if !panic.location().is_some_and(of_parser) {
            tell(panic);
        }
    }));
}

/// Runs the command line.
pub fn main(arguments: Arguments) -> ExitCode {
    let json = arguments.json;
    let outcome = match arguments.command {
        Sub::Run { at, once } => run::run(&at.config, once, json),
        Sub::Demo { folder } => demo::demo(&folder, json),
        Sub::Explain { cases, files } => return explain::explain(cases.as_deref(), &files, json),
        Sub::Check {
            at,
            roundtrip,
            wait,
        } => {
            let patience = roundtrip.then(|| std::time::Duration::from_secs(wait));
            check::check(&at.config, patience, json)
        }
        Sub::Cases { at } => state::state(&at.config, &Command::Cases, json),
        Sub::Case {
            what: CaseSub::Show { at, tld },
        } => state::state(&at.config, &Command::CaseShow { tld }, json),
        Sub::Invite { at, tlds } => state::state(
            &at.config,
            &Command::Invite {
                tlds,
                id: state::unique(),
            },
            json,
        ),
        Sub::Request {
            at,
            tld,
            name,
            email,
            phone,
        } => {
            let line = RequestLine {
                tld,
                name,
                email,
                phone,
            };
            state::state(
                &at.config,
                &Command::Request {
                    line,
                    id: state::unique(),
                },
                json,
            )
        }
        Sub::Escalations { at, all } => {
            state::state(&at.config, &Command::Escalations { all }, json)
        }
        Sub::Approve { at, escalation } => decide(&at, escalation, "approve", json),
        Sub::Reject { at, escalation } => decide(&at, escalation, "reject", json),
        Sub::Done { at, escalation } => decide(&at, escalation, "done", json),
        Sub::Registry { what } => iana(&what, json),
        Sub::Errand(errand) => errand.run(json),
        Sub::Status { at } => state::state(&at.config, &Command::Status, json),
        Sub::Audit { at } => state::state(&at.config, &Command::Audit, json),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            complain!("secird: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn iana(what: &RegistrySub, json: bool) -> anyhow::Result<ExitCode> {
    match what {
        RegistrySub::Import { at, file } => state::import(&at.config, file, json),
        RegistrySub::Refresh { at, tlds } => registry::refresh(&at.config, tlds, json),
        RegistrySub::Table { at } => registry::table(&at.config, json),
        RegistrySub::Show { at } => state::state(&at.config, &Command::Records, json),
    }
}

fn decide(at: &At, escalation: String, choice: &str, json: bool) -> anyhow::Result<ExitCode> {
    let command = Command::Decide {
        escalation,
        choice: choice.to_owned(),
        id: state::unique(),
    };
    state::state(&at.config, &command, json)
}
