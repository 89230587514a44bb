//! The words: addresses, numbers, working days.

mod address;
mod calendar;
mod contact;
mod country;
mod holidays;
mod ids;
mod oracle;
mod phone;
mod seat;
mod tld;
