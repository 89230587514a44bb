//! The commands about the list: who is on it, changes, batches, the hold.

use super::{At, export, list, state};
use crate::service::desk::Command;
use clap::{ArgGroup, Subcommand};
use std::process::ExitCode;

/// What is to be done about the list.
#[derive(Debug, Subcommand)]
pub(super) enum Errand {
    /// Who is on the list, as the procedure put them there.
    Roster {
        #[command(flatten)]
        at: At,
        /// As vCard 4.0, for address books.
        #[arg(long, group = "form")]
        vcard: bool,
        /// As CSV, for spreadsheets.
        #[arg(long, group = "form")]
        csv: bool,
    },
    /// Ask the admin contact whether a ccTLD's contacts shall be these (procedure,
    /// section 6).
    #[command(group(ArgGroup::new("wanted").required(true).args(["contacts", "none"])))]
    Change {
        #[command(flatten)]
        at: At,
        /// The ccTLD.
        tld: String,
        /// A contact, as "First Last, +31 6 12345678, first.last@nic.example"; give
        /// all that there shall be.
        #[arg(long = "contact", value_name = "CONTACT")]
        contacts: Vec<String>,
        /// There shall be none.
        #[arg(long)]
        none: bool,
    },
    /// Hold everything back that would leave the house.
    Hold {
        #[command(flatten)]
        at: At,
    },
    /// Let go what was held back.
    Release {
        #[command(flatten)]
        at: At,
    },
    /// Whom the next batch invites.
    Batch {
        #[command(flatten)]
        at: At,
    },
    /// Write the public directory anew.
    Directory {
        #[command(flatten)]
        at: At,
    },
    /// The mailing list at the list server.
    List {
        #[command(subcommand)]
        what: ListSub,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ListSub {
    /// Set the list up as the procedure assumes: moderation, roster, welcome.
    Setup {
        #[command(flatten)]
        at: At,
    },
    /// Print the welcome message (appendix A.3), as it is to stand at the list server.
    Welcome {
        #[command(flatten)]
        at: At,
    },
}

impl Errand {
    /// Does it.
    pub(super) fn run(self, json: bool) -> anyhow::Result<ExitCode> {
        match self {
            Self::Roster { at, vcard, csv } => {
                let form = match (vcard, csv, json) {
                    (true, _, _) => export::Form::Vcard,
                    (_, true, _) => export::Form::Csv,
                    (_, _, true) => export::Form::Json,
                    (false, false, false) => export::Form::Table,
                };
                export::roster(&at.config, form)
            }
            Self::Change {
                at, tld, contacts, ..
            } => {
                let id = state::unique();
                let command = Command::Change { tld, contacts, id };
                state::state(&at.config, &command, json)
            }
            Self::Hold { at } => hold(&at, true, json),
            Self::Release { at } => hold(&at, false, json),
            Self::Batch { at } => state::state(&at.config, &Command::Batch, json),
            Self::Directory { at } => {
                let id = state::unique();
                state::state(&at.config, &Command::Directory { id }, json)
            }
            Self::List {
                what: ListSub::Setup { at },
            } => list::setup(&at.config, json),
            Self::List {
                what: ListSub::Welcome { at },
            } => list::welcome(&at.config),
        }
    }
}

fn hold(at: &At, on: bool, json: bool) -> anyhow::Result<ExitCode> {
    let id = state::unique();
    state::state(&at.config, &Command::Hold { on, id }, json)
}
