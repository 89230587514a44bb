//! Who takes part: for each ccTLD an admin contact with a temper, and SSCs.

use crate::support::names::Person;
use secird::domain::tld::Tld;

/// A generator that is the same everywhere (xorshift).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }

    pub(super) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }
}

/// How an admin contact deals with mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Temper {
    /// Answers what is asked, within days.
    Good,
    /// Forgets half of it, and answers again when asked to.
    Sloppy,
    /// Answers so that a person must read it.
    Unclear,
    /// Answers weeks after everything is over.
    Late,
    /// Never answers.
    Silent,
    /// Answers twice, the second time otherwise.
    Twice,
    /// Is away for two weeks, and a machine says so.
    Away,
    /// Has an address that does not work.
    Bouncing,
    /// Does not want to join, and denies whoever asks.
    Declining,
    /// Writes a fresh mail instead of a reply.
    Fresh,
}

const TEMPERS: [(Temper, usize); 10] = [
    (Temper::Good, 50),
    (Temper::Sloppy, 10),
    (Temper::Unclear, 5),
    (Temper::Late, 5),
    (Temper::Silent, 8),
    (Temper::Twice, 5),
    (Temper::Away, 6),
    (Temper::Bouncing, 4),
    (Temper::Declining, 3),
    (Temper::Fresh, 4),
];

/// One ccTLD's people.
pub(super) struct Registry {
    pub(super) tld: Tld,
    pub(super) address: String,
    pub(super) temper: Temper,
    pub(super) contacts: [Person; 2],
    /// How often the address changed.
    pub(super) moves: usize,
    number: usize,
    /// How many people were made up for it.
    made: usize,
}

impl Registry {
    pub(super) fn new(tld: Tld, number: usize, dice: &mut Dice) -> Self {
        let mut throw = dice.below(100);
        let temper = TEMPERS.iter().find(|(_, share)| {
            let hit = throw < *share;
            throw = throw.saturating_sub(*share);
            hit
        });
        // One registry serves its ccTLD and some others: one admin address.
        let address = if number % 20 == 7 {
            "tld-admin@many-cctlds.example".to_owned()
        } else {
            format!("admin@nic-{}.example", tld.a_label())
        };
        let mut registry = Self {
            tld,
            address,
            temper: temper.map_or(Temper::Good, |(temper, _)| *temper),
            contacts: [Person {
                name: "",
                email: "",
                phone: "",
            }; 2],
            moves: 0,
            number,
            made: 0,
        };
        registry.contacts = [registry.somebody(), registry.somebody()];
        registry
    }

    /// Another person who works there.
    pub(super) fn somebody(&mut self) -> Person {
        self.made += 1;
        let word = self
            .tld
            .a_label()
            .replace("--", "")
            .replace(|c: char| c.is_ascii_digit(), "q");
        let which = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana"][self.made % 8];
        let number = self.number * 20 + self.made;
        Person {
            name: leak(format!(
                "{which} {}{word}",
                char::from(b'A' + u8::try_from(self.made / 8 % 26).unwrap())
            )),
            email: leak(format!(
                "{}.{word}{}@nic-{}.example",
                which.to_lowercase(),
                self.made,
                self.tld.a_label()
            )),
            phone: leak(format!("+31 6 2507{number:04}")),
        }
    }

    /// IANA names another address from now on.
    pub(super) fn moves(&mut self) {
        self.moves += 1;
        self.address = format!("admin{}@nic-{}.example", self.moves, self.tld.a_label());
    }
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
