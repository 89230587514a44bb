//! Our own check of who sent a message, where no border does it.
//!
//! It asks DNS and says what it found in the words a border would use: the value
//! of an `Authentication-Results` field (RFC 8601). From there on there is one
//! way for both: the sender room reads that text with the same strict reader.
//!
//! DKIM (RFC 6376), SPF (RFC 7208), DMARC (RFC 9989) and ARC (RFC 8617) are the
//! library's work. What is done here besides bounds it and distrusts it: the
//! number of signatures, the time and the lookups have limits; a signature counts
//! only with SHA-256, over From and Subject and the whole body, with a body hash
//! found a second time, and for a domain that the Public Suffix List puts
//! into one hand with the From domain. An ARC chain is shown, never believed.
//! Nothing here decides; a failure of DNS is told as one, to be tried again.

mod body;

use crate::domain::address::EmailAddress;
use crate::mail::parse::parse;
use crate::mail::trace::client;
use crate::mail::{Limits, Message};
use body::Form;
use futures::FutureExt as _;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::system_conf::read_system_conf;
use mail_auth::common::crypto::Algorithm;
use mail_auth::dkim::{Canonicalization, Signature};
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, MessageAuthenticator,
    SpfOutput, SpfResult,
};
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// The name our own check signs with.
const ID: &str = "secird.invalid";
/// The most DKIM signatures that are looked at: honest mail has one to three.
const SIGNATURES: usize = 8;
/// The most fields of an ARC chain that are looked at: three a hop.
const ARC_FIELDS: usize = 30;
/// The longest that the check of one message may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest that an ARC chain may take of it.
const ARC_PATIENCE: Duration = Duration::from_secs(4);
/// How far a signer's clock may be ahead, in seconds.
const AHEAD: u64 = 3_600;

//------------ Nameservers -----------------------------------------------------

/// Whom DNS is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nameservers {
    /// Those of the system.
    System,
    /// This one.
    At(SocketAddr),
}

//------------ Checked ---------------------------------------------------------

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The value of an `Authentication-Results` field.
    pub field: String,
    /// Whether a failure of DNS stood in the way, so that another try may help.
    pub again: bool,
}

impl Checked {
    fn of(results: &[String], again: bool) -> Self {
        let said = if results.is_empty() {
            "none".to_owned()
        } else {
            results.join("; ")
        };
        Self {
            field: format!("{ID}; {said}"),
            again,
        }
    }
}

//------------ Verifier --------------------------------------------------------

/// The check, with its resolver.
pub struct Verifier {
    dns: MessageAuthenticator,
    hosts: Vec<String>,
    limits: Limits,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verifier(hosts: {:?})", self.hosts)
    }
}

impl Verifier {
    /// A check that asks `nameservers`. `hosts` are ours: the address in the
    /// Received line with which one of them took a message is the one that SPF
    /// is asked about; without hosts there is no SPF.
    ///
    /// # Errors
    /// Why DNS cannot be asked, in words.
    pub fn new(
        nameservers: Nameservers,
        hosts: Vec<String>,
        limits: Limits,
    ) -> Result<Self, String> {
        let (config, mut options) = match nameservers {
            Nameservers::System => read_system_conf().map_err(|error| error.to_string())?,
            Nameservers::At(address) => (only(address), ResolverOpts::default()),
        };
        options.timeout = Duration::from_secs(3);
        options.attempts = 1;
        options.use_hosts_file = ResolveHosts::Never;
        options.cache_size = 256;
        let dns = MessageAuthenticator::new(config, options).map_err(|error| error.to_string())?;
        Ok(Self { dns, hosts, limits })
    }

