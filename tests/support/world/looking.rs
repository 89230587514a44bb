//! What there is to see in the world, after something happened.

use super::World;
use mailparse::MailHeaderMap;
use secird::case::{Case, MailKind, State};
use secird::domain::member::Member;
use secird::domain::tld::Tld;
use secird::store::record::v1::EntryV1;

impl World {
    pub(crate) fn cases(&self) -> Vec<Case> {
        self.desk(|desk| desk.books.cases().to_vec())
    }

    /// The newest case of a ccTLD.
    pub(crate) fn case(&self, tld: &str) -> Case {
        let tld = Tld::parse(tld).unwrap();
        self.cases()
            .into_iter()
            .rev()
            .find(|case| case.tld == tld)
            .unwrap()
    }

    /// State of the newest case: `asked`, `joined`, …
    pub(crate) fn state(&self, tld: &str) -> String {
        let state = self.case(tld).state;
        if let State::Closed { outcome, .. } = &state {
            return outcome.as_str().to_owned();
        }
        state.as_str().to_owned()
    }

    pub(crate) fn members(&self) -> Vec<Member> {
        self.desk(|desk| desk.books.members().to_vec())
    }

    /// The addresses on the roster, in order.
    pub(crate) fn roster(&self) -> Vec<String> {
        self.members()
            .iter()
            .map(|member| member.contact.email.to_string())
            .collect()
    }

    /// What the Validator reads in the one question that waits.
    pub(crate) fn question(&self) -> String {
        let waiting = self.escalations();
        let [one] = waiting.as_slice() else {
            panic!("{} escalations wait", waiting.len());
        };
        let field = format!("X-Secird-Escalation: {}", one.id);
        let inbox = self.folder(secird::domain::place::Folder::Inbox);
        let found = inbox
            .iter()
            .find(|(_, raw)| String::from_utf8_lossy(raw).contains(&field));
        let mail = mailparse::parse_mail(&found.unwrap().1).unwrap();
        let text = mail.subparts.first().unwrap_or(&mail).get_body().unwrap();
        let subject = mail.headers.get_first_value("Subject");
        format!(
            "Subject: {}\n\n{}",
            subject.unwrap(),
            text.replace("\r\n", "\n")
        )
    }

    pub(crate) fn journal(&self) -> Vec<EntryV1> {
        self.desk(|desk| desk.books.journal()).unwrap()
    }

    /// Mails of that kind in every case, by case.
    pub(crate) fn mails(&self, kind: MailKind) -> usize {
        let cases = self.cases();
        let mails = cases.iter().flat_map(|case| &case.mails);
        mails.filter(|mail| mail.kind == kind).count()
    }
}
