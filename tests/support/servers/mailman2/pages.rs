//! The pages of the stand-in: captured frames, and rows built as Mailman does.

use super::text::{escaped, quoted, websafe};
use super::{Form, Language, World};
use regex::RegexBuilder;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const REQUESTS: &str =
    include_str!("../../../../fixtures/roster/mailman2/admindb-two-requests.html");
const LOGIN: &str =
    include_str!("../../../../fixtures/roster/mailman2/admindb-wrong-password.html");
const ADMIN: &str = include_str!("../../../../fixtures/roster/mailman2/mass-subscribe-result.html");

/// Where Mailman thinks it is.
const BASE: &str = "http://lists.example/mailman";

/// The boxes of a member's row.
pub(super) const OPTIONS: &[&str] = &[
    "mod", "hide", "nomail", "ack", "notmetoo", "nodupes", "digest", "plain",
];

//------------ Words -----------------------------------------------------------

/// What the list's language decides.
pub(super) struct Words {
    pub(super) subscribed: &'static str,
    pub(super) errors: &'static str,
    pub(super) unsubscribed: &'static str,
    pub(super) nobody: &'static str,
    pub(super) already: &'static str,
    pub(super) bad: &'static str,
    pub(super) banned: &'static str,
    total: &'static str,
    shown: &'static str,
}

/// The words of a language.
pub(super) fn words(language: Language) -> Words {
    match language {
        Language::English => Words {
            subscribed: "Successfully subscribed:",
            errors: "Error subscribing:",
            unsubscribed: "Successfully Unsubscribed:",
            nobody: "Cannot unsubscribe non-members:",
            already: "Already a member",
            bad: "Bad/Invalid email address",
            banned: "Banned address (matched",
            total: "ALL members total",
            shown: "ALL members total, SOME shown",
        },
        Language::German => Words {
            subscribed: "Erfolgreich eingetragen:",
            errors: "Fehler beim Eintragen:",
            unsubscribed: "Erfolgreich ausgetragen:",
            nobody: "Nichtmitglieder kann man nicht austragen:",
            already: "Ist schon Mitglied",
            bad: "Ungültige Adresse",
            banned: "Gesperrte Adresse (trifft zu auf",
            total: "Insgesamt ALL Mitglieder",
            shown: "SOME von ALL Mitgliedern gezeigt",
        },
        Language::Russian => Words {
            subscribed: "Подписаны:",
            errors: "Не подписаны:",
            unsubscribed: "Отписаны:",
            nobody: "Не подписчики:",
            already: "Уже подписан",
            bad: "Неверный адрес",
            banned: "Адрес запрещён (совпал с",
            total: "всего ALL подписчиков",
            shown: "всего ALL подписчиков, показано SOME",
        },
        Language::Japanese => Words {
            subscribed: "登録しました:",
            errors: "登録できません:",
            unsubscribed: "退会しました:",
            nobody: "会員ではありません:",
            already: "すでに会員です",
            bad: "不正なアドレス",
            banned: "禁止されたアドレス (一致:",
            total: "会員総数ALL人",
            shown: "会員総数ALL人中SOME人を表示",
        },
    }
}

/// A heading and its list, where there is something to tell.
pub(super) fn told(heading: &str, items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items.iter().map(|item| format!("<li>{item}\n")).collect();
    format!("<h5>{heading}</h5>\n<ul>\n{items}</ul>\n<p>")
}

/// The parts of a page up to one of its texts, between, and from another on.
fn cut<'a>(page: &'a str, begin: &str, end: &str) -> (&'a str, &'a str, &'a str) {
    let at = page.find(begin).expect("a frame's begin");
    let (before, rest) = page.split_at(at + begin.len());
    let (inside, after) = rest.split_at(rest.find(end).expect("a frame's end"));
    (before, inside, after)
}

/// The page that asks for the password, after a wrong one or without any.
pub(super) fn login(failed: bool) -> String {
    if failed {
        return LOGIN.to_owned();
    }
    let (before, _, after) = cut(LOGIN, "name=\"f\">", "\n  <TABLE");
    format!("{before}{after}")
}

//------------ Members ---------------------------------------------------------

/// A page of the members' category.
pub(super) fn members(world: &World, rest: &str, told: &str, query: &Form, form: &Form) -> String {
    let (content, action) = match rest {
        "members" => roll(world, query, form),
        _ => (
            "<table></table>".to_owned(),
            format!("../../../admin/tld-ops/{rest}"),
        ),
    };
    admin(told, &action, &content)
}

