//! A limit on how often a shared text is computed.

use bytes::Bytes;
use tokio::sync::Mutex;

use crate::ops::clock::Clock;
use crate::protocol::problem::Problem;

/// How often the text is computed per second at most.
const MAX_PER_SECOND: u32 = 8;

/// A text that is expensive to compute. It is computed a few times per second at most, once at a time;
/// further requests get the last text of the same second.
#[derive(Debug)]
pub struct Paced {
    clock: Clock,
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    second: u64,
    computed: u32,
    text: Option<Bytes>,
}

impl Paced {
    /// Creates a text that has not been computed yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, last: Mutex::default() }
    }

    /// Returns the text, computed by `compute` or before in the same second.
    ///
    /// # Errors
    /// Returns the error of `compute`.
    pub async fn get(
        &self,
        compute: impl Future<Output = Result<Bytes, Problem>>,
    ) -> Result<Bytes, Problem> {
        let mut last = self.last.lock().await;
        let second = self.clock.elapsed().as_secs();
        if last.second != second {
            *last = Last { second, ..Last::default() };
        }
        if last.computed >= MAX_PER_SECOND
            && let Some(text) = &last.text
        {
            return Ok(text.clone());
        }
        // Counted before, because a computation that is abandoned has been started.
        last.computed += 1;
        let text = compute.await?;
        last.text = Some(text.clone());
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use jiff::Timestamp;

    use super::{MAX_PER_SECOND, Paced};
    use crate::ops::clock::Clock;

    #[actix_web::test]
    async fn frequent_requests_share_the_last_text_of_a_second() {
        let now = Arc::new(AtomicI64::new(0));
        let moved = Arc::clone(&now);
        let clock =
            Clock::new(move || Timestamp::from_millisecond(moved.load(Ordering::Relaxed)).unwrap());
        let paced = Paced::new(clock);
        let get = |text: String| paced.get(async move { Ok(text.into()) });
        for number in 1..=MAX_PER_SECOND {
            assert_eq!(get(number.to_string()).await.ok().unwrap(), number.to_string());
        }
        now.store(999, Ordering::Relaxed);
        assert_eq!(get("late".to_owned()).await.ok().unwrap(), MAX_PER_SECOND.to_string());
        now.store(1000, Ordering::Relaxed);
        assert_eq!(get("new".to_owned()).await.ok().unwrap(), "new");
    }
}
