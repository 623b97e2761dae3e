//! Tests with real folders and real events. Each waits for the batch that a change must cause.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Fallback, Hints, Watch, WatchMode, WatchOptions};
use crate::live::reload::{Batch, Changes};
use crate::post::ContentPath;
use crate::source::{ContentSource, FolderSource, MemorySource, SourceError};

/// Longer than any batch takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn options(mode: WatchMode) -> WatchOptions {
    WatchOptions { mode, scan_interval: None }
}

fn start(source: impl ContentSource + 'static, mode: WatchMode) -> (Watch, Hints) {
    let hints = Hints::default();
    let mut watch = Watch::new(Arc::new(source), options(mode), hints.clone(), |_| {});
    watch.start().unwrap();
    (watch, hints)
}

/// A content folder `posts` in a temporary folder, with `a.md` and `sub/b.md`.
struct Site {
    top: PathBuf,
    _temporary: TempDir,
}

impl Site {
    fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let top = fs::canonicalize(temporary.path()).unwrap();
        let site = Self { top, _temporary: temporary };
        site.write("posts/a.md", "# A");
        site.write("posts/sub/b.md", "# B");
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.top.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    fn watch(&self) -> Watch {
        self.watch_at("posts")
    }

    fn watch_at(&self, root: &str) -> Watch {
        let source = FolderSource::new(self.path(root), 1 << 20);
        start(source, WatchMode::Events).0
    }
}

fn next(watch: &mut Watch) -> Result<Batch, SourceError> {
    watch.next(Instant::now() + PATIENCE).map(|batch| batch.expect("a change is noticed"))
}

/// Waits until the listing of a batch has exactly these posts, and returns all that have changed until then.
fn await_posts(watch: &mut Watch, posts: &[&str]) -> Vec<String> {
    let mut changed = Vec::new();
    loop {
        let batch = next(watch).unwrap();
        changed.extend(batch.changed.iter().map(ToString::to_string));
        if batch.listing.files.iter().map(ContentPath::as_str).eq(posts.iter().copied()) {
            return changed;
        }
    }
}

/// Waits until a file is reported as changed.
fn await_change(watch: &mut Watch, path: &str) -> Batch {
    loop {
        let batch = next(watch).unwrap();
        if batch.changed.contains(&ContentPath::new(path)) {
            return batch;
        }
    }
}

#[test]
fn an_edited_a_new_and_a_removed_file_are_noticed() {
    let site = Site::new();
    let mut watch = site.watch();
    assert_eq!(watch.mode(), "events");
    site.write("posts/a.md", "# Another");
    assert_eq!(await_change(&mut watch, "a.md").listing.files.len(), 2);
    site.write("posts/sub/c.md", "# C");
    site.write("posts/sub/c.png", "");
    let batch = await_change(&mut watch, "sub/c.md");
    assert_eq!(batch.listing.files.len(), 3);
    fs::remove_file(site.path("posts/a.md")).unwrap();
    await_posts(&mut watch, &["sub/b.md", "sub/c.md"]);
}

#[test]
fn an_editor_that_saves_by_rename_is_noticed() {
    let site = Site::new();
    let mut watch = site.watch();
    for text in ["# 1", "# 2"] {
        // The backup and the new file share the folder.
        site.rename("posts/a.md", "posts/a.md~");
        site.write("posts/a.md", text);
        fs::remove_file(site.path("posts/a.md~")).unwrap();
        await_change(&mut watch, "a.md");
        site.write("posts/.a.md.swp", text);
        site.rename("posts/.a.md.swp", "posts/a.md");
        assert_eq!(await_change(&mut watch, "a.md").listing.files.len(), 2);
    }
}

#[test]
fn a_folder_that_is_made_and_filled_at_once_is_found_and_watched() {
    let site = Site::new();
    let mut watch = site.watch();
    for number in 0..20 {
        let name = format!("{number}/deep/er");
        site.write(&format!("posts/{name}/c.md"), "# C");
        await_change(&mut watch, &format!("{name}/c.md"));
        site.write(&format!("posts/{name}/c.md"), "# Changed");
        await_change(&mut watch, &format!("{name}/c.md"));
    }
}

