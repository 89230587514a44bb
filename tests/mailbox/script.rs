//! A small IMAP server on loopback that says what a script tells it to.
//!
//! It keeps no mail: to each command it has a fixed answer, and rules replace
//! some of them, each once. So a test is data: on which command, what is said,
//! and whether the connection then goes on, closes or falls silent.

use secird::mailbox::{ImapSettings, Mailbox, Security};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server offers where a test does not say otherwise.
pub(crate) const OFFERS: &str = "IMAP4rev1 UIDPLUS MOVE idle NAMESPACE";

/// The message every folder of the server has, under the UIDs 1, 2 and 5.
pub(crate) const MESSAGE: &str = "Message-ID: <one@tld-ops.example>\r\n\r\n0123456789";

/// What happens after something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// The next command is awaited.
    GoOn,
    /// The connection is closed.
    Close,
    /// Nothing more is said.
    Hang,
    /// The same is said again and again.
    Repeat,
}

/// On a command that begins so, say this: `{tag}` is the command's tag.
/// `GREETING` and `DONE` are commands as well.
#[derive(Debug, Clone)]
pub(crate) struct Rule(pub(crate) &'static str, pub(crate) String, pub(crate) Then);

/// A rule after which the conversation goes on.
pub(crate) fn say(on: &'static str, words: &str) -> Rule {
    Rule(on, words.to_owned(), Then::GoOn)
}

/// What the server heard, and what it is still to say.
#[derive(Debug, Default)]
struct State {
    rules: Vec<Rule>,
    heard: Vec<String>,
    connections: usize,
}

/// A running server; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    port: u16,
    offers: &'static str,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) async fn start(rules: Vec<Rule>) -> Self {
        Self::offering(OFFERS, rules).await
    }

    pub(crate) async fn offering(offers: &'static str, rules: Vec<Rule>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state = State {
            rules,
            ..State::default()
        };
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            offers,
            state: Arc::new(Mutex::new(state)),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                serving.state.lock().unwrap().connections += 1;
                tokio::spawn(serve(serving.clone(), tcp));
            }
        });
        server
    }

    pub(crate) fn settings(&self, security: Security) -> ImapSettings {
        let password = "p\"ss {w\\rd".into();
        let mut settings = ImapSettings::new("127.0.0.1", self.port, security, "bot", password);
        settings.command_timeout = Duration::from_secs(5);
        settings.connect_timeout = Duration::from_secs(5);
        settings
    }

    pub(crate) fn mailbox(&self) -> Mailbox {
        Mailbox::imap(self.settings(Security::Plain)).unwrap()
    }

    /// A mailbox that waits for no answer longer than 300 ms.
    pub(crate) fn impatient_mailbox(&self) -> Mailbox {
        self.mailbox_waiting(Duration::from_millis(300))
    }

    pub(crate) fn mailbox_waiting(&self, timeout: Duration) -> Mailbox {
        let mut settings = self.settings(Security::Plain);
        settings.command_timeout = timeout;
        Mailbox::imap(settings).unwrap()
    }

    /// Every command heard so far, without tags, literals as `{n}octets`.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.state.lock().unwrap().heard.clone()
    }

    /// How many commands began so.
    pub(crate) fn count(&self, on: &str) -> usize {
        let heard = self.heard();
        heard.iter().filter(|line| line.starts_with(on)).count()
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// One more rule.
    pub(crate) fn add(&self, rule: Rule) {
        self.state.lock().unwrap().rules.push(rule);
    }

    /// Whether every rule was used.
    pub(crate) fn is_played_out(&self) -> bool {
        self.state.lock().unwrap().rules.is_empty()
    }

    fn rule(&self, command: &str) -> Option<Rule> {
        let mut state = self.state.lock().unwrap();
        state.heard.push(command.to_owned());
        let at = state
            .rules
            .iter()
            .position(|rule| command.starts_with(rule.0))?;
        Some(state.rules.remove(at))
    }
}

