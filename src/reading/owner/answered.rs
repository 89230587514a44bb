//! Which mail an answer answers: our request alone, or perhaps another's.
//!
//! A bare word means what it stands above, below or inside of. Where more than
//! our one request is quoted, or the word stands at a single line of it, it may
//! mean something we never asked.

use super::{Owner, Piece, Sorted};
use crate::mail::automatic::pattern::{Regex, pattern};
use crate::reading::{returned, words};
use std::sync::LazyLock;

impl Sorted {
    /// Whether the answer stands where it could be another's: marked as quoted,
    /// or between the lines of a quote that is not plainly one mail of ours.
    pub(in crate::reading) fn is_ambiguous(&self) -> bool {
        let said = |piece: &&Piece| self.is_own(piece) && words::decides(&piece.own);
        let Some(first) = self.pieces.iter().find(said) else {
            return false;
        };
        let marked = !self
            .pieces
            .iter()
            .any(|piece| said(&piece) && piece.quoted == 0);
        marked
            || self.doubtful
            || (first.owner == Owner::OurQuote && !self.quotes_us_alone())
            || self.is_beside_a_value(&said)
            || self.answers_another()
            || self.is_about_a_line(&said)
    }

    /// Whether what is quoted asks something that we did not ask, or is not ours
    /// at all: then the answer may be to that.
    fn answers_another(&self) -> bool {
        let quoted = |piece: &&Piece| piece.quoted > 0 && !piece.text.trim().is_empty();
        let foreign = self
            .pieces
            .iter()
            .any(|p| quoted(&p) && !p.marker && !p.ours);
        if foreign && !self.returned {
            return true;
        }
        self.pieces
            .split(|piece| piece.quoted == 0 && !piece.text.trim().is_empty())
            .filter(|block| !block.iter().any(|piece| piece.ours))
            .flatten()
            .any(|piece| quoted(&piece) && piece.text.contains(['?', '？', '؟']))
    }

    /// Whether the answer goes on a quote of another in mid-line, stands inside
    /// a gateway's banner, or is put in the mouth of the one we asked about.
    fn is_about_a_line(&self, said: &dyn Fn(&&Piece) -> bool) -> bool {
        let lazy = self.pieces.windows(2).any(|two| match two {
            [above, answer] => {
                said(&answer)
                    && answer.quoted == 0
                    && above.quoted > 0
                    && above.owner == Owner::Other
                    && !above.text.trim().is_empty()
            }
            _ => false,
        });
        let within = self.pieces.windows(3).any(|three| match three {
            [above, answer, below] => said(&answer) && above.banner && below.banner,
            _ => false,
        });
        let cut = |piece: &Piece| {
            let text = piece.own.trim();
            let count = |mark| text.matches(mark).count();
            count('“') != count('”') && count('„') == 0 || text.starts_with("//")
        };
        lazy || within || self.pieces.iter().any(|piece| said(&piece) && cut(piece))
    }

    /// Whether the answer stands between the data of the person: then it may be
    /// about the one line above it.
    fn is_beside_a_value(&self, said: &dyn Fn(&&Piece) -> bool) -> bool {
        let lines: Vec<&Piece> = self
            .pieces
            .iter()
            .filter(|piece| !piece.text.trim().is_empty())
            .collect();
        lines.windows(3).any(|three| match three {
            [above, answer, below] => {
                said(answer) && returned::is_value(&above.text) && returned::is_value(&below.text)
            }
            _ => false,
        })
    }

    /// Whether the one mail that is quoted is by us, as far as its head tells.
    pub(in crate::reading) fn quotes_us_alone(&self) -> bool {
        let head = self.head();
        let named = head.contains('@') && !US.is_match(&head);
        self.markers <= 1 && !named
    }

    /// Whether the one mail that is quoted is known for ours: its head names us,
    /// or more of our words came back than a template alone has.
    pub(in crate::reading) fn quotes_us_plainly(&self) -> bool {
        let head = self.head();
        let ours = self.pieces.iter().filter(|piece| piece.ours);
        let words: usize = ours.map(|p| p.text.split_whitespace().count()).sum();
        let us = US.is_match(&head);
        let other = head.contains('@') && !us;
        self.mails() <= 1 && !other && (us || words >= 80)
    }

    /// What introduces quotes, in one line.
    fn head(&self) -> String {
        let heads = self.pieces.iter().filter(|piece| piece.marker);
        let heads: Vec<&str> = heads.map(|head| head.text.as_str()).collect();
        heads.join(" ")
    }

    /// How many mails are quoted: an attribution and the header right below it
    /// are the head of one.
    fn mails(&self) -> usize {
        let mut count = 0_usize;
        // The depth of the head that is open, and whether it names us on top.
        let mut open: Option<(u8, bool)> = None;
        let lines = self.pieces.iter().filter(|p| !p.text.trim().is_empty());
        for piece in lines {
            if piece.marker {
                let goes_on = open.is_some_and(|(depth, us)| {
                    depth == piece.quoted || (us && depth.saturating_add(1) == piece.quoted)
                });
                if !goes_on {
                    count = count.saturating_add(1);
                }
                let ours = || US.is_match(&piece.text) || is_bare_separator(&piece.text);
                let us = open.map_or_else(ours, |(_, us)| us);
                open = Some((piece.quoted, us));
            } else if !SUBJECT.is_match(&piece.text) {
                open = None;
            }
        }
        count
    }

    /// The first line of somebody else that is quoted and decides or takes back:
    /// whoever answers above it may mean it.
    pub(in crate::reading) fn others_word(&self) -> Option<&str> {
        self.pieces
            .iter()
            .filter(|p| p.owner == Owner::Other && !p.marker && !p.banner && !p.ours)
            .find(|p| words::decides(&p.text) || words::parts_ways(&p.text))
            .map(|p| p.text.as_str())
    }
}

/// "----- Original Message -----" names nobody.
fn is_bare_separator(text: &str) -> bool {
    text.trim_start().starts_with(['-', '_', '='])
        && !text.chars().any(|c| c.is_ascii_digit() || c == '@')
        && text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .count()
            <= 3
}

/// Our own subject in the middle of a quoted header.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\s*>]*subject[\s*]*:"));

/// How a head names us.
static US: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"secretariat|ccnso|secir|validator|tld-?ops[\w.-]*@"));
