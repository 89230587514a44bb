//! A stand-in for Mailman 2.1, for a system that has no Python 2.
//!
//! It keeps one list in memory, demands the password in each form, does what the
//! forms of 2.1.39 do and answers in pages. Their frames are captured ones with
//! other people in them (`fixtures/roster/mailman2`); the rows of members and of
//! settings, which were not captured, are built as Mailman's source builds them.
//! It misbehaves as told.

mod pages;
mod text;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The list's password.
pub(crate) const PASSWORD: &str = "geheim & Ünlü";

/// The languages that the list may have, with their character sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// English, us-ascii.
    English,
    /// German, iso-8859-1.
    German,
    /// Russian, koi8-r.
    Russian,
    /// Japanese, euc-jp.
    Japanese,
}

//------------ World -----------------------------------------------------------

/// A member.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// The address as it was subscribed.
    pub(crate) address: String,
    /// The name.
    pub(crate) name: String,
    /// The options that are on: `mod`, `hide`, `nomail`, ...
    pub(crate) options: BTreeSet<String>,
    /// The language.
    pub(crate) language: String,
}

/// A held request.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    /// Its number.
    pub(crate) id: u32,
    /// Whose it is.
    pub(crate) address: String,
    /// The name; `None` asks to leave.
    pub(crate) name: Option<String>,
}

/// How it misbehaves.
#[derive(Debug, Clone)]
pub(crate) enum Turn {
    /// It says these octets and does nothing.
    Say(Vec<u8>),
    /// It says this again and again after these octets.
    Endless(Vec<u8>, Vec<u8>),
    /// It sends the right answer octet by octet, one at each breath.
    Drip,
    /// It does nothing and answers as if it had.
    Deaf,
    /// It does what it shall and sends the first half of its answer.
    Half,
    /// It does what it shall and says nothing.
    Lose,
    /// It waits for its lock until the client is gone, and then does it.
    Lock,
    /// It says nothing at all until the client is gone.
    Silence,
    /// It does nothing and shows the login page with status 200.
    Login,
}

/// The list.
#[derive(Debug)]
pub(crate) struct World {
    /// By address in small letters.
    pub(crate) members: BTreeMap<String, Person>,
    /// What waits.
    pub(crate) held: Vec<Asking>,
    /// The settings.
    pub(crate) config: BTreeMap<String, String>,
    /// Who may not subscribe.
    pub(crate) banned: BTreeSet<String>,
    /// Members on one page.
    pub(crate) chunk: usize,
    /// The list's language.
    pub(crate) language: Language,
    /// Whether the site has open lists.
    pub(crate) open_site: bool,
    /// To whom it wrote, and what.
    pub(crate) mails: Vec<(String, String)>,
    /// What it was asked: the place and the names of the fields.
    pub(crate) heard: Vec<String>,
    turns: VecDeque<(String, Turn)>,
    always: Option<Turn>,
    next: u32,
}

impl World {
    fn new() -> Self {
        let config = pages::sheets().flat_map(|(_, fields)| fields.iter());
        Self {
            members: BTreeMap::new(),
            held: Vec::new(),
            config: config
                .map(|field| (field.name.to_owned(), field.first.to_owned()))
                .collect(),
            banned: BTreeSet::new(),
            chunk: 30,
            language: Language::English,
            open_site: true,
            mails: Vec::new(),
            heard: Vec::new(),
            turns: VecDeque::new(),
            always: None,
            next: 0,
        }
    }

    /// Somebody is on the list.
    pub(crate) fn member(&mut self, address: &str, name: &str) {
        let person = Person {
            address: address.to_owned(),
            name: name.to_owned(),
            options: BTreeSet::from(["nodupes".to_owned()]),
            language: "en".to_owned(),
        };
        self.members.insert(address.to_lowercase(), person);
    }

    /// Somebody asks to join; the number of the request.
    pub(crate) fn ask_to_join(&mut self, address: &str, name: &str) -> u32 {
        self.hold(address, Some(name.to_owned()))
    }

    /// Somebody asks to leave; the number of the request.
    pub(crate) fn ask_to_leave(&mut self, address: &str) -> u32 {
        self.hold(address, None)
    }

    fn hold(&mut self, address: &str, name: Option<String>) -> u32 {
        self.next += 1;
        self.held.push(Asking {
            id: self.next,
            address: address.to_owned(),
            name,
        });
        self.next
    }

    /// The next question with these words in it gets that.
    pub(crate) fn next(&mut self, words: &str, turn: Turn) {
        self.turns.push_back((words.to_owned(), turn));
    }

    /// Every question gets that.
    pub(crate) fn always(&mut self, turn: Turn) {
        self.always = Some(turn);
    }

    fn turn(&mut self, question: &str) -> Option<Turn> {
        let at = self
            .turns
            .iter()
            .position(|(words, _)| question.contains(words.as_str()));
        let turn = at.and_then(|at| self.turns.remove(at));
        turn.map(|(_, turn)| turn).or_else(|| self.always.clone())
    }

