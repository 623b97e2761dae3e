//! The work of the engine, one step at a time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

use super::belief::Belief;
use super::changes::{Batch, Changes};
use super::content::{Built, Content};
use super::doubt::Doubt;
use super::event::{ReloadEvent, Reloaded};
use super::last_valid::LastValid;
use super::parts::{Now, ReloadParts, Report};
use super::pending::Pending;
use super::workers::Workers;
use crate::catalog::Snapshot;
use crate::live::bodies::StoredBodies;
use crate::live::current::Live;
use crate::live::memory::Freed;
use crate::post::{Code, ContentPath, Diagnostic, Severity};
use crate::source::{Listing, SourceError};

/// The longest wait. The clock may be set meanwhile, and posts are published and expire by it.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The longest wait for the change that interrupted the work; changes are awaited until there are no further ones.
const INTERRUPTION: Duration = Duration::from_millis(600);

/// How often files that could not be read are tried again. The reason may be elsewhere, such as a server of files that
/// does not answer, so it need not change anything that a scan finds.
const RETRY_INTERVAL: Duration = Duration::from_secs(60);

/// Keeps a snapshot up to date.
pub(super) struct Reloader {
    live: Arc<Live>,
    changes: Box<dyn Changes>,
    content: Content,
    now: Now,
    report: Report,
    is_stopping: Arc<AtomicBool>,
    /// The number of posts of the current snapshot.
    posts: usize,
    /// What is not published yet.
    pending: Option<Pending>,
    belief: Belief,
    /// When files that could not be read are tried again.
    retry_at: Option<Instant>,
    /// The first snapshot, while another thread builds its indexes, from which the current one then derives its own.
    indexing: Option<Arc<Snapshot>>,
    /// The generation and the period that subscribers were last told of.
    announced: Option<(u64, Option<Timestamp>)>,
    last_valid: LastValid,
    freed: Freed,
    /// The number of states of the source that were examined completely.
    settled: u64,
    /// Whether the work was interrupted, so that it continues with the next state of the source.
    is_interrupted: bool,
    /// Whether it is not known any more which files were to be read.
    is_lost: bool,
}

impl Reloader {
    pub(super) fn new(parts: ReloadParts, is_stopping: Arc<AtomicBool>) -> io::Result<Self> {
        let ReloadParts { live, source, changes, files, listing, mut options, now, report } = parts;
        options.compile.schema = files.schema.schema().cloned();
        let current = live.current();
        let (mode, contents) = (changes.mode(), files.contents(&listing));
        current.status.update(|figures| {
            figures.watch_mode = Some(mode);
            figures.kept = contents.kept;
            figures.last_success = Some(current.taken_over);
        });
        // Bodies that get lost there are restored here.
        if let Some(store) = options.scratch.as_ref().and_then(StoredBodies::open) {
            current.snapshot.store_bodies_in(store);
        }
        let mut reloader = Self {
            indexing: current.snapshot.search().is_none().then_some(current.snapshot),
            belief: Belief::new(options.confirm_after),
            last_valid: LastValid::new(&options),
            freed: Freed::default(),
            posts: contents.posts.len(),
            retry_at: files.has_unreadable().then(|| Instant::now() + RETRY_INTERVAL),
            content: Content {
                source,
                files,
                options,
                threads: Workers::start()?,
                rejected: listing.rejected,
            },
            live,
            changes,
            now,
            report,
            is_stopping,
            pending: None,
            announced: None,
            settled: 0,
            is_interrupted: false,
            is_lost: false,
        };
        reloader.store_last_valid();
        Ok(reloader)
    }

    /// Waits for a change or the next moment of the schedule, and does what follows from it.
    pub(super) fn step(&mut self) {
        self.freed.release(Instant::now());
        self.take_over_indexes();
        if self.live.current().snapshot.has_lost_bodies() {
            self.content.restore_bodies();
        }
        self.announce_schedule();
        let times = [&mut self.belief.confirm_at, &mut self.retry_at];
        if times.into_iter().filter_map(|at| at.take_if(|at| *at <= Instant::now())).count() > 0 {
            self.changes.request();
        }
        let found = self.changes.next(self.deadline());
        match found {
            Ok(None) if !self.is_interrupted => return,
            Ok(None) => {}
            Ok(Some(batch)) => {
                self.belief.is_unavailable = false;
                self.add(batch);
            }
            Err(error) if self.belief.accept_failure(self.posts, &error, &mut self.report) => {
                let listing = Listing { rejected: vec![unavailable(&error)], ..Listing::default() };
                self.add(Batch { listing, ..Batch::default() });
            }
            Err(_) => {
                // What is pending waits for the source: its files cannot be read now.
                self.is_interrupted = false;
                return self.update_status();
            }
        }
        self.update_status();
        self.reload();
        self.update_status();
    }