    /// Whether DNS answers at all: the root's name servers are asked for.
    ///
    /// # Errors
    /// Why not, in words.
    pub async fn probe(&self) -> Result<(), String> {
        let asked = self.dns.resolver().ns_lookup(".");
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("no end in time".to_owned()),
        }
    }

    /// Checks one message.
    pub async fn check(&self, raw: &[u8]) -> Checked {
        let message = parse(raw, &self.limits);
        let signatures = message.headers.all("DKIM-Signature").count();
        let arc: usize = [
            "ARC-Seal",
            "ARC-Message-Signature",
            "ARC-Authentication-Results",
        ]
        .iter()
        .map(|name| message.headers.all(name).count())
        .sum();
        if signatures > SIGNATURES || arc > ARC_FIELDS {
            let many = "dkim=permerror reason=\"too many signatures\"".to_owned();
            return Checked::of(&[many], false);
        }
        let bytes = with_crlf(raw);
        let work = AssertUnwindSafe(self.results(&bytes, &message)).catch_unwind();
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(checked)) => checked,
            // The library met bytes that it cannot read; another try meets them too.
            Ok(Err(_)) => Checked::of(&["dmarc=permerror reason=\"unreadable\"".to_owned()], false),
            Err(_) => Checked::of(
                &["dmarc=temperror reason=\"no end in time\"".to_owned()],
                true,
            ),
        }
    }

    async fn results(&self, bytes: &[u8], message: &Message) -> Checked {
        let (Some(from), Some(mut parsed)) =
            (message.from.agreed(), AuthenticatedMessage::parse(bytes))
        else {
            return Checked::of(
                &["dmarc=permerror reason=\"no one From\"".to_owned()],
                false,
            );
        };
        let domain = from.0.domain();
        let body = usize::try_from(parsed.body_offset)
            .ok()
            .and_then(|offset| bytes.get(offset..))
            .unwrap_or_default();
        let smooth = smooth(bytes, body);
        let Some(mut smoothed) = AuthenticatedMessage::parse(&smooth) else {
            return Checked::of(&["dmarc=permerror reason=\"no header\"".to_owned()], false);
        };
        // Nobody's name servers are asked but those of the From domain: a stranger
        // could let them keep silent.
        let before = parsed.dkim_headers.len();
        for parsed in [&mut parsed, &mut smoothed] {
            parsed
                .dkim_headers
                .retain(|field| in_one_hand(&field.header.d, domain));
        }
        let foreign = before.saturating_sub(parsed.dkim_headers.len());
        let mut dkim = Vec::new();
        for output in self.signatures(&parsed, &smoothed).await {
            dkim.push(self.strictly(output, body).await);
        }
        if !self.is_served(&format!("_dmarc.{domain}.")).await {
            let word = format!("dmarc=temperror header.from={domain}");
            return Checked::of(&[word], true);
        }
        let (spf, spf_word) = self.spf(message, domain).await;
        let mut results: Vec<String> = dkim.iter().map(dkim_word).collect();
        let unlooked = "dkim=neutral reason=\"the signer is another domain\"";
        results.extend(std::iter::repeat_n(unlooked.to_owned(), foreign));
        results.extend(spf_word);
        let (word, again) = self.dmarc(&parsed, &dkim, spf, domain).await;
        results.push(word);
        if !parsed.as_headers.is_empty() {
            // Shown, never believed; whoever sealed it may keep silent.
            let arc = tokio::time::timeout(ARC_PATIENCE, self.dns.verify_arc(&parsed)).await;
            let word = arc.map_or("temperror", |output| dkim_result(output.result()));
            results.push(format!("arc={word}"));
        }
        Checked::of(&results, again)
    }

    /// What DMARC makes of those results, all of domains in one hand with the From
    /// domain, and whether DNS stood in the way.
    async fn dmarc(
        &self,
        parsed: &AuthenticatedMessage<'_>,
        dkim: &[DkimOutput<'_>],
        spf: Option<(String, SpfOutput)>,
        domain: &str,
    ) -> (String, bool) {
        let looked = spf.is_some();
        let (sender, spf) = spf.unwrap_or_else(|| (String::new(), SpfOutput::new(String::new())));
        let output = self
            .dns
            .verify_dmarc(DmarcParameters {
                message: parsed,
                dkim_output: dkim,
                dkim2_output: None,
                rfc5321_mail_from_domain: &sender,
                spf_output: &spf,
            })
            .await;
        let word = dmarc_word(&output, domain);
        let any = |wanted: fn(&DkimResult) -> bool| dkim.iter().any(|one| wanted(one.result()));
        let passes = any(|result| *result == DkimResult::Pass);
        let hidden = any(|result| matches!(result, DkimResult::TempError(_)))
            || spf.result() == SpfResult::TempError;
        // Half a check that fails is no forgery.
        let (word, reason, again) = match word {
            "fail" if hidden => ("temperror", "", true),
            "fail" if !looked => ("permerror", " reason=\"SPF could not be looked at\"", false),
            "none" => ("none", "", hidden && !passes),
            other => (other, "", other == "temperror"),
        };
        (format!("dmarc={word}{reason} header.from={domain}"), again)
    }

    /// What every signature comes to. A relaxed one is looked at a second time
    /// over a body that is canonical already, where the library errs in making it so.
    async fn signatures<'x>(
        &self,
        parsed: &'x AuthenticatedMessage<'x>,
        smoothed: &'x AuthenticatedMessage<'x>,
    ) -> Vec<DkimOutput<'x>> {
        let outputs = self.dns.verify_dkim(parsed).await;
        let mut again = self.dns.verify_dkim(smoothed).await.into_iter();
        let mut best = Vec::new();
        for output in outputs {
            let relaxed = |output: &DkimOutput<'_>| {
                *output.result() == DkimResult::Pass
                    && output
                        .signature()
                        .is_some_and(|s| s.cb == Canonicalization::Relaxed)
            };
            match again.next().filter(relaxed) {
                Some(second) if *output.result() != DkimResult::Pass => best.push(second),
                Some(_) | None => best.push(output),
            }
        }
        best
    }

    /// A pass that is not good enough is none.
    async fn strictly<'x>(&self, output: DkimOutput<'x>, body: &[u8]) -> DkimOutput<'x> {
        let (DkimResult::Pass, Some(signature)) = (output.result(), output.signature()) else {
            return output;
        };
        let key = format!("{}._domainkey.{}.", signature.s, signature.d);
        let admitted = match self.dns.txt_raw_lookup(key).await {
            Ok(record) => admits(&String::from_utf8_lossy(&record)),
            Err(error) => return DkimOutput::temp_err(error),
        };
        if admitted && is_sound(signature, body) {
            output
        } else {
            DkimOutput::perm_err(mail_auth::Error::NotAligned)
        }
    }

    /// Whether DNS says what there is under a name, be it nothing. A refusal
    /// is no answer, and what it hides must not count as absent.
    async fn is_served(&self, name: &str) -> bool {
        let Err(error) = self.dns.resolver().txt_lookup(name).await else {
            return true;
        };
        matches!(
            error,
            NetError::Dns(DnsError::NoRecordsFound(NoRecords {
                response_code: ResponseCode::NoError | ResponseCode::NXDomain,
                ..
            }))
        )
    }

    /// SPF of the envelope sender, where our own server noted who brought it.
    async fn spf(
        &self,
        message: &Message,
        domain: &str,
    ) -> (Option<(String, SpfOutput)>, Option<String>) {
        let Some(client) = client(&message.headers, &self.hosts) else {
            return (None, None);
        };
        // Another domain's envelope says nothing of this one.
        let sender = EmailAddress::parse(&client.sender).ok();
        let Some(sender) = sender.filter(|sender| in_one_hand(sender.domain(), domain)) else {
            let nobody = SpfOutput::new(String::new());
            return (Some((String::new(), nobody)), Some("spf=none".to_owned()));
        };
        let address = sender.to_string();
        let output = self
            .dns
            .verify_spf(SpfParameters::verify_mail_from(
                client.address,
                &client.helo,
                "secird.invalid",
                &address,
            ))
            .await;
        let word = match output.result() {
            SpfResult::Pass => "pass",
            SpfResult::Fail => "fail",
            SpfResult::SoftFail => "softfail",
            SpfResult::Neutral => "neutral",
            SpfResult::TempError => "temperror",
            SpfResult::PermError => "permerror",
            SpfResult::None => "none",
        };
        let word = format!("spf={word} smtp.mailfrom={}", sender.domain());
        (Some((sender.domain().to_owned(), output)), Some(word))
    }
}

