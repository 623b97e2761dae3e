//! Diagnostics as JSON.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::Type;

use super::names::Named;
use crate::post::{Diagnostic, Severity};

/// A problem in a content file.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Diagnostic)]
pub struct DiagnosticView {
    /// `error` if the file is not served, `warning` if something should be fixed, `note` otherwise.
    #[schema(schema_with = severity)]
    pub severity: &'static str,
    /// The code of the problem. Codes are stable.
    #[schema(example = "date_invalid")]
    pub code: &'static str,
    /// The path of the file, relative to the content folder.
    #[schema(example = "2024/spring.md")]
    pub path: String,
    /// The line, from 1, or null if the problem concerns the whole file.
    #[schema(required, minimum = 1, example = 4)]
    pub line: Option<u32>,
    /// The column, from 1, in characters.
    #[schema(required, minimum = 1, example = 7)]
    pub column: Option<u32>,
    /// The length of the affected text, in characters.
    #[schema(required, minimum = 1, example = 10)]
    pub length: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    #[schema(required)]
    pub expected: Option<String>,
    /// How to fix it.
    #[schema(required)]
    pub help: Option<String>,
    /// The text of the line; of a long line, the part around the column.
    #[schema(required, example = "date: 2024-03-39")]
    pub source: Option<String>,
}

fn severity() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("`error` if the file is not served, `warning` if something should be fixed, `note` otherwise."))
        .enum_values(Some(Severity::ALL.iter().map(|severity| severity.name())))
}

impl From<&Diagnostic> for DiagnosticView {
    fn from(diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.place.as_ref();
        Self {
            severity: diagnostic.severity().as_str(),
            code: diagnostic.code.as_str(),
            path: diagnostic.path.as_str().to_owned(),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            length: place.map(|place| place.length),
            message: diagnostic.message.clone(),
            expected: diagnostic.expected.clone(),
            help: diagnostic.help.clone(),
            source: place.map(|place| place.excerpt.clone()),
        }
    }
}
