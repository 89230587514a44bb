//! Anything as an answer of IANA's, and as a file: no record is made up.
//!
//! Whatever address comes out stood in the bytes, under the name asked for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secird::domain::record::Source;
use secird::domain::tld::Tld;
use secird::registry::import;

fuzz_target!(|bytes: &[u8]| {
    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    let nl = Tld::parse("nl").unwrap();
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let stood = |local: &str| {
        // JSON may write any letter as an escape.
        text.contains('\\') || text.contains(&local.to_ascii_lowercase())
    };
    for source in [Source::Rdap, Source::Whois, Source::File] {
        if let Ok(record) = import::answer(source, bytes, nl, now) {
            assert_eq!((record.tld, record.source), (nl, source));
            assert!(stood(record.admin.0.local()), "{record:?}");
            // Half an answer is none.
            if source == Source::Whois {
                let end = text.find("source:").expect("the last line");
                let half = bytes.get(..end).unwrap_or_default();
                assert!(import::answer(source, half, nl, now).is_err() || !half.is_ascii());
            }
        }
    }
    for record in import::read(bytes, now).records {
        assert!(stood(record.admin.0.local()), "{record:?}");
    }
});
