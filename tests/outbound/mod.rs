//! What leaves the house.

mod dialogue;
mod files;
mod form;
mod smtp;
mod tls;
