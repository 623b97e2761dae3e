//! The API: operations with their parameters, handlers and views, and the OpenAPI document.

pub(crate) mod answer;
pub(crate) mod audience;
pub(crate) mod body;
pub(crate) mod docs;
pub(crate) mod document;
pub(crate) mod events;
pub(crate) mod handler;
pub(crate) mod links;
pub(crate) mod manifests;
pub(crate) mod mcp;
pub(crate) mod moment;
pub(crate) mod openapi;
pub(crate) mod operation;
pub(crate) mod options;
pub(crate) mod params;
pub(crate) mod preview_link;
pub(crate) mod request_content;
pub(crate) mod routes;
pub(crate) mod sitemaps;
pub(crate) mod state;
pub(crate) mod view;
pub(crate) mod webhook;

pub use body::assets::asset_path;
pub use body::site_links::SiteUrls;
pub use document::sample_document as openapi_document;
pub use openapi::{to_version_3_0, to_yaml};
pub use options::ApiOptions;
pub use preview_link::{PreviewLink, PreviewLinks};
