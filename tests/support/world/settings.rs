//! How the simulated Secretariat is set up.

use crate::support::names;
use secird::case::Rules;
use secird::compose::{Site, Voice, Words};
use secird::domain::address::EmailAddress;
use secird::domain::calendar::Calendar;
use secird::domain::ids::SiteKey;
use secird::sender::Border;

pub(crate) fn rules() -> Rules {
    Rules {
        calendar: Calendar::utc(),
        remind_after: 5,
        fail_after: 5,
        max_contacts: 2,
        border: Border::AuthservId {
            id: "mx.secretariat.example".to_owned(),
            hosts: Vec::new(),
            below: false,
        },
        demand_pass: false,
        site_key: SiteKey::new([0; 32]),
        id_domain: "secretariat.example".to_owned(),
        secretariat: EmailAddress::parse(names::SECRETARIAT).unwrap(),
        plus_addressing: false,
    }
}

pub(crate) fn voice() -> Voice {
    Voice {
        name: "ccNSO Secretariat".to_owned(),
        address: EmailAddress::parse(names::SECRETARIAT).unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        site: Site::of(EmailAddress::parse(names::LIST).unwrap()),
        words: Words::new().unwrap(),
    }
}
