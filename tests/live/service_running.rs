//! The service as systemd runs it: it waits, is spoken to, and ends when told.

use super::service::{SOON, Stage, Way, mutt_filled};
use crate::support::names;
use crate::support::servers::{DOMAIN, Dovecot, SmtpSink};
use crate::support::until;
use std::fs;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// A running service; killed when the test ends early.
struct Running(Child);

impl Running {
    /// Started, and answering at its socket.
    fn start(stage: &Stage, log: &str) -> Self {
        let service = Self(stage.start(&["run"], log));
        until("the service's socket", SOON, || {
            let path = stage.path("state/control");
            std::os::unix::net::UnixStream::connect(path).ok()
        });
        service
    }

    /// SIGTERM; the exit code, and how long it took.
    fn terminate(mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        let id = self.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
        let status = until("the end of the service", SOON, || {
            self.0.try_wait().unwrap()
        });
        (status.code(), begun.elapsed())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.try_wait().unwrap().is_none() {
            self.0.kill().unwrap();
            self.0.wait().unwrap();
        }
    }
}

/// A stage whose sink demands TLS and a login, and that polls once an hour only:
/// what happens at once happens because of IDLE or a command.
fn stage() -> Stage {
    let dovecot = Dovecot::start();
    let sink = SmtpSink::secured(&[(DOMAIN, dovecot.lmtp_port)]);
    let ca = format!(
        "{:?}",
        sink.certificates.as_ref().unwrap().ca.display().to_string()
    );
    let mut stage = Stage::between(dovecot, sink, Way::Imaps);
    let password = format!("{:?}", stage.path("password").display().to_string());
    for (key, value) in [
        ("security", "\"starttls\""),
        ("user", "\"secretariat\""),
        ("password_file", &password),
        ("ca_file", &ca),
    ] {
        stage.set("smtp", key, value);
    }
    stage.set("mailbox", "poll_seconds", "3600");
    stage.import();
    stage
}

#[test]
fn the_service_sees_new_mail_obeys_commands_and_ends_when_told() {
    let stage = stage();
    let nl = names::of("nl");
    // The longest name wins in a filter; it must not win here.
    let service = Running::start(
        &stage,
        "trace,async_imap::imap_stream=trace,async_imap::client=trace,lettre::transport=trace",
    );
    stage.run(&["invite", "nl"]).fine();
    let invitation = stage.sink.wait_for(1, SOON).remove(0);
    until("the mail's end in the books", SOON, || {
        (stage.standing("nl") == "asked").then_some(())
    });
    stage.dovecot.wait_for("TLD-OPS/Processed", 1, SOON);
    // The store belongs to the service; a second one is refused.
    let second = stage.run(&["run", "--once"]);
    second.refused(&["is open in another process (is the service running?)"]);
    let checked = stage.run(&["check"]).fine();
    assert!(
        checked.out.contains("the service runs and has it open"),
        "{checked:?}"
    );
    stage.receive(&mutt_filled(&invitation.bytes, &nl), "pass");
    until("the answer's end, by IDLE", SOON, || {
        (stage.standing("nl") == "closed joined").then_some(())
    });
    // A server that ends the session is found again.
    stage.dovecot.kick();
    stage.run(&["invite", "dk"]).fine();
    stage.sink.wait_for(2, SOON);
    let (code, took) = service.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    no_password_was_printed(&stage);
    stage.audit();
}

/// Neither as it is nor as SASL carries it; `secretariat` is no password, and
/// `extended_master_secret_request` is TLS speaking of itself.
fn no_password_was_printed(stage: &Stage) {
    for name in ["stdout", "stderr"] {
        let text = fs::read_to_string(stage.path(name)).unwrap();
        if name == "stderr" {
            assert!(text.contains("secird runs"), "the log is not there: {text}");
        }
        let lower = text.to_ascii_lowercase();
        let bare = lower
            .split("secret")
            .skip(1)
            .filter(|rest| {
                !rest.starts_with(|next: char| next == '_' || next.is_ascii_alphabetic())
            })
            .count();
        assert_eq!(bare, 0, "{name}");
        assert!(!text.contains("Dear IANA Admin Contact"), "a whole mail");
        for coded in ["AHNlY3JldGFyaWF0AHNlY3JldA", "c2VjcmV0\n", "c2VjcmV0\""] {
            assert!(!text.contains(coded), "{name}: {coded}");
        }
    }
}

#[test]
fn questions_leave_the_mailbox_session_at_rest() {
    let stage = stage();
    let service = Running::start(&stage, "warn");
    let read = || stage.data(&["status"])["mailbox_read"].to_string();
    until("the first look into the mailbox", SOON, || {
        (read() != "null").then_some(())
    });
    let seen = until("rest", SOON, || Some(read()).filter(|seen| *seen == read()));
    for _ in 0..10 {
        stage.run(&["cases"]).fine();
    }
    assert_eq!(read(), seen, "a question made it look again");
    assert_eq!(service.terminate().0, Some(0));
}

#[test]
fn a_killed_service_leaves_nothing_that_hinders_the_next() {
    let stage = stage();
    let mut service = Running::start(&stage, "warn");
    service.0.kill().unwrap();
    service.0.wait().unwrap();
    assert!(stage.path("state/control").exists(), "its socket is left");
    // Nobody answers there, so the command opens the store itself.
    stage.run(&["invite", "nl"]).fine();
    let service = Running::start(&stage, "warn");
    stage.sink.wait_for(1, SOON);
    until("the mail's end in the books", SOON, || {
        (stage.standing("nl") == "asked").then_some(())
    });
    assert_eq!(service.terminate().0, Some(0));
}

#[test]
fn a_service_that_cannot_reach_its_mailbox_still_obeys_and_ends_when_told() {
    let mut stage = stage();
    fs::write(stage.path("wrong"), "not-the-password").unwrap();
    let wrong = format!("{:?}", stage.path("wrong").display().to_string());
    stage.set("mailbox", "password_file", &wrong);
    let service = Running::start(&stage, "trace");
    until("the refusal in the log", SOON, || {
        let log = fs::read_to_string(stage.path("stderr")).unwrap();
        log.contains("refused the login of secretariat")
            .then_some(())
    });
    stage.run(&["invite", "nl"]).fine();
    assert_eq!(stage.standing("nl"), "asking");
    let (code, took) = service.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    let log = fs::read_to_string(stage.path("stderr")).unwrap();
    assert!(!log.contains("not-the-password"), "{log}");
}
