//! The mailbox over IMAP (RFC 3501, RFC 9051), by a strict layer of our own.
//!
//! Read in this order: `wire` (octets with limits), `tls`, `session` (a command
//! and its true end), `connect` (to a login), `folders`, `messages`, and here the
//! acts of the room. Each act takes the session out, and puts it back only when
//! all went well: after an error, a silence or a dropped future there is none,
//! and the next act connects anew, once, at its start. No act relies on what an
//! earlier one selected.

mod connect;
mod folders;
mod messages;
mod session;
mod tls;
mod wire;

use super::settings::ImapSettings;
use super::{Fetched, Folder, MailboxError, Moved, Place, Waiting, header};
use crate::domain::ids::MessageId;
use async_imap::imap_proto::{Response, ResponseCode};
use folders::Layout;
use messages::{Aim, Selected};
use session::{Answer, Session};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::timeout;

/// A session that lay idle so long is tried with NOOP before it is used.
const FRESH: Duration = Duration::from_secs(30);

/// Longest IDLE: below the 29 minutes of RFC 2177, and below what most address
/// translators remember.
const LONGEST_IDLE: Duration = Duration::from_secs(540);

/// Longest wait on a server without IDLE.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// Most time given to a polite end.
const LONGEST_GOODBYE: Duration = Duration::from_secs(5);

/// Most messages of one folder looked at.
const MAX_MESSAGES: usize = 1_000_000;

/// Most messages compared for one Message-ID.
const MAX_HITS: usize = 100;

//------------ Idle ------------------------------------------------------------

/// Whether IDLE is used: a server on which it fails must not make the waiting
/// caller turn at full speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Idle {
    /// As far as known it works.
    Trusted,
    /// It failed just now: one nap, and then again.
    Resting,
    /// The server offers it and refuses it: naps only.
    Refused,
}

//------------ ImapMailbox -----------------------------------------------------

/// One mailbox on an IMAP server.
#[derive(Debug)]
pub struct ImapMailbox {
    settings: ImapSettings,
    live: Option<Live>,
    /// INBOX as `list` or `wait` last saw it.
    inbox: Option<Selected>,
    idle: Idle,
}

/// A session that is logged in, and the names of its folders.
#[derive(Debug)]
struct Live {
    session: Session,
    layout: Layout,
}

impl Live {
    /// Opens a folder, making it where it is missing.
    async fn enter(&mut self, folder: Folder, aim: Aim) -> Result<Selected, MailboxError> {
        let name = self.layout.name(folder);
        if let Some(selected) = messages::open(&mut self.session, &name, aim).await? {
            return Ok(selected);
        }
        folders::ensure(&mut self.session, &self.layout, folder).await?;
        messages::open(&mut self.session, &name, aim)
            .await?
            .ok_or_else(|| MailboxError::Nonsense(format!("it has no {name}, made or not")))
    }

    /// Opens the folder of a place; `None` when folder or numbering is another.
    async fn enter_place(&mut self, place: Place, aim: Aim) -> Result<Option<()>, MailboxError> {
        let name = self.layout.name(place.folder);
        let selected = messages::open(&mut self.session, &name, aim).await?;
        Ok(selected
            .filter(|selected| selected.validity == place.validity)
            .map(drop))
    }
}

impl ImapMailbox {
    /// A mailbox that is not connected yet.
    ///
    /// # Errors
    /// [`MailboxError::Settings`] for what cannot work or would not be safe.
    pub fn new(settings: ImapSettings) -> Result<Self, MailboxError> {
        settings.check()?;
        Ok(Self {
            settings,
            live: None,
            inbox: None,
            idle: Idle::Trusted,
        })
    }

    /// Takes the session out, or makes one; never twice.
    async fn ready(&mut self) -> Result<Live, MailboxError> {
        if let Some(mut live) = self.live.take() {
            if live.session.idle_for() < FRESH {
                return Ok(live);
            }
            if live
                .session
                .run("NOOP", "NOOP", &mut |_| Ok(()))
                .await
                .is_ok()
            {
                return Ok(live);
            }
        }
        let mut session = connect::connect(&self.settings).await?;
        let layout = Layout::learn(&mut session, &self.settings.root).await?;
        Ok(Live { session, layout })
    }

