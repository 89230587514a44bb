//! The list's settings, held against what the procedure assumes.
//!
//! Mailman 2.1 shows them on pages by subject and takes a form with some fields
//! of a page: what is not sent stays as it is. So only what differs is sent.
//! Only settings that the procedure needs stand here; all others are the
//! operator's.

use super::page::Page;
use super::{Mailman2, writing};
use crate::domain::address::EmailAddress;
use crate::outbound::roster::{House, RosterError, Setting};
use crate::outbound::words;
use std::collections::BTreeMap;

/// The parts of a digest: the message, its text and the roster (procedure,
/// section 4.3) as a vCard file.
const PARTS: &[&str] = &["multipart/mixed", "text/plain", "text/vcard"];
/// What begins the subject of a digest (appendix A.4).
const PREFIX: &str = "[tld-ops]";

//------------ Place -----------------------------------------------------------

/// A page of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// What the list is, and whom it tells what.
    General,
    /// Who may join and see the others.
    Subscribing,
    /// Whose mail goes through.
    Sender,
    /// Whether mail is kept.
    Archive,
    /// Which parts of a mail go through.
    Filter,
}

impl Place {
    const ALL: [Self; 5] = [
        Self::General,
        Self::Subscribing,
        Self::Sender,
        Self::Archive,
        Self::Filter,
    ];

    fn path(self) -> &'static [&'static str] {
        match self {
            Self::General => &["general"],
            Self::Subscribing => &["privacy", "subscribing"],
            Self::Sender => &["privacy", "sender"],
            Self::Archive => &["archive"],
            Self::Filter => &["contentfilter"],
        }
    }
}

//------------ Wish ------------------------------------------------------------

/// What a setting shall be.
#[derive(Debug, Clone, Copy)]
enum Wish {
    /// One of these choices; the first is set.
    Choice(&'static [&'static str]),
    /// The last or the last but one of the ways to subscribe: both wait for
    /// the moderator. A site without open lists leaves out the first way and
    /// counts the others from zero.
    Approval,
    /// At least so many kilobytes, or no limit, which is zero.
    Kilobytes(u64),
    /// This text.
    Text(&'static str),
    /// Nothing.
    Empty,
}

impl Wish {
    fn is_met(self, page: &Page, key: &str) -> bool {
        let Some(now) = page.value(key) else {
            return false;
        };
        match self {
            Self::Choice(all) => all.contains(&now),
            Self::Approval => policy(page, key).is_some_and(|policy| policy >= 2),
            Self::Kilobytes(least) => now.parse().is_ok_and(|kb: u64| kb == 0 || kb >= least),
            Self::Text(text) => now.trim() == text,
            Self::Empty => now.trim().is_empty(),
        }
    }

    /// What is sent for it; nothing about a setting that the page does not have.
    fn value(self, page: &Page, key: &str) -> Option<String> {
        let value = match self {
            Self::Choice(all) => all.first().copied().unwrap_or_default().to_owned(),
            Self::Approval => page.choices(key).saturating_sub(1).to_string(),
            Self::Kilobytes(least) => least.to_string(),
            // A prefix is parted from the subject by its own blank.
            Self::Text(text) => format!("{text} "),
            Self::Empty => String::new(),
        };
        page.shows(key).then_some(value)
    }

    /// What it is now, for a person.
    fn shown(self, page: &Page, key: &str) -> String {
        let now = match self {
            Self::Approval => policy(page, key).map(|policy| policy.to_string()),
            Self::Text(_) | Self::Empty => page.value(key).map(|now| format!("{now:?}")),
            Self::Choice(_) | Self::Kilobytes(_) => page.value(key).map(str::to_owned),
        };
        match now {
            Some(now) => words(&format!("{key} is {now}")),
            None => format!("{key} is not shown"),
        }
    }
}

/// Mailman's own number of the way to subscribe: 0 open, 1 confirm, 2 approve,
/// 3 confirm and approve.
fn policy(page: &Page, key: &str) -> Option<usize> {
    let chosen: usize = page.value(key)?.parse().ok()?;
    chosen.checked_add(4)?.checked_sub(page.choices(key))
}

/// One setting of the list: what for, its page, Mailman's name of it, what it
/// shall be.
type Row = (&'static str, Place, &'static str, Wish);

