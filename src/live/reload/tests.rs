//! Tests of the engine's work, step by step.

mod schema;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::catalog::{Audience, CatalogOptions};
use crate::compile::{CompileOptions, SCHEMA_FILE};
use crate::live::current::{Current, Live};
use crate::live::files::FileChange;
use crate::live::load::load_listing;
use crate::live::reload::changes::{Batch, Changes, Waker};
use crate::live::reload::doubt::Doubt;
use crate::live::reload::event::ReloadEvent;
use crate::live::reload::options::{OnInvalid, ReloadOptions};
use crate::live::reload::parts::ReloadParts;
use crate::live::reload::reloader::Reloader;
use crate::live::reload::status::Figures;
use crate::live::state_dir::StateDir;
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

#[test]
fn changed_files_replace_the_snapshot_and_others_share_their_posts() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B"), ("c.md", "# C"), ("i.png", "")]);
    assert_eq!(test.step(), ["unchanged"]);
    let before = test.current();
    test.insert("b.md", "# New");
    test.insert("d.md", "# D");
    test.insert("j.png", "");
    test.remove("c.md");
    assert_eq!(test.step(), ["Edited b.md Removed c.md Added d.md assets=1"]);
    let after = test.current();
    assert_eq!((before.generation, after.generation), (0, 1));
    assert_eq!(before.snapshot.posts().len(), 3, "requests in flight keep it");
    assert_eq!(test.titles(), ["A", "D", "New"]);
    assert!(after.snapshot.search().is_some(), "search is never lost");
    let figures = test.figures();
    assert_eq!((figures.settled, figures.reloads, figures.is_pending), (2, 1, false));
    test.remove("i.png");
    assert_eq!(test.step(), [" assets=1"]);
}

#[test]
fn a_touched_file_changes_nothing() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.insert("a.md", "# A");
    assert_eq!(test.step(), ["unchanged"]);
    assert_eq!(test.current().generation, 0);
}

#[test]
fn a_file_with_an_error_keeps_its_last_valid_version() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B")]);
    test.insert("a.md", BAD);
    assert_eq!(test.step(), ["Broken a.md assets=0"]);
    assert_eq!(test.titles(), ["A", "B"]);
    assert!(test.has(Code::LastValidServed) && test.has(Code::DateInvalid));
    assert_eq!(test.figures().kept, 1);
    test.insert("a.md", "# Mended");
    assert_eq!(test.step(), ["Mended a.md assets=0"]);
    assert_eq!((test.titles(), test.figures().kept), (vec!["B".into(), "Mended".into()], 0));
    assert!(!test.has(Code::LastValidServed));
}

#[test]
fn a_file_with_an_error_can_be_removed_instead() {
    let change = |options: &mut ReloadOptions| options.on_invalid = OnInvalid::Remove;
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    test.insert("a.md", BAD);
    assert_eq!(test.step(), ["Broken a.md assets=0"]);
    assert_eq!(test.titles(), ["B"]);
}

#[test]
fn an_empty_source_is_believed_once_it_is_found_again() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.remove("a.md");
    assert_eq!(test.step(), ["doubted source_empty"]);
    assert_eq!((test.titles(), test.figures().doubt), (vec!["A".into()], Some(Doubt::SourceEmpty)));
    assert!(test.figures().is_pending);
    assert_eq!(test.step(), ["confirmed source_empty", "Removed a.md assets=0"]);
    assert_eq!((test.titles(), test.figures().doubt), (vec![], None));
    test.insert("a.md", "# A");
    assert_eq!(test.step(), ["Added a.md assets=0"]);
}

