//! The body hash of a DKIM signature, found by ourselves (RFC 6376 §3.4).
//!
//! The library that verifies signatures had a fault in the relaxed form of
//! bodies, so a signature counts only where a second pair of eyes finds the
//! same hash. The whole body is hashed: a signature over its beginning (`l=`)
//! says nothing about the rest.

use sha2::{Digest, Sha256};

/// How a body is made canonical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As it is, but for empty lines at its end.
    Simple,
    /// With runs of blanks made one and blanks at line ends removed, too.
    Relaxed,
}

/// The canonical form itself, which every reader makes the same thing of.
pub(super) fn canonical(body: &[u8], form: Form) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    write(body, form, |bytes| out.extend_from_slice(bytes));
    out
}

/// SHA-256 of the canonical form of `body`, whose lines end in CRLF.
pub(super) fn hash(body: &[u8], form: Form) -> Vec<u8> {
    let mut hasher = Sha256::new();
    write(body, form, |bytes| hasher.update(bytes));
    hasher.finalize().to_vec()
}

fn write(body: &[u8], form: Form, mut out: impl FnMut(&[u8])) {
    // Empty lines count only when something follows them.
    let mut empty = 0usize;
    let mut written = false;
    for line in lines(body) {
        let line = match form {
            Form::Simple => line.to_vec(),
            Form::Relaxed => relaxed(line),
        };
        if line.is_empty() {
            empty = empty.saturating_add(1);
            continue;
        }
        for _ in 0..std::mem::take(&mut empty) {
            out(b"\r\n");
        }
        out(&line);
        out(b"\r\n");
        written = true;
    }
    // Of an empty body the simple form leaves one line end, the relaxed none.
    if !written && form == Form::Simple {
        out(b"\r\n");
    }
}

/// The lines of a body without their CRLF; a bare CR or LF ends none.
fn lines(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(body).filter(|body| !body.is_empty());
    std::iter::from_fn(move || {
        let now = rest?;
        match now.windows(2).position(|pair| pair == b"\r\n") {
            Some(end) => {
                rest = now
                    .get(end.saturating_add(2)..)
                    .filter(|after| !after.is_empty());
                now.get(..end)
            }
            None => {
                rest = None;
                Some(now)
            }
        }
    })
}

/// A line with every run of blanks as one, and none at its end.
fn relaxed(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut blank = false;
    for byte in line {
        if matches!(byte, b' ' | b'\t') {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(b' ');
        }
        out.push(*byte);
    }
    out
}
