//! The stored form: what was written once is read for ever.

use crate::case::decisions::proposals;
use crate::case::stage::{case_in, change, contacts, hold, monday, schemes, state, states};
use crate::compose::stage::every_letter;
use secird::case::{Answered, Case, Code, EscalationId, HeldThere, MailKind, Outcome, Said, State};
use secird::domain::ids::{CaseId, Digest, OrderKey};
use secird::domain::member::Member;
use secird::domain::place::{Folder, Place};
use secird::domain::record::{RegistryRecord, Source};
use secird::domain::tld::Tld;
use secird::store::outbox::{Act, Order, Progress};
use secird::store::record::v1::{
    CaseV1, EntryV1, EscalationV1, MemberV1, OrderV1, RecordV1, TakenV1,
};
use secird::store::record::{decode, encode};
use std::fs;
use std::path::PathBuf;

/// Cases with everything a case can hold, one after the other.
fn every_case() -> Vec<Case> {
    let mut all = Vec::new();
    for scheme in schemes() {
        for (_, state) in states() {
            all.push(case_in(&state, &scheme));
        }
        let mut held = case_in(&state("asked"), &scheme);
        for (number, proposal) in proposals().into_iter().enumerate() {
            let mut one = hold(
                &format!("hold {number}"),
                proposal,
                number % 2 == 0,
                monday(),
            );
            one.message = (number % 3 != 0).then(|| Digest::of(b"x"));
            one.done_closes = number % 4 == 0;
            held.holds.push(one);
        }
        for code in Code::all() {
            let mut one = held.clone();
            one.holds.iter_mut().for_each(|hold| hold.code = code);
            all.push(one);
        }
        for said in [Said::Confirm, Said::Deny, Said::Contacts(contacts("rs"))] {
            for message in [None, Some(Digest::of(b"answer"))] {
                let mut answered = held.clone();
                answered.answer = Some(Answered {
                    said: said.clone(),
                    message,
                    by_validator: message.is_none(),
                });
                all.push(answered);
            }
        }
    }
    for tld in Tld::all() {
        let mut case = all[0].clone();
        case.id = CaseId(u64::MAX);
        case.tld = tld;
        all.push(case);
    }
    all
}

fn every_act() -> Vec<Act> {
    let mut acts: Vec<Act> = every_letter()
        .into_iter()
        .map(|(_, mail, mut letter)| {
            // The words may change with every release; a stored letter does not.
            letter.body = "Dear all,\n\n“these” words.\n".to_owned();
            Act::Send {
                kind: mail.kind,
                letter: Box::new(letter),
                whole: None,
            }
        })
        .collect();
    let place = Place {
        folder: Folder::Inbox,
        validity: u32::MAX,
        uid: 1,
    };
    for folder in Folder::ALL {
        acts.push(Act::File {
            place,
            message: Digest::of(b"x"),
            to: folder,
        });
    }
    let escalation = EscalationId::parse("E-0123456789ab").unwrap();
    let (_, _, mut letter) = every_letter().remove(0);
    letter.blind_copy = None;
    letter.body = "Shall it be?\n".to_owned();
    letter.extra = vec![
        (
            secird::compose::escalation::ID_FIELD,
            "E-0123456789ab".to_owned(),
        ),
        (secird::compose::escalation::SEAL_FIELD, "seal".to_owned()),
    ];
    for attach in [None, Some(Digest::of(b"original"))] {
        acts.push(Act::Append {
            folder: Folder::Decided,
            escalation: escalation.clone(),
            letter: Box::new(letter.clone()),
            attach,
        });
    }
    acts.extend(roster_acts());
    acts
}

/// What may be ordered about the list.
fn roster_acts() -> Vec<Act> {
    let mut acts = Vec::new();
    acts.push(Act::Subscribe {
        tld: Tld::parse("xn--90a3ac").unwrap(),
        contacts: contacts("rs"),
        vouched: Vec::new(),
    });
    acts.push(Act::Publish);
    let tld = Tld::parse("nl").unwrap();
    acts.push(Act::Settle {
        tld,
        change: Box::new(change()),
        vouched: contacts("nl"),
    });
    let address = contacts("nl").remove(0).email;
    acts.push(Act::Restore {
        addresses: vec![address.clone()],
    });
    for reason in [None, Some("Not confirmed.\n".to_owned())] {
        let address = address.clone();
        acts.push(Act::TurnAway { address, reason });
    }
    acts.push(Act::Observe {
        address,
        name: "An Observer".to_owned(),
        on: true,
    });
    let (_, _, mut bare) = every_letter().remove(0);
    bare.body = String::new();
    acts.push(Act::Send {
        kind: MailKind::NewSubscribers,
        letter: Box::new(bare),
        whole: Some(Digest::of(b"the whole mail")),
    });
    acts
}

