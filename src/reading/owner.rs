//! Whose each line is: the person's, ours that came back, or somebody else's.
//!
//! With our words known, what is left to guess is small: where a quote begins
//! and whom it quotes. A quote that opens with words of ours is our request, and
//! what stands between our lines there was typed into it by the person. Any
//! other quote is somebody else's mail and is never read as an answer.

mod answered;

use super::furniture;
use super::insertion;
use super::marker;
use super::speaker;
use super::spelling::{Mark, Word};
use super::stock::Stock;
use super::subtract;
use super::template;
use super::words;
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::mail::body::{Line, Text};
use std::sync::LazyLock;

//------------ Piece -----------------------------------------------------------

/// Whose a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Outside of any quote, or after it.
    Person,
    /// Inside a quote of our request.
    OurQuote,
    /// Inside a quote of somebody else.
    Other,
}

/// One line, sorted.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// The whole line, link expansions taken off.
    pub text: String,
    /// The depth of quotation.
    pub quoted: u8,
    /// Where it stands.
    pub owner: Owner,
    /// All that counts of it is ours.
    pub ours: bool,
    /// It introduces a quote (attribution, header block, separator).
    pub marker: bool,
    /// What of it is not ours.
    pub own: String,
    /// An eye does not see it.
    pub hidden: bool,
    /// It is struck through.
    pub struck: bool,
    /// A deciding word at the edge of a run of ours stands in it.
    pub edge: bool,
    /// A gateway wrote it.
    pub banner: bool,
    /// It has words that our texts do not have: inside a quote, typed there.
    pub typed: bool,
    /// It is ours but for a word that we never wrote.
    pub rewritten: bool,
}

impl Piece {
    /// A line by itself, as if it stood outside of any quote.
    fn of(line: &Line, words: &[Word], stock: &Stock) -> Self {
        let ours = is_ours(words);
        Self {
            text: line.text.clone(),
            quoted: line.quoted,
            owner: Owner::Person,
            ours,
            marker: false,
            own: if ours {
                residue(line, words)
            } else {
                own(line, words)
            },
            hidden: line.hidden || line.pictured,
            struck: line.struck,
            edge: words.iter().any(|w| w.mark == Mark::Edge),
            banner: false,
            typed: !ours && is_typed(line, words, stock),
            rewritten: ours && is_rewritten(line, words, stock),
        }
    }
}

/// A text, sorted line by line.
#[derive(Debug, Clone, Default)]
pub(super) struct Sorted {
    /// Its lines.
    pub pieces: Vec<Piece>,
    /// How many other mails are quoted with a header or attribution.
    pub markers: usize,
    /// Whether words of ours came back at all.
    pub returned: bool,
    /// Whether the end of a sentence of ours was left standing, or the person we
    /// asked about signed.
    doubtful: bool,
}

impl Sorted {
    /// Sorts a text.
    pub(super) fn of(text: &Text, stock: &Stock) -> Self {
        let lines = text
            .lines
            .iter()
            .filter(|line| !line.pictured || is_telling(&line.text));
        let lines = insertion::taken_out(lines);
        let marks = subtract::align(&lines, stock);
        let ours: Vec<bool> = marks.iter().map(|words| is_ours(words)).collect();
        let mut found = marker::find(&lines, &ours);
        speaker::mark(&lines, &ours, stock, &mut found.lines);
        let mut sorted = Self {
            pieces: Vec::with_capacity(lines.len()),
            markers: found.count,
            returned: ours.iter().any(|o| *o),
            doubtful: speaker::is_cut(&lines, &ours, stock) || speaker::is_signed(&lines, stock),
        };
        let own_house = |word: &str| stock.is_author(word);
        let mut depths = Depths::default();
        let mut banner = false;
        for (number, (line, words)) in lines.iter().zip(&marks).enumerate() {
            let is_ours = ours.get(number).copied().unwrap_or_default();
            banner = !is_ours
                && !words::decides(&line.text)
                && (furniture::is_banner(&line.text, &own_house)
                    || (banner
                        && !line.text.trim().is_empty()
                        && furniture::continues_banner(&line.text, &own_house)));
            let marker = found.lines.get(number).copied().unwrap_or_default();
            let frame = marker || banner || marker::parts_mails(&line.text);
            let owner = depths.owner(line, is_ours, frame, marker);
            if marker && !marker::leads_deeper(&lines, &found.lines, number) {
                depths.open();
            }
            sorted.pieces.push(Piece {
                owner,
                marker,
                banner,
                ..Piece::of(line, words, stock)
            });
        }
        sorted.take_links();
        sorted
    }

