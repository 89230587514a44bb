//! Mail made to mislead or to hang.

use super::{
    HEADERS, advances, authentication, both, check_all, html, invitation, message, plain, report,
    word,
};
use crate::support::hostile;
use secird::reading::{Ours, read};
use std::time::{Duration, Instant};

#[test]
fn hidden_or_struck_text_never_decides() {
    let texts = [
        "<div style=\"display:none\">confirm</div>",
        "<p>confirm<span style=\"display: none\"> not</span></p>",
        "<p hidden>confirm</p>",
        "<p style=\"visibility:hidden\">confirm</p>",
        "<p style=\"font-size:0\">confirm</p>",
        "<p style=\"FONT-SIZE: 0px\">confirm</p>",
        "<font color=white>confirm</font>",
        "<font color=\"#ffffff\">confirm</font>",
        "<span style=\"color:#fefefe\">confirm</span>",
        "<span style=\"color:rgb(255, 255, 255)\">confirm</span>",
        "<span style=\"mso-hide:all\">confirm</span>",
        "<span style=\"opacity:0\">confirm</span>",
        "<div style=\"height:0;overflow:hidden\">confirm</div>",
        "<div style=\"max-height:0px\">confirm</div>",
        "<div style=\"text-indent:-9999px\">confirm</div>",
        "<div style=\"position:absolute;left:-5000px\">confirm</div>",
        "<div style=\"background:#000;color:#000\">confirm</div>",
        "<style>.x{display:none}</style><p class=x>confirm</p>",
        "<style>@media screen { p.y , b { color:#fff } }</style><p class=\"y\">confirm</p>",
        "<style>#z { visibility:hidden }</style><p id=z>confirm</p>",
        "<s>confirm</s>",
        "<del>confirm</del>",
        "<strike>confirm</strike>",
        "<span style=\"text-decoration: line-through\">confirm</span>",
        "<p>I <del>deny</del> confirm</p>",
        "<noscript>confirm</noscript>",
        "<script>confirm</script>",
        "<title>confirm</title>",
        "<!-- confirm -->",
        "<head>confirm</head>",
        "<img alt=\"confirm\">",
        "<input value=\"confirm\">",
    ];
    check_all(
        texts
            .iter()
            .map(|text| (*text, word(&report(&html(text))), "unclear")),
    );
}

#[test]
fn ordinary_html_is_not_called_hidden() {
    let texts = [
        "<p style=\"color:#1F497D\">confirm</p>",
        "<body bgcolor=\"#000000\"><font color=\"white\">confirm</font></body>",
        "<div style=\"background-color:#003366;color:#ffffff\">confirm</div>",
        "<p>confirm</p><div style=\"display:none\">&nbsp;</div>",
        "<p style=\"line-height:0;width:100%\">confirm</p>",
        "<p>con<b>firm</b></p>",
        "<p>c<wbr>onfirm</p>",
        "<p>Dear Secretariat,</p><p>&nbsp;</p><p><b>I confirm</b>.</p><p>Regards<br>Ana</p>",
        "<style>p.MsoNormal{color:windowtext;display:block}a:link{color:#0563C1}</style><p class=MsoNormal>confirm</p>",
        "<ul><li>confirm</li></ul>",
        "confirm<br><br>--<br>Ana Admin",
        "<p>I&nbsp;confirm&#46;</p>",
    ];
    check_all(
        texts
            .iter()
            .map(|text| (*text, word(&report(&html(text))), "confirm")),
    );
}

#[test]
fn forms_that_disagree_are_unclear() {
    for (first, second) in [
        ("confirm", "<p>deny</p>"),
        ("deny", "<p>confirm</p>"),
        ("confirm", "<p>We cannot confirm</p>"),
        ("confirm", "<p>Hello</p>"),
        ("confirm", "<p>confirm if he signs</p>"),
    ] {
        assert!(
            word(&report(&both(first, second))).starts_with("unclear"),
            "{first} {second}"
        );
    }
    assert_eq!(word(&report(&both("confirm", "<p>confirm</p>"))), "confirm");
    assert_eq!(word(&report(&both("", "<p>confirm</p>"))), "confirm");
}

