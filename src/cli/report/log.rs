//! Problems in the log of the server: counts, and the errors.

use super::line::line;
use super::table;
use super::text::cap;
use crate::post::{CodeCounts, Diagnostic, Severity};

/// Logs the number of problems of each code, and the first errors. A folder can have thousands of warnings, and
/// the log is read at each start, so those are for `inkstone check`.
pub(in crate::cli) fn log(diagnostics: &[Diagnostic]) {
    let counts = CodeCounts::of(diagnostics);
    for (code, count) in table::rows(&counts) {
        let line = format!("{count} × {}: {}", code.as_str(), code.meaning());
        match code.severity() {
            Severity::Error => tracing::error!("{line}"),
            Severity::Warning => tracing::warn!("{line}"),
            Severity::Note => tracing::debug!("{line}"),
        }
    }
    log_errors(diagnostics);
    if diagnostics.iter().any(|found| found.severity() != Severity::Note) {
        tracing::info!("`inkstone check` shows the problems with their lines and how to fix them");
    }
}

/// Logs the first errors.
pub(in crate::cli) fn log_errors(diagnostics: &[Diagnostic]) {
    let most = cap(Severity::Error);
    let errors = || diagnostics.iter().filter(|found| found.severity() == Severity::Error);
    for found in errors().take(most) {
        tracing::error!("{}", line(found));
    }
    let more = errors().count().saturating_sub(most);
    if more > 0 {
        tracing::error!("… and {more} more errors");
    }
}
