//! Pieces of raw HTML in Markdown, prepared for the sanitizer.
//!
//! The sanitizer reads everything that follows in its part of the page, so an unclosed piece of raw
//! HTML could swallow it: a mention of `<script>` without backticks, half of a tag, an open comment.
//! Each piece is therefore rewritten to end where it ends in the source. This protects content; safety
//! is the sanitizer's job.

mod absolute;
mod clobber;
mod component;
mod elements;
mod embed;
mod isolate;
mod mention;
mod open_elements;
mod piece;
mod prose;
mod reference;
mod refused;
mod ruby;
mod srcset;
mod start_tag;
mod tag;
mod url_attributes;
mod urls;

pub use absolute::rewrite_urls;
pub use clobber::{PREFIX, ids};
pub use component::{closed_components, is_component, mark_components};
pub use elements::{Mentioned, is_bare, is_break, is_implicitly_closed, mentioned};
pub use embed::Embed;
pub use isolate::{Kind, isolate, isolate_with};
pub use mention::is_mention;
pub use open_elements::{OpenElements, for_each_tag};
pub use piece::sanitize_piece;
pub use prose::{Code, prose};
pub use reference::is_forbidden_reference;
pub use refused::refused_url;
pub use ruby::Ruby;
pub use start_tag::for_each as for_each_start_tag;
pub use tag::{MAX_NAME_LENGTH, begins_markup, name_of, raw_text_length as length_of};
pub use url_attributes::{resolve_all, resolve_and_harden};
pub use urls::{RawUrl, urls};
