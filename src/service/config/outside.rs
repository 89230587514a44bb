//! Whom the bot believes besides itself: its border, and IANA's database.

use super::fault::{ConfigFault, Source};
use crate::registry::live::Sources;
use crate::sender::Border;
use crate::verifier::Nameservers;
use jiff::SignedDuration;
use reqwest::Url;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

//------------ [border] --------------------------------------------------------

/// `[border]`: whose word on SPF, DKIM and DMARC counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BorderForm {
    #[serde(default)]
    kind: String,
    id: Option<String>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    pub(super) demand_pass: bool,
    resolver: Option<String>,
    stamps_below_received: Option<bool>,
}

/// Who checks where mail comes from.
///
/// # Errors
/// The key that is missing or cannot be.
pub(super) fn border(form: &BorderForm, source: &Source) -> Result<Border, ConfigFault> {
    let suffix = |host: &&String| {
        host.strip_prefix('.')
            .is_some_and(|suffix| psl::domain_str(suffix).is_none())
    };
    if let Some(host) = form.hosts.iter().find(suffix) {
        let what = format!(
            "{host:?} is everybody's suffix; name your own domain, like \".secretariat.example\""
        );
        return Err(source.fault("border", "hosts", what));
    }
    let idle = match form.kind.as_str() {
        "authserv-id" => form.resolver.as_ref().map(|_| "resolver"),
        "own" if form.id.is_some() => Some("id"),
        "own" => form.stamps_below_received.map(|_| "stamps_below_received"),
        _ => None,
    };
    if let Some(key) = idle {
        let what = format!("has no meaning with kind = {:?}; leave it out", form.kind);
        return Err(source.fault("border", key, what));
    }
    match form.kind.as_str() {
        "authserv-id" => {
            let id = form.id.clone().filter(|id| !id.trim().is_empty());
            let id = id.ok_or_else(|| {
                source.fault(
                    "border",
                    "id",
                    "the id your border writes into Authentication-Results is missing",
                )
            })?;
            Ok(Border::AuthservId {
                id,
                hosts: form.hosts.clone(),
                below: form.stamps_below_received.unwrap_or(false),
            })
        }
        "exchange-online" => Ok(Border::ExchangeOnline),
        "own" => Ok(Border::Own {
            hosts: form.hosts.clone(),
        }),
        "none" | "" => Ok(Border::Absent),
        _ => Err(source.fault(
            "border",
            "kind",
            "one of \"authserv-id\", \"exchange-online\", \"own\", \"none\"",
        )),
    }
}

/// Whom the own check asks for DNS.
///
/// # Errors
/// What stands there is no address.
pub(super) fn nameservers(form: &BorderForm, source: &Source) -> Result<Nameservers, ConfigFault> {
    let Some(text) = &form.resolver else {
        return Ok(Nameservers::System);
    };
    let address = text
        .parse::<SocketAddr>()
        .or_else(|_| text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53)));
    address.map(Nameservers::At).map_err(|_| {
        let what = format!("{text:?} is no address; it looks like \"127.0.0.1\" or \"[::1]:53\"");
        source.fault("border", "resolver", what)
    })
}

//------------ [registry] ------------------------------------------------------

/// `[registry]`: where IANA's records come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RegistryForm {
    kind: String,
    rdap: String,
    whois: String,
    root_db: String,
    timeout_seconds: u64,
    pub(super) refresh_hours: i64,
    pub(super) seconds_between: f64,
}

impl Default for RegistryForm {
    fn default() -> Self {
        Self {
            kind: "live".to_owned(),
            rdap: "https://rdap.iana.org/".to_owned(),
            whois: "whois.iana.org:43".to_owned(),
            root_db: "https://www.iana.org/domains/root/db".to_owned(),
            timeout_seconds: 20,
            refresh_hours: 20,
            seconds_between: 1.0,
        }
    }
}

/// How often the whole cache is read again, and how fast.
#[derive(Debug, Clone, Copy)]
pub struct Refreshing {
    /// Records older than this are due.
    pub after: SignedDuration,
    /// From one question to the next.
    pub pace: Duration,
}

/// Where the database is asked; `None` where only files are taken in.
///
/// # Errors
/// The key that cannot be.
pub(super) fn sources(
    form: &RegistryForm,
    source: &Source,
) -> Result<Option<(Sources, Refreshing)>, ConfigFault> {
    let fault = |key: &str, what: &str| source.fault("registry", key, what);
    match form.kind.as_str() {
        "file" => return Ok(None),
        "live" => {}
        _ => return Err(fault("kind", "one of \"live\", \"file\"")),
    }
    let rdap = match form.rdap.as_str() {
        "" => None,
        text => Some(rdap_base(text).ok_or_else(|| fault("rdap", HTTPS))?),
    };
    let whois = match form.whois.as_str() {
        "" => None,
        text => Some(
            host_and_port(text)
                .ok_or_else(|| fault("whois", "a host and a port, like \"whois.iana.org:43\""))?,
        ),
    };
    if rdap.is_none() && whois.is_none() {
        return Err(fault(
            "kind",
            "neither rdap nor whois is left to ask; \"file\" asks nobody",
        ));
    }
    if !(0.01..=60.0).contains(&form.seconds_between) {
        return Err(fault("seconds_between", "must be between 0.01 and 60"));
    }
    let refreshing = Refreshing {
        after: SignedDuration::from_hours(form.refresh_hours.clamp(1, 24)),
        pace: Duration::from_secs_f64(form.seconds_between),
    };
    let sources = Sources {
        rdap,
        whois,
        patience: Duration::from_secs(form.timeout_seconds.clamp(1, 120)),
    };
    Ok(Some((sources, refreshing)))
}

/// The page of the root zone database.
///
/// # Errors
/// What stands there is no address of ours or of HTTPS.
pub(super) fn root_db(form: &RegistryForm, source: &Source) -> Result<Url, ConfigFault> {
    let url = Url::parse(&form.root_db).ok().filter(is_safe);
    url.ok_or_else(|| source.fault("registry", "root_db", HTTPS))
}

/// What an address of IANA's must be.
const HTTPS: &str = "an https:// address; plain http:// only on this machine";

/// The base of RDAP's paths; what proves the admin contact must not be read
/// over a line that anybody may write on.
fn rdap_base(text: &str) -> Option<Url> {
    let slash = if text.ends_with('/') { "" } else { "/" };
    let url = Url::parse(&format!("{text}{slash}")).ok()?;
    is_safe(&url).then_some(url)
}

fn is_safe(url: &Url) -> bool {
    let here = url
        .host_str()
        .map(|host| host.trim_matches(['[', ']']))
        .is_some_and(|host| {
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        });
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

fn host_and_port(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let host = host.trim_matches(['[', ']']);
    (!host.is_empty()).then_some((host.to_owned(), port.parse().ok()?))
}
