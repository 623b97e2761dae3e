//! What is remembered of past manifests.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use super::change::{Change, Op};
use super::difference::{Renames, differences};
use super::manifest::Manifest;
use super::row::Row;
use super::token::SyncToken;
use crate::post::Moment;
use crate::text::{Lang, Revision, Slug};

/// How much is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The maximum number of past manifests.
    pub count: usize,
    /// The maximum of the memory that they take, in bytes.
    pub bytes: usize,
}

/// The past manifests, each as its difference from the next one. The last one differs from the current
/// manifest, which is an argument where it is needed.
#[derive(Debug, Clone)]
pub struct Past {
    steps: VecDeque<Arc<Step>>,
    bounds: Bounds,
    bytes: usize,
}

/// A past manifest.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// The token of the manifest.
    pub from: SyncToken,
    /// The posts that are different in the next manifest, sorted by slug and language.
    pub posts: Box<[PastPost]>,
}

/// A post that is different in the next manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPost {
    /// The slug.
    pub slug: Slug,
    /// The language.
    pub lang: Lang,
    /// What it was; `None` if it is new in the next manifest.
    pub was: Option<Version>,
    /// The name that it has in the next manifest, if it was renamed.
    pub renamed: Option<(Slug, Lang)>,
}

/// A version of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// The hash of the content.
    pub etag: Revision,
    /// The time of the last change as authored.
    pub updated_at: Option<Moment>,
}

impl Version {
    fn of(row: &Row) -> Self {
        Self { etag: row.etag(), updated_at: row.updated_at() }
    }
}

impl Step {
    /// Returns about how much memory it takes.
    fn bytes(&self) -> usize {
        let texts = self.posts.iter().map(|post| {
            let renamed = post.renamed.as_ref().map_or(0, |(slug, _)| slug.as_str().len() + 32);
            post.slug.as_str().len() + 32 + renamed
        });
        size_of::<Self>() + self.posts.len() * size_of::<PastPost>() + texts.sum::<usize>()
    }

    fn find(&self, slug: &Slug, lang: &Lang) -> Option<&PastPost> {
        let order = |post: &PastPost| (&post.slug, &post.lang).cmp(&(slug, lang));
        Some(&self.posts[self.posts.binary_search_by(order).ok()?])
    }

    /// Whether the posts are sorted, and none is listed twice.
    pub fn is_sorted(&self) -> bool {
        self.posts.is_sorted_by(|a, b| (&a.slug, &a.lang) < (&b.slug, &b.lang))
    }
}

/// Returns the slug of the public post that has a slug as an alias, in a language if possible.
pub type FindAlias<'a> = &'a dyn Fn(&Slug, &Lang) -> Option<Slug>;

impl Past {
    /// Creates a past without manifests.
    pub fn new(bounds: Bounds) -> Self {
        Self { steps: VecDeque::new(), bounds, bytes: 0 }
    }

    /// Returns the past manifests, oldest first.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = &Step> {
        self.steps.iter().map(|step| &**step)
    }

    /// Records that `next` follows after `last`, the current manifest until now.
    pub fn record(&mut self, last: &Manifest, next: &Manifest) {
        let found = differences(last, next);
        let renames = Renames::new(&found);
        let posts = found.iter().map(|difference| {
            let row = difference.row();
            let gone = difference.before.filter(|_| difference.after.is_none());
            let renamed = gone.and_then(|row| renames.of(row));
            PastPost {
                slug: row.slug().clone(),
                lang: row.lang().clone(),
                was: difference.before.map(Version::of),
                renamed: renamed.map(|(slug, lang)| (slug.clone(), lang.clone())),
            }
        });
        self.push(Step { from: last.token(), posts: posts.collect() });
    }

    /// Adds a manifest that follows after all others, and forgets the oldest ones if there are too many.
    pub fn push(&mut self, step: Step) {
        self.bytes += step.bytes();
        self.steps.push_back(Arc::new(step));
        while self.steps.len() > self.bounds.count || self.bytes > self.bounds.bytes {
            let Some(oldest) = self.steps.pop_front() else { return };
            self.bytes -= oldest.bytes();
        }
    }

    /// Returns whether a manifest is remembered or the current one.
    pub fn knows(&self, token: SyncToken, current: &Manifest) -> bool {
        self.position(token, current).is_some()
    }

    /// Returns the changes from one manifest to another one, sorted by slug and language. `None` if one of them
    /// is unknown. If content was restored, a token can be that of several manifests, which are equal.
    pub fn changes(
        &self,
        (from, to): (SyncToken, SyncToken),
        current: &Manifest,
        find_alias: FindAlias<'_>,
    ) -> Option<Vec<Change>> {
        let (start, end) = (self.position(from, current)?, self.position(to, current)?);
        let mut names: BTreeMap<(&Slug, &Lang), Option<Version>> = BTreeMap::new();
        // From the first to the last, so that the earliest version remains.
        for post in self.steps.range(start.min(end)..start.max(end)).flat_map(|step| &step.posts) {
            names.entry((&post.slug, &post.lang)).or_insert(post.was);
        }
        let changes = names.into_iter().filter_map(|((slug, lang), earliest)| {
            let later = self.version_at(start.max(end), slug, lang, current);
            let (was, is) = if start <= end { (earliest, later) } else { (later, earliest) };
            if was.map(|was| was.etag) == is.map(|is| is.etag) {
                return None;
            }
            let moved_to = if is.is_some() {
                None
            } else {
                self.moved_to(start..end.max(start), slug, lang, current, find_alias)
            };
            Some(Change {
                op: if is.is_some() { Op::Upsert } else { Op::Delete },
                slug: slug.clone(),
                lang: lang.clone(),
                etag: is.map(|is| is.etag),
                updated_at: is.and_then(|is| is.updated_at),
                moved_to,
            })
        });
        Some(changes.collect())
    }

    /// Returns the position of a manifest, the latest if there are several; that of the current one is after
    /// all others.
    fn position(&self, token: SyncToken, current: &Manifest) -> Option<usize> {
        if current.token() == token {
            return Some(self.steps.len());
        }
        self.steps.iter().rposition(|step| step.from == token)
    }

    /// Returns the version of a post in the manifest at a position.
    fn version_at(
        &self,
        position: usize,
        slug: &Slug,
        lang: &Lang,
        current: &Manifest,
    ) -> Option<Version> {
        let later = self.steps.range(position..).find_map(|step| step.find(slug, lang));
        match later {
            Some(post) => post.was,
            None => current.find(slug, lang).map(Version::of),
        }
    }

    /// Returns the slug that replaces one that disappeared: that of the post with the alias, or of the renamed
    /// post, if it is still public.
    fn moved_to(
        &self,
        steps: Range<usize>,
        slug: &Slug,
        lang: &Lang,
        current: &Manifest,
        find_alias: FindAlias<'_>,
    ) -> Option<Slug> {
        let by_alias = find_alias(slug, lang).filter(|found| found != slug);
        let end = steps.end;
        let mut renamed = None;
        let (mut slug, mut lang) = (slug, lang);
        for step in self.steps.range(steps) {
            let Some(next) = step.find(slug, lang).and_then(|post| post.renamed.as_ref()) else {
                continue;
            };
            (slug, lang) = (&next.0, &next.1);
            renamed = Some(next);
        }
        let is_public =
            |(slug, lang): &&(Slug, Lang)| self.version_at(end, slug, lang, current).is_some();
        by_alias
            .filter(|found| current.has_slug(found))
            .or_else(|| renamed.filter(is_public).map(|(slug, _)| slug.clone()))
    }
}

#[cfg(test)]
mod tests;
