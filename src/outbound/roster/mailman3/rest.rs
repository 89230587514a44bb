//! Mailman's REST interface on the wire: one question, one bounded answer.
//!
//! It knows addresses on the interface, statuses and JSON, and the limits that
//! hold for each: octets, time, entries. It does not know what a change is.
//! A collection is read a page at a time and is whole or an error, because a
//! short list of members would look like members who left.

use super::Mailman3Settings;
use crate::domain::address::EmailAddress;
use crate::outbound::roster::RosterError;
use crate::outbound::words;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Method, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::IpAddr;

/// The largest answer read, in octets; a page of members has about 40,000.
const LARGEST: usize = 1_048_576;
/// Entries on a page.
const PAGE: usize = 50;
/// The most entries of a collection; the list has two people a ccTLD.
const MOST: usize = 5_000;

//------------ Member ----------------------------------------------------------

/// Somebody on the list in one role.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Member {
    /// The address, in small letters.
    pub(super) email: String,
    /// The name that the list server shows; its address's or its user's.
    #[serde(default)]
    pub(super) display_name: String,
    /// The list server's own name of this membership.
    pub(super) member_id: String,
    /// `as_user` where a person subscribed himself on the web pages.
    #[serde(default)]
    pub(super) subscription_mode: Option<String>,
    /// Where the user is found on the interface.
    #[serde(default)]
    pub(super) user: Option<String>,
    /// What happens to his mail, where it is not what happens to all.
    #[serde(default)]
    pub(super) moderation_action: Option<String>,
}

//------------ Request ---------------------------------------------------------

/// A request to join or to leave that waits for somebody.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Request {
    /// The list server's own name of it.
    pub(super) token: String,
    /// Whose it is.
    pub(super) email: String,
    /// "Your name" as it was typed.
    #[serde(default)]
    pub(super) display_name: String,
    /// When it was made, without a zone.
    #[serde(default)]
    pub(super) when: String,
    /// Who must act next: `moderator` or `subscriber`.
    pub(super) token_owner: String,
}

impl Request {
    /// Whether it waits for us and not for the subscriber's own confirmation.
    pub(super) fn is_held(&self) -> bool {
        self.token_owner == "moderator"
    }
}

/// Whether two writings of an address mean one mailbox.
pub(super) fn is_of(address: &EmailAddress, text: &str) -> bool {
    EmailAddress::parse(text).is_ok_and(|other| other.same_mailbox(address))
}

//------------ Page ------------------------------------------------------------

/// A part of a collection; an empty one has no `entries` at all.
#[derive(Debug, Deserialize)]
struct Page<T> {
    start: usize,
    total_size: usize,
    #[serde(default = "Vec::new")]
    entries: Vec<T>,
}

/// What Mailman says beside a status that is no success.
#[derive(Debug, Default, Deserialize)]
struct Complaint {
    #[serde(default)]
    description: String,
}

//------------ Reply -----------------------------------------------------------

/// An answer that is neither a refusal of our login nor a server not well.
#[derive(Debug)]
pub(super) struct Reply {
    /// Its status.
    pub(super) status: StatusCode,
    body: Vec<u8>,
}

impl Reply {
    /// Mailman's own words about what was wrong, on one line.
    pub(super) fn complaint(&self) -> String {
        let told: Complaint = serde_json::from_slice(&self.body).unwrap_or_default();
        words(&told.description)
    }

    fn read<T: DeserializeOwned>(&self) -> Result<T, RosterError> {
        match self.status {
            StatusCode::OK => serde_json::from_slice(&self.body)
                .map_err(|_| RosterError::Strange("it is not the JSON of Mailman 3".to_owned())),
            StatusCode::NOT_FOUND => Err(RosterError::Refused(
                "it knows no such list at this URL".to_owned(),
            )),
            _ => Err(self.strange()),
        }
    }

    /// Any other status, as an error.
    fn strange(&self) -> RosterError {
        let status = self.status.as_u16();
        RosterError::Strange(words(&format!("status {status} {}", self.complaint())))
    }
}

//------------ Rest ------------------------------------------------------------

/// The interface as one list of it is reached.
#[derive(Clone)]
pub(super) struct Rest {
    client: reqwest::Client,
    base: Url,
    user: String,
    password: SecretString,
    /// The list's name there, with a dot for the `@`.
    list_id: String,
}

