//! All posts together: one immutable [`Snapshot`].

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::post::{Diagnostic, Post, Revision};
use crate::text::Lang;

/// The number of a post in a snapshot: its position in the default order, `-date` then slug then
/// language. So a set of numbers, read upward, is already sorted.
pub type DocId = u32;

/// How a snapshot is built.
#[derive(Debug, Clone)]
pub struct CatalogOptions {
    /// The site's language: decides collation where the posts do not, and which translation is
    /// answered where a client has no wish.
    pub default_lang: Lang,
    /// What else decides how content is answered; part of the snapshot's identity.
    pub settings: Revision,
}

/// Everything that is known at one time. Never changes after it is built.
#[derive(Debug)]
pub struct Snapshot {
    posts: Box<[Post]>,
    diagnostics: Box<[Diagnostic]>,
}

impl Snapshot {
    /// Builds a snapshot. The order in which posts and diagnostics come does not matter.
    pub fn build(
        _posts: Vec<Post>,
        _diagnostics: Vec<Diagnostic>,
        _options: &CatalogOptions,
    ) -> Self {
        unimplemented!()
    }

    /// All posts in the default order, whatever their status.
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// One post.
    pub fn post(&self, id: DocId) -> &Post {
        &self.posts[id as usize]
    }

    /// All problems, by path, line and column.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Identifies the content, the diagnostics aside: equal on all replicas.
    pub fn id(&self) -> Revision {
        unimplemented!()
    }

    /// The language versions of a slug (NFC is applied first), by language.
    pub fn versions(&self, _slug: &str) -> &[DocId] {
        unimplemented!()
    }

    /// The post to which an old slug or path leads. Slashes at both ends do not matter.
    pub fn alias(&self, _old: &str) -> Option<DocId> {
        unimplemented!()
    }

    /// The other language versions of a post that are published at `now`, by language.
    pub fn translations(&self, _id: DocId, _now: Timestamp) -> Vec<DocId> {
        unimplemented!()
    }
}

/// A way of naming what posts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Taxonomy {
    /// Tags.
    Tag,
    /// Categories.
    Category,
    /// Authors.
    Author,
    /// Series.
    Series,
}

/// A term with what stands behind it among some posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCount {
    /// The name, in its most frequent spelling.
    pub name: Arc<str>,
    /// Its name in URLs, unique within its taxonomy.
    pub slug: Arc<str>,
    /// How many of the posts have it.
    pub count: u64,
    /// The latest day of these posts.
    pub latest: Option<Date>,
}
