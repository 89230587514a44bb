//! Records from a file.
use crate::domain::record::RegistryRecord;
/// x
#[derive(Debug)]
pub struct Imported {
    /// x
    pub records: Vec<RegistryRecord>,
    /// x
    pub faults: Vec<String>,
}
/// x
pub fn import(_text: &str, _now: jiff::Timestamp) -> Imported {
    Imported {
        records: vec![],
        faults: vec![],
    }
}