    /// A line that holds only a link goes with ours above it: programs rewrite
    /// the links of what they quote.
    fn take_links(&mut self) {
        let mut ours_above = false;
        for piece in &mut self.pieces {
            if piece.text.trim().is_empty() {
                continue;
            }
            if ours_above && piece.text.contains("//") && LINK.is_match(&piece.text) {
                piece.ours = true;
                piece.own.clear();
            }
            ours_above = piece.ours;
        }
    }

    /// Whether a line is one the person may have written.
    fn is_own(&self, piece: &Piece) -> bool {
        if piece.marker || piece.hidden || piece.banner || piece.own.trim().is_empty() {
            return false;
        }
        match piece.owner {
            Owner::Person => true,
            Owner::Other => false,
            // A marked quote holds our text however damaged: what decides or takes
            // back is looked at there, and lines with words we never sent.
            Owner::OurQuote if piece.quoted > 0 => piece.typed || is_telling(&piece.own),
            Owner::OurQuote => true,
        }
    }

    /// The person's lines in blocks that quotes separate; lines that `except`
    /// names count as quotes.
    pub(super) fn blocks(&self, except: &[bool]) -> Vec<Vec<String>> {
        let mut out: Vec<Vec<String>> = vec![Vec::new()];
        for (number, piece) in self.pieces.iter().enumerate() {
            let taken = except.get(number).copied().unwrap_or_default();
            if !taken && self.is_own(piece) {
                if let Some(last) = out.last_mut() {
                    last.push(piece.own.clone());
                }
            } else if piece.text.trim().is_empty() {
                if let Some(last) = out.last_mut() {
                    last.push(String::new());
                }
            } else if out.last().is_some_and(|block| !block.is_empty()) {
                out.push(Vec::new());
            }
        }
        out.retain(|block| block.iter().any(|line| !line.trim().is_empty()));
        out
    }

    /// The first line of ours that came back with another word in it.
    pub(super) fn rewritten(&self) -> Option<&str> {
        let mut lines = self.pieces.iter().filter(|p| p.rewritten);
        lines.next().map(|p| p.text.as_str())
    }

    /// Whether a line of the person is hidden from the eye.
    pub(super) fn has_hidden(&self) -> bool {
        self.pieces
            .iter()
            .any(|p| p.hidden && !p.ours && p.text.chars().any(char::is_alphanumeric))
    }

    /// Whether a line of the person is struck through.
    pub(super) fn has_struck(&self) -> bool {
        self.pieces.iter().any(|p| p.struck && self.is_own(p))
    }

    /// Whether a deciding word may be ours or the person's.
    pub(super) fn has_edge(&self) -> bool {
        self.pieces
            .iter()
            .any(|p| p.edge && p.owner != Owner::Other)
    }

    /// The person's own text, as one string.
    pub(super) fn reply(&self) -> String {
        let blocks = self.blocks(&[]);
        let parts: Vec<String> = blocks
            .iter()
            .map(|block| block.join("\n").trim().to_owned())
            .collect();
        parts.join("\n\n")
    }

    /// Everything that was taken away.
    pub(super) fn subtracted(&self) -> String {
        let taken: Vec<&str> = self
            .pieces
            .iter()
            .filter(|p| !p.text.trim().is_empty() && (p.ours || !self.is_own(p)))
            .map(|p| p.text.as_str())
            .collect();
        taken.join("\n")
    }
}

//------------ Depths ----------------------------------------------------------

/// The owner at one depth of quotation.
#[derive(Debug, Clone, Copy)]
enum Depth {
    /// A quote began; its first line will tell.
    Open,
    /// It told.
    Known(Owner),
}

/// The owners at all depths down to the line at hand.
#[derive(Debug)]
struct Depths(Vec<Depth>);

impl Default for Depths {
    fn default() -> Self {
        Self(vec![Depth::Known(Owner::Person)])
    }
}

impl Depths {
    /// A quote begins at the depth at hand.
    fn open(&mut self) {
        if let Some(last) = self.0.last_mut() {
            *last = Depth::Open;
        }
    }