#[test]
fn folders_that_are_moved_out_changed_and_moved_back_are_noticed() {
    let site = Site::new();
    let mut watch = site.watch();
    site.rename("posts/sub", "away");
    await_posts(&mut watch, &["a.md"]);
    site.write("away/b.md", "# Changed");
    site.rename("away", "posts/sub");
    let changed = await_posts(&mut watch, &["a.md", "sub/b.md"]);
    assert!(changed.contains(&"sub/b.md".to_owned()), "{changed:?}");
    site.write("posts/sub/b.md", "# Again");
    await_change(&mut watch, "sub/b.md");
    // Nothing is read between these.
    site.rename("posts/sub", "away");
    site.write("away/b.md", "# Changed once more");
    site.rename("away", "posts/sub");
    await_change(&mut watch, "sub/b.md");
    site.write("posts/sub/b.md", "# And again");
    await_change(&mut watch, "sub/b.md");
}

#[test]
fn a_renamed_folder_is_watched_under_its_new_name() {
    let site = Site::new();
    for number in 0..100 {
        site.write(&format!("posts/many/{number:03}.md"), "");
    }
    let mut watch = site.watch();
    site.rename("posts/many", "posts/more");
    await_change(&mut watch, "more/099.md");
    site.write("posts/more/050.md", "# Changed");
    let batch = await_change(&mut watch, "more/050.md");
    assert_eq!(batch.listing.files.len(), 102);
}

#[test]
fn a_root_that_is_renamed_away_and_back_is_noticed() {
    let site = Site::new();
    let mut watch = site.watch();
    site.rename("posts", "away");
    assert!(next(&mut watch).unwrap_err().0.ends_with("the folder does not exist"));
    site.rename("away", "posts");
    while next(&mut watch).is_err() {}
    site.write("posts/a.md", "# Changed");
    await_change(&mut watch, "a.md");
    // Another folder takes its place.
    site.rename("posts", "away");
    site.write("posts/c.md", "# C");
    loop {
        if next(&mut watch).is_ok_and(|batch| batch.listing.files.len() == 1) {
            break;
        }
    }
    site.write("posts/c.md", "# Changed");
    await_change(&mut watch, "c.md");
}

#[test]
fn a_listing_without_changes_is_returned_on_request_only() {
    let site = Site::new();
    let mut watch = site.watch();
    watch.request();
    assert!(watch.is_pending());
    assert_eq!(next(&mut watch).unwrap().listing.files.len(), 2);
    // Files that no post depends on.
    site.write("posts/.hidden", "");
    watch.waker()();
    assert!(watch.next(Instant::now() + PATIENCE).unwrap().is_none());
}

#[test]
fn a_file_that_was_just_written_is_read_again() {
    let site = Site::new();
    let mut watch = site.watch();
    site.write("posts/a.md", "# One");
    let first = await_change(&mut watch, "a.md");
    // Another write within the resolution of the clock could leave the same version.
    let again = await_change(&mut watch, "a.md");
    assert_eq!(first.listing.files, again.listing.files);
}

#[test]
fn a_source_in_memory_is_examined_on_request_and_by_polling() {
    let source = MemorySource::from_iter([("a.md", "# A")]);
    let (mut watch, hints) = start(source.clone(), WatchMode::Off);
    assert_eq!(watch.mode(), "off");
    source.insert(ContentPath::new("b.md"), b"# B".to_vec());
    assert!(watch.next(Instant::now()).unwrap().is_none());
    hints.request();
    let batch = next(&mut watch).unwrap();
    assert_eq!(batch.changed, [ContentPath::new("b.md")]);
    source.remove(&ContentPath::new("a.md"));
    hints.request();
    let batch = next(&mut watch).unwrap();
    assert_eq!((batch.changed.len(), batch.listing.files.len()), (0, 1));

    let (mut watch, _) = start(source.clone(), WatchMode::Poll);
    assert_eq!(watch.mode(), "poll");
    source.insert(ContentPath::new("b.md"), b"# Changed".to_vec());
    assert_eq!(next(&mut watch).unwrap().changed, [ContentPath::new("b.md")]);
}

#[test]
fn a_checkout_with_a_slow_consumer_loses_nothing() {
    let site = Site::new();
    let mut watch = site.watch();
    for folder in 0..20 {
        for number in 0..150 {
            site.write(&format!("posts/{folder}/{number}.md"), "# Text");
        }
    }
    let mut changed = HashSet::new();
    while changed.len() < 3_000 {
        let found = next(&mut watch).unwrap().changed;
        changed.extend(found.into_iter().filter(|path| path.folders().count() == 1));
        changed.remove(&ContentPath::new("sub/b.md"));
    }
    let listing = watch.source.list().unwrap();
    assert_eq!(listing.files.len(), 3_002);
    site.write("posts/19/149.md", "# Changed");
    await_change(&mut watch, "19/149.md");
}

