//! Words that know nothing: the things every room talks about.
//!
//! A ccTLD, an address, a contact, a working day, an identifier. Nothing here
//! knows that mail, a database or a case exists; everything here is a value
//! that was checked once, when it was made.

pub mod address;
pub mod calendar;
pub mod contact;
pub mod country;
pub mod holidays;
pub mod ids;
pub mod member;
pub mod phone;
pub mod place;
pub mod record;
pub mod remedy;
pub mod seat;
pub mod tld;
