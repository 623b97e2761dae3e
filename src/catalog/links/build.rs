//! Resolves the references of posts.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::Links;
use super::find::{Files, Indexes};
use super::fragments::{Fragments, Link};
use super::missing::{Missing, Why};
use super::near::MAX_SIMILAR;
use super::set_aside::SetAside;
use super::target::LinkTarget;
use crate::catalog::assets::{AssetId, Assets};
use crate::catalog::doc_id::DocId;
use crate::catalog::edit::Edit;
use crate::catalog::naming::Naming;
use crate::catalog::page_path::PagePath;
use crate::post::{ContentPath, Diagnostic, Post};

/// How many posts one thread resolves at a time.
const CHUNK: usize = 256;

/// The targets that the references of consecutive posts may have.
#[derive(Default)]
struct Candidates {
    /// For each reference, the end of its targets.
    ends: Vec<usize>,
    targets: Vec<LinkTarget>,
}

impl Candidates {
    fn new(files: &Files<'_>, posts: &[Arc<Post>]) -> Self {
        let mut all = Self::default();
        let mut found = Vec::new();
        for post in posts {
            for reference in &post.references {
                files.candidates(post, &reference.url, reference.to_use, &mut found);
                all.targets.append(&mut found);
                all.ends.push(all.targets.len());
            }
        }
        all
    }

    /// Returns the targets of each reference.
    fn iter(&self) -> impl Iterator<Item = &[LinkTarget]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let own = &self.targets[start..end];
            start = end;
            own
        })
    }
}

/// Collects the parts of [`Links`].
struct Builder<'f, 'a, 'r> {
    files: &'f Files<'a>,
    missing: Missing<'f, 'a, 'r>,
    fragments: Fragments,
    starts: Vec<u32>,
    targets: Vec<Option<LinkTarget>>,
    alternatives: Vec<(u32, LinkTarget)>,
    backlinks: Vec<(DocId, DocId)>,
    uses: Vec<(AssetId, DocId)>,
    diagnostics: Vec<(DocId, Diagnostic)>,
}

impl Links {
    /// Resolves all references. Those that cannot be resolved, or only to drafts, are reported. `rejected`
    /// are the diagnostics of files with errors.
    pub(in crate::catalog) fn new(
        posts: &[Arc<Post>],
        assets: &Assets,
        page_path: &PagePath,
        rejected: &[Diagnostic],
    ) -> Self {
        let indexes = Arc::new(Indexes::default());
        let files = Files::new(posts, assets, page_path, &indexes);
        let set_aside = SetAside::paths(&files, rejected);
        let mut builder = Builder::new(&files, &set_aside);
        let candidates = posts.par_chunks(CHUNK).map(|posts| Candidates::new(&files, posts));
        let candidates: Vec<Candidates> = candidates.collect();
        let mut candidates = candidates.iter().flat_map(Candidates::iter);
        for (doc, post) in (0..).zip(posts) {
            builder.resolve(doc, post, &mut candidates);
        }
        let parts = builder.finish();
        Self { set_aside: owned(&set_aside), indexes, ..parts }
    }

    /// Returns the links after some posts have changed that keep their names, and no others. Only their
    /// references, and those to fragments of them, are resolved again. `None` if the change may affect others;
    /// then [`Self::new`] must be called.
    pub(in crate::catalog) fn with(
        &self,
        (posts, edits): (&[Arc<Post>], &[Edit]),
        naming: &Naming,
        assets: &Assets,
        page_path: &PagePath,
        rejected: &[Diagnostic],
    ) -> Option<Self> {
        let files = Files::sorted(posts, assets, page_path, naming, &self.indexes);
        let set_aside = SetAside::paths(&files, rejected);
        let is_local = edits.iter().all(|edit| self.indexes.suit(&edit.old, &edit.new))
            && set_aside.iter().copied().eq(&self.set_aside);
        if !is_local {
            return None;
        }
        let is_edited = |doc: DocId| edits.binary_search_by_key(&doc, |edit| edit.doc).is_ok();
        let linking = self.fragments.iter().filter(|link| is_edited(link.to));
        let mut affected: Vec<DocId> =
            edits.iter().map(|edit| edit.doc).chain(linking.map(|link| link.from)).collect();
        affected.sort_unstable();
        affected.dedup();

        let mut builder = Builder::new(&files, &set_aside);
        let mut next = 0;
        for &doc in &affected {
            builder.copy(self, next..doc);
            let own = &posts[doc as usize..=doc as usize];
            builder.resolve(doc, &own[0], &mut Candidates::new(&files, own).iter());
            next = doc + 1;
        }
        builder.copy(self, next..posts.len() as DocId);
        let is_kept = |from: DocId| affected.binary_search(&from).is_err();
        builder.backlinks.extend(self.backlinks.iter().filter(|&&(_, from)| is_kept(from)));
        builder.uses.extend(self.uses.iter().filter(|&&(_, from)| is_kept(from)));
        let parts = builder.finish();
        let searches = self.searches + parts.searches;
        if searches >= MAX_SIMILAR {
            return None;
        }
        let raw_ids = self.raw_ids.iter().filter(|&&(from, ..)| is_kept(from)).copied();
        let fragments = self.fragments.iter().filter(|link| is_kept(link.from)).copied();
        let diagnostics = self.diagnostics.iter().filter(|&&(from, _)| is_kept(from)).cloned();
        Some(Self {
            raw_ids: sorted(parts.raw_ids.into_iter().chain(raw_ids)),
            fragments: sorted(parts.fragments.into_iter().chain(fragments)),
            diagnostics: parts.diagnostics.into_iter().chain(diagnostics).collect(),
            set_aside: self.set_aside.clone(),
            searches,
            indexes: Arc::clone(&self.indexes),
            ..parts
        })
    }
}