async fn serve(server: Server, tcp: TcpStream) -> Option<()> {
    let mut tcp = BufReader::new(tcp);
    let greeting = Rule("GREETING", "* OK ready\r\n".to_owned(), Then::GoOn);
    let greeting = server.rule("GREETING").unwrap_or(greeting);
    act(&mut tcp, &greeting, "").await?;
    let mut idle = String::new();
    loop {
        let mut line = String::new();
        tcp.read_line(&mut line)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        let line = line.trim_end();
        let (tag, command) = match line {
            "DONE" => (idle.clone(), line.to_owned()),
            _ => line
                .split_once(' ')
                .map(|(tag, rest)| (tag.to_owned(), rest.to_owned()))?,
        };
        if command == "IDLE" {
            idle.clone_from(&tag);
        }
        if let Some(rule) = server.rule(&command) {
            act(&mut tcp, &rule, &tag).await?;
            // A rule that asks for more (`+`) gets it, and then the usual end.
            if !rule.1.contains("\r\n+") && !rule.1.starts_with('+') {
                continue;
            }
            if command == "IDLE" {
                continue;
            }
            let rest = literals(&mut tcp, &command, false).await?;
            server.state.lock().unwrap().heard.push(rest);
            let end = Rule("", "{tag} OK done\r\n".to_owned(), Then::GoOn);
            act(&mut tcp, &end, &tag).await?;
            continue;
        }
        let rest = literals(&mut tcp, &command, true).await?;
        if !rest.is_empty() {
            server.state.lock().unwrap().heard.push(rest);
        }
        let usual = Rule("", usual(&command, server.offers), Then::GoOn);
        act(&mut tcp, &usual, &tag).await?;
    }
}

/// Says what a rule says; `None` when the connection is over.
async fn act(tcp: &mut BufReader<TcpStream>, rule: &Rule, tag: &str) -> Option<()> {
    let words = rule.1.replace("{tag}", tag);
    // Latin-1, so that a script can say any octet.
    let octets: Vec<u8> = words
        .chars()
        .map(|c| u8::try_from(c).unwrap_or(b'?'))
        .collect();
    tcp.write_all(&octets).await.ok()?;
    tcp.flush().await.ok()?;
    match rule.2 {
        Then::GoOn => Some(()),
        Then::Close => None,
        Then::Repeat => loop {
            tcp.write_all(&octets).await.ok()?;
            tcp.flush().await.ok()?;
        },
        Then::Hang => {
            let mut rest = Vec::new();
            tcp.read_to_end(&mut rest).await.ok();
            None
        }
    }
}

/// Reads the literals of a command and the line behind the last.
async fn literals(tcp: &mut BufReader<TcpStream>, command: &str, mut ask: bool) -> Option<String> {
    let (mut line, mut all) = (command.to_owned(), String::new());
    while let Some((_, digits)) = line
        .strip_suffix('}')
        .and_then(|text| text.rsplit_once('{'))
    {
        if ask {
            tcp.write_all(b"+ go on\r\n").await.ok()?;
            tcp.flush().await.ok()?;
        }
        ask = true;
        let mut octets = vec![0; digits.parse().ok()?];
        tcp.read_exact(&mut octets).await.ok()?;
        let mut rest = String::new();
        tcp.read_line(&mut rest).await.ok()?;
        line = rest.trim_end().to_owned();
        all.push_str(&String::from_utf8_lossy(&octets));
        all.push_str(&line);
    }
    Some(all)
}

/// What a server without peculiarities answers.
fn usual(command: &str, offers: &str) -> String {
    let quoted = command.split('"').nth_back(1).unwrap_or_default();
    let uid = command.split(' ').nth(2).unwrap_or_default();
    let data = if command == "CAPABILITY" {
        format!("* CAPABILITY {offers}\r\n")
    } else if command == "NAMESPACE" {
        "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n".to_owned()
    } else if command.starts_with("LIST") {
        format!("* LIST (\\HasNoChildren) \"/\" \"{quoted}\"\r\n")
    } else if command.starts_with("EXAMINE") || command.starts_with("SELECT") {
        "* FLAGS (\\Deleted \\Seen)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n\
         * OK [UIDNEXT 6] ok\r\n"
            .to_owned()
    } else if command.starts_with("UID FETCH 1:*") {
        [5, 1, 2].map(sized).concat()
    } else if command.starts_with("UID FETCH") && command.contains("RFC822.SIZE") {
        // `n:*` names the last message, whatever n is.
        sized(uid.parse().unwrap_or(5))
    } else if command.starts_with("UID FETCH") {
        literal(uid, MESSAGE)
    } else if command.starts_with("UID SEARCH") {
        "* SEARCH 5 1\r\n".to_owned()
    } else {
        String::new()
    };
    match command {
        "IDLE" => "+ idling\r\n".to_owned(),
        _ => format!("{data}{{tag}} OK done\r\n"),
    }
}

fn sized(uid: u32) -> String {
    format!(
        "* {uid} FETCH (UID {uid} RFC822.SIZE {} FLAGS (\\Seen))\r\n",
        MESSAGE.len()
    )
}

/// One FETCH answer with a body.
pub(crate) fn literal(uid: &str, body: &str) -> String {
    format!(
        "* 1 FETCH (UID {uid} BODY[]<0> {{{}}}\r\n{body})\r\n",
        body.len()
    )
}
