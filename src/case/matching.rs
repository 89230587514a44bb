//! Which case a message belongs to, and what to make of it there.
//!
//! The secret says which case is meant, not the address: one admin address may
//! serve sixteen ccTLDs. Without a secret a message is tied to a case only by
//! the admin contact's address, or by a ccTLD it names while it clearly speaks
//! of our business; and then only a person, or a fresh question, moves it on.

use crate::case::end::{Action, Code, End};
use crate::case::event::{AnswerEvent, Snag};
use crate::case::modification::{
    Asker, Modification, OnList, hindrance, standing_hindrance, wished,
};
use crate::case::rules::Rules;
use crate::case::state::is_joined;
use crate::case::{Case, SentMail};
use crate::domain::ids::{CaseId, OrderKey};
use crate::domain::member::Member;
use crate::domain::record::RegistryRecord;
use crate::domain::tld::Tld;
use crate::mail::Message;
use crate::mail::automatic::Automatic;
use crate::reading::{self, Ours, Reading, Report, Script};
use crate::sender::{self, Authentication, Judgement, Question, Receipt};
use jiff::Timestamp;

//------------ Docket ----------------------------------------------------------

/// Everything a message is held against.
#[derive(Debug)]
pub struct Docket<'a> {
    /// Every case, open or closed.
    pub cases: &'a [Case],
    /// The registry's records of their ccTLDs.
    pub records: &'a [RegistryRecord],
    /// The subscribers; none where the roster is not known.
    pub members: Option<&'a [Member]>,
    /// Whether the list server is asked itself, so that its notices say nothing.
    pub asks_list_server: bool,
    /// The words of ours where no case's own mail is known.
    pub texts: &'a [Script],
    /// What our own check of the sender said, where it was made.
    pub checked: Option<&'a str>,
    /// The settings.
    pub rules: &'a Rules,
    /// The instant of judging.
    pub now: Timestamp,
}

impl Docket<'_> {
    fn record(&self, tld: Tld) -> Option<&RegistryRecord> {
        self.records.iter().find(|record| record.tld == tld)
    }

    /// How a ccTLD stands on the list.
    fn on_list(&self, tld: Tld) -> Option<OnList> {
        let (cases, record) = (self.cases.iter(), self.record(tld));
        let hindrance = standing_hindrance(tld, cases, record, self.now);
        Some(OnList::of(self.members?, tld, hindrance))
    }
}

//------------ Considered ------------------------------------------------------

/// A message with everything that was found out about it.
#[derive(Debug, Clone)]
pub struct Considered {
    /// What it means.
    pub report: Report,
    /// Who wrote it; against no case, against nobody.
    pub judgement: Judgement,
    /// Where it belongs.
    pub place: Belongs,
}

/// Where a message belongs.
#[derive(Debug, Clone)]
pub enum Belongs {
    /// To a case, as this event.
    Case(CaseId, Box<AnswerEvent>),
    /// The blind copy of a mail of ours came home: the server took that order.
    OwnCopy(CaseId, OrderKey),
    /// To no case: a subscriber wants a change, which the admin contact is asked
    /// to confirm.
    Wish {
        /// The ccTLD.
        tld: Tld,
        /// The change.
        change: Box<Modification>,
        /// How the message ends.
        end: End,
    },
    /// To no case, and it ends like this.
    Nowhere(End),
}

/// Reads and judges `message` against the docket.
pub fn consider(message: &Message, docket: &Docket<'_>) -> Considered {
    let tie = tie(message, docket);
    let case = tie.case;
    let ours = Ours {
        texts: case.map_or_else(|| docket.texts.to_vec(), |case| texts_of(case, docket)),
        expected: tie.expected,
    };
    let mut report = reading::read(message, &ours, docket.rules.max_contacts);
    if report.reading == Reading::Unrelated
        && tie.awaited
        && let Some(answer) = fresh_answer(message, ours, docket)
    {
        report = answer;
    }
    // What the Secretariat itself writes about a ccTLD is no answer to anything.
    let case = match case {
        None if !tie.own => {
            among(&tie.candidates, &report).or_else(|| named_case(message, &report, docket))
        }
        known => known,
    };
    let judgement = judge(message, case, docket);
    if case.is_none()
        && !tie.own
        && let Some(place) = wish(message, &report, &judgement, docket)
    {
        return Considered {
            report,
            judgement,
            place,
        };
    }
    let place = match case {
        Some(case) if let Some(order) = own_copy(message, case, docket.rules) => {
            Belongs::OwnCopy(case.id, order)
        }
        Some(case) if report.reading != Reading::Unrelated => Belongs::Case(
            case.id,
            Box::new(AnswerEvent {
                message: message.digest,
                report: report.clone(),
                judgement: judgement.clone(),
                snag: tie.snag,
                on_list: docket.on_list(case.tld),
            }),
        ),
        Some(_) | None => Belongs::Nowhere(nowhere(&report, &tie, docket)),
    };
    Considered {
        report,
        judgement,
        place,
    }
}