/// One server, asked over UDP and, for long answers, TCP.
fn only(address: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()]
        .into_iter()
        .map(|mut connection| {
            connection.port = address.port();
            connection
        })
        .collect();
    let mut server = NameServerConfig::udp_and_tcp(address.ip());
    server.connections = connections;
    ResolverConfig::from_parts(None, Vec::new(), vec![server])
}

/// Signatures are made over CRLF; a Maildir keeps LF.
fn with_crlf(raw: &[u8]) -> Vec<u8> {
    if raw.windows(2).any(|pair| pair == b"\r\n") {
        return raw.to_vec();
    }
    let mut bytes = Vec::with_capacity(raw.len());
    for byte in raw {
        if *byte == b'\n' {
            bytes.push(b'\r');
        }
        bytes.push(*byte);
    }
    bytes
}

//------------ DKIM ------------------------------------------------------------

/// The message with its body in relaxed form.
fn smooth(bytes: &[u8], body: &[u8]) -> Vec<u8> {
    let head = bytes.len().saturating_sub(body.len());
    let mut smooth = bytes.get(..head).unwrap_or_default().to_vec();
    smooth.extend(body::canonical(body, Form::Relaxed));
    smooth
}

/// Whether a key record admits SHA-256 and mail, and is no test, whose mail is to
/// be treated as unsigned (RFC 6376 §3.6.1: `h=`, `s=`, `t=`).
fn admits(record: &str) -> bool {
    let tag = |name: &str| {
        record.split(';').find_map(|tag| {
            let (key, value) = tag.split_once('=')?;
            (key.trim() == name).then_some(value)
        })
    };
    let has = |list: &str, wanted: &str| list.split(':').any(|entry| entry.trim() == wanted);
    let lists =
        |name: &str, wanted: &str| tag(name).is_none_or(|list| has(list, wanted) || has(list, "*"));
    lists("h", "sha256") && lists("s", "email") && !tag("t").is_some_and(|flags| has(flags, "y"))
}

