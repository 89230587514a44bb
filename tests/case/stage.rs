//! Cases in every state, and everything that can happen to them.

use crate::support::names;
use jiff::{SignedDuration, Timestamp};
use secird::case::event::{AnswerEvent, Snag};
use secird::case::{
    Answered, Asker, Case, Cause, Code, Effect, EscalationId, Event, Hold, MailKind, Modification,
    Outcome, Proposal, Rules, Said, Scheme, SentMail, State, Step, step,
};
use secird::domain::address::{EmailAddress, FromAddress, RegistryAddress};
use secird::domain::calendar::Calendar;
use secird::domain::contact::Contact;
use secird::domain::ids::{CaseId, Digest, MessageId, OrderKey, SiteKey};
use secird::domain::phone::PhoneNumber;
use secird::domain::tld::Tld;
use secird::reading::{Fault, Reading, Report, Why};
use secird::sender::{Authentication, Border, Evidence, Judgement, Reason, Verdict};

/// Monday, ten in the morning: a day on which everything is quiet.
pub(crate) fn monday() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

pub(crate) fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

pub(crate) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

pub(crate) fn rules() -> Rules {
    Rules {
        calendar: Calendar::utc(),
        remind_after: 5,
        fail_after: 5,
        max_contacts: 2,
        border: Border::AuthservId {
            id: "mx.secretariat.example".to_owned(),
            hosts: Vec::new(),
            below: false,
        },
        demand_pass: false,
        site_key: SiteKey::new([7; 32]),
        id_domain: "secretariat.example".to_owned(),
        secretariat: EmailAddress::parse(names::SECRETARIAT).unwrap(),
        plus_addressing: true,
    }
}

pub(crate) fn contact(person: names::Person) -> Contact {
    Contact {
        name: person.name.to_owned(),
        email: EmailAddress::parse(person.email).unwrap(),
        phone: PhoneNumber::parse(person.phone).unwrap(),
    }
}

pub(crate) fn contacts(tld: &str) -> Vec<Contact> {
    names::of(tld).contacts.map(contact).to_vec()
}

/// Invited by the Validator, asked for by a person, or a change of contacts.
pub(crate) fn schemes() -> [Scheme; 3] {
    [
        Scheme::ValidatorInitiated,
        requested(),
        Scheme::Modification(change()),
    ]
}

/// The first contact of .nl goes and another comes, on the second one's wish.
pub(crate) fn change() -> Modification {
    let before = contacts("nl");
    let new = contacts("ca").remove(0);
    Modification {
        wanted: vec![new, before[1].clone()],
        asker: Asker::Ssc(before[1].clone()),
        before,
    }
}

pub(crate) fn requested() -> Scheme {
    Scheme::SscInitiated {
        ssc: contacts("nl").remove(0),
    }
}

fn key(word: &str) -> OrderKey {
    OrderKey::from_stored(word)
}

/// The order a case of [`states`] waits for.
pub(crate) fn awaited(state: &State) -> OrderKey {
    match state {
        State::Asking { order }
        | State::Reminding { order, .. }
        | State::Confirmed { order, .. }
        | State::Subscribed { order, .. } => order.clone(),
        State::Planned | State::Asked { .. } | State::Reminded { .. } | State::Closed { .. } => {
            key("c.start.1/0")
        }
    }
}

/// Every state with a name, as it stands on that Monday; deadlines are due.
pub(crate) fn states() -> Vec<(&'static str, State)> {
    let sent = monday() - days(7);
    let closed = |outcome| State::Closed {
        outcome,
        at: monday() - days(1),
    };
    let reminded = |last_call| State::Reminded {
        sent,
        fail_at: monday(),
        last_call,
    };
    vec![
        ("planned", State::Planned),
        (
            "asking",
            State::Asking {
                order: key("c.start.1/0"),
            },
        ),
        (
            "asked",
            State::Asked {
                sent,
                remind_at: monday(),
            },
        ),
        (
            "reminding",
            State::Reminding {
                sent,
                order: key("t.1/0"),
            },
        ),
        ("reminded", reminded(None)),
        ("last-call", reminded(Some(monday()))),
        (
            "confirmed",
            State::Confirmed {
                contacts: contacts("nl"),
                order: key("m.1/0"),
            },
        ),
        (
            "subscribed",
            State::Subscribed {
                contacts: contacts("nl"),
                order: key("o.1/0"),
            },
        ),
        (
            "joined",
            closed(Outcome::Joined {
                contacts: contacts("nl"),
            }),
        ),
        ("denied", closed(Outcome::Denied)),
        ("no-response", closed(Outcome::NoResponse)),
        ("by-hand", closed(Outcome::ByHand)),
    ]
}

