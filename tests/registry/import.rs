//! A bad line costs its own record and no other.

use secird::domain::record::Source;
use secird::domain::remedy::Remedy;
use secird::registry::import::{Import, read};
use secird::registry::{RegistryError, read_file};

fn now() -> jiff::Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

/// `tld address date` of each record, then `line: problem` of each fault.
fn told(import: &Import) -> Vec<String> {
    let records = import.records.iter().map(|record| {
        let changed = record
            .changed
            .map(|date| date.to_string())
            .unwrap_or_default();
        format!("{} {} {changed}", record.tld.a_label(), record.admin)
            .trim_end()
            .to_owned()
    });
    records
        .chain(import.faults.iter().map(ToString::to_string))
        .collect()
}

fn check(text: &str, expect: &[&str]) {
    assert_eq!(told(&read(text.as_bytes(), now())), expect, "{text}");
}

const COLUMNS: &str =
    "expected a ccTLD and an address, and perhaps a date, separated by a tab or a comma";
const SEVERAL: &str = "expected one administrative address, found several";
const MISSING: &str = "expected the administrative contact's e-mail address";

#[test]
fn a_table_is_read_with_any_separator() {
    let two = &["de admin@de.example 2026-01-31", "nl admin@nic.example"];
    check(
        "nl\tadmin@nic.example\nde\tadmin@de.example\t2026-01-31\n",
        two,
    );
    check(
        "nl,admin@nic.example\r\nde,admin@de.example,2026-01-31\r\n",
        two,
    );
    check(
        "nl;admin@nic.example\nde; admin@de.example ;2026-01-31",
        two,
    );
    check("nl admin@nic.example\nde  admin@de.example 2026-01-31", two);
    check(
        "\u{feff}tld,address,changed\n\"nl\",\"admin@nic.example\",\"\"\n# note, a@b.example\n\n.DE,admin@de.example,2026-01-31\n",
        two,
    );
    check("рф,adm@cctld.example\n", &["xn--p1ai adm@cctld.example"]);
    check("", &[]);
    check("# nothing\n", &[]);
}

#[test]
fn a_record_says_when_and_where_it_was_read() {
    let import = read(b"nl,Admin@NIC.example", now());
    assert_eq!(import.records[0].read, now());
    assert_eq!(import.records[0].source, Source::File);
    assert_eq!(import.records[0].admin.to_string(), "Admin@nic.example");
}

#[test]
fn a_bad_line_costs_its_own_record_only() {
    let good = "de,admin@de.example";
    let with = |line: &str, problem: &str| {
        check(
            &format!("{good}\n{line}\nnl,admin@nic.example\n"),
            &[
                "de admin@de.example",
                "nl admin@nic.example",
                &format!("line 2: {problem}"),
            ],
        );
    };
    with(
        "com,admin@com.example",
        "expected a delegated ccTLD, found \"com\"",
    );
    with(
        "eh,admin@eh.example",
        "expected a delegated ccTLD, found \"eh\"",
    );
    with("be", COLUMNS);
    with("be,", MISSING);
    with(
        "be,admin",
        "expected one plain address: an address has exactly one @",
    );
    with(
        "be,admin@localhost",
        "expected one plain address: the part after the @ is not a host name",
    );
    with("be,a@be.example b@be.example", SEVERAL);
    with("be,a@be.example,b@be.example", SEVERAL);
    with("be\ta@be.example,b@be.example", SEVERAL);
    with(
        "be,a@be.example,2026-13-01",
        "expected a date like 2026-11-23, found \"2026-13-01\"",
    );
    with("be,a@be.example,2026-01-01,x", COLUMNS);
    with(
        "be,Jane <a@be.example>",
        "expected one plain address: the part before the @ is not a plain name",
    );
}

#[test]
fn two_addresses_for_one_cctld_are_none() {
    check(
        "nl,a@nic.example\nnl,A@NIC.example\n",
        &["nl a@nic.example"],
    );
    check(
        "nl,a@nic.example\nde,admin@de.example\n.nl,b@nic.example\nnl,a@nic.example\n",
        &[
            "de admin@de.example",
            "line 1: .nl has another address elsewhere in this file",
            "line 3: .nl has another address elsewhere in this file",
        ],
    );
}

