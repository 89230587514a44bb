//! Mailman 3, asked and told through its REST interface.
//!
//! A change is a short walk: read how the address stands, do the one act that
//! brings it nearer, read again. Only a reading ends the walk well, so that a
//! lost answer, a request that came in between and an act that did not take all
//! come out right without being told apart. A refused login is never the end of
//! a change: once the password file is right, the change still waits.

mod rest;
mod settings;
mod standing;

use super::{Change, Held, HeldWish, House, Listed, RosterError, Setting};
use crate::domain::address::EmailAddress;
use crate::outbound::{Answer, words};
use reqwest::{Method, StatusCode, Url};
use rest::{Member, Reply, Request, Rest};
use secrecy::SecretString;
use serde_json::{Value, json};
use standing::{Act, Standing, Step};
use std::fmt;
use std::time::Duration;

/// The most acts of one walk; the longest that makes sense has five.
const ACTS: usize = 8;

//------------ Mailman3Settings ------------------------------------------------

/// Where Mailman 3 is, and which of its lists is ours.
#[derive(Debug, Clone)]
pub struct Mailman3Settings {
    /// The base of the REST interface with its version:
    /// `http://127.0.0.1:8001/3.1`, or `https` to another machine.
    pub url: String,
    /// `admin_user` of Mailman's section `[webservice]`.
    pub user: String,
    /// `admin_pass` of the same section.
    pub password: SecretString,
    /// The list's posting address.
    pub list: EmailAddress,
    /// The longest that one question may take.
    pub timeout: Duration,
    /// Where the list server finds the welcome message, a `file:`, `https:`,
    /// `http:` or `mailman:` URI; without, that setting is left alone.
    pub welcome_uri: Option<String>,
}

//------------ Mailman3 --------------------------------------------------------

/// One list of a Mailman 3; nothing is connected between two questions.
#[derive(Clone)]
pub struct Mailman3 {
    rest: Rest,
    welcome_uri: Option<String>,
}

impl fmt::Debug for Mailman3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailman3({} {})", self.rest.place(), self.rest.list_id())
    }
}

impl Mailman3 {
    /// Checks the settings; connects nowhere.
    ///
    /// # Errors
    /// A sentence about what cannot work.
    pub fn new(settings: Mailman3Settings) -> Result<Self, String> {
        let rest = Rest::new(&settings)?;
        // Mailman takes any text here, and then fails at each subscription.
        if let Some(uri) = &settings.welcome_uri {
            let scheme = Url::parse(uri).map(|uri| uri.scheme().to_owned());
            let known = ["file", "https", "http", "mailman"];
            if !scheme.is_ok_and(|scheme| known.contains(&scheme.as_str())) {
                let why = "the welcome URI begins with file:, https:, http: or mailman:";
                return Err(why.to_owned());
            }
        }
        Ok(Self {
            rest,
            welcome_uri: settings.welcome_uri,
        })
    }

    /// Brings one address to where it shall stand.
    pub async fn carry_out(&self, change: &Change) -> Answer {
        match self.walk(change).await {
            Ok(answer) => answer,
            Err(error) => Answer::Later(error.to_string()),
        }
    }

    /// Everybody on the list.
    ///
    /// # Errors
    /// [`RosterError`]; also where a page is missing or the list changes
    /// between two pages.
    pub async fn members(&self) -> Result<Vec<Listed>, RosterError> {
        let members: Vec<Member> = self.rest.collection(&["roster", "member"], &[]).await?;
        let listed = members.into_iter().map(|member| Listed {
            address: member.email,
            name: member.display_name,
        });
        Ok(listed.collect())
    }

    /// Every request that waits for the moderator; none that waits for the
    /// subscriber's own confirmation.
    ///
    /// # Errors
    /// [`RosterError`].
    pub async fn held(&self) -> Result<Vec<Held>, RosterError> {
        let mut held = Vec::new();
        for wish in [HeldWish::Join, HeldWish::Leave] {
            let query = [("token_owner", "moderator"), ("request_type", kind(wish))];
            let requests: Vec<Request> = self.rest.collection(&["requests"], &query).await?;
            let ours = requests.into_iter().filter(Request::is_held);
            held.extend(ours.map(|request| Held {
                id: request.token,
                wish,
                address: request.email,
                name: request.display_name,
                when: request.when,
            }));
        }
        Ok(held)
    }

    /// Whether the list is set up as the procedure assumes; changes nothing.
    ///
    /// # Errors
    /// [`RosterError`].
    pub async fn check(&self, house: &House) -> Result<Vec<Setting>, RosterError> {
        settings::check(&self.rest, house, self.welcome_uri.as_deref()).await
    }

    /// Sets the list up as the procedure assumes, touching only what is not
    /// so; says what each setting is then.
    ///
    /// # Errors
    /// [`RosterError`]; what was set before it stays set.
    pub async fn set_up(&self, house: &House) -> Result<Vec<Setting>, RosterError> {
        settings::set_up(&self.rest, house, self.welcome_uri.as_deref()).await?;
        self.check(house).await
    }

