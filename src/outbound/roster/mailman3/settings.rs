//! The list's settings, held against what the procedure assumes.
//!
//! Only settings that the procedure needs stand here; all others are the
//! operator's. A list cannot be given the text of its welcome message over the
//! interface, only a URI from which Mailman reads it at each subscription. So
//! the URI is set and compared, and the text is the operator's to put there.

use super::rest::{Member, Rest, is_of};
use crate::outbound::roster::{House, RosterError, Setting};
use crate::outbound::words;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The template whose text a new subscriber gets.
const WELCOME: &str = "list:user:notice:welcome";
/// What lets a mail pass: without further checks, or with the usual ones.
const PASSING: &[&str] = &["accept", "defer"];
/// The parts of a digest: the message, its text and the roster (procedure,
/// section 4.3) as a vCard file.
const PARTS: &[&str] = &["multipart/mixed", "text/plain", "text/vcard"];

type Config = Map<String, Value>;

//------------ Wish ------------------------------------------------------------

/// What a setting shall be.
#[derive(Debug, Clone, Copy)]
enum Wish {
    /// One of these words; the first is set.
    Word(&'static [&'static str]),
    /// On or off.
    Switch(bool),
    /// At least so many kilobytes, or no limit, which is zero.
    Kilobytes(u64),
}

impl Wish {
    fn is_met(self, now: Option<&Value>) -> bool {
        let Some(now) = now else {
            return false;
        };
        match self {
            Self::Word(all) => now.as_str().is_some_and(|word| all.contains(&word)),
            Self::Switch(on) => now.as_bool() == Some(on),
            Self::Kilobytes(least) => now.as_u64().is_some_and(|kb| kb == 0 || kb >= least),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Word(all) => json!(all.first()),
            Self::Switch(on) => json!(on),
            Self::Kilobytes(least) => json!(least),
        }
    }
}

/// One setting of the list: what for, Mailman's name of it, what it shall be.
type Row = (&'static str, &'static str, Wish);

/// The settings that stand by themselves.
const ROWS: &[Row] = &[
    // Section 5.1: a request waits for the admin contact's answer.
    (
        "new subscribers wait for the moderator",
        "subscription_policy",
        Wish::Word(&["confirm_then_moderate", "moderate"]),
    ),
    // Appendix A.3: every change is approved. With confirm_then_moderate a
    // member who leaves on the web pages counts as confirmed and is not held.
    (
        "members who want to leave wait for the moderator",
        "unsubscription_policy",
        Wish::Word(&["moderate"]),
    ),
    // Section 3.1: the who command.
    (
        "members and nobody else see who is on the list",
        "member_roster_visibility",
        Wish::Word(&["members"]),
    ),
    (
        "the list is not advertised",
        "advertised",
        Wish::Switch(false),
    ),
    // The list's mail holds everybody's phone number (appendix A.4).
    (
        "the archive is not public",
        "archive_policy",
        Wish::Word(&["private", "never"]),
    ),
    (
        "mail from outside does not reach the list",
        "default_nonmember_action",
        Wish::Word(&["hold", "reject", "discard"]),
    ),
    (
        "the owners hear of a request at once",
        "admin_immed_notify",
        Wish::Switch(true),
    ),
    (
        "a new subscriber gets a welcome message",
        "send_welcome_message",
        Wish::Switch(true),
    ),
    // Two people for each of 310 ccTLDs, as text and as vCards.
    (
        "a digest of the whole roster is not too large",
        "max_message_size",
        Wish::Kilobytes(1_000),
    ),
    (
        "subjects begin with [tld-ops]",
        "subject_prefix",
        Wish::Word(&["[tld-ops] "]),
    ),
];

//------------ check -----------------------------------------------------------

/// Every setting as it is now.
pub(super) async fn check(
    rest: &Rest,
    house: &House,
    welcome_uri: Option<&str>,
) -> Result<Vec<Setting>, RosterError> {
    let config = rest.config().await?;
    let mut settings: Vec<Setting> = ROWS.iter().map(|row| look(row, &config)).collect();
    settings.push(attachment(&config));
    let (_, action) = posting(rest, house, &config).await?;
    settings.push(Setting {
        what: "the Secretariat's mail needs no moderator".to_owned(),
        fine: PASSING.contains(&action.as_str()),
        now: format!("moderation_action for it is {action}"),
    });
    settings.push(welcome(rest, welcome_uri).await?);
    Ok(settings)
}

/// Sets what is not as it shall be.
pub(super) async fn set_up(
    rest: &Rest,
    house: &House,
    welcome_uri: Option<&str>,
) -> Result<(), RosterError> {
    let config = rest.config().await?;
    let list = ["lists", rest.list_id()];
    let mut changes: Config = ROWS
        .iter()
        .filter(|(_, key, wish)| !wish.is_met(config.get(*key)))
        .map(|(_, key, wish)| ((*key).to_owned(), wish.value()))
        .collect();
    if !passes(&config) {
        changes.insert("filter_content".to_owned(), json!(false));
    }
    if !changes.is_empty() {
        let path = [&list[..], &["config"]].concat();
        rest.change(Method::PATCH, &path, &Value::Object(changes))
            .await?;
    }
    // Read again: outsiders' mail may be held only since this moment.
    let_post(rest, house, &rest.config().await?).await?;
    if let Some(uri) = welcome_uri
        && uri_of(rest).await?.as_deref() != Some(uri)
    {
        let path = [&list[..], &["uris"]].concat();
        let body = json!({ WELCOME: uri });
        rest.change(Method::PATCH, &path, &body).await?;
    }
    Ok(())
}

