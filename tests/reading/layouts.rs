//! Templates as people lay them out, and what must not slip in between.

use super::{advances, both, check_all, html, invitation, plain, report, word};

const SENTENCE: &str = "I hereby confirm that the above persons are responsible for the overall\nsecurity and stability of my ccTLD.";

const TWO: &str = "Contact Person #1 (primary):\nName: Ada Vermeer\nEmail address: ada.vermeer@nic.example\nMobile phone number: +31 6 25 07 87 34\n\nContact Person #2 (secondary):\nName: Luc Moreau\nEmail address: luc.moreau@nic.example\nMobile phone number: +1-613-291-1619\n\nI hereby confirm that the above persons are responsible for the overall\nsecurity and stability of my ccTLD.\n";

const WROTE: &str =
    "On Mon, 23 Nov 2026 at 15:09, ccNSO Secretariat <secretariat@ccnso.example> wrote:";

/// The template with other labels, before and after them.
fn dressed(before: &str, name: &str, email: &str, phone: &str) -> String {
    TWO.replace("Name: ", &format!("{before}{name}"))
        .replace("Email address: ", &format!("{before}{email}"))
        .replace("Mobile phone number: ", &format!("{before}{phone}"))
}

/// The template below other headings.
fn headed(one: &str, two: &str) -> String {
    TWO.replace("Contact Person #1 (primary):", one)
        .replace("Contact Person #2 (secondary):", two)
}

fn all(texts: Vec<String>, expected: &'static str) {
    let read: Vec<(String, String)> = texts
        .into_iter()
        .map(|text| (word(&report(&plain(&text))), text))
        .collect();
    check_all(
        read.iter()
            .map(|(got, text)| (text.as_str(), got.clone(), expected)),
    );
}

#[test]
fn labels_may_be_dressed_in_any_way() {
    all(
        vec![
            dressed(
                "",
                "Name ............... : ",
                "Email address ...... : ",
                "Mobile phone number : ",
            ),
            dressed("", "Name ....... ", "Email ...... ", "Mobile ..... "),
            dressed(
                "",
                "Name\u{a0}: ",
                "Email address\u{a0}: ",
                "Mobile phone number\u{a0}: ",
            ),
            dressed("", "Name：", "Email address：", "Mobile phone number："),
            dressed("", "NAME -> ", "EMAIL => ", "MOBILE → "),
            dressed("• ", "Name: ", "Email: ", "Mobile: "),
            dressed("  * ", "Name: ", "E-mail: ", "Mobile phone: "),
            dressed("◦ ", "name:", "email address:", "mobile phone number:"),
            dressed("a) ", "Name: ", "Email: ", "Mobile: "),
            dressed("", "**Name:** ", "**Email:** ", "**Mobile:** "),
            dressed(
                "\t",
                "Name:\t\t",
                "Email address:\t",
                "Mobile phone number:\t",
            ),
            dressed(
                "",
                "Name:\n   -> ",
                "Email address:\n   -> ",
                "Mobile phone number:\n   -> ",
            ),
        ],
        "ssc-response 2",
    );
}

#[test]
fn headings_may_be_named_and_numbered_in_any_way() {
    all(
        vec![
            headed(
                "1. Contact Person (primary)",
                "2. Contact Person (secondary)",
            ),
            headed("1. Contact Person:", "2. Contact Person:"),
            headed(
                "a) Contact Person #1 (primary):",
                "b) Contact Person #2 (secondary):",
            ),
            headed("Contact Person A:", "Contact Person B:"),
            headed("Contact Person One:", "Contact Person Two:"),
            headed("Primary contact", "Secondary contact"),
            headed("Primary:", "Secondary:"),
            headed(
                "CONTACT PERSON #1 - PRIMARY",
                "CONTACT PERSON #2 - SECONDARY",
            ),
            headed(
                "=== Contact Person #1 (primary) ===",
                "=== Contact Person #2 (secondary) ===",
            ),
            headed(
                "**Contact Person #1 (primary):**",
                "**Contact Person #2 (secondary):**",
            ),
            TWO.replace("\n\n", "\n=======================\n"),
        ],
        "ssc-response 2",
    );
}

