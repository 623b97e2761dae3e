//! `inkstone openapi`.

use std::process::ExitCode;

use super::arguments::DocumentFormat;
use super::failure::Failure;
use super::output;
use crate::http;

/// Prints the OpenAPI document.
pub(super) fn run(format: DocumentFormat) -> Result<ExitCode, Failure> {
    let document = http::openapi_document();
    let text = match format {
        // `{:#}` of a JSON value is indented.
        DocumentFormat::Json => format!("{document:#}\n"),
        DocumentFormat::Yaml => http::to_yaml(&document),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
