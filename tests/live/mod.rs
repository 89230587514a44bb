//! The service on real servers, on loopback.

mod ground;
mod procedure;
pub(crate) mod service;
mod service_crowd;
mod service_dialogue;
mod service_disk;
mod service_faults;
mod service_kills;
mod service_others;
mod service_roundtrip;
mod service_running;
