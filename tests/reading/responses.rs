//! The SSC Response: contacts wherever they were typed, faults by name.

use super::{advances, both, check_all, html, invitation, plain, report, word};
use secird::reading::Reading;

const A2: &str = "Contact Person #1 (primary):\nName: Jane Doe\nEmail address: jane.doe@nic.example\nMobile phone number: +31 6 25 07 87 33\n\nContact Person #2 (secondary):\nName: John Roe\nEmail address: john.roe@nic.example\nMobile phone number: +1-613-291-1619\n\nI hereby confirm that the above persons are responsible for the\noverall security and stability of my ccTLD.\n";

const ONE: &str = "Contact Person #1 (primary):\nName: Jane Doe\nEmail address: jane.doe@nic.example\nMobile phone number: +31 6 25 07 87 33\n\nI hereby confirm that the above persons are responsible for the\noverall security and stability of my ccTLD.\n";

/// The invitation with the first contact, or both, filled in.
fn filled(both: bool) -> String {
    let mut text = invitation()
        .replace("<FirstName1> <LastName1>", "Jane Doe")
        .replace("<EmailAddress1>", "jane.doe@nic.example")
        .replacen("+<country code> <number>", "+31 6 25 07 87 33", 1);
    if both {
        text = text
            .replace("<FirstName2> <LastName2>", "John Roe")
            .replace("<EmailAddress2>", "john.roe@nic.example")
            .replacen("+<country code> <number>", "+1-613-291-1619", 1);
    }
    text
}

fn prefixed(text: &str, prefix: &str) -> String {
    text.lines()
        .map(|line| format!("{prefix}{line}").trim_end().to_owned() + "\n")
        .collect()
}

const WROTE: &str =
    "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:";
const OUTLOOK: &str = "From: ccNSO Secretariat <secretariat@ccnso.example>\nSent: Monday, November 23, 2026 3:09 PM\nTo: Ana Admin\nSubject: Invitation to join the TLD-OPS mailing list\n";

