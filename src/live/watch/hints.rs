//! Hints that files may have changed, collected until there are no further ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::options::Fallback;

/// Hints are complete once there were no further ones for this time: editors and `git` change several files in
/// succession.
const QUIET: Duration = Duration::from_millis(30);

/// Hints are passed on after this time, even if there are further ones or a file is still open for writing.
const LONGEST_DELAY: Duration = Duration::from_millis(500);

/// With more paths than this, everything is examined: that takes no longer, and the memory is bounded.
const MAX_PATHS: usize = 16_384;

/// No panic is possible while the lock is held.
const NOT_POISONED: &str = "no panic while hints are collected";

/// Collects hints from any thread for the one that examines the source. A slow consumer costs nothing: repeated hints
/// are one.
#[derive(Debug, Clone, Default)]
pub struct Hints(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    collected: Mutex<Collected>,
    is_changed: Condvar,
}

#[derive(Debug, Default)]
struct Collected {
    hinted: Hinted,
    /// Files that are being written, as far as is known.
    writing: BTreeSet<PathBuf>,
    /// The times of the first and the last hint.
    times: Option<(Instant, Instant)>,
    is_woken: bool,
}

/// What may have changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hinted {
    /// Files and folders.
    pub paths: BTreeSet<PathBuf>,
    /// Everything.
    pub everything: bool,
    /// Events were lost, because there were too many.
    pub are_lost: bool,
    /// Everything, because somebody asks for it.
    pub is_requested: bool,
    /// Watched folders that were moved or removed; their watches are lost.
    pub unwatched: BTreeSet<PathBuf>,
    /// Why there can be no further events.
    pub failure: Option<Fallback>,
}

/// The result of waiting.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Waited {
    Hinted(Hinted),
    Woken,
    TimedOut,
}

impl Hints {
    /// Asks for an examination of the whole source, as SIGHUP does.
    pub fn request(&self) {
        self.collect(|collected| collected.hinted.is_requested = true);
    }

    /// Ends a wait.
    pub fn wake(&self) {
        self.lock().is_woken = true;
        self.0.is_changed.notify_all();
    }

    /// Returns whether there are hints.
    pub fn are_pending(&self) -> bool {
        self.lock().times.is_some()
    }

    /// A file or folder may have changed; it is not being written any more.
    pub(super) fn add(&self, path: &Path) {
        self.collect(|collected| {
            collected.writing.remove(path);
            collected.mark(path);
        });
    }

    /// A file is being written. It is not examined before that ends, unless it takes long.
    pub(super) fn add_writing(&self, path: &Path) {
        self.collect(|collected| {
            collected.mark(path);
            if !collected.hinted.everything {
                collected.writing.insert(path.to_owned());
            }
        });
    }

    /// Anything may have changed.
    pub(super) fn add_everything(&self) {
        self.collect(Collected::mark_everything);
    }

    /// The watch of a folder is lost.
    pub(super) fn add_unwatched(&self, path: &Path) {
        self.collect(|collected| {
            collected.hinted.unwatched.insert(path.to_owned());
        });
    }

    /// There will be no further events.
    pub(super) fn fail(&self, reason: Fallback) {
        self.collect(|collected| {
            collected.mark_everything();
            collected.hinted.failure = Some(reason);
        });
    }

    /// Events were lost.
    pub(super) fn add_lost(&self) {
        self.collect(|collected| collected.hinted.are_lost = true);
    }

    /// Waits until hints are complete or the deadline has passed, or until it is woken.
    pub(super) fn wait(&self, deadline: Instant) -> Waited {
        let mut collected = self.lock();
        loop {
            if std::mem::take(&mut collected.is_woken) {
                return Waited::Woken;
            }
            let (now, complete_at) = (Instant::now(), collected.complete_at());
            if complete_at.is_some_and(|at| at <= now) {
                collected.times = None;
                collected.writing.clear();
                return Waited::Hinted(std::mem::take(&mut collected.hinted));
            }
            if deadline <= now {
                return Waited::TimedOut;
            }
            let until = complete_at.map_or(deadline, |at| at.min(deadline));
            let waited = self.0.is_changed.wait_timeout(collected, until - now);
            collected = waited.expect(NOT_POISONED).0;
        }
    }

