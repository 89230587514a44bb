//! Answers that stand where they may be another's, or under another's subject.

use super::{HEADERS, authentication, both, check_all, html, message, plain, report, word};
use secird::reading::{Ours, read};

fn quoted() -> String {
    let lines: Vec<String> = authentication()
        .lines()
        .map(|line| format!("> {line}"))
        .collect();
    lines.join("\n")
}

#[test]
fn an_answer_to_another_is_no_answer_to_us() {
    let ours = quoted();
    let cases = [
        "confirm\n\n> Can you confirm lunch on Friday?\n".to_owned(),
        format!(
            "> Shall we delete her account?\n\nconfirm\n\nOn Fri, ccNSO Secretariat wrote:\n{ours}"
        ),
        "> Bram: I do not think you should\nconfirm\n".to_owned(),
        ">>>>> \"Ken\" == Ken <ken@nic.example> writes:\nConfirm\n".to_owned(),
        "Adding Piet.\n\nFrom: Piet\nTo: Saskia\n\nconfirm\n".to_owned(),
        "Hello,\n\nPiet (my colleague) sent me this on Sunday:\n    deny\n".to_owned(),
        "Jürgen: confirm\n".to_owned(),
        "[Jürgen] confirm\n".to_owned(),
        "Jürgen, Sunday\n\nconfirm\n".to_owned(),
        "confirm\n\n-- \nJürgen Beispiel\n".to_owned(),
        "CAUTION\nConfirm\nExternal sender\n".to_owned(),
        "“confirm\n".to_owned(),
        "// confirm\n".to_owned(),
        "A simple “confirm”\n".to_owned(),
        "«confirm»\n\nDear «FirstName»,\n".to_owned(),
        "我休假至11月30日，回来后处理。\nconfirm\n".to_owned(),
    ];
    check_all(
        cases
            .iter()
            .map(|text| (text.as_str(), word(&report(&plain(text))), "unclear")),
    );
}

#[test]
fn a_foreign_subject_leaves_an_answer_open() {
    for (subject, expect) in [
        ("Re: TLD-OPS Authentication Request", "confirm"),
        ("رد: TLD-OPS Authentication Request", "confirm"),
        (
            "[#48213] RES: Reminder: TLD-OPS Authentication Request - .br",
            "confirm",
        ),
        ("Confirmed", "confirm"),
        ("Your case has been confirmed", "unclear"),
        ("Message Recall Failure", "unclear"),
        ("Confirm your unsubscription", "unclear"),
        ("Your one-time passcode", "unclear"),
    ] {
        let head = HEADERS.replace("Re: TLD-OPS Authentication Request", subject);
        let raw = format!("{head}Content-Type: text/plain; charset=utf-8\r\n\r\nconfirm\r\n");
        assert!(
            word(&report(raw.as_bytes())).starts_with(expect),
            "{subject}"
        );
    }
}

#[test]
fn forms_with_other_words_or_signs_differ() {
    for (first, second) in [
        ("confirm", "<p>\u{1f44e} confirm</p>"),
        ("confirm", "<p>¬confirm</p>"),
        (
            "confirm",
            "<p>c\u{338}o\u{338}n\u{338}f\u{338}i\u{338}r\u{338}m</p>",
        ),
        ("confirm", "<p>&nbsp;</p>"),
        ("confirm", "<p>I do <img alt=not> confirm</p>"),
        ("confirm", "<p style=\"clip-path:circle(0)\">confirm</p>"),
    ] {
        assert!(
            word(&report(&both(first, second))).starts_with("unclear"),
            "{second}"
        );
    }
}

#[test]
fn a_report_nobody_asked_for_is_no_business_of_ours() {
    let raw = format!(
        "{HEADERS}Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nAn abuse report.\r\n--b--\r\n"
    );
    let strangers = Ours {
        expected: false,
        ..Ours::default()
    };
    let raw = raw.replace("Re: TLD-OPS Authentication Request", "Abuse report");
    assert_eq!(
        read(&message(raw.as_bytes()), &strangers, 2).reading.kind(),
        "unrelated"
    );
}

#[test]
fn an_attribution_parted_from_its_date_is_taken_whole() {
    let quote = quoted();
    let cases = [
        "Mnamo Ijm, 20 Nov 2026 saa 12:00 mchana ccNSO Secretariat\n<secretariat@ops.example> aliandika:",
        "ในวันที่ ศ. 20 พ.ย. 2026 เวลา 17:00 ccNSO Secretariat\n<secretariat@ops.example> เขียนว่า:",
        "2026년 11월 20일 (금) 오후 6:00, ccNSO Secretariat\n<secretariat@ops.example>님이 작성:",
    ];
    check_all(cases.iter().map(|head| {
        let text = format!("Confirmed.\n\n{head}\n\n{quote}");
        (*head, word(&report(&plain(&text))), "confirm")
    }));
}

#[test]
fn a_bar_of_notes_is_the_quote_of_our_request() {
    let text = authentication().replace('\n', "<br>");
    let page = format!(
        "<div>deny</div><br><font>-----\"ccNSO Secretariat\" &lt;secretariat@ops.example&gt; wrote: -----</font><div style=\"padding-left:5px;border-left:solid black 2px;\">To: admin@nic.example<br>From: \"ccNSO Secretariat\" &lt;secretariat@ops.example&gt;<br>Date: 11/20/2026 10:00AM<br>Subject: TLD-OPS Authentication Request<br><br>{text}</div>"
    );
    assert_eq!(word(&report(&html(&page))), "deny");
}

/// What mailx and nmh quote: the octets of the message as it came.
#[test]
fn a_quote_of_octets_is_still_ours() {
    let mut octets = String::new();
    for line in authentication().lines() {
        let mut coded = String::from("> ");
        for c in line.chars() {
            if c.is_ascii() && c != '=' {
                coded.push(c);
            } else {
                let mut buffer = [0; 4];
                for octet in c.encode_utf8(&mut buffer).bytes() {
                    coded.push_str(&format!("={octet:02X}"));
                }
            }
        }
        octets.push_str(&coded);
        octets.push('\n');
    }
    let answered = format!("I confirm.\n\n{octets}");
    assert_eq!(word(&report(&plain(&answered))), "confirm");
    assert!(word(&report(&plain(&octets))).starts_with("unclear"));
    let coded = format!("=63=6F=6E=66=69=72=6D\n\n{octets}");
    assert!(word(&report(&plain(&coded))).starts_with("unclear"));
}
