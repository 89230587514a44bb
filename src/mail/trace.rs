//! Received lines: which host of whose wrote one, and whom it took it from.
//!
//! Everything after the border's own line was written by strangers, and even in
//! ours the name a peer gave itself (HELO) is his choice. So a line shows
//! a hop inside our house only where the address or the checked name in the
//! first comment does; in doubt it is the crossing of the border.

use super::header::HeaderBlock;
use core::net::{IpAddr, Ipv4Addr};

/// What a Received line says of where the message was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// From a host of ours to a host of ours.
    Inside,
    /// From outside to a host of ours.
    Crossing,
    /// Written by a host that is not ours.
    Foreign,
}

/// The clauses of one Received line that matter (RFC 5321 §4.4).
#[derive(Debug, Default)]
pub(crate) struct Received {
    /// What the peer called itself.
    from: Option<String>,
    /// The first comment behind it: the checked name and the address.
    checked: Option<String>,
    /// Whether a further comment before `by` is none that a server adds: a HELO
    /// with blanks can bring a first one of its own.
    doubled: bool,
    /// Whether it is qmail's note on its own queue: `(qmail 1 invoked by uid 2)`.
    local: bool,
    /// Every host named by a `by`; honest lines have one.
    by: Vec<String>,
    /// The protocol.
    with: Option<String>,
}

impl Received {
    /// Reads a value; what is not there stays empty.
    pub(crate) fn read(value: &str) -> Self {
        let mut line = Self::default();
        let mut keyword = String::new();
        line.local = value.trim_start().starts_with("(qmail ")
            && value
                .split(')')
                .next()
                .is_some_and(|note| note.contains(" invoked "))
            && pieces(value)
                .iter()
                .all(|piece| !piece.is("from") && !piece.is("by"));
        for piece in pieces(value) {
            match piece {
                Piece::Comment(text) => {
                    if line.from.is_some() && line.by.is_empty() {
                        line.doubled |= line.checked.is_some() && !is_added(&text);
                        line.checked.get_or_insert(text);
                    }
                }
                Piece::Word(word) => match keyword.as_str() {
                    "from" if line.from.is_none() => {
                        line.from = Some(host(&word));
                        keyword.clear();
                    }
                    "by" => {
                        line.by.push(host(&word));
                        keyword.clear();
                    }
                    // Before `by` a HELO with blanks may be speaking.
                    "with" if line.with.is_none() && !line.by.is_empty() => {
                        line.with = Some(word.to_ascii_uppercase());
                        keyword.clear();
                    }
                    _ => keyword = word.to_ascii_lowercase(),
                },
            }
        }
        line
    }

    /// The hosts that claim to have written it.
    pub(crate) fn writers(&self) -> &[String] {
        &self.by
    }

    /// Whether every host that claims to have written it is one of `owns`.
    pub(crate) fn written_by(&self, owns: impl Fn(&str) -> bool) -> bool {
        !self.by.is_empty() && self.by.iter().all(|host| owns(host))
    }

    /// Whether the one host that wrote it is that one.
    pub(crate) fn is_by(&self, id: &str) -> bool {
        matches!(self.by.as_slice(), [host] if host.eq_ignore_ascii_case(id))
    }

    /// Where the message was, when `owns` tells our hosts.
    pub(crate) fn reach(&self, owns: impl Fn(&str) -> bool) -> Reach {
        let here = |name: &str| name == "localhost" || private(name) || owns(name);
        // Containers call themselves by one bare label; LMTP does not leave a house.
        let wrote = |name: &str| here(name) || (self.is_lmtp() && !name.contains('.'));
        if self.local {
            return Reach::Inside;
        }
        if !self.written_by(wrote) {
            return Reach::Foreign;
        }
        // A HELO with blanks in it can bring its own `by`.
        let inside = self.by.len() == 1
            && !self.doubled
            && match &self.from {
                None => true,
                // LMTP from an address of our own house, whatever the peer calls itself.
                Some(from) => {
                    (here(from) && self.vouched(here))
                        || (self.is_lmtp() && self.address().is_some_and(is_private))
                }
            };
        if inside {
            Reach::Inside
        } else {
            Reach::Crossing
        }
    }

