//! Where the links, images and covers of posts lead, as clients see it.

use super::assets::{AssetStore, asset_path};
use super::cover::Cover;
use crate::api::options::HttpOptions;
use crate::catalog::{AssetFacts, AssetId, DocId, LinkTarget, Snapshot};
use crate::compile::markdown::{RawHtml, Resolve, Target, is_safe_image, percent_encode};
use crate::post::{Post, Use};
use crate::protocol::percent::encode_component;
use crate::text::Revision;

/// Where pages and files stand.
#[derive(Debug)]
pub struct SiteUrls {
    /// What stands before the path of a file.
    origin: String,
    /// What stands before the path of a page.
    site: String,
    /// The path of a page, with `{slug}` and perhaps `{lang}`.
    post_path: String,
    /// Authors may have any URL leave the server.
    trusts: bool,
}

impl SiteUrls {
    /// The URLs by the settings.
    pub fn new(options: &HttpOptions) -> Self {
        Self {
            origin: options.origin().to_owned(),
            site: options.site_url.clone().unwrap_or_default(),
            post_path: options.post_path.clone(),
            trusts: options.render.raw_html == RawHtml::Trust,
        }
    }

    /// The page of a post on the site.
    pub fn page(&self, post: &Post) -> String {
        let path = self
            .post_path
            .replace("{slug}", &encode_component(post.slug.as_str()))
            .replace("{lang}", post.lang.as_str());
        format!("{}{path}", self.site)
    }

    /// A file in its present version.
    fn file(&self, snapshot: &Snapshot, id: AssetId, facts: &AssetFacts) -> String {
        format!("{}{}", self.origin, asset_path(snapshot.assets().path(id), facts.revision))
    }
}

/// Where the references of one post lead.
#[derive(Debug)]
pub struct PostLinks<'a> {
    snapshot: &'a Snapshot,
    id: DocId,
    urls: &'a SiteUrls,
    assets: &'a AssetStore,
}

impl<'a> PostLinks<'a> {
    /// Those of the post with this number.
    pub fn new(
        snapshot: &'a Snapshot,
        id: DocId,
        urls: &'a SiteUrls,
        assets: &'a AssetStore,
    ) -> Self {
        Self { snapshot, id, urls, assets }
    }

    /// Whether every file that the post refers to has been looked at, so that nothing has to be read
    /// to follow its references.
    pub fn are_known(&self) -> bool {
        self.snapshot.link_targets(self.id).iter().all(|target| match target {
            Some(LinkTarget::Asset(asset)) => self.snapshot.assets().is_known(*asset),
            Some(LinkTarget::Post(_)) | None => true,
        })
    }

    /// Whether the cover's file has been looked at, or is none of the content folder.
    pub fn is_cover_known(&self) -> bool {
        let cover = self.snapshot.post(self.id).cover.as_ref();
        match cover.and_then(|cover| self.snapshot.link_target(self.id, &cover.src, Use::Image)) {
            Some(LinkTarget::Asset(asset)) => self.snapshot.assets().is_known(asset),
            Some(LinkTarget::Post(_)) | None => true,
        }
    }

    /// The identity of the post under the links that it has: equal where all of its forms are.
    pub fn identity(&self) -> Revision {
        let post = self.snapshot.post(self.id);
        let targets = self.snapshot.link_targets(self.id);
        if targets.is_empty() {
            return post.revision;
        }
        let facts: Vec<Option<AssetFacts>> = targets
            .iter()
            .map(|target| match target {
                Some(LinkTarget::Asset(asset)) => self.facts(*asset),
                Some(LinkTarget::Post(_)) | None => None,
            })
            .collect();
        let parts = targets.iter().zip(&facts).flat_map(|(target, facts)| match target {
            Some(LinkTarget::Post(other)) => {
                let post = self.snapshot.post(*other);
                [post.slug.as_str().as_bytes(), post.lang.as_str().as_bytes()]
            }
            Some(LinkTarget::Asset(asset)) => {
                let revision = facts.as_ref().map_or(&[][..], |facts| facts.revision.as_bytes());
                [self.snapshot.assets().path(*asset).as_str().as_bytes(), revision]
            }
            None => [&[][..], &[][..]],
        });
        Revision::of_parts([post.revision.as_bytes()].into_iter().chain(parts))
    }

    /// The post's cover. Width and height that its author did not write are those of the file. A URL
    /// that may not leave the server is none.
    pub fn cover(&self) -> Option<Cover> {
        let cover = self.snapshot.post(self.id).cover.as_ref()?;
        if !self.urls.trusts && !is_safe_image(&cover.src) {
            return None;
        }
        let found = match self.snapshot.link_target(self.id, &cover.src, Use::Image) {
            Some(LinkTarget::Asset(asset)) => self.facts(asset).map(|facts| (asset, facts)),
            Some(LinkTarget::Post(_)) | None => None,
        };
        let alt = cover.alt.as_deref().map(str::to_owned);
        let (width, height) = (cover.width, cover.height);
        Some(match found {
            Some((asset, facts)) => {
                let authored = width.is_some() || height.is_some();
                let (width, height) =
                    if authored { (width, height) } else { (facts.width, facts.height) };
                Cover { src: self.urls.file(self.snapshot, asset, &facts), alt, width, height }
            }
            None => Cover { src: cover.src.to_string(), alt, width, height },
        })
    }

    fn facts(&self, asset: AssetId) -> Option<AssetFacts> {
        self.assets.facts(self.snapshot, asset)
    }
}

impl Resolve for PostLinks<'_> {
    fn resolve(&self, url: &str, to_use: Use) -> Option<Target> {
        match self.snapshot.link_target(self.id, url, to_use)? {
            LinkTarget::Post(other) => {
                let rest = url.find(['?', '#']).map_or("", |at| &url[at..]);
                let page = self.urls.page(self.snapshot.post(other));
                Some(Target { url: page + &encoded(rest), size: None })
            }
            LinkTarget::Asset(asset) => {
                let facts = self.facts(asset)?;
                let fragment = url.find('#').map_or("", |at| &url[at..]);
                let file = self.urls.file(self.snapshot, asset, &facts);
                let size = facts.width.zip(facts.height);
                Some(Target { url: file + &encoded(fragment), size })
            }
        }
    }
}

/// A query or fragment as it may stand in a URL.
fn encoded(rest: &str) -> std::borrow::Cow<'_, str> {
    percent_encode(rest)
}
