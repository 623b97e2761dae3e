//! Parameters of files beside posts.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::protocol::problem::Problem;

const ASSET: &[Param] = &[Param {
    name: "v",
    kind: Kind::Text(64),
    description: "The version of the file, as it stands in links. Where it is the current one, the answer may be cached for ever; where it is not, the file is answered as it is now.",
}];

const GET_ASSET: &[&[Param]] = &[ASSET];

/// The query parameters of `getAsset`.
#[derive(Debug)]
pub struct GetAssetParams {
    /// The version that a link names.
    pub version: Option<String>,
}

impl GetAssetParams {
    /// Reads everything that `getAsset` takes.
    ///
    /// # Errors
    /// `invalid_parameter` that names every wrong parameter.
    pub fn read(raw: &str) -> Result<Self, Problem> {
        let mut reader = Reader::new(raw, GET_ASSET);
        let version = reader.text("v");
        reader.finish().map(|_| Self { version })
    }
}

impl IntoParams for GetAssetParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(GET_ASSET)
    }
}