/// What a new mail of an awaited admin contact means, if it is a clear answer.
/// People do write a new mail instead of a reply; but a mail of theirs that
/// answers somebody else's is their own business.
fn fresh_answer(message: &Message, ours: Ours, docket: &Docket<'_>) -> Option<Report> {
    let thread = &message.thread;
    if !thread.in_reply_to.is_empty() || !thread.references.is_empty() {
        return None;
    }
    let asked = Ours {
        expected: true,
        ..ours
    };
    let report = reading::read(message, &asked, docket.rules.max_contacts);
    let clear = match &report.reading {
        Reading::Confirm | Reading::Deny | Reading::SscResponse { .. } => true,
        Reading::HeldSubscription
        | Reading::ChangeRequest
        | Reading::AutoReply
        | Reading::Bounce { .. }
        | Reading::Unclear { .. }
        | Reading::Unrelated => false,
    };
    clear.then_some(report)
}

//------------ Tie -------------------------------------------------------------

/// What ties a message to our business before it is read.
#[derive(Debug)]
struct Tie<'a> {
    case: Option<&'a Case>,
    expected: bool,
    /// It claims to be from an admin contact whose answer is awaited.
    awaited: bool,
    /// Whose admin contact it claims to be from, where that is not one case's.
    candidates: Vec<&'a Case>,
    snag: Option<Snag>,
    own: bool,
}

fn tie<'a>(message: &Message, docket: &Docket<'a>) -> Tie<'a> {
    let own = message
        .from
        .agreed()
        .is_some_and(|from| from.0.same_mailbox(&docket.rules.secretariat));
    if let Some(Automatic::Bounce { originals, .. }) = &message.automatic {
        let returned = docket.cases.iter().find(|case| {
            case.mails
                .iter()
                .any(|mail| originals.contains(&mail.message_id))
        });
        if returned.is_some() {
            return Tie {
                case: returned,
                expected: true,
                awaited: false,
                candidates: Vec::new(),
                snag: None,
                own,
            };
        }
    }
    let ours_by_id = message.message_id.as_ref().and_then(|id| {
        docket
            .cases
            .iter()
            .find(|case| case.mails.iter().any(|mail| mail.message_id == *id))
    });
    if let Some(case) = ours_by_id {
        let snag = Some(Snag::PretendsToBeOurs);
        return Tie {
            case: Some(case),
            expected: true,
            awaited: false,
            candidates: Vec::new(),
            snag,
            own,
        };
    }
    let (proven, snag) = by_secret(message, docket);
    if proven.is_some() || own {
        return Tie {
            case: proven,
            expected: proven.is_some(),
            awaited: false,
            candidates: Vec::new(),
            snag,
            own,
        };
    }
    by_address(message, docket)
}

/// The order whose mail this is, as our own server delivered it: our id, our
/// address, our words first (a footer may have been added on the way).
fn own_copy(message: &Message, case: &Case, rules: &Rules) -> Option<OrderKey> {
    let id = message.message_id.as_ref()?;
    let mail = case.mails.iter().find(|mail| mail.message_id == *id)?;
    let from_us = message.from.agreed()?.0.same_mailbox(&rules.secretariat);
    let said = message.body.plain.as_ref()?;
    let mut read = said
        .lines
        .iter()
        .flat_map(|line| line.text.split_whitespace());
    let same = mail
        .text
        .split_whitespace()
        .all(|word| read.next() == Some(word));
    (from_us && same && !mail.text.is_empty()).then(|| mail.order.clone())
}

