//! The words: addresses, numbers, working days.

mod address;
mod calendar;
mod contact;
mod ids;
mod phone;
mod tld;
