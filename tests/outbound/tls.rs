//! TLS to a server that is who it should be, and to nobody else.
//!
//! The authority and the server's certificate are invented for this file alone
//! and good until 2120; the key protects nothing.

use crate::outbound::dialogue::{Do, Heard, Script, WILLING, send, serve, settings};
use secird::outbound::Answer;
use secird::outbound::smtp::{Security, Smtp, SmtpSettings};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const AUTHORITY: &str = "-----BEGIN CERTIFICATE-----
MIIBeTCCAR6gAwIBAgICEAEwCgYIKoZIzj0EAwIwIjEgMB4GA1UEAwwXSW52ZW50
ZWQgdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAw
MDBaMCIxIDAeBgNVBAMMF0ludmVudGVkIHRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEuDXawgqTg7IgR7gO92a3x02Sl9fHOssGHIijhLHo
E2LGrIgEpp6bJYMO+wjVnXHgKPRKVRFNNODWmoA4TqVF86NCMEAwDwYDVR0TAQH/
BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAgQwHQYDVR0OBBYEFAV2+EUq3kXXtB1bM64V
WmqtrzRjMAoGCCqGSM49BAMCA0kAMEYCIQDJKD6GK883XZQyI/dP/2S5rEAtLws2
G/EkaP+C5PXQ2wIhANY+VBK7sXBfhAh7VtxU8qBVYfcf6arIn4bkqTZ7y5Xa
-----END CERTIFICATE-----
";

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBqDCCAU2gAwIBAgICEAIwCgYIKoZIzj0EAwIwIjEgMB4GA1UEAwwXSW52ZW50
ZWQgdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAw
MDBaMBUxEzARBgNVBAMMCm14LmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAARj2rC3raqMxFsJpbbQfzIJ/xHO+0axPb/UkgBdPjZxN6Gla6l9AXxcYdqX
yJya67KqNwY2sDknBuGPsEFGDE8lo34wfDAaBgNVHREEEzARgglsb2NhbGhvc3SH
BH8AAAEwCQYDVR0TBAIwADATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQU
LgL4xOhRqF1SaZ6p2O0xGtrGtvkwHwYDVR0jBBgwFoAUBXb4RSreRde0HVszrhVa
aq2vNGMwCgYIKoZIzj0EAwIDSQAwRgIhAIxbiEbFTcIRsDq/ujLeP5sLov/RycFl
BbWUsZqxwVwRAiEAuRLtaZaKTe3fIb+fXBa81WMv3Hw3NoNuQQ37MgJog/0=
-----END CERTIFICATE-----
";

const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwEA+eD9R5jl3U7lo
ZZ17SGtn5LBCxLWDTNCbEA64hWuhRANCAARj2rC3raqMxFsJpbbQfzIJ/xHO+0ax
Pb/UkgBdPjZxN6Gla6l9AXxcYdqXyJya67KqNwY2sDknBuGPsEFGDE8l
-----END PRIVATE KEY-----
";

/// A server that offers STARTTLS before TLS and takes everything after it.
const OFFERING: Script = Script {
    ehlo: Do::Say("250-mx.example\r\n250 STARTTLS"),
    ..WILLING
};

fn acceptor() -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Speaks in the clear up to and with the answer to STARTTLS, in one write
/// with whatever was put on the line after it.
async fn until_starttls(tcp: &mut TcpStream, answer: &str) -> String {
    let mut heard = String::new();
    tcp.write_all(b"220 mx.example ESMTP\r\n").await.unwrap();
    while !heard.ends_with("STARTTLS\r\n") {
        let mut bytes = [0; 500];
        let read = tcp.read(&mut bytes).await.unwrap();
        assert!(read > 0, "the client left after {heard:?}");
        heard.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        if heard.ends_with("EHLO bot.secretariat.example\r\n") {
            tcp.write_all(b"250-mx.example\r\n250 STARTTLS\r\n")
                .await
                .unwrap();
        }
    }
    tcp.write_all(answer.as_bytes()).await.unwrap();
    heard
}

fn trusting(port: u16, security: Security, dir: &Path) -> SmtpSettings {
    let ca_file = dir.join("ca.pem");
    std::fs::write(&ca_file, AUTHORITY).unwrap();
    SmtpSettings {
        security,
        user: Some("office".to_owned()),
        password: Some("correct horse".into()),
        ca_file: Some(ca_file),
        ..settings(port)
    }
}