    pub(super) async fn prepare(&mut self) -> Result<Vec<String>, MailboxError> {
        let mut live = self.ready().await?;
        let mut made = Vec::new();
        for folder in Folder::ALL {
            if folders::ensure(&mut live.session, &live.layout, folder).await? {
                made.push(live.layout.name(folder));
            }
        }
        live.enter(Folder::Inbox, Aim::Look).await?;
        self.live = Some(live);
        Ok(made)
    }

    pub(super) async fn list(
        &mut self,
        folder: Folder,
        seen: Option<(u32, u32)>,
    ) -> Result<(u32, Vec<Waiting>), MailboxError> {
        let mut live = self.ready().await?;
        let selected = live.enter(folder, Aim::Look).await?;
        let above = seen
            .filter(|(validity, _)| *validity == selected.validity)
            .map_or(0, |(_, uid)| uid);
        let found = sizes(&mut live.session, selected, above).await?;
        if folder == Folder::Inbox {
            self.inbox = Some(selected);
        }
        self.live = Some(live);
        let validity = selected.validity;
        let waiting = |(uid, size): (u32, u32)| Waiting {
            place: Place {
                folder,
                validity,
                uid,
            },
            size: u64::from(size),
        };
        Ok((validity, found.into_iter().map(waiting).collect()))
    }

    pub(super) async fn fetch(
        &mut self,
        place: Place,
        cap: usize,
    ) -> Result<Option<Fetched>, MailboxError> {
        let mut live = self.ready().await?;
        let mut fetched = None;
        if live.enter_place(place, Aim::Look).await?.is_some()
            && let Some(size) = messages::size_of(&mut live.session, place.uid).await?
        {
            fetched = body(&mut live.session, place.uid, size, cap).await?;
        }
        self.live = Some(live);
        Ok(fetched)
    }

    pub(super) async fn shift(&mut self, place: Place, to: Folder) -> Result<Moved, MailboxError> {
        let mut live = self.ready().await?;
        let mut moved = Moved::Gone;
        if live.enter_place(place, Aim::Change).await?.is_some()
            && messages::size_of(&mut live.session, place.uid)
                .await?
                .is_some()
        {
            moved = if live.session.offers("MOVE") {
                by_move(&mut live, place.uid, to).await?
            } else {
                by_copy(&mut live, place.uid, to).await?
            };
        }
        self.live = Some(live);
        Ok(moved)
    }

    pub(super) async fn find(
        &mut self,
        folder: Folder,
        id: &MessageId,
    ) -> Result<Vec<Place>, MailboxError> {
        if !header::is_plain(id) {
            return Err(MailboxError::Nonsense(format!(
                "{id} is no Message-ID of ours"
            )));
        }
        let mut live = self.ready().await?;
        let selected = live.enter(folder, Aim::Look).await?;
        // Courier shows what we appended ourselves only after this.
        live.session.run("NOOP", "NOOP", &mut |_| Ok(())).await?;
        let keys = format!("UNDELETED HEADER Message-ID \"{}\"", id.bracketed());
        let hits = messages::search(&mut live.session, &keys).await?;
        if hits.len() > MAX_HITS {
            return Err(MailboxError::Nonsense(format!(
                "it finds {} messages with one Message-ID",
                hits.len()
            )));
        }
        let mut places = Vec::new();
        for uid in hits {
            const WHAT: &str = "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
            let item = messages::fetch_one(&mut live.session, uid, WHAT).await?;
            let fields = item.and_then(|item| item.octets).unwrap_or_default();
            if header::carries(&fields, id) {
                places.push(Place {
                    folder,
                    validity: selected.validity,
                    uid,
                });
            }
        }
        self.live = Some(live);
        Ok(places)
    }

    pub(super) async fn append(
        &mut self,
        folder: Folder,
        message: &[u8],
    ) -> Result<(), MailboxError> {
        let mut live = self.ready().await?;
        // Courier refuses it while any folder is open for looking only.
        live.enter(folder, Aim::Change).await?;
        let mut answer = append(&mut live, folder, "\\Flagged $Escalated", message).await?;
        if answer != Answer::Done {
            // A folder that takes no keywords (PERMANENTFLAGS without \*).
            answer = append(&mut live, folder, "\\Flagged", message).await?;
        }
        answer.done("APPEND")?;
        self.live = Some(live);
        Ok(())
    }

