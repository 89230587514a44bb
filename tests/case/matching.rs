//! Which case a message belongs to, with real messages through the parsers.

use super::stage::{case_in, contacts, days, monday, requested, rules, state};
use crate::support::names;
use crate::support::post::{Mail, PASS, plain_requests, request_of};
use secird::case::matching::{Belongs, Considered, Docket, consider};
use secird::case::{Action, Case, Code, Rules, Scheme, State};
use secird::domain::address::{EmailAddress, RegistryAddress};
use secird::domain::ids::{CaseId, OrderKey};
use secird::domain::record::{RegistryRecord, Source};
use secird::domain::tld::Tld;
use secird::mail::Limits;
use secird::mail::parse::parse;
use secird::sender::Verdict;

/// Cases that were asked, of these ccTLDs in turn.
fn docket(tlds: &[(&str, Scheme)]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, (tld, scheme)) in tlds.iter().enumerate() {
        let mut case = case_in(&state("asked"), scheme);
        case.id = CaseId(u64::try_from(number).unwrap() + 1);
        case.tld = Tld::parse(tld).unwrap();
        case.asked = admin(tld);
        for mail in &mut case.mails {
            mail.order = OrderKey::from_stored(&format!("c.start.{}/0", case.id));
            mail.message_id = rules().message_id(&mail.order).unwrap();
            mail.reply_address = rules().reply_address(&mail.order);
            mail.reference = Some(rules().reference(&mail.order));
            mail.text = request_of(tld, scheme, mail.reference.as_ref().unwrap());
        }
        cases.push(case);
    }
    cases
}

fn admin(tld: &str) -> RegistryAddress {
    RegistryAddress(EmailAddress::parse(names::of(tld).address).unwrap())
}

fn considered_by(raw: &[u8], cases: &[Case], rules: &Rules) -> Considered {
    let records: Vec<RegistryRecord> = cases
        .iter()
        .map(|case| RegistryRecord {
            tld: case.tld,
            admin: admin(case.tld.a_label()),
            changed: None,
            read: monday(),
            source: Source::File,
        })
        .collect();
    consider(
        &parse(raw, &Limits::default()),
        &Docket {
            members: None,
            asks_list_server: false,
            checked: None,
            cases,
            records: &records,
            texts: &plain_requests(),
            rules,
            now: monday(),
        },
    )
}

fn considered(mail: &Mail, cases: &[Case]) -> Considered {
    considered_by(&mail.raw(), cases, &rules())
}

/// Where it went, in a word: `nl`, `nl trusted`, or how it ended.
fn told(mail: &Mail, cases: &[Case]) -> String {
    let considered = considered(mail, cases);
    match considered.place {
        Belongs::Case(id, event) => {
            let case = cases.iter().find(|case| case.id == id).unwrap();
            let snag = event
                .snag
                .map_or_else(String::new, |snag| format!(" {snag:?}"));
            format!(
                "{} {} {}{snag}",
                case.tld.a_label(),
                event.judgement.verdict.code(),
                event.report.reading.kind()
            )
        }
        Belongs::OwnCopy(id, _) => format!("own copy of {id}"),
        Belongs::Wish { tld, .. } => format!("a wish for {tld}"),
        Belongs::Nowhere(end) => format!("{} {}", end.action.as_str(), end.code.as_str()),
    }
}

fn two() -> Vec<Case> {
    docket(&[("nl", requested()), ("ca", requested())])
}

/// One admin address serves both.
fn variants() -> Vec<Case> {
    docket(&[("rs", requested()), ("xn--90a3ac", requested())])
}

fn confirm(tld: &str) -> Mail {
    Mail::from_admin(tld).saying("I confirm.\n")
}

#[test]
fn the_secret_says_which_case_is_meant_wherever_it_stands() {
    for cases in [two(), variants()] {
        for case in &cases {
            let tld = case.tld.a_label();
            let sent = &case.mails[0];
            let id = sent.message_id.bracketed();
            let reply = sent.reply_address.clone().unwrap().to_string();
            let reference = sent.reference.clone().unwrap();
            let request = plain_requests()[1].text().trim_end().to_owned();
            let said = format!("{request}\nReference: {reference}").replace('\n', "\n> ");
            let said = format!("I confirm.\n\n> {said}\n");
            for (place, mail) in [
                ("In-Reply-To", confirm(tld).field("In-Reply-To", &id)),
                (
                    "References",
                    confirm(tld).field("References", &format!("<a@b.example> {id}")),
                ),
                ("reply address", confirm(tld).to(&reply)),
                ("reference line", Mail::from_admin(tld).saying(&said)),
            ] {
                assert_eq!(
                    told(&mail, &cases),
                    format!("{tld} trusted confirm"),
                    "{place}"
                );
            }
        }
    }
}

