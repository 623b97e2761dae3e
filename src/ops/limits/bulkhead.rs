//! Work that takes a core for milliseconds, kept apart from everything else.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::in_flight::InFlight;
use crate::protocol::problem::{Problem, ProblemKind};

/// How many pieces of work wait for each core: what is done in a moment, so that nobody waits for long.
const WAITING_FOR_EACH: usize = 32;

/// Runs heavy work: as many pieces at once as there are cores, the others in their order.
///
/// More threads than cores would make every answer late, not only those that are heavy.
#[derive(Debug)]
pub struct Bulkhead {
    at_once: usize,
    running: Arc<Semaphore>,
    waiting: InFlight,
}

impl Bulkhead {
    /// A bulkhead for this machine, or for what its container may use. What runs and waits takes no more
    /// than half of `max_in_flight`, so that there is always room for light requests.
    pub fn new(max_in_flight: usize) -> Self {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        let (running, waiting) = sizes(cores, max_in_flight);
        Self::with(running, waiting)
    }

    fn with(running: usize, waiting: usize) -> Self {
        Self {
            at_once: running,
            running: Arc::new(Semaphore::new(running)),
            waiting: InFlight::new(waiting),
        }
    }

    /// How many pieces of work run at once at most.
    pub fn at_once(&self) -> usize {
        self.at_once
    }

    /// Does work in a thread for it. What has begun is finished even where nobody waits for it any
    /// more, and keeps its place until then.
    ///
    /// # Errors
    /// `overloaded` where too much is waiting already; `internal` where the work panics.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.place().await?;
        let work = move || {
            let done = work();
            drop(place);
            done
        };
        spawn_blocking(work).await.map_err(|_| unfinished())
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(place) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(place);
        }
        let Some(_waiting) = self.waiting.enter() else {
            let detail = "more searches and posts to render are waiting than can be done soon";
            return Err(Problem::new(ProblemKind::Overloaded, detail));
        };
        Arc::clone(&self.running).acquire_owned().await.map_err(|_| unfinished())
    }

    /// How many pieces of work wait.
    pub fn waiting(&self) -> usize {
        self.waiting.count()
    }
}

/// How many pieces of work run, and how many wait.
fn sizes(cores: usize, max_in_flight: usize) -> (usize, usize) {
    let most = max_in_flight / 2;
    let running = cores.min(most).max(1);
    (running, (cores * WAITING_FOR_EACH).min(most.saturating_sub(running)))
}

fn unfinished() -> Problem {
    Problem::new(ProblemKind::Internal, "the work was not finished")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::{Bulkhead, sizes};
    use crate::protocol::problem::ProblemKind;

    /// Work that runs until it is told a number, which is what it does.
    fn work() -> (mpsc::Sender<u32>, impl FnOnce() -> u32 + Send) {
        let (sender, receiver) = mpsc::channel();
        (sender, move || receiver.recv().unwrap_or_default())
    }

    #[test]
    fn heavy_work_takes_no_more_than_half_of_what_is_in_flight() {
        assert_eq!(sizes(2, 512), (2, 64));
        assert_eq!(sizes(64, 512), (64, 192));
        assert_eq!(sizes(64, 64), (32, 0));
        assert_eq!(sizes(2, 1), (1, 0));
    }

    #[actix_web::test]
    async fn work_runs_waits_in_order_or_is_refused_and_goes_on_when_some_is_done() {
        let bulkhead = Bulkhead::with(1, 1);
        let ((first, one), (second, two)) = (work(), work());
        let (one, two, three) = tokio::join!(bulkhead.run(one), bulkhead.run(two), async {
            // The other two have been polled once: one runs, one waits.
            assert_eq!(bulkhead.waiting(), 1);
            let refused = bulkhead.run(|| 3).await;
            first.send(1).unwrap();
            second.send(2).unwrap();
            refused.map_err(|problem| problem.kind)
        });
        assert_eq!((one.ok(), two.ok(), three), (Some(1), Some(2), Err(ProblemKind::Overloaded)));
        assert_eq!((bulkhead.waiting(), bulkhead.run(|| 4).await.ok()), (0, Some(4)));
    }

    #[actix_web::test]
    async fn work_that_nobody_waits_for_any_more_keeps_its_place_until_it_is_done() {
        let bulkhead = Bulkhead::with(1, 0);
        let (sender, running) = work();
        let begun = bulkhead.run(running);
        tokio::select! { biased; _ = begun => {} () = async {} => {} }
        assert!(bulkhead.run(|| 1).await.is_err());
        drop(sender);
        while bulkhead.run(|| 2).await.is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[actix_web::test]
    async fn work_that_panics_gives_its_place_back() {
        let bulkhead = Bulkhead::with(1, 0);
        let failed = bulkhead.run(|| std::panic::resume_unwind(Box::new(()))).await;
        assert_eq!(failed.map_err(|problem| problem.kind), Err::<(), _>(ProblemKind::Internal));
        assert_eq!(bulkhead.run(|| 1).await.ok(), Some(1));
    }
}
