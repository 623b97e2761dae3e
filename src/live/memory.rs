//! Returns freed memory to the operating system after work that needs much of it.
//!
//! The allocator, mimalloc, keeps what was freed for a second, because it is often wanted again. It returns it the next
//! time that a thread frees pages or ends, and a server between requests does neither. A thread also keeps the pages
//! that it has filled in part, for as long as it lives. So work that needs much memory gets threads of its own, and
//! another thread ends when the time is over.

use std::thread;
use std::time::{Duration, Instant};

use rayon::ThreadPoolBuilder;

/// How long after work its memory is returned: longer than the allocator keeps it.
const RETENTION: Duration = Duration::from_millis(1200);

/// Runs parallel work in threads of its own, one for each core, which end after it.
pub fn with_own_threads<T: Send>(name: &'static str, work: impl FnOnce() -> T + Send) -> T {
    let threads = ThreadPoolBuilder::new().thread_name(move |number| format!("{name}-{number}"));
    match threads.build() {
        Ok(threads) => threads.install(work),
        // Those that are there do the same.
        Err(_) => work(),
    }
}

/// Waits until the allocator may return what this thread has freed. To be called at the end of a thread.
pub fn linger() {
    thread::sleep(RETENTION);
}

/// Remembers that memory was freed, and has it returned later.
#[derive(Debug, Default)]
pub(super) struct Freed {
    due: Option<Instant>,
}

impl Freed {
    /// Memory was freed at this time.
    pub(super) fn record(&mut self, now: Instant) {
        self.due = Some(now + RETENTION);
    }

    /// When the memory is to be returned.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Has the memory returned if it is time. Returns whether it was.
    pub(super) fn release(&mut self, now: Instant) -> bool {
        let is_due = self.due.take_if(|due| *due <= now).is_some();
        if is_due && let Ok(thread) = thread::Builder::new().spawn(|| {}) {
            // Its end is what counts.
            let _ = thread.join();
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Freed, with_own_threads};

    #[test]
    fn memory_is_returned_once_and_a_while_after_the_last_work() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut freed = Freed::default();
        assert!(freed.due().is_none() && !freed.release(start));
        freed.record(start);
        assert!(!freed.release(start + second));
        freed.record(start + second);
        assert!(!freed.release(start + second * 2));
        assert!(freed.release(start + second * 3));
        assert!(freed.due().is_none() && !freed.release(start + second * 9));
    }

    #[test]
    fn own_threads_have_a_name_and_end() {
        let name =
            with_own_threads("counting", || std::thread::current().name().map(str::to_owned));
        let name = name.unwrap();
        assert!(name.starts_with("counting-"), "{name}");
    }
}
