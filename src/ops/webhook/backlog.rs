//! What an endpoint has not been told yet.

use std::time::Duration;

use super::message::Notice;
use super::schedule::Schedule;

/// The notices that were not delivered to an endpoint, combined into one, and when to try. Times are those of a
/// clock that never goes back.
///
/// A newer notice joins those that wait, and the attempts start over. So each message that an endpoint accepts
/// begins where the one before it ended, whatever was lost in between.
#[derive(Debug)]
pub struct Backlog<N> {
    owed: Option<N>,
    /// Attempts that failed since the newest notice arrived.
    failures: usize,
    /// When the next attempt begins; `None` if there is nothing to deliver, or all attempts have failed.
    due: Option<Duration>,
    /// The endpoint asked for no attempt before this time.
    quiet_until: Duration,
}

/// What happens after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another attempt, in this time.
    Retry(Duration),
    /// None until there is a newer notice, after this number of attempts.
    GiveUp(usize),
}

impl<N: Notice> Backlog<N> {
    /// Creates an empty backlog.
    pub fn new() -> Self {
        Self { owed: None, failures: 0, due: None, quiet_until: Duration::ZERO }
    }

    /// Adds a notice.
    pub fn add(&mut self, notice: N, now: Duration) {
        self.owed = Some(match self.owed.take() {
            Some(older) => older.followed_by(&notice),
            None => notice,
        });
        self.failures = 0;
        self.due = Some(now.max(self.quiet_until));
    }

    /// Returns when the next attempt begins.
    pub fn due(&self) -> Option<Duration> {
        self.due
    }

    /// Returns whether something was not delivered.
    pub fn is_owed(&self) -> bool {
        self.owed.is_some()
    }

    /// Takes what is due, to deliver it.
    pub fn take(&mut self, now: Duration) -> Option<N> {
        self.due.filter(|due| *due <= now)?;
        self.due = None;
        self.owed.take()
    }

    /// Puts back what was not delivered. `wait` is the time that the endpoint asked for, and `delayed` adds jitter.
    pub fn put_back(
        &mut self,
        notice: N,
        now: Duration,
        wait: Duration,
        schedule: &Schedule,
        delayed: impl Fn(Duration) -> Duration,
    ) -> Next {
        self.quiet_until = now + wait;
        if let Some(newer) = self.owed.take() {
            // It arrived during the attempt, so it has not been tried yet.
            self.owed = Some(notice.followed_by(&newer));
            self.due = Some(self.quiet_until);
            return Next::Retry(wait);
        }
        self.owed = Some(notice);
        self.failures += 1;
        match schedule.delay(self.failures) {
            Some(delay) => {
                let delay = delayed(delay.max(wait));
                self.due = Some(now + delay);
                Next::Retry(delay)
            }
            None => Next::GiveUp(self.failures),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Backlog, Next};
    use crate::ops::webhook::message::{Message, Notice};
    use crate::ops::webhook::schedule::Schedule;

    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Letters(String);

    impl Notice for Letters {
        fn followed_by(&self, newer: &Self) -> Self {
            Self(format!("{}{}", self.0, newer.0))
        }

        fn message(&self) -> Message {
            Message { id: self.0.clone(), body: Vec::new() }
        }
    }

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn letters(text: &str) -> Letters {
        Letters(text.to_owned())
    }

    fn put_back(backlog: &mut Backlog<Letters>, text: &str, now: u64, wait: u64) -> Next {
        let schedule = Schedule::default();
        backlog.put_back(letters(text), seconds(now), seconds(wait), &schedule, |delay| delay)
    }

    #[test]
    fn a_notice_is_due_at_once_and_then_by_the_schedule() {
        let mut backlog = Backlog::new();
        assert_eq!(backlog.take(seconds(0)), None);
        backlog.add(letters("a"), seconds(1));
        let mut now = 1;
        for delay in [5, 300, 1800, 7200, 18_000, 36_000] {
            assert_eq!(backlog.take(seconds(now)), Some(letters("a")));
            assert_eq!(put_back(&mut backlog, "a", now, 0), Next::Retry(seconds(delay)));
            assert_eq!(backlog.take(seconds(now + delay - 1)), None);
            now += delay;
            assert_eq!(backlog.due(), Some(seconds(now)));
        }
        assert_eq!(backlog.take(seconds(now)), Some(letters("a")));
        assert_eq!(put_back(&mut backlog, "a", now, 0), Next::GiveUp(7));
        assert!(backlog.is_owed());
        assert_eq!(backlog.due(), None);
    }

    #[test]
    fn a_newer_notice_joins_those_that_wait() {
        let mut backlog = Backlog::new();
        backlog.add(letters("a"), seconds(0));
        assert_eq!(backlog.take(seconds(0)), Some(letters("a")));
        put_back(&mut backlog, "a", 0, 0);
        backlog.add(letters("b"), seconds(1));
        assert_eq!(backlog.take(seconds(1)), Some(letters("ab")));
        // This one arrives during the attempt.
        backlog.add(letters("c"), seconds(2));
        assert_eq!(put_back(&mut backlog, "ab", 3, 0), Next::Retry(seconds(0)));
        assert_eq!(backlog.take(seconds(3)), Some(letters("abc")));
        assert!(!backlog.is_owed());
        // The attempts started over.
        assert_eq!(put_back(&mut backlog, "abc", 4, 0), Next::Retry(seconds(5)));
    }

    #[test]
    fn what_was_given_up_is_part_of_the_next_message() {
        let mut backlog = Backlog::new();
        backlog.add(letters("a"), seconds(0));
        let schedule = Schedule::new(&[]);
        let taken = backlog.take(seconds(0)).unwrap();
        let next = backlog.put_back(taken, seconds(0), seconds(0), &schedule, |delay| delay);
        assert_eq!(next, Next::GiveUp(1));
        backlog.add(letters("b"), seconds(90));
        assert_eq!(backlog.take(seconds(90)), Some(letters("ab")));
    }

    #[test]
    fn an_endpoint_that_asks_to_wait_is_left_alone() {
        let mut backlog = Backlog::new();
        backlog.add(letters("a"), seconds(0));
        backlog.take(seconds(0));
        assert_eq!(put_back(&mut backlog, "a", 0, 120), Next::Retry(seconds(120)));
        backlog.add(letters("b"), seconds(60));
        assert_eq!(backlog.due(), Some(seconds(120)));
        assert_eq!(backlog.take(seconds(120)), Some(letters("ab")));
        // The schedule asks for more.
        put_back(&mut backlog, "ab", 120, 1);
        assert_eq!(backlog.due(), Some(seconds(125)));
    }
}
