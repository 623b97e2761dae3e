//! Loads the content, with a progress bar on terminals and log lines elsewhere.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use clap::CommandFactory;
use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::Arguments;
use super::failure::Failure;
use super::pace::{Pace, REPORT_INTERVAL};
use crate::catalog::Snapshot;
use crate::config::{Key, Settings};
use crate::live::{self, Fallback, Files, Hints, ReloadOptions, Watch};
use crate::source::{ContentSource, FolderSource, LeftOut, Listing, SourceError};
use crate::text::suggest::nearest;

/// The delay after which the progress bar appears.
const BAR_DELAY: Duration = Duration::from_millis(500);

/// The content and statistics about loading it.
pub(super) struct Loaded {
    pub snapshot: Snapshot,
    pub source: Arc<FolderSource>,
    /// The number of files that were read.
    pub files: usize,
    /// The number of files that are not posts.
    pub left_out: LeftOut,
    pub elapsed: Duration,
}

/// The content, and what is needed to keep it up to date.
pub(super) struct LoadedToServe {
    pub loaded: Loaded,
    pub watch: Watch,
    pub files: Files,
    pub listing: Listing,
}

/// Loads the content folder of the settings. The `private` files are not assets.
pub(super) fn load(settings: &Settings, private: Vec<PathBuf>) -> Result<Loaded, Failure> {
    let source = source(settings, private);
    let progress = Progress::new(io::stderr().is_terminal());
    let loaded = live::load(
        &source,
        &settings.compile_options(),
        &settings.catalog_options(),
        &|done, total| progress.show(done, total),
    );
    let (files, elapsed) = progress.finish();
    match loaded {
        Ok(live::Loaded { snapshot, left_out, .. }) => {
            Ok(Loaded { snapshot, source: Arc::new(source), files, left_out, elapsed })
        }
        Err(error) => Err(unusable(settings, &error)),
    }
}

/// Like [`load`], and watches the folder from the start, so that no change is missed.
pub(super) fn load_to_serve(
    settings: &Settings,
    private: Vec<PathBuf>,
    options: &ReloadOptions,
    hints: Hints,
) -> Result<LoadedToServe, Failure> {
    let source = Arc::new(source(settings, private));
    let progress = Progress::new(io::stderr().is_terminal());
    let watched: Arc<dyn ContentSource> = Arc::clone(&source) as _;
    let report = |reason: &Fallback| tracing::warn!("{reason}");
    let mut watch = Watch::new(watched, settings.watch, hints, report);
    let listing = watch.start().map_err(|error| unusable(settings, &error))?;
    let shown = |done, total| progress.show(done, total);
    let live::Loaded { snapshot, left_out, files, listing, state_error } =
        live::with_own_threads("loading", || {
            live::load_listing(&*source, listing, options, &shown)
        });
    if let Some(error) = state_error {
        tracing::warn!("last valid versions of posts are not restored from `state_dir`: {error}");
    }
    let (count, elapsed) = progress.finish();
    let loaded = Loaded { snapshot, source, files: count, left_out, elapsed };
    Ok(LoadedToServe { loaded, watch, files, listing })
}

fn source(settings: &Settings, private: Vec<PathBuf>) -> FolderSource {
    FolderSource::new(&settings.content, settings.max_file_size)
        .excluding(settings.exclude.clone())
        .without(private)
}

fn unusable(settings: &Settings, error: &SourceError) -> Failure {
    Failure::usage(format!("{error}\n{}", help(&settings.content)))
}

/// Returns a hint for a content folder that cannot be used.
fn help(content: &Path) -> String {
    let name = content.to_string_lossy();
    let arguments = Arguments::command();
    let commands = arguments.get_subcommands().map(clap::Command::get_name);
    match nearest(&name, commands).filter(|_| !content.exists()) {
        Some(command) => format!("help: did you mean the command `{command}`?"),
        // Without a folder on the command line, `new` creates the default one.
        None if Key::Content.default_text() == Some(&*name) && !content.exists() => {
            "help: create a first post with `inkstone new \"Title\"`, or pass the folder with your posts, as in \
             `inkstone serve FOLDER`"
                .to_owned()
        }
        None => "help: pass the folder with your posts, as in `inkstone serve FOLDER`, or set \
                 `content` in inkstone.toml"
            .to_owned(),
    }
}

/// A progress bar on a terminal, or log lines, which appear only if loading takes long.
struct Progress {
    on_terminal: bool,
    started: Instant,
    pace: Pace,
    total: AtomicUsize,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    fn new(on_terminal: bool) -> Self {
        Self {
            on_terminal,
            started: Instant::now(),
            pace: Pace::new(REPORT_INTERVAL),
            total: AtomicUsize::new(0),
            bar: OnceLock::new(),
        }
    }

    fn show(&self, done: usize, total: usize) {
        self.total.store(total, Ordering::Relaxed);
        if !self.on_terminal {
            // Only the server has a log.
            if self.pace.is_due() {
                tracing::info!("reading posts: {done} of {total}");
            }
            return;
        }
        if self.started.elapsed() < BAR_DELAY {
            return;
        }
        self.bar.get_or_init(|| bar(total)).set_position(done as u64);
    }

    fn finish(self) -> (usize, Duration) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
        (self.total.into_inner(), self.started.elapsed())
    }
}

fn bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("reading posts {bar:32} {pos}/{len}, {eta} left");
    let bar = ProgressBar::new(total as u64);
    bar.with_style(style.expect("the template is valid"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Progress, help};

    #[test]
    fn fast_loading_shows_no_bar_and_is_counted() {
        let progress = Progress::new(true);
        progress.show(0, 7);
        progress.show(7, 7);
        assert!(progress.bar.get().is_none());
        assert_eq!(progress.finish().0, 7);
    }

    #[test]
    fn a_misspelt_command_is_not_silently_taken_for_a_folder() {
        assert!(help(Path::new("chekc")).contains("`check`"));
        assert!(help(Path::new("acknowledgement")).contains("`acknowledgements`"));
        assert!(help(Path::new("my-blog")).contains("inkstone serve FOLDER"));
    }
}
