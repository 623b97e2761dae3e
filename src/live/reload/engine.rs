//! The thread that keeps the content up to date.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::changes::Waker;
use super::parts::ReloadParts;
use super::reloader::Reloader;
use super::workers;

/// The pause after a fault, so that one that repeats does not take all time.
const PAUSE: Duration = Duration::from_secs(1);

/// The thread that keeps the content up to date. It ends when this is dropped.
pub struct Engine {
    waker: Waker,
    is_stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread.
    ///
    /// # Errors
    /// Returns an error if a thread cannot be started.
    pub fn start(parts: ReloadParts) -> io::Result<Self> {
        let waker = parts.changes.waker();
        let is_stopping = Arc::new(AtomicBool::new(false));
        let mut reloader = Reloader::new(parts, Arc::clone(&is_stopping))?;
        let is_over = Arc::clone(&is_stopping);
        let run = move || {
            workers::lower_priority();
            while !is_over.load(Ordering::Relaxed) {
                // A fault must not end all reloads. The snapshot is replaced as a whole, so it is intact.
                if catch_unwind(AssertUnwindSafe(|| reloader.step())).is_err() {
                    reloader.recover();
                    thread::park_timeout(PAUSE);
                }
            }
        };
        let thread = thread::Builder::new().name("reload".to_owned()).spawn(run)?;
        Ok(Self { waker, is_stopping, thread: Some(thread) })
    }

    /// Returns a function that has the thread check now what changed besides the source: it is to be called when
    /// the first search index is ready.
    pub fn waker(&self) -> Waker {
        Arc::clone(&self.waker)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.is_stopping.store(true, Ordering::Relaxed);
        (self.waker)();
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic was reported when it happened.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}
