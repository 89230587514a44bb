//! The mailbox as a local Maildir++: for trying out, and where no server is.
//!
//! INBOX is the folder itself, `TLD-OPS/Approve` is `.TLD-OPS.Approve` in it.
//! Messages in `new` and `cur` are seen alike, and neither moved nor flagged by
//! looking. Other programs deliver, read and flag at the same time, so a file
//! that vanishes is a message that is gone, and what is not a plain file does not
//! exist here. Every act looks at the disk anew; acts of several processes wait
//! for each other.

mod uids;

use super::settings::{DEFAULT_ROOT, check_root};
use super::{Fetched, Folder, MailboxError, Moved, Place, Waiting, header};
use crate::domain::ids::MessageId;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uids::Uids;

/// How often a folder is looked at again.
const PAUSE: Duration = Duration::from_secs(2);

/// The file whose lock keeps processes from numbering at the same time.
const LOCK: &str = "secird-lock";

/// The three parts of a Maildir.
const PARTS: [&str; 3] = ["cur", "new", "tmp"];

/// Counts the messages appended by this process: their names must differ.
static APPENDED: AtomicU64 = AtomicU64::new(0);

//------------ MaildirMailbox --------------------------------------------------

/// One mailbox in a local folder.
#[derive(Debug, Clone)]
pub struct MaildirMailbox {
    disk: Disk,
}

impl MaildirMailbox {
    /// A Maildir at `path`, with the usual root folder.
    pub fn new(path: PathBuf) -> Self {
        let root = DEFAULT_ROOT.to_owned();
        Self {
            disk: Disk { path, root },
        }
    }

    /// A Maildir with another name for the folder the bot's own lie in.
    ///
    /// # Errors
    /// [`MailboxError::Settings`] when the name is not plain.
    pub fn with_root(path: PathBuf, root: &str) -> Result<Self, MailboxError> {
        check_root(root)?;
        let root = root.to_owned();
        Ok(Self {
            disk: Disk { path, root },
        })
    }

    /// Runs one act on a thread that may block, under the lock.
    async fn act<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Disk) -> Result<T, MailboxError> + Send + 'static,
    ) -> Result<T, MailboxError> {
        let disk = self.disk.clone();
        let acting = tokio::task::spawn_blocking(move || {
            let lock = disk.lock()?;
            let done = act(&disk);
            drop(lock);
            done
        });
        acting
            .await
            .map_err(|error| disk_error(&self.disk.path, io::Error::other(error.to_string())))?
    }

    pub(super) async fn prepare(&self) -> Result<Vec<String>, MailboxError> {
        self.act(|disk| {
            let mut made = Vec::new();
            for folder in Folder::ALL {
                if disk.ensure(folder)? {
                    made.push(folder.parts(&disk.root).join("/"));
                }
            }
            Ok(made)
        })
        .await
    }

    pub(super) async fn list(
        &self,
        folder: Folder,
        seen: Option<(u32, u32)>,
    ) -> Result<(u32, Vec<Waiting>), MailboxError> {
        self.act(move |disk| {
            let (validity, found) = disk.look(folder)?;
            let above = seen
                .filter(|(then, _)| *then == validity)
                .map_or(0, |(_, uid)| uid);
            let waiting = found
                .into_iter()
                .filter(|(uid, _)| *uid > above)
                .map(|(uid, entry)| Waiting {
                    place: Place {
                        folder,
                        validity,
                        uid,
                    },
                    size: entry.size,
                });
            Ok((validity, waiting.collect()))
        })
        .await
    }

    pub(super) async fn fetch(
        &self,
        place: Place,
        cap: usize,
    ) -> Result<Option<Fetched>, MailboxError> {
        self.act(move |disk| disk.at(place, |entry| read(&entry.path, cap)))
            .await
    }

    pub(super) async fn shift(&self, place: Place, to: Folder) -> Result<Moved, MailboxError> {
        self.act(move |disk| {
            disk.ensure(to)?;
            let moved = disk.at(place, |entry| disk.rename(entry, to))?;
            Ok(moved.map_or(Moved::Gone, |()| Moved::Done))
        })
        .await
    }

    pub(super) async fn find(
        &self,
        folder: Folder,
        id: &MessageId,
    ) -> Result<Vec<Place>, MailboxError> {
        let id = id.clone();
        self.act(move |disk| {
            let (validity, found) = disk.look(folder)?;
            let mut places = Vec::new();
            for (uid, entry) in found {
                let start = read(&entry.path, header::MAX_HEADER)
                    .map_err(|error| disk_error(&entry.path, error))?;
                if start.is_some_and(|start| header::carries(&start.bytes, &id)) {
                    places.push(Place {
                        folder,
                        validity,
                        uid,
                    });
                }
            }
            Ok(places)
        })
        .await
    }

    pub(super) async fn append(&self, folder: Folder, message: &[u8]) -> Result<(), MailboxError> {
        let message = message.to_vec();
        self.act(move |disk| {
            disk.ensure(folder)?;
            let home = disk.home(folder);
            write(&home, &message).map_err(|error| disk_error(&home, error))
        })
        .await
    }

    pub(super) async fn wait(&self, longest: Duration) {
        tokio::time::sleep(longest.min(PAUSE)).await;
    }
}

