//! What a post is. No parsing and no I/O: [`crate::compile`] makes posts, this says what they are.

mod content_path;
mod diagnostic;
mod moment;
mod place;
mod reference;
mod revision;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

pub use content_path::ContentPath;
pub use diagnostic::{Code, Diagnostic, Severity};
pub use moment::Moment;
pub use place::Place;
pub use reference::{At, Reference, Use, is_local};
pub use revision::{Revision, RevisionHasher};

use crate::text::{Lang, Slug};

/// One article, read from one file. Immutable; short texts that repeat are shared.
#[derive(Debug, Clone)]
pub struct Post {
    /// Where it was read from, relative to the content folder.
    pub path: ContentPath,
    /// Its name in URLs; unique within its language.
    pub slug: Slug,
    /// The language it is written in.
    pub lang: Lang,
    /// Plain text, never empty.
    pub title: Box<str>,
    /// Plain text, as authored.
    pub description: Option<Box<str>>,
    /// Plain text for a list, about 200 characters; none where the post has no words.
    pub excerpt: Option<Box<str>>,
    /// The authored calendar day. It never shifts with a time zone.
    pub date: Option<Date>,
    /// The moment from which the post is public.
    pub published_at: Option<Moment>,
    /// The moment of the last authored change; equal to `published_at` where none is authored.
    pub updated_at: Option<Moment>,
    /// Reading time as authored (`12 分钟`) or written from the minutes.
    pub read_time: Box<str>,
    /// Reading time in minutes, at least 1.
    pub read_time_minutes: u32,
    /// Han, Kana and Hangul characters plus other words, code excluded.
    pub word_count: u32,
    /// Category names as authored, the main one first.
    pub categories: Box<[Arc<str>]>,
    /// Tag names as authored, in the authored order, none twice under folding.
    pub tags: Box<[Arc<str>]>,
    /// Author names as authored.
    pub authors: Box<[Arc<str>]>,
    /// The series that it is a part of.
    pub series: Option<Arc<str>>,
    /// Old slugs and paths that lead here, without leading and trailing slashes.
    pub aliases: Box<[Box<str>]>,
    /// What its translations share; the slug where none is authored.
    pub translation_key: Option<Box<str>>,
    /// The picture that stands for it.
    pub cover: Option<Cover>,
    /// From this moment the post is as if it were not there.
    pub expires_at: Option<Moment>,
    /// Marked as unfinished by its author.
    pub draft: bool,
    /// Every other front matter key, in the authored order.
    pub extra: Option<Box<Map<String, Value>>>,
    /// What may lead to files of the content folder, by URL and use.
    pub references: Box<[Reference]>,
    /// The Markdown source without front matter.
    pub body: Body,
    /// How many lines of the file stand before the body.
    pub lines_before_body: u32,
    /// Identifies the content of the file.
    pub revision: Revision,
}

/// A picture that stands for a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// URL as authored.
    pub src: Box<str>,
    /// Text for those who do not see it.
    pub alt: Option<Box<str>>,
    /// Width in pixels, where known.
    pub width: Option<u32>,
    /// Height in pixels, where known.
    pub height: Option<u32>,
}

/// The Markdown of a post. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Body(Arc<str>);

impl Body {
    /// Keeps `markdown` byte for byte.
    pub fn new(markdown: &str) -> Self {
        Self(markdown.into())
    }

    /// The Markdown source without front matter.
    pub fn markdown(&self) -> &str {
        &self.0
    }
}

/// Whether a post is public at a given moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Public.
    Published,
    /// Will be public at its `published_at`.
    Scheduled,
    /// Unfinished.
    Draft,
}

impl Post {
    /// The status at `now`, or nothing once the post has expired.
    pub fn status(&self, now: Timestamp) -> Option<Status> {
        if self.expires_at.as_ref().is_some_and(|expiry| expiry.timestamp() <= now) {
            return None;
        }
        Some(if self.draft {
            Status::Draft
        } else if self.published_at.as_ref().is_some_and(|start| start.timestamp() > now) {
            Status::Scheduled
        } else {
            Status::Published
        })
    }

    /// The first of its categories.
    pub fn category(&self) -> Option<&Arc<str>> {
        self.categories.first()
    }
}
