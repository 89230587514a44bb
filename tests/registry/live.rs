//! IANA is asked politely, and only a whole record is believed.

use crate::support::iana::{Iana, Says, admin_of, http, rdap_record, whois_record};
use secird::domain::record::{RegistryRecord, Source};
use secird::domain::tld::Tld;
use secird::registry::import::{Problem, answer};
use secird::registry::live::{AskError, Registry, Sources};
use secird::registry::round::{Heard, Round};
use secird::registry::table;
use std::time::{Duration, Instant};

fn now() -> jiff::Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn tld(name: &str) -> Tld {
    Tld::parse(name).unwrap()
}

/// Both services on loopback, and a registry that asks them.
struct Ground {
    rdap: Iana,
    whois: Iana,
    registry: Registry,
    runtime: tokio::runtime::Runtime,
}

impl Ground {
    fn new() -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let (rdap, whois) = (Iana::rdap(), Iana::whois());
        let base = format!("http://127.0.0.1:{}/", rdap.port);
        let registry = Registry::new(Sources {
            rdap: Some(base.parse().unwrap()),
            whois: Some(("127.0.0.1".to_owned(), whois.port)),
            patience: Duration::from_millis(400),
        });
        Self {
            rdap,
            whois,
            registry: registry.unwrap(),
            runtime: tokio::runtime::Runtime::new().unwrap(),
        }
    }

    fn ask(&self, name: &str) -> Result<RegistryRecord, AskError> {
        self.runtime.block_on(self.registry.ask(tld(name), now()))
    }

    /// What a round over these ccTLDs says, a word each.
    fn round(&self, tlds: &[Tld], pace: Duration) -> Vec<String> {
        self.runtime.block_on(async {
            let mut round = Round::new(&self.registry, tlds, pace);
            let mut heard = Vec::new();
            while let Some(one) = round.next(now).await {
                heard.push(match one {
                    Heard::Record(record) => record.tld.a_label().to_owned(),
                    Heard::Nothing(error) => format!("no {}", error.tld.a_label()),
                    Heard::Wait(wait) => format!("wait {}", wait.as_secs()),
                    Heard::GivenUp => "given up".to_owned(),
                });
            }
            heard
        })
    }
}

#[test]
fn rdap_is_asked_first_and_whois_where_it_fails() {
    let ground = Ground::new();
    let record = ground.ask("nl").unwrap();
    assert_eq!(
        (record.source, record.admin.to_string(), record.read),
        (Source::Rdap, admin_of("nl"), now())
    );
    assert!(ground.whois.questions().is_empty());
    ground.rdap.says("be", &[Says::Close]);
    let record = ground.ask("be").unwrap();
    assert_eq!(
        (record.source, record.admin.to_string()),
        (Source::Whois, admin_of("be"))
    );
    assert_eq!(
        record.changed.map(|date| date.to_string()).as_deref(),
        Some("2014-07-30")
    );
}

#[test]
fn an_idn_is_asked_for_by_its_a_label() {
    let ground = Ground::new();
    let text = include_str!("../../fixtures/registry/captured/whois-xn--p1ai-idn.txt");
    ground.rdap.says("xn--p1ai", &[Says::Silence]);
    ground
        .whois
        .says("xn--p1ai", &[Says::Bytes(text.as_bytes().to_vec())]);
    let record = ground.ask(".рф").unwrap();
    assert_eq!(record.tld, tld("xn--p1ai"));
    assert_eq!(record.admin.to_string(), "admin@registry-xn--p1ai.example");
}

