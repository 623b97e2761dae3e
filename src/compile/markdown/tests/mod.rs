//! Tests across renderings.

mod danger;
mod embeds;
mod hostile;
mod post;
mod properties;
mod raw_html;
mod safety;
