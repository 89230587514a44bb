//! A site's own texts: used when they are fine, refused with a plain sentence.

mod hostile;

use super::stage::{INVITED, ordered, voice};
use crate::case::stage::{case_in, monday, requested, rules, state, stepped};
use minijinja::context;
use secird::case::Event;
use secird::compose::letters::{letter, rejection, welcome};
use secird::compose::words::{Kind, Text, Words, WordsFaults, texts};
use secird::compose::{Site, Voice};

/// The text that a site would begin with.
fn ours(name: &str) -> String {
    Text::named(name).unwrap().text.to_owned()
}

fn with(name: &str, text: &str) -> Result<Words, WordsFaults> {
    Words::with(&[(name.to_owned(), text.to_owned())])
}

/// What an operator reads, a line a fault.
fn said(name: &str, text: &str) -> String {
    with(name, text).unwrap_err().to_string()
}

fn speaking(name: &str, text: &str) -> Voice {
    Voice {
        words: with(name, text).unwrap(),
        ..voice()
    }
}

//------------ texts that are fine ---------------------------------------------

#[test]
fn a_sites_own_text_is_used_and_the_others_stay() {
    let own = "Nobody at {{ tld }} knows you.";
    let voice = speaking("rejection", own);
    let case = case_in(&state("asked"), &requested());
    assert_eq!(
        rejection(&case, &voice).unwrap(),
        "Nobody at .nl knows you.\n"
    );
    assert_eq!(
        welcome(&voice).unwrap(),
        welcome(&super::stage::voice()).unwrap()
    );
}

#[test]
fn every_text_of_ours_may_be_a_sites_own_as_it_is() {
    let all: Vec<(String, String)> = texts()
        .iter()
        .map(|text| (text.name.to_owned(), text.text.to_owned()))
        .collect();
    assert_eq!(all.len(), 14);
    Words::with(&all).unwrap();
}

#[test]
fn line_ends_of_another_system_and_a_byte_order_mark_do_no_harm() {
    let own = format!("\u{feff}{}", ours("rejection").replace('\n', "\r\n"));
    let case = case_in(&state("asked"), &requested());
    let plain = rejection(&case, &voice()).unwrap();
    let spoken = rejection(&case, &speaking("rejection", &own)).unwrap();
    assert_eq!(spoken, plain);
    let bare = own.trim_end();
    assert_eq!(
        rejection(&case, &speaking("rejection", bare)).unwrap(),
        plain
    );
}

#[test]
fn a_request_in_other_words_keeps_its_secret_and_its_template() {
    let own = ours("ssc_request").replace("Dear IANA Admin Contact", "Dear friend of {{ list }}");
    let (mail, plain) = ordered(&stepped(
        &case_in(&state("planned"), &INVITED),
        &Event::Start,
    ));
    let case = case_in(&state("planned"), &INVITED);
    let voice = speaking("ssc_request", &own);
    let written = letter(&mail, &case, &voice, &rules(), monday()).unwrap();
    let greeting = format!("Dear friend of {}", voice.site.list);
    assert_eq!(
        written.body,
        plain.body.replace("Dear IANA Admin Contact", &greeting)
    );
}

#[test]
fn what_a_text_may_use_is_enough_for_ordinary_ones() {
    let fine = [
        "{# for {{ nobody }} #}{{ tld | upper }}{{- tld -}}{{ \"}} %}\" }} it's",
        "{% if tld == \".nl\" and not passwords %}a{% elif (tld) %}b{% else %}c{% endif %}",
        "{{ page if passwords }}{{ name ~ \" (\" ~ list ~ \")\" }}",
        "{ braces } and % signs } } and {a}",
        "نمی\u{200c}خواهم",
    ];
    for text in fine {
        with("rejection", text).unwrap();
    }
    let joined = "{{ faults | join(\"\\n\") }} {{ faults | length }} {{ reference }}";
    with("answer_again", joined).unwrap();
    let person = format!(
        "{}{{% if ssc.name %}}{{% endif %}}",
        ours("authentication_request")
    );
    with("authentication_request", &person).unwrap();
}

