//! The threads that compile and build.

use std::io;
use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The maximum number of files of an urgent reload.
const FEW_FILES: usize = 64;

/// How many times longer the pauses between urgent reloads are than these, so that they take at most a tenth of the
/// time from requests.
const PAUSE_RATIO: u32 = 9;

/// Two sets of threads, one for each core. An author who saves a file waits for the result, so a few files are
/// reloaded with the priority of requests, which takes milliseconds. Many files, or files that change all the
/// time, are reloaded with low priority. A thread cannot raise its priority again without privileges.
pub(super) struct Workers {
    urgent: ThreadPool,
    low: ThreadPool,
    is_urgent: bool,
    /// When the next reload may be urgent.
    urgent_from: Option<Instant>,
}

impl Workers {
    pub fn start() -> io::Result<Self> {
        let urgent = threads("reload").build().map_err(io::Error::other)?;
        Ok(Self { urgent, low: low_threads()?, is_urgent: false, urgent_from: None })
    }

    /// Determines the priority of a reload of this number of files.
    pub fn begin(&mut self, files: usize, now: Instant) {
        self.is_urgent = files <= FEW_FILES && self.urgent_from.is_none_or(|from| from <= now);
    }

    /// The reload has taken this time.
    pub fn end(&mut self, took: Duration, now: Instant) {
        if self.is_urgent {
            self.urgent_from = Some(now + took * PAUSE_RATIO);
        } else if let Ok(new) = low_threads() {
            // A thread keeps the memory that it has filled in part for as long as it lives.
            self.low = new;
        }
        self.is_urgent = false;
    }

    /// Runs work of the reload, or work of low priority between two.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        if self.is_urgent { self.urgent.install(work) } else { self.low.install(work) }
    }
}

fn threads(name: &'static str) -> ThreadPoolBuilder {
    let cores = available_parallelism().map_or(2, NonZero::get);
    ThreadPoolBuilder::new()
        .num_threads(cores)
        .thread_name(move |number| format!("{name}-{number}"))
}

fn low_threads() -> io::Result<ThreadPool> {
    threads("reload-low").start_handler(|_| lower_priority()).build().map_err(io::Error::other)
}

/// Lowers the priority of the calling thread. With this value, a core that is wanted by a thread of the server
/// gives about a tenth of its time to this one, and all of it otherwise.
#[cfg(target_os = "linux")]
fn lower_priority() {
    // On Linux, the calling process stands for the calling thread (setpriority(2), notes). A failure only makes
    // reloads compete with requests.
    let _ = rustix::process::setpriority_process(None, 10);
}

/// Other systems have a priority for the whole process only.
#[cfg(not(target_os = "linux"))]
fn lower_priority() {}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{FEW_FILES, Workers};

    #[test]
    fn reloads_of_few_files_are_urgent_unless_they_follow_each_other_closely() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut workers = Workers::start().unwrap();
        let mut is_urgent = |files, at: u32, took: u32| {
            workers.begin(files, start + second * at);
            let is_urgent = workers.is_urgent;
            workers.end(second * took, start + second * (at + took));
            is_urgent
        };
        assert!(is_urgent(FEW_FILES, 0, 2));
        assert!(!is_urgent(1, 3, 1), "9 times 2 s have not passed");
        assert!(is_urgent(1, 20, 1));
        assert!(!is_urgent(FEW_FILES + 1, 40, 100));
        assert!(is_urgent(1, 140, 1), "what has low priority needs no pause");
    }
}
