//! The identity of content.

use super::options::CatalogOptions;
use crate::post::{ContentPath, Post};
use crate::text::Revision;

/// Hashes the settings that affect responses.
pub(super) fn of_settings(options: &CatalogOptions) -> Revision {
    Revision::of_parts([options.default_lang.as_str().as_bytes(), options.settings.as_bytes()])
}

/// Hashes posts, the paths of assets, and the hash of the settings. The order of posts does not matter.
pub(super) fn of_content<'a>(
    posts: impl Iterator<Item = &'a Post>,
    assets: impl Iterator<Item = &'a ContentPath>,
    settings: Revision,
) -> Revision {
    let mut posts: Vec<&Post> = posts.collect();
    posts.sort_unstable_by_key(|post| &post.path);
    let posts = posts
        .into_iter()
        .flat_map(|post| [post.path.as_str().as_bytes(), post.revision.as_bytes()]);
    let assets = Revision::of_parts(assets.map(|path| path.as_str().as_bytes()));
    Revision::of_parts([settings.as_bytes(), assets.as_bytes()].into_iter().chain(posts))
}
