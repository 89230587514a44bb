//! The list is set up as the procedure assumes, and otherwise left alone.

use super::{ground, house, settings};
use crate::support::servers::mailman::{Mailman, Meddler};
use secird::outbound::roster::Setting;
use secird::outbound::roster::mailman3::{Mailman3, Mailman3Settings};
use serde_json::{Value, json};
use std::time::Duration;

fn unfit(settings: &[Setting]) -> Vec<&str> {
    let unfit = settings.iter().filter(|setting| !setting.fine);
    unfit.map(|setting| setting.now.as_str()).collect()
}

#[tokio::test]
async fn a_list_is_set_up_once_and_left_alone_then() {
    let list = Mailman::shared().list("houses");
    let meddler = Meddler::before(list.mailman.port);
    let uri = "file:///etc/mailman3/welcome.txt";
    let client = Mailman3::new(Mailman3Settings {
        welcome_uri: Some(uri.to_owned()),
        ..settings(meddler.port, &list.address)
    });
    let client = client.unwrap();
    list.set(&json!({
        "subscription_policy": "open",
        "unsubscription_policy": "confirm_then_moderate",
        "member_roster_visibility": "public",
        "advertised": true,
        "archive_policy": "public",
        "default_nonmember_action": "accept",
        "admin_immed_notify": false,
        "send_welcome_message": false,
        "filter_content": true,
        "pass_types": ["multipart", "text/plain"],
        "default_member_action": "hold",
    }));
    let before = client.check(&house()).await.unwrap();
    assert_eq!(before.iter().filter(|setting| setting.fine).count(), 1);
    assert!(unfit(&before).contains(&"subscription_policy is \"open\""));
    assert!(!meddler.heard().iter().any(|line| line.starts_with("PATCH")));

    let after = client.set_up(&house()).await.unwrap();
    assert_eq!(unfit(&after), [""; 0]);
    let what = |settings: &[Setting]| -> Vec<String> {
        settings
            .iter()
            .map(|setting| setting.what.clone())
            .collect()
    };
    assert_eq!(what(&before), what(&after));
    let path = format!("lists/{}/config", list.id);
    let config = list.mailman.done("GET", &path, &Value::Null);
    assert_eq!(config["subscription_policy"], "confirm_then_moderate");
    assert_eq!(config["unsubscription_policy"], "moderate");
    assert_eq!(config["max_message_size"], 1_000);
    assert_eq!(config["subject_prefix"], "[tld-ops] ");
    assert_eq!(config["default_member_action"], "hold");

    let asked = meddler.heard().len();
    assert_eq!(client.set_up(&house()).await.unwrap(), after);
    let again = meddler.heard().split_off(asked);
    let write = |line: &&String| !line.starts_with("GET ") && !line.contains("/members/find");
    assert_eq!(again.iter().find(write), None);
}

#[tokio::test]
async fn what_serves_the_procedure_as_well_is_not_changed() {
    let (list, client) = ground("habits");
    list.set(&json!({
        "subscription_policy": "moderate",
        "unsubscription_policy": "moderate",
        "member_roster_visibility": "members",
        "archive_policy": "never",
        "default_nonmember_action": "discard",
        "max_message_size": 0,
        "subject_prefix": "[tld-ops] ",
        "filter_content": true,
        "pass_types": ["multipart", "text"],
        "accept_these_nonmembers": ["Office@secretariat.example"],
    }));
    // Nobody named a welcome URI here, and Mailman has its own text.
    let settings = client.check(&house()).await.unwrap();
    let unfit = unfit(&settings);
    assert_eq!(unfit.len(), 1, "{unfit:?}");
    assert!(unfit[0].contains("secird list welcome"), "{unfit:?}");
    let path = format!("lists/{}/config", list.id);
    let before = list.mailman.done("GET", &path, &Value::Null);
    assert_eq!(client.set_up(&house()).await.unwrap(), settings);
    assert_eq!(list.mailman.done("GET", &path, &Value::Null), before);
}

#[tokio::test]
async fn the_secretariat_may_post_whatever_stood_in_its_way() {
    let (list, client) = ground("posts");
    let posting = |settings: Vec<Setting>| {
        let about = |setting: &Setting| setting.what.contains("Secretariat");
        settings.into_iter().find(about).unwrap()
    };
    let office = "office@secretariat.example";
    // A record of its own counts more than the list's line.
    list.set(&json!({"accept_these_nonmembers": [office]}));
    let record = json!({"list_id": list.id, "subscriber": office, "role": "nonmember"});
    list.mailman.done("POST", "members", &record);
    let find = json!({"list_id": list.id, "subscriber": office});
    let found = list.mailman.done("POST", "members/find", &find);
    let path = format!(
        "members/{}",
        found["entries"][0]["member_id"].as_str().unwrap()
    );
    let hold = json!({"moderation_action": "hold"});
    list.mailman.done("PATCH", &path, &hold);
    let setting = posting(client.check(&house()).await.unwrap());
    assert_eq!((setting.fine, setting.now.ends_with("hold")), (false, true));
    assert!(posting(client.set_up(&house()).await.unwrap()).fine);

    // A membership counts more than any record.
    list.set(&json!({"default_member_action": "hold"}));
    list.subscribe(office, "Office");
    assert!(!posting(client.check(&house()).await.unwrap()).fine);
    assert!(posting(client.set_up(&house()).await.unwrap()).fine);
    assert_eq!(list.member(office)["moderation_action"], "accept");
}

#[test]
fn settings_that_cannot_work_are_named_and_no_password_is_shown() {
    let base = || settings(8001, "tld-ops@lists.example");
    let url = |url: &str| Mailman3Settings {
        url: url.to_owned(),
        ..base()
    };
    for good in [
        "http://127.0.0.1:8001/3.1",
        "http://[::1]:8001/3.1/",
        "http://localhost:8001/3.1",
        "https://lists.example/rest/3.1",
    ] {
        let client = Mailman3::new(url(good)).unwrap();
        let shown = format!("{client:?} {:?}", url(good));
        assert!(shown.contains("tld-ops"), "{shown}");
        assert!(!shown.contains("restpass"), "{shown}");
    }
    let welcome = |uri: &str| Mailman3Settings {
        welcome_uri: Some(uri.to_owned()),
        ..base()
    };
    let user = |user: &str| Mailman3Settings {
        user: user.to_owned(),
        ..base()
    };
    let cases = [
        (url("http://lists.example:8001/3.1"), "use https"),
        (url("http://127.0.0.1.lists.example/3.1"), "use https"),
        (url("ftp://127.0.0.1/3.1"), "begins with https"),
        (url("lists.example"), "cannot be read"),
        (url("https://a:restpass@lists.example/3.1"), "do not belong"),
        (
            url("https://lists.example/3.1?a=b"),
            "ends with the version",
        ),
        (user(""), "the user is empty"),
        (user("a:b"), "has a colon"),
        (welcome("welcome.txt"), "begins with file:"),
        (welcome("data:,Welcome"), "begins with file:"),
        (
            Mailman3Settings {
                password: "".into(),
                ..base()
            },
            "the password is empty",
        ),
        (
            Mailman3Settings {
                timeout: Duration::ZERO,
                ..base()
            },
            "the timeout is zero",
        ),
    ];
    for (settings, part) in cases {
        let why = Mailman3::new(settings).unwrap_err();
        assert!(why.contains(part), "{why} without {part}");
        assert!(!why.contains("restpass"), "{why}");
    }
}