/// The settings that stand by themselves.
const ROWS: &[Row] = &[
    // Section 5.1: a request waits for the admin contact's answer.
    (
        "new subscribers wait for the moderator",
        Place::Subscribing,
        "subscribe_policy",
        Wish::Approval,
    ),
    (
        "nobody is subscribed past the moderator",
        Place::Subscribing,
        "subscribe_auto_approval",
        Wish::Empty,
    ),
    // Appendix A.3: every change is approved.
    (
        "members who want to leave wait for the moderator",
        Place::Subscribing,
        "unsubscribe_policy",
        Wish::Choice(&["1"]),
    ),
    // Section 3.1: the who command, with each member's own password.
    (
        "members and nobody else see who is on the list",
        Place::Subscribing,
        "private_roster",
        Wish::Choice(&["1"]),
    ),
    (
        "the list is not advertised",
        Place::Subscribing,
        "advertised",
        Wish::Choice(&["0"]),
    ),
    (
        "mail from outside does not reach the list",
        Place::Sender,
        "generic_nonmember_action",
        Wish::Choice(&["1", "2", "3"]),
    ),
    (
        "the owners hear of a request at once",
        Place::General,
        "admin_immed_notify",
        Wish::Choice(&["1"]),
    ),
    (
        "a new subscriber gets a welcome message",
        Place::General,
        "send_welcome_msg",
        Wish::Choice(&["1"]),
    ),
    // Appendix A.7: ours is the only reminder.
    (
        "Mailman sends no reminders of its own",
        Place::General,
        "send_reminders",
        Wish::Choice(&["0"]),
    ),
    // Two people for each of 310 ccTLDs, as text and as vCards.
    (
        "a digest of the whole roster is not too large",
        Place::General,
        "max_message_size",
        Wish::Kilobytes(1_000),
    ),
    (
        "subjects begin with [tld-ops]",
        Place::General,
        "subject_prefix",
        Wish::Text(PREFIX),
    ),
];

//------------ check -----------------------------------------------------------

/// The pages of settings.
struct Sheets(BTreeMap<Place, Page>);

impl Sheets {
    async fn read(server: &Mailman2) -> Result<Self, RosterError> {
        let mut pages = BTreeMap::new();
        for place in Place::ALL {
            let nothing = [("", ""); 0];
            let page = server.web.ask("admin", place.path(), &[], &nothing).await?;
            pages.insert(place, page);
        }
        Ok(Self(pages))
    }

    fn value(&self, place: Place, key: &str) -> &str {
        let page = self.0.get(&place);
        page.and_then(|page| page.value(key)).unwrap_or_default()
    }

    /// The entries of a text area, one a line.
    fn lines(&self, place: Place, key: &str) -> Vec<&str> {
        let lines = self.value(place, key).lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).collect()
    }

    /// The rows with their pages.
    fn rows(&self) -> impl Iterator<Item = (&Page, &Row)> {
        let rows = ROWS.iter();
        rows.filter_map(|row| Some((self.0.get(&row.1)?, row)))
    }
}

/// Every setting as it is now.
pub(super) async fn check(server: &Mailman2, house: &House) -> Result<Vec<Setting>, RosterError> {
    let sheets = Sheets::read(server).await?;
    let rows = sheets.rows().map(|(page, (what, _, key, wish))| Setting {
        what: (*what).to_owned(),
        fine: wish.is_met(page, key),
        now: wish.shown(page, key),
    });
    let mut settings: Vec<Setting> = rows.collect();
    settings.push(archive(&sheets));
    settings.push(attachment(&sheets));
    settings.push(posting(server, house, &sheets).await?);
    settings.push(welcome(house, &sheets));
    Ok(settings)
}

/// Sets what is not as it shall be.
pub(super) async fn set_up(server: &Mailman2, house: &House) -> Result<(), RosterError> {
    let sheets = Sheets::read(server).await?;
    let mut changes: BTreeMap<Place, Vec<(&str, String)>> = BTreeMap::new();
    let mut change = |place, key, value| {
        changes.entry(place).or_default().push((key, value));
    };
    for (page, (_, place, key, wish)) in sheets.rows() {
        if !wish.is_met(page, key)
            && let Some(value) = wish.value(page, key)
        {
            change(*place, *key, value);
        }
    }
    if !archive(&sheets).fine {
        change(Place::Archive, "archive_private", "1".to_owned());
    }
    if !attachment(&sheets).fine {
        change(Place::Filter, "filter_content", "0".to_owned());
    }
    if !welcome(house, &sheets).fine {
        let text = settled(&house.welcome);
        change(Place::General, "welcome_msg", text);
    }
    let secretariat = server.find(&house.secretariat).await?;
    match secretariat {
        Some(member) if member.has("mod") => {
            let mut member = member;
            member.options.retain(|(name, _)| !name.ends_with("_mod"));
            let name = writing::references(&member.name);
            server.put_back(&member, &name).await?;
        }
        Some(_) => {}
        None if is_accepted(&house.secretariat, &sheets) => {}
        None => {
            let address = house.secretariat.to_string();
            let mut all = sheets.lines(Place::Sender, ACCEPTED);
            all.push(&address);
            change(Place::Sender, ACCEPTED, all.join("\n"));
        }
    }
    for (place, form) in &changes {
        server.web.ask("admin", place.path(), &[], form).await?;
    }
    Ok(())
}

