//! The thread that keeps the content up to date.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::changes::Waker;
use super::parts::ReloadParts;
use super::reloader::Reloader;

/// The pause after a fault, so that one that repeats does not take all time.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a shutdown waits for the work in progress. What is stored is replaced as a whole, so the process may end
/// in the middle of it.
const LONGEST_END: Duration = Duration::from_secs(1);

/// The thread that keeps the content up to date. It ends when this is dropped, or at its next step if it is busy for
/// longer than a second.
pub struct Engine {
    waker: Waker,
    is_stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// Disconnected when the thread ends.
    ended: Receiver<Infallible>,
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
        let (running, ended) = mpsc::channel();
        let run = move || {
            let _running: Sender<Infallible> = running;
            while !is_over.load(Ordering::Relaxed) {
                // A fault must not end all reloads. The snapshot is replaced as a whole, so it is intact.
                if catch_unwind(AssertUnwindSafe(|| reloader.step())).is_err() {
                    reloader.recover();
                    thread::park_timeout(PAUSE);
                }
            }
        };
        let thread = thread::Builder::new().name("reload".to_owned()).spawn(run)?;
        Ok(Self { waker, is_stopping, thread: Some(thread), ended })
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
            if self.ended.recv_timeout(LONGEST_END) == Err(RecvTimeoutError::Disconnected) {
                // A panic was reported when it happened.
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::sync::{Arc, mpsc};
    use std::thread;

    use super::Engine;

    #[test]
    fn a_shutdown_does_not_wait_for_work_that_takes_long() {
        let (running, ended) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let is_stopping = Arc::new(AtomicBool::new(false));
        let work = move || {
            let _running = running;
            released.recv().unwrap();
        };
        let thread = Some(thread::spawn(work));
        let waker = Arc::new(|| {});
        drop(Engine { waker, is_stopping: Arc::clone(&is_stopping), thread, ended });
        assert!(is_stopping.load(std::sync::atomic::Ordering::Relaxed));
        release.send(()).unwrap();
    }
}