#[test]
fn a_source_that_comes_back_loses_nothing() {
    let change = |options: &mut ReloadOptions| options.confirm_after = Duration::from_secs(3600);
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    test.insert("b.md", BAD);
    test.step();
    let whole = test.folder.0.lock().unwrap().take();
    assert_eq!(test.step(), ["doubted source_unavailable"]);
    assert_eq!(test.step(), [""; 0], "once");
    let figures = test.figures();
    assert!(figures.has_failed && figures.doubt == Some(Doubt::SourceUnavailable));
    *test.folder.0.lock().unwrap() = whole;
    assert_eq!(test.step(), ["recovered", "unchanged"]);
    assert_eq!(test.titles(), ["A", "B"], "also a last valid version");
    let figures = test.figures();
    assert!(!figures.has_failed && figures.doubt.is_none());
}

#[test]
fn a_source_that_stays_away_is_believed_and_examined_again() {
    let mut test = Test::new(&[("a.md", "# A")]);
    let whole = test.folder.0.lock().unwrap().take();
    assert_eq!(test.step(), ["doubted source_unavailable"]);
    assert_eq!(test.titles(), ["A"]);
    assert_eq!(test.step(), ["confirmed source_unavailable", "Removed a.md assets=0"]);
    assert!(test.has(Code::FileUnreadable) && test.titles().is_empty());
    assert_eq!(test.step(), [""; 0]);
    assert_eq!(test.figures().doubt, Some(Doubt::SourceUnavailable), "it is still not right");
    *test.folder.0.lock().unwrap() = whole;
    assert_eq!(test.step(), ["recovered", "Added a.md assets=0"]);
    assert_eq!((test.titles(), test.figures().doubt), (vec!["A".into()], None));
}

#[test]
fn a_newer_change_interrupts_the_work_but_nothing_is_lost() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B")]);
    test.is_pending.store(true, Ordering::Relaxed);
    test.insert("a.md", "# New");
    assert_eq!(test.step(), [""; 0]);
    assert_eq!(test.current().generation, 0);
    assert!(test.figures().is_pending);
    test.insert("b.md", "# Newer");
    test.is_pending.store(false, Ordering::Relaxed);
    assert_eq!(test.step(), ["Edited a.md Edited b.md assets=0"]);
    assert_eq!(test.titles(), ["New", "Newer"]);
}

#[test]
fn interrupted_work_waits_while_the_source_is_away() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B")]);
    test.is_pending.store(true, Ordering::Relaxed);
    test.insert("a.md", "# New");
    assert_eq!(test.step(), [""; 0]);
    let whole = test.folder.0.lock().unwrap().take();
    test.is_pending.store(false, Ordering::Relaxed);
    // Reading would panic now.
    assert_eq!(test.step(), ["doubted source_unavailable"]);
    assert_eq!(test.titles(), ["A", "B"]);
    *test.folder.0.lock().unwrap() = whole;
    assert_eq!(test.step(), ["recovered", "Edited a.md assets=0"]);
    assert_eq!(test.titles(), ["B", "New"]);
}

#[test]
fn a_file_that_could_not_be_read_is_tried_again_although_it_is_the_same() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.folder.fails().store(true, Ordering::Relaxed);
    assert_eq!(test.step(), ["Broken a.md assets=0"]);
    test.is_changed.store(false, Ordering::Relaxed);
    assert_eq!(test.step(), ["unchanged"]);
    test.folder.fails().store(false, Ordering::Relaxed);
    assert_eq!(test.step(), ["Mended a.md assets=0"]);
    assert_eq!(test.step(), ["unchanged"]);
}

#[test]
fn content_appears_even_if_it_changes_all_the_time() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.is_pending.store(true, Ordering::Relaxed);
    let mut steps = 0;
    while test.current().generation == 0 {
        steps += 1;
        test.insert("a.md", &format!("# {steps}"));
        test.step();
    }
    assert_eq!(test.titles(), [steps.to_string()]);
}

