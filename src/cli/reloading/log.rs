//! Reloads in the log.

use crate::cli::output::{self, count};
use crate::cli::report;
use crate::cli::visible::visible;
use crate::live::{Doubt, FileChange, ReloadEvent, ReloadOptions, Reloaded};
use crate::post::Severity;

/// The number of files that are named in a line.
const NAMED: usize = 3;

/// What has changed if a problem appeared or disappeared that is not one of a post, as with a link out of the folder.
const ONLY_PROBLEMS: &str = "problems of other files";

/// Logs an event. An author sees problems with their lines immediately.
pub(super) fn log(event: &ReloadEvent<'_>, is_for_author: bool) {
    match event {
        ReloadEvent::Reloaded(reloaded) if is_for_author => {
            tracing::info!("{}", author_line(reloaded));
            let colour = output::stderr_has_colour();
            output::print_error_as_is(&report::problems(&reloaded.diagnostics, colour));
        }
        ReloadEvent::Reloaded(reloaded) => {
            tracing::info!("{}", operator_line(reloaded));
            report::log_errors(&reloaded.diagnostics);
        }
        ReloadEvent::Unchanged { settled, generation, read: 0 } => {
            tracing::info!("nothing has changed (generation {generation}, settled {settled})");
        }
        ReloadEvent::Unchanged { settled, generation, read } => {
            tracing::debug!(
                "{}: nothing has changed (generation {generation}, settled {settled})",
                count(*read, "file")
            );
        }
        ReloadEvent::Doubted(doubt, error) => {
            let seconds = ReloadOptions::CONFIRM_AFTER.as_secs();
            let reason = error.map_or_else(|| described(*doubt).to_owned(), ToString::to_string);
            tracing::warn!(
                "{reason}; the posts are still served, unless a scan after {seconds} s finds the same"
            );
        }
        ReloadEvent::Confirmed(doubt) => {
            tracing::error!("confirmed by a second scan: {}", described(*doubt));
        }
        ReloadEvent::Recovered => tracing::info!("the content folder has its posts again"),
        ReloadEvent::StateFailed(error) => {
            tracing::warn!("last valid versions of posts cannot be stored in `state_dir`: {error}");
        }
        ReloadEvent::Panicked => {
            tracing::error!(
                "a reload failed because of a fault in Inkstone; all files are read again"
            );
        }
    }
}

fn described(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::SourceUnavailable => "the content folder cannot be read",
        Doubt::SourceEmpty => "the content folder has no posts any more",
        Doubt::PostsLost => "the content folder has lost more than half of its posts",
    }
}

fn verb(change: FileChange) -> &'static str {
    match change {
        FileChange::Added => "added",
        FileChange::Edited => "edited",
        FileChange::Removed => "removed",
        FileChange::Broken => "broken",
        FileChange::Mended => "mended",
    }
}

/// Names the files.
fn author_line(reloaded: &Reloaded) -> String {
    let named = reloaded.changes.iter().take(NAMED);
    let mut parts: Vec<_> = named
        .map(|(path, change)| format!("{} {}", verb(*change), visible(path.as_str())))
        .collect();
    match reloaded.changes.len().saturating_sub(NAMED) {
        0 => {}
        more => parts.push(format!("{more} more")),
    }
    if reloaded.assets > 0 {
        parts.push(count(reloaded.assets, "other file"));
    }
    if parts.is_empty() {
        parts.push(ONLY_PROBLEMS.to_owned());
    }
    format!("reloaded in {} ms: {}", reloaded.stages.total().as_millis(), parts.join(", "))
}

/// Counts the files.
fn operator_line(reloaded: &Reloaded) -> String {
    use FileChange::{Added, Broken, Edited, Mended, Removed};
    let counts = [Added, Edited, Removed, Broken, Mended]
        .map(|change| (reloaded.count(change), verb(change)))
        .into_iter()
        .filter(|(count, _)| *count > 0);
    let mut counts: Vec<_> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    if reloaded.assets > 0 {
        counts.push(count(reloaded.assets, "asset"));
    }
    if counts.is_empty() {
        counts.push(ONLY_PROBLEMS.to_owned());
    }
    let counts = counts.join(", ");
    let kept = match reloaded.kept {
        0 => String::new(),
        kept => format!(", {}", count(kept, "last valid version")),
    };
    let stages = reloaded.stages.named();
    let stages = stages.map(|(name, took)| format!("{name} {}", took.as_millis())).join(", ");
    format!(
        "reloaded in {} ms: {counts}; {}, {}, {}{kept} (generation {}, settled {}; {stages} ms)",
        reloaded.stages.total().as_millis(),
        count(reloaded.posts, "post"),
        count(reloaded.errors, Severity::Error.as_str()),
        count(reloaded.warnings, Severity::Warning.as_str()),
        reloaded.generation,
        reloaded.settled,
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{author_line, operator_line};
    use crate::live::{FileChange, Reloaded, Stages};
    use crate::post::ContentPath;

    fn reloaded(changes: &[(&str, FileChange)], assets: usize) -> Reloaded {
        let stages = Stages { read: Duration::from_millis(2), ..Stages::default() };
        Reloaded {
            settled: 4,
            generation: 3,
            changes: changes
                .iter()
                .map(|(path, change)| (ContentPath::new(path), *change))
                .collect(),
            assets,
            stages: Stages { build: Duration::from_millis(10), ..stages },
            posts: 57,
            kept: 1,
            diagnostics: Vec::new(),
            errors: 1,
            warnings: 0,
        }
    }

    #[test]
    fn an_author_reads_what_changed() {
        let changes = [
            ("a.md", FileChange::Edited),
            ("b\u{1b}.md", FileChange::Added),
            ("c.md", FileChange::Broken),
            ("d.md", FileChange::Removed),
        ];
        let line = author_line(&reloaded(&changes, 2));
        assert!(line.starts_with("reloaded in 12 ms: edited a.md, added b"), "{line}");
        assert!(line.ends_with(".md, broken c.md, 1 more, 2 other files"), "{line}");
        assert!(!line.contains('\u{1b}'));
        let line = author_line(&reloaded(&[], 0));
        assert_eq!(line, "reloaded in 12 ms: problems of other files");
    }

    #[test]
    fn an_operator_reads_counts_and_times() {
        let changes = [("a.md", FileChange::Edited), ("b.md", FileChange::Edited)];
        assert_eq!(
            operator_line(&reloaded(&changes, 1)),
            "reloaded in 12 ms: 2 edited, 1 asset; 57 posts, 1 error, 0 warnings, 1 last valid version \
             (generation 3, settled 4; scan 0, read 2, build 10, search 0, swap 0 ms)"
        );
    }
}