    /// The owner of a line; the first telling line of a quote settles it, and
    /// what frames a quote does not.
    fn owner(&mut self, line: &Line, ours: bool, frame: bool, marker: bool) -> Owner {
        let depth = usize::from(line.quoted);
        if !line.text.trim().is_empty() || marker {
            self.0.truncate(depth.saturating_add(1));
        }
        while self.0.len() <= depth {
            self.0.push(Depth::Open);
        }
        let Some(here) = self.0.last_mut() else {
            return Owner::Other;
        };
        match *here {
            Depth::Known(owner) => owner,
            Depth::Open => {
                let telling = !frame && line.text.chars().any(char::is_alphanumeric);
                // A quote that was cut down to the template has no words of ours on top.
                let ours = ours || template::is_template_top(&line.text);
                let owner = if ours { Owner::OurQuote } else { Owner::Other };
                if telling {
                    *here = Depth::Known(owner);
                }
                owner
            }
        }
    }
}

//------------ Lines -----------------------------------------------------------

static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\s<\[(]*https?://\S+\s*$"));

/// Whether most words of a line are ours.
fn is_ours(words: &[Word]) -> bool {
    let ours = words.iter().filter(|w| w.mark != Mark::Person).count();
    ours.saturating_mul(2) > words.len()
}

/// Whether a line of ours has a whole word that stands in none of our texts.
/// Damage leaves fragments and characters outside ASCII, programs rewrite links.
fn is_rewritten(line: &Line, words: &[Word], stock: &Stock) -> bool {
    let ours = words.iter().filter(|w| w.mark != Mark::Person).count();
    if ours < 4 || line.text.contains("://") || line.text.contains(['@', '&', '=', '<']) {
        return false;
    }
    words.iter().filter(|w| w.mark == Mark::Person).any(|word| {
        let typed = line.text.get(word.start..word.end).unwrap_or_default();
        let around = [
            line.text
                .get(..word.start)
                .and_then(|before| before.chars().next_back()),
            line.text
                .get(word.end..)
                .and_then(|after| after.chars().next()),
        ];
        let clean = around
            .iter()
            .flatten()
            .all(|c| c.is_whitespace() || matches!(c, '.' | ',' | ':' | '('));
        typed.len() >= 3
            && clean
            && typed.chars().all(|c| c.is_ascii_alphabetic())
            && (!stock.has(&word.key) || words::unmakes(typed))
    })
}

/// Whether a line in our quote was typed there: it has words that our texts do
/// not have, and no program wrote it.
fn is_typed(line: &Line, words: &[Word], stock: &Stock) -> bool {
    let foreign = words
        .iter()
        .filter(|w| w.mark == Mark::Person && w.key.chars().any(char::is_alphabetic))
        .filter(|w| w.key.chars().count() >= 2 && !stock.has(&w.key))
        .count();
    foreign > 0
        && !line.text.contains('\u{fffd}')
        && !furniture::is_footer(&line.text)
        && !furniture::is_tagline(line.text.trim())
        && !LINK.is_match(&line.text)
}

/// Whether a text decides or takes back.
fn is_telling(text: &str) -> bool {
    words::decides(text)
        || words::NEGATION.is_match(text)
        || words::CONDITION.is_match(text)
        || words::DRAFT.is_match(text)
}

/// What is left of a line that is mostly ours: damage, unless it decides or
/// takes back.
fn residue(line: &Line, words: &[Word]) -> String {
    let left = own(line, words);
    if words::decides(&left) || words::NEGATION.is_match(&left) {
        left
    } else {
        String::new()
    }
}

/// The line without the words that are ours.
fn own(line: &Line, words: &[Word]) -> String {
    if words.iter().all(|w| w.mark == Mark::Person) {
        return line.text.clone();
    }
    let mut out = String::new();
    let mut from = 0;
    let mut skipping = false;
    for word in words {
        if word.mark == Mark::Person {
            let start = if skipping { word.start } else { from };
            out.push_str(line.text.get(start..word.end).unwrap_or_default());
            skipping = false;
        } else {
            skipping = true;
            out.push(' ');
        }
        from = word.end;
    }
    if !skipping {
        out.push_str(line.text.get(from..).unwrap_or_default());
    }
    out.trim().to_owned()
}