#[test]
fn subscribers_hear_when_posts_are_published_and_expire() {
    let mut test = Test::new(&[
        ("a.md", "---\ntitle: A\ndate: 2026-02-01\nexpires: 2026-03-01\n---\n"),
        ("b.md", "# B"),
    ]);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&heard);
    test.live.subscribe(move |publication| {
        hear.lock()
            .unwrap()
            .push((publication.current.generation, publication.visible.public().len()));
    });
    let mut step = |now: &str| {
        *test.now.lock().unwrap() = now.parse().unwrap();
        test.step();
        std::mem::take(&mut *heard.lock().unwrap())
    };
    assert_eq!(step("2026-01-01T00:00:00Z"), [(0, 1)], "at the start");
    assert_eq!(step("2026-01-31T23:59:59Z"), []);
    assert_eq!(step("2026-02-01T00:00:00Z"), [(0, 2)]);
    assert_eq!(step("2026-03-01T00:00:00Z"), [(0, 1)]);
    assert_eq!(step("2026-02-15T00:00:00Z"), [(0, 2)], "the clock was set back");
    test.insert("c.md", "# C");
    test.step();
    assert_eq!(*heard.lock().unwrap(), [(1, 3)], "once per swap");
}

#[test]
fn the_first_search_index_does_not_hold_up_reloads() {
    let mut test = Test::with(&[("a.md", "# A")], |_| {}, false);
    let first = test.current().snapshot;
    test.insert("a.md", "# B");
    test.step();
    assert!(test.current().snapshot.search().is_none());
    first.prepare_search();
    test.step();
    assert!(test.current().snapshot.search().is_some());
    assert_eq!(test.current().generation, 1);
}

#[test]
fn last_valid_versions_survive_a_restart_if_there_is_a_state_folder() {
    let folder = tempfile::tempdir().unwrap();
    let state = || Some(StateDir::open(folder.path()).unwrap());
    let change = |options: &mut ReloadOptions| options.state_dir = state();
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    test.insert("a.md", BAD);
    test.step();
    let files = [("a.md", BAD), ("b.md", "# B")];
    let restarted = Test::with(&files, change, true);
    assert_eq!(restarted.titles(), ["A", "B"]);
    assert!(restarted.has(Code::LastValidServed));
    assert_eq!(restarted.figures().kept, 1);
    let fresh = Test::with(&files, |_| {}, true);
    assert_eq!(fresh.titles(), ["B"]);
    // Once the file is valid, the old version is forgotten.
    Test::with(&[("a.md", "# C"), ("b.md", "# B")], change, true);
    let later = Test::with(&files, change, true);
    assert_eq!(later.titles(), ["B"]);
}

#[test]
fn a_state_folder_that_fails_is_reported_once_and_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let state = StateDir::open(folder.path().join("state")).unwrap();
    let change = |options: &mut ReloadOptions| options.state_dir = Some(state.clone());
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    std::fs::remove_dir_all(state.path()).unwrap();
    std::fs::write(state.path(), "a file").unwrap();
    test.insert("a.md", BAD);
    assert_eq!(test.step(), ["state failed", "Broken a.md assets=0"]);
    test.insert("b.md", BAD);
    assert_eq!(test.step(), ["Broken b.md assets=0"]);
    assert_eq!(test.titles(), ["A", "B"]);
}

#[test]
fn after_a_fault_all_files_are_read_again() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.insert("a.md", "# B");
    test.reloader.recover();
    assert_eq!(test.step(), ["panicked", "Edited a.md assets=0"]);
    let figures = test.figures();
    assert_eq!((figures.failures, figures.has_failed), (1, false));
}

#[test]
fn what_happened_to_files_is_counted() {
    let changes = [FileChange::Added, FileChange::Edited, FileChange::Added];
    let changes = changes.map(|change| (ContentPath::new("a.md"), change)).to_vec();
    let reloaded = crate::live::reload::event::Reloaded {
        settled: 1,
        generation: 1,
        changes,
        assets: 0,
        stages: Default::default(),
        posts: 0,
        kept: 0,
        diagnostics: Vec::new(),
        errors: 0,
        warnings: 0,
    };
    assert_eq!(reloaded.count(FileChange::Added), 2);
}