impl Rest {
    /// Checks the settings; connects nowhere.
    pub(super) fn new(settings: &Mailman3Settings) -> Result<Self, String> {
        let base = base(&settings.url)?;
        if settings.timeout.is_zero() {
            return Err("the timeout is zero".to_owned());
        }
        // Both stand in one header, parted by the first colon (RFC 7617 §2).
        if settings.user.is_empty() || settings.user.contains(':') {
            return Err("the user is empty or has a colon".to_owned());
        }
        if settings.password.expose_secret().is_empty() {
            return Err("the password is empty".to_owned());
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(settings.timeout)
            .user_agent(concat!("secird/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            base,
            user: settings.user.clone(),
            password: settings.password.clone(),
            list_id: format!("{}.{}", settings.list.local(), settings.list.domain())
                .to_ascii_lowercase(),
        })
    }

    /// Where the interface is, for a person.
    pub(super) fn place(&self) -> &str {
        self.base.as_str()
    }

    /// The list's name on the interface.
    pub(super) fn list_id(&self) -> &str {
        &self.list_id
    }

    /// Asks once, below `lists/LIST`.
    pub(super) async fn ask_list(
        &self,
        method: Method,
        path: &[&str],
        body: &Value,
    ) -> Result<Reply, RosterError> {
        let path = [&["lists", self.list_id.as_str()], path].concat();
        self.ask(method, &path, body).await
    }

    /// Asks once.
    pub(super) async fn ask(
        &self,
        method: Method,
        path: &[&str],
        body: &Value,
    ) -> Result<Reply, RosterError> {
        let request = self
            .client
            .request(method, self.url(path, &[])?)
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string());
        self.answer(request).await
    }

    /// Asks for a change that must be taken.
    pub(super) async fn change(
        &self,
        method: Method,
        path: &[&str],
        body: &Value,
    ) -> Result<(), RosterError> {
        let reply = self.ask(method, path, body).await?;
        if reply.status.is_success() {
            return Ok(());
        }
        Err(reply.strange())
    }

    /// The list's settings.
    pub(super) async fn config(&self) -> Result<serde_json::Map<String, Value>, RosterError> {
        let url = self.url(&["lists", &self.list_id, "config"], &[])?;
        self.answer(self.client.get(url)).await?.read()
    }

    /// The memberships of one address in one role: seldom more than one.
    pub(super) async fn find(
        &self,
        address: &EmailAddress,
        role: &str,
    ) -> Result<Vec<Member>, RosterError> {
        // By body, since an address in a path may have a slash; a `*` in it
        // finds others as well.
        let sought = json!({
            "list_id": self.list_id,
            "subscriber": address.to_string(),
            "role": role,
        });
        let reply = self
            .ask(Method::POST, &["members", "find"], &sought)
            .await?;
        let page: Page<Member> = reply.read()?;
        let mut found = page.entries;
        found.retain(|member| is_of(address, &member.email));
        Ok(found)
    }

    /// A whole collection below `lists/LIST`.
    pub(super) async fn collection<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Vec<T>, RosterError> {
        let path = [&["lists", self.list_id.as_str()], path].concat();
        let count = PAGE.to_string();
        let mut found: Vec<T> = Vec::new();
        let mut total = None;
        for number in 1..=MOST.div_ceil(PAGE) {
            let number = number.to_string();
            let paged = [query, &[("count", count.as_str()), ("page", &number)]].concat();
            let request = self.client.get(self.url(&path, &paged)?);
            let page: Page<T> = self.answer(request).await?.read()?;
            let total = *total.get_or_insert(page.total_size);
            if page.total_size > MOST {
                return Err(strange("a list of over 5,000 entries"));
            }
            if page.total_size != total {
                let why = "the list changed while it was read";
                return Err(RosterError::Away(why.to_owned()));
            }
            let wanted = total.saturating_sub(found.len()).min(PAGE);
            if page.start != found.len() || page.entries.len() != wanted {
                return Err(strange("a page of a list is not whole"));
            }
            found.extend(page.entries);
            if found.len() >= total {
                break;
            }
        }
        Ok(found)
    }

    fn url(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url, RosterError> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| strange("the URL has no path"))?
            .pop_if_empty()
            .extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<Reply, RosterError> {
        let mut response = request
            .basic_auth(&self.user, Some(self.password.expose_secret()))
            .header(ACCEPT, "application/json")
            .send()
            .await
            .map_err(|error| away(&error))?;
        let status = response.status();
        let body = whole(&mut response).await?;
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(RosterError::Refused(
                "it does not let us in; check the user, the password file and the URL".to_owned(),
            )),
            busy if busy.is_server_error() || busy == StatusCode::TOO_MANY_REQUESTS => Err(
                RosterError::Away(format!("it is not well, status {}", busy.as_u16())),
            ),
            status => Ok(Reply { status, body }),
        }
    }
}

/// A body up to [`LARGEST`].
async fn whole(response: &mut reqwest::Response) -> Result<Vec<u8>, RosterError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| away(&error))? {
        if bytes.len().saturating_add(chunk.len()) > LARGEST {
            return Err(strange("it does not end"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A failure of the connection, without the address it names.
fn away(error: &reqwest::Error) -> RosterError {
    if error.is_timeout() {
        return RosterError::Away("it did not end in time".to_owned());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    RosterError::Away(words(&cause.to_string()))
}

fn strange(why: &str) -> RosterError {
    RosterError::Strange(why.to_owned())
}

/// The base of the interface: HTTPS, or plain HTTP to this very machine.
fn base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("the URL cannot be read: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("user and password do not belong into the URL".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the URL ends with the version, as in https://lists.example/3.1".to_owned());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if url.host_str().is_some_and(is_loopback) => Ok(url),
        "http" => Err("plain http only reaches this very machine; use https".to_owned()),
        other => Err(format!("the URL begins with https://, not {other}:")),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
