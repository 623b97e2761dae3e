//! Metrics of reloads.

use std::fmt;
use std::time::UNIX_EPOCH;

use crate::live::{BUCKETS, Current, Doubt, Figures};
use crate::ops::observe::exposition::{Exposition, Histogram};

/// Writes the metrics.
pub fn write(out: &mut Exposition<'_>, current: &Current) -> fmt::Result {
    let help = "The number of times that the content was replaced since the start.";
    out.gauge("inkstone_snapshot_generation", help, current.generation)?;
    let figures = current.status.figures();
    let Some(mode) = figures.watch_mode else { return Ok(()) };
    let modes = ["events", "poll", "off"];
    let modes = modes.map(|name| ([("mode", name)], u32::from(name == mode)));
    out.gauges("inkstone_watch_mode", "How changes of files are noticed; 1 for one mode.", modes)?;
    write_last(out, &figures)?;
    write_totals(out, &figures)?;
    let help = "Posts that are the last valid version of a file with an error.";
    out.gauge("inkstone_posts_last_valid", help, figures.kept as u64)?;
    let help = "Whether older content is served because the content folder seems to have lost most of it, by reason.";
    let doubts = Doubt::ALL
        .iter()
        .map(|&doubt| ([("reason", doubt.as_str())], u32::from(figures.doubt == Some(doubt))));
    out.gauges("inkstone_degraded", help, doubts)
}

fn write_last(out: &mut Exposition<'_>, figures: &Figures) -> fmt::Result {
    let help = "Whether the last attempt to reload the content succeeded.";
    out.gauge("inkstone_reload_last_successful", help, u32::from(!figures.has_failed))?;
    let since = figures.last_success.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let help = "When the content was replaced last, or loaded first, in seconds since 1970.";
    let name = "inkstone_reload_last_success_timestamp_seconds";
    out.gauge(name, help, since.unwrap_or_default().as_secs_f64())?;
    let help = "Whether a change was found that is not served yet.";
    out.gauge("inkstone_reload_pending", help, u32::from(figures.is_pending))?;
    let stages = figures.last.named();
    let stages = stages.map(|(name, took)| ([("stage", name)], took.as_secs_f64()));
    let help = "How long the stages of the last reload took, in seconds.";
    out.gauges("inkstone_reload_last_stage_seconds", help, stages)
}

fn write_totals(out: &mut Exposition<'_>, figures: &Figures) -> fmt::Result {
    let help =
        "States of the content folder that were handled completely, with or without changes.";
    out.counter("inkstone_reload_settled", help, figures.settled)?;
    let help = "Reloads that failed because of a fault in Inkstone.";
    out.counter("inkstone_reload_failures", help, figures.failures)?;
    let help = "Files that were read for reloads.";
    out.counter("inkstone_reload_files_read", help, figures.files_read)?;
    let bounds = BUCKETS.iter().map(|&bound| bound as f64 / 1000.0).chain([f64::INFINITY]);
    let durations = Histogram {
        buckets: bounds.zip(figures.durations).collect(),
        sum: figures.took.as_secs_f64(),
    };
    let help = "How long reloads took, without waiting for changes, in seconds.";
    out.histogram("inkstone_reload_duration_seconds", help, durations)
}
