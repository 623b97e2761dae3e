//! A deadline that is moved often and seldom reached.

use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use tokio::time::{Instant, Sleep, sleep_until};

/// A deadline. Moving it to a later time costs nothing: the timer is only moved once it fires.
#[derive(Debug, Default)]
pub struct Deadline {
    at: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    /// The waker that the timer has.
    registered: Option<Waker>,
}

impl Deadline {
    /// Sets the deadline.
    pub fn set(&mut self, at: Instant) {
        self.at = Some(at);
    }

    /// Sets the deadline unless there is one.
    pub fn set_if_none(&mut self, at: impl FnOnce() -> Instant) {
        self.at.get_or_insert_with(at);
    }

    /// Removes the deadline.
    pub fn clear(&mut self) {
        self.at = None;
    }

    /// Waits for the deadline; forever if there is none.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(at) = self.at else { return Poll::Pending };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if at < timer.deadline() {
            timer.as_mut().reset(at);
            self.registered = None;
        }
        // This runs after each request, and a timer takes more time to register again than to be looked at.
        let is_registered =
            self.registered.as_ref().is_some_and(|waker| waker.will_wake(context.waker()));
        if is_registered && !timer.is_elapsed() {
            return Poll::Pending;
        }
        self.registered = Some(context.waker().clone());
        ready!(timer.as_mut().poll(context));
        if timer.deadline() < at {
            timer.as_mut().reset(at);
            ready!(timer.as_mut().poll(context));
        }
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::time::Duration;

    use tokio::time::{Instant, timeout};

    use super::Deadline;

    #[test]
    fn a_deadline_can_be_moved_either_way() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let begun = Instant::now();
            let after = |milliseconds| begun + Duration::from_millis(milliseconds);
            let mut deadline = Deadline::default();
            let is_reached_soon = async |deadline: &mut Deadline| {
                let reached = poll_fn(|context| deadline.poll(context));
                timeout(Duration::from_millis(1), reached).await.is_ok()
            };
            assert!(!is_reached_soon(&mut deadline).await, "there is none");
            deadline.set_if_none(|| after(60_000));
            assert!(!is_reached_soon(&mut deadline).await);
            deadline.set(after(20));
            deadline.set_if_none(|| begun);
            poll_fn(|context| deadline.poll(context)).await;
            assert!(
                (after(20)..after(30_000)).contains(&Instant::now()),
                "moved to an earlier time"
            );
            deadline.set(after(40));
            poll_fn(|context| deadline.poll(context)).await;
            assert!(Instant::now() >= after(40), "moved to a later time");
            deadline.clear();
            assert!(!is_reached_soon(&mut deadline).await, "there is none anymore");
        });
    }
}
