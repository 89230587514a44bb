//! IANA asked over the network: RDAP first, WHOIS where that fails.
//!
//! Both answers end in the same reader ([`import::answer`]), and only a whole,
//! undisputed record of the very ccTLD is one. Everything else — an error page,
//! an answer cut off, another name, a server that is busy, away or endless — is
//! a [`Refusal`] and changes nothing. No redirect is followed: a TLD's own RDAP
//! service must not be mistaken for IANA's word about its admin contact.

use super::import::{self, Problem};
use crate::domain::record::{RegistryRecord, Source};
use crate::domain::tld::Tld;
use jiff::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The largest answer read, in octets; a record has about three thousand.
const LARGEST: usize = 256 * 1024;
/// The largest page read; the root zone database has about 700,000.
const LARGEST_PAGE: usize = 8 * 1_048_576;

//------------ Sources ---------------------------------------------------------

/// Where the database is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// The base of RDAP's `domain/NAME`; none leaves it out.
    pub rdap: Option<Url>,
    /// Host and port of WHOIS; none leaves it out.
    pub whois: Option<(String, u16)>,
    /// The longest that one source may take for one record.
    pub patience: Duration,
}

//------------ Refusal ---------------------------------------------------------

/// Why one source gave no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It asks us to come back later; how much, where it says.
    Busy(Option<Duration>),
    /// It could not be reached, or did not end in time.
    Unreachable(String),
    /// It answered with this status.
    Status(u16),
    /// It sent more than a record can be.
    TooLarge,
    /// What it sent is not the record.
    Answer(Problem),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(Some(wait)) => write!(f, "it is busy, for {} s", wait.as_secs()),
            Self::Busy(None) => f.write_str("it is busy"),
            Self::Unreachable(why) => write!(f, "it could not be reached: {why}"),
            Self::Status(status) => write!(f, "it answered with status {status}"),
            Self::TooLarge => f.write_str("it sent more than a record or a page can be"),
            Self::Answer(problem) => problem.fmt(f),
        }
    }
}

/// Why no source gave a record: each with its reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{tld}: {}", told(.refusals))]
pub struct AskError {
    /// The ccTLD.
    pub tld: Tld,
    /// What each source asked said.
    pub refusals: Vec<(Source, Refusal)>,
}

impl AskError {
    /// How long the busiest source asks us to wait, if one does.
    pub fn wait(&self) -> Option<Duration> {
        let waits = self
            .refusals
            .iter()
            .filter_map(|(_, refusal)| match refusal {
                Refusal::Busy(wait) => Some(wait.unwrap_or(BUSY)),
                Refusal::Unreachable(_)
                | Refusal::Status(_)
                | Refusal::TooLarge
                | Refusal::Answer(_) => None,
            });
        waits.max()
    }

    /// Whether no source was there to answer: each is busy or silent.
    pub fn is_closed(&self) -> bool {
        self.refusals
            .iter()
            .all(|(_, refusal)| matches!(refusal, Refusal::Busy(_) | Refusal::Unreachable(_)))
    }

    /// Whether no source answered at all.
    pub fn is_silence(&self) -> bool {
        self.refusals
            .iter()
            .all(|(_, refusal)| matches!(refusal, Refusal::Unreachable(_)))
    }
}

/// The longest rest that is granted: one header must not end RDAP for good.
const LONGEST_REST: Duration = Duration::from_secs(3_600);
/// What is waited where a busy server does not say how long.
const BUSY: Duration = Duration::from_secs(30);

fn told(refusals: &[(Source, Refusal)]) -> String {
    let said: Vec<String> = refusals
        .iter()
        .map(|(source, refusal)| format!("{}: {refusal}", source.as_str()))
        .collect();
    said.join("; ")
}

//------------ Registry --------------------------------------------------------

/// The live database.
#[derive(Debug)]
pub struct Registry {
    sources: Sources,
    client: reqwest::Client,
    /// What RDAP said with which `ETag`, so that it need not say it again.
    known: Mutex<BTreeMap<Tld, (String, RegistryRecord)>>,
    /// Until when RDAP asked to be left alone.
    rests: Mutex<Timestamp>,
}

