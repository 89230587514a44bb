//! From nothing to a session that is logged in.
//!
//! In order: TCP, TLS (or STARTTLS, refused when not offered), the greeting,
//! capabilities, login, capabilities again. Nothing the server said before TLS
//! is believed after it. The password goes to the wire and nowhere else.

use super::super::MailboxError;
use super::super::settings::{ImapSettings, Security};
use super::session::{Answer, Session};
use super::tls;
use super::wire::{Transport, Wire};
use secrecy::ExposeSecret;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Codes of RFC 5530 that say "not now" where a refused login says "never".
const NOT_NOW: [&str; 5] = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN"];

/// Connects and logs in.
pub(super) async fn connect(settings: &ImapSettings) -> Result<Session, MailboxError> {
    let tcp = reach(settings).await?;
    let mut session = match settings.security {
        Security::Plain => greeted(Transport::Plain(tcp), settings).await?,
        Security::Tls => {
            let transport = secure(tcp, settings).await?;
            greeted(transport, settings).await?
        }
        Security::StartTls => start_tls(tcp, settings).await?,
    };
    session.learn().await?;
    log_in(&mut session, settings).await?;
    session.learn().await?;
    Ok(session)
}

async fn reach(settings: &ImapSettings) -> Result<TcpStream, MailboxError> {
    let place = format!("{}:{}", settings.host, settings.port);
    let lost = |words: String| MailboxError::Lost(format!("{place}: {words}"));
    let connecting = TcpStream::connect((settings.host.as_str(), settings.port));
    let tcp = timeout(settings.connect_timeout, connecting)
        .await
        .map_err(|_| MailboxError::Silent(settings.connect_timeout, "the connection"))?
        .map_err(|error| lost(error.to_string()))?;
    tcp.set_nodelay(true)
        .map_err(|error| lost(error.to_string()))?;
    let peer = tcp.peer_addr().map_err(|error| lost(error.to_string()))?;
    // "localhost" is what the resolver says it is.
    if settings.security == Security::Plain && !peer.ip().is_loopback() {
        return Err(MailboxError::Tls(format!(
            "{place} is not this machine, so TLS is needed"
        )));
    }
    Ok(tcp)
}

async fn secure(tcp: TcpStream, settings: &ImapSettings) -> Result<Transport, MailboxError> {
    let upgrading = tls::upgrade(tcp, &settings.host, settings.ca_file.as_deref());
    let tls = timeout(settings.connect_timeout, upgrading)
        .await
        .map_err(|_| MailboxError::Silent(settings.connect_timeout, "the TLS handshake"))??;
    Ok(Transport::Tls(Box::new(tls)))
}

async fn greeted(transport: Transport, settings: &ImapSettings) -> Result<Session, MailboxError> {
    let mut session = Session::new(Wire::new(transport), settings.command_timeout);
    session.greet().await?;
    Ok(session)
}

/// STARTTLS (RFC 9051 §6.2.1). Whatever came in clear behind the answer is an
/// attempt to put words into the server's mouth.
async fn start_tls(tcp: TcpStream, settings: &ImapSettings) -> Result<Session, MailboxError> {
    let mut clear = greeted(Transport::Plain(tcp), settings).await?;
    clear.learn().await?;
    let host = &settings.host;
    if !clear.offers("STARTTLS") {
        return Err(MailboxError::Tls(format!(
            "{host} does not offer STARTTLS; use TLS (port 993), or ask who stands in between"
        )));
    }
    let answer = clear
        .ask("STARTTLS", &[b"STARTTLS"], &mut |_| Ok(()))
        .await?;
    if let Answer::Refused(words) = answer {
        return Err(MailboxError::Tls(format!(
            "{host} refused STARTTLS: {words}"
        )));
    }
    let tcp = clear.into_wire().into_quiet_tcp().ok_or_else(|| {
        MailboxError::Tls(format!(
            "{host} sent more than its answer to STARTTLS; somebody may stand in between"
        ))
    })?;
    let transport = secure(tcp, settings).await?;
    // No second greeting follows (RFC 9051 §6.2.1).
    Ok(Session::new(Wire::new(transport), settings.command_timeout))
}

async fn log_in(session: &mut Session, settings: &ImapSettings) -> Result<(), MailboxError> {
    let user = settings.user.as_str();
    let password = settings.password.expose_secret();
    let proof = base64(format!("\0{user}\0{password}").as_bytes());
    let answer = if session.offers("AUTH=PLAIN") {
        if session.offers("SASL-IR") {
            let line = format!("AUTHENTICATE PLAIN {proof}");
            session
                .ask("AUTHENTICATE", &[line.as_bytes()], &mut |_| Ok(()))
                .await
        } else {
            let steps: [&[u8]; 2] = [b"AUTHENTICATE PLAIN", proof.as_bytes()];
            session.ask("AUTHENTICATE", &steps, &mut |_| Ok(())).await
        }
    } else if session.offers("LOGINDISABLED") {
        return Err(MailboxError::Login {
            user: user.to_owned(),
            answer: "it allows no login by password on this connection (LOGINDISABLED)".to_owned(),
        });
    } else {
        // Literals carry every password; a quoted string does not.
        let first = format!("LOGIN {{{}}}", user.len());
        let second = format!("{user} {{{}}}", password.len());
        let steps = [first.as_bytes(), second.as_bytes(), password.as_bytes()];
        session.ask("LOGIN", &steps, &mut |_| Ok(())).await
    };
    let words = match answer {
        Ok(Answer::Done) => return Ok(()),
        Ok(Answer::Refused(words)) => words,
        Err(MailboxError::Refused { answer, .. }) => answer,
        Err(error) => return Err(error),
    };
    let answer = hide(&words, &[password, &proof]);
    if NOT_NOW
        .iter()
        .any(|code| answer.starts_with(&format!("[{code}]")))
    {
        return Err(MailboxError::Refused {
            command: "LOGIN",
            answer,
        });
    }
    Err(MailboxError::Login {
        user: user.to_owned(),
        answer,
    })
}

/// Takes the password out of what a server echoes.
fn hide(words: &str, secrets: &[&str]) -> String {
    secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .fold(words.to_owned(), |text, secret| {
            text.replace(secret, "(hidden)")
        })
}

/// Base64 with padding (RFC 4648 §4).
fn base64(octets: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in octets.chunks(3) {
        let bits = (0..3).fold(0u32, |sum, at| {
            (sum << 8) | u32::from(three.get(at).copied().unwrap_or(0))
        });
        for at in 0..4usize {
            let shift = 18usize.saturating_sub(at.saturating_mul(6));
            let digit = usize::try_from((bits >> shift) & 63).ok();
            let shown = at <= three.len();
            let letter = digit.filter(|_| shown).and_then(|at| DIGITS.get(at));
            text.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}
