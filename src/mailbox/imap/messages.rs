//! Selecting a folder, and what the server says about the messages in it.
//!
//! UIDs only, never sequence numbers; `BODY.PEEK[]` only, so that `\Seen` stays
//! the humans' own. A message flagged `\Deleted` counts as gone everywhere: that
//! is what its owner said, and what is left of a move on a server that cannot
//! expunge one message alone.

use super::super::MailboxError;
use super::folders;
use super::session::{Answer, Session};
use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode, Status};

//------------ Selected --------------------------------------------------------

/// Whether a folder is opened to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// EXAMINE: nothing changes, not even `\Recent`.
    Look,
    /// SELECT.
    Change,
}

/// What the server said of the folder it selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Selected {
    /// UIDVALIDITY, never 0.
    pub(super) validity: u32,
    /// How many messages there are.
    pub(super) exists: u32,
    /// UIDNEXT, where said.
    pub(super) next: Option<u32>,
}

/// Opens a folder; `None` when there is no such folder.
pub(super) async fn open(
    session: &mut Session,
    name: &str,
    aim: Aim,
) -> Result<Option<Selected>, MailboxError> {
    let command = match aim {
        Aim::Look => "EXAMINE",
        Aim::Change => "SELECT",
    };
    let (mut validity, mut exists, mut next, mut read_only) = (0, None, None, false);
    let line = format!("{command} \"{name}\"");
    let answer = session
        .ask(command, &[line.as_bytes()], &mut |response| {
            if let Response::MailboxData(MailboxDatum::Exists(count)) = response {
                exists = Some(*count);
            }
            match code(response) {
                Some(ResponseCode::UidValidity(number)) => validity = *number,
                Some(ResponseCode::UidNext(number)) => next = Some(*number),
                Some(ResponseCode::ReadOnly) => read_only = true,
                _ => {}
            }
            Ok(())
        })
        .await?;
    if let Answer::Refused(answer) = answer {
        if folders::exists(session, name).await? {
            return Err(MailboxError::Refused { command, answer });
        }
        return Ok(None);
    }
    let Some(exists) = exists.filter(|_| validity != 0) else {
        return Err(MailboxError::Nonsense(format!(
            "it opened {name} without UIDVALIDITY and EXISTS"
        )));
    };
    if read_only && aim == Aim::Change {
        return Err(MailboxError::Refused {
            command,
            answer: format!("{name} may only be read with this login"),
        });
    }
    Ok(Some(Selected {
        validity,
        exists,
        next,
    }))
}

/// The response code of a status, tagged or not.
pub(super) fn code<'a>(response: &'a Response<'_>) -> Option<&'a ResponseCode<'a>> {
    if let Response::Data {
        status: Status::Ok,
        outcome,
    }
    | Response::Done {
        status: Status::Ok,
        outcome,
        ..
    } = response
    {
        return outcome.code.as_ref();
    }
    None
}

//------------ Item ------------------------------------------------------------

/// What one FETCH answer says of one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// The UID.
    pub(super) uid: u32,
    /// RFC822.SIZE.
    pub(super) size: Option<u32>,
    /// Whether `\Deleted` is among the flags, where flags were given.
    pub(super) deleted: Option<bool>,
    /// The octets of the body or header asked for; none when NIL.
    pub(super) octets: Option<Vec<u8>>,
}

impl Item {
    /// Reads a FETCH answer. One that gives size or octets without a UID cannot
    /// be used; one without either is news about flags.
    fn read(response: &Response<'_>) -> Result<Option<Self>, String> {
        let Response::Fetch(_, attributes) = response else {
            return Ok(None);
        };
        let (mut item, mut uid) = (Self::default(), None);
        for attribute in attributes {
            if let AttributeValue::Uid(number) = attribute {
                uid = Some(*number).filter(|number| *number != 0);
            } else if let AttributeValue::Rfc822Size(size) = attribute {
                item.size = Some(*size);
            } else if let AttributeValue::Flags(flags) = attribute {
                let deleted = |flag: &str| flag.eq_ignore_ascii_case("\\Deleted");
                item.deleted = Some(flags.iter().any(|flag| deleted(flag)));
            } else if let AttributeValue::BodySection { data, .. } = attribute {
                item.octets = data.as_deref().map(<[u8]>::to_vec);
            }
        }
        if let Some(uid) = uid {
            item.uid = uid;
            return Ok(Some(item));
        }
        if item.size.is_some() || item.octets.is_some() {
            return Err("it described a message without a UID".to_owned());
        }
        Ok(None)
    }
}

/// UID FETCH of `what` for a set of UIDs; each item goes to `keep`. Whether
/// the server told of expunged messages meanwhile.
pub(super) async fn fetch(
    session: &mut Session,
    set: &str,
    what: &str,
    keep: &mut (dyn FnMut(Item) -> Result<(), String> + Send),
) -> Result<bool, MailboxError> {
    let mut expunged = false;
    session
        .run(
            "UID FETCH",
            &format!("UID FETCH {set} {what}"),
            &mut |response| {
                expunged |= matches!(response, Response::Expunge(_) | Response::Vanished { .. });
                Item::read(response)?.map_or(Ok(()), &mut *keep)
            },
        )
        .await?;
    Ok(expunged)
}

/// UID FETCH for one message; `None` when the server has nothing to say of it.
pub(super) async fn fetch_one(
    session: &mut Session,
    uid: u32,
    what: &str,
) -> Result<Option<Item>, MailboxError> {
    let mut found: Option<Item> = None;
    fetch(session, &uid.to_string(), what, &mut |item| {
        if item.uid == uid {
            // Flags may be told apart from the rest (RFC 9051 §7.5.2).
            let whole = found.get_or_insert_default();
            whole.uid = uid;
            whole.size = item.size.or(whole.size);
            whole.deleted = item.deleted.or(whole.deleted);
            whole.octets = item.octets.or_else(|| whole.octets.take());
        }
        Ok(())
    })
    .await?;
    Ok(found)
}

/// The size of a message that is there and not deleted.
pub(super) async fn size_of(session: &mut Session, uid: u32) -> Result<Option<u32>, MailboxError> {
    let Some(item) = fetch_one(session, uid, "(UID RFC822.SIZE FLAGS)").await? else {
        return Ok(None);
    };
    if item.deleted == Some(true) {
        return Ok(None);
    }
    match item.size {
        Some(size) => Ok(Some(size)),
        None => Err(MailboxError::Nonsense(
            "it does not say how large a message is".to_owned(),
        )),
    }
}

/// UID SEARCH; the UIDs in order. An answer without a SEARCH line is no answer.
pub(super) async fn search(session: &mut Session, keys: &str) -> Result<Vec<u32>, MailboxError> {
    let mut found: Option<Vec<u32>> = None;
    session
        .run(
            "UID SEARCH",
            &format!("UID SEARCH {keys}"),
            &mut |response| {
                if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                    found.get_or_insert_default().extend(uids);
                }
                Ok(())
            },
        )
        .await?;
    let mut found = found.ok_or_else(|| {
        MailboxError::Nonsense("it says OK to UID SEARCH without a SEARCH answer".to_owned())
    })?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