/// The frame of the administrator's pages around something.
fn admin(told: &str, action: &str, content: &str) -> String {
    let (head, _, rest) = cut(ADMIN, "dir=\"ltr\">\n", "<center><h2>TLD-OPS");
    let (before, _, rest) = cut(rest, "<FORM action=\"", "\" method");
    let (between, _, after) = cut(rest, "button below.<p>", "</center><center>");
    format!("{head}{told}{before}{action}{between}\n<center>{content}{after}")
}

/// The table of members, and where its form leads.
fn roll(world: &World, query: &Form, form: &Form) -> (String, String) {
    let sought = form.get("findmember").unwrap_or_default().trim();
    let pattern = RegexBuilder::new(sought).case_insensitive(true).build();
    let pattern = pattern.expect("a regular expression");
    let all: Vec<&String> = world
        .members
        .iter()
        .filter(|(key, who)| {
            sought.is_empty() || pattern.is_match(&who.name) || pattern.is_match(key)
        })
        .map(|(key, _)| key)
        .collect();
    let words = words(world.language);
    let count = |text: &str, some: usize| {
        let text = text.replace("ALL", &all.len().to_string());
        format!("<em>{}</em>", text.replace("SOME", &some.to_string()))
    };
    let mut top = "\n<em>…</em>\n  <table WIDTH=\"90%\" BORDER=\"2\">".to_owned();
    let mut action = "../../admin/tld-ops/members".to_owned();
    let wide = "<tr>\n<td COLSPAN=\"11\" BGCOLOR=\"#dddddd\">";
    if all.len() < world.chunk {
        let count = count(words.total, 0);
        write!(top, "{wide}<center>{count}</center></td>\n</tr>").unwrap();
        let rows: String = all.iter().map(|key| row(world, key)).collect();
        return (format!("{top}{rows}</table>"), action);
    }
    let mut buckets: BTreeMap<char, Vec<&String>> = BTreeMap::new();
    for key in &all {
        let first = key.chars().next().unwrap();
        buckets.entry(first).or_default().push(key);
    }
    let asked = query.get("letter").and_then(|letter| letter.chars().next());
    let known = asked.filter(|letter| buckets.contains_key(letter));
    let letter = known.unwrap_or(*buckets.keys().next().unwrap());
    let bucket = &buckets[&letter];
    write!(action, "?letter={letter}").unwrap();
    let asked = query.get("chunk").and_then(|chunk| chunk.parse().ok());
    let index: usize = asked.unwrap_or_default();
    let chunks: Vec<&[&String]> = bucket.chunks(world.chunk).collect();
    let shown = chunks.get(index).copied().unwrap_or_default();
    if chunks.len() > 1 {
        write!(action, "&chunk={index}").unwrap();
    }
    let count = count(words.shown, shown.len());
    write!(top, "{wide}<center>{count}</center></td>\n</tr>").unwrap();
    let links: Vec<String> = buckets
        .keys()
        .map(|other| {
            let name = other.to_uppercase().to_string();
            let name = if *other == letter {
                format!("<strong>[{name}]</strong>")
            } else {
                name
            };
            format!("<a href=\"{BASE}/admin/tld-ops/members?letter={other}\">{name}</a>")
        })
        .collect();
    let links = links.join("&nbsp;&nbsp;\n");
    write!(top, "{wide}<center>{links}</center></td>\n</tr>").unwrap();
    top.extend(shown.iter().map(|key| row(world, key)));
    top.push_str("</table>\n");
    for other in (0..chunks.len()).filter(|other| chunks.len() > 1 && *other != index) {
        let place = format!("{BASE}/admin/tld-ops/members?letter={letter}&chunk={other}");
        writeln!(top, "<li><a href=\"{place}\">from {other}</a>").unwrap();
    }
    (top, action)
}