#[test]
fn a_complete_response_is_read_wherever_it_stands() {
    let quote = prefixed(&invitation(), "> ");
    let texts: Vec<(String, &str)> = vec![
        (A2.into(), "ssc-response 2"),
        (ONE.into(), "ssc-response 1"),
        (format!("{A2}\n{WROTE}\n{quote}"), "ssc-response 2"),
        (format!("{ONE}\n{WROTE}\n{quote}"), "ssc-response 1"),
        (format!("{A2}\n{OUTLOOK}\n{}", invitation()), "ssc-response 2"),
        (format!("{ONE}\n{OUTLOOK}\n{}", invitation()), "ssc-response 1"),
        (format!("{A2}\n{}", invitation()), "ssc-response 2"),
        (format!("{WROTE}\n{quote}\n{A2}"), "ssc-response 2"),
        (format!("{WROTE}\n{}", prefixed(&filled(true), "> ")), "ssc-response 2"),
        (format!("{WROTE}\n{}", prefixed(&filled(false), "> ")), "ssc-response 1"),
        (format!("{WROTE}\n{}", prefixed(&filled(true), ">> ")), "ssc-response 2"),
        (format!("{WROTE}\n{}", prefixed(&filled(true), "| ")), "ssc-response 2"),
        (format!("Dear Secretariat,\n\nplease find our contacts below.\n\nKind regards,\nAna\n\n{OUTLOOK}\n{}", filled(true)), "ssc-response 2"),
        (format!("Dear Secretariat,\n\nPlease find the requested information below.\n\n{A2}\nBest regards,\nAna Admin\nNIC Example\nTel: +31 26 352 55 00\nEmail: ana@nic.example\n\n{WROTE}\n{quote}"), "ssc-response 2"),
        (format!("*** RESPONSE TEMPLATE ***\n\n{A2}\n\n*** END ***"), "ssc-response 2"),
        (format!("{A2}\n\n=== End of template ===\n\nKind regards,\nAna"), "ssc-response 2"),
        (filled(true), "ssc-response 2"),
        (filled(false), "ssc-response 1"),
        (format!("Hello\n\n{}\n\nRegards\nAna", A2.replace("Name:", "*Name:*").replace("Email address:", "*Email address:*").replace("Mobile phone number:", "*Mobile phone number:*")), "ssc-response 2"),
        (A2.replace("Name:", "NAME :").replace("Email address:", "E-MAIL:").replace("Mobile phone number:", "MOBILE:"), "ssc-response 2"),
        (A2.replace("Name:", "Name =").replace("Email address:", "Email =").replace("Mobile phone number:", "Mobile phone ="), "ssc-response 2"),
        (A2.replace("Name: ", "Name\t").replace("Email address: ", "Email address\t").replace("Mobile phone number: ", "Mobile phone number\t"), "ssc-response 2"),
        (A2.replace("Name:", "- Name:").replace("Email address:", "- Email address:").replace("Mobile phone number:", "- Mobile phone number:"), "ssc-response 2"),
        (A2.replace("Name:", "1) Name:").replace("Email address:", "2) E-mail address:").replace("Mobile phone number:", "3) Mobile number:"), "ssc-response 2"),
        (A2.replace("Name: ", "Name:\n  ").replace("Email address: ", "Email address:\n  ").replace("Mobile phone number: ", "Mobile phone number:\n  "), "ssc-response 2"),
        (A2.replace("Name: ", "Name:\n\n").replace("Email address: ", "Email address:\n\n").replace("Mobile phone number: ", "Mobile phone number:\n\n"), "ssc-response 2"),
        (A2.replace("Name: ", "").replace("Email address: ", "").replace("Mobile phone number: ", ""), "ssc-response 2"),
        (A2.replace("Name: Jane Doe\nEmail address: jane.doe@nic.example\nMobile phone number: +31 6 25 07 87 33", "Mobile phone number: +31 6 25 07 87 33\nEmail address: jane.doe@nic.example\nName: Jane Doe"), "ssc-response 2"),
        (A2.replace("+31 6 25 07 87 33", "+31 6 25 07\n87 33"), "ssc-response 2"),
        (A2.replace("jane.doe@nic.example", "jane.doe@nic.example<mailto:jane.doe@nic.example>"), "ssc-response 2"),
        (A2.replace("jane.doe@nic.example", "<jane.doe@nic.example>"), "ssc-response 2"),
        (A2.replace("jane.doe@nic.example", "<mailto:jane.doe@nic.example>"), "ssc-response 2"),
        (A2.replace("jane.doe@nic.example", "jane.doe@nic.example."), "ssc-response 2"),
        (A2.replace("Contact Person #1 (primary):", "Primary contact:").replace("Contact Person #2 (secondary):", "Secondary contact:"), "ssc-response 2"),
        (A2.replace("Contact Person #1 (primary):", "Contact person 1").replace("Contact Person #2 (secondary):", "Contact person 2"), "ssc-response 2"),
        (A2.replace("Contact Person #1 (primary):\n", "").replace("Contact Person #2 (secondary):\n", ""), "ssc-response 2"),
        (A2.replace("I hereby", "We hereby").replace("my ccTLD", "our ccTLD"), "ssc-response 2"),
        (A2.replace("my ccTLD", ".nl"), "ssc-response 2"),
        (A2.replace("persons are responsible for the\noverall", "persons are responsible for the overall"), "ssc-response 2"),
        (A2.replace("persons are responsible", "persons\nare responsible"), "ssc-response 2"),
        (ONE.replace("persons are", "person is"), "ssc-response 1"),
        (A2.replace('\n', "\n\n"), "ssc-response 2"),
        (A2.replace("Jane Doe", "山田 太郎"), "ssc-response 2"),
        (A2.replace("Jane Doe", "Zoë O’Brien-Müller"), "ssc-response 2"),
        (format!("{A2}\nSent from my iPhone"), "ssc-response 2"),
        (format!("{A2}\n-- \nAna Admin\nPhone: +31 26 352 55 00\nE-mail: ana@nic.example\n"), "ssc-response 2"),
        (A2.replace("Contact Person #1 (primary):\nName: Jane Doe\nEmail address: jane.doe@nic.example\nMobile", "Contact Person #1 (primary): Name: Jane Doe Email address: jane.doe@nic.example Mobile"), "ssc-response 2"),
        (ONE.replace("\nI hereby", "\nContact Person #2 (secondary):\nName: n/a\nEmail address: -\nMobile phone number:\n\nI hereby"), "ssc-response 1"),
        (ONE.replace("\nI hereby", "\nContact Person #2 (secondary):\nName: <FirstName2> <LastName2>\nEmail address: <EmailAddress2>\nMobile phone number: +<country code> <number>\n\nI hereby"), "ssc-response 1"),
        (ONE.replace("\nI hereby", "\nContact Person #2 (secondary):\nName:\nEmail address:\nMobile phone number: +\n\nI hereby"), "ssc-response 1"),
    ];
    check_all(
        texts
            .iter()
            .map(|(text, expected)| (text.as_str(), word(&report(&plain(text))), *expected)),
    );
}

