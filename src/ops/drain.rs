//! Closing connections: how a listener gets rid of its connections during shutdown.

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::task::yield_now;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// How long a connection may wait with its first request during shutdown. Its client has just opened it
/// to send one.
const FIRST_REQUEST: Duration = Duration::from_secs(2);

/// How often a worker yields to its other tasks before each of them is certain to have run.
const YIELDS: usize = 8;

/// The connections of a listener.
#[derive(Debug)]
pub struct Drain {
    open: AtomicUsize,
    last_closed: Notify,
    has_begun: AtomicBool,
    leave: CancellationToken,
    catch_up: CancellationToken,
    /// One permit for each worker that has caught up.
    caught_up: Semaphore,
}

impl Drain {
    /// Creates a listener's state without connections.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            open: AtomicUsize::new(0),
            last_closed: Notify::new(),
            has_begun: AtomicBool::new(false),
            leave: CancellationToken::new(),
            catch_up: CancellationToken::new(),
            caught_up: Semaphore::new(0),
        })
    }

    /// Counts a connection until the returned value is dropped.
    pub fn enter(self: &Arc<Self>) -> Visit {
        self.open.fetch_add(1, Ordering::AcqRel);
        Visit {
            drain: Arc::clone(self),
            leave: Box::pin(self.leave.clone().cancelled_owned()),
            registered: None,
            opened: Instant::now(),
            first_request: None,
        }
    }

    /// Returns the number of open connections.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Requests that connections close as soon as they have no request in progress.
    pub fn begin(&self) {
        self.has_begun.store(true, Ordering::Release);
        self.leave.cancel();
    }

    /// Waits until no connection is open.
    pub async fn empty(&self) {
        loop {
            let mut closed = pin!(self.last_closed.notified());
            closed.as_mut().enable();
            if self.open() == 0 {
                return;
            }
            closed.await;
        }
    }

    /// Returns a task that each worker runs next to its connections, for [`Drain::taken_up`].
    pub fn attend(self: &Arc<Self>) -> impl Future<Output = ()> + 'static {
        let drain = Arc::clone(self);
        async move {
            drain.catch_up.cancelled().await;
            for _ in 0..YIELDS {
                yield_now().await;
            }
            drain.caught_up.add_permits(1);
        }
    }

    /// Waits until this number of workers have started all connections that were handed to them before.
    pub async fn taken_up(&self, workers: u32) {
        self.catch_up.cancel();
        drop(self.caught_up.acquire_many(workers).await.expect("the semaphore is never closed"));
    }
}

/// An open connection.
pub struct Visit {
    drain: Arc<Drain>,
    leave: Pin<Box<WaitForCancellationFutureOwned>>,
    /// The waker that `leave` has.
    registered: Option<Waker>,
    opened: Instant,
    first_request: Option<Pin<Box<Sleep>>>,
}

impl Visit {
    /// Returns when the connection was opened.
    pub fn opened(&self) -> Instant {
        self.opened
    }

    /// Returns `Ready` if the connection, which has no request in progress, must close.
    pub fn poll_leave(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.drain.has_begun.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        // All connections wait for the same token, which has one lock, so each registers only once.
        if self.registered.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
            return Poll::Pending;
        }
        self.registered = Some(context.waker().clone());
        self.leave.as_mut().poll(context)
    }

    /// Like [`Self::poll_leave`], for a connection without any request yet: it has a little longer to
    /// send the first one.
    pub fn poll_leave_unused(&mut self, context: &mut Context<'_>) -> Poll<()> {
        ready!(self.poll_leave(context));
        let latest = self.opened + FIRST_REQUEST;
        let timer = self.first_request.get_or_insert_with(|| Box::pin(sleep_until(latest)));
        timer.as_mut().poll(context)
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").field("opened", &self.opened).finish_non_exhaustive()
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if self.drain.open.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.drain.last_closed.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use tokio::task::yield_now;

    use super::Drain;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn connections_leave_on_request_and_the_last_one_is_noticed() {
        block_on(async {
            let drain = Drain::new();
            let visits = [drain.enter(), drain.enter()];
            let leaving = visits.map(|mut visit| {
                tokio::spawn(async move { poll_fn(|context| visit.poll_leave(context)).await })
            });
            yield_now().await;
            assert_eq!(drain.open(), 2);
            drain.begin();
            drain.empty().await;
            assert_eq!(drain.open(), 0);
            for visit in leaving {
                visit.await.unwrap();
            }
        });
    }

    #[test]
    fn taken_up_waits_for_every_worker() {
        block_on(async {
            let drain = Drain::new();
            tokio::spawn(drain.attend());
            let mut both = pin!(drain.taken_up(2));
            for _ in 0..100 {
                let waits =
                    poll_fn(|context| Poll::Ready(both.as_mut().poll(context).is_pending()));
                assert!(waits.await, "one is missing");
                yield_now().await;
            }
            tokio::spawn(drain.attend());
            both.await;
        });
    }
}
