//! Parameters of `listDiagnostics`.

use super::kinds::AnyOf;
use super::paging::page;
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::post::{Code, Diagnostic, Severity};

/// The query parameters of `listDiagnostics`.
#[derive(Debug)]
pub struct ListDiagnosticsParams {
    severities: Vec<Severity>,
    codes: Vec<Code>,
    /// The page, from 1.
    pub page: u64,
    /// The maximum number of diagnostics per page.
    pub limit: u32,
}

impl ListDiagnosticsParams {
    /// Returns whether a diagnostic is requested. Notes are requested by their severity or their codes.
    pub fn wants(&self, diagnostic: &Diagnostic) -> bool {
        let severity = diagnostic.severity();
        let by_severity = match self.severities.as_slice() {
            [] => severity != Severity::Note || !self.codes.is_empty(),
            severities => severities.contains(&severity),
        };
        by_severity && (self.codes.is_empty() || self.codes.contains(&diagnostic.code))
    }
}

impl QueryParams for ListDiagnosticsParams {
    fn declare(reader: &mut Reader) -> Self {
        let severities = reader.param(
            "severity",
            AnyOf::all(),
            "Only diagnostics of these severities. By default, errors and warnings, and notes only if `code` \
             names their codes.",
        );
        let codes = reader.param("code", AnyOf::all(), "Only diagnostics with these codes.");
        let (page, limit) = page(reader);
        Self { severities, codes, page, limit }
    }
}
