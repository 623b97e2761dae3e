//! What feeds and sitemaps say about posts, independent of their formats: absolute URLs, identities that last, and
//! text that every format can contain.

mod addresses;
mod item;
mod llms;
mod sitemap;

pub use addresses::Addresses;
pub use item::{Feed, FeedContent, Image, Item};
pub use llms::{SiteText, llms, llms_full};
pub use sitemap::{sitemap_index, sitemaps};