/// A member's row.
fn row(world: &World, key: &str) -> String {
    let person = &world.members[key];
    let field = quoted(key);
    let boxed = |option: &str| {
        let on = person.options.contains(option);
        let value = if on {
            "value=\"on\" CHECKED"
        } else {
            "value=\"off\""
        };
        format!(
            "\n<td><center><INPUT name=\"{field}_{option}\" type=\"CHECKBOX\" {value} >\
             <div class=\"hidden\">{option}</div></center></td>"
        )
    };
    let boxes: String = OPTIONS.iter().map(|option| boxed(option)).collect();
    let language = |name: &str| {
        let on = if person.language == name {
            " Selected"
        } else {
            ""
        };
        format!(" <option value=\"{name}\"{on}> {name} </option>\n")
    };
    let languages = language("en") + &language("pt_BR");
    format!(
        "<tr>\n<td><center><INPUT name=\"{field}_unsub\" type=\"CHECKBOX\" value=\"off\" >\
         <div class=\"hidden\">unsub</div></center></td>\n\
         <td><a href=\"../../options/tld-ops/{}\">{}</a><br>\
         <INPUT name=\"{field}_realname\" type=\"TEXT\" value=\"{}\" size=\"40\" >\
         <INPUT name=\"user\" type=\"HIDDEN\" value=\"{field}\" ></td>{boxes}\n<td><center>\n\
         <Select name=\"{field}_language\">\n{languages}</Select></center></td>\n</tr>",
        key.replace('@', "--at--"),
        person.address,
        websafe(&person.name),
    )
}

//------------ Requests --------------------------------------------------------

/// The page of requests; of several of one address it drops all but one.
pub(super) fn admindb(world: &mut World) -> String {
    let mut seen = BTreeSet::new();
    let members: BTreeSet<String> = world.members.keys().cloned().collect();
    // Of those who join the last is kept, of those who leave the first.
    for join in [true, false] {
        let ids = world.held.iter().filter(|one| one.name.is_some() == join);
        let mut ids: Vec<(u32, String)> = ids.map(|one| (one.id, one.address.clone())).collect();
        if join {
            ids.reverse();
        }
        seen.clear();
        let gone: BTreeSet<u32> = ids
            .into_iter()
            .filter(|(_, who)| !seen.insert(who.clone()) || (!join && !members.contains(who)))
            .map(|(id, _)| id)
            .collect();
        world.held.retain(|one| !gone.contains(&one.id));
    }
    if world.held.is_empty() {
        let (head, _, rest) = cut(REQUESTS, "dir=\"ltr\">\n", "\n<div align=\"right\">");
        let link = format!("<a href=\"{BASE}/admindb/tld-ops\">…</a>");
        return format!("{head}<h2>…</h2>…  {link}{rest}");
    }
    world
        .held
        .sort_by(|one, other| one.address.cmp(&other.address));
    let (head, first, foot) = cut(
        REQUESTS,
        "<h2>Subscription Requests</h2></center>",
        "<hr><center><INPUT",
    );
    let (table, _, end) = cut(
        first,
        "Reason for refusal</strong></center></td>\n    </tr>",
        "\n  </table>",
    );
    let rows = |join: bool| -> String {
        let rows = world.held.iter().filter(|one| one.name.is_some() == join);
        rows.map(|one| {
            let name = one
                .name
                .clone()
                .unwrap_or_else(|| world.members[&one.address].name.clone());
            let date = if join {
                "<br>Mon Nov 23 15:04:21 2026"
            } else {
                ""
            };
            request(
                one.id,
                &one.address,
                &name,
                date,
                if join { "4" } else { "5" },
            )
        })
        .collect()
    };
    let messages = held_message();
    format!(
        "{head}{table}{}{end}<hr>{table}{}{end}{messages}{foot}",
        rows(true),
        rows(false)
    )
}

/// A request's row.
fn request(id: u32, address: &str, name: &str, date: &str, accept: &str) -> String {
    let name = websafe(name);
    let button = |value: &str, on: &str| {
        format!(
            "<td><label><INPUT name=\"{id}\" type=\"RADIO\" value=\"{value}\" {on}>…</label></td>"
        )
    };
    let buttons: String = [("0", "CHECKED "), (accept, ""), ("2", ""), ("3", "")]
        .map(|(value, on)| button(value, on))
        .concat();
    format!(
        "\n<tr>\n<td>{address}<br><em>{name}</em>{date}</td>\n<td>\n\
         <table CELLSPACING=\"5\">\n<tr>\n{buttons}\n</tr>\n</table>\n<br><label>\
         <INPUT name=\"ban-{id}\" type=\"CHECKBOX\" value=\"1\" >…</label></td>\n\
         <td><INPUT name=\"comment-{id}\" type=\"TEXT\" value=\"\" size=\"40\" ></td>\n</tr>"
    )
}

