//! A real Mailman 3, and a go-between that spoils its answers when told.
//!
//! One Mailman serves all tests of a process, since its start takes seconds:
//! each test has a list of its own there, and people whom no other test knows.
//! What is proven about a list is asked over Mailman's interface by this file's
//! own few lines, not by the client under test.

use super::{Server, script, three_ports};
use crate::support::until;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// The domain of every list.
pub(crate) const LISTS: &str = "lists.example";

/// restadmin:restpass, as a header has it.
const LOGIN: &str = "cmVzdGFkbWluOnJlc3RwYXNz";

/// Never dropped: the server ends with the process.
static SHARED: OnceLock<Mailman> = OnceLock::new();

//------------ Mailman ---------------------------------------------------------

/// One Mailman 3 core.
#[derive(Debug)]
pub(crate) struct Mailman {
    /// The REST interface on 127.0.0.1: user restadmin, password restpass.
    pub(crate) port: u16,
    /// Every mail that it sent.
    mails: Arc<Mutex<Vec<String>>>,
    // Held until it drops, or until the process ends.
    _server: Server,
}

impl Mailman {
    /// The one that all tests of this process share.
    pub(crate) fn shared() -> &'static Self {
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        let mails = Arc::default();
        let smtp = listen_for_mail(Arc::clone(&mails));
        let port = three_ports();
        let mut command = script("mailman3");
        command.arg(port.to_string()).arg(smtp.to_string());
        let (server, _) = Server::start(&mut command)
            .unwrap_or_else(|error| panic!("mailman3: {error}; tests/run installs it"));
        let mailman = Self {
            port,
            mails,
            _server: server,
        };
        mailman.done("POST", "domains", &json!({"mail_host": LISTS}));
        mailman
    }

    /// Makes an empty list that nobody else uses.
    pub(crate) fn list(&'static self, name: &str) -> List {
        let address = format!("{name}@{LISTS}");
        let body = json!({"fqdn_listname": address, "style_name": "private-default"});
        self.done("POST", "lists", &body);
        let list = List {
            mailman: self,
            id: format!("{name}.{LISTS}"),
            address,
        };
        list.set(&json!({"subscription_policy": "confirm_then_moderate"}));
        list
    }

    /// Asks the interface: the status and what was said.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("mailman");
        let question = format!(
            "{method} /3.1/{path} HTTP/1.1\r\nHost: mailman\r\nConnection: close\r\n\
             Authorization: Basic {LOGIN}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(question.as_bytes()).expect("mailman");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, said) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let said = serde_json::from_str(said).unwrap_or_default();
        (status.expect("a status"), said)
    }

    /// Asks for what must be done, and gives what was said.
    pub(crate) fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, said) = self.ask(method, path, body);
        assert!((200..300).contains(&status), "{path}: {status} {said}");
        said
    }

    /// What it sent to that address so far: commands and content.
    pub(crate) fn sent_to(&self, address: &str) -> Vec<String> {
        let to = format!("rcpt TO:<{address}>");
        let mails = self.mails.lock().unwrap();
        let ours = mails.iter().filter(|mail| mail.contains(&to));
        ours.cloned().collect()
    }

    /// The same as soon as there is something.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<String> {
        until("a mail from Mailman", Duration::from_secs(30), || {
            Some(self.sent_to(address)).filter(|mails| !mails.is_empty())
        })
    }
}

//------------ List ------------------------------------------------------------

/// One list of the shared Mailman.
#[derive(Debug)]
pub(crate) struct List {
    /// The server.
    pub(crate) mailman: &'static Mailman,
    /// The posting address.
    pub(crate) address: String,
    /// The list's name on the interface.
    pub(crate) id: String,
}

impl List {
    /// Changes settings.
    pub(crate) fn set(&self, settings: &Value) {
        let path = format!("lists/{}/config", self.id);
        self.mailman.done("PATCH", &path, settings);
    }

    /// Subscribes somebody at once.
    pub(crate) fn subscribe(&self, address: &str, name: &str) {
        let (status, said) = self.join(address, name, &["confirmed", "approved"]);
        assert_eq!(status, 201, "{said}");
    }

    /// A subscription that waits for the moderator.
    pub(crate) fn ask_to_join(&self, address: &str, name: &str) {
        let (_, said) = self.join(address, name, &["confirmed"]);
        assert_eq!(said["token_owner"], "moderator", "{said}");
    }

    /// A subscription that waits for the person's own confirmation.
    pub(crate) fn begin_to_join(&self, address: &str, name: &str) {
        let (_, said) = self.join(address, name, &[]);
        assert_eq!(said["token_owner"], "subscriber", "{said}");
    }

    /// Tries to subscribe somebody whose address is verified: the answer.
    pub(crate) fn join(&self, address: &str, name: &str, passed: &[&str]) -> (u16, Value) {
        let mut body = json!({
            "list_id": self.id,
            "subscriber": address,
            "display_name": name,
            "pre_verified": true,
        });
        for step in passed {
            body[format!("pre_{step}")] = json!(true);
        }
        self.mailman.ask("POST", "members", &body)
    }