    fn collect(&self, add: impl FnOnce(&mut Collected)) {
        let mut collected = self.lock();
        let now = Instant::now();
        let first = collected.times.map_or(now, |(first, _)| first);
        collected.times = Some((first, now));
        add(&mut collected);
        drop(collected);
        self.0.is_changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Collected> {
        self.0.collected.lock().expect(NOT_POISONED)
    }
}

impl Collected {
    fn mark(&mut self, path: &Path) {
        let hinted = &mut self.hinted;
        if !hinted.everything && !hinted.paths.contains(path) {
            hinted.paths.insert(path.to_owned());
            if hinted.paths.len() > MAX_PATHS {
                self.mark_everything();
            }
        }
    }

    fn mark_everything(&mut self) {
        self.hinted.everything = true;
        self.hinted.paths.clear();
        self.writing.clear();
    }

    /// Returns when the hints are complete.
    fn complete_at(&self) -> Option<Instant> {
        let (first, last) = self.times?;
        let at_last = first + LONGEST_DELAY;
        Some(match (self.hinted.is_requested, self.writing.is_empty()) {
            (true, _) => first,
            (false, true) => at_last.min(last + QUIET),
            (false, false) => at_last,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::{Hinted, Hints, LONGEST_DELAY, MAX_PATHS, QUIET, Waited};

    fn wait(hints: &Hints) -> Hinted {
        match hints.wait(Instant::now() + Duration::from_secs(60)) {
            Waited::Hinted(hinted) => hinted,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn repeated_hints_are_one() {
        let hints = Hints::default();
        assert_eq!(hints.wait(Instant::now()), Waited::TimedOut);
        for path in ["/a/b.md", "/a/c.md", "/a/b.md"] {
            hints.add(Path::new(path));
        }
        assert!(hints.are_pending());
        let started = Instant::now();
        let hinted = wait(&hints);
        assert!(started.elapsed() >= QUIET / 2, "it waits for further ones");
        assert!(hinted.paths.iter().map(|path| path.to_str().unwrap()).eq(["/a/b.md", "/a/c.md"]));
        assert!(!hinted.everything && !hints.are_pending());
    }

    #[test]
    fn a_file_is_awaited_while_it_is_written_but_not_forever() {
        let hints = Hints::default();
        let started = Instant::now();
        hints.add_writing(Path::new("/a.md"));
        assert_eq!(wait(&hints).paths.len(), 1);
        assert!(started.elapsed() >= LONGEST_DELAY);
        hints.add_writing(Path::new("/a.md"));
        hints.add(Path::new("/a.md"));
        let mut collected = hints.lock();
        assert!(collected.complete_at().unwrap() <= Instant::now() + QUIET);
        collected.is_woken = true;
        drop(collected);
        assert_eq!(hints.wait(Instant::now()), Waited::Woken);
    }

    #[test]
    fn hints_from_another_thread_end_a_wait_and_a_request_does_so_at_once() {
        let hints = Hints::default();
        let other = hints.clone();
        let thread = thread::spawn(move || other.request());
        assert!(wait(&hints).is_requested);
        thread.join().unwrap();
        let other = hints.clone();
        let thread = thread::spawn(move || other.wake());
        assert_eq!(hints.wait(Instant::now() + Duration::from_secs(60)), Waited::Woken);
        thread.join().unwrap();
    }

    #[test]
    fn any_number_of_hints_takes_a_bounded_amount_of_memory() {
        let hints = Hints::default();
        for number in 0..=MAX_PATHS {
            hints.add_writing(Path::new(&format!("/{number}.md")));
        }
        let hinted = wait(&hints);
        assert!(hinted.everything && hinted.paths.is_empty());
    }
}