fn raw(text: &str) -> Vec<u8> {
    format!("{HEADERS}{}", text.replace('\n', "\r\n")).into_bytes()
}

/// Bodies in MIME, from the first header of theirs on.
const PARTS: &[(&str, &str)] = &[
    (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nconfirm\n--b--\n",
        "unclear only-in-attachment",
    ),
    (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee attached\n--b\nContent-Type: application/pdf; name=a.pdf\n\nconfirm\n--b--\n",
        "unclear only-in-attachment",
    ),
    (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: x@y.example\nSubject: z\n\nconfirm\n--b--\n",
        "unclear",
    ),
    (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nconfirm\n--b\nContent-Type: message/rfc822\n\nFrom: x@y.example\nSubject: z\n\ndeny\n--b--\n",
        "confirm",
    ),
    (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nconfirm\n--b\nContent-Type: text/plain; name=footer.txt\n\ndeny\n--b--\n",
        "confirm",
    ),
    (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>deny</p>\n--b\nContent-Type: text/plain\n\nconfirm\n--b--\n",
        "unclear",
    ),
    (
        "Content-Type: multipart/signed; boundary=b; micalg=sha-256; protocol=\"application/pkcs7-signature\"\n\n--b\nContent-Type: text/plain\n\nconfirm\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n",
        "confirm",
    ),
    (
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nAAAA\n",
        "unclear opaque",
    ),
    (
        "Content-Type: multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n",
        "unclear opaque",
    ),
    (
        "Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
        "unclear opaque",
    ),
    (
        "Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nconfirm\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n-----END PGP SIGNATURE-----\n",
        "confirm",
    ),
    (
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nY29uZmlybQ==\n",
        "confirm",
    ),
    (
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ncon=\nfirm\n",
        "confirm",
    ),
    (
        "Content-Type: text/plain; format=flowed\n\nWe regret that we can not \nconfirm \nthis.\n",
        "unclear negated",
    ),
    (
        "Content-Type: text/plain; format=flowed; delsp=yes\n\ncon \nfirm\n",
        "confirm",
    ),
    (
        "Content-Type: text/plain\nContent-Type: text/html\n\nconfirm<!-- x -->\n",
        "unclear",
    ),
    ("\nconfirm\n", "confirm"),
];

#[test]
fn only_shown_text_of_the_message_itself_is_read() {
    let cases = PARTS;
    check_all(
        cases
            .iter()
            .map(|(text, expected)| (*text, word(&report(&raw(text))), *expected)),
    );
}

#[test]
fn a_subject_alone_or_against_the_text_never_decides() {
    let with = |subject: &str, text: &str| {
        String::from_utf8(plain(text))
            .expect("is text")
            .replace("Re: TLD-OPS Authentication Request", subject)
            .into_bytes()
    };
    let cases = [
        ("Confirm", "", "unclear only-in-subject"),
        (
            "Re: TLD-OPS Authentication Request - confirm",
            "",
            "unclear only-in-subject",
        ),
        (
            "Re: TLD-OPS Authentication Request - denied",
            "confirm",
            "unclear both-words",
        ),
        (
            "NOT confirmed: TLD-OPS Authentication Request",
            "confirm",
            "unclear negated",
        ),
        (
            "Confirm: TLD-OPS Authentication Request",
            "confirm",
            "confirm",
        ),
    ];
    check_all(cases.iter().map(|(subject, text, expected)| {
        (*subject, word(&report(&with(subject, text))), *expected)
    }));
}