#[test]
fn an_address_that_serves_several_cctlds_says_nothing_by_itself() {
    let mail = confirm("rs").subject("Re: TLD-OPS Authentication Request");
    assert_eq!(told(&mail, &variants()), "escalate which-cctld");
    // With one of them over, only the other can be meant; without proof all the same.
    let mut cases = variants();
    cases[0].state = state("denied");
    assert_eq!(told(&mail, &cases), "xn--90a3ac doubtful confirm");
}

#[test]
fn a_message_with_the_secrets_of_two_cases_has_a_snag() {
    let cases = two();
    let both: Vec<String> = cases
        .iter()
        .map(|case| case.mails[0].message_id.bracketed())
        .collect();
    let mail = confirm("nl")
        .field("In-Reply-To", &both[0])
        .field("References", &both.join(" "));
    assert_eq!(told(&mail, &cases), "nl trusted confirm SecretsOfTwoCases");
    // Two mails of one case are no snag: a thread names them all.
    let mut one = docket(&[("nl", requested())]);
    let mut reminder = one[0].mails[0].clone();
    reminder.order = OrderKey::from_stored("t.1/0");
    reminder.message_id = rules().message_id(&reminder.order).unwrap();
    let thread = format!(
        "{} {}",
        one[0].mails[0].message_id.bracketed(),
        reminder.message_id.bracketed()
    );
    one[0].mails.push(reminder);
    assert_eq!(
        told(&confirm("nl").field("References", &thread), &one),
        "nl trusted confirm"
    );
}

#[test]
fn somebody_elses_secret_does_not_make_a_sender_trusted() {
    let cases = two();
    let id = cases[1].mails[0].message_id.bracketed();
    // .nl's admin answers the mail that went to .ca's.
    assert_eq!(
        told(&confirm("nl").field("In-Reply-To", &id), &cases),
        "ca foreign confirm SecretOfAnotherCase"
    );
}

#[test]
fn the_admin_contact_without_the_secret_is_doubtful() {
    let mail = confirm("nl").subject("TLD-OPS Authentication Request");
    assert_eq!(told(&mail, &two()), "nl doubtful confirm");
    let Belongs::Case(_, event) = considered(&mail, &two()).place else {
        panic!()
    };
    let Verdict::Doubtful { reasons } = event.judgement.verdict else {
        panic!()
    };
    assert_eq!(reasons.len(), 1, "only the proof is missing: {reasons:?}");
}

#[test]
fn a_secret_is_void_with_its_case() {
    let mut cases = two();
    let id = cases[0].mails[0].message_id.bracketed();
    for over in ["no-response", "denied", "joined", "by-hand"] {
        cases[0].state = state(over);
        let mail = confirm("nl").field("In-Reply-To", &id);
        assert_eq!(told(&mail, &cases), "nl doubtful confirm", "{over}");
    }
}

#[test]
fn a_secret_is_void_after_thirty_days() {
    for (sent, verdict) in [(29, "trusted"), (30, "trusted"), (31, "doubtful")] {
        let mut cases = two();
        cases[0].mails[0].sent = Some(monday() - days(sent));
        let id = cases[0].mails[0].message_id.bracketed();
        let mail = confirm("nl").field("In-Reply-To", &id);
        assert_eq!(
            told(&mail, &cases),
            format!("nl {verdict} confirm"),
            "{sent} days"
        );
    }
}

#[test]
fn a_bounce_is_tied_to_its_case_by_the_returned_message_id() {
    let cases = two();
    let bounce = Mail::bounce_of(&cases[1].mails[0].message_id);
    assert_eq!(told(&bounce, &cases), "ca foreign bounce");
    let other = secird::domain::ids::MessageId::parse("x@elsewhere.example").unwrap();
    assert_eq!(
        told(&Mail::bounce_of(&other), &cases),
        "ignore bounce-of-others"
    );
}

/// The mail as our own server hands its blind copy back.
fn own(case: &Case) -> Mail {
    Mail::from(names::SECRETARIAT)
        .field("Message-ID", &case.mails[0].message_id.bracketed())
        .subject("TLD-OPS Authentication Request")
        .to(&case.asked.to_string())
        .saying(&case.mails[0].text)
}

#[test]
fn our_own_blind_copy_is_recognised() {
    let cases = two();
    assert_eq!(told(&own(&cases[0]), &cases), "own copy of 1");
    let footed = format!(
        "{}\n-- \nThe Secretariat's mail server added this.\n",
        cases[0].mails[0].text
    );
    assert_eq!(
        told(&own(&cases[0]).saying(&footed), &cases),
        "own copy of 1"
    );
}

