//! What an eye sees of HTML, and what it does not.

use secird::mail::parse::parse;
use secird::mail::{Defect, Limits, Message};

fn html(body: &str) -> Message {
    let raw = format!(
        "From: admin@nic.example\r\nTo: s@ops.example\r\nSubject: Re: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}\r\n"
    );
    parse(raw.as_bytes(), &Limits::default())
}

/// The lines that an eye sees, and whether something says more than they do.
fn seen(body: &str) -> (String, bool) {
    let lines = html(body).body.html.unwrap_or_default().lines;
    let shown = lines
        .iter()
        .filter(|l| !l.hidden && !l.pictured && !l.struck);
    let shown: Vec<&str> = shown
        .map(|l| l.text.trim())
        .filter(|t| !t.is_empty())
        .collect();
    let more = lines.iter().any(|l| l.hidden || l.pictured || l.struck);
    (shown.join(" / "), more)
}

/// Ways to show something else than the text says.
const SLY: &[&str] = &[
    "<p style=\"color:hsl(0,0%,100%)\">confirm</p>",
    "<p style=\"color:#0000\">confirm</p>",
    "<p style=\"color:oklch(1 0 0)\">confirm</p>",
    "<p style=\"--c:#fff;color:var(--c)\">confirm</p>",
    "<p style=\"color:navy;background:#000080 none\">confirm</p>",
    "<p style=\"background:linear-gradient(#000,#000)\">confirm</p>",
    "<p style=\"font-size:0.01em\">confirm</p>",
    "<p style=\"font-size:calc(1px - 1px)\">confirm</p>",
    "<p style=\"clip-path:inset(100%)\">confirm</p>",
    "<p style=\"position:fixed;right:200vw\">confirm</p>",
    "<p style=\"transform:rotateY(90deg)\">confirm</p>",
    "<p style=\"content-visibility:hidden\">confirm</p>",
    "<p style=\"mask:linear-gradient(transparent,transparent)\">confirm</p>",
    "<p style=\"some-day-css:invents-this(1)\">confirm</p>",
    "<p style=\"disp\\6c ay:none\">confirm</p>",
    "<p popover>confirm</p>",
    "<details>confirm</details>",
    "<bdo dir=rtl>confirm</bdo>",
    "<style>.x::before{content:\"not \"}</style><p>I <span class=x></span> confirm</p>",
    "<style>:is(.a,.b){display:none}</style><p class=b>confirm</p>",
    "<style>[title]{display:none}</style><p title=x>confirm</p>",
    "<style>/* p */h1+p{display:none}</style><h1>Hi</h1><p>confirm</p>",
    "<style>@import 'x.css';</style><p>confirm</p>",
    "<link rel=stylesheet href=x.css><p>confirm</p>",
    "<ul style='list-style-type:\"not \"'><li>confirm</ul>",
    "<p>I do <img alt=not> confirm</p>",
    "<p>I do <img src=cid:n> confirm</p>",
    "<p>I do <input value=not> confirm</p>",
    "<a href=https://x.example/?a=1>Confirm</a>",
    "<table>confirm<tr><td>Hi</table>",
    "<table><tfoot><tr><td>confirm</tfoot><tr><td>not</table>",
    "<div><s>I said</div>confirm</s>",
    "<p style=\"font-family:Wingdings\">confirm</p>",
    "<p style=\"position:relative\">confirm<span style=\"position:absolute;border-top:1px solid red\"></span></p>",
    "<colgroup><col style=\"visibility:collapse\"></colgroup><p>confirm</p>",
    "<!--[if mso]>not<![endif]--><p>confirm</p>",
];

#[test]
fn what_an_eye_sees_differently_leaves_a_trace() {
    for body in SLY {
        assert!(seen(body).1, "{body}");
    }
}