#[test]
fn tables_are_read_by_rows_and_by_columns() {
    let rows = "Contact Person\tName\tEmail address\tMobile phone number\n#1 (primary)\tAda Vermeer\tada.vermeer@nic.example\t+31 6 25 07 87 34\n#2 (secondary)\tLuc Moreau\tluc.moreau@nic.example\t+1-613-291-1619\n";
    let columns = "\tContact Person #1 (primary):\tContact Person #2 (secondary):\nName\tAda Vermeer\tLuc Moreau\nEmail address\tada.vermeer@nic.example\tluc.moreau@nic.example\nMobile phone number\t+31 6 25 07 87 34\t+1-613-291-1619\n";
    let bare = "Name | Email | Mobile\n-----|-----|-----\nAda Vermeer | ada.vermeer@nic.example | +31 6 25 07 87 34\nLuc Moreau | luc.moreau@nic.example | +1-613-291-1619\n";
    all(
        [rows, columns, bare]
            .iter()
            .flat_map(|table| [(*table).to_owned(), table.replace('\t', "\n")])
            .map(|table| format!("Hello,\n\nour contacts:\n\n{table}\n{SENTENCE}\n"))
            .collect(),
        "ssc-response 2",
    );
    // A cell that does not fit leaves nothing that advances.
    let broken = rows.replace("luc.moreau@nic.example", "see above");
    let got = word(&report(&plain(&format!("{broken}\n{SENTENCE}\n"))));
    assert!(!advances(&got), "{got}");
}

#[test]
fn a_quote_cut_down_to_the_template_is_ours() {
    let template: Vec<String> = format!("*** RESPONSE TEMPLATE ***\n\n{TWO}")
        .lines()
        .map(|line| format!("> {line}"))
        .collect();
    let template = template.join("\n");
    let cited = template.replace("> ", "ccNSO> ");
    all(
        vec![
            format!("Please see below.\n\n{WROTE}\n{template}\n"),
            format!(
                "\"ccNSO\" == ccNSO Secretariat <secretariat@ccnso.example> writes:\n\n{cited}\n"
            ),
        ],
        "ssc-response 2",
    );
    // Somebody else's mail with a template in it is not.
    let other = WROTE.replace("ccNSO Secretariat <secretariat@ccnso.example>", "Jan");
    let got = word(&report(&plain(&format!(
        "See below.\n\n{other}\n{template}\n"
    ))));
    assert!(!advances(&got), "{got}");
}

#[test]
fn values_may_stand_below_the_placeholders_they_replace() {
    let quote: String = invitation()
        .replace("> <LastName1>", "> <LastName1>\n-> Ada Vermeer")
        .replace(
            "<EmailAddress1>",
            "<EmailAddress1>\n-> ada.vermeer@nic.example",
        )
        .replacen(
            "+<country code> <number>",
            "+<country code> <number>\n-> +31 6 25 07 87 34",
            1,
        )
        .lines()
        .map(|line| {
            if line.starts_with("->") {
                format!("{line}\n")
            } else {
                format!("> {line}\n")
            }
        })
        .collect();
    all(vec![format!("{WROTE}\n{quote}")], "ssc-response 1");
}

#[test]
fn numbers_and_names_are_read_as_people_write_them() {
    let phone = |text: &str| TWO.replace("+31 6 25 07 87 34", text);
    let name = |text: &str| TWO.replace("Ada Vermeer", text);
    all(
        vec![
            phone("(+31) 6 25078734"),
            phone("+(31) 6-25078734"),
            phone("+ 31 6 25078734"),
            phone("+31/6\u{a0}2507\u{2011}8734"),
            name("Ada \"Addie\" Vermeer"),
            name("Kim, Ji-woo"),
            name("李明 (Li Ming)"),
            name("Yoon Seo-jun (윤서준)"),
            name("Eng. Tomáš Dvořák"),
            name("Ada Vermeer, Technical Director"),
        ],
        "ssc-response 2",
    );
}