    /// Carries out a form; status and page.
    fn serve(&mut self, place: &str, query: &Form, form: &Form) -> (u16, String) {
        let path = place.trim_start_matches("/mailman/");
        let (script, rest) = path.split_once('/').unwrap_or((path, ""));
        let (list, rest) = rest.split_once('/').unwrap_or((rest, ""));
        if list != "tld-ops" || !matches!(script, "admin" | "admindb") {
            return (404, "<HTML><h2>No such list</h2></HTML>".to_owned());
        }
        match form.get("adminpw") {
            Some(password) if password == PASSWORD => {}
            Some(_) => return (401, pages::login(true)),
            None => return (200, pages::login(false)),
        }
        let page = match (script, rest) {
            ("admindb", _) => {
                if !form.has("admlogin") {
                    self.decide(form);
                }
                pages::admindb(self)
            }
            (_, "members" | "members/add" | "members/remove") => {
                let told = self.subscribe(form) + &self.remove(form);
                self.options(form);
                pages::members(self, rest, &told, query, form)
            }
            _ => {
                self.set(rest, form);
                pages::settings(self, rest)
            }
        };
        (200, page)
    }

    /// Mass subscription; what is told about it.
    fn subscribe(&mut self, form: &Form) -> String {
        let words = pages::words(self.language);
        let (mut well, mut badly) = (Vec::new(), Vec::new());
        let entries = form.get("subscribees").unwrap_or_default().to_owned();
        for entry in entries.lines().map(str::trim).filter(|e| !e.is_empty()) {
            let (name, address) = text::parsed(entry);
            let key = address.to_lowercase();
            let fault = if !text::is_valid(&address) {
                Some(words.bad.to_owned())
            } else if self.members.contains_key(&key) {
                Some(words.already.to_owned())
            } else if self.banned.contains(&key) {
                Some(format!("{} {key})", words.banned))
            } else {
                None
            };
            match fault {
                Some(fault) => badly.push(format!("{} -- {fault}", text::websafe(entry))),
                None => {
                    self.welcome(&address, &text::canonical(&name));
                    well.push(text::websafe(entry));
                }
            }
        }
        pages::told(words.subscribed, &well) + &pages::told(words.errors, &badly)
    }

    fn welcome(&mut self, address: &str, name: &str) {
        self.member(address, name);
        if self.config["send_welcome_msg"] == "1" {
            let text = self.config["welcome_msg"].clone();
            self.mails.push((address.to_owned(), text));
        }
    }

    /// Mass removal; what is told about it.
    fn remove(&mut self, form: &Form) -> String {
        let words = pages::words(self.language);
        let (mut well, mut badly) = (Vec::new(), Vec::new());
        let entries = form.get("unsubscribees").unwrap_or_default().to_owned();
        for entry in entries.lines().map(str::trim).filter(|e| !e.is_empty()) {
            let list = match self.members.remove(&entry.to_lowercase()) {
                Some(_) => &mut well,
                None => &mut badly,
            };
            list.push(text::websafe(entry));
        }
        pages::told(words.unsubscribed, &well) + &pages::told(words.nobody, &badly)
    }

    /// The rows of members that were sent; an option that is not there is off.
    fn options(&mut self, form: &Form) {
        if !form.has("setmemberopts_btn") {
            return;
        }
        for (_, key) in form.0.iter().filter(|(name, _)| name == "user") {
            let field = |option: &str| form.get(&format!("{key}_{option}"));
            let Some(person) = self.members.get_mut(&text::unquoted(key)) else {
                continue;
            };
            person.name = text::canonical(field("realname").unwrap_or_default());
            let all = pages::OPTIONS.iter().copied();
            person.options = all
                .filter(|option| field(option).is_some())
                .map(str::to_owned)
                .collect();
            if let Some(language) = field("language") {
                person.language = language.to_owned();
            }
        }
    }

    /// Decisions about requests.
    fn decide(&mut self, form: &Form) {
        for (name, value) in &form.0 {
            let Some(at) = self.held.iter().position(|one| one.id.to_string() == *name) else {
                continue;
            };
            let asking = self.held[at].clone();
            let reason = form.get(&format!("comment-{name}")).unwrap_or_default();
            match (value.as_str(), &asking.name) {
                ("0", _) => continue,
                ("2", _) => self.mails.push((asking.address, reason.to_owned())),
                ("3", _) => {}
                // It stays where it is.
                ("4", Some(_)) if self.banned.contains(&asking.address) => continue,
                ("4", Some(_)) if self.members.contains_key(&asking.address) => {}
                ("4", Some(name)) => self.welcome(&asking.address, name),
                ("5", None) => drop(self.members.remove(&asking.address)),
                _ => panic!("Mailman asserts against {name}={value}"),
            }
            self.held.remove(at);
        }
    }

