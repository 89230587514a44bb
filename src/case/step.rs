//! The one function that changes a case.
//!
//! Total and pure: every pair of state and event has a step, time is an
//! argument, and nothing is done here. What does not fit (an order's end the
//! case no longer waits for) changes nothing and says so in the journal.

use crate::case::effect::{Effect, Escalation, EscalationId, Mail, MailKind, Proposal, Recipient};
use crate::case::end::{Action, Code, End};
use crate::case::event::{Cause, Event};
use crate::case::journal::Entry;
use crate::case::modification::Modification;
use crate::case::refusal::Refusal;
use crate::case::rules::Rules;
use crate::case::state::{Outcome, State};
use crate::case::{Answered, Case, Hold, Said, Scheme, SentMail, answer, decision, readdress};
use crate::domain::contact::Contact;
use crate::domain::ids::{Digest, OrderKey};
use crate::reading::Fault;
use jiff::{SignedDuration, Timestamp};

/// A deadline found past by more than this was slept over (design, section 1).
const OVERSLEPT: SignedDuration = SignedDuration::from_mins(30);
/// How long the bot waits for late mail after it overslept a deadline.
const LAST_CALL: SignedDuration = SignedDuration::from_hours(1);
/// Matters of one case that wait for the Validator, at most: what anybody may
/// send must not make a case grow until it cannot be written any more.
const MATTERS: usize = 20;

//------------ Step ------------------------------------------------------------

/// What an event does to a case: written whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The case after it.
    pub case: Case,
    /// What to do in the world, in order.
    pub effects: Vec<Effect>,
    /// What the journal says.
    pub entries: Vec<Entry>,
    /// How the message ended, if the event was one.
    pub end: Option<End>,
}

/// Takes `event`, caused by `cause`, into `case`.
pub fn step(case: &Case, event: &Event, cause: &Cause, rules: &Rules, now: Timestamp) -> Step {
    let mut draft = Draft::new(case, cause, rules, now);
    match event {
        Event::Start => on_start(&mut draft),
        Event::Sent { order, at } => on_sent(&mut draft, order, *at),
        Event::Undeliverable { order, why } => on_undeliverable(&mut draft, order, why),
        Event::Answer(event) => answer::on_answer(&mut draft, event),
        Event::Tick { read_until } => on_tick(&mut draft, *read_until),
        Event::Decided {
            escalation,
            choice,
            hindrance,
        } => {
            decision::on_decided(&mut draft, escalation, *choice, *hindrance);
        }
        Event::OnRoster { order } => on_roster(&mut draft, order),
        Event::RosterRefused { order, refusal } => on_refused(&mut draft, order, refusal),
        Event::Published { order } => on_published(&mut draft, order),
        Event::RecordRead { admin, freely } => {
            readdress::on_record(&mut draft, admin, *freely);
        }
    }
    draft.finish()
}

//------------ Draft -----------------------------------------------------------

/// A step in the making.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// The case as it will be.
    pub(super) case: Case,
    /// The settings.
    pub(super) rules: &'a Rules,
    /// The instant of the step.
    pub(super) now: Timestamp,
    /// What made it happen.
    cause: &'a Cause,
    /// How many keys were given out.
    ordinal: usize,
    /// What to do.
    effects: Vec<Effect>,
    /// What the journal says.
    entries: Vec<Entry>,
    /// How the message ends.
    end: Option<End>,
}

impl<'a> Draft<'a> {
    fn new(case: &Case, cause: &'a Cause, rules: &'a Rules, now: Timestamp) -> Self {
        Self {
            case: case.clone(),
            rules,
            now,
            cause,
            ordinal: 0,
            effects: Vec::new(),
            entries: Vec::new(),
            end: None,
        }
    }

    fn finish(self) -> Step {
        Step {
            case: self.case,
            effects: self.effects,
            entries: self.entries,
            end: self.end,
        }
    }

    /// The next key of this cause, for this case.
    pub(super) fn key(&mut self) -> OrderKey {
        let key = OrderKey::new(&format!("{}.{}", self.cause, self.case.id), self.ordinal);
        self.ordinal = self.ordinal.saturating_add(1);
        key
    }

    /// Adds a journal entry.
    pub(super) fn note(&mut self, what: &'static str, text: String) {
        self.entries.push(Entry {
            case: Some(self.case.id),
            tld: Some(self.case.tld),
            what,
            text,
            message: None,
            end: None,
        });
    }

