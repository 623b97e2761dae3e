//! Finds the file that a broken reference probably means.

use std::cell::OnceCell;
use std::sync::Arc;

use super::addresses::dated_slug;
use super::find::{Files, join, path_of};
use crate::catalog::folders::{Folders, split};
use crate::catalog::near::Near;
use crate::post::{ContentPath, Post, Reference, Use};
use crate::text::suggest::nearest;

/// The maximum number of references, over all posts, for which similar names are searched, which is slow
/// in large folders.
pub(super) const MAX_SIMILAR: usize = 200;
/// The maximum number of files with one name that are compared.
const MAX_EQUAL: usize = 200;

/// Suggestions for broken references.
pub(super) struct Suggestions<'f, 'a> {
    files: &'f Files<'a>,
    names: OnceCell<Names<'a>>,
    folders: OnceCell<Folders>,
    slugs: OnceCell<Slugs<'a>>,
    similar_left: usize,
}

impl<'f, 'a> Suggestions<'f, 'a> {
    pub(super) fn new(files: &'f Files<'a>) -> Self {
        Self {
            files,
            names: OnceCell::new(),
            folders: OnceCell::new(),
            slugs: OnceCell::new(),
            similar_left: MAX_SIMILAR,
        }
    }

    /// Returns for how many references similar names were searched.
    pub(super) fn searches(&self) -> usize {
        MAX_SIMILAR - self.similar_left
    }

    /// Returns the path that a reference of a post probably means: a file with the same name in another
    /// folder or in other case, or else one with a similar name in the same folder.
    pub(super) fn near(&mut self, from: &Post, reference: &Reference) -> Option<&'a str> {
        if let Some(path) = self.with_name(from, reference) {
            return Some(path);
        }
        self.similar_left = self.similar_left.checked_sub(1)?;
        let similar = self.similar(&wanted(from, &reference.url), reference.to_use);
        similar.or_else(|| {
            let (path, is_rooted) = path_of(&reference.url);
            let page = self.files.page_path.parse(path.trim_matches('/'));
            let slug = page.map(|(slug, _)| slug.to_owned()).or_else(|| dated_slug(&path))?;
            let slugs = self.slugs.get_or_init(|| Slugs::new(self.files.all));
            is_rooted.then(|| slugs.near(&slug))?
        })
    }

    /// Returns the path of a file with the same name in another folder or in other case.
    pub(super) fn with_name(&self, from: &Post, reference: &Reference) -> Option<&'a str> {
        let names = self.names.get_or_init(|| Names::new(self.files));
        names.find(&wanted(from, &reference.url), from, reference.to_use)
    }

    /// Returns the path in the same folder that is most similar to a mistyped one: an asset's, or for
    /// links a post's.
    fn similar(&self, wrong: &str, to_use: Use) -> Option<&'a str> {
        let all = self.files.all;
        let post = || {
            let folders = self.folders.get_or_init(|| {
                let mut paths: Vec<_> =
                    (0..).zip(all).map(|(doc, post)| (doc, post.path.as_str())).collect();
                paths.sort_unstable_by_key(|&(_, path)| path);
                Folders::new(paths)
            });
            folders.near(wrong, |doc| all[doc as usize].path.as_str(), |_| true)
        };
        let asset = self.files.assets.near(wrong, |_| true);
        asset.or_else(|| if to_use == Use::Link { post() } else { None })
    }
}

/// Returns the path in the content folder that a URL in a post means.
fn wanted(from: &Post, url: &str) -> String {
    let (path, is_rooted) = path_of(url);
    let folder = if is_rooted { "" } else { split(from.path.as_str()).0 };
    join(folder, &path).unwrap_or_else(|| path.replace("../", ""))
}

/// The slugs of posts and the paths of their files, sorted by slug.
struct Slugs<'a> {
    sorted: Vec<(&'a str, &'a str)>,
    near: Near,
}

