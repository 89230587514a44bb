//! `secird`: the bot that runs the TLD-OPS Secretariat's mailbox.
//!
//! TLD-OPS is the contact list with which the world's ccTLD operators reach
//! each other in an incident. Who may be on it is decided by mail between the
//! Secretariat and the ccTLD's IANA admin contact; this crate works that mail.
//! A wrong advance puts an impostor among the people who guard the world's
//! country domains; a lost mail leaves a country unreachable. Everything here
//! is arranged around those two sentences.
//!
//! # One sentence
//!
//! A message becomes a *reading*; the reading and the verdict on its sender
//! become an *event*; one pure function turns case and event into a *step*; a
//! step is written whole or not at all; and only then does anything happen in
//! the world.
//!
//! ```text
//!   bytes ─► mail ─► reading ─┐
//!                  └► sender ─┴► case::matching ─► case::step ─► store ─► service::dispatch
//!                                  (an event)       (a step)    (commit)   (the world)
//! ```
//!
//! # The rooms, and the order to read them in
//!
//! 1. [`case`]: the machine itself. Start with [`case::state`], where it is
//!    drawn, then [`mod@case::step`] and [`case::matching`]. A change of contacts
//!    is a case like any other: [`case::modification`].
//! 2. [`reading`] and [`sender`]: what a message means, and who wrote it.
//! 3. [`mail`]: how bytes become a message that anybody may believe.
//! 4. [`service`]: the spine. [`service::desk`] commits, [`service::intake`]
//!    brings mail to it, [`service::attendance`] what the list server holds, and
//!    [`service::dispatch`] carries its orders out.
//! 5. [`store`]: the small face over the engine, the books, the stored form.
//! 6. [`compose`]: everything the bot ever says.
//! 7. [`domain`]: the words all of them use.
//! 8. The edges: [`mailbox`], [`outbound`] with the list server in
//!    [`outbound::roster`], [`registry`], [`verifier`], [`publish`].
//! 9. [`cli`]: one file a subcommand.
//!
//! # Layers
//!
//! Arrows point one way. `domain` imports nothing of ours; `mail` knows
//! `domain`; `reading` and `sender` know `mail`; `case` knows those; `compose`
//! and `store` know `case`; the edges know their one protocol and the words,
//! never a decision; `service` wires; `cli` is on top. The pure rooms (`domain`,
//! `mail`, `reading`, `sender`, `case`, `compose`) contain no clock, no disk, no
//! network and nothing asynchronous: time is an argument and every effect is a
//! value. `tests/tidy` holds all of this.
//!
//! # What must always hold
//!
//! 1. No SSC is put on the roster without a trusted answer or a Validator's
//!    decision in the journal.
//! 2. Every message taken in ends in exactly one of advance, ask-again,
//!    escalate, ignore; none is lost, none counted twice.
//! 3. An admin address gets at most one request, one reminder and one
//!    please-answer-again a case; never an answer to automatic mail.
//! 4. Every open case ends, or is in the Validator's hands, within its
//!    deadlines plus downtime.
//! 5. Mail goes only to the admin address of the case, the SSC of the case, the
//!    list, the Validator.
//! 6. The public directory names ccTLDs with a subscribed SSC and nothing about
//!    people.
//! 7. State, outbox and journal agree after any crash; the journal's chain
//!    verifies.
//! 8. A runaway is stopped.
//!
//! # The worst case, admitted
//!
//! A mail whose transmission began and whose outcome nobody knows may be sent a
//! second time, with the same Message-ID, when its own blind copy does not come
//! home. Nothing else is ever done twice.

pub mod case;
pub mod cli;
pub mod compose;
pub mod domain;
pub mod mail;
pub mod mailbox;
pub mod outbound;
pub mod publish;
pub mod reading;
pub mod registry;
pub mod sender;
pub mod service;
pub mod store;
pub mod verifier;
