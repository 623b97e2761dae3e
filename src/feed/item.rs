//! Posts as entries of feeds.

use super::addresses::{Addresses, normal_url};
use crate::catalog::{DocId, Snapshot, Visible};
use crate::compile::markdown::rewrite_urls;
use crate::post::Moment;
use crate::text::control;

/// What entries of feeds contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FeedContent {
    /// The whole post as HTML, and its summary.
    #[default]
    Full,
    /// The summary.
    Summary,
}

/// A feed. All URLs are absolute, and no text contains characters that XML 1.0 forbids.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The title of the site.
    pub title: String,
    /// The description of the site.
    pub description: Option<String>,
    /// The language of all entries, or that of the site if they differ.
    pub lang: String,
    /// The URL of the site.
    pub home: String,
    /// The identity of the feed, which its pages share.
    pub id: String,
    /// The URL of the feed itself.
    pub this: String,
    /// The URL of the next page; `None` on the last one.
    pub next: Option<String>,
    /// The entries, newest first. Undated ones are last.
    pub items: Vec<Item>,
}

/// An entry of a feed.
#[derive(Debug, Clone)]
pub struct Item {
    /// The identity, which does not change with the text.
    pub id: String,
    /// Whether the identity is the URL.
    pub id_is_url: bool,
    /// The URL of the post.
    pub url: String,
    /// The title, plain text.
    pub title: String,
    /// The language.
    pub lang: String,
    /// The description or the excerpt, plain text.
    pub summary: Option<String>,
    /// The body; `None` if feeds have summaries, or if it is too long.
    pub html: Option<String>,
    /// When it was published.
    pub published: Option<Moment>,
    /// When it last changed.
    pub updated: Option<Moment>,
    /// The names of the authors.
    pub authors: Vec<String>,
    /// The names of the categories and tags, without repeats.
    pub topics: Vec<String>,
    /// The cover.
    pub image: Option<Image>,
}

/// The cover of an entry.
#[derive(Debug, Clone)]
pub struct Image {
    /// The URL.
    pub url: String,
    /// The media type, if the file is in the content folder.
    pub media_type: Option<String>,
    /// The length of the file in bytes, likewise.
    pub bytes: Option<u64>,
}

impl Feed {
    /// Returns the time of the latest change of an entry; `None` if none is dated.
    pub fn updated(&self) -> Option<Moment> {
        self.items.iter().filter_map(|item| item.updated).max()
    }
}

impl Item {
    /// Creates the entry of a post. `html` is the rendered body, and `image` the cover, whose URL may be relative.
    pub fn new(
        (snapshot, visible): (&Snapshot, &Visible),
        id: DocId,
        addresses: &Addresses,
        html: Option<&str>,
        image: Option<Image>,
    ) -> Self {
        let post = snapshot.post(id);
        let absolute = |url: &str| addresses.absolute((snapshot, visible), id, url);
        let mut topics: Vec<String> = Vec::new();
        for name in post.categories.iter().chain(&post.tags) {
            let name = clean(name);
            if !topics.contains(&name) {
                topics.push(name);
            }
        }
        let (identity, id_is_url) = addresses.identity(post);
        let summary = post.description.as_deref().or(post.excerpt.as_deref());
        Self {
            id: identity,
            id_is_url,
            url: addresses.of_post(post),
            title: clean(&post.title),
            lang: post.lang.to_string(),
            summary: summary.map(clean).filter(|text| !text.is_empty()),
            html: html.map(|html| clean(&rewrite_urls(html, &absolute))),
            published: post.published_at.filter(Moment::is_common_era),
            updated: post.updated_at.filter(Moment::is_common_era),
            authors: post.authors.iter().map(|name| clean(name)).collect(),
            topics,
            image: image.and_then(|image| {
                let url = normal_url(&absolute(&image.url).unwrap_or(image.url))?;
                Some(Image { url, ..image })
            }),
        }
    }

    /// Returns the most bytes that the entry takes in any format: a character has at most six bytes in XML.
    pub fn weight(&self) -> usize {
        const MARKUP: usize = 2048;
        let texts = [Some(&self.id), Some(&self.url), Some(&self.title)];
        let texts = texts.into_iter().chain([self.summary.as_ref(), self.html.as_ref()]).flatten();
        let names = self.authors.iter().chain(&self.topics);
        let image = self.image.iter().map(|image| &image.url);
        let lengths = texts.chain(names).chain(image).map(|text| 64 + escaped_length(text));
        MARKUP + lengths.sum::<usize>()
    }
}

/// Returns text without the characters that XML forbids.
pub(super) fn clean(text: &str) -> String {
    control::without(text).into_owned()
}

fn escaped_length(text: &str) -> usize {
    let special = text.bytes().filter(|byte| b"<>&\"'\\\n\r\t".contains(byte)).count();
    text.len() + 5 * special
}
