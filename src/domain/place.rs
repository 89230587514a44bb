//! Folders and places of a mailbox: words that store and mailbox share.

/// The folder the bot's own folders lie in.
pub const DEFAULT_ROOT: &str = "TLD-OPS";

//------------ Folder ----------------------------------------------------------

/// The folders the bot looks into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Folder {
    /// INBOX, shared with people.
    Inbox,
    /// `TLD-OPS/Approve`: the Validator says yes.
    Approve,
    /// `TLD-OPS/Reject`: the Validator says no.
    Reject,
    /// `TLD-OPS/Done`: the Validator dealt with it by hand.
    Done,
    /// `TLD-OPS/Decided`: escalations that were acted upon.
    Decided,
    /// `TLD-OPS/Processed`: mail that was worked.
    Processed,
}

impl Folder {
    /// All of them, INBOX first.
    pub const ALL: [Self; 6] = [
        Self::Inbox,
        Self::Approve,
        Self::Reject,
        Self::Done,
        Self::Decided,
        Self::Processed,
    ];

    /// The path below the mailbox' root, parts to be joined by the server's separator.
    pub fn path(&self) -> &'static [&'static str] {
        match self {
            Self::Inbox => &["INBOX"],
            Self::Approve => &["TLD-OPS", "Approve"],
            Self::Reject => &["TLD-OPS", "Reject"],
            Self::Done => &["TLD-OPS", "Done"],
            Self::Decided => &["TLD-OPS", "Decided"],
            Self::Processed => &["TLD-OPS", "Processed"],
        }
    }

    /// The same path with another name for the folder the bot's own lie in.
    pub fn parts<'a>(&self, root: &'a str) -> Vec<&'a str> {
        self.path()
            .iter()
            .map(|part| if *part == DEFAULT_ROOT { root } else { part })
            .collect()
    }

    /// The stable word, for the store.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Done => "done",
            Self::Decided => "decided",
            Self::Processed => "processed",
        }
    }

    /// The folder of a stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|folder| folder.as_str() == word)
    }
}

//------------ Place -----------------------------------------------------------

/// Where one message lies: folder, UIDVALIDITY, UID (RFC 9051 §2.3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The folder.
    pub folder: Folder,
    /// The folder's UIDVALIDITY when it was seen.
    pub validity: u32,
    /// The UID.
    pub uid: u32,
}