fn owned(paths: &[&ContentPath]) -> Box<[ContentPath]> {
    paths.iter().copied().cloned().collect()
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Box<[T]> {
    let mut values: Vec<T> = values.collect();
    values.sort();
    values.into()
}

impl<'f, 'a, 'r> Builder<'f, 'a, 'r> {
    fn new(files: &'f Files<'a>, set_aside: &[&'r ContentPath]) -> Self {
        Self {
            files,
            missing: Missing::new(files, set_aside),
            fragments: Fragments::default(),
            starts: Vec::with_capacity(files.all.len() + 1),
            targets: Vec::new(),
            alternatives: Vec::new(),
            backlinks: Vec::new(),
            uses: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Adds the references of the next post, whose targets are the next ones of `candidates`.
    fn resolve<'c>(
        &mut self,
        doc: DocId,
        post: &Post,
        candidates: &mut impl Iterator<Item = &'c [LinkTarget]>,
    ) {
        self.starts.push(self.targets.len() as u32);
        let mut broken = Vec::new();
        for (number, reference) in post.references.iter().enumerate() {
            let candidates = candidates.next().expect("each reference has a list of targets");
            for &candidate in candidates {
                match candidate {
                    LinkTarget::Post(other) if other != doc => self.backlinks.push((other, doc)),
                    LinkTarget::Post(_) => {}
                    LinkTarget::Asset(asset) => self.uses.push((asset, doc)),
                }
            }
            let is_draft = |target: &LinkTarget| match target {
                LinkTarget::Post(other) => self.files.all[*other as usize].draft,
                LinkTarget::Asset(_) => false,
            };
            let shown = candidates.iter().position(|target| post.draft || !is_draft(target));
            for (at, &candidate) in candidates.iter().enumerate() {
                if let LinkTarget::Post(other) = candidate {
                    self.fragments.add((doc, number), reference, other, shown == Some(at));
                }
            }
            if candidates.is_empty() {
                broken.extend(self.missing.why(post, reference).map(|why| (reference, why)));
            } else if !post.draft && candidates.iter().all(is_draft) {
                broken.push((reference, Why::Draft));
            }
            let position = self.targets.len() as u32;
            self.targets.push(candidates.first().copied());
            let rest = candidates.iter().skip(1);
            self.alternatives.extend(rest.map(|&target| (position, target)));
        }
        let reported = self.missing.report(post, broken);
        self.diagnostics.extend(reported.into_iter().map(|diagnostic| (doc, diagnostic)));
    }

    /// Adds the targets of posts whose references lead where they did.
    fn copy(&mut self, old: &Links, docs: Range<DocId>) {
        if docs.is_empty() {
            return;
        }
        let [start, end] = [docs.start, docs.end].map(|doc| old.starts[doc as usize]);
        let shift =
            |position: u32| (self.targets.len() as u32).wrapping_sub(start).wrapping_add(position);
        let starts = &old.starts[docs.start as usize..docs.end as usize];
        self.starts.extend(starts.iter().map(|&at| shift(at)));
        let at = |position: u32| old.alternatives.partition_point(|&(other, _)| other < position);
        let alternatives = &old.alternatives[at(start)..at(end)];
        self.alternatives.extend(alternatives.iter().map(|&(at, target)| (shift(at), target)));
        self.targets.extend_from_slice(&old.targets[start as usize..end as usize]);
    }

    /// Returns the links, without what [`Links::new`] and [`Links::with`] know.
    fn finish(mut self) -> Links {
        let (fragments, raw_ids): (Vec<Link>, _) =
            self.fragments.check(self.files.all, &mut self.diagnostics);
        self.starts.push(self.targets.len() as u32);
        // In runs that are sorted, which a stable sort merges.
        self.backlinks.sort();
        self.backlinks.dedup();
        self.uses.sort();
        self.uses.dedup();
        Links {
            starts: self.starts.into(),
            targets: self.targets.into(),
            alternatives: self.alternatives.into(),
            backlinks: self.backlinks.into(),
            uses: self.uses.into(),
            raw_ids: raw_ids.into(),
            fragments: fragments.into(),
            diagnostics: self.diagnostics.into(),
            set_aside: Box::default(),
            searches: self.missing.searches(),
            indexes: Arc::default(),
        }
    }
}
