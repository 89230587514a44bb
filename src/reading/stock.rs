//! What we sent, indexed: the words a reply is laid beside.
//!
//! A [`Script`] is one text of ours, made ready once by whoever keeps the text;
//! the stock of a message is all scripts it may quote. Whether a word came from
//! us, whom we asked about and what stood behind our labels is asked here.

use super::change;
use super::returned::{self, Label};
use super::spelling::{bare, key, spelled_out, words_of};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// Places of ours remembered for one triple of words.
const PLACES: usize = 12;

/// Words of one text, ours or a reply, that are looked at.
pub(super) const MOST: usize = 60_000;

/// The keys of the hash, drawn once: nobody can choose words that collide.
static HASH: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A word's key as a number. Numbers are compared instead of words, so that the
/// words of several texts need no common list.
pub(super) fn id(key: &str) -> u64 {
    HASH.hash_one(key)
}

//------------ Script ----------------------------------------------------------

/// One text of ours, ready to be compared. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Script(Arc<Index>);

/// The words of one text.
#[derive(Debug, Default)]
struct Index {
    /// The text itself.
    text: String,
    /// Its words, in order.
    known: Vec<Known>,
    /// The keys of all words, one behind the other.
    keys: String,
    /// Where each triple of words begins, sorted.
    triples: Vec<(u64, usize)>,
    /// The words with and without accents, for names, sorted.
    words: Vec<u64>,
    /// The values behind our labels.
    values: Vec<(Label, String)>,
    /// The words of the name of the person we asked about.
    personal: BTreeSet<SmolStr>,
    /// The change of contacts that it shows.
    change: Option<String>,
}

/// One word of ours.
#[derive(Debug)]
struct Known {
    /// Its key as a number.
    id: u64,
    /// Where its key stands among the keys of its text.
    key: Range<usize>,
    /// A line, sentence or text begins here.
    begins: bool,
}

impl Script {
    /// Indexes one text of ours.
    pub fn of(text: &str) -> Self {
        Self(Arc::new(Index::of(text)))
    }

    /// The text itself.
    pub fn text(&self) -> &str {
        &self.0.text
    }
}

impl Index {
    fn of(text: &str) -> Self {
        let mut index = Self {
            text: text.to_owned(),
            change: change::shown(text),
            ..Self::default()
        };
        let mut begins = true;
        for line in text.lines() {
            index.learn(line);
            let mut before = 0;
            for word in words_of(line) {
                if index.known.len() >= MOST {
                    break;
                }
                let typed = line.get(word.start..word.end).unwrap_or_default();
                let gap = line.get(before..word.start).unwrap_or_default();
                begins |= gap.contains(['.', '!', '?', ':']);
                index.add(typed, &word.key, begins);
                before = word.end;
                begins = false;
            }
            begins |= line.trim_end().ends_with(['.', '!', '?', ':']) || line.trim().is_empty();
        }
        let triples = index.known.windows(3).enumerate();
        index.triples = triples
            .filter_map(|(place, words)| Some((triple(words.iter().map(|w| w.id))?, place)))
            .collect();
        index.triples.sort_unstable();
        index.words.sort_unstable();
        index
    }

    fn add(&mut self, typed: &str, key: &str, begins: bool) {
        let id = id(key);
        let from = self.keys.len();
        self.keys.push_str(key);
        self.words.push(id);
        // Without accents an ASCII word is its key.
        if !typed.is_ascii() {
            self.words.push(self::id(&bare(typed)));
            self.words.push(self::id(&bare(&spelled_out(typed))));
        }
        self.known.push(Known {
            id,
            key: from..self.keys.len(),
            begins,
        });
    }
    /// Remembers the value behind a label of ours.
    fn learn(&mut self, line: &str) {
        let Some((label, value)) = returned::label_of(line) else {
            return;
        };
        let value = value.trim();
        if value.is_empty() || value.contains(['<', '{']) {
            return;
        }
        if label == Label::Name {
            for word in words_of(value) {
                let typed = value.get(word.start..word.end).unwrap_or_default();
                self.personal.insert(bare(typed));
                if !typed.is_ascii() {
                    self.personal.insert(bare(&spelled_out(typed)));
                }
            }
        }
        self.values.push((label, value.to_owned()));
    }
    /// The places at which a triple begins, the first ones.
    fn places(&self, triple: u64) -> impl Iterator<Item = usize> {
        let from = self.triples.partition_point(|(known, _)| *known < triple);
        self.triples
            .iter()
            .skip(from)
            .take_while(move |(known, _)| *known == triple)
            .map(|(_, place)| *place)
            .take(PLACES)
    }

    /// How many words from `place` on are the same as `ids`.
    fn common(&self, place: usize, ids: &[u64]) -> usize {
        let known = self.known.get(place..).unwrap_or_default();
        let pairs = known.iter().zip(ids);
        pairs.take_while(|(known, id)| known.id == **id).count()
    }
}

