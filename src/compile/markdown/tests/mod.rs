//! Properties that hold across the renderings.

mod hostile;
mod post;
mod properties;
mod safety;
