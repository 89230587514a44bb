//! Whose each line is: the person's, ours that came back, or somebody else's.
//!
//! With our words known, what is left to guess is small: where a quote begins
//! and whom it quotes. A quote that opens with words of ours is our request, and
//! what stands between our lines there was typed into it by the person. Any
//! other quote is somebody else's mail and is never read as an answer.

use super::marker;
use super::subtract::{self, Mark, Stock, Word};
use super::words;
use crate::mail::automatic::pattern::pattern;
use crate::mail::body::{Line, Text};
use regex::Regex;
use std::sync::LazyLock;

//------------ Piece -----------------------------------------------------------

/// Whose a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Outside of any quote, or after it.
    Person,
    /// Inside a quote of our request.
    OurQuote,
    /// Inside a quote of somebody else.
    Other,
}

/// One line, sorted.
#[derive(Debug, Clone)]
pub struct Piece {
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
}

/// A text, sorted line by line.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    /// Its lines.
    pub pieces: Vec<Piece>,
    /// How many other mails are quoted with a header or attribution.
    pub markers: usize,
    /// Whether words of ours came back at all.
    pub returned: bool,
}

impl Sorted {
    /// Sorts a text.
    pub fn of(text: &Text, stock: &Stock) -> Self {
        let lines: Vec<Line> = text
            .lines
            .iter()
            .map(without_expansions)
            .map(unmarked_head)
            .collect();
        let marks = subtract::align(&lines, stock);
        let ours: Vec<bool> = lines
            .iter()
            .zip(&marks)
            .map(|(_, words)| is_ours(words))
            .collect();
        let found = marker::find(&lines, &ours);
        let mut sorted = Self {
            pieces: Vec::with_capacity(lines.len()),
            markers: found.count,
            returned: ours.iter().any(|o| *o),
        };
        let mut owners = vec![Owners::Known(Owner::Person)];
        let mut banner = false;
        for (number, (line, words)) in lines.iter().zip(&marks).enumerate() {
            let is_ours = ours.get(number).copied().unwrap_or_default();
            let telling = is_telling_of_answer(&line.text);
            banner = !is_ours
                && !telling
                && (BANNER.is_match(&line.text) || (banner && BANNER_MORE.is_match(&line.text)));
            let is_marker = found.lines.get(number).copied().unwrap_or_default();
            let depth = usize::from(line.quoted);
            if !line.text.trim().is_empty() || is_marker {
                owners.truncate(depth.saturating_add(1));
            }
            while owners.len() <= depth {
                owners.push(Owners::Open);
            }
            let here = owners.last_mut();
            let owner = settle(here, line, is_ours, is_marker || banner);
            if is_marker
                && !marker::leads_deeper(&lines, &found.lines, number)
                && let Some(last) = owners.last_mut()
            {
                *last = Owners::Open;
            }
            sorted.pieces.push(Piece {
                text: line.text.clone(),
                quoted: line.quoted,
                owner,
                ours: is_ours,
                marker: is_marker,
                own: if is_ours {
                    residue(line, words)
                } else {
                    own(line, words)
                },
                hidden: line.hidden,
                struck: line.struck,
                edge: words.iter().any(|w| w.mark == Mark::Edge),
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
            if ours_above && LINK.is_match(&piece.text) {
                piece.ours = true;
                piece.own.clear();
            }
            ours_above = piece.ours;
        }
    }

    /// Whether a line is one the person may have written.
    fn is_own(&self, piece: &Piece) -> bool {
        if piece.marker || piece.hidden || piece.own.trim().is_empty() {
            return false;
        }
        match piece.owner {
            Owner::Person => true,
            Owner::Other => false,
            // A marked quote holds our text however damaged; only what decides
            // or takes back is looked at there.
            Owner::OurQuote if piece.quoted > 0 => is_telling(&piece.own),
            Owner::OurQuote => true,
        }
    }

    /// The person's lines in blocks that quotes separate; lines that `except`
    /// names count as quotes.
    pub fn blocks(&self, except: &[bool]) -> Vec<Vec<String>> {
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

    /// Whether the answer stands where it could be another's: marked as quoted,
    /// or between the lines of a quote that is not plainly one mail of ours.
    pub fn is_ambiguous(&self) -> bool {
        let said = |piece: &&Piece| self.is_own(piece) && is_telling_of_answer(&piece.own);
        let Some(first) = self.pieces.iter().find(said) else {
            return false;
        };
        let marked = !self
            .pieces
            .iter()
            .any(|piece| said(&piece) && piece.quoted == 0);
        marked || (first.owner == Owner::OurQuote && !self.quotes_us_alone())
    }

    /// Whether the one mail that is quoted is by us, as far as its head tells.
    pub fn quotes_us_alone(&self) -> bool {
        let heads: Vec<&str> = self
            .pieces
            .iter()
            .filter(|p| p.marker)
            .map(|p| p.text.as_str())
            .collect();
        let head = heads.join(" ");
        let named = head.contains('@') && !US.is_match(&head);
        self.markers <= 1 && !named
    }

    /// Whether a line of the person is hidden from the eye.
    pub fn has_hidden(&self) -> bool {
        self.pieces
            .iter()
            .any(|p| p.hidden && !p.ours && p.text.chars().any(char::is_alphanumeric))
    }

    /// Whether a line of the person is struck through.
    pub fn has_struck(&self) -> bool {
        self.pieces.iter().any(|p| p.struck && self.is_own(p))
    }

    /// Whether a deciding word may be ours or the person's.
    pub fn has_edge(&self) -> bool {
        self.pieces
            .iter()
            .any(|p| p.edge && p.owner != Owner::Other)
    }

    /// The person's own text, as one string.
    pub fn reply(&self) -> String {
        let blocks = self.blocks(&[]);
        let parts: Vec<String> = blocks
            .iter()
            .map(|block| block.join("\n").trim().to_owned())
            .collect();
        parts.join("\n\n")
    }

    /// Everything that was taken away.
    pub fn subtracted(&self) -> String {
        let taken: Vec<&str> = self
            .pieces
            .iter()
            .filter(|p| !p.text.trim().is_empty() && (p.ours || !self.is_own(p)))
            .map(|p| p.text.as_str())
            .collect();
        taken.join("\n")
    }
}

/// The owner at one depth.
#[derive(Debug, Clone, Copy)]
enum Owners {
    /// A quote began; its first line will tell.
    Open,
    /// It told.
    Known(Owner),
}

/// The owner of a line; the first telling line of a quote settles it.
fn settle(here: Option<&mut Owners>, line: &Line, ours: bool, marker: bool) -> Owner {
    let Some(here) = here else {
        return Owner::Other;
    };
    match *here {
        Owners::Known(owner) => owner,
        Owners::Open => {
            let telling = !line.text.trim().is_empty()
                && !marker
                && line.text.chars().any(char::is_alphanumeric);
            let owner = if ours { Owner::OurQuote } else { Owner::Other };
            if telling {
                *here = Owners::Known(owner);
            }
            owner
        }
    }
}

/// How a head names us.
static US: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"secretariat|ccnso|secir|validator|tld-?ops[\w.-]*@"));

static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\s<\[(]*https?://\S+\s*$"));

static BANNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:\[?(?:external|extern|ext|caution|warning|attention|achtung|vorsicht|let op|suspicious|be careful)\b.{0,120}(?:\]|e-?mail|outside|sender|link|attachment|organi[sz]ation|external|extern)|\[?external\]?\W*$|this (?:e-?mail|message) (?:originated|came|was sent|has been sent) from|do not click|you don['’]?t often get e-?mail|some people who received this|learn why this is important|.{0,60}\b(?:originated|sent) (?:from )?outside)",
    )
});