//------------ Disk ------------------------------------------------------------

/// One message as a file.
#[derive(Debug, Clone)]
struct Entry {
    path: PathBuf,
    size: u64,
}

/// Where the Maildir lies.
#[derive(Debug, Clone)]
struct Disk {
    path: PathBuf,
    root: String,
}

impl Disk {
    fn lock(&self) -> Result<File, MailboxError> {
        let path = self.path.join(LOCK);
        let locked = fs::create_dir_all(&self.path).and_then(|()| {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)?;
            file.lock()?;
            Ok(file)
        });
        locked.map_err(|error| disk_error(&path, error))
    }

    /// The folder's own directory.
    fn home(&self, folder: Folder) -> PathBuf {
        match folder {
            Folder::Inbox => self.path.clone(),
            Folder::Approve
            | Folder::Reject
            | Folder::Done
            | Folder::Decided
            | Folder::Processed => self
                .path
                .join(format!(".{}", folder.parts(&self.root).join("."))),
        }
    }

    /// Makes the parts that are missing; whether any was.
    fn ensure(&self, folder: Folder) -> Result<bool, MailboxError> {
        let home = self.home(folder);
        let making = || -> io::Result<bool> {
            let mut made = false;
            for part in PARTS {
                let dir = home.join(part);
                made |= !dir.is_dir();
                fs::create_dir_all(dir)?;
            }
            if made && folder != Folder::Inbox {
                File::create(home.join("maildirfolder"))?;
            }
            if made {
                File::open(&home)?.sync_all()?;
            }
            Ok(made)
        };
        making().map_err(|error| disk_error(&home, error))
    }

    /// The messages of a folder by UID, and its UIDVALIDITY; new ones are numbered.
    fn look(&self, folder: Folder) -> Result<(u32, BTreeMap<u32, Entry>), MailboxError> {
        self.ensure(folder)?;
        let home = self.home(folder);
        let looking = || -> io::Result<(u32, BTreeMap<u32, Entry>)> {
            let mut uids = Uids::load(&home)?;
            let mut found = scan(&home)?;
            // A rename while the directory is read can hide a message: only what
            // is missing twice is gone.
            if uids.bases().any(|base| !found.contains_key(base)) {
                found.extend(scan(&home)?);
            }
            if uids.follow(found.keys()) || !home.join(uids::NAME).exists() {
                uids.store(&home)?;
            }
            let numbered = found
                .into_iter()
                .filter_map(|(base, entry)| uids.get(&base).map(|uid| (uid, entry)));
            Ok((uids.validity, numbered.collect()))
        };
        looking().map_err(|error| disk_error(&home, error))
    }

    /// Acts on the message at a place; `None` when it is gone. The file may get
    /// another name between looking and acting, so that is tried twice.
    fn at<T>(
        &self,
        place: Place,
        act: impl Fn(&Entry) -> io::Result<Option<T>>,
    ) -> Result<Option<T>, MailboxError> {
        for _ in 0..2 {
            let (validity, found) = self.look(place.folder)?;
            let Some(entry) = found.get(&place.uid).filter(|_| validity == place.validity) else {
                return Ok(None);
            };
            let done = act(entry).map_err(|error| disk_error(&entry.path, error))?;
            if done.is_some() {
                return Ok(done);
            }
        }
        Ok(None)
    }

    /// Moves a file to the same part of another folder, with its name and so
    /// its flags; `None` when it is gone.
    fn rename(&self, entry: &Entry, to: Folder) -> io::Result<Option<()>> {
        let part = entry.path.parent().and_then(Path::file_name);
        let (Some(part), Some(name)) = (part, entry.path.file_name()) else {
            return Ok(None);
        };
        let target = self.home(to).join(part);
        let mut path = target.join(name);
        if path.exists() {
            // Two messages of one name: a copy made by hand. Neither may be lost.
            path = target.join(format!(
                "{}{}",
                unique(),
                flags(name.to_str().unwrap_or_default())
            ));
        }
        match fs::rename(&entry.path, &path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        File::open(&target)?.sync_all()?;
        if let Some(old) = entry.path.parent() {
            File::open(old)?.sync_all()?;
        }
        Ok(Some(()))
    }
}

