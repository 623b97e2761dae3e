//! Tests of the engine's work, step by step.

mod belief;
mod changes;
mod interruption;
mod publication;
mod schema;
mod state;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::catalog::{Audience, CatalogOptions};
use crate::compile::{CompileOptions, SCHEMA_FILE};
use crate::live::current::{Current, Live};
use crate::live::load::load_listing;
use crate::live::reload::changes::{Batch, Changes, Waker};
use crate::live::reload::event::ReloadEvent;
use crate::live::reload::options::{OnInvalid, ReloadOptions};
use crate::live::reload::parts::ReloadParts;
use crate::live::reload::reloader::Reloader;
use crate::live::reload::status::Figures;
use crate::post::{Code, ContentPath, Diagnostic};
use crate::source::{
    AssetRead, ContentSource, Entering, FileRead, MemorySource, Scan, SourceError,
};
use crate::text::Revision;

const BAD: &str = "---\ntitle: Bad\ndate: yesterday\n---\n\nText.\n";

/// A source that changes, and whose changes are noticed immediately. `None` if it cannot be read.
#[derive(Debug, Clone)]
struct Folder(Arc<Mutex<Option<MemorySource>>>, Arc<AtomicBool>);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        Self(Arc::new(Mutex::new(Some(files.iter().copied().collect()))), Arc::default())
    }

    /// Whether reading fails, although the source can be listed.
    fn fails(&self) -> &AtomicBool {
        &self.1
    }

    fn with<T>(&self, read: impl FnOnce(&MemorySource) -> T) -> Result<T, SourceError> {
        let source = self.0.lock().unwrap();
        source.as_ref().map(read).ok_or_else(|| SourceError("it is gone".to_owned()))
    }
}

impl ContentSource for Folder {
    fn scan(&self, known: Option<&Scan>, entering: Entering<'_>) -> Result<Scan, SourceError> {
        self.with(|source| source.scan(known, entering))?
    }

    fn read(&self, path: &ContentPath) -> Result<FileRead, Box<Diagnostic>> {
        let path = match self.fails().load(Ordering::Relaxed) {
            true => &ContentPath::new("no such file"),
            false => path,
        };
        self.with(|source| source.read(path)).unwrap()
    }

    fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>> {
        self.with(|source| source.open(path)).unwrap()
    }
}

/// Returns the whole source at each call.
struct Always {
    folder: Folder,
    is_pending: Arc<AtomicBool>,
    /// Whether all files are said to have changed.
    is_changed: Arc<AtomicBool>,
}

impl Changes for Always {
    fn next(&mut self, _: Instant) -> Result<Option<Batch>, SourceError> {
        let listing = self.folder.list()?;
        // Other assets never change their content here.
        let is_changed = self.is_changed.load(Ordering::Relaxed);
        let schema = listing.assets.iter().filter(|path| path.as_str() == SCHEMA_FILE);
        let changed = listing.files.iter().chain(schema).filter(|_| is_changed).cloned().collect();
        Ok(Some(Batch { changed, listing, took: Duration::ZERO }))
    }

    fn is_pending(&self) -> bool {
        self.is_pending.load(Ordering::Relaxed)
    }

    fn request(&mut self) {}

    fn waker(&self) -> Waker {
        Arc::new(|| {})
    }

    fn mode(&self) -> &'static str {
        "always"
    }
}

/// The engine over a folder.
struct Test {
    folder: Folder,
    reloader: Reloader,
    live: Arc<Live>,
    now: Arc<Mutex<Timestamp>>,
    is_pending: Arc<AtomicBool>,
    is_changed: Arc<AtomicBool>,
    events: Arc<Mutex<Vec<String>>>,
}

impl Test {
    fn new(files: &[(&str, &str)]) -> Self {
        Self::with(files, |_| {}, true)
    }

    fn with(
        files: &[(&str, &str)],
        change: impl FnOnce(&mut ReloadOptions),
        is_searchable: bool,
    ) -> Self {
        let folder = Folder::new(files);
        let compile = CompileOptions::default();
        let catalog = CatalogOptions {
            default_lang: compile.default_lang.clone(),
            post_path: "/posts/{slug}".to_owned(),
            everyone: Audience::Public,
            settings: Revision::of(b"tests"),
        };
        let mut options = ReloadOptions {
            compile,
            catalog,
            on_invalid: OnInvalid::Keep,
            state_dir: None,
            scratch: None,
            confirm_after: Duration::ZERO,
        };
        change(&mut options);
        let listing = folder.list().unwrap();
        let loaded = load_listing(&folder, listing, &options, &|_, _| {});
        let live = Arc::new(Live::new(loaded.snapshot));
        if is_searchable {
            live.prepare_search();
        }
        let is_pending = Arc::new(AtomicBool::new(false));
        let is_changed = Arc::new(AtomicBool::new(true));
        let now = Arc::new(Mutex::new("2026-01-01T00:00:00Z".parse().unwrap()));
        let events = Arc::new(Mutex::new(Vec::new()));
        let (clock, log) = (Arc::clone(&now), Arc::clone(&events));
        let parts = ReloadParts {
            live: Arc::clone(&live),
            source: Arc::new(folder.clone()),
            changes: Box::new(Always {
                folder: folder.clone(),
                is_pending: Arc::clone(&is_pending),
                is_changed: Arc::clone(&is_changed),
            }),
            files: loaded.files,
            listing: loaded.listing,
            options,
            now: Box::new(move || *clock.lock().unwrap()),
            report: Box::new(move |event| log.lock().unwrap().push(described(event))),
        };
        let reloader = Reloader::new(parts, Arc::default()).unwrap();
        Self { folder, reloader, live, now, is_pending, is_changed, events }
    }

    fn insert(&self, path: &str, text: &str) {
        let mut source = self.folder.0.lock().unwrap();
        source.as_mut().unwrap().insert(ContentPath::new(path), text.into());
    }

    fn remove(&self, path: &str) {
        let mut source = self.folder.0.lock().unwrap();
        source.as_mut().unwrap().remove(&ContentPath::new(path)).expect("it is there");
    }

    /// Has the engine do a step, and returns what it reported.
    fn step(&mut self) -> Vec<String> {
        self.reloader.step();
        std::mem::take(&mut self.events.lock().unwrap())
    }

    fn current(&self) -> Current {
        self.live.current()
    }

    fn titles(&self) -> Vec<String> {
        let current = self.current();
        let mut titles: Vec<_> =
            current.snapshot.posts().iter().map(|post| post.title.to_string()).collect();
        titles.sort_unstable();
        titles
    }

    fn has(&self, code: Code) -> bool {
        self.current().snapshot.diagnostics().iter().any(|found| found.code == code)
    }

    fn figures(&self) -> Figures {
        self.current().status.figures()
    }
}

fn described(event: &ReloadEvent<'_>) -> String {
    match event {
        ReloadEvent::Reloaded(reloaded) => {
            let changes: Vec<_> = reloaded
                .changes
                .iter()
                .map(|(path, change)| format!("{change:?} {path}"))
                .collect();
            format!("{} assets={}", changes.join(" "), reloaded.assets)
        }
        ReloadEvent::Unchanged { .. } => "unchanged".to_owned(),
        ReloadEvent::Doubted(doubt, _) => format!("doubted {}", doubt.as_str()),
        ReloadEvent::Confirmed(doubt) => format!("confirmed {}", doubt.as_str()),
        ReloadEvent::Recovered => "recovered".to_owned(),
        ReloadEvent::StateFailed(_) => "state failed".to_owned(),
        ReloadEvent::Panicked => "panicked".to_owned(),
    }
}
