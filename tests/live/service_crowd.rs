//! A thousand waiting messages: a hundred answers among other people's mail.
//!
//! Every answer ends in exactly one way, and mail that is nobody's business of
//! ours stays as it was: place, number, flags and bytes. How long the one run
//! takes is printed.

use super::service::{Stage, Way, field, id_of, mutt_filled, mutt_says, stamped, template};
use super::service_others::others;
use crate::support::names::{Person, Registry, SECRETARIAT};
use crate::support::servers::dovecot::Stored;
use secird::domain::tld::Tld;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A hundred ccTLDs: the first half invited, the second half asked about.
fn registries() -> Vec<Registry> {
    let person = |name, email, phone| Person { name, email, phone };
    Tld::all()
        .take(100)
        .map(|tld| {
            let label = tld.a_label();
            let word = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
            Registry {
                tld: label,
                admin: "Alex Admin",
                address: word(format!("admin@nic-{label}.example")),
                contacts: [
                    person(
                        "Robin Veld",
                        word(format!("robin.veld@nic-{label}.example")),
                        "+31 6 12345678",
                    ),
                    person(
                        "Sam Bakker",
                        word(format!("sam.bakker@nic-{label}.example")),
                        "+31 6 87654321",
                    ),
                ],
            }
        })
        .collect()
}

/// What comes back from a ccTLD: the envelope's sender, the mail, and its end.
type Answer = (&'static str, Vec<u8>, &'static str);

