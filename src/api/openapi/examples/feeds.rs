//! Examples of feeds.

use serde_json::{Value, json};

use crate::api::body::feed_items::{FeedItems, FeedPage};
use crate::api::openapi::content::Content;
use crate::api::view::feed::atom::write_atom;
use crate::api::view::feed::json::JsonFeedView;
use crate::api::view::feed::rss::write_rss;
use crate::catalog::{Audience, Viewer};
use crate::feed::Feed;

/// The most bytes of an example.
const LONGEST: usize = 64 * 1024;

impl Content<'_> {
    /// Returns examples of feeds with one post each, by operation. If `public_url` is not set, they are those of a
    /// server on this machine.
    pub fn feeds(&self) -> Vec<(&'static str, Value)> {
        let options = self.options;
        let local = || format!("http://localhost:8080{}", options.base_path.as_str());
        let addresses = options.addresses(options.public_url.clone().unwrap_or_else(local));
        let items = FeedItems {
            snapshot: self.snapshot,
            visible: &self.snapshot.visible(self.now),
            viewer: Viewer::new(Audience::Public, self.now),
            content: options.feed_content,
            addresses: &addresses,
        };
        let docs: Vec<_> = self.example_post().into_iter().collect();
        let Some(page) = items.page(self.renderer, &docs, LONGEST) else { return Vec::new() };
        let feed = |path: &str| {
            let FeedPage { items, home, lang } = page.clone();
            let this = format!("{}{path}?limit=1", addresses.api);
            let id = format!("{}{path}", addresses.site.as_ref().unwrap_or(&addresses.api));
            let (title, description) = (options.title.clone(), options.description.clone());
            Feed { title, description, lang, home, id, this, next: None, items }
        };
        let text = |xml: Vec<u8>| json!(String::from_utf8_lossy(&xml));
        let about = format!("{}/docs/", addresses.api);
        vec![
            ("getJsonFeed", json!(JsonFeedView::new(feed("/feed.json"), Vec::new(), about))),
            ("getRssFeed", text(write_rss(&feed("/feed.xml")))),
            ("getAtomFeed", text(write_atom(&feed("/atom.xml")))),
        ]
    }
}
