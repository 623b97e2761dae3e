//! One handler per operation: it reads the parameters, runs a query and returns a view. The name of a
//! handler is its operationId in snake case.

pub mod assets;
pub mod content;
pub mod events;
mod facet_room;
pub mod fallback;
pub mod feeds;
pub mod listing;
pub mod llms;
pub mod metrics;
pub mod neighbors;
mod paging;
pub mod post;
pub mod post_schema;
pub mod posts;
mod preview;
pub mod ready_list;
mod redirect;
pub mod related;
mod reload_metrics;
mod request;
pub mod root;
pub mod search;
pub mod search_index;
pub mod service;
pub mod sitemaps;
pub mod stylesheet;
pub mod suggest;
pub mod sync;
pub mod terms;
mod version;
mod write_list;
mod write_posts;
