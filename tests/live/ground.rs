//! What the tests stand on stands: servers, clients, the cast.
//!
//! A test of the service believes what these tools report. So each of them is
//! tried here on its own first, where a failure names the tool.

use crate::support::clients::{mutt_answer, mutt_reply, nmh_answer, nmh_reply};
use crate::support::names::{self, CAST};
use crate::support::servers::{DOMAIN, Dovecot, FaultProxy, SmtpSink};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

const LETTER: &[u8] = b"From: Anouk de Wit <admin@nic-nl.example>\r\n\
    Subject: caf\xc3\xa9\r\n\
    Message-ID: <letter@nic-nl.example>\r\n\
    \r\n\
    .a line that begins with a dot\r\n\
    \xff\xfe no UTF-8\r\n";

/// The letter as a disk keeps it.
fn on_disk(message: &[u8]) -> Vec<u8> {
    let mut lines = message.to_vec();
    lines.retain(|byte| *byte != b'\r');
    lines
}

#[test]
fn delivered_mail_lies_in_the_inbox_with_the_marks_of_its_way() {
    let dovecot = Dovecot::start();
    dovecot.deliver_from("", LETTER);
    let found = dovecot.messages("INBOX");
    assert_eq!(found.len(), 1);
    let text = String::from_utf8_lossy(&found[0].bytes);
    assert!(text.starts_with("Return-Path: <>\n"), "{text}");
    assert!(
        text.contains("\nReceived: from mx.outside.example"),
        "{text}"
    );
    assert!(found[0].bytes.ends_with(&on_disk(LETTER)));
    assert!(found[0].flags.is_empty(), "{:?}", found[0].flags);
}

#[test]
fn stored_mail_keeps_every_byte_and_a_person_can_move_and_mark_it() {
    let dovecot = Dovecot::start();
    dovecot.store(
        "TLD-OPS/Approve",
        b"Message-ID: <other@x.example>\n\nother\n",
    );
    dovecot.store("Archive", LETTER);
    dovecot.mark("Archive", "<letter@nic-nl.example>", "\\Seen");
    dovecot.mark("Archive", "<letter@nic-nl.example>", "$Escalated");
    dovecot.move_message("Archive", "TLD-OPS/Approve", "letter@nic-nl.example");
    assert_eq!(dovecot.messages("Archive"), Vec::new());
    let found = dovecot.messages("TLD-OPS/Approve");
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].bytes, on_disk(LETTER));
    assert_eq!(found[1].uid, 2);
    let flags: Vec<&str> = found[1].flags.iter().map(String::as_str).collect();
    assert_eq!(flags, ["$Escalated", "\\Seen"]);
    assert!(dovecot.folders().contains(&"TLD-OPS/Approve".to_owned()));
}

#[test]
#[should_panic(expected = "messages with the id absent@x.example in INBOX")]
fn moving_what_is_not_there_is_a_failure() {
    Dovecot::start().move_message("INBOX", "Archive", "absent@x.example");
}

#[test]
fn a_new_uidvalidity_is_new() {
    let dovecot = Dovecot::start();
    dovecot.deliver(LETTER);
    let (old, new) = dovecot.new_uidvalidity();
    assert_ne!(old, new);
    assert_eq!(dovecot.messages("INBOX").len(), 1);
}

/// Says one line, reads until a line that begins with `end`.
fn dialogue(stream: &mut BufReader<TcpStream>, line: &str, end: &str) -> String {
    if !line.is_empty() {
        stream
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())
            .unwrap();
    }
    let mut all = String::new();
    loop {
        let mut answer = String::new();
        assert_ne!(
            stream.read_line(&mut answer).unwrap(),
            0,
            "closed after {all:?}"
        );
        all.push_str(&answer);
        if answer.starts_with(end) {
            return all;
        }
    }
}

fn connect(host: &str, port: u16) -> BufReader<TcpStream> {
    let stream = TcpStream::connect((host, port)).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    BufReader::new(stream)
}

#[test]
fn a_stranger_may_not_log_in_before_tls_and_capabilities_can_be_hidden() {
    let dovecot = Dovecot::without("IDLE MOVE");
    let mut stranger = connect(dovecot.host, dovecot.imap_port);
    assert!(dialogue(&mut stranger, "", "* OK").contains("LOGINDISABLED"));
    let mut friend = connect("127.0.0.1", dovecot.imap_port);
    dialogue(&mut friend, "", "* OK");
    let login = format!("a LOGIN {} {}", dovecot.user, dovecot.password);
    let capabilities = dialogue(&mut friend, &login, "a OK");
    assert!(capabilities.contains("UIDPLUS"), "{capabilities}");
    assert!(
        !capabilities.contains("IDLE") && !capabilities.contains("MOVE"),
        "{capabilities}"
    );
    dovecot.kick();
    assert!(dialogue(&mut friend, "", "* BYE").contains("BYE"));
    let certificates = &dovecot.certificates;
    assert!(certificates.ca.exists() && certificates.other_ca.exists());
    connect(dovecot.host, dovecot.imaps_port);
}

