//! The threads that compile and build.

use std::io;
use std::num::NonZero;
use std::thread::available_parallelism;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Creates threads of low priority, one for each core, so that they do not take the time of requests: those use
/// other threads, also for search.
pub(super) fn threads() -> io::Result<ThreadPool> {
    let cores = available_parallelism().map_or(2, NonZero::get);
    ThreadPoolBuilder::new()
        .num_threads(cores)
        .thread_name(|number| format!("reload-{number}"))
        .start_handler(|_| lower_priority())
        .build()
        .map_err(io::Error::other)
}

/// Lowers the priority of the calling thread. With this value, a core that is wanted by a thread of the server
/// gives about a tenth of its time to this one, and all of it otherwise.
#[cfg(target_os = "linux")]
pub(super) fn lower_priority() {
    // On Linux, the calling process stands for the calling thread (setpriority(2), notes). A failure only makes
    // reloads compete with requests.
    let _ = rustix::process::setpriority_process(None, 10);
}

/// Other systems have a priority for the whole process only.
#[cfg(not(target_os = "linux"))]
pub(super) fn lower_priority() {}
