//! Mailman's web pages on the wire: one form sent, one bounded page read.
//!
//! The list's password is in every form, so that forms go to the configured
//! place and nowhere else: no redirect is followed. What comes back counts only
//! when it is whole and is the very page that was asked for. A login page with
//! status 200 is a refusal, a page that ends too early is none at all.

use super::page::Page;
use super::{Mailman2Settings, strange};
use crate::outbound::roster::RosterError;
use crate::outbound::words;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;

/// The largest page read, in octets; thirty members take about 60,000.
const LARGEST: usize = 4 * 1_048_576;

//------------ Web -------------------------------------------------------------

/// The pages of one list.
#[derive(Clone)]
pub(super) struct Web {
    client: reqwest::Client,
    base: Url,
    password: SecretString,
    /// The list's name in the pages' paths.
    list: String,
}

impl Web {
    /// Checks the settings; connects nowhere.
    pub(super) fn new(settings: &Mailman2Settings) -> Result<Self, String> {
        let base = base(&settings.url)?;
        if settings.timeout.is_zero() {
            return Err("the timeout is zero".to_owned());
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
            password: settings.password.clone(),
            list: settings.list.local().to_ascii_lowercase(),
        })
    }

    /// Where the pages are, for a person.
    pub(super) fn place(&self) -> &str {
        self.base.as_str()
    }

    /// Sends a form to `SCRIPT/LIST/PATH` and reads the page.
    pub(super) async fn ask<N: AsRef<str>, V: AsRef<str>>(
        &self,
        script: &str,
        path: &[&str],
        query: &[(&str, String)],
        form: &[(N, V)],
    ) -> Result<Page, RosterError> {
        let path = [&[script, &self.list], path].concat();
        let request = self
            .client
            .post(self.url(&path, query)?)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(self.body(form));
        let mut response = request.send().await.map_err(|error| away(&error))?;
        accept(response.status())?;
        let charset = charset(response.headers())?;
        let bytes = whole(&mut response).await?;
        let page = Page::read(&bytes, charset.as_deref());
        if page.is_login() {
            return Err(refused());
        }
        if !page.whole {
            return Err(strange("its page ends too early"));
        }
        // Each page of a list links to the list's other pages; its form leads
        // to itself. Without requests admindb has no form.
        if !page.is_at(&path, script == "admin") {
            let why = "it is not the page asked for; check the URL and the list";
            return Err(strange(why));
        }
        Ok(page)
    }

    fn url(&self, path: &[&str], query: &[(&str, String)]) -> Result<Url, RosterError> {
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

    /// A form as a browser sends it, which is the form of a query.
    fn body<N: AsRef<str>, V: AsRef<str>>(&self, form: &[(N, V)]) -> String {
        let mut url = self.base.clone();
        url.query_pairs_mut()
            .append_pair("adminpw", self.password.expose_secret())
            .extend_pairs(form);
        url.query().unwrap_or_default().to_owned()
    }
}

fn refused() -> RosterError {
    let why = "it does not let us in; check the list's administrator password and the list";
    RosterError::Refused(why.to_owned())
}

/// Whether a page is worth reading.
fn accept(status: StatusCode) -> Result<(), RosterError> {
    let number = status.as_u16();
    match status {
        StatusCode::OK => Ok(()),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(refused()),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(RosterError::Refused(
            "it knows no such list at this URL".to_owned(),
        )),
        status if status.is_redirection() => Err(RosterError::Refused(format!(
            "it points elsewhere, status {number}; no password goes there, check the URL"
        ))),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            Err(RosterError::Away(format!("it is busy, status {number}")))
        }
        status if status.is_server_error() => Err(RosterError::Away(format!(
            "it is not well, status {number}"
        ))),
        _ => Err(strange(&format!("status {number}"))),
    }
}

/// The character set of a page, as its server names it.
fn charset(headers: &HeaderMap) -> Result<Option<String>, RosterError> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let mut parts = kind.unwrap_or_default().split(';').map(str::trim);
    if !parts
        .next()
        .unwrap_or_default()
        .eq_ignore_ascii_case("text/html")
    {
        return Err(strange("it is not a web page"));
    }
    let mut parameters = parts.filter_map(|part| part.split_once('='));
    let charset = parameters.find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    Ok(charset.map(|(_, value)| value.trim_matches('"').to_owned()))
}

/// A body up to [`LARGEST`].
async fn whole(response: &mut reqwest::Response) -> Result<Vec<u8>, RosterError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| away(&error))? {
        if bytes.len().saturating_add(chunk.len()) > LARGEST {
            return Err(strange("its page does not end"));
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

/// The base of the pages: HTTPS, or plain HTTP to this very machine.
fn base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("the URL cannot be read: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("user and password do not belong into the URL".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the URL ends as in https://lists.example/mailman".to_owned());
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
