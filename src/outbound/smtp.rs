//! Mail to a submission server, one connection a mail, step by step.
//!
//! The outbox must know whether a mail that failed may have been taken after
//! all. lettre's own `send` does not tell where it failed, and its timeout ends
//! with the connection (a server silent after the final dot held it for ever).
//! So the steps are walked here, each under the clock: what fails before the
//! content began is `Later` or `Never`, what fails after it without a clear
//! reply is `Unknown`. It knows bytes and envelopes, not letters.

use crate::domain::address::EmailAddress;
use crate::outbound::bytewise::Bytewise;
use crate::outbound::{Answer, OutboundError, words};
use futures::FutureExt;
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Auth, Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest mail handed to a server, in bytes.
const MAX_BYTES: usize = 50_000_000;

/// How long a goodbye may take: the mail's fate does not hang on it.
const GOODBYE: Duration = Duration::from_secs(3);

//------------ SmtpSettings ----------------------------------------------------

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314; port 465).
    Tls,
    /// STARTTLS, demanded (RFC 3207; port 587).
    StartTls,
    /// None; for a server on this machine only.
    Plain,
}

/// Where and how mail is submitted.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Host name or IP address.
    pub host: String,
    /// 465 for [`Security::Tls`], 587 for [`Security::StartTls`].
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The user to log in as; no login without. lettre keeps a plain copy.
    pub user: Option<String>,
    /// The user's password.
    pub password: Option<SecretString>,
    /// PEM file of the only authorities trusted, instead of the machine's.
    pub ca_file: Option<PathBuf>,
    /// Longest wait for each step of the dialogue.
    pub timeout: Duration,
    /// The name to say in EHLO; the machine's own without.
    pub helo: Option<String>,
}

//------------ Smtp ------------------------------------------------------------

/// A submission server; nothing is connected between two mails.
#[derive(Clone)]
pub struct Smtp {
    settings: Arc<SmtpSettings>,
    hello: ClientId,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({}:{})", self.settings.host, self.settings.port)
    }
}

