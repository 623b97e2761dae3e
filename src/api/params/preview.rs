//! The parameter `preview`, which contains a preview link.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use super::argument::Argument;
use super::kind::Kind;
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::api::preview_link::MAX_LENGTH;
use crate::protocol::redacted::PREVIEW;

/// The preview link in a query, whatever else it contains.
#[derive(Debug)]
pub struct PreviewParams {
    /// The link, unchecked.
    pub link: Option<String>,
}

impl QueryParams for PreviewParams {
    fn declare(reader: &mut Reader) -> Self {
        reader.ignore_unknown();
        Self { link: reader.param(PREVIEW, Link, "A preview link.") }
    }
}

/// Declares the parameter for the URL of a post; [`PreviewParams`] reads it.
pub fn declare_for_post(reader: &mut Reader) {
    reader.param(
        PREVIEW,
        Link,
        "The signature of a preview link, as `inkstone preview-link` prints it. It shows a draft or a scheduled post \
         without the token until it expires, and is valid for one post in one language. The response is not stored by \
         caches.",
    );
}

/// Declares the parameter for the URL of an asset; [`PreviewParams`] reads it.
pub fn declare_for_asset(reader: &mut Reader) {
    reader.param(
        PREVIEW,
        Link,
        "The signature in URLs of a post that was requested by a preview link. It gives access to this file, if only \
         posts refer to it that are not published.",
    );
}

/// A preview link. Any text is one, because an invalid link is an error of authorization.
struct Link;

impl Kind for Link {
    type Value = Option<String>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<String> {
        argument.single().map(str::to_owned)
    }

    fn schema(&self) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(MAX_LENGTH)).into()
    }
}