fn look((what, key, wish): &Row, config: &Config) -> Setting {
    let now = config.get(*key);
    let shown = match now {
        None | Some(Value::Null) => "not set".to_owned(),
        Some(Value::String(word)) => format!("{word:?}"),
        Some(other) => other.to_string(),
    };
    Setting {
        what: (*what).to_owned(),
        fine: wish.is_met(now),
        now: words(&format!("{key} is {shown}")),
    }
}

//------------ Content filter --------------------------------------------------

fn attachment(config: &Config) -> Setting {
    let filters = config.get("filter_content").and_then(Value::as_bool);
    let fine = passes(config);
    let now = match (filters, fine) {
        (Some(false), _) => "filter_content is false",
        (_, true) => "filter_content is true, and lets text/vcard pass",
        (_, false) => "filter_content is true, and removes text/vcard",
    };
    Setting {
        what: "the roster attached to a digest reaches the members".to_owned(),
        fine,
        now: now.to_owned(),
    }
}

/// Whether Mailman's content filter leaves a digest whole.
fn passes(config: &Config) -> bool {
    if config.get("filter_content").and_then(Value::as_bool) == Some(false) {
        return true;
    }
    let list = |key: &str| -> Vec<&str> {
        let values = config.get(key).and_then(Value::as_array);
        values.map_or_else(Vec::new, |values| {
            values.iter().filter_map(Value::as_str).collect()
        })
    };
    let named = |list: &[&str], part: &str| {
        let main = part.split('/').next().unwrap_or_default();
        list.contains(&part) || list.contains(&main)
    };
    let (wanted, unwanted) = (list("pass_types"), list("filter_types"));
    let types = PARTS
        .iter()
        .all(|part| !named(&unwanted, part) && (wanted.is_empty() || named(&wanted, part)));
    let (wanted, unwanted) = (list("pass_extensions"), list("filter_extensions"));
    let extension = !unwanted.contains(&"vcf") && (wanted.is_empty() || wanted.contains(&"vcf"));
    types && extension
}

//------------ The Secretariat's mail ------------------------------------------

/// What happens to mail of the Secretariat, and the record that says so; in
/// the order of Mailman's rules: a member's, a nonmember's, the list's.
async fn posting(
    rest: &Rest,
    house: &House,
    config: &Config,
) -> Result<(Option<Member>, String), RosterError> {
    let word = |key: &str| {
        let word = config.get(key).and_then(Value::as_str);
        word.unwrap_or("not known").to_owned()
    };
    let members = rest.find(&house.secretariat, "member").await?;
    if let Some(member) = members.into_iter().next() {
        let own = member.moderation_action.clone();
        let action = own.unwrap_or_else(|| word("default_member_action"));
        return Ok((Some(member), action));
    }
    let nonmembers = rest.find(&house.secretariat, "nonmember").await?;
    let record = nonmembers.into_iter().next();
    let own = record
        .as_ref()
        .and_then(|record| record.moderation_action.clone());
    let listed = config
        .get("accept_these_nonmembers")
        .and_then(Value::as_array)
        .is_some_and(|all| {
            let mut all = all.iter().filter_map(Value::as_str);
            all.any(|text| is_of(&house.secretariat, text))
        });
    let action = match own {
        Some(action) => action,
        None if listed => "accept".to_owned(),
        None => word("default_nonmember_action"),
    };
    Ok((record, action))
}

async fn let_post(rest: &Rest, house: &House, config: &Config) -> Result<(), RosterError> {
    let (record, action) = posting(rest, house, config).await?;
    if PASSING.contains(&action.as_str()) {
        return Ok(());
    }
    let record = match record {
        Some(record) => Some(record),
        None => {
            let body = json!({
                "list_id": rest.list_id(),
                "subscriber": house.secretariat.to_string(),
                "role": "nonmember",
            });
            rest.change(Method::POST, &["members"], &body).await?;
            posting(rest, house, config).await?.0
        }
    };
    let Some(record) = record else {
        let why = "it made no record of the Secretariat";
        return Err(RosterError::Strange(why.to_owned()));
    };
    let path = ["members", record.member_id.as_str()];
    let body = json!({"moderation_action": "accept"});
    rest.change(Method::PATCH, &path, &body).await
}

//------------ The welcome message ---------------------------------------------

/// Where one template of the list is read from.
#[derive(Debug, Deserialize)]
struct Template {
    name: String,
    uri: String,
}

async fn uri_of(rest: &Rest) -> Result<Option<String>, RosterError> {
    let templates: Vec<Template> = rest.collection(&["uris"], &[]).await?;
    let mut templates = templates.into_iter();
    let ours = templates.find(|template| template.name == WELCOME);
    Ok(ours.map(|template| template.uri))
}

async fn welcome(rest: &Rest, wanted: Option<&str>) -> Result<Setting, RosterError> {
    let uri = uri_of(rest).await?;
    let fine = uri.is_some() && (wanted.is_none() || wanted == uri.as_deref());
    let now = match uri {
        Some(uri) => format!("{WELCOME} is read from {uri}"),
        None => format!(
            "{WELCOME} is Mailman's own; put the text that `secird list welcome` prints into a file \
             that the list server can read, and name it in [roster] welcome_uri, such as \
             file:///etc/mailman3/welcome.txt"
        ),
    };
    Ok(Setting {
        what: "the welcome message is the procedure's (appendix A.3)".to_owned(),
        fine,
        now: words(&now),
    })
}
