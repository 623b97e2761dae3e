//! The files of a source, and the snapshots that are built of them.

use std::collections::HashSet;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use super::options::{OnInvalid, ReloadOptions};
use super::pending::Pending;
use super::workers::Workers;
use crate::catalog::{AssetFacts, Assets, Snapshot};
use crate::live::files::{Contents, Files, SchemaFile, is_among, read_all, share_terms};
use crate::post::{ContentPath, Diagnostic};
use crate::source::{ContentSource, Listing, read_facts};

/// How many files are read before it is checked whether the work is interrupted.
const FILES_AT_ONCE: usize = 512;

/// The total length of the assets whose content is compared in one reload.
const COMPARED_BYTES: u64 = 16 << 20;

/// What snapshots are built of.
pub(super) struct Content {
    pub(super) source: Arc<dyn ContentSource>,
    pub(super) files: Files,
    pub(super) options: ReloadOptions,
    pub(super) threads: Workers,
    /// What the listing of the current snapshot rejects.
    pub(super) rejected: Vec<Diagnostic>,
}

/// A snapshot that is not current yet.
pub(super) struct Built {
    pub(super) snapshot: Snapshot,
    /// The number of posts that are the last valid version of a file with an error.
    pub(super) kept: usize,
    /// The number of posts, before those with one slug are settled.
    pub(super) posts: usize,
    /// The number of assets that are new, changed or gone.
    pub(super) assets: usize,
}

impl Content {
    /// Reads the files that have changed, until the work is interrupted. Returns whether these are all.
    pub(super) fn read(
        &mut self,
        pending: &mut Pending,
        previous: &Snapshot,
        is_interrupted: &dyn Fn(&Pending) -> bool,
    ) -> bool {
        let started = Instant::now();
        self.read_schema(pending);
        let unread = self.files.unread(&pending.listing.files).into_iter().cloned();
        pending.to_read.extend(unread);
        pending.to_read.extend(self.files.unreadable(&pending.listing.files));
        while !pending.to_read.is_empty() && !is_interrupted(pending) {
            pending.read += self.read_some(pending, previous);
        }
        pending.stages.read += started.elapsed();
        let is_complete = pending.to_read.is_empty();
        if is_complete
            && pending.has_new_schema
            && let Some(schema) = &self.options.compile.schema
        {
            self.files.drop_versions_against(schema);
        }
        is_complete
    }

    /// Reads the schema, if it may have changed. All files are checked against a new one.
    fn read_schema(&mut self, pending: &mut Pending) {
        let path = SchemaFile::path();
        let is_listed = pending.listing.assets.binary_search(&path).is_ok();
        let is_known = self.files.schema.is_there();
        if !pending.assets.contains(&path) && is_listed == is_known {
            return;
        }
        let mut schema = SchemaFile::read(&*self.source, &pending.listing);
        if self.options.on_invalid == OnInvalid::Keep {
            schema.keep_schema_of(&self.files.schema);
        }
        pending.has_schema_change |= !schema.is_equal(&self.files.schema);
        if !schema.has_schema_of(&self.files.schema) {
            self.options.compile.schema = schema.schema().cloned();
            pending.to_read.extend(pending.listing.files.iter().cloned());
            pending.has_new_schema = true;
        }
        self.files.schema = schema;
    }

    /// Reads the next files.
    fn read_some(&mut self, pending: &mut Pending, previous: &Snapshot) -> usize {
        let first: Vec<ContentPath> = pending.to_read.iter().take(FILES_AT_ONCE).cloned().collect();
        // Of a file that is gone again, nothing is read; it is removed with others.
        let listed = |path: &&ContentPath| pending.listing.files.binary_search(path).is_ok();
        let paths: Vec<&ContentPath> = first.iter().filter(listed).collect();
        let (source, options) = (&*self.source, self.options.read_options());
        let is_new = pending.has_new_schema;
        let known = |path: &ContentPath| self.files.revision(path).filter(|_| !is_new);
        let mut read = self.threads.install(|| read_all(source, &paths, known, options, &|| {}));
        share_terms(&mut read, Some(previous));
        for (path, read) in paths.iter().copied().zip(read) {
            if let Some(read) = read
                && let Some(change) = self.files.store(path, read, self.options.on_invalid)
            {
                pending.record(path.clone(), change);
            }
        }
        let count = paths.len();
        // They are sorted, so the others are later.
        pending.to_read = pending.to_read.split_off(first.last().expect("there is one"));
        pending.to_read.pop_first();
        count
    }