impl Smtp {
    /// Checks the settings; connects nowhere.
    ///
    /// # Errors
    /// [`OutboundError::Settings`] with what to change.
    pub fn new(settings: SmtpSettings) -> Result<Self, OutboundError> {
        let hello = hello(settings.helo.as_deref())?;
        let tls = match settings.security {
            Security::Tls | Security::StartTls => Some(tls(&settings)?),
            Security::Plain if is_loopback(&settings.host) => None,
            Security::Plain => {
                return Err(wrong(
                    "without TLS only a server on this machine may be used",
                ));
            }
        };
        let credentials = match (&settings.user, &settings.password) {
            (Some(user), Some(password)) => Some(Credentials::new(
                user.clone(),
                password.expose_secret().to_owned(),
            )),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(wrong("user and password are given together or not at all"));
            }
        };
        if settings.timeout.is_zero() {
            return Err(wrong("the timeout is zero"));
        }
        Ok(Self {
            settings: Arc::new(settings),
            hello,
            tls,
            credentials,
        })
    }

    /// Sends one mail; the blind copy is a second recipient of the same
    /// transaction, so that either both are taken or none. Who drops this
    /// before its end knows as little as after [`Answer::Unknown`].
    pub async fn send(
        &self,
        bytes: &[u8],
        from: &EmailAddress,
        to: &EmailAddress,
        blind_copy: Option<&EmailAddress>,
    ) -> Answer {
        if let Some(why) = unsendable(bytes) {
            return Answer::Never(why.to_owned());
        }
        let mut to_all = vec![to];
        to_all.extend(blind_copy.filter(|copy| !copy.same_mailbox(to)));
        let envelope = wire(from).zip(to_all.into_iter().map(wire).collect::<Option<Vec<_>>>());
        let Some((from, to_all)) = envelope else {
            return Answer::Never("an address of the envelope has no wire form".to_owned());
        };
        let mut begun = false;
        let told = AssertUnwindSafe(self.deliver(bytes, from, to_all, &mut begun))
            .catch_unwind()
            .await;
        match told {
            Ok(Ok(done) | Err(done)) => done,
            // lettre panics on some replies (an EHLO line of blanks).
            Err(_) if begun => Answer::Unknown(words("the reply could not be read")),
            Err(_) => Answer::Later(words("the server's reply could not be read")),
        }
    }

    /// Connects, logs in and leaves.
    pub async fn check(&self) -> Answer {
        let told = AssertUnwindSafe(self.open()).catch_unwind().await;
        match told {
            Ok(Ok(mut connection)) => {
                self.leave(&mut connection).await;
                let login = if self.credentials.is_some() {
                    "connected and logged in"
                } else {
                    "connected; no login is configured"
                };
                Answer::Done(login.to_owned())
            }
            Ok(Err(answer)) => answer,
            Err(_) => Answer::Later(words("the server's reply could not be read")),
        }
    }

    /// The whole dialogue. `begun` is set when the content may have gone out.
    async fn deliver(
        &self,
        bytes: &[u8],
        from: Address,
        to_all: Vec<Address>,
        begun: &mut bool,
    ) -> Result<Answer, Answer> {
        let mut connection = self.open().await?;
        let mut options = Vec::new();
        if !bytes.is_ascii() {
            if !connection
                .server_info()
                .supports_feature(Extension::EightBitMime)
            {
                self.leave(&mut connection).await;
                let why = "the server takes no 8-bit mail, and this mail has such an attachment";
                return Err(Answer::Never(why.to_owned()));
            }
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let taken = self.envelope(&mut connection, from, to_all, options).await;
        if let Err(answer) = taken {
            self.leave(&mut connection).await;
            return Err(answer);
        }
        *begun = true;
        let answer = self.content(&mut connection, bytes).await;
        self.leave(&mut connection).await;
        Ok(answer)
    }

    /// MAIL, RCPT for each, DATA: after this the server waits for the content.
    async fn envelope(
        &self,
        connection: &mut AsyncSmtpConnection,
        from: Address,
        to_all: Vec<Address>,
        options: Vec<MailParameter>,
    ) -> Result<(), Answer> {
        let mail = connection.command(Mail::new(Some(from), options));
        let reply = self.step("MAIL", mail).await?;
        expect("MAIL", &reply, Severity::PositiveCompletion)?;
        for to in to_all {
            let what = format!("RCPT {}", masked(&to));
            let rcpt = connection.command(Rcpt::new(to, Vec::new()));
            let reply = self.step(&what, rcpt).await?;
            expect(&what, &reply, Severity::PositiveCompletion)?;
        }
        let reply = self.step("DATA", connection.command(Data)).await?;
        expect("DATA", &reply, Severity::PositiveIntermediate)
    }

    /// The content and the final dot. Only a complete reply says what became
    /// of it; everything else leaves it open (RFC 5321, section 4.5.3.2.6).
    async fn content(&self, connection: &mut AsyncSmtpConnection, bytes: &[u8]) -> Answer {
        // lettre always adds a line end before the dot.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        match timeout(self.settings.timeout, connection.message(bytes)).await {
            Ok(Ok(reply)) => match reply.code().severity {
                Severity::PositiveCompletion => Answer::Done(text_of(&reply)),
                Severity::PositiveIntermediate
                | Severity::TransientNegativeCompletion
                | Severity::PermanentNegativeCompletion => Answer::Unknown(words(&format!(
                    "after the content: the server said {}",
                    text_of(&reply)
                ))),
            },
            Ok(Err(e)) if e.is_transient() => Answer::Later(told("after the content", &e)),
            Ok(Err(e)) if e.is_permanent() => Answer::Never(told("after the content", &e)),
            Ok(Err(e)) => Answer::Unknown(told("after the content began", &e)),
            Err(_) => Answer::Unknown(format!(
                "after the content began: no reply within {} s",
                self.settings.timeout.as_secs_f32()
            )),
        }
    }

    /// Connection, greeting, EHLO, STARTTLS where asked, login where asked.
    async fn open(&self) -> Result<AsyncSmtpConnection, Answer> {
        let mut connection = self.connect().await?;
        if let (Security::StartTls, Some(tls)) = (self.settings.security, self.tls.clone()) {
            if !connection.can_starttls() {
                self.leave(&mut connection).await;
                let why = "the server offers no STARTTLS; check host, port and security \
                           (465 is tls, 587 is starttls)";
                return Err(Answer::Never(why.to_owned()));
            }
            self.step("STARTTLS", connection.starttls(tls, &self.hello))
                .await?;
        }
        if let Some(credentials) = &self.credentials {
            let done = self.login(&mut connection, credentials).await;
            if let Err(answer) = done {
                self.leave(&mut connection).await;
                return Err(answer);
            }
        }
        Ok(connection)
    }

    /// Connection, greeting and EHLO.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Answer> {
        let server = (self.settings.host.as_str(), self.settings.port);
        match self.settings.security {
            Security::Tls | Security::Plain => {
                let limit = Some(self.settings.timeout);
                let tls = self.tls.clone();
                let connect =
                    AsyncSmtpConnection::connect_tokio1(server, limit, &self.hello, tls, None);
                self.step("connecting", connect).await
            }
            Security::StartTls => {
                let tcp = match timeout(self.settings.timeout, TcpStream::connect(server)).await {
                    Ok(Ok(tcp)) => tcp,
                    Ok(Err(e)) => return Err(Answer::Later(words(&format!("connecting: {e}")))),
                    Err(_) => return Err(self.silent("connecting")),
                };
                let greet = AsyncSmtpConnection::connect_with_transport(
                    Box::new(Bytewise(tcp)),
                    &self.hello,
                );
                self.step("greeting", greet).await
            }
        }
    }

    async fn login(
        &self,
        connection: &mut AsyncSmtpConnection,
        credentials: &Credentials,
    ) -> Result<(), Answer> {
        let ways = [Mechanism::Plain, Mechanism::Login];
        if connection.server_info().get_auth_mechanism(&ways).is_none() {
            let why = "the server offers neither AUTH PLAIN nor AUTH LOGIN; check port and \
                       security";
            return Err(Answer::Never(why.to_owned()));
        }
        let asked = timeout(self.settings.timeout, connection.auth(&ways, credentials)).await;
        match asked {
            Ok(Ok(reply)) => expect("login", &reply, Severity::PositiveCompletion),
            Ok(Err(e)) if e.is_permanent() => Err(Answer::Never(words(&format!(
                "the server refuses the login; check user and password, and whether the account \
                 may send by SMTP: {}",
                self.without_secrets(&e)
            )))),
            Ok(Err(e)) => {
                let why = format!("login: {}", self.without_secrets(&e));
                Err(Answer::Later(words(&why)))
            }
            Err(_) => Err(self.silent("login")),
        }
    }

    /// A refusal of the login in the server's words, unless they repeat what
    /// it was told.
    fn without_secrets(&self, error: &Error) -> String {
        let text = error.to_string();
        let secret = self
            .settings
            .password
            .as_ref()
            .map_or("", |password| password.expose_secret());
        let told = self
            .credentials
            .as_ref()
            .and_then(|c| Auth::new(Mechanism::Plain, c.clone(), None).ok())
            .map(|auth| auth.to_string())
            .unwrap_or_default();
        let told = told
            .split_whitespace()
            .nth(2)
            .unwrap_or_default()
            .to_owned();
        let leaks = [secret.to_owned(), told, base64(secret.as_bytes())]
            .iter()
            .any(|leak| !leak.is_empty() && text.contains(leak.as_str()));
        match (leaks, error.status()) {
            (false, _) => words(&text),
            (true, Some(code)) => format!("the server said {code}"),
            (true, None) => "the server said something not repeated here".to_owned(),
        }
    }

    /// One step before the content, under the clock.
    async fn step<T>(
        &self,
        what: &str,
        act: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Answer> {
        match timeout(self.settings.timeout, act).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(e)) if e.is_permanent() => Err(Answer::Never(told(what, &e))),
            Ok(Err(e)) if e.is_client() => Err(Answer::Never(told(what, &e))),
            Ok(Err(e)) => Err(Answer::Later(told(what, &e))),
            Err(_) => Err(self.silent(what)),
        }
    }

    /// QUIT, or closing where that takes too long.
    async fn leave(&self, connection: &mut AsyncSmtpConnection) {
        let limit = self.settings.timeout.min(GOODBYE);
        // The mail's fate is settled; how the goodbye ends changes nothing.
        drop(timeout(limit, connection.quit()).await);
    }

    fn silent(&self, what: &str) -> Answer {
        let seconds = self.settings.timeout.as_secs_f32();
        Answer::Later(words(&format!("{what}: no reply within {seconds} s")))
    }
}

