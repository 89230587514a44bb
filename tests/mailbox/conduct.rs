//! What every mailbox must do, whatever is behind it.
//!
//! Run here on a Maildir; on real servers by whoever starts them.

use secird::domain::ids::MessageId;
use secird::mailbox::{Fetched, Folder, Mailbox, Moved, Place};

/// A message of ours with this Message-ID, in CRLF lines.
pub(crate) fn message(id: &str, body: &str) -> Vec<u8> {
    let text = format!(
        "From: Secretariat <secretariat@tld-ops.example>\r\n\
         Message-ID: <{id}>\r\n\
         Subject: case\r\n\r\n{body}\r\n"
    );
    text.into_bytes()
}

fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

async fn places(mailbox: &mut Mailbox, folder: Folder) -> Vec<Place> {
    let (_, waiting) = mailbox.list(folder, None).await.unwrap();
    waiting.iter().map(|one| one.place).collect()
}

/// The whole conduct, on a mailbox whose folders are empty or missing.
pub(crate) async fn is_kept(mailbox: &mut Mailbox) {
    let made = mailbox.prepare().await.unwrap();
    assert!(made.len() >= 5, "{made:?}");
    assert_eq!(mailbox.prepare().await.unwrap(), Vec::<String>::new());
    for folder in Folder::ALL {
        assert_eq!(places(mailbox, folder).await, vec![], "{folder:?}");
    }
    listing_goes_on_where_it_stopped(mailbox).await;
    bodies_are_exact_and_capped(mailbox).await;
    only_the_very_id_is_found(mailbox).await;
    moving_keeps_the_message(mailbox).await;
    mailbox.close().await;
    assert_eq!(places(mailbox, Folder::Inbox).await.len(), 3);
}

async fn listing_goes_on_where_it_stopped(mailbox: &mut Mailbox) {
    let first = message("one.1@tld-ops.example", "one");
    let second = message("one.12@tld-ops.example", "two \u{e9} \"{400}\"");
    let third = message("three@tld-ops.example", "three");
    mailbox.append(Folder::Inbox, &first).await.unwrap();
    let (validity, found) = mailbox.list(Folder::Inbox, None).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].size, first.len() as u64);
    assert_eq!(found[0].place.validity, validity);
    let seen = (validity, found[0].place.uid);
    let (_, none) = mailbox.list(Folder::Inbox, Some(seen)).await.unwrap();
    assert_eq!(none, vec![]);
    mailbox.append(Folder::Inbox, &second).await.unwrap();
    mailbox.append(Folder::Inbox, &third).await.unwrap();
    let (_, more) = mailbox.list(Folder::Inbox, Some(seen)).await.unwrap();
    let sizes: Vec<u64> = more.iter().map(|one| one.size).collect();
    assert_eq!(sizes, vec![second.len() as u64, third.len() as u64]);
    assert!(more[0].place.uid < more[1].place.uid);
    let other = Some((validity.wrapping_add(1), u32::MAX));
    let (_, all) = mailbox.list(Folder::Inbox, other).await.unwrap();
    assert_eq!(all.len(), 3);
    let last = Some((validity, u32::MAX));
    assert_eq!(mailbox.list(Folder::Inbox, last).await.unwrap().1, vec![]);
}

async fn bodies_are_exact_and_capped(mailbox: &mut Mailbox) {
    let second = message("one.12@tld-ops.example", "two \u{e9} \"{400}\"");
    let place = places(mailbox, Folder::Inbox).await[1];
    let whole = Fetched {
        bytes: second.clone(),
        cut: false,
    };
    for cap in [second.len(), second.len() + 1, 1 << 20] {
        let fetched = mailbox.fetch(place, cap).await.unwrap();
        assert_eq!(fetched, Some(whole.clone()), "{cap}");
    }
    for cap in [1, second.len() - 1] {
        let fetched = mailbox.fetch(place, cap).await.unwrap().unwrap();
        assert_eq!(
            (fetched.bytes.as_slice(), fetched.cut),
            (&second[..cap], true)
        );
    }
    for (validity, uid) in [(place.validity, 4_000_000), (place.validity + 1, place.uid)] {
        let folder = place.folder;
        let elsewhere = Place {
            folder,
            validity,
            uid,
        };
        assert_eq!(mailbox.fetch(elsewhere, 100).await.unwrap(), None);
        let moved = mailbox.shift(elsewhere, Folder::Processed).await.unwrap();
        assert_eq!(moved, Moved::Gone);
    }
}

async fn only_the_very_id_is_found(mailbox: &mut Mailbox) {
    let inbox = places(mailbox, Folder::Inbox).await;
    // A server's search finds substrings: "one.1" is in "one.12" as well.
    for (text, at) in [("one.1@tld-ops.example", 0), ("three@tld-ops.example", 2)] {
        let found = mailbox.find(Folder::Inbox, &id(text)).await.unwrap();
        assert_eq!(found, vec![inbox[at]], "{text}");
    }
    for text in ["ne.1@tld-ops.example", "nobody@tld-ops.example"] {
        let found = mailbox.find(Folder::Inbox, &id(text)).await.unwrap();
        assert_eq!(found, vec![], "{text}");
    }
}

async fn moving_keeps_the_message(mailbox: &mut Mailbox) {
    let text = message("moved@tld-ops.example", "moved");
    mailbox.append(Folder::Inbox, &text).await.unwrap();
    let place = places(mailbox, Folder::Inbox).await[3];
    let moved = mailbox.shift(place, Folder::Decided).await.unwrap();
    assert_eq!(moved, Moved::Done);
    assert_eq!(mailbox.fetch(place, 1000).await.unwrap(), None);
    assert_eq!(
        mailbox.shift(place, Folder::Decided).await.unwrap(),
        Moved::Gone
    );
    assert_eq!(places(mailbox, Folder::Inbox).await.len(), 3);
    let there = places(mailbox, Folder::Decided).await;
    let ours = id("moved@tld-ops.example");
    assert_eq!(mailbox.find(Folder::Decided, &ours).await.unwrap(), there);
    assert_eq!(mailbox.find(Folder::Inbox, &ours).await.unwrap(), vec![]);
    let fetched = mailbox.fetch(there[0], 1000).await.unwrap().unwrap();
    assert_eq!(fetched.bytes, text);
}
