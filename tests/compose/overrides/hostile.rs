//! Texts that would break or stop the program: refused, and soon.

use super::with;
use std::time::{Duration, Instant};

/// `open` many times, then `close` as often.
fn nested(open: &str, close: &str, times: usize) -> String {
    format!("{}{}", open.repeat(times), close.repeat(times))
}

/// Expressions that the compiler's stack would not hold.
fn long_tags() -> Vec<String> {
    let value = |inner: String| format!("{{{{ name{inner} }}}}");
    vec![
        value("~name".repeat(10_000)),
        value(".name".repeat(10_000)),
        value("|trim".repeat(10_000)),
        format!("{{{{ {} name }}}}", "not ".repeat(10_000)),
        format!("{{{{ {}1 }}}}", "-".repeat(60_000)),
        format!("{{{{ {} }}}}", nested("(", ")", 30_000)),
        format!("{{{{ {} }}}}", nested("[", "]", 30_000)),
        value("[0]".repeat(20_000)),
        value(" if name else name".repeat(3_000)),
        value(" and name".repeat(7_000)),
        value("()".repeat(30_000)),
        // Behind what seems to be the end of a tag.
        format!("{{{{ \"}}}}\"{} }}}}", "~name".repeat(10_000)),
        format!("{{{{ ( }}}} {}", "~name".repeat(10_000)),
        format!("{{{{ ) }}}} {}", "~name".repeat(10_000)),
        format!(
            "{{% raw %}}{{{{ \"{{% endraw %}}{{{{ name{} }}}}",
            "~name".repeat(10_000)
        ),
    ]
}

/// Blocks within blocks.
fn deep_blocks() -> Vec<String> {
    vec![
        nested("{% if name %}", "{% endif %}", 2_000),
        nested("{% if name %}", "{% endif %}", 100),
        nested("{% for a in name %}", "{% endfor %}", 1_500),
        format!(
            "{{% if not name %}}{}{{% endif %}}",
            "{% elif not name %}".repeat(3_000)
        ),
        nested(
            "{% for a in name %}{% for b in name %}",
            "{% endfor %}{% endfor %}",
            20,
        ),
        nested("{%with a=1%}", "{% endwith %}", 2_000),
        format!(
            "{{% set z = () %}}{}{{{{ z }}}}",
            "{% set z = (z,) %}".repeat(3_000)
        ),
    ]
}

/// Work without end.
fn endless_work() -> Vec<String> {
    [
        "{% for a in range(1000000000) %}{{ a }}{% endfor %}",
        "{% for a in name recursive %}{{ loop(name) }}{% endfor %}",
        "{% for a in (name, name) recursive %}{{ (loop)(a) }}{% endfor %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% include \"rejection\" %}",
        "{% extends \"rejection\" %}",
        "{% import \"rejection\" as r %}",
        "{{ \"a\" * 1000000000000 }}",
        "{{ 10 ** 1000000 }}",
        "{{ name | indent(1000000000) }}",
        "{{ \"%0999999999d\" | format(1) }}",
        "{{ self }}{{ loop }}",
        "{{ name | join(name | join(name | join(name | join(name)))) * 100000 }}",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Signs that begin what never ends.
fn broken_signs() -> Vec<String> {
    vec![
        "\u{0}".repeat(60_000),
        "{".repeat(60_000),
        "{{".repeat(30_000),
        "{{}}".repeat(15_000),
        "{#".repeat(30_000),
    ]
}

#[test]
fn a_hostile_text_ends_with_a_fault_and_soon() {
    let hostile = [long_tags(), deep_blocks(), endless_work(), broken_signs()].concat();
    for text in &hostile {
        let begun = Instant::now();
        let shown: String = text.chars().take(60).collect();
        let fault = with("rejection", text).expect_err(&shown);
        assert!(begun.elapsed() < Duration::from_secs(5), "{shown}");
        assert!(fault.to_string().len() < 5_000, "{shown}");
    }
}

#[test]
fn the_longest_tags_and_the_deepest_blocks_that_are_taken_do_no_harm() {
    let tag = |unit: &str| {
        let inner = unit.repeat(190 / unit.len());
        format!("{{{{ name{inner} }}}}")
    };
    let tags: String = ["~name", "|trim", " if name", " or name"].map(tag).concat();
    with("rejection", &tags).unwrap();
    let minus = format!("{{{{ {}1 }}}}", "-".repeat(190));
    with("rejection", &minus).unwrap();
    let elif = "{% elif not name %}".repeat(190);
    with(
        "rejection",
        &format!("a{{% if not name %}}{elif}{{% endif %}}"),
    )
    .unwrap();
    let deep = format!(
        "{}a{}",
        "{% if name %}".repeat(70),
        "{% endif %}".repeat(70)
    );
    with("rejection", &deep).unwrap();
}
