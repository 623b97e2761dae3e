//! The cover of a post.

use serde::Serialize;
use utoipa::ToSchema;

/// A picture that stands for a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cover {
    /// Its URL: that of the file where it is one of the content folder, else as authored.
    #[schema(example = "/assets/images/heap.png?v=af1349b9f5f9a1a6")]
    pub src: String,
    /// Text for those who do not see it.
    #[schema(required)]
    pub alt: Option<String>,
    /// Width in pixels, where known.
    #[schema(required, minimum = 1)]
    pub width: Option<u32>,
    /// Height in pixels, where known.
    #[schema(required, minimum = 1)]
    pub height: Option<u32>,
}
