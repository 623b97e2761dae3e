//! Options of a snapshot.

use super::audience::Audience;
use crate::text::Lang;
use crate::text::Revision;

/// How a snapshot is built.
#[derive(Debug, Clone)]
pub struct CatalogOptions {
    /// The site's language: decides the collation if the posts don't, and which translation is
    /// returned if a client has no preference.
    pub default_lang: Lang,
    /// The path of a post on the site, with `{slug}` and optionally `{lang}`.
    pub post_path: String,
    /// What anyone may see.
    pub everyone: Audience,
    /// The hash of all other settings that affect responses; part of the snapshot's identity.
    pub settings: Revision,
}
