//! The cover of a post.

use serde::Serialize;
use utoipa::ToSchema;

/// The cover image of a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cover {
    /// The URL: that of the asset if the image is a file in the content folder, otherwise as authored.
    #[schema(example = "/assets/images/heap.png?v=af1349b9f5f9a1a6")]
    pub src: String,
    /// The alternative text.
    #[schema(required)]
    pub alt: Option<String>,
    /// The width in pixels, if known.
    #[schema(required, minimum = 1)]
    pub width: Option<u32>,
    /// The height in pixels, if known.
    #[schema(required, minimum = 1)]
    pub height: Option<u32>,
}