/// The case whose secret the message carries.
fn by_secret<'a>(message: &Message, docket: &Docket<'a>) -> (Option<&'a Case>, Option<Snag>) {
    let owned: Vec<(&Case, Receipt)> = docket
        .cases
        .iter()
        .flat_map(|case| {
            case.all_receipts()
                .into_iter()
                .map(move |receipt| (case, receipt))
        })
        .collect();
    let receipts: Vec<Receipt> = owned.iter().map(|(_, receipt)| receipt.clone()).collect();
    let mut found: Vec<&Case> = Vec::new();
    for proof in sender::proofs(message, &receipts) {
        if let Some((case, _)) = owned.get(proof.index)
            && !found.iter().any(|known| known.id == case.id)
        {
            found.push(case);
        }
    }
    let snag = if found.len() > 1 {
        Some(Snag::SecretsOfTwoCases)
    } else {
        found
            .first()
            .is_some_and(|case| speaks_for_another(message, case, docket))
            .then_some(Snag::SecretOfAnotherCase)
    };
    (found.first().copied(), snag)
}

/// Whether the sender claims to be the admin contact of another open case, and
/// not of this one, whose secret he sends.
fn speaks_for_another(message: &Message, case: &Case, docket: &Docket<'_>) -> bool {
    !is_admin_of(message, case, docket)
        && docket
            .cases
            .iter()
            .any(|other| !other.state.is_over() && is_admin_of(message, other, docket))
}

/// Whether From is the address we asked, or the one that IANA names.
fn is_admin_of(message: &Message, case: &Case, docket: &Docket<'_>) -> bool {
    message.from.agreed().is_some_and(|from| {
        from.matches(&case.asked)
            || docket
                .record(case.tld)
                .is_some_and(|record| from.matches(&record.admin))
    })
}

/// The case whose admin contact the message claims to be from.
fn by_address<'a>(message: &Message, docket: &Docket<'a>) -> Tie<'a> {
    let claimed: Vec<&Case> = docket
        .cases
        .iter()
        .filter(|case| is_admin_of(message, case, docket))
        .collect();
    let open: Vec<&Case> = claimed
        .iter()
        .copied()
        .filter(|case| !case.state.is_over())
        .collect();
    let candidates = if open.is_empty() {
        newest(claimed)
    } else {
        open
    };
    let one = match candidates.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    Tie {
        case: one,
        // An admin contact may write about anything; only while we wait for an
        // answer is a word of his taken for one.
        expected: one.is_some_and(|case| case.state.awaits_answer() && mentions_us(message)),
        awaited: one.is_some_and(|case| case.state.awaits_answer()),
        candidates: if one.is_some() {
            Vec::new()
        } else {
            candidates
        },
        snag: None,
        own: false,
    }
}

/// Of every ccTLD the case that was opened last.
fn newest(mut cases: Vec<&Case>) -> Vec<&Case> {
    cases.sort_by_key(|case| (case.tld, case.id.0));
    let all = cases.clone();
    cases.retain(|case| {
        !all.iter()
            .any(|other| other.tld == case.tld && other.id.0 > case.id.0)
    });
    cases
}

/// The one of several cases whose ccTLD the message names.
fn among<'a>(candidates: &[&'a Case], report: &Report) -> Option<&'a Case> {
    let mut named = candidates
        .iter()
        .filter(|case| report.names.contains(&case.tld));
    match (named.next(), named.next()) {
        (Some(case), None) => Some(case),
        (_, _) => None,
    }
}

/// Whether the subject is that of one of our requests, in whatever prefixes.
fn mentions_us(message: &Message) -> bool {
    let subject = message.subject.to_ascii_lowercase();
    subject.contains("tld-ops")
}

/// The case a message means by the ccTLD it names, when nothing else ties it.
fn named_case<'a>(message: &Message, report: &Report, docket: &Docket<'a>) -> Option<&'a Case> {
    let business = match &report.reading {
        Reading::Confirm
        | Reading::Deny
        | Reading::SscResponse { .. }
        | Reading::ChangeRequest
        | Reading::Unclear { .. } => true,
        Reading::HeldSubscription
        | Reading::AutoReply
        | Reading::Bounce { .. }
        | Reading::Unrelated => false,
    };
    if !business {
        return None;
    }
    let open: Vec<&Case> = docket
        .cases
        .iter()
        .filter(|case| case.state.awaits_answer())
        .filter(|case| {
            report.names.contains(&case.tld)
                || subject_names(message, case.tld)
                || same_domain(message, case)
        })
        .collect();
    match open.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

fn subject_names(message: &Message, tld: Tld) -> bool {
    message.subject.split_whitespace().any(|word| {
        word.starts_with('.')
            && Tld::parse(word.trim_end_matches([')', ',', ':', ';'])) == Some(tld)
    })
}