    /// After a fault, has the source examined and all files read again.
    pub(super) fn recover(&mut self) {
        (self.pending, self.is_interrupted, self.is_lost) = (None, false, true);
        self.changes.request();
        self.live.current().status.update(|figures| {
            figures.failures += 1;
            figures.has_failed = true;
        });
        (self.report)(&ReloadEvent::Panicked);
    }

    fn deadline(&self) -> Instant {
        let (started, now) = (Instant::now(), (self.now)());
        if self.is_interrupted {
            return started + INTERRUPTION;
        }
        let visible = self.live.current().snapshot.visible(now);
        let next = visible.until().and_then(|until| {
            let wait = Duration::try_from(until.duration_since(now)).ok()?;
            // The clock that is asked then may be behind by a fraction.
            Some(started + wait.min(LONGEST_WAIT) + Duration::from_millis(1))
        });
        let times = [next, self.belief.confirm_at, self.retry_at, self.freed.due()];
        let times = times.into_iter().flatten();
        times.fold(started + LONGEST_WAIT, Instant::min)
    }

    /// Tells subscribers when posts were published or have expired since they were told last.
    fn announce_schedule(&mut self) {
        let now = (self.now)();
        let current = self.live.current();
        let period = (current.generation, current.snapshot.visible(now).since());
        if self.announced != Some(period) {
            self.live.announce(now);
            self.announced = Some(period);
        }
    }

    /// Gives the current snapshot its indexes, once the first ones are ready.
    fn take_over_indexes(&mut self) {
        let Some(first) = &self.indexing else { return };
        let current = self.live.current().snapshot;
        self.content.threads.install(|| {
            current.derive_suggestions(first);
            current.derive_search(first);
        });
        if current.search().is_some() {
            self.indexing = None;
            self.freed.record(Instant::now());
        }
    }

    fn add(&mut self, batch: Batch) {
        let pending = self.pending.get_or_insert_with(|| Pending::new(Instant::now()));
        pending.add(batch);
        if std::mem::take(&mut self.is_lost) {
            pending.to_read.extend(pending.listing.files.iter().cloned());
            pending.assets.extend(pending.listing.assets.iter().cloned());
            // Some changes may be in `files` only.
            pending.is_forced = true;
        }
    }

    /// Publishes what was found, unless it is doubted, nothing has changed, or there is a newer change.
    fn reload(&mut self) {
        self.is_interrupted = false;
        let Some(mut pending) = self.pending.take() else { return };
        let started = Instant::now();
        let files = self.content.files.count().abs_diff(pending.listing.files.len());
        self.content.threads.begin(files + pending.to_read.len(), started);
        let built = self.prepare(&mut pending);
        match built {
            Prepared::Next(built) => self.publish(pending, *built),
            Prepared::Unchanged => {
                self.settle();
                let generation = self.live.current().generation;
                let (settled, read) = (self.settled, pending.read);
                (self.report)(&ReloadEvent::Unchanged { settled, generation, read });
            }
            Prepared::Doubted => self.pending = Some(pending),
            Prepared::Interrupted => {
                self.pending = Some(pending);
                self.is_interrupted = true;
            }
        }
        let now = Instant::now();
        self.content.threads.end(started.elapsed(), now);
        self.freed.record(now);
        self.retry_at = self.content.files.has_unreadable().then_some(now + RETRY_INTERVAL);
    }

