//! Content problems as JSON.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::Type;

use crate::post::{Diagnostic, Severity};

/// One problem in one file.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Diagnostic)]
pub struct DiagnosticView {
    /// `error` where the file is set aside, else `warning`.
    #[schema(schema_with = severity)]
    pub severity: &'static str,
    /// The stable code of the problem.
    #[schema(example = "date_invalid")]
    pub code: &'static str,
    /// The file, from the content folder.
    #[schema(example = "2024/spring.md")]
    pub path: String,
    /// The line, from 1; null where the whole file is meant.
    #[schema(required, minimum = 1, example = 4)]
    pub line: Option<u32>,
    /// The column in characters, from 1.
    #[schema(required, minimum = 1, example = 7)]
    pub column: Option<u32>,
    /// How many characters are meant.
    #[schema(required, minimum = 1, example = 10)]
    pub length: Option<u32>,
    /// What was found.
    pub message: String,
    /// What was expected.
    #[schema(required)]
    pub expected: Option<String>,
    /// How to mend it.
    #[schema(required)]
    pub help: Option<String>,
    /// The line's text, or the part of a long line around the column.
    #[schema(required, example = "date: 2024-03-39")]
    pub source: Option<String>,
}

fn severity() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("`error` where the file is set aside, else `warning`."))
        .enum_values(Some([Severity::Error.as_str(), Severity::Warning.as_str()]))
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
