//! Answers to a change of contacts: what is confirmed is what was sent.

use super::message;
use crate::case::stage::{case_in, change, state, stepped};
use crate::compose::stage::ordered;
use crate::support::post::plain_requests;
use secird::case::{Event, Modification, Scheme};
use secird::domain::phone::PhoneNumber;
use secird::reading::{Ours, Reading, Report, Script, read};

/// The request about a change in which one joins, one leaves, one changes.
fn request() -> String {
    let mut asked: Modification = change();
    if let Some(stays) = asked.wanted.last_mut() {
        stays.phone = PhoneNumber::parse("+31 6 25078700").unwrap();
    }
    let case = case_in(&state("planned"), &Scheme::Modification(asked));
    let (_, letter) = ordered(&stepped(&case, &Event::Start));
    letter.body
}

fn read_reply(request: &str, body: &str) -> Report {
    let body = body.replace('\n', "\r\n");
    let raw = format!(
        "From: Admin <admin@nic-nl.example>\r\nTo: secretariat@secretariat.example\r\n\
         Subject: Re: TLD-OPS Modification Request\r\nDate: Mon, 23 Nov 2026 15:09:27 +0000\r\n\
         Message-ID: <c1@nic-nl.example>\r\nIn-Reply-To: <r1@secretariat.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    );
    let mut texts = vec![Script::of(request)];
    texts.extend(plain_requests());
    let ours = Ours {
        texts,
        expected: true,
    };
    read(&message(raw.as_bytes()), &ours, 2)
}

fn quoted(request: &str) -> String {
    request.lines().map(|line| format!("> {line}\n")).collect()
}

const HEAD: &str =
    "On Fri, 20 Nov 2026 at 10:00, ccNSO Secretariat <secretariat@secretariat.example> wrote:\n\n";

#[test]
fn a_word_above_below_or_without_the_request_is_read() {
    let request = request();
    let outlook = "________________________________\nFrom: ccNSO Secretariat <secretariat@secretariat.example>\nSent: Friday, November 20, 2026 10:00\nTo: Admin\nSubject: TLD-OPS Modification Request\n\n";
    for (word, reading) in [
        ("Confirm", Reading::Confirm),
        ("We confirm this request.", Reading::Confirm),
        ("Deny", Reading::Deny),
    ] {
        for body in [
            format!("{word}\n"),
            format!("{word}\n\n{HEAD}{}", quoted(&request)),
            format!("{HEAD}{}\n{word}\n", quoted(&request)),
            format!("{word}\n\n{outlook}{request}"),
        ] {
            let report = read_reply(&request, &body);
            assert_eq!(
                report.reading, reading,
                "{} at {:?}:\n{body}",
                word, report.at
            );
        }
    }
}

#[test]
fn a_confirm_above_a_change_that_was_altered_is_no_confirm() {
    let request = request();
    let lines: Vec<&str> = request.lines().filter(|line| line.contains('@')).collect();
    assert!(lines.len() >= 4, "{request}");
    let mut tried = 0;
    for line in lines.iter().filter(|line| !line.contains("http")) {
        let (local, _) = line.split_once('@').unwrap();
        let local = local.rsplit(' ').next().unwrap();
        let phone = line.rsplit(", ").next().unwrap();
        for altered in [
            request.replacen(line, &line.replacen(local, "eve.evil", 1), 1),
            request.replacen(line, &line.replacen(phone, "+44 20 7946 0000", 1), 1),
            request.replacen(
                line,
                &format!("{line}\n+ Eve Evil, eve@elsewhere.example, +44 20 7946 0000"),
                1,
            ),
        ] {
            assert_ne!(altered, request);
            for body in [
                format!("Confirm\n\n{HEAD}{}", quoted(&altered)),
                format!("Confirm\n\n{altered}"),
            ] {
                let report = read_reply(&request, &body);
                assert_ne!(report.reading, Reading::Confirm, "{body}");
                tried += 1;
            }
        }
    }
    assert!(tried >= 24, "{tried}");
}

#[test]
fn a_confirm_above_a_change_with_a_line_less_or_another_sign_is_no_confirm() {
    let request = request();
    for line in request
        .lines()
        .filter(|line| line.contains('@') && !line.contains("http"))
    {
        let mut altered = vec![request.replacen(&format!("{line}\n"), "", 1)];
        if let Some(rest) = line.strip_prefix("- ") {
            altered.push(request.replacen(line, &format!("+ {rest}"), 1));
        }
        if let Some(rest) = line.strip_prefix("+ ") {
            altered.push(request.replacen(line, &format!("- {rest}"), 1));
        }
        for altered in altered {
            let body = format!("Confirm\n\n{HEAD}{}", quoted(&altered));
            let report = read_reply(&request, &body);
            assert_ne!(report.reading, Reading::Confirm, "{body}");
        }
    }
}
