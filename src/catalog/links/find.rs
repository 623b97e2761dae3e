//! Resolves the URLs in posts to files.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use percent_encoding::percent_decode_str;

use super::addresses::{AddressIndex, Addresses};
use super::names::Names;
use super::target::LinkTarget;
use crate::catalog::assets::Assets;
use crate::catalog::doc_id::DocId;
use crate::catalog::folders::split;
use crate::catalog::naming::Naming;
use crate::catalog::page_path::PagePath;
use crate::post::{Post, Use, wiki_name};
use crate::text::nfc::nfc;

/// The extensions of posts.
const EXTENSIONS: [&str; 3] = [".md", ".markdown", ".mdx"];

/// The file names that represent a folder, in order of preference.
pub(super) const INDEXES: [&str; 6] =
    ["index.md", "README.md", "index.markdown", "readme.md", "index.mdx", "README.mdx"];

/// The folders that a path from the root may start in: the content folder itself, or one whose files
/// site generators copy to the root of the site.
const ROOTS: [&str; 3] = ["", "public", "static"];

/// Usual names of content folders, with which links of Docusaurus and others begin.
const CONTENT_FOLDERS: [&str; 8] =
    ["docs", "blog", "content", "posts", "_posts", "source", "src", "pages"];

/// Indexes of names, built when they are first used. The next snapshot has them too if the names stay the same.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    /// The posts whose paths are not in NFC, by their NFC form.
    composed: OnceLock<HashMap<String, DocId>>,
    addresses: OnceLock<AddressIndex>,
    names: OnceLock<Names>,
}

impl Indexes {
    /// Returns whether the indexes stay the same if a post changes that keeps its path and slug.
    pub(super) fn suit(&self, old: &Post, new: &Post) -> bool {
        (self.addresses.get().is_none() || AddressIndex::is_same(old, new))
            && (self.names.get().is_none() || Names::is_same(old, new))
    }
}

/// The posts by path.
enum Paths<'a> {
    /// Quick to search, but not to build.
    Hashed {
        posts: HashMap<&'a str, DocId>,
        /// Of two posts that one file gives, the one that is not in `posts`, by the one that is.
        twins: HashMap<DocId, DocId>,
    },
    Sorted(&'a Naming),
}

/// The files of the content folder.
pub(super) struct Files<'a> {
    pub(super) all: &'a [Arc<Post>],
    pub(super) assets: &'a Assets,
    pub(super) page_path: &'a PagePath,
    paths: Paths<'a>,
    /// Whether any post may be the index of a folder.
    has_indexes: bool,
    indexes: &'a Indexes,
}

impl<'a> Files<'a> {
    /// Indexes the files, for many searches.
    pub(super) fn new(
        posts: &'a [Arc<Post>],
        assets: &'a Assets,
        page_path: &'a PagePath,
        indexes: &'a Indexes,
    ) -> Self {
        let mut twins = HashMap::new();
        let mut by_path = HashMap::with_capacity(posts.len());
        for (doc, post) in (0..).zip(posts) {
            if let Some(twin) = by_path.insert(post.path.as_str(), doc) {
                twins.insert(doc, twin);
            }
        }
        let paths = Paths::Hashed { posts: by_path, twins };
        let has_indexes = posts.iter().any(|post| INDEXES.contains(&post.path.file_name()));
        Self { all: posts, assets, page_path, paths, has_indexes, indexes }
    }

    /// Like [`Self::new`], but for few searches.
    pub(super) fn sorted(
        posts: &'a [Arc<Post>],
        assets: &'a Assets,
        page_path: &'a PagePath,
        naming: &'a Naming,
        indexes: &'a Indexes,
    ) -> Self {
        let paths = Paths::Sorted(naming);
        Self { all: posts, assets, page_path, paths, has_indexes: true, indexes }
    }

    /// Returns whether a post has this path.
    pub(super) fn is_post(&self, path: &str) -> bool {
        match &self.paths {
            Paths::Hashed { posts, .. } => posts.contains_key(path),
            Paths::Sorted(naming) => !naming.of_file(self.all, path).is_empty(),
        }
    }

    /// Returns the posts whose paths are not in NFC, by their NFC form.
    fn composed(&self) -> &HashMap<String, DocId> {
        self.indexes.composed.get_or_init(|| {
            let by_path = (0..).zip(self.all).map(|(doc, post)| (post.path.as_str(), doc));
            let composed = by_path.filter_map(|(path, doc)| match nfc(path) {
                Cow::Borrowed(_) => None,
                Cow::Owned(composed) => Some((composed, doc)),
            });
            composed.collect()
        })
    }

    /// Collects all targets that a URL in a post may have, in the order in which they are tried. An asset
    /// is never hidden from a post that refers to it, so it is the last one.
    pub(super) fn candidates(
        &self,
        from: &Post,
        url: &str,
        to_use: Use,
        found: &mut Vec<LinkTarget>,
    ) {
        found.clear();
        if let Some(name) = wiki_name(url) {
            let names = self.indexes.names.get_or_init(|| Names::new(self.all, self.assets));
            let path = |target| match target {
                LinkTarget::Post(doc) => self.all[doc as usize].path.as_str(),
                LinkTarget::Asset(asset) => self.assets.path(asset).as_str(),
            };
            *found = names.find(from.path.as_str(), &name, to_use, path);
            return;
        }
        let at_path = for_each_path(from, url, to_use, |path| self.at(path, to_use, found));
        if to_use != Use::Link || at_path.is_break() {
            return;
        }
        let (path, _) = path_of(url);
        if !is_file(&path) && !path.starts_with("..") {
            let index = self.indexes.addresses.get_or_init(|| AddressIndex::new(self.all));
            let addresses = Addresses { posts: self.all, page_path: self.page_path, index };
            let path = path.strip_prefix("./").unwrap_or(&path);
            for doc in addresses.find(path, from) {
                push(found, LinkTarget::Post(doc));
            }
        }
    }