#[test]
fn a_server_ends_with_its_value() {
    let dovecot = Dovecot::start();
    let (pid, port) = (dovecot.pid(), dovecot.imap_port);
    assert!(Path::new("/proc").join(pid.to_string()).exists());
    drop(dovecot);
    assert!(!Path::new("/proc").join(pid.to_string()).exists());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn many_servers_stand_beside_each_other() {
    let ports: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(Dovecot::start)).collect();
        let servers: Vec<Dovecot> = all.into_iter().map(|one| one.join().unwrap()).collect();
        servers.iter().map(|server| server.imap_port).collect()
    });
    let distinct: std::collections::BTreeSet<_> = ports.iter().collect();
    assert_eq!(distinct.len(), 4, "{ports:?}");
}

/// One mail by SMTP in clear; the answer to each recipient and to the end.
fn smtp(port: u16, to: &[&str], data: &str) -> Option<String> {
    let mut session = connect("127.0.0.1", port);
    dialogue(&mut session, "", "220 ");
    dialogue(&mut session, "EHLO bot.example", "250 ");
    dialogue(&mut session, "MAIL FROM:<bot@secretariat.example>", "250 ");
    for address in to {
        let line = format!("RCPT TO:<{address}>\r\n");
        session.get_mut().write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        session.read_line(&mut answer).unwrap();
        if !answer.starts_with("250") {
            return Some(answer.trim_end().to_owned());
        }
    }
    dialogue(&mut session, "DATA", "354 ");
    let wire = format!("{data}\r\n.\r\n");
    session.get_mut().write_all(wire.as_bytes()).unwrap();
    let mut answer = String::new();
    session
        .read_line(&mut answer)
        .ok()
        .filter(|read| *read > 0)?;
    Some(answer.trim_end().to_owned())
}

#[test]
fn the_sink_keeps_all_mail_and_brings_the_blind_copy_home() {
    let dovecot = Dovecot::start();
    let sink = SmtpSink::start(&[(DOMAIN, dovecot.lmtp_port)]);
    let to = ["admin@nic-nl.example", "secretariat+17@secretariat.example"];
    let answer = smtp(sink.port, &to, "Subject: request\r\n\r\n..dotted");
    assert!(answer.unwrap().starts_with("250 "));
    let kept = sink.wait_for(1, SOON);
    assert_eq!(kept[0].from, "bot@secretariat.example");
    assert_eq!(kept[0].to, to);
    assert_eq!(kept[0].bytes, b"Subject: request\r\n\r\n.dotted\r\n");
    assert_eq!(kept[0].tls, None);
    let home = dovecot.wait_for("INBOX", 1, SOON);
    assert!(home[0].bytes.ends_with(b"Subject: request\n\n.dotted\n"));
}

#[test]
fn the_sink_misbehaves_as_told_and_starts_counting_anew() {
    let sink = SmtpSink::start(&[]);
    let send = |to: &str| smtp(sink.port, &[to], "Subject: x\r\n\r\nx");
    sink.rules("rcpt match=nobody@ 550 5.1.1 No such user\nbody 1 store-drop\n");
    assert_eq!(send("nobody@x.example").unwrap(), "550 5.1.1 No such user");
    assert_eq!(send("a@x.example"), None);
    assert!(send("a@x.example").unwrap().starts_with("250 "));
    assert_eq!(sink.messages().len(), 2);
    sink.rules("# once more\nbody 1 store-drop\n");
    assert_eq!(send("a@x.example"), None);
    sink.rules("");
    assert!(send("nobody@x.example").unwrap().starts_with("250 "));
}

#[test]
fn the_secured_sink_takes_nothing_in_clear() {
    let sink = SmtpSink::secured(&[]);
    let mut session = connect("127.0.0.1", sink.port);
    dialogue(&mut session, "", "220 ");
    let features = dialogue(&mut session, "EHLO bot.example", "250 ");
    assert!(
        features.contains("STARTTLS") && !features.contains("AUTH"),
        "{features}"
    );
    dialogue(&mut session, "MAIL FROM:<bot@secretariat.example>", "530 ");
    assert!(sink.certificates.is_some_and(|tls| tls.ca.exists()));
}

