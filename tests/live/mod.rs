//! The service on real servers, on loopback.

mod ground;
