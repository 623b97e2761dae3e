//! What was found and is not published yet.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::time::{Duration, Instant};

use super::changes::Batch;
use super::status::Stages;
use crate::live::files::FileChange;
use crate::post::ContentPath;
use crate::source::Listing;

/// After this time, a newer change does not interrupt a reload any more, so that content appears even if it changes
/// all the time.
const LONGEST_DELAY: Duration = Duration::from_secs(2);

/// What was found since the last snapshot, by one or more examinations of the source.
#[derive(Debug)]
pub(super) struct Pending {
    /// The latest state.
    pub(super) listing: Listing,
    /// Posts to read.
    pub(super) to_read: BTreeSet<ContentPath>,
    /// Assets that are new or have other content.
    pub(super) assets: BTreeSet<ContentPath>,
    /// What happened to files.
    pub(super) changes: BTreeMap<ContentPath, FileChange>,
    /// The number of files that were read.
    pub(super) read: usize,
    /// Whether the file of the schema has changed.
    pub(super) has_schema_change: bool,
    /// Whether all files are checked against a schema that the last snapshot did not have.
    pub(super) has_new_schema: bool,
    /// Whether the next snapshot is built even if no change is known.
    pub(super) is_forced: bool,
    /// How long the work took so far.
    pub(super) stages: Stages,
    since: Instant,
}

impl Pending {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            listing: Listing::default(),
            to_read: BTreeSet::new(),
            assets: BTreeSet::new(),
            changes: BTreeMap::new(),
            read: 0,
            has_schema_change: false,
            has_new_schema: false,
            is_forced: false,
            stages: Stages::default(),
            since: now,
        }
    }

    /// Adds a batch, whose state is later.
    pub(super) fn add(&mut self, batch: Batch) {
        let Batch { listing, changed, took } = batch;
        self.stages.scan += took;
        self.listing = listing;
        for path in changed {
            if self.listing.assets.binary_search(&path).is_ok() {
                self.assets.insert(path);
            } else {
                self.to_read.insert(path);
            }
        }
    }

    /// Adds what happened to a file.
    pub(super) fn record(&mut self, path: ContentPath, change: FileChange) {
        match self.changes.entry(path) {
            Entry::Vacant(entry) => {
                entry.insert(change);
            }
            Entry::Occupied(mut entry) => match (*entry.get(), change) {
                (FileChange::Added, FileChange::Removed) => {
                    entry.remove();
                }
                (FileChange::Added, _) => {}
                (FileChange::Removed, FileChange::Added) => *entry.get_mut() = FileChange::Edited,
                (_, later) => *entry.get_mut() = later,
            },
        }
    }

    /// Whether a newer change may interrupt the work.
    pub(super) fn may_wait(&self, now: Instant) -> bool {
        now.duration_since(self.since) < LONGEST_DELAY
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Pending;
    use crate::live::files::FileChange::{Added, Broken, Edited, Mended, Removed};
    use crate::live::reload::changes::Batch;
    use crate::post::ContentPath;
    use crate::source::Listing;

    #[test]
    fn posts_and_assets_of_several_batches_add_up() {
        let mut pending = Pending::new(Instant::now());
        let paths = |paths: &[&str]| paths.iter().copied().map(ContentPath::new).collect();
        for (assets, changed) in
            [(&["a.png"], &["a.md", "a.png"]), (&["b.png"], &["b.md", "b.png"])]
        {
            let listing = Listing { assets: paths(assets), ..Listing::default() };
            pending.add(Batch { listing, changed: paths(changed), took: Duration::from_millis(3) });
        }
        assert!(pending.to_read.iter().eq(&Vec::from(["a.md", "b.md"].map(ContentPath::new))));
        assert!(pending.assets.iter().eq(&Vec::from(["a.png", "b.png"].map(ContentPath::new))));
        assert_eq!(pending.listing.assets, paths(&["b.png"]));
        assert_eq!(pending.stages.total(), Duration::from_millis(6));
    }

    #[test]
    fn changes_of_one_file_add_up() {
        let path = ContentPath::new("a.md");
        for (changes, expected) in [
            (&[Added, Edited][..], Some(Added)),
            (&[Added, Removed], None),
            (&[Removed, Added], Some(Edited)),
            (&[Edited, Removed], Some(Removed)),
            (&[Broken, Mended], Some(Mended)),
        ] {
            let mut pending = Pending::new(Instant::now());
            changes.iter().for_each(|&change| pending.record(path.clone(), change));
            assert_eq!(pending.changes.get(&path).copied(), expected, "{changes:?}");
        }
    }

    #[test]
    fn a_reload_is_interrupted_only_for_some_time() {
        let now = Instant::now();
        let pending = Pending::new(now);
        assert!(pending.may_wait(now + Duration::from_secs(1)));
        assert!(!pending.may_wait(now + Duration::from_secs(2)));
    }
}
