//! The format of responses: JSON, and the stylesheet for code.

pub mod archive;
pub mod change;
pub mod changes;
pub mod diagnostic;
pub mod envelope;
pub mod event;
pub mod feed;
pub mod front_matter;
pub mod link;
pub mod manifest;
pub mod names;
pub mod neighbors;
pub mod pagination;
pub mod post;
pub mod post_terms;
pub mod problem;
pub mod readiness;
pub mod related;
pub mod schema;
pub mod search;
pub mod site;
pub mod stylesheet;
pub mod suggestion;
pub mod summary;
pub mod term;
