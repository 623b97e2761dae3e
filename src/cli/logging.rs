//! The log, on standard error.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{fmt, registry};

use super::output;
use crate::config::{LogFormat, Settings};

/// Starts the log. Of other packages' messages, warnings and errors are enough unless everything is
/// wanted.
pub(super) fn start(settings: &Settings) {
    let level = LevelFilter::from_level(settings.log);
    let others = if level == LevelFilter::TRACE { level } else { level.min(LevelFilter::WARN) };
    let filter = Targets::new().with_default(others).with_target("inkstone", level);
    // Standard error may be closed; that must not end the server.
    let layer = fmt::layer().with_writer(io::stderr).log_internal_errors(false);
    let layer = match settings.log_format {
        LogFormat::Text => layer.with_ansi(output::stderr_has_colour()).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    // Fails where a log is there already, which is then used.
    let _ = registry().with(layer).with(filter).try_init();
}
