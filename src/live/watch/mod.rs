//! Watching a source: events are hints, a scan is the truth.

mod events;
mod hints;
mod observer;
mod options;
mod settling;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::reload::{Batch, Changes, Waker};
use crate::post::ContentPath;
use crate::source::{ContentSource, Listing, Scan, SourceError};
use hints::{Hinted, Waited};
use observer::Observer;
use settling::Settling;

pub use hints::Hints;
pub use options::{Fallback, WatchMode, WatchOptions};

/// The shortest time between two examinations without a hint: where the source is polled, and where it is missing.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The longest such time, however large the source is.
const LONGEST_POLL_INTERVAL: Duration = Duration::from_secs(60);

/// How many times longer the pauses between examinations without a hint are than these, so that they take little of
/// a processor.
const IDLE_RATIO: u32 = 10;

/// Watches a source and reports changes to the thread that reloads it.
pub struct Watch {
    source: Arc<dyn ContentSource>,
    options: WatchOptions,
    hints: Hints,
    observer: Observer,
    /// `None` before the first examination.
    known: Option<Scan>,
    /// What must be examined.
    due: Due,
    settling: Settling,
    /// When the whole source is examined without a hint.
    next_scan: Option<Instant>,
    /// When it is checked whether the root was replaced, if there are no events about that.
    next_check: Option<Instant>,
    /// When the whole source was examined last, and how long that took.
    last_scan: Option<(Instant, Duration)>,
}

#[derive(Debug, Default)]
struct Due {
    everything: bool,
    paths: BTreeSet<PathBuf>,
    /// Files to be read again, although their version is the same.
    again: Vec<ContentPath>,
    /// Whether a batch is returned even if nothing has changed.
    is_requested: bool,
}

impl Watch {
    /// Creates a watch. `report` is called with the reason if the source is polled although events were wanted.
    pub fn new(
        source: Arc<dyn ContentSource>,
        options: WatchOptions,
        hints: Hints,
        report: impl Fn(&Fallback) + Send + 'static,
    ) -> Self {
        let observer = Observer::new(options.mode, hints.clone(), Box::new(report));
        Self {
            source,
            options,
            hints,
            observer,
            known: None,
            due: Due { everything: true, ..Due::default() },
            settling: Settling::default(),
            next_scan: None,
            next_check: None,
            last_scan: None,
        }
    }

    /// Starts watching, and examines the source for the first time. Batches contain what has changed since. If this
    /// is not called or fails, the first batch contains everything.
    ///
    /// # Errors
    /// Returns an error if the source itself doesn't exist or cannot be read.
    pub fn start(&mut self) -> Result<Listing, SourceError> {
        self.due.is_requested = true;
        let batch = self.examine()?.expect("a batch was requested");
        Ok(batch.listing)
    }

    fn add(&mut self, hinted: Hinted) {
        if let Some(reason) = hinted.failure {
            self.observer.fall_back(reason);
        }
        self.observer.forget(&hinted.unwatched);
        self.due.is_requested |= hinted.is_requested;
        self.due.everything |= hinted.everything || hinted.is_requested;
        self.due.paths.extend(hinted.paths);
        if hinted.are_lost {
            // Reading raises events, so examinations could follow each other without end.
            let pause = |(at, took): (Instant, Duration)| at + took.min(POLL_INTERVAL);
            let earliest = self.last_scan.map_or_else(Instant::now, pause);
            self.next_scan = Some(self.next_scan.map_or(earliest, |next| next.min(earliest)));
        }
    }

    /// Makes due what does not depend on hints. Returns whether there is anything.
    fn add_timed(&mut self) -> bool {
        let now = Instant::now();
        let is_due = |at: &mut Instant| *at <= now;
        self.due.everything |= self.next_scan.take_if(is_due).is_some();
        if self.next_check.take_if(is_due).is_some() {
            let root = self.source.root().ok();
            self.due.everything |= root.as_ref() != self.known.as_ref().map(Scan::root);
            self.next_check = Some(now + POLL_INTERVAL);
        }
        if let Some(known) = &self.known {
            self.due.again.extend(self.settling.take(known));
        }
        self.due.is_any()
    }

