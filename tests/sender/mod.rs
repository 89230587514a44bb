//! Who wrote it.

mod border;
mod honest;
mod points;
mod proof;
mod spoofs;
mod stage;
mod suite;
