//! Who may cache a response, and for how long (RFC 9111, RFC 5861, RFC 8246).

use actix_http::header::HeaderValue;
use jiff::Timestamp;

use crate::protocol::freshness::Freshness;

/// The kinds of responses whose freshness can be configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheKind {
    /// Lists: posts, terms, the archive, the site.
    List,
    /// Single posts and their subresources.
    Post,
    /// Search results and autocomplete suggestions.
    Search,
    /// Assets at URLs without their version.
    Asset,
    /// Feeds, sitemaps and lists for language models: as fresh as lists, but the same for everyone.
    Feed,
    /// The documentation, the OpenAPI document, the stylesheet.
    Document,
}

/// Who may cache a response. Handlers state it; [`CacheHeaders`] writes the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// Everyone, for as long as the setting of its kind allows.
    Public(CacheKind),
    /// Everyone, for a year, without revalidation (RFC 8246): the URL identifies the content.
    Immutable,
    /// The client, which has to revalidate it each time: everyone is an author.
    Revalidated,
    /// Nobody: it is for the holder of a token, or reports the current state of the server.
    Private,
    /// Nobody: it has no end.
    Endless,
}

impl CachePolicy {
    /// Returns whether others than the client may get the response.
    pub fn is_shared(self) -> bool {
        matches!(self, Self::Public(_) | Self::Immutable)
    }

    /// Returns whether such a response depends on the preview token.
    pub fn depends_on_audience(self) -> bool {
        matches!(self, Self::Public(CacheKind::List | CacheKind::Post | CacheKind::Search))
    }
}

/// How long responses of each kind are fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheOptions {
    /// For lists: posts, terms, the archive, the site, feeds.
    pub list: Freshness,
    /// For single posts and their subresources.
    pub post: Freshness,
    /// For search results and autocomplete suggestions.
    pub search: Freshness,
    /// For assets at URLs without their version.
    pub asset: Freshness,
    /// For the documentation, the OpenAPI document and the stylesheet.
    pub document: Freshness,
}

impl CacheOptions {
    fn of(&self, kind: CacheKind) -> Freshness {
        match kind {
            CacheKind::List | CacheKind::Feed => self.list,
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
    /// In the order of [`CacheKind`].
    prepared: [HeaderValue; 6],
}

impl CacheHeaders {
    /// Prepares the headers for these settings.
    pub fn new(options: CacheOptions) -> Self {
        use CacheKind::{Asset, Document, Feed, List, Post, Search};
        let kinds = [List, Post, Search, Asset, Feed, Document];
        let prepared = kinds.map(|kind| value(options.of(kind)));
        Self { options, prepared }
    }

    /// Returns the value for a response that is created at `now` and may change at `until`, when the next
    /// post appears or expires. No cache uses it after that, unless it cannot reach the server.
    pub fn of(&self, policy: CachePolicy, now: Timestamp, until: Option<Timestamp>) -> HeaderValue {
        let kind = match policy {
            CachePolicy::Immutable => {
                return HeaderValue::from_static("public, max-age=31536000, immutable");
            }
            CachePolicy::Revalidated => return HeaderValue::from_static("private, no-cache"),
            CachePolicy::Private => return HeaderValue::from_static("private, no-store"),
            CachePolicy::Endless => return HeaderValue::from_static("no-store"),
            CachePolicy::Public(kind) => kind,
        };
        let freshness = self.options.of(kind);
        let until = until.filter(|_| kind != CacheKind::Asset);
        let longest = freshness.longest();
        match until.and_then(|until| left(now, until)).filter(|&left| left < longest) {
            Some(left) => value(freshness.until(left)),
            None => self.prepared[kind as usize].clone(),
        }
    }
}

/// Returns the number of whole seconds left; `None` if it is too large to matter.
fn left(now: Timestamp, until: Timestamp) -> Option<u32> {
    let left = until.as_millisecond().saturating_sub(now.as_millisecond()).max(0) / 1000;
    u32::try_from(left).ok()
}

fn value(freshness: Freshness) -> HeaderValue {
    HeaderValue::from_str(&freshness.to_string()).expect("directives are visible ASCII")
}

#[cfg(test)]
mod tests {
    use super::{CacheHeaders, CacheKind, CacheOptions, CachePolicy, Freshness};

    #[test]
    fn a_response_is_not_used_during_revalidation_after_it_may_have_changed() {
        let headers = CacheHeaders::new(CacheOptions::default());
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        for (until, fresh, stale) in [
            ("2026-01-01T00:00:00.5Z", 0, 0),
            ("2026-01-01T00:00:30Z", 30, 0),
            ("2026-01-01T00:01:00Z", 60, 0),
            ("2026-01-01T00:05:00Z", 60, 240),
            ("2026-01-01T00:11:00Z", 60, 600),
            ("2026-01-02T00:00:00Z", 60, 600),
        ] {
            let expected = format!(
                "public, max-age={fresh}, stale-while-revalidate={stale}, stale-if-error=86400"
            );
            let policy = CachePolicy::Public(CacheKind::List);
            assert_eq!(headers.of(policy, now, until.parse().ok()), expected, "{until}");
        }
    }

    #[test]
    fn a_response_is_not_fresh_after_it_may_have_changed() {
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
        // `no-cache` allows storing, but no use without validation (RFC 9111, section 5.2.2.4).
        assert_eq!(headers.of(CachePolicy::Revalidated, now, None), "private, no-cache");
    }
}
