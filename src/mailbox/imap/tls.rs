//! TLS for the mailbox: whom to trust, and a refusal in words to act on.
//!
//! The provider is named here (ring), so nothing depends on what the process
//! installed before. A certificate that is not good is a matter for a person; a
//! connection that broke in the handshake is not.

use super::super::MailboxError;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Makes the TLS handshake for `host`, trusting `ca_file` or else the system.
///
/// # Errors
/// [`MailboxError::Tls`] when there can be no trust; [`MailboxError::Lost`]
/// when the connection broke.
pub(super) async fn upgrade(
    tcp: TcpStream,
    host: &str,
    ca_file: Option<&Path>,
) -> Result<TlsStream<TcpStream>, MailboxError> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| MailboxError::Tls(format!("{host:?} is no name for a certificate")))?;
    let file = ca_file.map(Path::to_path_buf);
    let config = tokio::task::spawn_blocking(move || config(file.as_deref()))
        .await
        .map_err(|error| MailboxError::Tls(error.to_string()))??;
    TlsConnector::from(Arc::new(config))
        .connect(name, tcp)
        .await
        .map_err(|error| explain(&error, host))
}

fn config(ca_file: Option<&Path>) -> Result<ClientConfig, MailboxError> {
    let broken = |error: rustls::Error| MailboxError::Tls(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(broken)?;
    let Some(path) = ca_file else {
        let verifier = rustls_platform_verifier::Verifier::new(provider).map_err(broken)?;
        return Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth());
    };
    Ok(builder
        .with_root_certificates(roots(path)?)
        .with_no_client_auth())
}

fn roots(path: &Path) -> Result<RootCertStore, MailboxError> {
    let unfit = |words: String| MailboxError::Tls(format!("{}: {words}", path.display()));
    let pem = std::fs::read(path).map_err(|error| unfit(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| unfit(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| unfit(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unfit("no certificate in PEM in it".to_owned()));
    }
    Ok(roots)
}

/// What went wrong in the handshake, and what to look at.
fn explain(error: &io::Error, host: &str) -> MailboxError {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let Some(inner) = inner else {
        return MailboxError::Lost(format!("{host}, in the TLS handshake: {error}"));
    };
    let words = if let rustls::Error::InvalidCertificate(reason) = inner {
        certificate(reason, host)
    } else if let rustls::Error::InvalidMessage(_) = inner {
        format!(
            "{host} does not speak TLS on this port; \
             is it the port for STARTTLS, or the other way round?"
        )
    } else {
        inner.to_string()
    };
    MailboxError::Tls(words)
}

fn certificate(reason: &CertificateError, host: &str) -> String {
    let what = if matches!(
        reason,
        CertificateError::UnknownIssuer | CertificateError::BadSignature
    ) {
        "is signed by nobody trusted here; for a private authority set the ca_file".to_owned()
    } else if matches!(
        reason,
        CertificateError::Expired | CertificateError::ExpiredContext { .. }
    ) {
        "has expired; renew it, or set this machine's clock".to_owned()
    } else if matches!(
        reason,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }
    ) {
        "is not valid yet; set this machine's clock".to_owned()
    } else if matches!(
        reason,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    ) {
        "is for another name; use the name it was made for as the host".to_owned()
    } else {
        format!("is not good: {reason:?}")
    };
    format!("the certificate of {host} {what}")
}