/// Three words as one number; `None` for fewer.
fn triple(mut ids: impl Iterator<Item = u64>) -> Option<u64> {
    let (one, two, three) = (ids.next()?, ids.next()?, ids.next()?);
    Some(
        one.rotate_left(42)
            .wrapping_add(two.rotate_left(21))
            .wrapping_add(three),
    )
}
//------------ Stock -----------------------------------------------------------

/// The words of all our texts.
#[derive(Debug, Default)]
pub(super) struct Stock {
    /// The texts, each with the place of its first word among all.
    scripts: Vec<(usize, Script)>,
    /// The words by which the author signs: they tell a signature from a remark,
    /// and nothing else is decided by them.
    author: BTreeSet<String>,
}

impl Stock {
    /// The stock of a message that `author` signs.
    pub(super) fn of(texts: &[Script], author: BTreeSet<String>) -> Self {
        let mut scripts = Vec::new();
        let mut base = 0_usize;
        for script in texts {
            scripts.push((base, script.clone()));
            // A place between two texts belongs to none: runs end with each.
            base = base.saturating_add(script.0.known.len()).saturating_add(1);
        }
        Self { scripts, author }
    }

    /// Whether the author signs with that word, in whatever capitals.
    pub(super) fn is_author(&self, word: &str) -> bool {
        self.author.contains(&word.to_lowercase())
    }

    /// Whether the author bears the whole name of the person we asked about.
    pub(super) fn is_by_person(&self) -> bool {
        self.values(Label::Name).any(|name| {
            let mut words = name.split_whitespace().peekable();
            words.peek().is_some() && words.all(|word| self.is_author(word))
        })
    }

    fn indexes(&self) -> impl Iterator<Item = &Index> {
        self.scripts.iter().map(|(_, script)| &*script.0)
    }

    /// The changes of contacts that our texts show.
    pub(super) fn changes(&self) -> impl Iterator<Item = &str> {
        self.indexes().filter_map(|index| index.change.as_deref())
    }

    /// The values of ours behind a label.
    pub(super) fn values(&self, label: Label) -> impl Iterator<Item = &str> {
        self.indexes()
            .flat_map(|index| &index.values)
            .filter(move |(known, _)| *known == label)
            .map(|(_, value)| value.as_str())
    }

    /// Whether our texts have that word, accents and umlauts aside.
    pub(super) fn knows(&self, word: &str) -> bool {
        // Of an ASCII word all forms are the same.
        self.has(&key(word))
            || (!word.is_ascii() || word.contains(|c: char| !c.is_alphanumeric()))
                && (self.has(&bare(word)) || self.has(&bare(&spelled_out(word))))
    }

    /// Whether our texts have a word with that key.
    pub(super) fn has(&self, key: &str) -> bool {
        let id = id(key);
        self.indexes()
            .any(|index| index.words.binary_search(&id).is_ok())
    }

    /// Whether that word is of the name of the person we asked about.
    pub(super) fn names(&self, word: &str) -> bool {
        let known = |part: &str| {
            let named = |form: &str| self.indexes().any(|index| index.personal.contains(form));
            named(&bare(part)) || !part.is_ascii() && named(&bare(&spelled_out(part)))
        };
        let mut parts = word.split('-').filter(|part| !part.is_empty()).peekable();
        parts.peek().is_some() && parts.all(known)
    }

    /// Whether our texts hold these words one after the other.
    pub(super) fn holds(&self, text: &str) -> bool {
        let ids: Vec<u64> = words_of(text).iter().map(|word| id(&word.key)).collect();
        let held = |index: &Index| {
            let mut places = 0..index.known.len();
            places.any(|place| index.common(place, &ids) == ids.len())
        };
        ids.is_empty() || self.indexes().any(held)
    }

    /// The longest run of ours that begins with `ids`, as its place and length;
    /// of equals the one that goes on where the last run ended.
    pub(super) fn longest(&self, ids: &[u64], after: usize) -> Option<(usize, usize)> {
        let triple = triple(ids.iter().copied())?;
        self.scripts
            .iter()
            .flat_map(|(base, Script(index))| {
                index
                    .places(triple)
                    .map(|place| (base.saturating_add(place), index.common(place, ids)))
            })
            .filter(|(_, length)| *length >= 3)
            .take(PLACES)
            .max_by_key(|(place, length)| {
                let onward = place.checked_sub(after).unwrap_or(usize::MAX);
                (*length, std::cmp::Reverse(onward))
            })
    }

    /// The words of ours from `place` on: whether one begins something, and its
    /// key; the place between two texts has none.
    pub(super) fn known_from(&self, place: usize) -> impl Iterator<Item = (bool, &str)> {
        self.scripts
            .iter()
            .filter(move |(base, Script(index))| base.saturating_add(index.known.len()) >= place)
            .flat_map(move |(base, Script(index))| {
                let from = place.saturating_sub(*base);
                let known = index.known.get(from..).unwrap_or_default();
                known
                    .iter()
                    .map(|k| (k.begins, index.keys.get(k.key.clone()).unwrap_or_default()))
                    .chain(std::iter::once((true, "")))
            })
    }
}
