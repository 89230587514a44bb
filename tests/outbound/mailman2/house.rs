//! The list is set up as the procedure assumes, and otherwise left alone.

use super::{Mailman2, Server, ground, house};
use crate::support::servers::mailman2::Language;
use secird::outbound::roster::Setting;

fn unfit(settings: &[Setting]) -> Vec<&str> {
    let unfit = settings.iter().filter(|setting| !setting.fine);
    unfit.map(|setting| setting.now.as_str()).collect()
}

fn set(server: &Server, values: &[(&str, &str)]) {
    let mut world = server.world();
    for (name, value) in values {
        assert!(world.config.contains_key(*name), "{name}");
        world.config.insert((*name).to_owned(), (*value).to_owned());
    }
}

/// Whether a form held more than a question.
fn is_write(line: &str) -> bool {
    let fields = line.split(' ').skip(1);
    let question = ["adminpw", "admlogin", "findmember"];
    fields.into_iter().any(|field| !question.contains(&field))
}

/// What is not as it shall be after the set-up, which then writes no more.
async fn settled(server: &Server, client: &Mailman2) -> Vec<Setting> {
    let after = client.set_up(&house()).await.unwrap();
    assert_eq!(unfit(&after), [""; 0]);
    let asked = server.world().heard.len();
    assert_eq!(client.set_up(&house()).await.unwrap(), after);
    let again = server.world().heard.split_off(asked);
    assert_eq!(again.iter().find(|line| is_write(line)), None);
    after
}

#[tokio::test]
async fn a_list_is_set_up_once_and_left_alone_then() {
    let (server, client) = ground().await;
    server.world().language = Language::German;
    let unfitting = [
        ("advertised", "1"),
        ("subscribe_policy", "0"),
        ("subscribe_auto_approval", "^.*@nic\\.example"),
        ("unsubscribe_policy", "0"),
        ("private_roster", "0"),
        ("generic_nonmember_action", "0"),
        (
            "accept_these_nonmembers",
            "other@secretariat.example\n^.*@x",
        ),
        ("admin_immed_notify", "0"),
        ("send_welcome_msg", "0"),
        ("send_reminders", "1"),
        ("max_message_size", "40"),
        ("subject_prefix", "[Tld-ops] "),
        ("welcome_msg", "\nAlt <b> &amp; \"neu\""),
        ("archive_private", "0"),
        ("filter_content", "1"),
        ("owner", "owner@secretariat.example"),
    ];
    set(&server, &unfitting);
    let before = client.check(&house()).await.unwrap();
    assert_eq!(before.len(), 15);
    assert_eq!(unfit(&before).len(), 15);
    for now in [
        "subscribe_policy is 0",
        "private_roster is 0",
        "subject_prefix is \"[Tld-ops] \"",
        "archive is 1, archive_private is 0",
        "welcome_msg is another text",
        "accept_these_nonmembers does not have it",
        "filter_content is 1, and removes text/vcard",
    ] {
        assert!(unfit(&before).contains(&now), "{now} in {before:#?}");
    }
    assert!(!server.world().heard.iter().any(|line| is_write(line)));

    let after = settled(&server, &client).await;
    let what = |settings: &[Setting]| -> Vec<String> {
        settings.iter().map(|one| one.what.clone()).collect()
    };
    assert_eq!(what(&before), what(&after));
    let config = server.world().config.clone();
    assert_eq!(config["subscribe_policy"], "3");
    assert_eq!(config["subscribe_auto_approval"], "");
    assert_eq!(config["max_message_size"], "1000");
    assert_eq!(config["subject_prefix"], "[tld-ops] ");
    assert_eq!(config["filter_content"], "0");
    assert_eq!(config["owner"], "owner@secretariat.example");
    // A list has no letters but those of its language.
    let welcome = "Welcome to the \"list\"!\n\n  * It's small.";
    assert_eq!(config["welcome_msg"], welcome);
    let accepted = "other@secretariat.example\n^.*@x\noffice@secretariat.example";
    assert_eq!(config["accept_these_nonmembers"], accepted);
}

