//! One thread owns the state; whatever is asked of it, it lives on.

use secird::domain::remedy::Remedy;
use secird::store::memory::{Fault, MemStore};
use secird::store::writer::{Writer, WriterGone};
use secird::store::{Op, Store, Table};
use std::sync::mpsc;

#[tokio::test]
async fn work_of_many_callers_is_done_one_after_the_other() {
    let writer = Writer::start(Vec::<u32>::new()).unwrap();
    let callers: Vec<_> = (0..200)
        .map(|n| {
            let writer = writer.clone();
            tokio::spawn(async move {
                writer
                    .with(move |seen| {
                        seen.push(n);
                        seen.len()
                    })
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut places = Vec::new();
    for caller in callers {
        places.push(caller.await.unwrap());
    }
    places.sort_unstable();
    assert_eq!(places, (1..=200).collect::<Vec<_>>());
    assert_eq!(writer.with(|seen| seen.len()).await.unwrap(), 200);
}

#[tokio::test]
async fn a_panic_ends_its_work_and_not_the_thread() {
    let writer = Writer::start(1u32).unwrap();
    let long = "x".repeat(400);
    let cases = [
        (writer.with(|_| panic!("plain")).await, "plain"),
        (writer.with(move |_| panic!("{long}")).await, "xxx"),
    ];
    for (done, words) in cases {
        let Err(WriterGone::Panicked(text)) = done else {
            panic!("no panic was reported");
        };
        assert!(text.starts_with(words) && text.len() <= 300, "{text}");
        assert_eq!(WriterGone::Panicked(text).remedy(), Remedy::Later);
    }
    let odd = writer.with(|_| std::panic::panic_any(7u8)).await;
    let odd: Result<(), WriterGone> = odd;
    assert!(matches!(odd, Err(WriterGone::Panicked(_))));
    assert_eq!(writer.with(|n| *n).await, Ok(1));
}

#[tokio::test]
async fn a_stop_does_the_work_sent_before_and_drops_the_state() {
    struct Told(mpsc::Sender<&'static str>);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.send("dropped").unwrap();
        }
    }
    let (tell, told) = mpsc::channel();
    let writer = Writer::start(Told(tell)).unwrap();
    let other = writer.clone();
    let (hold, held) = mpsc::channel::<()>();
    let first = writer.with(move |_| held.recv().unwrap());
    let second = writer.with(|state| state.0.send("worked").unwrap());
    let stop = other.stop();
    let release = async { hold.send(()).unwrap() };
    let (first, second, stopped, ()) = tokio::join!(first, second, stop, release);
    assert_eq!((first, second, stopped), (Ok(()), Ok(()), Ok(())));
    assert_eq!(told.try_iter().collect::<Vec<_>>(), ["worked", "dropped"]);
    assert_eq!(writer.with(|_| ()).await, Err(WriterGone::Stopped));
    assert_eq!(WriterGone::Stopped.remedy(), Remedy::Stop);
    assert_eq!(writer.stop().await, Ok(()));
}

#[tokio::test]
async fn work_is_done_although_its_caller_left() {
    let writer = Writer::start(0u32).unwrap();
    let (hold, held) = mpsc::channel::<()>();
    let (begin, begun) = tokio::sync::oneshot::channel();
    let caller = tokio::spawn({
        let writer = writer.clone();
        async move {
            writer
                .with(move |n| {
                    begin.send(()).unwrap();
                    held.recv().unwrap();
                    *n = 5;
                })
                .await
        }
    });
    begun.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    hold.send(()).unwrap();
    assert_eq!(writer.with(|n| *n).await, Ok(5));
}

#[tokio::test]
async fn a_crash_in_a_commit_leaves_what_a_restart_can_open() {
    let store = MemStore::new();
    let disk = store.disk();
    disk.fail(1, Fault::CrashAfter);
    let writer = Writer::start(Box::new(store) as Box<dyn Store>).unwrap();
    let op = Op::Put(Table::Meta, b"k".to_vec(), b"v".to_vec());
    let done = writer.with(move |store| store.commit(&[op]).is_ok()).await;
    assert!(matches!(done, Err(WriterGone::Panicked(_))));
    writer.stop().await.unwrap();
    let store = MemStore::open(&disk);
    assert_eq!(store.get(Table::Meta, b"k").unwrap().unwrap(), b"v");
}
