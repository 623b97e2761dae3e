//! Pieces of raw HTML in Markdown, prepared for the sanitizer.
//!
//! The sanitizer reads everything that follows in its part of the page, so an unclosed piece of raw
//! HTML could swallow it: a mention of `<script>` without backticks, half of a tag, an open comment.
//! Each piece is therefore rewritten to end where it ends in the source. This protects content; safety
//! is the sanitizer's job.

mod clobber;
mod component;
mod elements;
mod isolate;
mod mention;
mod open_elements;
mod piece;
mod prose;
mod srcset;
mod start_tag;
mod tag;
mod url_attributes;
mod urls;

pub use clobber::{PREFIX, harden_all, ids};
pub use component::{closed_components, mark_components};
pub use elements::{is_bare, is_formatting, is_implicitly_closed};
pub use isolate::{Kind, isolate};
pub use mention::is_mention;
pub use open_elements::{OpenElements, for_each_tag};
pub use piece::sanitize_piece;
pub use prose::{Code, prose};
pub use url_attributes::resolve_all;
pub use urls::{RawUrl, urls};