/// Words of such a banner's further lines.
static BANNER_MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:organi[sz]ation|click|links?|attachments?|sender|content is safe|recogni[sz]e|trust\w*|phish\w*|helpdesk|service ?desk)\b",
    )
});

/// A line that a mail system put on top ("[EXTERNAL] …").
pub(super) fn is_banner(text: &str) -> bool {
    BANNER.is_match(text)
}

/// Whether most words of a line are ours.
fn is_ours(words: &[Word]) -> bool {
    let ours = words.iter().filter(|w| w.mark != Mark::Person).count();
    ours.saturating_mul(2) > words.len()
}

/// Whether a text has a deciding word.
fn is_telling_of_answer(text: &str) -> bool {
    words::CONFIRMS.is_match(text) || words::DENIES.is_match(text)
}

/// Whether a text decides or takes back.
fn is_telling(text: &str) -> bool {
    words::CONFIRMS.is_match(text)
        || words::DENIES.is_match(text)
        || words::NEGATION.is_match(text)
        || words::CONDITION.is_match(text)
        || words::DRAFT.is_match(text)
}

/// What is left of a line that is mostly ours: damage, unless it decides or
/// takes back.
fn residue(line: &Line, words: &[Word]) -> String {
    let left = own(line, words);
    if words::CONFIRMS.is_match(&left)
        || words::DENIES.is_match(&left)
        || words::NEGATION.is_match(&left)
    {
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

/// One program frames the author of a quote in ">>>": no depth of quotation.
fn unmarked_head(line: Line) -> Line {
    if line.quoted == 3 && line.text.trim_end().ends_with(">>>") {
        return Line { quoted: 0, ..line };
    }
    line
}

//------------ Link expansions -------------------------------------------------

static EXPANSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\s?[<\[](?:mailto:|https?://|tel:|cid:|file:)[^<>\[\]\s]{0,900}[>\]]")
});
static MAILTO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"([^\s<>\[\]@:,;()]+@[^\s<>\[\]@:,;()]+)\s?[<\[]mailto:([^\s<>\[\]]+)[>\]]")
});
static MARKDOWN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\[([^\s\[\]()]+@[^\s\[\]()]+)\]\(mailto:([^\s()]+)\)"));
static ALONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[<\[]mailto:([^\s<>\[\]?]+)[>\]]"));

/// A line without the link targets some programs write behind link texts. A
/// target other than the address before it stays, for a reader to stumble over.
fn without_expansions(line: &Line) -> Line {
    if !line.text.contains(['<', '[']) {
        return line.clone();
    }
    let text = MAILTO.replace_all(&line.text, |found: &regex::Captures<'_>| {
        let (shown, target) = (found.get(1), found.get(2));
        let (shown, target) = (
            shown.map_or("", |m| m.as_str()),
            target.map_or("", |m| m.as_str()),
        );
        let bare = target.split('?').next().unwrap_or_default();
        if shown.eq_ignore_ascii_case(bare) {
            shown.to_owned()
        } else {
            format!("{shown} <{target}>")
        }
    });
    let text = MARKDOWN.replace_all(&text, |found: &regex::Captures<'_>| {
        let part = |n| found.get(n).map_or("", |m| m.as_str());
        if part(1).eq_ignore_ascii_case(part(2)) {
            part(1).to_owned()
        } else {
            format!("{} <{}>", part(1), part(2))
        }
    });
    let text = ALONE.replace_all(&text, "$1");
    let text = EXPANSION.replace_all(&text, "");
    Line {
        text: text.into_owned(),
        ..line.clone()
    }
}