/// Answers that are no record of .nl, and what is said of each.
fn wrong_records() -> Vec<(Says, &'static str)> {
    const NO_JSON: &str = "expected an RDAP domain object in JSON";
    let whole = rdap_record("nl", None);
    let cut = whole.get(..whole.len() / 2).unwrap();
    let told = |body: &str| Says::Bytes(http(200, "", body));
    let two = "a@nic.example, b@nic.example";
    let nul = "admin@nic.example\\u0000";
    let other = whole.replace("administrative", "technical");
    vec![
        (told(cut), NO_JSON),
        (told("{}"), NO_JSON),
        (told(&format!("[{whole},{whole}]")), NO_JSON),
        (told(&rdap_record("be", None)), "about another name"),
        (told(&rdap_record("com", None)), "about another name"),
        (told(&rdap_record("nl", Some(two))), "found several"),
        (told(&rdap_record("nl", Some(nul))), "one plain address"),
        (told(&other), "the administrative contact's e-mail address"),
    ]
}

/// Answers of a server that is not well, and what is said of each.
fn wrong_answers() -> Vec<(Says, &'static str)> {
    let whole = rdap_record("nl", None);
    let page = "<!DOCTYPE html><title>502 Bad Gateway</title>";
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let to = "Location: /domain/be\r\n";
    let says = |status, more, body: &str| Says::Bytes(http(status, more, body));
    let broken = http(200, "", &whole).get(..900).unwrap().to_vec();
    let begun = b"HTTP/1.1 200 Said\r\nContent-Type: application/json\r\n".to_vec();
    let huge = [
        &begun[..],
        b"Content-Length: 99999999\r\n\r\n",
        &[b' '; 400_000],
    ]
    .concat();
    vec![
        (says(200, html, page), "expected an RDAP domain object"),
        (says(200, html, &whole), "expected an RDAP domain object"),
        (says(502, html, page), "status 502"),
        (says(301, to, ""), "status 301"),
        (says(404, "", "{}"), "there is no such name"),
        (says(304, "", ""), "status 304"),
        (Says::Bytes(broken), "could not be reached"),
        (
            Says::Bytes(b"NOT HTTP AT ALL\r\n".to_vec()),
            "could not be reached",
        ),
        (Says::Endless(begun), "could not be reached"),
        (Says::Endless(huge), "it sent more than a record"),
        (Says::Silence, "did not end in time"),
        (Says::Close, "could not be reached"),
    ]
}

#[test]
fn no_bad_answer_is_a_record_and_each_is_named() {
    for (says, named) in wrong_records().into_iter().chain(wrong_answers()) {
        let ground = Ground::new();
        ground.rdap.says("nl", std::slice::from_ref(&says));
        ground.whois.says("nl", &[Says::Close]);
        let begun = Instant::now();
        let error = ground.ask("nl").unwrap_err().to_string();
        assert!(error.contains(named), "{error} instead of {named}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{error}");
    }
}

#[test]
fn a_whois_answer_that_was_cut_off_anywhere_is_no_record() {
    let whole = whois_record("be", None);
    let last = whole.find("source:").unwrap();
    let cuts = (0..=last).filter(|at| whole.is_char_boundary(*at));
    for cut in cuts {
        let text = whole.get(..cut).unwrap();
        let read = answer(Source::Whois, text.as_bytes(), tld("be"), now());
        assert_eq!(read.unwrap_err(), Problem::CutOff, "{cut}");
    }
    assert!(answer(Source::Whois, whole.as_bytes(), tld("be"), now()).is_ok());
}

#[test]
fn an_rdap_answer_that_was_cut_off_anywhere_is_no_record() {
    let whole = rdap_record("nl", None);
    let whole = whole.trim_end();
    for cut in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
        let text = whole.get(..cut).unwrap();
        assert!(
            answer(Source::Rdap, text.as_bytes(), tld("nl"), now()).is_err(),
            "{cut}"
        );
    }
}