    /// Examines what is due. Returns `None` if nothing has changed.
    fn examine(&mut self) -> Result<Option<Batch>, SourceError> {
        let started = Instant::now();
        let due = std::mem::take(&mut self.due);
        let scan = match self.scan(&due) {
            Ok(scan) => scan,
            Err(error) => {
                // Afterwards, a batch says that the source is back.
                self.due = Due { everything: true, is_requested: true, ..due };
                if self.options.mode != WatchMode::Off {
                    self.next_scan = Some(Instant::now() + POLL_INTERVAL);
                }
                return Err(error);
            }
        };
        let (now, took) = (Instant::now(), started.elapsed());
        if due.everything {
            (self.last_scan, self.next_scan) = (Some((now, took)), None);
        }
        // It is earlier than planned if the source has to be polled from now on.
        let next = self.pause().map(|pause| now + pause);
        self.next_scan = self.next_scan.into_iter().chain(next).min();
        let empty = Scan::default();
        let known = self.known.as_ref().unwrap_or(&empty);
        let mut changed = scan.changed_since(known);
        self.settling.add(&scan, &changed);
        changed.extend(due.again.into_iter().filter(|path| scan.version(path).is_some()));
        changed.sort_unstable();
        changed.dedup();
        let is_batch = due.is_requested || !changed.is_empty() || !scan.is_same_as(known);
        let batch = is_batch.then(|| Batch { listing: scan.listing(), changed, took });
        self.known = Some(scan);
        Ok(batch)
    }

    fn scan(&mut self, due: &Due) -> Result<Scan, SourceError> {
        if let (false, true, Some(known)) = (due.everything, due.paths.is_empty(), &self.known) {
            return Ok(known.clone());
        }
        loop {
            // Watched first, so that no change after this is missed.
            let root = self.source.root()?;
            let is_noticed = self.observer.watch_root(&root);
            self.next_check = (!is_noticed).then(|| Instant::now() + POLL_INTERVAL);
            let observer = &mut self.observer;
            let entering = &mut |folder: &_| observer.watch(folder);
            let scan = match &self.known {
                Some(known) if !due.everything => {
                    let paths: Vec<_> = due.paths.iter().cloned().collect();
                    self.source.scan_marked(known, &paths, entering)
                }
                known => self.source.scan(known.as_ref(), entering),
            }?;
            if *scan.root() == root {
                if due.everything {
                    self.observer.retain(&scan);
                }
                return Ok(scan);
            }
        }
    }

    /// Returns the time until the whole source is examined again without a hint; `None` if it is not.
    fn pause(&self) -> Option<Duration> {
        let took = self.last_scan.map_or(Duration::ZERO, |(_, took)| took);
        let shortest = (took * IDLE_RATIO).clamp(POLL_INTERVAL, LONGEST_POLL_INTERVAL);
        match self.observer {
            Observer::Off => None,
            Observer::Polling => Some(shortest),
            Observer::Events { .. } => Some(self.options.scan_interval?.max(shortest)),
        }
    }
}

impl Changes for Watch {
    fn next(&mut self, deadline: Instant) -> Result<Option<Batch>, SourceError> {
        loop {
            let times = [self.next_scan, self.next_check, self.settling.next()];
            let until = times.into_iter().flatten().fold(deadline, Instant::min);
            match self.hints.wait(until) {
                Waited::Woken => return Ok(None),
                Waited::Hinted(hinted) => self.add(hinted),
                Waited::TimedOut => {}
            }
            if self.add_timed()
                && let Some(batch) = self.examine()?
            {
                return Ok(Some(batch));
            }
            if deadline <= Instant::now() {
                return Ok(None);
            }
        }
    }

    fn is_pending(&self) -> bool {
        self.hints.are_pending()
    }

    fn request(&mut self) {
        self.hints.request();
    }

    fn waker(&self) -> Waker {
        let hints = self.hints.clone();
        Arc::new(move || hints.wake())
    }

    fn mode(&self) -> &'static str {
        self.observer.name()
    }
}

impl Due {
    fn is_any(&self) -> bool {
        self.everything || self.is_requested || !self.paths.is_empty() || !self.again.is_empty()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("source", &self.source)
            .field("options", &self.options)
            .field("mode", &self.mode())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
