//! One handler per operation: parameters → query, ask, view. A handler's name is its operationId.

pub mod assets;
pub mod content;
pub mod fallback;
pub mod metrics;
mod moved;
pub mod neighbors;
mod paging;
pub mod posts;
pub mod related;
mod request;
pub mod root;
pub mod search;
mod searching;
pub mod service;
pub mod stylesheet;
pub mod suggest;
pub mod terms;
mod version;
mod writing;
