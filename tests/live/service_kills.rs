//! Killed at any moment and started again, the service still gets there.
//!
//! SIGKILL is aimed all over one undisturbed run's length and beyond, in every
//! phase of the dialogue. The end state, the mail outside and the mailbox must
//! be those of a quiet day; only a mail whose outcome nobody could know may
//! have gone out again, and then as recognisably the same.

use super::service::{
    SOON, Stage, Way, field, forged, id_of, mutt_filled, mutt_says, stamped, template,
};
use crate::support::names::{self, Registry};
use crate::support::until;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Runs killed at work in each phase. Not more: a message in whose reading the
/// process died a third time is no longer read but shown to the Validator.
const KILLS: u32 = 2;

/// What happens in a round: an invitation, a request, a forgery.
const ROUNDS: [&str; 6] = ["nl", "br", "dk", "ca", "tz", "za"];

/// Random moments from a printed seed.
struct Moments(u64);

impl Moments {
    /// A part of `length`.
    fn next(&mut self, length: Duration) -> Duration {
        // Marsaglia's xorshift64.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let part = u32::try_from(self.0 % 1000).unwrap();
        length * part / 1000
    }
}

/// Starts `run --once` and kills it after `delay`; whether it was still running.
fn shot(stage: &Stage, delay: Duration) -> bool {
    let mut child = stage.start(&["run", "--once"], "warn");
    // Not a wait for anything: the moment of the kill is the test's input.
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

/// Runs until the outbox is empty and no message is new.
fn settle(stage: &Stage) {
    until("an empty outbox", SOON, || {
        let ends = stage.once();
        let status = stage.data(&["status"]);
        (ends.is_empty() && status["outbox"].as_array().unwrap().is_empty()).then_some(())
    });
}

/// Kills runs at random moments, then lets one come to its end.
fn shoot(stage: &Stage, moments: &mut Moments, length: Duration) -> u32 {
    let mut hit = 0;
    for _ in 0..10 {
        if hit < KILLS {
            hit += u32::from(shot(stage, moments.next(length)));
        }
    }
    settle(stage);
    hit
}

/// Opens the round's case.
fn open(stage: &Stage, of: &Registry, requested: bool) {
    if !requested {
        stage.run(&["invite", of.tld]).fine();
        return;
    }
    let [person, _] = of.contacts;
    let asked = [
        "request",
        "--tld",
        of.tld,
        "--name",
        person.name,
        "--email",
        person.email,
        "--phone",
        person.phone,
    ];
    stage.run(&asked).fine();
}

#[test]
fn killed_at_any_moment_the_dialogue_ends_the_same() {
    let seed = u64::from(std::process::id()) * 0x9E37_79B9;
    println!("seed {seed}");
    let mut moments = Moments(seed);
    let mut stage = Stage::open(Way::Imaps);
    stage.set("rules", "copy_wait_seconds", "1");
    // The window between a mail's last byte and its 250 is opened a little.
    stage.sink.rules("body sleep=0.03\n");
    // A run with nothing to do measures what all runs have in common.
    let begun = Instant::now();
    stage.once();
    let length = begun.elapsed() + Duration::from_millis(100);
    let mut hits = 0;
    for (number, tld) in ROUNDS.into_iter().enumerate() {
        let of = names::of(tld);
        open(&stage, &of, number % 3 == 1);
        hits += shoot(&stage, &mut moments, length);
        assert_eq!(stage.standing(tld), "asked");
        let asked = &stage.all_sent_to(of.address)[0].bytes;
        match number % 3 {
            0 => stage.receive(&mutt_filled(asked, &of), "pass"),
            1 => stage.receive(&mutt_says(asked, &of, "I confirm."), "pass"),
            _ => stage.receive(&forged(&of, &template(&of)), "fail"),
        }
        hits += shoot(&stage, &mut moments, length);
        if number % 3 == 2 {
            assert_eq!(stage.standing(tld), "asked");
            let waiting = stage.escalations("INBOX");
            assert_eq!(waiting.len(), 1, "one escalation, once");
            let subject = field(&waiting[0].bytes, "Subject").unwrap();
            assert!(subject.contains("It is not certain"), "{subject}");
            let id = id_of(&waiting[0].bytes);
            stage.dovecot.move_message("INBOX", "TLD-OPS/Approve", &id);
            hits += shoot(&stage, &mut moments, length);
        }
        assert_eq!(stage.standing(tld), "closed joined", ".{tld}");
    }
    println!("{hits} runs were killed at work");
    assert!(hits > 10, "the kills hit too few runs at work");
    the_end_is_that_of_a_quiet_day(&stage);
}

fn the_end_is_that_of_a_quiet_day(stage: &Stage) {
    let mut roster = Vec::new();
    for (number, tld) in ROUNDS.into_iter().enumerate() {
        let of = names::of(tld);
        let [first, second] = of.contacts;
        roster.push(format!("{} .{tld}", first.email));
        if number % 3 != 1 {
            roster.push(format!("{} .{tld}", second.email));
        }
    }
    roster.sort();
    assert_eq!(stage.roster(), roster);
    // One mail to each admin contact, counted by Message-ID.
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mails = stage.sink.messages();
    for mail in &mails {
        let known = ids.entry(mail.to[0].clone()).or_default();
        known.insert(id_of(&mail.bytes));
    }
    println!("{} mails went out for {} requests", mails.len(), ids.len());
    assert_eq!(ids.len(), ROUNDS.len(), "{ids:?}");
    assert!(ids.values().all(|ids| ids.len() == 1), "{ids:?}");
    // Everything that concerns us is filed, once; nothing is left in INBOX.
    assert_eq!(stage.dovecot.messages("INBOX"), Vec::new());
    assert_eq!(stage.dovecot.messages("TLD-OPS/Approve"), Vec::new());
    let filed = stage.dovecot.messages("TLD-OPS/Processed");
    let copies = filed
        .iter()
        .filter(|one| ids.values().any(|ids| ids.contains(&id_of(&one.bytes))))
        .count();
    assert_eq!(copies, mails.len(), "every blind copy is filed");
    let answers = filed.len() - copies;
    assert_eq!(answers, ROUNDS.len(), "and so is every answer, once");
    let decided = stage.dovecot.messages("TLD-OPS/Decided");
    assert_eq!(decided.len(), 4, "two escalations, each with its note");
    let all = stage.data(&["escalations", "--all"]);
    assert_eq!(all.as_array().unwrap().len(), 2);
    stage.audit();
    assert!(stage.once().is_empty(), "nothing is left to do");
}

#[test]
fn a_message_in_whose_reading_the_process_died_goes_to_the_validator_unread() {
    let stage = Stage::open(Way::Imaps);
    let nl = names::of("nl");
    stage.run(&["invite", "nl"]).fine();
    settle(&stage);
    stage.receive(&mutt_filled(&stage.sent_to(&nl).bytes, &nl), "pass");
    let (_, validity) = stage.dovecot.new_uidvalidity();
    let waiting = stage.dovecot.messages("INBOX");
    // What three predecessors wrote down before they died.
    let tries = format!("inbox {validity} {} 3\n", waiting[0].uid);
    std::fs::write(stage.path("state/trying"), tries).unwrap();
    let ends = stage.once();
    assert_eq!(ends, BTreeMap::from([("escalate poison".to_owned(), 1)]));
    assert_eq!(stage.standing("nl"), "asked");
    let inbox = stage.dovecot.messages("INBOX");
    assert_eq!(inbox[0], waiting[0], "it stays as it was");
    assert_eq!(stage.escalations("INBOX").len(), 1);
}

#[test]
fn a_mail_that_was_taken_before_the_line_broke_is_not_sent_again() {
    let stage = Stage::open(Way::Imaps);
    stage.sink.rules("body 1 store-drop\n");
    stage.run(&["invite", "nl"]).fine();
    settle(&stage);
    // Its own blind copy proved that it was taken.
    assert_eq!(stage.standing("nl"), "asked");
    assert_eq!(stage.sink.messages().len(), 1);
    let shown = stage.run(&["case", "show", "nl"]).fine().out;
    assert!(shown.contains("Our mail server took the"), "{shown}");
    stage.audit();
}

#[test]
fn a_mail_that_was_not_taken_goes_out_again_as_the_same() {
    let mut stage = Stage::open(Way::Imaps);
    stage.set("rules", "copy_wait_seconds", "0");
    stage.sink.rules("body 2 drop\n");
    stage.run(&["invite", "nl"]).fine();
    settle(&stage);
    assert_eq!(stage.standing("nl"), "asked");
    assert_eq!(stage.sink.messages().len(), 1);
}

#[test]
fn a_mail_of_unknown_fate_waits_for_its_copy_before_it_is_repeated() {
    // The copy is lost on its way home, so nobody can know.
    let dovecot = crate::support::servers::Dovecot::start();
    let sink = crate::support::servers::SmtpSink::start(&[]);
    let mut stage = Stage::between(dovecot, sink, Way::Imaps);
    stage.import();
    stage.sink.rules("body 1 store-drop\n");
    stage.run(&["invite", "nl"]).fine();
    stage.once();
    stage.once();
    assert_eq!(stage.sink.messages().len(), 1, "its copy is waited for");
    assert_eq!(stage.standing("nl"), "asking");
    stage.set("rules", "copy_wait_seconds", "0");
    settle(&stage);
    let mails = stage.sink.messages();
    assert_eq!(mails.len(), 2, "then it is repeated");
    assert_eq!(mails[0].bytes, mails[1].bytes, "as the same mail");
    assert_eq!(stage.standing("nl"), "asked");
    // Both copies arrive late after all: nothing more happens.
    for mail in &mails {
        stage.dovecot.deliver(&mail.bytes);
    }
    settle(&stage);
    assert_eq!(stage.sink.messages().len(), 2);
    assert_eq!(stage.dovecot.messages("INBOX"), Vec::new());
    assert_eq!(stage.dovecot.messages("TLD-OPS/Processed").len(), 2);
}

#[test]
fn the_same_answer_twice_is_counted_once() {
    let stage = Stage::open(Way::Imaps);
    let nl = names::of("nl");
    stage.run(&["invite", "nl"]).fine();
    settle(&stage);
    let answer = stamped(&mutt_filled(&stage.sent_to(&nl).bytes, &nl), "pass");
    stage.dovecot.deliver(&answer);
    stage.dovecot.deliver(&answer);
    settle(&stage);
    assert_eq!(stage.standing("nl"), "closed joined");
    assert_eq!(stage.data(&["escalations"]).as_array().unwrap().len(), 0);
    // The same once more after the mailbox was renumbered.
    stage.dovecot.deliver(&answer);
    stage.dovecot.new_uidvalidity();
    settle(&stage);
    assert_eq!(stage.standing("nl"), "closed joined");
    assert_eq!(stage.sink.messages().len(), 1);
    let subjects: Vec<_> = stage
        .dovecot
        .messages("INBOX")
        .iter()
        .filter_map(|one| field(&one.bytes, "Subject"))
        .collect();
    assert_eq!(subjects, [""; 0]);
    stage.audit();
}
