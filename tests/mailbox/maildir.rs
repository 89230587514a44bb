//! A Maildir with other programs at work in it.

use super::conduct;
use secird::mailbox::maildir::MaildirMailbox;
use secird::mailbox::{Folder, Mailbox, MailboxError, Moved};
use std::fs;
use std::path::Path;

fn mailbox(dir: &Path) -> Mailbox {
    Mailbox::maildir(dir.join("Maildir"))
}

fn uids(waiting: &(u32, Vec<secird::mailbox::Waiting>)) -> Vec<u32> {
    waiting.1.iter().map(|one| one.place.uid).collect()
}

#[tokio::test]
async fn a_maildir_keeps_the_conduct() {
    let dir = tempfile::tempdir().unwrap();
    conduct::is_kept(&mut mailbox(dir.path())).await;
}

#[tokio::test]
async fn folders_are_maildir_plus_plus() {
    let dir = tempfile::tempdir().unwrap();
    let made = mailbox(dir.path()).prepare().await.unwrap();
    assert_eq!(made.first().map(String::as_str), Some("INBOX"));
    assert!(made.contains(&"TLD-OPS/Approve".to_owned()));
    let folder = dir.path().join("Maildir/.TLD-OPS.Approve");
    assert!(folder.join("maildirfolder").is_file());
    for part in ["cur", "new", "tmp"] {
        assert!(folder.join(part).is_dir(), "{part}");
    }
}

#[tokio::test]
async fn the_root_folder_has_the_name_it_was_given() {
    let dir = tempfile::tempdir().unwrap();
    let named = MaildirMailbox::with_root(dir.path().join("Maildir"), "Desk").unwrap();
    let made = Mailbox::Maildir(named).prepare().await.unwrap();
    assert!(made.contains(&"Desk/Approve".to_owned()), "{made:?}");
    assert!(dir.path().join("Maildir/.Desk.Approve/cur").is_dir());
    for root in ["..", "a/b", "", "a.b"] {
        let refused = MaildirMailbox::with_root(dir.path().to_path_buf(), root);
        assert!(matches!(refused, Err(MailboxError::Settings(_))), "{root}");
    }
}

#[tokio::test]
async fn two_processes_number_alike() {
    let dir = tempfile::tempdir().unwrap();
    mailbox(dir.path()).prepare().await.unwrap();
    for count in 0..20 {
        let file = format!("Maildir/new/{count}.a.host");
        fs::write(dir.path().join(file), "a").unwrap();
    }
    let looks = (0..8).map(|_| {
        let mut mailbox = mailbox(dir.path());
        tokio::spawn(async move { mailbox.list(Folder::Inbox, None).await.unwrap() })
    });
    let looks: Vec<_> = looks.collect();
    let mut seen = Vec::new();
    for look in looks {
        seen.push(look.await.unwrap());
    }
    assert_eq!(seen[0].1.len(), 20);
    assert!(seen.iter().all(|one| *one == seen[0]));
}

#[tokio::test]
async fn a_uid_survives_flags_and_a_restart_but_not_the_list() {
    let dir = tempfile::tempdir().unwrap();
    mailbox(dir.path()).prepare().await.unwrap();
    let inbox = dir.path().join("Maildir");
    fs::write(inbox.join("new/100.a.host"), "a").unwrap();
    fs::write(inbox.join("cur/101.b.host:2,S"), "bb").unwrap();
    let before = mailbox(dir.path()).list(Folder::Inbox, None).await.unwrap();
    assert_eq!(uids(&before), vec![1, 2]);
    // A mail client opens one and flags the other; a third one comes.
    fs::rename(
        inbox.join("new/100.a.host"),
        inbox.join("cur/100.a.host:2,S"),
    )
    .unwrap();
    fs::rename(
        inbox.join("cur/101.b.host:2,S"),
        inbox.join("cur/101.b.host:2,FS"),
    )
    .unwrap();
    fs::write(inbox.join("new/099.c.host"), "c").unwrap();
    let after = mailbox(dir.path()).list(Folder::Inbox, None).await.unwrap();
    assert_eq!((after.0, uids(&after)), (before.0, vec![1, 2, 3]));
    let list = inbox.join("secird-uidlist");
    let text = fs::read_to_string(&list).unwrap();
    let old = text.replacen(&format!(" {} ", before.0), " 7 ", 1);
    for (written, kept) in [(old.clone(), true), (old.replacen("-1 ", "-0 ", 1), false)] {
        fs::write(&list, written).unwrap();
        let seen = Some((7, 3));
        let found = mailbox(dir.path()).list(Folder::Inbox, seen).await.unwrap();
        assert_eq!((found.0 == 7, found.1.is_empty()), (kept, kept), "{text}");
    }
}