pub(crate) fn state(name: &str) -> State {
    states()
        .into_iter()
        .find(|(word, _)| *word == name)
        .unwrap()
        .1
}

fn mail(kind: MailKind, order: &str, sent: Option<Timestamp>) -> SentMail {
    let order = key(order);
    SentMail {
        kind,
        message_id: rules().message_id(&order).unwrap(),
        reply_address: rules().reply_address(&order),
        reference: Some(rules().reference(&order)),
        ordered: monday() - days(7),
        sent,
        text: "as it was sent".to_owned(),
        void: false,
        order,
    }
}

/// A case of .nl in that state, with the mails and the answer it must have had.
pub(crate) fn case_in(state: &State, scheme: &Scheme) -> Case {
    let address = EmailAddress::parse(names::of("nl").address).unwrap();
    let mut case = Case::open(
        CaseId(1),
        Tld::parse("nl").unwrap(),
        scheme.clone(),
        RegistryAddress(address),
        monday() - days(8),
    );
    case.state = state.clone();
    let request = scheme.request();
    let sent = Some(monday() - days(7));
    match state {
        State::Planned => {}
        State::Asking { .. } => case.mails.push(mail(request, "c.start.1/0", None)),
        State::Asked { .. } | State::Confirmed { .. } | State::Subscribed { .. } => {
            case.mails.push(mail(request, "c.start.1/0", sent));
        }
        State::Reminding { .. } => {
            case.mails.push(mail(request, "c.start.1/0", sent));
            case.mails.push(mail(MailKind::Reminder, "t.1/0", None));
        }
        State::Reminded { .. } | State::Closed { .. } => {
            case.mails.push(mail(request, "c.start.1/0", sent));
            case.mails.push(mail(MailKind::Reminder, "t.1/0", sent));
        }
    }
    case.answer = answer_of(state, scheme);
    case
}

fn answer_of(state: &State, scheme: &Scheme) -> Option<Answered> {
    let yes = match scheme {
        Scheme::ValidatorInitiated => Said::Contacts(contacts("nl")),
        Scheme::SscInitiated { .. } | Scheme::Modification(_) => Said::Confirm,
    };
    let said = match state {
        State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed {
            outcome: Outcome::Joined { .. },
            ..
        } => yes,
        State::Closed {
            outcome: Outcome::Denied,
            ..
        } => Said::Deny,
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. }
        | State::Closed {
            outcome: Outcome::NoResponse | Outcome::ByHand,
            ..
        } => return None,
    };
    Some(Answered {
        said,
        message: Some(Digest::of(b"the first answer")),
        by_validator: false,
    })
}

/// A matter of that case, waiting for the Validator since `since`.
pub(crate) fn hold(word: &str, proposal: Proposal, stops_clock: bool, since: Timestamp) -> Hold {
    Hold {
        id: EscalationId::of(&key(word)),
        code: Code::UnclearAnswer,
        since,
        stops_clock,
        done_closes: stops_clock,
        proposal,
        message: Some(Digest::of(word.as_bytes())),
    }
}

//------------ readings and verdicts ---------------------------------------------

/// Every kind of reading with a name.
pub(crate) fn readings() -> Vec<(&'static str, Report)> {
    let reply = |statement| Reading::SscResponse {
        contacts: contacts("nl"),
        statement,
    };
    let ours = rules().message_id(&key("c.start.1/0")).unwrap();
    let others = MessageId::parse("other@elsewhere.example").unwrap();
    let bounce = |id: &MessageId, failed| Reading::Bounce {
        original: vec![id.clone()],
        failed,
    };
    let mut incomplete = report(Reading::SscResponse {
        contacts: Vec::new(),
        statement: false,
    });
    incomplete.faults = vec![Fault::NoContact, Fault::StatementMissing];
    let mut other = report(Reading::Confirm);
    other.names = vec![Tld::parse("de").unwrap()];
    vec![
        ("confirm", report(Reading::Confirm)),
        ("deny", report(Reading::Deny)),
        ("contacts", report(reply(true))),
        ("incomplete", incomplete),
        ("unclear", report(Reading::Unclear { why: Why::Negated })),
        ("change", report(Reading::ChangeRequest)),
        ("other-cctld", other),
        ("held-notice", report(Reading::HeldSubscription)),
        ("auto-reply", report(Reading::AutoReply)),
        ("bounce", report(bounce(&ours, true))),
        ("delayed", report(bounce(&ours, false))),
        ("others-bounce", report(bounce(&others, true))),
        ("unrelated", report(Reading::Unrelated)),
    ]
}

pub(crate) fn report(reading: Reading) -> Report {
    Report {
        reading,
        at: String::new(),
        reply: "what the person wrote".to_owned(),
        subtracted: String::new(),
        found: Vec::new(),
        faults: Vec::new(),
        names: Vec::new(),
    }
}

