//! What holds for every answer and every quote.

use super::{advances, authentication, plain, report, word};
use proptest::prelude::{
    Just, ProptestConfig, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

/// Our text in lines of about `width`, with `prefix` before each.
fn returned(width: usize, prefix: &str, from: usize) -> String {
    let mut out = String::new();
    for paragraph in authentication().split("\n\n").skip(from) {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + word.chars().count() >= width {
                out.push_str(&format!("{prefix}{line}\n"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        out.push_str(&format!("{prefix}{line}\n{prefix}\n"));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rewrapping_and_prefixing_our_text_changes_nothing(
        width in 20_usize..200,
        prefix in prop_oneof![Just(""), Just("> "), Just(">"), Just("> > "), Just("| "), Just("   ")],
        from in 0_usize..4,
        (answer, expected) in prop_oneof![
            Just(("confirm", "confirm")),
            Just(("Deny.", "deny")),
            Just(("We regret that we can not\nconfirm\nthis.", "unclear negated")),
            Just(("", "unclear nothing-written")),
        ],
    ) {
        let text = format!("{answer}\n\n{}", returned(width, prefix, from));
        prop_assert_eq!(word(&report(&plain(&text))), expected, "{}", text);
    }

    #[test]
    fn a_negation_never_leaves_an_advance(
        answer in prop_oneof![
            Just("confirm"), Just("I confirm."), Just("Confirmed, thanks"), Just("I hereby confirm this assertion."),
            Just("Dear Secretariat,\n\nwe confirm\n\nRegards\nAna"),
        ],
        negation in prop_oneof![
            Just("not"), Just("I do not"), Just("cannot"), Just("never"), Just("nicht"), Just("niet"), Just("ne pas"), Just("non"), Just("não"), Just("nie"), Just("не"), Just("değil"), Just("inte"), Just("ikke"), Just("nem"), Just("δεν"), Just("לא"), Just("لا"), Just("不"), Just("않습니다"), Just("ません"), Just("ไม่"), Just("if he agrees"), Just("unless"), Just("tomorrow"), Just("deny"),
        ],
        before in any::<bool>(),
        glue in prop_oneof![Just(" "), Just("\n"), Just("\n\n"), Just(". "), Just(", ")],
        quote in any::<bool>(),
    ) {
        let said = if before { format!("{negation}{glue}{answer}") } else { format!("{answer}{glue}{negation}") };
        let text = if quote { format!("{said}\n\n{}", returned(70, "> ", 0)) } else { said };
        let got = word(&report(&plain(&text)));
        // After a valediction stands a name; a person may be called anything.
        let signed = !before && answer.contains("Regards");
        prop_assert!(!advances(&got) || signed, "{}: {}", got, text);
    }

    #[test]
    fn no_bytes_are_an_advance_or_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let got = word(&report(&bytes));
        prop_assert!(!advances(&got), "{}", got);
    }

    #[test]
    fn any_html_is_read_without_a_panic(text in "(<(/?(p|div|td|tr|table|blockquote|b|s|style|br|pre|li)|span style=\"display:none\")>|[a-z &;]{0,9}|confirm not ){0,40}") {
        let got = word(&report(&super::html(&text)));
        prop_assert!(got != "deny", "{}", got);
    }
}
