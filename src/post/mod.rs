//! The post model, without parsing or I/O. [`crate::compile`] produces posts.

mod body;
mod code_counts;
mod content_path;
mod diagnostic;
mod dialect;
mod moment;
mod place;
mod reference;
mod wiki;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

#[cfg(test)]
pub(crate) use body::test_store;
pub use body::{Body, BodyFile, BodyStore, Dictionary, Markdown, Packer, Volume};
pub use code_counts::CodeCounts;
pub use content_path::ContentPath;
pub use diagnostic::{Code, Diagnostic, Severity};
pub use dialect::{Dialect, Math, Tool, Tools};
pub use moment::{InvalidMoment, Moment};
pub use place::Place;
pub use reference::{At, Reference, Use, is_local};
pub use wiki::{wiki_name, wiki_url};

use crate::text::{Lang, Revision, Slug};

/// One article, read from one file. Immutable; repeated short strings are shared.
#[derive(Debug, Clone)]
pub struct Post {
    /// The file it was read from, relative to the content folder.
    pub path: ContentPath,
    /// Its name in URLs, unique within its language.
    pub slug: Slug,
    /// The slug with the date prefix of the file, if `slug` lacks it. A catalog stores it only for posts
    /// that have it at some times, because another post then has `slug`.
    pub dated_slug: Option<Slug>,
    /// The language it is written in.
    pub lang: Lang,
    /// Plain text, never empty.
    pub title: Box<str>,
    /// Plain text, as authored.
    pub description: Option<Box<str>>,
    /// Plain text for lists of posts, at most 200 characters. `None` if the post has no text.
    pub excerpt: Option<Box<str>>,
    /// The calendar day as authored, independent of any time zone.
    pub date: Option<Date>,
    /// The time from which the post is public.
    pub published_at: Option<Moment>,
    /// The time of the last change as authored, or `published_at` if none is authored.
    pub updated_at: Option<Moment>,
    /// Reading time as authored (`12 分钟`), or derived from `read_time_minutes`.
    pub read_time: Box<str>,
    /// Reading time in minutes, at least 1.
    pub read_time_minutes: u32,
    /// Number of Han, Kana and Hangul characters plus words in other scripts, without code.
    pub word_count: u32,
    /// Category names as authored, the primary one first.
    pub categories: Box<[Arc<str>]>,
    /// Tag names as authored, in the authored order, deduplicated by [`fold`](crate::text::fold).
    pub tags: Box<[Arc<str>]>,
    /// Author names as authored.
    pub authors: Box<[Arc<str>]>,
    /// The series it belongs to.
    pub series: Option<Arc<str>>,
    /// Old slugs and paths that redirect here, without leading and trailing slashes.
    pub aliases: Box<[Box<str>]>,
    /// Paths in `url` and `permalink`, which other tools give the post, without outer slashes.
    pub addresses: Box<[Box<str>]>,
    /// The key shared by all translations. `None` if not authored, in which case the slug serves as
    /// key.
    pub translation_key: Option<Box<str>>,
    /// The cover image.
    pub cover: Option<Cover>,
    /// The time from which the post is treated as nonexistent.
    pub expires_at: Option<Moment>,
    /// Whether the author marked it as unfinished.
    pub draft: bool,
    /// All other front matter keys, in the authored order.
    pub extra: Option<Box<Map<String, Value>>>,
    /// URLs that may point to files in the content folder, sorted by URL and use.
    pub references: Box<[Reference]>,
    /// The Markdown source without front matter.
    pub body: Body,
    /// The number of lines in the file before the body.
    pub lines_before_body: u32,
    /// A hash of the file's path and content.
    pub revision: Revision,
}

/// The cover image of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The URL as authored.
    pub src: Box<str>,
    /// Alternative text.
    pub alt: Option<Box<str>>,
    /// Width in pixels, if known.
    pub width: Option<u32>,
    /// Height in pixels, if known.
    pub height: Option<u32>,
}

/// The publication status of a post at a given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Public.
    Published,
    /// Becomes public at `published_at`.
    Scheduled,
    /// Unfinished.
    Draft,
}

impl Post {
    /// Returns the status at `now`, or `None` if the post has expired.
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

    /// Returns the primary category, which is the first one.
    pub fn category(&self) -> Option<&Arc<str>> {
        self.categories.first()
    }
}
