//! Tests across renderings.

mod hostile;
mod post;
mod properties;
mod safety;
