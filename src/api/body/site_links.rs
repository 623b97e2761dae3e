//! Resolution of links, images and covers of posts to URLs.

use std::cell::OnceCell;

use jiff::Timestamp;

use super::assets::{AssetStore, asset_path};
use super::cover::Cover;
use crate::api::options::ApiOptions;
use crate::api::preview_link::{PreviewLink, PreviewLinks};
use crate::catalog::{AssetFacts, AssetId, Audience, DocId, LinkTarget, Seen, Snapshot, Viewer};
use crate::compile::markdown::{
    ID_PREFIX, RawHtml, Resolve, Target, is_safe_image, percent_encode,
};
use crate::post::{Post, Use};
use crate::protocol::percent::encode_component;
use crate::protocol::redacted::PREVIEW;
use crate::text::Revision;

/// The URLs of pages and files.
#[derive(Debug)]
pub struct SiteUrls {
    /// The prefix of the path of a file.
    origin: String,
    /// The prefix of the path of a page.
    site: String,
    /// The path of a page, with `{slug}` and optionally `{lang}`.
    post_path: String,
    /// Whether authors may use URLs of any scheme.
    trusts_authors: bool,
    /// Whether ids in raw HTML have a prefix.
    prefixes_ids: bool,
    /// Signs URLs of files for holders of a preview link; `None` without a preview token.
    previews: Option<PreviewLinks>,
}

impl SiteUrls {
    /// Creates the URLs from the options.
    pub fn new(options: &ApiOptions) -> Self {
        Self {
            origin: options.origin().to_owned(),
            site: options.site_url.clone().unwrap_or_default(),
            post_path: options.post_path.clone(),
            trusts_authors: options.render.raw_html == RawHtml::Trust,
            prefixes_ids: options.render.raw_html == RawHtml::Sanitize,
            previews: PreviewLinks::of(options),
        }
    }

    /// Returns the URL of the page of a post on the site.
    pub fn page(&self, post: &Post) -> String {
        let path = self
            .post_path
            .replace("{slug}", &encode_component(post.slug.as_str()))
            .replace("{lang}", post.lang.as_str());
        format!("{}{}", self.site, percent_encode(&path))
    }

    /// Returns the URL of the current version of a file.
    fn file(&self, snapshot: &Snapshot, id: AssetId, facts: &AssetFacts) -> String {
        format!("{}{}", self.origin, asset_path(snapshot.assets().path(id), facts.revision))
    }
}

/// The resolver of the URLs in one post. Links to posts that the viewer does not see lead nowhere.
#[derive(Debug)]
pub struct PostLinks<'a> {
    snapshot: &'a Snapshot,
    id: DocId,
    viewer: Viewer,
    /// Set when a reference is resolved, as most posts in lists have none.
    seen: OnceCell<Seen>,
    urls: &'a SiteUrls,
    assets: &'a AssetStore,
}

impl<'a> PostLinks<'a> {
    /// Creates the resolver of a post.
    pub fn new(
        snapshot: &'a Snapshot,
        id: DocId,
        viewer: Viewer,
        urls: &'a SiteUrls,
        assets: &'a AssetStore,
    ) -> Self {
        Self { snapshot, id, viewer, seen: OnceCell::new(), urls, assets }
    }

    /// Returns the posts that the viewer sees.
    fn seen(&self) -> &Seen {
        self.seen.get_or_init(|| self.snapshot.seen_by(self.viewer))
    }

    /// Whether the facts about all files that the post refers to are known, so that resolving URLs reads
    /// no files.
    pub fn are_known(&self) -> bool {
        self.targets().all(|target| match target {
            Some(LinkTarget::Asset(asset)) => self.snapshot.assets().is_known(asset),
            Some(LinkTarget::Post(_)) | None => true,
        })
    }

    /// Whether the facts about the file of the cover are known, or the cover is not a file in the
    /// content folder.
    pub fn is_cover_known(&self) -> bool {
        let cover = self.snapshot.post(self.id).cover.as_ref();
        match cover.and_then(|cover| self.target(&cover.src, Use::Image)) {
            Some(LinkTarget::Asset(asset)) => self.snapshot.assets().is_known(asset),
            Some(LinkTarget::Post(_)) | None => true,
        }
    }

    /// Returns the identity of the post including its links. Equal identities have equal rendered forms.
    pub fn identity(&self) -> Revision {
        let post = self.snapshot.post(self.id);
        let targets: Vec<Option<LinkTarget>> = self.targets().collect();
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
        let raw_ids: Vec<[u8; 4]> = self.raw_ids(&targets).map(u32::to_be_bytes).collect();
        let signature = self.signature_identity(&targets);
        let parts = [post.revision.as_bytes()].into_iter().chain(parts);
        let parts = parts.chain(raw_ids.iter().map(|position| &position[..]));
        Revision::of_parts(parts.chain(signature.iter().map(Vec::as_slice)))
    }

