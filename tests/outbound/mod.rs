//! What leaves the house.

mod dialogue;
mod files;
mod form;
mod mailman2;
mod mailman3;
mod smtp;
mod tls;
