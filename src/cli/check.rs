//! `inkstone check`.

use std::process::ExitCode;

use super::arguments::{ContentArguments, ReportFormat};
use super::failure::Failure;
use super::report::{self, Totals};
use super::{gather, loading, output};
use crate::ops::Clock;

/// Reports all problems of all posts.
pub(super) fn run(arguments: &ContentArguments, format: ReportFormat) -> Result<ExitCode, Failure> {
    let settings = gather::settings(arguments)?;
    let loaded = loading::load(&settings, gather::private_files(arguments, &settings))?;
    let diagnostics = &*loaded.snapshot.diagnostics_at(Clock::system().now());
    let totals = Totals::new(loaded.snapshot.name_count(), loaded.files, diagnostics);
    let text = match format {
        ReportFormat::Text => {
            let text = report::text::render(diagnostics, &totals, output::stdout_has_colour());
            format!("{}{text}", report::left_out(&loaded.left_out))
        }
        ReportFormat::Json => report::json::render(diagnostics, &totals),
        ReportFormat::Github => {
            let here = std::env::current_dir().ok();
            report::github::render(diagnostics, &totals, &settings.content, here.as_deref())
        }
    };
    output::print(&text)?;
    Ok(if totals.errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
