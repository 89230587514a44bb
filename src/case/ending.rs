//! How those who asked learn what came of it.
//!
//! Besides the admin contact somebody may wait for the end: a person who asked to
//! join, at the list server or by us, or an SSC who asked for a change. Each is
//! told once, and what the list server still holds for him ends with the case.

use crate::case::effect::{Effect, MailKind};
use crate::case::state::Outcome;
use crate::case::step::Draft;
use crate::case::{HeldThere, Scheme};
use crate::domain::address::EmailAddress;

impl Draft<'_> {
    /// Tells whoever asked that it was denied, and ends what waits at the list server.
    pub(super) fn tell_denial(&mut self) {
        match &self.case.scheme {
            Scheme::ValidatorInitiated => {}
            // The list server's refusal bears the reason: one mail is enough.
            Scheme::SscInitiated { .. } => match self.case.held_there {
                HeldThere::ForThis => self.turn_away(true),
                // The request waits for another ccTLD's answer too.
                HeldThere::ForSeveral | HeldThere::Nothing => {
                    self.send(MailKind::DenialNotice, Vec::new());
                    self.turn_away(false);
                }
            },
            Scheme::Modification(_) => {
                self.send(MailKind::ModificationDenied, Vec::new());
                self.restore();
            }
        }
    }

    /// Ends the request to join that the list server holds.
    fn turn_away(&mut self, told: bool) {
        if self.case.held_there == HeldThere::Nothing {
            return;
        }
        if let Some(ssc) = self.case.scheme.ssc() {
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
        if let Some(person) = self.case.scheme.person() {
            let addresses = vec![person.email.clone()];
            self.put_back(addresses);
        }
    }

    /// The list says of these what the books say.
    pub(super) fn put_back(&mut self, addresses: Vec<EmailAddress>) {
        let case = self.case.id;
        let order = self.key();
        self.order(Effect::Restore {
            order,
            case,
            addresses,
        });
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