#[test]
fn the_proxy_cuts_what_it_is_told_to_cut() {
    let sink = SmtpSink::start(&[]);
    let proxy = FaultProxy::start(sink.port, &["--cut-on-server", "queued as", "--times", "1"]);
    let send = || smtp(proxy.port, &["a@x.example"], "Subject: x\r\n\r\nx");
    assert_eq!(send(), None);
    assert!(send().unwrap().starts_with("250 "));
    assert_eq!(sink.messages().len(), 2);
    assert!(proxy.tell("count").starts_with("seen 2 "));
}

/// A request as the Secretariat sends it.
fn request() -> Vec<u8> {
    let template = include_str!("../../src/compose/templates/ssc_request.txt");
    let template = template.replace("{{ page }}", secird::compose::Site::PAGE);
    format!(
        "From: ccNSO Secretariat <{}>\r\nTo: {}\r\n\
         Subject: Invitation to join the TLD-OPS mailing list\r\n\
         Date: Mon, 02 Nov 2026 09:00:00 +0000\r\n\
         Message-ID: <secret.1@secretariat.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
        names::SECRETARIAT,
        names::of("nl").address,
        template.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// Demands of a client's mail the thread's headers and the lines of its body.
fn check(mail: &[u8], headers: &[&str], lines: &[&str]) {
    let text = String::from_utf8(mail.to_vec()).expect("8-bit UTF-8");
    let (head, body) = text.split_once("\n\n").expect("a header and a body");
    for header in headers {
        assert!(
            head.lines().any(|line| line.eq_ignore_ascii_case(header)),
            "{header}: {head}"
        );
    }
    for line in lines {
        assert!(body.lines().any(|found| found == *line), "{line}: {body}");
    }
}

#[test]
fn mutt_threads_and_quotes() {
    let nl = names::of("nl");
    let from = (nl.admin, nl.address);
    let threads = [
        "From: Anouk de Wit <admin@nic-nl.example>",
        "In-Reply-To: <secret.1@secretariat.example>",
        "References: <secret.1@secretariat.example>",
        "Subject: Re: Invitation to join the TLD-OPS mailing list",
    ];
    check(
        &mutt_reply(&request(), from, "Confirm."),
        &threads,
        &[
            "Confirm.",
            "On Mon, Nov 02, 2026 at 09:00:00AM +0000, ccNSO Secretariat wrote:",
            "> for your ccTLD’s overall security and stability. Note that we",
        ],
    );
    let filled = mutt_answer(&request(), from, |draft| {
        draft.replacen("<FirstName1> <LastName1>", nl.contacts[0].name, 1)
    });
    check(
        &filled,
        &threads,
        &[
            "> Name: Bram van den Berg",
            "> Name: <FirstName2> <LastName2>",
        ],
    );
}

#[test]
fn nmh_threads_and_quotes() {
    let nl = names::of("nl");
    let from = (nl.admin, nl.address);
    let threads = [
        "From: Anouk de Wit <admin@nic-nl.example>",
        "In-Reply-To: <secret.1@secretariat.example>",
        "References: <secret.1@secretariat.example>",
        "Subject: Re: Invitation to join the TLD-OPS mailing list",
    ];
    check(
        &nmh_reply(&request(), from, "Confirm."),
        &threads,
        &[
            "Confirm.",
            "ccNSO Secretariat writes:",
            "> for your ccTLD’s overall security and stability. Note that we",
        ],
    );
    let filled = nmh_answer(&request(), from, |draft| {
        draft.replacen("<FirstName1> <LastName1>", nl.contacts[0].name, 1)
    });
    check(
        &filled,
        &threads,
        &[
            "> Name: Bram van den Berg",
            "> Name: <FirstName2> <LastName2>",
        ],
    );
}

#[test]
fn the_cast_is_valid_and_invented() {
    use secird::domain::{address::EmailAddress, contact, phone::PhoneNumber, tld::Tld};
    let mut addresses = vec![names::SECRETARIAT, names::LIST];
    for registry in CAST {
        assert!(Tld::parse(registry.tld).is_some(), "{}", registry.tld);
        addresses.push(registry.address);
        for person in registry.contacts {
            addresses.push(person.email);
            assert_eq!(
                contact::clean_name(person.name).as_deref(),
                Some(person.name)
            );
            PhoneNumber::parse(person.phone).unwrap_or_else(|fault| {
                panic!("{}: {fault}", person.phone);
            });
            let address = EmailAddress::parse(person.email).unwrap();
            assert!(!contact::is_role_account(&address), "{}", person.email);
        }
    }
    for address in addresses {
        let read = EmailAddress::parse(address).unwrap();
        assert!(read.domain().ends_with("example"), "{address}");
    }
}