fn archive(sheets: &Sheets) -> Setting {
    let value = |key| match sheets.value(Place::Archive, key) {
        "" => "not shown",
        value => value,
    };
    let (kept, private) = (value("archive"), value("archive_private"));
    Setting {
        // The list's mail holds everybody's phone number (appendix A.4).
        what: "the archive is not public".to_owned(),
        fine: kept == "0" || private == "1",
        now: words(&format!("archive is {kept}, archive_private is {private}")),
    }
}

//------------ Content filter --------------------------------------------------

fn attachment(sheets: &Sheets) -> Setting {
    let filters = sheets.value(Place::Filter, "filter_content");
    let fine = filters == "0" || (filters == "1" && passes(sheets));
    let now = match (filters, fine) {
        ("0", _) => "filter_content is 0",
        ("1", true) => "filter_content is 1, and lets text/vcard pass",
        ("1", false) => "filter_content is 1, and removes text/vcard",
        _ => "filter_content is not shown",
    };
    Setting {
        what: "the roster attached to a digest reaches the members".to_owned(),
        fine,
        now: now.to_owned(),
    }
}

/// Whether Mailman's content filter leaves a digest whole.
fn passes(sheets: &Sheets) -> bool {
    let list = |key| sheets.lines(Place::Filter, key);
    let named = |list: &[&str], part: &str| {
        let main = part.split('/').next().unwrap_or_default();
        list.contains(&part) || list.contains(&main)
    };
    let (wanted, unwanted) = (list("pass_mime_types"), list("filter_mime_types"));
    let types = PARTS
        .iter()
        .all(|part| !named(&unwanted, part) && (wanted.is_empty() || named(&wanted, part)));
    let wanted = list("pass_filename_extensions");
    let extension = !list("filter_filename_extensions").contains(&"vcf")
        && (wanted.is_empty() || wanted.contains(&"vcf"));
    types && extension
}

//------------ The Secretariat's mail ------------------------------------------

/// Who may post without being a member.
const ACCEPTED: &str = "accept_these_nonmembers";

fn is_accepted(secretariat: &EmailAddress, sheets: &Sheets) -> bool {
    let mut all = sheets.lines(Place::Sender, ACCEPTED).into_iter();
    all.any(|text| super::is_of(secretariat, text))
}

async fn posting(
    server: &Mailman2,
    house: &House,
    sheets: &Sheets,
) -> Result<Setting, RosterError> {
    let member = server.find(&house.secretariat).await?;
    let (fine, now) = match member {
        // The filters for others do not look at a member's mail.
        Some(member) if member.has("mod") => (false, "it is a member, and moderated"),
        Some(_) => (true, "it is a member, and not moderated"),
        None if is_accepted(&house.secretariat, sheets) => (true, "accept_these_nonmembers has it"),
        None => (false, "accept_these_nonmembers does not have it"),
    };
    Ok(Setting {
        what: "the Secretariat's mail needs no moderator".to_owned(),
        fine,
        now: now.to_owned(),
    })
}

//------------ The welcome message ---------------------------------------------

/// The text as it is sent, and without what a browser or Mailman may change.
fn settled(text: &str) -> String {
    let text = writing::ascii(text);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

fn welcome(house: &House, sheets: &Sheets) -> Setting {
    let now = sheets.value(Place::General, "welcome_msg");
    let fine = settled(now) == settled(&house.welcome);
    let told = match (fine, now.trim().is_empty()) {
        (true, _) => "welcome_msg is the procedure's",
        (false, true) => "welcome_msg is empty",
        (false, false) => "welcome_msg is another text",
    };
    Setting {
        what: "the welcome message is the procedure's (appendix A.3)".to_owned(),
        fine,
        now: told.to_owned(),
    }
}
