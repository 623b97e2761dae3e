//! `inkstone openapi`.

use std::process::ExitCode;

use super::arguments::{DocumentFormat, OpenapiVersion};
use super::failure::Failure;
use super::output;
use crate::api;

/// Prints the OpenAPI document.
pub(super) fn run(format: DocumentFormat, version: OpenapiVersion) -> Result<ExitCode, Failure> {
    let served = api::openapi_document();
    let document = match version {
        OpenapiVersion::V31 => served,
        OpenapiVersion::V30 => {
            api::to_version_3_0(&served).map_err(|error| Failure::negative(error.to_string()))?
        }
    };
    let text = match format {
        // `{:#}` of a JSON value is indented.
        DocumentFormat::Json => format!("{document:#}\n"),
        DocumentFormat::Yaml => api::to_yaml(&document),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
