//! Resolves the URLs in posts to files.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use super::names::Names;
use super::target::LinkTarget;
use crate::catalog::assets::Assets;
use crate::catalog::doc_id::DocId;
use crate::catalog::folders::{Folders, split};
use crate::post::{Post, Use, wiki_name};
use crate::text::nfc::nfc;

/// The file names that represent a folder, in order of preference.
const INDEXES: [&str; 4] = ["index.md", "README.md", "index.markdown", "readme.md"];

/// The folders that a path from the root may start in: the content folder itself, or one whose files
/// site generators copy to the root of the site.
const ROOTS: [&str; 3] = ["", "public", "static"];

/// The files of the content folder.
pub(super) struct Files<'a> {
    all: &'a [Post],
    posts: HashMap<&'a str, DocId>,
    /// The posts whose paths are not in NFC, by their NFC form.
    composed: HashMap<String, DocId>,
    assets: &'a Assets,
    /// Built on first use.
    folders: OnceCell<Folders>,
    /// Built on first use.
    names: OnceCell<Names>,
}

impl<'a> Files<'a> {
    pub(super) fn new(posts: &'a [Post], assets: &'a Assets) -> Self {
        let by_path = || (0..).zip(posts).map(|(doc, post)| (post.path.as_str(), doc));
        let composed = by_path().filter_map(|(path, doc)| match nfc(path) {
            Cow::Borrowed(_) => None,
            Cow::Owned(composed) => Some((composed, doc)),
        });
        Self {
            all: posts,
            composed: composed.collect(),
            posts: by_path().collect(),
            assets,
            folders: OnceCell::new(),
            names: OnceCell::new(),
        }
    }

    /// Returns the path in the same folder that is most similar to a mistyped one: an asset's, or
    /// for links a post's. Returns `None` if no path is similar enough.
    pub(super) fn near(&self, wrong: &str, to_use: Use) -> Option<&'a str> {
        let post = || {
            let folders = self.folders.get_or_init(|| {
                let mut paths: Vec<_> =
                    self.posts.iter().map(|(&path, &doc)| (doc, path)).collect();
                paths.sort_unstable_by_key(|&(_, path)| path);
                Folders::new(paths)
            });
            folders.near(wrong, |doc| self.all[doc as usize].path.as_str(), |_| true)
        };
        self.assets
            .near(wrong, |_| true)
            .or_else(|| if to_use == Use::Link { post() } else { None })
    }

    /// Resolves a URL in a post. It is relative to the post's file, or to the content folder if it
    /// starts with `/` or, as in Zola, with `@/`. A post's images may also be in a folder with the
    /// same name as its file, as in Hexo. Returns the first candidate that `accept` accepts.
    pub(super) fn find(
        &self,
        from: &Post,
        url: &str,
        to_use: Use,
        accept: impl Fn(LinkTarget) -> bool,
    ) -> Option<LinkTarget> {
        if let Some(name) = wiki_name(url) {
            let names = self.names.get_or_init(|| Names::new(self.all, self.assets));
            let path = |target| match target {
                LinkTarget::Post(doc) => self.all[doc as usize].path.as_str(),
                LinkTarget::Asset(asset) => self.assets.path(asset).as_str(),
            };
            return names.find(from.path.as_str(), &name, to_use, path, accept);
        }
        let (path, is_rooted) = path_of(url);
        let at = |base: &str| join(base, &path).and_then(|path| self.at(&path, to_use, &accept));
        if is_rooted {
            // The root itself is the home page of the site.
            return if path.is_empty() { None } else { ROOTS.iter().find_map(|root| at(root)) };
        }
        let file = from.path.as_str();
        let (folder, _) = split(file);
        let own_folder = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        at(folder).or_else(|| (!path.starts_with("..")).then(|| at(own_folder))?)
    }

    /// Returns the post or asset at a path.
    fn at(
        &self,
        path: &str,
        to_use: Use,
        accept: &impl Fn(LinkTarget) -> bool,
    ) -> Option<LinkTarget> {
        let asset =
            || self.assets.find(path).map(LinkTarget::Asset).filter(|&target| accept(target));
        if to_use != Use::Link {
            return asset();
        }
        self.post(path, accept).or_else(asset).or_else(|| self.page(path, accept))
    }

    /// Returns the post that the path of a page refers to: a folder, or a file with the extension
    /// omitted or replaced by that of a page.
    fn page(&self, path: &str, accept: &impl Fn(LinkTarget) -> bool) -> Option<LinkTarget> {
        let with = |path: &str, ending: &str| self.post(&format!("{path}{ending}"), accept);
        let bare = path.strip_suffix(".html").or_else(|| path.strip_suffix(".mdx")).unwrap_or(path);
        if !bare.is_empty()
            && let Some(post) = with(bare, ".md").or_else(|| with(bare, ".markdown"))
        {
            return Some(post);
        }
        INDEXES.iter().find_map(|index| self.post(join(path, index)?.as_str(), accept))
    }

    fn post(&self, path: &str, accept: &impl Fn(LinkTarget) -> bool) -> Option<LinkTarget> {
        let accepted = |doc: &DocId| Some(LinkTarget::Post(*doc)).filter(|&target| accept(target));
        self.posts.get(path).and_then(accepted).or_else(|| {
            let composed = nfc(path);
            let exact = match &composed {
                Cow::Borrowed(_) => None,
                Cow::Owned(composed) => self.posts.get(composed.as_str()).and_then(accepted),
            };
            exact.or_else(|| self.composed.get(&*composed).and_then(accepted))
        })
    }
}

/// Returns the path of a URL, and whether it is relative to the content folder. Backslashes are
/// treated as slashes, because editors on Windows write them.
pub(super) fn path_of(url: &str) -> (String, bool) {
    let path = url.split(['?', '#']).next().expect("`split` yields at least one part");
    let decoded = percent_decode_str(path).decode_utf8().unwrap_or(path.into());
    let path = decoded.replace('\\', "/");
    match path.strip_prefix("@/").or_else(|| path.strip_prefix('/')) {
        Some(rooted) => (rooted.to_owned(), true),
        None => (path, false),
    }
}

/// Resolves a path relative to a folder, including `.` and `..`. Returns `None` if the result is
/// outside the content folder.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
