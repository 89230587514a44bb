//! What leaves the house.

mod dialogue;
mod files;
mod form;
mod mailman3;
mod smtp;
mod tls;