#[test]
fn breaking_lines_is_the_sites_business() {
    with("rejection", &"word ".repeat(150)).unwrap();
}

//------------ faults ----------------------------------------------------------

/// A text, and what an operator reads about it.
type Refused = (&'static str, String, &'static str);

#[test]
fn a_name_that_is_no_text_is_told_with_the_nearest() {
    let check = |name: &str, sentence: &str| assert_eq!(said(name, "x"), sentence);
    check(
        "welcom",
        "the text welcom: there is no such text; did you mean welcome?",
    );
    check(
        "authentification-request",
        "the text authentification-request: there is no such text; \
         did you mean authentication_request?",
    );
    check(
        "Z\u{1b}[2J",
        "the text Z[2J: there is no such text; there are ssc_request, authentication_request, \
         reminder_lead, answer_again, modification_request, failure_notice, denial_notice, \
         modification_done, modification_denied, modification_unanswered, rejection, welcome, \
         new_subscribers, membership_reminder",
    );
    let twice = ("welcome".to_owned(), ours("welcome"));
    let fault = Words::with(&[twice.clone(), twice]).unwrap_err();
    assert_eq!(fault.to_string(), "the text welcome: it is there twice");
}

#[test]
fn a_text_that_is_no_text_is_refused() {
    let refused: [Refused; 7] = [
        (
            "welcome",
            "x".repeat(65_536),
            "it is larger than 64 kilobytes",
        ),
        ("welcome", "\u{feff} \r\n\r\n".to_owned(), "it is empty"),
        (
            "welcome",
            "a\nb\u{7}".to_owned(),
            "line 2: U+0007 is a control character; take it out",
        ),
        (
            "welcome",
            "a\rb".to_owned(),
            "line 1: U+000D is a control character; take it out",
        ),
        (
            "welcome",
            "a\n\nb\u{202e}c".to_owned(),
            "line 3: U+202E cannot be seen; take it out",
        ),
        (
            "welcome",
            "{% if not name %}a{% endif %}".to_owned(),
            "filled in, it says nothing",
        ),
        (
            "welcome",
            format!("a\n{}\n", "é".repeat(500)),
            "filled in, its line 2 has 1000 octets; mail allows 998",
        ),
    ];
    for (name, text, sentence) in refused {
        assert_eq!(said(name, &text), format!("the text {name}: {sentence}"));
    }
}

/// Texts that cannot be read, and why.
const UNREADABLE: [(&str, &str); 15] = [
    ("a\n{{ name", "line 2: a tag has no end"),
    (
        "{% if name %}a",
        "line 1: unexpected end of input, expected end of block",
    ),
    ("{# a", "line 1: a comment has no end"),
    (
        "{{ (name }}",
        "line 1: a tag has no end, or a bracket or brace in it",
    ),
    ("{{ \"name }}", "line 1: a tag has no end"),
    (
        "\n{{ list[0] }}",
        "line 2: a tag has no end, or a bracket or brace in it",
    ),
    (
        "{{ name name }}",
        "line 1: unexpected identifier, expected end of variable block",
    ),
    ("{% endif %}", "line 1: unknown statement endif"),
    (
        "a\n{% set x = 1 %}",
        "line 2: there is no {% set %}; texts know if, elif, else, endif, for and endfor",
    ),
    (
        "{%- include \"welcome\" %}",
        "line 1: there is no {% include %}; texts know if, elif, else, endif, for and endfor",
    ),
    (
        "{{ name | tojson }}",
        "line 1: there is no filter \"tojson\"; texts know join, length, lower, trim and upper",
    ),
    (
        "{{ name.upper() }}",
        "line 1: something is called; texts only name variables",
    ),
    (
        "{% if name is defined %}a{% endif %}",
        "line 1: texts do not know \"is\"; name the variable alone, or use ==",
    ),
    ("{{ passwords }}", "line 1: a value that is no text (bool)"),
    (
        "a\n{{ name + 1 }}",
        "line 2: tried to use + operator on unsupported types string and number",
    ),
];

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    for (text, sentence) in UNREADABLE {
        assert_eq!(
            said("rejection", text),
            format!("the text rejection: {sentence}")
        );
    }
}

