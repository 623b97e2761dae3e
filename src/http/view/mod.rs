//! How answers look as JSON.

pub mod archive;
pub mod diagnostic;
pub mod envelope;
pub mod post;
pub mod schema;
pub mod site;
pub mod term;
