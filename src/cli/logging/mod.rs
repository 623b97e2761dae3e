//! The log, on standard error.
//!
//! What the program tells while it starts and ends is written at once. What happens while requests are
//! answered goes through a bounded queue to a thread that writes, so that a terminal or a pipe that
//! takes nothing holds no answer up; lines that find no room there are counted and lost.

mod access_lines;

use std::io::{self, BufWriter};

use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::fmt::writer::MakeWriterExt;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{fmt, registry};

use access_lines::AccessLines;

use super::output;
use crate::config::{LogFormat, Settings};
use crate::ops::{ACCESS_LOG, LostLines};

/// How many lines wait to be written at most: a third of a second of requests at full load.
const LONGEST_QUEUE: usize = 1 << 14;

/// How many bytes are written at once at most.
const BUFFER: usize = 1 << 16;

/// The log that has been started. What waits in its queue is written when this is dropped, as far as
/// whoever reads the log takes it within about a second.
#[derive(Debug)]
pub(super) struct Log {
    lost: ErrorCounter,
    _queue: WorkerGuard,
}

impl Log {
    /// Tells how many lines were lost.
    pub(super) fn lost_lines(&self) -> LostLines {
        let lost = self.lost.clone();
        LostLines::new(move || lost.dropped_lines() as u64)
    }
}

/// The package that reads requests. What it calls an error is a client that sends garbage or goes
/// away, and the client is told.
const PARSER: &str = "actix_http";

/// Starts the log. Of other packages' messages, warnings and errors are enough unless everything is
/// wanted.
pub(super) fn start(settings: &Settings) -> Log {
    let level = LevelFilter::from_level(settings.log);
    let others = if level == LevelFilter::TRACE { level } else { level.min(LevelFilter::WARN) };
    let parser = if level == LevelFilter::TRACE { level } else { LevelFilter::OFF };
    let filter = Targets::new()
        .with_default(others)
        .with_target(PARSER, parser)
        .with_target("inkstone", level);
    let (queue, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LONGEST_QUEUE)
        .thread_name("log")
        .finish(BufWriter::with_capacity(BUFFER, io::stderr()));
    let log = Log { lost: queue.error_counter(), _queue: guard };
    let access =
        AccessLines::new(settings.log_format, queue.clone()).with_filter(filter_fn(is_access));
    let writer = queue.with_filter(comes_with_requests).or_else(io::stderr);
    // Standard error may be closed; that must not end the server.
    let layer = fmt::layer().with_writer(writer).log_internal_errors(false);
    let layer = match settings.log_format {
        LogFormat::Text => layer.with_ansi(output::stderr_has_colour()).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    let layer = layer.with_filter(filter_fn(|event| !is_access(event)));
    // Fails where a log is there already, which is then used.
    let _ = registry().with(access).with(layer).with(filter).try_init();
    log
}

fn is_access(event: &Metadata<'_>) -> bool {
    event.target() == ACCESS_LOG
}

/// Whether an event may come from a thread that answers requests: from the HTTP floor or from another
/// package.
fn comes_with_requests(event: &Metadata<'_>) -> bool {
    let module = event.target().strip_prefix(env!("CARGO_CRATE_NAME"));
    module.is_none_or(|module| module.starts_with("::http"))
}
