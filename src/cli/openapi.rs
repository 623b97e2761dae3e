//! `inkstone openapi`.

use std::process::ExitCode;

use super::arguments::DocumentFormat;
use super::failure::Failure;
use super::output;
use crate::api;

/// Prints the OpenAPI document.
pub(super) fn run(format: DocumentFormat) -> Result<ExitCode, Failure> {
    let document = api::openapi_document();
    let text = match format {
        // `{:#}` of a JSON value is indented.
        DocumentFormat::Json => format!("{document:#}\n"),
        DocumentFormat::Yaml => api::to_yaml(&document),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