    fn prepare(&mut self, pending: &mut Pending) -> Prepared {
        let (changes, is_stopping) = (&self.changes, &self.is_stopping);
        let is_interrupted = |pending: &Pending| {
            is_stopping.load(Ordering::Relaxed)
                || pending.may_wait(Instant::now()) && changes.is_pending()
        };
        let before = pending.read;
        let current = self.live.current();
        let is_complete = self.content.read(pending, &current.snapshot, &is_interrupted);
        current.status.update(|figures| figures.files_read += (pending.read - before) as u64);
        if !is_complete {
            return Prepared::Interrupted;
        }
        let found = self.content.files.count_served(&pending.listing);
        if !self.belief.accept(self.posts, found, &mut self.report) {
            return Prepared::Doubted;
        }
        self.content.remove_absent(pending);
        self.content.leave_out_equal_assets(pending, &current.snapshot);
        if self.content.is_unchanged(pending, &current.snapshot) {
            return Prepared::Unchanged;
        }
        if is_interrupted(pending) {
            return Prepared::Interrupted;
        }
        let built = self.content.build(pending, &current.snapshot);
        if is_interrupted(pending) {
            return Prepared::Interrupted;
        }
        let started = Instant::now();
        self.content.threads.install(|| built.snapshot.derive_search(&current.snapshot));
        pending.stages.search += started.elapsed();
        if current.snapshot.has_lost_bodies() {
            // The index may lack them.
            self.content.restore_bodies();
            return Prepared::Interrupted;
        }
        Prepared::Next(Box::new(built))
    }

    fn publish(&mut self, pending: Pending, built: Built) {
        let Built { snapshot, kept, posts, assets } = built;
        let Pending { listing, changes, mut stages, .. } = pending;
        let started = Instant::now();
        let current = self.live.replace(Arc::new(snapshot));
        self.announce_schedule();
        stages.swap += started.elapsed();
        self.posts = posts;
        let new = self.content.replace_rejected(listing.rejected);
        self.settle();
        current.status.update(|figures| {
            figures.count(&stages);
            figures.kept = kept;
            figures.last_success = Some(SystemTime::now());
        });
        self.store_last_valid();
        let all = current.snapshot.diagnostics();
        let with = |severity| all.iter().filter(|found| found.severity() == severity).count();
        let of = |path: &ContentPath| self.content.files.diagnostics(path).to_vec();
        let reloaded = Reloaded {
            settled: self.settled,
            generation: current.generation,
            diagnostics: new.into_iter().chain(changes.keys().flat_map(of)).collect(),
            changes: changes.into_iter().collect(),
            assets,
            stages,
            posts: current.snapshot.name_count(),
            kept,
            errors: with(Severity::Error),
            warnings: with(Severity::Warning),
        };
        (self.report)(&ReloadEvent::Reloaded(&reloaded));
        // While the first index is built, the thread that does so compresses the bodies afterwards.
        if self.indexing.is_none() {
            self.content.threads.install(|| current.snapshot.pack_bodies());
        }
    }

    /// The state of the source that was found last is current.
    fn settle(&mut self) {
        self.settled += 1;
        let (settled, has_failed) = (self.settled, self.belief.is_unavailable);
        self.live.current().status.update(|figures| {
            figures.settled = settled;
            figures.has_failed = has_failed;
        });
    }

    fn update_status(&self) {
        let (is_pending, doubt) = (self.pending.is_some(), self.belief.doubt());
        self.live.current().status.update(|figures| {
            figures.is_pending = is_pending;
            figures.doubt = doubt;
            figures.has_failed |= doubt == Some(Doubt::SourceUnavailable);
        });
    }

    fn store_last_valid(&mut self) {
        if let Err(error) = self.last_valid.store(&self.content.files) {
            (self.report)(&ReloadEvent::StateFailed(&error));
        }
    }
}

/// The result of the work up to the swap.
enum Prepared {
    /// The next snapshot.
    Next(Box<Built>),
    /// The current snapshot has this content.
    Unchanged,
    /// The state is not believed yet.
    Doubted,
    /// There is a newer change, or the server shuts down.
    Interrupted,
}

fn unavailable(error: &SourceError) -> Diagnostic {
    Diagnostic {
        code: Code::FileUnreadable,
        path: ContentPath::new("."),
        place: None,
        message: format!("{error}"),
        expected: None,
        help: Some("restore the folder; it is examined again every few seconds".to_owned()),
    }
}