/// A message that waits, whose buttons are no request's.
fn held_message() -> String {
    "<td><em>The sender is now a member of this list</em></td><td>\
     <INPUT name=\"senderaction-a%40b.example\" type=\"RADIO\" value=\"4\" >\
     <INPUT name=\"17\" type=\"RADIO\" value=\"1\" ></td>"
        .to_owned()
}

//------------ Settings --------------------------------------------------------

/// A setting: its name, what it is set in, and its value in a new list.
pub(super) struct Field {
    pub(super) name: &'static str,
    widget: Widget,
    pub(super) first: &'static str,
}

enum Widget {
    /// So many buttons.
    Buttons(usize),
    /// A line of text.
    Line,
    /// Lines of text.
    Lines,
}

const fn field(name: &'static str, widget: Widget, first: &'static str) -> Field {
    Field {
        name,
        widget,
        first,
    }
}

const GENERAL: &[Field] = &[
    field("owner", Widget::Lines, "office@secretariat.example"),
    field("subject_prefix", Widget::Line, "[Tld-ops] "),
    field("send_reminders", Widget::Buttons(2), "1"),
    field("welcome_msg", Widget::Lines, ""),
    field("send_welcome_msg", Widget::Buttons(2), "1"),
    field("admin_immed_notify", Widget::Buttons(2), "1"),
    field("max_message_size", Widget::Line, "40"),
];
const SUBSCRIBING: &[Field] = &[
    field("advertised", Widget::Buttons(2), "1"),
    field("subscribe_policy", Widget::Buttons(4), "1"),
    field("subscribe_auto_approval", Widget::Lines, ""),
    field("unsubscribe_policy", Widget::Buttons(2), "0"),
    field("private_roster", Widget::Buttons(3), "1"),
];
const SENDER: &[Field] = &[
    field("accept_these_nonmembers", Widget::Lines, ""),
    field("generic_nonmember_action", Widget::Buttons(4), "1"),
];
const ARCHIVE: &[Field] = &[
    field("archive", Widget::Buttons(2), "1"),
    field("archive_private", Widget::Buttons(2), "0"),
];
const FILTER: &[Field] = &[
    field("filter_content", Widget::Buttons(2), "0"),
    field("filter_mime_types", Widget::Lines, ""),
    field("pass_mime_types", Widget::Lines, "multipart\ntext/plain"),
    field("filter_filename_extensions", Widget::Lines, "exe\nvcf"),
    field("pass_filename_extensions", Widget::Lines, ""),
];

/// The pages of settings.
pub(super) fn sheets() -> impl Iterator<Item = (&'static str, &'static &'static [Field])> {
    const ALL: &[(&str, &[Field])] = &[
        ("general", GENERAL),
        ("privacy/subscribing", SUBSCRIBING),
        ("privacy/sender", SENDER),
        ("archive", ARCHIVE),
        ("contentfilter", FILTER),
    ];
    ALL.iter().map(|(name, fields)| (*name, fields))
}

/// A page of settings.
pub(super) fn settings(world: &World, sheet: &str) -> String {
    let (_, fields) = sheets().find(|(name, _)| *name == sheet).expect("a page");
    let mut table = "<table>\n<input type=\"hidden\" name=\"new_member_options\" \
                     value=\"ignore\">"
        .to_owned();
    for Field { name, widget, .. } in *fields {
        let value = &world.config[*name];
        let shown = match widget {
            Widget::Line => {
                let value = websafe(value);
                format!("<INPUT name=\"{name}\" type=\"TEXT\" value=\"{value}\" size=\"40\" >")
            }
            Widget::Lines => {
                let value = escaped(value);
                format!("<TEXTAREA NAME={name} ROWS=4 COLS=40 WRAP=soft>{value}</TEXTAREA>")
            }
            Widget::Buttons(count) => {
                let shift = usize::from(*name == "subscribe_policy" && !world.open_site);
                let buttons = (0..count - shift).map(|button| {
                    let chosen = value.parse() == Ok(button + shift);
                    let on = if chosen { "CHECKED " } else { "" };
                    format!("<INPUT name=\"{name}\" type=\"RADIO\" value=\"{button}\" {on}>")
                });
                buttons.collect()
            }
        };
        write!(
            table,
            "<tr>\n<td>…<em>{name}</em></td>\n<td>{shown}</td>\n</tr>"
        )
        .unwrap();
    }
    let steps = "../".repeat(2 + sheet.matches('/').count());
    admin(
        "",
        &format!("{steps}admin/tld-ops/{sheet}"),
        &format!("{table}</table>"),
    )
}
