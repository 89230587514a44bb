//! The one thread that owns the state, and the handle everybody else holds.
//!
//! The engine blocks, so it never runs on the runtime's threads, and one owner
//! makes every change follow the one before. Work is a closure sent to the
//! thread; a panic in it ends that work, not the thread. It knows neither what
//! it owns nor what it is asked to do.

use crate::domain::remedy::Remedy;
use crate::store::sled::spoken;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::{mpsc, oneshot};

/// Pieces of work that may wait; who comes later waits to be let in.
const QUEUE: usize = 64;

//------------ WriterGone ------------------------------------------------------

/// Why a piece of work has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriterGone {
    /// The writer was stopped; the work was not begun.
    #[error("the writer has stopped")]
    Stopped,
    /// The work panicked, in these words; what it had committed stays.
    #[error("the writer's work panicked: {0}")]
    Panicked(String),
}

impl WriterGone {
    /// What the caller may still do.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Stopped => Remedy::Stop,
            Self::Panicked(_) => Remedy::Later,
        }
    }
}

//------------ Writer ----------------------------------------------------------

type Work<S> = Box<dyn FnOnce(&mut S) + Send>;

enum Order<S> {
    Do(Work<S>),
    Stop,
}

/// A handle on the thread that owns an `S`; clones are handles on the same one.
/// The thread ends after [`Writer::stop`], or when the last handle is gone.
pub struct Writer<S> {
    to: mpsc::Sender<Order<S>>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl<S> Clone for Writer<S> {
    fn clone(&self) -> Self {
        Self {
            to: self.to.clone(),
            thread: Arc::clone(&self.thread),
        }
    }
}

impl<S> fmt::Debug for Writer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl<S: Send + 'static> Writer<S> {
    /// Starts the thread and gives it `state`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(state: S) -> io::Result<Self> {
        let (to, from) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || work(state, from))?;
        Ok(Self {
            to,
            thread: Arc::new(Mutex::new(Some(thread))),
        })
    }

    /// Has `act` done with the state and waits for its result.
    ///
    /// Once this was polled to the point of sending, the work is done even
    /// when the caller no longer waits for it.
    ///
    /// # Errors
    /// [`WriterGone`] says whether the work was begun.
    pub async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut S) -> T + Send + 'static,
    ) -> Result<T, WriterGone> {
        let (back, answer) = oneshot::channel();
        let work: Work<S> = Box::new(move |state| {
            let done = catch_unwind(AssertUnwindSafe(|| act(state)));
            let done = done.map_err(|panic| WriterGone::Panicked(spoken(panic.as_ref())));
            // Nobody may be waiting any more; the work is done all the same.
            drop(back.send(done));
        });
        self.to
            .send(Order::Do(work))
            .await
            .map_err(|_| WriterGone::Stopped)?;
        answer.await.map_err(|_| WriterGone::Stopped)?
    }

    /// Lets the work sent so far be done, ends the thread and drops the state
    /// there. Work sent later, by any handle, finds the writer stopped.
    ///
    /// # Errors
    /// [`WriterGone::Panicked`] when dropping the state panicked.
    pub async fn stop(&self) -> Result<(), WriterGone> {
        // A closed queue means that another handle stopped it before.
        drop(self.to.send(Order::Stop).await);
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(thread) = thread else {
            return Ok(());
        };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        match joined {
            Ok(Ok(())) => Ok(()),
            Ok(Err(panic)) => Err(WriterGone::Panicked(spoken(panic.as_ref()))),
            Err(gone) => Err(WriterGone::Panicked(gone.to_string())),
        }
    }
}

fn work<S>(mut state: S, mut from: mpsc::Receiver<Order<S>>) {
    while let Some(order) = from.blocking_recv() {
        match order {
            Order::Do(work) => work(&mut state),
            Order::Stop => break,
        }
    }
    // Refuse before the state goes: who sends now must not wait for ever.
    from.close();
    drop(from);
    drop(state);
}