#[test]
fn a_message_under_our_id_with_other_words_or_another_sender_only_pretends() {
    let cases = two();
    for (what, mail) in [
        ("other words", own(&cases[0]).saying("I confirm.\n")),
        (
            "another sender",
            own(&cases[0])
                .sender(names::of("nl").address)
                .saying("I confirm.\n"),
        ),
        (
            "words before ours",
            own(&cases[0]).saying(&format!("confirm\n\n{}", cases[0].mails[0].text)),
        ),
    ] {
        let told = told(&mail, &cases);
        assert!(!told.starts_with("own copy"), "{what}: {told}");
        assert!(
            told.starts_with("nl ") && told.ends_with("PretendsToBeOurs"),
            "{what}: {told}"
        );
        assert!(!told.contains("trusted"), "{what}: {told}");
    }
}

#[test]
fn the_secretariats_own_correspondence_is_left_alone() {
    let cases = two();
    let mail = Mail::from(names::SECRETARIAT)
        .to("somebody@elsewhere.example")
        .subject("TLD-OPS: please confirm .nl")
        .saying("Dear colleague,\n\nplease confirm what we spoke about.\n");
    assert_eq!(told(&mail, &cases), "ignore from-the-secretariat");
}

#[test]
fn what_is_no_business_of_ours_is_nobodys_case() {
    let cases = two();
    for (what, mail) in [
        (
            "a newsletter",
            Mail::from("news@elsewhere.example")
                .field("List-Unsubscribe", "<mailto:off@elsewhere.example>")
                .subject("Ten tips for your garden")
                .saying("Plant the bulbs now.\n\nTo confirm your address, click here.\n"),
        ),
        (
            "an invoice",
            Mail::from("billing@elsewhere.example")
                .subject("Invoice 4711")
                .saying("Please find attached our invoice.\n"),
        ),
        (
            "the admin contact on other business",
            Mail::from_admin("nl")
                .subject("Lunch at the next meeting")
                .saying("Shall we meet at noon?\n"),
        ),
    ] {
        assert_eq!(told(&mail, &cases), "ignore unrelated", "{what}");
    }
}

#[test]
fn an_automatic_reply_belongs_to_its_case_and_says_nothing() {
    let cases = two();
    let id = cases[0].mails[0].message_id.bracketed();
    let mail = confirm("nl")
        .field("Auto-Submitted", "auto-replied")
        .field("In-Reply-To", &id)
        .subject("Automatic reply: TLD-OPS Authentication Request");
    assert_eq!(told(&mail, &cases), "nl trusted auto-reply");
}

#[test]
fn a_colleague_who_answers_the_request_is_foreign_to_its_case() {
    let cases = two();
    let id = cases[0].mails[0].message_id.bracketed();
    let mail = Mail::from("colleague@nic-nl.example")
        .subject("Re: TLD-OPS Authentication Request")
        .field("In-Reply-To", &id)
        .saying("I confirm.\n");
    assert_eq!(told(&mail, &cases), "nl foreign confirm");
}

#[test]
fn nobody_is_trusted_past_our_border() {
    let cases = two();
    let id = cases[0].mails[0].message_id.bracketed();
    for (stamp, verdict) in [
        (PASS, "trusted"),
        (
            "mx.secretariat.example; dmarc=fail header.from=nic-nl.example",
            "doubtful",
        ),
        (
            "mx.elsewhere.example; dmarc=pass header.from=nic-nl.example",
            "doubtful",
        ),
        (
            "mx.secretariat.example; dmarc=pass header.from=elsewhere.example",
            "doubtful",
        ),
    ] {
        let mail = confirm("nl").field("In-Reply-To", &id).stamped(stamp);
        assert_eq!(
            told(&mail, &cases),
            format!("nl {verdict} confirm"),
            "{stamp}"
        );
    }
}

#[test]
fn a_whole_answer_with_the_template_filled_in_names_its_contacts() {
    let cases = docket(&[("nl", Scheme::ValidatorInitiated)]);
    let id = cases[0].mails[0].message_id.bracketed();
    let mail = Mail::from_admin("nl")
        .field("In-Reply-To", &id)
        .naming_contacts("nl");
    let Belongs::Case(_, event) = considered(&mail, &cases).place else {
        panic!()
    };
    let secird::reading::Reading::SscResponse {
        contacts: named,
        statement,
    } = event.report.reading
    else {
        panic!("{:?}", event.report);
    };
    assert!(statement);
    assert_eq!(named, contacts("nl"));
}

#[test]
fn a_case_nobody_was_asked_in_has_no_secret_to_answer() {
    let mut cases = two();
    cases[0].state = State::Planned;
    cases[0].mails.clear();
    let mail = confirm("nl").subject("TLD-OPS Authentication Request");
    let place = considered(&mail, &cases).place;
    let Belongs::Nowhere(end) = place else {
        let Belongs::Case(_, event) = place else {
            panic!()
        };
        assert_ne!(event.judgement.verdict, Verdict::Trusted);
        return;
    };
    assert_ne!((end.action, end.code), (Action::Advance, Code::Confirmed));
}