    pub(super) async fn wait(&mut self, longest: Duration) -> Result<(), MailboxError> {
        let mut live = self.ready().await?;
        if !live.session.offers("IDLE") || self.idle != Idle::Trusted {
            self.live = Some(live);
            tokio::time::sleep(longest.min(LONGEST_NAP)).await;
            if self.idle == Idle::Resting {
                self.idle = Idle::Trusted;
            }
            return Ok(());
        }
        let selected = live.enter(Folder::Inbox, Aim::Look).await?;
        // What came between the last look and this one is not told in IDLE.
        let changed = self
            .inbox
            .replace(selected)
            .is_some_and(|old| old != selected);
        if !changed && let Err(error) = live.session.idle(longest.min(LONGEST_IDLE)).await {
            self.idle = match error {
                MailboxError::Refused { .. } => Idle::Refused,
                MailboxError::Lost(_)
                | MailboxError::Silent(..)
                | MailboxError::Login { .. }
                | MailboxError::Tls(_)
                | MailboxError::Nonsense(_)
                | MailboxError::Settings(_)
                | MailboxError::Disk { .. } => Idle::Resting,
            };
            return Err(error);
        }
        self.live = Some(live);
        Ok(())
    }

    pub(super) async fn close(&mut self) {
        if let Some(mut live) = self.live.take() {
            // The server answers with BYE, which is an error everywhere else;
            // whatever it says, the session is over.
            let session = &mut live.session;
            let goodbye = async { session.run("LOGOUT", "LOGOUT", &mut |_| Ok(())).await };
            drop(timeout(LONGEST_GOODBYE, goodbye).await);
        }
    }
}

//------------ acts ------------------------------------------------------------

/// UIDs above `above` with their sizes, in order.
async fn sizes(
    session: &mut Session,
    selected: Selected,
    above: u32,
) -> Result<BTreeMap<u32, u32>, MailboxError> {
    let mut found = BTreeMap::new();
    let (Some(first), true) = (above.checked_add(1), selected.exists > 0) else {
        return Ok(found);
    };
    let (mut told, mut unsized_uids) = (false, BTreeSet::new());
    let set = format!("{first}:*");
    let expunged = messages::fetch(session, &set, "(UID RFC822.SIZE FLAGS)", &mut |item| {
        told = true;
        // `n:*` always names the last message as well (RFC 9051 §9, seq-range).
        if item.uid <= above || item.deleted == Some(true) {
            return Ok(());
        }
        if found.len() >= MAX_MESSAGES {
            return Err("it has more messages in one folder than can be".to_owned());
        }
        match item.size {
            Some(size) => drop(found.insert(item.uid, size)),
            None => drop(unsized_uids.insert(item.uid)),
        }
        Ok(())
    })
    .await?;
    // News of flags come without a size, but the size comes as well.
    if !expunged && unsized_uids.iter().any(|uid| !found.contains_key(uid)) {
        return Err(MailboxError::Nonsense(
            "it does not say how large a message is".to_owned(),
        ));
    }
    // Above the last UID Courier describes nothing, so only `1:*` proves it.
    if above == 0 && !told && !expunged {
        return Err(MailboxError::Nonsense(format!(
            "it counts {} messages and describes none",
            selected.exists
        )));
    }
    Ok(found)
}