#[test]
fn the_captured_answers_are_read_as_they_are() {
    let check = |text: &str, name: &str, expect: Result<&str, Problem>| {
        let read = answer(Source::Whois, text.as_bytes(), tld(name), now());
        let read = read.map(|record| record.admin.to_string());
        assert_eq!(read, expect.map(str::to_owned), "{name}");
    };
    macro_rules! captured {
        ($name:literal) => {
            include_str!(concat!("../../fixtures/registry/captured/", $name))
        };
    }
    check(
        captured!("whois-be.txt"),
        "be",
        Ok("admin@registry-be.example"),
    );
    check(
        captured!("whois-ar-utf8.txt"),
        "ar",
        Ok("admin@registry-ar.example"),
    );
    check(
        captured!("whois-mt-empty-refer-and-whois.txt"),
        "mt",
        Ok("admin@registry-mt.example"),
    );
    check(
        captured!("whois-mx-two-organisation-lines.txt"),
        "mx",
        Ok("admin@registry-mx.example"),
    );
    check(
        captured!("whois-no-object.txt"),
        "nl",
        Err(Problem::NoObject),
    );
    check(
        captured!("whois-eh-not-assigned.txt"),
        "nl",
        Err(Problem::OtherName),
    );
    check(
        captured!("whois-ip6.arpa-two-organisation-lines.txt"),
        "nl",
        Err(Problem::OtherName),
    );
    check(captured!("whois-be.txt"), "nl", Err(Problem::OtherName));
}

#[test]
fn a_busy_rdap_is_left_alone_as_long_as_it_asks_and_whois_serves() {
    let ground = Ground::new();
    let busy = http(429, "Retry-After: 120\r\n", "");
    ground.rdap.says("nl", &[Says::Bytes(busy)]);
    assert_eq!(ground.ask("nl").unwrap().source, Source::Whois);
    assert_eq!(ground.ask("be").unwrap().source, Source::Whois);
    assert_eq!(ground.rdap.questions().len(), 1, "it was asked in its rest");
    let later = now()
        .checked_add(jiff::SignedDuration::from_secs(121))
        .unwrap();
    let record = ground
        .runtime
        .block_on(ground.registry.ask(tld("de"), later));
    assert_eq!(record.unwrap().source, Source::Rdap);
}

#[test]
fn retry_after_may_be_a_date() {
    let ground = Ground::new();
    let busy = http(503, "Retry-After: Mon, 23 Nov 2026 10:01:30 GMT\r\n", "");
    ground.rdap.says("nl", &[Says::Bytes(busy)]);
    ground.whois.says("nl", &[Says::Close]);
    assert_eq!(
        ground.ask("nl").unwrap_err().wait(),
        Some(Duration::from_secs(90))
    );
}

#[test]
fn an_unchanged_record_need_not_be_sent_again() {
    let ground = Ground::new();
    let first = http(200, "ETag: \"abc\"\r\n", &rdap_record("nl", None));
    let second = http(304, "", "");
    ground
        .rdap
        .says("nl", &[Says::Bytes(first), Says::Bytes(second)]);
    ground.ask("nl").unwrap();
    let later = now()
        .checked_add(jiff::SignedDuration::from_hours(30))
        .unwrap();
    let record = ground
        .runtime
        .block_on(ground.registry.ask(tld("nl"), later))
        .unwrap();
    assert_eq!(
        (record.admin.to_string(), record.read),
        (admin_of("nl"), later)
    );
    let headers = ground.rdap.headers();
    assert!(headers[1].contains("if-none-match: \"abc\""), "{headers:?}");
}

#[test]
fn a_round_keeps_its_pace_and_asks_about_everybody_once() {
    let ground = Ground::new();
    let all: Vec<Tld> = Tld::all().collect();
    assert_eq!(all.len(), 309);
    let pace = Duration::from_millis(12);
    let heard = ground.round(&all, pace);
    let names: Vec<&str> = all.iter().map(Tld::a_label).collect();
    assert_eq!(heard, names);
    let questions = ground.rdap.questions();
    let gaps: Vec<Duration> = questions
        .windows(2)
        .map(|two| two[1].1 - two[0].1)
        .collect();
    let quick = gaps.iter().filter(|gap| **gap < pace.mul_f64(0.7)).count();
    assert_eq!(quick, 0, "questions came faster than the pace");
    let mut sorted = gaps;
    sorted.sort();
    let (tenth, last) = (sorted[30], sorted[270]);
    assert!(
        last > tenth + Duration::from_millis(1),
        "the pace is quite regular"
    );
}