impl<'a> Slugs<'a> {
    fn new(posts: &'a [Arc<Post>]) -> Self {
        let mut sorted: Vec<_> =
            posts.iter().map(|post| (post.slug.as_str(), post.path.as_str())).collect();
        sorted.sort_unstable();
        Self { near: Near::new(sorted.iter().map(|&(slug, _)| slug)), sorted }
    }

    /// Returns the path of the post whose slug is most similar to a mistyped one.
    fn near(&self, wrong: &str) -> Option<&'a str> {
        let slug = |at: u32| self.sorted[at as usize].0;
        let candidates = self.near.candidates(wrong, slug, |_| true);
        let found = nearest(wrong, candidates.into_iter().map(slug))?;
        let at = self.sorted.partition_point(|&(slug, _)| slug < found);
        self.sorted.get(at).map(|&(_, path)| path)
    }
}

/// All files by their names in lower case.
struct Names<'a> {
    /// Sorted.
    assets: Vec<(Box<str>, &'a str)>,
    /// The file names, stems and slugs of posts, sorted.
    posts: Vec<(Box<str>, &'a str)>,
}

impl<'a> Names<'a> {
    fn new(files: &Files<'a>) -> Self {
        let lower = |name: &str| name.to_lowercase().into_boxed_str();
        let mut posts = Vec::with_capacity(files.all.len() * 2);
        for post in files.all {
            let path = post.path.as_str();
            let names = [post.path.file_name(), post.path.stem(), post.slug.as_str()];
            posts.extend(names.map(|name| (lower(name), path)));
        }
        let of_asset = |path: &'a ContentPath| (lower(path.file_name()), path.as_str());
        let mut assets: Vec<_> = files.assets.iter().map(|(_, path)| of_asset(path)).collect();
        posts.sort_unstable();
        posts.dedup();
        assets.sort_unstable();
        Self { assets, posts }
    }

    /// Returns the path with the same name as a path that does not exist.
    fn find(&self, wanted: &str, from: &Post, to_use: Use) -> Option<&'a str> {
        let (_, name) = split(wanted);
        let name = name.to_lowercase();
        let bare = [".html", ".htm", ".mdx", ".markdown", ".md"];
        let bare = bare.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
        let asset = || best(&self.assets, &name, wanted, from);
        if to_use != Use::Link {
            return asset();
        }
        let post = |name: &str| best(&self.posts, name, wanted, from);
        post(&name).or_else(asset).or_else(|| post(bare))
    }
}

/// Returns the path with a name whose folders are most like those of the wanted path, then most like those
/// of the post.
fn best<'a>(
    sorted: &[(Box<str>, &'a str)],
    name: &str,
    wanted: &str,
    from: &Post,
) -> Option<&'a str> {
    let start = sorted.partition_point(|(other, _)| **other < *name);
    let same = sorted[start..].iter().take_while(|(other, _)| **other == *name);
    // Such names say nothing, because every folder may have one.
    let is_index =
        matches!(name.split_once('.').map_or(name, |(stem, _)| stem), "index" | "readme");
    let equals = |path: &str| path.to_lowercase() == wanted.to_lowercase();
    let paths =
        same.take(MAX_EQUAL).map(|&(_, path)| path).filter(|path| !is_index || equals(path));
    paths.min_by_key(|path| {
        let tail = common(folders(path).rev(), folders(wanted).rev());
        let head = common(folders(path), folders(from.path.as_str()));
        (usize::MAX - tail, usize::MAX - head, *path)
    })
}

fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    split(path).0.split('/').filter(|part| !part.is_empty())
}

/// Returns the number of equal parts at the start, ignoring case.
fn common<'p>(a: impl Iterator<Item = &'p str>, b: impl Iterator<Item = &'p str>) -> usize {
    a.zip(b).take_while(|(a, b)| a.to_lowercase() == b.to_lowercase()).count()
}