impl Registry {
    /// A registry that asks `sources`; nothing is asked yet.
    ///
    /// # Errors
    /// The text says why HTTPS cannot be spoken on this machine.
    pub fn new(sources: Sources) -> Result<Self, String> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(sources.patience)
            .user_agent(concat!("secird/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            sources,
            client,
            known: Mutex::default(),
            rests: Mutex::new(Timestamp::UNIX_EPOCH),
        })
    }

    /// The record of `tld` as IANA has it now.
    ///
    /// # Errors
    /// Each source's reason; what was known before still holds.
    pub async fn ask(&self, tld: Tld, now: Timestamp) -> Result<RegistryRecord, AskError> {
        let mut refusals = Vec::new();
        if let Some(base) = &self.sources.rdap {
            let answer = match self.rest_left(now) {
                Some(left) => Err(Refusal::Busy(Some(left))),
                None => self.rdap(base, tld, now).await,
            };
            match answer {
                Ok(record) => return Ok(record),
                Err(refusal) => refusals.push((Source::Rdap, refusal)),
            }
        }
        if let Some((host, port)) = &self.sources.whois {
            let asked = tokio::time::timeout(self.sources.patience, whois(host, *port, tld)).await;
            let answer = match asked {
                Ok(Ok(bytes)) => {
                    import::answer(Source::Whois, &bytes, tld, now).map_err(Refusal::Answer)
                }
                Ok(Err(refusal)) => Err(refusal),
                Err(_) => Err(Refusal::Unreachable("it did not end in time".to_owned())),
            };
            match answer {
                Ok(record) => return Ok(record),
                Err(refusal) => refusals.push((Source::Whois, refusal)),
            }
        }
        Err(AskError { tld, refusals })
    }

    /// A page of IANA's, as text.
    ///
    /// # Errors
    /// Why it was not had.
    pub async fn page(&self, url: &Url) -> Result<String, Refusal> {
        let request = self.client.get(url.clone());
        let mut response = request.send().await.map_err(|error| unreachable(&error))?;
        if response.status() != StatusCode::OK {
            return Err(Refusal::Status(response.status().as_u16()));
        }
        let bytes = whole(&mut response, LARGEST_PAGE).await?;
        String::from_utf8(bytes).map_err(|_| Refusal::Answer(Problem::NotText))
    }

    /// RDAP (RFC 9082 §3.1.3, RFC 9083): one domain object.
    async fn rdap(&self, base: &Url, tld: Tld, now: Timestamp) -> Result<RegistryRecord, Refusal> {
        let url = base
            .join(&format!("domain/{}", tld.a_label()))
            .map_err(|error| Refusal::Unreachable(error.to_string()))?;
        let known = self.known().get(&tld).cloned();
        let mut request = self
            .client
            .get(url)
            .header(ACCEPT, "application/rdap+json, application/json;q=0.9");
        if let Some((etag, _)) = &known {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let mut response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status();
        match (status, known) {
            (StatusCode::OK, _) => {}
            (StatusCode::NOT_MODIFIED, Some((_, record))) => {
                return Ok(RegistryRecord {
                    read: now,
                    ..record
                });
            }
            (StatusCode::NOT_FOUND, _) => return Err(Refusal::Answer(Problem::NoObject)),
            (StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE, _) => {
                let wait = retry_after(response.headers(), now);
                self.rest(now, wait.unwrap_or(BUSY));
                return Err(Refusal::Busy(wait));
            }
            (other, _) => return Err(Refusal::Status(other.as_u16())),
        }
        if !is_json(response.headers()) {
            return Err(Refusal::Answer(Problem::Json));
        }
        let bytes = whole(&mut response, LARGEST).await?;
        let record = import::answer(Source::Rdap, &bytes, tld, now).map_err(Refusal::Answer)?;
        let etag = response
            .headers()
            .get(ETAG)
            .and_then(|etag| etag.to_str().ok());
        match etag {
            Some(etag) => {
                let kept = (etag.to_owned(), record.clone());
                self.known().insert(tld, kept);
            }
            None => {
                self.known().remove(&tld);
            }
        }
        Ok(record)
    }

    /// How much longer RDAP wants to be left alone; then WHOIS serves.
    fn rest_left(&self, now: Timestamp) -> Option<Duration> {
        let until = *self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        let left = Duration::try_from(until.duration_since(now)).ok()?;
        (!left.is_zero()).then_some(left)
    }

    fn rest(&self, now: Timestamp, wait: Duration) {
        let until = now
            .checked_add(wait.min(LONGEST_REST))
            .unwrap_or(Timestamp::MAX);
        *self.rests.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<Tld, (String, RegistryRecord)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A body up to `most` octets.
async fn whole(response: &mut reqwest::Response, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| unreachable(&error))?
    {
        if bytes.len().saturating_add(chunk.len()) > most {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A failure of the connection, without the address it names.
fn unreachable(error: &reqwest::Error) -> Refusal {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let why = if error.is_timeout() {
        "it did not end in time".to_owned()
    } else {
        cause.to_string()
    };
    Refusal::Unreachable(why)
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            ["application/rdap+json", "application/json"]
                .iter()
                .any(|known| kind.eq_ignore_ascii_case(known))
        })
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds or a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Duration::try_from(date.duration_since(now)).ok()
}

/// WHOIS (RFC 3912): the name, and everything until the server closes.
async fn whois(host: &str, port: u16, tld: Tld) -> Result<Vec<u8>, Refusal> {
    let gone = |error: std::io::Error| Refusal::Unreachable(error.to_string());
    let mut stream = TcpStream::connect((host, port)).await.map_err(gone)?;
    let query = format!("{}\r\n", tld.a_label());
    stream.write_all(query.as_bytes()).await.map_err(gone)?;
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    stream
        .take(most)
        .read_to_end(&mut bytes)
        .await
        .map_err(gone)?;
    if bytes.is_empty() {
        return Err(Refusal::Unreachable("it said nothing".to_owned()));
    }
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    Ok(bytes)
}
