//! A real DNS server on loopback, in charge of the zones of a folder.

use super::{Server, folder, script, three_ports};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use tempfile::TempDir;

/// NSD, until it drops.
#[derive(Debug)]
pub(crate) struct Nsd {
    /// Where it answers, over UDP and TCP.
    pub(crate) address: SocketAddr,
    _server: Server,
    _folder: TempDir,
}

impl Nsd {
    /// One that knows every `NAME.zone` of `zones`.
    pub(crate) fn start(zones: &Path) -> Self {
        let folder = folder();
        let port = three_ports();
        let mut command = script("nsd");
        command.arg(folder.path()).arg(port.to_string()).arg(zones);
        let (server, ports) = Server::start(&mut command)
            .unwrap_or_else(|error| panic!("{error}\ntests/run installs it"));
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, ports[0])),
            _server: server,
            _folder: folder,
        }
    }
}
