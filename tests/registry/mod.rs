//! IANA's records, out of files and over the network.

mod import;
mod live;
