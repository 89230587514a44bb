//! A registry on loopback that serves records and every kind of bad answer.
//!
//! It stands in for IANA's two services, which cannot be asked from a test. What
//! it says by default has the form of captured answers (`fixtures/registry/captured`);
//! a test scripts the rest. One connection is served at a time, which is all that a
//! polite guest needs, and each question is noted with its instant.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a question gets.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    /// These bytes, as they are.
    Bytes(Vec<u8>),
    /// These, again and again, until the client has enough.
    Endless(Vec<u8>),
    /// Nothing at all, until the client has enough.
    Silence,
    /// The connection is closed at once.
    Close,
}

/// One question: the name asked for, and when.
pub(crate) type Question = (String, Instant);

#[derive(Debug, Default)]
struct Book {
    scripted: BTreeMap<String, Vec<Says>>,
    questions: Vec<Question>,
    headers: Vec<String>,
}

/// One of the two services.
#[derive(Debug, Clone)]
pub(crate) struct Iana {
    /// Where it listens.
    pub(crate) port: u16,
    book: Arc<Mutex<Book>>,
}

impl Iana {
    /// RDAP over plain HTTP.
    pub(crate) fn rdap() -> Self {
        Self::start(|book, mut stream| {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut request = String::new();
            reader.read_line(&mut request).unwrap_or(0);
            let mut headers = String::new();
            while reader.read_line(&mut headers).unwrap_or(0) > 2 {}
            let name = request
                .split(' ')
                .nth(1)
                .and_then(|path| path.rsplit('/').next())
                .unwrap_or_default()
                .to_owned();
            let says = next(&book, &name, headers);
            let says =
                says.unwrap_or_else(|| Says::Bytes(http(200, "", &rdap_record(&name, None))));
            serve(&mut stream, &says);
        })
    }

    /// WHOIS.
    pub(crate) fn whois() -> Self {
        Self::start(|book, mut stream| {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut name = String::new();
            reader.read_line(&mut name).unwrap_or(0);
            let name = name.trim().to_owned();
            let says = next(&book, &name, String::new());
            let says = says.unwrap_or_else(|| Says::Bytes(whois_record(&name, None).into_bytes()));
            serve(&mut stream, &says);
        })
    }

    fn start(answer: impl Fn(Arc<Mutex<Book>>, TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let book: Arc<Mutex<Book>> = Arc::default();
        let shared = Arc::clone(&book);
        // The thread ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(Arc::clone(&shared), stream);
            }
        });
        Self { port, book }
    }

    /// The next answers about `name`, in order; the last one stays.
    pub(crate) fn says(&self, name: &str, answers: &[Says]) {
        let mut book = self.book.lock().unwrap();
        book.scripted.insert(name.to_owned(), answers.to_vec());
    }

    /// What was asked so far.
    pub(crate) fn questions(&self) -> Vec<Question> {
        self.book.lock().unwrap().questions.clone()
    }

    /// The header blocks of the questions so far, lower case.
    pub(crate) fn headers(&self) -> Vec<String> {
        self.book.lock().unwrap().headers.clone()
    }
}

fn next(book: &Mutex<Book>, name: &str, headers: String) -> Option<Says> {
    let mut book = book.lock().unwrap();
    book.questions.push((name.to_owned(), Instant::now()));
    book.headers.push(headers.to_ascii_lowercase());
    let answers = book.scripted.get_mut(name)?;
    Some(if answers.len() > 1 {
        answers.remove(0)
    } else {
        answers.first()?.clone()
    })
}

/// A client that has enough closes: then writing fails and that is the end.
fn serve(stream: &mut TcpStream, says: &Says) {
    match says {
        Says::Bytes(bytes) => stream.write_all(bytes).unwrap_or(()),
        Says::Endless(bytes) => while stream.write_all(bytes).is_ok() {},
        Says::Silence => {
            stream
                .set_read_timeout(Some(Duration::from_secs(30)))
                .unwrap();
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).unwrap_or(0);
        }
        Says::Close => {}
    }
}

/// An HTTP answer; `more` are header lines, each with its CRLF.
pub(crate) fn http(status: u16, more: &str, body: &str) -> Vec<u8> {
    let kind = if more.contains("Content-Type") {
        ""
    } else {
        "Content-Type: application/rdap+json\r\n"
    };
    format!(
        "HTTP/1.1 {status} Said\r\n{kind}{more}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The record of a ccTLD by its A-label; the admin contact's usual address.
pub(crate) fn admin_of(name: &str) -> String {
    format!("admin@registry-{name}.example")
}

/// RDAP's record of `name`.
pub(crate) fn rdap_record(name: &str, admin: Option<&str>) -> String {
    let admin = admin.map_or_else(|| admin_of(name), str::to_owned);
    include_str!("../../fixtures/registry/captured/rdap-nl-constructed.json")
        .replace("\"ldhName\": \"nl\"", &format!("\"ldhName\": \"{name}\""))
        .replace("admin@registry-nl.example", &admin)
}

/// WHOIS' record of `name`.
pub(crate) fn whois_record(name: &str, admin: Option<&str>) -> String {
    let admin = admin.map_or_else(|| admin_of(name), str::to_owned);
    include_str!("../../fixtures/registry/captured/whois-be.txt")
        .replace("BE", &name.to_ascii_uppercase())
        .replace("admin@registry-be.example", &admin)
}
