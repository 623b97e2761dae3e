//! The entries of feeds, with rendered bodies.

use super::render::{Form, Renderer};
use crate::catalog::{DocId, Snapshot, Viewer, Visible};
use crate::feed::{Addresses, FeedContent, Image, Item};
use crate::protocol::media_type;

/// The room for what surrounds the entries of a feed.
const ENVELOPE: usize = 32 * 1024;

/// Makes the entries of a feed.
#[derive(Debug)]
pub struct FeedItems<'a> {
    /// The content.
    pub snapshot: &'a Snapshot,
    /// The posts that anyone may see.
    pub visible: &'a Visible,
    /// Who views it, and when.
    pub viewer: Viewer,
    /// Whether entries have bodies.
    pub content: FeedContent,
    /// Where posts are.
    pub addresses: &'a Addresses,
}

/// The entries of a page of a feed.
#[derive(Debug, Clone)]
pub struct FeedPage {
    /// The entries.
    pub items: Vec<Item>,
    /// The URL of the site.
    pub home: String,
    /// The language of all entries, or that of the site if they differ.
    pub lang: String,
}

impl FeedItems<'_> {
    /// Returns the entries of the first of these posts that fit into `most` bytes. An entry that is too long for a
    /// page of its own has no body, wherever it is. `None` if the first one does not fit even so.
    pub fn page(&self, renderer: &Renderer, docs: &[DocId], most: usize) -> Option<FeedPage> {
        let whole = most.saturating_sub(ENVELOPE);
        let mut room = whole;
        let mut items = Vec::with_capacity(docs.len());
        for &doc in docs {
            // Most readers read no further pages, so only a post that has room on the next one ends this one.
            let item = self.item(renderer, doc, whole);
            let item = item.unwrap_or_else(|| self.item_without_body(renderer, doc));
            if item.weight() > room {
                break;
            }
            room -= item.weight();
            items.push(item);
        }
        if items.is_empty() && !docs.is_empty() {
            return None;
        }
        let mut langs: Vec<&str> = items.iter().map(|item| item.lang.as_str()).collect();
        langs.dedup();
        let lang = match langs[..] {
            [only] => only.to_owned(),
            _ => self.addresses.default_lang.to_string(),
        };
        Some(FeedPage { items, home: self.addresses.home(), lang })
    }

    /// Returns the entry of a post; `None` if it is longer than `room`.
    fn item(&self, renderer: &Renderer, doc: DocId, room: usize) -> Option<Item> {
        let fits = |item: &Item| item.weight() <= room;
        if self.content == FeedContent::Summary {
            return Some(self.item_without_body(renderer, doc)).filter(fits);
        }
        let forms = renderer.forms(self.snapshot, doc, self.viewer, &[Form::Html], room).ok()?;
        let html: String =
            serde_json::from_slice(forms.json(Form::Html)).expect("HTML is written as a string");
        Some(self.new_item(renderer, doc, Some(&html))).filter(fits)
    }

    fn item_without_body(&self, renderer: &Renderer, doc: DocId) -> Item {
        self.new_item(renderer, doc, None)
    }

    fn new_item(&self, renderer: &Renderer, doc: DocId, html: Option<&str>) -> Item {
        let links = renderer.links(self.snapshot, doc, self.viewer);
        let file = links.cover_file();
        let image = links.cover().map(|cover| Image {
            url: cover.src,
            media_type: file.as_ref().map(|(path, _)| media_type::of(path).into_owned()),
            bytes: file.map(|(_, bytes)| bytes),
        });
        Item::new((self.snapshot, self.visible), doc, self.addresses, html, image)
    }
}
