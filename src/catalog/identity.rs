//! The identity of content.

use super::options::CatalogOptions;
use crate::post::ContentPath;
use crate::text::Revision;

/// Hashes the settings that affect responses.
pub(super) fn of_settings(options: &CatalogOptions) -> Revision {
    Revision::of_parts([options.default_lang.as_str().as_bytes(), options.settings.as_bytes()])
}

/// Hashes posts, given by their [`Post::revision`](crate::post::Post::revision), which includes the path, in the
/// order of their paths, the paths of assets, and settings.
pub(super) fn of_content<'a>(
    posts: impl Iterator<Item = Revision>,
    assets: impl Iterator<Item = &'a ContentPath>,
    settings: Revision,
) -> Revision {
    let assets = Revision::of_parts(assets.map(|path| path.as_str().as_bytes()));
    let parts: Vec<Revision> = [settings, assets].into_iter().chain(posts).collect();
    Revision::of_parts(parts.iter().map(Revision::as_bytes))
}