fn is_sound(signature: &Signature, body: &[u8]) -> bool {
    let covers = |name: &str| {
        signature
            .h
            .iter()
            .any(|field| field.eq_ignore_ascii_case(name))
    };
    let modern = matches!(signature.a, Algorithm::RsaSha256 | Algorithm::Ed25519Sha256);
    let form = match signature.cb {
        Canonicalization::Simple => Form::Simple,
        Canonicalization::Relaxed => Form::Relaxed,
    };
    modern
        && covers("from")
        && covers("subject")
        && signature.atps.is_none()
        && signature.t <= now().saturating_add(AHEAD)
        && body::hash(body, form) == signature.bh
}

/// The second of now: a signature's own dates are held against it.
fn now() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or(0)
}

fn dkim_result(result: &DkimResult) -> &'static str {
    match result {
        DkimResult::Pass => "pass",
        DkimResult::Neutral(_) => "neutral",
        DkimResult::Fail(_) => "fail",
        DkimResult::PermError(_) => "permerror",
        DkimResult::TempError(_) => "temperror",
        DkimResult::None => "none",
    }
}

fn dkim_word(output: &DkimOutput<'_>) -> String {
    let result = match output.result() {
        // A body that was changed, or a signature past its time, is not nothing.
        DkimResult::Neutral(_) => "fail",
        other @ (DkimResult::Pass
        | DkimResult::Fail(_)
        | DkimResult::PermError(_)
        | DkimResult::TempError(_)
        | DkimResult::None) => dkim_result(other),
    };
    match output.signature() {
        Some(signature) => format!(
            "dkim={result} header.d={} header.s={}",
            token(&signature.d),
            token(&signature.s)
        ),
        None => format!("dkim={result}"),
    }
}

/// A name as a stamp may carry it; anything else is no name.
fn token(name: &str) -> &str {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    if !name.is_empty() && name.len() <= 253 && name.bytes().all(plain) {
        name
    } else {
        "invalid"
    }
}

//------------ DMARC -----------------------------------------------------------

/// DMARC's word for what the library found.
fn dmarc_word(output: &DmarcOutput, domain: &str) -> &'static str {
    let any = |wanted: fn(&DmarcResult) -> bool| {
        wanted(output.dkim_result()) || wanted(output.spf_result())
    };
    if output.domain() != domain {
        "permerror"
    } else if any(|result| *result == DmarcResult::Pass) {
        "pass"
    } else if any(|result| matches!(result, DmarcResult::TempError(_))) {
        "temperror"
    } else if any(|result| matches!(result, DmarcResult::PermError(_))) {
        "permerror"
    } else if output.dmarc_record().is_some() {
        "fail"
    } else {
        "none"
    }
}

/// Whether two domains belong to one registrant (Public Suffix List): equal, or
/// below the same registrable domain.
fn in_one_hand(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let registrable = |name: &str| psl::domain_str(name).map(str::to_owned);
    one == other || registrable(&one).is_some_and(|root| Some(root) == registrable(&other))
}
