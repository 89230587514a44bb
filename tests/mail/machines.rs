//! Machines, by what they say, and people who speak of absence.

use secird::mail::Limits;
use secird::mail::automatic::Automatic;
use secird::mail::parse::parse;

fn kind(head: &str, text: &str) -> &'static str {
    let raw = format!(
        "From: admin@nic.example\nTo: s@ops.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n{head}\n\n{text}\n"
    );
    match parse(raw.as_bytes(), &Limits::default()).automatic {
        Some(Automatic::Bounce { .. }) => "bounce",
        Some(Automatic::Reply { .. }) => "reply",
        Some(Automatic::HeldSubscription) => "held",
        Some(Automatic::List) => "list",
        None => "person",
    }
}

const CASES: &[(&str, &str, &str)] = &[
    (
        "Subject: Re: x\nAuto-Submitted: (no) auto-replied",
        "confirm",
        "reply",
    ),
    (
        "Subject: Re: x\nAuto-Submitted: no (really)",
        "confirm",
        "person",
    ),
    ("Subject: Auto: Re: x", "confirm", "reply"),
    ("Subject: Re: away", "I confirm I got your mail.", "reply"),
    (
        "Subject: Re: x",
        "I am out of the office until 7 December. I confirm receipt of your mail.",
        "reply",
    ),
    (
        "Subject: Re: x",
        "Je confirme la réception de votre message. Je serai de retour le 7 décembre.",
        "reply",
    ),
    (
        "Subject: Re: x",
        "Incident INC0012345 has been opened on your behalf. This confirms your submission.",
        "reply",
    ),
    (
        "Subject: Re: x",
        "Protecting myself from receiving junk mail. To confirm delivery reply with confirm.",
        "reply",
    ),
    (
        "Subject: Re: x\nPrecedence: junk\nX-Loop: admin@nic.example",
        "I received your mail.",
        "reply",
    ),
    (
        "Subject: Awaiting release to a@nic.example: x",
        "Hi, this is the Mlmmj program managing the list.",
        "reply",
    ),
    (
        "Subject: Your message to a@nic.example awaits moderator approval\nX-Mailman-Version: 3.3.8\nList-Id: <a.nic.example>\nPrecedence: bulk",
        "Ihre Nachricht wurde zurückgehalten.",
        "reply",
    ),
    (
        "Subject: Re: x",
        "I confirm. I am out of the office until Monday.",
        "person",
    ),
    (
        "Subject: Re: x",
        "I am on leave, but yes, I confirm.",
        "person",
    ),
    (
        "Subject: Re: x",
        "I confirm receipt of your mail.",
        "person",
    ),
];

#[test]
fn a_machine_is_known_by_what_it_says_of_itself() {
    for (head, text, expect) in CASES {
        assert_eq!(kind(head, text), *expect, "{head} {text}");
    }
}

#[test]
fn a_list_that_turns_our_mail_away_bounces_it() {
    for (head, text) in [
        (
            "From: a-owner@nic.example\nSubject: TLD-OPS Authentication Request\nX-Mailman-Version: 3.3.8\nList-Id: <a.nic.example>\nPrecedence: bulk",
            "Sua mensagem foi rejeitada pelos seguintes motivos:",
        ),
        (
            "From: a+owner@nic.example\nSubject: Post to a@nic.example denied: x",
            "Hi, this is the Mlmmj program. You are not a list subscriber.",
        ),
    ] {
        let raw = format!(
            "{head}\nTo: s@ops.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <r1@ops.example>\nSubject: x\n\nDear contact\n--b--\n"
        );
        let message = parse(raw.as_bytes(), &Limits::default());
        let Some(Automatic::Bounce { originals, failed }) = message.automatic else {
            panic!("{head}");
        };
        assert!(
            failed
                && originals
                    .iter()
                    .any(|id| id.to_string().contains("r1@ops.example"))
        );
    }
}