#[test]
fn without_events_the_source_is_polled_and_that_is_said_once() {
    let site = Site::new();
    let source = FolderSource::new(site.path("posts"), 1 << 20);
    let said = Arc::new(Mutex::new(Vec::new()));
    let say = Arc::clone(&said);
    let report = move |reason: &Fallback| say.lock().unwrap().push(reason.clone());
    let hints = Hints::default();
    let mut watch = Watch::new(Arc::new(source), options(WatchMode::Auto), hints.clone(), report);
    watch.start().unwrap();
    for _ in 0..2 {
        hints.fail(Fallback::TooManyWatches);
        watch.request();
        next(&mut watch).unwrap();
    }
    assert_eq!(*said.lock().unwrap(), [Fallback::TooManyWatches]);
    assert_eq!(watch.mode(), "poll");
    site.write("posts/a.md", "# Changed");
    await_change(&mut watch, "a.md");
}

#[test]
fn lost_events_cause_a_scan() {
    let site = Site::new();
    let source = FolderSource::new(site.path("posts"), 1 << 20);
    let hints = Hints::default();
    let mut watch = Watch::new(Arc::new(source), options(WatchMode::Off), hints.clone(), |_| {});
    watch.start().unwrap();
    site.write("posts/a.md", "# Changed");
    hints.add_lost();
    await_change(&mut watch, "a.md");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    fn link(site: &Site, target: &str, at: &str) {
        symlink(Path::new(target), site.path(at)).unwrap();
    }

    /// Switches a link as git-sync and Kubernetes do.
    fn switch(site: &Site, target: &str, at: &str) {
        let new = format!("{at}_tmp");
        link(site, target, &new);
        site.rename(&new, at);
    }

    #[test]
    fn a_switched_link_to_the_root_is_noticed() {
        let site = Site::new();
        for commit in ["1", "2", "3"] {
            site.write(&format!("git/.worktrees/{commit}/content/{commit}.md"), "# Text");
        }
        link(&site, ".worktrees/1", "git/current");
        let mut watch = site.watch_at("git/current/content");
        for commit in ["2", "3", "1", "2"] {
            switch(&site, &format!(".worktrees/{commit}"), "git/current");
            let post = format!("{commit}.md");
            await_posts(&mut watch, &[&post]);
            site.write(&format!("git/.worktrees/{commit}/content/{commit}.md"), "# Changed");
            await_change(&mut watch, &post);
        }
    }

    #[test]
    fn a_mounted_config_map_is_noticed() {
        let site = Site::new();
        let version = |number: u32, text: &str| {
            let folder = format!("map/..2026_{number}");
            site.write(&format!("{folder}/a.md"), text);
            site.write(&format!("{folder}/notes/b.md"), text);
            folder
        };
        version(1, "# One");
        link(&site, "..2026_1", "map/..data");
        link(&site, "..data/a.md", "map/a.md");
        link(&site, "..data/notes", "map/notes");
        let mut watch = site.watch_at("map");
        for number in 2..5 {
            let old = site.path(&format!("map/..2026_{}", number - 1));
            version(number, "# Two");
            switch(&site, &format!("..2026_{number}"), "map/..data");
            fs::remove_dir_all(old).unwrap();
            let changed = await_change(&mut watch, "a.md");
            assert_eq!(changed.listing.files.len(), 2, "{:?}", changed.listing);
            if !changed.changed.contains(&ContentPath::new("notes/b.md")) {
                await_change(&mut watch, "notes/b.md");
            }
        }
    }

    #[test]
    fn a_change_behind_a_link_is_noticed() {
        let site = Site::new();
        site.write("posts/x/y.md", "# Y");
        link(&site, "../a.md", "posts/x/again.md");
        link(&site, "sub", "posts/zh");
        let mut watch = site.watch();
        site.write("posts/a.md", "# Changed");
        let mut changed = Vec::new();
        while !["a.md", "x/again.md"].iter().all(|path| changed.contains(&ContentPath::new(path))) {
            changed.extend(next(&mut watch).unwrap().changed);
        }
        site.write("posts/sub/b.md", "# Changed");
        let mut changed = Vec::new();
        while !["sub/b.md", "zh/b.md"].iter().all(|path| changed.contains(&ContentPath::new(path)))
        {
            changed.extend(next(&mut watch).unwrap().changed);
        }
        fs::remove_file(site.path("posts/zh")).unwrap();
        await_posts(&mut watch, &["a.md", "sub/b.md", "x/again.md", "x/y.md"]);
    }
}
