//! A mail server on loopback that follows a script.
//!
//! Each script answers one connection. What the client said is handed back, so
//! that a test sees not only the answer but how far the dialogue went.

use secird::domain::address::EmailAddress;
use secird::outbound::Answer;
use secird::outbound::smtp::{Security, Smtp, SmtpSettings};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What the server does where the client has come to a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Do {
    /// Says this (line ends are added).
    Say(&'static str),
    /// Says this and closes.
    SayAndClose(&'static str),
    /// Closes.
    Close,
    /// Says nothing more and keeps the connection open.
    Hang,
}

/// The points of a dialogue, and what is done at each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Script {
    pub(super) greeting: Do,
    pub(super) ehlo: Do,
    pub(super) starttls: Do,
    pub(super) auth: Do,
    pub(super) mail: Do,
    /// For each recipient in turn.
    pub(super) rcpt: [Do; 2],
    pub(super) data: Do,
    /// In the middle of the content, before the dot; `Say("")` reads on.
    pub(super) content: Do,
    pub(super) dot: Do,
}

/// A server that takes everything.
pub(super) const WILLING: Script = Script {
    greeting: Do::Say("220 mx.example ESMTP"),
    ehlo: Do::Say("250-mx.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"),
    starttls: Do::Say("502 5.5.1 no"),
    auth: Do::Say("235 2.7.0 ok"),
    mail: Do::Say("250 2.1.0 ok"),
    rcpt: [Do::Say("250 2.1.5 ok"), Do::Say("250 2.1.5 ok")],
    data: Do::Say("354 go ahead"),
    content: Do::Say(""),
    dot: Do::Say("250 2.0.0 queued as 4711"),
};

/// What a connection brought.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Heard {
    /// The commands, in order, without line ends.
    pub(super) commands: Vec<String>,
    /// The content as it came, dot-stuffed and without the final dot.
    pub(super) content: Vec<u8>,
}

impl Heard {
    pub(super) fn verbs(&self) -> Vec<String> {
        let verb = |line: &String| line.split([' ', ':']).next().unwrap().to_owned();
        self.commands.iter().map(verb).collect()
    }
}

/// A running server; it serves one connection.
pub(super) struct Server {
    pub(super) port: u16,
    task: JoinHandle<Heard>,
}

impl Server {
    pub(super) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            let (tcp, _) = listener.accept().await.unwrap();
            let mut heard = Heard::default();
            serve(tcp, script, &mut heard, true).await;
            heard
        });
        Self { port, task }
    }

    /// What the one connection brought, once it is over.
    pub(super) async fn heard(self) -> Heard {
        self.task.await.unwrap()
    }
}

/// Serves a connection to its end; with a greeting, or as after STARTTLS.
pub(super) async fn serve<S>(stream: S, script: Script, heard: &mut Heard, greet: bool)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    if greet && !act(&mut stream, script.greeting).await {
        return;
    }
    let mut recipients = script.rcpt.into_iter();
    loop {
        let mut line = String::new();
        // A client that resets the connection has left as well.
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end().to_owned();
        heard.commands.push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap().to_ascii_uppercase();
        let next = match verb.as_str() {
            "EHLO" => script.ehlo,
            "STARTTLS" => script.starttls,
            "AUTH" => script.auth,
            "MAIL" => script.mail,
            "RCPT" => recipients.next().unwrap(),
            "DATA" => script.data,
            "QUIT" => Do::SayAndClose("221 bye"),
            other => panic!("the client said {other}"),
        };
        if !act(&mut stream, next).await {
            return;
        }
        if verb == "DATA" && matches!(next, Do::Say(text) if text.starts_with("354")) {
            if script.content != Do::Say("") {
                act(&mut stream, script.content).await;
                return;
            }
            read_content(&mut stream, heard).await;
            if !act(&mut stream, script.dot).await {
                return;
            }
        }
    }
}

async fn read_content<S: AsyncRead + Unpin>(stream: &mut BufReader<S>, heard: &mut Heard) {
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
            return;
        }
        if line == b".\r\n" {
            return;
        }
        heard.content.extend(line);
    }
}

/// Whether the dialogue goes on after this.
async fn act<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, what: Do) -> bool {
    match what {
        Do::Say(text) => {
            let text = format!("{text}\r\n");
            stream.get_mut().write_all(text.as_bytes()).await.is_ok()
        }
        Do::SayAndClose(text) => {
            let text = format!("{text}\r\n");
            stream.get_mut().write_all(text.as_bytes()).await.unwrap();
            stream.get_mut().shutdown().await.unwrap_or(());
            false
        }
        Do::Close => false,
        Do::Hang => {
            // Until the client gives up; what it says meanwhile is not read by
            // anybody's script.
            let mut rest = Vec::new();
            let ended = stream.read_until(b'\0', &mut rest).await;
            ended.unwrap_or(0);
            false
        }
    }
}

//------------ the client's side -----------------------------------------------

pub(super) fn settings(port: u16) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        user: None,
        password: None,
        ca_file: None,
        timeout: Duration::from_secs(20),
        helo: Some("bot.secretariat.example".to_owned()),
    }
}

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) const MAIL: &[u8] = b"Message-ID: <1@bot.example>\r\nSubject: x\r\n\r\n.dot\r\nend\r\n";

/// Sends [`MAIL`] with a blind copy.
pub(super) async fn send(settings: SmtpSettings) -> Answer {
    let smtp = Smtp::new(settings).unwrap();
    let (from, to) = (
        address("bot@secretariat.example"),
        address("admin@nic.example"),
    );
    let copy = address("office@secretariat.example");
    smtp.send(MAIL, &from, &to, Some(&copy)).await
}
