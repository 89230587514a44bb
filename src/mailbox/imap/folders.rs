//! What the folders are called on this server, and making the missing ones.
//!
//! Cyrus and Courier keep everything below `INBOX.`, others do not, and only
//! NAMESPACE (RFC 2342) says so for certain. Names are plain ASCII, so they
//! need no encoding, and are quoted as they are.

use super::super::{Folder, MailboxError};
use super::session::{Answer, Session};
use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response};

/// Longest prefix believed.
const MAX_PREFIX: usize = 64;

//------------ Layout ----------------------------------------------------------

/// How the names of the folders are put together on this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    prefix: String,
    separator: String,
    root: String,
}

impl Layout {
    /// Asks the server, by NAMESPACE where offered and else by LIST.
    pub(super) async fn learn(session: &mut Session, root: &str) -> Result<Self, MailboxError> {
        let mut found = None;
        if session.offers("NAMESPACE") {
            session
                .run("NAMESPACE", "NAMESPACE", &mut |response| {
                    if let Response::Data { outcome, .. } = response {
                        let words = outcome.information.as_deref().unwrap_or_default();
                        found = found.take().or_else(|| personal(words));
                    }
                    Ok(())
                })
                .await?;
        }
        if found.is_none() {
            session
                .run("LIST", "LIST \"\" \"\"", &mut |response| {
                    if let Response::MailboxData(MailboxDatum::List(list)) = response {
                        let separator = list.delimiter.as_deref().unwrap_or_default();
                        found = Some((String::new(), separator.to_owned()));
                    }
                    Ok(())
                })
                .await?;
        }
        let (prefix, separator) = found.unwrap_or_default();
        if !is_plain(&prefix) || !is_plain(&separator) {
            return Err(MailboxError::Nonsense(
                "its folder names have a prefix that cannot be quoted".to_owned(),
            ));
        }
        Ok(Self {
            prefix,
            separator,
            root: root.to_owned(),
        })
    }

    /// The server's name of a folder.
    pub(super) fn name(&self, folder: Folder) -> String {
        let parts = folder.parts(&self.root);
        if folder == Folder::Inbox {
            return parts.concat();
        }
        // A server without hierarchy says so with NIL (RFC 9051 §7.3.1).
        let separator = match self.separator.as_str() {
            "" => "-",
            other => other,
        };
        format!("{}{}", self.prefix, parts.join(separator))
    }

    /// The name of the folder that holds the bot's own.
    fn parent(&self) -> String {
        format!("{}{}", self.prefix, self.root)
    }
}

/// The first personal namespace in `NAMESPACE (("INBOX." ".")) NIL NIL`.
fn personal(words: &str) -> Option<(String, String)> {
    let (name, rest) = words.split_once(' ')?;
    let inner = rest.trim_start().strip_prefix("((\"")?;
    let (prefix, rest) = inner.split_once('"')?;
    let separator = rest
        .trim_start()
        .strip_prefix('"')
        .and_then(|text| text.split_once('"'))
        .map_or("", |(separator, _)| separator);
    name.eq_ignore_ascii_case("NAMESPACE")
        .then(|| (prefix.to_owned(), separator.to_owned()))
}

/// Whether a text may stand between quotes in a command, and in a LIST pattern.
fn is_plain(text: &str) -> bool {
    text.len() <= MAX_PREFIX
        && text
            .bytes()
            .all(|b| (b.is_ascii_graphic() || b == b' ') && !b"\"\\%*&".contains(&b))
}

//------------ folders ---------------------------------------------------------

/// Whether a folder is there to be selected.
pub(super) async fn exists(session: &mut Session, name: &str) -> Result<bool, MailboxError> {
    let mut there = false;
    session
        .run("LIST", &format!("LIST \"\" \"{name}\""), &mut |response| {
            if let Response::MailboxData(MailboxDatum::List(list)) = response {
                // Some servers know names without case and answer with their own.
                let same = list.name.eq_ignore_ascii_case(name);
                there |= same && !list.name_attributes.iter().any(is_hollow);
            }
            Ok(())
        })
        .await?;
    Ok(there)
}

/// Whether a name only stands for what lies below it.
fn is_hollow(attribute: &NameAttribute<'_>) -> bool {
    if let NameAttribute::Extension(word) = attribute {
        return word.eq_ignore_ascii_case("\\NonExistent");
    }
    *attribute == NameAttribute::NoSelect
}

/// Makes a folder that is missing and subscribes to it; whether it was missing.
pub(super) async fn ensure(
    session: &mut Session,
    layout: &Layout,
    folder: Folder,
) -> Result<bool, MailboxError> {
    let name = layout.name(folder);
    if folder == Folder::Inbox || exists(session, &name).await? {
        return Ok(false);
    }
    if let Answer::Refused(words) = create(session, &name).await? {
        // Some servers want the folder above first; and somebody else may just
        // have made this one.
        create(session, &layout.parent()).await?;
        create(session, &name).await?;
        if !exists(session, &name).await? {
            return Err(MailboxError::Refused {
                command: "CREATE",
                answer: words,
            });
        }
    }
    // Only a wish about what mail clients show: NO is no harm.
    let subscribing = format!("SUBSCRIBE \"{name}\"");
    session
        .ask("SUBSCRIBE", &[subscribing.as_bytes()], &mut |_| Ok(()))
        .await?;
    Ok(true)
}

async fn create(session: &mut Session, name: &str) -> Result<Answer, MailboxError> {
    let line = format!("CREATE \"{name}\"");
    session
        .ask("CREATE", &[line.as_bytes()], &mut |_| Ok(()))
        .await
}