    /// Reads the files again whose bodies were stored and lost. Those of files that have changed meanwhile are replaced
    /// when the change is noticed.
    pub(super) fn restore_bodies(&self) {
        let lost = self.files.with_lost_body();
        let paths: Vec<&ContentPath> = lost.iter().collect();
        let (source, options) = (&*self.source, self.options.read_options());
        let read = self.threads.install(|| read_all(source, &paths, |_| None, options, &|| {}));
        for (path, read) in lost.iter().zip(read.iter().flatten()) {
            self.files.restore_body(path, read);
        }
    }

    /// Removes the files that are gone.
    pub(super) fn remove_absent(&mut self, pending: &mut Pending) {
        for (path, change) in self.files.retain(&pending.listing, self.options.on_invalid) {
            pending.record(path, change);
        }
    }

    /// Leaves out assets whose content is the same. Large ones count as changed, so that a change of many takes no
    /// time here.
    pub(super) fn leave_out_equal_assets(&self, pending: &mut Pending, current: &Snapshot) {
        let mut room = COMPARED_BYTES;
        pending.assets.retain(|path| self.has_changed(path, current.assets(), &mut room));
    }

    /// Whether an asset is not known to be as it was. If nobody has asked for its metadata yet, it gets them.
    fn has_changed(&self, path: &ContentPath, assets: &Assets, room: &mut u64) -> bool {
        let Some(id) = assets.find(path.as_str()).filter(|&id| assets.path(id) == path) else {
            return true;
        };
        let read = || {
            let mut file = self.source.open(path)?;
            let version = file.version()?;
            let left = room.checked_sub(version.bytes()).ok_or(io::ErrorKind::FileTooLarge)?;
            *room = left;
            let facts = read_facts(&mut *file)?;
            let is_whole = file.version()?.is_unwritten_since(&version);
            is_whole.then_some(facts).ok_or(io::ErrorKind::ResourceBusy.into())
        };
        let read: io::Result<AssetFacts> = { read }();
        let Ok(facts) = read else { return true };
        let Ok(known) = assets.facts(id, || Ok::<_, Infallible>(Some(facts)));
        known != Some(&facts)
    }

    /// Replaces what the current listing rejects. Returns the problems that are new.
    pub(super) fn replace_rejected(&mut self, rejected: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let what = |found: &Diagnostic| (found.path.clone(), found.code);
        let known: HashSet<_> = self.rejected.iter().map(what).collect();
        let new = rejected.iter().filter(|found| !known.contains(&what(found))).cloned().collect();
        self.rejected = rejected;
        new
    }

    /// Whether nothing differs from the current snapshot.
    pub(super) fn is_unchanged(&self, pending: &Pending, current: &Snapshot) -> bool {
        !pending.is_forced
            && pending.changes.is_empty()
            && pending.assets.is_empty()
            && !pending.has_schema_change
            && self.rejected == pending.listing.rejected
            && current.assets().iter().map(|(_, path)| path).eq(&pending.listing.assets)
    }

    /// Builds the next snapshot, without its search index. If the index for completions is not ready yet, the next
    /// one has none either.
    pub(super) fn build(&self, pending: &mut Pending, previous: &Snapshot) -> Built {
        let started = Instant::now();
        let Contents { posts, diagnostics, kept, .. } = self.files.contents(&pending.listing);
        let count = posts.len();
        let listed = pending.listing.assets.clone();
        let gone = count_absent(previous, &pending.listing);
        let added = listed.len() + gone - previous.assets().iter().len();
        // New ones are among the changed ones.
        let assets = gone + pending.assets.len().max(added);
        let has_changed = |path: &ContentPath| pending.assets.contains(path);
        let files = Assets::successor(previous.assets(), listed, has_changed);
        let build = || {
            let options = &self.options.catalog;
            let snapshot = previous
                .successor(posts, diagnostics, files, options)
                .with_schema(self.files.schema.schema().cloned());
            snapshot.derive_suggestions(previous);
            snapshot.derive_columns(previous);
            snapshot
        };
        let snapshot = self.threads.install(build);
        pending.stages.build += started.elapsed();
        Built { snapshot, kept, posts: count, assets }
    }
}

/// Returns the number of assets that are not listed any more.
fn count_absent(previous: &Snapshot, listing: &Listing) -> usize {
    let mut is_listed = is_among(&listing.assets);
    previous.assets().iter().filter(|(_, path)| !is_listed(path)).count()
}