#[test]
fn a_variable_that_nobody_gives_is_told_with_those_there_are() {
    let site = "name, list, list_request, list_info, list_options, page, passwords";
    let person = "tld, ssc, ssc.name, ssc.email, ssc.phone";
    assert_eq!(
        said("rejection", "a\n{{ tdl }}\n"),
        format!("the text rejection: line 2: there is no variable tdl (there are tld, {site})"),
    );
    assert_eq!(
        said(
            "denial_notice",
            "{{ name }}\n\n{% if ssc.nam == \"x\" %}{% endif %}"
        ),
        format!(
            "the text denial_notice: line 3: there is no variable ssc.nam; \
             did you mean ssc.name? (there are {person}, {site})"
        ),
    );
    // A secret belongs to those who are asked.
    assert_eq!(
        said("denial_notice", "{{ reference }}"),
        format!(
            "the text denial_notice: line 1: there is no variable reference \
             (there are {person}, {site})"
        ),
    );
}

#[test]
fn a_variable_that_must_be_there_is_missed_by_name() {
    for text in texts() {
        let required = || text.own.iter().filter(|known| known.required);
        for known in required() {
            let others = required().filter(|other| other.name != known.name);
            let rest: String = others
                .map(|other| format!("{{{{ {} }}}}\n", other.name))
                .collect();
            let (name, meaning) = (known.name, known.meaning);
            assert_eq!(
                said(text.name, &format!("x\n{rest}")),
                format!(
                    "the text {}: {{{{ {name} }}}} is missing: {meaning}",
                    text.name
                )
            );
        }
    }
    let required = |name: &str| {
        let own = Text::named(name).unwrap().own.iter();
        let names: Vec<&str> = own
            .filter(|known| known.required)
            .map(|known| known.name)
            .collect();
        names.join(" ")
    };
    assert_eq!(required("ssc_request"), "reference");
    assert_eq!(
        required("authentication_request"),
        "tld reference ssc.name ssc.email ssc.phone"
    );
    assert_eq!(required("answer_again"), "reference faults");
    assert_eq!(required("modification_request"), "tld reference changes");
    assert_eq!(required("new_subscribers"), "roster");
    assert_eq!(required("membership_reminder"), "roster");
}

/// A text of ours with something else in the place of `from` is refused.
fn check_changed(name: &str, from: &str, to: &str, sentence: &str) {
    let ours = ours(name);
    assert!(ours.contains(from), "{from}");
    let said = said(name, &ours.replace(from, to));
    assert_eq!(said, format!("the text {name}: {sentence}"));
}

#[test]
fn what_answers_are_read_by_may_not_be_said_otherwise() {
    let labels = [
        ("ssc_request", "Contact Person #1 (primary):"),
        ("ssc_request", "Name:"),
        ("ssc_request", "Email address:"),
        ("ssc_request", "Mobile phone number:"),
        ("authentication_request", "Name:"),
        ("authentication_request", "Email address:"),
        ("authentication_request", "Mobile phone number:"),
        (
            "authentication_request",
            "Claims to be responsible for the security and stability of:",
        ),
    ];
    for (name, label) in labels {
        let sentence = format!("no line begins with \"{label}\", by which answers are read");
        check_changed(name, label, "x:", &sentence);
    }
    check_changed(
        "ssc_request",
        "\nI hereby",
        "\nWe hereby",
        "it lacks the sentence \"I hereby confirm that the above persons are responsible for the \
         overall security and stability of my ccTLD.\", by which answers are read",
    );
    let broken = ours("ssc_request").replace(
        "are responsible for the\noverall",
        "are\nresponsible for the overall",
    );
    with("ssc_request", &broken).unwrap();
}