    /// Reads and acts until a reading shows that nothing is left to do.
    async fn walk(&self, change: &Change) -> Result<Answer, RosterError> {
        let mut done = Vec::new();
        for _ in 0..ACTS {
            let standing = self.standing(change).await?;
            let act = match standing::step(change, &standing) {
                Step::Stands if done.is_empty() => {
                    return Ok(Answer::Done(standing::idle(change).to_owned()));
                }
                Step::Stands => return Ok(Answer::Done(done.join(", "))),
                Step::Person(why) => return Ok(Answer::Never(why.to_owned())),
                Step::Act(act) => act,
            };
            match self.act(&act).await? {
                Err(answer) => return Ok(answer),
                Ok(true) if !done.contains(&act.told()) => done.push(act.told()),
                Ok(_) => {}
            }
        }
        let why = "the list server took the change and shows it otherwise";
        Ok(Answer::Later(why.to_owned()))
    }

    /// How the address of a change stands now.
    async fn standing(&self, change: &Change) -> Result<Standing, RosterError> {
        let (address, wish) = standing::subject(change);
        let query = [("request_type", kind(wish))];
        let mut requests: Vec<Request> = self.rest.collection(&["requests"], &query).await?;
        requests.retain(|request| rest::is_of(address, &request.email));
        Ok(Standing {
            members: self.rest.find(address, "member").await?,
            requests,
        })
    }

    /// One act.
    async fn act(&self, act: &Act) -> Result<Taken, RosterError> {
        match act {
            Act::Subscribe { address, name } => {
                let body = json!({
                    "list_id": self.rest.list_id(),
                    "subscriber": address.to_string(),
                    "display_name": name,
                    "pre_verified": true,
                    "pre_confirmed": true,
                    "pre_approved": true,
                });
                let reply = self.rest.ask(Method::POST, &["members"], &body).await?;
                Ok(final_word(&reply).map_or_else(|| taken(&reply), Err))
            }
            Act::Accept(token) => self.decide(token, json!({"action": "accept"})).await,
            Act::Reject { token, reason } => {
                let body = json!({"action": "reject", "reason": reason});
                self.decide(token, body).await
            }
            Act::Drop(tokens) => {
                let mut any = false;
                for token in tokens {
                    match self.decide(token, json!({"action": "discard"})).await? {
                        Ok(done) => any |= done,
                        Err(answer) => return Ok(Err(answer)),
                    }
                }
                Ok(Ok(any))
            }
            Act::Rename { member, name } => self.rename(member, name).await,
            Act::Remove(member_id) => {
                // Without both words a moderated list only holds the request.
                let body = json!({"pre_confirmed": true, "pre_approved": true});
                let path = ["members", member_id];
                let reply = self.rest.ask(Method::DELETE, &path, &body).await?;
                Ok(taken(&reply))
            }
        }
    }

    async fn decide(&self, token: &str, body: Value) -> Result<Taken, RosterError> {
        let path = ["requests", token];
        let reply = self.rest.ask_list(Method::POST, &path, &body).await?;
        Ok(taken(&reply))
    }

    /// The shown name is the user's where a user subscribed, else the address's,
    /// and changes on every list of this Mailman; a membership has no own name.
    async fn rename(&self, member: &Member, name: &str) -> Result<Taken, RosterError> {
        let user = member
            .user
            .as_deref()
            .and_then(|link| link.rsplit('/').next());
        let path = match (member.subscription_mode.as_deref(), user) {
            (Some("as_user"), Some(user)) => ["users", user],
            _ if member.email.contains('/') => {
                let why = "the list server cannot rename an address that has a slash";
                return Ok(Err(Answer::Never(why.to_owned())));
            }
            _ => ["addresses", &member.email],
        };
        let body = json!({"display_name": name});
        let reply = self.rest.ask(Method::PATCH, &path, &body).await?;
        Ok(taken(&reply))
    }
}

/// Mailman's word for what is asked.
fn kind(wish: HeldWish) -> &'static str {
    match wish {
        HeldWish::Join => "subscription",
        HeldWish::Leave => "unsubscription",
    }
}

/// Whether an act was ours; an answer ends the walk.
type Taken = Result<bool, Answer>;

/// The walk goes on after a success, and where somebody was quicker (404, 409),
/// because then the next reading tells what is left.
fn taken(reply: &Reply) -> Taken {
    match reply.status {
        status if status.is_success() => Ok(true),
        StatusCode::NOT_FOUND | StatusCode::CONFLICT => Ok(false),
        status => {
            let why = format!(
                "the list server does not take it: status {} {}",
                status.as_u16(),
                reply.complaint()
            );
            Err(Answer::Later(words(&why)))
        }
    }
}

/// What Mailman says for good about this very address. Any other 400 may be a
/// passing fault: it also answers so when its database or a template fails.
fn final_word(reply: &Reply) -> Option<Answer> {
    if reply.status != StatusCode::BAD_REQUEST {
        return None;
    }
    let complaint = reply.complaint();
    let known = [
        ("is banned", "the address is banned on the list server"),
        ("posting address", "a list's own address cannot subscribe"),
        (r#""subscriber""#, "the list server takes no such address"),
    ];
    let (_, why) = known.iter().find(|(sign, _)| complaint.contains(sign))?;
    Some(Answer::Never((*why).to_owned()))
}