//------------ settings --------------------------------------------------------

fn wrong(why: &str) -> OutboundError {
    OutboundError::Settings(why.to_owned())
}

/// The EHLO name; lettre writes it into the command as it is.
fn hello(name: Option<&str>) -> Result<ClientId, OutboundError> {
    let hello = match name {
        None => ClientId::default(),
        Some(name) => match name.parse::<IpAddr>() {
            Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
            Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
            Err(_) => ClientId::Domain(name.to_owned()),
        },
    };
    if let ClientId::Domain(name) = &hello
        && !is_host(name)
    {
        return Err(wrong("the name for EHLO is no host name; set helo"));
    }
    Ok(hello)
}

fn is_host(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 253
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn tls(settings: &SmtpSettings) -> Result<TlsParameters, OutboundError> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let name = path.display();
        let pem = std::fs::read(path).map_err(|e| wrong(&format!("{name}: {e}")))?;
        // lettre takes a file without any certificate, and then trusts nobody.
        let none = || wrong(&format!("{name} holds no certificate in PEM form"));
        if CertificateDer::from_pem_slice(&pem).is_err() {
            return Err(none());
        }
        let authority = Certificate::from_pem(&pem).map_err(|_| none())?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(authority);
    }
    builder
        .build()
        .map_err(|e| wrong(&format!("TLS: {}", words(&e.to_string()))))
}