#[test]
fn the_sentence_may_stand_first_or_lose_a_mark() {
    let contacts = TWO.split("I hereby").next().unwrap_or_default();
    let with = |sentence: &str| format!("{contacts}{sentence}\n");
    all(
        vec![
            format!(
                "I hereby confirm that the following persons are responsible for the overall security and stability of our ccTLD:\n\n{contacts}"
            ),
            with(
                "I hereby confirm, that the above persons are responsible for the overall\nsecurity and stability of my ccTLD",
            ),
            with(
                "We hereby confirm that the above persons are responsible for the overall security and stability of .nl\nKind regards",
            ),
            with(
                "I hereby confirm that the above persons are responsible for the\n\noverall security and stability of my ccTLD.",
            ),
        ],
        "ssc-response 2",
    );
    all(
        vec![
            with(
                "I hereby confirm that the below persons are responsible for the overall security and stability of my ccTLD.",
            ),
            with(
                "I hereby confirm that the above persons are responsible for the overall security and stability of my gTLD.",
            ),
        ],
        "ssc-response 2 statement-altered",
    );
}

#[test]
fn introductions_stand_above() {
    let one = TWO
        .split("Contact Person #2")
        .next()
        .map(|first| format!("{first}{SENTENCE}\n"))
        .unwrap_or_default();
    all(
        [
            "We are a small registry, so we have one contact only.",
            "We will start with one person.",
            "Only one contact for now.",
        ]
        .iter()
        .map(|text| format!("Hello,\n\n{text}\n\n{one}"))
        .collect(),
        "ssc-response 1",
    );
    all(
        [
            "It was good to see you all in Istanbul. Here is our template:",
            ".nl would like to join the list. Details follow.",
            "Please add our contacts to the list.",
        ]
        .iter()
        .map(|text| format!("Hello,\n\n{text}\n\n{TWO}"))
        .chain([format!("{TWO}\nHope this helps.\n\nThe registry team\n")])
        .collect(),
        "ssc-response 2",
    );
}

#[test]
fn nothing_slips_in_between_or_below() {
    let between = |text: &str| {
        TWO.replace(
            "\nContact Person #2",
            &format!("\n{text}\n\nContact Person #2"),
        )
    };
    let texts = [
        between("OR"),
        between("?"),
        between("or rather"),
        TWO.replace("Contact Person #2 (secondary):", "~~Contact Person #2~~"),
        TWO.replace("+31 6 25 07 87 34", "+31 6 25 07 87 34\n+44 7700 900123"),
        TWO.replace(
            "+31 6 25 07 87 34",
            "+31 6 25 07 87 34\nTel: +44 7911 123456",
        ),
        TWO.replace("+31 6 25 07 87 34", "+1 900 555 1234"),
        TWO.replace("Ada Vermeer", "ex-Ada Vermeer"),
        TWO.replace(
            "ada.vermeer@nic.example",
            "ada.vermeer@nic.example⁄evil.example",
        ),
        format!("<!--\n{TWO}\n-->\n"),
        format!("{TWO}\nNumber 2 is out of service.\n"),
        format!("{TWO}\nand Eva Smit, eva.smit@nic.example, +44 7700 900123\n"),
        format!("{TWO}\nSent from my iPhone, not checked\n"),
        format!("Data from 2019.\n\n{TWO}"),
        TWO.replace("Name: ", "# Name: ")
            .replace("Email", "# Email")
            .replace("Mobile", "# Mobile"),
    ];
    for text in texts {
        let got = word(&report(&plain(&text)));
        assert!(!advances(&got), "{got}: {text}");
    }
}

#[test]
fn both_forms_agree_whatever_their_blanks() {
    let table = "<p>Hello,</p><table><tr><td>Contact Person #1 (primary):</td></tr><tr><td>Name</td><td>Ada Vermeer</td></tr><tr><td>Email address</td><td>ada.vermeer@nic.example</td></tr><tr><td>Mobile phone number</td><td>+31&nbsp;6&nbsp;25078734</td></tr></table><p>I hereby confirm that the above person is responsible for the overall security and stability of my ccTLD.</p>";
    let text = "Hello,\n\nContact Person #1 (primary):\nName:*Ada Vermeer*\nEmail address:ada.vermeer@nic.example <ada.vermeer@nic.example>\nMobile phone number: +31 6 25078734\n\nI hereby confirm that the above person is responsible for the overall\nsecurity and stability of my ccTLD.\n";
    assert_eq!(word(&report(&html(table))), "ssc-response 1");
    assert_eq!(word(&report(&both(text, table))), "ssc-response 1");
}
