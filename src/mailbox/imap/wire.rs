//! The octets between the server and the parser, with a limit on everything.
//!
//! async-imap allocates whatever a literal announces (up to 512 MiB), its
//! parser ends the session at answers it does not know (NAMESPACE, ESEARCH) and
//! panics when the text after a response code begins with an 8-bit octet. So it
//! is fed one line or piece of literal at a time: sizes are checked before they
//! are believed, the unknown answers are shown as free text, and the texts meant
//! for people are ASCII. As nothing is handed on beyond the line it needs,
//! octets that came in clear behind the answer to STARTTLS are seen here.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Longest line: a SEARCH answer with some 100,000 UIDs.
const MAX_LINE: usize = 1 << 20;

/// Largest literal where no body was asked for.
pub(super) const SMALL: usize = 1 << 16;

/// Most lines in one answer; the parser begins anew with each of them.
const MAX_LINES: usize = 64;

/// Octets asked of the system at a time.
const CHUNK: usize = 1 << 14;

//------------ Transport -------------------------------------------------------

/// What the octets travel over.
#[derive(Debug)]
pub(super) enum Transport {
    /// TCP in clear.
    Plain(TcpStream),
    /// TCP under TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

//------------ Wire ------------------------------------------------------------

/// The transport, read through a [`Guard`].
#[derive(Debug)]
pub(super) struct Wire {
    transport: Transport,
    guard: Guard,
}

impl Wire {
    /// A fresh wire.
    pub(super) fn new(transport: Transport) -> Self {
        Self {
            transport,
            guard: Guard::default(),
        }
    }

    /// Sets the largest literal to be let through from now on.
    pub(super) fn allow(&mut self, octets: usize) {
        self.guard.largest = octets;
    }

    /// The parser made an answer of all it was given.
    pub(super) fn parsed(&mut self) {
        self.guard.unparsed = 0;
        self.guard.lines = 0;
    }

    /// Gives the TCP stream back for the TLS handshake; `None` when it is under
    /// TLS already, or when the server has sent more than it was asked for.
    pub(super) fn into_quiet_tcp(self) -> Option<TcpStream> {
        match self.transport {
            Transport::Plain(tcp) if self.guard.is_empty() => Some(tcp),
            Transport::Plain(_) | Transport::Tls(_) => None,
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if this.guard.serve(buf) {
                return Poll::Ready(Ok(()));
            }
            if this.guard.advance()? {
                continue;
            }
            let mut space = [0u8; CHUNK];
            let mut chunk = ReadBuf::new(&mut space);
            ready!(match &mut this.transport {
                Transport::Plain(tcp) => Pin::new(tcp).poll_read(cx, &mut chunk),
                Transport::Tls(tls) => Pin::new(tls).poll_read(cx, &mut chunk),
            })?;
            if chunk.filled().is_empty() && !this.guard.release_rest() {
                return Poll::Ready(Ok(()));
            }
            this.guard.take(chunk.filled());
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.transport {
            Transport::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Transport::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Transport::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Transport::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

//------------ Guard -----------------------------------------------------------

/// Where in an answer the next octet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spot {
    /// At the start of an answer.
    Start,
    /// Inside a literal with so many octets to come.
    Literal(usize),
    /// Behind a literal, in the same answer.
    Behind,
}

/// Lets answers through line by line and literal by literal.
#[derive(Debug)]
struct Guard {
    /// Came in, not looked at.
    raw: Vec<u8>,
    /// Looked at, to be handed on from `served`.
    shown: Vec<u8>,
    served: usize,
    spot: Spot,
    /// Octets handed on that the parser has not made an answer of yet.
    unparsed: usize,
    /// And in how many lines.
    lines: usize,
    /// The largest literal let through.
    largest: usize,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            raw: Vec::new(),
            shown: Vec::new(),
            served: 0,
            spot: Spot::Start,
            unparsed: 0,
            lines: 0,
            largest: SMALL,
        }
    }
}

impl Guard {
    fn is_empty(&self) -> bool {
        self.raw.is_empty() && self.served >= self.shown.len()
    }

    fn take(&mut self, octets: &[u8]) {
        self.raw.extend_from_slice(octets);
    }

