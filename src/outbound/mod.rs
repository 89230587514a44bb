//! What leaves the house: mail by SMTP, acts on the list server.
//!
//! Every act answers with one [`Answer`]; the outbox in the service decides
//! what follows. Nothing here knows a case.

//------------ Answer ----------------------------------------------------------

/// What became of an act in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is done; in the other side's words.
    Done(String),
    /// Not now; it may be tried again.
    Later(String),
    /// Never; a person must look at it.
    Never(String),
    /// It began and its end is not known: it may be done or not.
    Unknown(String),
}