    /// Collects the post or asset at a path.
    fn at(&self, path: &str, to_use: Use, found: &mut Vec<LinkTarget>) -> ControlFlow<()> {
        if to_use == Use::Link {
            self.post(path, found);
        }
        if let Some(asset) = self.assets.find(path) {
            push(found, LinkTarget::Asset(asset));
            return ControlFlow::Break(());
        }
        if to_use == Use::Link {
            let indexes = if self.has_indexes { &INDEXES[..] } else { &[] };
            let _ = for_each_page(path, indexes, |page| {
                self.post(page, found);
                ControlFlow::Continue(())
            });
        }
        ControlFlow::Continue(())
    }

    fn post(&self, path: &str, found: &mut Vec<LinkTarget>) {
        self.post_at(path, found);
        let composed = nfc(path);
        if let Cow::Owned(composed) = &composed {
            self.post_at(composed, found);
        }
        if let Some(&doc) = self.composed().get(&*composed) {
            self.post_at(self.all[doc as usize].path.as_str(), found);
        }
    }

    /// Collects the posts whose path is exactly this one.
    fn post_at(&self, path: &str, found: &mut Vec<LinkTarget>) {
        match &self.paths {
            Paths::Hashed { posts, twins } => {
                if let Some(doc) = posts.get(path) {
                    push(found, LinkTarget::Post(*doc));
                    if let Some(&twin) = twins.get(doc) {
                        push(found, LinkTarget::Post(twin));
                    }
                }
            }
            Paths::Sorted(naming) => {
                for &doc in naming.of_file(self.all, path).iter().rev() {
                    push(found, LinkTarget::Post(doc));
                }
            }
        }
    }
}

fn push(found: &mut Vec<LinkTarget>, target: LinkTarget) {
    if !found.contains(&target) {
        found.push(target);
    }
}

/// Calls `visit` with each path in the content folder that a URL in a post may mean, in the order in
/// which they are tried.
///
/// A URL is relative to the post's file, or to the content folder if it starts with `/` or, as in Zola,
/// with `@/`. A post's images may also be in a folder with the same name as its file, as in Hexo. Links may
/// omit the slash at the start, or start with the name of the content folder itself, as in Docusaurus.
pub(super) fn for_each_path(
    from: &Post,
    url: &str,
    to_use: Use,
    mut visit: impl FnMut(&str) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (path, is_rooted) = path_of(url);
    let mut at = |base: &str, path: &str| match join(base, path) {
        Some(path) => visit(&path),
        None => ControlFlow::Continue(()),
    };
    if is_rooted {
        // The root itself is the home page of the site.
        if !path.is_empty() {
            ROOTS.iter().try_for_each(|root| at(root, &path))?;
        }
        if to_use == Use::Link
            && is_file(&path)
            && let Some((folder, rest)) = path.split_once('/')
            && CONTENT_FOLDERS.contains(&folder)
        {
            at("", rest)?;
        }
        return ControlFlow::Continue(());
    }
    let file = from.path.as_str();
    let (folder, _) = split(file);
    at(folder, &path)?;
    // Where pages have addresses that end in a slash, `../other/` is the page next to this one.
    let is_of_page = to_use == Use::Link && path.starts_with("../") && !is_file(&path);
    if !path.starts_with("..") || is_of_page {
        at(file.rsplit_once('.').map_or(file, |(stem, _)| stem), &path)?;
    }
    if to_use == Use::Link && path.contains('/') && !path.starts_with('.') {
        at("", &path)?;
    }
    ControlFlow::Continue(())
}

/// Returns the files that the path of a page may stand for: a folder, or a file with the extension omitted
/// or replaced by that of a page.
///
/// `path` is one that [`for_each_path`] visits.
pub(super) fn for_each_page(
    path: &str,
    indexes: &[&str],
    mut visit: impl FnMut(&str) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let bare = [".html", ".mdx", ".md"].iter().find_map(|ending| path.strip_suffix(ending));
    let bare = bare.unwrap_or(path);
    let extensions =
        if bare.is_empty() || path.ends_with(".markdown") { &[][..] } else { &EXTENSIONS[..] };
    let mut page = String::with_capacity(path.len() + "/README.mdx".len());
    let mut visit = |parts: [&str; 3]| {
        page.clear();
        page.extend(parts);
        visit(&page)
    };
    extensions.iter().try_for_each(|extension| visit([bare, extension, ""]))?;
    let indexes = if is_file(path) { &[] } else { indexes };
    let slash = if path.is_empty() { "" } else { "/" };
    indexes.iter().try_for_each(|index| visit([path, slash, index]))
}

/// Returns whether a path is that of a post's file, not of its page.
pub(super) fn is_file(path: &str) -> bool {
    EXTENSIONS.iter().any(|extension| path.ends_with(extension))
}

/// Returns the path of a URL, and whether it is relative to the content folder. Backslashes are
/// treated as slashes, because editors on Windows write them. Docusaurus writes `@site/` for `/`.
pub(super) fn path_of(url: &str) -> (String, bool) {
    let path = url.split(['?', '#']).next().expect("`split` yields at least one part");
    let decoded = percent_decode_str(path).decode_utf8().unwrap_or(path.into());
    let path = decoded.replace('\\', "/");
    let rooted = ["@site/", "@/", "/"].iter().find_map(|root| path.strip_prefix(root));
    match rooted {
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
