//! Parameters of `getAsset`.

use super::kinds::Text;
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
        Self {
            version: reader.param(
                "v",
                Text { max_length: 64 },
                "The version of the file, as in links of posts. If it is the current version, the \
                 response can be cached indefinitely. The response is always the current file.",
            ),
        }
    }
}