#[test]
fn a_round_waits_for_a_busy_server_and_gives_up_on_a_silent_one() {
    let some: Vec<Tld> = ["nl", "be", "de"].map(tld).to_vec();
    let ground = Ground::new();
    let busy = http(429, "Retry-After: 1\r\n", "");
    ground.rdap.says("be", &[Says::Bytes(busy)]);
    ground.whois.says("be", &[Says::Close, Says::Close]);
    let heard = ground.round(&some, Duration::from_millis(1));
    // In virtual time the second is not over, so be is given up and WHOIS serves.
    assert_eq!(heard, ["nl", "wait 1", "no be", "de"]);

    let ground = Ground::new();
    let many: Vec<Tld> = Tld::all().take(40).collect();
    for one in &many {
        ground.rdap.says(one.a_label(), &[Says::Close]);
        ground.whois.says(one.a_label(), &[Says::Close]);
    }
    let heard = ground.round(&many, Duration::from_millis(1));
    assert_eq!(heard.last().map(String::as_str), Some("given up"));
    assert!(heard.len() < 10, "{heard:?}");
}

#[test]
fn a_server_that_wants_an_hour_ends_the_round() {
    let ground = Ground::new();
    let busy = http(429, "Retry-After: 3600\r\n", "");
    ground.rdap.says("nl", &[Says::Bytes(busy)]);
    ground.whois.says("nl", &[Says::Close]);
    assert_eq!(
        ground.round(&["nl", "be"].map(tld), Duration::from_millis(1)),
        ["given up"]
    );
}

/// The root zone database's page, in the form its rows have had for years; made by
/// hand, with every ccTLD there is, one that is new, one that nobody has, and others.
fn page(more: &str) -> String {
    let row = |name: &str, kind: &str, who: &str| {
        format!(
            "    <tr>\n        <td>\n            \n            <span class=\"domain tld\"><a \
             href=\"/domains/root/db/{name}.html\">&#x202B;.x&#x202C;&#x200E;</a></span></td>\n            \n\
                     <td>{kind}</td>\n        <!-- <td>-<br/><span>Old</span></td> </td> -->\n        \
             <td>{who}</td>\n    </tr>\n"
        )
    };
    let all: String = Tld::all()
        .map(|tld| row(tld.a_label(), "country-code", "Someone &amp; Co."))
        .collect();
    let others = [
        row("aaa", "generic", "Somebody"),
        row("xn--11b4c3d", "generic", "Somebody"),
        row("arpa", "infrastructure", "Somebody"),
        row("eh", "country-code", "Not assigned"),
        row("zz", "country-code", "The new registry"),
    ];
    format!(
        "<table id=\"tld-table\"><tbody>{all}{}{more}</tbody></table>",
        others.concat()
    )
}

#[test]
fn the_root_zone_databases_page_says_which_cctlds_there_are() {
    let names = table::read(&page("")).unwrap();
    assert_eq!(names.len(), 310);
    for name in ["nl", "xn--p1ai", "zz"] {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    for name in ["aaa", "eh", "arpa", "xn--11b4c3d"] {
        assert!(names.iter().all(|known| known != name), "{name}");
    }
}

#[test]
fn a_page_that_makes_no_sense_as_a_whole_is_not_believed() {
    let wrong = "<a href=\"/domains/root/db/com.html\">.com</a></span></td>\
                 <td>country-code</td><td>x</td>";
    assert_eq!(
        table::read(&page(wrong)).unwrap_err(),
        table::TableFault::Name("com".to_owned())
    );
    for text in ["", "<html>502</html>", page("").get(..20_000).unwrap()] {
        assert!(matches!(
            table::read(text),
            Err(table::TableFault::Count(_))
        ));
    }
    let begun = Instant::now();
    let hostile = "<a href=\"/domains/root/db/nl.html\">".repeat(200_000);
    assert!(table::read(&hostile).is_err());
    assert!(begun.elapsed() < Duration::from_secs(5));
}
