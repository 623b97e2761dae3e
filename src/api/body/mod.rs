//! Bodies of posts and files as they are served.

pub mod assets;
pub mod cover;
pub mod json;
pub mod portions;
pub mod render;
pub mod site_links;
