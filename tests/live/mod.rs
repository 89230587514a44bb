//! The service on real servers, on loopback.

mod ground;
mod service;
mod service_dialogue;
mod service_kills;
