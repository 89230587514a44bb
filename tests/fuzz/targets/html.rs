//! Any HTML: bounded lines, and what `display:none` hides is never shown.

#![no_main]

use libfuzzer_sys::fuzz_target;

const FIELDS: &[u8] = b"From: Ana Admin <admin@nic.example>\r\nSubject: Re: TLD-OPS Authentication Request\r\nMessage-ID: <f1@nic.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";

fuzz_target!(|bytes: &[u8]| {
    let page = String::from_utf8_lossy(bytes);
    stage::judged(&[FIELDS, page.as_bytes()].concat(), stage::ours(false));

    // Text alone, inside an element that no eye sees.
    let inside: String = page.chars().filter(|c| !matches!(c, '<' | '&')).collect();
    let hidden = format!("<p>seen</p><div style=\"display:none\">{inside}</div>");
    let raw = [FIELDS, hidden.as_bytes()].concat();
    let (message, report) = stage::judged(&raw, stage::ours(false));
    assert!(!stage::advances(&report), "a hidden answer was read");
    let shown = message.body.html.iter().flat_map(|text| &text.lines);
    for line in shown.filter(|line| !line.hidden) {
        assert!(
            matches!(line.text.as_str(), "" | "seen"),
            "shown though hidden: {:?}",
            line.text
        );
    }
});
