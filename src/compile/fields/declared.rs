//! The keys without a meaning, as a schema declares them.

use super::keys::Extra;
use crate::compile::matter::Entry;
use crate::compile::report::{Problem, Report, Span};
use crate::compile::schema::{ExtraSchema, locate};
use crate::post::Code;

/// The length of the fences of YAML, TOML and JSON.
const FENCE_LENGTH: usize = 3;

/// Reports what is not as declared, at its key.
pub fn check(extra: &Extra, entries: &[Entry<'_>], schema: &ExtraSchema, report: &mut Report<'_>) {
    for fault in schema.faults(extra) {
        let path = fault.path.iter().map(String::as_str);
        // What is missing in the front matter as a whole is reported where the file begins.
        let span = locate(entries, path).unwrap_or(Span::new(0, FENCE_LENGTH));
        report.push(
            Problem::new(Code::ExtraInvalid, span, fault.message)
                .expected(fault.expected)
                .help(fault.help),
        );
    }
}
