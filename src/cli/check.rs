//! `inkstone check`.

use std::process::ExitCode;

use super::arguments::{ContentArguments, ReportFormat};
use super::failure::Failure;
use super::report::text::Style;
use super::report::{self, ReportArguments, Totals};
use super::{gather, loading, output};
use crate::ops::Clock;

/// Reports the chosen problems of all posts. The exit code depends on all errors, chosen or not.
pub(super) fn run(
    arguments: &ContentArguments,
    format: ReportFormat,
    chosen: &ReportArguments,
) -> Result<ExitCode, Failure> {
    let settings = gather::settings(arguments)?;
    let loaded = loading::load(&settings, gather::private_files(arguments, &settings))?;
    let diagnostics = &*loaded.snapshot.diagnostics_at(Clock::system().now());
    let totals = Totals::new(loaded.snapshot.name_count(), loaded.files, diagnostics)
        .without(loaded.left_out);
    let filter = chosen.filter();
    let text = match format {
        ReportFormat::Text => {
            let style = Style { all: chosen.all, colour: output::stdout_has_colour() };
            report::text::render(diagnostics, &totals, &filter, style)
        }
        ReportFormat::Json => report::json::render(diagnostics, &totals, &filter),
        ReportFormat::Github => {
            let here = std::env::current_dir().ok();
            let (content, here) = (&settings.content, here.as_deref());
            report::github::render(diagnostics, &totals, &filter, content, here)
        }
    };
    output::print(&text)?;
    Ok(if totals.errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