pub(crate) fn reading(name: &str) -> Report {
    readings()
        .into_iter()
        .find(|(word, _)| *word == name)
        .unwrap()
        .1
}

/// The verdicts that differ for a step.
pub(crate) fn verdicts() -> Vec<(&'static str, Judgement)> {
    let doubtful = |reasons: &[Reason]| Verdict::Doubtful {
        reasons: reasons.to_vec(),
    };
    let foreign = Verdict::Foreign {
        reasons: vec![Reason::NotTheAdmin],
    };
    let pass = Authentication::Pass;
    vec![
        ("trusted", judgement(Verdict::Trusted, pass)),
        (
            "no-proof",
            judgement(doubtful(&[Reason::NoProofOfReceipt]), pass),
        ),
        (
            "no-proof-none",
            judgement(doubtful(&[Reason::NoProofOfReceipt]), Authentication::None),
        ),
        (
            "forged",
            judgement(
                doubtful(&[Reason::AuthenticationFailed, Reason::NoProofOfReceipt]),
                Authentication::Fail,
            ),
        ),
        (
            "changed",
            judgement(doubtful(&[Reason::AddressChanged]), pass),
        ),
        ("foreign", judgement(foreign, pass)),
    ]
}

pub(crate) fn verdict(name: &str) -> Judgement {
    verdicts()
        .into_iter()
        .find(|(word, _)| *word == name)
        .unwrap()
        .1
}

fn judgement(verdict: Verdict, authentication: Authentication) -> Judgement {
    let address = EmailAddress::parse(names::of("nl").address).unwrap();
    Judgement {
        evidence: Evidence {
            address: Some(FromAddress(address)),
            from_identical: true,
            proof_of_receipt: verdict == Verdict::Trusted,
            parsers_agree: true,
            authentication,
            record_read: Some(monday()),
            anchor: "our border's own stamps, above every line that others wrote",
            stamp: None,
        },
        verdict,
    }
}

pub(crate) fn answer(report: Report, judgement: Judgement) -> Event {
    answer_with(report, judgement, None)
}

pub(crate) fn answer_with(report: Report, judgement: Judgement, snag: Option<Snag>) -> Event {
    Event::Answer(Box::new(AnswerEvent {
        message: Digest::of(b"an answer"),
        report,
        judgement,
        snag,
        on_list: None,
    }))
}

/// A step on that Monday, by whatever cause.
pub(crate) fn stepped(case: &Case, event: &Event) -> Step {
    stepped_at(case, event, monday())
}

pub(crate) fn stepped_at(case: &Case, event: &Event, now: Timestamp) -> Step {
    let cause = Cause::Message(Digest::of(b"an answer"));
    step(case, event, &cause, &rules(), now)
}

//------------ what came of it ---------------------------------------------------

/// A state with its deadline, in a few words.
pub(crate) fn word(state: &State) -> String {
    match state {
        State::Closed { outcome, .. } => outcome.as_str().to_owned(),
        State::Reminded {
            last_call: Some(_), ..
        } => "last-call".to_owned(),
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. } => state.as_str().to_owned(),
    }
}

/// Every effect of a step, in order.
pub(crate) fn effects(step: &Step) -> Vec<String> {
    step.effects
        .iter()
        .map(|effect| match effect {
            Effect::Send(mail) => format!("send {}", mail.kind.as_str()),
            Effect::Escalate(matter) => format!(
                "escalate({}{})",
                matter.proposal.as_str(),
                match step.case.holds.iter().find(|hold| hold.id == matter.id) {
                    Some(hold) if hold.stops_clock => ", clock stops",
                    Some(hold) if hold.done_closes => ", done closes",
                    Some(_) | None => "",
                }
            ),
            Effect::Subscribe { contacts, .. } => format!("subscribe {}", contacts.len()),
            Effect::Settle { change, .. } => format!("settle {}", change.wanted.len()),
            Effect::Restore { .. } => "restore".to_owned(),
            Effect::TurnAway { told, .. } => {
                format!("turn away{}", if *told { ", told" } else { "" })
            }
            Effect::Open { change, .. } => format!("open change to {}", change.wanted.len()),
            Effect::Publish { .. } => "publish".to_owned(),
            Effect::Withdraw { .. } => "withdraw".to_owned(),
        })
        .collect()
}

/// A step on one line: the state after it, how the message ended, the effects.
pub(crate) fn line(step: &Step) -> String {
    let end = step.end.as_ref().map_or_else(String::new, |end| {
        format!(" {} {}", end.action.as_str(), end.code.as_str())
    });
    let effects = effects(step);
    let done = if effects.is_empty() {
        String::new()
    } else {
        format!(": {}", effects.join(", "))
    };
    format!("{}{end}{done}", word(&step.case.state))
}