/// A reply by hand: the thread's headers and some words.
fn reply(of: &Registry, request: &[u8], extra: &str, words: &str) -> Vec<u8> {
    let id = id_of(request);
    let subject = field(request, "Subject").unwrap();
    format!(
        "From: {} <{}>\r\nTo: {SECRETARIAT}\r\nSubject: Re: {subject}\r\n\
         In-Reply-To: {id}\r\nReferences: {id}\r\nMessage-ID: <answer.{}@{}>\r\n{extra}\
         Date: Tue, 24 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
        of.admin,
        of.address,
        of.tld,
        of.address.rsplit('@').next().unwrap(),
        words.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// The same without anything of ours in it.
fn lie(of: &Registry, request: &[u8], words: &str) -> Vec<u8> {
    let text = String::from_utf8(reply(of, request, "", words)).unwrap();
    let kept: Vec<&str> = text
        .split("\r\n")
        .filter(|line| !line.starts_with("In-Reply-To") && !line.starts_with("References"))
        .collect();
    kept.join("\r\n").into_bytes()
}

/// A bounce as Postfix writes it.
fn bounce(of: &Registry, request: &[u8]) -> Vec<u8> {
    let head: String = String::from_utf8_lossy(request)
        .split_once("\r\n\r\n")
        .unwrap()
        .0
        .to_owned();
    format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.nic.example>\r\nTo: {SECRETARIAT}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <bounce.{}@mx.nic.example>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.nic.example\r\n\r\nFinal-Recipient: rfc822; {}\r\n\
         Action: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\n{head}\r\n\r\n--b--\r\n",
        of.tld, of.address
    )
    .into_bytes()
}

/// The answer of the ccTLD with that number.
fn answer(number: usize, of: &Registry, request: &[u8]) -> Answer {
    let person = "person@outside.example";
    let pass = |mail: Vec<u8>| stamped(&mail, "pass");
    let away = "Auto-Submitted: auto-replied\r\n";
    let again = template(of).replacen(of.contacts[1].phone, "", 1);
    match number {
        0 => (
            person,
            pass(mutt_filled(request, of)),
            "advance contacts-received",
        ),
        1..25 => (
            person,
            pass(reply(of, request, "", &template(of))),
            "advance contacts-received",
        ),
        25..30 => (
            person,
            pass(reply(of, request, "", &again)),
            "ask-again incomplete-answer",
        ),
        30..35 | 85..90 => (
            person,
            pass(reply(
                of,
                request,
                "",
                "We will confirm once our board has met.\n",
            )),
            "escalate unclear-answer",
        ),
        35..40 => (
            person,
            stamped(&lie(of, request, &template(of)), "fail"),
            "escalate sender-doubtful",
        ),
        90..95 => (
            person,
            stamped(&lie(of, request, "Confirm.\n"), "fail"),
            "escalate sender-doubtful",
        ),
        40..45 | 95..98 => (
            "",
            pass(reply(
                of,
                request,
                away,
                "I am out of the office. I confirm receipt.\n",
            )),
            "ignore auto-reply",
        ),
        45..50 | 98..100 => ("", bounce(of, request), "escalate bounced"),
        50 => (
            person,
            pass(mutt_says(request, of, "Confirm.")),
            "advance confirmed",
        ),
        51..70 => (
            person,
            pass(reply(of, request, "", "I confirm.\n")),
            "advance confirmed",
        ),
        70..85 => (
            person,
            pass(reply(of, request, "", "Deny.\n")),
            "advance denied",
        ),
        _ => panic!("there are a hundred"),
    }
}

/// Opens the hundred cases, sends the requests and takes the copies in.
fn ask_all(stage: &Stage, registries: &[Registry]) {
    let lines: String = registries
        .iter()
        .map(|one| format!("{},{}\n", one.tld, one.address))
        .collect();
    let file = stage.path("hundred.csv");
    std::fs::write(&file, lines).unwrap();
    stage
        .run(&["registry", "import", &file.to_string_lossy()])
        .fine();
    let (invited, asked_about) = registries.split_at(50);
    let mut command = vec!["invite"];
    command.extend(invited.iter().map(|one| one.tld));
    stage.run(&command).fine();
    for one in asked_about {
        let [ssc, _] = one.contacts;
        let command = [
            "request", "--tld", one.tld, "--name", ssc.name, "--email", ssc.email, "--phone",
            ssc.phone,
        ];
        stage.run(&command).fine();
    }
    stage.once();
    stage.once();
    assert_eq!(stage.sink.messages().len(), 100);
}

/// The hundred answers, and how each has to end.
fn answers(stage: &Stage, registries: &[Registry]) -> (Vec<Answer>, BTreeMap<String, u64>) {
    let requests: BTreeMap<String, Vec<u8>> = stage
        .sink
        .messages()
        .into_iter()
        .map(|mail| (mail.to[0].clone(), mail.bytes))
        .collect();
    let all: Vec<Answer> = registries
        .iter()
        .enumerate()
        .map(|(number, one)| answer(number, one, &requests[one.address]))
        .collect();
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    for (_, _, end) in &all {
        *ends.entry((*end).to_owned()).or_default() += 1;
    }
    (all, ends)
}

/// Delivers all of it, mixed, over several connections at once.
fn deliver(stage: &Stage, answers: &[Answer], others: &[Vec<u8>]) {
    let mut queue: Vec<(&str, &[u8])> = others
        .iter()
        .map(|mail| ("sender@outside.example", mail.as_slice()))
        .collect();
    for (number, (from, mail, _)) in answers.iter().enumerate() {
        queue.insert(number * 10, (*from, mail.as_slice()));
    }
    std::thread::scope(|scope| {
        for part in queue.chunks(queue.len() / 4 + 1) {
            scope.spawn(move || {
                for (from, mail) in part {
                    stage.dovecot.deliver_from(from, mail);
                }
            });
        }
    });
}

/// Other people's mail as it lies in INBOX.
fn not_ours(inbox: &[Stored]) -> Vec<Stored> {
    let mut found = inbox.to_vec();
    found.retain(|one| {
        field(&one.bytes, "X-Other").is_some() || one.bytes.windows(8).any(|at| at == b"X-Other:")
    });
    found
}

#[test]
fn a_hundred_answers_end_among_nine_hundred_mails_that_stay_untouched() {
    let mut stage = Stage::bare(Way::Imaps);
    stage.set("rules", "copy_wait_seconds", "0");
    let registries = registries();
    ask_all(&stage, &registries);
    let (answers, mut ends) = answers(&stage, &registries);
    let others = others();
    assert_eq!((answers.len(), others.len()), (100, 900));
    deliver(&stage, &answers, &others);
    for (number, flag) in [
        "\\Seen",
        "\\Flagged",
        "\\Answered",
        "$Label1",
        "\\Draft",
        "\\Deleted",
    ]
    .into_iter()
    .enumerate()
    {
        for at in [number, number + 300, number + 600] {
            stage
                .dovecot
                .mark("INBOX", &format!("<other.{at}@outside.example>"), flag);
        }
    }
    let before = not_ours(&stage.dovecot.messages("INBOX"));
    assert_eq!(before.len(), 900);
    assert!(before.iter().filter(|one| !one.flags.is_empty()).count() == 18);

    let begun = Instant::now();
    let found = stage.once();
    let took = begun.elapsed();
    println!("a thousand messages took {took:?}");
    // What its owner flagged as deleted counts as gone.
    ends.insert("ignore unrelated".to_owned(), 900 - 3);
    // Copies of what this very run sent may have come home already.
    let mut found = found;
    found.remove("ignore own-copy");
    assert_eq!(found, ends);
    assert!(took < Duration::from_secs(60), "{took:?}");
    everything_is_in_its_place(&stage, &registries, &before);
}

fn everything_is_in_its_place(stage: &Stage, registries: &[Registry], before: &[Stored]) {
    stage.once();
    let inbox = stage.dovecot.messages("INBOX");
    assert!(not_ours(&inbox) == before, "other people's mail changed");
    let escalations = stage.escalations("INBOX").len();
    assert_eq!(escalations, 27, "10 unclear, 10 forged, 7 bounced");
    assert_eq!(inbox.len(), 900 + 2 * escalations, "with their originals");
    assert_eq!(stage.roster().len(), 50 + 20);
    for (number, of) in registries.iter().enumerate() {
        let state = match number {
            0..25 | 50..70 => "closed joined",
            70..85 => "closed denied",
            _ => "asked",
        };
        if number % 5 == 0 {
            assert_eq!(stage.standing(of.tld), state, ".{} ({number})", of.tld);
        }
    }
    stage.audit();
    // A second look changes nothing, and a renumbered mailbox neither.
    let picture = || {
        let folders = ["INBOX", "TLD-OPS/Processed", "TLD-OPS/Decided"];
        let mail = folders.map(|folder| stage.dovecot.messages(folder));
        (mail, stage.sink.messages().len(), stage.data(&["cases"]))
    };
    let quiet = picture();
    assert_eq!(stage.once(), BTreeMap::new());
    assert!(picture() == quiet, "the second run changed something");
    stage.dovecot.new_uidvalidity();
    assert_eq!(stage.once(), BTreeMap::new());
    assert!(picture().1 == quiet.1, "mail was sent again");
    assert!(picture().2 == quiet.2, "a case changed");
}