fn same_domain(message: &Message, case: &Case) -> bool {
    message
        .from
        .agreed()
        .is_some_and(|from| from.0.domain() == case.asked.0.domain())
}

//------------ a subscriber's wish ---------------------------------------------

/// What a subscriber's own mail asks for: the filled-in template, from the very
/// address that is on the list and checked by our border, for the one ccTLD it is
/// meant for. It changes nothing; the admin contact is asked (procedure, section 6).
fn wish(
    message: &Message,
    report: &Report,
    judgement: &Judgement,
    docket: &Docket<'_>,
) -> Option<Belongs> {
    let from = message.from.agreed()?;
    let members = docket.members?;
    let member = members
        .iter()
        .find(|member| from.0.same_mailbox(&member.contact.email))?;
    let wanted = wished(report, docket.rules.max_contacts)?;
    let meant: Vec<Tld> = match report.names.as_slice() {
        [] => member.tlds.clone(),
        named => member
            .tlds
            .iter()
            .copied()
            .filter(|tld| named.contains(tld))
            .collect(),
    };
    let refused = |code| Some(Belongs::Nowhere(End::plain(Action::Escalate, code)));
    let [tld] = meant.as_slice() else {
        return refused(Code::WhichCctld);
    };
    let on_list = docket.on_list(*tld)?;
    let proven = judgement.evidence.authentication == Authentication::Pass
        && judgement.evidence.parsers_agree;
    let change = Modification {
        before: on_list.contacts,
        wanted,
        asker: Asker::Ssc(member.contact.clone()),
    };
    if !proven {
        return refused(Code::ChangeRequested);
    }
    if change.is_empty() {
        let end = End::plain(Action::Ignore, Code::RepeatedAnswer);
        return Some(Belongs::Nowhere(end));
    }
    let (cases, record) = (docket.cases.iter(), docket.record(*tld));
    let most = docket.rules.max_contacts;
    if let Some(why) = hindrance(*tld, &change, cases, record, most, docket.now) {
        let end = End::not_asked(*tld, why);
        return Some(Belongs::Nowhere(end));
    }
    Some(Belongs::Wish {
        tld: *tld,
        change: Box::new(change),
        end: End::plain(Action::AskAgain, Code::ChangeToConfirm),
    })
}

//------------ the rest --------------------------------------------------------

fn texts_of(case: &Case, docket: &Docket<'_>) -> Vec<Script> {
    case.mails
        .iter()
        .filter(|mail: &&SentMail| !mail.text.is_empty())
        .map(|mail| Script::of(&mail.text))
        .chain(docket.texts.iter().cloned())
        .collect()
}

fn judge(message: &Message, case: Option<&Case>, docket: &Docket<'_>) -> Judgement {
    let receipts = case.map(Case::receipts).unwrap_or_default();
    sender::judge(
        message,
        &Question {
            record: case.and_then(|case| docket.record(case.tld)),
            // Of a ccTLD on the list it counts who speaks for it now.
            asked: case
                .filter(|case| !is_joined(&case.state))
                .map(|case| &case.asked),
            receipts: &receipts,
            border: &docket.rules.border,
            checked: docket.checked,
            demand_pass: docket.rules.demand_pass,
            now: docket.now,
        },
    )
}

/// How a message without a case ends.
fn nowhere(report: &Report, tie: &Tie<'_>, docket: &Docket<'_>) -> End {
    match &report.reading {
        _ if tie.own => End::plain(Action::Ignore, Code::FromTheSecretariat),
        Reading::Unrelated => End::plain(Action::Ignore, Code::Unrelated),
        Reading::AutoReply => End::plain(Action::Ignore, Code::AutoReply),
        Reading::Bounce { .. } => End::plain(Action::Ignore, Code::BounceOfOthers),
        Reading::HeldSubscription if docket.asks_list_server => {
            End::plain(Action::Ignore, Code::ListNotice)
        }
        Reading::HeldSubscription => End::plain(Action::Escalate, Code::HeldSubscription),
        Reading::ChangeRequest => End::plain(Action::Escalate, Code::ChangeRequested),
        Reading::Confirm
        | Reading::Deny
        | Reading::SscResponse { .. }
        | Reading::Unclear { .. } => {
            let code = if tie.candidates.is_empty() {
                Code::SenderForeign
            } else {
                Code::WhichCctld
            };
            End::plain(Action::Escalate, code)
        }
    }
}
