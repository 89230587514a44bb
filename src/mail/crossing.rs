//! What a message shows of the border it came through: a hint for a person.
//!
//! Read only from a message that we sent to ourselves, where no stranger wrote
//! any of it; the proposal goes into the configuration by a person's hand. Who
//! is believed is decided elsewhere, from that configuration alone.

use super::authentication::read;
use super::header::HeaderBlock;
use super::trace::Received;

/// Who stamped a message on its way, and whose Received lines stand above that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crossing {
    /// The topmost `Authentication-Results`: its id, where it has one, and its
    /// value.
    pub stamp: Option<(Option<String>, String)>,
    /// The hosts that wrote the Received lines down to the stamp, top first;
    /// without a stamp, those of all Received lines.
    pub hosts: Vec<String>,
}

/// Looks at a header block from its top.
pub fn crossing(headers: &HeaderBlock) -> Crossing {
    let mut found = Crossing::default();
    for field in &headers.fields {
        if field.name.eq_ignore_ascii_case("Received") {
            for host in Received::read(&field.value).writers() {
                if !found.hosts.contains(host) {
                    found.hosts.push(host.clone());
                }
            }
        } else if field.name.eq_ignore_ascii_case("Authentication-Results") {
            found.stamp = Some((read(&field.value).authserv_id, field.value.clone()));
            break;
        }
    }
    found
}
