//! The targets of links.

use crate::catalog::assets::AssetId;
use crate::catalog::doc_id::DocId;

/// The target of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// A post.
    Post(DocId),
    /// An asset.
    Asset(AssetId),
}
