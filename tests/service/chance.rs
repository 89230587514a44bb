//! Chance plays everybody: admin contacts, forgers, the Validator, the disk.
//!
//! Many cases at once, people who answer well, badly, twice, late or never, and
//! a process that dies. After each round everything that must hold is looked
//! at. The seed is printed; `SECIRD_SEED` plays one again.

use super::held::holds;
use super::invariants::hold;
use super::roster::compares;
use crate::support::names;
use crate::support::post::{Mail, template_of};
use crate::support::world::World;
use jiff::SignedDuration;
use secird::domain::place::Folder;
use secird::domain::tld::Tld;
use secird::outbound::roster::{Held, HeldWish, Listed};
use secird::service::desk::Quotas;
use secird::store::memory::Fault;
use std::time::{Duration, Instant, SystemTime};

/// How long chance may play.
const TIME: Duration = Duration::from_secs(6);

/// A generator that is the same everywhere (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A game: the world and how many mails the Validator had sent again.
struct Game {
    world: World,
    dice: Dice,
    resends: usize,
}

const WORDS: [&str; 10] = [
    "Confirm\n",
    "I confirm.\n",
    "Deny\n",
    "I can not confirm this.\n",
    "Who is this person?\n",
    "I will confirm next week.\n",
    "confirm or deny\n",
    "Confirm .de\n",
    "Contact Person #1 (primary):\nName: Half Done\nEmail address: half@nic-nl.example\n",
    "\n",
];