    /// The fields of a page of settings that were sent.
    fn set(&mut self, sheet: &str, form: &Form) {
        let (_, fields) = pages::sheets()
            .find(|(name, _)| *name == sheet)
            .unwrap_or_else(|| panic!("no page {sheet}"));
        for field in *fields {
            let Some(value) = form.get(field.name) else {
                continue;
            };
            let shift = usize::from(field.name == "subscribe_policy" && !self.open_site);
            let value = match value.parse::<usize>() {
                Ok(number) => (number + shift).to_string(),
                Err(_) => value.to_owned(),
            };
            self.config.insert(field.name.to_owned(), value);
        }
    }
}

//------------ Form ------------------------------------------------------------

/// Fields in order.
#[derive(Debug)]
struct Form(Vec<(String, String)>);

impl Form {
    fn parse(text: &str) -> Self {
        let url = reqwest::Url::parse(&format!("http://localhost/?{text}")).unwrap();
        let pairs = url.query_pairs().into_owned();
        Self(pairs.collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.0.iter();
        let (_, value) = fields.find(|(other, _)| other == name)?;
        Some(value)
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.join(" ")
    }
}

//------------ Mailman2 --------------------------------------------------------

/// The stand-in; it goes with the test's runtime.
#[derive(Debug, Clone)]
pub(crate) struct Mailman2 {
    /// Where it listens on 127.0.0.1.
    pub(crate) port: u16,
    world: Arc<Mutex<World>>,
}

impl Mailman2 {
    /// One with an empty list, tld-ops@lists.example.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            world: Arc::new(Mutex::new(World::new())),
        };
        let world = Arc::clone(&server.world);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&world)));
            }
        });
        server
    }

    /// The list.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }
}

/// One question: its target and its form.
async fn question(stream: &mut TcpStream) -> Option<(String, Form)> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|l| l.strip_prefix("content-length: "));
            if body.len() >= length?.parse().ok()? {
                let target = text.split(' ').nth(1)?.to_owned();
                assert!(head.starts_with("post "), "a password in a URL: {head}");
                return Some((target, Form::parse(body)));
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

async fn answer(mut stream: TcpStream, world: Arc<Mutex<World>>) {
    let Some((target, mut form)) = question(&mut stream).await else {
        return;
    };
    let (place, query) = target.split_once('?').unwrap_or((&target, ""));
    let asked = format!("{target} {}", form.names());
    let turn = {
        let mut world = world.lock().unwrap();
        world.heard.push(asked.clone());
        world.turn(&asked)
    };
    let served = |form: &Form| {
        let mut world = world.lock().unwrap();
        let (status, page) = world.serve(place, &Form::parse(query), form);
        let (name, body) = text::encoded(&page, world.language);
        response(status, name, &body)
    };
    // A client that is gone does not hear the rest, which some turns are for.
    match turn {
        None => say(&mut stream, &served(&form)).await,
        Some(Turn::Deaf) => {
            let known = ["adminpw", "findmember"];
            form.0.retain(|(name, _)| known.contains(&name.as_str()));
            form.0.push(("admlogin".to_owned(), String::new()));
            say(&mut stream, &served(&form)).await;
        }
        Some(Turn::Say(bytes)) => say(&mut stream, &bytes).await,
        Some(Turn::Login) => {
            let page = pages::login(false);
            say(&mut stream, &response(200, "us-ascii", page.as_bytes())).await;
        }
        Some(Turn::Endless(begun, more)) => {
            drop(stream.write_all(&begun).await);
            while stream.write_all(&more).await.is_ok() {}
        }
        Some(Turn::Drip) => {
            for octet in served(&form) {
                if stream.write_all(&[octet]).await.is_err() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        }
        Some(Turn::Half) => {
            let whole = served(&form);
            say(&mut stream, &whole[..whole.len() / 2]).await;
        }
        Some(Turn::Lose) => drop(served(&form)),
        Some(Turn::Silence) => gone(&mut stream).await,
        Some(Turn::Lock) => {
            gone(&mut stream).await;
            served(&form);
        }
    }
}

/// Waits until the client is gone.
async fn gone(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    drop(stream.read_to_end(&mut rest).await);
}

/// Says it, to whoever is still there.
async fn say(stream: &mut TcpStream, bytes: &[u8]) {
    drop(stream.write_all(bytes).await);
    drop(stream.shutdown().await);
}

/// A page as a web server sends it for a program: it ends with the connection.
fn response(status: u16, charset: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("Content-Type: text/html; charset={charset}\r\n");
    let head = format!("HTTP/1.1 {status} Said\r\n{head}Connection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// A short page that is none of Mailman's.
pub(crate) fn other(status: u16, kind: &str, page: &str) -> Vec<u8> {
    let length = page.len();
    let head = format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n");
    let head = format!("HTTP/1.1 {status} Said\r\n{head}Connection: close\r\n\r\n");
    [head.as_bytes(), page.as_bytes()].concat()
}
