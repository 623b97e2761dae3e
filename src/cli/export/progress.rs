//! The progress of an export: a bar on terminals, if it takes long.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// The delay after which the bar appears.
const DELAY: Duration = Duration::from_millis(500);

/// Counts files.
pub(super) struct Progress {
    started: Instant,
    on_terminal: bool,
    done: u64,
    expected: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Starts to count.
    pub(super) fn new() -> Self {
        let on_terminal = io::stderr().is_terminal();
        Self { started: Instant::now(), on_terminal, done: 0, expected: 0, bar: None }
    }

    /// Sets the number of files to expect.
    pub(super) fn expect(&mut self, files: usize) {
        self.expected = files as u64;
    }

    /// Counts a file.
    pub(super) fn advance(&mut self) {
        self.done += 1;
        if !self.on_terminal || self.started.elapsed() < DELAY {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("exporting {bar:32} {pos}/{len}, {eta} left");
            ProgressBar::new(0).with_style(style.expect("the template is valid"))
        });
        // An estimate may be too low.
        bar.set_length(self.expected.max(self.done));
        bar.set_position(self.done);
    }

    /// Removes the bar, and returns the time since the start.
    pub(super) fn finish(self) -> Duration {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.started.elapsed()
    }
}