//------------ files -----------------------------------------------------------

/// The messages in `new` and `cur` by base name; `new` first, as messages go
/// from there to `cur`.
fn scan(home: &Path) -> io::Result<BTreeMap<String, Entry>> {
    let mut found = BTreeMap::new();
    for part in ["new", "cur"] {
        for file in fs::read_dir(home.join(part))? {
            let file = file?;
            let name = file.file_name();
            let Some(name) = name.to_str().filter(|name| is_message(name)) else {
                continue;
            };
            // Not followed: a link is no message.
            let Ok(about) = fs::symlink_metadata(file.path()) else {
                continue;
            };
            if !about.is_file() || flags(name).contains('T') {
                continue;
            }
            found.insert(
                base(name).to_owned(),
                Entry {
                    path: file.path(),
                    size: about.len(),
                },
            );
        }
    }
    Ok(found)
}

fn is_message(name: &str) -> bool {
    !name.starts_with('.') && !base(name).is_empty() && !name.chars().any(char::is_control)
}

fn base(name: &str) -> &str {
    name.split_once(":2,").map_or(name, |(base, _)| base)
}

/// The flags of a name, with the `:2,` before them.
fn flags(name: &str) -> &str {
    name.strip_prefix(base(name)).unwrap_or_default()
}

/// At most `cap` octets of a file; `None` when it is gone.
fn read(path: &Path, cap: usize) -> io::Result<Option<Fetched>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    let most = u64::try_from(cap).unwrap_or(u64::MAX);
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    let cut = bytes.len() > cap;
    bytes.truncate(cap);
    Ok(Some(Fetched { bytes, cut }))
}

/// Writes a message of ours: `tmp`, fsync, rename into `cur`, flagged.
fn write(home: &Path, message: &[u8]) -> io::Result<()> {
    let name = unique();
    let draft = home.join("tmp").join(&name);
    let mut file = File::options().write(true).create_new(true).open(&draft)?;
    file.write_all(message)?;
    file.sync_all()?;
    fs::rename(&draft, home.join("cur").join(format!("{name}:2,F")))?;
    File::open(home.join("cur"))?.sync_all()
}

/// A base name no other program makes: time, process, count.
fn unique() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let count = APPENDED.fetch_add(1, Ordering::Relaxed);
    format!(
        "{}.M{:06}P{}Q{count}.secird",
        since.as_secs(),
        since.subsec_micros(),
        std::process::id()
    )
}

fn disk_error(path: &Path, error: io::Error) -> MailboxError {
    MailboxError::Disk {
        path: path.display().to_string(),
        error,
    }
}
