//! Parameters of the list of content problems.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::paging::{PAGE, read_page};
use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::post::{Code, Diagnostic};

const DIAGNOSTICS: &[Param] = &[
    Param {
        name: "severity",
        kind: Kind::Choices { allowed: &["error", "warning"], default: None },
        description: "Only problems of these severities.",
    },
    Param {
        name: "code",
        kind: Kind::Choices { allowed: Code::NAMES, default: None },
        description: "Only problems of these codes.",
    },
];

const LIST_DIAGNOSTICS: &[&[Param]] = &[DIAGNOSTICS, PAGE];

/// The parameters of `listDiagnostics`.
#[derive(Debug)]
pub struct ListDiagnosticsParams {
    severities: Vec<&'static str>,
    codes: Vec<&'static str>,
    /// The page, from 1.
    pub page: u64,
    /// How many problems a page has.
    pub limit: u32,
}

impl ListDiagnosticsParams {
    /// Reads everything that `listDiagnostics` takes.
    pub fn read(raw: &str) -> (Self, Reader) {
        let mut reader = Reader::new(raw, LIST_DIAGNOSTICS);
        let severities = reader.choices("severity");
        let codes = reader.choices("code");
        let (page, limit) = read_page(&mut reader);
        (Self { severities, codes, page, limit }, reader)
    }

    /// Whether a problem is asked for.
    pub fn wants(&self, diagnostic: &Diagnostic) -> bool {
        let any = |wanted: &[&str], name: &str| wanted.is_empty() || wanted.contains(&name);
        any(&self.severities, diagnostic.severity().as_str())
            && any(&self.codes, diagnostic.code.as_str())
    }
}

impl IntoParams for ListDiagnosticsParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(LIST_DIAGNOSTICS)
    }
}
