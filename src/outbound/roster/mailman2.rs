//! Mailman stub.
use super::{Change, Held, House, Listed, RosterError, Setting};
use crate::domain::address::EmailAddress;
use crate::outbound::Answer;
use secrecy::SecretString;
use std::time::Duration;
/// x
#[derive(Debug, Clone)]
pub struct Mailman2;
/// x
pub struct Mailman2Settings {
    /// x
    pub url: String,
    /// x
    pub password: SecretString,
    /// x
    pub list: EmailAddress,
    /// x
    pub timeout: Duration,
}
impl Mailman2 {
    /// x
    pub fn new(_s: Mailman2Settings) -> Result<Self, String> {
        Ok(Self)
    }
    /// x
    pub async fn carry_out(&self, _c: &Change) -> Answer {
        Answer::Later(String::new())
    }
    /// x
    pub async fn members(&self) -> Result<Vec<Listed>, RosterError> {
        Ok(vec![])
    }
    /// x
    pub async fn held(&self) -> Result<Vec<Held>, RosterError> {
        Ok(vec![])
    }
    /// x
    pub async fn check(&self, _h: &House) -> Result<Vec<Setting>, RosterError> {
        Ok(vec![])
    }
    /// x
    pub async fn set_up(&self, _h: &House) -> Result<Vec<Setting>, RosterError> {
        Ok(vec![])
    }
}
