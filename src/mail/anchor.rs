//! Which `Authentication-Results` fields our own border wrote (RFC 8601 §5).
//!
//! Anybody may write the field, under any id. What tells the border's own from a
//! forged one is its place among the Received lines; that is all this file knows.

use super::authentication::{MethodResult, Outcome, RESULTS, StampFault, read};
use super::header::{Field, HeaderBlock};
use super::trace::{Reach, Received, is_listed};

//------------ Anchor ----------------------------------------------------------

/// How our own border is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor<'a> {
    /// By the id it writes, above every Received line that is not ours.
    AuthservId {
        /// The id, compared as one token, ASCII letters without case.
        id: &'a str,
        /// Hosts, `.suffix`es or addresses that are ours; empty: the id's neighbours.
        hosts: &'a [String],
        /// Whether it may stamp below its own Received line.
        below: bool,
    },
    /// Exchange Online writes no id; its Received lines name Microsoft's hosts.
    ExchangeOnline,
}

/// Hosts of Exchange Online.
const MICROSOFT: [&str; 3] = [".outlook.com", ".office365.com", ".exchangelabs.com"];

impl Anchor<'_> {
    /// Whether a host in a Received line is ours.
    fn owns(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        match self {
            Self::ExchangeOnline => MICROSOFT.iter().any(|suffix| host.ends_with(suffix)),
            Self::AuthservId { id, hosts, .. } => {
                let id = id.to_ascii_lowercase();
                if host == id {
                    return true;
                }
                if hosts.is_empty() {
                    let parent = match id.split_once('.') {
                        Some((_, parent)) if parent.contains('.') => parent,
                        _ => id.as_str(),
                    };
                    return host.ends_with(&format!(".{parent}"));
                }
                is_listed(&host, hosts)
            }
        }
    }
}

/// What our border wrote, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Believed {
    /// The values of its fields, top first.
    pub fields: Vec<String>,
    /// How many of the results must be enough by themselves: below the border's own
    /// line the next field may be a stranger's already.
    pub first: usize,
    /// What all of them say together, or why they cannot be used.
    pub results: Result<Vec<MethodResult>, StampFault>,
}

/// The fields that a border writes between its Received line and its stamp;
/// anything else is the author's, and what follows it too.
const TRACE: [&str; 6] = [
    "Authentication-Results",
    "Received-SPF",
    "Return-Path",
    "Delivered-To",
    "DKIM-Filter",
    "X-Received",
];

/// What our border wrote; `None` where nothing of it is there.
///
/// The block is read from its top, where those who handled the message last
/// wrote. A border may write a field for each method (RFC 8601 §4.1), and so may
/// several of its hosts, so all under its id count together, down to the line with
/// which the message came in: a failure in any of them is one. Milters stamp above
/// that line (measured: Postfix and its milters), and what stands below it was
/// brought by a stranger. Gmail stamps below it; where that is known of a border,
/// its fields count there too, as long as nothing of the author's stands between.
/// A better one further down is not the border's own (§5, §7.1).
pub fn believed(headers: &HeaderBlock, anchor: &Anchor<'_>) -> Option<Believed> {
    match anchor {
        Anchor::ExchangeOnline => by_exchange(headers, anchor),
        Anchor::AuthservId { id, below, .. } => by_id(headers, anchor, id, *below),
    }
}

/// Exchange Online's one field, below Microsoft's own lines only.
fn by_exchange(headers: &HeaderBlock, anchor: &Anchor<'_>) -> Option<Believed> {
    for field in &headers.fields {
        if field.name.eq_ignore_ascii_case("Received") {
            if !Received::read(&field.value).written_by(|host| anchor.owns(host)) {
                return None;
            }
        } else if field.name.eq_ignore_ascii_case("Authentication-Results") {
            let stamp = read(&field.value);
            return stamp.authserv_id.is_none().then(|| Believed {
                fields: vec![field.value.clone()],
                first: stamp.results.as_ref().map_or(0, Vec::len),
                results: stamp.results,
            });
        }
    }
    None
}

/// The fields under our id that no stranger can have written: all above the line
/// with which the message came in, or else those right below it.
fn by_id(headers: &HeaderBlock, anchor: &Anchor<'_>, id: &str, below: bool) -> Option<Believed> {
    let mut group = Group::default();
    for field in &headers.fields {
        if field.name.eq_ignore_ascii_case("Received") {
            if group.crossed {
                break;
            }
            let line = Received::read(&field.value);
            match line.reach(|host| anchor.owns(host)) {
                Reach::Inside => {}
                // Who else took it does not stamp in this one's name, and who
                // checked above the line does not stamp below it.
                Reach::Crossing if below && line.is_by(id) && group.is_empty() => {
                    group.crossed = true;
                }
                Reach::Crossing | Reach::Foreign => break,
            }
        } else if is_authors(&field.name) || (group.crossed && !is_trace(&field.name)) {
            break;
        } else {
            group.take(field, id);
        }
    }
    group.believed()
}

/// Fields that no border writes (RFC 5322 §3.6): below the first of them begins
/// what the author wrote, whatever the Received lines say.
const AUTHORS: [&str; 9] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
];

fn is_authors(name: &str) -> bool {
    AUTHORS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn is_trace(name: &str) -> bool {
    TRACE.iter().any(|known| name.eq_ignore_ascii_case(known))
        || ["ARC-", "X-Spam-", "X-Rspamd-", "X-Haraka-"]
            .iter()
            .any(|start| {
                name.get(..start.len())
                    .is_some_and(|begins| begins.eq_ignore_ascii_case(start))
            })
}

/// The stamps of one place.
#[derive(Default)]
struct Group {
    fields: Vec<String>,
    results: Vec<MethodResult>,
    fault: Option<StampFault>,
    /// How many results the first field has.
    first: usize,
    /// Whether a Received-SPF was met, which a border writes beside its stamp.
    checked: bool,
    /// Whether the line with which the message came in lies above.
    crossed: bool,
}

impl Group {
    /// Whether nothing shows that the border stamps above its line.
    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.results.is_empty() && !self.checked
    }

    fn take(&mut self, field: &Field, id: &str) {
        self.checked |= field.name.eq_ignore_ascii_case("Received-SPF");
        if !field.name.eq_ignore_ascii_case("Authentication-Results") {
            return;
        }
        let stamp = read(&field.value);
        let ours = stamp
            .authserv_id
            .is_some_and(|theirs| theirs.eq_ignore_ascii_case(id));
        match stamp.results {
            Ok(results) if ours => {
                if self.fields.is_empty() {
                    self.first = self.results.len().saturating_add(results.len());
                }
                self.results.extend(results);
            }
            Err(fault) if ours => self.fault = self.fault.or(Some(fault)),
            // Above the line every host is ours, whatever it calls itself: its
            // word is not enough to trust, and enough to refuse.
            Ok(results) if !self.crossed => {
                let refusals = results
                    .into_iter()
                    .filter(|result| result.method == "dmarc" && result.outcome == Outcome::Fail);
                self.results.extend(refusals);
            }
            Ok(_) | Err(_) => {}
        }
        if ours {
            self.fields.push(field.value.clone());
        }
    }

    fn believed(self) -> Option<Believed> {
        let first = if self.crossed {
            self.first
        } else {
            self.results.len()
        };
        let results = match self.fault {
            Some(fault) => Err(fault),
            None if self.results.len() > RESULTS => Err(StampFault::TooMany),
            None => Ok(self.results),
        };
        (!self.fields.is_empty()).then_some(Believed {
            fields: self.fields,
            first,
            results,
        })
    }
}
