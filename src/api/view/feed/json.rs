//! JSON Feed, version 1.1.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::view::envelope::Warning;
use crate::feed::{Feed, Image, Item};

/// A feed in the format JSON Feed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JsonFeed)]
pub struct JsonFeedView {
    /// The version of the format.
    #[schema(example = "https://jsonfeed.org/version/1.1")]
    pub version: &'static str,
    /// The title of the site.
    #[schema(example = "A blog")]
    pub title: String,
    /// The URL of the site.
    #[schema(format = "uri", example = "https://example.com/")]
    pub home_page_url: String,
    /// The URL of the feed.
    #[schema(format = "uri", example = "https://api.example.com/feed.json")]
    pub feed_url: String,
    /// The description of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// The URL of the next page, absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri")]
    pub next_url: Option<String>,
    /// The language of the entries, or of the site if they differ.
    #[schema(example = "en")]
    pub language: String,
    /// The entries, newest first. Undated ones are last.
    pub items: Vec<JsonItemView>,
    /// Remarks on the request, which readers of feeds ignore. Absent if there are none.
    #[serde(rename = "_inkstone", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub inkstone: Option<FeedRemarks>,
}

/// Remarks on the request for a feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedRemarks {
    /// Where the meaning of this object is described.
    #[schema(format = "uri", example = "https://api.example.com/docs/")]
    pub about: String,
    /// Filters by unknown terms.
    pub warnings: Vec<Warning>,
}

/// An entry of a JSON feed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JsonFeedItem)]
pub struct JsonItemView {
    /// The identity of the post, which does not change with its text.
    #[schema(example = "https://example.com/posts/ownership")]
    pub id: String,
    /// The URL of the post.
    #[schema(format = "uri", example = "https://example.com/posts/ownership")]
    pub url: String,
    /// The title.
    #[schema(example = "Ownership")]
    pub title: String,
    /// The body as HTML, with absolute URLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_html: Option<String>,
    /// The summary, if there is no `content_html`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_text: Option<String>,
    /// The description or excerpt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub summary: Option<String>,
    /// The URL of the cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri")]
    pub image: Option<String>,
    /// When the post was published. Absent if it is undated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub date_published: Option<String>,
    /// When the post last changed. Absent if it is undated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub date_modified: Option<String>,
    /// The authors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub authors: Vec<JsonAuthorView>,
    /// The categories and tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub tags: Vec<String>,
    /// The language.
    #[schema(example = "en")]
    pub language: String,
    /// The cover as a file, if its type and size are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub attachments: Vec<JsonAttachmentView>,
}

/// An author of an entry.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JsonFeedAuthor)]
pub struct JsonAuthorView {
    /// The name.
    #[schema(example = "Ada")]
    pub name: String,
}

/// A file that belongs to an entry.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JsonFeedAttachment)]
pub struct JsonAttachmentView {
    /// The URL.
    #[schema(format = "uri")]
    pub url: String,
    /// The media type.
    #[schema(example = "image/png")]
    pub mime_type: String,
    /// The length in bytes.
    #[schema(minimum = 0)]
    pub size_in_bytes: u64,
}

impl JsonFeedView {
    /// Returns the view of a feed. What is not part of the format is described at `about`.
    pub fn new(feed: Feed, warnings: Vec<Warning>, about: String) -> Self {
        Self {
            version: "https://jsonfeed.org/version/1.1",
            title: feed.title,
            home_page_url: feed.home,
            feed_url: feed.this,
            description: feed.description,
            next_url: feed.next,
            language: feed.lang,
            items: feed.items.into_iter().map(JsonItemView::from).collect(),
            inkstone: (!warnings.is_empty()).then_some(FeedRemarks { about, warnings }),
        }
    }
}

impl From<Item> for JsonItemView {
    fn from(item: Item) -> Self {
        // The format requires one of the two; a post can have neither text nor a description.
        let content_text =
            item.html.is_none().then(|| item.summary.clone().unwrap_or_else(|| item.title.clone()));
        let attachment = item.image.as_ref().and_then(attachment);
        Self {
            id: item.id,
            url: item.url,
            title: item.title,
            content_html: item.html,
            content_text,
            summary: item.summary,
            image: item.image.map(|image| image.url),
            date_published: item.published.map(|at| at.to_string()),
            date_modified: item.updated.map(|at| at.to_string()),
            authors: item.authors.into_iter().map(|name| JsonAuthorView { name }).collect(),
            tags: item.topics,
            language: item.lang,
            attachments: attachment.into_iter().collect(),
        }
    }
}

fn attachment(image: &Image) -> Option<JsonAttachmentView> {
    let (mime_type, size_in_bytes) = (image.media_type.clone()?, image.bytes?);
    Some(JsonAttachmentView { url: image.url.clone(), mime_type, size_in_bytes })
}