/// At most `cap` octets of a message said to have `size`.
async fn body(
    session: &mut Session,
    uid: u32,
    size: u32,
    cap: usize,
) -> Result<Option<Fetched>, MailboxError> {
    session.allow(cap.max(wire::SMALL));
    let what = format!("(UID BODY.PEEK[]<0.{}>)", cap.max(1));
    let item = messages::fetch_one(session, uid, &what).await?;
    session.allow(wire::SMALL);
    let Some(item) = item else {
        return Ok(None);
    };
    let Some(octets) = item.octets else {
        // NIL is also said of what was expunged a moment ago.
        if messages::size_of(session, uid).await?.is_none() {
            return Ok(None);
        }
        return Err(MailboxError::Nonsense(
            "it describes a message and does not give it".to_owned(),
        ));
    };
    if octets.len() > cap {
        return Err(MailboxError::Nonsense(format!(
            "it gave {} octets where {cap} were asked for",
            octets.len()
        )));
    }
    let said = usize::try_from(size).unwrap_or(usize::MAX);
    if octets.len() == said.min(cap) {
        return Ok(Some(Fetched {
            cut: said > cap,
            bytes: octets,
        }));
    }
    // Exchange only estimates sizes unless told otherwise, so a size that is
    // wrong proves nothing; whether there is more behind the last octet does.
    let what = format!("(UID BODY.PEEK[]<{}.1>)", octets.len());
    let Some(more) = messages::fetch_one(session, uid, &what).await? else {
        return Ok(None);
    };
    let ended = more.octets.is_none_or(|octets| octets.is_empty());
    if !ended && octets.len() < cap {
        return Err(MailboxError::Nonsense(format!(
            "it gave {} of {size} octets and called that all",
            octets.len()
        )));
    }
    Ok(Some(Fetched {
        cut: !ended,
        bytes: octets,
    }))
}

/// Moves by UID MOVE (RFC 6851), into a folder made where it is missing.
async fn by_move(live: &mut Live, uid: u32, to: Folder) -> Result<Moved, MailboxError> {
    let copied = transfer(live, "UID MOVE", uid, to).await?;
    if messages::size_of(&mut live.session, uid).await?.is_some() {
        return Err(MailboxError::Refused {
            command: "UID MOVE",
            answer: "it said OK, and the message is still where it was".to_owned(),
        });
    }
    // OK is also said of a message somebody else took away before: a server
    // with UIDPLUS names the copy when it made one.
    if live.session.offers("UIDPLUS") && !copied {
        return Ok(Moved::Gone);
    }
    Ok(Moved::Done)
}

/// Moves by copy, `\Deleted` and, with UIDPLUS, UID EXPUNGE of this one message.
/// Without UIDPLUS the old copy stays, flagged `\Deleted`: EXPUNGE would take
/// what others flagged as well, and no act of this room sees it any more. When
/// the connection breaks after the copy, a repeat makes a second one.
async fn by_copy(live: &mut Live, uid: u32, to: Folder) -> Result<Moved, MailboxError> {
    let copied = transfer(live, "UID COPY", uid, to).await?;
    if live.session.offers("UIDPLUS") && !copied {
        return Ok(Moved::Gone);
    }
    let flag = format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)");
    live.session
        .run("UID STORE", &flag, &mut |_| Ok(()))
        .await?;
    if live.session.offers("UIDPLUS") {
        let expunge = format!("UID EXPUNGE {uid}");
        live.session
            .run("UID EXPUNGE", &expunge, &mut |_| Ok(()))
            .await?;
    }
    if messages::size_of(&mut live.session, uid).await?.is_some() {
        return Err(MailboxError::Refused {
            command: "UID STORE",
            answer: "it said OK, and the message is still where it was".to_owned(),
        });
    }
    Ok(Moved::Done)
}

/// UID MOVE or UID COPY, once more when the target had to be made; whether the
/// server named the copy (COPYUID, RFC 4315).
async fn transfer(
    live: &mut Live,
    command: &'static str,
    uid: u32,
    to: Folder,
) -> Result<bool, MailboxError> {
    let line = format!("{command} {uid} \"{}\"", live.layout.name(to));
    let mut copied = false;
    let look = &mut |response: &Response<'_>| {
        copied |= matches!(messages::code(response), Some(ResponseCode::CopyUid(..)));
        Ok(())
    };
    let mut answer = live.session.ask(command, &[line.as_bytes()], look).await?;
    if answer != Answer::Done && folders::ensure(&mut live.session, &live.layout, to).await? {
        answer = live.session.ask(command, &[line.as_bytes()], look).await?;
    }
    answer.done(command)?;
    Ok(copied)
}

async fn append(
    live: &mut Live,
    folder: Folder,
    flags: &str,
    message: &[u8],
) -> Result<Answer, MailboxError> {
    let name = live.layout.name(folder);
    let line = format!("APPEND \"{name}\" ({flags}) {{{}}}", message.len());
    let steps = [line.as_bytes(), message];
    live.session.ask("APPEND", &steps, &mut |_| Ok(())).await
}
