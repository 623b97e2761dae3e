//! Who has which name: what follows from the slugs, languages, dates and aliases of posts, not from what is in
//! them.

use std::sync::Arc;

use super::aliases::Aliases;
use super::dated::Doubled;
use super::doc_id::DocId;
use super::duplicates::Duplicates;
use super::langs::Langs;
use super::near::Near;
use super::orders::Orders;
use super::page_path::PagePath;
use super::translations::Translations;
use crate::post::{Diagnostic, Post};

/// Who has which name.
#[derive(Debug)]
pub(super) struct Naming {
    pub(super) near_slugs: Near,
    pub(super) aliases: Aliases,
    pub(super) translations: Translations,
    pub(super) langs: Langs,
    pub(super) duplicates: Arc<Duplicates>,
    /// The numbers of all posts, sorted by path.
    pub(super) by_path: Box<[DocId]>,
    /// What is wrong with the names.
    pub(super) diagnostics: Box<[Diagnostic]>,
}

impl Naming {
    /// Collects the names of posts. `diagnostics` are those about duplicates.
    pub(super) fn new(
        posts: &[Arc<Post>],
        orders: &Orders,
        doubled: &Doubled,
        page_path: &PagePath,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Self {
        let by_name = orders.slug.docs();
        diagnostics.extend(page_path.without_lang(posts, by_name));
        let slug = |doc: &DocId| posts[*doc as usize].slug.as_str();
        let exists = |wanted: &str| by_name.binary_search_by(|doc| slug(doc).cmp(wanted)).is_ok();
        let mut by_path: Box<[DocId]> = (0..posts.len() as DocId).collect();
        by_path.sort_unstable_by_key(|&doc| (&posts[doc as usize].path, doc));
        Self {
            near_slugs: Near::new(by_name.iter().map(slug)),
            aliases: Aliases::new(posts, exists, doubled, &mut diagnostics),
            translations: Translations::new(posts, &mut diagnostics),
            langs: Langs::new(posts),
            duplicates: Arc::new(Duplicates::new(posts, by_name, doubled)),
            by_path,
            diagnostics: diagnostics.into(),
        }
    }

    /// Returns the posts of a file: none, one or, if the slug of its post depends on the viewer, two.
    pub(super) fn of_file(&self, posts: &[Arc<Post>], path: &str) -> &[DocId] {
        let of = |doc: DocId| posts[doc as usize].path.as_str();
        let start = self.by_path.partition_point(|&doc| of(doc) < path);
        let length = self.by_path[start..].iter().take_while(|&&doc| of(doc) == path).count();
        &self.by_path[start..start + length]
    }
}
