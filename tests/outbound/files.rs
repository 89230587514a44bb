//! Mail into a folder: each once, in order, with its envelope.

use crate::outbound::dialogue::address;
use secird::outbound::files::Files;
use secird::outbound::{Answer, Transport};
use std::fs;
use std::path::Path;

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn mail(id: &str, text: &str) -> Vec<u8> {
    format!("Subject: x\r\nMessage-ID: <{id}>\r\n\r\n{text}\r\n").into_bytes()
}

fn send(files: &Files, bytes: &[u8]) -> Answer {
    let (from, to) = (
        address("bot@secretariat.example"),
        address("admin@nic.example"),
    );
    files.send(
        bytes,
        &from,
        &to,
        Some(&address("office@secretariat.example")),
    )
}

#[test]
fn a_repeat_is_recognised_and_an_impostor_refused() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("sent");
    let files = Files::new(&out);
    for (id, text, wanted) in [
        (
            "a.1@bot.example",
            "one",
            Answer::Done("written as 0001-a.1@bot.example.eml".into()),
        ),
        (
            "b@bot.example",
            "two",
            Answer::Done("written as 0002-b@bot.example.eml".into()),
        ),
        (
            "a.1@bot.example",
            "one",
            Answer::Done("already there as 0001-a.1@bot.example.eml".into()),
        ),
        (
            "1@bot.example",
            "three",
            Answer::Done("written as 0003-1@bot.example.eml".into()),
        ),
    ] {
        assert_eq!(send(&files, &mail(id, text)), wanted);
    }
    let other = send(&files, &mail("b@bot.example", "not two"));
    assert!(matches!(other, Answer::Never(_)), "{other:?}");
    // Another process, or the same one after a restart, knows them too.
    let again = send(&Files::new(&out), &mail("b@bot.example", "two"));
    assert!(matches!(again, Answer::Done(_)), "{again:?}");
    assert_eq!(names(&out).len(), 6, "{:?}", names(&out));
    let kept = fs::read(out.join("0002-b@bot.example.eml")).unwrap();
    assert_eq!(kept, mail("b@bot.example", "two"));
    let envelope = fs::read_to_string(out.join("0002-b@bot.example.json")).unwrap();
    let envelope: serde_json::Value = serde_json::from_str(&envelope).unwrap();
    assert_eq!(envelope["from"], "bot@secretariat.example");
    assert_eq!(envelope["to"], "admin@nic.example");
    assert_eq!(envelope["blind_copy"], "office@secretariat.example");
}

#[test]
fn what_a_crash_left_does_not_count_as_sent() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("0001-a@bot.example.json"), "{}").unwrap();
    fs::write(dir.path().join(".new"), "Subj").unwrap();
    let files = Files::new(dir.path());
    let answer = send(&files, &mail("a@bot.example", "one"));
    assert_eq!(
        answer,
        Answer::Done("written as 0001-a@bot.example.eml".into())
    );
    assert_eq!(
        names(dir.path()),
        ["0001-a@bot.example.eml", "0001-a@bot.example.json"]
    );
}

#[test]
fn no_id_leads_out_of_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let files = Files::new(&out);
    for id in [
        "../../x@y.example",
        "/etc/x@y.example",
        "%2f",
        &"x".repeat(900),
    ] {
        let answer = send(&files, &mail(id, "text"));
        assert!(matches!(answer, Answer::Done(_)), "{id}: {answer:?}");
        let answer = send(&files, &mail(id, "text"));
        let Answer::Done(words) = answer else {
            panic!("{id}");
        };
        assert!(words.starts_with("already there"), "{id}: {words}");
    }
    assert_eq!(names(&out).len(), 8);
    assert_eq!(names(dir.path()), ["out"]);
    let nameless = send(&files, b"Subject: x\r\n\r\nMessage-ID: <a@b.example>\r\n");
    assert!(matches!(nameless, Answer::Never(_)), "{nameless:?}");
}

#[tokio::test]
async fn a_check_says_whether_the_folder_can_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let fine = Transport::Files(Files::new(&dir.path().join("new")));
    assert!(matches!(fine.check().await, Answer::Done(_)));
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let wrong = Transport::Files(Files::new(&file.join("new")));
    assert!(matches!(wrong.check().await, Answer::Never(_)));
    let (from, to) = (address("a@b.example"), address("c@d.example"));
    let answer = wrong
        .send(&mail("a@b.example", "x"), &from, &to, None)
        .await;
    assert!(matches!(answer, Answer::Later(_)), "{answer:?}");
}
