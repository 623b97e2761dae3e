//! Storing manifests in the background.

use std::fmt;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use super::file;
use crate::live::state_dir::StateDir;
use crate::sync::{Bounds, Manifest, Past};

/// The name of the file.
const FILE: &str = "sync-history";

/// The largest file that is read: that of several million posts.
const MAX_BYTES: u64 = 1 << 30;

/// After a file was written, the thread pauses for this many times as long as that took, so that many changes in
/// a row do not occupy a core and a disk.
const PAUSE: u32 = 9;

/// The file with the manifests. It is written by a thread of its own: always the latest state, and none that was
/// replaced meanwhile.
pub(super) struct Store {
    folder: StateDir,
    mailbox: Arc<Mailbox>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Mailbox {
    state: Mutex<Waiting>,
    changed: Condvar,
}

/// What the thread has to do.
#[derive(Default)]
struct Waiting {
    latest: Option<(Arc<Manifest>, Past)>,
    is_closing: bool,
}

impl Store {
    pub(super) fn new(folder: StateDir) -> Self {
        Self { folder, mailbox: Arc::default(), thread: Mutex::new(None) }
    }

    /// Reads the file. A damaged one is reported and ignored; it is replaced soon.
    pub(super) fn read(&self, bounds: Bounds) -> Option<(Manifest, Past)> {
        let bytes = match self.folder.read(FILE, MAX_BYTES) {
            Ok(bytes) => bytes?,
            Err(error) => {
                self.report("cannot be read, so clients must reload all posts", &error);
                return None;
            }
        };
        let read = file::read(&bytes, bounds);
        if read.is_none() {
            let error = io::Error::new(io::ErrorKind::InvalidData, "it is of another version");
            self.report("cannot be used, so clients must reload all posts", &error);
        }
        read
    }

    /// Has the file written soon.
    pub(super) fn write(&self, current: Arc<Manifest>, past: Past) {
        self.mailbox.lock().latest = Some((current, past));
        self.mailbox.changed.notify_all();
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_some() {
            return;
        }
        let (folder, mailbox) = (self.folder.clone(), Arc::clone(&self.mailbox));
        let run = move || mailbox.run(&folder);
        match thread::Builder::new().name("sync history".to_owned()).spawn(run) {
            Ok(started) => *thread = Some(started),
            Err(error) => self.report("is not written, because no thread can be started", &error),
        }
    }

    /// Waits until the latest state is written, and ends the thread.
    pub(super) fn close(&self) {
        self.mailbox.lock().is_closing = true;
        self.mailbox.changed.notify_all();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A panic of the thread was reported.
        let _ = thread.map(JoinHandle::join);
    }

    fn report(&self, what: &str, error: &io::Error) {
        report(&self.folder, what, error);
    }
}

fn report(folder: &StateDir, what: &str, error: &io::Error) {
    let path = folder.path().join(FILE);
    tracing::warn!("{} {what}: {error}", path.display());
}

impl Mailbox {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes each state until the store is closed.
    fn run(&self, folder: &StateDir) {
        let mut has_failed = false;
        let mut state = self.lock();
        loop {
            if let Some((current, past)) = state.latest.take() {
                drop(state);
                let started = Instant::now();
                let written = folder.write(FILE, &file::write(&current, &past));
                match written {
                    Ok(()) => has_failed = false,
                    // Once, until it succeeds again.
                    Err(error) if !has_failed => {
                        report(
                            folder,
                            "cannot be written, so it will not survive a restart",
                            &error,
                        );
                        has_failed = true;
                    }
                    Err(_) => {}
                }
                let pause = started.elapsed() * PAUSE;
                let wait =
                    self.changed.wait_timeout_while(self.lock(), pause, |state| !state.is_closing);
                (state, _) = wait.unwrap_or_else(PoisonError::into_inner);
            } else if state.is_closing {
                return;
            } else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("folder", &self.folder).finish_non_exhaustive()
    }
}