    /// Says how the message ends, and journals it.
    pub(super) fn end(&mut self, message: Digest, end: End) {
        self.entries.push(Entry {
            case: Some(self.case.id),
            tld: Some(self.case.tld),
            what: end.code.as_str(),
            text: end.why.clone(),
            message: Some(message),
            end: Some(end.clone()),
        });
        self.end = Some(end);
    }

    /// Adds an effect.
    pub(super) fn order(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Orders a mail to the admin contact, or to the SSC where the kind is theirs.
    pub(super) fn send(&mut self, kind: MailKind, faults: Vec<Fault>) -> Option<OrderKey> {
        let to = if kind.is_for_admin() {
            Recipient::Admin(self.case.asked.clone())
        } else {
            Recipient::Ssc(self.case.scheme.person()?.email.clone())
        };
        let order = self.key();
        let message_id = self.rules.message_id(&order)?;
        let asks = kind.is_for_admin();
        let mail = Mail {
            order: order.clone(),
            case: self.case.id,
            kind,
            to,
            message_id: message_id.clone(),
            reply_address: asks.then(|| self.rules.reply_address(&order)).flatten(),
            reference: asks.then(|| self.rules.reference(&order)),
            faults,
        };
        self.case.mails.push(SentMail {
            order: order.clone(),
            kind,
            message_id,
            reply_address: mail.reply_address.clone(),
            reference: mail.reference.clone(),
            ordered: self.now,
            sent: None,
            text: String::new(),
            void: false,
        });
        self.order(Effect::Send(mail));
        Some(order)
    }

    /// Puts a matter before the Validator; a trusted sender's stops the clock.
    pub(super) fn escalate(&mut self, mut matter: Matter) -> EscalationId {
        let order = self.key();
        let id = EscalationId::of(&order);
        matter.stops_clock = matter.stops_clock && !self.case.state.is_over();
        matter.done_closes = matter.done_closes && !self.case.state.is_over();
        // Past the bound a matter is only shown, unless it has to stop the clock.
        let first_stop = matter.stops_clock && !self.case.is_held();
        if self.case.holds.len() < MATTERS || first_stop {
            self.case.holds.push(Hold {
                id: id.clone(),
                code: matter.code,
                since: self.now,
                stops_clock: matter.stops_clock,
                done_closes: matter.done_closes,
                proposal: matter.proposal.clone(),
                message: matter.message,
            });
        } else {
            matter.proposal = Proposal::Nothing;
            matter.stops_clock = false;
            matter.done_closes = false;
        }
        self.order(Effect::Escalate(Box::new(Escalation {
            order,
            id: id.clone(),
            case: Some(self.case.id),
            code: matter.code,
            why: matter.why,
            proposal: matter.proposal,
            done_closes: matter.done_closes,
            message: matter.message,
            judgement: None,
            report: None,
        })));
        id
    }

    /// Hands the last escalation what its message showed.
    pub(super) fn exhibit(
        &mut self,
        report: &crate::reading::Report,
        judgement: &crate::sender::Judgement,
    ) {
        if let Some(Effect::Escalate(escalation)) = self.effects.last_mut() {
            escalation.report = Some(report.clone());
            escalation.judgement = Some(judgement.clone());
        }
    }

    /// A question that was answered, or is not asked any more, need not go out.
    pub(super) fn take_back_questions(&mut self) {
        let unsent: Vec<OrderKey> = self
            .case
            .mails
            .iter()
            .filter(|mail| mail.kind.is_for_admin() && mail.sent.is_none())
            .map(|mail| mail.order.clone())
            .collect();
        for order in unsent {
            let effect = Effect::Withdraw { order };
            if !self.effects.contains(&effect) {
                self.order(effect);
            }
        }
    }

    /// The answer counts: the contacts go on the roster, or the SSC is told.
    pub(super) fn accept(&mut self, said: Said, message: Option<Digest>, by_validator: bool) {
        let contacts: Vec<Contact> = match &said {
            Said::Contacts(contacts) => contacts.clone(),
            Said::Confirm => match &self.case.scheme {
                Scheme::ValidatorInitiated => Vec::new(),
                Scheme::SscInitiated { ssc } => vec![ssc.clone()],
                Scheme::Modification(asked) => asked.wanted.clone(),
            },
            Said::Deny => Vec::new(),
        };
        self.take_back_questions();
        self.case.answer = Some(Answered {
            said: said.clone(),
            message,
            by_validator,
        });
        match said {
            Said::Deny => {
                self.tell_denial();
                self.close(Outcome::Denied);
            }
            Said::Confirm | Said::Contacts(_) => self.put_on_roster(contacts, Vec::new()),
        }
    }

    /// Orders the roster change.
    pub(super) fn put_on_roster(&mut self, contacts: Vec<Contact>, vouched: Vec<Contact>) {
        let order = self.key();
        let (case, tld) = (self.case.id, self.case.tld);
        let effect = match self.case.scheme.modification() {
            Some(asked) => Effect::Settle {
                order: order.clone(),
                case,
                tld,
                change: Box::new(Modification {
                    wanted: contacts.clone(),
                    ..asked.clone()
                }),
                vouched,
            },
            None => Effect::Subscribe {
                order: order.clone(),
                case,
                tld,
                contacts: contacts.clone(),
                vouched,
            },
        };
        self.order(effect);
        let count = contacts.len();
        self.case.state = State::Confirmed { contacts, order };
        self.note(
            "to-roster",
            format!("{count} contact(s) go to the list server."),
        );
    }

    /// Ends the case.
    pub(super) fn close(&mut self, outcome: Outcome) {
        let word = outcome.as_str();
        self.take_back_questions();
        self.case.state = State::Closed {
            outcome,
            at: self.now,
        };
        self.note("closed", format!("The case ended: {word}."));
    }
}

/// What an escalation is about.
#[derive(Debug)]
pub(super) struct Matter {
    /// The stable reason.
    pub(super) code: Code,
    /// The reason in one sentence.
    pub(super) why: String,
    /// What approval will do.
    pub(super) proposal: Proposal,
    /// Whether a trusted sender caused it.
    pub(super) stops_clock: bool,
    /// Whether it is about the case and not about a message alone: then Done
    /// closes the case.
    pub(super) done_closes: bool,
    /// The message.
    pub(super) message: Option<Digest>,
}

//------------ the plain events ------------------------------------------------

fn on_start(draft: &mut Draft<'_>) {
    let kind = draft.case.scheme.request();
    if draft.case.state != State::Planned {
        return draft.note("already-started", "The case was started before.".to_owned());
    }
    if let Some(order) = draft.send(kind, Vec::new()) {
        draft.case.state = State::Asking { order };
        draft.note(
            kind.as_str(),
            "The request is on its way to the admin contact.".to_owned(),
        );
    }
}

fn on_sent(draft: &mut Draft<'_>, order: &OrderKey, at: Timestamp) {
    let mut kind = None;
    for mail in &mut draft.case.mails {
        if mail.order == *order && mail.sent.is_none() {
            mail.sent = Some(at);
            kind = Some(mail.kind);
        }
    }
    let Some(kind) = kind else {
        return;
    };
    draft.note(
        "sent",
        format!("Our mail server took the {}.", kind.as_str()),
    );
    let rules = draft.rules;
    draft.case.state = match draft.case.state.clone() {
        State::Asking { order: waits } if waits == *order => State::Asked {
            sent: at,
            remind_at: rules.calendar.after(at, rules.remind_after),
        },
        State::Reminding { order: waits, .. } if waits == *order => State::Reminded {
            sent: at,
            fail_at: rules.calendar.after(at, rules.fail_after),
            last_call: None,
        },
        // A second question gives the time to answer it.
        State::Reminded { sent, fail_at, .. } if kind == MailKind::AnswerAgain => State::Reminded {
            sent,
            fail_at: fail_at.max(rules.calendar.after(at, rules.fail_after)),
            last_call: None,
        },
        State::Asked { sent, remind_at } if kind == MailKind::AnswerAgain => State::Asked {
            sent,
            remind_at: remind_at.max(rules.calendar.after(at, rules.remind_after)),
        },
        other @ (State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. }) => other,
    };
}