#[test]
fn what_is_not_our_business_is_unrelated() {
    let nobody = Ours {
        texts: super::ours().texts,
        expected: false,
    };
    let of = |subject: &str, text: &str| {
        let raw = String::from_utf8(plain(text))
            .expect("is text")
            .replace("Re: TLD-OPS Authentication Request", subject);
        word(&read(&message(raw.as_bytes()), &nobody, 2))
    };
    assert_eq!(of("Lunch", "Shall we meet at noon?"), "unrelated");
    assert_eq!(of("Meeting", "Confirm."), "unrelated");
    assert_eq!(
        of("Re: TLD-OPS Authentication Request", "Confirm."),
        "confirm"
    );
    assert_eq!(
        of("Question", "How do I join the TLD-OPS list?"),
        "unclear question"
    );
    assert_eq!(
        of("Re: something", &format!("Some text.\n\n{}", invitation())),
        "unclear no-statement"
    );
}

#[test]
fn names_of_cctlds_are_found_only_as_such() {
    let names = |text: &str| -> Vec<&str> {
        report(&plain(text))
            .names
            .iter()
            .map(secird::domain::tld::Tld::a_label)
            .collect()
    };
    assert_eq!(names("Confirm for .nl and .AW."), ["nl", "aw"]);
    assert_eq!(
        names("confirm (.in) xn--p1ai .рф, .भारत"),
        ["in", "xn--p1ai", "xn--h2brj9c"]
    );
    assert_eq!(
        names("no, in fact it is at nic.nl, https://nic.de/x a.b@c.fr www.nic.be .doc"),
        Vec::<&str>::new()
    );
}

#[test]
fn hostile_sizes_take_no_time() {
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("On ", plain(&"On ".repeat(200_000))),
        ("On lines", plain(&"On Mon, x\n".repeat(60_000))),
        (
            "wrote:",
            plain(&"On Mon 2026 15:09 a@b.example wrote:\n".repeat(20_000)),
        ),
        ("From:", plain(&"From: a\n".repeat(100_000))),
        ("<", html(&"<".repeat(1_000_000))),
        ("<div>", html(&"<div>".repeat(200_000))),
        (
            "<div style>",
            html(&"<div style='color:red'>x".repeat(50_000)),
        ),
        ("<a b=", html(&format!("<a {}>", "b='c' ".repeat(150_000)))),
        (
            "<style>",
            html(&"<style>.a{display:none}</style>".repeat(30_000)),
        ),
        ("<style", html(&"<style".repeat(150_000))),
        ("</p>", html(&"<b></p>".repeat(100_000))),
        ("&", html(&"&amp".repeat(250_000))),
        ("long line", plain(&"x".repeat(24 * 1024 * 1024))),
        ("long words", plain(&"confirm ".repeat(300_000))),
        (">", plain(&">".repeat(1_000_000))),
        (">>", plain(&"> > > > > > >\n".repeat(50_000))),
        ("@", plain(&"a@b ".repeat(250_000))),
        ("<mailto:", plain(&"a@b<mailto:".repeat(80_000))),
        ("Name:", plain(&"Name: x\n".repeat(100_000))),
        (
            "heading",
            plain(&"Contact Person #1:\nName: x\n".repeat(40_000)),
        ),
        ("ours", plain(&invitation().repeat(100))),
        (
            "ours words",
            plain(&"confirm or deny this assertion by replying ".repeat(5_000)),
        ),
        ("blank", plain(&"\n".repeat(800_000))),
        ("-----", plain(&"-----\n".repeat(100_000))),
    ];
    for (name, raw) in cases {
        let began = Instant::now();
        let got = word(&report(&raw));
        let took = began.elapsed();
        println!("{name}: {took:?}");
        assert!(!super::advances(&got), "{name}: {got}");
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
    }
}

#[test]
fn no_hostile_message_is_an_answer() {
    for attack in hostile::ALL {
        let got = word(&report(&(attack.make)(&authentication(), 2_000_000)));
        assert!(!advances(&got), "{}: {got}", attack.name);
    }
}

#[test]
fn hidden_text_of_many_lines_is_one_line() {
    let page = html("<p>seen</p><div style='display:none'>one\ntwo</div>");
    let text = message(&page).body.html.expect("a page");
    assert!(text.lines.iter().all(|line| !line.text.contains('\n')));
    assert!(text.lines.iter().any(|line| line.hidden));
}