#[test]
fn what_must_be_shown_is_shown_in_every_way_a_text_is_filled_in() {
    check_changed(
        "ssc_request",
        "{{ reference }}",
        "{% if not tld %}{{ reference }}{% endif %}",
        "{{ reference }} is not shown",
    );
    check_changed(
        "answer_again",
        "{{ fault }}",
        "{{ fault if ssc }}",
        "{{ faults }} is not shown, where ssc is empty\nthe text answer_again: {{ faults }} is not shown, where there are changes",
    );
    check_changed(
        "answer_again",
        "{% else %}\nBest regards,",
        "{% else %}\n{{ ssc.name if not faults }}",
        "line 48: something in it has no value, where ssc and faults are empty",
    );
    check_changed(
        "modification_request",
        "{% else %}",
        "{% else %}{{ asker }}",
        "line 15: a value that is no text (none), where asked_by is \"secretariat\"",
    );
}

#[test]
fn all_faults_are_told_at_once() {
    let own = [
        ("rejection", "{{ a }} {{ b }}"),
        ("welcom", "x"),
        ("welcome", "{% set %}{{ f() }}"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let faults = Words::with(&own).unwrap_err();
    let names: Vec<&str> = faults
        .0
        .iter()
        .map(|fault| fault.template.as_str())
        .collect();
    assert_eq!(
        names,
        ["welcom", "rejection", "rejection", "welcome", "welcome"]
    );
    let lines = faults.to_string();
    assert!(
        lines.lines().all(|line| line.starts_with("the text ")),
        "{lines}"
    );
    let many: String = (0..150).map(|n| format!("{{{{ v{n} }}}}")).collect();
    assert_eq!(with("rejection", &many).unwrap_err().0.len(), 20);
}

//------------ what is printed and what is subtracted --------------------------

#[test]
fn the_table_says_of_every_text_what_it_is_for_and_what_it_may_name() {
    for text in texts() {
        assert_eq!(Text::named(text.name), Some(text));
        assert!(!text.purpose.is_empty() && !text.purpose.ends_with('.'));
        let mut names: Vec<&str> = text.variables().map(|known| known.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{}", text.name);
        for known in text.variables() {
            assert!(!known.meaning.is_empty(), "{}", known.name);
            let shown = matches!(known.kind, Kind::Flag | Kind::Person);
            assert_eq!(known.example.is_empty(), shown, "{}", known.name);
        }
    }
}

#[test]
fn answers_to_our_words_and_to_the_sites_own_are_both_known() {
    let site = Site {
        page: "https://secretariat.example/tld-ops".to_owned(),
        ..voice().site
    };
    let plain = Words::new().unwrap().plain_requests(&site);
    let ours: Vec<&str> = plain.iter().map(|script| script.text()).collect();
    assert_eq!(ours.len(), 5);
    let asking: Vec<&str> = texts()
        .iter()
        .filter(|text| text.asks)
        .map(|text| text.name)
        .collect();
    assert_eq!(
        asking,
        [
            "ssc_request",
            "authentication_request",
            "reminder_lead",
            "answer_again",
            "modification_request"
        ]
    );
    for text in &ours {
        assert!(text.contains("IANA Admin Contact"), "{text}");
        assert!(!text.contains(['{', '}', '%']), "{text}");
    }
    assert!(ours[0].contains("https://secretariat.example/tld-ops."));

    let own = self::ours("ssc_request").replace("Dear IANA Admin Contact", "Dear friend");
    let words = Words::with(&[
        ("ssc_request".to_owned(), own),
        ("rejection".to_owned(), "No.".to_owned()),
    ])
    .unwrap();
    let both = words.plain_requests(&site);
    let both: Vec<&str> = both.iter().map(|script| script.text()).collect();
    assert_eq!(both[..5], ours);
    assert_eq!(
        both[5..],
        [ours[0].replace("Dear IANA Admin Contact", "Dear friend")]
    );
}

#[test]
fn a_text_with_a_hole_says_where() {
    let words = Words::new().unwrap();
    let hole = words
        .say("denial_notice", context! { name => "x", ssc => () })
        .unwrap_err();
    assert_eq!(
        hole.to_string(),
        "the text denial_notice: line 1: something in it has no value"
    );
    let none = words.say("no such text", context! {}).unwrap_err();
    assert_eq!(
        none.to_string(),
        "the text no such text: there is no such text"
    );
}
