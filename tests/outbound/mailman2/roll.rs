//! All members are read, from however many pages, or none.

use super::{NAMES, ground, listed};
use crate::support::servers::mailman2::{Language, Turn, other};
use secird::outbound::roster::{Listed, RosterError};

/// A page that counts this many members, shows these and leads there.
fn page(total: &str, keys: &[&str], links: &str) -> Turn {
    let rows = keys.iter().map(|key| {
        format!(
            "<a>{key}</a><input name=\"{key}_realname\" value=\"X\">\
             <input type=hidden name=user value=\"{key}\">"
        )
    });
    let rows: String = rows.collect();
    let count = format!("<td colspan=11><em>{total}</em></td>");
    let page = format!(
        "<form action=\"/mailman/admin/tld-ops/members\">{count}{rows}{links}</form></html>"
    );
    Turn::Say(other(200, "text/html; charset=us-ascii", &page))
}

#[tokio::test]
async fn members_are_read_from_all_letters_and_their_parts() {
    for (language, chunk) in [
        (Language::English, 30),
        (Language::German, 7),
        (Language::Russian, 1),
        (Language::Japanese, 1_000),
    ] {
        let (server, client) = ground().await;
        let mut all: Vec<Listed> = Vec::new();
        {
            let mut world = server.world();
            (world.language, world.chunk) = (language, chunk);
            for first in ["Anna", "b", "#", "&", "+", "%", "=", "7", "z/"] {
                for number in 0..9 {
                    let who = format!("{first}.{number}@nic.example");
                    let name = NAMES[number % 3];
                    world.member(&who, name);
                    all.push(listed(&who, name));
                }
            }
        }
        all.sort_by_key(|member| member.address.to_lowercase());
        assert_eq!(client.members().await.unwrap(), all, "{language:?}");
        for member in &all {
            let (who, name) = (&member.address, &member.name);
            let answer = client.carry_out(&super::seat_as(who, name)).await;
            let same = super::done("it is a member under that name already");
            assert_eq!(answer, same, "{who}");
        }
    }
}

#[tokio::test]
async fn a_list_without_members_is_empty_and_not_an_error() {
    let (_server, client) = ground().await;
    assert_eq!(client.members().await.unwrap(), []);
}

#[tokio::test]
async fn a_short_list_is_an_error() {
    let (server, client) = ground().await;
    for first in ["a", "b", "c"] {
        for number in 0..4 {
            let who = format!("{first}{number}@nic.example");
            server.world().member(&who, "X");
        }
    }
    server.world().chunk = 3;
    assert_eq!(client.members().await.unwrap().len(), 12);
    let more: Vec<String> = (0..5).map(|n| format!("a{n}%40nic.example")).collect();
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    let cases = [
        (
            "letter=b ",
            page("12", &["b0%40nic.example"], ""),
            "is missing",
        ),
        ("letter=b ", page("13", &[], ""), "changed while"),
        ("letter=b ", page("of 3, 12", &more, ""), "is missing"),
        ("chunk=1", page("11 12 4", &[], ""), "is missing"),
        ("members", page("5001", &[], ""), "over 5,000"),
        (
            "members",
            page("99999999999999999999", &[], ""),
            "not count",
        ),
        ("members", page("none", &[], ""), "not count"),
        ("members", page("2", &["%"], ""), "is missing"),
        ("members", page("1", &[""], ""), "without"),
    ];
    for (words, turn, part) in cases {
        server.world().next(words, turn);
        let error = client.members().await.unwrap_err();
        assert!(error.to_string().contains(part), "{error} without {part}");
        let away = matches!(error, RosterError::Away(_));
        assert_eq!(away, part == "changed while", "{error:?}");
    }
    // A search that shows less than it found proves no absence.
    server
        .world()
        .next("findmember", page("2", &["x%40nic.example"], ""));
    let answer = client.carry_out(&super::leave("a0@nic.example")).await;
    super::later(&answer, "is missing");
    assert_eq!(server.world().members.len(), 12);
}

#[tokio::test]
async fn a_list_of_endless_pages_is_an_error() {
    let (server, client) = ground().await;
    let links = (0..501).map(|chunk| format!("<a href=\"/members?letter=a&chunk={chunk}\">x</a>"));
    let links: String = links.collect();
    let first = "<a href=\"/members?letter=a\">A</a>";
    server
        .world()
        .next("members adminpw", page("1", &[], first));
    server
        .world()
        .next("letter=a adminpw", page("1", &[], &links));
    server.world().always(page("1", &["a%40nic.example"], ""));
    let error = client.members().await.unwrap_err().to_string();
    assert!(error.contains("over 500 pages"), "{error}");
    assert_eq!(server.world().heard.len(), 501);
}