fn on_undeliverable(draft: &mut Draft<'_>, order: &OrderKey, why: &str) {
    let resend = match &draft.case.state {
        State::Asking { order: waits } | State::Reminding { order: waits, .. } => waits == order,
        State::Planned
        | State::Asked { .. }
        | State::Reminded { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. } => false,
    };
    draft.note(
        "undeliverable",
        "Our mail server refused a mail for good.".to_owned(),
    );
    draft.escalate(Matter {
        code: Code::Undeliverable,
        why: format!("{} It said: {why}", Code::Undeliverable),
        proposal: if resend {
            Proposal::Resend
        } else {
            Proposal::Nothing
        },
        stops_clock: true,
        done_closes: true,
        message: None,
    });
}

fn on_tick(draft: &mut Draft<'_>, read_until: Timestamp) {
    if draft.case.is_held() {
        return;
    }
    let now = draft.now;
    match draft.case.state.clone() {
        State::Asked { sent, remind_at } if now >= remind_at && read_until >= remind_at => {
            if let Some(order) = draft.send(MailKind::Reminder, Vec::new()) {
                draft.case.state = State::Reminding { sent, order };
                draft.note(
                    "reminder",
                    "No answer within the time given: the reminder is on its way.".to_owned(),
                );
            }
        }
        State::Reminded {
            sent,
            fail_at,
            last_call,
        } if now >= fail_at && read_until >= fail_at => {
            let overslept = now.duration_since(fail_at) > OVERSLEPT;
            match last_call {
                None if overslept => {
                    let until = now.checked_add(LAST_CALL).unwrap_or(now);
                    draft.case.state = State::Reminded {
                        sent,
                        fail_at,
                        last_call: Some(until),
                    };
                    draft.note(
                        "last-call",
                        "The deadline passed while the bot was away: late mail is waited for."
                            .to_owned(),
                    );
                }
                Some(until) if now < until || read_until < until => {}
                None | Some(_) => draft.fail(),
            }
        }
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. } => {}
    }
}

