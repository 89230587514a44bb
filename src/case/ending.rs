//! How those who asked learn what came of it.
//!
//! Besides the admin contact somebody may wait for the end: a person who asked to
//! join, at the list server or by us, or an SSC who asked for a change. Each is
//! told once, and what the list server still holds for him ends with the case.

use crate::case::Scheme;
use crate::case::effect::{Effect, MailKind};
use crate::case::state::Outcome;
use crate::case::step::Draft;

impl Draft<'_> {
    /// Tells whoever asked that it was denied, and ends what waits at the list server.
    pub(super) fn tell_denial(&mut self) {
        match &self.case.scheme {
            Scheme::ValidatorInitiated => {}
            // The list server's refusal bears the reason: one mail is enough.
            Scheme::SscInitiated { .. } if self.case.held_there => self.turn_away(true),
            Scheme::SscInitiated { .. } => {
                self.send(MailKind::DenialNotice, Vec::new());
            }
            Scheme::Modification(_) => {
                self.send(MailKind::ModificationDenied, Vec::new());
                self.restore();
            }
        }
    }

    /// Ends the request to join that the list server holds.
    fn turn_away(&mut self, told: bool) {
        if let (true, Some(ssc)) = (self.case.held_there, self.case.scheme.ssc()) {
            let (address, case) = (ssc.email.clone(), self.case.id);
            let order = self.key();
            self.order(Effect::TurnAway {
                order,
                case,
                address,
                told,
            });
        }
    }

    /// What an SSC changed by himself is put back when it is not confirmed.
    fn restore(&mut self) {
        if self.case.scheme.person().is_some() {
            let (case, tld) = (self.case.id, self.case.tld);
            let order = self.key();
            self.order(Effect::Restore { order, case, tld });
        }
    }

    /// Nobody answered in time (procedure, sections 4.5 and 5.3).
    pub(super) fn fail(&mut self) {
        match &self.case.scheme {
            Scheme::ValidatorInitiated => {}
            Scheme::SscInitiated { .. } => {
                self.send(MailKind::FailureNotice, Vec::new());
                self.turn_away(false);
            }
            Scheme::Modification(_) => {
                self.send(MailKind::ModificationUnanswered, Vec::new());
                self.restore();
            }
        }
        self.close(Outcome::NoResponse);
    }
}
