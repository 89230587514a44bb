//! The country or territory of a ccTLD, and ICANN's region it counts to.
//!
//! For people who look for their own ccTLD by its country, and for the coverage
//! by region. Where the names and regions come from, and what was changed on
//! purpose, stands at the head of the shipped table (`countries.tsv`).

use super::tld::Tld;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

/// A-label to country of every ccTLD that the shipped table of ccTLDs delegates.
static TABLE: LazyLock<BTreeMap<&'static str, Country>> = LazyLock::new(|| {
    include_str!("countries.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (a_label, name) = (columns.next()?, columns.next()?);
            let region = Region::parse(columns.next()?)?;
            Some((a_label, Country { name, region }))
        })
        .collect()
});

//------------ Region ----------------------------------------------------------

/// ICANN's five geographic regions (ICANN Bylaws, section 7.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// AF.
    Africa,
    /// AP.
    AsiaAustraliaPacific,
    /// EUR.
    Europe,
    /// LAC.
    LatinAmericaCaribbean,
    /// NA.
    NorthAmerica,
}

impl Region {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 5] = [
        Self::Africa,
        Self::AsiaAustraliaPacific,
        Self::Europe,
        Self::LatinAmericaCaribbean,
        Self::NorthAmerica,
    ];

    /// The region's name, as ICANN writes it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Africa => "Africa",
            Self::AsiaAustraliaPacific => "Asia/Australia/Pacific",
            Self::Europe => "Europe",
            Self::LatinAmericaCaribbean => "Latin America/Caribbean",
            Self::NorthAmerica => "North America",
        }
    }

    /// The region of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.as_str() == name)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//------------ Country ---------------------------------------------------------

/// What a ccTLD is the ccTLD of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country {
    /// The English short name: `Netherlands`, `Russian Federation`.
    pub name: &'static str,
    /// The region it counts to.
    pub region: Region,
}

impl Country {
    /// The country of a ccTLD; `None` for one that was delegated after the table
    /// was shipped.
    pub fn of(tld: Tld) -> Option<Self> {
        TABLE.get(tld.a_label()).copied()
    }
}
