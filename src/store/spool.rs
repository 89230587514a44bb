//! The spool: raw mail in files, named by its SHA-256.
//!
//! Evidence and the matter of `replay`. A mail is here, durably, before any
//! commit names it: temporary name, fsync, rename, fsync of the folder. Nothing
//! is ever changed or removed, so a name found later holds what it held, and
//! reading checks that. The spool knows digests, not messages.

use crate::domain::ids::Digest;
use crate::store::StoreError;
use crate::store::sled::{disk, sync_dir};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder of raw mail; clones share it, from any thread.
#[derive(Debug, Clone)]
pub struct Spool {
    dir: PathBuf,
    /// Counts temporary names, so that two writers never share one.
    next: Arc<AtomicU64>,
}

impl Spool {
    /// Opens the spool in `dir`, making it where there is none; what a crash
    /// left half written is removed. One process has it at a time: the one
    /// that holds the store.
    ///
    /// # Errors
    /// [`StoreError::Disk`] when the folder cannot be made or read.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let rest = dir.join("tmp");
        fs::create_dir_all(&rest).map_err(|e| disk(&e))?;
        for entry in fs::read_dir(&rest).map_err(|e| disk(&e))? {
            let entry = entry.map_err(|e| disk(&e))?;
            fs::remove_file(entry.path()).map_err(|e| disk(&e))?;
        }
        sync_dir(dir).map_err(|e| disk(&e))?;
        if let Some(parent) = dir.parent().filter(|p| !p.as_os_str().is_empty()) {
            sync_dir(parent).map_err(|e| disk(&e))?;
        }
        Ok(Self {
            dir: dir.to_owned(),
            next: Arc::default(),
        })
    }

    /// Where a mail is, or would be.
    pub fn path(&self, digest: &Digest) -> PathBuf {
        self.folder(digest).join(format!("{}.eml", digest.hex()))
    }

    /// Keeps `bytes` under their digest; a power cut after this loses nothing.
    /// Doing it again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the digest is not that of the bytes,
    /// [`StoreError::Disk`] when they cannot be kept.
    pub fn put(&self, digest: &Digest, bytes: &[u8]) -> Result<(), StoreError> {
        if Digest::of(bytes) != *digest {
            let why = format!("{} is not the digest of these bytes", digest.short());
            return Err(StoreError::Refused(why));
        }
        let folder = self.folder(digest);
        if !folder.is_dir() {
            fs::create_dir_all(&folder).map_err(|e| disk(&e))?;
        }
        let path = self.path(digest);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        // A file of another length was cut by something outside; the true
        // bytes replace it.
        let there = fs::metadata(&path).is_ok_and(|found| found.len() == length);
        if !there {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let name = format!("{}-{number}", digest.hex());
            let temporary = self.dir.join("tmp").join(name);
            self.write(&temporary, bytes)?;
            fs::rename(&temporary, &path).map_err(|e| disk(&e))?;
        }
        // Also for a file that was there: its writer may have died between
        // the rename and this.
        sync_dir(&folder).map_err(|e| disk(&e))?;
        sync_dir(&self.dir).map_err(|e| disk(&e))
    }

    /// The mail of that digest; `None` when it was never kept.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it is longer than `cap` bytes,
    /// [`StoreError::Damaged`] when it is not what was kept,
    /// [`StoreError::Disk`] when it cannot be read.
    pub fn get(&self, digest: &Digest, cap: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(digest);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(disk(&e)),
        };
        let most = u64::try_from(cap).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        file.take(most)
            .read_to_end(&mut bytes)
            .map_err(|e| disk(&e))?;
        if bytes.len() > cap {
            let why = format!("the mail {} is longer than {cap} bytes", digest.short());
            return Err(StoreError::Refused(why));
        }
        if Digest::of(&bytes) != *digest {
            let why = "its bytes are not those that were kept; restore it from a backup";
            return Err(StoreError::Damaged(
                path.display().to_string(),
                why.to_owned(),
            ));
        }
        Ok(Some(bytes))
    }

    fn write(&self, temporary: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let written = File::create(temporary).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|e| {
            // A full disk should not stay full of halves; the first error counts.
            drop(fs::remove_file(temporary));
            disk(&e)
        })
    }

    /// One of 256 folders, so that none grows long.
    fn folder(&self, digest: &Digest) -> PathBuf {
        let first: String = digest.hex().chars().take(2).collect();
        self.dir.join(first)
    }
}