    /// The one address in the one comment: what our own server saw of its peer.
    fn address(&self) -> Option<IpAddr> {
        let checked = self.checked.as_deref().filter(|_| !self.doubled)?;
        let lower = checked.to_ascii_lowercase();
        // What follows HELO is the peer's word (qmail).
        if lower.starts_with("helo ") || lower.starts_with("ehlo ") {
            return None;
        }
        let mut found = checked
            .split(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')'))
            .filter_map(|word| host(word).parse().ok());
        match (found.next(), found.next()) {
            (Some(address), None) => Some(address),
            (Some(_) | None, _) => None,
        }
    }

    /// LMTP is spoken inside a house only, often over a socket without address.
    fn is_lmtp(&self) -> bool {
        self.with.as_ref().is_some_and(|w| w.starts_with("LMTP"))
    }

    /// Whether something besides the peer's own word says that it is ours.
    fn vouched(&self, here: impl Fn(&str) -> bool) -> bool {
        let local = self.is_lmtp();
        let Some(checked) = &self.checked else {
            return local;
        };
        let mut ours = local;
        for word in checked.split(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')'))
        {
            let name = host(word.rsplit('@').next().unwrap_or_default());
            // What follows HELO is the peer's word again (qmail).
            if matches!(name.as_str(), "unknown" | "forged" | "helo" | "ehlo") {
                return false;
            }
            let address: Option<IpAddr> = name.parse().ok();
            match address {
                Some(_) => ours |= here(&name),
                None if name == "localhost" => ours = true,
                None if name.contains('.') && !here(&name) => return false,
                None if name.contains('.') => ours = true,
                None => {}
            }
        }
        ours
    }
}

//------------ Client ----------------------------------------------------------

/// Whether a host, in lower case, is one of a list of hosts and `.suffix`es.
pub(crate) fn is_listed(host: &str, hosts: &[String]) -> bool {
    hosts.iter().any(|ours| {
        let ours = ours.to_ascii_lowercase();
        host == ours || (ours.starts_with('.') && host.ends_with(&ours))
    })
}

/// Who brought a message to our own servers, as they wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// Its address.
    pub(crate) address: IpAddr,
    /// What it called itself.
    pub(crate) helo: String,
    /// The envelope sender, from the Return-Path that our delivery wrote.
    pub(crate) sender: String,
}

/// The client of the Received line with which one of `hosts` took the message
/// from outside; `None` where no such line, no address or no sender is there.
pub(crate) fn client(headers: &HeaderBlock, hosts: &[String]) -> Option<Client> {
    let owns = |host: &str| is_listed(host, hosts);
    let mut sender = None;
    for field in &headers.fields {
        // Above our line only our own servers wrote.
        if field.name.eq_ignore_ascii_case("Return-Path") && sender.is_none() {
            sender = Some(field.value.trim().trim_matches(['<', '>']).to_owned());
        }
        if !field.name.eq_ignore_ascii_case("Received") {
            continue;
        }
        let line = Received::read(&field.value);
        match line.reach(owns) {
            Reach::Inside => {}
            Reach::Foreign => return None,
            Reach::Crossing => {
                return Some(Client {
                    address: line.address()?,
                    helo: line.from?,
                    sender: sender?,
                });
            }
        }
    }
    None
}

/// What Postfix adds behind the peer's own comment.
fn is_added(comment: &str) -> bool {
    let lower = comment.trim_start().to_ascii_lowercase();
    [
        "using tls",
        "no client certificate",
        "client cn",
        "client did not",
        "authenticated sender",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// A host as it is compared: lower case, no brackets, no dot at the end.
fn host(word: &str) -> String {
    let bare = word.trim_matches(['[', ']', ',', ';']);
    let lower = bare.to_ascii_lowercase();
    let plain = lower.strip_prefix("ipv6:").unwrap_or(&lower);
    plain.strip_suffix('.').unwrap_or(plain).to_owned()
}

/// Whether a text is an address that no stranger can send from: loopback,
/// private, link-local; Google writes its private ones as 6to4 (RFC 3056).
fn private(text: &str) -> bool {
    text.parse().is_ok_and(is_private)
}

fn is_private(address: IpAddr) -> bool {
    let v4 = |ip: Ipv4Addr| ip.is_loopback() || ip.is_private() || ip.is_link_local();
    match address {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => {
            let [a, b, c, d, e, f, ..] = ip.octets();
            ip.is_loopback()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ((a, b) == (0x20, 0x02) && v4(Ipv4Addr::new(c, d, e, f)))
        }
    }
}

/// A word or a comment of a Received line.
enum Piece {
    Word(String),
    Comment(String),
}

impl Piece {
    fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

/// The words and comments.
fn pieces(value: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut text = String::new();
    let mut depth = 0u32;
    let word = |text: &mut String, found: &mut Vec<Piece>| {
        if !text.is_empty() {
            found.push(Piece::Word(std::mem::take(text)));
        }
    };
    for c in value.chars() {
        match c {
            '(' => {
                if depth == 0 {
                    word(&mut text, &mut found);
                } else {
                    text.push(' ');
                }
                depth = depth.saturating_add(1);
            }
            ')' if depth == 1 => {
                depth = 0;
                found.push(Piece::Comment(std::mem::take(&mut text)));
            }
            ')' => depth = depth.saturating_sub(1),
            // The date follows; but a HELO may hold a semicolon too, so what
            // comes after it is still looked at.
            c if (c.is_whitespace() || c == ';') && depth == 0 => word(&mut text, &mut found),
            c => text.push(c),
        }
    }
    if depth == 0 {
        word(&mut text, &mut found);
    }
    found
}