#[tokio::test]
async fn looking_changes_neither_name_nor_part() {
    let dir = tempfile::tempdir().unwrap();
    let mut mailbox = mailbox(dir.path());
    mailbox.prepare().await.unwrap();
    let file = dir.path().join("Maildir/new/100.a.host");
    fs::write(&file, "Subject: a\n\nb\n").unwrap();
    let (_, found) = mailbox.list(Folder::Inbox, None).await.unwrap();
    let fetched = mailbox.fetch(found[0].place, 5).await.unwrap().unwrap();
    assert_eq!(
        (fetched.bytes.as_slice(), fetched.cut),
        (&b"Subje"[..], true)
    );
    assert!(file.is_file());
}

#[tokio::test]
async fn moving_keeps_part_name_and_flags() {
    let dir = tempfile::tempdir().unwrap();
    let mut mailbox = mailbox(dir.path());
    mailbox.prepare().await.unwrap();
    let root = dir.path().join("Maildir");
    let names = ["new/100.a.host", "cur/101.b.host:2,RS"];
    for name in names {
        fs::write(root.join(name), name).unwrap();
    }
    // One of that name is there already: it must not be overwritten.
    let target = root.join(".TLD-OPS.Processed");
    fs::write(target.join("cur/101.b.host:2,RS"), "older").unwrap();
    let (_, found) = mailbox.list(Folder::Inbox, None).await.unwrap();
    for one in found {
        let moved = mailbox.shift(one.place, Folder::Processed).await.unwrap();
        assert_eq!(moved, Moved::Done);
    }
    assert!(target.join("new/100.a.host").is_file());
    assert_eq!(
        fs::read(target.join("cur/101.b.host:2,RS")).unwrap(),
        b"older"
    );
    let flagged = fs::read_dir(target.join("cur")).unwrap();
    let flagged = flagged.filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_str().unwrap().ends_with(":2,RS")
    });
    assert_eq!(flagged.count(), 2);
}

#[tokio::test]
async fn what_is_no_message_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut mailbox = mailbox(dir.path());
    mailbox.prepare().await.unwrap();
    let root = dir.path().join("Maildir");
    fs::write(root.join("secret"), "not mail").unwrap();
    std::os::unix::fs::symlink(root.join("secret"), root.join("cur/100.link.host:2,")).unwrap();
    fs::create_dir(root.join("cur/101.dir.host:2,")).unwrap();
    fs::write(root.join("cur/.hidden"), "").unwrap();
    fs::write(root.join("cur/102.two\nlines:2,"), "").unwrap();
    fs::write(root.join("cur/103.trashed.host:2,ST"), "").unwrap();
    fs::write(root.join("tmp/104.half.host"), "").unwrap();
    let (_, found) = mailbox.list(Folder::Inbox, None).await.unwrap();
    assert_eq!(found, vec![]);
}

#[tokio::test]
async fn what_vanishes_is_gone_and_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut mailbox = mailbox(dir.path());
    mailbox.prepare().await.unwrap();
    let file = dir.path().join("Maildir/cur/100.a.host:2,");
    fs::write(&file, "a").unwrap();
    let place = mailbox.list(Folder::Inbox, None).await.unwrap().1[0].place;
    fs::remove_file(&file).unwrap();
    assert_eq!(mailbox.fetch(place, 10).await.unwrap(), None);
    assert_eq!(
        mailbox.shift(place, Folder::Done).await.unwrap(),
        Moved::Gone
    );
    // A UID is never used again.
    fs::write(&file, "b").unwrap();
    let again = mailbox.list(Folder::Inbox, None).await.unwrap();
    assert_eq!(uids(&again), vec![2]);
}

#[tokio::test]
async fn a_place_that_is_no_folder_is_an_error_of_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Maildir"), "a file").unwrap();
    let error = mailbox(dir.path()).prepare().await.unwrap_err();
    assert!(matches!(error, MailboxError::Disk { .. }), "{error}");
}