impl Game {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let quotas = Quotas {
            mails_per_hour: dice.of(&[2, 5, 1_000]),
            failures_per_day: dice.of(&[0, 2, 1_000]),
            copy_wait: 900,
        };
        let mut world = World::with(quotas);
        world.copies = dice.below(4) > 0;
        Self {
            world,
            dice,
            resends: 0,
        }
    }

    fn tld(&mut self) -> &'static str {
        let at = self.dice.below(names::CAST.len());
        names::CAST[at].tld
    }

    /// A ccTLD with a case in which something was asked.
    fn asked(&mut self) -> Option<&'static str> {
        let tld = self.tld();
        let cases = self.world.cases();
        let newest = cases.iter().rev().find(|case| case.tld.a_label() == tld)?;
        newest
            .mails
            .iter()
            .any(|mail| mail.kind.is_for_admin())
            .then_some(tld)
    }

    fn turn(&mut self) {
        match self.dice.below(16) {
            0 | 1 => {
                let tld = self.tld();
                drop(self.world.invite(tld));
            }
            2 => {
                let tld = self.tld();
                drop(self.world.request(tld));
            }
            3..=6 => self.somebody_writes(),
            7 => self.validator_decides(),
            8 => {
                let days = self.dice.of(&[1, 2, 5, 8]);
                self.world.days(days);
            }
            9 => {
                let days = self.dice.of(&[1, 10, 40]);
                self.world.sleep(SignedDuration::from_hours(24 * days));
            }
            10 => {
                let (number, fault) = (
                    u64::try_from(1 + self.dice.below(12)).unwrap(),
                    self.dice.of(&[Fault::RefuseBefore, Fault::RefuseAfter]),
                );
                self.world.disk.fail(number, fault);
                self.world.restarts = 0;
            }
            11 => self.somebody_asks_the_list_server(),
            12 | 13 => self.contacts_change(),
            14 => self.a_night_passes(),
            _ => self.world.restart(),
        }
        self.world.round();
        hold(&self.world, self.resends);
    }

    /// Somebody fills in the list's page, or wants to leave.
    fn somebody_asks_the_list_server(&mut self) {
        let tld = self.tld();
        let person = names::of(tld).contacts[self.dice.below(2)];
        let wish = self
            .dice
            .of(&[HeldWish::Join, HeldWish::Join, HeldWish::Leave]);
        let name = match self.dice.below(3) {
            0 => person.name.to_owned(),
            _ => format!(
                "{}, {}, {}",
                person.name,
                person.phone,
                Tld::parse(tld).unwrap()
            ),
        };
        let held = Held {
            id: self.dice.below(1_000).to_string(),
            wish,
            address: person.email.to_owned(),
            name,
            when: String::new(),
        };
        holds(&mut self.world, &[held]);
    }

    /// An admin contact or a subscriber names other contacts in a fresh mail.
    fn contacts_change(&mut self) {
        let tld = self.tld();
        let [first, second] = names::of(tld).contacts;
        let moved = names::Person {
            phone: self.dice.of(&["+31 6 25078700", "+31 6 25078701"]),
            ..first
        };
        let people = self
            .dice
            .of(&[[first, second], [moved, second], [second, moved]]);
        let count = 1 + self.dice.below(2);
        let from = self.dice.of(&[names::of(tld).address, first.email]);
        let mail = Mail::from(from)
            .subject("TLD-OPS contacts")
            .serial(&self.dice.below(100_000).to_string())
            .saying(&template_of(&people[..count]));
        self.world.bring(&mail.raw());
    }

    /// The list server's roster is not quite the books'.
    fn a_night_passes(&mut self) {
        let mut listed: Vec<Listed> = self
            .world
            .members()
            .iter()
            .map(|member| Listed {
                address: member.contact.email.to_string(),
                name: member.seat().display(),
            })
            .collect();
        if !listed.is_empty() && self.dice.below(2) == 0 {
            let at = self.dice.below(listed.len());
            listed.remove(at);
        }
        if !listed.is_empty() && self.dice.below(3) == 0 {
            let at = self.dice.below(listed.len());
            listed[at].name = listed[at].name.replacen("6", "7", 1);
        }
        compares(&mut self.world, &listed);
    }

    fn somebody_writes(&mut self) {
        let Some(tld) = self.asked() else { return };
        let words = self.dice.of(&WORDS);
        let reply = self.world.reply(tld);
        let fail = "mx.secretariat.example; dmarc=fail header.from=nic.example";
        let mail = match self.dice.below(10) {
            0..=2 => reply.naming_contacts(tld),
            3 | 4 => reply.saying(words),
            5 => reply.saying(words).stamped(fail),
            6 => reply.saying(words).sender("somebody@elsewhere.example"),
            7 => Mail::from_admin(tld).saying(words),
            8 => {
                let id = self.world.case(tld).mails[0].message_id.clone();
                Mail::bounce_of(&id)
            }
            _ => reply
                .field("Auto-Submitted", "auto-replied")
                .saying("I am away.\n"),
        };
        self.world.bring(&mail.raw());
        if self.dice.below(5) == 0 {
            self.world.bring(&mail.raw());
        }
    }

    fn validator_decides(&mut self) {
        let waiting = self.world.escalations();
        if waiting.is_empty() {
            return;
        }
        let one = &waiting[self.dice.below(waiting.len())];
        let to = self
            .dice
            .of(&[Folder::Approve, Folder::Reject, Folder::Done]);
        if to == Folder::Approve && (one.proposal == "resend" || one.proposal == "ask-again") {
            self.resends += 1;
        }
        self.world.moves(&one.id.clone(), to);
    }

    /// Nobody writes any more, and the Validator clears his desk.
    fn comes_to_an_end(&mut self) {
        for _ in 0..200 {
            self.world.round();
            let waiting = self.world.escalations();
            let open = self.world.cases().iter().any(|case| !case.state.is_over());
            if waiting.is_empty() && !open {
                return;
            }
            match waiting.first() {
                None => self.world.days(5),
                Some(one) if one.code == "too-many-failures" => {
                    self.world.moves(&one.id.clone(), Folder::Approve);
                    self.world.days(1);
                }
                Some(one) => self.world.moves(&one.id.clone(), Folder::Done),
            }
        }
        let open = self.world.cases();
        let open: Vec<_> = open.iter().filter(|case| !case.state.is_over()).collect();
        panic!("these never end: {open:?}");
    }
}

fn play(seed: u64) {
    let mut game = Game::new(seed);
    for _ in 0..40 {
        game.turn();
    }
    game.comes_to_an_end();
    hold(&game.world, game.resends);
}

#[test]
fn whatever_people_do_everything_that_must_hold_holds() {
    if let Ok(seed) = std::env::var("SECIRD_SEED") {
        return play(seed.parse().expect("a number"));
    }
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let first = u64::try_from(since.as_nanos() % 1_000_000_000).unwrap() + 1;
    let (start, mut games) = (Instant::now(), 0);
    while start.elapsed() < TIME {
        let seed = first + games;
        println!("SECIRD_SEED={seed}");
        play(seed);
        games += 1;
    }
    assert!(games > 0);
}