#[test]
fn bytes_that_are_no_text_change_nothing() {
    let import = read(b"nl,a@nic.example\n\xff\n", now());
    assert_eq!(told(&import), ["line 2: expected UTF-8 text"]);
}

#[test]
fn whois_answers_give_the_administrative_address_only() {
    check(
        include_str!("../../fixtures/registry/iana-whois-three-answers.txt"),
        &[
            "nl Admin@nic.example 2024-06-20",
            "xn--p1ai ru-adm@cctld.example 2018-09-24",
            &format!("line 54: {MISSING}"),
        ],
    );
    let two =
        "domain: NL\n\ncontact: administrative\ne-mail: a@nic.example\ne-mail: b@nic.example\n";
    check(two, &[&format!("line 1: {SEVERAL}")]);
    check(
        "% IANA WHOIS server\n% This query returned 0 objects.\n",
        &[],
    );
    check(
        "domain: EH\n\ncontact: administrative\norganisation: Not assigned\n",
        &["line 1: expected a delegated ccTLD, found \"EH\""],
    );
    check(
        "domain: NL\ne-mail: a@nic.example\n",
        &[&format!("line 1: {MISSING}")],
    );
    check(
        "domain: NL\ncontact: administrative\n\ne-mail: a@nic.example\n",
        &[&format!("line 1: {MISSING}")],
    );
}

#[test]
fn rdap_gives_the_administrative_address_only() {
    let array = include_str!("../../fixtures/registry/iana-rdap-array.json");
    let expect = [
        "nl admin@nic.example 2024-06-20",
        "xn--p1ai ru-adm@cctld.example",
        &format!("line 19: {MISSING}"),
    ];
    check(array, &expect);
    let object = |name: &str, emails: &str| {
        format!(
            r#"{{"ldhName":"{name}","entities":[{{"roles":["administrative"],"vcardArray":["vcard",[{emails}]]}}]}}"#
        )
    };
    let email = |address: &str| format!(r#"["email",{{}},"text","{address}"]"#);
    let nl = object("nl", &email("admin@nic.example"));
    let de = object("DE", &email("admin@de.example"));
    check(&nl, &["nl admin@nic.example"]);
    check(
        &format!("{nl}\n{de}\n"),
        &["de admin@de.example", "nl admin@nic.example"],
    );
    check(
        &format!("{nl}\n{{broken}}\n{de}\n"),
        &[
            "de admin@de.example",
            "nl admin@nic.example",
            "line 2: expected an RDAP domain object in JSON",
        ],
    );
    check(
        &format!("{nl}\n{{\"errorCode\":404}}\nstray words\n{{\"ldhName\":\"de\""),
        &[
            "nl admin@nic.example",
            "line 2: expected an RDAP domain object in JSON",
            "line 3: expected an RDAP domain object in JSON",
            "line 4: expected an RDAP domain object in JSON",
        ],
    );
    let both = [email("a@nic.example"), email("b@nic.example")].join(",");
    check(&object("nl", &both), &[&format!("line 1: {SEVERAL}")]);
    check(&object("nl", ""), &[&format!("line 1: {MISSING}")]);
    check(
        &object("com", &email("a@com.example")),
        &["line 1: expected a delegated ccTLD, found \"com\""],
    );
}

#[test]
fn a_deep_or_long_file_is_only_faults() {
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert_eq!(read(deep.as_bytes(), now()).faults.len(), 1);
    assert_eq!(
        read("[".repeat(1_000_000).as_bytes(), now()),
        Import::default()
    );
    assert_eq!(
        read(format!("[{}", "x".repeat(1_000_000)).as_bytes(), now())
            .faults
            .len(),
        1
    );
}

#[test]
fn a_file_that_is_not_there_is_for_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.csv");
    let error = read_file(&path, now()).unwrap_err();
    assert!(matches!(&error, RegistryError::Unreadable { .. }));
    assert_eq!(error.remedy(), Remedy::Human);
    std::fs::write(&path, "nl,admin@nic.example\n").unwrap();
    let import = read_file(&path, now()).unwrap();
    assert_eq!(told(&import), ["nl admin@nic.example"]);
    std::fs::write(&path, vec![b'#'; 17 * 1024 * 1024]).unwrap();
    let error = read_file(&path, now()).unwrap_err();
    assert!(matches!(&error, RegistryError::TooLarge { .. }));
    assert_eq!(error.remedy(), Remedy::Human);
}