/// What ordinary programs write.
const ORDINARY: &[(&str, &str)] = &[
    (
        "<p class=MsoNormal style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'>confirm</p>",
        "confirm",
    ),
    (
        "<style>v\\:* {behavior:url(#default#VML);} @page WordSection1 {size:612.0pt 792.0pt;} @font-face {font-family:\"Cambria Math\"; panose-1:2 4 5;}</style><p style='font-family:\"\\FF2D\\FF33\"'>confirm</p>",
        "confirm",
    ),
    (
        "<body style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space; caret-color: rgb(0, 0, 0); orphans: auto; -webkit-text-stroke-width: 0px\">confirm</body>",
        "confirm",
    ),
    (
        "<div style=\"line-height:0;color:rgb(0,0,0);background-color:rgb(255,255,255)\">confirm</div>",
        "confirm",
    ),
    (
        "<p>Confirm <img alt=\"\u{1f44d}\" src=cid:x></p>",
        "Confirm \u{1f44d}",
    ),
    ("<p>confirm</p><img src=cid:logo>", "confirm"),
    ("<p>I <b>confirm</p>this</b>", "I confirm / this"),
    ("</body></html><p>confirm</p>", "confirm"),
    (
        "<p>J <span style='font-family:Wingdings'>J</span></p>",
        "J J",
    ),
    (
        "<p>Ana <a href=\"mailto:ana@nic.example\">ana@nic.example</a> <a href=\"tel:+31201234567\">+31 (0)20 123 45 67</a></p>",
        "Ana ana@nic.example +31 (0)20 123 45 67",
    ),
];

#[test]
fn ordinary_pages_are_read_as_they_are_seen() {
    for (body, text) in ORDINARY {
        assert_eq!(seen(body), ((*text).to_owned(), false), "{body}");
    }
}

#[test]
fn a_form_and_a_link_say_what_they_hold() {
    for (body, text) in [
        (
            "<label><input type=checkbox> confirm</label>",
            "[ ] confirm",
        ),
        (
            "<label><input type=radio checked> confirm</label>",
            "[x] confirm",
        ),
        (
            "<a href=\"mailto:eve@evil.example\">ana@nic.example</a>",
            "ana@nic.example <eve@evil.example>",
        ),
        (
            "<a href=\"mailto:ana@nic.example?cc=eve@evil.example\">ana@nic.example</a>",
            "ana@nic.example <ana@nic.example?cc=eve@evil.example>",
        ),
        (
            "<a href=\"tel:+44999\">+31 20 123 45 67</a>",
            "+31 20 123 45 67 <tel:+44999>",
        ),
    ] {
        assert_eq!(seen(body).0, text, "{body}");
    }
}

#[test]
fn a_bar_beside_text_is_a_quote() {
    let message =
        html("<p>Hi</p><div style=\"border-left:2px solid #00f;padding-left:5px\">confirm</div>");
    let lines = message.body.html.unwrap_or_default().lines;
    let quoted = lines
        .iter()
        .find(|line| line.text == "confirm")
        .map(|line| line.quoted);
    assert_eq!(quoted, Some(1));
}

/// Bodies of which two programs show different texts.
const DISPUTED: &[&str] = &[
    "multipart/mixed; boundary=AA\n\n--AA\nContent-Type: text/plain\n\nconfirm\n--AAA\nnot\n--AA--\n",
    "multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nconfirm\n--b---\nnot\n--b--\n",
    "multipart/mixed; boundary=x; boundary*=us-ascii''y\n\n--x\n\nconfirm\n--x--\n--y\n\ndeny\n--y--\n",
    "multipart/alternative; boundary=b\n\n--b\n\nconfirm\n--b\nContent-Type: text/enriched\n\nnot\n--b--\n",
    "multipart/alternative; boundary=b\n\n--b\n\nconfirm\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n--b--\n",
    "multipart/alternative; boundary=b\n\n--b\n\nconfirm\n--b\nContent-Type: application/pdf\n\n%PDF\n--b--\n",
    "multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hi</p>\n--b\nContent-Type: text/plain\n\nconfirm\n--b--\n",
    "multipart/signed; boundary=b\n\n--b\nContent-Type: text/plain\n\nconfirm\n--b\nContent-Type: text/plain\n\nnot\n--b--\n",
];

#[test]
fn what_programs_show_differently_is_disputed() {
    for body in DISPUTED {
        let raw = format!(
            "From: admin@nic.example\nTo: s@ops.example\nSubject: Re: x\nMIME-Version: 1.0\nContent-Type: {body}"
        );
        let message = parse(raw.as_bytes(), &Limits::default());
        assert!(message.defects.contains(&Defect::BodyDisputed), "{body}");
    }
}
