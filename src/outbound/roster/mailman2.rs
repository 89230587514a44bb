//! Mailman 2.1, asked and told through the forms of its web pages.
//!
//! There is no interface for programs: each question is a form with the list's
//! password in it, each answer a page for a person, in the list's language. So
//! nothing is taken from words. A change is a short walk: read how the address
//! stands, do the one act that brings it nearer, read again; only a reading
//! ends the walk well. That makes a lost answer, a request that came in between
//! and an act that did not take come out right without being told apart.

mod page;
mod settings;
mod standing;
mod web;
mod writing;

use super::{Change, Held, House, Listed, RosterError, Setting};
use crate::domain::address::EmailAddress;
use crate::outbound::{Answer, words};
use page::{Member, Page};
use secrecy::SecretString;
use standing::{Act, Standing, Step};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;
use web::Web;

/// The most members; the list has two people a ccTLD.
const MOST: usize = 5_000;
/// The most pages of members; Mailman shows thirty people on one by default.
const PAGES: usize = 500;
/// The most acts of one walk; the longest that makes sense has four.
const ACTS: usize = 6;

//------------ Mailman2Settings ------------------------------------------------

/// Where Mailman 2.1 is, and which of its lists is ours.
#[derive(Debug, Clone)]
pub struct Mailman2Settings {
    /// The base of its pages: `https://lists.example.org/mailman`, or `http` to
    /// this very machine.
    pub url: String,
    /// The list administrator's password.
    pub password: SecretString,
    /// The list's posting address.
    pub list: EmailAddress,
    /// The longest that one question may take; Mailman waits for its lock.
    pub timeout: Duration,
}

//------------ Mailman2 --------------------------------------------------------

/// One list of a Mailman 2.1; nothing is connected between two questions.
#[derive(Clone)]
pub struct Mailman2 {
    web: Web,
    list: EmailAddress,
}

impl fmt::Debug for Mailman2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailman2({} {})", self.web.place(), self.list)
    }
}

impl Mailman2 {
    /// Checks the settings; connects nowhere.
    ///
    /// # Errors
    /// A sentence about what cannot work.
    pub fn new(settings: Mailman2Settings) -> Result<Self, String> {
        Ok(Self {
            web: Web::new(&settings)?,
            list: settings.list,
        })
    }

    /// Brings one address to where it shall stand.
    pub async fn carry_out(&self, change: &Change) -> Answer {
        if let Change::Seat { address, .. } = change
            && let Some(why) = standing::unfit(address, &self.list)
        {
            return Answer::Never(why.to_owned());
        }
        match self.walk(change).await {
            Ok(answer) => answer,
            Err(error) => Answer::Later(error.to_string()),
        }
    }

    /// Everybody on the list, by address.
    ///
    /// # Errors
    /// [`RosterError`]; also where a page is missing, where the list changes
    /// between two pages, and where it has more than 5,000 members.
    pub async fn members(&self) -> Result<Vec<Listed>, RosterError> {
        let first = self.roll(&[]).await?;
        let total = total(&first)?;
        if total > MOST {
            return Err(strange("a list of over 5,000 members"));
        }
        let mut found = BTreeMap::new();
        let letters: BTreeSet<char> = first.letters().map(|(letter, _)| letter).collect();
        let mut left: Vec<(char, Option<usize>)> =
            letters.into_iter().map(|letter| (letter, None)).collect();
        take(&first, total, &mut found)?;
        for _ in 0..PAGES {
            let Some((letter, chunk)) = left.pop() else {
                break;
            };
            let mut query = vec![("letter", letter.to_string())];
            query.extend(chunk.map(|chunk| ("chunk", chunk.to_string())));
            let page = self.roll(&query).await?;
            take(&page, total, &mut found)?;
            // The first page of a letter names the others.
            if chunk.is_none() {
                let chunks: BTreeSet<usize> = page.letters().filter_map(|(_, n)| n).collect();
                left.extend(chunks.into_iter().map(|chunk| (letter, Some(chunk))));
            }
        }
        if !left.is_empty() {
            return Err(strange("members on over 500 pages"));
        }
        if found.len() != total {
            return Err(strange("a page of its members is missing"));
        }
        Ok(found.into_values().collect())
    }

    /// Every request that waits for the moderator. Whenever Mailman shows them
    /// it drops all but one of each address, and those to leave of nobody.
    ///
    /// # Errors
    /// [`RosterError`].
    pub async fn held(&self) -> Result<Vec<Held>, RosterError> {
        // Without the word of a login Mailman takes it for a decision.
        let form = [("admlogin", "admlogin")];
        let page = self.web.ask("admindb", &[], &[], &form).await?;
        page.requests().map_err(strange)
    }

    /// Whether the list is set up as the procedure assumes; changes nothing.
    ///
    /// # Errors
    /// [`RosterError`].
    pub async fn check(&self, house: &House) -> Result<Vec<Setting>, RosterError> {
        settings::check(self, house).await
    }

    /// Sets the list up as the procedure assumes, touching only what is not
    /// so; says what each setting is then.
    ///
    /// # Errors
    /// [`RosterError`]; what was set before it stays set.
    pub async fn set_up(&self, house: &House) -> Result<Vec<Setting>, RosterError> {
        settings::set_up(self, house).await?;
        self.check(house).await
    }