    /// A member's own wish to leave, as the web pages bring it: the status.
    pub(crate) fn ask_to_leave(&self, address: &str) -> u16 {
        let member = self.member(address);
        let path = format!("members/{}", member["member_id"].as_str().unwrap());
        let body = json!({"pre_confirmed": true});
        self.mailman.ask("DELETE", &path, &body).0
    }

    /// The membership of an address; null where there is none.
    pub(crate) fn member(&self, address: &str) -> Value {
        let path = format!("lists/{}/member/{address}", self.id);
        match self.mailman.ask("GET", &path, &Value::Null) {
            (200, member) => member,
            _ => Value::Null,
        }
    }

    /// The requests of one type that wait for whomever: addresses.
    pub(crate) fn requests(&self, kind: &str) -> Vec<String> {
        let path = format!("lists/{}/requests?request_type={kind}", self.id);
        let said = self.mailman.done("GET", &path, &Value::Null);
        let entries = said["entries"].as_array().cloned().unwrap_or_default();
        let emails = entries.iter().filter_map(|entry| entry["email"].as_str());
        emails.map(str::to_owned).collect()
    }
}

//------------ Mail ------------------------------------------------------------

/// Takes all mail on a port of 127.0.0.1: commands and content as one text.
/// The thread ends with the process.
fn listen_for_mail(mails: Arc<Mutex<Vec<String>>>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mails = Arc::clone(&mails);
            std::thread::spawn(move || take_mail(stream, &mails));
        }
    });
    port
}

fn take_mail(mut stream: TcpStream, mails: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    stream.write_all(b"220 sink\r\n")?;
    let (mut mail, mut content) = (String::new(), false);
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        mail.push_str(&line);
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match (content, verb.as_str()) {
            (true, _) if line == ".\r\n" => {
                content = false;
                mails.lock().unwrap().push(std::mem::take(&mut mail));
                "250 taken"
            }
            (true, _) => continue,
            (false, "DATA") => {
                content = true;
                "354 go on"
            }
            (false, "QUIT") => "221 bye",
            (false, _) => "250 fine",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
    }
}

//------------ Meddler ---------------------------------------------------------

/// What happens to a question on its way.
#[derive(Debug, Clone)]
pub(crate) enum Turn {
    /// These bytes come back, and Mailman hears nothing.
    Say(Vec<u8>),
    /// These, again and again, until the client has enough.
    Endless(Vec<u8>),
    /// Nothing comes back.
    Silence,
    /// The connection is closed.
    Close,
    /// Mailman does it, and its answer is lost.
    Lose,
}

#[derive(Debug, Default)]
struct Book {
    turns: Vec<(String, Turn)>,
    always: Option<Turn>,
    heard: Vec<String>,
}

/// A relay in front of the interface that spoils what it is told to.
#[derive(Debug)]
pub(crate) struct Meddler {
    /// Where it listens on 127.0.0.1.
    pub(crate) port: u16,
    book: Arc<Mutex<Book>>,
}

impl Meddler {
    /// One in front of `target` that spoils nothing yet.
    pub(crate) fn before(target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let book: Arc<Mutex<Book>> = Arc::default();
        let shared = Arc::clone(&book);
        // The threads end with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let book = Arc::clone(&shared);
                std::thread::spawn(move || pass(stream, target, &book));
            }
        });
        Self { port, book }
    }

    /// Spoils the next question whose first line has these words.
    pub(crate) fn next(&self, words: &str, turn: Turn) {
        let mut book = self.book.lock().unwrap();
        book.turns.push((words.to_owned(), turn));
    }

    /// Spoils every question.
    pub(crate) fn always(&self, turn: Turn) {
        self.book.lock().unwrap().always = Some(turn);
    }

    /// The first lines of the questions so far, without the version.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.book.lock().unwrap().heard.clone()
    }
}

/// One question on one connection.
fn pass(mut client: TcpStream, target: u16, book: &Mutex<Book>) -> std::io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let (mut first, mut head, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(number) = lower.strip_prefix("content-length:") {
            length = number.trim().parse().unwrap_or(0);
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let turn = {
        let mut book = book.lock().unwrap();
        let line = first.rsplit_once(' ').map_or("", |(line, _)| line);
        book.heard.push(line.to_owned());
        let at = book
            .turns
            .iter()
            .position(|(words, _)| line.contains(words));
        at.map(|at| book.turns.remove(at).1)
            .or_else(|| book.always.clone())
    };
    let question = format!("{first}Connection: close\r\n{head}\r\n");
    let asked = || -> std::io::Result<Vec<u8>> {
        let mut server = TcpStream::connect(("127.0.0.1", target))?;
        server.write_all(question.as_bytes())?;
        server.write_all(&body)?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer)?;
        Ok(answer)
    };
    match turn {
        None => client.write_all(&asked()?),
        Some(Turn::Say(bytes)) => client.write_all(&bytes),
        Some(Turn::Endless(bytes)) => loop {
            client.write_all(&bytes)?;
        },
        Some(Turn::Silence) => {
            client.set_read_timeout(Some(Duration::from_secs(30)))?;
            reader.read_to_end(&mut Vec::new()).map(|_| ())
        }
        Some(Turn::Close) => Ok(()),
        Some(Turn::Lose) => asked().map(|_| ()),
    }
}