fn by_hand() -> Progress {
    Progress::ByHand {
        since: monday(),
        question: EscalationId::parse("E-0123456789ab").unwrap(),
    }
}

fn every_progress() -> [Progress; 6] {
    let (at, attempts) = (monday(), 3);
    [
        Progress::Waiting {
            not_before: at,
            attempts,
        },
        Progress::Begun {
            since: at,
            attempts,
        },
        Progress::Unknown {
            since: at,
            attempts,
        },
        Progress::Done {
            at,
            note: "250 ok".to_owned(),
        },
        Progress::Refused {
            at,
            why: "550 “no”".to_owned(),
        },
        Progress::Withdrawn { at },
    ]
}

#[test]
fn every_case_comes_back_as_it_was() {
    for case in every_case() {
        let stored = encode(&CaseV1::of(&case));
        let read: CaseV1 = decode(&stored).unwrap();
        assert_eq!(read.live(), Some(case));
    }
}

#[test]
fn every_order_comes_back_as_it_was() {
    for act in every_act() {
        for progress in every_progress().into_iter().chain([by_hand()]) {
            for case in [None, Some(CaseId(7))] {
                let order = Order {
                    key: OrderKey::from_stored("m.abc.7/0"),
                    case,
                    made: monday(),
                    act: act.clone(),
                    progress: progress.clone(),
                };
                let stored = encode(&OrderV1::of(&order));
                let read: OrderV1 = decode(&stored).unwrap();
                assert_eq!(read.live(), Some(order));
            }
        }
    }
}

#[test]
fn every_record_and_member_comes_back_as_it_was() {
    for source in [Source::Rdap, Source::Whois, Source::File] {
        for changed in [None, Some("2026-02-28".parse().unwrap())] {
            let record = RegistryRecord {
                tld: Tld::parse("nl").unwrap(),
                admin: case_in(&State::Planned, &schemes()[0]).asked,
                changed,
                read: monday(),
                source,
            };
            let read: RecordV1 = decode(&encode(&RecordV1::of(&record))).unwrap();
            assert_eq!(read.live(), Some(record));
        }
    }
    for contact in contacts("jp").into_iter().chain(contacts("de")) {
        let tlds = vec![Tld::parse("jp").unwrap(), Tld::parse("рф").unwrap()];
        let member = Member {
            contact,
            tlds,
            since: monday(),
        };
        let stored = encode(&MemberV1::of(&member));
        let read: MemberV1 = decode(&stored).unwrap();
        assert_eq!(read.live(), Some(member));
    }
}

#[test]
fn what_was_not_stored_by_us_is_refused_and_not_guessed() {
    let case = case_in(&state("confirmed"), &schemes()[1]);
    let stored = String::from_utf8(encode(&CaseV1::of(&case))).unwrap();
    let live = |text: &str| decode::<CaseV1>(text.as_bytes()).and_then(CaseV1::live);
    assert!(live(&stored).is_some());
    for (from, to) in [
        ("\"tld\":\"nl\"", "\"tld\":\"zz\""),
        ("\"state\":\"confirmed\"", "\"state\":\"confused\""),
        (
            "\"kind\":\"authentication-request\"",
            "\"kind\":\"request\"",
        ),
        ("\"said\":\"confirm\"", "\"said\":\"maybe\""),
        ("admin@nic-nl.example", "admin at nic-nl.example"),
    ] {
        let damaged = stored.replacen(from, to, 1);
        assert_ne!(damaged, stored, "{from} is not in there");
        assert_eq!(live(&damaged), None, "{to}");
    }
    // A later version may add fields; this one reads on.
    let later = stored.replacen("{\"v\":1", "{\"v\":1,\"new\":[1,2]", 1);
    assert_eq!(live(&later), live(&stored));
}

//------------ samples -----------------------------------------------------------