#[tokio::test]
async fn a_site_without_open_lists_counts_its_policies_from_one() {
    for (policy, fine) in [("0", false), ("1", false), ("2", true), ("3", true)] {
        for open_site in [true, false] {
            let (server, client) = ground().await;
            server.world().open_site = open_site;
            set(&server, &[("subscribe_policy", policy)]);
            let settings = client.check(&house()).await.unwrap();
            let first = &settings[0];
            assert_eq!(first.fine, fine, "{first:?}");
            // A policy that the site does not have is not shown as chosen.
            let shown = (open_site || policy != "0").then_some(policy);
            let shown = shown.map(|policy| format!("subscribe_policy is {policy}"));
            let shown = shown.unwrap_or_else(|| "subscribe_policy is not shown".to_owned());
            assert_eq!(first.now, shown);
            settled(&server, &client).await;
            let now = server.world().config["subscribe_policy"].clone();
            assert_eq!(now, if fine { policy } else { "3" });
        }
    }
}

#[tokio::test]
async fn what_serves_the_procedure_as_well_is_not_changed() {
    let (server, client) = ground().await;
    let habits = [
        ("advertised", "0"),
        ("subscribe_policy", "2"),
        ("unsubscribe_policy", "1"),
        ("private_roster", "1"),
        ("generic_nonmember_action", "3"),
        ("accept_these_nonmembers", "Office@Secretariat.example\r\n"),
        ("send_reminders", "0"),
        ("max_message_size", "0"),
        ("subject_prefix", "[tld-ops]"),
        (
            "welcome_msg",
            "Welcome to the \"list\"! \r\n\r\n  * It's small.\r\n",
        ),
        ("archive", "0"),
        ("filter_content", "1"),
        ("pass_mime_types", "multipart\ntext\n"),
        ("filter_filename_extensions", "exe\nbat"),
    ];
    set(&server, &habits);
    let before = server.world().config.clone();
    assert_eq!(unfit(&client.check(&house()).await.unwrap()), [""; 0]);
    settled(&server, &client).await;
    assert_eq!(server.world().config, before);
}

#[tokio::test]
async fn a_filter_passes_a_roster_only_if_each_part_of_it_passes() {
    for (pass, remove, extensions, fine) in [
        ("", "", "", true),
        ("multipart\ntext/plain\ntext/vcard", "image", "exe", true),
        ("multipart\ntext/plain", "", "", false),
        ("text", "", "", false),
        ("", "text/vcard", "", false),
        ("", "text", "", false),
        ("", "", "VCF\nvcf", false),
    ] {
        let (server, client) = ground().await;
        let values = [
            ("filter_content", "1"),
            ("pass_mime_types", pass),
            ("filter_mime_types", remove),
            ("filter_filename_extensions", extensions),
        ];
        set(&server, &values);
        let settings = client.check(&house()).await.unwrap();
        let filter = settings
            .iter()
            .find(|one| one.what.contains("roster attached"));
        assert_eq!(filter.unwrap().fine, fine, "{values:?}");
    }
}

#[tokio::test]
async fn the_secretariat_may_post_as_a_member_too() {
    let (server, client) = ground().await;
    let name = "The \"Office\" & Co, Zoë";
    server.world().member("Office@secretariat.example", name);
    let posting = |settings: &[Setting]| {
        let mut settings = settings.iter();
        let one = settings.find(|one| one.what.starts_with("the Secretariat"));
        one.map(|one| (one.fine, one.now.clone())).unwrap()
    };
    {
        let mut world = server.world();
        let office = world.members.get_mut("office@secretariat.example");
        office.unwrap().options.insert("mod".to_owned());
    }
    let before = client.check(&house()).await.unwrap();
    let moderated = "it is a member, and moderated".to_owned();
    assert_eq!(posting(&before), (false, moderated));
    let after = settled(&server, &client).await;
    let free = "it is a member, and not moderated".to_owned();
    assert_eq!(posting(&after), (true, free));
    let world = server.world();
    let office = &world.members["office@secretariat.example"];
    assert_eq!(office.name, name);
    assert!(office.options.contains("nodupes"), "{office:?}");
    assert_eq!(world.config["accept_these_nonmembers"], "");
}
