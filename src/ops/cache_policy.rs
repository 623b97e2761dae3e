//! Who may keep an answer, and for how long (RFC 9111, RFC 5861, RFC 8246).

use actix_http::header::HeaderValue;
use jiff::Timestamp;

use crate::protocol::freshness::Freshness;

/// What kind of answer it is, of those that have a setting for their freshness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheKind {
    /// Lists: posts, terms, the archive, the site.
    List,
    /// A single post, with what belongs to it.
    Post,
    /// The search and completions.
    Search,
    /// Files beside posts, where the URL does not name their version.
    Asset,
    /// The documentation, the OpenAPI document, the stylesheet.
    Document,
}

/// Who may keep an answer. A handler states it; one place writes the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// Everyone, for as long as the setting of its kind says.
    Public(CacheKind),
    /// Everyone, for a year, without asking again (RFC 8246): its URL names its very content.
    Immutable,
    /// Nobody: it was shown to the holder of a token, or tells how the server is at the moment.
    Private,
}

impl CachePolicy {
    /// Whether the preview token decides on such an answer.
    pub fn depends_on_audience(self) -> bool {
        matches!(self, Self::Public(CacheKind::List | CacheKind::Post | CacheKind::Search))
    }
}

/// How long answers of each kind are fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheOptions {
    /// Of lists: posts, terms, the archive, the site.
    pub list: Freshness,
    /// Of single posts, with what belongs to them.
    pub post: Freshness,
    /// Of the search and of completions.
    pub search: Freshness,
    /// Of files beside posts whose URL does not name their version.
    pub asset: Freshness,
    /// Of the documentation, the OpenAPI document and the stylesheet.
    pub document: Freshness,
}

impl CacheOptions {
    fn of(&self, kind: CacheKind) -> Freshness {
        match kind {
            CacheKind::List => self.list,
            CacheKind::Post => self.post,
            CacheKind::Search => self.search,
            CacheKind::Asset => self.asset,
            CacheKind::Document => self.document,
        }
    }
}

/// Writes `Cache-Control`.
#[derive(Debug)]
pub struct CacheHeaders {
    options: CacheOptions,
    /// By the order of [`CacheKind`].
    ready: [HeaderValue; 5],
}

impl CacheHeaders {
    /// The headers under some settings.
    pub fn new(options: CacheOptions) -> Self {
        use CacheKind::{Asset, Document, List, Post, Search};
        let ready = [List, Post, Search, Asset, Document].map(|kind| value(options.of(kind)));
        Self { options, ready }
    }

    /// The value for an answer that is made at `now` and may be another one from `until` on: the
    /// moment at which the next post appears or goes. No cache keeps it past that moment.
    pub fn of(&self, policy: CachePolicy, now: Timestamp, until: Option<Timestamp>) -> HeaderValue {
        let kind = match policy {
            CachePolicy::Immutable => {
                return HeaderValue::from_static("public, max-age=31536000, immutable");
            }
            CachePolicy::Private => return HeaderValue::from_static("private, no-store"),
            CachePolicy::Public(kind) => kind,
        };
        let freshness = self.options.of(kind);
        let until = until.filter(|_| kind != CacheKind::Asset);
        let longest = freshness.max_age.max(freshness.shared_max_age.unwrap_or(0));
        match until.and_then(|until| left(now, until)).filter(|&left| left < longest) {
            Some(left) => value(freshness.until(left)),
            None => self.ready[kind as usize].clone(),
        }
    }
}

/// How many whole seconds are left; nothing where they are too many to matter.
fn left(now: Timestamp, until: Timestamp) -> Option<u32> {
    let left = until.as_millisecond().saturating_sub(now.as_millisecond()).max(0) / 1000;
    u32::try_from(left).ok()
}

fn value(freshness: Freshness) -> HeaderValue {
    HeaderValue::from_str(&freshness.to_string())
        .unwrap_or_else(|_| HeaderValue::from_static("no-cache"))
}

#[cfg(test)]
mod tests {
    use super::{CacheHeaders, CacheKind, CacheOptions, CachePolicy, Freshness};

    #[test]
    fn nothing_is_fresh_past_the_moment_at_which_it_changes() {
        let post = Freshness::parse("max-age=60, s-maxage=600, stale-if-error=9").unwrap();
        let headers = CacheHeaders::new(CacheOptions { post, ..CacheOptions::default() });
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        for (until, expected) in [
            ("2026-01-01T00:00:30.9Z", "public, max-age=30, s-maxage=30, stale-if-error=9"),
            ("2026-01-01T00:02:00Z", "public, max-age=60, s-maxage=120, stale-if-error=9"),
            ("2026-01-01T00:20:00Z", "public, max-age=60, s-maxage=600, stale-if-error=9"),
            ("2025-12-31T23:59:59Z", "public, max-age=0, s-maxage=0, stale-if-error=9"),
        ] {
            let policy = CachePolicy::Public(CacheKind::Post);
            assert_eq!(headers.of(policy, now, until.parse().ok()), expected, "{until}");
        }
        let private = headers.of(CachePolicy::Private, now, None);
        assert_eq!(private, "private, no-store");
    }
}