/// Whether a tick at `now` would fail the case (for the daily limit).
pub fn would_fail(case: &Case, rules: &Rules, read_until: Timestamp, now: Timestamp) -> bool {
    let cause = Cause::Clock {
        case: case.id,
        deadline: String::new(),
    };
    let after = step(case, &Event::Tick { read_until }, &cause, rules, now).case;
    !case.state.is_over() && after.state.is_over()
}

fn on_roster(draft: &mut Draft<'_>, order: &OrderKey) {
    match draft.case.state.clone() {
        State::Confirmed {
            contacts,
            order: waits,
        } if waits == *order => {
            let publish = draft.key();
            draft.order(Effect::Publish {
                order: publish.clone(),
                case: draft.case.id,
            });
            draft.case.state = State::Subscribed {
                contacts,
                order: publish,
            };
            draft.note("subscribed", "The list server has the contacts.".to_owned());
        }
        State::Planned
        | State::Asking { .. }
        | State::Asked { .. }
        | State::Reminding { .. }
        | State::Reminded { .. }
        | State::Confirmed { .. }
        | State::Subscribed { .. }
        | State::Closed { .. } => {
            draft.note(
                "late-roster",
                "The list server answered an order the case no longer waits for.".to_owned(),
            );
        }
    }
}

fn on_refused(draft: &mut Draft<'_>, order: &OrderKey, refusal: &Refusal) {
    let waits =
        matches!(&draft.case.state, State::Confirmed { order: waits, .. } if waits == order);
    draft.note(
        "roster-refused",
        "The change of the list was not made.".to_owned(),
    );
    let again = match refusal {
        Refusal::Foreign(conflicts) => {
            let shown = conflicts.iter().map(|conflict| conflict.shown.clone());
            Proposal::RetryRoster(shown.collect())
        }
        Refusal::ListServer(_) | Refusal::Full { .. } | Refusal::NotByHand => {
            Proposal::RetryRoster(Vec::new())
        }
        Refusal::Overtaken(_) => Proposal::Nothing,
    };
    draft.escalate(Matter {
        code: Code::RosterRefused,
        why: format!("{} {refusal}", Code::RosterRefused),
        proposal: if waits { again } else { Proposal::Nothing },
        stops_clock: true,
        done_closes: true,
        message: None,
    });
}

fn on_published(draft: &mut Draft<'_>, order: &OrderKey) {
    if let State::Subscribed {
        contacts,
        order: waits,
    } = draft.case.state.clone()
        && waits == *order
    {
        if draft.case.scheme.modification().is_some() {
            draft.send(MailKind::ModificationDone, Vec::new());
        }
        draft.close(Outcome::Joined { contacts });
    }
}

/// A message of this case that changes nothing.
pub(super) fn ignore(draft: &mut Draft<'_>, message: Digest, code: Code) {
    draft.end(message, End::plain(Action::Ignore, code));
}
