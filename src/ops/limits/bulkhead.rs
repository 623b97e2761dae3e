//! Isolation of work that occupies a core for milliseconds.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::in_flight::InFlight;
use crate::protocol::problem::{Problem, ProblemKind};

/// How many tasks may wait per core: few enough that none waits for long.
const WAITING_PER_CORE: usize = 32;

/// Runs heavy tasks: as many at a time as there are cores, the others in order.
///
/// More threads than cores would delay every response, not only the heavy ones.
#[derive(Debug)]
pub struct Bulkhead {
    max_running: usize,
    running: Arc<Semaphore>,
    waiting: InFlight,
}

impl Bulkhead {
    /// Creates a bulkhead for the cores that this process may use. Running and waiting tasks take no more
    /// than half of `max_in_flight`, so that there is always room for light requests.
    pub fn new(max_in_flight: usize) -> Self {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        let (running, waiting) = sizes(cores, max_in_flight);
        Self::with(running, waiting)
    }

    fn with(running: usize, waiting: usize) -> Self {
        Self {
            max_running: running,
            running: Arc::new(Semaphore::new(running)),
            waiting: InFlight::new(waiting),
        }
    }

    /// Returns how many tasks run at a time at most.
    pub fn max_running(&self) -> usize {
        self.max_running
    }

    /// Runs a task on its own thread. A task that has started is finished, and counts as running until
    /// then, even if the returned future is dropped.
    ///
    /// # Errors
    /// Returns `overloaded` if the queue is full, and `internal` if the task panics.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = self.permit().await?;
        let work = move || {
            let result = work();
            drop(permit);
            result
        };
        let failed = |_| Problem::new(ProblemKind::Internal, "a task did not finish");
        spawn_blocking(work).await.map_err(failed)
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(permit);
        }
        let Some(_waiting) = self.waiting.enter() else {
            let detail = "too many searches and renderings are waiting";
            return Err(Problem::new(ProblemKind::Overloaded, detail));
        };
        let permit = Arc::clone(&self.running).acquire_owned().await;
        Ok(permit.expect("the semaphore is never closed"))
    }

    /// Returns the number of waiting tasks.
    pub fn waiting(&self) -> usize {
        self.waiting.count()
    }
}

/// Returns how many tasks may run, and how many may wait.
fn sizes(cores: usize, max_in_flight: usize) -> (usize, usize) {
    let max = max_in_flight / 2;
    let running = cores.min(max).max(1);
    (running, (cores * WAITING_PER_CORE).min(max.saturating_sub(running)))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::{Bulkhead, sizes};
    use crate::protocol::problem::ProblemKind;

    /// A task that waits for a number and returns it.
    fn task() -> (mpsc::Sender<u32>, impl FnOnce() -> u32 + Send) {
        let (sender, receiver) = mpsc::channel();
        (sender, move || receiver.recv().unwrap_or_default())
    }

    #[test]
    fn tasks_take_no_more_than_half_of_the_requests_in_flight() {
        assert_eq!(sizes(2, 512), (2, 64));
        assert_eq!(sizes(64, 512), (64, 192));
        assert_eq!(sizes(64, 64), (32, 0));
        assert_eq!(sizes(2, 1), (1, 0));
    }

    #[actix_web::test]
    async fn tasks_run_wait_in_order_or_are_rejected() {
        let bulkhead = Bulkhead::with(1, 1);
        let ((first, one), (second, two)) = (task(), task());
        let (one, two, three) = tokio::join!(bulkhead.run(one), bulkhead.run(two), async {
            // The other two have been polled once: one runs, one waits.
            assert_eq!(bulkhead.waiting(), 1);
            let rejected = bulkhead.run(|| 3).await;
            first.send(1).unwrap();
            second.send(2).unwrap();
            rejected.map_err(|problem| problem.kind)
        });
        assert_eq!((one.ok(), two.ok(), three), (Some(1), Some(2), Err(ProblemKind::Overloaded)));
        assert_eq!((bulkhead.waiting(), bulkhead.run(|| 4).await.ok()), (0, Some(4)));
    }

    #[actix_web::test]
    async fn an_abandoned_task_counts_as_running_until_it_is_finished() {
        let bulkhead = Bulkhead::with(1, 0);
        let (sender, running) = task();
        let started = bulkhead.run(running);
        tokio::select! { biased; _ = started => {} () = async {} => {} }
        assert!(bulkhead.run(|| 1).await.is_err());
        drop(sender);
        while bulkhead.run(|| 2).await.is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[actix_web::test]
    async fn a_task_that_panics_no_longer_counts() {
        let bulkhead = Bulkhead::with(1, 0);
        let failed = bulkhead.run(|| std::panic::resume_unwind(Box::new(()))).await;
        assert_eq!(failed.map_err(|problem| problem.kind), Err::<(), _>(ProblemKind::Internal));
        assert_eq!(bulkhead.run(|| 1).await.ok(), Some(1));
    }
}