    /// Reads and acts until a reading shows that nothing is left to do.
    async fn walk(&self, change: &Change) -> Result<Answer, RosterError> {
        let mut tried = Vec::new();
        let mut done = Vec::new();
        let mut complaint = None;
        for _ in 0..ACTS {
            let standing = self.standing(change).await?;
            let act = match standing::step(change, standing, &tried) {
                Step::Stands if done.is_empty() => {
                    return Ok(Answer::Done(standing::idle(change).to_owned()));
                }
                Step::Stands => return Ok(Answer::Done(done.join(", "))),
                Step::Person(why) => return Ok(Answer::Never(why.to_owned())),
                Step::Act(act) => act,
            };
            let told = act.told();
            // What did not show after one try is not tried again at once.
            if tried.contains(&told) {
                break;
            }
            if matches!(act, Act::Subscribe { .. }) {
                done.clear();
            }
            complaint = self.act(act).await?;
            tried.push(told);
            if complaint.is_none() {
                done.push(told);
            }
        }
        if let Some(why) = complaint {
            let why = format!("the list server does not take this address: {why}");
            return Ok(Answer::Never(words(&why)));
        }
        let why = "the list server took the change and shows it otherwise";
        Ok(Answer::Later(why.to_owned()))
    }

    /// How the address of a change stands now.
    async fn standing(&self, change: &Change) -> Result<Standing, RosterError> {
        let (address, wish) = standing::subject(change);
        let member = self.find(address).await?;
        let mut held = self.held().await?;
        held.retain(|held| held.wish == wish && is_of(address, &held.address));
        Ok(Standing {
            member,
            request: held.pop().map(|held| held.id),
        })
    }

    /// One act; what Mailman said against a new subscriber, if it did.
    async fn act(&self, act: Act) -> Result<Option<String>, RosterError> {
        match act {
            Act::Subscribe { address, name } => {
                // Whether he is welcomed and the owners told is the list's
                // setting where these fields are left out.
                let form = [
                    ("subscribe_or_invite", "0"),
                    ("subscribees", &writing::entry(&name, &address)),
                    ("setmemberopts_btn", "setmemberopts_btn"),
                ];
                let path = ["members", "add"];
                let page = self.web.ask("admin", &path, &[], &form).await?;
                return Ok(page.complaint_about(&address).map(|why| words(&why)));
            }
            Act::Remove(address) => {
                let form = [
                    ("unsubscribees", address.to_string()),
                    ("setmemberopts_btn", "setmemberopts_btn".to_owned()),
                ];
                let path = ["members", "remove"];
                self.web.ask("admin", &path, &[], &form).await?;
            }
            Act::Decide {
                id,
                decision,
                reason,
            } => {
                let comment = format!("comment-{id}");
                let mut form = vec![(id.as_str(), decision.value())];
                let reason = reason.map(|reason| writing::ascii(&reason));
                if let Some(reason) = &reason {
                    form.push((&comment, reason));
                }
                self.web.ask("admindb", &[], &[], &form).await?;
            }
            Act::Rename { member, name } => {
                self.put_back(&member, &writing::references(&name)).await?;
            }
        }
        Ok(None)
    }

    /// Sends a member's row back as a person would, with this name in it. An
    /// option that is not sent is an option that is off.
    async fn put_back(&self, member: &Member, name: &str) -> Result<(), RosterError> {
        let realname = format!("{}_realname", member.key);
        let mut form: Vec<(&str, &str)> = vec![
            ("setmemberopts_btn", "setmemberopts_btn"),
            ("user", &member.key),
            (&realname, name),
        ];
        let options = member.options.iter();
        form.extend(options.map(|(name, value)| (name.as_str(), value.as_str())));
        self.web.ask("admin", &["members"], &[], &form).await?;
        Ok(())
    }

    /// A page of members: the list's first, or of one letter.
    async fn roll(&self, query: &[(&str, String)]) -> Result<Page, RosterError> {
        let nothing = [("", ""); 0];
        self.web.ask("admin", &["members"], query, &nothing).await
    }

    /// One member, asked for with Mailman's own search.
    async fn find(&self, address: &EmailAddress) -> Result<Option<Member>, RosterError> {
        let form = [("findmember", writing::pattern(address))];
        let page = self.web.ask("admin", &["members"], &[], &form).await?;
        let members = page.members().map_err(strange)?;
        // A name may look like the address; then others are found as well.
        if members.len() != total(&page)? {
            return Err(strange("a page of its members is missing"));
        }
        let mut members = members.into_iter();
        Ok(members.find(|member| is_of(address, &member.address)))
    }
}

/// Adds the members of a page to those found before.
fn take(
    page: &Page,
    total: usize,
    found: &mut BTreeMap<String, Listed>,
) -> Result<(), RosterError> {
    if page.total() != Some(total) {
        let why = "the list changed while it was read";
        return Err(RosterError::Away(why.to_owned()));
    }
    for member in page.members().map_err(strange)? {
        let listed = Listed {
            address: member.shown,
            name: member.name,
        };
        found.insert(member.address, listed);
    }
    Ok(())
}

/// How many members there are, or were found; in any language a number.
fn total(page: &Page) -> Result<usize, RosterError> {
    page.total()
        .ok_or_else(|| strange("it does not count its members"))
}

/// Whether two writings of an address mean one mailbox.
fn is_of(address: &EmailAddress, text: &str) -> bool {
    EmailAddress::parse(text).is_ok_and(|other| other.same_mailbox(address))
}

fn strange(why: &str) -> RosterError {
    RosterError::Strange(why.to_owned())
}
