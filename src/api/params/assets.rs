//! Parameters of `getAsset`.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use super::argument::Argument;
use super::kind::Kind;
use super::preview::declare_for_asset;
use super::query_params::QueryParams;
use super::reader::Reader;

/// The query parameters of `getAsset`.
#[derive(Debug)]
pub struct GetAssetParams {
    /// The version in the link that was followed.
    pub version: Option<String>,
}

impl QueryParams for GetAssetParams {
    fn declare(reader: &mut Reader) -> Self {
        reader.ignore_unknown();
        let version = reader.param(
            "v",
            FileVersion,
            "The version of the file, as in links of posts. If it is the current version, the \
             response can be cached indefinitely. The response is always the current file.",
        );
        declare_for_asset(reader);
        Self { version }
    }
}

/// The length of the longest URL by default.
const LONGEST_URL: usize = 16 * 1024;

/// The version of a file, which can be anything: others write their own versions into links, too.
struct FileVersion;

impl Kind for FileVersion {
    type Value = Option<String>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<String> {
        argument.values().last().map(str::to_owned)
    }

    fn schema(&self) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(LONGEST_URL)).into()
    }
}
