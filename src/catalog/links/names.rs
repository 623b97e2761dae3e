//! Posts and files by name, wherever they are, for wiki links.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::target::LinkTarget;
use crate::catalog::assets::Assets;
use crate::catalog::folders::split;
use crate::post::{Post, Use};
use crate::text::fold::fold;

/// The largest number of posts or files of one name that are compared.
const MAX_SAME: usize = 256;

/// How a name refers to a target. The first is preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// The name of the file or, for the index of a folder, of the folder.
    File,
    /// The title or an alias.
    Title,
}

/// Posts and files by their folded names.
#[derive(Debug)]
pub(super) struct Names(HashMap<String, Vec<(By, LinkTarget)>>);

impl Names {
    /// Returns whether two posts with the same path have the same names.
    pub(super) fn is_same(a: &Post, b: &Post) -> bool {
        a.title == b.title && a.aliases == b.aliases
    }

    /// Collects the names of posts and files.
    pub(super) fn new(posts: &[Arc<Post>], assets: &Assets) -> Self {
        let mut names = Self(HashMap::new());
        for (doc, post) in (0..).zip(posts) {
            let target = LinkTarget::Post(doc);
            let path = without_extension(post.path.as_str());
            let (folder, stem) = split(path);
            names.add(stem, By::File, target);
            if ["index", "readme"].iter().any(|index| index.eq_ignore_ascii_case(stem)) {
                names.add(split(folder).1, By::File, target);
            }
            names.add(&post.title, By::Title, target);
            for alias in &post.aliases {
                names.add(alias, By::Title, target);
            }
        }
        for (asset, path) in assets.iter() {
            names.add(split(path.as_str()).1, By::File, LinkTarget::Asset(asset));
        }
        names
    }

    fn add(&mut self, name: &str, by: By, target: LinkTarget) {
        let same = self.0.entry(fold(name)).or_default();
        if same.len() < MAX_SAME && !same.iter().any(|(_, other)| *other == target) {
            same.push((by, target));
        }
    }

    /// Returns the targets of a name, the best first: by file name rather than by title, and the nearest to the
    /// post at `from`. A name may begin with folders.
    pub(super) fn find<'a>(
        &self,
        from: &str,
        name: &str,
        to_use: Use,
        path_of: impl Fn(LinkTarget) -> &'a str,
    ) -> Vec<LinkTarget> {
        let name = name.replace('\\', "/");
        let name = name.trim_start_matches(['/', '.']);
        let path = fold(without_extension(name));
        let is_at_path = |target: LinkTarget| {
            let (folders, _) = split(&path);
            let (folder, _) = split(path_of(target));
            let folder = fold(folder);
            folders.is_empty()
                || folder
                    .strip_suffix(folders)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let is_of_use = |target: LinkTarget| match target {
            LinkTarget::Post(_) => to_use == Use::Link,
            LinkTarget::Asset(_) => true,
        };
        let same = |name: &str| self.0.get(name).into_iter().flatten();
        let by_file = same(split(&path).1)
            .chain(same(&fold(split(name).1)))
            .filter(|(by, target)| *by == By::File && is_at_path(*target));
        let by_title = same(&fold(name)).filter(|(by, _)| *by == By::Title);
        let mut found: Vec<(By, LinkTarget)> =
            by_file.chain(by_title).filter(|(_, target)| is_of_use(*target)).copied().collect();
        found.sort_by_key(|&(by, target)| {
            let path = path_of(target);
            let is_post = matches!(target, LinkTarget::Post(_));
            (by, Reverse(is_post), distance(from, path), path)
        });
        found.into_iter().map(|(_, target)| target).collect()
    }
}

/// Returns a path without the extension of a post.
fn without_extension(path: &str) -> &str {
    [".md", ".mdx", ".markdown"].iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path)
}

/// Returns the number of folders to leave and enter from one file to another.
fn distance(from: &str, to: &str) -> usize {
    let folders = |path| split(path).0.split('/').filter(|folder| !folder.is_empty());
    let common = folders(from).zip(folders(to)).take_while(|(a, b)| a == b).count();
    folders(from).count() + folders(to).count() - 2 * common
}
