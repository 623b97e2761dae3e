//! Connections on their way out: how a listener comes to have none.

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

/// How long a connection may wait with its first request when the server ends. Its client has just
/// opened it for one.
const FIRST_REQUEST: Duration = Duration::from_secs(2);

/// How often a worker lets its other tasks run before it is sure that each has had its turn.
const TURNS: usize = 8;

/// The connections of a listener.
#[derive(Debug)]
pub struct Drain {
    open: AtomicUsize,
    closed_last: Notify,
    begun: AtomicBool,
    leaving: CancellationToken,
    asked: CancellationToken,
    came_round: Semaphore,
}

impl Drain {
    /// No connections yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            open: AtomicUsize::new(0),
            closed_last: Notify::new(),
            begun: AtomicBool::new(false),
            leaving: CancellationToken::new(),
            asked: CancellationToken::new(),
            came_round: Semaphore::new(0),
        })
    }

    /// Counts a connection until what is returned is dropped.
    pub fn enter(self: &Arc<Self>) -> Visit {
        self.open.fetch_add(1, Ordering::AcqRel);
        Visit {
            drain: Arc::clone(self),
            leaving: Box::pin(self.leaving.clone().cancelled_owned()),
            waiting: None,
            opened: Instant::now(),
            first_request: None,
        }
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Asks connections to leave once no request is under way.
    pub fn begin(&self) {
        self.begun.store(true, Ordering::Release);
        self.leaving.cancel();
    }

    /// Ends once no connection is open.
    pub async fn empty(&self) {
        loop {
            let mut closed = pin!(self.closed_last.notified());
            closed.as_mut().enable();
            if self.open() == 0 {
                return;
            }
            closed.await;
        }
    }

    /// What a worker runs beside its connections, so that it can be asked whether it has come to all
    /// that it was given.
    pub fn attend(self: &Arc<Self>) -> impl Future<Output = ()> + 'static {
        let drain = Arc::clone(self);
        async move {
            drain.asked.cancelled().await;
            for _ in 0..TURNS {
                yield_now().await;
            }
            drain.came_round.add_permits(1);
        }
    }

    /// Ends once so many workers have taken up every connection that was handed to them before.
    pub async fn taken_up(&self, workers: u32) {
        self.asked.cancel();
        // The semaphore is never closed.
        let _ = self.came_round.acquire_many(workers).await;
    }
}

/// A connection while it is open.
pub struct Visit {
    drain: Arc<Drain>,
    leaving: Pin<Box<WaitForCancellationFutureOwned>>,
    /// Who is woken by it.
    waiting: Option<Waker>,
    opened: Instant,
    first_request: Option<Pin<Box<Sleep>>>,
}

impl Visit {
    /// When the connection was opened.
    pub fn opened(&self) -> Instant {
        self.opened
    }

    /// Whether the connection, which has no request under way, is to leave.
    pub fn poll_leave(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.drain.begun.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        // All connections wait for the same, behind one lock, so each asks once.
        if self.waiting.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
            return Poll::Pending;
        }
        self.waiting = Some(context.waker().clone());
        self.leaving.as_mut().poll(context)
    }

    /// The same for a connection that never had a request, and has a little longer to send its first.
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
            self.drain.closed_last.notify_waiters();
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
    fn connections_are_asked_to_leave_and_the_last_one_is_noticed() {
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
    fn workers_are_waited_for_until_each_has_come_round() {
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
