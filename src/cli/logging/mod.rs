//! The log, on standard error.
//!
//! Messages about startup and shutdown are written synchronously. Messages about requests go through a
//! bounded queue to a writer thread, so that a blocked terminal or pipe does not delay responses. Lines that
//! do not fit the queue, or that cannot be written because the disk is full, are counted and dropped.

mod access_lines;
mod lossy;

use std::io::{self, BufWriter};

use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::fmt::writer::MakeWriterExt;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{fmt, registry};

use access_lines::AccessLines;
use lossy::{Lossy, Unwritten};

use super::output;
use crate::config::{LogFormat, Settings};
use crate::ops::{ACCESS_LOG, LostLines};

/// The capacity of the queue in lines: a third of a second of requests at full load.
const LONGEST_QUEUE: usize = 1 << 14;

/// The size of the write buffer in bytes.
const BUFFER: usize = 1 << 16;

/// The running log. When it is dropped, queued lines are written, unless the reader of the log blocks for
/// more than about a second.
#[derive(Debug)]
pub(super) struct Log {
    lost: ErrorCounter,
    unwritten: Unwritten,
    _queue: WorkerGuard,
}

impl Log {
    /// Returns a counter of dropped lines.
    pub(super) fn lost_lines(&self) -> LostLines {
        let (lost, unwritten) = (self.lost.clone(), self.unwritten.clone());
        LostLines::new(move || lost.dropped_lines() as u64 + unwritten.count())
    }
}

/// The package that parses requests. The errors that it logs are malformed requests and disconnects, which
/// are not errors of the server.
const PARSER: &str = "actix_http";

/// Starts the log. Other packages log at most warnings, except at the level `trace`.
pub(super) fn start(settings: &Settings) -> Log {
    let level = LevelFilter::from_level(settings.log);
    let others = if level == LevelFilter::TRACE { level } else { level.min(LevelFilter::WARN) };
    let parser = if level == LevelFilter::TRACE { level } else { LevelFilter::OFF };
    let filter = Targets::new()
        .with_default(others)
        .with_target(PARSER, parser)
        .with_target("inkstone", level);
    let unwritten = Unwritten::default();
    let buffered = BufWriter::with_capacity(BUFFER, io::stderr());
    let (queue, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LONGEST_QUEUE)
        .thread_name("log")
        .finish(Lossy::new(buffered, unwritten.clone()));
    let log = Log { lost: queue.error_counter(), unwritten: unwritten.clone(), _queue: guard };
    let access =
        AccessLines::new(settings.log_format, queue.clone()).with_filter(filter_fn(is_access));
    let writer =
        queue.with_filter(is_queued).or_else(move || Lossy::new(io::stderr(), unwritten.clone()));
    // A closed standard error must not stop the server.
    let layer = fmt::layer().with_writer(writer).log_internal_errors(false);
    let layer = match settings.log_format {
        LogFormat::Text => layer.with_ansi(output::stderr_has_colour()).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    let layer = layer.with_filter(filter_fn(|event| !is_access(event)));
    // Fails if the process already has a log, which is then used.
    let _ = registry().with(access).with(layer).with(filter).try_init();
    log
}

fn is_access(event: &Metadata<'_>) -> bool {
    event.target() == ACCESS_LOG
}

/// Returns whether an event may come from a thread that handles requests, which commands never do.
fn is_queued(event: &Metadata<'_>) -> bool {
    let module = event.target().strip_prefix(env!("CARGO_CRATE_NAME"));
    module.is_none_or(|module| !module.starts_with("::cli"))
}