    /// Returns what the signatures in URLs of files depend on; nothing if none is signed.
    fn signature_identity(&self, targets: &[Option<LinkTarget>]) -> Vec<Vec<u8>> {
        let Some((_, link)) = self.signer() else { return Vec::new() };
        let is_signed = |target: &Option<LinkTarget>| match target {
            Some(LinkTarget::Asset(asset)) => !self.is_public(*asset),
            Some(LinkTarget::Post(_)) | None => false,
        };
        let signed: Vec<u8> = targets.iter().map(is_signed).map(u8::from).collect();
        if signed.iter().all(|signed| *signed == 0) {
            return Vec::new();
        }
        vec![link.payload().into_bytes(), signed]
    }

    /// Returns the positions of the references to ids in the raw HTML of their targets.
    fn raw_ids(&self, targets: &[Option<LinkTarget>]) -> impl Iterator<Item = u32> {
        let is_target = |at: u32, id: DocId| targets[at as usize] == Some(LinkTarget::Post(id));
        let all = self.snapshot.raw_ids(self.id);
        all.filter(move |&(at, target)| is_target(at, target)).map(|(at, _)| at)
    }

    /// Returns the post's cover, with the size of the file if the author did not specify one. `None` if
    /// there is none or its URL is not allowed.
    pub fn cover(&self) -> Option<Cover> {
        let cover = self.snapshot.post(self.id).cover.as_ref()?;
        if !self.urls.trusts_authors && !is_safe_image(&cover.src) {
            return None;
        }
        let found = match self.target(&cover.src, Use::Image) {
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
                Cover { src: self.file(asset, &facts), alt, width, height }
            }
            None => Cover { src: cover.src.to_string(), alt, width, height },
        })
    }

    /// Returns the path and the length of the file of the cover. `None` if it is not a file in the content folder.
    pub fn cover_file(&self) -> Option<(&'a str, u64)> {
        let cover = self.snapshot.post(self.id).cover.as_ref()?;
        match self.target(&cover.src, Use::Image)? {
            LinkTarget::Asset(asset) => {
                let path = self.snapshot.assets().path(asset).as_str();
                Some((path, self.facts(asset)?.bytes))
            }
            LinkTarget::Post(_) => None,
        }
    }

    /// Returns the URL of the current version of a file. It is signed if only the viewer of this post may get the
    /// file: a browser sends no token with an image.
    fn file(&self, asset: AssetId, facts: &AssetFacts) -> String {
        let url = self.urls.file(self.snapshot, asset, facts);
        match self.signer() {
            Some((previews, link)) if !self.is_public(asset) => {
                let signed = previews.to_asset(&link, self.snapshot.assets().path(asset));
                format!("{url}&{PREVIEW}={signed}")
            }
            _ => url,
        }
    }

    /// Returns what signs URLs of files, for viewers who see more than the public: as long as their link is valid, or
    /// to the end of the next day (UTC), so that responses to a token rarely change.
    fn signer(&self) -> Option<(&PreviewLinks, PreviewLink)> {
        const DAY: i64 = 24 * 60 * 60;
        let until = match (self.viewer.audience, self.viewer.invitation) {
            (Audience::Preview, _) => {
                let today = self.viewer.now.as_second().div_euclid(DAY);
                Timestamp::from_second((today + 2) * DAY).ok()?
            }
            (Audience::Public, Some(invitation)) if invitation.post == self.id => invitation.until,
            (Audience::Public, _) => return None,
        };
        let previews = self.urls.previews.as_ref()?;
        Some((previews, PreviewLink::to(self.snapshot.post(self.id), until)))
    }

    fn is_public(&self, asset: AssetId) -> bool {
        self.snapshot.may_get_asset(asset, Audience::Public, self.seen().visible())
    }

    fn targets(&self) -> impl Iterator<Item = Option<LinkTarget>> {
        self.snapshot.link_targets(self.id, self.seen().docs())
    }

    fn target(&self, url: &str, to_use: Use) -> Option<LinkTarget> {
        self.snapshot.link_target(self.id, url, to_use, self.seen().docs())
    }

    fn facts(&self, asset: AssetId) -> Option<AssetFacts> {
        self.assets.facts(self.snapshot, asset)
    }
}

impl Resolve for PostLinks<'_> {
    fn resolve(&self, url: &str, to_use: Use) -> Option<Target> {
        match self.target(url, to_use)? {
            LinkTarget::Post(other) => {
                let rest = url.find(['?', '#']).map_or("", |at| &url[at..]);
                let target = self.snapshot.post(other);
                let page = self.urls.page(target);
                let post = Some((target.slug.clone(), target.lang.clone()));
                if self.urls.prefixes_ids
                    && let Some((query, id)) = rest.split_once('#')
                    && self.snapshot.is_raw_id(self.id, url, other)
                {
                    let rest = format!("{query}#{ID_PREFIX}{id}");
                    return Some(Target { url: page + &encoded(&rest), size: None, post });
                }
                Some(Target { url: page + &encoded(rest), size: None, post })
            }
            LinkTarget::Asset(asset) => {
                let facts = self.facts(asset)?;
                let fragment = url.find('#').map_or("", |at| &url[at..]);
                let file = self.file(asset, &facts);
                let size = facts.width.zip(facts.height);
                Some(Target { url: file + &encoded(fragment), size, post: None })
            }
        }
    }
}

/// Percent-encodes a query or fragment.
fn encoded(rest: &str) -> std::borrow::Cow<'_, str> {
    percent_encode(rest)
}
