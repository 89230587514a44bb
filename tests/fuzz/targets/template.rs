//! The template filled in with anything: what is taken over was really typed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secird::reading::Reading;
use stage::Choices;

const FIELDS: &str = "From: Ana Admin <admin@nic.example>\r\nSubject: Re: Invitation to join the TLD-OPS Mailing List\r\nMessage-ID: <f1@nic.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

const SENTENCE: &str = "I confirm that the Contact Persons specified above are responsible for the overall security and stability of my ccTLD.";

const NAMES: [&str; 6] = [
    "Jane Doe",
    "Jürgen Beispiel",
    "山田 太郎",
    "NOC",
    "",
    "<name>",
];
const EMAILS: [&str; 6] = [
    "jane@nic.example",
    "JANE@NIC.EXAMPLE",
    "noc@nic.example",
    "jane@nic",
    "",
    "a@b@c.example",
];
const PHONES: [&str; 6] = [
    "+31 6 25 07 87 33",
    "0031625078733",
    "+49 170 1234567",
    "call me",
    "",
    "+1",
];

/// One value: one of the usual ones, or anything.
fn value(choices: &mut Choices<'_>, usual: &[&str; 6]) -> String {
    match choices.below(8) {
        place @ 0..6 => usual[place].to_owned(),
        6 => choices.text(),
        _ => format!("{}{}", choices.one(usual), choices.text()),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices(bytes);
    let mut typed = String::new();
    for position in 1..=choices.below(4) {
        let labels = choices.one(&[
            ["Name:", "Email address:", "Mobile phone number:"],
            ["name :", "E-mail:", "Mobile:"],
            ["* Name -", "email", "Phone:"],
            ["", "", ""],
        ]);
        typed.push_str(&match choices.below(3) {
            0 => format!("Contact Person #{position}:\n"),
            1 => format!("Contact person {position} (primary)\n\n"),
            _ => String::new(),
        });
        let values = [
            value(&mut choices, &NAMES),
            value(&mut choices, &EMAILS),
            value(&mut choices, &PHONES),
        ];
        for (label, value) in labels.iter().zip(values) {
            let glue = choices.one(&[" ", "\n", "", "\t"]);
            typed.push_str(&format!("{label}{glue}{value}\n"));
        }
        typed.push('\n');
    }
    typed.push_str(choices.one(&[SENTENCE, "I confirm.", ""]));
    typed.push_str(&choices.text());
    let prefix = choices.one(&["", "> ", "| "]);
    let quote: String = stage::ours(true).texts[0]
        .text()
        .lines()
        .map(|line| format!("{prefix}{line}\n"))
        .collect();
    let text = match choices.below(3) {
        0 => format!("{typed}\n\n{quote}"),
        1 => format!("{quote}\n\n{typed}"),
        _ => typed.clone(),
    };
    let raw = format!("{FIELDS}{}", text.replace('\n', "\r\n"));
    let (_, report) = stage::judged(raw.as_bytes(), stage::ours(true));
    let Reading::SscResponse { contacts, .. } = &report.reading else {
        return;
    };
    if report.faults.is_empty() {
        let letters = |text: &str| -> String {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let all = letters(&typed);
        for contact in contacts {
            let local = contact.email.to_string();
            let local = local.split('@').next().unwrap_or_default().to_owned();
            assert!(all.contains(&letters(&local)), "{local} was not typed");
            assert!(!contact.name.chars().any(char::is_control), "{contact:?}");
            assert!(contact.phone.e164().starts_with('+'), "{contact:?}");
        }
    }
});