    /// Hands on what was looked at; false when there is nothing.
    fn serve(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        let rest = self.shown.get(self.served..).unwrap_or_default();
        let piece = rest.get(..buf.remaining()).unwrap_or(rest);
        if piece.is_empty() {
            return false;
        }
        buf.put_slice(piece);
        self.served = self.served.saturating_add(piece.len());
        if self.served >= self.shown.len() {
            self.shown.clear();
            self.served = 0;
        }
        true
    }

    /// Looks at one more line or piece of a literal; false when more must come in.
    fn advance(&mut self) -> io::Result<bool> {
        if let Spot::Literal(left) = self.spot {
            let piece = left.min(self.raw.len());
            self.shown.extend(self.raw.drain(..piece));
            let left = left.saturating_sub(piece);
            self.spot = if left == 0 {
                Spot::Behind
            } else {
                Spot::Literal(left)
            };
            return Ok(piece > 0 || left == 0);
        }
        let Some(end) = self.raw.iter().position(|byte| *byte == b'\n') else {
            if self.raw.len() > MAX_LINE {
                return Err(too_much("a line without end"));
            }
            return Ok(false);
        };
        let line: Vec<u8> = self.raw.drain(..=end).collect();
        self.look_at(line)?;
        Ok(true)
    }

    fn look_at(&mut self, mut line: Vec<u8>) -> io::Result<()> {
        if self.spot == Spot::Start {
            match Kind::of(&line) {
                Kind::Data => {}
                Kind::Words => return self.show_words(line),
                Kind::Unknown => {
                    line.splice(2..2, *b"OK ");
                    return self.show_words(line);
                }
            }
        }
        let literal = announced(&line)?;
        if literal.is_some_and(|octets| octets > self.largest) {
            return Err(too_much("a literal"));
        }
        self.count(line.len().saturating_add(literal.unwrap_or(0)))?;
        self.spot = literal.map_or(Spot::Start, Spot::Literal);
        self.shown.extend_from_slice(&line);
        Ok(())
    }

    fn show_words(&mut self, line: Vec<u8>) -> io::Result<()> {
        self.count(line.len())?;
        let plain = |byte: u8| if byte.is_ascii() { byte } else { b'?' };
        self.shown.extend(line.into_iter().map(plain));
        Ok(())
    }

    /// Counts what the parser is given before it has an answer: it waits for
    /// more as long as it likes.
    fn count(&mut self, octets: usize) -> io::Result<()> {
        self.unparsed = self.unparsed.saturating_add(octets);
        self.lines = self.lines.saturating_add(1);
        if self.lines > MAX_LINES || self.unparsed > self.largest.saturating_add(MAX_LINE) {
            return Err(too_much("an answer"));
        }
        Ok(())
    }

    /// At the end of the stream: shows the unfinished rest, so that the parser
    /// sees it cut short; false when there is none.
    fn release_rest(&mut self) -> bool {
        self.shown.append(&mut self.raw);
        !self.is_empty()
    }
}

/// What kind of answer a line begins (RFC 9051 §7).
enum Kind {
    /// Data that may hold literals.
    Data,
    /// A status, a tagged answer or a continuation: never a literal.
    Words,
    /// Data the parser does not know.
    Unknown,
}

impl Kind {
    fn of(line: &[u8]) -> Self {
        let Some(rest) = line.strip_prefix(b"* ") else {
            return Self::Words;
        };
        let word = rest
            .split(|byte| byte.is_ascii_whitespace())
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match word.as_slice() {
            b"OK" | b"NO" | b"BAD" | b"BYE" | b"PREAUTH" => Self::Words,
            b"NAMESPACE" | b"ESEARCH" => Self::Unknown,
            _ => Self::Data,
        }
    }
}

/// The size of the literal a line announces at its end, if it does.
fn announced(line: &[u8]) -> io::Result<Option<usize>> {
    let Some(inner) = line
        .strip_suffix(b"\r\n")
        .or_else(|| line.strip_suffix(b"\n"))
        .and_then(|text| text.strip_suffix(b"}"))
    else {
        return Ok(None);
    };
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let digits = inner
        .rsplit(|byte| *byte == b'{')
        .next()
        .unwrap_or_default();
    if digits.is_empty() || digits.len() == inner.len() || !digits.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    std::str::from_utf8(digits)
        .ok()
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| too_much("a literal"))
}

fn too_much(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{what} longer than was asked for"),
    )
}