#[test]
fn what_was_typed_is_what_is_found() {
    let report = report(&plain(&format!(
        "{WROTE}\n{}",
        prefixed(&filled(true), "> ")
    )));
    let Reading::SscResponse {
        contacts,
        statement,
    } = &report.reading
    else {
        panic!("{:?}", report.reading);
    };
    assert!(statement);
    let seen: Vec<(String, String, String)> = contacts
        .iter()
        .map(|c| {
            (
                c.name.clone(),
                c.email.to_string(),
                c.phone.e164().to_owned(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (
                "Jane Doe".to_owned(),
                "jane.doe@nic.example".to_owned(),
                "+31625078733".to_owned()
            ),
            (
                "John Roe".to_owned(),
                "john.roe@nic.example".to_owned(),
                "+16132911619".to_owned()
            ),
        ]
    );
}

#[test]
fn every_fault_has_its_name() {
    let statement = "I hereby confirm that the above persons are responsible for the\noverall security and stability of my ccTLD.\n";
    let untouched = format!("{WROTE}\n{}", prefixed(&invitation(), "> "));
    let cases: Vec<(String, &str)> = vec![
        (A2.replace(statement, ""), "ssc-response 2 statement-missing"),
        (format!("{}\n{untouched}", A2.replace(statement, "")), "ssc-response 2 statement-missing"),
        (format!("{}\n{}", A2.replace(statement, ""), invitation()), "ssc-response 2 statement-missing"),
        (format!("{}\n{OUTLOOK}\n{}", ONE.replace(statement, ""), invitation()), "ssc-response 1 statement-missing"),
        (A2.replace("are responsible", "are not responsible"), "ssc-response 2 statement-altered"),
        (A2.replace("I hereby confirm", "I cannot hereby confirm"), "ssc-response 2 statement-altered"),
        (A2.replace("overall security and stability", "DNS"), "ssc-response 2 statement-altered"),
        (A2.replace("my ccTLD.", "my ccTLD, except DNSSEC."), "ssc-response 2 statement-altered"),
        (A2.replace("jane.doe@nic.example", ""), "ssc-response 1 contact-1-email"),
        (A2.replace("jane.doe@nic.example", "jane.doe"), "ssc-response 1 contact-1-email"),
        (A2.replace("jane.doe@nic.example", "jane.doe@nic.example, evil@x.example"), "ssc-response 1 contact-1-email"),
        (A2.replace("jane.doe@nic.example", "jane.doe@nic.example;evil@x.example"), "ssc-response 1 contact-1-email"),
        (A2.replace("jane.doe@nic.example", "jane.doe@nic.example\u{2028}evil@x.example"), "ssc-response 1 contact-1-email"),
        (A2.replace("jane.doe@nic.example", "jane.doe@nic.example (evil@x.example)"), "ssc-response 1 contact-1-email"),
        (A2.replace("jane.doe@nic.example", "jane.doe@nic.example<mailto:evil@x.example>"), "ssc-response 1 contact-1-email"),
        (A2.replace("jane.doe@nic.example", "hostmaster@nic.example"), "ssc-response 1 contact-1-role-account"),
        (A2.replace("+31 6 25 07 87 33", "06 25 07 87 33"), "ssc-response 1 contact-1-phone"),
        (A2.replace("+31 6 25 07 87 33", "+31 6 25 07 87 33 please"), "ssc-response 1 contact-1-phone"),
        (A2.replace("+31 6 25 07 87 33", ""), "ssc-response 1 contact-1-phone"),
        (A2.replace("+31 6 25 07 87 33", "+<country code> <number>"), "ssc-response 1 contact-1-phone"),
        (A2.replace("Jane Doe", ""), "ssc-response 1 contact-1-name"),
        (A2.replace("Jane Doe", "Jane <LastName1>"), "ssc-response 1 contact-1-placeholder"),
        (A2.replace("Jane Doe", "TBD"), "ssc-response 1 contact-1-placeholder"),
        (A2.replace("john.roe@nic.example", "jane.doe@nic.example"), "ssc-response 2 same-contact-twice"),
        (A2.replace("Email address: jane.doe@nic.example", "Email address: jane.doe@nic.example\nEmail address: other@nic.example"), "ssc-response 1 contact-1-field-twice"),
        (A2.replace("\nI hereby", "\nContact Person #3:\nName: Max Third\nEmail address: max@nic.example\nMobile phone number: +31 6 25 07 87 34\n\nI hereby"), "ssc-response 3 too-many-contacts"),
        (ONE.replace("\nI hereby", "\nContact Person #2 (secondary):\nName: John Roe\nEmail address: <EmailAddress2>\nMobile phone number: +<country code> <number>\n\nI hereby"), "ssc-response 1 contact-2-email contact-2-phone"),
    ];
    check_all(
        cases
            .iter()
            .map(|(text, expected)| (text.as_str(), word(&report(&plain(text))), *expected)),
    );
}

#[test]
fn words_beside_a_filled_template_make_it_unclear() {
    let cases: Vec<(String, &str)> = vec![
        (format!("confirm\n\n{A2}"), "unclear two-answers"),
        (format!("deny\n\n{A2}"), "unclear two-answers"),
        (format!("{A2}\n\n*** END OF SERVICE ***"), "unclear"),
        (
            format!("{A2}\nBut please do not subscribe them yet."),
            "unclear",
        ),
        (
            format!("Will these persons be published?\n\n{A2}"),
            "unclear",
        ),
        (
            format!("These are provisional, if the board agrees.\n\n{A2}"),
            "unclear conditional",
        ),
        (
            format!("{A2}\n\n{}", A2.replace("Jane Doe", "Eve Other")),
            "unclear more-said",
        ),
        (
            format!(
                "On Mon, 23 Nov 2026 at 16:00, Bob Colleague <bob@nic.example> wrote:\n> Hi Ana, here it is\n>\n{}",
                prefixed(A2, "> ")
            ),
            "unclear",
        ),
    ];
    check_all(
        cases
            .iter()
            .map(|(text, expected)| (text.as_str(), word(&report(&plain(text))), *expected)),
    );
}

#[test]
fn an_untouched_invitation_is_no_response() {
    for text in [
        invitation(),
        prefixed(&invitation(), "> "),
        format!("{WROTE}\n{}", prefixed(&invitation(), "> ")),
    ] {
        assert_eq!(
            word(&report(&plain(&text))),
            "unclear nothing-written",
            "{text}"
        );
    }
}

fn table(text: &str) -> String {
    text.lines()
        .map(|line| match line.split_once(": ") {
            Some((label, value)) => format!("<tr><td><p class=MsoNormal><b>{label}:</b></p></td><td><p class=MsoNormal>{value}</p></td></tr>"),
            None => format!("<tr><td colspan=2><p>{line}</p></td></tr>"),
        })
        .collect()
}

#[test]
fn html_responses_are_read() {
    let br = A2.replace('\n', "<br>\n");
    let linked = br.replace(
        "jane.doe@nic.example",
        "<a href=\"mailto:jane.doe@nic.example\">jane.doe@nic.example</a>",
    );
    let paragraphs: String = A2
        .lines()
        .map(|l| format!("<p class=MsoNormal>{l}<o:p></o:p></p>"))
        .collect();
    let divs: String = A2.lines().map(|l| format!("<div>{l}<br></div>")).collect();
    let list = "<ol><li>Contact Person #1 (primary):<ul><li>Name: Jane Doe</li><li>Email address: jane.doe@nic.example</li><li>Mobile phone number: +31 6 25 07 87 33</li></ul></li><li>Contact Person #2 (secondary):<ul><li>Name: John Roe</li><li>Email address: john.roe@nic.example</li><li>Mobile phone number: +1-613-291-1619</li></ul></li></ol><p>I hereby confirm that the above persons are responsible for the overall security and stability of my ccTLD.</p>";
    let quoted = filled(true)
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\n', "<br>");
    let cases = vec![
        (format!("<div>{br}</div>"), "ssc-response 2"),
        (format!("<div>{linked}</div>"), "ssc-response 2"),
        (paragraphs, "ssc-response 2"),
        (divs, "ssc-response 2"),
        (list.to_owned(), "ssc-response 2"),
        (format!("<table>{}</table>", table(A2)), "ssc-response 2"),
        (
            format!(
                "<div class=\"gmail_quote\"><div class=\"gmail_attr\">{}</div><blockquote class=\"gmail_quote\">{quoted}</blockquote></div>",
                WROTE.replace('<', "&lt;").replace('>', "&gt;")
            ),
            "ssc-response 2",
        ),
        (
            br.replace("Name:", "<b>Name</b>:")
                .replace("Email address:", "<strong>Email address:</strong>"),
            "ssc-response 2",
        ),
        (
            br.replace(
                "jane.doe@nic.example",
                "jane.doe@nic.example<span style=\"display:none\">,evil@x.example</span>",
            ),
            "unclear hidden-text",
        ),
        (
            br.replace("Jane Doe", "<s>Jane Doe</s> Eve Other"),
            "unclear",
        ),
    ];
    check_all(
        cases
            .iter()
            .map(|(text, expected)| (text.as_str(), word(&report(&html(text))), *expected)),
    );
    assert_eq!(
        word(&report(&both(A2, &format!("<div>{linked}</div>")))),
        "ssc-response 2"
    );
    let other = br.replace("Jane Doe", "Eve Other");
    let got = word(&report(&both(A2, &other)));
    assert!(!advances(&got), "{got}");
}
