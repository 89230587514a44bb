//! What a caller may still do after an error at an edge.
//!
//! Every edge (mailbox, outbound, registry, store) has one error enum, and each
//! of its values answers one question with one of these three words. Nobody
//! above an edge looks deeper into an error to decide.

/// The answer every edge error gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The world was away; the same act may be tried again after a while.
    Later,
    /// Trying again will not help until a person changed something.
    Human,
    /// Going on could lose or double something: stop the service.
    Stop,
}
