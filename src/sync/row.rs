//! The rows of a manifest.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::post::{Moment, Post};
use crate::text::{Lang, Revision, Slug};

/// A public post in a manifest.
#[derive(Debug, Clone)]
pub struct Row {
    content: Content,
    etag: Revision,
}

/// Where the values of a row are.
#[derive(Debug, Clone)]
enum Content {
    /// In a post, which takes no memory of its own.
    Post(Arc<Post>),
    /// In a row that was stored without its post.
    Stored(Box<Stored>),
}

/// The values of a row without its post.
#[derive(Debug, Clone)]
struct Stored {
    slug: Slug,
    lang: Lang,
    updated_at: Option<Moment>,
}

impl Row {
    /// Creates the row of a post.
    pub(super) fn of(post: Arc<Post>, etag: Revision) -> Self {
        Self { content: Content::Post(post), etag }
    }

    /// Creates a row without its post.
    pub fn stored(slug: Slug, lang: Lang, etag: Revision, updated_at: Option<Moment>) -> Self {
        Self { content: Content::Stored(Box::new(Stored { slug, lang, updated_at })), etag }
    }

    /// Returns the slug.
    pub fn slug(&self) -> &Slug {
        match &self.content {
            Content::Post(post) => &post.slug,
            Content::Stored(stored) => &stored.slug,
        }
    }

    /// Returns the language.
    pub fn lang(&self) -> &Lang {
        match &self.content {
            Content::Post(post) => &post.lang,
            Content::Stored(stored) => &stored.lang,
        }
    }

    /// Returns the hash of the content, as [`Snapshot::revision`](crate::catalog::Snapshot::revision).
    pub fn etag(&self) -> Revision {
        self.etag
    }

    /// Returns the time of the last change as authored.
    pub fn updated_at(&self) -> Option<Moment> {
        match &self.content {
            Content::Post(post) => post.updated_at,
            Content::Stored(stored) => stored.updated_at,
        }
    }

    /// Returns the post; `None` if the row was stored without it.
    pub(super) fn post(&self) -> Option<&Arc<Post>> {
        match &self.content {
            Content::Post(post) => Some(post),
            Content::Stored(_) => None,
        }
    }

    /// Compares the names of two posts. Most rows of two manifests share the post, which decides faster.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self.post(), other.post()) {
            (Some(one), Some(other)) if Arc::ptr_eq(one, other) => Ordering::Equal,
            _ => self.compare_to(other.slug(), other.lang()),
        }
    }

    /// Compares the name with a slug and a language.
    pub(super) fn compare_to(&self, slug: &Slug, lang: &Lang) -> Ordering {
        (self.slug(), self.lang()).cmp(&(slug, lang))
    }
}