/// Serves one connection: TLS at once, or after STARTTLS answered like this.
async fn server(starttls: Option<&'static str>) -> (u16, tokio::task::JoinHandle<Option<Heard>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (mut tcp, _) = listener.accept().await.unwrap();
        let greet = starttls.is_none();
        if let Some(answer) = starttls {
            until_starttls(&mut tcp, answer).await;
        }
        let stream = acceptor().accept(tcp).await.ok()?;
        let mut heard = Heard::default();
        serve(stream, WILLING, &mut heard, greet).await;
        Some(heard)
    });
    (port, task)
}

const GO: &str = "220 2.0.0 ready\r\n";

#[tokio::test]
async fn mail_goes_by_tls_and_by_starttls_to_a_server_of_the_given_authority() {
    let dir = tempfile::tempdir().unwrap();
    for (security, starttls) in [(Security::Tls, None), (Security::StartTls, Some(GO))] {
        let (port, task) = server(starttls).await;
        let answer = send(trusting(port, security, dir.path())).await;
        assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
        let verbs = task.await.unwrap().unwrap().verbs();
        assert_eq!(
            verbs,
            ["EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]
        );
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_cannot_prove_its_name() {
    let dir = tempfile::tempdir().unwrap();
    for (security, starttls) in [(Security::Tls, None), (Security::StartTls, Some(GO))] {
        let own = trusting(0, security, dir.path());
        // An authority that did not sign it; and another name.
        let other = dir.path().join("other.pem");
        std::fs::write(&other, CERTIFICATE).unwrap();
        let strange = SmtpSettings {
            ca_file: Some(other),
            ..own.clone()
        };
        let misnamed = SmtpSettings {
            host: "127.0.0.2".to_owned(),
            ..own
        };
        for wrong in [strange, misnamed] {
            let listener = TcpListener::bind((wrong.host.as_str(), 0)).await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let task = tokio::spawn(async move {
                let (mut tcp, _) = listener.accept().await.unwrap();
                if let Some(answer) = starttls {
                    until_starttls(&mut tcp, answer).await;
                }
                acceptor().accept(tcp).await.is_ok()
            });
            let answer = send(SmtpSettings { port, ..wrong }).await;
            assert!(matches!(answer, Answer::Later(_)), "{answer:?}");
            assert!(!task.await.unwrap(), "the handshake came to its end");
        }
    }
}

#[tokio::test]
async fn a_missing_starttls_is_never_and_nothing_secret_was_said() {
    let dir = tempfile::tempdir().unwrap();
    let server = crate::outbound::dialogue::Server::start(WILLING).await;
    let answer = send(trusting(server.port, Security::StartTls, dir.path())).await;
    let Answer::Never(words) = &answer else {
        panic!("{answer:?}");
    };
    assert!(words.contains("no STARTTLS"), "{words}");
    assert_eq!(server.heard().await.verbs(), ["EHLO", "QUIT"]);
    let refusing = Script {
        starttls: Do::Say("454 4.7.0 not now"),
        ..OFFERING
    };
    let server = crate::outbound::dialogue::Server::start(refusing).await;
    let answer = send(trusting(server.port, Security::StartTls, dir.path())).await;
    assert!(matches!(answer, Answer::Later(_)), "{answer:?}");
    let heard = server.heard().await;
    assert!(!heard.verbs().contains(&"AUTH".to_owned()), "{heard:?}");
}

#[tokio::test]
async fn answers_put_on_the_line_before_tls_are_not_taken_for_the_server_s() {
    let dir = tempfile::tempdir().unwrap();
    let early = "220 ready\r\n250-mx.example\r\n250 AUTH PLAIN\r\n235 ok\r\n250 ok\r\n250 ok\r\n\
                 250 ok\r\n354 go\r\n250 queued\r\n";
    let (port, task) = server(Some(early)).await;
    let answer = send(SmtpSettings {
        timeout: Duration::from_secs(5),
        ..trusting(port, Security::StartTls, dir.path())
    })
    .await;
    assert!(matches!(answer, Answer::Later(_)), "{answer:?}");
    assert!(
        task.await.unwrap().is_none(),
        "the handshake came to its end"
    );
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_later() {
    let dir = tempfile::tempdir().unwrap();
    let server = crate::outbound::dialogue::Server::start(WILLING).await;
    let settings = trusting(server.port, Security::Tls, dir.path());
    let answer = Smtp::new(settings).unwrap().check().await;
    let Answer::Later(words) = answer else {
        panic!("{answer:?}")
    };
    assert!(words.contains("try security = \"starttls\""), "{words}");
}
