//! What systemd hears of us: ready, alive, stopping, and one line of status.

use sd_notify::NotifyState;

/// Tells systemd something; without systemd nobody listens, and that is fine.
fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "systemd does not listen");
    }
}

/// The state is open and commands are answered: the service is up.
pub fn ready() {
    tell(&[NotifyState::Ready]);
}

/// One turn of the wheel was completed.
pub fn alive(status: &str) {
    tell(&[NotifyState::Watchdog, NotifyState::Status(status)]);
}

/// Shutdown began.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}
