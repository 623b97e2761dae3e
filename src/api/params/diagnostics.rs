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
    /// Returns whether a diagnostic is requested.
    pub fn wants(&self, diagnostic: &Diagnostic) -> bool {
        (self.severities.is_empty() || self.severities.contains(&diagnostic.severity()))
            && (self.codes.is_empty() || self.codes.contains(&diagnostic.code))
    }
}

impl QueryParams for ListDiagnosticsParams {
    fn declare(reader: &mut Reader) -> Self {
        let severities =
            reader.param("severity", AnyOf::all(), "Only diagnostics of these severities.");
        let codes = reader.param("code", AnyOf::all(), "Only diagnostics with these codes.");
        let (page, limit) = page(reader);
        Self { severities, codes, page, limit }
    }
}