/// The values whose stored form was kept when it was released.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, state) in states() {
        let scheme = &schemes()[usize::from(name != "planned")];
        let mut case = case_in(&state, scheme);
        let later = ["change", "ask", "adopt"];
        let first = proposals().into_iter();
        let first = first.filter(|proposal| !later.contains(&proposal.as_str()));
        for (number, proposal) in first.enumerate() {
            case.holds
                .push(hold(&format!("hold {number}"), proposal, true, monday()));
        }
        all.push((format!("case-{name}"), encode(&CaseV1::of(&case))));
    }
    let mut changed = case_in(&state("asked"), &schemes()[2]);
    changed.held_there = HeldThere::ForSeveral;
    for (number, proposal) in proposals().into_iter().enumerate() {
        changed
            .holds
            .push(hold(&format!("hold {number}"), proposal, true, monday()));
    }
    all.push((
        "case-modification".to_owned(),
        encode(&CaseV1::of(&changed)),
    ));
    let mut acts = every_act();
    acts.dedup_by_key(|act| act.as_str());
    let progresses = every_progress().into_iter().cycle();
    let pairs = acts.clone().into_iter().zip(progresses);
    let asked = acts.into_iter().filter(|act| act.as_str() == "subscribe");
    let asked = asked.map(|act| (act, by_hand()));
    for (act, progress) in pairs.chain(asked) {
        let name = format!("order-{}-{}", act.as_str(), progress.as_str());
        let order = Order {
            key: OrderKey::from_stored("m.abc.7/0"),
            case: Some(CaseId(7)),
            made: monday(),
            act,
            progress,
        };
        all.push((name, encode(&OrderV1::of(&order))));
    }
    let record = RegistryRecord {
        tld: Tld::parse("nl").unwrap(),
        admin: case_in(&State::Planned, &schemes()[0]).asked,
        changed: Some("2026-02-28".parse().unwrap()),
        read: monday(),
        source: Source::Rdap,
    };
    all.push(("record".to_owned(), encode(&RecordV1::of(&record))));
    let member = MemberV1::of(&Member {
        contact: contacts("nl").remove(0),
        tlds: vec![Tld::parse("nl").unwrap()],
        since: monday(),
    });
    all.push(("member".to_owned(), encode(&member)));
    all
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/records/v1")
}

#[test]
fn every_kept_sample_still_loads_as_what_it_was() {
    let rewrite = std::env::var_os("SECIRD_REWRITE").is_some();
    for (name, now) in samples() {
        let path = folder().join(format!("{name}.json"));
        if rewrite {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &now).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let same = match name.split('-').next().unwrap() {
            "case" => live_case(&kept) == live_case(&now) && live_case(&kept).is_some(),
            "order" => live_order(&kept) == live_order(&now) && live_order(&kept).is_some(),
            "record" => {
                let live = |bytes: &[u8]| decode::<RecordV1>(bytes).and_then(RecordV1::live);
                live(&kept) == live(&now) && live(&kept).is_some()
            }
            "member" => {
                let live = |bytes: &[u8]| decode::<MemberV1>(bytes).and_then(MemberV1::live);
                live(&kept) == live(&now) && live(&kept).is_some()
            }
            other => panic!("{other}: no such record"),
        };
        assert!(same, "{name} does not load as what it was");
    }
}

fn live_case(bytes: &[u8]) -> Option<Case> {
    decode::<CaseV1>(bytes).and_then(CaseV1::live)
}

fn live_order(bytes: &[u8]) -> Option<Order> {
    decode::<OrderV1>(bytes).and_then(OrderV1::live)
}

#[test]
fn kept_entries_of_journal_ledger_and_escalations_still_load() {
    let kept = |name: &str| fs::read(folder().join(name)).unwrap();
    let entry: EntryV1 = decode(&kept("entry.json")).unwrap();
    assert_eq!((entry.seq, entry.what.as_str()), (1, "contacts-received"));
    assert_eq!(
        entry.end,
        Some(("advance".to_owned(), "contacts-received".to_owned()))
    );
    assert_eq!(
        secird::store::books::broken_link(&[entry]),
        None,
        "its hash still holds"
    );
    let taken: TakenV1 = decode(&kept("taken.json")).unwrap();
    assert_eq!(
        (taken.case, taken.file_to.as_deref()),
        (Some(1), Some("processed"))
    );
    let escalation: EscalationV1 = decode(&kept("escalation.json")).unwrap();
    assert_eq!(escalation.place, Some(("inbox".to_owned(), 7, 9)));
    assert_eq!(escalation.decided.unwrap().0, "approve");
}

#[test]
fn no_outcome_is_forgotten_by_the_samples() {
    let names: Vec<String> = samples().into_iter().map(|(name, _)| name).collect();
    for outcome in [
        Outcome::Joined {
            contacts: Vec::new(),
        },
        Outcome::Denied,
        Outcome::NoResponse,
        Outcome::ByHand,
    ] {
        assert!(
            names.contains(&format!("case-{}", outcome.as_str())),
            "{names:?}"
        );
    }
    for act in [
        "ssc-request",
        "reminder",
        "escalate",
        "subscribe",
        "publish",
        "file",
    ] {
        let prefix = format!("order-{act}-");
        assert!(names.iter().any(|name| name.starts_with(&prefix)), "{act}");
    }
    for progress in every_progress().into_iter().chain([by_hand()]) {
        let suffix = format!("-{}", progress.as_str());
        assert!(names.iter().any(|name| name.ends_with(&suffix)), "{suffix}");
    }
}
