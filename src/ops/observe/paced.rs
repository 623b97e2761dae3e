//! Work that is the same for everyone, done for all of them together where many ask at once.

use bytes::Bytes;
use tokio::sync::Mutex;

use crate::ops::clock::Clock;
use crate::protocol::problem::Problem;

/// How often the work is done in a second.
const MOST_IN_A_SECOND: u32 = 8;

/// A text that takes work to make. It is made a few times a second at most, one at a time; who asks
/// more often gets the last one of that second.
#[derive(Debug)]
pub struct Paced {
    clock: Clock,
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    second: u64,
    made: u32,
    text: Option<Bytes>,
}

impl Paced {
    /// A text that has not been made yet, by the seconds of `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, last: Mutex::default() }
    }

    /// The text, made by `make` or made before in the same second.
    ///
    /// # Errors
    /// Those of `make`.
    pub async fn get(
        &self,
        make: impl Future<Output = Result<Bytes, Problem>>,
    ) -> Result<Bytes, Problem> {
        let mut last = self.last.lock().await;
        let second = self.clock.elapsed().as_secs();
        if last.second != second {
            *last = Last { second, ..Last::default() };
        }
        if last.made >= MOST_IN_A_SECOND
            && let Some(text) = &last.text
        {
            return Ok(text.clone());
        }
        // Counted before, as one that is given up has been begun.
        last.made += 1;
        let text = make.await?;
        last.text = Some(text.clone());
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use jiff::Timestamp;

    use super::{MOST_IN_A_SECOND, Paced};
    use crate::ops::clock::Clock;

    #[actix_web::test]
    async fn a_flood_shares_what_was_made_and_the_next_second_has_its_own() {
        let now = Arc::new(AtomicI64::new(0));
        let moved = Arc::clone(&now);
        let clock =
            Clock::new(move || Timestamp::from_millisecond(moved.load(Ordering::Relaxed)).unwrap());
        let paced = Paced::new(clock);
        let get = |text: String| paced.get(async move { Ok(text.into()) });
        for number in 1..=MOST_IN_A_SECOND {
            assert_eq!(get(number.to_string()).await.ok().unwrap(), number.to_string());
        }
        now.store(999, Ordering::Relaxed);
        assert_eq!(get("late".to_owned()).await.ok().unwrap(), MOST_IN_A_SECOND.to_string());
        now.store(1000, Ordering::Relaxed);
        assert_eq!(get("new".to_owned()).await.ok().unwrap(), "new");
    }
}