//------------ the dialogue ----------------------------------------------------

/// Why these bytes must not go out. A bare CR or LF would let one server see
/// another end of the mail than the next one (SMTP smuggling).
fn unsendable(bytes: &[u8]) -> Option<&'static str> {
    let mut before = 0u8;
    for byte in bytes {
        match (before, *byte) {
            (_, 0) => return Some("the mail holds a NUL"),
            (b'\r', b'\n') => {}
            (b'\r', _) => return Some("the mail holds a CR without LF"),
            (_, b'\n') => return Some("the mail holds a LF without CR"),
            _ => {}
        }
        before = *byte;
    }
    if before == b'\r' {
        return Some("the mail ends in a CR");
    }
    if bytes.is_empty() {
        return Some("the mail is empty");
    }
    (bytes.len() > MAX_BYTES).then_some("the mail is too long")
}

fn wire(address: &EmailAddress) -> Option<Address> {
    Address::new(address.local(), address.domain()).ok()
}

/// A recipient as answers may name it: they end in logs.
fn masked(address: &Address) -> String {
    let first: String = address.user().chars().take(1).collect();
    format!("{first}…@{}", address.domain())
}

/// lettre takes any 2yz or 3yz reply for good; a step wants its own.
fn expect(what: &str, reply: &Response, wanted: Severity) -> Result<(), Answer> {
    if reply.code().severity == wanted {
        return Ok(());
    }
    let why = format!("{what}: the server said {}", text_of(reply));
    Err(Answer::Later(words(&why)))
}

fn text_of(reply: &Response) -> String {
    let lines: Vec<&str> = reply.message().collect();
    words(&format!("{} {}", reply.code(), lines.join(" ")))
}

fn told(what: &str, error: &Error) -> String {
    let said = error.to_string();
    // rustls' word for an answer in clear text.
    let hint = if said.contains("InvalidContentType") {
        "; the server does not speak TLS from the first byte on this port: \
         try security = \"starttls\", or another port"
    } else {
        ""
    };
    words(&format!("{what}: {said}{hint}"))
}

/// Base64 without line ends (RFC 4648), to recognise what must not be shown.
fn base64(bytes: &[u8]) -> String {
    let encoded = lettre::message::Body::new_with_encoding(
        bytes.to_vec(),
        lettre::message::header::ContentTransferEncoding::Base64,
    );
    let text = encoded
        .map(lettre::message::Body::into_vec)
        .unwrap_or_default();
    String::from_utf8_lossy(&text)
        .split_whitespace()
        .collect::<String>()
}
