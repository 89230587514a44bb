//! The list servers on which the procedure is played, behind one face.

use crate::support::names::LIST;
use crate::support::servers::mailman::{List, Mailman};
use crate::support::servers::mailman2::{self, Mailman2 as StandIn};
use secird::domain::address::EmailAddress;
use secird::outbound::roster::ListServer;
use secird::outbound::roster::mailman2::{Mailman2, Mailman2Settings};
use secird::outbound::roster::mailman3::{Mailman3, Mailman3Settings};
use serde_json::json;
use std::time::Duration;

/// A list server, as its subscribers and its moderator see it.
pub(super) enum Side {
    /// The real Mailman 3.
    Three(List),
    /// The stand-in for Mailman 2.1.
    Two(StandIn),
}

impl Side {
    /// The name under which an address is on the list.
    pub(super) fn name_of(&self, address: &str) -> Option<String> {
        match self {
            Self::Three(list) => {
                let member = list.member(address);
                member["display_name"].as_str().map(str::to_owned)
            }
            Self::Two(server) => {
                let world = server.world();
                let member = world.members.get(&address.to_lowercase());
                member.map(|member| member.name.clone())
            }
        }
    }

    /// Somebody fills in the list's page.
    pub(super) fn ask_to_join(&self, address: &str, name: &str) {
        match self {
            Self::Three(list) => list.ask_to_join(address, name),
            Self::Two(server) => drop(server.world().ask_to_join(address, name)),
        }
    }

    /// A member wants to leave, and the moderator is asked.
    pub(super) fn ask_to_leave(&self, address: &str) {
        match self {
            Self::Three(list) => {
                list.set(&json!({"unsubscription_policy": "moderate"}));
                list.ask_to_leave(address);
            }
            Self::Two(server) => drop(server.world().ask_to_leave(address)),
        }
    }

    /// The list's owner puts somebody on it.
    pub(super) fn subscribe(&self, address: &str, name: &str) {
        match self {
            Self::Three(list) => list.subscribe(address, name),
            Self::Two(server) => server.world().member(address, name),
        }
    }

    /// Whether nobody waits for the moderator.
    pub(super) fn holds_nothing(&self) -> bool {
        match self {
            Self::Three(list) => list.requests("subscription").is_empty(),
            Self::Two(server) => server.world().held.is_empty(),
        }
    }

    /// What the list server wrote to somebody.
    pub(super) fn mail_to(&self, address: &str) -> String {
        match self {
            Self::Three(list) => list.mailman.mails_to(address).remove(0),
            Self::Two(server) => {
                let world = server.world();
                let mut mails = world.mails.iter().rev();
                let mail = mails.find(|(to, _)| to == address);
                format!("rejected: {}", mail.expect("a mail").1)
            }
        }
    }
}

fn ready() {
    // As the program's first line does; another test may have done it.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// A list of the shared Mailman 3.
pub(super) fn mailman3(name: &str) -> (Side, ListServer) {
    ready();
    let list = Mailman::shared().list(name);
    let server = Mailman3::new(Mailman3Settings {
        url: format!("http://127.0.0.1:{}/3.1", list.mailman.port),
        user: "restadmin".to_owned(),
        password: "restpass".into(),
        list: EmailAddress::parse(&list.address).unwrap(),
        timeout: Duration::from_secs(20),
        welcome_uri: None,
    });
    (
        Side::Three(list),
        ListServer::Mailman3(Box::new(server.unwrap())),
    )
}

/// A stand-in for Mailman 2.1, which lives in that runtime.
pub(super) fn mailman2(runtime: &tokio::runtime::Runtime) -> (Side, ListServer) {
    ready();
    let side = runtime.block_on(StandIn::start());
    let server = Mailman2::new(Mailman2Settings {
        url: format!("http://127.0.0.1:{}/mailman", side.port),
        password: mailman2::PASSWORD.into(),
        list: EmailAddress::parse(LIST).unwrap(),
        timeout: Duration::from_secs(20),
    });
    (
        Side::Two(side),
        ListServer::Mailman2(Box::new(server.unwrap())),
    )
}
